/* Sensitivity against exact indices and answers worked out by hand. */
#include "analysis_help.h"

#include "analysis/evaluate.h"
#include "base/fmath.h"

static const struct cr_analysis_options plain = {.spec.luck.seed = 1};

/* ---- Scenarios whose answers are known ---- */

/* A measure of parameters alone. */
static const struct cr_program *formula(const char *parameters, const char *value)
{
    return of_text(cr_arena_printf(arena,
        "crossroads: 1\nstart: q\nparameters:\n%smeasures: {f: {value: '%s'}}\n"
        "nodes: {q: {ask: What else?, rule: {nothing: {then: done}}}}\n"
        "outcomes: {done: Done}\n",
        parameters, value));
}

/* sin(x) on [-pi, pi] by its series, to 1e-9. */
static const char *sine(const char *x)
{
    const char *text = "1";
    for (int k = 24; k >= 2; k -= 2)
        text = cr_arena_printf(arena, "(1 - %s*%s/%d*%s)", x, x, k * (k + 1), text);
    return cr_arena_printf(arena, "%s*%s", x, text);
}

static const double pi = 3.14159265358979323846;

static const struct cr_sobol *indices(const struct cr_program *program, const char *target)
{
    struct cr_sobol *result = CR_NEW(arena, struct cr_sobol, 1);
    struct cr_aim aim = aim_at(program, target);
    check_ok(cr_sobol_indices(arena, program, &aim, 0, &plain, result, &fault));
    return result;
}

/* Within five of its own errors, and an error small enough to be worth something. */
static void check_index(double got, double se, double want)
{
    if (!(fabs(got - want) <= 5 * se + 1e-9) || !(se < 0.01))
        fail_msg("%.6f +- %.6f, not %.6f", got, se, want);
}

static void check_row(const struct cr_sobol_row *row, double first, double total)
{
    check_index(row->first, row->first_se, first);
    check_index(row->total, row->total_se, total);
}

/* ---- Sobol ---- */

/* Ishigami and Homma 1990: sin a + 7 sin^2 b + 0.1 c^4 sin a. */
static void the_indices_of_ishigami(void **state)
{
    (void)state;
    const char *x = "{value: 'uniform(-3.141592653589793, 3.141592653589793)'}";
    const struct cr_program *p =
        formula(cr_arena_printf(arena, "  a: %s\n  b: %s\n  c: %s\n", x, x, x),
            cr_arena_printf(arena, "(1 + 0.1*c^4)*%s + 7*(%s)^2", sine("a"), sine("b")));
    double p4 = pi * pi * pi * pi, one = (1 + p4 / 50) * (1 + p4 / 50) / 2, two = 49.0 / 8,
           both = p4 * p4 * 0.01 * (1.0 / 18 - 1.0 / 50), v = one + two + both;
    const struct cr_sobol *r = indices(p, "f");
    check_near(r->sd * r->sd, v, 0.02);
    check_row(&r->rows[0], one / v, (one + both) / v);
    check_row(&r->rows[1], two / v, two / v);
    check_row(&r->rows[2], 0, both / v);
}

/* Sobol's g: the product of (|4 x - 2| + a) / (1 + a); V_i = 1 / (3 (1 + a)^2). */
static void the_indices_of_g(void **state)
{
    (void)state;
    static const double a[4] = {0, 1, 4.5, 9};
    struct cr_buf parameters, value;
    double v = 1, one[4];
    cr_buf_init(&parameters, arena);
    cr_buf_init(&value, arena);
    for (int i = 0; i < 4; i++) {
        cr_buf_printf(&parameters, "  x%d: {value: 'uniform(0, 1)'}\n", i);
        cr_buf_printf(&value, "%s(abs(4*x%d - 2) + %g)/%g", i ? "*" : "", i, a[i], 1 + a[i]);
        one[i] = 1 / (3 * (1 + a[i]) * (1 + a[i]));
        v *= 1 + one[i];
    }
    const struct cr_sobol *r = indices(formula(parameters.s, value.s), "f");
    for (int i = 0; i < 4; i++)
        check_row(&r->rows[i], one[i] / (v - 1), one[i] / (1 + one[i]) * v / (v - 1));
}

/* What is additive has first = total = its share of the variance (scenarios/classics/answers.json).
 */
static void the_indices_of_a_sum(void **state)
{
    (void)state;
    static const double want[5] = {0.3278383067744778, 0.46196915879969386, 0.1940270466958714,
        0.01157939389896361, 0.004586093830993323};
    const struct cr_sobol *r = indices(of_file("classics/parameters"), "total");
    assert_int_equal(r->n, 5);
    for (int i = 0; i < 5; i++)
        check_row(&r->rows[i], want[i], want[i]);
    assert_int_equal(r->order[0], 1);
}

/* p q with p, q uniform on 0 to 1 is a product of chances on two nodes: V = 1/9 - 1/16, V_p = 1/48.
 */
static void the_indices_of_a_multilinear_tree(void **state)
{
    (void)state;
    const struct cr_sobol *r = indices(of_text("crossroads: 1\nstart: first\nnodes:\n"
                                               "  first: {ask: First?, chance: {yes: {weight: "
                                               "'beta(1, 1)', then: second}, no: {weight: rest, "
                                               "then: none}}}\n"
                                               "  second: {ask: Second?, chance: {yes: {weight: "
                                               "'beta(1, 1)', then: both}, no: {weight: rest, "
                                               "then: none}}}\n"
                                               "outcomes: {both: Both, none: Not both}\n"),
        "both");
    double v = 1.0 / 9 - 1.0 / 16;
    check_near(r->mean, 0.25, 1e-4);
    for (int i = 0; i < 2; i++)
        check_row(&r->rows[i], 1.0 / 48 / v, (1.0 / 9 - 1.0 / 12) / v);
}

static const char *const dirichlet = "crossroads: 1\nstart: first\nnodes:\n"
                                     "  first:\n    ask: Which?\n    confidence: 9\n    chance:\n"
                                     "      a: {weight: 20%, then: x}\n"
                                     "      b: {weight: 30%, then: y}\n"
                                     "      c: {weight: 50%, then: z}\n"
                                     "outcomes: {x: X, y: Y, z: Z}\n";

/* Of a share alone the target x is the whole: first = total = 1. Of Dirichlet(1.8, 2.7, 4.5) with
 * the others in proportion, share b moves x by -(x / (1 - b)): E[x | b] = 0.4 / 1.4 ... (1 - b), so
 * its first order is (2/7)^2 Var b / Var a. */
static void shares_move_with_their_siblings_in_proportion(void **state)
{
    (void)state;
    const struct cr_sobol *r = indices(of_text(dirichlet), "x");
    double va = 0.2 * 0.8, vb = 0.3 * 0.7, ratio = 0.2 / 0.7;
    assert_int_equal(r->n, 3);
    check_row(&r->rows[0], 1, 1);
    check_index(r->rows[1].first, r->rows[1].first_se, ratio * ratio * vb / va);
    /* total: E[(a / (1 - b))^2] Var(b) / Var(a); a / (1 - b) is Beta(1.8, 4.5), independent of b */
    double m2 = (1.8 / 6.3) * (2.8 / 7.3);
    check_index(r->rows[1].total, r->rows[1].total_se, m2 * vb / va);
}

/* Eight cases at 75% are Beta(6, 2), whose distribution function is 7 x^6 - 6 x^7. */
static void confidence_is_worth_its_cases_and_no_more(void **state)
{
    (void)state;
    const struct cr_program *p =
        of_text("crossroads: 1\nstart: q\nnodes: {q: {ask: Q?, confidence: "
                "8, chance: {yes: {weight: 75%, then: x}, no: {weight: "
                "rest, then: y}}}}\noutcomes: {x: X, y: Y}\n");
    struct cr_aim aim = aim_at(p, "x");
    struct cr_tornado t;
    check_ok(cr_tornado(arena, p, &aim, &plain, &t, &fault));
    for (int k = 0; k < CR_TORNADO_POINTS; k++) {
        double x = t.rows[0].x[k];
        check_near(7 * pow(x, 6) - 6 * pow(x, 7), cr_tornado_levels[k], 1e-12);
    }
}

static void nothing_moves_a_constant(void **state)
{
    (void)state;
    const struct cr_sobol *r = indices(formula("  x: {value: 'uniform(0, 1)'}\n", "3 + 0*x"), "f");
    assert_true(isnan(r->rows[0].first) && isnan(r->rows[0].total));
    assert_true(r->sd == 0);
}

static void a_seed_makes_the_same_indices_on_any_number_of_threads(void **state)
{
    (void)state;
    const struct cr_program *p = of_file("alliance");
    struct cr_aim aim = aim_at(p, "russia");
    struct cr_sobol a, b;
    struct cr_analysis_options one = {.spec.luck.seed = 7, .spec.threads = 1},
                               three = {.spec.luck.seed = 7, .spec.threads = 3};
    check_ok(cr_sobol_indices(arena, p, &aim, 4, &one, &a, &fault));
    check_ok(cr_sobol_indices(arena, p, &aim, 4, &three, &b, &fault));
    for (size_t i = 0; i < a.n; i++) {
        assert_memory_equal(&a.rows[i].first, &b.rows[i].first, sizeof(double));
        assert_memory_equal(&a.rows[i].total_se, &b.rows[i].total_se, sizeof(double));
    }
}

/* ---- Morris ---- */

static void effects_of_a_linear_model_are_its_slopes(void **state)
{
    (void)state;
    const struct cr_program *p =
        formula("  a: {value: 'uniform(0, 1)'}\n  b: {value: 'uniform(2, 6)'}\n", "3*a - 2*b");
    struct cr_aim aim = aim_at(p, "f");
    struct cr_morris r;
    check_ok(cr_morris(arena, p, &aim, 0, &plain, &r, &fault));
    check_near(r.rows[0].mu, 3 * 0.9, 1e-12);
    check_near(r.rows[1].mu, -8 * 0.9, 1e-12);
    check_near(r.rows[1].mu_star, 8 * 0.9, 1e-12);
    assert_true(r.rows[0].sigma < 1e-12);
    assert_int_equal(r.order[0], 1);
}

static void an_interaction_shows_in_sigma(void **state)
{
    (void)state;
    const struct cr_program *p =
        formula("  a: {value: 'uniform(-1, 1)'}\n  b: {value: 'uniform(-1, 1)'}\n", "a*b");
    struct cr_aim aim = aim_at(p, "f");
    struct cr_morris r;
    check_ok(cr_morris(arena, p, &aim, 256, &plain, &r, &fault));
    /* EE = 1.8 b, b uniform on +-0.9: mean 0, sd 1.8 * 0.9 / sqrt 3 */
    assert_true(fabs(r.rows[0].mu) < 0.1);
    check_near(r.rows[0].sigma, 1.8 * 0.9 / sqrt(3), 0.05);
    check_near(r.rows[0].mu_star, 1.8 * 0.9 / 2, 0.05);
}

/* Of two elementary effects with opposite signs the mean of the sizes tells the distance: sigma, by
 * n - 1, is that over the root of 2. */
static void sigma_of_two_steps(void **state)
{
    (void)state;
    const struct cr_program *p =
        formula("  a: {value: 'uniform(-1, 1)'}\n  b: {value: 'uniform(-1, 1)'}\n", "a*b");
    struct cr_aim aim = aim_at(p, "f");
    int opposite = 0;
    for (uint64_t seed = 1; seed <= 30; seed++) {
        struct cr_analysis_options options = {.spec.luck.seed = seed};
        struct cr_morris r;
        check_ok(cr_morris(arena, p, &aim, 2, &options, &r, &fault));
        if (fabs(r.rows[0].mu) > r.rows[0].mu_star - 1e-9)
            continue;
        opposite++;
        check_near(r.rows[0].sigma, sqrt(2) * r.rows[0].mu_star, 1e-9);
    }
    assert_true(opposite > 5);
}

/* ---- Tornado ---- */

static void the_bars_of_a_sum(void **state)
{
    (void)state;
    const struct cr_program *p = of_file("classics/parameters");
    struct cr_aim aim = aim_at(p, "total");
    struct cr_tornado r;
    check_ok(cr_tornado(arena, p, &aim, &plain, &r, &fault));
    check_near(r.rows[0].y[0], 62.59853089101213, 1e-12);
    check_near(r.rows[0].y[4], 70.59853089101213, 1e-12);
    check_near(r.rows[1].x[0], 10.5, 1e-12);
    check_near(r.rows[1].swing, 9, 1e-12);
    assert_false(r.rows[1].bend);
    assert_int_equal(r.order[0], 1);
    assert_int_equal(r.order[4], 4);
}

static void a_bend_is_marked_and_its_swing_is_that_of_all_points(void **state)
{
    (void)state;
    const struct cr_program *p =
        formula("  a: {value: 'uniform(-1, 1)'}\n  b: {value: 'uniform(0, 1)'}\n", "a^2 + b");
    struct cr_aim aim = aim_at(p, "f");
    struct cr_tornado r;
    check_ok(cr_tornado(arena, p, &aim, &plain, &r, &fault));
    assert_true(r.rows[0].bend);
    assert_false(r.rows[1].bend);
    check_near(r.rows[0].swing, 0.81, 1e-12);
    check_near(r.rows[0].y[0], r.rows[0].y[4], 1e-12);
}

/* A share of mean 0.2 worth 9 cases is Beta(1.8, 7.2); b and c share what it leaves as 3 to 5. */
static void a_share_leaves_its_siblings_in_proportion(void **state)
{
    (void)state;
    const struct cr_program *p = of_text(dirichlet);
    struct cr_aim aim = aim_at(p, "y");
    struct cr_tornado r;
    check_ok(cr_tornado(arena, p, &aim, &plain, &r, &fault));
    for (int k = 0; k < 5; k++)
        check_near(r.rows[0].y[k], (1 - r.rows[0].x[k]) * 3 / 8, 1e-12);
    check_near(r.rows[1].y[4], r.rows[1].x[4], 1e-12);
    check_near(r.head.base, 0.3, 1e-12);
}

static void what_is_computed_from_an_input_moves_with_it(void **state)
{
    (void)state;
    const struct cr_program *p =
        formula("  b: {value: 2*a + 1}\n  a: {value: 'uniform(0, 1)'}\n", "b");
    struct cr_aim aim = aim_at(p, "f");
    struct cr_tornado r;
    check_ok(cr_tornado(arena, p, &aim, &plain, &r, &fault));
    assert_int_equal(r.n, 1);
    check_near(r.rows[0].y[4], 2.9, 1e-12);
}

static void random_effects_are_walked_on_the_same_luck(void **state)
{
    (void)state;
    const struct cr_program *p = of_text(
        "crossroads: 1\nstart: q\nstate: {s: {start: 'normal(10, 1)'}}\nnodes:\n"
        "  q: {ask: Q?, chance: {a: {change: {s: 'normal(0, 5)'}, then: e}, b: {then: e}}}\n"
        "outcomes: {e: End}\n");
    struct cr_aim aim = aim_at(p, "s");
    struct cr_analysis_options walk = {
        .spec.luck.seed = 3, .spec.engine = CR_ENGINE_WALK, .spec.runs = 500};
    struct cr_tornado r;
    check_ok(cr_tornado(arena, p, &aim, &walk, &r, &fault));
    assert_int_equal(r.head.engine, CR_ENGINE_WALK);
    /* one point has an error of 0.16, but the luck is the same, so differences have none */
    check_near(r.rows[0].y[4] - r.rows[0].y[0], r.rows[0].x[4] - r.rows[0].x[0], 1e-9);
    check_ok(cr_tornado(arena, p, &aim, &plain, &r, &fault));
    assert_int_equal(r.head.engine, CR_ENGINE_ROLLBACK);
    check_near(r.head.base, 10, 1e-12);
    assert_true(r.head.n_notes > 0);
}

/* ---- Targets and inputs ---- */

static void targets_are_found_by_name(void **state)
{
    (void)state;
    const struct cr_program *p = of_file("alliance");
    struct cr_aim aim;
    assert_int_equal(aim_at(p, "hollow_shell").kind, CR_AIM_OUTCOME);
    assert_int_equal(aim_at(p, "russia").kind, CR_AIM_PAYOFF);
    assert_int_equal(aim_at(p, "bloc_tilt").kind, CR_AIM_MEASURE);
    assert_int_equal(aim_at(p, "csto_cohesion").kind, CR_AIM_STATE);
    assert_int_equal(cr_aim_find(p, "rusia", &aim), 0);
    cr_aim_default(p, &aim);
    assert_string_equal(aim.id, "russia");
}

static void inputs_are_read_by_name_or_with_a_range(void **state)
{
    (void)state;
    const struct cr_program *p = of_file("classics/test_and_treat");
    struct cr_analysis_inputs inputs;
    struct cr_analysis_input input;
    const char *problem = NULL;
    check_ok(cr_inputs_find(arena, p, &inputs, &fault));
    assert_int_equal(inputs.n, 1);
    check_ok(cr_input_read(arena, p, &inputs, "prior", &input, &problem));
    check_ok(cr_input_read(arena, p, &inputs, "sensitivity=50%..99%", &input, &problem));
    check_near(input.low, 0.5, 1e-15);
    check_near(cr_input_quantile(p, &input, 1), 0.99, 1e-15);
    static const char *const bad[] = {
        "sensitivity", "sensitivty=0.1..0.2", "sensitivity=0.4..0.1", "sensitivity=1", "nothing"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        problem = NULL;
        assert_int_equal(cr_input_read(arena, p, &inputs, bad[i], &input, &problem), CR_USAGE);
        assert_non_null(problem);
    }
}

static void a_pool_of_lenses_is_refused(void **state)
{
    (void)state;
    struct cr_setup_lens lenses[1] = {{-1, 1}};
    setup.pool = true;
    setup.lenses = lenses;
    setup.n_lenses = 1;
    const struct cr_program *p = formula("  a: {value: 'uniform(0, 1)'}\n", "a");
    struct cr_analysis_inputs inputs;
    if (p->pool_weights) {
        assert_int_equal(cr_inputs_find(arena, p, &inputs, &fault), CR_USAGE);
        assert_true(strlen(fault.text) > 0);
    }
}

/* ---- Switch points ---- */

static const struct cr_switch *find_switch(
    const struct cr_switches *r, const char *node, const char *input, const char *to)
{
    for (size_t i = 0; i < r->n; i++) {
        const struct cr_switch *s = &r->rows[i];
        const struct cr_node *n = &scenario->nodes[s->node];
        if (!strcmp(n->id, node) && !strcmp(s->input.id, input) &&
            !strcmp(n->branches[s->to].name, to))
            return s;
    }
    fail_msg("no switch of %s to %s", node, to);
    return NULL;
}

/* Pauker and Kassirer 1980: 3/38 and 7/12, to the last digits. */
static void the_thresholds_of_test_and_treat(void **state)
{
    (void)state;
    const struct cr_program *p = solved("classics/test_and_treat");
    struct cr_switches r;
    check_ok(cr_switch_points(arena, p, NULL, 0, &plain, &r, &fault));
    const struct cr_switch *test = find_switch(&r, "first_step", "prior", "test"),
                           *treat = find_switch(&r, "first_step", "prior", "treat");
    check_near(test->at, 3.0 / 38, 1e-13);
    check_near(treat->at, 7.0 / 12, 1e-13);
    assert_string_equal(scenario->nodes[test->node].branches[test->from].name, "leave");
    assert_int_equal(treat->from, test->to);
    assert_true(test->on_way);
    assert_int_equal(test->n_path, 0);
    /* after a negative test the doctor would treat above 2/3: P(ill | negative) = 1/5 */
    const struct cr_switch *late = find_switch(&r, "after_test", "prior", "treat");
    assert_int_equal(late->n_path, 2);
}

/* One more order of ten pays while the price times the chance to sell them covers their cost. */
static void a_fixed_parameter_is_moved_over_a_range(void **state)
{
    (void)state;
    static const char *const price[] = {"price=2.1..9"};
    const struct cr_program *p = solved("classics/newsvendor");
    struct cr_switches r;
    check_ok(cr_switch_points(arena, p, price, 1, &plain, &r, &fault));
    assert_int_equal(r.n, 3);
    /* (p - 2) P(demand > n) = 1.5 P(demand <= n): p = 2 + 1.5 F / (1 - F) */
    static const double below[3] = {0.15, 0.4, 0.75};
    for (int k = 0; k < 3; k++)
        check_near(r.rows[k].at, 2 + 1.5 * below[k] / (1 - below[k]), 1e-12);
}

static void two_switches_between_two_points_of_the_scan_are_both_found(void **state)
{
    (void)state;
    setup.choose.kind = CR_CHOOSE_BEST;
    const struct cr_program *p = of_text(
        "crossroads: 1\nstart: d\nactors: {a: A}\nparameters: {x: {value: 'uniform(0, 1)'}}\n"
        "nodes:\n  d:\n    ask: Which?\n    decision: a\n    options:\n"
        "      low: {payoff: {a: 0.501 - x}, then: e}\n"
        "      middle: {payoff: {a: 0.0007}, then: e}\n"
        "      high: {payoff: {a: x - 0.5}, then: e}\noutcomes: {e: End}\n");
    struct cr_switches r;
    check_ok(cr_switch_points(arena, p, NULL, 0, &plain, &r, &fault));
    assert_int_equal(r.n, 2);
    check_near(r.rows[0].at, 0.5003, 1e-13);
    check_near(r.rows[1].at, 0.5007, 1e-13);
}

/* Would catch: a tree built where nothing moves yet, which takes state for fixed numbers. */
static void state_that_an_input_moves_switches_choices(void **state)
{
    (void)state;
    setup.choose.kind = CR_CHOOSE_BEST;
    const struct cr_program *p = of_text(
        "crossroads: 1\nstart: d\nactors: {a: {label: A, payoff: gain}}\n"
        "parameters: {x: {value: 'uniform(0, 10)'}}\nstate: {gain: {start: 0}}\nnodes:\n"
        "  d:\n    ask: Which?\n    decision: a\n    options:\n"
        "      plant: {change: {gain: x}, then: e}\n      lease: {change: {gain: +4}, then: e}\n"
        "outcomes: {e: End}\n");
    struct cr_switches r;
    check_ok(cr_switch_points(arena, p, NULL, 0, &plain, &r, &fault));
    assert_int_equal(r.n, 1);
    check_near(r.rows[0].at, 4, 1e-13);
}

static void decisions_as_written_have_no_switch_points(void **state)
{
    (void)state;
    struct cr_switches r;
    check_ok(cr_switch_points(arena, of_file("alliance"), NULL, 0, &plain, &r, &fault));
    assert_int_equal(r.n, 0);
    assert_true(r.head.n_notes > 0);
}

/* ---- Two at a time ---- */

static void a_grid_has_values_and_choices(void **state)
{
    (void)state;
    const struct cr_program *p = solved("classics/test_and_treat");
    struct cr_aim aim = aim_at(p, "patient");
    struct cr_twoway r;
    check_ok(cr_twoway(arena, p, &aim, "prior=0..1", "sensitivity=0.5..1", 11, &plain, &r, &fault));
    for (size_t iy = 0; iy < r.n_b; iy++) {
        for (size_t ix = 0; ix < r.n_a; ix++) {
            double q = r.x[ix], s = r.y[iy];
            double options[3] = {
                100 - 60 * q, 90 - 10 * q, q * (s * 80 + (1 - s) * 40) + (1 - q) * 98 - 1};
            double best = fmax(options[0], fmax(options[1], options[2]));
            size_t at = iy * r.n_a + ix;
            check_near(r.z[at], best, 1e-12);
            check_near(options[r.choice[at]], best, 1e-12);
        }
    }
    assert_int_equal(r.base_choice, 2);
    assert_string_equal(scenario->nodes[r.node].id, "first_step");
}

static void two_shares_of_one_node_are_no_pair(void **state)
{
    (void)state;
    const struct cr_program *p = of_text(dirichlet);
    struct cr_aim aim = aim_at(p, "x");
    struct cr_twoway r;
    assert_int_equal(
        cr_twoway(arena, p, &aim, "first.a", "first.b", 5, &plain, &r, &fault), CR_USAGE);
    fault = (struct cr_fault){0};
    assert_int_equal(
        cr_twoway(arena, p, &aim, "first.a", "first.a", 5, &plain, &r, &fault), CR_USAGE);
}

/* ---- Discovery ---- */

static const struct cr_discovery_options automatic = {0, NAN, NAN, 0};

/* f is 1 in a known corner of the cube of six inputs, and 0 outside. */
static void prim_finds_the_box_that_was_hidden(void **state)
{
    (void)state;
    struct cr_buf parameters;
    cr_buf_init(&parameters, arena);
    for (int i = 0; i < 6; i++)
        cr_buf_printf(&parameters, "  x%d: {value: 'uniform(0, 1)'}\n", i);
    const struct cr_program *p = formula(parameters.s, "if(x1 > 0.6 and x4 < 0.5, 1, 0)");
    struct cr_aim aim = aim_at(p, "f");
    struct cr_discovery_options above = {2048, NAN, 0.5, 1};
    struct cr_discovery r;
    check_ok(cr_discover(arena, p, &aim, &above, &plain, &r, &fault));
    check_near(r.rate, 0.2, 0.02);
    assert_int_equal(r.n, 1);
    const struct cr_box *box = &r.boxes[0];
    assert_int_equal(box->n, 2);
    assert_string_equal(box->limits[0].input.id, "x1");
    check_near(box->limits[0].low, 0.6, 0.03);
    assert_true(isnan(box->limits[0].high));
    check_near(box->limits[1].high, 0.5, 0.03);
    assert_true(box->limits[0].qp < 1e-6 && box->limits[1].qp < 1e-6);
    assert_true(box->density > 0.93 && box->coverage > 0.93);
}

static void prim_finds_nothing_where_there_is_nothing(void **state)
{
    (void)state;
    const struct cr_program *p = of_text("crossroads: 1\nstart: q\n"
                                         "parameters: {x: {value: 'uniform(0, 1)'}}\n"
                                         "measures: {m: {value: x}}\n"
                                         "nodes: {q: {ask: Q?, chance: {a: {then: e}, b: {then: "
                                         "f}}}}\noutcomes: {e: E, f: F}\n");
    struct cr_aim aim = aim_at(p, "e");
    struct cr_discovery r;
    check_ok(cr_discover(arena, p, &aim, &automatic, &plain, &r, &fault));
    assert_int_equal(r.n, 0);
    check_near(r.rate, 0.5, 1e-12);
}

static void the_sentence_of_every_analysis_says_what_it_means(void **state)
{
    (void)state;
    const struct cr_program *p = of_file("classics/parameters");
    struct cr_aim aim = aim_at(p, "total");
    struct cr_tornado tornado;
    struct cr_discovery discovery;
    check_ok(cr_tornado(arena, p, &aim, &plain, &tornado, &fault));
    check_ok(cr_discover(arena, p, &aim, &automatic, &plain, &discovery, &fault));
    assert_non_null(strstr(tornado.head.about, "Total cost"));
    assert_non_null(strstr(discovery.head.about, "coverage"));
    check_near(discovery.rate, 0.1, 0.002);
}

static int stop(void *context, double done, double total)
{
    (void)done;
    (void)total;
    return ++*(int *)context > 1;
}

static void work_can_be_stopped(void **state)
{
    (void)state;
    const struct cr_program *p = of_file("alliance");
    struct cr_aim aim = aim_at(p, "russia");
    int calls = 0;
    struct cr_analysis_options options = {.spec.luck.seed = 1,
        .spec.threads = 1,
        .spec.progress = stop,
        .spec.progress_context = &calls};
    struct cr_sobol r;
    assert_int_equal(cr_sobol_indices(arena, p, &aim, 64, &options, &r, &fault), CR_INTERRUPTED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

static void a_design_is_cut_to_what_some_seconds_do_and_says_so(void **state)
{
    struct cr_analysis_options open_runs = {.spec.runs = 0}, sized = cr_design_options(&open_runs);
    struct cr_evaluated tree = {.engine = CR_ENGINE_EXACT, .positions = 25000},
                        walk = {.engine = CR_ENGINE_WALK};
    (void)state;
    assert_int_equal(sized.spec.runs, CR_DESIGN_RUNS);
    assert_int_equal(cr_design_size(256, 2, 16 * 20, 100, &sized), 256);
    assert_int_equal(cr_design_size(256, 2, 16 * 48, 25000, &sized), 16); /* 3e8 positions */
    assert_int_equal(cr_design_size(256, 2, 16 * 102, 0, &sized), 4);     /* 6.5e6 runs */
    assert_int_equal(cr_design_size(64, 8, 1000000, 200000, &sized), 8);  /* the least there is */
    assert_null(cr_design_cut(arena, 256, 256, "", &tree, &sized));
    assert_non_null(strstr(cr_design_cut(arena, 16, 256, "", &tree, &sized), "--points 64"));
    assert_non_null(strstr(cr_design_cut(arena, 4, 256, "", &walk, &sized), "1000 futures"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_indices_of_ishigami),
        TEST(the_indices_of_g),
        TEST(the_indices_of_a_sum),
        TEST(the_indices_of_a_multilinear_tree),
        TEST(shares_move_with_their_siblings_in_proportion),
        TEST(confidence_is_worth_its_cases_and_no_more),
        TEST(nothing_moves_a_constant),
        TEST(a_seed_makes_the_same_indices_on_any_number_of_threads),
        TEST(effects_of_a_linear_model_are_its_slopes),
        TEST(an_interaction_shows_in_sigma),
        TEST(sigma_of_two_steps),
        TEST(the_bars_of_a_sum),
        TEST(a_bend_is_marked_and_its_swing_is_that_of_all_points),
        TEST(a_share_leaves_its_siblings_in_proportion),
        TEST(what_is_computed_from_an_input_moves_with_it),
        TEST(random_effects_are_walked_on_the_same_luck),
        TEST(targets_are_found_by_name),
        TEST(inputs_are_read_by_name_or_with_a_range),
        TEST(a_pool_of_lenses_is_refused),
        TEST(the_thresholds_of_test_and_treat),
        TEST(a_fixed_parameter_is_moved_over_a_range),
        TEST(two_switches_between_two_points_of_the_scan_are_both_found),
        TEST(state_that_an_input_moves_switches_choices),
        TEST(decisions_as_written_have_no_switch_points),
        TEST(a_grid_has_values_and_choices),
        TEST(two_shares_of_one_node_are_no_pair),
        TEST(prim_finds_the_box_that_was_hidden),
        TEST(prim_finds_nothing_where_there_is_nothing),
        TEST(the_sentence_of_every_analysis_says_what_it_means),
        TEST(work_can_be_stopped),
        TEST(a_design_is_cut_to_what_some_seconds_do_and_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
