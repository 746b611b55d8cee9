/* The walk of a tree of constants: nothing is uncertain, no weight and no effect depends on
 * anything, and no two branches lead to one node. Then the branch on which a path ends tells every
 * quantity of the path, and runs need only be counted. The same runs take the same branches as in
 * the ordinary walk. */
#ifndef CR_ENGINE_CONSTANT_H
#define CR_ENGINE_CONSTANT_H

#include "engine/tally.h"

struct cr_constant;
struct cr_constant_room; /* of one thread */

/* NULL where the program is not such a tree, or a path meets something undefined. */
const struct cr_constant *cr_constant_new(
    struct cr_arena *arena, const struct cr_walk_job *job, const struct cr_columns *columns);
struct cr_constant_room *cr_constant_room_new(struct cr_arena *arena, const struct cr_constant *c);

/* Plays runs first .. first + n - 1 (n <= CR_BLOCK) and counts them. */
void cr_constant_block(
    const struct cr_constant *c, struct cr_constant_room *room, uint64_t first, int n);
/* Hands what was counted to a tally, and begins anew. */
void cr_constant_tally(
    struct cr_constant_room *room, struct cr_tally *tally, const struct cr_tally_shape *shape);

/* The values of a column at the ends, and how many runs came to each: both [cr_constant_ends]. */
size_t cr_constant_ends(const struct cr_constant *c);
const double *cr_constant_values(const struct cr_constant *c, int column);
void cr_constant_counts(const struct cr_constant *c, const struct cr_tally *tally,
    const struct cr_tally_shape *shape, double *counts);

#endif
