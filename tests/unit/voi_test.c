/* The value of information and control against published answers and answers by hand. */
#include "analysis_help.h"

#include "analysis/voi.h"
#include "base/fmath.h"
#include "numeric/normal.h"

static struct cr_voi value_of(const struct cr_program *program, struct cr_voi_options options)
{
    struct cr_voi r;
    options.spec.luck.seed = options.spec.luck.seed ? options.spec.luck.seed : 1;
    check_ok(cr_voi(arena, program, &options, &r, &fault));
    return r;
}

static struct cr_voi voi(const struct cr_program *program)
{
    return value_of(program, (struct cr_voi_options){.actor = -1});
}

static const struct cr_voi_node *node_of(const struct cr_voi *r, const char *id)
{
    for (size_t i = 0; i < r->n_nodes; i++) {
        if (!strcmp(scenario->nodes[r->nodes[i].node].id, id))
            return &r->nodes[i];
    }
    fail_msg("no node %s", id);
    return NULL;
}

static void check_node(const struct cr_voi *r, const char *id, double value, double control)
{
    const struct cr_voi_node *node = node_of(r, id);
    check_near(node->value, value, 1e-12);
    check_near(node->control, control, 1e-12);
    assert_false(node->luck);
}

/* ---- Published ---- */

/* Raiffa 1968: to know the hole is worth 35 to someone who cannot test; 55 - 22.5 to who can. A
 * free sounding is worth what it costs. */
static void the_oil_wildcatter(void **state)
{
    (void)state;
    struct cr_voi r = voi(solved("classics/oil_wildcatter"));
    check_near(r.base, 22.5, 1e-12);
    check_near(r.perfect, 32.5, 1e-12);
    check_node(&r, "oil", 32.5, 177.5);
    check_node(&r, "seismic", 10, 0);
    assert_int_equal(node_of(&r, "seismic")->best, -1);
    assert_int_equal(r.worlds, 0);
}

static void the_oil_wildcatter_without_a_test(void **state)
{
    (void)state;
    struct cr_choose at[8] = {{.kind = CR_CHOOSE_DEFAULT}};
    at[1] = (struct cr_choose){.kind = CR_CHOOSE_OPTION, .option = 1};
    setup.choose_at = at;
    struct cr_voi r = voi(solved("classics/oil_wildcatter"));
    check_near(r.base, 20, 1e-12);
    check_node(&r, "oil", 35, 180);
}

/* Howard 1962: 56 with full knowledge, 493/15 without. */
static void the_used_car_buyer(void **state)
{
    (void)state;
    struct cr_voi r = voi(solved("classics/used_car"));
    check_near(r.perfect, 56 - 493.0 / 15, 1e-12);
    check_node(&r, "car", 56 - 493.0 / 15, 60 - 493.0 / 15);
    /* the second look at the transmission's neighbour depends on what the first has shown */
    assert_true(node_of(&r, "differential")->luck);
    assert_true(node_of(&r, "differential")->value > 0);
}

static void texaco_and_pennzoil(void **state)
{
    (void)state;
    struct cr_voi r = voi(solved("classics/texaco_pennzoil"));
    check_near(r.perfect, 0.597, 1e-12);
    check_node(&r, "court", 0.345, 4.7642);
    check_node(&r, "texaco", 0, 0.3652);
}

/* Howard and Abbas: about 20 to Kim, as a difference of certainty equivalents. */
static void the_party(void **state)
{
    (void)state;
    struct cr_voi r = voi(solved("classics/party_problem"));
    assert_true(r.utility);
    check_near(r.base, 45.83, 1e-3);
    check_near(r.perfect, 20.26417764160331, 1e-10);
    check_near(node_of(&r, "weather")->value, 20.26417764160331, 1e-10);
    check_near(node_of(&r, "weather")->control, 54.16777289723518, 1e-10);
}

static void the_newsvendor(void **state)
{
    (void)state;
    struct cr_voi r = voi(solved("classics/newsvendor"));
    check_near(r.perfect, 18.75, 1e-12);
    check_node(&r, "demand", 18.75, 84.75);
}

static void three_doors(void **state)
{
    (void)state;
    struct cr_voi r = voi(solved("classics/monty_hall"));
    check_near(r.perfect, 1.0 / 3, 1e-12);
    check_node(&r, "car", 1.0 / 3, 1.0 / 3);
}

/* ---- Parameters ---- */

/* The error that is told is the spread over seeds. */
static void errors_of_information_are_the_spread_over_seeds(void **state)
{
    (void)state;
    enum { SEEDS = 40 };
    const struct cr_program *p = solved("classics/test_and_treat");
    double mean = 0, square = 0, told = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct cr_voi r = value_of(
            p, (struct cr_voi_options){.actor = -1, .spec.luck.seed = seed, .spec.worlds = 64});
        double x = r.parameters[0].value, error = r.parameters[0].se;
        square += (x - mean) * (x - mean) * (double)(seed - 1) / (double)seed;
        mean += (x - mean) / (double)seed;
        told += error * error / SEEDS;
    }
    double spread = sqrt(square / (SEEDS - 1));
    assert_true(spread > 0.6 * sqrt(told) && spread < 1.6 * sqrt(told));
}

/* The integral of the best of 100 - 60 p, 97 - 22 p, 90 - 10 p over p, less 86. */
static void knowing_the_prior_of_test_and_treat(void **state)
{
    (void)state;
    struct cr_voi r = value_of(
        solved("classics/test_and_treat"), (struct cr_voi_options){.actor = -1, .nested = true});
    const struct cr_voi_parameter *prior = &r.parameters[0];
    double want = 1.1600877192982457;
    check_near(r.base, 86, 1e-12);
    check_near(r.base_worlds, 86, 1e-12);
    check_near(r.perfect, 4, 1e-12);
    check_node(&r, "illness", 4, 14);
    check_near(r.parameters_all, want, 1e-3);
    assert_true(fabs(prior->value - want) <= 4 * prior->se + 1e-3);
    assert_true(prior->se < 0.02);
    assert_true(fabs(prior->nested - want) <= 4 * prior->nested_se);
}

/* Two options: 0, or x + y with x normal(0, 3), y normal(0, 4). Of all: E max(0, N(0, 5)) =
 * 5 / sqrt(2 pi); of x alone 3 / sqrt(2 pi); of z, which says nothing, 0. */
static void normal_gains(void **state)
{
    (void)state;
    setup.choose.kind = CR_CHOOSE_BEST;
    const struct cr_program *p = of_text(
        "crossroads: 1\nstart: d\nactors: {a: A}\nparameters:\n"
        "  x: {value: 'normal(0, 3)'}\n  y: {value: 'normal(0, 4)'}\n  z: {value: 'normal(0, 1)'}\n"
        "nodes:\n  d:\n    ask: Which?\n    decision: a\n    options:\n"
        "      stay: {payoff: {a: 0}, then: e}\n"
        "      go: {payoff: {a: x + y + 0*z}, then: e}\noutcomes: {e: End}\n");
    struct cr_voi r = value_of(p, (struct cr_voi_options){.actor = -1, .spec.worlds = 2048});
    double unit = 0.3989422804014327;
    static const double want[3] = {3, 4, 0};
    check_near(r.parameters_all, 5 * unit, 0.02);
    for (int i = 0; i < 3; i++) {
        const struct cr_voi_parameter *parameter = &r.parameters[i];
        if (!(fabs(parameter->value - want[i] * unit) <= 5 * parameter->se + 0.02))
            fail_msg("%s: %g +- %g, not %g", parameter->input.id, parameter->value, parameter->se,
                want[i] * unit);
    }
    check_near(r.perfect, r.parameters_all, 1e-9); /* nothing else is drawn */
}

/* The plan may be made anew later: waiting shows x, so knowing it beforehand is worth the price. */
static void what_will_be_seen_anyway_is_worth_the_waiting(void **state)
{
    (void)state;
    setup.choose.kind = CR_CHOOSE_BEST;
    const struct cr_program *p =
        of_text("crossroads: 1\nstart: first\nactors: {a: A}\nnodes:\n"
                "  first:\n    ask: Wait?\n    decision: a\n    options:\n"
                "      wait: {payoff: {a: -1}, then: coin}\n      now: {then: second}\n"
                "  coin: {ask: Coin?, hidden: false, chance: {heads: {then: second}, tails: {then: "
                "second}}}\n"
                "  second:\n    ask: Bet?\n    decision: a\n    options:\n"
                "      bet: {then: toss}\n      pass: {then: out}\n"
                "  toss: {ask: Which?, chance: {\"yes\": {weight: 50%, shift: {coin.heads: x9, "
                "coin.tails: x0.5}, then: win}, \"no\": {weight: 50%, then: lose}}}\n"
                "outcomes: {win: {payoff: {a: 10}}, lose: {payoff: {a: -10}}, out: Out}\n");
    struct cr_voi r = voi(p);
    const struct cr_voi_node *coin = node_of(&r, "coin");
    assert_false(coin->luck);
    /* waiting: half the time bet at 0.9, worth 8: 4 - 1 = 3; the coin told, it is still only seen
     * to matter on the way past it: heads is told with 1/2 and then waiting brings 7, else 0 */
    check_near(r.base, 3, 1e-12);
    check_near(coin->value, 0.5, 1e-12);
    check_near(coin->control, 4, 1e-12);
    assert_true(node_of(&r, "toss")->luck);
}

/* ---- Games, and where there is no such value ---- */

static void a_node_on_a_loop_is_not_one_event(void **state)
{
    (void)state;
    struct cr_voi r = voi(solved("classics/sanctions_ladder"));
    assert_true(isnan(r.perfect));
    for (size_t i = 0; i < r.n_nodes; i++) {
        assert_true(isnan(r.nodes[i].value));
        assert_non_null(r.nodes[i].why);
    }
}

static void in_a_game_knowing_can_hurt(void **state)
{
    (void)state;
    struct cr_voi r = voi(solved("classics/deterrence_hidden_type"));
    check_near(r.base, -5, 1e-12);
    /* told in public: firm (.4) deters at no cost; soft (.6): pressed, and .8 + ... loses */
    assert_true(node_of(&r, "resolve")->value < 0);
    assert_true(r.n_notes > 0);
}

/* The challenger attacks a defender who fights where that pays (1 + win > 1 - win, so win > 0), and
 * gets 5 where he yields; nothing else is known of win = N(1, 1) and cost = N(0, 2). Not knowing
 * either: the defender fights, win - cost = 1 on average. Knowing win: max(win, 0) where it is
 * above 0, else 5. Knowing cost: max(1 - cost, 0). */
#define DETERRENCE(laws)                                                                           \
    "crossroads: 1\nstart: attack\nparameters: {" laws "}\n"                                       \
    "actors: {c: Challenger, d: Defender}\nnodes:\n"                                               \
    "  attack: {ask: Attack?, decision: c, options: {\"no\": {then: quiet}, \"yes\": {then: "      \
    "resist}}}\n"                                                                                  \
    "  resist: {ask: Resist?, decision: d, options: {fight: {then: war}, yield: {then: given}}}\n" \
    "outcomes:\n  quiet: {payoff: {c: 0, d: 3}}\n"                                                 \
    "  war: {payoff: {c: win - cost, d: 1 + win}}\n  given: {payoff: {c: 5, d: 1 - win}}\n"

static void a_parameter_moves_the_equilibrium_of_a_game(void **state)
{
    (void)state;
    double phi = 0.24197072451914337, below = 0.15865525393145707; /* of 1 and -1 */
    double want_win = 1 - below + phi + 5 * below - 1;
    double want_cost = cr_normal_cdf(0.5) + 2 * 0.3520653267642995 - 1;
    setup.choose.kind = CR_CHOOSE_BEST;
    const struct cr_program *p =
        of_text(DETERRENCE("win: {value: 'normal(1, 1)'}, cost: {value: 'normal(0, 2)'}"));
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct cr_voi r = value_of(
            p, (struct cr_voi_options){.actor = 0, .spec.luck.seed = seed, .nested = true});
        const struct cr_voi_parameter *win = &r.parameters[0], *cost = &r.parameters[1];
        check_near(win->value, want_win, 3 * win->se);
        check_near(cost->value, want_cost, 3 * cost->se);
        check_near(win->nested, want_win, 3 * win->nested_se);
        check_near(cost->nested, want_cost, 3 * cost->nested_se);
        assert_true(win->se < 0.02 && cost->se < 0.006);
    }
}

/* Two numbers that rise together by a rank correlation of 1 are one number: knowing either is
 * knowing both. */
static void knowing_one_of_two_that_are_one(void **state)
{
    (void)state;
    setup.choose.kind = CR_CHOOSE_BEST;
    const struct cr_program *p = of_text(DETERRENCE(
        "win: {value: 'normal(1, 1)'}, cost: {value: 'normal(0, 2)'}") "correlations:\n  - "
                                                                       "{between: [win, cost], "
                                                                       "rho: 1}\n");
    struct cr_voi r = value_of(p, (struct cr_voi_options){.actor = 0});
    check_near(r.parameters[0].value, r.parameters_all, 4 * r.parameters_all_se);
    check_near(r.parameters[1].value, r.parameters_all, 4 * r.parameters_all_se);
    /* E[1 - z; -1 < z < 1] + 5 P(z < -1) - 1 */
    check_near(r.parameters_all, 3 * 0.15865525393145707, 4 * r.parameters_all_se);
}

/* The defender resists below k = 0.9, and only where he is known not to does one go: 0.1 times 1.
 * It is all there is to know. */
static void the_only_parameter_of_a_game_is_everything(void **state)
{
    (void)state;
    setup.choose.kind = CR_CHOOSE_BEST;
    const struct cr_program *p =
        of_text("crossroads: 1\nstart: n\nparameters: {k: {value: 'uniform(0, 1)'}}\n"
                "actors: {c: C, d: D}\nnodes:\n"
                "  n: {ask: Go?, decision: c, options: {stay: {then: q}, go: {then: m}}}\n"
                "  m: {ask: Resist?, decision: d, options: {fight: {then: w}, yield: {then: g}}}\n"
                "outcomes: {q: {payoff: {d: 1}}, w: {payoff: {c: -10, d: 0.9 - k}}, g: {payoff: "
                "{c: 1}}}\n");
    static const uint64_t worlds[3] = {64, 1024, 4096};
    for (int i = 0; i < 3; i++) {
        struct cr_voi r =
            value_of(p, (struct cr_voi_options){.actor = 0, .spec.worlds = worlds[i]});
        check_near(r.parameters[0].value, r.parameters_all, 1e-12);
        check_near(r.parameters[0].se, r.parameters_all_se, 1e-4);
        check_near(r.parameters_all, 0.1, 3 * r.parameters_all_se);
        check_near(r.perfect, r.parameters_all, 1e-12);
    }
}

static void who_decides_nothing_or_has_no_payoff_is_refused(void **state)
{
    (void)state;
    struct cr_voi_options options = {.actor = -1, .spec.luck.seed = 1};
    struct cr_voi r;
    const struct cr_program *p = of_file("classics/parameters");
    assert_int_equal(cr_voi(arena, p, &options, &r, &fault), CR_USAGE);
    assert_true(strlen(fault.text) > 0);
}

static void costs_are_savings(void **state)
{
    (void)state;
    setup.choose.kind = CR_CHOOSE_BEST;
    const struct cr_program *p = of_text(
        "crossroads: 1\nstart: d\nactors: {a: {goal: min}}\nnodes:\n"
        "  d: {ask: Insure?, decision: a, options: {insure: {payoff: {a: 30}, then: c}, bare: "
        "{then: c}}}\n"
        "  c: {ask: Fire?, chance: {\"yes\": {weight: 25%, then: f}, \"no\": {weight: 75%, then: "
        "g}}}\n"
        "outcomes: {f: {payoff: {a: \"if(took('d.insure'), 0, 200)\"}}, g: Nothing}\n");
    struct cr_voi r = voi(p);
    check_near(r.base, 30, 1e-12); /* against 50 */
    check_near(r.perfect, 30 - 0.25 * 30, 1e-12);
    check_node(&r, "c", 22.5, 30);
}

static void evidence_is_left_aside(void **state)
{
    (void)state;
    struct cr_setup_evidence seen[1] = {
        {.node = 0, .branch = 2, .signal = -1, .name = "oil.soaking", .observation = -1}};
    setup.evidence = seen;
    setup.n_evidence = 1;
    struct cr_voi r = voi(solved("classics/oil_wildcatter"));
    check_near(r.base, 22.5, 1e-12);
    check_node(&r, "oil", 32.5, 177.5);
}

/* Luck that is sampled agrees with all combinations gone through (a larger tree of the same kind).
 */
static void knowing_more_is_worth_no_less_to_one_who_decides_alone(void **state)
{
    (void)state;
    struct cr_voi r = voi(solved("classics/harvest"));
    assert_true(r.perfect >= r.parameters_all - 3 * (r.perfect_se + r.parameters_all_se));
    for (size_t i = 0; i < r.n_parameters; i++) {
        assert_true(r.parameters[i].value >= 0);
        assert_true(r.parameters[i].value <= r.parameters_all + 4 * r.parameters[i].se);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_oil_wildcatter),
        TEST(the_oil_wildcatter_without_a_test),
        TEST(the_used_car_buyer),
        TEST(texaco_and_pennzoil),
        TEST(the_party),
        TEST(the_newsvendor),
        TEST(three_doors),
        TEST(knowing_the_prior_of_test_and_treat),
        TEST(errors_of_information_are_the_spread_over_seeds),
        TEST(normal_gains),
        TEST(what_will_be_seen_anyway_is_worth_the_waiting),
        TEST(a_node_on_a_loop_is_not_one_event),
        TEST(in_a_game_knowing_can_hurt),
        TEST(a_parameter_moves_the_equilibrium_of_a_game),
        TEST(knowing_one_of_two_that_are_one),
        TEST(the_only_parameter_of_a_game_is_everything),
        TEST(who_decides_nothing_or_has_no_payoff_is_refused),
        TEST(costs_are_savings),
        TEST(evidence_is_left_aside),
        TEST(knowing_more_is_worth_no_less_to_one_who_decides_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
