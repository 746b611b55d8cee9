/* Honest errors: over 400 seeds the reported standard errors say how far the figures are from the
 * truth, which is known by hand. Each look has its own canary: an error that forgets that runs
 * share worlds, and an estimate 1 % off. */
#include "statistics/cases.h"
#include "statistics/harness.h"

#include "engine/walk/tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/engine.h"
#include "statistics/alarms.h"

enum { SEEDS = 400 };

/* A figure seen at many seeds. */
struct record {
    const char *name;
    double truth, sum_z, sum_z2, sum_naive2;
    int clusters, n, covered, covered_naive;
};

/* z of an error that has been estimated from so many clusters follows Student's law; the normal
 * number that is as rare. */
static double normal_score(double z, int clusters)
{
    double tail = gsl_cdf_tdist_Q(fabs(z), clusters - 1);
    return copysign(gsl_cdf_ugaussian_Qinv(fmax(tail, 1e-300)), z);
}

/* `naive`: the error if every run were a world of its own. */
static void note(struct record *r, int clusters, double estimate, double se, double naive)
{
    double z = normal_score((estimate - r->truth) / se, clusters),
           z_naive = (estimate - r->truth) / naive;
    r->clusters = clusters;
    r->n++;
    r->sum_z += z;
    r->sum_z2 += z * z;
    r->sum_naive2 += z_naive * z_naive;
    r->covered += fabs(z) <= 1.959963984540054;
    r->covered_naive += fabs(z_naive) <= 1.959963984540054;
}

/* 95 % nominal, of 400: five standard deviations are 22 (5.4 points). */
static int is_covered(int covered, int n)
{
    return fabs(covered - 0.95 * n) <= Z_LIMIT * sqrt(n * 0.95 * 0.05);
}

/* The mean of z has standard error 1/20. Means of skewed values are off centre by skewness / (2
 * sqrt(clusters)) when divided by their own error (Johnson 1978): a skewness of 1 is let pass. */
static int is_centred(const struct record *r)
{
    double skewed = 0.5 / sqrt(r->clusters);
    return fabs(r->sum_z / r->n) <= Z_LIMIT / sqrt(r->n) + skewed;
}

/* The sum of z squared is a chi-square number: within what a normal one of Z_LIMIT is as rare as.
 */
static int is_scaled(double sum_z2, int n)
{
    double rare = gsl_cdf_ugaussian_Q(Z_LIMIT);
    return gsl_cdf_chisq_Q(sum_z2, n) >= rare && gsl_cdf_chisq_P(sum_z2, n) >= rare;
}

static void judge(const struct record *r)
{
    printf("%-34s covered %d of %d, mean z %+.3f, mean z^2 %.3f (naive error: covered %d, %.2f)\n",
        r->name, r->covered, r->n, r->sum_z / r->n, r->sum_z2 / r->n, r->covered_naive,
        r->sum_naive2 / r->n);
    assert_true(is_covered(r->covered, r->n));
    assert_true(is_centred(r));
    assert_true(is_scaled(r->sum_z2, r->n));
}

static void run(struct support *s, struct cr_arena *arena, uint64_t seed, uint64_t runs,
    uint64_t worlds, struct cr_run_result *result)
{
    uint64_t part = (uint64_t)thinner;
    struct cr_run_options options = {.spec.luck.seed = seed + other_luck,
        .spec.runs = runs / part,
        .spec.worlds = worlds > part ? worlds / part : worlds,
        .spec.engine = CR_ENGINE_WALK,
        .spec.threads = 1};
    struct cr_fault fault = {0};
    if (cr_engine_run(arena, s->program, &options, result, &fault) != CR_OK) {
        support_fault(s, &fault);
        fail();
    }
}

static double share_error(double share, double n)
{
    return sqrt(share * (1 - share) / n);
}

/* Outcome, tag and payoff of CASE_MIXED with a drawn effect; records: share of high, share of the
 * tag, payoff. `worlds`: of `runs`. */
static void gather(uint64_t runs, uint64_t worlds, double off, struct record r[3])
{
    struct support s;
    assert_true(support_text(&s, "mixed", CASE_MIXED("'normal(1, 2)'")) && support_build(&s));
    r[0] = (struct record){.name = "share of an outcome", .truth = 0.4 * 0.62 * off};
    r[1] = (struct record){.name = "share of a tag", .truth = 0.4 * off};
    r[2] = (struct record){.name = "mean payoff", .truth = 0.4 * 0.62 * (3 + 1) * off};
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct cr_arena *arena = cr_arena_new();
        struct cr_run_result got;
        run(&s, arena, seed, runs, worlds, &got);
        const struct cr_share *high = &got.outcomes[0], *any = &got.tags[0];
        double n = (double)got.runs;
        int clusters = got.worlds > CR_MAX_CLUSTERS ? CR_GROUPS : (int)got.worlds;
        note(&r[0], clusters, high->share, high->se, share_error(high->share, n));
        note(&r[1], clusters, any->share, any->se, share_error(any->share, n));
        note(&r[2], clusters, got.payoffs[0].mean, got.payoffs[0].se, got.payoffs[0].sd / sqrt(n));
        cr_arena_free(arena);
    }
    support_release(&s);
}

/* Bias caught: errors that count runs where worlds are what varies (the naive error covers 80 %), a
 * sum divided by n where n - 1 clusters are free, a bias of any figure. */
static void errors_know_that_runs_share_worlds(void **state)
{
    (void)state;
    struct record r[3];
    gather(4000, 200, 1, r);
    for (int k = 0; k < 3; k++)
        judge(&r[k]);
    assert_false(is_covered(r[1].covered_naive, r[1].n));
    assert_false(is_scaled(r[1].sum_naive2, r[1].n));
}

/* More worlds than clusters: groups of worlds carry the error. */
static void errors_with_a_world_for_every_run(void **state)
{
    (void)state;
    struct record r[3];
    gather(5000, 5000, 1, r);
    for (int k = 0; k < 3; k++)
        judge(&r[k]);
}

/* Bias caught: the runs of a world in several groups. */
static void errors_with_ten_runs_in_thousands_of_worlds(void **state)
{
    (void)state;
    struct record r[3];
    gather(50000, 5000, 1, r);
    for (int k = 0; k < 3; k++)
        judge(&r[k]);
    assert_false(is_scaled(r[2].sum_naive2, r[2].n));
}

static void a_bias_of_one_per_cent_is_off_centre(void **state)
{
    (void)state;
    struct record r[3];
    gather(20000, 2000, 1.01, r);
    for (int k = 0; k < 2; k++)
        assert_false(is_centred(&r[k]));
}

/* One world: errors from batches of runs. The world is that of each seed, its truth that of the
 * replayed slots. */
static void errors_within_one_world(void **state)
{
    (void)state;
    struct support s;
    struct record share = {.name = "share, one world"}, pay = {.name = "payoff, one world"};
    assert_true(support_text(&s, "loop", case_plain) && support_build(&s));
    struct cr_run_options options = {.spec.luck.seed = 1,
        .spec.runs = 1,
        .spec.worlds = 1,
        .spec.engine = CR_ENGINE_EXACT,
        .spec.threads = 1};
    struct cr_run_result exact, got;
    struct cr_fault fault = {0};
    assert_int_equal(cr_engine_run(s.arena, s.program, &options, &exact, &fault), CR_OK);
    share.truth = exact.outcomes[0].share;
    pay.truth = exact.payoffs[0].mean;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct cr_arena *arena = cr_arena_new();
        run(&s, arena, seed, 3000, 1, &got);
        note(&share, CR_GROUPS, got.outcomes[0].share, got.outcomes[0].se, NAN);
        note(&pay, CR_GROUPS, got.payoffs[0].mean, got.payoffs[0].se, NAN);
        cr_arena_free(arena);
    }
    judge(&share);
    judge(&pay);
    support_release(&s);
}

/* Weighted runs: the truth by Bayes (see cases.h). The probability of the evidence itself is
 * 0.4 x 0.8 + 0.6 x 0.3. */
static void errors_under_evidence(void **state)
{
    (void)state;
    struct support s;
    struct record yes = {.name = "share given a signal", .truth = 0.64};
    struct record pay = {.name = "payoff given a signal", .truth = 0.64 * 0.62 * 4};
    double evidence = 0, posterior = 0, effective = 0;
    assert_true(support_text(&s, "mixed", CASE_MIXED("1")));
    assert_true(support_given(&s, "ask.sign") && support_build(&s));
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct cr_arena *arena = cr_arena_new();
        struct cr_run_result got;
        run(&s, arena, seed, 4000, 400, &got);
        note(&yes, (int)got.worlds, got.tags[0].share, got.tags[0].se, NAN);
        note(&pay, (int)got.worlds, got.payoffs[0].mean, got.payoffs[0].se, NAN);
        evidence += got.evidence_probability / SEEDS;
        effective += got.effective / (double)got.runs / SEEDS;
        posterior += got.slot_mean[0] / SEEDS;
        cr_arena_free(arena);
    }
    judge(&yes);
    judge(&pay);
    /* E[p (0.3 + 0.5 p)] / 0.5 with E[p] = 0.4, E[p^2] = 0.16 + 0.16 / 12 */
    double second = 0.16 + 0.16 / 12, want = (0.3 * 0.4 + 0.5 * second) / 0.5;
    printf("evidence %.5f (0.5), p given it %.5f (%.5f)\n", evidence, posterior, want);
    assert_true(fabs(evidence - 0.5) < 0.002 * sqrt(thinner));
    assert_true(fabs(posterior - want) < 0.002 * sqrt(thinner));
    /* Bias caught: an effective sample that is all of it. Weights are 0.8 and 0.3: 0.5^2 of
     * 0.4 x 0.8^2 + 0.6 x 0.3^2 (Kish). */
    assert_true(fabs(effective - 0.25 / 0.31) < 0.002 * sqrt(thinner));
    support_release(&s);
}

/* The spread over worlds is that of p, not of p and the luck of 50 runs: quantiles of uniform(0.2,
 * 0.6). The canary is what the counts alone would say: 0.4 - 1.645 x 0.134 is 0.18. */
static void spread_over_worlds_is_cleared_of_luck(void **state)
{
    (void)state;
    struct support s;
    double q05 = 0, q50 = 0, q95 = 0;
    assert_true(support_text(&s, "mixed", CASE_MIXED("1")) && support_build(&s));
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct cr_arena *arena = cr_arena_new();
        struct cr_run_result got;
        run(&s, arena, seed, 50000, 1000, &got);
        q05 += got.tags[0].q05 / 20;
        q50 += got.tags[0].q50 / 20;
        q95 += got.tags[0].q95 / 20;
        cr_arena_free(arena);
    }
    printf("over worlds: %.4f %.4f %.4f (0.22 0.40 0.58)\n", q05, q50, q95);
    assert_true(fabs(q05 - 0.22) < 0.02 && fabs(q50 - 0.4) < 0.01 && fabs(q95 - 0.58) < 0.02);
    support_release(&s);
}

int main(void)
{
    const struct CMUnitTest by_luck[] = {
        cmocka_unit_test(errors_know_that_runs_share_worlds),
        cmocka_unit_test(errors_with_a_world_for_every_run),
        cmocka_unit_test(errors_within_one_world),
        cmocka_unit_test(errors_under_evidence),
    };
    COUNT_ALARMS(by_luck, NULL, 4);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_know_that_runs_share_worlds),
        cmocka_unit_test(errors_with_a_world_for_every_run),
        cmocka_unit_test(errors_with_ten_runs_in_thousands_of_worlds),
        cmocka_unit_test(a_bias_of_one_per_cent_is_off_centre),
        cmocka_unit_test(errors_within_one_world),
        cmocka_unit_test(errors_under_evidence),
        cmocka_unit_test(spread_over_worlds_is_cleared_of_luck),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
