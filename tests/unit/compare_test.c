/* Side by side: paired errors, dominance, regret, pools; and the likeliest futures. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "near.h"
#include "support.h"

#include "analysis/compare.h"
#include "analysis/paths.h"
#include "engine/engine.h"
#include "program/worlds.h"
#include "stats/error.h"

#include <math.h>

static struct cr_run_options options(uint64_t runs, uint64_t worlds, enum cr_engine engine)
{
    return (struct cr_run_options){.spec.luck.seed = 1,
        .spec.runs = runs,
        .spec.worlds = worlds,
        .spec.engine = engine,
        .spec.threads = 1};
}

/* ---- Dominance ---- */

static struct cr_margins margins(struct cr_arena *arena, const double *a, const double *b, size_t n)
{
    struct cr_sample x = {a, NULL, NULL, n, n}, y = {b, NULL, NULL, n, n};
    struct cr_lottery l = cr_lottery_of(arena, &x, 1), k = cr_lottery_of(arena, &y, 1);
    return cr_dominance_margins(&l, &k);
}

static void a_lottery_that_pays_more_everywhere_dominates_by_that_much(void **state)
{
    (void)state;
    struct cr_arena *arena = cr_arena_new();
    const double a[] = {4, 2, 8}, b[] = {7, 1, 3};
    struct cr_margins m = margins(arena, a, b, 3);
    check_near(m.first, 1, 1e-12);
    check_near(m.second, 1, 1e-12);
    m = margins(arena, b, a, 3);
    check_near(m.first, -1, 1e-12);
    check_near(m.second, -1, 1e-12);
    cr_arena_free(arena);
}

/* The same numbers in another order and a trifle more: the sample says that a dominates, and says
 * so by luck. World by world the trifle is sure. */
static void what_a_sample_shows_by_luck_is_not_decided(void **state)
{
    (void)state;
    enum { N = 1000 };
    struct cr_arena *arena = cr_arena_new();
    double *b = CR_NEW(arena, double, N), *lucky = CR_NEW(arena, double, N),
           *sure = CR_NEW(arena, double, N);
    for (size_t i = 0; i < N; i++) {
        b[i] = (double)(i * 7 % N);
        lucky[i] = (double)(i * 13 % N) + 1e-3;
        sure[i] = b[i] + 1e-3;
    }
    for (int paired = 0; paired < 2; paired++) {
        struct cr_sample x = {paired ? sure : lucky, NULL, NULL, N, N}, y = {b, NULL, NULL, N, N};
        const struct cr_sample *samples[] = {&x, &y};
        struct cr_luck luck = {.seed = 1};
        struct cr_dominance_row rows[] = {{0, 1, 1, 1e-3, false, false},
            {0, 1, 2, 1e-3, false, false}, {1, 0, 1, -1e-3, false, false},
            {1, 0, 2, -1e-3, false, false}};
        cr_dominance_decide(arena, samples, 2, 1, &luck, cr_dominance_floor(N), rows, 4);
        for (int k = 0; k < 4; k++) {
            assert_true(k > 1 || rows[k].decided == paired);
            assert_int_equal(rows[k].holds, paired && k < 2);
        }
    }
    cr_arena_free(arena);
}

static void a_spread_that_keeps_the_mean_is_dominated_in_the_second_order_only(void **state)
{
    (void)state;
    struct cr_arena *arena = cr_arena_new();
    const double safe[] = {5, 5, 5, 5}, risky[] = {0, 10, 5, 5};
    struct cr_margins m = margins(arena, safe, risky, 4);
    check_near(m.first, -5, 1e-12);
    check_near(m.second, 0, 1e-12);
    assert_true(m.second >= cr_dominance_floor(10));
    assert_false(m.first >= cr_dominance_floor(10));
    m = margins(arena, risky, safe, 4);
    check_near(m.second, -5, 1e-12);
    cr_arena_free(arena);
}

static void weights_count_as_copies(void **state)
{
    (void)state;
    struct cr_arena *arena = cr_arena_new();
    const double x[] = {1, 2}, w[] = {3, 1}, y[] = {1, 1, 2, 1};
    struct cr_sample a = {x, w, NULL, 2, 2}, b = {y, NULL, NULL, 4, 4};
    struct cr_lottery l = cr_lottery_of(arena, &a, 1), k = cr_lottery_of(arena, &b, 1);
    struct cr_margins m = cr_dominance_margins(&l, &k);
    check_near(m.first, 0, 1e-12);
    check_near(m.second, 0, 1e-12);
    cr_arena_free(arena);
}

/* ---- Paired errors ---- */

static void the_paired_error_sees_only_what_differs(void **state)
{
    (void)state;
    const double wa[] = {1, 1, 1, 1}, ya[] = {3, 5, 4, 8}, yb[] = {1, 3, 2, 6};
    check_near(cr_ratio_difference_error(ya, wa, yb, wa, 4, 0).se, 0, 1e-15);
    const double yc[] = {3, 4, 4, 7}; /* differences 0, 1, 0, 1: sd / sqrt(4) */
    check_near(cr_ratio_difference_error(ya, wa, yc, wa, 4, 0).se, sqrt(1.0 / 3) / 2, 1e-12);
    assert_true(isnan(cr_ratio_difference_error(ya, wa, yc, wa, 1, 0).se));
    /* 0.1 + 0.2 is not 0.3 to the last digit: no spread. */
    double x[1000], y[1000], w[1000];
    for (int g = 0; g < 1000; g++) {
        x[g] = y[g] = 0.3;
        w[g] = 1;
    }
    y[17] = 0.1 + 0.2;
    check_near(cr_ratio_difference_error(x, w, y, w, 1000, 0).se, 0, 0);
}

#define TOSS(pay)                                                                                  \
    "crossroads: 1\nstart: a\nactors: {ann: Ann}\n"                                                \
    "nodes: {a: {ask: Q, chance: {yes: {weight: 30%, payoff: {ann: " pay "}, then: x}, no: "       \
    "{weight: rest, then: y}}}}\n"                                                                 \
    "outcomes: {x: X, y: Y}\n"                                                                     \
    "lenses: {other: {weights: {a.yes: 35%}}}\n"
static const char toss[] = TOSS("'normal(5, 2)'"), plain_toss[] = TOSS("5");

/* The lens changes one world in a million. */
static const char rare_change[] =
    "crossroads: 1\nstart: a\nactors: {ann: Ann}\n"
    "parameters: {q: 'uniform(0, 1)', level: 2}\n"
    "nodes: {a: {ask: Q, chance: {yes: {weight: 'if(q > level, 1, 0.6*q)', payoff: {ann: 2}, then: "
    "x}, no: {weight: rest, then: y}}}}\n"
    "outcomes: {x: X, y: Y}\n"
    "lenses: {other: {parameters: {level: 0.999999}}}\n";

/* Compares the file as written with its lens. */
static void compare_lens(struct support *s, const char *text, const struct cr_run_options *run,
    struct cr_compare_result *r)
{
    struct cr_fault fault = {0};
    assert_true(support_text(s, "toss.yaml", text));
    struct cr_setup *plain = CR_NEW(s->arena, struct cr_setup, 1);
    support_lens(s, "other", 1);
    struct cr_compare_item *items = CR_NEW(s->arena, struct cr_compare_item, 2);
    items[0] = (struct cr_compare_item){"as_written", "file", s->scenario, plain, 0};
    items[1] = (struct cr_compare_item){"other", "other", s->scenario, &s->setup, 1};
    struct cr_compare_ask ask = {CR_COMPARE_LENSES, items, 2, run, -1, false, CR_POOL_LINEAR};
    enum cr_status status = cr_compare(s->arena, &ask, r, &s->diags, &fault);
    if (status != CR_OK)
        support_fault(s, &fault);
    assert_int_equal(status, CR_OK);
}

static const struct cr_difference *difference(const struct cr_compare_result *r, const char *id)
{
    for (size_t i = 0; i < r->n_differences; i++)
        if (!strcmp(r->differences[i].id, id))
            return &r->differences[i];
    fail_msg("no difference of %s", id);
    return NULL;
}

/* On the same luck u, one takes the branch where u < p, the other where u < q: they differ with
 * probability |p - q|, so the difference of the shares has variance d (1 - d) / N. */
static void the_paired_error_is_that_of_theory(void **state)
{
    (void)state;
    struct support s;
    struct cr_compare_result r;
    struct cr_run_options run = options(200000, 1, CR_ENGINE_WALK);
    compare_lens(&s, toss, &run, &r);
    const struct cr_difference *d = difference(&r, "x");
    double sigma = sqrt(0.05 * 0.95 / 200000);
    assert_true(d->paired);
    assert_true(fabs(d->difference - 0.05) < 5 * sigma);
    check_near(d->se / sigma, 1, 0.15); /* 1,024 groups: the error is sure to 2.2% */
    assert_true(d->se < 0.4 * sqrt(2 * 0.21 / 200000));
    double mean = difference(&r, "ann")->difference;
    assert_true(fabs(mean - 0.25) < 5 * difference(&r, "ann")->se);
    support_release(&s);
}

static void exact_columns_differ_without_error(void **state)
{
    (void)state;
    struct support s;
    struct cr_compare_result r;
    struct cr_run_options run = options(1000, 1, CR_ENGINE_AUTO);
    compare_lens(&s, plain_toss, &run, &r);
    assert_int_equal(r.columns[0].run.engine, CR_ENGINE_EXACT);
    check_near(difference(&r, "x")->difference, 0.05, 1e-12);
    check_near(difference(&r, "x")->se, 0, 0);
    support_release(&s);
}

/* ---- Choices ---- */

static const char doors[] =
    "crossroads: 1\nstart: door\nactors: {ann: Ann}\n"
    "parameters: {p: 20% to 60%}\n"
    "nodes:\n"
    "  door: {ask: Q, decision: ann, options: {safe: {then: sure}, bold: {then: toss}, worse: "
    "{then: "
    "less}}}\n"
    "  toss: {ask: T, chance: {win: {weight: p, then: won}, lose: {weight: rest, then: lost}}}\n"
    "outcomes: {sure: {label: S, payoff: {ann: 4}}, less: {label: L, payoff: {ann: 3}}, won: "
    "{label: "
    "W, payoff: {ann: 10}}, lost: {label: N, payoff: {ann: 0}}}\n";

static void compare_doors(struct support *s, struct cr_compare_result *r)
{
    static const char *const names[] = {"safe", "bold", "worse"};
    struct cr_run_options run = options(2000, 500, CR_ENGINE_AUTO);
    struct cr_fault fault = {0};
    assert_true(support_text(s, "doors.yaml", doors));
    struct cr_compare_item *items = CR_NEW(s->arena, struct cr_compare_item, 3);
    for (int b = 0; b < 3; b++) {
        struct cr_setup *setup = CR_NEW(s->arena, struct cr_setup, 1);
        struct cr_choose *at = CR_NEW(s->arena, struct cr_choose, s->scenario->n_nodes);
        at[0] = (struct cr_choose){CR_CHOOSE_OPTION, 0, b};
        setup->choose_at = at;
        items[b] = (struct cr_compare_item){names[b], names[b], s->scenario, setup, 0};
    }
    struct cr_compare_ask ask = {CR_COMPARE_CHOICES, items, 3, &run, 0, false, CR_POOL_LINEAR};
    assert_int_equal(cr_compare(s->arena, &ask, r, &s->diags, &fault), CR_OK);
}

static const struct cr_dominance_row *dominance(
    const struct cr_compare_result *r, int a, int b, int order)
{
    for (size_t i = 0; i < r->n_dominance; i++)
        if (r->dominance[i].a == a && r->dominance[i].b == b && r->dominance[i].order == order)
            return &r->dominance[i];
    fail_msg("no such pair");
    return NULL;
}

static void options_dominate_and_are_regretted_as_constructed(void **state)
{
    (void)state;
    struct support s;
    struct cr_compare_result r;
    compare_doors(&s, &r);
    assert_true(dominance(&r, 0, 2, 1)->holds);
    check_near(dominance(&r, 0, 2, 1)->margin, 1, 1e-9);
    assert_false(dominance(&r, 0, 1, 1)->holds);
    check_near(dominance(&r, 0, 1, 1)->margin, -6, 1e-9);
    assert_false(dominance(&r, 1, 0, 2)->holds);
    const struct cr_clusters *c = r.columns[1].run.clusters;
    double safe = 0, most = 0;
    for (size_t w = 0; w < c->n; w++) {
        double bold = c->quantities[w] / c->weight[w], regret = fmax(bold - 4, 0);
        safe += regret / (double)c->n;
        most = fmax(most, regret);
    }
    assert_true(c->worlds);
    check_near(r.regret[0].expected, safe, 1e-9);
    check_near(r.regret[0].max, most, 1e-9);
    check_near(r.regret[2].expected, safe + 1, 1e-9);
    check_near(r.regret[0].best_share + r.regret[1].best_share, 1, 1e-9);
    /* Worlds are 500 draws of a regret each: sd / sqrt(500); 1 more for all is no more spread. */
    double squares = 0;
    for (size_t w = 0; w < c->n; w++) {
        double e = fmax(c->quantities[w] / c->weight[w] - 4, 0) - safe;
        squares += e * e;
    }
    check_near(r.regret[0].expected_error.se, sqrt(squares / 499 / 500), 1e-9);
    check_near(r.regret[2].expected_error.se, sqrt(squares / 499 / 500), 1e-9);
    /* Nowhere the best, as far as 500 worlds tell. */
    assert_true(isnan(r.regret[2].best_error.se));
    check_near(r.regret[2].best_error.high, 1 - pow(0.05, 1.0 / 500), 1e-12);
    support_release(&s);
}

/* ---- Pools ---- */

static void pools_are_means_of_their_kind(void **state)
{
    (void)state;
    const double p[] = {0.2, 0.8, 0.6, 0.4}, w[] = {1, 3};
    double out[2];
    cr_pool(CR_POOL_LINEAR, p, w, 2, 2, out);
    check_near(out[0], 0.25 * 0.2 + 0.75 * 0.6, 1e-12);
    cr_pool(CR_POOL_LOG, p, w, 2, 2, out);
    double yes = pow(0.2, 0.25) * pow(0.6, 0.75), no = pow(0.8, 0.25) * pow(0.4, 0.75);
    check_near(out[0], yes / (yes + no), 1e-12);
    const double veto[] = {0, 1, 0.5, 0.5};
    cr_pool(CR_POOL_LOG, veto, w, 2, 2, out);
    yes = pow(0.001, 0.25) * pow(0.5, 0.75);
    no = pow(0.5, 0.75);
    check_near(out[0], yes / (yes + no), 1e-12);
    const double rare[] = {0.0001, 0.9999, 0.0001, 0.9999}; /* what all say is said by the pool */
    cr_pool(CR_POOL_LOG, rare, w, 2, 2, out);
    check_near(out[0], 0.0001, 1e-12);
}

/* p x product of m^a, renormalised: the logarithmic pool of lenses that multiply is every lens at
 * its weight as strength. */
static void a_logarithmic_pool_of_multipliers_multiplies_their_powers(void **state)
{
    (void)state;
    const double base[] = {0.2, 0.13, 0.52, 0.1, 0.05}, m[] = {1, 1.4, 1, 1, 1};
    double p[10], out[5], w[] = {0.875, 0.125}, want[5], all = 0, total = 0;
    for (int k = 0; k < 5; k++)
        total += base[k] * m[k];
    for (int k = 0; k < 5; k++) {
        p[k] = base[k];
        p[5 + k] = base[k] * m[k] / total;
        want[k] = base[k] * pow(m[k], 0.125);
        all += want[k];
    }
    cr_pool(CR_POOL_LOG, p, w, 2, 5, out);
    for (int k = 0; k < 5; k++)
        check_near(out[k], want[k] / all, 1e-12);
}

/* ---- Several lenses at once ---- */

static double logit_of(double p)
{
    return log(p / (1 - p));
}

static const char readers[] =
    "crossroads: 1\nstart: vote\nactors: {me: Me}\nparameters: {k: 10, u: 'uniform(0, 1)'}\n"
    "state: {g: 5}\nmeasures: {mk: k, mu: u, mg: g}\n"
    "nodes: {vote: {ask: Q, chance: {yes: {weight: 40%, then: law}, no: {weight: rest, then: "
    "none}}}}\n"
    "outcomes: {law: {payoff: {me: 2}}, none: No law}\n"
    "lenses:\n"
    "  first: {pool: 2, weights: {vote.yes: 80%}, parameters: {k: 20, u: 'uniform(2, 3)'}, "
    "start: {g: 15}, payoffs: {law.me: 6}}\n"
    "  second: {weights: {vote.yes: 10%}, parameters: {k: 2*u}, start: {g: +4}}\n"
    "  third: {weights: {vote.no: 70%}, payoffs: {law.me: 2 + g}}\n";

/* Worlds of uncertain u are sampled; shares are exact in each. */
static void play_readers(
    struct support *s, const int *order, const double *strength, int n, struct cr_run_result *r)
{
    static const char *const names[] = {"first", "second", "third"};
    struct cr_run_options run = {.spec.luck.seed = 3, .spec.runs = 4000, .spec.worlds = 2000};
    struct cr_fault fault = {0};
    assert_true(support_text(s, "readers.yaml", readers));
    for (int i = 0; i < n; i++)
        support_lens(s, names[order[i]], strength[order[i]]);
    assert_true(support_build(s));
    assert_int_equal(cr_engine_run(s->arena, s->program, &run, r, &fault), CR_OK);
}

/* Everything is measured from the file: log-odds of shares, differences of numbers. */
static void pulls_of_lenses_add_up_in_any_order(void **state)
{
    (void)state;
    static const int orders[][3] = {{0, 1, 2}, {2, 1, 0}, {1, 0, 2}};
    static const double strength[] = {0.5, 0.25, 0.25};
    double z = (2 * logit_of(0.8) + logit_of(0.1) + logit_of(0.3)) / 4, law = 1 / (1 + exp(-z));
    for (int k = 0; k < 3; k++) {
        struct support s;
        struct cr_run_result r;
        play_readers(&s, orders[k], strength, 3, &r);
        check_near(r.outcomes[0].share, law, 1e-12);
        double u = r.measures[1].mean; /* u + (2 + u - u)/2 of one uniform */
        check_near(u, 0.5 + 0.5 * 2, 0.03);
        /* 10 + (20 - 10)/2 + (2 u - 10)/4, u itself being pulled */
        check_near(r.measures[0].mean, 15 - 2.5 + 0.5 * u, 1e-9);
        check_near(r.measures[2].mean, 5 + 10 * 0.5 + 4 * 0.25, 1e-12);
        /* 2 + (6 - 2)/2 + (2 + g - 2)/4 in the worlds' only state */
        check_near(r.payoffs[0].mean, law * (2 + 2 + 11.0 / 4), 1e-9);
        support_release(&s);
    }
    struct support s;
    struct cr_run_result r;
    play_readers(&s, orders[0], (const double[]){1, 1, 1}, 2, &r); /* two whole lenses */
    z = logit_of(0.8) + logit_of(0.1) - logit_of(0.4);
    check_near(r.outcomes[0].share, 1 / (1 + exp(-z)), 1e-12);
    support_release(&s);
}

/* The siblings share what all given probabilities of one lens leave, wherever they are written. */
static void probabilities_of_one_lens_hold_together(void **state)
{
    (void)state;
    static const char *const lens[] = {
        "{n.a: 30%, n.b: 20%, n.c: x3}", "{n.c: x3, n.b: 20%, n.a: 30%}"};
    for (int k = 0; k < 2; k++) {
        struct support s;
        double p[4];
        char text[512];
        snprintf(text, sizeof text,
            "crossroads: 1\nstart: n\nnodes: {n: {ask: Q, chance: {a: x, b: x, c: x, d: x}}}\n"
            "outcomes: {x: X}\nlenses: {l: {weights: %s}}\n",
            lens[k]);
        assert_true(support_text(&s, "together.yaml", text));
        support_lens(&s, "l", 1);
        assert_true(support_build(&s) && cr_node_shares(s.arena, s.program, 0, p) == CR_OK);
        check_near(p[0], 0.3, 1e-12);
        check_near(p[1], 0.2, 1e-12);
        check_near(p[2], 0.5 * 0.75, 1e-12);
        support_release(&s);
    }
}

static const char copy[] = "crossroads: 1\nstart: a\nnodes: {a: {ask: Q, chance: {yes: {weight: "
                           "%d%%, then: b}, no: {weight: "
                           "rest, then: x}}}, b: {ask: R, chance: {up: {weight: 1, then: x}, down: "
                           "{weight: 1, then: y}}}}\n"
                           "outcomes: {x: X, y: Y}\n";

static void copies_are_merged_where_they_differ(void **state)
{
    (void)state;
    struct support s[3];
    const struct cr_program *programs[3];
    static const char *const names[] = {"one", "two", "three"};
    static const int yes[] = {20, 30, 70};
    char text[512];
    for (int i = 0; i < 3; i++) {
        snprintf(text, sizeof text, copy, yes[i]);
        assert_true(support_text(&s[i], "copy.yaml", text) && support_build(&s[i]));
        programs[i] = s[i].program;
    }
    struct cr_pool_result r;
    cr_pool_files(s[0].arena, programs, names, 3, CR_POOL_LINEAR, &r);
    assert_int_equal(r.n_nodes, 2);
    assert_int_equal(r.n_differ, 1);
    check_near(r.nodes[0].branches[0].pooled, 0.4, 1e-12);
    check_near(r.nodes[0].distance, 0.5, 1e-12);
    assert_int_equal(r.nodes[0].outlier, 2);
    assert_int_equal(r.nodes[0].branches[0].spread.lowest, 0);
    struct cr_buf out;
    cr_buf_init(&out, s[0].arena);
    cr_scenario_print(cr_pool_scenario(s[0].arena, s[0].scenario, &r), &out);
    struct support again;
    assert_true(support_text(&again, "pooled.yaml", out.s) && support_build(&again));
    double p[2];
    assert_int_equal(cr_node_shares(again.arena, again.program, 0, p), CR_OK);
    check_near(p[0], 0.4, 1e-9);
    support_release(&again);
    for (int i = 0; i < 3; i++)
        support_release(&s[i]);
}

/* ---- The likeliest futures ---- */

static void find_paths(struct support *s, const char *text, const char *given, size_t most,
    const struct cr_run_options *run, struct cr_paths_result *r)
{
    struct cr_fault fault = {0};
    assert_true(support_text(s, "paths.yaml", text));
    if (given)
        assert_true(support_given(s, given));
    assert_true(support_build(s));
    enum cr_status status = cr_paths(s->arena, s->program, most, run, r, &fault);
    if (status != CR_OK)
        support_fault(s, &fault);
    assert_int_equal(status, CR_OK);
}

static const char tree[] =
    "crossroads: 1\nstart: a\nnodes:\n"
    "  a: {ask: A, chance: {l: {weight: 60%, then: b}, r: {weight: rest, then: c}}}\n"
    "  b: {ask: B, chance: {l: {weight: 50%, then: x}, r: {weight: rest, then: y}}}\n"
    "  c: {ask: C, chance: {l: {weight: 90%, then: x}, r: {weight: rest, then: y}}}\n"
    "outcomes: {x: X, y: Y}\n";

static void futures_come_by_their_probability(void **state)
{
    (void)state;
    struct support s;
    struct cr_paths_result r;
    struct cr_run_options run = options(1000, 1, CR_ENGINE_AUTO);
    const double want[] = {0.36, 0.3, 0.3, 0.04};
    find_paths(&s, tree, NULL, 10, &run, &r);
    assert_int_equal(r.engine, CR_ENGINE_EXACT);
    assert_int_equal(r.n, 4);
    for (int i = 0; i < 4; i++)
        check_near(r.paths[i].probability, want[i], 1e-12);
    check_near(r.paths[3].cumulative, 1, 1e-12);
    assert_int_equal(r.paths[0].n_steps, 2);
    assert_int_equal(r.paths[0].steps[1].node, 2);
    check_near(r.paths[0].steps[1].probability, 0.9, 1e-12);
    support_release(&s);
}

static void evidence_weighs_futures(void **state)
{
    (void)state;
    struct support s;
    struct cr_paths_result r;
    struct cr_run_options run = options(1000, 1, CR_ENGINE_AUTO);
    find_paths(&s, tree, "b.r", 10, &run, &r);
    assert_int_equal(r.n, 1);
    check_near(r.paths[0].probability, 1, 1e-12);
    check_near(r.evidence_probability, 0.3, 1e-12);
    support_release(&s);
}

static void counted_futures_agree_with_those_found(void **state)
{
    (void)state;
    struct support s;
    struct cr_paths_result r;
    struct cr_run_options run = options(50000, 1, CR_ENGINE_WALK);
    const double want[] = {0.36, 0.3, 0.3, 0.04};
    find_paths(&s, tree, NULL, 10, &run, &r);
    assert_int_equal(r.engine, CR_ENGINE_WALK);
    assert_int_equal(r.n, 4);
    check_near(r.distinct, 4, 0);
    for (int i = 0; i < 4; i++)
        assert_true(fabs(r.paths[i].probability - want[i]) < 5 * r.paths[i].error.se);
    check_near(r.paths[0].error.se, sqrt(0.36 * 0.64 / 25000), 0.0001);
    support_release(&s);
}

static void over_worlds_a_future_has_its_mean_probability(void **state)
{
    (void)state;
    struct support s;
    struct cr_paths_result r;
    struct cr_run_options run = options(1000, 256, CR_ENGINE_AUTO);
    run.spec.sampling = CR_SAMPLING_LHS;
    find_paths(&s,
        "crossroads: 1\nstart: a\nparameters: {p: 'beta(2, 2)'}\nnodes:\n"
        "  a: {ask: A, chance: {l: {weight: p, then: b}, r: {weight: 1 - p, then: b}}}\n"
        "  b: {ask: B, chance: {l: {weight: p, then: x}, r: {weight: 1 - p, then: y}}}\n"
        "outcomes: {x: X, y: Y}\n",
        NULL, 10, &run, &r);
    assert_int_equal(r.engine, CR_ENGINE_ROLLBACK);
    assert_int_equal(r.n, 4);
    check_near(r.paths[0].probability, 0.3, 0.003); /* E p^2 = 0.3, E p (1 - p) = 0.2 */
    check_near(r.paths[3].probability, 0.2, 0.003);
    assert_true(r.paths[0].error.se > 0);
    support_release(&s);
}

/* In a world all runs go the same way: of 100 worlds a share p has the error of 100 draws of a
 * coin, sqrt(p (1 - p) / 99), however many runs there are (with those of 500 it would be 2.2 times
 * smaller). Both ways together are certain. */
static void runs_of_a_future_share_worlds(void **state)
{
    (void)state;
    for (int walked = 0; walked < 2; walked++) {
        struct support s;
        struct cr_paths_result r;
        struct cr_run_options run = options(1000, 100, walked ? CR_ENGINE_WALK : CR_ENGINE_AUTO);
        find_paths(&s,
            "crossroads: 1\nstart: a\nparameters: {p: 'uniform(0, 1)'}\nnodes:\n"
            "  a: {ask: A, chance: {l: {weight: 'if(p > 0.5, 1, 0)', then: x}, r: {weight: rest, "
            "then: y}}}\n"
            "outcomes: {x: X, y: Y}\n",
            NULL, 10, &run, &r);
        assert_int_equal(r.engine, walked ? CR_ENGINE_WALK : CR_ENGINE_ROLLBACK);
        assert_int_equal(r.n, 2);
        for (int i = 0; i < 2; i++) {
            double p = r.paths[i].probability, se = sqrt(p * (1 - p) / 99);
            check_near(r.paths[i].error.se, se, 1e-12);
            assert_true(
                r.paths[i].error.high > p + 1.9 * se && r.paths[i].error.high < p + 2.1 * se);
        }
        check_near(r.paths[1].cumulative, 1, 1e-12);
        support_release(&s);
    }
}

/* Chosen by the first half, met by none of the 50 runs of the second: at most 1 - 0.05^(1/50) */
static void a_future_not_met_again_has_a_bound(void **state)
{
    (void)state;
    int unmet = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct support s;
        struct cr_paths_result r;
        struct cr_run_options run = options(100, 1, CR_ENGINE_WALK);
        run.spec.luck.seed = seed;
        find_paths(&s,
            "crossroads: 1\nstart: a\nnodes:\n"
            "  a: {ask: A, chance: {l: {weight: 1%, then: x}, r: {weight: rest, then: y}}}\n"
            "outcomes: {x: X, y: Y}\n",
            NULL, 10, &run, &r);
        for (size_t i = 0; i < r.n; i++) {
            if (r.paths[i].probability > 0)
                continue;
            unmet++;
            assert_true(isnan(r.paths[i].error.se));
            check_near(r.paths[i].error.high, 1 - pow(0.05, 1.0 / 50), 1e-12);
        }
        support_release(&s);
    }
    assert_true(unmet > 0);
}

/* In 100 worlds both shares are the same, and vary: what differs in no world drawn is rarer than 1
 * - 0.05^(1/100) by 95 %, either way; of a payoff, which has no bounds, nothing is known. */
static void what_no_drawn_world_changes_may_change_in_others(void **state)
{
    (void)state;
    struct support s;
    struct cr_compare_result r;
    struct cr_run_options run = options(1000, 100, CR_ENGINE_ROLLBACK);
    compare_lens(&s, rare_change, &run, &r);
    double bound = 1 - pow(0.05, 0.01);
    for (size_t i = 0; i < 3; i++) {
        const struct cr_difference *d = &r.differences[i];
        bool pay = d->what == CR_COMPARED_PAYOFF;
        check_near(d->difference, 0, 0);
        assert_true(isnan(d->se));
        assert_true(pay ? isnan(d->high) : fabs(d->high - bound) < 1e-12);
        assert_true(pay ? isnan(d->low) : fabs(d->low + bound) < 1e-12);
    }
    support_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lottery_that_pays_more_everywhere_dominates_by_that_much),
        cmocka_unit_test(what_a_sample_shows_by_luck_is_not_decided),
        cmocka_unit_test(a_spread_that_keeps_the_mean_is_dominated_in_the_second_order_only),
        cmocka_unit_test(weights_count_as_copies),
        cmocka_unit_test(the_paired_error_sees_only_what_differs),
        cmocka_unit_test(the_paired_error_is_that_of_theory),
        cmocka_unit_test(exact_columns_differ_without_error),
        cmocka_unit_test(options_dominate_and_are_regretted_as_constructed),
        cmocka_unit_test(pools_are_means_of_their_kind),
        cmocka_unit_test(a_logarithmic_pool_of_multipliers_multiplies_their_powers),
        cmocka_unit_test(pulls_of_lenses_add_up_in_any_order),
        cmocka_unit_test(probabilities_of_one_lens_hold_together),
        cmocka_unit_test(copies_are_merged_where_they_differ),
        cmocka_unit_test(futures_come_by_their_probability),
        cmocka_unit_test(evidence_weighs_futures),
        cmocka_unit_test(counted_futures_agree_with_those_found),
        cmocka_unit_test(over_worlds_a_future_has_its_mean_probability),
        cmocka_unit_test(what_no_drawn_world_changes_may_change_in_others),
        cmocka_unit_test(runs_of_a_future_share_worlds),
        cmocka_unit_test(a_future_not_met_again_has_a_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
