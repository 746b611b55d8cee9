/* Luck from any generator of GSL's: equal bits for any number of threads, a replay that gets its
 * run's draws, and shares that do not depend on the generator. */
#include "statistics/cases.h"
#include "statistics/harness.h"

#include "engine/engine.h"
#include "engine/walk/script.h"
#include "luck/generators.h"
#include "program/worlds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static struct cr_luck luck_of(uint64_t seed, const char *name)
{
    struct cr_generator g;
    if (!cr_generator_find(name, &g))
        fail_msg("this GSL has no %s", name);
    return (struct cr_luck){seed, g.type};
}

static struct cr_run_result played(
    struct support *s, struct cr_arena *arena, const struct cr_run_options *options)
{
    struct cr_run_result r;
    struct cr_fault fault = {0};
    if (cr_engine_run(arena, s->program, options, &r, &fault) != CR_OK) {
        support_fault(s, &fault);
        fail();
    }
    return r;
}

/* ---- Threads ---- */

static bool alike(
    const struct cr_scenario *s, const struct cr_run_result *a, const struct cr_run_result *b)
{
    return !memcmp(a->outcomes, b->outcomes, s->n_outcomes * sizeof *a->outcomes) &&
           !memcmp(a->payoffs, b->payoffs, s->n_actors * sizeof *a->payoffs);
}

static void check_threads(struct support *s, enum cr_engine engine, uint64_t runs)
{
    static const char *const generators[] = {"mt19937", "randu", "ranlxd1"};
    assert_true(support_build(s));
    for (size_t g = 0; g < sizeof generators / sizeof *generators; g++) {
        struct cr_arena *arena = cr_arena_new();
        struct cr_run_options options = {.spec.luck = luck_of(577, generators[g]),
            .spec.runs = runs,
            .spec.worlds = 1500,
            .spec.engine = engine,
            .spec.threads = 1};
        struct cr_run_result one = played(s, arena, &options), other;
        for (options.spec.threads = 2; options.spec.threads <= 3; options.spec.threads++) {
            other = played(s, arena, &options);
            assert_true(alike(s->program->scenario, &one, &other));
        }
        options.spec.luck.seed++; /* a difference is seen where there is one */
        other = played(s, arena, &options);
        assert_false(alike(s->program->scenario, &one, &other));
        cr_arena_free(arena);
    }
    support_release(s);
}

/* Bias caught: a sequence that goes on from one superblock to the next a thread happens to take. */
static void threads_do_not_matter(void **state)
{
    (void)state;
    struct support s;
    assert_true(support_text(&s, "loop", case_loop));
    check_threads(&s, CR_ENGINE_WALK, 200000);
    assert_true(support_text(&s, "worlds", case_worlds));
    check_threads(&s, CR_ENGINE_WALK, 200000);
    assert_true(support_file(&s, "scenarios/classics/test_and_treat.yaml"));
    check_threads(&s, CR_ENGINE_ROLLBACK, 1500);
    assert_true(support_file(&s, "scenarios/classics/test_and_treat.yaml"));
    check_threads(&s, CR_ENGINE_SPLIT, 1000000);
}

/* ---- Replay ---- */

static int differs(const struct cr_walk *w, int i, const struct cr_path *path)
{
    const struct cr_program *p = w->job->program;
    int wrong = path->outcome != w->outcome[i];
    for (int v = 0; v < p->n_states; v++)
        wrong += !same_bits(path->state[v], lane(w->states, v, i));
    for (int a = 0; a < p->n_actors; a++)
        wrong += !same_bits(path->payoffs[a], lane(w->pays, a, i));
    return wrong != 0;
}

/* Runs of three blocks, asked for upwards and then downwards; each equals its lane of the walk. */
static void check_replay(
    struct support *s, const struct cr_luck *luck, enum cr_sampling sampling, uint64_t runs)
{
    struct play play;
    assert_true(support_build(s));
    assert_true(play_begin(&play, s, luck->seed, 50, sampling));
    play.job.luck = play.job.worlds.spec.luck = *luck;
    play.walk = cr_walk_new(s->arena, &play.job);
    struct cr_replay_job job =
        cr_script_job(s->arena, s->program, &play.policy, &play.job.worlds.spec, runs);
    int differ = 0, others = 0;
    for (uint64_t first = 0; first < runs; first += CR_BLOCK) {
        int n = runs - first < CR_BLOCK ? (int)(runs - first) : CR_BLOCK;
        assert_true(play_block(&play, first, n));
        struct cr_arena *arena = cr_arena_new();
        for (int i = 0; i < n; i += 1 + i % 7) {
            struct cr_path path;
            struct cr_fault fault = {0};
            assert_int_equal(cr_replay_run(arena, &job, first + (uint64_t)i, &path, &fault), CR_OK);
            differ += differs(play.walk, i, &path);
            others += differs(play.walk, (i + 1) % n, &path);
        }
        cr_arena_free(arena);
    }
    assert_int_equal(differ, 0);
    assert_true(others > 0); /* the neighbour's path is another one */
    struct cr_path path;
    struct cr_fault fault = {0};
    assert_int_equal(
        cr_replay_run(s->arena, &job, runs - 2, &path, &fault), CR_OK); /* back within the block, */
    assert_int_equal(cr_replay_run(s->arena, &job, 5, &path, &fault), CR_OK); /* and before it */
    assert_true(play_block(&play, 0, CR_BLOCK));
    assert_int_equal(differs(play.walk, 5, &path), 0);
    support_release(s);
}

static void a_replay_gets_the_draws_of_its_run(void **state)
{
    (void)state;
    struct cr_luck mt = luck_of(31, "mt19937"), taus = luck_of(8, "taus2");
    struct support s;
    assert_true(support_text(&s, "loop", case_loop));
    check_replay(&s, &mt, CR_SAMPLING_RANDOM, 5000);
    assert_true(support_text(&s, "worlds", case_worlds));
    check_replay(&s, &taus, CR_SAMPLING_RANDOM, 5000);
    assert_true(support_text(&s, "worlds", case_worlds));
    check_replay(&s, &mt, CR_SAMPLING_SOBOL, 4096);
    assert_true(support_text(&s, "worlds", case_worlds));
    check_replay(&s, &mt, CR_SAMPLING_LHS, 4096);
    assert_true(support_text(&s, "lenses", case_lenses));
    support_pool(&s);
    check_replay(&s, &mt, CR_SAMPLING_RANDOM, 5000);
    assert_true(support_file(&s, "scenarios/crossroads.yaml"));
    check_replay(&s, &mt, CR_SAMPLING_RANDOM, 4096);
}

/* ---- One law ---- */

/* By the errors of both sides; under one seed the worlds differ as well, so they are independent.
 */
static double worst_z(
    const struct cr_run_result *a, const struct cr_run_result *b, size_t n, double moved)
{
    double worst = 0;
    for (size_t o = 0; o < n; o++) {
        double se = hypot(a->outcomes[o].se, b->outcomes[o].se);
        double z = fabs(a->outcomes[o].share + moved - b->outcomes[o].share) / se;
        worst = z > worst ? z : worst;
    }
    return worst;
}

static void shares_do_not_depend_on_the_generator(void **state)
{
    (void)state;
    static const char *const files[] = {"alliance", "kazakhstan", "crossroads"},
                             *const generators[] = {"mt19937", "taus2", "gfsr4", "ranlxs0",
                                 "ranlxd1", "mrg", "cmrg", "knuthran2002", "ran2", "rand48"};
    for (size_t f = 0; f < 3; f++) {
        char path[64];
        struct support s;
        snprintf(path, sizeof path, "scenarios/%s.yaml", files[f]);
        assert_true(support_file(&s, path) && support_build(&s));
        struct cr_run_options options = {.spec.luck.seed = 41,
            .spec.runs = 40000,
            .spec.worlds = 2000,
            .spec.engine = CR_ENGINE_WALK,
            .lean = true};
        struct cr_arena *arena = cr_arena_new();
        size_t n = s.program->scenario->n_outcomes;
        struct cr_run_result usual = played(&s, arena, &options);
        for (size_t g = 0; g < sizeof generators / sizeof *generators; g++) {
            options.spec.luck = luck_of(41, generators[g]);
            struct cr_run_result other = played(&s, arena, &options);
            double z = worst_z(&usual, &other, n, 0);
            if (z > Z_LIMIT)
                fail_msg("%s under %s is %.1f standard errors off", files[f], generators[g], z);
            assert_true(z > 0 && worst_z(&usual, &other, n, 0.05) > Z_LIMIT);
        }
        cr_arena_free(arena);
        support_release(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(a_replay_gets_the_draws_of_its_run),
        cmocka_unit_test(shares_do_not_depend_on_the_generator),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
