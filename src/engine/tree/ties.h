/* What there is to say about options that are equally good (engine/tree/ties.c). */
#ifndef CR_ENGINE_TREE_TIES_H
#define CR_ENGINE_TREE_TIES_H

#include "engine/tree/tree.h"
#include "program/fault.h"

struct cr_tie_notes {
    const char **text; /* sentences */
    int n;
};
/* Where they are, in a tree that is settled. */
struct cr_tie_notes cr_tree_ties(struct cr_arena *arena, const struct cr_tree *tree);
/* ... and what the other options would change against what was played. Settles the tree anew, so it
 * comes last. */
enum cr_status cr_tree_ties_changes(struct cr_arena *arena, struct cr_arena *work,
    struct cr_tree *tree, const struct cr_tree_sums *sums, struct cr_tie_notes *notes,
    struct cr_fault *fault) CR_MUST_USE;

#endif
