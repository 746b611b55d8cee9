/* Moments and histograms of many values, against what GSL has for it. */
#include "bench.h"

#include "stats/histogram.h"
#include "stats/moments.h"

#include <gsl/gsl_histogram.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rstat.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { VALUES = 1 << 16, BLOCK = 1024, PASSES = 4 };

struct numbers {
    double values[VALUES];
    gsl_rstat_workspace *rstat;
    gsl_histogram *bins;
    struct cr_arena *arena;
    struct cr_histogram *histogram;
    struct cr_moments moments;
    double n, mean, m2, m3, m4;
};

static double play_rstat(void *context, int round)
{
    struct numbers *n = context;
    double begun = bench_cpu();
    (void)round;
    gsl_rstat_reset(n->rstat);
    for (int i = 0; i < VALUES; i++)
        gsl_rstat_add(n->values[i], n->rstat);
    return bench_cpu() - begun;
}

/* The same formulas without the median that gsl_rstat keeps beside them. */
static double play_updates(void *context, int round)
{
    struct numbers *x = context;
    double begun = bench_cpu(), n = 0, mean = 0, m2 = 0, m3 = 0, m4 = 0;
    (void)round;
    for (int i = 0; i < VALUES; i++) {
        double before = n++, delta = x->values[i] - mean, step = delta / n;
        double square = step * step, term = delta * step * before;
        mean += step;
        m4 += term * square * (n * n - 3 * n + 3) + 6 * square * m2 - 4 * step * m3;
        m3 += term * step * (n - 2) - 3 * step * m2;
        m2 += term;
    }
    x->n = n;
    x->mean = mean;
    x->m2 = m2;
    x->m3 = m3;
    x->m4 = m4;
    return bench_cpu() - begun;
}

static double play_moments(void *context, int round)
{
    struct numbers *n = context;
    double begun = bench_cpu();
    (void)round;
    for (int pass = 0; pass < PASSES; pass++) {
        cr_moments_init(&n->moments);
        for (int i = 0; i < VALUES; i += BLOCK)
            cr_moments_block(&n->moments, &n->values[i], NULL, BLOCK);
    }
    return bench_cpu() - begun;
}

static double play_gsl_histogram(void *context, int round)
{
    struct numbers *n = context;
    double begun = bench_cpu();
    (void)round;
    for (int pass = 0; pass < PASSES; pass++) {
        for (int i = 0; i < VALUES; i++)
            gsl_histogram_increment(n->bins, n->values[i]);
    }
    return bench_cpu() - begun;
}

static double play_histogram(void *context, int round)
{
    struct numbers *n = context;
    double begun = bench_cpu();
    (void)round;
    for (int pass = 0; pass < PASSES; pass++) {
        for (int i = 0; i < VALUES; i += BLOCK)
            cr_histogram_add(n->histogram, &n->values[i], NULL, BLOCK);
    }
    return bench_cpu() - begun;
}

static int agree(struct numbers *n)
{
    play_rstat(n, 0);
    play_updates(n, 0);
    play_moments(n, 0);
    play_histogram(n, 0);
    double mean = gsl_rstat_mean(n->rstat), sd = gsl_rstat_sd(n->rstat);
    double median = gsl_rstat_median(n->rstat);
    int good = fabs(n->moments.mean - mean) < 1e-9 && fabs(n->mean - mean) < 1e-9 &&
               fabs(cr_moments_sd(&n->moments) - sd) < 1e-3 * sd &&
               fabs(n->moments.m4 - n->m4) < 1e-9 * n->m4 &&
               fabs(cr_histogram_quantile(n->histogram, 0.5) - median) < 0.02 * median;
    if (!good)
        printf("moments: the programs do not compute the same; nothing is timed\n");
    return good;
}

static int compare(struct numbers *n, const struct bench_setting *setting)
{
    struct bench_result result;
    struct bench_side rstat = {"gsl_rstat_add", VALUES, play_rstat, n};
    struct bench_side updates = {"one-pass updates", VALUES, play_updates, n};
    struct bench_side moments = {"cr_moments_block", VALUES * PASSES, play_moments, n};
    struct bench_side bins = {"gsl_histogram_increment", VALUES * PASSES, play_gsl_histogram, n};
    struct bench_side histogram = {"cr_histogram_add", VALUES * PASSES, play_histogram, n};
    if (!bench_compare(&rstat, &moments, setting->rounds, &result))
        return 0;
    bench_row_of(
        "moments per value / `gsl_rstat_add` (which also keeps a median)", &result, 40, "value");
    if (!bench_compare(&updates, &moments, setting->rounds, &result))
        return 0;
    bench_row_of("the same / its updates written out, without the median", &result, 0, "value");
    if (!bench_compare(&bins, &histogram, setting->rounds, &result))
        return 0;
    bench_row_of(
        "histogram per value / `gsl_histogram_increment`, 1,000 bins", &result, 3, "value");
    return 1;
}

int bench_numbers(const struct bench_setting *setting)
{
    struct numbers *n = calloc(1, sizeof *n);
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    n->arena = cr_arena_new();
    if (!n->arena)
        return 0;
    n->rstat = gsl_rstat_alloc();
    n->bins = gsl_histogram_alloc(1000);
    gsl_histogram_set_ranges_uniform(n->bins, 0, 100);
    n->histogram = cr_histogram_new(n->arena);
    for (int i = 0; i < VALUES; i++)
        n->values[i] = fmin(fmax(50 + gsl_ran_gaussian_ziggurat(rng, 12), 0), 99.9);
    int good = agree(n) && compare(n, setting);
    gsl_histogram_free(n->bins);
    gsl_rstat_free(n->rstat);
    gsl_rng_free(rng);
    cr_arena_free(n->arena);
    free(n);
    return good;
}
