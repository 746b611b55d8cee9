/* Distinct futures counted in a walk: where the tree is too large to be searched, or chance effects
 * make it endless. */
#ifndef CR_ENGINE_WALK_PATHS_H
#define CR_ENGINE_WALK_PATHS_H

#include "engine/options.h"
#include "program/fault.h"

/* What comes first among the futures of a walk came first partly by luck, so that its share in the
 * same walk is too large. Therefore the first half of the runs says which futures are frequent, the
 * second half how frequent they are. */
struct cr_path_count { /* futures that took the same branches */
    uint64_t run;      /* the first of them */
    uint64_t n;        /* how often it was met, in both halves */
    double chosen;     /* weight of the evidence on them in the first half */
    double weight;     /* its weight in the second half */
    double *clusters;  /* [n_clusters] ... cluster by cluster */
};
struct cr_path_counts {
    struct cr_path_count
        *at;         /* those most frequent in the first half, in the order of the second */
    size_t n;        /* how many paths: as many as were asked for, or all that the first half met */
    double distinct; /* how many different futures were met */
    double total;    /* weight of all runs */
    double weight, squares; /* total weight of the second half, total of squared weights */
    double *clusters;       /* [n_clusters] total weight of the second half, cluster by cluster */
    size_t n_clusters; /* worlds, or groups of worlds by number, or, in one world, of runs; 1: runs
                          are independent and weigh the same */
    size_t designs;    /* how many designs the worlds were drawn in (program.h, cr_world_designs) */
    uint64_t runs, worlds;
};
/* CR_INPUT with *fault; CR_INTERRUPTED: nothing. Runs are those of cr_engine_run. */
enum cr_status cr_engine_path_counts(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, size_t most, struct cr_path_counts *counts,
    struct cr_fault *fault) CR_MUST_USE;

#endif
