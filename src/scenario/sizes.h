/* Names for the numbers of a file that no world varies: the sizes of effects, of shifts, and of the
 * multipliers of lenses; one by one, and in groups. */
#ifndef CR_SCENARIO_SIZES_H
#define CR_SCENARIO_SIZES_H

#include "scenario/model.h"

#include <stdbool.h>

enum cr_sizes_of { CR_SIZES_NONE, CR_SIZES_EFFECTS, CR_SIZES_SHIFTS, CR_SIZES_MULTIPLIERS };
/* Which of them; -1: any. */
struct cr_sizes {
    enum cr_sizes_of of;
    int node, branch;       /* where: whose branches have them, which branch of it */
    int state;              /* EFFECTS: on which variable; SHIFTS: by which variable */
    int by_node, by_branch; /* SHIFTS: by which branch */
    int lens;               /* MULTIPLIERS: whose */
};

/* What a name means: one or a group, in which something is. */
bool cr_sizes_find(const struct cr_scenario *scenario, const char *name, struct cr_sizes *sizes);
const char *cr_sizes_name(
    struct cr_arena *arena, const struct cr_scenario *scenario, const struct cr_sizes *sizes);
/* One effect, shift or multiplier, which has a value of its own. */
bool cr_sizes_is_single(const struct cr_sizes *sizes);
bool cr_sizes_same(const struct cr_sizes *a, const struct cr_sizes *b);

bool cr_sizes_have_effect(const struct cr_sizes *sizes, int node, int branch, int state);
bool cr_sizes_have_shift(
    const struct cr_sizes *sizes, int node, int branch, const struct cr_shift *shift);
bool cr_sizes_have_multiplier(
    const struct cr_sizes *sizes, int lens, const struct cr_lens_weight *weight);

struct cr_sizes_list {
    struct cr_sizes *at;
    size_t n;
};
/* In the order of the file: effects, shifts, multipliers of lenses. Groups: all of them, by what
 * they act on (shifts: by what causes them), by the node. Single ones: each. */
struct cr_sizes_list cr_sizes_groups(struct cr_arena *arena, const struct cr_scenario *scenario);
struct cr_sizes_list cr_sizes_singles(struct cr_arena *arena, const struct cr_scenario *scenario);

#endif
