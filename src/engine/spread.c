#include "engine/spread.h"

#include "stats/quantile.h"

#include <math.h>
#include <stdlib.h>

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

static void keep(struct cr_spread *spread, double value, double weight)
{
    if (isnan(value)) {
        spread->missing = true;
        return;
    }
    if (spread->values.n >= spread->limit)
        flush(spread);
    cr_vec_push(spread->arena, &spread->values, value);
    cr_vec_push(spread->arena, &spread->weights, weight);
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
            keep(spread, values[0], total);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (weights[i] > 0)
            keep(spread, values[i], weights[i]);
    }
}

/* ---- Quantiles of what is kept ---- */

enum { BUCKETS = 4096, FEW = 2048 };

struct pair {
    double value, weight;
};

static int by_value(const void *a, const void *b)
{
    double x = ((const struct pair *)a)->value, y = ((const struct pair *)b)->value;
    return (x > y) - (x < y);
}

/* Any function that never falls as x grows would do: buckets keep the order of the values. */
static int bucket_of(double x, double low, double scale)
{
    double k = (x - low) * scale;
    return k < 0 ? 0 : k >= BUCKETS - 1 ? BUCKETS - 1 : (int)k;
}

/* The smallest value in bucket k up to which, `before` included, the weights reach `target`. */
static double search_bucket(
    struct cr_spread *s, int k, double low, double scale, double before, double target)
{
    size_t n = 0;
    for (size_t i = 0; i < s->values.n; i++)
        n += bucket_of(s->values.at[i], low, scale) == k;
    struct pair *pairs = CR_NEW(s->arena, struct pair, n);
    n = 0;
    for (size_t i = 0; i < s->values.n; i++) {
        if (bucket_of(s->values.at[i], low, scale) == k)
            pairs[n++] = (struct pair){s->values.at[i], s->weights.at[i]};
    }
    qsort(pairs, n, sizeof *pairs, by_value);
    for (size_t i = 0; i + 1 < n; i++) {
        before += pairs[i].weight;
        if (before >= target)
            return pairs[i].value;
    }
    return pairs[n - 1].value;
}

/* As cr_quantiles, without sorting everything: weights by bucket first, then the buckets in which
 * levels fall. */
static void quantiles(struct cr_spread *s, const double *levels, int m, double *out)
{
    double low, high, *weights = CR_NEW(s->arena, double, BUCKETS), total = 0;
    cr_spread_range(s, &low, &high);
    double scale = (BUCKETS - 1) / (high - low);
    if (s->values.n < FEW || !(scale > 0 && scale < INFINITY)) {
        cr_quantiles(s->arena, s->values.at, s->weights.at, s->values.n, levels, (size_t)m, out);
        return;
    }
    for (size_t i = 0; i < s->values.n; i++)
        weights[bucket_of(s->values.at[i], low, scale)] += s->weights.at[i];
    for (int k = 0; k < BUCKETS; k++)
        total += weights[k];
    double before = 0;
    for (int level = 0, k = 0; level < m; level++) {
        double target = (levels[level] - 1e-12) * total;
        while (k + 1 < BUCKETS && before + weights[k] < target)
            before += weights[k++];
        int at = k;
        while (weights[at] == 0 && at > 0) /* rounding: the weights ended a little short */
            at--;
        out[level] = search_bucket(s, at, low, scale, at == k ? before : -INFINITY, target);
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
        quantiles(spread, levels, 5, q);
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
        *low = fmin(*low, spread->values.at[i]);
        *high = fmax(*high, spread->values.at[i]);
    }
    if (!(*low <= *high))
        *low = *high = NAN;
}
