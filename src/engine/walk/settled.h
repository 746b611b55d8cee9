/* The walk of a settled tree. Without random effects a world settles all that happens on a path:
 * only the branches are left to luck. So shares and ends are worked out once for each world, and
 * runs are forked by lists and counted at the ends. The same runs take the same branches as in the
 * ordinary walk. Worth it where every world has many runs and the paths are not too many. */
#ifndef CR_ENGINE_WALK_SETTLED_H
#define CR_ENGINE_WALK_SETTLED_H

#include "engine/walk/tally.h"

struct cr_settled;
struct cr_settled_room; /* of one thread */

/* NULL where the program is not such a tree or not worth it, or some path meets something
 * undefined, which the ordinary walk will judge. */
const struct cr_settled *cr_settled_new(struct cr_arena *arena, const struct cr_walk_job *job,
    const struct cr_tally_shape *shape, uint64_t runs);
/* Of the tallies that are counted into: [end * worlds + world], nothing else. */
struct cr_tally_shape cr_settled_shape(
    const struct cr_settled *settled, const struct cr_tally_shape *shape);

struct cr_settled_room *cr_settled_room_new(
    struct cr_arena *arena, const struct cr_settled *settled);
/* Plays runs first .. first + n - 1 (n <= CR_BLOCK) and counts them in the room. */
void cr_settled_block(struct cr_settled_room *room, uint64_t first, int n);
/* Adds what was counted to a tally, and begins anew. */
void cr_settled_count(struct cr_settled_room *room, struct cr_tally *counts);

/* What an ordinary walk's tally would have said. */
void cr_settled_tally(const struct cr_settled *settled, const struct cr_tally *counts,
    const struct cr_tally_shape *shape, struct cr_tally *tally);
/* The values of a column and the runs that have them, both [*n]. */
const double *cr_settled_values(const struct cr_settled *settled, int column, size_t *n);

#endif
