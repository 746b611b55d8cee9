/* A branch by its full name. */
#include "scenario/scenario.h"

const char *cr_scenario_branch_name(
    struct cr_arena *arena, const struct cr_scenario *s, int node, int branch)
{
    return cr_arena_printf(arena, "%s.%s", s->nodes[node].id, s->nodes[node].branches[branch].name);
}
