/* Distinct futures counted in a walk: where the tree is too large to be searched, or chance effects
 * make it endless. */
#ifndef CR_ENGINE_PATHS_H
#define CR_ENGINE_PATHS_H

#include "engine/engine.h"

struct cr_path_count { /* futures that took the same branches */
    uint64_t run;      /* the first of them */
    uint64_t n;
    double weight; /* of the evidence on them, in all */
};
struct cr_path_counts {
    struct cr_path_count *at; /* the most frequent first, ties by run */
    size_t n;                 /* as many as were asked for, or all */
    double distinct;          /* how many different futures there were */
    double weight, squares;   /* of all runs: total weight, total of squared weights */
    uint64_t runs, worlds;
};
/* CR_INPUT with *fault; CR_INTERRUPTED: nothing. Runs are those of cr_engine_run. */
enum cr_status cr_engine_path_counts(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, size_t most, struct cr_path_counts *counts,
    struct cr_fault *fault) CR_MUST_USE;

#endif
