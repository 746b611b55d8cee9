/* First and second order dominance of two samples: both are sorted, and quantiles (or the means
 * up to a level) are compared at every level where one of them changes. */
#include "analysis/dominance.h"

#include <math.h>
#include <stdlib.h>

struct weighted {
    double x, w;
};

static int by_value(const void *a, const void *b)
{
    const struct weighted *x = a, *y = b;
    return (x->x > y->x) - (x->x < y->x);
}

/* Equal values are drawn together, so that the result does not depend on the order of the sample.
 */
struct cr_lottery cr_lottery_of(struct cr_arena *arena, const struct cr_sample *sample, double sign)
{
    struct weighted *list = CR_NEW(arena, struct weighted, sample->n);
    struct cr_lottery l = {CR_NEW(arena, double, sample->n), CR_NEW(arena, double, sample->n), 0};
    double total = 0;
    for (size_t i = 0; i < sample->n; i++) {
        list[i] =
            (struct weighted){sign * sample->values[i], sample->weights ? sample->weights[i] : 1};
        total += list[i].w;
    }
    if (sample->n > 1)
        qsort(list, sample->n, sizeof *list, by_value);
    for (size_t i = 0; i < sample->n; i++) {
        if (!(list[i].w > 0))
            continue;
        if (l.n > 0 && l.x[l.n - 1] == list[i].x) {
            l.w[l.n - 1] += list[i].w / total;
            continue;
        }
        l.x[l.n] = list[i].x;
        l.w[l.n++] = list[i].w / total;
    }
    return l;
}

/* Both quantile functions are steps: between two steps of either one the difference is constant,
 * and the mean of the worst up to a level moves one way only, so that ends of steps are enough. */
struct cr_margins cr_dominance_margins(const struct cr_lottery *a, const struct cr_lottery *b)
{
    return cr_dominance_margins_above(a, b, -INFINITY);
}

struct cr_margins cr_dominance_margins_above(
    const struct cr_lottery *a, const struct cr_lottery *b, double floor)
{
    struct cr_margins m = {INFINITY, INFINITY};
    size_t i = 0, k = 0;
    double left_a = a->n ? a->w[0] : 0, left_b = b->n ? b->w[0] : 0, level = 0, area = 0;
    if (!a->n || !b->n)
        return (struct cr_margins){NAN, NAN};
    while (i < a->n && k < b->n && (m.first >= floor || m.second >= floor)) {
        double step = fmin(left_a, left_b), difference = a->x[i] - b->x[k];
        left_a -= step;
        left_b -= step;
        level += step;
        area += step * difference;
        if (step > 1e-12) { /* less is rounding of the weights */
            m.first = fmin(m.first, difference);
            m.second = fmin(m.second, area / level);
        }
        bool next_a = left_a <= left_b, next_b = left_b <= left_a;
        if (next_a && ++i < a->n)
            left_a += a->w[i];
        if (next_b && ++k < b->n)
            left_b += b->w[k];
    }
    return m;
}

double cr_dominance_floor(double scale)
{
    return -1e-12 * scale;
}
