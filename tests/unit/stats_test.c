#include "base/arena.h"
#include "random/quantile.h"
#include "luck/stream.h"
#include "stats/histogram.h"
#include "stats/error.h"
#include "stats/moments.h"
#include "stats/quantile.h"
#include "stats/worlds.h"

#include "near.h"

#include <gsl/gsl_cdf.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static struct cr_arena *arena;

static int open_arena(void **state)
{
    (void)state;
    arena = cr_arena_new();
    return arena ? 0 : -1;
}

static int close_arena(void **state)
{
    (void)state;
    cr_arena_free(arena);
    return 0;
}

static double uniform(uint64_t run, uint32_t draw)
{
    return cr_uniform(20240607, run, 7, CR_DOMAIN_WORLD, draw);
}

/* Data that breaks naive sums: a large offset, a long tail, a few ties. */
static double *nasty(size_t n, double offset)
{
    double *x = CR_NEW(arena, double, n);
    for (size_t i = 0; i < n; i++) {
        double u = uniform(i, 1);
        x[i] = offset + (i % 17 == 0 ? 3 : -2.385 * log(u) * (u < 0.02 ? 40 : 1));
    }
    return x;
}

static double *some_weights(size_t n)
{
    double *w = CR_NEW(arena, double, n);
    for (size_t i = 0; i < n; i++)
        w[i] = i % 11 == 3 ? 0 : 0.01 + uniform(i, 2) * 3;
    return w;
}

/* Two passes in long double, about the first value (whose distance to the others is exact enough).
 */
static struct cr_moments naive(const double *x, const double *w, size_t n)
{
    long double weight = 0, weight2 = 0, sum = 0, m2 = 0, m3 = 0, m4 = 0;
    struct cr_moments m;
    cr_moments_init(&m);
    for (size_t i = 0; i < n; i++) {
        long double v = w ? w[i] : 1;
        weight += v;
        weight2 += v * v;
        sum += v * ((long double)x[i] - x[0]);
        if (v > 0) {
            m.min = fmin(m.min, x[i]);
            m.max = fmax(m.max, x[i]);
        }
    }
    long double mean = x[0] + sum / weight, shift = sum / weight;
    for (size_t i = 0; i < n; i++) {
        long double v = w ? w[i] : 1, d = (long double)x[i] - x[0] - shift;
        m2 += v * d * d;
        m3 += v * d * d * d;
        m4 += v * d * d * d * d;
    }
    m.n = (double)n;
    m.weight = (double)weight;
    m.weight2 = (double)weight2;
    m.mean = (double)mean;
    m.m2 = (double)m2;
    m.m3 = (double)m3;
    m.m4 = (double)m4;
    return m;
}

static void check_moments(
    const struct cr_moments *got, const struct cr_moments *want, double tolerance)
{
    double sd = cr_moments_sd(want);
    check_near(got->n, want->n, 0);
    check_near(got->weight / want->weight, 1, tolerance);
    check_near(got->weight2 / want->weight2, 1, tolerance);
    check_near((got->mean - want->mean) / sd, 0, fmax(tolerance, 3e-16 * fabs(want->mean) / sd));
    check_near(got->m2 / want->m2, 1, tolerance);
    check_near((got->m3 - want->m3) / (want->m2 * sd), 0, tolerance);
    check_near(got->m4 / want->m4, 1, tolerance);
    check_near(got->min, want->min, 0);
    check_near(got->max, want->max, 0);
}

static void moments_of_a_block_match_long_double(void **state)
{
    (void)state;
    static const double offsets[] = {0, 1e9, -1e9, 1e12};
    static const size_t sizes[] = {2, 7, 1024, 65536};

    for (int o = 0; o < 4; o++) {
        for (int s = 0; s < 4; s++) {
            size_t n = sizes[s];
            double *x = nasty(n, offsets[o]), *w = some_weights(n);
            for (int weighted = 0; weighted < 2; weighted++) {
                struct cr_moments got, want = naive(x, weighted ? w : NULL, n);
                cr_moments_init(&got);
                cr_moments_block(&got, x, weighted ? w : NULL, n);
                check_moments(&got, &want, 1e-12);
            }
        }
    }
}

static void naive_sums_of_squares_would_not_pass(void **state)
{
    (void)state;
    size_t n = 65536;
    double *x = nasty(n, 1e9), sum = 0, square = 0;
    struct cr_moments want = naive(x, NULL, n);
    for (size_t i = 0; i < n; i++) {
        sum += x[i];
        square += x[i] * x[i];
    }
    double variance = square / (double)n - sum / (double)n * (sum / (double)n);
    assert_true(fabs(variance / cr_moments_variance(&want) - 1) > 1e-3);
}

static void merged_parts_are_the_whole(void **state)
{
    (void)state;
    size_t n = 40000;
    for (int weighted = 0; weighted < 2; weighted++) {
        double *x = nasty(n, 1e6), *w = weighted ? some_weights(n) : NULL;
        struct cr_moments whole, parts, one_by_one;
        cr_moments_init(&whole);
        cr_moments_init(&parts);
        cr_moments_init(&one_by_one);
        cr_moments_block(&whole, x, w, n);
        for (size_t at = 0, size = 1; at < n; at += size, size = size * 3 + 1) {
            struct cr_moments block;
            size_t m = size < n - at ? size : n - at;
            cr_moments_init(&block);
            cr_moments_block(&block, x + at, w ? w + at : NULL, m);
            cr_moments_merge(&parts, &block);
        }
        for (size_t i = 0; i < n; i++)
            cr_moments_add(&one_by_one, x[i], w ? w[i] : 1);
        check_moments(&parts, &whole, 1e-12);
        check_moments(&one_by_one, &whole, 1e-10);
    }
}

static void empty_and_weightless_moments_are_harmless(void **state)
{
    (void)state;
    struct cr_moments empty, m;
    double x[] = {5, 6, 7}, zero[] = {0, 0, 0};
    cr_moments_init(&empty);
    cr_moments_init(&m);
    cr_moments_merge(&m, &empty);
    cr_moments_block(&m, x, zero, 3);
    cr_moments_add(&m, 4, 0);
    check_near(m.n, 4, 0);
    check_near(m.weight, 0, 0);
    check_near(cr_moments_variance(&m), 0, 0);
    assert_true(isinf(m.min) && m.min > 0 && isinf(m.max) && m.max < 0);
    cr_moments_block(&m, x, NULL, 3);
    cr_moments_merge(&m, &empty);
    check_near(m.mean, 6, 0);
    check_near(m.n, 7, 0);
    check_near(cr_moments_variance(&m), 2.0 / 3, 1e-15);
}

static void equal_values_have_no_spread(void **state)
{
    (void)state;
    double x[1000];
    struct cr_moments m;
    for (int i = 0; i < 1000; i++)
        x[i] = 0.1;
    cr_moments_init(&m);
    for (int i = 0; i < 50; i++)
        cr_moments_block(&m, x, NULL, 1000 - (size_t)i);
    check_near(m.mean, 0.1, 0);
    check_near(m.m2, 0, 0);
    check_near(m.m4, 0, 0);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void histogram_quantiles_keep_their_bound(void **state)
{
    (void)state;
    size_t n = 50000;
    double *x = nasty(n, 0);
    for (size_t i = 0; i < n; i++)
        x[i] = i % 3 ? x[i] * (i % 5 ? 1 : 1e-7) : -x[i] * 1e3;
    struct cr_histogram *h = cr_histogram_new(arena);
    cr_histogram_add(h, x, NULL, n);
    qsort(x, n, sizeof *x, ascending);
    check_near(cr_histogram_weight(h), (double)n, 0);
    for (int k = 0; k <= 1000; k++) {
        size_t rank = k ? (size_t)ceil(k / 1000.0 * (double)n - 1e-6) - 1 : 0;
        double got = cr_histogram_quantile(h, k / 1000.0);
        if (!(fabs(got - x[rank]) <= ldexp(fabs(x[rank]), -9)))
            printf("q %g: %.17g, not %.17g\n", k / 1000.0, got, x[rank]);
        assert_true(fabs(got - x[rank]) <= ldexp(fabs(x[rank]), -9));
    }
}

static void histogram_is_exact_on_few_values(void **state)
{
    (void)state;
    double x[] = {-3.7, 0.1, -0.0, 0.0, 12345.678, 7, 7, 1e-310};
    struct cr_histogram *h = cr_histogram_new(arena);
    assert_true(isnan(cr_histogram_quantile(h, 0.5)));
    cr_histogram_add(h, x, NULL, 8);
    check_near(cr_histogram_quantile(h, 0), -3.7, 0);
    check_near(cr_histogram_quantile(h, 0.125), -3.7, 0);
    check_near(cr_histogram_quantile(h, 0.25), 0, 1e-300);
    check_near(cr_histogram_quantile(h, 0.625), 0.1, 0);
    check_near(cr_histogram_quantile(h, 0.75), 7, 0);
    check_near(cr_histogram_quantile(h, 1), 12345.678, 0);
}

/* Every order of merging gives the same answers to the last bit. */
static void histograms_merge_in_any_order(void **state)
{
    (void)state;
    enum { PARTS = 7, EACH = 3000 };
    double *x = nasty(PARTS * EACH, -2), *w = some_weights(PARTS * EACH);
    struct cr_histogram *whole = cr_histogram_new(arena), *part[PARTS];
    cr_histogram_add(whole, x, w, PARTS * EACH);
    for (int p = 0; p < PARTS; p++) {
        part[p] = cr_histogram_new(arena);
        cr_histogram_add(part[p], x + p * EACH, w + p * EACH, EACH);
    }
    for (int order = 0; order < 5; order++) {
        struct cr_histogram *sum = cr_histogram_new(arena);
        for (int p = 0; p < PARTS; p++)
            cr_histogram_merge(arena, sum, part[(p * (order + 1) + order) % PARTS]);
        check_near(cr_histogram_weight(sum), cr_histogram_weight(whole), 0);
        for (int k = 0; k <= 200; k++)
            check_near(
                cr_histogram_quantile(sum, k / 200.0), cr_histogram_quantile(whole, k / 200.0), 0);
    }
    double total = 0;
    for (int i = 0; i < PARTS * EACH; i++)
        total += w[i];
    check_near(cr_histogram_weight(whole) / total, 1, 1e-9);
}

static void kept_quantiles_are_the_smallest_that_reach(void **state)
{
    (void)state;
    double x[] = {5, 1, 4, 2, 3, 9}, w[] = {1, 1, 1, 1, 1, 0}, out[6];
    double levels[] = {0, 0.2, 0.2000001, 0.5, 0.6, 1};
    cr_quantiles(arena, x, w, 6, levels, 6, out);
    double want[] = {1, 1, 2, 3, 3, 5};
    for (int i = 0; i < 6; i++)
        check_near(out[i], want[i], 0);
    check_near(x[0], 5, 0);
    cr_quantiles(arena, x, NULL, 6, levels + 3, 1, out);
    check_near(out[0], 3, 0);
    double tenth[10], one[10], level;
    for (int i = 0; i < 10; i++) {
        tenth[i] = 0.1;
        one[i] = i;
    }
    /* Ten times 0.1 is not 1 in doubles; the level still falls on the boundary. */
    for (int k = 1; k <= 10; k++) {
        level = k / 10.0;
        cr_quantiles(arena, one, tenth, 10, &level, 1, out);
        check_near(out[0], k - 1, 0);
    }
    /* 0.1 + 0.2 is a bit more than 3 tenths. */
    level = 0.1 + 0.2;
    cr_quantiles(arena, one, NULL, 10, &level, 1, out);
    check_near(out[0], 2, 0);
    double none[] = {0, 0};
    cr_quantiles(arena, x, none, 2, levels, 1, out);
    assert_true(isnan(out[0]));
    cr_quantiles(arena, x, NULL, 0, levels, 1, out);
    assert_true(isnan(out[0]));
}

static int by_first(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* A quantile by its definition: pairs of value and weight sorted, weights added up. */
static double sorted_quantile(const double *x, const double *w, int n, double level)
{
    static double pairs[5000][2];
    double total = 0, sum = 0;
    int kept = 0;
    for (int i = 0; i < n; i++) {
        if (w && w[i] == 0)
            continue;
        pairs[kept][0] = x[i];
        pairs[kept++][1] = w ? w[i] : 1;
        total += w ? w[i] : 1;
    }
    qsort(pairs, (size_t)kept, sizeof pairs[0], by_first);
    for (int i = 0; i < kept; i++) {
        sum += pairs[i][1];
        if (sum >= (level - 1e-12) * total)
            return pairs[i][0];
    }
    return kept ? pairs[kept - 1][0] : NAN;
}

/* Values by a shape: even, of both signs, tied, with one far away, over 600 powers of two, alike.
 */
static double shaped(int shape, uint64_t run)
{
    double u = uniform(run, 1);
    switch (shape) {
    case 0:
        return u;
    case 1:
        return 1e-300 * (u - 0.5);
    case 2:
        return floor(7 * u) - 3;
    case 3:
        return run == 17 ? 1e9 : run % 3 ? 1 + 1e-9 * u : 1;
    case 4:
        return ldexp(1 + u, (int)(600 * uniform(run, 2)) - 300);
    case 5:
        return run % 2 ? -0.0 : 0;
    default:
        return run == 3 ? INFINITY : run == 5 ? -1e308 : 1e308 * u;
    }
}

/* Dyadic weights add up exactly, so that nothing is left to rounding. */
static void quantiles_are_those_of_sorting(void **state)
{
    (void)state;
    enum { N = 5000, LEVELS = 8 };
    static const double levels[LEVELS] = {0, 0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 1};
    static const int sizes[] = {1, 2, 63, 64, 65, 1000, N};
    static double x[N], w[N];
    for (int shape = 0; shape < 7; shape++) {
        for (int size = 0; size < 7; size++) {
            for (int kind = 0; kind < 3; kind++) {
                double out[LEVELS];
                int n = sizes[size];
                for (int i = 0; i < n; i++) {
                    x[i] = shaped(shape, (uint64_t)i);
                    w[i] = kind == 1 ? 1 : floor(8 * uniform((uint64_t)i, 3)) / 4;
                }
                w[n / 2] = 1; /* not all 0 */
                cr_quantiles(arena, x, kind ? w : NULL, (size_t)n, levels, LEVELS, out);
                for (int j = 0; j < LEVELS; j++) {
                    double want = sorted_quantile(x, kind ? w : NULL, n, levels[j]);
                    assert_true(out[j] == want);
                }
            }
        }
    }
}

/* Exact binomial tails by GSL at the ends; k of n that are met by a few runs. */
static void ends_of_a_count_are_where_its_tails_are(void **state)
{
    (void)state;
    static const unsigned cases[][2] = {{1, 30}, {3, 2000}, {19, 2000}, {29, 30}, {7, 1000000}};
    for (int i = 0; i < 5; i++) {
        unsigned k = cases[i][0], n = cases[i][1];
        double p = k / (double)n;
        struct cr_error e = cr_counted_error(p, n);
        e = cr_share_error(p, n, 1, &e);
        check_near(gsl_cdf_binomial_Q(k - 1, e.low, n), 0.025, 1e-6);
        check_near(gsl_cdf_binomial_P(k, e.high, n), 0.025, 1e-6);
        check_near(e.se, sqrt(p * (1 - p) / (n - 1)), 1e-12);
    }
}

static void what_nobody_met_has_a_bound(void **state)
{
    (void)state;
    struct cr_error none = cr_counted_error(0, 2000), all = cr_counted_error(1, 2000);
    none = cr_share_error(0, 2000, 1, &none);
    all = cr_share_error(1, 2000, 1, &all);
    check_near(none.low, 0, 0);
    check_near(pow(1 - none.high, 2000), 0.05, 1e-12);
    assert_true(isnan(none.se) && isnan(all.se));
    check_near(all.low, 1 - none.high, 1e-15);
    check_near(all.high, 1, 0);
    /* In 5 worlds of an exponential law: (1 + p n / 5)^-5; in very many as if all were one. */
    check_near(pow(1 + cr_unmet_bound(2000, 5) * 400, -5), 0.05, 1e-12);
    check_near(cr_unmet_bound(1e6, 1e5) * 1e6, 2.9958, 1e-3);
}

/* Student's interval for a symmetric sample: residuals -1, 0, 1 have t with 2 degrees. */
static void few_parts_have_wide_intervals(void **state)
{
    (void)state;
    double y[] = {1, 2, 3}, w[] = {1, 1, 1};
    struct cr_error e = cr_ratio_error(y, w, 3, 0);
    check_near(e.se, 1 / sqrt(3), 1e-14);
    check_near(e.high - 2, gsl_cdf_tdist_Pinv(0.975, 2) / sqrt(3), 1e-9);
    check_near(2 - e.low, e.high - 2, 1e-12);
    /* One long tail to the right: the interval reaches further there. */
    double tail[] = {0, 0, 0, 0, 0, 0, 0, 10}, ones[] = {1, 1, 1, 1, 1, 1, 1, 1};
    e = cr_ratio_error(tail, ones, 8, 0);
    assert_true(e.high - 1.25 > 2 * (1.25 - e.low));
    assert_true(e.carriers < 2);
    /* Alike everywhere: no error. */
    e = cr_ratio_error(ones, ones, 8, 0);
    assert_true(e.se == 0 && e.low == 1 && e.high == 1);
}

/* Four clusters in two designs: by hand, totals 1 + 5 and 3 + 7 about 4 each; residuals -2, 2. */
static void designs_are_the_parts_where_there_are_some(void **state)
{
    (void)state;
    double y[] = {1, 3, 5, 7}, w[] = {1, 1, 1, 1};
    check_near(cr_ratio_error(y, w, 4, 2).se, sqrt(2 * 8.0) / 4, 1e-14);
    check_near(cr_ratio_error(y, w, 4, 0).se, sqrt(20 / 3.0 * 4) / 4 / sqrt(1), 1e-14);
    double half[] = {0, 0, 0, 0};
    check_near(cr_ratio_difference_error(y, w, half, w, 4, 2).se, sqrt(2 * 8.0) / 4, 1e-14);
}

static double normal(uint64_t run, uint32_t draw)
{
    double u = uniform(run, draw);
    return 2.385 * sqrt(2) * (u - 0.5); /* any law with mean 0 does */
}

/* Share of 400 experiments in which mean +- 1.96 se holds the truth. `deaf`: runs taken for
 * independent. */
static double coverage(int deaf)
{
    enum { WORLDS = 60, RUNS = 20, SEEDS = 400 };
    int held = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
        double y[WORLDS * RUNS] = {0}, w[WORLDS * RUNS] = {0}, sum = 0, weight = 0;
        size_t groups = deaf ? WORLDS * RUNS : WORLDS;
        for (int g = 0; g < WORLDS; g++) {
            double shared = normal((uint64_t)(seed * WORLDS + g), 3);
            int runs = g % 3 ? RUNS : RUNS / 2;
            for (int r = 0; r < runs; r++) {
                double value = 10 + shared + normal((uint64_t)((seed * WORLDS + g) * RUNS + r), 4);
                size_t at = deaf ? (size_t)(g * RUNS + r) : (size_t)g;
                y[at] += value;
                w[at] += 1;
                sum += value;
                weight += 1;
            }
        }
        held += fabs(sum / weight - 10) <= 1.96 * cr_ratio_error(y, w, groups, 0).se;
    }
    return held / (double)SEEDS;
}

static void cluster_errors_cover_what_they_say(void **state)
{
    (void)state;
    /* 95 % within 4 standard errors of a binomial with 400 tries, a point off for 60 clusters. */
    double fair = coverage(0);
    printf(
        "coverage of 95 %% intervals by clusters %.4f, by single runs %.4f\n", fair, coverage(1));
    assert_true(fair > 0.94 - 4 * 0.0109 && fair < 0.95 + 4 * 0.0109);
    /* The canary: an error that does not know about worlds must fail this test. */
    assert_true(coverage(1) < 0.7);
    /* By hand: residuals -1, 1 about 2; sqrt(2 * 2 / 1) / 2. */
    double y[] = {1, 3}, w[] = {1, 1};
    check_near(cr_ratio_error(y, w, 2, 0).se, 1, 1e-15);
    assert_true(isnan(cr_ratio_error(y, w, 1, 0).se));
}

static void deconvolution_takes_the_noise_out(void **state)
{
    (void)state;
    enum { WORLDS = 4000, RUNS = 50 };
    static double k[WORLDS], n[WORLDS], p[WORLDS];
    struct cr_moments truth, seen, mended;
    cr_moments_init(&truth);
    cr_moments_init(&seen);
    cr_moments_init(&mended);
    struct cr_law law = cr_beta_law(8, 12);
    for (int g = 0; g < WORLDS; g++) {
        double u = uniform((uint64_t)g, 15), v = uniform((uint64_t)g, 16);
        p[g] = cr_law_quantile(&law, u, 1 - u).x;
        n[g] = RUNS;
        k[g] = cr_binomial_quantile(RUNS, p[g], v, 1 - v);
        cr_moments_add(&truth, p[g], 1);
        cr_moments_add(&seen, k[g] / RUNS, 1);
    }
    cr_deconvolve_shares(k, n, WORLDS, k);
    cr_moments_block(&mended, k, NULL, WORLDS);
    printf("sd over worlds: true %.5f, seen %.5f, mended %.5f\n", cr_moments_sd(&truth),
        cr_moments_sd(&seen), cr_moments_sd(&mended));
    assert_true(cr_moments_sd(&seen) / cr_moments_sd(&truth) > 1.1);
    check_near(cr_moments_sd(&mended) / cr_moments_sd(&truth), 1, 0.03);
    check_near(mended.mean, seen.mean, 1e-12);
    /* Noise alone: everything goes to the mean, and a world without runs too. */
    double ks[] = {1, 1, 0}, ns[] = {2, 2, 0}, out[3];
    cr_deconvolve_shares(ks, ns, 3, out);
    for (int g = 0; g < 3; g++)
        check_near(out[g], 0.5, 1e-15);
    /* Two worlds by hand: seen 0.1^2 + 0.1^2 over n - 1 = 1, noise 0.24 / 99. Bias caught: n. */
    double two[] = {40, 60}, runs[] = {100, 100};
    cr_deconvolve_shares(two, runs, 2, out);
    check_near(out[0], 0.5 - 0.1 * sqrt(1 - 0.24 / 99 / 0.02), 1e-12);
}

/* A rare outcome, met 0.6 times a world: its 5 % point is far below what shares that were moved to
 * the mean begin with. The canary is that beginning. */
static void a_rare_outcome_has_no_floor(void **state)
{
    (void)state;
    enum { WORLDS = 4000, RUNS = 100 };
    static double k[WORLDS], n[WORLDS], one[WORLDS], moved[WORLDS];
    struct cr_law law = cr_beta_law(1.7, 281);
    for (int g = 0; g < WORLDS; g++) {
        double u = uniform((uint64_t)g, 17), v = uniform((uint64_t)g, 18);
        n[g] = RUNS;
        one[g] = 1;
        k[g] = cr_binomial_quantile(RUNS, cr_law_quantile(&law, u, 1 - u).x, v, 1 - v);
    }
    double q[5], floor_of_moved = 1;
    cr_deconvolve_shares(k, n, WORLDS, moved);
    for (int g = 0; g < WORLDS; g++)
        floor_of_moved = fmin(floor_of_moved, moved[g]);
    assert_true(cr_quantiles_of_worlds(arena, k, n, one, WORLDS, q));
    double low = cr_beta_quantile(1.7, 281, 0.05), high = cr_beta_quantile(1.7, 281, 0.95);
    printf("a rare outcome: %.5f to %.5f (%.5f to %.5f), floor %.5f\n", q[0], q[4], low, high,
        floor_of_moved);
    assert_true(q[0] < 2 * low && q[0] > low / 3 && fabs(q[4] / high - 1) < 0.2);
    assert_true(floor_of_moved > 3 * low);
    /* Nothing but luck: no interval. */
    for (int g = 0; g < WORLDS; g++) {
        double v = uniform((uint64_t)g, 19);
        k[g] = cr_binomial_quantile(RUNS, 0.3, v, 1 - v);
    }
    assert_false(cr_quantiles_of_worlds(arena, k, n, one, WORLDS, q));
}

/* Errors do not depend on the unit, far beyond where fourth powers (and squares) of residuals are
 * doubles: 1, 2, 3, 10 have mean 4 and error sqrt(50/3 / 4). */
static void errors_do_not_depend_on_the_unit(void **state)
{
    (void)state;
    const double x[] = {1, 2, 3, 10}, half[] = {2, 1, 1.5, 4}, w[] = {1, 1, 1, 1};
    struct cr_error one = cr_ratio_error(x, w, 4, 0), designs = cr_ratio_error(x, w, 4, 2),
                    apart = cr_ratio_difference_error(x, w, half, w, 4, 0);
    check_near(one.se, sqrt(50.0 / 12), 1e-14);
    const double units[] = {1e-200, 1e-90, 1e-30, 1e30, 1e90, 1e200};
    for (size_t k = 0; k < sizeof units / sizeof *units; k++) {
        double u = units[k], y[4], z[4];
        for (int i = 0; i < 4; i++) {
            y[i] = x[i] * u;
            z[i] = half[i] * u;
        }
        struct cr_error e = cr_ratio_error(y, w, 4, 0);
        check_near(e.se / u, one.se, 1e-12);
        check_near(e.low / u, one.low, 1e-12);
        check_near(e.high / u, one.high, 1e-12);
        check_near(e.carriers, one.carriers, 1e-12);
        e = cr_ratio_error(y, w, 4, 2);
        check_near(e.high / u, designs.high, 1e-12);
        e = cr_ratio_difference_error(y, w, z, w, 4, 0);
        check_near(e.se / u, apart.se, 1e-12);
        check_near(e.low / u, apart.low, 1e-12);
    }
    /* Where only the powers are known and one is not, there is no interval. */
    struct cr_parts parts = {100, 1e200, 1e290, INFINITY};
    struct cr_error e = cr_error_of_parts(1e99, 100, &parts);
    assert_true(e.se > 0 && isnan(e.low) && isnan(e.high));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_of_a_block_match_long_double),
        cmocka_unit_test(naive_sums_of_squares_would_not_pass),
        cmocka_unit_test(merged_parts_are_the_whole),
        cmocka_unit_test(empty_and_weightless_moments_are_harmless),
        cmocka_unit_test(equal_values_have_no_spread),
        cmocka_unit_test(histogram_quantiles_keep_their_bound),
        cmocka_unit_test(histogram_is_exact_on_few_values),
        cmocka_unit_test(histograms_merge_in_any_order),
        cmocka_unit_test(kept_quantiles_are_the_smallest_that_reach),
        cmocka_unit_test(quantiles_are_those_of_sorting),
        cmocka_unit_test(ends_of_a_count_are_where_its_tails_are),
        cmocka_unit_test(what_nobody_met_has_a_bound),
        cmocka_unit_test(few_parts_have_wide_intervals),
        cmocka_unit_test(designs_are_the_parts_where_there_are_some),
        cmocka_unit_test(cluster_errors_cover_what_they_say),
        cmocka_unit_test(deconvolution_takes_the_noise_out),
        cmocka_unit_test(a_rare_outcome_has_no_floor),
        cmocka_unit_test(errors_do_not_depend_on_the_unit),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
