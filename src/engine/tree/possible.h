/* What can happen at all, at the ends of a tree (possible.c). */
#ifndef CR_ENGINE_TREE_POSSIBLE_H
#define CR_ENGINE_TREE_POSSIBLE_H

#include "engine/tree/tree.h"

/* Under the settled policy, by a loaded block, what some world may bring, drawn or not: [n_endings]
 * outcomes, [n_points] nodes, and of those, at which the branches' chances differ between worlds.
 */
struct cr_tree_possible {
    bool *endings, *points, *open;
};
struct cr_tree_possible cr_tree_possible(
    struct cr_arena *arena, struct cr_tree *tree, struct cr_tree_block *block);

#endif
