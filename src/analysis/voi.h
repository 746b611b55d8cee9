/* The value of information and of control to one actor, on top of `solve`.
 *
 * What somebody learns, everybody learns: all actors know it before the first decision and play
 * what is then best for them (subgame-perfect, as `solve`). So in a game knowing more can hurt.
 * Values are differences of expected payoffs, with a utility of certainty equivalents; of costs
 * they are savings. Evidence of the file is left aside: it is what we know, not what actors know.
 *
 * Parameters: every world is one value of all of them. "All" is E[best in the world] - best on
 * average. A single one, phi: E_phi[max over plans of E[value | phi]] - best on average, by
 * regression of the plans' values on phi over the same worlds (Strong, Oakley, Brennan 2014).
 *
 * Chance nodes, with uncertain numbers at their means:
 * - Where the chances of a node are settled by what has happened before the first decision, the
 *   branch itself is told beforehand, wherever the node is reached: one event. That it does not
 *   come at all may be told too.
 * - Where they depend on what is decided or happens later, Howard's canonical form is used, with
 * one number of luck for the node: the branch is F^-1(U | the way there), branches in file order,
 * the same U on every way. U is told beforehand, so that everybody knows for each way what would
 *   come.
 * - Of a node that can come more than once on one path there is no such event.
 * Control: the actor picks the branch beforehand, on every way, or leaves it to chance. */
#ifndef CR_ANALYSIS_VOI_H
#define CR_ANALYSIS_VOI_H

#include "analysis/inputs.h"
#include "program/fault.h"

struct cr_voi_parameter {
    struct cr_analysis_input input;
    double value, se;
    double nested, nested_se; /* by nested simulation; NaN: not asked for, or correlated */
};
struct cr_voi_node {
    int node;
    double value;    /* value of knowing it beforehand; NaN where that has no meaning */
    double control;  /* value of choosing it beforehand; NaN where that has no meaning */
    int best;        /* the branch the actor would choose; -1: leaves it to chance */
    bool luck;       /* what is known is its luck, not a branch (see above) */
    const char *why; /* why a value is NaN, as a sentence; else NULL */
};
struct cr_voi {
    int actor;
    bool utility;       /* values are certainty equivalents */
    double base;        /* what the best plan is worth at the base case */
    double base_worlds; /* ... and on average over the worlds; NaN without */
    struct cr_luck luck;
    uint64_t worlds;            /* 0: nothing is uncertain */
    double perfect, perfect_se; /* every branch and every parameter known; NaN: no meaning */
    double parameters_all, parameters_all_se; /* NaN: nothing is uncertain */
    struct cr_voi_parameter *parameters;
    size_t n_parameters;
    struct cr_voi_node *nodes; /* chance nodes that can be reached, in file order */
    size_t n_nodes;
    const char *about;
    const char **notes;
    size_t n_notes;
};
struct cr_voi_options {
    struct cr_run_spec spec; /* `worlds` 0: as many as the size of the tree allows, 64 to 1,024 */
    int actor;               /* -1: who decides first */
    bool nested;
};
/* CR_USAGE with fault->text: nobody decides, the actor has no payoff, a pool of lenses. */
enum cr_status cr_voi(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_voi_options *options, struct cr_voi *result,
    struct cr_fault *fault) CR_MUST_USE;

#endif
