#include "random/special.h"

#include "base/fmath.h"

#include <math.h>

#define HALF_LOG_TWO_PI 0.91893853320467274178

double cr_log1p_less(double x)
{
    if (!(fabs(x) <= 0.4))
        return cr_log1p(x) - x;
    /* log(1 + x) = 2 atanh(r), r = x / (2 + x), and 2 r - x = -x r. */
    double r = x / (2 + x), r2 = r * r, sum = 0;
    for (int k = 29; k >= 3; k -= 2)
        sum = sum * r2 + 1.0 / k;
    return r * (2 * r2 * sum - x);
}

double cr_expm1_less(double x)
{
    if (!(fabs(x) <= 0.5))
        return cr_expm1(x) - x;
    double sum = 1;
    for (int k = 16; k >= 3; k--)
        sum = 1 + sum * x / k;
    return x * x / 2 * sum;
}

/* stirling(a) - stirling(a + 1) = (a + 1/2) log(1 + 1/a) - 1; for a >= 1 the series of atanh(r) / r
 * - 1. */
static double stirling_step(double a)
{
    if (a < 1)
        return (a + 0.5) * (cr_log1p(a) - cr_log(a)) - 1;
    double r = 1 / (2 * a + 1), r2 = r * r, sum = 0;
    for (int k = 35; k >= 3; k -= 2)
        sum = sum * r2 + 1.0 / k;
    return r2 * sum;
}

double cr_stirling_error(double a)
{
    /* Abramowitz and Stegun 6.1.41. */
    static const double series[] = {
        1.0 / 156, -691.0 / 360360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12};
    double steps = 0;
    for (; a < 16; a++)
        steps += stirling_step(a);
    double inverse2 = 1 / (a * a), sum = 0;
    for (int k = 0; k < 7; k++)
        sum = sum * inverse2 + series[k];
    return steps + sum / a;
}

struct cr_law cr_gamma_law(double shape)
{
    return (struct cr_law){
        shape, 0, 0.5 * cr_log(shape) - HALF_LOG_TWO_PI - cr_stirling_error(shape)};
}

struct cr_law cr_beta_law(double a, double b)
{
    double n = a + b;
    double error = cr_stirling_error(n) - cr_stirling_error(a) - cr_stirling_error(b);
    double small = a < b ? a : b, large = a < b ? b : a;
    return (struct cr_law){a, b, error + 0.5 * cr_log(small * (large / n)) - HALF_LOG_TWO_PI};
}

double cr_law_log_constant(const struct cr_law *law)
{
    double a = law->a, b = law->b;
    if (b == 0)
        return a * cr_log(a) - a - law->log_c;
    return -(a * cr_log1p(b / a) + b * cr_log1p(a / b) + law->log_c);
}

/* log(1 + z) - z where the caller knows 1 + z better than z when z is near -1. */
static double log_less(double z, double one_plus_z)
{
    return fabs(z) <= 0.4 ? cr_log1p_less(z) : cr_log(one_plus_z) - z;
}

/* log of x^a e^-x / Gamma(a), or of x^a y^b / B(a, b), in Loader's form (Fast and accurate
 * computation of binomial probabilities, 2000): only the distance from the peak is multiplied by
 * the shape. */
static double log_density(const struct cr_law *law, struct cr_spot at)
{
    double a = law->a, b = law->b;

    if (b == 0)
        return a * log_less((at.x - a) / a, at.x / a) + law->log_c;
    double w = at.x * b - at.y * a, n = a + b;
    return a * log_less(w / a, at.x * (n / a)) + b * log_less(-w / b, at.y * (n / b)) + law->log_c;
}

/* Nodes and weights of Gauss and Legendre's 32-point rule on [-1, 1], the positive half. */
static const double gauss[16][2] = {
    {0.04830766568773831623, 0.09654008851472780057},
    {0.1444719615827964935, 0.09563872007927485942},
    {0.2392873622521370745, 0.09384439908080456564},
    {0.3318686022821276498, 0.09117387869576388471},
    {0.4213512761306353454, 0.08765209300440381114},
    {0.50689990893222939, 0.08331192422694675522},
    {0.587715757240762329, 0.07819389578707030647},
    {0.663044266930215201, 0.07234579410884850623},
    {0.7321821187402896804, 0.06582222277636184684},
    {0.794483795967942407, 0.05868409347853554715},
    {0.8493676137325699701, 0.0509980592623761762},
    {0.896321155766052124, 0.04283589802222668066},
    {0.9349060759377396892, 0.0342738629130214331},
    {0.9647622555875064308, 0.02539206530926205946},
    {0.9856115115452683354, 0.01627439473090567061},
    {0.9972638618494815635, 0.0070186100094700966},
};

/* log(density(t + tau) / density(t)), tau >= 0, for the upper tail of a law (lower: for the gamma
 * law's lower tail at t - tau), less its linear term. */
static double bend(const struct cr_law *law, struct cr_spot at, int lower, double tau)
{
    if (law->b == 0)
        return -at.x * cr_expm1_less(lower ? -tau : tau);
    double n = law->a + law->b;
    if (at.x <= 0.5)
        return -n * (cr_log1p_less(at.x * cr_expm1(tau)) + at.x * cr_expm1_less(tau));
    return -n * (cr_log1p_less(at.y * cr_expm1(-tau)) + at.y * cr_expm1_less(-tau));
}

/* The integral of the density beyond a place that lies on that side of the peak, as a multiple of
 * the density there. For large shapes: 50 powers of e are one smooth panel, so the cost does not
 * grow with the shape. */
static double tail_integral(const struct cr_law *law, struct cr_spot at, int lower)
{
    double slope, curve;
    if (law->b == 0) {
        slope = fabs(at.x - law->a);
        curve = at.x;
    } else {
        slope = at.x * law->b - at.y * law->a;
        curve = (law->a + law->b) * at.x * at.y;
        if (slope < 0)
            slope = 0;
    }
    double length = 100 / (slope + sqrt(slope * slope + 100 * curve)), sum = 0;
    for (int k = 0; k < 16; k++) {
        for (int side = -1; side <= 1; side += 2) {
            double tau = length * 0.5 * (1 + side * gauss[k][0]);
            sum += gauss[k][1] * cr_exp(bend(law, at, lower, tau) - slope * tau);
        }
    }
    return sum * length * 0.5;
}

/* P(a, x) Gamma(a) e^x / x^a, x < a + 1: DLMF 8.7.1. */
static double gamma_series(double a, double x)
{
    double term = 1 / a, sum = term;
    for (double k = 1; k < 10000 && term > sum * 1e-18; k++) {
        term *= x / (a + k);
        sum += term;
    }
    return sum;
}

/* Keeps Lentz's method away from 0 / 0. */
static double not_zero(double x)
{
    return fabs(x) < 1e-290 ? 1e-290 : x;
}

/* Q(a, x) Gamma(a) e^x / x^a, x >= a + 1: Legendre's continued fraction, DLMF 8.9.2, by modified
 * Lentz. */
static double gamma_fraction(double a, double x)
{
    double b = x + 1 - a, c = 1e290, d = 1 / b, h = d;
    for (double k = 1; k < 10000; k++) {
        double top = -k * (k - a);
        b += 2;
        d = 1 / not_zero(top * d + b);
        c = not_zero(b + top / c);
        h *= c * d;
        if (fabs(c * d - 1) < 2e-16)
            break;
    }
    return h;
}

/* I_x(a, b) B(a, b) / (x^a y^b), x below about the mean: the even part of DLMF 8.17.22 (Didonato
 * and Morris 1992, eq. 9), which sees the distance from the mean as a y - b x and so loses nothing
 * when one shape is huge. */
static double beta_fraction(double a, double b, double x, double y)
{
    double distance = a * y - b * x;
    double c = not_zero(a * (distance + 1) / (a + 1)), d = 0, h = c;

    for (double m = 1; m < 20000; m++) {
        double s = a + 2 * m - 1;
        double top = (a + m - 1) / s * ((a + b + m - 1) / s) * (m * (b - m) * x * x);
        double below = m + m * (b - m) * x / s + (a + m) / (s + 2) * (distance + 1 + m * (1 + y));
        d = 1 / not_zero(below + top * d);
        c = not_zero(below + top / c);
        h *= c * d;
        if (fabs(c * d - 1) < 2e-16)
            break;
    }
    return 1 / h;
}

/* From here on the integral is cheaper than series and fractions, and its one panel is smooth
 * enough. */
#define LARGE_SHAPE 3000

/* The smaller (or nearly so) tail over the density, and which it is. */
static double tail_ratio(const struct cr_law *law, struct cr_spot at, int *lower)
{
    double a = law->a, b = law->b;

    if (b == 0) {
        if (a >= LARGE_SHAPE) {
            *lower = at.x < a;
            return tail_integral(law, at, *lower);
        }
        *lower = at.x < a + 1;
        return *lower ? gamma_series(a, at.x) : gamma_fraction(a, at.x);
    }
    struct cr_law mirror = {b, a, law->log_c};
    struct cr_spot there = {at.y, at.x};
    if (a >= LARGE_SHAPE && b >= LARGE_SHAPE) {
        *lower = at.x * b < at.y * a;
        return *lower ? tail_integral(&mirror, there, 0) : tail_integral(law, at, 0);
    }
    *lower = at.x * (b + 1) <= at.y * (a + 1);
    return *lower ? beta_fraction(a, b, at.x, at.y) : beta_fraction(b, a, at.y, at.x);
}

struct cr_tails cr_law_tails(const struct cr_law *law, struct cr_spot at)
{
    struct cr_tails tails;
    int lower;

    tails.log_density = log_density(law, at);
    double small_log = tails.log_density + cr_log(tail_ratio(law, at, &lower));
    if (small_log > 0)
        small_log = 0;
    double small = cr_exp(small_log), other_log = cr_log1p(-small);
    tails.log_p = lower ? small_log : other_log;
    tails.log_q = lower ? other_log : small_log;
    tails.p = lower ? small : 1 - small;
    tails.q = lower ? 1 - small : small;
    return tails;
}
