/* Positions, choices of single decisions, exact runs, and that worlds in blocks are what they are
 * alone. */
#include "numeric/normal.h"
#include "tree_help.h"

#include "engine/policy.h"

#include "base/fmath.h"
#include "program/worlds.h"

/* ---- Positions ---- */

static double positions(void)
{
    solve();
    return b.r.positions;
}

/* n nodes in a row, two branches each, all to the next; `extra` goes into every first branch. */
static void ladder(int n, const char *head, const char *extra)
{
    struct cr_buf text;
    cr_buf_init(&text, b.arena);
    cr_buf_printf(&text, "crossroads: 1\nstart: n0\n%snodes:\n", head);
    for (int i = 0; i < n; i++) {
        char next[16];
        snprintf(next, sizeof next, i + 1 < n ? "n%d" : "x", i + 1);
        cr_buf_printf(&text,
            "  n%d: {ask: Q?, chance: {u: {weight: 60%%, %sthen: %s}, v: {weight: rest, then: "
            "%s}}}\n",
            i, extra, next, next);
    }
    cr_buf_str(&text, "outcomes: {x: X}\n");
    scenario(text.s);
}

static void a_graph_without_memory_stays_as_small_as_it_is_written(void **state)
{
    (void)state;
    ladder(60, "", "");
    check_near(positions(), 61, 0);
    check_near(chance_of("x"), 1, 1e-12);
}

/* A counter makes i + 1 positions of the i-th node, however it was reached: sum of 1 .. 61. */
static void equal_values_are_one_position(void **state)
{
    (void)state;
    ladder(60, "state: {s: {start: 0}}\n", "change: {s: +1}, ");
    check_near(positions(), 61 * 62 / 2, 0);
    check_near(b.r.measures[0].mean, 36, 1e-12);
    check_near(b.r.measures[0].sd, sqrt(60 * 0.6 * 0.4), 1e-12);
}

static void values_of_uncertain_beginnings_are_numbered(void **state)
{
    (void)state;
    ladder(20, "state: {s: {start: 0 to 9}}\n", "change: {s: +1}, ");
    solve_worlds(64);
    check_near(b.r.positions, 21 * 22 / 2, 0);
    ladder(20, "parameters: {d: 1 to 2}\nstate: {s: {start: 0}}\n", "change: {s: d}, ");
    solve_worlds(64);
    check_near(b.r.positions, 21 * 22 / 2, 0);
}

static void memory_lasts_as_long_as_something_reads_it(void **state)
{
    (void)state;
    /* a is read at c and nowhere later, so the four positions of c join again at d. */
    scenario("crossroads: 1\nstart: a\nnodes:\n"
             "  a: {ask: A?, chance: {p: {then: b}, q: {then: b}}}\n"
             "  b: {ask: B?, chance: {p: {then: c}, q: {then: c}}}\n"
             "  c: {ask: C?, chance: {p: {shift: {a.p: x2}, then: d}, q: {then: d}}}\n"
             "  d: {ask: D?, chance: {p: {then: x}, q: {then: x}}}\n"
             "outcomes: {x: X}\n");
    check_near(positions(), 1 + 2 + 2 + 1 + 1, 0);
}

static void a_chain_stays_linear(void **state)
{
    (void)state;
    scenario("crossroads: 1\nstart: n\nnodes:\n"
             "  n: {ask: N?, at_most: 25, after: out, chance: {hit: {weight: 10%, then: won}, "
             "miss: {weight: rest, then: n}}}\n"
             "outcomes: {won: W, out: O}\n");
    check_near(positions(), 27, 0);
    double none = 1;
    for (int i = 0; i < 25; i++)
        none *= 0.9;
    check_near(chance_of("out"), none, 1e-12);
    check_near(b.r.nodes[0].reach, 1, 1e-12);
    check_near(b.r.nodes[0].shares[0], 0.1, 1e-12);
}

/* Node b on a loop is visited again and again; being there at least once has probability 1 - 0.7^4
 * of four rounds. */
static void reach_is_being_there_at_least_once(void **state)
{
    (void)state;
    scenario("crossroads: 1\nstart: n\nnodes:\n"
             "  n: {ask: N?, at_most: 4, after: out, chance: {side: {weight: 30%, then: m}, on: "
             "{weight: rest, then: n}}}\n"
             "  m: {ask: M?, chance: {back: {then: n}}}\n"
             "outcomes: {out: O}\n");
    solve();
    check_near(b.r.nodes[1].reach, 1 - 0.7 * 0.7 * 0.7 * 0.7, 1e-12);
}

static void what_was_gained_tells_positions_apart_for_quantiles(void **state)
{
    (void)state;
    ladder(10, "actors: {a: A}\n", "payoff: {a: 1}, ");
    check_near(positions(), 66, 0);
    check_near(b.r.value[0], 6, 1e-12);
    check_near(b.r.payoffs[0].sd, sqrt(10 * 0.6 * 0.4), 1e-12);
    check_near(b.r.payoffs[0].q50, 6, 0);
    check_near(b.r.payoffs[0].q05, 3, 0);
}

/* Payoffs of 2^i would make 2^22 totals: mean and sd stay exact without them. */
static void totals_are_let_go_before_the_limit(void **state)
{
    (void)state;
    struct cr_buf text;
    double mean = 0, variance = 0;
    cr_buf_init(&text, b.arena);
    cr_buf_str(&text, "crossroads: 1\nstart: n0\nactors: {a: A}\nnodes:\n");
    for (int i = 0; i < 22; i++) {
        double pay = (double)(1 << i);
        cr_buf_printf(&text,
            "  n%d: {ask: Q?, chance: {u: {weight: 30%%, payoff: {a: %.0f}, then: %s%d}, v: "
            "{weight: rest, then: %s%d}}}\n",
            i, pay, i < 21 ? "n" : "x", i + 1, i < 21 ? "n" : "x", i + 1);
        mean += 0.3 * pay;
        variance += 0.21 * pay * pay;
    }
    cr_buf_str(&text, "outcomes: {x22: {label: X, payoff: {a: -500}}}\n");
    scenario(text.s);
    check_near(positions(), 23, 0);
    check_near(b.r.value[0], mean - 500, 1e-12);
    check_near(b.r.payoffs[0].mean, mean - 500, 1e-12); /* bias caught: an end that is not paid */
    check_near(b.r.payoffs[0].sd, sqrt(variance), 1e-9);
    assert_true(isnan(b.r.payoffs[0].q50));
    assert_int_equal(b.r.n_notes, 1);
}

/* State that only the final report would read is let go when it does not fit. */
static void state_that_nothing_reads_is_let_go_before_the_limit(void **state)
{
    (void)state;
    struct cr_buf text;
    cr_buf_init(&text, b.arena);
    cr_buf_str(&text, "crossroads: 1\nstart: n0\nstate: {s: {start: 0}, t: {start: 5}}\nnodes:\n");
    for (int i = 0; i < 21; i++)
        cr_buf_printf(&text,
            "  n%d: {ask: Q?, chance: {u: {weight: 30%%, change: {s: %d}, then: %s%d}, v: {then: "
            "%s%d, weight: rest}}}\n",
            i, 1 << i, i < 20 ? "n" : "x", i + 1, i < 20 ? "n" : "x", i + 1);
    cr_buf_str(&text, "outcomes: {x21: X}\n");
    scenario(text.s);
    check_near(positions(), 22, 0);
    assert_true(isnan(b.r.measures[0].mean));
    assert_int_equal(b.r.n_notes, 1);
}

/* ---- One decision ---- */

static void the_first_of_the_best_is_played_and_closed_options_are_not(void **state)
{
    (void)state;
    struct cr_choose best = {.kind = CR_CHOOSE_BEST};
    struct cr_worth value[4] = {{3, 3}, {5, 5}, {5 + 4e-12, 5}, {NAN, NAN}};
    double p[4];
    unsigned char open[4] = {1, 1, 1, 1};
    int ties[4], n_ties;
    cr_policy_choose(&best, value, open, 4, false, p, ties, &n_ties);
    check_near(p[1], 1, 0);
    assert_int_equal(n_ties, 2);
    assert_int_equal(ties[1], 2);
    cr_policy_choose(&best, value, open, 4, true, p, ties, &n_ties);
    check_near(p[0], 1, 0);
    open[1] = open[2] = 0;
    cr_policy_choose(&best, value, open, 4, false, p, ties, &n_ties);
    check_near(p[0], 1, 0);
    open[0] = 0; /* only one is left, and it was never worked out */
    cr_policy_choose(&best, value, open, 4, false, p, ties, &n_ties);
    check_near(p[3], 1, 0);
}

/* A difference of rounding is one against the terms that were added up, whatever their unit. */
static void ties_do_not_depend_on_the_unit(void **state)
{
    (void)state;
    for (double unit = 1e-300; unit < 1e300; unit *= 1e30) {
        struct cr_worth value = {3 * unit, 3 * unit}, above = {3.0000000001 * unit, 3 * unit},
                        beside = {(3 + 2e-12) * unit, 3 * unit}, none = {0, 0},
                        d = {1e-14 * unit, unit};
        assert_false(cr_worth_ties(value, above));
        assert_true(cr_worth_ties(value, beside));
        assert_true(cr_worth_ties(none, d));
        assert_false(cr_worth_ties(none, value));
    }
    struct cr_worth many = {INFINITY, INFINITY}, bad = {NAN, NAN}, one = {1, 1};
    assert_true(cr_worth_ties(many, many));
    assert_false(cr_worth_ties(many, one) || cr_worth_ties(bad, bad) || cr_worth_ties(bad, one));
}

static void softmax_survives_large_numbers(void **state)
{
    (void)state;
    struct cr_choose quantal = {.kind = CR_CHOOSE_QUANTAL, .lambda = 2};
    struct cr_worth value[3] = {{1e6, 1e6}, {1e6 + 1, 1e6}, {-1e6, 1e6}};
    double p[3];
    unsigned char open[3] = {1, 1, 1};
    cr_policy_choose(&quantal, value, open, 3, false, p, NULL, NULL);
    check_near(p[1], cr_logistic(2), 1e-12);
    check_near(p[2], 0, 0);
    cr_policy_choose(&quantal, value, open, 3, true, p, NULL, NULL);
    check_near(p[2], 1, 0);
}

static void a_fixed_option_that_is_closed_gives_way_to_the_first_open(void **state)
{
    (void)state;
    struct cr_choose fixed = {.kind = CR_CHOOSE_OPTION, .option = 0};
    unsigned char open[3] = {0, 1, 1};
    double p[3];
    cr_policy_choose(&fixed, NULL, open, 3, false, p, NULL, NULL);
    check_near(p[1], 1, 0);
}

/* ---- How large a tree will be ---- */

/* A bound must never refuse a tree that fits, and must see one that is far from it. */
static void positions_are_counted_before_they_are_made(void **state)
{
    (void)state;
    static const char *const files[] = {"kazakhstan", "alliance", "classics/oil_wildcatter",
        "classics/centipede", "classics/sanctions_ladder", "classics/gamblers_ruin"};
    for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
        for (int full = 0; full < 4; full++) {
            bundled(files[k]);
            compile();
            double *base = CR_NEW(b.arena, double, b.p->n_slots);
            assert_int_equal(cr_worlds_base(b.p, 0, base, &b.fault), CR_OK);
            unsigned char *watch = CR_NEW(b.arena, unsigned char, b.p->n_points);
            for (int n = 0; n < b.p->n_points && full >= 2; n++)
                watch[n] = b.p->points[n].kind == CR_DECISION;
            struct cr_unroll_spec spec = {.base = base,
                .states = full & 1,
                .totals = full & 1,
                .watch = watch,
                .max_positions = 10000000};
            const struct cr_unroll *u = cr_unroll_build(b.arena, b.p, &spec);
            double least = cr_unroll_at_least(b.p, &spec);
            if (u->too_many || least > u->n_positions)
                fail_msg("%s: %g, and there are %d", files[k], least, u->n_positions);
            assert_true(least >= 1);
        }
    }
}

/* n coins that everything behind remembers: 2^n positions at the end. */
static void what_doubles_thirty_times_is_refused_at_once(void **state)
{
    (void)state;
    struct cr_buf text;
    struct cr_arena *arena = cr_arena_new();
    cr_buf_init(&text, arena);
    cr_buf_str(&text, "crossroads: 1\nstart: n0\nactors: {a: A}\nnodes:\n");
    for (int k = 0; k < 30; k++)
        cr_buf_printf(&text,
            "  n%d: {ask: Q?, chance: {x: {weight: 1, then: n%d}, y: {weight: 1, then: n%d}}}\n", k,
            k + 1, k + 1);
    cr_buf_str(&text, "  n30: {ask: Q?, chance: {x: {weight: '1");
    for (int k = 0; k < 30; k++)
        cr_buf_printf(&text, " + took(\"n%d.x\")", k);
    cr_buf_str(&text, "', then: o}, y: {weight: 1, then: o}}}\noutcomes: {o: O}\n");
    scenario(text.s);
    compile();
    double *base = CR_NEW(b.arena, double, b.p->n_slots);
    assert_int_equal(cr_worlds_base(b.p, 0, base, &b.fault), CR_OK);
    unsigned char *watch = CR_NEW(b.arena, unsigned char, b.p->n_points);
    struct cr_unroll_spec spec = {.base = base, .watch = watch, .max_positions = 1000000};
    const struct cr_unroll *u = cr_unroll_build(b.arena, b.p, &spec);
    assert_true(u->too_many);
    assert_true(u->n_positions < 50000); /* it was not tried */
    assert_true(u->at_least > 1.2e6 && u->at_least <= 1073741824);
    cr_arena_free(arena);
}

/* ---- Worlds ---- */

/* Uncertain everything, conditions, two actors, payoffs on the way, a hidden node, evidence. */
#define RICH                                                                                       \
    "crossroads: 1\nstart: a\nactors: {x: {label: X, payoff: s}, y: Y}\n"                          \
    "stages: {one: One, two: Two}\nparameters: {p: 10% to 60%, q: 1 to 3}\n"                       \
    "state: {s: {start: 0 to 4, between: [0, 12], bounds: soft}, t: {start: 3}}\nmeasures: {m: s " \
    "* t + q}\nnodes:\n"                                                                           \
    "  a: {ask: A?, stage: one, chance: {u: {weight: p, change: {s: q}, payoff: {y: q}, then: "    \
    "h}, d: {weight: rest, then: h}}}\n"                                                           \
    "  h: {ask: H?, hidden: true, chance: {i: {weight: 30%, then: b}, j: {weight: rest, then: "    \
    "b}}}\n"                                                                                       \
    "  b: {ask: B?, decision: x, options: {l: {change: {s: +1}, then: c}, r: {change: {s: 2*q - "  \
    "3}, then: c},\n"                                                                              \
    "    m: {when: s > 4, change: {s: +3}, then: c}}}\n"                                           \
    "  c: {ask: C?, stage: two, chance: {h: {weight: 20% to 40%, shift: {h.i: x3}, change: {t: "   \
    "+1}, then: d},\n"                                                                             \
    "    k: {weight: rest, payoff: {y: 2}, then: e}}, signals: {sign: {h: 60%, k: 30%}}}\n"        \
    "  d: {ask: D?, decision: y, options: {v: {payoff: {y: 5}, then: e}, w: {payoff: {y: 2*q}, "   \
    "then: w1}}}\n"                                                                                \
    "  e: {ask: E?, rule: {big: {when: s > 5, then: w1}, small: {then: w2}}}\n"                    \
    "outcomes: {w1: {label: W, payoff: {y: 1}}, w2: {label: V, payoff: {y: 0.5}}}\n"

static struct cr_tree_worlds drawn(uint64_t n, double **slots)
{
    struct cr_world_spec spec = {{7, NULL}, n, CR_SAMPLING_RANDOM, false};
    *slots = CR_NEW(b.arena, double, (size_t)b.p->n_slots *n);
    assert_int_equal(
        cr_worlds_fill(b.p, &spec, 0, (int)n, *slots, n, NULL, b.arena, &b.fault), CR_OK);
    return (struct cr_tree_worlds){.n = n, .slots = *slots, .stride = n};
}

static void evaluate(
    const struct cr_tree_worlds *worlds, bool each, int block, struct cr_tree_sums *sums)
{
    struct cr_tree_options options = {.each = each, .block = block, .nodes = true, .spread = true};
    if (cr_tree_values(b.arena, b.p, worlds, &options, sums, &b.fault) != CR_OK)
        fail_msg("%s", b.fault.text);
}

static void check_world(
    const struct cr_tree_sums *all, uint64_t w, uint64_t n, const struct cr_tree_sums *one)
{
    int n_rows = b.p->n_measures + b.p->n_states;
    check_near(all->world_weight[w] * (double)n, one->world_weight[0], 1e-12);
    for (int o = 0; o < b.p->n_endings; o++)
        check_near(all->outcome[(size_t)o * all->stride + w] * (double)n, one->outcome[o], 1e-12);
    for (int a = 0; a < b.p->n_actors; a++)
        check_near(all->payoff[(uint64_t)a * all->stride + w] * (double)n, one->payoff[a], 1e-12);
    for (int m = 0; m < n_rows; m++)
        check_near(all->measure[(uint64_t)m * all->stride + w] * (double)n, one->measure[m], 1e-12);
}

/* Each world decides for itself, so it must come out as the base case of that world: an unrolling
 * that folds every number against one that folds none. */
static void a_world_among_many_is_what_it_is_alone(void **state)
{
    (void)state;
    enum { N = 40 };
    double *slots;
    scenario(RICH);
    saw("c.sign");
    compile();
    struct cr_tree_worlds worlds = drawn(N, &slots);
    struct cr_tree_sums all;
    evaluate(&worlds, true, 7, &all);
    for (uint64_t w = 0; w < N; w++) {
        struct cr_tree_worlds alone = {.n = 1, .slots = &slots[w], .stride = N};
        struct cr_tree_sums one;
        evaluate(&alone, false, 0, &one);
        check_world(&all, w, N, &one);
    }
}

static void the_size_of_a_block_does_not_matter(void **state)
{
    (void)state;
    enum { N = 50 };
    static const int sizes[] = {1, 3, 16, 49};
    double *slots;
    scenario(RICH);
    compile();
    struct cr_tree_worlds worlds = drawn(N, &slots);
    struct cr_tree_sums whole, parts;
    evaluate(&worlds, false, 0, &whole);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        evaluate(&worlds, false, sizes[i], &parts);
        for (int k = 0; k < N * b.p->n_endings; k++)
            check_near(parts.outcome[k], whole.outcome[k], 1e-13);
        for (int k = 0; k < N * b.p->n_actors; k++)
            check_near(parts.payoff[k], whole.payoff[k], 1e-13);
        for (int n = 0; n < b.p->n_points; n++)
            check_near(parts.reach[n], whole.reach[n], 1e-13);
        struct cr_quantity q, r;
        for (int k = 0; k < b.p->n_stages * b.p->n_states; k++) {
            cr_spread_finish(&parts.stages[k], &q);
            cr_spread_finish(&whole.stages[k], &r);
            check_near(q.mean, r.mean, 1e-13);
            check_near(q.q25, r.q25, 1e-13);
        }
    }
}

/* Weights that all worlds have in common are filled in once; the last block is narrower. */
static void common_weights_fit_the_last_block(void **state)
{
    (void)state;
    enum { N = 50 };
    double *slots;
    scenario("crossroads: 1\nstart: a\nparameters: {p: 20% to 90%}\nnodes:\n"
             "  a: {ask: A?, chance: {l: {weight: p, then: b}, r: {weight: rest, then: z}}}\n"
             "  b: {ask: B?, chance: {x: {weight: 20%, then: y}, w: {weight: 80%, then: z}}}\n"
             "outcomes: {y: Y, z: Z}\n");
    compile();
    struct cr_tree_worlds worlds = drawn(N, &slots);
    struct cr_tree_sums parts;
    evaluate(&worlds, false, 16, &parts);
    for (int w = 0; w < N; w++)
        check_near(parts.outcome[w], 0.2 * slots[w] / N, 1e-15);
}

/* To know the world before deciding is worth something, and never less than nothing. */
static void knowing_the_world_does_not_hurt(void **state)
{
    (void)state;
    enum { N = 200 };
    double *slots, blind = 0, seeing = 0;
    scenario("crossroads: 1\nstart: a\nactors: {x: X}\nparameters: {p: 20% to 90%}\nnodes:\n"
             "  a: {ask: A?, decision: x, options: {try: {then: m}, leave: {then: s}}}\n"
             "  m: {ask: M?, chance: {up: {weight: p, then: u}, down: {weight: rest, then: d}}}\n"
             "outcomes: {s: {label: S, payoff: {x: 0.5}}, u: {label: U, payoff: {x: 1}}, d: "
             "{label: D}}\n");
    compile();
    struct cr_tree_worlds worlds = drawn(N, &slots);
    struct cr_tree_sums sums;
    evaluate(&worlds, false, 0, &sums);
    for (int w = 0; w < N; w++)
        blind += sums.payoff[w];
    evaluate(&worlds, true, 0, &sums);
    for (int w = 0; w < N; w++)
        seeing += sums.payoff[w];
    double want = 0;
    for (int w = 0; w < N; w++)
        want += fmax(0.5, slots[w]) / N;
    check_near(seeing, want, 1e-12);
    assert_true(seeing > blind);
}

/* ---- Runs ---- */

static void rollback_gives_the_spread_over_worlds(void **state)
{
    (void)state;
    scenario(
        "crossroads: 1\nstart: m\nactors: {x: X}\nparameters: {p: 'uniform(0.2, 1)'}\nnodes:\n"
        "  m: {ask: M?, chance: {up: {weight: p, then: u}, down: {weight: rest, then: d}}}\n"
        "outcomes: {u: {label: U, tags: [good], payoff: {x: 1}}, d: {label: D, payoff: {x: 0}}}\n");
    run_with(CR_ENGINE_AUTO, 4000, 4000);
    assert_int_equal(b.run.engine, CR_ENGINE_ROLLBACK);
    const struct cr_share *u = &b.run.outcomes[0];
    double sd = 0.8 / sqrt(12);
    assert_true(fabs(u->share - 0.6) < 5 * sd / sqrt(4000));
    assert_true(fabs(u->se / (sd / sqrt(4000)) - 1) < 0.05);
    assert_true(fabs(u->q05 - 0.24) < 0.02 && fabs(u->q95 - 0.96) < 0.02);
    check_near(b.run.tags[0].share, u->share, 1e-12);
    check_near(b.run.payoffs[0].mean, u->share, 1e-12);
    check_near(b.run.payoffs[0].se, u->se, 1e-12);
    check_near(b.run.payoffs[0].sd, sqrt(u->share * (1 - u->share)), 1e-12);
    check_near(b.run.payoffs[0].world_q05, u->q05, 1e-12);
    check_near(b.run.slot_mean[0], u->share, 1e-12);
}

/* Uniform on (0, 1) after one success: beta(2, 1), mean 2/3, variance 1/18. */
static void evidence_teaches_about_parameters(void **state)
{
    (void)state;
    enum { N = 20000 };
    scenario("crossroads: 1\nstart: m\nparameters: {p: 'uniform(0, 1)'}\nnodes:\n"
             "  m: {ask: M?, chance: {up: {weight: p, then: x}, down: {weight: rest, then: "
             "x}}}\noutcomes: {x: X}\n");
    saw("m.up");
    run_with(CR_ENGINE_AUTO, N, N);
    assert_true(fabs(b.run.slot_mean[0] - 2.0 / 3) < 0.01);
    assert_true(fabs(b.run.slot_sd[0] - sqrt(1.0 / 18)) < 0.01);
    assert_true(fabs(b.run.evidence_probability - 0.5) < 0.02);
    assert_true(fabs(b.run.effective / N - 0.75) < 0.02); /* (E w)^2 / E w^2 = (1/4) / (1/3) */
}

static void the_walk_agrees_with_the_tree(void **state)
{
    (void)state;
    enum { RUNS = 400000, N = 1000 };
    scenario(RICH);
    b.setup.choose.kind = CR_CHOOSE_UNIFORM;
    run_with(CR_ENGINE_ROLLBACK, RUNS, N);
    struct cr_run_result tree = b.run;
    run_with(CR_ENGINE_WALK, RUNS, N);
    double se = 5 * sqrt(0.25 / RUNS);
    for (int o = 0; o < b.p->n_endings; o++)
        assert_true(fabs(tree.outcomes[o].share - b.run.outcomes[o].share) < se);
    for (int a = 0; a < b.p->n_actors; a++)
        assert_true(fabs(tree.payoffs[a].mean - b.run.payoffs[a].mean) <
                    5 * tree.payoffs[a].sd / sqrt(RUNS));
    for (int k = 0; k < b.p->n_stages * b.p->n_states; k++) {
        assert_true(fabs(tree.stages[k].mean - b.run.stages[k].mean) <=
                    5 * tree.stages[k].sd / sqrt(RUNS) + 1e-12);
        assert_true(
            fabs(tree.stages[k].sd - b.run.stages[k].sd) <= 0.02 * tree.stages[k].sd + 1e-12);
    }
    for (int n = 0; n < b.p->n_points; n++)
        assert_true(fabs(tree.nodes[n].reach - b.run.nodes[n].reach) < se);
}

/* ---- Stages ---- */

/* Stage two is skipped by half of the paths: they show what stage one left. */
static void a_stage_without_a_branch_shows_the_one_before(void **state)
{
    (void)state;
    scenario("crossroads: 1\nstart: a\nstages: {one: I, two: II, three: III}\nstate: {s: {start: "
             "1}}\nnodes:\n"
             "  a: {ask: A?, stage: one, chance: {p: {change: {s: +1}, then: b}, q: {then: c}}}\n"
             "  b: {ask: B?, stage: two, chance: {p: {change: {s: +10}, then: c}}}\n"
             "  c: {ask: C?, stage: three, chance: {p: {change: {s: +100}, then: x}}}\n"
             "outcomes: {x: X}\n");
    run_with(CR_ENGINE_AUTO, 100, 1);
    check_near(b.run.stages[0].mean, 1.5, 1e-12);
    check_near(b.run.stages[1].mean, (12 + 1) / 2.0, 1e-12);
    check_near(b.run.stages[1].sd, 5.5, 1e-12);
    check_near(b.run.stages[2].mean, (112 + 101) / 2.0, 1e-12);
}

static void a_stage_before_the_first_branch_shows_the_start(void **state)
{
    (void)state;
    scenario("crossroads: 1\nstart: a\nstages: {one: I, two: II}\nstate: {s: {start: 1}}\nnodes:\n"
             "  a: {ask: A?, stage: two, chance: {p: {change: {s: +1}, then: x}}}\n"
             "outcomes: {x: X}\n");
    run_with(CR_ENGINE_AUTO, 100, 1);
    check_near(b.run.stages[0].mean, 1, 0);
    check_near(b.run.stages[1].mean, 2, 0);
}

/* Paths go back to stage one: its row is the state after the last branch taken in it, and stage
 * two's row is that of paths' last branch there, wherever it lies. */
static void stages_may_come_again(void **state)
{
    (void)state;
    scenario("crossroads: 1\nstart: a\nstages: {one: I, two: II}\nstate: {s: {start: 0}}\nnodes:\n"
             "  a: {ask: A?, stage: one, chance: {p: {change: {s: +1}, then: b}, q: {then: x}}}\n"
             "  b: {ask: B?, stage: two, chance: {p: {change: {s: +10}, then: c}}}\n"
             "  c: {ask: C?, stage: one, chance: {p: {change: {s: +100}, then: x}, q: {change: {s: "
             "+200}, then: x}}}\n"
             "outcomes: {x: X}\n");
    run_with(CR_ENGINE_AUTO, 100, 1);
    check_near(b.run.stages[0].mean, 0.5 * 0 + 0.25 * 111 + 0.25 * 211, 1e-12);
    check_near(b.run.stages[1].mean, 0.5 * 0 + 0.5 * 11, 1e-12);
    struct cr_quantity tree = b.run.stages[1];
    run_with(CR_ENGINE_WALK, 100000, 1);
    assert_true(fabs(b.run.stages[1].mean - tree.mean) < 5 * tree.sd / sqrt(100000));
}

/* ---- Policies for the walk ---- */

static void policy(uint64_t worlds, struct cr_policy *out)
{
    struct cr_run_spec options = {.luck.seed = 1, .worlds = worlds};
    compile();
    if (cr_policy_solve(b.arena, b.p, &options, out, &b.fault) != CR_OK)
        fail_msg("%s", b.fault.text);
}

/* Follows branches by name. */
static int follow(const struct cr_policy *out, const char *const *names)
{
    int s = out->start;
    for (; *names; names++) {
        int node, branch;
        assert_true(cr_scenario_branch(b.s, *names, &node, &branch));
        assert_int_equal(out->point[s], node);
        s = out->move[out->first[s] + branch];
        assert_true(s >= 0);
    }
    return s;
}

static void a_policy_does_not_know_what_is_hidden(void **state)
{
    (void)state;
    struct cr_policy out;
    static const unsigned char open[2] = {1, 1};
    bundled("classics/oil_wildcatter");
    policy(0, &out);
    assert_true(out.needed);
    int dry = follow(&out, (const char *const[]){"oil.dry", "test.sound", "seismic.open", NULL});
    int wet = follow(&out, (const char *const[]){"oil.wet", "test.sound", "seismic.open", NULL});
    int none = follow(&out, (const char *const[]){"oil.wet", "test.sound", "seismic.none", NULL});
    assert_int_equal(dry, wet);
    check_near(out.worth[out.first[dry]].value, 11.5 / 0.35, 1e-12);
    check_near(out.worth[out.first[dry] + 1].value, 0, 1e-12);
    check_near(cr_policy_worth(&out, none, open, 2)[0].value, -12.5 / 0.41, 1e-12);
    int behind = out.move[out.first[none] + 1];
    assert_int_equal(
        out.point[behind], -1); /* no decision follows: one state that goes round in itself */
    assert_int_equal(out.move[out.first[behind]], behind);
}

/* At the means the option is closed and the rule is on one side; the policy has an answer to both
 * all the same. */
static void a_policy_covers_what_chance_may_open(void **state)
{
    (void)state;
    struct cr_policy out;
    scenario(
        "crossroads: 1\nstart: a\nactors: {x: X}\nstate: {s: {start: 0}}\nnodes:\n"
        "  a: {ask: A?, chance: {p: {change: {s: \"normal(0, 1)\"}, then: r}}}\n"
        "  r: {ask: R?, rule: {high: {when: s > 0.5, then: d}, low: {then: d}}}\n"
        "  d: {ask: D?, decision: x, options: {stay: {then: u}, jump: {when: s > 0.5, then: v}}}\n"
        "outcomes: {u: {label: U, payoff: {x: 1}}, v: {label: V, payoff: {x: 2}}}\n");
    policy(0, &out);
    int high = follow(&out, (const char *const[]){"a.p", "r.high", NULL});
    check_near(out.worth[out.first[high]].value, 1, 0);
    check_near(out.worth[out.first[high] + 1].value, 2, 0);
    run_with(CR_ENGINE_WALK, 100000, 1);
    double tail = 1 - cr_normal_cdf(0.5);
    assert_true(fabs(b.run.outcomes[1].share - tail) < 5 * sqrt(tail * (1 - tail) / 100000));
}

static void no_policy_is_needed_without_a_solved_decision(void **state)
{
    (void)state;
    struct cr_policy out;
    bundled("classics/oil_wildcatter");
    b.setup.choose.kind = CR_CHOOSE_UNIFORM;
    policy(0, &out);
    assert_false(out.needed);
}

static void the_walk_plays_what_the_tree_solves(void **state)
{
    (void)state;
    bundled("classics/deterrence_hidden_type");
    run_with(CR_ENGINE_EXACT, 1000, 1);
    struct cr_run_result tree = b.run;
    run_with(CR_ENGINE_WALK, 100000, 1);
    for (int a = 0; a < b.p->n_actors; a++)
        assert_true(fabs(tree.payoffs[a].mean - b.run.payoffs[a].mean) <=
                    5 * tree.payoffs[a].sd / sqrt(100000) + 1e-9);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_bench, close_bench)

/* A world in 100,000 has x for certain: none of 100 drawn ones, so P(x) < 1 - 0.05^(1/100) = 2.95 %
 * by 95 %, and the others together > 97.05 %. What no world can bring (a branch of weight 0; an
 * option that is not taken) is exactly 0, what all bring exactly 1. */
static const char rare_world[] =
    "crossroads: 1\n"
    "start: a\n"
    "actors: {me: Me}\n"
    "parameters: {q: 'uniform(0, 1)'}\n"
    "nodes:\n"
    "  a: {ask: A, chance: {rare: {weight: 'if(q > 0.99999, 1, 0)', then: r}, common: {weight: "
    "rest, "
    "then: b}}}\n"
    "  r: {ask: R, chance: {u: {weight: 1, then: x}}}\n"
    "  b: {ask: B, chance: {none: {weight: 0, then: z}, all: {weight: 1, then: c}}}\n"
    "  c: {ask: C, decision: me, options: {good: {payoff: {me: 1}, then: y}, bad: {then: w}}}\n"
    "outcomes: {x: {tags: [odd, any]}, y: {tags: [usual, any]}, z: {tags: [any]}, w: {tags: "
    "[any]}}\n";

static void check_bounds(const struct cr_share *outcomes, const struct cr_share *tags, double bound)
{
    const struct cr_share *x = &outcomes[outcome_of("x")], *y = &outcomes[outcome_of("y")];
    assert_true(isnan(x->se) && isnan(y->se));
    check_near(x->low, 0, 0);
    check_near(x->high, bound, 1e-12);
    check_near(y->low, 1 - bound, 1e-12);
    check_near(y->high, 1, 0);
    check_near(outcomes[outcome_of("z")].se, 0, 0);
    check_near(outcomes[outcome_of("z")].high, 0, 0);
    check_near(outcomes[outcome_of("w")].high, 0, 0);
    check_near(tags[cr_map_find(b.s->tag_map, "odd")].high, bound, 1e-12);
    check_near(tags[cr_map_find(b.s->tag_map, "usual")].low, 1 - bound, 1e-12);
    check_near(tags[cr_map_find(b.s->tag_map, "any")].low, 1, 0);
    check_near(tags[cr_map_find(b.s->tag_map, "any")].se, 0, 0);
}

static void what_no_drawn_world_brings_has_a_bound(void **state)
{
    (void)state;
    double bound = 1 - pow(0.05, 0.01);
    scenario(rare_world);
    run_with(CR_ENGINE_ROLLBACK, 1000, 100);
    check_bounds(b.run.outcomes, b.run.tags, bound);
    check_near(b.run.unmet, bound, 1e-12);
    const struct cr_node_result *nodes = b.run.nodes;
    check_near(nodes[0].unmet, bound, 1e-12);     /* a.rare */
    check_near(nodes[1].unreached, bound, 1e-12); /* r */
    check_near(nodes[2].unmet, 0, 0);             /* b.none */
    check_near(nodes[3].unmet, 0, 0);             /* c.bad */
    assert_non_null(strstr(b.run.notes[b.run.n_notes - 1], "1 outcome has no chance in any of the "
                                                           "100 worlds"));
    solve_worlds(100);
    check_bounds(b.r.outcome_shares, b.r.tag_shares, bound);
}

/* By integration: 50 points for each of 100 worlds. */
static void what_no_point_of_an_integral_brings_has_a_bound(void **state)
{
    (void)state;
    double bound = 1 - pow(0.05, 1.0 / 5000);
    scenario(rare_world);
    force("c.good");
    run_with(CR_ENGINE_MISER, 1000, 100);
    assert_true(isnan(b.run.outcomes[0].se));
    check_near(b.run.outcomes[0].high, bound, 1e-12);
    check_near(b.run.outcomes[1].low, 1 - bound, 1e-12);
}

/* At the base case, and where nothing is uncertain, 0 is 0. */
static void without_worlds_nought_is_exact(void **state)
{
    (void)state;
    scenario(rare_world);
    solve();
    assert_null(b.r.outcome_shares);
    check_near(b.r.nodes[0].unmet, 0, 0);
    check_near(b.r.nodes[1].unreached, 0, 0);
    scenario("crossroads: 1\nstart: a\nnodes:\n"
             "  a: {ask: A, chance: {l: {weight: 0, then: x}, r: {weight: 1, then: y}}}\n"
             "outcomes: {x: X, y: Y}\n");
    run_with(CR_ENGINE_ROLLBACK, 1000, 100);
    check_near(b.run.outcomes[0].se, 0, 0);
    check_near(b.run.outcomes[0].high, 0, 0);
    check_near(b.run.unmet, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_graph_without_memory_stays_as_small_as_it_is_written),
        TEST(equal_values_are_one_position),
        TEST(values_of_uncertain_beginnings_are_numbered),
        TEST(memory_lasts_as_long_as_something_reads_it),
        TEST(a_chain_stays_linear),
        TEST(reach_is_being_there_at_least_once),
        TEST(what_was_gained_tells_positions_apart_for_quantiles),
        TEST(totals_are_let_go_before_the_limit),
        TEST(state_that_nothing_reads_is_let_go_before_the_limit),
        TEST(the_first_of_the_best_is_played_and_closed_options_are_not),
        TEST(positions_are_counted_before_they_are_made),
        TEST(what_doubles_thirty_times_is_refused_at_once),
        TEST(ties_do_not_depend_on_the_unit),
        TEST(softmax_survives_large_numbers),
        TEST(a_fixed_option_that_is_closed_gives_way_to_the_first_open),
        TEST(a_world_among_many_is_what_it_is_alone),
        TEST(the_size_of_a_block_does_not_matter),
        TEST(common_weights_fit_the_last_block),
        TEST(knowing_the_world_does_not_hurt),
        TEST(rollback_gives_the_spread_over_worlds),
        TEST(evidence_teaches_about_parameters),
        TEST(the_walk_agrees_with_the_tree),
        TEST(a_stage_without_a_branch_shows_the_one_before),
        TEST(a_stage_before_the_first_branch_shows_the_start),
        TEST(stages_may_come_again),
        TEST(a_policy_does_not_know_what_is_hidden),
        TEST(a_policy_covers_what_chance_may_open),
        TEST(no_policy_is_needed_without_a_solved_decision),
        TEST(the_walk_plays_what_the_tree_solves),
        cmocka_unit_test_setup_teardown(
            what_no_drawn_world_brings_has_a_bound, open_bench, close_bench),
        cmocka_unit_test_setup_teardown(
            what_no_point_of_an_integral_brings_has_a_bound, open_bench, close_bench),
        cmocka_unit_test_setup_teardown(without_worlds_nought_is_exact, open_bench, close_bench),
    };
    return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}
