/* Weighted mean, variance, skewness, kurtosis, least and largest, mergeable (Chan, Golub, LeVeque
 * 1979; Pebay 2008). Never a naive sum of squares. */
#ifndef CR_STATS_MOMENTS_H
#define CR_STATS_MOMENTS_H

#include <stddef.h>

struct cr_moments {
    double n;       /* how many values */
    double weight;  /* sum of weights (n without weights) */
    double weight2; /* sum of squared weights, for the effective sample size weight^2 / weight2 */
    double mean, m2, m3, m4; /* weighted mean and central sums */
    double min, max; /* extremes of the values with weight above 0; +inf, -inf when there is none */
};
void cr_moments_init(struct cr_moments *m);
/* Two-pass over a block; weights NULL: all 1. Order matters for the last bits, so callers keep it
 * fixed. */
void cr_moments_block(struct cr_moments *m, const double *values, const double *weights, size_t n);
void cr_moments_add(struct cr_moments *m, double value, double weight);
/* m becomes m with `other` behind it. */
void cr_moments_merge(struct cr_moments *m, const struct cr_moments *other);
double cr_moments_variance(const struct cr_moments *m); /* m2 / weight; 0 when empty */
double cr_moments_sd(const struct cr_moments *m);

#endif
