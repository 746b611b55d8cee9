/* Many worlds that somebody chose, evaluated each for itself on the same luck: what every analysis
 * stands on.
 *
 * A point is one value for every slot. Where the tree can be unrolled and no effect is drawn, a
 * point is evaluated exactly (or, on request, with every random effect at its mean, as `solve`
 * does); else by a walk of `runs` runs, in which run r of every point has the same luck, so that
 * differences between points are much surer than the values themselves. */
#ifndef CR_ENGINE_POINTS_H
#define CR_ENGINE_POINTS_H

#include "engine/options.h"
#include "program/fault.h"

/* Targets, in this order: outcomes, tags, payoffs (actors), measures, states. */
struct cr_targets {
    int outcomes, tags, payoffs, measures, states, n; /* where each kind begins; how many in all */
};
struct cr_targets cr_targets_of(const struct cr_program *program);

struct cr_points_options {
    /* `runs`: a point, for a walk. `engine` AUTO: exact if it can, else walk. */
    struct cr_run_spec spec;
    bool effects_at_means; /* evaluate by the tree even where effects are drawn, at their means */
    bool narrow; /* `target` alone is asked for: by the tree the others are not worked out */
    int target;
    bool decide_each; /* choices are worked out at every point for itself; else once for the mean
                         over all points */
};
struct cr_points_result {
    size_t n_points;
    int n_targets;
    enum cr_engine engine;
    size_t positions; /* of the tree; 0 for a walk */
    double *value;    /* [point * n_targets]; under evidence given the evidence */
    double *se;       /* [point * n_targets]; 0 where exact */
    double *evidence; /* [point] probability of the evidence; 1 without */
};
/* slots[slot * n_points + point]. CR_INPUT with *fault; CR_INTERRUPTED: nothing. */
enum cr_status cr_engine_points(struct cr_arena *arena, const struct cr_program *program,
    const double *slots, size_t n_points, const struct cr_points_options *options,
    struct cr_points_result *result, struct cr_fault *fault) CR_MUST_USE;

#endif
