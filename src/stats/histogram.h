/* A mergeable log-linear histogram: bins by the leading bits of the double, so that a quantile is
 * off by at most a relative 2^-9 (of the value's size); counts are integers (weights: fixed point
 * of 2^-32), so that merging is exact and does not depend on order. */
#ifndef CR_STATS_HISTOGRAM_H
#define CR_STATS_HISTOGRAM_H

#include "base/arena.h"
#include "base/pack.h"

struct cr_histogram;
struct cr_histogram *cr_histogram_new(struct cr_arena *arena);
void cr_histogram_add(
    struct cr_histogram *h, const double *values, const double *weights /* or NULL */, size_t n);
/* The same in two steps, for weights that many histograms share: in units of 2^-32, counted once.
 */
void cr_histogram_units(const double *weights, uint64_t *units, size_t n);
void cr_histogram_add_units(
    struct cr_histogram *h, const double *values, const uint64_t *units, size_t n);
void cr_histogram_merge(
    struct cr_arena *arena, struct cr_histogram *h, const struct cr_histogram *other);
/* The smallest x with P(X <= x) >= q, to a bin's width; NaN when empty. */
double cr_histogram_quantile(const struct cr_histogram *h, double q);
double cr_histogram_weight(const struct cr_histogram *h);
/* To bytes; and from them, added to what h holds already: what was packed comes back to the bit. */
void cr_histogram_pack(const struct cr_histogram *h, struct cr_pack *pack);
void cr_histogram_unpack(struct cr_arena *arena, struct cr_histogram *h, struct cr_unpack *from);

#endif
