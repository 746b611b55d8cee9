#include "base/fmath.h"

#include "base/fmath_core.h"
#include "base/kernel.h"

#include <math.h>
#include <stddef.h>

/* The same steps as the scalar functions, on rows, with selections instead of branches so that they
 * vectorise. Every value goes through the very operations of cr_exp and cr_logistic:
 * the results are equal bit for bit. */

enum { CHUNK = 256 };

void CR_KERNEL_NAME(cr_exp_rows)(const double *x, double *out, size_t n);
void CR_KERNEL_NAME(cr_logistic_rows)(const double *x, double *out, size_t n);

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
