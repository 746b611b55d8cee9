/* Moments of whole blocks: two passes over rows of eight lanes, sums about an origin near the
 * mean, and blocks merged by their central sums. */
#include "stats/moments.h"

#include "stats/widest.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

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

/* Sums run in eight lanes that are added up in a fixed order: fewer rounding errors than one chain,
 * and the same bits whether the machine adds two, four or eight doubles at a time (nothing is
 * contracted, -ffp-contract=off). */
enum { LANES = 8 };
typedef double lanes __attribute__((vector_size(LANES * sizeof(double))));
typedef int64_t lane_mask __attribute__((vector_size(LANES * sizeof(double))));
#define PICK(mask, yes, no) ((lanes)(((lane_mask)(yes) & (mask)) | ((lane_mask)(no) & ~(mask))))

static double add_lanes(const lanes *lane)
{
    const lanes x = *lane;
    return ((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + (x[6] + x[7]));
}

/* What both passes add up. */
struct passes {
    lanes sum, weight, square, low, high;
    lanes s1, s2, s3, s4;
};

/* First pass over whole rows of lanes: weights, squares, sum about an origin. Values without weight
 * do not count, whatever they are. */
CR_WIDEST static void first_rows(
    struct passes *pass, const double *values, const double *weights, size_t rows, double origin)
{
    lanes sum = pass->sum, weight = pass->weight, square = pass->square, low = pass->low,
          high = pass->high;
    lanes middle = origin - (lanes){0};

    for (size_t row = 0; row < rows; row++) {
        lanes x, w = (lanes){0} + 1;
        memcpy(&x, values + row * LANES, sizeof x);
        if (weights) {
            memcpy(&w, weights + row * LANES, sizeof w);
            lane_mask counts = w > 0;
            w = PICK(counts, w, (lanes){0});
            low = PICK(counts & (x < low), x, low);
            high = PICK(counts & (x > high), x, high);
            x = PICK(counts, x, middle);
        } else {
            low = PICK(x < low, x, low);
            high = PICK(x > high, x, high);
        }
        sum += w * (x - middle);
        weight += w;
        square += w * w;
    }
    pass->sum = sum;
    pass->weight = weight;
    pass->square = square;
    pass->low = low;
    pass->high = high;
}

CR_WIDEST static void second_rows(
    struct passes *pass, const double *values, const double *weights, size_t rows, double mean)
{
    lanes s1 = pass->s1, s2 = pass->s2, s3 = pass->s3, s4 = pass->s4;
    lanes middle = mean - (lanes){0};

    for (size_t row = 0; row < rows; row++) {
        lanes x, w;
        memcpy(&x, values + row * LANES, sizeof x);
        lanes d = x - middle, wd = d;
        if (weights) {
            memcpy(&w, weights + row * LANES, sizeof w);
            lane_mask counts = w > 0;
            d = PICK(counts, d, (lanes){0});
            wd = d * PICK(counts, w, (lanes){0});
        }
        lanes d2 = d * d;
        s1 += wd;
        s2 += wd * d;
        s3 += wd * d2;
        s4 += wd * d * d2;
    }
    pass->s1 = s1;
    pass->s2 = s2;
    pass->s3 = s3;
    pass->s4 = s4;
}

/* The values behind the last whole row, filled up with lanes of no weight. */
struct tail {
    double values[LANES], weights[LANES];
    size_t rows;
};

static void tail_fill(struct tail *tail, const double *values, const double *weights, size_t n)
{
    size_t done = n / LANES * LANES;
    *tail = (struct tail){.rows = n > done};
    for (size_t i = done; i < n; i++) {
        tail->values[i - done] = values[i];
        tail->weights[i - done] = weights ? weights[i] : 1;
    }
}

static double least_lane(const lanes *lane)
{
    double least = (*lane)[0];
    for (int k = 1; k < LANES; k++)
        least = (*lane)[k] < least ? (*lane)[k] : least;
    return least;
}

/* Central sums from those about a mean that is rounded to a double: its remainder is taken off
 * (Chan, Golub and LeVeque 1983, eq. 1.7, and its likes for the third and fourth power). */
static void centre(struct cr_moments *block, const struct passes *pass)
{
    double w = block->weight, rest = add_lanes(&pass->s1) / w, rest2 = rest * rest;
    double m2 = add_lanes(&pass->s2), m3 = add_lanes(&pass->s3), m4 = add_lanes(&pass->s4);

    block->m4 = m4 - 4 * rest * m3 + 6 * rest2 * m2 - 3 * w * rest2 * rest2;
    block->m3 = m3 - 3 * rest * m2 + 2 * w * rest2 * rest;
    block->m2 = m2 - w * rest2;
    if (block->m2 < 0)
        block->m2 = 0;
    block->mean += rest;
}

void cr_moments_block(struct cr_moments *m, const double *values, const double *weights, size_t n)
{
    struct cr_moments block = {.n = (double)n};
    struct passes pass = {.low = INFINITY - (lanes){0}, .high = -INFINITY - (lanes){0}};
    struct tail tail;
    size_t first = 0, rows = n / LANES;

    while (first < n && weights && !(weights[first] > 0))
        first++;
    if (first == n) {
        m->n += (double)n;
        return;
    }
    tail_fill(&tail, values, weights, n);
    first_rows(&pass, values, weights, rows, values[first]);
    first_rows(&pass, tail.values, tail.weights, tail.rows, values[first]);
    lanes low = pass.low, high = -pass.high;
    block.weight = add_lanes(&pass.weight);
    block.weight2 = add_lanes(&pass.square);
    block.mean = values[first] + add_lanes(&pass.sum) / block.weight;
    block.min = least_lane(&low);
    block.max = -least_lane(&high);
    second_rows(&pass, values, weights, rows, block.mean);
    second_rows(&pass, tail.values, tail.weights, tail.rows, block.mean);
    centre(&block, &pass);
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
