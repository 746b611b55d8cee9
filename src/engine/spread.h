/* The distribution of a quantity from weighted values: kept whole while that is affordable, then as
 * a histogram. */
#ifndef CR_ENGINE_SPREAD_H
#define CR_ENGINE_SPREAD_H

#include "engine/result.h"
#include "stats/histogram.h"
#include "stats/moments.h"

struct cr_doubles { /* a CR_VEC with a name */
    double *at;
    size_t n, cap;
};
struct cr_spread {
    struct cr_arena *arena;
    size_t limit; /* values kept at most */
    struct cr_doubles values, weights;
    struct cr_doubles worlds; /* of the values, where they are kept world by world */
    bool by_world;
    struct cr_moments moments;      /* of what is no longer kept */
    struct cr_histogram *histogram; /* NULL: everything is kept */
    bool missing;                   /* some value is not known: nothing can be said */
};

void cr_spread_init(struct cr_spread *spread, struct cr_arena *arena, size_t limit);
/* Adds values with weights; those of weight 0 are left out. */
void cr_spread_add(struct cr_spread *spread, const double *values, const double *weights, size_t n);
/* The same, of worlds first .. first + n - 1. */
void cr_spread_add_worlds(struct cr_spread *spread, const double *values, const double *weights,
    size_t n, uint64_t first);
/* Fills mean, sd and the quantiles; the rest of *quantity stays. */
void cr_spread_finish(struct cr_spread *spread, struct cr_quantity *quantity);
/* Least and largest value of positive weight; NaN when there is none. */
void cr_spread_range(const struct cr_spread *spread, double *low, double *high);

#endif
