/* The tree as whoever watches it sees it: what is hidden comes to light with what follows from it,
 * every question stands once for each way to it, decisions are settled, and every end is told what
 * it pays (engine/tree/unfold.c). For pictures of small trees. */
#ifndef CR_ENGINE_TREE_UNFOLD_H
#define CR_ENGINE_TREE_UNFOLD_H

#include "program/fault.h"
#include "program/program.h"

enum { CR_UNFOLDED_ENDS = 90 };
struct cr_unfolded_spot {
    int point, outcome; /* one is -1 */
    int parent, branch; /* the spot before, and its local branch that leads here; -1 at the root */
    int first_end, n_ends; /* the ends behind it, numbered from the top */
    bool played;           /* comes up when everybody plays as settled */
    bool settled;          /* a decision: for what is best, not by weights */
    double share;          /* of the branch, given the spot before */
    double reach;          /* under the policy and the evidence */
    double *value; /* [n_actors] expected total of a future that comes here; NaN: no payoff */
};
struct cr_unfolded {
    struct cr_unfolded_spot *spots; /* a spot before all that follow it; the root first */
    int n, n_ends;
    const char *lacks; /* why there is no such tree, as a sentence; NULL: there is */
};
/* At the base case. CR_INPUT: a numeric fault. */
enum cr_status cr_tree_unfold(struct cr_arena *arena, const struct cr_program *program,
    struct cr_unfolded *unfolded, struct cr_fault *fault) CR_MUST_USE;

#endif
