#include "base/fmath.h"

#include "base/fmath_core.h"
#include "base/kernel.h"

#include <math.h>
#include <stddef.h>

/* The same steps as the scalar functions, on rows, with selections instead of branches so that they
 * vectorise. Every value goes through the very operations of cr_exp, cr_log and cr_normal_quantile:
 * the results are equal bit for bit. */

enum { CHUNK = 256 };

void CR_KERNEL_NAME(cr_exp_rows)(const double *x, double *out, size_t n);
void CR_KERNEL_NAME(cr_logistic_rows)(const double *x, double *out, size_t n);
void CR_KERNEL_NAME(cr_normal_quantile_rows)(const double *u, double *out, size_t n);

void CR_KERNEL_NAME(cr_exp_rows)(const double *x, double *out, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double v = x[i], c = v < -746 ? -746 : v > 710 ? 710 : v;
        struct cr_exp_parts e = cr_exp_split(c, 0);
        double y = cr_scale(e.high + e.low, e.exponent);
        out[i] = c != c ? c : y;
    }
}

void CR_KERNEL_NAME(cr_logistic_rows)(const double *x, double *out, size_t n)
{
    for (size_t at = 0; at < n; at += CHUNK) {
        size_t some = n - at < CHUNK ? n - at : CHUNK;
        double y[CHUNK];
        int64_t far = 0;
        for (size_t i = 0; i < some; i++) {
            double v = x[at + i], c = v < -40 ? -40 : v > 40 ? 40 : v;
            far |= v >= -40 && v <= 40 ? 0 : 1;
            struct cr_exp_parts e = cr_exp_split(c > 0 ? -c : c, 0);
            double scale = cr_pow2(e.exponent);
            struct cr_pair power = cr_quick_sum(scale * e.high, scale * e.low);
            struct cr_pair sum = cr_two_sum(1, power.high);
            sum.low += power.low;
            struct cr_pair above = {c > 0 ? 1 : power.high, c > 0 ? 0 : power.low};
            y[i] = cr_pair_divide(above, sum);
        }
        for (size_t i = 0; far && i < some; i++) {
            if (!(x[at + i] >= -40 && x[at + i] <= 40))
                y[i] = cr_logistic(x[at + i]);
        }
        for (size_t i = 0; i < some; i++)
            out[at + i] = y[i];
    }
}

static const double middle_a[8] = {3.3871328727963666080e0, 1.3314166789178437745e2,
    1.9715909503065514427e3, 1.3731693765509461125e4, 4.5921953931549871457e4,
    6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3};
static const double middle_b[8] = {1, 4.2313330701600911252e1, 6.8718700749205790830e2,
    5.3941960214247511077e3, 2.1213794301586595867e4, 3.9307895800092710610e4,
    2.8729085735721942674e4, 5.2264952788528545610e3};
static const double tail_c[8] = {1.42343711074968357734e0, 4.63033784615654529590e0,
    5.76949722146069140550e0, 3.64784832476320460504e0, 1.27045825245236838258e0,
    2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4};
static const double tail_d[8] = {1, 2.05319162663775882187e0, 1.67638483018380384940e0,
    6.89767334985100004550e-1, 1.48103976427480074590e-1, 1.51986665636164571966e-2,
    5.47593808499534494600e-4, 1.05075007164441684324e-9};

/* AS 241's middle for every value; those outside |u - 1/2| <= 0.425 are overwritten afterwards. */
static void middle_rows(const double *u, double *out, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double q = u[i] - 0.5, r = 0.180625 - q * q;
        out[i] = q * cr_polynomial(middle_a, 8, r) / cr_polynomial(middle_b, 8, r);
    }
}

/* AS 241's nearer tail, r = sqrt(-log u) <= 5, for tail probabilities u of at least e^-25. */
static void tail_rows(const double *u, double *out, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double r = sqrt(-cr_log_pair(u[i], 0, 0).high) - 1.6;
        out[i] = cr_polynomial(tail_c, 8, r) / cr_polynomial(tail_d, 8, r);
    }
}

static void quantile_chunk(const double *u, double *out, size_t n)
{
    double tail[CHUNK], sign[CHUNK];
    size_t where[CHUNK], m = 0;
    middle_rows(u, out, n);
    for (size_t i = 0; i < n; i++) {
        double q = u[i] - 0.5;
        where[m] = i;
        tail[m] = q < 0 ? u[i] : 1 - u[i];
        sign[m] = q < 0 ? -1 : 1;
        m += q > 0.425 || q < -0.425;
    }
    double z[CHUNK];
    tail_rows(tail, z, m);
    for (size_t k = 0; k < m;
         k++) /* beyond five standard deviations of sqrt(-log u): one in 10^11 */
        out[where[k]] = tail[k] < 1.5e-11 ? cr_normal_quantile(u[where[k]]) : sign[k] * z[k];
}

void CR_KERNEL_NAME(cr_normal_quantile_rows)(const double *u, double *out, size_t n)
{
    double copy[CHUNK];
    for (size_t at = 0; at < n; at += CHUNK) {
        size_t count = n - at < CHUNK ? n - at : CHUNK;
        for (size_t i = 0; i < count; i++)
            copy[i] = u[at + i];
        quantile_chunk(copy, out + at, count);
    }
}
