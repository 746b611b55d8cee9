/* Evidence, uncertain worlds and pools of lenses: what is learnt, and what is chosen for all worlds
 * at once. */
#include "tree_help.h"

/* ---- Evidence ---- */

#define DISEASE                                                                                    \
    "crossroads: 1\nstart: ill\nnodes:\n"                                                          \
    "  ill: {ask: I?, chance: {\"yes\": {weight: 10%, then: test}, \"no\": {weight: rest, then: "  \
    "test}},\n"                                                                                    \
    "    signals: {cough: {\"yes\": 70%, \"no\": 20%}}}\n"                                         \
    "  test: {ask: T?, chance: {positive: {weight: 5%, shift: {ill.yes: x171}, then: end}, "       \
    "negative: {weight: rest, then: end}}}\n"                                                      \
    "  end: {ask: E?, rule: {sick: {when: \"took('ill.yes')\", then: s}, well: {then: w}}}\n"      \
    "outcomes: {s: S, w: W}\n"

/* P(positive | ill) = .05 * 171 / (.05 * 171 + .95) = 0.9; P(ill | positive) = .09 / (.09 + .045) =
 * 2/3. */
static void evidence_follows_bayes(void **state)
{
    (void)state;
    scenario(DISEASE);
    saw("test.positive");
    solve();
    check_near(chance_of("s"), 2.0 / 3, 1e-12);
    check_near(b.r.evidence_probability, 0.135, 1e-12);
    check_near(b.r.nodes[1].shares[0], 1, 1e-12);
    saw("ill.cough"); /* signals are independent given the branch */
    solve();
    check_near(chance_of("s"), 0.063 / (0.063 + 0.009), 1e-12);
}

/* Somebody who errs takes what is worth g more with probability 1 / (1 + exp(-L g)): seeing it
 * taken says that it is worth more. Somebody who always does best would have taken it anyway. */
#define STAKES                                                                                     \
    "crossroads: 1\nstart: stake\nactors: {p: P}\nnodes:\n"                                        \
    "  stake: {ask: S?, chance: {high: {weight: 25%, then: act}, low: {weight: rest, then: "       \
    "act}}}\n"                                                                                     \
    "  act: {ask: A?, decision: p, options: {take: {then: end}, leave: {then: z}}}\n"              \
    "  end: {ask: E?, rule: {much: {when: \"took('stake.high')\", payoff: {p: 3}, then: h}, "      \
    "little: {payoff: {p: 1}, then: l}}}\n"                                                        \
    "outcomes: {h: H, l: L, z: Z}\n"

static void a_choice_that_errs_is_evidence_and_a_best_one_is_not(void **state)
{
    (void)state;
    double high = 0.25 / (1 + exp(-3)), low = 0.75 / (1 + exp(-1));
    scenario(STAKES);
    saw("act.take");
    b.setup.choose = (struct cr_choose){.kind = CR_CHOOSE_QUANTAL, .lambda = 1};
    solve();
    check_near(chance_of("h"), high / (high + low), 1e-12);
    check_near(b.r.evidence_probability, high + low, 1e-12);
    run_with(CR_ENGINE_WALK, 20000, 1);
    check_near(b.run.outcomes[outcome_of("h")].share, high / (high + low), 0.02);
    check_near(b.run.evidence_probability, high + low, 0.01);
    b.setup.choose = (struct cr_choose){.kind = CR_CHOOSE_BEST};
    solve();
    check_near(chance_of("h"), 0.25, 1e-12);
    check_near(b.r.evidence_probability, 1, 0);
}

/* 0.1 + 0.2 + 0.7 and the like: what every path goes through is reached by all, not nearly all. */
#define THIRDS                                                                                     \
    "crossroads: 1\nstart: a\nnodes:\n"                                                            \
    "  a: {ask: A?, chance: {x: {weight: 0.1, then: b}, y: {weight: 0.2, then: b}, z: {weight: "   \
    "0.7, then: b}}}\n"                                                                            \
    "  b: {ask: B?, chance: {x: {weight: 0.1, shift: {a.x: x3.3}, then: c}, y: {weight: 0.2, "     \
    "shift: {a.y: x1.7}, then: c}, z: {weight: 0.7, then: c}}}\n"                                  \
    "  c: {ask: C?, chance: {x: {weight: 0.3, shift: {b.y: x1.9}, then: d}, y: {weight: 0.7, "     \
    "then: d}}}\n"                                                                                 \
    "outcomes: {d: D}\n"

static void what_every_path_goes_through_is_reached_by_all(void **state)
{
    (void)state;
    scenario(THIRDS);
    for (int seen = 0; seen < 3; seen++) {
        static const char *const evidence[] = {"c.x", "b.z", "a.y"};
        saw(evidence[seen]);
        solve();
        for (int n = 0; n < 3; n++)
            check_near(b.r.nodes[n].reach, 1, 0);
        check_near(chance_of("d"), 1, 0);
        run_with(CR_ENGINE_WALK, 5000, 1);
        check_near(b.run.nodes[2].reach, 1, 0);
    }
    bundled("alliance");
    forget_setup();
    saw("members_response.comply");
    solve();
    check_near(b.r.nodes[0].reach, 1, 0);
    check_near(b.r.nodes[3].reach, 1, 0);
}

static void to_do_is_not_to_see(void **state)
{
    (void)state;
    scenario(DISEASE);
    force("test.positive");
    solve();
    check_near(chance_of("s"), 0.1, 1e-12);
    assert_true(isnan(b.r.evidence_probability));
}

static void evidence_that_cannot_happen_is_named(void **state)
{
    (void)state;
    scenario("crossroads: 1\nstart: n\nnodes:\n  n: {ask: N?, chance: {a: {weight: 1, then: x}, b: "
             "{weight: 0, then: y}}}\n"
             "outcomes: {x: X, y: Y}\n");
    saw("n.b");
    assert_int_equal(try_solve(0), CR_INPUT);
    assert_int_equal(b.fault.code, CR_E_EVIDENCE_IMPOSSIBLE);
    assert_non_null(strstr(b.fault.text, "n.b"));
}

static void evidence_needs_its_node(void **state)
{
    (void)state;
    scenario(
        "crossroads: 1\nstart: a\nnodes:\n"
        "  a: {ask: A?, chance: {long: {weight: 40%, then: m}, short: {weight: rest, then: x}}}\n"
        "  m: {ask: M?, chance: {go: {weight: 50%, then: n}, stop: {weight: rest, then: y}}}\n"
        "  n: {ask: N?, chance: {u: {weight: 25%, then: x}, v: {weight: rest, then: y}}}\n"
        "outcomes: {x: X, y: Y}\n");
    saw("n.u");
    solve();
    check_near(chance_of("x"), 1, 1e-12);
    check_near(b.r.evidence_probability, 0.4 * 0.5 * 0.25, 1e-12);
    check_near(b.r.nodes[0].shares[0], 1, 1e-12);
}

/* On a loop `saw` asks whether the branch was ever taken: 1 - 0.75^3. */
static void seen_on_a_loop_is_ever_taken(void **state)
{
    (void)state;
    scenario("crossroads: 1\nstart: n\nnodes:\n"
             "  n: {ask: N?, at_most: 3, after: x, chance: {hit: {weight: 25%, then: n}, miss: "
             "{weight: rest, then: n}}}\n"
             "outcomes: {x: X}\n");
    saw("n.hit");
    solve();
    check_near(b.r.evidence_probability, 1 - 0.75 * 0.75 * 0.75, 1e-12);
}

static void choices_are_made_without_evidence(void **state)
{
    (void)state;
    scenario("crossroads: 1\nstart: n\nactors: {a: A}\nnodes:\n"
             "  n: {ask: N?, decision: a, options: {safe: {then: s}, bold: {then: m}}}\n"
             "  m: {ask: M?, chance: {up: {weight: 50%, then: u}, down: {weight: rest, then: d}}}\n"
             "outcomes: {s: {label: S, payoff: {a: 1}}, u: {label: U, payoff: {a: 2}}, d: {label: "
             "D, payoff: {a: -9}}}\n");
    saw("m.up");
    assert_int_equal(try_solve(0), CR_INPUT); /* safe is played, so up is never seen */
    saw("n.bold");
    solve();
    check_near(chance_of("u"), 1, 1e-12);
}

/* ---- Uncertain worlds ---- */

#define WORLDS                                                                                     \
    "crossroads: 1\nstart: a\nactors: {x: X}\nparameters: {p: 'uniform(0.2, 1)'}\nnodes:\n"        \
    "  a: {ask: A?, decision: x, options: {try: {then: m}, leave: {then: s}}}\n"                   \
    "  m: {ask: M?, chance: {up: {weight: p, then: u}, down: {weight: rest, then: d}}}\n"          \
    "outcomes: {s: {label: S, payoff: {x: 0.5}}, u: {label: U, payoff: {x: 1}}, d: {label: D, "    \
    "payoff: {x: 0}}}\n"

/* Worth p against 0.5 in each world: on average 0.6 is better; in 3/8 of the worlds it is not. */
static void worlds_are_averaged_before_choosing(void **state)
{
    (void)state;
    scenario(WORLDS);
    solve_worlds(4000);
    const struct cr_option_result *try = option("a", "", "try");
    double sd = 0.8 / sqrt(12) / sqrt(4000);
    assert_string_equal(choice("a", ""), "try");
    assert_true(fabs(value_of("x") - 0.6) < 5 * sd);
    check_near(try->value[0], value_of("x"), 1e-12);
    assert_true(fabs(try->best_share - 0.625) < 5 * sqrt(0.625 * 0.375 / 4000));
    assert_true(fabs(try->q05 - 0.24) < 0.01 && fabs(try->q50 - 0.6) < 0.03 &&
                fabs(try->q95 - 0.96) < 0.01);
    check_near(try->best_share + option("a", "", "leave")->best_share, 1, 1e-12);
    check_near(b.r.value_q05[0], try->q05, 1e-12);
    check_near(b.r.outcome_shares[outcome_of("u")].share, value_of("x"), 1e-12);
}

/* What was seen teaches about the world: after two failures the second try is not worth it. Beta(2,
 * 2) on p: after one success (in n) the mean is 3/5, after one failure 2/5, against a sure 1/2. */
static void actors_learn_about_the_world(void **state)
{
    (void)state;
    scenario("crossroads: 1\nstart: n\nactors: {x: X}\nparameters: {p: 'beta(2, 2)'}\nnodes:\n"
             "  n: {ask: N?, chance: {good: {weight: p, then: a}, bad: {weight: rest, then: a}}}\n"
             "  a: {ask: A?, decision: x, options: {try: {then: m}, leave: {then: s}}}\n"
             "  m: {ask: M?, chance: {up: {weight: p, then: u}, down: {weight: rest, then: d}}}\n"
             "outcomes: {s: {label: S, payoff: {x: 0.5}}, u: {label: U, payoff: {x: 1}}, d: "
             "{label: D}}\n");
    solve_worlds(20000);
    assert_string_equal(choice("a", "n.good"), "try");
    assert_string_equal(choice("a", "n.bad"), "leave");
    assert_true(fabs(option("a", "n.good", "try")->value[0] - 0.6) < 0.01);
    assert_true(fabs(option("a", "n.bad", "try")->value[0] - 0.4) < 0.01);
}

/* ---- Pools ---- */

static void a_pool_solves_for_all_its_lenses_at_once(void **state)
{
    (void)state;
    scenario("crossroads: 1\nstart: a\nactors: {x: X}\nnodes:\n"
             "  a: {ask: A?, decision: x, options: {try: {then: m}, leave: {then: s}}}\n"
             "  m: {ask: M?, chance: {up: {weight: 50%, then: u}, down: {weight: rest, then: d}}}\n"
             "outcomes: {s: {label: S, payoff: {x: 0.55}}, u: {label: U, payoff: {x: 1}}, d: "
             "{label: D}}\n"
             "lenses:\n  bright: {label: B, pool: 3, weights: {m.up: 80%}}\n  dark: {label: D, "
             "pool: 1, weights: {m.up: 20%}}\n");
    b.lenses[0] = (struct cr_setup_lens){0, 1};
    b.lenses[1] = (struct cr_setup_lens){1, 1};
    b.setup.lenses = b.lenses;
    b.setup.n_lenses = 2;
    b.setup.pool = true;
    solve();
    assert_string_equal(choice("a", ""), "try"); /* 0.75 * 0.8 + 0.25 * 0.2 = 0.65 */
    check_near(value_of("x"), 0.65, 1e-12);
    saw("m.down");
    solve();
    check_near(b.r.evidence_probability, 0.35, 1e-12);
    /* Bias caught: lenses that keep their weights whatever is seen. 0.75 x 0.2 to 0.25 x 0.8, from
     * lenses drawn for 4,000 worlds: five standard errors. */
    run_with(CR_ENGINE_ROLLBACK, 4000, 4000);
    check_near(b.run.lens_weights[0], 3.0 / 7, 0.05);
    check_near(b.run.lens_weights[1], 4.0 / 7, 0.05);
    run_with(CR_ENGINE_WALK, 100000, 4000);
    check_near(b.run.lens_weights[0], 3.0 / 7, 0.05);
    check_near(b.run.lens_weights[0] + b.run.lens_weights[1], 1, 1e-12);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_bench, close_bench)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(evidence_follows_bayes),
        TEST(a_choice_that_errs_is_evidence_and_a_best_one_is_not),
        TEST(what_every_path_goes_through_is_reached_by_all),
        TEST(to_do_is_not_to_see),
        TEST(evidence_that_cannot_happen_is_named),
        TEST(evidence_needs_its_node),
        TEST(seen_on_a_loop_is_ever_taken),
        TEST(choices_are_made_without_evidence),
        TEST(worlds_are_averaged_before_choosing),
        TEST(actors_learn_about_the_world),
        TEST(a_pool_solves_for_all_its_lenses_at_once),
    };
    return cmocka_run_group_tests_name("evidence", tests, NULL, NULL);
}
