/* Conditioning and scores, against Bayes by hand. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "near.h"
#include "support.h"

#include "analysis/observe.h"
#include "analysis/score.h"
#include "program/worlds.h"

#include <math.h>

/* Somebody is bad or good; nobody sees which. The bad attack in 4 of 5 cases, the good in 1 of 2.
 */
static const char cause[] =
    "crossroads: 1\n"
    "title: A hidden cause\n"
    "start: type\n"
    "nodes:\n"
    "  type:\n"
    "    ask: What are they?\n"
    "    hidden: true\n"
    "    chance: {bad: {weight: 30%, then: move}, good: {weight: rest, then: move}}\n"
    "    signals: {alarm: {bad: 80%, good: 10%}}\n"
    "  move:\n"
    "    ask: What do they do?\n"
    "    chance:\n"
    "      attack: {weight: 1, shift: {type.bad: x4}, then: war}\n"
    "      wait: {weight: 1, then: peace}\n"
    "outcomes: {war: {label: War, tags: [grim]}, peace: Peace}\n"
    "observations: {rumour: {informs: {type: {bad: 60%, good: 20%}}}}\n";

static struct cr_run_options options(uint64_t runs, uint64_t worlds)
{
    return (struct cr_run_options){
        .spec.luck.seed = 1, .spec.runs = runs, .spec.worlds = worlds, .spec.threads = 1};
}

/* Observes `seen` (or nothing) in a scenario's text. */
static void observe(struct support *s, const char *text, const char *seen,
    const struct cr_run_options *run, struct cr_observe_result *r)
{
    struct cr_fault fault = {0};
    assert_true(support_text(s, "observe.yaml", text));
    struct cr_setup before = s->setup;
    if (seen)
        assert_true(support_given(s, seen));
    struct cr_observe_ask ask = {&before, &s->setup, run, true, "Nothing."};
    enum cr_status status = cr_observe(s->arena, s->scenario, &ask, r, &s->diags, &fault);
    if (status != CR_OK)
        support_fault(s, &fault);
    assert_int_equal(status, CR_OK);
}

static double bits(double p)
{
    return -(p * log2(p) + (1 - p) * log2(1 - p));
}

static void what_was_seen_changes_causes_as_bayes_says(void **state)
{
    (void)state;
    struct support s;
    struct cr_observe_result r;
    struct cr_run_options run = options(1000, 1);
    observe(&s, cause, "move.attack", &run, &r);
    double seen = 0.3 * 0.8 + 0.7 * 0.5, bad = 0.24 / seen;
    check_near(r.evidence_probability, seen, 1e-12);
    assert_int_equal(r.n_causes, 1);
    check_near(r.causes[0].branches[0].before, 0.3, 1e-12);
    check_near(r.causes[0].branches[0].after, bad, 1e-12);
    check_near(r.causes[0].branches[0].bayes_factor, 0.8 / 0.5, 1e-12);
    check_near(r.causes[0].moved, bad - 0.3, 1e-12);
    assert_int_equal(r.cause_moved, 0);
    check_near(r.outcomes[0].before, seen, 1e-12);
    check_near(r.outcomes[0].after, 1, 1e-12);
    check_near(r.entropy_before, bits(seen), 1e-12);
    check_near(r.entropy_after, 0, 1e-12);
    support_release(&s);
}

static void a_signal_moves_outcomes_and_tags_with_its_bayes_factor(void **state)
{
    (void)state;
    struct support s;
    struct cr_observe_result r;
    struct cr_run_options run = options(1000, 1);
    observe(&s, cause, "alarm", &run, &r);
    double seen = 0.3 * 0.8 + 0.7 * 0.1, bad = 0.24 / seen;
    double war = bad * 0.8 + (1 - bad) * 0.5, prior = 0.59;
    check_near(r.evidence_probability, seen, 1e-12);
    check_near(r.outcomes[0].after, war, 1e-12);
    check_near(r.tags[0].after, war, 1e-12);
    check_near(r.outcomes[0].bayes_factor, war / (1 - war) / (prior / (1 - prior)), 1e-12);
    check_near(r.outcomes[0].bayes_factor,
        ((0.24 * 0.8 + 0.07 * 0.5) / prior) / ((0.24 * 0.2 + 0.07 * 0.5) / (1 - prior)), 1e-12);
    check_near(r.outcomes[0].change_error.se, 0, 0);
    support_release(&s);
}

static void the_gain_of_a_signal_is_its_mutual_information(void **state)
{
    (void)state;
    struct support s;
    struct cr_observe_result r;
    struct cr_run_options run = options(1000, 1);
    observe(&s, cause, NULL, &run, &r);
    assert_int_equal(r.n_signals, 2);
    double seen = 0.31, with = (0.24 * 0.8 + 0.07 * 0.5) / seen;
    double without = (0.06 * 0.8 + 0.63 * 0.5) / (1 - seen);
    check_near(r.signals[0].probability, seen, 1e-12);
    check_near(
        r.signals[0].gain, bits(0.59) - seen * bits(with) - (1 - seen) * bits(without), 1e-9);
    double rumour = 0.3 * 0.6 + 0.7 * 0.2;
    check_near(r.signals[1].probability, rumour, 1e-12);
    assert_string_equal(r.signals[1].name, "rumour");
    assert_int_equal(r.signal_order[0], 0);
    assert_true(r.signals[0].gain > r.signals[1].gain);
    assert_int_equal(r.n_notes, 1); /* nothing was seen that was not known */
    support_release(&s);
}

/* Ten coins: 1 in 1,024 and no surprise. A coin of 1 in 200 is one. */
static void a_surprise_is_what_is_rarer_than_such_answers_are(void **state)
{
    (void)state;
    struct cr_run_options run = options(1000, 1);
    for (int coins = 1; coins <= 10; coins += 9) {
        struct support s;
        struct cr_observe_result r;
        struct cr_fault fault = {0};
        struct cr_buf text;
        struct cr_arena *arena = cr_arena_new();
        cr_buf_init(&text, arena);
        cr_buf_str(&text, "crossroads: 1\nstart: n0\noutcomes: {o: O}\nnodes:\n");
        for (int i = 0; i < coins; i++)
            cr_buf_printf(&text,
                "  n%d: {ask: Q, chance: {h: {weight: %s, then: %s}, t: {weight: rest, then: "
                "o}}}\n",
                i, coins > 1 ? "50%" : "0.5%",
                i + 1 < coins ? cr_arena_printf(arena, "n%d", i + 1) : "o");
        assert_true(support_text(&s, "coins.yaml", text.s));
        struct cr_setup before = s.setup;
        for (int i = 0; i < coins; i++)
            assert_true(support_given(&s, cr_arena_printf(arena, "n%d.h", i)));
        struct cr_observe_ask ask = {&before, &s.setup, &run, false, "Nothing."};
        assert_int_equal(cr_observe(s.arena, s.scenario, &ask, &r, &s.diags, &fault), CR_OK);
        check_near(r.evidence_probability, coins > 1 ? 1.0 / 1024 : 0.005, 1e-15);
        assert_int_equal(r.n_notes, coins == 1);
        support_release(&s);
        cr_arena_free(arena);
    }
}

static void an_uncertain_number_learns_from_one_case(void **state)
{
    (void)state;
    struct support s;
    struct cr_observe_result r;
    struct cr_run_options run = options(40000, 20000);
    run.spec.sampling = CR_SAMPLING_LHS;
    observe(&s,
        "crossroads: 1\nstart: a\nparameters: {p: 'beta(2, 3)', q: 'beta(2, 2)'}\n"
        "nodes: {a: {ask: Q, chance: {yes: {weight: p, then: x}, no: {weight: 1 - p, then: y}}}}\n"
        "outcomes: {x: X, y: Y}\nmeasures: {both: p + q}\n",
        "a.yes", &run, &r);
    assert_int_equal(r.n_slots, 2);
    check_near(r.evidence_probability, 0.4, 0.002);
    check_near(r.slots[0].mean_before, 0.4, 0.002);
    check_near(r.slots[0].sd_before, 0.2, 0.002);
    check_near(r.slots[0].mean_after, 0.5, 0.004); /* beta(3, 3) */
    check_near(r.slots[0].sd_after, sqrt(0.25 / 7), 0.004);
    check_near(r.slots[1].mean_after, 0.5, 0.01);
    assert_int_equal(r.slot_moved, 0);
    support_release(&s);
}

static void lenses_are_believed_by_what_they_gave_the_evidence(void **state)
{
    (void)state;
    struct support s;
    struct cr_observe_result r;
    struct cr_run_options run = options(20000, 20000);
    struct cr_fault fault = {0};
    assert_true(support_text(&s, "lenses.yaml",
        "crossroads: 1\nstart: a\n"
        "nodes: {a: {ask: Q, chance: {yes: {weight: 50%, then: x}, no: {weight: rest, then: y}}}}\n"
        "outcomes: {x: X, y: Y}\n"
        "lenses: {low: {weights: {a.yes: 20%}}, high: {weights: {a.yes: 60%}}}\n"));
    support_pool(&s);
    struct cr_setup before = s.setup;
    assert_true(support_given(&s, "a.yes"));
    struct cr_observe_ask ask = {&before, &s.setup, &run, false, "Nothing."};
    assert_int_equal(cr_observe(s.arena, s.scenario, &ask, &r, &s.diags, &fault), CR_OK);
    assert_int_equal(r.n_lenses, 2);
    double low = r.lenses[0].before;
    check_near(low, 0.5, 1e-15); /* as the file says: worlds are shared out, not drawn */
    check_near(r.lenses[0].after, 0.25, 1e-12);
    check_near(r.lenses[0].after_se, 0, 1e-12);
    check_near(r.lenses[0].bayes_factor, 1.0 / 3, 1e-12);
    check_near(r.lenses[0].moved[0], -1, 1e-12); /* a bit: from 1/2 to 1/4 */
    support_release(&s);
}

/* A share p of beta(2, 2), and a lens that doubles its odds' numerator: E[p] = 1/2 against
 * E[2p / (1 + p)] = 24 ln 2 - 16. Of 400 intervals 95% should hold the truth: 380 +- 4.4. */
static void errors_of_lenses_cover_the_truth(void **state)
{
    (void)state;
    double more = 24 * log(2) - 16, belief = more / (more + 0.5);
    int covered = 0, of_factor = 0, of_gain = 0;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        struct support s;
        struct cr_observe_result r;
        struct cr_fault fault = {0};
        struct cr_run_options run = options(2000, 200);
        run.spec.luck.seed = seed;
        run.spec.engine = CR_ENGINE_WALK;
        assert_true(support_text(&s, "lenses.yaml",
            "crossroads: 1\nstart: a\nnodes:\n"
            "  a: {ask: Q, chance: {u: {weight: 'beta(2, 2)', then: b}, v: {weight: rest, then: "
            "y}}}\n"
            "  b: {ask: R, chance: {k: {weight: 30%, then: x}, l: {weight: rest, then: y}}}\n"
            "outcomes: {x: X, y: Y}\n"
            "lenses: {plain: {weights: {b.k: x1}}, more: {weights: {a.u: x2}}}\n"));
        support_pool(&s);
        struct cr_setup before = s.setup;
        assert_true(support_given(&s, "a.u") && support_given(&s, "b.k"));
        struct cr_observe_ask ask = {&before, &s.setup, &run, false, "Nothing."};
        assert_int_equal(cr_observe(s.arena, s.scenario, &ask, &r, &s.diags, &fault), CR_OK);
        const struct cr_lens_belief *b = &r.lenses[1];
        check_near(b->before, 0.5, 0);
        check_near(b->moved[0] + b->moved[1], log2(b->after / b->before), 1e-12);
        check_near(b->moved[1], 0, 1e-12); /* both say 30% */
        covered += fabs(b->after - belief) < 1.96 * b->after_se;
        of_factor += fabs(b->bayes_factor - more / 0.5) < 1.96 * b->bayes_factor_se;
        of_gain += fabs(b->moved[0] - log2(2 * belief)) < 1.96 * b->moved_se[0];
        support_release(&s);
    }
    assert_in_range(covered, 365, 395);
    assert_in_range(of_factor, 365, 395);
    assert_in_range(of_gain, 365, 395);
}

static void the_walk_agrees_with_the_exact_answer(void **state)
{
    (void)state;
    struct support s;
    struct cr_observe_result r;
    struct cr_run_options run = options(100000, 1);
    run.spec.engine = CR_ENGINE_WALK;
    observe(&s, cause, "alarm", &run, &r);
    double bad = 0.24 / 0.31, war = bad * 0.8 + (1 - bad) * 0.5;
    assert_true(fabs(r.outcomes[0].after - war) < 5 * r.outcomes[0].after_error.se);
    assert_true(fabs(r.evidence_probability - 0.31) < 5 * r.evidence_se);
    assert_true(r.outcomes[0].change_error.se > 0);
    assert_true(fabs(r.outcomes[0].after - r.outcomes[0].before - (war - 0.59)) <
                5 * r.outcomes[0].change_error.se);
    support_release(&s);
}

/* x is rare; y and z tell apart what was seen, which is then the same in every run: no interval may
 * have width 0 all the same, and each holds the truth. By hand: P(s) = 0.00001 * 0.5 + 0.3 * 0.8 +
 * 0.69999 * 0.01. */
static void what_no_run_met_has_a_bound_before_and_after(void **state)
{
    (void)state;
    const double seen = 0.000005 + 0.24 + 0.0069999;
    const double before[] = {0.00001, 0.3}, after[] = {0.000005 / seen, 0.24 / seen};
    struct support s;
    struct cr_observe_result r;
    struct cr_run_options run = options(2000, 1);
    run.spec.engine = CR_ENGINE_WALK;
    observe(&s,
        "crossroads: 1\nstart: a\nnodes: {a: {ask: Q, chance: {u: {weight: 0.001%, then: x}, "
        "v: {weight: 30%, then: y}, w: {weight: rest, then: z}}, "
        "signals: {s: {u: 50%, v: 80%, w: 1%}}}}\noutcomes: {x: X, y: Y, z: Z}\n",
        "a.s", &run, &r);
    assert_true(r.outcomes[0].before == 0 && r.outcomes[0].after == 0);
    assert_true(isnan(r.outcomes[0].before_error.se) && isnan(r.outcomes[0].after_error.se));
    assert_true(isnan(r.outcomes[0].change_error.se) && isnan(r.outcomes[0].factor_error.se));
    assert_true(isnan(r.outcomes[0].bayes_factor));
    for (int o = 0; o < 2; o++) {
        const struct cr_belief *b = &r.outcomes[o];
        const struct cr_error *errors[] = {
            &b->before_error, &b->after_error, &b->change_error, &b->factor_error};
        const double truth[] = {
            before[o], after[o], after[o] - before[o], cr_bayes_factor(before[o], after[o])};
        for (int k = 0; k < (o ? 4 : 3); k++) {
            assert_true(errors[k]->low < truth[k] && truth[k] < errors[k]->high);
            assert_true(errors[k]->high - errors[k]->low > 1e-4);
        }
    }
    support_release(&s);
}

/* ---- Scores ---- */

static const char dated[] =
    "crossroads: 1\nas_of: 2022-01-31\nstart: first\n"
    "nodes:\n"
    "  first:\n"
    "    ask: A\n"
    "    chance: {a: {weight: 50%, then: second}, b: {weight: 30%, then: second}, c: {weight: "
    "rest, "
    "then: second}}\n"
    "  second:\n"
    "    ask: B\n"
    "    chance: {yes: {weight: 1, shift: {first.b: x3}, then: x}, no: {weight: 1, then: y}}\n"
    "outcomes: {x: X, y: Y}\n"
    "lenses: {sure: {weights: {first.b: 90%}}}\n"
    "observations:\n"
    "  later: {date: 2023-05, saw: second.yes}\n"
    "  early: {date: 2022-03-01, saw: first.b}\n"
    "  clue: {date: 2022-02-01, informs: {first: {a: 50%}}}\n";

static void scores_are_those_of_the_formulas(void **state)
{
    (void)state;
    struct support s;
    struct cr_score_result r;
    struct cr_run_options run = options(1000, 1);
    struct cr_fault fault = {0};
    assert_true(support_text(&s, "dated.yaml", dated));
    struct cr_score_ask ask = {&s.setup, &run, NULL, true};
    assert_int_equal(cr_score(s.arena, s.scenario, &ask, &r, &s.diags, &fault), CR_OK);
    assert_int_equal(r.n_rows, 2); /* by date: early, later */
    assert_int_equal(r.rows[0].node, 0);
    assert_int_equal(r.n_forecasters, 4);
    const struct cr_forecaster *uniform = &r.forecasters[0], *file = &r.forecasters[1],
                               *sure = &r.forecasters[2], *pool = &r.forecasters[3];
    check_near(uniform->as_of[0].brier, 2.0 / 3, 1e-12);
    check_near(file->as_of[0].brier, 0.25 + 0.49 + 0.04, 1e-12);
    check_near(file->as_of[0].log, -log(0.3), 1e-12);
    check_near(sure->as_of[0].probability, 0.9, 1e-12);
    double yes = 0.7 * 0.5 + 0.3 * 0.75;
    check_near(file->as_of[1].brier, 2 * (1 - yes) * (1 - yes), 1e-12);
    check_near(file->sequential[1].probability, 0.75, 1e-12);
    check_near(file->sequential_mean.log, (-log(0.3) - log(0.75)) / 2, 1e-12);
    check_near(pool->as_of[0].probability, 0.9, 1e-12); /* the file has no weight in it */
    support_release(&s);
}

/* The file says that `a` never comes; it came, twice told. Brier 2, then 2 (3/4)^2. */
static void who_gave_nothing_to_what_happened_stops_nobody(void **state)
{
    (void)state;
    struct support s;
    struct cr_score_result r;
    struct cr_run_options run = options(1000, 1);
    struct cr_fault fault = {0};
    assert_true(support_text(&s, "never.yaml",
        "crossroads: 1\nas_of: 2020\nstart: first\nnodes:\n"
        "  first: {ask: F?, chance: {a: {weight: 0%, then: last}, b: {weight: 100%, then: last}}}\n"
        "  last: {ask: L?, chance: {c: {weight: 25%, then: x}, d: {weight: 75%, then: y}}}\n"
        "outcomes: {x: X, y: Y}\n"
        "lenses: {doubt: {weights: {first.a: 10%}}, as_written: {pool: 3}}\n"
        "observations: {one: {date: 2021, saw: first.a}, two: {date: 2022, saw: first.a}, "
        "three: {date: 2023, saw: last.c}}\n"));
    struct cr_score_ask ask = {&s.setup, &run, NULL, true};
    assert_int_equal(cr_score(s.arena, s.scenario, &ask, &r, &s.diags, &fault), CR_OK);
    assert_int_equal(r.n_rows, 2);
    const struct cr_forecaster *file = &r.forecasters[1], *doubt = &r.forecasters[2],
                               *pool = &r.forecasters[3];
    check_near(file->as_of_mean.brier, (2 + 1.125) / 2, 1e-12);
    assert_true(isinf(file->as_of_mean.log) && isinf(file->sequential[0].log));
    assert_true(isnan(file->sequential[1].brier) && isnan(file->sequential[1].log));
    check_near(doubt->as_of_mean.brier, (1.62 + 1.125) / 2, 1e-12);
    check_near(doubt->sequential_mean.log, (log(10) + log(4)) / 2, 1e-12);
    check_near(pool->as_of[0].probability, 0.025, 1e-12);
    check_near(pool->sequential[1].probability, 0.25, 1e-12); /* of who is left */
    assert_int_equal(r.n_notes, 1);
    assert_non_null(strstr(r.notes[0], "the file as written gave 0% to what 'one'"));
    support_release(&s);
}

static void only_what_happened_by_then_is_scored(void **state)
{
    (void)state;
    struct support s;
    struct cr_score_result r;
    struct cr_run_options run = options(1000, 1);
    struct cr_fault fault = {0};
    assert_true(support_text(&s, "dated.yaml", dated));
    struct cr_score_ask ask = {&s.setup, &run, "2022-12-31", false};
    assert_int_equal(cr_score(s.arena, s.scenario, &ask, &r, &s.diags, &fault), CR_OK);
    assert_int_equal(r.n_rows, 1);
    ask.until = "2022-02-15";
    assert_int_equal(cr_score(s.arena, s.scenario, &ask, &r, &s.diags, &fault), CR_USAGE);
    support_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_seen_changes_causes_as_bayes_says),
        cmocka_unit_test(a_signal_moves_outcomes_and_tags_with_its_bayes_factor),
        cmocka_unit_test(the_gain_of_a_signal_is_its_mutual_information),
        cmocka_unit_test(a_surprise_is_what_is_rarer_than_such_answers_are),
        cmocka_unit_test(an_uncertain_number_learns_from_one_case),
        cmocka_unit_test(lenses_are_believed_by_what_they_gave_the_evidence),
        cmocka_unit_test(errors_of_lenses_cover_the_truth),
        cmocka_unit_test(the_walk_agrees_with_the_exact_answer),
        cmocka_unit_test(what_no_run_met_has_a_bound_before_and_after),
        cmocka_unit_test(scores_are_those_of_the_formulas),
        cmocka_unit_test(who_gave_nothing_to_what_happened_stops_nobody),
        cmocka_unit_test(only_what_happened_by_then_is_scored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
