/* The unbounded metalog: Keelin, The metalog distributions, Decision Analysis 13 (2016), eq. 6.
 * With as many terms as quantiles the curve goes through all of them. */
#include "random/dist_impl.h"

#include "base/fmath.h"
#include "numeric/least.h"

#include <math.h>

/* Term i is w^power, times the logit for some; w = u - 1/2. Keelin's order with one change: of an
 * odd power the term with the logit comes first, as he has it for power 1 only. His order gives 7,
 * 11 and 15 terms one odd function too many, and no solution for levels that lie evenly about 1/2,
 * which is how people write them. */
static void term_form(int i, int *power, int *with_logit)
{
    *power = i / 2;
    *with_logit = (i ^ *power) & 1;
}

static double whole_power(double w, int power)
{
    double product = 1;
    while (power-- > 0)
        product *= w;
    return product;
}

static double term_value(int i, double w, double logit)
{
    int power, with_logit;
    term_form(i, &power, &with_logit);
    return whole_power(w, power) * (with_logit ? logit : 1);
}

/* The derivative by u, times u v (so that it stays finite in the tails). */
static double term_slope(int i, double w, double logit, double uv)
{
    int power, with_logit;
    term_form(i, &power, &with_logit);
    double slope = power ? power * whole_power(w, power - 1) * uv : 0;
    return with_logit ? slope * logit + whole_power(w, power) : slope;
}

static double value_at(const double *a, int n, double w, double logit)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += a[i] * term_value(i, w, logit);
    return sum;
}

static double slope_at(const double *a, int n, double w, double logit, double uv)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += a[i] * term_slope(i, w, logit, uv);
    return sum;
}

double cr_metalog_quantile(const double *a, int n, double u, double v)
{
    return value_at(a, n, 0.5 * (u - v), cr_log(u) - cr_log(v));
}

/* Whether the curve rises on a fine grid, far into both tails. */
static bool rises(const double *a, int n)
{
    for (int k = 1; k < 2000; k++) {
        double u = k / 2000.0, v = (2000 - k) / 2000.0;
        if (!(slope_at(a, n, 0.5 * (u - v), cr_log(u) - cr_log(v), u * v) > 0))
            return false;
    }
    for (int k = 11; k <= 60; k++) {
        double u = ldexp(1, -k), v = 1 - u, logit = cr_log(u) - cr_log(v);
        if (!(slope_at(a, n, 0.5 * (u - v), logit, u * v) > 0 &&
                slope_at(a, n, 0.5 * (v - u), -logit, u * v) > 0))
            return false;
    }
    return true;
}

const char *cr_metalog_fit(const double *pairs, int n, double *a)
{
    double m[CR_METALOG_TERMS * CR_METALOG_TERMS];
    /* Solved for (x - origin) / spread, so that neither place nor size costs digits. */
    double origin = pairs[1], spread = pairs[2 * n - 1] - pairs[1];

    for (int row = 0; row < n; row++) {
        double u = pairs[2 * row], v = 1 - u, logit = cr_log(u) - cr_log(v);
        for (int i = 0; i < n; i++)
            m[row * n + i] = term_value(i, u - 0.5, logit);
        a[row] = (pairs[2 * row + 1] - origin) / spread;
    }
    if (!cr_solve_system(m, a, (size_t)n))
        return "no smooth curve goes through these quantiles: some are too close together";
    for (int i = 0; i < n; i++)
        a[i] *= spread;
    a[0] += origin;
    if (!rises(a, n))
        return "the smooth curve (metalog) through these quantiles would have to fall somewhere, "
               "so it is no "
               "distribution: give fewer quantiles, or ones less far from a bell";
    for (int row = 0; row < n; row++) {
        double u = pairs[2 * row];
        if (!(fabs(cr_metalog_quantile(a, n, u, 1 - u) - pairs[2 * row + 1]) <= 1e-9 * spread))
            return "the curve through these quantiles cannot be computed accurately: give fewer "
                   "quantiles";
    }
    return NULL;
}

/* Solves M = x on the scale of the logit, where the curve is nearly a line: Newton inside a
 * bracket. */
struct cr_tails cr_metalog_tails(const double *a, int n, double x)
{
    double low = -700, high = 700, s = 0;

    for (int round = 0; round < 200; round++) {
        double u = cr_logistic(s), v = cr_logistic(-s), w = 0.5 * (u - v);
        double miss = value_at(a, n, w, s) - x;
        if (miss > 0)
            high = s;
        else
            low = s;
        double next = s - miss / slope_at(a, n, w, s, u * v);
        if (!(next > low && next < high))
            next = 0.5 * (low + high);
        if (miss == 0 || fabs(next - s) <= 1e-16 * fabs(s))
            break;
        s = next;
    }
    return (struct cr_tails){.p = cr_logistic(s), .q = cr_logistic(-s)};
}

/* Term by term over (0, 1). Even powers of w integrate to 4^-r / (2r + 1), odd powers times the
 * logit, 2r - 1 being the power, to 4^(1 - r) / (2r) (1 + 1/3 + ... + 1/(2r - 1)) (by parts); the
 * rest is odd about 1/2. */
double cr_metalog_mean(const double *a, int n)
{
    double mean = 0;

    for (int i = 0; i < n; i++) {
        int power, with_logit;
        term_form(i, &power, &with_logit);
        if (!with_logit && power % 2 == 0)
            mean += a[i] * ldexp(1, -power) / (power + 1);
        if (with_logit && power % 2 == 1) {
            double odd = 0;
            for (int k = 1; k <= power; k += 2)
                odd += 1.0 / k;
            mean += a[i] * ldexp(1, 1 - power) / (power + 1) * odd;
        }
    }
    return mean;
}
