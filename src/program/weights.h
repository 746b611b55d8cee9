/* The shares of a node's branches, for many cases at once: the one place that knows the order of
 * language.md. */
#ifndef CR_PROGRAM_WEIGHTS_H
#define CR_PROGRAM_WEIGHTS_H

#include "program/fault.h"
#include "program/program.h"

/* p[b * n + lane] for every branch b of the point: weights as written (rest included), then lenses,
 * shifts, `when`, normalised to total 1 in every lane. open (may be NULL): 1 where the branch
 * exists (`when` holds). `lens_of` (per lane; NULL without a pool). `as`: CR_CHOOSE_AS_WRITTEN uses
 * the weights; CR_CHOOSE_UNIFORM shares equally among the open branches; other kinds only fill
 * `open` (p is uniform over the open ones). For a rule the first branch that holds gets 1. A forced
 * branch gets 1 (--do), whatever its weight. `regs`, `scratch`: see cr_weights_scratch. A fault:
 * weights negative, not finite, total 0, no branch left, ... */
enum cr_status cr_weights_run(const struct cr_program *program, int point, enum cr_choose_kind as,
    const struct cr_lanes *lanes, const int *lens_of, double *p, unsigned char *open,
    double *scratch, struct cr_fault *fault) CR_MUST_USE;
/* Doubles of scratch that cr_weights_run and cr_effects_run need for n lanes at any point of the
 * program. */
size_t cr_weights_scratch(const struct cr_program *program, int n);

/* Applies a branch's set and change, bounds included: from the lanes' states to the rows `states`,
 * which may be the same ones. Changes are worked out from the lanes' states, so where the branch
 * has sets as well, the rows must be the same. Only variables that the branch gives a value are
 * written. `draws[k * n + lane]`: the value of the k-th effect that is drawn (sets first, then
 * changes), or NULL: every drawn effect at its mean. */
enum cr_status cr_effects_run(const struct cr_program *program, int branch,
    const struct cr_lanes *lanes, double *const *states, const double *draws, double *scratch,
    struct cr_fault *fault) CR_MUST_USE;
/* A change of a variable at some lanes, bounds included, by a constant or by draws[n]. Returns the
 * first of the n lanes (its place in the list) where the result is no number, with the fault set; n
 * if there is none. */
int cr_change_at(const struct cr_program *program, const struct cr_effect_op *op,
    const double *draws, double *row, const int *lanes, int n, struct cr_fault *fault);
/* A number for every lane: out[n]; a drawn one at its mean. `regs`: program->max_regs * n doubles.
 */
enum cr_status cr_number_run(const struct cr_program *program, const struct cr_number *number,
    const struct cr_lanes *lanes, double *regs, double *out, struct cr_fault *fault) CR_MUST_USE;
/* Draws of a number that something makes larger or smaller, so made. */
void cr_number_times(const struct cr_number *number, const struct cr_lanes *lanes, double *x);

#endif
