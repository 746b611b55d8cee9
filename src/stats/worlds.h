/* The spread of a probability over worlds, seen through the luck of the runs in each. */
#ifndef CR_STATS_WORLDS_H
#define CR_STATS_WORLDS_H

#include "base/arena.h"

#include <stdbool.h>

/* Shares within worlds seen through sampling noise: given per-world totals and counts (k of n
 * each), moves each share towards the mean so that the spread over worlds is what it would be
 * without the noise (method of moments: factor sqrt(max(0, 1 - mean noise variance / observed
 * variance))). out may be k. Returns the factor. */
double cr_deconvolve_shares(const double *k, const double *n, size_t worlds, double *out);

/* Quantiles (5, 25, 50, 75, 95 %) over worlds of the probability within a world, where k[w] of n[w]
 * (effective) runs are seen and the world counts weight[w]; k is changed. Of shares that have been
 * moved so; where a world has too few of what is counted for that, of a beta law with their mean
 * and variance. 0 where the luck of the runs hides all spread. */
bool cr_quantiles_of_worlds(struct cr_arena *scratch, double *k, const double *n,
    const double *weight, size_t worlds, double q[5]);

#endif
