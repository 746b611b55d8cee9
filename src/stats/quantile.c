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

void cr_quantiles(struct cr_arena *scratch, const double *values, const double *weights, size_t n,
    const double *levels, size_t m, double *out)
{
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
