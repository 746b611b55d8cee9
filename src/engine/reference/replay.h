/* Any run of a walk once more, alone: the reference that the walk is held against. It shares with
 * the walk the addresses of random numbers, the quantile functions and the policy; the path is
 * reference/path.h's. */
#ifndef CR_ENGINE_REFERENCE_REPLAY_H
#define CR_ENGINE_REFERENCE_REPLAY_H

#include "engine/policy.h"
#include "program/fault.h"
#include "program/worlds.h"

/* The draws of a run in the order in which it needs them. After a fault nobody knows them. */
typedef enum cr_status cr_replay_draws(
    void *script, uint64_t run, const double **draws, size_t *n, struct cr_fault *fault);

struct cr_replay_job {
    const struct cr_program *program;
    const struct cr_policy *policy;
    struct cr_world_spec worlds;
    struct cr_luck luck;
    cr_replay_draws *draws; /* where luck is a sequence; else NULL */
    void *script;
};

/* Replays run `run`; everything in *path lives in `arena`. A fault names world and run. */
enum cr_status cr_replay_run(struct cr_arena *arena, const struct cr_replay_job *job, uint64_t run,
    struct cr_path *path, struct cr_fault *fault) CR_MUST_USE;

#endif
