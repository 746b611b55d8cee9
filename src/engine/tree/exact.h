/* Inside the engine: results of a run by exact evaluation. */
#ifndef CR_ENGINE_TREE_EXACT_H
#define CR_ENGINE_TREE_EXACT_H

#include "engine/options.h"
#include "program/fault.h"

/* Nothing but branches is random: one pass over the positions of the base case. No future is
 * played; `runs` stays what was asked for, and stands for any number. */
enum cr_status cr_run_exact(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, struct cr_run_result *result,
    struct cr_fault *fault) CR_MUST_USE;
/* The tree evaluated exactly in each of options->worlds worlds. After an interruption *result is
 * whole for the worlds done. */
enum cr_status cr_run_rollback(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, struct cr_run_result *result,
    struct cr_fault *fault) CR_MUST_USE;
/* The same tree, but options->runs runs are divided among its branches by binomial draws. */
enum cr_status cr_run_split(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, struct cr_run_result *result,
    struct cr_fault *fault) CR_MUST_USE;

struct cr_report;
/* Inside: from exact figures to figures of counted runs: shares are counts, and have the errors and
 * intervals of a walk. */
void cr_split_report(const struct cr_report *report, struct cr_run_result *result);

#endif
