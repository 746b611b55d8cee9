/* The same bits whoever computes: threads, boundaries of blocks and superblocks, a shorter run
 * inside a longer one. No tolerance anywhere. */
#include "statistics/cases.h"
#include "statistics/harness.h"

#include "base/kernel.h"
#include "engine/engine.h"
#include "engine/walk/tally.h"
#include "program/worlds.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/* Around a block of 1,024 and a superblock of 65,536 runs. */
static const uint64_t sizes[] = {1, 2, 1023, 1024, 1025, 2048, 65535, 65536, 65537, 131072, 200000};
enum { N_SIZES = sizeof sizes / sizeof *sizes };

/* ---- Everything in a result that comes from runs, as one number ---- */

static uint64_t add(uint64_t digest, const void *what, size_t bytes)
{
    return what ? cr_hash64(what, bytes, digest) : digest;
}

static uint64_t digest_of(const struct cr_program *p, const struct cr_run_result *r)
{
    const struct cr_scenario *s = p->scenario;
    uint64_t d = add(1, &r->runs, sizeof r->runs);
    d = add(d, r->outcomes, s->n_outcomes * sizeof *r->outcomes);
    d = add(d, r->tags, s->n_tags * sizeof *r->tags);
    d = add(d, r->payoffs, s->n_actors * sizeof *r->payoffs);
    d = add(d, r->certainty, s->n_actors * sizeof *r->certainty);
    d = add(d, r->measures, (s->n_measures + s->n_states) * sizeof *r->measures);
    d = add(d, r->stages, s->n_stages * s->n_states * sizeof *r->stages);
    for (size_t k = 0; k < s->n_nodes; k++) {
        d = add(d, &r->nodes[k].reach, sizeof r->nodes[k].reach);
        d = add(d, r->nodes[k].shares, s->nodes[k].n_branches * sizeof(double));
    }
    d = add(d, &r->effective, sizeof r->effective);
    d = add(d, &r->evidence_probability, sizeof r->evidence_probability);
    d = add(d, r->lens_weights, r->lens_weights ? p->setup->n_lenses * sizeof(double) : 0);
    d = add(d, r->slot_mean, r->slot_mean ? (size_t)p->n_slots * sizeof(double) : 0);
    return add(d, r->slot_sd, r->slot_sd ? (size_t)p->n_slots * sizeof(double) : 0);
}

static int run(struct support *s, struct cr_arena *arena, struct cr_run_options options,
    struct cr_run_result *r)
{
    struct cr_fault fault = {0};
    options.spec.engine = CR_ENGINE_WALK;
    if (options.spec.worlds > options.spec.runs)
        options.spec.worlds = options.spec.runs;
    enum cr_status status = cr_engine_run(arena, s->program, &options, r, &fault);
    if (status == CR_OK || status == CR_INTERRUPTED)
        return 1;
    support_fault(s, &fault);
    return 0;
}

static uint64_t digest(struct support *s, struct cr_run_options options)
{
    struct cr_arena *arena = cr_arena_new();
    struct cr_run_result r;
    assert_true(run(s, arena, options, &r));
    uint64_t d = digest_of(s->program, &r);
    cr_arena_free(arena);
    return d;
}

/* ---- Threads ---- */

static void check_threads(struct support *s, uint64_t worlds)
{
    assert_true(support_build(s));
    for (size_t k = 0; k < N_SIZES; k++) {
        struct cr_run_options options = {
            .spec.luck.seed = 577, .spec.runs = sizes[k], .spec.worlds = worlds, .spec.threads = 1};
        uint64_t one = digest(s, options);
        for (options.spec.threads = 2; options.spec.threads <= 3; options.spec.threads++) {
            if (digest(s, options) != one)
                fail_msg("%s: %llu runs differ with %d threads", s->source.name,
                    (unsigned long long)options.spec.runs, options.spec.threads);
        }
        options.spec.threads = 1;
        options.spec.luck.seed++; /* the digest sees a difference where there is one */
        assert_true(digest(s, options) != one || sizes[k] < 1000);
    }
    support_release(s);
}

/* Bias caught: sums in the order in which threads finish; a thread's leftovers in another's block.
 */
static void threads_do_not_matter(void **state)
{
    (void)state;
    struct support s;
    assert_true(support_text(&s, "loop", case_loop));
    check_threads(&s, 1);
    assert_true(support_text(&s, "worlds", case_worlds));
    check_threads(&s, 1000);
    assert_true(support_text(&s, "worlds, many", case_worlds));
    check_threads(&s, 100000);
}

static void threads_do_not_matter_under_evidence_and_lenses(void **state)
{
    (void)state;
    struct support s;
    assert_true(support_text(&s, "lenses", case_lenses));
    assert_true(support_given(&s, "burnt") && support_given(&s, "heard"));
    support_pool(&s);
    check_threads(&s, 300);
}

static void threads_do_not_matter_to_large_scenarios(void **state)
{
    (void)state;
    static const char *const files[] = {"scenarios/alliance.yaml", "scenarios/kazakhstan.yaml"};
    struct support s;
    for (int k = 0; k < 2; k++) {
        assert_true(support_file(&s, files[k]) && support_build(&s));
        struct cr_run_options options = {
            .spec.luck.seed = 3, .spec.runs = 200000, .spec.worlds = 500, .spec.threads = 1};
        uint64_t one = digest(&s, options);
        options.spec.threads = 3;
        assert_true(digest(&s, options) == one);
        support_release(&s);
    }
}

/* Bias caught: an instruction set that rounds otherwise, e.g. by contracting a * b + c. */
static void instruction_sets_do_not_matter(void **state)
{
    (void)state;
    struct support s;
    assert_true(support_text(&s, "loop", case_loop) && support_build(&s));
    struct cr_run_options options = {
        .spec.luck.seed = 3, .spec.runs = 20000, .spec.worlds = 1, .spec.threads = 1};
    enum cr_kernel best = cr_kernel_pick();
    uint64_t one = digest(&s, options);
    for (int k = CR_KERNEL_PLAIN; k < CR_N_KERNELS; k++) {
        if (cr_kernel_use((enum cr_kernel)k))
            assert_true(digest(&s, options) == one);
    }
    cr_kernel_use(best);
    support_release(&s);
}

/* ---- Every run once ---- */

/* Bias caught: a run lost or played twice at a boundary, a block that begins at the wrong run. What
 * the engine counts is counted again from blocks of an awkward size. */
static void boundaries_lose_no_run(void **state)
{
    (void)state;
    struct support s;
    struct play play;
    assert_true(support_text(&s, "worlds", case_worlds) && support_build(&s));
    assert_true(play_begin(&play, &s, 577, 1000, CR_SAMPLING_RANDOM));
    double count[3] = {0};
    uint64_t done = 0;
    for (size_t k = 0; k < N_SIZES; k++) {
        while (done < sizes[k]) {
            int n = sizes[k] - done < 997 ? (int)(sizes[k] - done) : 997;
            assert_true(play_block(&play, done, n));
            for (int i = 0; i < n; i++)
                count[play.walk->outcome[i]]++;
            done += (uint64_t)n;
        }
        if (sizes[k] < 1000) /* fewer worlds than the others have */
            continue;
        struct cr_arena *arena = cr_arena_new();
        struct cr_run_options options = {
            .spec.luck.seed = 577, .spec.runs = sizes[k], .spec.worlds = 1000, .spec.threads = 2};
        struct cr_run_result r;
        assert_true(run(&s, arena, options, &r));
        for (int o = 0; o < 3; o++)
            assert_true(r.outcomes[o].count == count[o]);
        assert_true(r.measures[0].n == (double)sizes[k]);
        cr_arena_free(arena);
    }
    support_release(&s);
}

/* ---- Prefixes ---- */

static int stop_after(void *context, double done, double total)
{
    (void)total;
    return done >= *(const double *)context;
}

/* Bias caught: a run that knows how many runs there will be. A stopped run is the shorter run, in
 * all its bits. */
static void a_stopped_run_is_the_shorter_run(void **state)
{
    (void)state;
    struct support s;
    assert_true(support_text(&s, "loop", case_loop) && support_build(&s));
    for (int superblocks = 1; superblocks <= 5; superblocks++) {
        double stop = superblocks * (double)CR_SUPERBLOCK;
        struct cr_run_options options = {.spec.luck.seed = 8,
            .spec.runs = 6 * CR_SUPERBLOCK + 17,
            .spec.worlds = 1,
            .spec.threads = 1,
            .spec.progress = stop_after,
            .spec.progress_context = &stop};
        uint64_t stopped = digest(&s, options);
        options.spec.progress = NULL;
        options.spec.runs = (uint64_t)superblocks * CR_SUPERBLOCK;
        assert_true(digest(&s, options) == stopped);
    }
    support_release(&s);
}

/* The same for every single run, wherever a block happens to begin and however long it is. */
static void a_run_does_not_know_its_block(void **state)
{
    (void)state;
    struct support s;
    struct play play;
    static double whole[3][CR_BLOCK];
    assert_true(support_text(&s, "worlds", case_worlds) && support_build(&s));
    assert_true(play_begin(&play, &s, 5, 700, CR_SAMPLING_RANDOM));
    assert_true(play_block(&play, 65536, CR_BLOCK));
    for (int i = 0; i < CR_BLOCK; i++) {
        whole[0][i] = lane(play.walk->states, 0, i);
        whole[1][i] = lane(play.walk->pays, 1, i);
        whole[2][i] = lane(play.walk->measures, 1, i);
    }
    for (int from = 0, n = 1; from + n <= CR_BLOCK; from += n, n = n * 3 % 101 + 1) {
        assert_true(play_block(&play, 65536 + (uint64_t)from, n));
        for (int i = 0; i < n; i++) {
            assert_true(same_bits(whole[0][from + i], lane(play.walk->states, 0, i)));
            assert_true(same_bits(whole[1][from + i], lane(play.walk->pays, 1, i)));
            assert_true(same_bits(whole[2][from + i], lane(play.walk->measures, 1, i)));
        }
    }
    support_release(&s);
}

/* A stop by precision is at a superblock that depends on the figures alone. */
static void a_target_of_precision_is_met_at_the_same_run(void **state)
{
    (void)state;
    struct support s;
    assert_true(support_text(&s, "loop", case_loop) && support_build(&s));
    struct cr_run_options options = {.spec.luck.seed = 21,
        .spec.runs = 40 * CR_SUPERBLOCK,
        .spec.worlds = 1,
        .spec.threads = 1,
        .spec.precision = 0.0021};
    uint64_t one = digest(&s, options);
    options.spec.threads = 3;
    assert_true(digest(&s, options) == one);
    struct cr_arena *arena = cr_arena_new();
    struct cr_run_result r;
    assert_true(run(&s, arena, options, &r));
    assert_true(r.complete && !r.target_missed && r.runs < options.spec.runs);
    for (size_t o = 0; o < s.scenario->n_outcomes; o++)
        assert_true(1.959963984540054 * r.outcomes[o].se <= 0.0021);
    cr_arena_free(arena);
    support_release(&s);
}

/* Two seeds, and a seed and itself plus 2^32, have nothing in common. */
static void seeds_differ_in_all_their_bits(void **state)
{
    (void)state;
    struct support s;
    uint64_t seen[66];
    assert_true(support_text(&s, "worlds", case_worlds) && support_build(&s));
    for (int bit = 0; bit < 66; bit++) {
        uint64_t seed = bit < 64 ? UINT64_C(1) << bit : bit == 64 ? 0 : UINT64_MAX;
        seen[bit] = digest(
            &s, (struct cr_run_options){
                    .spec.luck.seed = seed, .spec.runs = 50, .spec.worlds = 50, .spec.threads = 1});
        for (int other = 0; other < bit; other++)
            assert_true(seen[bit] != seen[other]);
    }
    support_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(threads_do_not_matter_under_evidence_and_lenses),
        cmocka_unit_test(threads_do_not_matter_to_large_scenarios),
        cmocka_unit_test(instruction_sets_do_not_matter),
        cmocka_unit_test(boundaries_lose_no_run),
        cmocka_unit_test(a_stopped_run_is_the_shorter_run),
        cmocka_unit_test(a_run_does_not_know_its_block),
        cmocka_unit_test(a_target_of_precision_is_met_at_the_same_run),
        cmocka_unit_test(seeds_differ_in_all_their_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
