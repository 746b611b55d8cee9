/* Settled trees, whose runs are only counted, against the ordinary walk of the same runs. */
#include "base/kernel.h"
#include "near.h"
#include "engine/engine.h"
#include "luck/stream.h"
#include "support.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const char tree[] =
    "crossroads: 1\nstart: a\nactors: {m: M, o: O}\n"
    "state: {x: {start: 3}, y: {start: 40, bounds: soft, between: [0, 100]}}\n"
    "nodes:\n"
    "  a: {ask: 'a?', chance: {u: {weight: 3, change: {x: 1, y: 30}, then: b},\n"
    "      v: {weight: 0, change: {x: 9}, then: c}, w: {weight: 5, payoff: {m: 2}, then: d},\n"
    "      z: {weight: 0.001, set: {x: -7}, then: low}}}\n"
    "  b: {ask: 'b?', chance: {u: {weight: 1, change: {y: 50}, then: high}, d: {weight: 1, then: "
    "low}}}\n"
    "  c: {ask: 'c?', chance: {u: {weight: 1, then: high}}}\n"
    "  d: {ask: 'd?', chance: {u: {weight: 40%, change: {x: 2}, then: high},\n"
    "      d: {weight: rest, payoff: {m: 1, o: 3}, then: e}}}\n"
    "  e: {ask: 'e?', chance: {u: {weight: 1, then: high}, d: {weight: 3, change: {y: -90}, then: "
    "low},\n"
    "      n: {weight: 0, then: low}}}\n"
    "outcomes: {high: {label: High, tags: [t], payoff: {m: 'x + y'}}, low: Low}\n"
    "measures: {both: x * y}\n";

/* Two ways lead to d, whose weights differ between worlds, by the way taken and by the state. */
static const char uncertain[] =
    "crossroads: 1\nstart: a\nactors: {m: M, o: {label: O, payoff: 'p * x'}}\n"
    "parameters: {p: 'beta(2, 3)', q: 'normal(0, 1)'}\n"
    "state: {x: {start: 'normal(3, 1)'}, y: {start: 40, bounds: soft, between: [0, 100]}}\n"
    "stages: {early: Early, late: Late}\n"
    "nodes:\n"
    "  a: {ask: 'a?', stage: early, chance: {u: {weight: p, change: {x: q, y: 30}, then: b},\n"
    "      w: {weight: rest, payoff: {m: 2 + q}, then: d}}}\n"
    "  b: {ask: 'b?', chance: {u: {weight: 1, change: {y: 50}, then: high}, d: {weight: 2, then: "
    "d}}}\n"
    "  d: {ask: 'd?', stage: late, chance: {u: {weight: exp(0.1 * x), shift: {a.u: x3}, then: "
    "high},\n"
    "      n: {weight: 0, then: low}, d: {weight: logistic(q), change: {y: '-2 * y'}, then: "
    "low}}}\n"
    "outcomes: {high: {label: High, tags: [t], payoff: {m: 'x + y'}}, low: Low}\n"
    "measures: {both: x * y, way: took('b.d')}\n";

static void play(struct support *s, bool counted, uint64_t runs, uint64_t worlds, int threads,
    struct cr_run_result *result)
{
    struct cr_run_options options = {.spec.luck.seed = 5,
        .spec.runs = runs,
        .spec.worlds = worlds,
        .spec.threads = threads,
        .spec.engine = CR_ENGINE_WALK,
        .clusters = !counted};
    struct cr_fault fault = {0};
    assert_int_equal(cr_engine_run(s->arena, s->program, &options, result, &fault), CR_OK);
    assert_int_equal(result->engine, CR_ENGINE_WALK);
}

static void same_quantity(const struct cr_quantity *a, const struct cr_quantity *b)
{
    check_near(a->mean, b->mean, 1e-12 * fmax(1, fabs(b->mean)));
    check_near(a->sd, b->sd, 1e-11 * fmax(1, fabs(b->sd)));
    assert_true(a->n == b->n);
    assert_true(a->q05 == b->q05 && a->q25 == b->q25 && a->q50 == b->q50 && a->q75 == b->q75 &&
                a->q95 == b->q95);
    if (!isnan(b->se)) /* of 1,024 groups: known to within a few per cent */
        check_near(a->se, b->se, 0.15 * b->se);
}

static void same_result(
    const struct support *s, const struct cr_run_result *a, const struct cr_run_result *b)
{
    const struct cr_program *p = s->program;
    for (int o = 0; o < p->n_endings; o++) {
        assert_true(a->outcomes[o].count == b->outcomes[o].count);
        assert_true(a->outcomes[o].share == b->outcomes[o].share);
        check_near(a->outcomes[o].se, b->outcomes[o].se, 0.15 * b->outcomes[o].se);
    }
    assert_true(a->tags[0].share == b->tags[0].share);
    for (int k = 0; k < p->n_points; k++) {
        assert_true(a->nodes[k].reach == b->nodes[k].reach);
        for (int i = 0; i < p->points[k].n_branches; i++)
            assert_true(b->nodes[k].reach > 0 ? a->nodes[k].shares[i] == b->nodes[k].shares[i]
                                              : isnan(a->nodes[k].shares[i]));
    }
    for (int k = 0; k < p->n_actors; k++)
        same_quantity(&a->payoffs[k], &b->payoffs[k]);
    for (int k = 0; k < p->n_measures + p->n_states; k++)
        same_quantity(&a->measures[k], &b->measures[k]);
}

/* Bias caught: a run counted at another end than the one it comes to, a wrong number at an end. */
static void counted_runs_are_the_runs_of_the_walk(void **state)
{
    struct support s;
    (void)state;
    assert_true(support_text(&s, "tree.yaml", tree) && support_build(&s));
    static const uint64_t runs[] = {1, 15, 17, 2048, 65537, 200001};
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        struct cr_run_result counted, walked;
        play(&s, true, runs[i], 1, 1, &counted);
        play(&s, false, runs[i], 1, 1, &walked);
        if (runs[i] > 10000)
            same_result(&s, &counted, &walked);
        for (int o = 0; o < s.program->n_endings; o++)
            assert_true(counted.outcomes[o].count == walked.outcomes[o].count);
    }
    support_release(&s);
}

/* Bias caught: the shares or numbers of another world. */
static void worlds_settle_what_the_walk_finds(void **state)
{
    struct support s;
    (void)state;
    assert_true(support_text(&s, "uncertain.yaml", uncertain) && support_build(&s));
    static const uint64_t worlds[] = {2, 77, 1000, 2049, 4096};
    for (size_t i = 0; i < sizeof worlds / sizeof *worlds; i++) {
        struct cr_run_result counted, walked;
        play(&s, true, 200001, worlds[i], 2, &counted);
        play(&s, false, 200001, worlds[i], 2, &walked);
        same_result(&s, &counted, &walked);
        check_near(counted.outcomes[0].se, walked.outcomes[0].se, 1e-12);
        check_near(counted.outcomes[0].q05, walked.outcomes[0].q05, 1e-12);
        check_near(counted.payoffs[0].se, walked.payoffs[0].se, 1e-10);
        for (int k = 0; k < 4; k++) /* two stages, two variables */
            same_quantity(&counted.stages[k], &walked.stages[k]);
    }
    support_release(&s);
}

static void kernels_and_threads_count_alike(void **state)
{
    struct support s;
    struct cr_run_result first, other;
    (void)state;
    assert_true(support_text(&s, "tree.yaml", tree) && support_build(&s));
    play(&s, true, 300001, 1, 1, &first);
    for (int kernel = 0; kernel < CR_N_KERNELS; kernel++) {
        if (!cr_kernel_use((enum cr_kernel)kernel))
            continue;
        for (int threads = 1; threads <= 3; threads++) {
            play(&s, true, 300001, 1, threads, &other);
            for (int o = 0; o < s.program->n_endings; o++)
                assert_true(first.outcomes[o].count == other.outcomes[o].count);
            for (int k = 0; k < s.program->n_measures + s.program->n_states; k++)
                assert_memory_equal(&first.measures[k].mean, &other.measures[k].mean, 16);
        }
    }
    support_release(&s);
}

/* Bias caught: a threshold that is off by one step of a uniform. */
static void a_threshold_is_where_the_uniform_reaches_the_sum(void **state)
{
    (void)state;
    for (int i = 0; i < 100000; i++) {
        double sum = cr_uniform(3, (uint64_t)i, 1, CR_DOMAIN_PLAY, 0);
        sum = i % 3 == 1 ? sum * 0x1p-40 : i % 3 == 2 ? sum / 3 : sum;
        uint64_t k = cr_fork_threshold(sum);
        assert_true(((double)k + 0.5) * 0x1p-52 >= sum);
        assert_true(k == 0 || ((double)(k - 1) + 0.5) * 0x1p-52 < sum);
    }
    assert_true(cr_fork_threshold(0) == 0);
    assert_true(cr_fork_threshold(1) == UINT64_C(1) << 52);
}

/* Bias caught: a lane lost, doubled or out of order at the end of a vector. */
static void forks_part_the_lanes(void **state)
{
    enum { MOST = 100 };
    (void)state;
    const uint64_t first = (UINT64_C(1) << 32) - 37;
    const uint64_t low = cr_fork_threshold(0.2);
    uint64_t high[3 * MOST + 8];
    for (size_t i = 0; i < sizeof high / sizeof *high; i++)
        high[i] = cr_fork_threshold(0.3 + 0.001 * (double)i);
    const struct cr_fork_step steps[2] = {{&low, false}, {high, true}};
    const struct cr_fork fork = {9, first, 77, CR_DOMAIN_BRANCH, steps, 2, 5};
    for (int kernel = 0; kernel < CR_N_KERNELS; kernel++) {
        if (!cr_kernel_use((enum cr_kernel)kernel))
            continue;
        for (size_t n = 0; n <= MOST; n++) {
            int lanes[MOST + 1], out[3][MOST + CR_FORK_SLACK];
            int *lists[3] = {out[0], out[1], out[2]};
            size_t counts[3], next[3] = {0};
            for (size_t i = 0; i < n; i++)
                lanes[i] = (int)(3 * i + i % 2);
            cr_fork_rows(&fork, n % 2 ? lanes : NULL, n, lists, counts);
            for (size_t i = 0; i < n; i++) {
                int lane = n % 2 ? lanes[i] : (int)i;
                double u = cr_uniform(9, first + (uint64_t)lane, 77, CR_DOMAIN_BRANCH, 0);
                int branch = u < 0.2 ? 0 : u < 0.3 + 0.001 * (5 + lane) ? 1 : 2;
                assert_true(next[branch] < counts[branch]);
                assert_int_equal(out[branch][next[branch]++], lane);
            }
            assert_int_equal(counts[0] + counts[1] + counts[2], n);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counted_runs_are_the_runs_of_the_walk),
        cmocka_unit_test(worlds_settle_what_the_walk_finds),
        cmocka_unit_test(kernels_and_threads_count_alike),
        cmocka_unit_test(a_threshold_is_where_the_uniform_reaches_the_sum),
        cmocka_unit_test(forks_part_the_lanes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
