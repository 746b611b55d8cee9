/* Exact quantiles of a kept sample. */
#ifndef CR_STATS_QUANTILE_H
#define CR_STATS_QUANTILE_H

#include "base/arena.h"

/* The smallest x with P(X <= x) >= q for each of the m levels (ascending), of n values with weights
 * (NULL: all 1; not negative). The inputs are not changed. NaN when the total weight is 0. A
 * cumulated weight within 1e-12 of the level counts as reaching it. */
void cr_quantiles(struct cr_arena *scratch, const double *values, const double *weights, size_t n,
    const double *levels, size_t m, double *out);

#endif
