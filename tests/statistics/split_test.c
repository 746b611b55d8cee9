/* Counted runs against exact answers: every figure within its error, errors as large as said, no
 * run lost, the same bits whoever computes. */
#include "statistics/cases.h"
#include "engine/engine.h"
#include "statistics/harness.h"

#include <gsl/gsl_cdf.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define P_LIMIT 1e-9

static int run_of(struct support *s, struct cr_arena *arena, struct cr_run_options options,
    struct cr_run_result *r)
{
    struct cr_fault fault = {0};
    if (cr_engine_run(arena, s->program, &options, r, &fault) == CR_OK)
        return 1;
    support_fault(s, &fault);
    return 0;
}

static int strays(const struct support *s, const char *what, double z)
{
    if (fabs(z) <= Z_LIMIT)
        return 0;
    printf("%s: %s is %.2f standard errors off\n", s->source.name, what, z);
    return 1;
}

static int mean_strays(const struct support *s, const char *what, const struct cr_quantity *q,
    const struct cr_quantity *exact, double runs)
{
    double size = fmax(1, fabs(exact->mean));
    if (isnan(exact->mean))
        return 0;
    if (exact->sd <= 1e-9 * size)
        return strays(s, what, fabs(q->mean - exact->mean) <= 1e-9 * size ? 0 : INFINITY);
    return strays(s, what, (q->mean - exact->mean) / (exact->sd / sqrt(runs)));
}

/* How many figures of counted runs stray from the exact ones. */
static int compare(
    const struct support *s, const struct cr_run_result *r, const struct cr_run_result *exact)
{
    const struct cr_scenario *c = s->scenario;
    double n = (double)r->runs, counted = 0;
    int wrong = 0;
    for (size_t o = 0; o < c->n_outcomes; o++) {
        wrong += strays(
            s, c->outcomes[o].id, share_z(r->outcomes[o].count, n, exact->outcomes[o].share));
        counted += r->outcomes[o].count;
    }
    for (size_t t = 0; t < c->n_tags; t++)
        wrong += strays(s, c->tags[t], share_z(r->tags[t].count, n, exact->tags[t].share));
    for (size_t a = 0; a < c->n_actors; a++)
        wrong += mean_strays(s, c->actors[a].id, &r->payoffs[a], &exact->payoffs[a], n);
    for (size_t m = 0; m < c->n_measures + c->n_states; m++)
        wrong += mean_strays(s, "a measure", &r->measures[m], &exact->measures[m], n);
    for (size_t k = 0; k < c->n_stages * c->n_states; k++)
        wrong += mean_strays(s, "a stage", &r->stages[k], &exact->stages[k], n);
    for (size_t k = 0; k < c->n_nodes; k++) {
        double reach = fmin(exact->nodes[k].reach, 1);
        wrong += strays(s, c->nodes[k].id, share_z(round(r->nodes[k].reach * n), n, reach));
    }
    assert_true(counted == n); /* every run ends, once */
    return wrong;
}

static const char *const files[] = {"scenarios/classics/gamblers_ruin.yaml",
    "scenarios/classics/sanctions_ladder.yaml", "scenarios/classics/oil_wildcatter.yaml",
    "scenarios/classics/newsvendor.yaml", "scenarios/classics/cuban_missile_crisis.yaml",
    "scenarios/classics/used_car.yaml", "scenarios/classics/monty_hall.yaml"};
enum { N_FILES = sizeof files / sizeof *files };

static void check_file(struct support *s)
{
    static const uint64_t runs[] = {1, 7, 1000, 1000003, UINT64_C(1000000000000)};
    struct cr_run_result r, exact;
    assert_true(support_build(s));
    struct cr_run_options options = {
        .spec.luck.seed = 5, .spec.runs = 1, .spec.worlds = 1, .spec.engine = CR_ENGINE_EXACT};
    assert_true(run_of(s, s->arena, options, &exact));
    options.spec.engine = CR_ENGINE_SPLIT;
    for (int k = 0; k < 5; k++) {
        options.spec.runs = runs[k];
        assert_true(run_of(s, s->arena, options, &r));
        assert_true(r.engine == CR_ENGINE_SPLIT && r.runs == runs[k]);
        assert_int_equal(runs[k] < 1000 ? 0 : compare(s, &r, &exact), 0);
    }
    support_release(s);
}

/* Bias caught: a branch that gets another's runs, runs that are lost where paths meet. */
static void counts_fit_the_exact_shares(void **state)
{
    (void)state;
    struct support s;
    for (int k = 0; k < N_FILES; k++) {
        assert_true(support_file(&s, files[k]));
        check_file(&s);
    }
    assert_true(support_text(&s, "plain", case_plain));
    check_file(&s);
}

/* The canary: one weight larger by a hundredth. */
static void a_bias_of_a_hundredth_is_seen(void **state)
{
    (void)state;
    struct support s;
    struct cr_run_result r, exact;
    assert_true(support_text(&s, "plain, planted", case_plain) && support_build(&s));
    struct cr_run_options options = {.spec.luck.seed = 5,
        .spec.runs = 1000000000,
        .spec.worlds = 1,
        .spec.engine = CR_ENGINE_EXACT};
    assert_true(run_of(&s, s.arena, options, &exact));
    s.program->branches[0].weight.number *= 1.01;
    options.spec.engine = CR_ENGINE_SPLIT;
    assert_true(run_of(&s, s.arena, options, &r));
    assert_true(compare(&s, &r, &exact) > 0);
    support_release(&s);
}

/* ---- The spread over seeds ---- */

/* P-values of the sum of z^2 of one share over many seeds: counts as far from the truth as those of
 * a walk, no further and no nearer. */
static double spread_p(double runs, double *other_tail)
{
    enum { SEEDS = 400 };
    struct support s;
    struct cr_run_result r, exact;
    double sum = 0;
    assert_true(support_text(&s, "plain", case_plain) && support_build(&s));
    struct cr_run_options options = {.spec.luck.seed = 1,
        .spec.runs = (uint64_t)runs,
        .spec.worlds = 1,
        .spec.engine = CR_ENGINE_EXACT};
    assert_true(run_of(&s, s.arena, options, &exact));
    options.spec.engine = CR_ENGINE_SPLIT;
    for (options.spec.luck.seed = 1; options.spec.luck.seed <= SEEDS; options.spec.luck.seed++) {
        struct cr_arena *arena = cr_arena_new();
        assert_true(run_of(&s, arena, options, &r));
        double z = share_z(r.outcomes[0].count, runs, exact.outcomes[0].share);
        double said = sqrt(r.outcomes[0].share * (1 - r.outcomes[0].share) / (runs - 1));
        assert_true(fabs(r.outcomes[0].se - said) <= 1e-12 * said);
        sum += z * z;
        cr_arena_free(arena);
    }
    support_release(&s);
    *other_tail = gsl_cdf_chisq_P(sum, SEEDS);
    return gsl_cdf_chisq_Q(sum, SEEDS);
}

static void counts_spread_as_those_of_a_walk(void **state)
{
    (void)state;
    static const double runs[] = {1000, 1e6, 1e12};
    for (int k = 0; k < 3; k++) {
        double low, high = spread_p(runs[k], &low);
        printf("400 seeds of %g runs: p = %.3g\n", runs[k], high);
        assert_true(low > P_LIMIT && high > P_LIMIT);
    }
}

/* ---- Worlds ---- */

/* With the same worlds, counted runs differ from the exact shares by the luck of the runs alone. */
static void worlds_are_those_of_the_rollback(void **state)
{
    (void)state;
    struct support s;
    struct cr_run_result r, exact;
    assert_true(support_file(&s, "scenarios/classics/test_and_treat.yaml") && support_build(&s));
    struct cr_run_options options = {.spec.luck.seed = 9,
        .spec.runs = UINT64_C(1000000007),
        .spec.worlds = 3001,
        .spec.engine = CR_ENGINE_ROLLBACK};
    assert_true(run_of(&s, s.arena, options, &exact));
    options.spec.engine = CR_ENGINE_SPLIT;
    assert_true(run_of(&s, s.arena, options, &r));
    assert_int_equal(compare(&s, &r, &exact), 0);
    for (size_t o = 0; o < s.scenario->n_outcomes; o++) { /* 333,222 runs a world hide little */
        assert_true(fabs(r.outcomes[o].q05 - exact.outcomes[o].q05) < 0.005);
        assert_true(fabs(r.outcomes[o].q95 - exact.outcomes[o].q95) < 0.005);
        assert_true(fabs(r.outcomes[o].se - exact.outcomes[o].se) < 0.02 * exact.outcomes[o].se);
    }
    options.spec.runs = 5000; /* too few in each world for an interval, which is said */
    assert_true(run_of(&s, s.arena, options, &r));
    assert_true(isnan(r.outcomes[0].q05) && r.n_notes > 0);
    support_release(&s);
}

static void threads_do_not_matter(void **state)
{
    (void)state;
    struct support s;
    struct cr_run_result one, other;
    assert_true(support_file(&s, "scenarios/classics/test_and_treat.yaml") && support_build(&s));
    struct cr_run_options options = {.spec.luck.seed = 9,
        .spec.runs = 12345678,
        .spec.worlds = 1000,
        .spec.engine = CR_ENGINE_SPLIT,
        .spec.threads = 1};
    size_t n = s.scenario->n_outcomes * sizeof *one.outcomes;
    assert_true(run_of(&s, s.arena, options, &one));
    for (options.spec.threads = 2; options.spec.threads <= 3; options.spec.threads++) {
        assert_true(run_of(&s, s.arena, options, &other));
        assert_memory_equal(one.outcomes, other.outcomes, n);
    }
    options.spec.luck.seed++;
    assert_true(run_of(&s, s.arena, options, &other));
    assert_true(memcmp(one.outcomes, other.outcomes, n) != 0);
    support_release(&s);
}

/* ---- Refusals ---- */

static void check_refusal(struct support *s, const char *sentence)
{
    struct cr_fault fault = {0};
    struct cr_run_result r;
    struct cr_run_options options = {
        .spec.luck.seed = 1, .spec.runs = 1000, .spec.worlds = 1, .spec.engine = CR_ENGINE_SPLIT};
    assert_true(support_build(s));
    assert_int_equal(cr_engine_run(s->arena, s->program, &options, &r, &fault), CR_USAGE);
    assert_non_null(strstr(fault.text, sentence));
    support_release(s);
}

static void what_cannot_be_counted_is_refused(void **state)
{
    (void)state;
    struct support s;
    assert_true(support_text(&s, "loop", case_loop));
    check_refusal(&s, "drawn at random");
    assert_true(support_file(&s, files[1]) && support_given(&s, "coalition.holds"));
    check_refusal(&s, "under evidence");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_fit_the_exact_shares),
        cmocka_unit_test(a_bias_of_a_hundredth_is_seen),
        cmocka_unit_test(counts_spread_as_those_of_a_walk),
        cmocka_unit_test(worlds_are_those_of_the_rollback),
        cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(what_cannot_be_counted_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
