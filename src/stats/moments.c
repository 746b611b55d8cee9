#include "stats/moments.h"

#include <math.h>

void cr_moments_init(struct cr_moments *m)
{
    *m = (struct cr_moments){.min = INFINITY, .max = -INFINITY};
}

/* Pebay, Formulas for robust, one-pass parallel computation of covariances and arbitrary-order
 * statistical moments (Sandia report SAND2008-6212), eqs. 2.1, 3.1 and 3.2, with weights in the
 * place of counts. */
void cr_moments_merge(struct cr_moments *m, const struct cr_moments *other)
{
    double wa = m->weight, wb = other->weight, w = wa + wb;

    m->n += other->n;
    m->weight2 += other->weight2;
    m->min = other->min < m->min ? other->min : m->min;
    m->max = other->max > m->max ? other->max : m->max;
    if (!(wb > 0))
        return;
    if (!(wa > 0)) {
        m->weight = wb;
        m->mean = other->mean;
        m->m2 = other->m2;
        m->m3 = other->m3;
        m->m4 = other->m4;
        return;
    }
    double a = wa / w, b = wb / w, delta = other->mean - m->mean;
    double square = delta * delta, lump = wa * b * square;
    m->m4 += other->m4 + lump * square * (a * a - a * b + b * b) +
             6 * square * (a * a * other->m2 + b * b * m->m2) +
             4 * delta * (a * other->m3 - b * m->m3);
    m->m3 += other->m3 + lump * delta * (a - b) + 3 * delta * (a * other->m2 - b * m->m2);
    m->m2 += other->m2 + lump;
    /* From the heavier side, so that merging in one value cannot lose the mean's last digits. */
    m->mean = a >= b ? m->mean + b * delta : other->mean - a * delta;
    m->weight = w;
}

void cr_moments_add(struct cr_moments *m, double value, double weight)
{
    if (!(weight > 0)) {
        m->n += 1;
        return;
    }
    struct cr_moments one = {.n = 1,
        .weight = weight,
        .weight2 = weight * weight,
        .mean = value,
        .min = value,
        .max = value};
    cr_moments_merge(m, &one);
}

/* Sums run in eight lanes, added up in a fixed order: fewer rounding errors than one chain, and the
 * compiler may use vectors without changing a bit. */
enum { LANES = 8 };

static double add_lanes(const double lane[LANES])
{
    return ((lane[0] + lane[1]) + (lane[2] + lane[3])) +
           ((lane[4] + lane[5]) + (lane[6] + lane[7]));
}

/* First pass: weight, its squares, and the mean (about the first value of any weight, which costs
 * no digits when all values are large and close). */
static void first_pass(
    struct cr_moments *block, const double *values, const double *weights, size_t n, double origin)
{
    double sum[LANES] = {0}, weight[LANES] = {0}, square[LANES] = {0};
    double low = INFINITY, high = -INFINITY;

    for (size_t i = 0; i < n; i++) {
        double w = weights ? weights[i] : 1;
        if (!(w > 0))
            continue;
        sum[i % LANES] += w * (values[i] - origin);
        weight[i % LANES] += w;
        square[i % LANES] += w * w;
        low = values[i] < low ? values[i] : low;
        high = values[i] > high ? values[i] : high;
    }
    block->weight = add_lanes(weight);
    block->weight2 = add_lanes(square);
    block->mean = block->weight > 0 ? origin + add_lanes(sum) / block->weight : 0;
    block->min = low;
    block->max = high;
}

/* Second pass, with the remainder of the first sum taken off (Chan, Golub and LeVeque 1983,
 * eq. 1.7) so that a mean rounded to a double leaves no trace. */
static void second_pass(
    struct cr_moments *block, const double *values, const double *weights, size_t n)
{
    double s1[LANES] = {0}, s2[LANES] = {0}, s3[LANES] = {0}, s4[LANES] = {0};

    for (size_t i = 0; i < n; i++) {
        double w = weights ? weights[i] : 1;
        if (!(w > 0))
            continue;
        double d = values[i] - block->mean, d2 = d * d;
        s1[i % LANES] += w * d;
        s2[i % LANES] += w * d2;
        s3[i % LANES] += w * (d2 * d);
        s4[i % LANES] += w * (d2 * d2);
    }
    double rest = add_lanes(s1) / block->weight, w = block->weight;
    double m2 = add_lanes(s2), m3 = add_lanes(s3), m4 = add_lanes(s4);
    block->m4 = m4 - 4 * rest * m3 + 6 * rest * rest * m2 - 3 * w * rest * rest * rest * rest;
    block->m3 = m3 - 3 * rest * m2 + 2 * w * rest * rest * rest;
    block->m2 = m2 - w * rest * rest;
    if (block->m2 < 0)
        block->m2 = 0;
    block->mean += rest;
}

void cr_moments_block(struct cr_moments *m, const double *values, const double *weights, size_t n)
{
    struct cr_moments block;
    size_t first = 0;

    cr_moments_init(&block);
    while (first < n && weights && !(weights[first] > 0))
        first++;
    block.n = (double)n;
    if (first < n) {
        first_pass(&block, values, weights, n, values[first]);
        second_pass(&block, values, weights, n);
    }
    cr_moments_merge(m, &block);
}

double cr_moments_variance(const struct cr_moments *m)
{
    return m->weight > 0 ? m->m2 / m->weight : 0;
}

double cr_moments_sd(const struct cr_moments *m)
{
    return sqrt(cr_moments_variance(m));
}
