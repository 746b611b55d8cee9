/* Where luck is a sequence, which draws a run gets is known only from the walk of its superblock. A
 * script plays that as far as it must and gives each run's draws to a replay. */
#ifndef CR_ENGINE_WALK_SCRIPT_H
#define CR_ENGINE_WALK_SCRIPT_H

#include "engine/reference/replay.h"
#include "program/fault.h"
#include "program/worlds.h"

struct cr_script;
/* Of a run of so many; NULL where luck is by address, which needs none. */
struct cr_script *cr_script_new(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_policy *policy, const struct cr_world_spec *worlds, uint64_t runs);
/* The job of replaying some of so many runs. */
struct cr_replay_job cr_script_job(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_policy *policy, const struct cr_world_spec *worlds, uint64_t runs);
/* The draws of a run in the order in which it needs them, until the next call. After a fault of
 * the walk nobody knows them. Quick where runs are asked for in ascending order. */
enum cr_status cr_script_find(void *script, uint64_t run, const double **draws, size_t *n,
    struct cr_fault *fault) CR_MUST_USE;

#endif
