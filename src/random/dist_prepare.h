/* From a distribution as written to one that can be drawn from: its arguments are checked, and what
 * quantiles, moments and support need is derived once. */
#ifndef CR_RANDOM_DIST_PREPARE_H
#define CR_RANDOM_DIST_PREPARE_H

#include "random/dist.h"

/* Checks the arguments and fills in the derived fields. Returns NULL, or a sentence that says what
 * is wrong with which argument, e.g. "the standard deviation must be above 0" (in `arena`). */
const char *cr_dist_prepare(struct cr_arena *arena, struct cr_dist *dist);

#endif
