/* The distribution of a quantity from weighted values: kept whole up to a limit, then moved into
 * a histogram; moments are kept up in blocks either way. */
#include "engine/spread.h"

#include "stats/quantile.h"

#include <math.h>

void cr_spread_init(struct cr_spread *spread, struct cr_arena *arena, size_t limit)
{
    *spread = (struct cr_spread){.arena = arena, .limit = limit};
    cr_moments_init(&spread->moments);
}

/* Adds what is kept to moments, in blocks of 1,024. */
static void add_moments(const struct cr_spread *spread, struct cr_moments *moments)
{
    for (size_t i = 0; i < spread->values.n; i += 1024) {
        size_t n = spread->values.n - i < 1024 ? spread->values.n - i : 1024;
        struct cr_moments part;
        cr_moments_init(&part);
        cr_moments_block(&part, &spread->values.at[i], &spread->weights.at[i], n);
        cr_moments_merge(moments, &part);
    }
}

static void flush(struct cr_spread *spread)
{
    if (!spread->histogram)
        spread->histogram = cr_histogram_new(spread->arena);
    cr_histogram_add(spread->histogram, spread->values.at, spread->weights.at, spread->values.n);
    add_moments(spread, &spread->moments);
    spread->values.n = spread->weights.n = 0;
}

/* Makes room; the old place is given back. */
static void grow(struct cr_spread *spread, struct cr_doubles *list)
{
    const double *old = list->at;
    size_t cap = list->cap ? 2 * list->cap : 8;
    list->at = cr_arena_grow(spread->arena, old, list->n, cap, sizeof *list->at);
    list->cap = cap;
    if (list->at != old)
        cr_arena_drop(spread->arena, old);
}

static void add_value(struct cr_spread *spread, double value, double weight)
{
    if (isnan(value)) {
        spread->missing = true;
        return;
    }
    if (spread->values.n >= spread->limit)
        flush(spread);
    if (spread->values.n == spread->values.cap) {
        grow(spread, &spread->values);
        grow(spread, &spread->weights);
    }
    spread->values.at[spread->values.n++] = value;
    spread->weights.at[spread->weights.n++] = weight;
}

void cr_spread_add_worlds(
    struct cr_spread *spread, const double *values, const double *weights, size_t n, uint64_t first)
{
    if (!spread->by_world) {
        cr_spread_add(spread, values, weights, n);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (!(weights[i] > 0))
            continue;
        add_value(spread, values[i], weights[i]);
        cr_vec_push(spread->arena, &spread->worlds, (double)(first + i));
        spread->by_world = !spread->histogram; /* too many to keep are too many to tell apart */
    }
}

/* A value that is the same in all lanes is kept once. */
void cr_spread_add(struct cr_spread *spread, const double *values, const double *weights, size_t n)
{
    double total = 0;
    size_t same = 0;
    for (size_t i = 0; i < n; i++) {
        total += weights[i];
        same += values[i] == values[0];
    }
    if (same == n && n > 1) {
        if (total > 0)
            add_value(spread, values[0], total);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0)
            add_value(spread, values[i], weights[i]);
    }
}

void cr_spread_finish(struct cr_spread *spread, struct cr_quantity *quantity)
{
    static const double levels[5] = {0.05, 0.25, 0.5, 0.75, 0.95};
    double q[5];
    if (spread->histogram)
        flush(spread);
    struct cr_moments moments = spread->moments;
    add_moments(spread, &moments);
    if (!spread->histogram)
        cr_quantiles(
            spread->arena, spread->values.at, spread->weights.at, spread->values.n, levels, 5, q);
    for (int i = 0; spread->histogram && i < 5; i++)
        q[i] = cr_histogram_quantile(spread->histogram, levels[i]);
    bool empty = spread->missing || !(moments.weight > 0);
    quantity->mean = empty ? NAN : moments.mean;
    quantity->sd = empty ? NAN : cr_moments_sd(&moments);
    double *out[5] = {
        &quantity->q05, &quantity->q25, &quantity->q50, &quantity->q75, &quantity->q95};
    for (int i = 0; i < 5; i++)
        *out[i] = empty ? NAN : q[i];
}

void cr_spread_range(const struct cr_spread *spread, double *low, double *high)
{
    *low = spread->moments.min;
    *high = spread->moments.max;
    for (size_t i = 0; i < spread->values.n; i++) {
        double x = spread->values.at[i];
        *low = x < *low ? x : *low;
        *high = x > *high ? x : *high;
    }
    if (!(*low <= *high))
        *low = *high = NAN;
}
