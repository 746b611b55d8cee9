/* Gives a replay the draws of its run where luck is a sequence: plays the walk's superblock as
 * far as that run with its draws recorded, and hands out the run's own. */
#include "engine/walk/script.h"

#include "engine/engine.h"
#include "engine/walk/walk.h"

#include <string.h>

struct cr_script {
    struct cr_walk_job job;
    struct cr_walk *walk;
    uint64_t runs, next; /* the first run of the block to be played next */
    bool played;         /* the block before it has been played: `first` and `draws` are its */
    size_t first[CR_BLOCK + 1]; /* where the draws of each lane begin */
    CR_VEC(double) draws;       /* those of lane i from first[i] on */
};

struct cr_script *cr_script_new(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_policy *policy, const struct cr_world_spec *worlds, uint64_t runs)
{
    if (cr_luck_addressed(&worlds->luck))
        return NULL;
    struct cr_script *s = CR_NEW(arena, struct cr_script, 1);
    s->job = (struct cr_walk_job){.program = program,
        .plan = cr_plan_new(arena, program),
        .policy = policy,
        .worlds = {.spec = *worlds},
        .luck = worlds->luck,
        .luck_divisor = 1,
        .script = true};
    s->walk = cr_walk_new(arena, &s->job);
    s->runs = runs;
    return s;
}

/* The block's draws by lane. */
static void sort_draws(struct cr_script *s)
{
    const struct cr_walk *w = s->walk;
    size_t at[CR_BLOCK];
    memset(s->first, 0, sizeof s->first);
    for (size_t i = 0; i < w->drawn.n; i++)
        s->first[w->drawn_by.at[i] + 1]++;
    for (int i = 0; i < CR_BLOCK; i++) {
        s->first[i + 1] += s->first[i];
        at[i] = s->first[i];
    }
    s->draws.n = 0;
    cr_vec_reserve(w->arena, &s->draws, w->drawn.n);
    for (size_t i = 0; i < w->drawn.n; i++)
        s->draws.at[at[w->drawn_by.at[i]]++] = w->drawn.at[i];
}

enum cr_status cr_script_find(
    void *script, uint64_t run, const double **draws, size_t *n, struct cr_fault *fault)
{
    struct cr_script *s = script;
    uint64_t block = run - run % CR_BLOCK, start = run - run % CR_SUPERBLOCK;
    bool there = s->played && s->next == block + CR_BLOCK;
    if (!there && !(s->played && s->next > start && s->next <= block))
        s->next = start;
    while (s->next <= block) {
        bool short_block = run < s->runs && s->next + CR_BLOCK > s->runs;
        s->played = false;
        if (cr_walk_block(s->walk, s->next, short_block ? (int)(s->runs - s->next) : CR_BLOCK) !=
            CR_OK) {
            *fault = s->walk->fault;
            return CR_INPUT;
        }
        s->next += CR_BLOCK;
        s->played = true;
        if (s->next > block)
            sort_draws(s);
    }
    size_t lane = (size_t)(run - block);
    *draws = s->draws.at + s->first[lane];
    *n = s->first[lane + 1] - s->first[lane];
    return CR_OK;
}

struct cr_replay_job cr_script_job(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_policy *policy, const struct cr_world_spec *worlds, uint64_t runs)
{
    struct cr_replay_job job = {
        .program = program, .policy = policy, .worlds = *worlds, .luck = worlds->luck};
    job.script = cr_script_new(arena, program, policy, worlds, runs);
    job.draws = job.script ? cr_script_find : NULL;
    return job;
}

/* ---- A run of the options, alone ---- */

enum cr_status cr_engine_replay(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, uint64_t run, struct cr_path *path,
    struct cr_fault *fault)
{
    struct cr_policy policy;
    enum cr_status status = cr_policy_for_run(arena, program, options, &policy, fault);
    if (status != CR_OK)
        return status;
    bool one = !program->n_uncertain && !program->pool_weights;
    struct cr_world_spec worlds = {
        options->spec.luck, one ? 1 : options->spec.worlds, options->spec.sampling, false};
    struct cr_replay_job job = cr_script_job(arena, program, &policy, &worlds, options->spec.runs);
    return cr_replay_run(arena, &job, run, path, fault) == CR_OK ? CR_OK : CR_INPUT;
}
