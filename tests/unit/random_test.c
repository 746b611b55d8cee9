#include "base/arena.h"
#include "base/buf.h"
#include "luck/stream.h"
#include "random/dist.h"
#include "random/quantile.h"
#include "random/table.h"

#include "random/dist_prepare.h"
#include "near.h"
#include "random_copula.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static int open_arena(void **state)
{
    (void)state;
    gsl_set_error_handler_off();
    arena = cr_arena_new();
    return arena ? 0 : -1;
}

static int close_arena(void **state)
{
    (void)state;
    cr_arena_free(arena);
    return 0;
}

#define ARGS(...)                                                                                  \
    (sizeof((double[]){__VA_ARGS__}) / sizeof(double)),                                            \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }

struct sample {
    enum cr_dist_kind kind;
    size_t n;
    double args[8];
};

static const struct sample good[] = {
    {CR_DIST_NORMAL, ARGS(2.385, 0.5)},
    {CR_DIST_NORMAL, ARGS(-1e9, 1e-3)},
    {CR_DIST_LOGNORMAL, ARGS(1, 0.5)},
    {CR_DIST_UNIFORM, ARGS(-1.5, 3.25)},
    {CR_DIST_TRIANGULAR, ARGS(0, 1.2, 5)},
    {CR_DIST_TRIANGULAR, ARGS(-2, -2, 5)},
    {CR_DIST_TRIANGULAR, ARGS(-2, 5, 5)},
    {CR_DIST_PERT, ARGS(0, 1.2, 5)},
    {CR_DIST_PERT, ARGS(-3, -3, 5)},
    {CR_DIST_BETA, ARGS(2.5, 7)},
    {CR_DIST_BETA, ARGS(0.9, 0.7)},
    {CR_DIST_BETA, ARGS(350, 450)},
    {CR_DIST_GAMMA, ARGS(0.3, 2.385)},
    {CR_DIST_GAMMA, ARGS(47.5, 0.1)},
    {CR_DIST_GAMMA, ARGS(1234.5, 2)},
    {CR_DIST_EXPONENTIAL, ARGS(3.7)},
    {CR_DIST_LOGITNORMAL, ARGS(-1, 0.7)},
    {CR_DIST_STUDENT_T, ARGS(5.5)},
    {CR_DIST_STUDENT_T, ARGS(1)},
    {CR_DIST_WEIBULL, ARGS(2.5, 1.5)},
    {CR_DIST_WEIBULL, ARGS(2.5, 30)},
    {CR_DIST_POISSON, ARGS(0.3)},
    {CR_DIST_POISSON, ARGS(23.85)},
    {CR_DIST_POISSON, ARGS(1e5)},
    {CR_DIST_BINOMIAL, ARGS(17, 0.3)},
    {CR_DIST_BINOMIAL, ARGS(100000, 0.9)},
    {CR_DIST_BERNOULLI, ARGS(0.37)},
    {CR_DIST_CHOICE, ARGS(10, 1, -2, 2, 7, 0, 10, 3)},
    {CR_DIST_COUNTS, ARGS(3, 9)},
    {CR_DIST_COUNTS, ARGS(0, 4.5)},
    {CR_DIST_BETA_MEAN, ARGS(0.3, 0.1)},
    {CR_DIST_GAMMA_MEAN, ARGS(3, 1.1)},
    {CR_DIST_LOGNORMAL_MEAN, ARGS(3, 1.1)},
    {CR_DIST_QUANTILES, ARGS(0.1, 1, 0.5, 2, 0.9, 5)},
    {CR_DIST_QUANTILES, ARGS(0.05, 10, 0.35, 14, 0.7, 18, 0.95, 24)},
};
enum { N_GOOD = sizeof good / sizeof *good };

static struct cr_dist made(const struct sample *sample)
{
    struct cr_dist dist = {.kind = sample->kind, .n_args = (int)sample->n, .args = sample->args};
    const char *text = cr_dist_prepare(arena, &dist);
    if (text) {
        printf("%s: %s\n", cr_dists[sample->kind].text, text);
        fail();
    }
    return dist;
}

static const char *printed(const struct cr_dist *dist)
{
    struct cr_buf buf;
    cr_buf_init(&buf, arena);
    cr_dist_print(dist, &buf);
    return buf.s;
}

/* P(X <= x) by GSL, from the arguments alone; NaN where GSL has no such law. */
static double oracle_cdf(const struct cr_dist *dist, double x)
{
    const double *a = dist->args;
    double n = a[0] * (1 - a[0]) / (a[1] * a[1]) - 1, w = a[2] - a[0];
    switch (dist->kind) {
    case CR_DIST_NORMAL:
        return gsl_cdf_gaussian_P(x - a[0], a[1]);
    case CR_DIST_LOGNORMAL:
        return gsl_cdf_lognormal_P(x, a[0], a[1]);
    case CR_DIST_LOGNORMAL_MEAN:
        w = log1p(a[1] * a[1] / (a[0] * a[0]));
        return gsl_cdf_lognormal_P(x, log(a[0]) - w / 2, sqrt(w));
    case CR_DIST_LOGITNORMAL:
        return gsl_cdf_gaussian_P(log(x / (1 - x)) - a[0], a[1]);
    case CR_DIST_UNIFORM:
        return gsl_cdf_flat_P(x, a[0], a[1]);
    case CR_DIST_BETA:
        return gsl_cdf_beta_P(x, a[0], a[1]);
    case CR_DIST_COUNTS:
        return gsl_cdf_beta_P(x, a[0] + 0.5, a[1] - a[0] + 0.5);
    case CR_DIST_BETA_MEAN:
        return gsl_cdf_beta_P(x, n * a[0], n * (1 - a[0]));
    case CR_DIST_PERT:
        return gsl_cdf_beta_P((x - a[0]) / w, 1 + 4 * (a[1] - a[0]) / w, 1 + 4 * (a[2] - a[1]) / w);
    case CR_DIST_GAMMA:
        return gsl_cdf_gamma_P(x, a[0], a[1]);
    case CR_DIST_GAMMA_MEAN:
        return gsl_cdf_gamma_P(x, a[0] * a[0] / (a[1] * a[1]), a[1] * a[1] / a[0]);
    case CR_DIST_EXPONENTIAL:
        return gsl_cdf_exponential_P(x, a[0]);
    case CR_DIST_STUDENT_T:
        return gsl_cdf_tdist_P(x, a[0]);
    case CR_DIST_WEIBULL:
        return gsl_cdf_weibull_P(x, a[0], a[1]);
    case CR_DIST_POISSON:
        return x < 0 ? 0 : gsl_cdf_poisson_P((unsigned)x, a[0]);
    case CR_DIST_BINOMIAL:
        return x < 0 ? 0 : gsl_cdf_binomial_P((unsigned)x, a[1], (unsigned)a[0]);
    case CR_DIST_BERNOULLI:
        return x < 0 ? 0 : x < 1 ? 1 - a[0] : 1;
    case CR_DIST_CHOICE: /* the one in the table */
        return x < -2 ? 0 : x < 10 ? 2.0 / 6 : 1;
    default:
        return cr_dist_cdf(dist, x);
    }
}

/* The next lower value a discrete law of the table can have. */
static double before(const struct cr_dist *dist, double x)
{
    return dist->kind == CR_DIST_CHOICE ? x - 12 : x - 1;
}

static double u_error(const struct cr_dist *dist, double u, double x)
{
    double p = oracle_cdf(dist, x);
    if (!dist->discrete)
        return fabs(p - u);
    return fmax(fmax(u - p, oracle_cdf(dist, before(dist, x)) - u), 0);
}

/* The largest u-error over 2^12 draws, the law of u multiplied by `bias`. */
static double worst_u_error(const struct cr_dist *dist, double bias)
{
    double worst = 0;
    for (uint64_t run = 0; run < 4096; run++) {
        double u = cr_uniform(77, run, 3, CR_DOMAIN_WORLD, 0);
        double x = cr_dist_quantile(dist, fmin(u * bias, 1 - 0x1p-53));
        worst = fmax(worst, u_error(dist, u, x));
    }
    return worst;
}

static void draws_have_the_law_that_gsl_says(void **state)
{
    (void)state;
    for (int i = 0; i < N_GOOD; i++) {
        struct cr_dist dist = made(&good[i]);
        /* x itself has 53 bits, which is all that normal(-1e9, 1e-3) allows. */
        double grain = dist.sd > 0 && isfinite(dist.sd) ? 1e-16 * fabs(dist.mean) / dist.sd : 0;
        double worst = worst_u_error(&dist, 1), canary = worst_u_error(&dist, 1.01);
        if (!(worst <= 2e-12 + grain && canary > 1e-3))
            printf("%s: u-error %g, canary %g\n", printed(&dist), worst, canary);
        assert_true(worst <= 2e-12 + grain);
        assert_true(canary > 1e-3);
    }
}

/* Standard errors that mean and variance of 2^16 draws are off. */
static void moments_z(const struct cr_dist *dist, double scale, double *mean_z, double *variance_z)
{
    enum { N = 1 << 16 };
    double sum = 0, m2 = 0, m4 = 0;
    for (uint64_t run = 0; run < N; run++) {
        double d =
            scale * cr_dist_quantile(dist, cr_uniform(4, run, 8, CR_DOMAIN_WORLD, 0)) - dist->mean;
        sum += d;
        m2 += d * d;
        m4 += d * d * d * d;
    }
    *mean_z = sum / N / (dist->sd / sqrt(N));
    *variance_z = (m2 / N - dist->sd * dist->sd) / sqrt((m4 / N - m2 / N * (m2 / N)) / N);
}

static void means_and_deviations_are_those_of_the_draws(void **state)
{
    (void)state;
    for (int i = 0; i < N_GOOD; i++) {
        struct cr_dist dist = made(&good[i]);
        double mean_z, variance_z;
        if (!isfinite(dist.sd))
            continue;
        moments_z(&dist, 1, &mean_z, &variance_z);
        if (!(fabs(mean_z) < 5 && fabs(variance_z) < 5))
            printf("%s: z of mean %g, of variance %g\n", printed(&dist), mean_z, variance_z);
        assert_true(fabs(mean_z) < 5 && fabs(variance_z) < 5);
        /* The canary: one per cent too large, where 2^16 draws can see it (mean above 2.5
         * deviations). */
        moments_z(&dist, 1.01, &mean_z, &variance_z);
        if (fabs(dist.mean) > 4 * dist.sd)
            assert_true(fabs(mean_z) > 5);
    }
}

static void quantiles_are_finite_rise_and_fit_the_distribution_function(void **state)
{
    (void)state;
    static const double ends[] = {0x1p-53, 3 * 0x1p-53, 1e-12, 1e-6, 1e-3, 0.02, 0.1, 0.3, 0.5, 0.7,
        0.9, 0.98, 0.999, 1 - 1e-6, 1 - 1e-12, 1 - 3 * 0x1p-53, 1 - 0x1p-53};
    for (int i = 0; i < N_GOOD; i++) {
        struct cr_dist dist = made(&good[i]);
        double grain = isfinite(dist.sd) ? 1e-16 * fabs(dist.mean) / dist.sd : 0, last = -INFINITY;
        for (size_t k = 0; k < sizeof ends / sizeof *ends; k++) {
            double x = cr_dist_quantile(&dist, ends[k]), p = cr_dist_cdf(&dist, x);
            assert_true(isfinite(x) && x >= last && x >= dist.low && x <= dist.high);
            if (dist.discrete)
                /* <=: where 1 - P(X > x) rounds, the quantile looked at P(X > x) itself. */
                assert_true(p >= ends[k] && cr_dist_cdf(&dist, before(&dist, x)) <= ends[k]);
            else
                check_near(p, ends[k], 2e-12 + grain);
            last = x;
        }
        assert_true(isnan(cr_dist_cdf(&dist, NAN)));
        check_near(cr_dist_cdf(&dist, INFINITY), 1, 0);
        check_near(cr_dist_cdf(&dist, -INFINITY), 0, 0);
        double u[3] = {0.2, 0.5, 0.9};
        cr_dist_draws(&dist, u, u, 3);
        check_near(u[2], cr_dist_draw(&dist, 0.9), 0);
        if (!dist.discrete)
            check_near(cr_dist_cdf(&dist, u[2]), 0.9, 2e-12 + grain);
    }
}

/* Known answers, from 34-digit arithmetic (mpmath). */
static void quantiles_give_the_known_answers(void **state)
{
    (void)state;
    check_near(cr_gamma_quantile(0.3, 0.01) / 1.5022226552360389763e-7, 1, 1e-14);
    check_near(cr_gamma_quantile(0.3, 0.999) / 4.6189360427913342824, 1, 1e-14);
    check_near(
        cr_gamma_quantile(0.001, 0.9995) / 0.55350736918712154858, 1, 1e-11); /* 1 - u rounds */
    check_near(cr_gamma_quantile(47, 1e-6) / 21.262507682453724755, 1, 1e-14);
    check_near(cr_gamma_quantile(1000, 0.975) / 1062.9211512248877604, 1, 1e-15);
    check_near(cr_gamma_quantile(1e6, 1e-9) / 994013.84604905160873, 1, 1e-15);
    check_near(cr_log_gamma_quantile(0.001, 0.2) / -1610.0143060323837441, 1, 1e-14);
    check_near(cr_beta_quantile(0.3, 0.3, 0.01) / 1.5366020763898466276e-6, 1, 1e-14);
    check_near(cr_beta_quantile(2, 5, 0.9) / 0.51031630655149164384, 1, 1e-15);
    check_near(cr_beta_quantile(3.5, 6.5, 0.05) / 0.13169169389438987982, 1, 1e-15);
    check_near(cr_beta_quantile(30, 0.5, 1e-6) / 0.66896319890246461767, 1, 1e-15);
    check_near(cr_beta_quantile(1e6, 1e6, 0.3) / 0.49981459640390092761, 1, 1e-15);
    check_near(cr_student_quantile(3.7, 0.999) / 7.7951838750291667022, 1, 1e-14);
    check_near(cr_student_quantile(3.7, 0.5), 0, 0);
    assert_true(cr_gamma_quantile(0.001, 0.2) == 0);
}

static const double shapes[] = {
    1e-3, 0.01, 0.1, 0.3, 0.5, 1, 1.5, 3, 10, 47.5, 299, 1000, 2999, 3001, 1e4, 1e6};
static const double levels[] = {
    0x1p-53, 1e-12, 1e-6, 1e-3, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999, 1 - 1e-6, 1 - 1e-12, 1 - 0x1p-53};
enum { N_SHAPES = sizeof shapes / sizeof *shapes, N_LEVELS = sizeof levels / sizeof *levels };

static void gamma_quantiles_invert_for_every_shape(void **state)
{
    (void)state;
    for (int i = 0; i < N_SHAPES; i++) {
        struct cr_law law = cr_gamma_law(shapes[i]);
        for (int k = 0; k < N_LEVELS; k++) {
            double x = cr_gamma_quantile(shapes[i], levels[k]),
                   t = cr_log_gamma_quantile(shapes[i], levels[k]);
            assert_true(isfinite(x) && isfinite(t));
            if (x < 1e-290)
                continue;
            check_near(log(x), t, 1e-14);
            struct cr_tails tails = cr_law_tails(&law, (struct cr_spot){x, 0});
            check_near(tails.p, levels[k], 1e-12);
            /* GSL loses digits as the shape grows. */
            check_near(gsl_cdf_gamma_P(x, shapes[i], 1), levels[k], shapes[i] > 1e5 ? 1e-7 : 2e-12);
        }
    }
}

static void beta_quantiles_invert_for_every_pair_of_shapes(void **state)
{
    (void)state;
    double worst = 0;
    for (int i = 0; i < N_SHAPES * N_SHAPES; i++) {
        double a = shapes[i / N_SHAPES], b = shapes[i % N_SHAPES];
        struct cr_law law = cr_beta_law(a, b);
        for (int k = 0; k < N_LEVELS; k++) {
            double u = levels[k];
            struct cr_quantile at = cr_law_quantile(&law, u, 1 - u);
            assert_true(at.x >= 0 && at.y >= 0 && fabs(at.x + at.y - 1) <= 3e-16);
            if (at.x < 1e-290 || at.y < 1e-290)
                continue;
            struct cr_tails tails = cr_law_tails(&law, (struct cr_spot){at.x, at.y});
            check_near(tails.p, u, 1e-12);
            double gsl = at.x < 0.5 ? gsl_cdf_beta_P(at.x, a, b) : gsl_cdf_beta_Q(at.y, b, a);
            worst = fmax(worst, fabs(gsl - u));
        }
    }
    /* GSL's own error at a = b = 1e6 (this room's values are checked against mpmath above). */
    assert_true(worst < 2e-9);
}

/* Exact log x or logit x where the law has any room to tell. */
static double log_quantile(const struct cr_law *law, double u)
{
    struct cr_quantile at = cr_law_quantile(law, u, 1 - u);
    return law->b == 0 ? at.log_x : at.log_x - at.log_y;
}

/* The probability between two places on the log scale, from the density there (it is log-concave;
 * the distance is tiny). */
static double probability_between(const struct cr_law *law, double u, double a, double b)
{
    struct cr_quantile at = cr_law_quantile(law, u, 1 - u);
    struct cr_tails tails = cr_law_tails(law, (struct cr_spot){at.x, at.y});
    return fabs(a - b) * exp(tails.log_density);
}

/* Whatever the law: the quantile is right to 1e-12 of probability, the same bits one by one, in
 * rows, backwards and from another table. Laws that are too sharp for polynomials are exact. */
static void tables_of_quantiles_are_right_to_a_millionth_of_a_millionth(void **state)
{
    (void)state;
    static const double laws[][2] = {{0.001, 0}, {0.02, 0}, {0.3, 0}, {1, 0}, {2.5, 0}, {47, 0},
        {1000, 0}, {1e9, 0}, {2, 5}, {1, 1}, {0.5, 0.5}, {0.01, 0.02}, {1e-6, 1e-3}, {300, 2},
        {0.1, 40}, {1e6, 3}};
    enum { N = 3000 };
    static double u[N], rows[N], other[N];
    double worst = 0;
    u[0] = 0x1p-53;
    u[1] = 1 - 0x1p-53;
    for (uint64_t i = 2; i < N; i++)
        u[i] = cr_uniform(11, i, 3, CR_DOMAIN_WORLD, 0);
    for (size_t k = 0; k < sizeof laws / sizeof *laws; k++) {
        double a = laws[k][0], b = laws[k][1];
        struct cr_law law = b > 0 ? cr_beta_law(a, b) : cr_gamma_law(a);
        struct cr_quantile_table *first = cr_quantile_table_new(arena, law);
        struct cr_quantile_table *second = cr_quantile_table_new(arena, law);
        cr_quantile_table_logs(first, u, rows, N);
        for (int i = N - 1; i >= 0; i--)
            cr_quantile_table_logs(second, &u[i], &other[i], 1);
        assert_memory_equal(rows, other, sizeof rows);
        for (int i = 0; i < N; i++) {
            double wrong = probability_between(&law, u[i], rows[i], log_quantile(&law, u[i]));
            assert_true(isfinite(rows[i]));
            worst = wrong > worst ? wrong : worst;
        }
    }
    assert_true(worst < 1e-12);
}

/* Draws of the gamma and beta kinds come from their tables and stay where the law lives. */
static void draws_by_table_are_quantiles(void **state)
{
    (void)state;
    static const struct {
        enum cr_dist_kind kind;
        double args[3];
        int n;
    } kinds[] = {{CR_DIST_BETA, {2, 5}, 2}, {CR_DIST_COUNTS, {3, 40}, 2},
        {CR_DIST_PERT, {-3, 1, 10}, 3}, {CR_DIST_GAMMA, {2.5, 4}, 2},
        {CR_DIST_BETA_MEAN, {0.2, 0.1}, 2}, {CR_DIST_GAMMA_MEAN, {3, 1}, 2}};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        struct cr_dist dist = {.kind = kinds[k].kind, .args = kinds[k].args, .n_args = kinds[k].n};
        assert_null(cr_dist_prepare(arena, &dist));
        for (uint64_t i = 0; i < 2000; i++) {
            double u = cr_uniform(12, i, 4, CR_DOMAIN_WORLD, 0), x = cr_dist_draw(&dist, u);
            check_near(cr_dist_cdf(&dist, x), u, 3e-12);
            assert_true(x >= dist.low && x <= dist.high);
        }
    }
}

/* Shares of a Dirichlet law from gamma quantiles, normalised in logarithms, with shapes at which
 * the quantiles themselves underflow to 0. */
static void small_dirichlet_shapes_normalise_in_logarithms(void **state)
{
    (void)state;
    static const double shape[3] = {1e-3, 3e-3, 6e-3};
    double mean[3] = {0};
    for (uint64_t run = 0; run < 1 << 14; run++) {
        double t[3], most = -INFINITY, sum = 0;
        for (uint32_t k = 0; k < 3; k++) {
            t[k] = cr_log_gamma_quantile(shape[k], cr_uniform(3, run, k, CR_DOMAIN_WORLD, 0));
            most = fmax(most, t[k]);
        }
        for (int k = 0; k < 3; k++)
            sum += exp(t[k] - most);
        assert_true(sum >= 1 && sum <= 3);
        for (int k = 0; k < 3; k++)
            mean[k] += exp(t[k] - most) / sum / (1 << 14);
    }
    for (int k = 0; k < 3; k++) {
        double p = shape[k] / 0.01, sd = sqrt(p * (1 - p) / 1.01);
        assert_true(fabs(mean[k] - p) / sd * 128 < 5);
    }
}

/* With n = 1e12 and more, GSL's integers have long run out; the bell curve with its two corrections
 * has not. */
static void huge_counts_invert_quickly(void **state)
{
    (void)state;
    static const double cases[][2] = {
        {1e12, 0.3}, {0x1p53, 0.5}, {1e15, 1e-9}, {1e9, 0.999}, {0, 1e15}, {0, 1e9}};
    for (int i = 0; i < 6; i++) {
        double n = cases[i][0], p = cases[i][1];
        struct sample sample = {
            n == 0 ? CR_DIST_POISSON : CR_DIST_BINOMIAL, n == 0 ? 1 : 2, {n == 0 ? p : n, p}};
        struct cr_dist dist = made(&sample);
        double mean_z, variance_z;
        for (int k = 0; k < N_LEVELS; k++) {
            double x = cr_dist_quantile(&dist, levels[k]), z = gsl_cdf_ugaussian_Pinv(levels[k]);
            double skew = n == 0 ? 1 / dist.sd : (1 - 2 * p) / dist.sd;
            double bell = dist.mean + dist.sd * (z + skew * (z * z - 1) / 6);
            assert_true(x == floor(x) &&
                        fabs(x - bell) <= 2 + fabs(z * z * z) / dist.sd + dist.mean * 3e-16);
            assert_true(
                cr_dist_cdf(&dist, x) >= levels[k] && cr_dist_cdf(&dist, x - 1) <= levels[k]);
        }
        moments_z(&dist, 1, &mean_z, &variance_z);
        assert_true(fabs(mean_z) < 5 && fabs(variance_z) < 5);
    }
}

static void moments_give_the_known_answers(void **state)
{
    (void)state;
    static const struct {
        struct sample sample;
        double mean, sd;
    } known[] = {
        {{CR_DIST_LOGITNORMAL, ARGS(-1, 0.7)}, 0.28809020116196739649, 0.1333466134501197869},
        {{CR_DIST_LOGITNORMAL, ARGS(1, 6)}, 0.56343808284894481103, 0.42787373807287476199},
        {{CR_DIST_LOGITNORMAL, ARGS(2, 0.001)}, 0.880797037996634514, 0.00010499362005406613321},
        {{CR_DIST_WEIBULL, ARGS(2, 21)}, 1.9493262527084417157, 0.11523426330774183107},
        {{CR_DIST_WEIBULL, ARGS(2, 1e6)}, 1.9999988455706582, 2.5650963052351201732e-6},
        {{CR_DIST_WEIBULL, ARGS(2, 1.5)}, 1.8054905859018672226, 1.2258715835093527482},
        {{CR_DIST_QUANTILES, ARGS(0.1, 1, 0.5, 2, 0.9, 5)}, 2.568899516641773371,
            1.7856575459461850663},
        {{CR_DIST_PERT, ARGS(0, 3, 12)}, 4, 2.138089935299395},
        {{CR_DIST_COUNTS, ARGS(3, 9)}, 0.35, 0.14381174563233},
        {{CR_DIST_BETA_MEAN, ARGS(0.3, 0.1)}, 0.3, 0.1},
        {{CR_DIST_GAMMA_MEAN, ARGS(30, 1)}, 30, 1},
        {{CR_DIST_CHOICE, ARGS(3, 1, 1, 2, 2, 0, 3, 1)}, 2, 1},
        {{CR_DIST_STUDENT_T, ARGS(1.5)}, 0, INFINITY},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        struct cr_dist dist = made(&known[i].sample);
        if (fabs(dist.mean - known[i].mean) > 1e-12 || fabs(dist.sd / known[i].sd - 1) > 1e-12)
            printf("%s: mean %.17g, sd %.17g\n", printed(&dist), dist.mean, dist.sd);
        check_near(dist.mean, known[i].mean, 1e-12);
        if (isfinite(known[i].sd))
            check_near(dist.sd / known[i].sd, 1, 1e-12);
        else
            assert_true(isinf(dist.sd));
    }
    struct cr_dist cauchy = made(&(struct sample){CR_DIST_STUDENT_T, ARGS(1)});
    assert_true(isnan(cauchy.mean) && isnan(cauchy.sd));
}

static const char *cut(struct cr_dist *dist, const struct cr_dist *inner, const double bounds[2])
{
    *dist =
        (struct cr_dist){.kind = CR_DIST_TRUNCATED, .n_args = 2, .args = bounds, .inner = inner};
    return cr_dist_prepare(arena, dist);
}

static void truncated_laws_keep_their_digits_in_the_tails(void **state)
{
    (void)state;
    static const double unit[2] = {0, 1};
    static const struct {
        double bounds[2], mean, sd;
    } known[] = {
        {{-1, 2}, 0.22963717909132896862, 0.72094558685904578877},
        {{8, 9}, 8.1211889929797971226, 0.11894764723502567471},
        {{-9, -8}, -8.1211889929797971226, 0.11894764723502567471},
        {{-1e300, 1e300}, 0, 1},
    };
    struct cr_dist normal = {.kind = CR_DIST_NORMAL, .n_args = 2, .args = unit}, dist, twice;
    for (int i = 0; i < 4; i++) {
        assert_null(cut(&dist, &normal, known[i].bounds));
        check_near(dist.mean, known[i].mean, 1e-12);
        check_near(dist.sd, known[i].sd, 1e-12);
        for (int k = 0; k < N_LEVELS; k++) {
            double x = cr_dist_quantile(&dist, levels[k]);
            assert_true(x >= known[i].bounds[0] && x <= known[i].bounds[1]);
            check_near(cr_dist_cdf(&dist, x), levels[k], 2e-13);
        }
    }
    const double inner[2] = {-0.5, 0.25};
    assert_null(cut(&dist, &normal, known[0].bounds));
    assert_null(cut(&twice, &dist, inner));
    assert_string_equal(printed(&twice), "truncated(truncated(normal(0, 1), -1, 2), -0.5, 0.25)");
    double p = gsl_cdf_ugaussian_P(-0.5), q = gsl_cdf_ugaussian_P(0.25);
    check_near(cr_dist_quantile(&twice, 0.3), gsl_cdf_ugaussian_Pinv(p + 0.3 * (q - p)), 1e-14);
}

static void empty_cuts_are_refused(void **state)
{
    (void)state;
    static const double unit[2] = {0, 1}, positive[2] = {-3, -2}, far[2] = {50, 60},
                        turned[2] = {2, 1}, some[2] = {1, 5};
    struct cr_dist normal = {.kind = CR_DIST_NORMAL, .n_args = 2, .args = unit}, dist;
    struct cr_dist bad = {.kind = CR_DIST_NORMAL, .n_args = 2, .args = turned};
    struct cr_dist uniform = {.kind = CR_DIST_UNIFORM, .n_args = 2, .args = unit};
    struct cr_dist count = {.kind = CR_DIST_POISSON, .n_args = 1, .args = unit + 1};
    assert_non_null(strstr(cut(&dist, &normal, far), "nothing between"));
    assert_non_null(strstr(cut(&dist, &uniform, positive), "nothing between"));
    assert_non_null(strstr(cut(&dist, &normal, turned), "wrong way round"));
    assert_non_null(strstr(cut(&dist, &count, some), "continuous"));
    assert_non_null(cut(&dist, NULL, some));
    static const double negative[2] = {0, -1};
    bad.args = negative;
    assert_non_null(strstr(cut(&dist, &bad, some), "standard deviation"));
}

static void bad_arguments_are_refused_in_words(void **state)
{
    (void)state;
    static const struct {
        struct sample sample;
        const char *says;
    } bad[] = {
        {{CR_DIST_NORMAL, ARGS(0, 0)}, "standard deviation must be above 0"},
        {{CR_DIST_NORMAL, ARGS(0, -1)}, "not -1"},
        {{CR_DIST_NORMAL, ARGS(NAN, 1)}, "argument 1 of normal"},
        {{CR_DIST_NORMAL, ARGS(0, INFINITY)}, "argument 2 of normal"},
        {{CR_DIST_NORMAL, ARGS(1)}, "takes 2 arguments (mean, sd), not 1"},
        {{CR_DIST_NORMAL, ARGS(1e308, 1e308)}, "beyond the range"},
        {{CR_DIST_LOGNORMAL, ARGS(0, -1)}, "sigma"},
        {{CR_DIST_LOGNORMAL, ARGS(0, 100)}, "beyond the range"},
        {{CR_DIST_LOGNORMAL, ARGS(0, 40)}, "mean is beyond"},
        {{CR_DIST_UNIFORM, ARGS(3, 1)}, "wrong way round"},
        {{CR_DIST_UNIFORM, ARGS(1, 1)}, "write the number alone"},
        {{CR_DIST_UNIFORM, ARGS(-1.7e308, 1.7e308)}, "too far apart"},
        {{CR_DIST_TRIANGULAR, ARGS(0, 6, 5)}, "mode must lie"},
        {{CR_DIST_TRIANGULAR, ARGS(5, 5, 5)}, "write the number alone"},
        {{CR_DIST_PERT, ARGS(0, -1, 5)}, "mode must lie"},
        {{CR_DIST_PERT, ARGS(5, 3, 0)}, "wrong way round"},
        {{CR_DIST_BETA, ARGS(0, 1)}, "a must be above 0"},
        {{CR_DIST_BETA, ARGS(1, -2)}, "b must be above 0"},
        {{CR_DIST_BETA, ARGS(1, 1e-300)}, "from 1e-9 to 1e15"},
        {{CR_DIST_GAMMA, ARGS(-1, 1)}, "shape must be above 0"},
        {{CR_DIST_GAMMA, ARGS(1, 0)}, "scale must be above 0"},
        {{CR_DIST_GAMMA, ARGS(1e-300, 1)}, "from 1e-9 to 1e15"},
        {{CR_DIST_EXPONENTIAL, ARGS(0)}, "mean must be above 0"},
        {{CR_DIST_LOGITNORMAL, ARGS(0, 0)}, "sigma"},
        {{CR_DIST_STUDENT_T, ARGS(-1)}, "df must be above 0"},
        {{CR_DIST_STUDENT_T, ARGS(0.01)}, "beyond the range"},
        {{CR_DIST_WEIBULL, ARGS(1, 0)}, "shape must be above 0"},
        {{CR_DIST_WEIBULL, ARGS(-1, 1)}, "scale must be above 0"},
        {{CR_DIST_WEIBULL, ARGS(1, 0.001)}, "beyond the range"},
        {{CR_DIST_POISSON, ARGS(-1)}, "mean must be above 0"},
        {{CR_DIST_POISSON, ARGS(1e300)}, "at most 1e15"},
        {{CR_DIST_BINOMIAL, ARGS(10, 2)}, "from 0 to 1"},
        {{CR_DIST_BINOMIAL, ARGS(10, -0.1)}, "from 0 to 1"},
        {{CR_DIST_BINOMIAL, ARGS(9.5, 0.5)}, "whole number"},
        {{CR_DIST_BINOMIAL, ARGS(-3, 0.5)}, "whole number"},
        {{CR_DIST_BINOMIAL, ARGS(1e17, 0.5)}, "at most 2^53"},
        {{CR_DIST_BERNOULLI, ARGS(1.5)}, "from 0 to 1"},
        {{CR_DIST_CHOICE, ARGS(1, 0, 2, 0)}, "all weights"},
        {{CR_DIST_CHOICE, ARGS(1, 1, 2, -1)}, "at least 0"},
        {{CR_DIST_CHOICE, ARGS(1, NAN, 2, 1)}, "argument 2 of choice"},
        {{CR_DIST_CHOICE, ARGS(1, 1, 2)}, "pairs"},
        {{CR_DIST_CHOICE, ARGS(1, 1e308, 2, 1e308)}, "too large to add"},
        {{CR_DIST_COUNTS, ARGS(0, 0)}, "cases must be above 0"},
        {{CR_DIST_COUNTS, ARGS(4, 3)}, "from 0 to all of them"},
        {{CR_DIST_COUNTS, ARGS(-1, 3)}, "from 0 to all of them"},
        {{CR_DIST_BETA_MEAN, ARGS(0.3, 0.5)}, "must be below 0.458"},
        {{CR_DIST_BETA_MEAN, ARGS(1.3, 0.5)}, "mean must lie between 0 and 1"},
        {{CR_DIST_BETA_MEAN, ARGS(0.3, 1e-12)}, "out of reach"},
        {{CR_DIST_GAMMA_MEAN, ARGS(-3, 1)}, "mean must be above 0"},
        {{CR_DIST_GAMMA_MEAN, ARGS(3, 0)}, "standard deviation must be above 0"},
        {{CR_DIST_GAMMA_MEAN, ARGS(1, 1e-200)}, "too far apart"},
        {{CR_DIST_LOGNORMAL_MEAN, ARGS(0, 1)}, "mean must be above 0"},
        {{CR_DIST_QUANTILES, ARGS(0.1, 1, 0.5)}, "pairs"},
        {{CR_DIST_QUANTILES, ARGS(0, 1, 0.5, 2)}, "between 0 and 1"},
        {{CR_DIST_QUANTILES, ARGS(0.5, 1, 0.5, 2)}, "levels must rise"},
        {{CR_DIST_QUANTILES, ARGS(0.1, 3, 0.5, 2)}, "quantiles must rise"},
        {{CR_DIST_QUANTILES, ARGS(0.1, 1, 0.5, 1.01, 0.9, 50)}, "no distribution"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const struct sample *s = &bad[i].sample;
        struct cr_dist dist = {.kind = s->kind, .n_args = (int)s->n, .args = s->args};
        const char *text = cr_dist_prepare(arena, &dist);
        if (!text || !strstr(text, bad[i].says))
            printf("%s says \"%s\", not \"%s\"\n", printed(&dist), text ? text : "nothing",
                bad[i].says);
        assert_non_null(text);
        assert_non_null(strstr(text, bad[i].says));
    }
}

static void edges_are_allowed(void **state)
{
    (void)state;
    static const struct {
        struct sample sample;
        double mean, at;
    } edge[] = {
        {{CR_DIST_BERNOULLI, ARGS(0)}, 0, 0},
        {{CR_DIST_BERNOULLI, ARGS(1)}, 1, 1},
        {{CR_DIST_BINOMIAL, ARGS(7, 0)}, 0, 0},
        {{CR_DIST_BINOMIAL, ARGS(7, 1)}, 7, 7},
        {{CR_DIST_CHOICE, ARGS(4, 2)}, 4, 4},
        {{CR_DIST_CHOICE, ARGS(4, 1e-300, 5, 1e300)}, 5, 5},
        {{CR_DIST_POISSON, ARGS(1e-14)}, 1e-14, 0},
    };
    for (size_t i = 0; i < sizeof edge / sizeof *edge; i++) {
        struct cr_dist dist = made(&edge[i].sample);
        check_near(dist.mean, edge[i].mean, 1e-15);
        for (int k = 1; k < N_LEVELS - 1; k++)
            check_near(cr_dist_quantile(&dist, levels[k]), edge[i].at, 0);
        check_near(cr_dist_cdf(&dist, edge[i].at), 1, 1e-11);
        check_near(cr_dist_cdf(&dist, edge[i].at - 1), 0, 0);
    }
}

static void metalogs_go_through_their_quantiles(void **state)
{
    (void)state;
    const struct sample wide = {CR_DIST_QUANTILES, ARGS(0.05, 10, 0.35, 14, 0.7, 18, 0.95, 24)};
    struct cr_dist dist = made(&wide);
    for (int i = 0; i < 8; i += 2)
        check_near(cr_dist_quantile(&dist, wide.args[i]), wide.args[i + 1], 1e-13);
    /* Two quantiles are a logistic curve. */
    const struct sample two = {CR_DIST_QUANTILES, ARGS(0.25, -1, 0.75, 1)};
    dist = made(&two);
    check_near(dist.mean, 0, 1e-15);
    check_near(dist.sd, acos(-1) / sqrt(3) / log(3), 1e-13);
}

/* Seven levels evenly about 1/2; known answers from 30-digit arithmetic. */
static void metalogs_take_seven_symmetric_levels(void **state)
{
    (void)state;
    static const double args[] = {0.05, -5, 0.15, -2, 0.3, 0, 0.5, 2, 0.7, 4.5, 0.85, 9, 0.95, 16};
    struct cr_dist dist = {.kind = CR_DIST_QUANTILES, .n_args = 14, .args = args};
    assert_null(cr_dist_prepare(arena, &dist));
    for (int i = 0; i < 14; i += 2)
        check_near(cr_dist_quantile(&dist, args[i]), args[i + 1], 1e-12);
    check_near(cr_dist_quantile(&dist, 0.01), -11.044017387379822, 1e-12);
    check_near(cr_dist_quantile(&dist, 0.4), 1.04560347211685966, 1e-12);
    check_near(dist.mean, 3.07807509519027391, 1e-12);
    check_near(dist.sd, 6.31102567748476988, 1e-12);
}

static void laws_print_as_they_are_written(void **state)
{
    (void)state;
    static const struct {
        struct sample sample;
        const char *text;
    } canon[] = {
        {{CR_DIST_NORMAL, ARGS(2, 0.5)}, "normal(2, 0.5)"},
        {{CR_DIST_EXPONENTIAL, ARGS(0.1)}, "exponential(0.1)"},
        {{CR_DIST_CHOICE, ARGS(3, 1, -1, 2)}, "choice(3, 1, -1, 2)"},
        {{CR_DIST_COUNTS, ARGS(3, 9)}, "counts(3, 9)"},
    };
    for (size_t i = 0; i < sizeof canon / sizeof *canon; i++) {
        struct cr_dist dist = made(&canon[i].sample);
        assert_string_equal(printed(&dist), canon[i].text);
        assert_int_equal(cr_dist_find(cr_dists[dist.kind].text), dist.kind);
    }
    assert_int_equal(cr_dist_find("gaussian"), -1);
    assert_int_equal(cr_dist_find("Normal"), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_have_the_law_that_gsl_says),
        cmocka_unit_test(means_and_deviations_are_those_of_the_draws),
        cmocka_unit_test(quantiles_are_finite_rise_and_fit_the_distribution_function),
        cmocka_unit_test(quantiles_give_the_known_answers),
        cmocka_unit_test(gamma_quantiles_invert_for_every_shape),
        cmocka_unit_test(beta_quantiles_invert_for_every_pair_of_shapes),
        cmocka_unit_test(tables_of_quantiles_are_right_to_a_millionth_of_a_millionth),
        cmocka_unit_test(draws_by_table_are_quantiles),
        cmocka_unit_test(small_dirichlet_shapes_normalise_in_logarithms),
        cmocka_unit_test(huge_counts_invert_quickly),
        cmocka_unit_test(moments_give_the_known_answers),
        cmocka_unit_test(truncated_laws_keep_their_digits_in_the_tails),
        cmocka_unit_test(empty_cuts_are_refused),
        cmocka_unit_test(bad_arguments_are_refused_in_words),
        cmocka_unit_test(edges_are_allowed),
        cmocka_unit_test(metalogs_go_through_their_quantiles),
        cmocka_unit_test(metalogs_take_seven_symmetric_levels),
        cmocka_unit_test(laws_print_as_they_are_written),
        cmocka_unit_test(copulas_give_the_rank_correlations_asked_for),
        cmocka_unit_test(perfect_correlations_are_allowed),
        cmocka_unit_test(contradicting_correlations_are_mended),
        cmocka_unit_test(matrices_that_are_none_are_refused),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
