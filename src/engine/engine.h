/* The doors of the room: running, solving and replaying a program. Engines never print and know no
 * YAML. Inside the room nobody includes this; what the engines share is in options.h. */
#ifndef CR_ENGINE_ENGINE_H
#define CR_ENGINE_ENGINE_H

#include "engine/options.h"

/* Plays or evaluates the program. CR_INPUT: a numeric fault, in *fault. CR_INTERRUPTED, and
 * CR_IO if a checkpoint could not be written: *result is whole for the runs it names. `arena` owns
 * the result. */
enum cr_status cr_engine_run(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, struct cr_run_result *result,
    struct cr_fault *fault) CR_MUST_USE;
/* Exact evaluation with choices by backward induction at information sets (or as the program's
 * `choose` says). CR_USAGE with fault->text: the rule cannot be followed here. */
enum cr_status cr_engine_solve(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_spec *options, struct cr_solve_result *result,
    struct cr_fault *fault) CR_MUST_USE;
/* Replays run r of a seed exactly as the walk plays it, by a scalar routine of its own (the tests'
 * reference). */
enum cr_status cr_engine_replay(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, uint64_t run, struct cr_path *path,
    struct cr_fault *fault) CR_MUST_USE;

#endif
