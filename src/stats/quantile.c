#include "stats/quantile.h"

#include <math.h>
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

/* Some values, and the buckets they fall into. Any place that never falls as x grows would do:
 * buckets keep the order of the values. */
struct shelf {
    double low, scale;
    int n_buckets;
    double *weights; /* [n_buckets] */
};

static int bucket_of(const struct shelf *shelf, double x)
{
    double k = (x - shelf->low) * shelf->scale;
    int last = shelf->n_buckets - 1;
    return !(k > 0) ? 0 : k >= last ? last : (int)k;
}

/* False where buckets would not part the values: too few, all alike, or too far apart. */
static int shelve(struct shelf *shelf, const struct weighed *list, size_t n)
{
    if (n < FEW)
        return 0;
    double low = list[0].value, high = low;
    for (size_t i = 1; i < n; i++) {
        low = list[i].value < low ? list[i].value : low;
        high = list[i].value > high ? list[i].value : high;
    }
    shelf->n_buckets = BUCKETS;
    while ((size_t)shelf->n_buckets > 2 * n)
        shelf->n_buckets /= 2;
    shelf->low = low;
    shelf->scale = (shelf->n_buckets - 1) / (high - low);
    if (!(shelf->scale > 0 && shelf->scale < INFINITY))
        return 0;
    for (int k = 0; k < shelf->n_buckets; k++)
        shelf->weights[k] = 0;
    for (size_t i = 0; i < n; i++)
        shelf->weights[bucket_of(shelf, list[i].value)] += list[i].weight;
    return 1;
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

static size_t take_bucket(
    const struct shelf *shelf, int k, const struct weighed *list, size_t n, struct weighed *taken)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (bucket_of(shelf, list[i].value) == k)
            taken[kept++] = list[i];
    }
    return kept;
}

/* The smallest value of the list up to which the weights, `before` included, reach the target; the
 * largest if they do not. The list changes. */
static double search(
    struct shelf *shelf, struct weighed *list, size_t n, struct sum before, double target)
{
    while (shelve(shelf, list, n)) {
        int k = 0;
        find_bucket(shelf, target, &k, &before);
        n = take_bucket(shelf, k, list, n, list);
    }
    qsort(list, n, sizeof *list, by_value);
    for (size_t i = 0; i + 1 < n; i++) {
        sum_add(&before, list[i].weight);
        if (sum_of(&before) >= target)
            return list[i].value;
    }
    return list[n - 1].value;
}

void cr_quantiles(struct cr_arena *scratch, const double *values, const double *weights, size_t n,
    const double *levels, size_t m, double *out)
{
    struct weighed *list = CR_NEW(scratch, struct weighed, n);
    struct sum total = {0}, before = {0};
    size_t kept = 0;

    for (size_t i = 0; i < n; i++) {
        double w = weights ? weights[i] : 1;
        if (!(w > 0))
            continue;
        list[kept++] = (struct weighed){values[i], w};
        sum_add(&total, w);
    }
    struct weighed *part = CR_NEW(scratch, struct weighed, kept);
    struct shelf first = {.weights = CR_NEW(scratch, double, BUCKETS)};
    struct shelf later = {.weights = CR_NEW(scratch, double, BUCKETS)};
    int shelved = kept > 0 && shelve(&first, list, kept), k = 0;
    for (size_t j = 0; j < m; j++) {
        double target = (levels[j] - 1e-12) * sum_of(&total);
        size_t some = kept;
        if (!kept) {
            out[j] = NAN;
            continue;
        }
        if (shelved) {
            find_bucket(&first, target, &k, &before);
            some = take_bucket(&first, k, list, kept, part);
        }
        out[j] = search(&later, shelved ? part : list, some, before, target);
    }
    cr_arena_drop(scratch, later.weights);
    cr_arena_drop(scratch, first.weights);
    cr_arena_drop(scratch, part);
    cr_arena_drop(scratch, list);
}
