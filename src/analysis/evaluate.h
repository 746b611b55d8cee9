/* Designs evaluated: one target at every point, by the tree where it fits, else by one walk of all
 * points on the same luck. */
#ifndef CR_ANALYSIS_EVALUATE_H
#define CR_ANALYSIS_EVALUATE_H

#include "analysis/inputs.h"
#include "engine/options.h"

#define CR_ANALYSIS_RUNS 2000
#define CR_DESIGN_RUNS 1000 /* of a point of a design that fills the space of all inputs */

struct cr_analysis_options {
    /* `runs`: of a point, where points are walked; 0: CR_ANALYSIS_RUNS. `engine` AUTO: by the tree
     * where it fits, effects at their means; else walk. `max_positions` 0: 200,000 when the engine
     * is AUTO, else 1,000,000. `progress`: done of total points. */
    struct cr_run_spec spec;
    double by; /* above 0: what the setup moves are the inputs (cr_inputs_find_sizes) */
};
/* Values of one target at every point: value[n], se[n] (0 by the tree; may be NULL). Choices are
 * worked out again at every point by the tree; by a walk they are those of the base case. */
struct cr_evaluated {
    double *value, *se;
    enum cr_engine engine;
    size_t positions; /* of the tree; 0 where points were walked */
};
enum cr_status cr_design_evaluate(struct cr_arena *arena, const struct cr_design *design,
    int target, const struct cr_analysis_options *options, struct cr_evaluated *out,
    struct cr_fault *fault) CR_MUST_USE;
/* For designs that fill the space of all inputs: the same with CR_DESIGN_RUNS where the runs of a
 * point are left open. */
struct cr_analysis_options cr_design_options(const struct cr_analysis_options *options);
/* How many of `most` base points (halved down to `least`), each with `points` points around it, are
 * evaluated within some seconds of one processor; `positions` as in cr_evaluated. It depends on the
 * sizes alone. */
size_t cr_design_size(size_t most, size_t least, size_t points, size_t positions,
    const struct cr_analysis_options *options);
/* What to say where a design was cut to `size` base points; NULL where it was not. */
const char *cr_design_cut(struct cr_arena *arena, size_t size, size_t most, const char *of_each,
    const struct cr_evaluated *out, const struct cr_analysis_options *options);
/* The target at the base case; *positions (may be NULL) as in cr_evaluated. */
enum cr_status cr_base_value(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_analysis_inputs *inputs, const struct cr_aim *target,
    const struct cr_analysis_options *options, double *value, size_t *positions,
    struct cr_fault *fault) CR_MUST_USE;

#endif
