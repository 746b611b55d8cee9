/* The likeliest futures: whole ways from the start to an outcome.
 *
 * Where the tree can be unrolled and no effect is drawn, they are found by best-first search and
 * their probabilities are exact within every world; else by counting equal futures of a walk. */
#ifndef CR_ANALYSIS_PATHS_H
#define CR_ANALYSIS_PATHS_H

#include "engine/engine.h"
#include "program/fault.h"
#include "stats/error.h"

struct cr_likely_step {
    int node, branch;   /* branch local */
    double probability; /* of the branch, given the way there (and the evidence on it); NaN where
                           counted: one run knows the numbers of one world only */
};
struct cr_likely_path {
    struct cr_likely_step *steps;
    size_t n_steps;
    int outcome;
    double probability, cumulative;          /* cumulative: with all before it */
    struct cr_error error, cumulative_error; /* Monte Carlo; se 0 where exact */
    double count;                            /* equal futures of the walk; NaN where searched */
};
struct cr_paths_result {
    struct cr_likely_path *paths;
    size_t n;
    enum cr_engine engine; /* EXACT, ROLLBACK (over worlds) or WALK */
    struct cr_luck luck;
    uint64_t runs, worlds;
    double distinct;             /* different futures met by the walk; NaN where searched */
    double evidence_probability; /* NaN without evidence */
    const char *about;
    const char **notes;
    size_t n_notes;
};
enum cr_status cr_paths(struct cr_arena *arena, const struct cr_program *program, size_t most,
    const struct cr_run_options *options, struct cr_paths_result *result,
    struct cr_fault *fault) CR_MUST_USE;

#endif
