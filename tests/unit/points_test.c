/* Points walked on the same luck: what is said about their errors. */
#include "tree_help.h"

#include "engine/points.h"

#include <math.h>

/* A payoff of +-size, so that within a point its variance is size^2 - mean^2 to the last digit. */
#define COIN                                                                                       \
    "crossroads: 1\nstart: sign\nparameters: {size: {value: 1 to 100}}\nactors: {p: P}\nnodes:\n"  \
    "  sign: {ask: Was there one?, chance: {yes: {weight: 25%, then: coin}, no: {weight: rest, "   \
    "then: coin}}}\n"                                                                              \
    "  coin: {ask: Which?, chance: {heads: {weight: 50%, payoff: {p: size}, then: won}, tails: "   \
    "{weight: 50%, payoff: {p: -size}, then: lost}}}\n"                                            \
    "outcomes: {won: Won, lost: Lost}\n"

enum { RUNS = 3000, POINTS = 3 };

static void walk_points(struct cr_points_result *result, double *sizes)
{
    struct cr_points_options options = {
        .spec.luck.seed = 1, .spec.runs = RUNS, .spec.engine = CR_ENGINE_WALK, .spec.threads = 1};
    compile();
    double *slots = CR_NEW(b.arena, double, (size_t)b.p->n_slots *POINTS);
    assert_string_equal(b.p->slots[0].name, "size");
    memcpy(slots, sizes, POINTS * sizeof *slots);
    if (cr_engine_points(b.arena, b.p, slots, POINTS, &options, result, &b.fault) != CR_OK)
        fail_msg("%s", b.fault.text);
}

static void check_errors(void)
{
    double sizes[POINTS] = {1, 100, 7};
    struct cr_points_result r;
    struct cr_targets t = cr_targets_of(b.p ? b.p : (compile(), b.p));
    walk_points(&r, sizes);
    for (int i = 0; i < POINTS; i++) {
        const double *value = &r.value[i * t.n], *se = &r.se[i * t.n];
        double mean = value[t.payoffs], share = value[0];
        check_near(se[t.payoffs], sqrt((sizes[i] * sizes[i] - mean * mean) / RUNS), 1e-9);
        check_near(se[0], sqrt(share * (1 - share) / RUNS), 1e-12);
    }
}

static void every_point_has_an_error_of_its_own(void **state)
{
    (void)state;
    scenario(COIN);
    check_errors();
}

/* Every run weighs 0.25 alike: as many runs speak as without. */
static void equal_weights_of_evidence_change_no_error(void **state)
{
    (void)state;
    scenario(COIN);
    saw("sign.yes");
    check_errors();
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_bench, close_bench)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_point_has_an_error_of_its_own),
        TEST(equal_weights_of_evidence_change_no_error),
    };
    return cmocka_run_group_tests_name("points", tests, NULL, NULL);
}
