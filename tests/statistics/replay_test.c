/* The walk against a replay of every run by a routine that shares none of its machinery: equality
 * is to the last bit, so no bias is small enough to pass and no right engine can fail. Catches
 * biased thresholds, wrong addresses of random numbers (two events on one uniform, a visit counted
 * wrongly), wrong order of weights, lenses, shifts and conditions, lanes mixed up between branches,
 * effects in the wrong order, a world given to the wrong run, forgotten evidence. */
#include "statistics/cases.h"
#include "engine/engine.h"
#include "program/worlds.h"
#include "statistics/harness.h"
#include "statistics/invariants.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* ---- One run of the walk's block against its replay ---- */

static int differ(const char *what, int index, double walked, double replayed, uint64_t run)
{
    if (same_bits(walked, replayed))
        return 0;
    printf("run %llu: %s %d is %.17g in the walk, %.17g in the replay\n", (unsigned long long)run,
        what, index, walked, replayed);
    return 1;
}

static int differ_row(
    const char *what, const double *rows, const double *row, int n, int at, uint64_t run)
{
    int found = 0;
    for (int i = 0; i < n && !found; i++)
        found = differ(what, i, lane(rows, i, at), row[i], run);
    return found;
}

static int slots_differ(const struct cr_walk *w, const double *slots, int at, uint64_t run)
{
    int found = 0;
    for (int k = 0; k < w->job->program->n_slots && !found; k++)
        found = differ("slot", k, w->slots[k][at], slots[k], run);
    return found;
}

static int differs(const struct cr_walk *w, int at, const struct cr_path *path)
{
    const struct cr_program *p = w->job->program;
    uint64_t run = w->first + (uint64_t)at;
    return differ("outcome", 0, w->outcome[at], path->outcome, run) ||
           differ("weight", 0, w->weight[at], path->weight, run) ||
           slots_differ(w, path->slots, at, run) ||
           differ_row("state", w->states, path->state, p->n_states, at, run) ||
           differ_row("payoff", w->pays, path->payoffs, p->n_actors, at, run) ||
           differ_row("measure", w->measures, path->measures, p->n_measures, at, run);
}

/* How many of `runs` runs differ between a walk of one program and a replay of another (the same,
 * but for what a canary planted); -1 after a fault. Stops at the first difference if `silent` is
 * not set. */
static int count_differences(struct play *walked, struct play *replayed, uint64_t first, int runs)
{
    struct cr_replay_job job = {replayed->s->program, &replayed->policy, replayed->job.worlds.spec,
        replayed->job.luck, NULL, NULL};
    int found = 0;
    for (int done = 0; done < runs && found == 0; done += walked->walk->n) {
        int n = runs - done < CR_BLOCK ? runs - done : CR_BLOCK;
        if (!play_block(walked, first + (uint64_t)done, n))
            return -1;
        struct cr_arena *arena = cr_arena_new();
        for (int i = 0; i < n && found == 0; i++) {
            struct cr_path path;
            struct cr_fault fault = {0};
            if (cr_replay_run(arena, &job, walked->walk->first + (uint64_t)i, &path, &fault) !=
                CR_OK) {
                support_fault(replayed->s, &fault);
                cr_arena_free(arena);
                return -1;
            }
            found += differs(walked->walk, i, &path);
        }
        cr_arena_free(arena);
    }
    return found;
}

static void check_same(
    struct support *s, uint64_t seed, uint64_t worlds, enum cr_sampling sampling, int runs)
{
    struct play play;
    assert_true(support_build(s));
    const char *wrong = cr_program_invariants(s->program);
    if (wrong)
        fail_msg("%s: %s", s->source.name, wrong);
    assert_true(play_begin(&play, s, seed, worlds, sampling));
    assert_int_equal(count_differences(&play, &play, 0, runs), 0);
    /* Late runs as well: the high word of the address, and worlds that start inside a block. */
    assert_int_equal(count_differences(&play, &play, 4294967296u - 700, 1400), 0);
}

static void check_text(const char *name, const char *text, uint64_t worlds, int runs)
{
    struct support s;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        assert_true(support_text(&s, name, text));
        check_same(&s, seed * 7919, worlds, CR_SAMPLING_RANDOM, runs);
        support_release(&s);
    }
}

static void check_file(const char *path, uint64_t worlds, int runs)
{
    struct support s;
    assert_true(support_file(&s, path));
    check_same(&s, 20220131, worlds, CR_SAMPLING_RANDOM, runs);
    support_release(&s);
}

/* ---- Every feature ---- */

static void loops_visits_soft_bounds_and_random_effects(void **state)
{
    (void)state;
    check_text("loop", case_loop, 1, 6000);
}

static void uncertain_worlds_of_every_kind(void **state)
{
    (void)state;
    check_text("worlds", case_worlds, 777, 6000);
    check_text("worlds, one a run", case_worlds, UINT64_C(1) << 40, 3000);
}

static void stratified_worlds(void **state)
{
    (void)state;
    struct support s;
    for (int sampling = CR_SAMPLING_LHS; sampling <= CR_SAMPLING_NIEDERREITER; sampling++) {
        assert_true(support_text(&s, "worlds", case_worlds));
        check_same(&s, 99, 1000, (enum cr_sampling)sampling, 3000);
        support_release(&s);
    }
}

static void decisions_of_every_kind(void **state)
{
    (void)state;
    static const enum cr_choose_kind kinds[] = {CR_CHOOSE_DEFAULT, CR_CHOOSE_AS_WRITTEN,
        CR_CHOOSE_BEST, CR_CHOOSE_UNIFORM, CR_CHOOSE_QUANTAL};
    struct support s;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        assert_true(support_text(&s, "lenses", case_lenses));
        support_choose(&s, kinds[k], 0.385);
        check_same(&s, 11, 200, CR_SAMPLING_RANDOM, 3000);
        support_release(&s);
    }
}

static void lenses_whole_half_and_pooled(void **state)
{
    (void)state;
    struct support s;
    for (int k = 0; k < 8; k++) {
        int how = k % 4;
        assert_true(support_text(&s, "lenses", case_lenses));
        if (how == 0 || how == 2)
            support_lens(&s, "hawk", 1);
        if (how == 1 || how == 2)
            support_lens(&s, "dove", how == 1 ? 0.5 : 1);
        if (how == 3)
            support_pool(&s);
        if (k >= 4) /* beside a rest; the rest itself; a share among relative weights */
            assert_true(support_set(&s, "news.none", "20%") &&
                        support_set(&s, "cause.cruel", "30%") &&
                        support_set(&s, "act.wait", "50%"));
        check_same(&s, 5, 300, CR_SAMPLING_RANDOM, 5000);
        support_release(&s);
    }
}

static void evidence_hard_and_soft(void **state)
{
    (void)state;
    static const char *const facts[] = {
        "news.bad", "news.smoke", "heard", "acted", "reply.fight", "cause.cruel"};
    struct support s;
    for (size_t k = 0; k < sizeof facts / sizeof *facts; k++) {
        assert_true(support_text(&s, "lenses", case_lenses));
        assert_true(support_given(&s, facts[k]));
        if (k > 0)
            assert_true(support_given(&s, "burnt"));
        check_same(&s, 5, 300, CR_SAMPLING_RANDOM, 4000);
        support_release(&s);
    }
    assert_true(support_text(&s, "loop", case_loop));
    assert_true(support_given(&s, "camp.sally"));
    assert_true(support_given(&s, "talk.no"));
    check_same(&s, 6, 1, CR_SAMPLING_RANDOM, 4000);
    support_release(&s);
}

static void forced_branches(void **state)
{
    (void)state;
    struct support s;
    assert_true(support_text(&s, "lenses", case_lenses));
    assert_true(support_do(&s, "news.none"));
    assert_true(support_given(&s, "heard"));
    check_same(&s, 5, 300, CR_SAMPLING_RANDOM, 3000);
    support_release(&s);
}

static void the_three_scenarios(void **state)
{
    (void)state;
    check_file("scenarios/alliance.yaml", 500, 3000);
    check_file("scenarios/kazakhstan.yaml", 500, 3000);
    check_file("scenarios/crossroads.yaml", 500, 3000);
}

static void classics(void **state)
{
    (void)state;
    static const char *const names[] = {"centipede", "coin", "cuban_missile_crisis",
        "deterrence_hidden_type", "gamblers_ruin", "harvest", "monty_hall", "newsvendor",
        "oil_wildcatter", "parameters", "party_problem", "sanctions_ladder", "test_and_treat",
        "texaco_pennzoil", "used_car"};
    char path[128];
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        snprintf(path, sizeof path, "scenarios/classics/%s.yaml", names[k]);
        check_file(path, 100, 2000);
    }
}

/* ---- The steps, not only the end ---- */

struct steps {
    const struct cr_path *path;
    size_t n;
    int wrong;
};

static void compare_step(
    void *context, const struct cr_walk *w, int point, int branch, double probability)
{
    struct steps *steps = context;
    const struct cr_step *want = &steps->path->steps[steps->n];
    if (steps->n++ >= steps->path->n_steps || want->node != point || want->branch != branch ||
        !same_bits(want->probability, probability)) {
        steps->wrong++;
        return;
    }
    for (int v = 0; v < w->job->program->n_states; v++)
        steps->wrong += !same_bits(want->state[v], lane(w->states, v, 0));
}

static void check_steps(const char *name, const char *text, int runs)
{
    struct support s;
    struct play play;
    assert_true(support_text(&s, name, text) && support_build(&s));
    assert_true(play_begin(&play, &s, 31, 50, CR_SAMPLING_RANDOM));
    struct cr_replay_job job = {
        s.program, &play.policy, play.job.worlds.spec, play.job.luck, NULL, NULL};
    for (int run = 0; run < runs; run++) {
        struct cr_arena *arena = cr_arena_new();
        struct cr_path path;
        struct cr_fault fault = {0};
        assert_int_equal(cr_replay_run(arena, &job, (uint64_t)run, &path, &fault), CR_OK);
        struct steps steps = {&path, 0, 0};
        play.walk->step = compare_step;
        play.walk->step_context = &steps;
        assert_true(play_block(&play, (uint64_t)run, 1));
        assert_int_equal(steps.n, path.n_steps);
        assert_int_equal(steps.wrong, 0);
        cr_arena_free(arena);
    }
    support_release(&s);
}

static void every_step_has_its_probability_and_state(void **state)
{
    (void)state;
    check_steps("loop", case_loop, 1000);
    check_steps("worlds", case_worlds, 1000);
    check_steps("lenses", case_lenses, 1000);
}

/* The public replay solves the policy for itself; it must name the world of its run. */
static void the_public_replay_is_the_same(void **state)
{
    (void)state;
    struct support s;
    struct play play;
    assert_true(support_text(&s, "lenses", case_lenses));
    support_choose(&s, CR_CHOOSE_BEST, 0);
    assert_true(support_build(&s));
    assert_true(play_begin(&play, &s, 12, 40, CR_SAMPLING_RANDOM));
    assert_true(play_block(&play, 0, 100));
    struct cr_run_options options = {
        .spec.luck.seed = 12, .spec.runs = 100, .spec.worlds = 40, .spec.threads = 1};
    for (int run = 0; run < 100; run++) {
        struct cr_path path;
        struct cr_fault fault = {0};
        assert_int_equal(
            cr_engine_replay(s.arena, s.program, &options, (uint64_t)run, &path, &fault), CR_OK);
        assert_false(differs(play.walk, run, &path));
    }
    support_release(&s);
}

/* ---- Canaries: what is planted in the walked program alone must be seen ---- */

static void plant(const struct cr_program *p, int which)
{
    struct cr_branch *branches = p->branches;
    struct cr_point *points = p->points;
    switch (which) {
    case 0: /* a weight 1 % off */
        branches[0].weight.number *= 1.01;
        break;
    case 1: /* a drawn effect that shares its luck with the branch */
        branches[0].changes[1].value.event ^= 1;
        break;
    case 2: /* hard bounds instead of soft ones */
        p->states[1].bounds = CR_BOUNDS_CLAMP;
        break;
    case 3: /* one visit too many */
        points[0].at_most++;
        break;
    case 4: /* a payoff 1 % off on a rare branch */
        branches[5].pays[0].value.number *= 1.01;
        break;
    case 5: /* a shift 1 % off */
        branches[4].shifts[0].rate *= 1.01;
        break;
    case 6: /* a shift that is forgotten */
        branches[4].n_shifts = 1;
        break;
    case 7: /* visits that are not counted: every visit has the luck of the first */
        points[1].visits = -1;
        break;
    case 8: /* a start half a per cent off */
        p->slots[0].value.number *= 1.005;
        break;
    default: /* a node's choice on other luck */
        points[1].event ^= 0x100;
        break;
    }
}

static void replay_sees_what_is_planted(void **state)
{
    (void)state;
    struct support right, wrong;
    struct play walked, replayed;
    for (int which = 0; which < 10; which++) {
        assert_true(support_text(&right, "loop", case_loop) && support_build(&right));
        assert_true(support_text(&wrong, "canary", case_loop) && support_build(&wrong));
        plant(wrong.program, which);
        assert_true(play_begin(&walked, &wrong, 4, 1, CR_SAMPLING_RANDOM));
        assert_true(play_begin(&replayed, &right, 4, 1, CR_SAMPLING_RANDOM));
        printf("canary %d: ", which);
        assert_int_equal(count_differences(&walked, &replayed, 0, 4000), 1);
        support_release(&right);
        support_release(&wrong);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loops_visits_soft_bounds_and_random_effects),
        cmocka_unit_test(uncertain_worlds_of_every_kind),
        cmocka_unit_test(stratified_worlds),
        cmocka_unit_test(decisions_of_every_kind),
        cmocka_unit_test(lenses_whole_half_and_pooled),
        cmocka_unit_test(evidence_hard_and_soft),
        cmocka_unit_test(forced_branches),
        cmocka_unit_test(the_three_scenarios),
        cmocka_unit_test(classics),
        cmocka_unit_test(every_step_has_its_probability_and_state),
        cmocka_unit_test(the_public_replay_is_the_same),
        cmocka_unit_test(replay_sees_what_is_planted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
