/* Intervals and errors. */
#ifndef CR_STATS_INTERVAL_H
#define CR_STATS_INTERVAL_H

#include <stddef.h>

/* Wilson's score interval for k of n (real-valued counts allowed), z standard errors wide. */
void cr_wilson(double k, double n, double z, double *low, double *high);
/* Added up in eight sums side by side, which do not wait for each other. */
double cr_sum(const double *x, size_t n);
/* The standard error of a ratio estimate sum(y) / sum(w) over G clusters (worlds): cluster g has
 * total y[g], weight w[g]; Cochran 1977, eq. 6.13 with the finite-sample factor G / (G - 1). NaN
 * when G < 2. */
double cr_cluster_se(const double *y, const double *w, size_t clusters);
/* The same where cr_sum has been taken of both already. */
double cr_cluster_se_of(
    const double *y, double total_y, const double *w, double total_w, size_t clusters);
/* The same for the difference of two such ratios over the same clusters, sum(ya) / sum(wa) -
 * sum(yb) / sum(wb): luck that both share cancels. */
double cr_cluster_difference_se(
    const double *ya, const double *wa, const double *yb, const double *wb, size_t clusters);
/* Shares within worlds seen through sampling noise: given per-world totals and counts (k of n
 * each), moves each share towards the mean so that the spread over worlds is what it would be
 * without the noise (method of moments: factor sqrt(max(0, 1 - mean noise variance / observed
 * variance))). out may be k. */
void cr_deconvolve_shares(const double *k, const double *n, size_t worlds, double *out);

#endif
