/* Ways to positions, to be shown to people (engine/tree/ways.c). */
#ifndef CR_ENGINE_TREE_WAYS_H
#define CR_ENGINE_TREE_WAYS_H

#include "engine/tree/tree.h"

struct cr_tree_ways {
    const struct cr_tree *tree;
    int *moves; /* [n_positions] that never happen, on the way there: 0 where it can be reached */
    int *parent, *arc_in; /* [n_positions] of that way, -1 */
    double *paths; /* [n_positions] how many ways there have no more such moves (can be huge) */
};
/* By the shares of a loaded block under the policy that is settled. */
struct cr_tree_ways *cr_tree_ways_new(
    struct cr_arena *work, struct cr_tree *tree, const struct cr_tree_block *block);
/* The position of a family that stands for it. */
int cr_tree_ways_position(const struct cr_tree_ways *ways, const struct cr_family *family);
/* How many visible histories lead there: behind a hidden node one belongs to each way to that node.
 */
double cr_tree_ways_paths(const struct cr_tree_ways *ways, int position);
/* The visible branches of the way. */
void cr_tree_ways_path(const struct cr_tree_ways *ways, struct cr_arena *arena, int position,
    int *n, int **nodes, int **branches);

#endif
