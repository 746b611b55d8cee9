/* Two engines that share nothing but the compiled program: the walk and the readable one, which
 * draws as any GSL program does. Each sees the other's bias: a law misread, a world that is played
 * with another's numbers, luck that two events share, weights, lenses, evidence in the wrong order.
 */
#include "property/generate.h"
#include "statistics/cases.h"
#include "statistics/harness.h"

#include "random/dist.h"

#include <dirent.h>
#include <gsl/gsl_errno.h>
#include <stdlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/engine.h"
#include "statistics/alarms.h"

static double worst_z;
static long looks;

static int strays(const struct support *s, const char *what, double z)
{
    looks++;
    worst_z = fmax(worst_z, fabs(z));
    if (fabs(z) <= Z_LIMIT)
        return 0;
    printf("%s: %s is %.2f standard errors off\n", s->source.name, what, z);
    return 1;
}

/* Of two estimates; where neither varies, they are equal but for rounding. */
static double z_of(double a, double se_a, double b, double se_b)
{
    double se = hypot(se_a, se_b), size = fmax(fabs(a), fabs(b));
    return fabs(a - b) <= 1e-9 * fmax(size, 1e-300) ? 0 : se > 0 ? (a - b) / se : INFINITY;
}

/* The error of a share, and at least that of the runs with two more of either kind: of what is
 * rare, the same few runs give share and error. */
static double error_of(const struct cr_share *share, double runs)
{
    double p = (share->share * runs + 2) / (runs + 4);
    return fmax(share->se, sqrt(p * (1 - p) / runs));
}

static int compare_shares(const struct support *s, const struct cr_share *a,
    const struct cr_share *b, size_t n, const struct cr_run_result *both[2])
{
    int wrong = 0;
    double runs[2];
    for (int k = 0; k < 2; k++)
        runs[k] = isnan(both[k]->effective) ? (double)both[k]->runs : both[k]->effective;
    for (size_t i = 0; i < n; i++)
        wrong += strays(s, "a share",
            z_of(a[i].share, error_of(&a[i], runs[0]), b[i].share, error_of(&b[i], runs[1])));
    return wrong;
}

/* `single`: runs are independent of each other, so their spread is the error of their mean. */
static int compare_means(const struct support *s, const char *what, const struct cr_quantity *a,
    const struct cr_quantity *b, size_t n, bool single)
{
    int wrong = 0;
    for (size_t i = 0; i < n; i++) {
        double se[2] = {a[i].se, b[i].se};
        if (isnan(a[i].mean) && isnan(b[i].mean))
            continue;
        if (single) {
            se[0] = a[i].sd / sqrt(a[i].n);
            se[1] = b[i].sd / sqrt(b[i].n);
        }
        wrong += strays(s, what, z_of(a[i].mean, se[0], b[i].mean, se[1]));
    }
    return wrong;
}

static int compare_nodes(
    const struct support *s, const struct cr_run_result *a, const struct cr_run_result *b)
{
    double n = (double)a->runs;
    int wrong = 0;
    for (size_t k = 0; k < s->scenario->n_nodes; k++) {
        for (size_t i = 0; i <= s->scenario->nodes[k].n_branches; i++) {
            struct cr_share x = {.share = a->nodes[k].reach}, y = {.share = b->nodes[k].reach};
            if (i > 0 && s->program->points[k].on_cycle)
                continue; /* visits of one run are no single looks */
            x.share *= i > 0 && x.share > 0 ? a->nodes[k].shares[i - 1] : 1;
            y.share *= i > 0 && y.share > 0 ? b->nodes[k].shares[i - 1] : 1;
            wrong += strays(s, "a node", z_of(x.share, error_of(&x, n), y.share, error_of(&y, n)));
        }
    }
    return wrong;
}

static int play_run(struct support *s, struct cr_program *program, enum cr_engine engine,
    uint64_t runs, uint64_t worlds, struct cr_run_result *out)
{
    struct cr_run_options options = {.spec.luck = {.seed = 314159 + other_luck},
        .spec.runs = runs,
        .spec.worlds = worlds,
        .spec.engine = engine,
        .spec.threads = 1};
    struct cr_fault fault = {0};
    if (cr_engine_run(s->arena, program, &options, out, &fault) == CR_OK)
        return 1;
    support_fault(s, &fault);
    return 0;
}

/* How many figures of the two differ; `walked`: the walk's program. */
static int count_strays(
    struct support *s, struct cr_program *walked, uint64_t runs, uint64_t worlds)
{
    const struct cr_scenario *c = s->scenario;
    struct cr_run_result a, b;
    const struct cr_run_result *both[2] = {&a, &b};
    assert_true(play_run(s, s->program, CR_ENGINE_GSL, runs, worlds, &a));
    assert_true(play_run(s, walked, CR_ENGINE_WALK, runs, worlds, &b));
    assert_true(a.engine == CR_ENGINE_GSL && a.runs == runs && b.engine == CR_ENGINE_WALK);
    assert_int_equal(a.worlds, b.worlds);
    bool single = (b.worlds == 1 || worlds == runs) && !s->program->has_evidence;
    int wrong =
        compare_shares(s, a.outcomes, b.outcomes, c->n_outcomes, both) +
        compare_shares(s, a.tags, b.tags, c->n_tags, both) +
        compare_means(s, "a payoff", a.payoffs, b.payoffs, c->n_actors, false) +
        compare_means(s, "a measure", a.measures, b.measures, c->n_measures + c->n_states, false);
    if (single) {
        wrong += compare_means(s, "a stage", a.stages, b.stages, c->n_stages * c->n_states, true);
        wrong += compare_nodes(s, &a, &b);
    }
    if (s->program->has_evidence) { /* the evidence's probability is a mean weight */
        double n = (double)runs, p = b.evidence_probability;
        double se = p * sqrt((1 / fmin(a.effective, b.effective) + 1 / n) * 2);
        wrong += strays(s, "the evidence", (a.evidence_probability - p) / se);
    }
    return wrong;
}

static void check(struct support *s, uint64_t runs, uint64_t worlds)
{
    assert_true(support_build(s));
    assert_int_equal(count_strays(s, s->program, runs / (uint64_t)thinner, worlds), 0);
    support_release(s);
}

/* ---- Every law that GSL draws, against its own distribution function ---- */

static const char *const laws[] = {"2 to 9", "normal(3, 2)", "lognormal(0.3, 0.8)",
    "uniform(-2, 5)", "triangular(1, 2, 6)", "pert(1, 2, 6)", "beta(0.6, 2.5)", "gamma(2.385, 1.7)",
    "gamma(0.3, 2)", "exponential(2.5)", "logitnormal(0.4, 1.3)", "student_t(5)", "weibull(3, 1.4)",
    "poisson(2.385)", "binomial(9, 0.3)", "bernoulli(0.35)", "choice(1, 2, 4, 5, 9, 1)",
    "counts(2, 17)", "beta_mean(0.3, 0.1)", "gamma_mean(4, 1.5)", "lognormal_mean(3, 2)",
    "quantiles(0.1, -2, 0.5, 0.3, 0.9, 4)", "truncated(lognormal(0.3, 0.8), 0.5, 3)",
    "poisson(30000000)", "binomial(50000000, 0.01)", "gamma(0.005, 1)", "beta(0.005, 0.01)"};

/* Quantiles of n values: the law's share below each, and of what is below it less. */
static int law_strays(const struct support *s, const struct cr_dist *dist,
    const struct cr_quantity *q, const char *what)
{
    const double levels[5] = {0.05, 0.25, 0.5, 0.75, 0.95};
    const double at[5] = {q->q05, q->q25, q->q50, q->q75, q->q95};
    int wrong = strays(s, what, (q->mean - dist->mean) / (dist->sd / sqrt(q->n)));
    for (int k = 0; k < 5; k++) {
        double se = sqrt(levels[k] * (1 - levels[k]) / q->n), p = cr_dist_cdf(dist, at[k]),
               below = cr_dist_cdf(dist, at[k] - 1e-9 * fmax(1, fabs(at[k])));
        wrong += strays(s, what,
            p < levels[k]       ? (p - levels[k]) / se
            : below > levels[k] ? (below - levels[k]) / se
                                : 0);
    }
    return wrong;
}

static void every_law_is_the_one_that_was_written(void **state)
{
    (void)state;
    const uint64_t runs = 40000 / (uint64_t)thinner;
    for (size_t k = 0; k < sizeof laws / sizeof *laws; k++) {
        struct support s;
        struct cr_run_result r;
        struct cr_arena *scratch = cr_arena_new();
        const char *text = cr_arena_printf(scratch,
            "crossroads: 1\ntitle: '%s'\nstart: n\nparameters: {x: '%s'}\nactors: {a: A}\n"
            "measures: {world: x}\nnodes: {n: {ask: 'n?', chance: {b: {payoff: {a: '%s'}, then: "
            "o}}}}\noutcomes: {o: {}}\n",
            laws[k], laws[k], laws[k]);
        assert_true(support_text(&s, laws[k], text) && support_build(&s));
        assert_true(play_run(&s, s.program, CR_ENGINE_GSL, runs, runs, &r));
        const struct cr_dist *dist = s.program->slots[0].value.laws[0].dist;
        assert_int_equal(law_strays(&s, dist, &r.measures[0], "a world's number"), 0);
        assert_int_equal(law_strays(&s, dist, &r.payoffs[0], "a run's number"), 0);
        support_release(&s);
        cr_arena_free(scratch);
    }
}

/* ---- Every shipped scenario, as it stands ---- */

static void check_folder(const char *folder, uint64_t runs)
{
    char whole[1024], path[512];
    snprintf(whole, sizeof whole, "%s/%s", CR_ROOT, folder);
    DIR *dir = opendir(whole);
    int found = 0;
    assert_non_null(dir);
    for (const struct dirent *entry; (entry = readdir(dir));) {
        size_t n = strlen(entry->d_name);
        struct support s;
        if (n < 6 || strcmp(entry->d_name + n - 5, ".yaml") != 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        for (int single = 0; single < 2; single++) {
            assert_true(support_file(&s, path));
            check(&s, runs, single ? runs / (uint64_t)thinner : 500);
        }
        found++;
    }
    closedir(dir);
    assert_true(found >= 3);
}

static void walk_and_gsl_agree_on_every_shipped_scenario(void **state)
{
    (void)state;
    check_folder("scenarios", 20000);
    check_folder("scenarios/classics", 20000);
    check_folder("scenarios/templates", 20000);
    printf("%ld looks so far, the worst at z = %.2f\n", looks, worst_z);
}

static void walk_and_gsl_agree_on_every_feature(void **state)
{
    (void)state;
    static const enum cr_choose_kind kinds[] = {
        CR_CHOOSE_AS_WRITTEN, CR_CHOOSE_BEST, CR_CHOOSE_UNIFORM, CR_CHOOSE_QUANTAL};
    static const char *const facts[] = {"news.bad", "news.smoke", "heard", "acted", "cause.cruel"};
    const uint64_t runs = 100000;
    struct support s;
    assert_true(support_text(&s, "loop", case_loop));
    check(&s, runs, 1);
    for (int few = 0; few < 2; few++) {
        assert_true(support_text(&s, "worlds", case_worlds));
        check(&s, runs, few ? 300 : runs / (uint64_t)thinner);
    }
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        assert_true(support_text(&s, "decisions", case_lenses));
        support_choose(&s, kinds[k], 0.385);
        check(&s, runs, 1000);
    }
    for (int how = 0; how < 4; how++) {
        assert_true(support_text(&s, how == 3 ? "pool" : "lenses", case_lenses));
        if (how == 0 || how == 2)
            support_lens(&s, "hawk", 1);
        if (how == 1 || how == 2)
            support_lens(&s, "dove", 0.7);
        if (how == 3)
            support_pool(&s);
        check(&s, runs, 1000);
    }
    for (size_t k = 0; k < sizeof facts / sizeof *facts; k++) {
        assert_true(support_text(&s, facts[k], case_lenses));
        assert_true(support_given(&s, facts[k]));
        check(&s, runs, 1000);
    }
    assert_true(support_text(&s, "loop, given", case_loop));
    assert_true(support_given(&s, "camp.sally") && support_given(&s, "talk.no"));
    check(&s, runs, 1);
    assert_true(support_text(&s, "forced", case_lenses));
    assert_true(support_do(&s, "news.none") && support_given(&s, "heard"));
    check(&s, runs, 1000);
    printf("%ld looks so far, the worst at z = %.2f\n", looks, worst_z);
}

static void walk_and_gsl_agree_on_generated_scenarios(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct support s;
        struct cr_buf out;
        struct cr_arena *scratch = cr_arena_new();
        cr_buf_init(&out, scratch);
        generate(seed, seed % 2 ? GENERATE_UNCERTAIN : 0, &out);
        assert_true(support_text(&s, cr_arena_printf(scratch, "seed %d", (int)seed), out.s));
        check(&s, 16384, 16384 / (uint64_t)thinner);
        cr_arena_free(scratch);
    }
    printf("%ld looks in all, the worst at z = %.2f\n", looks, worst_z);
}

/* ---- Leaf by leaf ---- */

/* A tree of 15 nodes and 16 outcomes, where node k goes up with (17 + 4 k) %; and what is exact. */
static const char *leaves(struct cr_arena *arena, double *p)
{
    struct cr_buf out;
    cr_buf_init(&out, arena);
    cr_buf_str(&out, "crossroads: 1\ntitle: Sixteen leaves\nstart: n1\nnodes:\n");
    for (int k = 1; k < 16; k++) {
        const char *to = k < 8 ? "n" : "o";
        cr_buf_printf(&out,
            "  n%d: {ask: '?', chance: {u: {weight: %d%%, then: %s%d}, d: {weight: rest, then: "
            "%s%d}}}\n",
            k, 17 + 4 * k, to, 2 * k, to, 2 * k + 1);
    }
    cr_buf_str(&out, "outcomes:\n");
    for (int o = 16; o < 32; o++) {
        cr_buf_printf(&out, "  o%d: {}\n", o);
        p[o - 16] = 1;
        for (int k = o; k > 1; k /= 2)
            p[o - 16] *= k % 2 == 0 ? 0.17 + 0.04 * (k / 2) : 0.83 - 0.04 * (k / 2);
    }
    return out.s;
}

static double chi_square(const struct cr_run_result *r, const double *p)
{
    double x = 0, n = (double)r->runs;
    for (int o = 0; o < 16; o++) {
        double away = r->outcomes[o].count - n * p[o];
        x += away * away / (n * p[o]);
    }
    return x;
}

/* A right engine goes beyond these once in a thousand million times. */
static void leaves_fit_their_probabilities(void **state)
{
    (void)state;
    struct support s;
    struct cr_run_result r;
    double p[16];
    struct cr_arena *scratch = cr_arena_new();
    const char *text = leaves(scratch, p);
    assert_true(support_text(&s, "leaves", text) && support_build(&s));
    assert_true(play_run(&s, s.program, CR_ENGINE_GSL, 1000000 / (uint64_t)thinner, 1, &r));
    double right = chi_square(&r, p);
    assert_true(gsl_cdf_chisq_Q(right, 15) > 1e-9 && gsl_cdf_chisq_P(right, 15) > 1e-9);
    s.program->branches[0].weight.number *= 1.02; /* planted */
    assert_true(play_run(&s, s.program, CR_ENGINE_GSL, 1000000, 1, &r));
    double wrong = chi_square(&r, p);
    printf("chi-square of 15 degrees: %.1f, planted %.1f\n", right, wrong);
    assert_true(gsl_cdf_chisq_Q(wrong, 15) < 1e-9);
    support_release(&s);
    cr_arena_free(scratch);
}

/* ---- Canaries, and what the engine promises besides ---- */

static void what_is_planted_in_the_walk_is_seen(void **state)
{
    (void)state;
    for (int which = 0; which < 4; which++) {
        struct support s, wrong;
        assert_true(support_text(&s, "right", which ? case_loop : case_plain) && support_build(&s));
        assert_true(support_text(&wrong, "planted", which ? case_loop : case_plain));
        assert_true(support_build(&wrong));
        struct cr_program *p = wrong.program;
        if (which == 0)
            p->branches[6].weight.number *= 1.015; /* 62 % */
        if (which == 1)
            p->points[0].at_most++;
        if (which == 2)
            p->states[1].bounds = CR_BOUNDS_CLAMP;
        if (which == 3)
            p->branches[4].n_shifts = 1;
        assert_true(count_strays(&s, p, which ? 100000 : 400000, 1) > 0);
        support_release(&s);
        support_release(&wrong);
    }
}

/* mt19937 with the seed itself, as GSL's manual has it: the first uniforms of seed 1 decide. */
static void the_seed_is_the_generators(void **state)
{
    (void)state;
    struct support s;
    struct cr_run_result r;
    double heads = 0;
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(rng, 314159 + other_luck);
    assert_true(support_text(&s, "coin",
        "crossroads: 1\ntitle: Coin\nstart: n\nparameters: {p: 0.3}\nnodes: {n: {ask: '?', chance: "
        "{a: {weight: p, then: x}, b: {weight: rest, then: y}}}}\noutcomes: {x: {}, y: {}}\n"));
    assert_true(support_build(&s));
    assert_true(play_run(&s, s.program, CR_ENGINE_GSL, 1000, 1, &r));
    for (int i = 0; i < 1000; i++)
        heads += gsl_rng_uniform(rng) < 0.3;
    assert_true(r.outcomes[0].count == heads);
    assert_true(r.luck.type == gsl_rng_mt19937);
    support_release(&s);
    gsl_rng_free(rng);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest by_luck[] = {
        cmocka_unit_test(every_law_is_the_one_that_was_written),
        cmocka_unit_test(walk_and_gsl_agree_on_every_feature),
        cmocka_unit_test(walk_and_gsl_agree_on_generated_scenarios),
        cmocka_unit_test(leaves_fit_their_probabilities),
    };
    COUNT_ALARMS(by_luck, NULL, 4);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_law_is_the_one_that_was_written),
        cmocka_unit_test(walk_and_gsl_agree_on_every_shipped_scenario),
        cmocka_unit_test(walk_and_gsl_agree_on_every_feature),
        cmocka_unit_test(walk_and_gsl_agree_on_generated_scenarios),
        cmocka_unit_test(leaves_fit_their_probabilities),
        cmocka_unit_test(what_is_planted_in_the_walk_is_seen),
        cmocka_unit_test(the_seed_is_the_generators),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
