/* What must hold for every scenario, tried on many random ones. */
#include "generate.h"

#include "api/handle.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

enum { SEEDS = 150, RUNS = 16384, MOST_OUTCOMES = 8 };

static struct cr_arena *arena;
static uint64_t seed_at;
static const char *text_at;

static int open_arena(void **state)
{
    (void)state;
    arena = cr_arena_new();
    return arena ? 0 : -1;
}

static int close_arena(void **state)
{
    (void)state;
    cr_arena_free(arena);
    return 0;
}

static const char *make(uint64_t seed, unsigned flags)
{
    struct cr_buf out;

    cr_buf_init(&out, arena);
    generate(seed, flags, &out);
    seed_at = seed;
    text_at = out.s;
    return out.s;
}

static void say(const char *what, double got, double want)
{
    fail_msg("seed %llu: %s: %.17g, not %.17g, in\n%s", (unsigned long long)seed_at, what, got,
        want, text_at);
}

static struct crossroads_scenario *load(const char *text)
{
    struct crossroads_scenario *s;

    if (crossroads_load_text("generated.yaml", text, strlen(text), 0, &s) != CROSSROADS_OK)
        fail_msg("seed %llu: %s\n%s", (unsigned long long)seed_at, crossroads_problems(s), text);
    return s;
}

struct answer {
    double share[MOST_OUTCOMES], payoff, value;
    size_t n;
};

static void take(
    struct crossroads_scenario *s, enum crossroads_engine engine, struct answer *answer)
{
    struct crossroads_options options;
    struct crossroads_result *result;
    struct crossroads_share share;
    struct crossroads_payoff payoff;

    crossroads_options_init(&options);
    options.runs = RUNS;
    options.worlds = engine == CROSSROADS_WALK ? 0 : 1;
    options.engine = engine;
    options.threads = 1;
    if (crossroads_run(s, &options, &result) != CROSSROADS_OK)
        fail_msg(
            "seed %llu: %s\n%s", (unsigned long long)seed_at, crossroads_message(result), text_at);
    answer->n = crossroads_outcome_count(result);
    for (size_t i = 0; i < answer->n; i++) {
        assert_int_equal(crossroads_outcome(result, i, &share), CROSSROADS_OK);
        answer->share[i] = share.share;
    }
    assert_int_equal(crossroads_payoff(result, 0, &payoff), CROSSROADS_OK);
    answer->payoff = payoff.mean;
    crossroads_result_free(result);
}

static void take_value(struct crossroads_scenario *s, struct answer *answer)
{
    struct crossroads_result *result;
    struct crossroads_payoff payoff;

    if (crossroads_solve(s, NULL, &result) != CROSSROADS_OK)
        fail_msg(
            "seed %llu: %s\n%s", (unsigned long long)seed_at, crossroads_message(result), text_at);
    assert_int_equal(crossroads_payoff(result, 0, &payoff), CROSSROADS_OK);
    answer->value = payoff.mean;
    crossroads_result_free(result);
}

static struct answer exact(uint64_t seed, unsigned flags)
{
    struct answer answer = {0};
    struct crossroads_scenario *s = load(make(seed, flags));

    take(s, CROSSROADS_EXACT, &answer);
    take_value(s, &answer);
    crossroads_scenario_free(s);
    return answer;
}

static void reading_and_printing_is_the_identity(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        for (unsigned flags = 0; flags < 16; flags += 3) {
            struct crossroads_scenario *s = load(make(seed, flags)), *again;
            struct cr_buf first, second;
            cr_buf_init(&first, arena);
            cr_buf_init(&second, arena);
            cr_scenario_print(s->scenario, &first);
            again = load(first.s);
            cr_scenario_print(again->scenario, &second);
            assert_string_equal(first.s, second.s);
            crossroads_scenario_free(again);
            crossroads_scenario_free(s);
        }
}

static void outcomes_share_one(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct answer a = exact(seed, 0);
        double sum = 0;
        for (size_t i = 0; i < a.n; i++)
            sum += a.share[i];
        if (!(fabs(sum - 1) <= 1e-12))
            say("the shares total", sum, 1);
    }
}

/* 5 standard errors, which are known from the exact share. */
static void the_walk_agrees_with_the_exact_answer(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct answer a = exact(seed, 0), b;
        struct crossroads_scenario *s = load(make(seed, 0));
        take(s, CROSSROADS_WALK, &b);
        crossroads_scenario_free(s);
        for (size_t i = 0; i < a.n; i++) {
            double p = a.share[i], sd = sqrt(p * (1 - p) / RUNS);
            if (RUNS * p > 16 && RUNS * (1 - p) > 16 && fabs(b.share[i] - p) > 5 * sd)
                say("a share of the walk", b.share[i], p);
            if (p == 0 && b.share[i] > 0)
                say("an impossible outcome", b.share[i], p);
        }
    }
}

static void uncertain_walks_share_one_too(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS / 2; seed++) {
        struct answer a;
        struct crossroads_scenario *s = load(make(seed, GENERATE_UNCERTAIN));
        double sum = 0;
        take(s, CROSSROADS_WALK, &a);
        for (size_t i = 0; i < a.n; i++)
            sum += a.share[i];
        if (!(fabs(sum - 1) <= 1e-12))
            say("the shares total", sum, 1);
        crossroads_scenario_free(s);
    }
}

static void compare(uint64_t seed, unsigned flags)
{
    struct answer a = exact(seed, 0), b = exact(seed, flags);
    double unit = flags & GENERATE_TINY ? 1e-9 : flags & GENERATE_HUGE ? 1e9 : 1;
    b.payoff /= unit;
    b.value /= unit;

    assert_int_equal(a.n, b.n);
    for (size_t i = 0; i < a.n; i++)
        if (!(fabs(a.share[i] - b.share[i]) <= 1e-12))
            say("a share", b.share[i], a.share[i]);
    if (!(fabs(a.payoff - b.payoff) <= 1e-12 * fmax(1, fabs(a.payoff))))
        say("the mean payoff", b.payoff, a.payoff);
    if (!(fabs(a.value - b.value) <= 1e-12 * fmax(1, fabs(a.value))))
        say("the value of the best play", b.value, a.value);
}

static void order_changes_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        compare(seed, GENERATE_REVERSED);
}

static void names_change_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        compare(seed, GENERATE_RENAMED);
}

static void splitting_a_branch_changes_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        compare(seed, GENERATE_TWINS);
}

static void all_at_once_change_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        compare(seed, GENERATE_REVERSED | GENERATE_RENAMED | GENERATE_TWINS);
}

/* Which option is best, and what ties with it, is a matter of differences and not of their unit. */
static void the_unit_of_payoffs_changes_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        compare(seed, GENERATE_TINY);
        compare(seed, GENERATE_HUGE);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(reading_and_printing_is_the_identity),
        TEST(outcomes_share_one),
        TEST(the_walk_agrees_with_the_exact_answer),
        TEST(uncertain_walks_share_one_too),
        TEST(order_changes_nothing),
        TEST(names_change_nothing),
        TEST(splitting_a_branch_changes_nothing),
        TEST(all_at_once_change_nothing),
        TEST(the_unit_of_payoffs_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
