/* The tree over the points of a design, every point deciding for itself, with what is best at every
 * information set: what switch points, grids and the value of information stand on. */
#ifndef CR_ANALYSIS_INPUTS_TREE_H
#define CR_ANALYSIS_INPUTS_TREE_H

#include "analysis/inputs.h"
#include "engine/tree/tree.h"
#include "program/fault.h"

/* The tree of a program for points given as slots[slot * stride + lane]. */
struct cr_point_tree {
    struct cr_tree *tree;
    struct cr_tree_block *block; /* the one that is loaded */
};
/* Builds it for points that differ in every slot that later ones may move: the others count as
 * fixed numbers. At least two lanes. `each`: every lane decides for itself. `actor`: whose values
 * are asked for beside those of who decides; -1: nobody's. CR_INPUT with CR_E_POSITIONS: it does
 * not fit. */
enum cr_status cr_point_tree_build(struct cr_arena *arena, const struct cr_program *program,
    const double *slots, size_t n, bool each, int actor, uint64_t max_positions,
    struct cr_point_tree *out, struct cr_fault *fault) CR_MUST_USE;
/* Other points for the same tree. */
void cr_point_tree_set_slots(struct cr_point_tree *t, const double *slots, size_t n, size_t stride);
/* Loads the block that begins at lane `first` and settles it. */
enum cr_status cr_point_tree_settle(
    struct cr_point_tree *t, size_t first, struct cr_fault *fault) CR_MUST_USE;

/* ---- Information sets, lane by lane ---- */

/* A decision as an actor sees it: a family and the options that are open. */
struct cr_decision_row {
    int family, position;      /* one of its positions, the first in file order */
    const unsigned char *open; /* [n_branches] */
};
struct cr_decision_rows {
    struct cr_arena *arena;
    CR_VEC(struct cr_decision_row) list;
};
/* The row of a position in a lane of the loaded block; `add`: as a new one if it is new, else
 * -1. */
int cr_decision_row(
    struct cr_decision_rows *rows, const struct cr_point_tree *t, int position, int lane, bool add);
/* What the deciding actor expects of every option there: value[n_branches], NaN where it is closed.
 * Higher is better, also of costs. */
void cr_decision_values(
    const struct cr_point_tree *t, const struct cr_decision_row *row, int lane, double *value);
/* The option that is played, by the tie rule of `solve`. */
int cr_decision_choice(const struct cr_point_tree *t, int position, int lane);

#endif
