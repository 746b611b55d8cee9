#include "stats/quantile.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

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

/* ------------------------------------------------------------------ all weights 1 */

/* Bits whose order as whole numbers is the order of the numbers; -0 counts as 0. */
static uint64_t key_of(double x)
{
    uint64_t bits;
    x += 0.0;
    memcpy(&bits, &x, sizeof bits);
    return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

static double value_of(uint64_t key)
{
    double x;
    uint64_t bits = key >> 63 ? key & ~((uint64_t)1 << 63) : ~key;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* One pass of a radix sort: by byte `b`, stable. False: all keys agree in it, nothing was moved. */
static int sort_by_byte(const uint64_t *from, uint64_t *to, size_t n, int b)
{
    size_t count[256] = {0}, at = 0;
    for (size_t i = 0; i < n; i++)
        count[from[i] >> 8 * b & 255]++;
    if (count[from[0] >> 8 * b & 255] == n)
        return 0;
    for (int k = 0; k < 256; k++) {
        size_t here = count[k];
        count[k] = at;
        at += here;
    }
    for (size_t i = 0; i < n; i++)
        to[count[from[i] >> 8 * b & 255]++] = from[i];
    return 1;
}

static const uint64_t *sorted_keys(struct cr_arena *scratch, const double *values, size_t n)
{
    uint64_t *keys = CR_NEW(scratch, uint64_t, n), *other = CR_NEW(scratch, uint64_t, n);
    for (size_t i = 0; i < n; i++)
        keys[i] = key_of(values[i]);
    for (int b = 0; b < 8; b++)
        if (sort_by_byte(keys, other, n, b)) {
            uint64_t *swap = keys;
            keys = other;
            other = swap;
        }
    return keys;
}

static int all_one(const double *weights, size_t n)
{
    for (size_t i = 0; weights && i < n; i++)
        if (weights[i] != 1)
            return 0;
    return 1;
}

static void plain_quantiles(struct cr_arena *scratch, const double *values, size_t n,
    const double *levels, size_t m, double *out)
{
    const uint64_t *keys = n ? sorted_keys(scratch, values, n) : NULL;
    size_t at = 0;
    for (size_t j = 0; j < m; j++) {
        while (at + 1 < n && (double)(at + 1) < (levels[j] - 1e-12) * (double)n)
            at++;
        out[j] = n ? value_of(keys[at]) : NAN;
    }
}

/* ------------------------------------------------------------------ any weights */

void cr_quantiles(struct cr_arena *scratch, const double *values, const double *weights, size_t n,
    const double *levels, size_t m, double *out)
{
    if (all_one(weights, n)) {
        plain_quantiles(scratch, values, n, levels, m, out);
        return;
    }
    struct weighed *sorted = CR_NEW(scratch, struct weighed, n);
    struct sum total = {0}, sum = {0};
    size_t kept = 0, at = 0;

    for (size_t i = 0; i < n; i++) {
        double w = weights ? weights[i] : 1;
        if (!(w > 0))
            continue;
        sorted[kept++] = (struct weighed){values[i], w};
        sum_add(&total, w);
    }
    qsort(sorted, kept, sizeof *sorted, by_value);
    double whole = total.value + total.rest;
    if (kept)
        sum_add(&sum, sorted[0].weight);
    for (size_t j = 0; j < m; j++) {
        while (at + 1 < kept && sum.value + sum.rest < (levels[j] - 1e-12) * whole)
            sum_add(&sum, sorted[++at].weight);
        out[j] = kept ? sorted[at].value : NAN;
    }
}
