/* Deciding without expectations: maximin, maximax and minimax regret against tables worked out by
 * hand, and against all strategies tried one by one. */
#include "tree_help.h"

#include "engine/engine.h"

#include <math.h>

static enum cr_status try_rule(enum cr_rule rule, uint64_t worlds)
{
    struct cr_run_spec options = {.luck.seed = 1, .worlds = worlds, .rule = rule};
    compile();
    return cr_engine_solve(b.arena, b.p, &options, &b.r, &b.fault);
}

static void by_rule(enum cr_rule rule, uint64_t worlds)
{
    if (try_rule(rule, worlds) != CR_OK)
        fail_msg("%s", b.fault.text);
}

static double worth(const char *node, const char *path, const char *name)
{
    return option(node, path, name)->value[0];
}

/* ---- A table ---- */

/*             good  fair  bad    worst  best   regret (best of a column: 10, 5, 3)
 *  expand      10     4    -5     -5     10    0 1 8 -> 8
 *  keep         6     5     1      1      6    4 0 2 -> 4
 *  sell         3     3     3      3      3    7 2 0 -> 7 */
#define ACTOR                                                                                      \
    "actors: {owner: {label: Owner, payoff: \"took('act.expand') * (10 * took('market.good') + "   \
    "4 * took('market.fair') - 5 * took('market.bad')) + took('act.keep') * (6 * "                 \
    "took('market.good') + 5 * took('market.fair') + took('market.bad')) + 3 * "                   \
    "took('act.sell')\"}}\n"
#define ACT(to)                                                                                    \
    "  act: {ask: What to do?, decision: owner, options: {expand: {then: " to                      \
    "}, keep: {then: " to "}, sell: {then: " to "}}}\n"
#define MARKET(hidden, to)                                                                         \
    "  market: {ask: How does it go?, " hidden "chance: {good: {weight: 30%, then: " to "}, "      \
    "fair: {weight: 40%, then: " to "}, bad: {weight: rest, then: " to "}}}\n"
#define BEFORE                                                                                     \
    "crossroads: 1\nstart: market\n" ACTOR "nodes:\n" MARKET("hidden: true, ", "act")              \
        ACT("over") "outcomes: {over: Over}\n"
#define AFTER                                                                                      \
    "crossroads: 1\nstart: act\n" ACTOR "nodes:\n" MARKET("", "over")                              \
        ACT("market") "outcomes: {over: Over}\n"

static void check_table(void)
{
    by_rule(CR_RULE_EV, 0);
    assert_string_equal(choice("act", ""), "keep"); /* 3.1, 4.1, 3 */
    by_rule(CR_RULE_MAXIMIN, 0);
    assert_string_equal(choice("act", ""), "sell");
    check_near(value_of("owner"), 3, 0);
    check_near(worth("act", "", "expand"), -5, 0);
    check_near(worth("act", "", "keep"), 1, 0);
    by_rule(CR_RULE_MAXIMAX, 0);
    assert_string_equal(choice("act", ""), "expand");
    check_near(value_of("owner"), 10, 0);
    check_near(worth("act", "", "keep"), 6, 0);
    by_rule(CR_RULE_MINREGRET, 0);
    assert_string_equal(choice("act", ""), "keep");
    check_near(value_of("owner"), 4, 0);
    check_near(worth("act", "", "expand"), 8, 0);
    check_near(worth("act", "", "sell"), 7, 0);
    assert_true(isnan(b.r.certainty[0]));
}

static void a_table_is_read_by_every_rule(void **state)
{
    (void)state;
    scenario(AFTER);
    check_table();
}

/* Whether the market has moved already and nobody can see it, or moves later, is the same. */
static void what_is_hidden_counts_as_what_is_still_to_come(void **state)
{
    (void)state;
    scenario(BEFORE);
    check_table();
}

#define COSTS                                                                                      \
    "crossroads: 1\nstart: act\nactors: {payer: {label: Payer, goal: min}}\nnodes:\n"              \
    "  act: {ask: Which?, decision: payer, options: {wild: {then: road}, tame: {payoff: {payer: "  \
    "2}, then: paid}}}\n"                                                                          \
    "  road: {ask: Luck?, chance: {good: {weight: 99%, then: free}, bad: {weight: 1%, payoff: "    \
    "{payer: 9}, then: paid}, never: {weight: 0%, payoff: {payer: 1000}, then: paid}}}\n"          \
    "outcomes: {free: Free, paid: Paid}\n"

static void the_worst_of_a_cost_is_the_largest_that_can_happen(void **state)
{
    (void)state;
    scenario(COSTS);
    by_rule(CR_RULE_MAXIMIN, 0);
    assert_string_equal(choice("act", ""), "tame");
    check_near(worth("act", "", "wild"), 9, 0);
    check_near(value_of("payer"), 2, 0);
    by_rule(CR_RULE_MAXIMAX, 0);
    assert_string_equal(choice("act", ""), "wild");
    check_near(value_of("payer"), 0, 0);
    by_rule(CR_RULE_MINREGRET, 0); /* wild: 9 - 2; tame: 2 - 0 */
    assert_string_equal(choice("act", ""), "tame");
    check_near(worth("act", "", "wild"), 7, 0);
    check_near(value_of("payer"), 2, 0);
}

/* What has been lost where one cannot see it counts: totals X -50 or 0, Y -100 or 10; the rests
 * alone would tie at a worst of 0. */
#define LOST                                                                                       \
    "crossroads: 1\nstart: coin\nactors: {p: P}\nnodes:\n"                                         \
    "  coin: {ask: Which?, hidden: true, chance: {heads: {weight: 50%, payoff: {p: -100}, then: "  \
    "act}, tails: {weight: 50%, then: act}}}\n"                                                    \
    "  act: {ask: And now?, decision: p, options: {y: {then: after_y}, x: {then: after_x}}}\n"     \
    "  after_x: {ask: Which?, rule: {a: {when: \"took('coin.heads')\", payoff: {p: 50}, then: "    \
    "over}, b: {then: over}}}\n"                                                                   \
    "  after_y: {ask: Which?, rule: {a: {when: \"took('coin.tails')\", payoff: {p: 10}, then: "    \
    "over}, b: {then: over}}}\n"                                                                   \
    "outcomes: {over: Over}\n"

static void whole_totals_are_compared_not_what_is_left_of_them(void **state)
{
    (void)state;
    scenario(LOST);
    by_rule(CR_RULE_MAXIMIN, 0);
    assert_string_equal(choice("act", ""), "x");
    check_near(worth("act", "", "x"), -50, 0);
    check_near(worth("act", "", "y"), -100, 0);
    check_near(option("act", "", "x")->from_here[0], 0, 0);
    by_rule(CR_RULE_MAXIMAX, 0);
    assert_string_equal(choice("act", ""), "y");
    by_rule(CR_RULE_MINREGRET, 0); /* heads: x is 50 better; tails: y is 10 better */
    assert_string_equal(choice("act", ""), "x");
    check_near(value_of("p"), 10, 0);
}

/* ---- Every strategy of the wildcatter ---- */

static const double hole[3] = {0, 120, 270}; /* dry, wet, soaking: what the oil brings */

/* Drill in this reading (bits of `drills`), after a test or not; NAN readings do not exist. */
static double wildcat(int test, int drills, int oil, int reading)
{
    int drill = test ? drills >> reading & 1 : drills & 1;
    return (test ? -10 : 0) + (drill ? hole[oil] - 70 : 0);
}

static double best_for(int oil, int reading)
{
    double best = -INFINITY;
    for (int s = 0; s < 16; s++)
        best = fmax(best, wildcat(s < 8, s & 7, oil, reading));
    return best;
}

static void all_strategies(double *worst, double *best, double *regret, int test)
{
    *worst = *best = -INFINITY;
    *regret = INFINITY;
    for (int drills = 0; drills < 8; drills++) {
        double low = INFINITY, high = -INFINITY, most = 0;
        for (int k = 0; k < 9; k++) {
            double x = wildcat(test, drills, k / 3, k % 3);
            low = fmin(low, x);
            high = fmax(high, x);
            most = fmax(most, best_for(k / 3, k % 3) - x);
        }
        *worst = fmax(*worst, low);
        *best = fmax(*best, high);
        *regret = fmin(*regret, most);
    }
}

static void the_wildcatter_agrees_with_all_his_strategies(void **state)
{
    (void)state;
    bundled("classics/oil_wildcatter");
    static const enum cr_rule rules[] = {CR_RULE_MAXIMIN, CR_RULE_MAXIMAX, CR_RULE_MINREGRET};
    for (int test = 0; test < 2; test++) {
        double want[3];
        all_strategies(&want[0], &want[1], &want[2], test);
        for (int k = 0; k < 3; k++) {
            by_rule(rules[k], 0);
            check_near(worth("test", "", test ? "sound" : "skip"), want[k], 1e-12);
        }
    }
    by_rule(CR_RULE_MINREGRET, 0);
    check_near(value_of("wildcatter"), 70, 1e-12);
    assert_string_equal(choice("drill", "test.skip"), "drill");
    check_near(worth("drill", "test.skip", "walk away"), 200, 1e-12);
}

static void the_newsvendor_regrets_half_the_spread(void **state)
{
    (void)state;
    bundled("classics/newsvendor");
    by_rule(CR_RULE_MINREGRET, 0); /* 3 a paper too few, 1.5 a paper too many */
    assert_string_equal(choice("order", ""), "40");
    check_near(worth("order", "", "10"), 120, 1e-12);
    check_near(worth("order", "", "30"), 60, 1e-12);
    check_near(worth("order", "", "40"), 45, 1e-12);
    check_near(worth("order", "", "50"), 60, 1e-12);
}

/* What came before the last question matters to regret though nothing else reads it: in the good
 * year the bet was worth 8, in the bad one 0, and the two stay apart. */
#define YEAR                                                                                       \
    "crossroads: 1\nstart: year\nactors: {p: P}\nnodes:\n"                                         \
    "  year: {ask: Which?, chance: {good: {weight: 50%, then: bet}, bad: {weight: 50%, then: "     \
    "late}}}\n"                                                                                    \
    "  bet: {ask: Bet?, decision: p, options: {no: {then: late}, yes: {payoff: {p: 8}, then: "     \
    "over}}}\n"                                                                                    \
    "  late: {ask: And now?, decision: p, options: {up: {then: coin}, out: {payoff: {p: 1}, "      \
    "then: "                                                                                       \
    "over}}}\n"                                                                                    \
    "  coin: {ask: Which?, chance: {heads: {weight: 50%, payoff: {p: 4}, then: over}, tails: "     \
    "{weight: 50%, then: over}}}\n"                                                                \
    "outcomes: {over: Over}\n"

static void regret_remembers_what_nothing_else_reads(void **state)
{
    (void)state;
    scenario(YEAR);
    by_rule(CR_RULE_MINREGRET, 0);
    check_near(worth("late", "year.bad", "up"), 1, 0);  /* tails: out gives 1 */
    check_near(worth("late", "year.bad", "out"), 3, 0); /* heads: up gives 4 */
    check_near(worth("late", "year.good bet.no", "up"), 8, 0);
    check_near(worth("late", "year.good bet.no", "out"), 7, 0);
    assert_string_equal(choice("late", "year.bad"), "up");
    assert_string_equal(choice("late", "year.good bet.no"), "out");
    check_near(value_of("p"), 1, 0);
}

/* ---- Worlds, lenses, evidence ---- */

#define UNSURE                                                                                     \
    "crossroads: 1\nstart: act\nparameters: {x: {value: bernoulli(50%)}}\nactors: {p: "            \
    "P}\nnodes:\n"                                                                                 \
    "  act: {ask: Which?, decision: p, options: {risk: {payoff: {p: 10 * x - 4}, then: over}, "    \
    "safe: {payoff: {p: 1}, then: over}}}\n"                                                       \
    "outcomes: {over: Over}\n"

static void worlds_are_cases_too(void **state)
{
    (void)state;
    scenario(UNSURE);
    by_rule(CR_RULE_MAXIMIN, 0); /* at the mean: 1 or 1 */
    check_near(worth("act", "", "risk"), 1, 1e-12);
    for (uint64_t worlds = 64; worlds <= 1024; worlds *= 16) { /* one block, and several */
        by_rule(CR_RULE_MAXIMIN, worlds);
        assert_string_equal(choice("act", ""), "safe");
        check_near(worth("act", "", "risk"), -4, 1e-12);
        check_near(option("act", "", "risk")->q05, -4, 1e-12);
        check_near(option("act", "", "risk")->q95, 6, 1e-12);
        check_near(option("act", "", "risk")->best_share + option("act", "", "safe")->best_share, 1,
            1e-12);
        assert_true(fabs(option("act", "", "risk")->best_share - 0.5) < 0.25);
        by_rule(CR_RULE_MAXIMAX, worlds);
        assert_string_equal(choice("act", ""), "risk");
        check_near(value_of("p"), 6, 1e-12);
        check_near(b.r.value_q05[0], -4, 1e-12);
        by_rule(CR_RULE_MINREGRET, worlds); /* 6 - 1 against 1 + 4 */
        /* Of 64 worlds: those beyond their extreme are fewer than 1 - 0.05^(1/64) = 4.6 %. */
        bool said = false;
        for (size_t i = 0; i < b.r.n_notes; i++)
            said |= strstr(b.r.notes[i], worlds == 64 ? "fewer than 4.6% of all"
                                                      : "fewer than 0.29% of all") != NULL;
        assert_true(said);
        check_near(worth("act", "", "risk"), 5, 1e-12);
        check_near(worth("act", "", "safe"), 5, 1e-12);
        assert_int_equal(decision("act", "")->n_ties, 2);
    }
}

static void evidence_rules_cases_out_of_the_value(void **state)
{
    (void)state;
    scenario(AFTER);
    saw("market.fair");
    by_rule(CR_RULE_MAXIMIN, 0);
    assert_string_equal(choice("act", ""), "sell"); /* the owner does not know it */
    check_near(value_of("owner"), 3, 0);
    b.setup.choose.kind = CR_CHOOSE_BEST;
    by_rule(CR_RULE_MAXIMAX, 0);
    assert_string_equal(choice("act", ""), "expand");
    check_near(value_of("owner"), 4, 0);
    by_rule(CR_RULE_MINREGRET, 0);
    check_near(value_of("owner"), 0, 0); /* keep, which is best in a fair market */
}

/* ---- Who may ask ---- */

#define TWO                                                                                        \
    "crossroads: 1\nstart: one\nactors: {a: A, b: B}\nnodes:\n"                                    \
    "  one: {ask: Which?, decision: a, options: {in: {then: two}, out: {payoff: {a: 1}, then: "    \
    "over}}}\n"                                                                                    \
    "  two: {ask: Which?, decision: b, options: {hard: {then: war}, soft: {payoff: {a: 2, b: 1}, " \
    "then: over}}}\n"                                                                              \
    "  war: {ask: Who wins?, chance: {first: {weight: 50%, payoff: {a: 5, b: -5}, then: over}, "   \
    "second: {weight: 50%, payoff: {a: -5, b: 9}, then: over}}}\n"                                 \
    "outcomes: {over: Over}\n"

static void everybody_fears_the_worst_for_himself(void **state)
{
    (void)state;
    scenario(TWO);
    by_rule(CR_RULE_EV, 0);
    assert_string_equal(choice("two", "one.in"), "hard"); /* 2 against 1 */
    by_rule(CR_RULE_MAXIMIN, 0);
    assert_string_equal(choice("two", "one.in"), "soft");
    check_near(option("two", "one.in", "hard")->value[1], -5, 0);
    check_near(option("two", "one.in", "hard")->value[0], -5, 0);
    assert_string_equal(choice("one", ""), "in");
    check_near(value_of("a"), 2, 0);
    check_near(value_of("b"), 1, 0);
    by_rule(CR_RULE_MAXIMAX, 0);
    assert_string_equal(choice("two", "one.in"), "hard");
    check_near(value_of("a"), 5, 0);
    check_near(value_of("b"), 9, 0);
}

static void rules_that_cannot_be_followed_are_refused(void **state)
{
    (void)state;
    scenario(TWO);
    assert_int_equal(try_rule(CR_RULE_MINREGRET, 0), CR_USAGE);
    assert_non_null(strstr(b.fault.text, "several do"));
    b.setup.choose = (struct cr_choose){.kind = CR_CHOOSE_QUANTAL, .lambda = 1};
    assert_int_equal(try_rule(CR_RULE_MAXIMIN, 0), CR_USAGE);
    assert_non_null(strstr(b.fault.text, "quantal"));
    b.setup.choose.kind = CR_CHOOSE_BEST;
    bundled("classics/coin");
    assert_int_equal(try_rule(CR_RULE_MAXIMIN, 0), CR_USAGE);
    assert_non_null(strstr(b.fault.text, "nobody decides"));
}

/* Another's fixed choice is chance to whoever regrets: here B is hard, so `in` may bring 5. */
static void the_fixed_choices_of_others_leave_one_who_regrets(void **state)
{
    (void)state;
    scenario(TWO);
    b.setup.choose_at = CR_NEW(b.arena, struct cr_choose, 3);
    struct cr_choose *at = CR_NEW(b.arena, struct cr_choose, 3);
    at[1] = (struct cr_choose){.kind = CR_CHOOSE_OPTION, .option = 0};
    b.setup.choose_at = at;
    by_rule(CR_RULE_MINREGRET, 0);
    check_near(worth("one", "", "in"), 6, 0);  /* -5 where `out` gives 1 */
    check_near(worth("one", "", "out"), 4, 0); /* 1 where `in` gives 5 */
    check_near(value_of("a"), 4, 0);
    assert_true(isnan(value_of("b")));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_bench, close_bench)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_table_is_read_by_every_rule),
        TEST(what_is_hidden_counts_as_what_is_still_to_come),
        TEST(the_worst_of_a_cost_is_the_largest_that_can_happen),
        TEST(whole_totals_are_compared_not_what_is_left_of_them),
        TEST(the_wildcatter_agrees_with_all_his_strategies),
        TEST(the_newsvendor_regrets_half_the_spread),
        TEST(regret_remembers_what_nothing_else_reads),
        TEST(worlds_are_cases_too),
        TEST(evidence_rules_cases_out_of_the_value),
        TEST(everybody_fears_the_worst_for_himself),
        TEST(rules_that_cannot_be_followed_are_refused),
        TEST(the_fixed_choices_of_others_leave_one_who_regrets),
    };
    return cmocka_run_group_tests_name("rule", tests, NULL, NULL);
}
