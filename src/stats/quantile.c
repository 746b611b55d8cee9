/* Weighted quantiles of a sample without sorting it: values fall into buckets of equal width,
 * the bucket that holds a level is found by summing weights, and only its values are looked at
 * again. Sums are compensated, so that a level on a boundary between two values is met. */
#include "stats/quantile.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

struct weighed {
    double value, weight;
};

static int by_value(const void *a, const void *b)
{
    double x = ((const struct weighed *)a)->value, y = ((const struct weighed *)b)->value;
    return (x > y) - (x < y);
}

/* Neumaier's compensated sum (1974): a level that falls on a boundary between values is met. */
struct sum {
    double value, rest;
};

static void sum_add(struct sum *s, double x)
{
    double t = s->value + x;
    s->rest += fabs(s->value) >= fabs(x) ? s->value - t + x : x - t + s->value;
    s->value = t;
}

static double sum_of(const struct sum *s)
{
    return s->value + s->rest;
}

/* ---- Selection by buckets of equal width ---- */

enum { BUCKETS = 4096, FEW = 64 };

/* Values with weights (NULL: all 1); those of weight 0 are not there. */
struct sample {
    const double *values, *weights;
    size_t n;
};

static double weight_of(const struct sample *s, size_t i)
{
    return s->weights ? s->weights[i] : 1;
}

/* A sample's range, and the buckets its values fall into. Any place that never falls as x grows
 * would do: buckets keep the order of the values. */
struct shelf {
    double low, high, scale;
    int n_buckets;
    double *weights; /* [BUCKETS] */
};

static int bucket_of(const struct shelf *shelf, double x)
{
    double k = (x - shelf->low) * shelf->scale;
    int last = shelf->n_buckets - 1;
    return !(k > 0) ? 0 : k >= last ? last : (int)k;
}

static void find_range(struct shelf *shelf, const struct sample *s)
{
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; !s->weights && i < s->n; i++) {
        double x = s->values[i];
        low = x < low ? x : low;
        high = x > high ? x : high;
    }
    for (size_t i = 0; s->weights && i < s->n; i++) {
        double x = s->values[i];
        low = s->weights[i] > 0 && x < low ? x : low;
        high = s->weights[i] > 0 && x > high ? x : high;
    }
    shelf->low = low;
    shelf->high = high;
}

/* False where buckets would not part the values: too few, all alike, or too far apart. */
static bool shelve(struct shelf *shelf, const struct sample *s)
{
    find_range(shelf, s);
    shelf->n_buckets = BUCKETS;
    while ((size_t)shelf->n_buckets > 2 * s->n && shelf->n_buckets > 2)
        shelf->n_buckets /= 2;
    shelf->scale = (shelf->n_buckets - 1) / (shelf->high - shelf->low);
    if (s->n < FEW || !(shelf->scale > 0 && shelf->scale < INFINITY))
        return false;
    for (int k = 0; k < shelf->n_buckets; k++)
        shelf->weights[k] = 0;
    for (size_t i = 0; i < s->n; i++) {
        double w = weight_of(s, i);
        if (w > 0)
            shelf->weights[bucket_of(shelf, s->values[i])] += w;
    }
    return true;
}

/* Moves *k on to the bucket in which the weights, *before included, reach the target; the last one
 * that has any if rounding lets them end short. */
static void find_bucket(const struct shelf *shelf, double target, int *k, struct sum *before)
{
    int some = *k;
    struct sum at_some = *before;
    for (;; (*k)++) {
        if (shelf->weights[*k] > 0) {
            some = *k;
            at_some = *before;
            struct sum after = *before;
            sum_add(&after, shelf->weights[*k]);
            if (sum_of(&after) >= target)
                return;
        }
        if (*k + 1 == shelf->n_buckets)
            break;
        sum_add(before, shelf->weights[*k]);
    }
    *k = some;
    *before = at_some;
}

/* The values of a bucket. */
struct wanted {
    int bucket;
    double *values, *weights; /* weights NULL: all 1 */
    size_t n;
};

/* Copies the values of the wanted buckets (ascending) out of a sample, in two passes. */
static void copy_buckets(struct cr_arena *scratch, const struct shelf *shelf,
    const struct sample *s, struct wanted *wanted, int n_wanted)
{
    int *at = CR_NEW(scratch, int, shelf->n_buckets); /* 1 + its place in `wanted`, or 0 */
    for (int k = 0; k < n_wanted; k++)
        at[wanted[k].bucket] = k + 1;
    for (int pass = 0; pass < 2; pass++) {
        for (int k = 0; k < n_wanted; k++) {
            if (pass) {
                wanted[k].values = CR_NEW(scratch, double, wanted[k].n);
                wanted[k].weights = s->weights ? CR_NEW(scratch, double, wanted[k].n) : NULL;
            }
            wanted[k].n = 0;
        }
        for (size_t i = 0; i < s->n; i++) {
            double x = s->values[i], w = weight_of(s, i);
            int k = at[bucket_of(shelf, x)] - 1;
            if (k < 0 || !(w > 0))
                continue;
            if (pass)
                wanted[k].values[wanted[k].n] = x;
            if (pass && s->weights)
                wanted[k].weights[wanted[k].n] = w;
            wanted[k].n++;
        }
    }
}

static struct sample sample_of(const struct wanted *w)
{
    return (struct sample){w->values, w->weights, w->n};
}

static void drop_sample(struct cr_arena *scratch, const struct sample *s)
{
    if (s->weights)
        cr_arena_drop(scratch, s->weights);
    cr_arena_drop(scratch, s->values);
}

/* As `search`, of a sample that buckets do not part. */
static double search_sorted(
    struct cr_arena *scratch, const struct sample *s, struct sum before, double target)
{
    struct weighed *list = CR_NEW(scratch, struct weighed, s->n);
    size_t n = 0, at = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (weight_of(s, i) > 0)
            list[n++] = (struct weighed){s->values[i], weight_of(s, i)};
    }
    qsort(list, n, sizeof *list, by_value);
    for (; at + 1 < n; at++) {
        sum_add(&before, list[at].weight);
        if (sum_of(&before) >= target)
            break;
    }
    double found = n ? list[at].value : NAN;
    cr_arena_drop(scratch, list);
    return found;
}

/* The smallest value up to which the weights, `before` included, reach the target; the largest if
 * they do not. The sample stays. */
static double search(struct cr_arena *scratch, struct shelf *shelf, const struct sample *all,
    struct sum before, double target)
{
    struct sample s = *all;
    while (shelve(shelf, &s)) {
        struct wanted one = {0};
        find_bucket(shelf, target, &one.bucket, &before);
        copy_buckets(scratch, shelf, &s, &one, 1);
        if (s.values != all->values)
            drop_sample(scratch, &s);
        s = sample_of(&one);
    }
    double found =
        shelf->low == shelf->high ? shelf->low : search_sorted(scratch, &s, before, target);
    if (s.values != all->values)
        drop_sample(scratch, &s);
    return found;
}

static double whole_weight(const struct shelf *shelf, bool shelved, const struct sample *s)
{
    struct sum total = {0};
    for (int k = 0; shelved && k < shelf->n_buckets; k++)
        sum_add(&total, shelf->weights[k]);
    for (size_t i = 0; !shelved && i < s->n; i++)
        sum_add(&total, weight_of(s, i) > 0 ? weight_of(s, i) : 0);
    return sum_of(&total);
}

static bool all_one(const double *weights, size_t n)
{
    for (size_t i = 0; weights && i < n; i++) {
        if (weights[i] != 1)
            return false;
    }
    return true;
}

void cr_quantiles(struct cr_arena *scratch, const double *values, const double *weights, size_t n,
    const double *levels, size_t m, double *out)
{
    const struct sample all = {values, all_one(weights, n) ? NULL : weights, n};
    struct shelf first = {.weights = CR_NEW(scratch, double, BUCKETS)};
    struct shelf later = {.weights = CR_NEW(scratch, double, BUCKETS)};
    struct wanted *wanted = CR_NEW(scratch, struct wanted, m);
    struct sum before = {0}, *befores = CR_NEW(scratch, struct sum, m);
    int *at = CR_NEW(scratch, int, m), n_wanted = 0, k = 0;
    bool shelved = shelve(&first, &all);
    double whole = whole_weight(&first, shelved, &all);
    for (size_t j = 0; shelved && j < m; j++) {
        find_bucket(&first, (levels[j] - 1e-12) * whole, &k, &before);
        if (n_wanted == 0 || wanted[n_wanted - 1].bucket != k)
            wanted[n_wanted++].bucket = k;
        at[j] = n_wanted - 1;
        befores[j] = before;
    }
    if (shelved)
        copy_buckets(scratch, &first, &all, wanted, n_wanted);
    for (size_t j = 0; j < m; j++) {
        struct sample some = shelved ? sample_of(&wanted[at[j]]) : all;
        out[j] = whole > 0 ? search(scratch, &later, &some, befores[j], (levels[j] - 1e-12) * whole)
                           : NAN;
    }
    for (int w = n_wanted - 1; w >= 0; w--) {
        struct sample some = sample_of(&wanted[w]);
        drop_sample(scratch, &some);
    }
    cr_arena_drop(scratch, later.weights);
    cr_arena_drop(scratch, first.weights);
}
