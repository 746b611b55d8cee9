/* What is set on the command line: values worked out by hand, and the same answer as an analysis
 * that moves the same input to the same place. */
#include "analysis_help.h"

#include "analysis/evaluate.h"
#include "base/diag.h"
#include "program/compile.h"
#include "program/worlds.h"

static const char *const targets[] = {"A", "B", "C"};

/* Setting `name` to `text`, as --set would. */
static void set(const char *name, const char *text)
{
    struct cr_setup_set *sets = CR_NEW(arena, struct cr_setup_set, setup.n_sets + 1);
    struct cr_diags diags;
    cr_diags_init(&diags, arena, NULL);
    for (size_t i = 0; i < setup.n_sets; i++)
        sets[i] = setup.sets[i];
    struct cr_setup_set *s = &sets[setup.n_sets];
    *s = (struct cr_setup_set){.parameter = -1, .state = -1, .node = -1, .branch = -1};
    enum cr_value_place place = CR_AT_PARAMETER;
    if (strncmp(name, "start.", 6) == 0) {
        s->state = cr_map_find(scenario->state_map, name + 6);
        place = CR_AT_START;
    } else if (cr_scenario_branch(scenario, name, &s->node, &s->branch)) {
        place =
            scenario->nodes[s->node].mode == CR_MODE_RELATIVE ? CR_AT_WEIGHT : CR_AT_PROBABILITY;
    } else {
        s->parameter = cr_map_find(scenario->parameter_map, name);
    }
    if (cr_value_read_text(arena, scenario, text, place, &s->value, &diags) != CR_OK)
        fail_msg("%s=%s cannot be read", name, text);
    setup.sets = sets;
    setup.n_sets++;
}

static const struct cr_program *built(void)
{
    struct cr_diags *diags = CR_NEW(arena, struct cr_diags, 1);
    cr_diags_init(diags, arena, scenario->source);
    return cr_program_build(arena, scenario, &setup, diags);
}

static double base_of(const struct cr_program *program, const struct cr_aim *aim)
{
    static const struct cr_analysis_options options = {.spec.luck.seed = 1};
    struct cr_analysis_inputs inputs;
    double value;
    check_ok(cr_inputs_find(arena, program, &inputs, &fault));
    check_ok(cr_base_value(arena, program, &inputs, aim, &options, &value, NULL, &fault));
    return value;
}

/* One node n with outcomes A, B, C; the branches a, b, c lead there. */
static void check_shares(
    const char *node, const char *const *sets, const double *want, size_t n_inputs)
{
    setup = (struct cr_setup){0};
    of_text(cr_arena_printf(arena,
        "crossroads: 1\nstart: n\nnodes: {n: {ask: Q?, %s}}\noutcomes: {A: A, B: B, C: C}\n",
        node));
    for (size_t i = 0; sets[i]; i += 2)
        set(sets[i], sets[i + 1]);
    const struct cr_program *p = built();
    assert_non_null(p);
    for (int k = 0; k < 3; k++) {
        struct cr_aim aim = aim_at(p, targets[k]);
        check_near(base_of(p, &aim), want[k], 1e-12);
    }
    struct cr_analysis_inputs inputs;
    check_ok(cr_inputs_find(arena, p, &inputs, &fault));
    assert_int_equal(inputs.n, n_inputs);
    assert_true(inputs.n > 0 || p->n_uncertain == 0); /* nor is anything drawn */
}

#define SETS(...)                                                                                  \
    (const char *const[])                                                                          \
    {                                                                                              \
        __VA_ARGS__, NULL                                                                          \
    }
#define SHARES(...)                                                                                \
    (const double[])                                                                               \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }

static void beside_a_rest_it_stands_in_place(void **state)
{
    (void)state;
    static const char node[] =
        "chance: {a: {weight: 20% to 40%, then: A}, b: {weight: 30%, then: B}, "
        "c: {weight: rest, then: C}}";
    check_shares(node, SETS("n.a", "40%"), SHARES(0.4, 0.3, 0.3), 0);
    check_shares(node, SETS("n.a", "0.4"), SHARES(0.4, 0.3, 0.3), 0);
    check_shares(node, SETS("n.b", "50%", "n.a", "10%"), SHARES(0.1, 0.5, 0.4), 0);
    /* the rest itself: a and b keep the proportions that they have at a's mean; both set, c leaves
     */
    check_shares(node, SETS("n.a", "20%", "n.c", "60%"), SHARES(0.2, 0.2, 0.6), 0);
    setup = (struct cr_setup){0};
    of_text(cr_arena_printf(arena,
        "crossroads: 1\nstart: n\nnodes: {n: {ask: Q?, %s}}\noutcomes: {A: A, B: B, C: C}\n",
        node));
    set("n.a", "80%");
    assert_null(built()); /* 80% and 30% leave nothing for the rest */
}

static void without_a_rest_the_siblings_keep_their_proportions(void **state)
{
    (void)state;
    static const char fixed[] = "chance: {a: {weight: 20%, then: A}, b: {weight: 30%, then: B}, c: "
                                "{weight: 50%, then: C}}";
    check_shares(fixed, SETS("n.a", "60%"), SHARES(0.6, 0.15, 0.25), 0);
    check_shares(fixed, SETS("n.a", "60%", "n.b", "30%"), SHARES(0.6, 0.3, 0.1), 0);
    check_shares(fixed, SETS("n.b", "30%", "n.c", "10%", "n.a", "60%"), SHARES(0.6, 0.3, 0.1), 0);
}

static void a_relative_weight_is_replaced_by_a_bare_number(void **state)
{
    (void)state;
    static const char node[] =
        "chance: {a: {weight: 'gamma(2, 1)', then: A}, b: {weight: 3, then: B}, "
        "c: {weight: 5, then: C}}";
    check_shares(node, SETS("n.a", "2"), SHARES(0.2, 0.3, 0.5), 0);
    check_shares(node, SETS("n.a", "60%"), SHARES(0.6, 0.15, 0.25), 0);
    check_shares(node, SETS("n.b", "6"), SHARES(2.0 / 13, 6.0 / 13, 5.0 / 13), 1);
}

/* What Dirichlet(9 (.2, .3, .5)) leaves of b and c once a is known: 0.4 Dirichlet(2.7, 4.5). */
static void confidence_goes_on_among_the_siblings(void **state)
{
    (void)state;
    static const char node[] =
        "confidence: 9, chance: {a: {weight: 20%, then: A}, b: {weight: 30%, "
        "then: B}, c: {weight: rest, then: C}}";
    check_shares(node, SETS("n.a", "60%"), SHARES(0.6, 0.15, 0.25), 2);
    check_shares(node, SETS("n.a", "60%", "n.c", "30%"), SHARES(0.6, 0.1, 0.3), 0);
    check_shares("confidence: 9, chance: {a: {weight: 1, then: A}, b: {weight: 3, then: B}, c: "
                 "{weight: 6, then: C}}",
        SETS("n.a", "11"), SHARES(0.55, 0.15, 0.3), 2);
    setup = (struct cr_setup){0};
    of_text(cr_arena_printf(arena,
        "crossroads: 1\nstart: n\nnodes: {n: {ask: Q?, %s}}\noutcomes: {A: A, B: B, C: C}\n",
        node));
    set("n.a", "60%");
    const struct cr_program *p = built();
    struct cr_luck luck = {.seed = 5};
    struct cr_world_spec spec = {.luck = luck, .worlds = 20000};
    double *slots = CR_NEW(arena, double, (size_t)p->n_slots * 20000), m = 0, v = 0;
    assert_int_equal(cr_worlds_fill(p, &spec, 0, 20000, slots, 20000, NULL, arena, &fault), CR_OK);
    int b = p->branches[1].weight.slot;
    for (int i = 0; i < 20000; i++)
        m += slots[(size_t)b * 20000 + (size_t)i] / 20000;
    for (int i = 0; i < 20000; i++)
        v += pow(slots[(size_t)b * 20000 + (size_t)i] - m, 2) / 20000;
    double share = 2.7 / 7.2;
    check_near(m, 0.4 * share, 0.002);
    check_near(sqrt(v), 0.4 * sqrt(share * (1 - share) / 8.2), 0.002);
}

/* What is set is final, and what the lens says of the siblings holds among these. */
static void no_lens_moves_what_is_set(void **state)
{
    (void)state;
    static const struct cr_setup_lens whole = {0, 1};
    static const struct {
        const char *a, *b, *c, *lens, *set, *to;
        double want[3];
    } cases[] = {
        /* the rest takes 0.3; b is 3 times as large; b and c share what a leaves as 3 : 1 */
        {"20% to 40%", "30%", "rest", "{n.b: x3}", "n.a", "40%", {0.4, 0.45, 0.15}},
        /* a and b leave 0.4 to c; 0.6, 0.3, 0.4; b has 10% of it: 0.54, 0.1, 0.36; c has 0.4 */
        {"40%", "40%", "20%", "{n.a: x2, n.b: 10%}", "n.c", "40%", {0.50625, 0.09375, 0.4}},
        /* a and c share what b leaves as 3 : 4, so a and b stand as 27 : 7 */
        {"40%", "40%", "20%", "{n.c: x9, n.b: 10%}", "n.c", "40%", {8.1 / 17, 2.1 / 17, 0.4}},
        /* a relative weight is no share: 2, 3 x 2, 2 */
        {"1", "3", "2", "{n.a: x7, n.b: x2}", "n.a", "2", {0.2, 0.6, 0.2}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        setup = (struct cr_setup){0};
        of_text(cr_arena_printf(arena,
            "crossroads: 1\nstart: n\nnodes: {n: {ask: Q?, chance: {a: {weight: %s, then: A}, "
            "b: {weight: %s, then: B}, c: {weight: %s, then: C}}}}\n"
            "outcomes: {A: A, B: B, C: C}\nlenses: {seen: {weights: %s}}\n",
            cases[i].a, cases[i].b, cases[i].c, cases[i].lens));
        setup = (struct cr_setup){.lenses = &whole, .n_lenses = 1};
        set(cases[i].set, cases[i].to);
        const struct cr_program *p = built();
        assert_non_null(p);
        for (int k = 0; k < 3; k++) {
            struct cr_aim aim = aim_at(p, targets[k]);
            check_near(base_of(p, &aim), cases[i].want[k], 1e-12);
        }
    }
}

static void what_a_utility_uses_stays_fixed(void **state)
{
    (void)state;
    static const char text[] =
        "crossroads: 1\nstart: go\nactors: {me: {label: Me, utility: 1 - exp(-payoff/rt)}}\n"
        "parameters: {rt: 2*half, half: 400}\n"
        "nodes: {go: {ask: Q, decision: me, options: {a: {payoff: {me: 1}, then: o}, b: o}}}\n"
        "outcomes: {o: O}\nlenses: {bold: {parameters: {half: 'uniform(200, 800)'}}}\n";
    static const struct cr_setup_lens bold = {0, 0.5};
    of_text(text);
    set("half", "300");
    assert_non_null(built());
    set("half", "uniform(200, 800)");
    assert_null(built());
    setup = (struct cr_setup){.lenses = &bold, .n_lenses = 1};
    assert_null(built());
}

/* ---- Two commands about one input ---- */

static void check_agreement(const char *name, size_t most)
{
    static const struct cr_analysis_options options = {.spec.luck.seed = 1};
    struct cr_analysis_inputs inputs;
    struct cr_aim aim;
    setup = (struct cr_setup){0};
    const struct cr_program *p = of_file(name);
    cr_aim_default(p, &aim);
    check_ok(cr_inputs_find(arena, p, &inputs, &fault));
    size_t step = inputs.n > most ? inputs.n / most : 1;
    for (size_t i = 0; i < inputs.n; i += step) {
        const struct cr_analysis_input *input = &inputs.at[i];
        double x = cr_input_quantile(p, input, 0.8);
        struct cr_design design = cr_design_new(arena, p, &inputs, 1);
        struct cr_evaluated moved;
        cr_design_move(&design, 0, input, x);
        assert_int_equal(cr_design_finish(arena, &design, &fault), CR_OK);
        check_ok(cr_design_evaluate(arena, &design, aim.index, &options, &moved, &fault));
        setup = (struct cr_setup){0};
        set(input->id, cr_arena_printf(arena, "%.17g", x));
        const struct cr_program *q = built();
        if (!q)
            fail_msg("%s: %s cannot be set to %.17g", name, input->id, x);
        double value = base_of(q, &aim);
        if (!(fabs(value - moved.value[0]) <= 1e-9 * fmax(1, fabs(value))))
            fail_msg("%s: %s at %.17g makes %.17g when moved, %.17g when set", name, input->id, x,
                moved.value[0], value);
    }
    cr_seam_free(file_bytes);
    file_bytes = NULL;
}

static void moved_and_set_are_the_same(void **state)
{
    (void)state;
    static const char *const names[] = {"classics/centipede", "classics/coin",
        "classics/cuban_missile_crisis", "classics/deterrence_hidden_type",
        "classics/entry_game_ties", "classics/gamblers_ruin", "classics/harvest",
        "classics/monty_hall", "classics/newsvendor", "classics/oil_wildcatter",
        "classics/parameters", "classics/party_problem", "classics/sanctions_ladder",
        "classics/test_and_treat", "classics/texaco_pennzoil", "classics/used_car",
        "templates/bargain", "templates/blank", "templates/crisis", "templates/deterrence",
        "templates/referendum"};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        check_agreement(names[k], 100);
    check_agreement("alliance", 8);
    check_agreement("kazakhstan", 4);
    check_agreement("crossroads", 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(beside_a_rest_it_stands_in_place, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(
            without_a_rest_the_siblings_keep_their_proportions, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(
            a_relative_weight_is_replaced_by_a_bare_number, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(
            confidence_goes_on_among_the_siblings, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(no_lens_moves_what_is_set, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(what_a_utility_uses_stays_fixed, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(moved_and_set_are_the_same, open_arena, close_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
