/* The binomial counts of `split` by the probability integral transform: with F the distribution
 * function and V uniform, F(X - 1) + V P(X) is uniform if X has the right law. F comes from other
 * mathematics than the sampler's: sums in long double for small means, an Edgeworth series for
 * large ones. */
#include "random/binomial.h"
#include "random/quantile.h"
#include "luck/stream.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* A right sampler strays further than this in one figure once in 1.7 million looks. */
#define Z_LIMIT 5.0
enum { BINS = 64 };

/* ---- The distribution function ---- */

struct point {
    double below, mass; /* P(X < k), P(X = k) */
};

static struct point by_sum(double n, long double p, double k)
{
    long double mass = expl((long double)n * log1pl(-p)), below = 0;
    for (double j = 1; j <= k; j++) {
        below += mass;
        mass *= ((long double)n - j + 1) / j * (p / (1 - p));
    }
    return (struct point){(double)below, (double)mass};
}

/* P(X < k) by Edgeworth's series with the corrections for steps of 1 (Feller 1971, XVI.4; Kolassa
 * 2006, section 3.14): Phi - phi (l3 H2 / 6 + l4 H3 / 24 + l3^2 H5 / 72) with the cumulants of a
 * binomial count smeared over its step, whose second cumulant is larger by 1/12 and whose fourth
 * by -1/120. Errors are of the order of sd^-3. */
static double edgeworth(long double n, long double p, long double k)
{
    long double q = 1 - p, v = n * p * q, s2 = v + 1 / 12.0L, s = sqrtl(s2);
    long double z = (k - 0.5L - n * p) / s, z2 = z * z;
    long double l3 = v * (q - p) / (s2 * s), l4 = (v * (1 - 6 * p * q) - 1 / 120.0L) / (s2 * s2);
    long double h2 = z2 - 1, h3 = z * (z2 - 3), h5 = z * (z2 * z2 - 10 * z2 + 15);
    long double phi = expl(-z2 / 2) / sqrtl(2 * acosl(-1));
    return (
        double)(erfcl(-z / sqrtl(2)) / 2 - phi * (l3 * h2 / 6 + l4 * h3 / 24 + l3 * l3 * h5 / 72));
}

static struct point by_series(double n, double p, double k)
{
    double below = edgeworth(n, p, k);
    return (struct point){below, edgeworth(n, p, k + 1) - below};
}

/* At p > 1/2 the law is that of the failures, turned round. */
static struct point point_of(double n, double p, double k)
{
    if (n * fmin(p, 1 - p) > 1000)
        return by_series(n, p, k);
    if (p <= 0.5)
        return by_sum(n, p, k);
    struct point turned = by_sum(n, 1 - (long double)p, n - k);
    return (struct point){1 - turned.below - turned.mass, turned.mass};
}

/* ---- The test ---- */

struct law {
    double n, p;
    int draws; /* enough to see a hundredth in the rarer side's chance */
};
static const struct law laws[] = {{1, 0.3, 2200000}, {1, 0.5, 900000}, {1, 0.7, 2200000},
    {5, 0.2, 800000}, {5, 0.5, 400000}, {5, 0.8, 800000}, {40, 0.02, 1000000}, {40, 0.5, 200000},
    {40, 0.98, 1000000}, {1e3, 1e-3, 800000}, {1e3, 0.04, 100000}, {1e3, 0.5, 100000},
    {1e3, 0.999, 800000}, {1e6, 1e-6, 800000}, {1e6, 1e-4, 100000}, {1e6, 0.5, 100000},
    {1e6, 0.99, 100000}, {1e9, 1e-9, 800000}, {1e9, 1e-5, 50000}, {1e9, 0.5, 50000},
    {1e9, 0.999, 50000}, {1e12, 1e-12, 800000}, {1e12, 1e-8, 50000}, {1e12, 0.3, 50000},
    {1e12, 0.5, 50000}, {1e12, 0.9999, 50000}, {0x1p53, 1e-14, 100000}, {0x1p53, 0.5, 20000}};
enum { N_LAWS = sizeof laws / sizeof *laws };

struct looks {
    double mean, variance, chi; /* each in its standard deviations */
};

static uint64_t count_at(const struct law *law, double p, int draw)
{
    double u = cr_uniform(41, (uint64_t)draw, 7, CR_DOMAIN_SPLIT, 0);
    return cr_binomial_count((uint64_t)law->n, p, 1 - p, u);
}

/* Counts are drawn with the chance p, and looked at as if it were law->p. */
static struct looks look(const struct law *law, double p)
{
    double sum = 0, squares = 0, chi = 0, n = law->draws;
    int bin[BINS] = {0};
    for (int i = 0; i < law->draws; i++) {
        struct point at = point_of(law->n, law->p, (double)count_at(law, p, i));
        double v = cr_uniform(42, (uint64_t)i, 7, CR_DOMAIN_SPLIT, 0);
        double x = at.below + v * at.mass - 0.5;
        int k = (int)((x + 0.5) * BINS);
        bin[k < 0 ? 0 : k >= BINS ? BINS - 1 : k]++;
        sum += x;
        squares += x * x;
    }
    for (int k = 0; k < BINS; k++)
        chi += (bin[k] - n / BINS) * (bin[k] - n / BINS) / (n / BINS);
    /* x uniform on (-1/2, 1/2): variance 1/12, of x^2 1/180. */
    return (struct looks){sum / sqrt(n / 12), (squares - n / 12) / sqrt(n / 180),
        (chi - (BINS - 1)) / sqrt(2.0 * (BINS - 1))};
}

static double worst(struct looks l)
{
    return fmax(fabs(l.mean), fmax(fabs(l.variance), fabs(l.chi)));
}

/* Bias caught: a chance that is off, a count that is off by one, too wide or too narrow a law. */
static void counts_have_the_binomial_law(void **state)
{
    (void)state;
    for (int k = 0; k < N_LAWS; k++) {
        struct looks l = look(&laws[k], laws[k].p);
        if (worst(l) > Z_LIMIT)
            fail_msg("binomial(%g, %g): mean %.2f, variance %.2f, chi-square %.2f", laws[k].n,
                laws[k].p, l.mean, l.variance, l.chi);
    }
}

/* The rarer side's chance larger by a hundredth: every one of the looks above sees it. */
static void a_bias_of_a_hundredth_is_seen(void **state)
{
    (void)state;
    for (int k = 0; k < N_LAWS; k++) {
        double p = laws[k].p, biased = p <= 0.5 ? p * 1.01 : 1 - (1 - p) * 1.01;
        if (worst(look(&laws[k], biased)) <= Z_LIMIT)
            fail_msg("binomial(%g, %g): a bias of 1%% is not seen", laws[k].n, laws[k].p);
    }
}

/* Bias caught: an expansion trusted too near to a whole number. Laws with variances from 30 to 1e7,
 * at probabilities a hair below and above a step of their distribution function. */
static void counts_stand_on_the_right_side_of_a_step(void **state)
{
    (void)state;
    int laws_seen = 0;
    for (int i = 0; i < 40000; i++) {
        double a = cr_uniform(43, (uint64_t)i, 7, CR_DOMAIN_SPLIT, 0),
               b = cr_uniform(44, (uint64_t)i, 7, CR_DOMAIN_SPLIT, 0),
               c = cr_uniform(45, (uint64_t)i, 7, CR_DOMAIN_SPLIT, 0);
        double n = floor(pow(10, 2 + 8 * a)), p = pow(10, -5 * b) / 2;
        p = i & 1 ? 1 - p : p;
        double sd = sqrt(n * p * (1 - p)), k = floor(n * p + sd * (14 * c - 7));
        if (sd * sd < 30 || sd * sd > 1e7 || k < 0 || k >= n)
            continue;
        struct cr_tails t = cr_binomial_tails(n, p, k);
        if (fmin(t.p, t.q) < 1e-10)
            continue;
        const double hair = 1e-9;
        bool lower = t.p < t.q;
        double less = lower ? t.p * (1 - hair) : t.q * (1 + hair);
        double more = lower ? t.p * (1 + hair) : t.q * (1 - hair);
        double at = lower ? cr_binomial_quantile(n, p, less, 1 - less)
                          : cr_binomial_quantile(n, p, 1 - less, less);
        double next = lower ? cr_binomial_quantile(n, p, more, 1 - more)
                            : cr_binomial_quantile(n, p, 1 - more, more);
        laws_seen++;
        if (at != k || next != k + 1)
            fail_msg("binomial(%g, %.17g): %g and %g around the step at %g", n, p, at, next, k);
    }
    assert_true(laws_seen > 10000);
}

/* ---- At the edges ---- */

static void certain_counts_are_certain(void **state)
{
    (void)state;
    static const double uniforms[] = {0x1p-53, 0.25, 0.5, 1 - 0x1p-53};
    static const uint64_t n[] = {0, 1, 40, 1000000, UINT64_C(1) << 53};
    for (int k = 0; k < 5; k++) {
        for (int i = 0; i < 4; i++) {
            assert_true(cr_binomial_count(n[k], 0, 1, uniforms[i]) == 0);
            assert_true(cr_binomial_count(n[k], 3, 0, uniforms[i]) == n[k]);
            assert_true(cr_binomial_count(n[k], 1, 2, uniforms[i]) <= n[k]);
        }
    }
    for (int i = 0; i < 4; i++)
        assert_true(cr_binomial_count(1, 1, 3, uniforms[i]) == (uniforms[i] > 0.75));
}

/* Both sides of a branch are one draw; counts grow with their uniform; both ways of computing meet
 * where one hands over to the other. */
static void the_sides_fit_together(void **state)
{
    (void)state;
    for (int i = 0; i < 20000; i++) {
        double u = cr_uniform(5, (uint64_t)i, 9, CR_DOMAIN_SPLIT, 0);
        double a = cr_uniform(5, (uint64_t)i, 9, CR_DOMAIN_SPLIT, 1);
        uint64_t n = (uint64_t)exp(cr_uniform(5, (uint64_t)i, 9, CR_DOMAIN_SPLIT, 2) * 36);
        uint64_t k = cr_binomial_count(n, a, 1 - a, u);
        assert_true(k <= n && cr_binomial_count(n, 1 - a, a, 1 - u) == n - k);
        assert_true(cr_binomial_count(n, a, 1 - a, u + (1 - u) / 2) >= k);
        double few = 2000 * a, p = fmin(a, 1 - a) / 60;
        uint64_t small = cr_binomial_count((uint64_t)few, p, 1 - p, u);
        assert_true((double)small == cr_binomial_quantile(floor(few), p, u, 1 - u));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_have_the_binomial_law),
        cmocka_unit_test(counts_stand_on_the_right_side_of_a_step),
        cmocka_unit_test(a_bias_of_a_hundredth_is_seen),
        cmocka_unit_test(certain_counts_are_certain),
        cmocka_unit_test(the_sides_fit_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
