/* Both tails of the gamma, beta, Poisson, binomial and Student laws, by GSL (manual, chapters
 * "Random Number Distributions" and "Special Functions") where it is right, and by an integral and
 * a continued fraction of our own where it was measured to be wrong. GSL's inverse functions are
 * never called: gsl_cdf_beta_Pinv(u, 2000, 30), an ordinary poll, is NaN; random/quantile.c solves
 * for the quantile with these tails.
 *
 * Where GSL 2.6 to 2.8 go wrong (tests/unit/numeric_test.c asks again, and fails when a newer GSL
 * has mended it; then widen by_gsl):
 *
 *     asked                                     GSL says                right
 *     beta_P(0.4998103529230421, 3000, 3000)    0.48828124999634848     0.48828125000000778
 *     beta_P(0.49999452634705749, 1e5, 1e5)     0.49804687508641160     0.49804687500001717
 *     gamma_P(999475.35791723593, 1e6)          0.30000000432583307     0.29999999999999041
 *     gamma_Q(1000040526.4329796, 1e9)          0.025018830935728965    0.1
 *     tdist_P(-17.44, 31)                       off by 1e-6 of itself (normal from 30 degrees on)
 *
 * The limits of by_gsl are where the smaller tail was right to 1e-12 of itself, over a grid of
 * shapes and of levels from 1e-300 on. */
#include "numeric/law.h"

#include "base/fmath.h"
#include "numeric/special.h"
#include "numeric/trouble.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <stdbool.h>

#define HALF_LOG_TWO_PI 0.91893853320467274178

/* log(1 + x) - x for x > -1, and exp(x) - 1 - x, without cancellation near 0. */
static double log1p_less(double x)
{
    if (!(fabs(x) <= 0.4))
        return cr_log1p(x) - x;
    /* log(1 + x) = 2 atanh(r), r = x / (2 + x), and 2 r - x = -x r. */
    double r = x / (2 + x), r2 = r * r, sum = 0;
    for (int k = 29; k >= 3; k -= 2)
        sum = sum * r2 + 1.0 / k;
    return r * (2 * r2 * sum - x);
}

static double expm1_less(double x)
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

/* What Stirling's formula lacks: log Gamma(a + 1) - ((a + 1/2) log a - a + log(2 pi) / 2), a > 0.
 */
static double stirling_error(double a)
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
    return (struct cr_law){shape, 0, 0.5 * cr_log(shape) - HALF_LOG_TWO_PI - stirling_error(shape)};
}

struct cr_law cr_beta_law(double a, double b)
{
    double n = a + b;
    double error = stirling_error(n) - stirling_error(a) - stirling_error(b);
    double small = a < b ? a : b, large = a < b ? b : a;
    return (struct cr_law){a, b, error + 0.5 * cr_log(small * (large / n)) - HALF_LOG_TWO_PI};
}

/* log(1 + z) - z where the caller knows 1 + z better than z when z is near -1. */
static double log_less(double z, double one_plus_z)
{
    return fabs(z) <= 0.4 ? log1p_less(z) : cr_log(one_plus_z) - z;
}

/* log of x^a e^-x / Gamma(a), or of x^a y^b / B(a, b), in Loader's form (Fast and accurate
 * computation of binomial probabilities, 2000): only the distance from the peak is multiplied by
 * the shape. Ours, since gsl_ran_gamma_pdf and gsl_ran_beta_pdf take log gammas anew at each call:
 * with them a run of 20,000 futures that makes its tables took 4% more instructions. */
double cr_law_log_density(const struct cr_law *law, struct cr_spot at)
{
    double a = law->a, b = law->b;

    if (b == 0)
        return a * log_less((at.x - a) / a, at.x / a) + law->log_c;
    double w = at.x * b - at.y * a, n = a + b;
    return a * log_less(w / a, at.x * (n / a)) + b * log_less(-w / b, at.y * (n / b)) + law->log_c;
}

/* log(density(t + tau) / density(t)), tau >= 0, for the upper tail of a law (lower: for the gamma
 * law's lower tail at t - tau), less its linear term. */
static double log_density_change(const struct cr_law *law, struct cr_spot at, int lower, double tau)
{
    if (law->b == 0)
        return -at.x * expm1_less(lower ? -tau : tau);
    double n = law->a + law->b;
    if (at.x <= 0.5)
        return -n * (log1p_less(at.x * cr_expm1(tau)) + at.x * expm1_less(tau));
    return -n * (log1p_less(at.y * cr_expm1(-tau)) + at.y * expm1_less(-tau));
}

struct panel {
    const struct cr_law *law;
    struct cr_spot at;
    int lower;
    double slope;
};

static double panel_at(double tau, void *context)
{
    const struct panel *p = context;
    return cr_exp(log_density_change(p->law, p->at, p->lower, tau) - p->slope * tau);
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
        slope = fmax(at.x * law->b - at.y * law->a, 0);
        curve = (law->a + law->b) * at.x * at.y;
    }
    struct panel panel = {law, at, lower, slope};
    gsl_function density = {panel_at, &panel};
    double length = 100 / (slope + sqrt(slope * slope + 100 * curve));
    gsl_integration_glfixed_table *rule = gsl_integration_glfixed_table_alloc(32);
    double sum = rule ? gsl_integration_glfixed(&density, 0, length, rule) : NAN;
    if (rule)
        gsl_integration_glfixed_table_free(rule);
    return sum;
}

/* Keeps Lentz's method away from 0 / 0. */
static double not_zero(double x)
{
    return fabs(x) < 1e-290 ? 1e-290 : x;
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

/* Shapes for which the integral's one panel is smooth enough. */
#define LARGE_SHAPE 3000

/* The smaller (or nearly so) tail over the density, and which it is. */
static double tail_ratio(const struct cr_law *law, struct cr_spot at, int *lower)
{
    double a = law->a, b = law->b;

    if (b == 0) {
        *lower = at.x < a;
        return tail_integral(law, at, *lower);
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

/* ---- GSL's ---- */

/* Where GSL's tails are right to 1e-12 of the smaller one (a gamma law's of shape below 1e-3: to
 * 1e-14 of the whole). */
static bool by_gsl(const struct cr_law *law)
{
    double a = law->a, b = law->b;
    if (b == 0)
        return a < LARGE_SHAPE;
    return fmin(a, b) >= 1e-3 && fmin(a, b) <= 300 && fmax(a, b) <= LARGE_SHAPE;
}

double cr_law_log_constant(const struct cr_law *law)
{
    double a = law->a, b = law->b;
    if (by_gsl(law))
        return b == 0 ? cr_lgamma(a) : gsl_sf_lnbeta(a, b);
    if (b == 0)
        return a * cr_log(a) - a - law->log_c;
    return -(a * cr_log1p(b / a) + b * cr_log1p(a / b) + law->log_c);
}

/* The smaller tail of a beta law, by the end that is nearer. */
static double beta_tail(const struct cr_law *law, struct cr_spot at, int lower)
{
    double a = law->a, b = law->b;
    if (at.x <= at.y)
        return lower ? gsl_cdf_beta_P(at.x, a, b) : gsl_cdf_beta_Q(at.x, a, b);
    return lower ? gsl_cdf_beta_Q(at.y, b, a) : gsl_cdf_beta_P(at.y, b, a);
}

static double gsl_tail(const struct cr_law *law, struct cr_spot at, int *lower)
{
    if (law->b == 0) {
        *lower = at.x < law->a;
        return *lower ? gsl_cdf_gamma_P(at.x, law->a, 1) : gsl_cdf_gamma_Q(at.x, law->a, 1);
    }
    *lower = at.x * (law->b + 1) <= at.y * (law->a + 1);
    return beta_tail(law, at, *lower);
}

/* What GSL doubts is not a number, and a tail too small for one is 0. */
static double judged(struct cr_gsl_watch *watch, double x)
{
    int code = cr_gsl_leave(watch);
    if (code == 0 || code == GSL_EUNDRFLW)
        return x;
    cr_gsl_blame(watch);
    return NAN;
}

/* ---- All of them ---- */

static struct cr_tails tails_of(double small, double small_log, int lower, double log_density)
{
    struct cr_tails tails = {.log_density = log_density};
    double other_log = cr_log1p(-small);
    tails.log_p = lower ? small_log : other_log;
    tails.log_q = lower ? other_log : small_log;
    tails.p = lower ? small : 1 - small;
    tails.q = lower ? 1 - small : small;
    return tails;
}

static struct cr_tails tails_by_gsl(
    struct cr_gsl_watch *watch, double small, int lower, double log_density)
{
    small = judged(watch, small);
    return tails_of(small, cr_log(small), lower, log_density);
}

struct cr_tails cr_law_tails(const struct cr_law *law, struct cr_spot at)
{
    struct cr_gsl_watch watch;
    double log_density = cr_law_log_density(law, at);
    int lower;

    cr_gsl_enter(&watch);
    if (by_gsl(law)) {
        double small = gsl_tail(law, at, &lower);
        return tails_by_gsl(&watch, small, lower, log_density);
    }
    double small_log = judged(&watch, log_density + cr_log(tail_ratio(law, at, &lower)));
    small_log = small_log > 0 ? 0 : small_log; /* rounding; what is not a number stays */
    return tails_of(cr_exp(small_log), small_log, lower, log_density);
}

/* P(X <= k) = Q(k + 1, mean), DLMF 8.4.9. */
struct cr_tails cr_poisson_tails(double mean, double k)
{
    struct cr_gsl_watch watch;
    if (k < 0)
        return (struct cr_tails){.p = 0, .q = 1};
    struct cr_law law = cr_gamma_law(k + 1);
    if (!by_gsl(&law)) {
        struct cr_tails gamma = cr_law_tails(&law, (struct cr_spot){mean, 0});
        return (struct cr_tails){gamma.log_q, gamma.log_p, gamma.q, gamma.p, gamma.log_density};
    }
    unsigned count = (unsigned)k;
    bool lower = mean > k + 1;
    cr_gsl_enter(&watch);
    double small = lower ? gsl_cdf_poisson_P(count, mean) : gsl_cdf_poisson_Q(count, mean);
    double log_density = cr_law_log_density(&law, (struct cr_spot){mean, 0});
    return tails_by_gsl(&watch, small, lower, log_density);
}

/* P(X <= k) = I_{1 - p}(n - k, k + 1), DLMF 8.17.5. */
struct cr_tails cr_binomial_tails(double n, double p, double k)
{
    struct cr_gsl_watch watch;
    if (k < 0)
        return (struct cr_tails){.p = 0, .q = 1};
    if (k >= n)
        return (struct cr_tails){.p = 1, .q = 0};
    struct cr_law law = cr_beta_law(n - k, k + 1);
    if (!by_gsl(&law))
        return cr_law_tails(&law, (struct cr_spot){1 - p, p});
    unsigned count = (unsigned)k, tries = (unsigned)n;
    bool lower = (1 - p) * (k + 2) <= p * (n - k + 1);
    cr_gsl_enter(&watch);
    double small =
        lower ? gsl_cdf_binomial_P(count, p, tries) : gsl_cdf_binomial_Q(count, p, tries);
    double log_density = cr_law_log_density(&law, (struct cr_spot){1 - p, p});
    return tails_by_gsl(&watch, small, lower, log_density);
}

/* 2 P(T < -t) = I_x(df / 2, 1 / 2) at x = df / (df + t^2). Above 30 degrees gsl_cdf_tdist_P turns
 * to Cornish and Fisher's expansion; gsl_cdf_beta_P does not. */
struct cr_tails cr_student_tails(const struct cr_law *law, double t)
{
    struct cr_gsl_watch watch;
    double df = 2 * law->a, square = t / df * t, tail;

    if (df <= 30) {
        cr_gsl_enter(&watch);
        tail = gsl_cdf_tdist_Q(fabs(t), df);
        tail = judged(&watch, tail);
    } else if (square > 0 && isfinite(square)) {
        tail = cr_law_tails(law, (struct cr_spot){1 / (1 + square), square / (1 + square)}).p / 2;
    } else {
        tail = square > 0 ? 0 : 0.5;
    }
    return (struct cr_tails){.p = t < 0 ? tail : 1 - tail, .q = t < 0 ? 1 - tail : tail};
}
