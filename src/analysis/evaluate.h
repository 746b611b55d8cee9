/* Designs evaluated: one target at every point, by the tree where it fits, else by one walk of all
 * points on the same luck. */
#ifndef CR_ANALYSIS_EVALUATE_H
#define CR_ANALYSIS_EVALUATE_H

#include "analysis/inputs.h"
#include "engine/options.h"

#define CR_ANALYSIS_RUNS 2000

struct cr_analysis_options {
    struct cr_luck luck;
    uint64_t runs;         /* of a point, where points are walked; 0: CR_ANALYSIS_RUNS */
    enum cr_engine engine; /* AUTO: by the tree where it fits, effects at their means; else walk */
    int threads;
    double by; /* above 0: what the setup moves are the inputs (cr_inputs_take_sizes) */
    uint64_t max_positions; /* 0: 200,000 when the engine is AUTO, else 1,000,000 */
    cr_progress *progress;  /* done of total points */
    void *progress_context;
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
/* The target at the base case; *positions (may be NULL) as in cr_evaluated. */
enum cr_status cr_base_value(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_analysis_inputs *inputs, const struct cr_aim *target,
    const struct cr_analysis_options *options, double *value, size_t *positions,
    struct cr_fault *fault) CR_MUST_USE;

#endif
