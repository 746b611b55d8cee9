/* Names for the sizes of effects, shifts and multipliers.
 *
 *   [NODE.[BRANCH.]]effects[.VARIABLE]                          every `change` there, on it
 *   [NODE.[BRANCH.]]shifts, shifts.CAUSE, NODE.BRANCH.shift.CAUSE   every `shift` there, by it
 *   lens.LENS.multipliers, lens.LENS.NODE.BRANCH                what is written x1.3 in a lens
 *
 * No branch, node or variable has a dot in its name, so a text is cut at its dots and each piece
 * looked up. A list of all names is made of the file in its own order. */
#include "scenario/sizes.h"

#include "scenario/scenario.h"

#include <string.h>

static const struct cr_sizes any = {CR_SIZES_NONE, -1, -1, -1, -1, -1, -1};

/* ---- What a group holds ---- */

static bool fits(int wanted, int is)
{
    return wanted < 0 || wanted == is;
}

bool cr_sizes_have_effect(const struct cr_sizes *z, int node, int branch, int state)
{
    return z->of == CR_SIZES_EFFECTS && fits(z->node, node) && fits(z->branch, branch) &&
           fits(z->state, state);
}

bool cr_sizes_have_shift(
    const struct cr_sizes *z, int node, int branch, const struct cr_shift *shift)
{
    return z->of == CR_SIZES_SHIFTS && fits(z->node, node) && fits(z->branch, branch) &&
           fits(z->state, shift->state) && fits(z->by_node, shift->node) &&
           fits(z->by_branch, shift->branch);
}

bool cr_sizes_have_multiplier(
    const struct cr_sizes *z, int lens, const struct cr_lens_weight *weight)
{
    return z->of == CR_SIZES_MULTIPLIERS && weight->multiplier && fits(z->lens, lens) &&
           fits(z->node, weight->node) && fits(z->branch, weight->branch);
}

bool cr_sizes_is_single(const struct cr_sizes *z)
{
    return (z->of == CR_SIZES_EFFECTS && z->branch >= 0 && z->state >= 0) ||
           (z->of == CR_SIZES_SHIFTS && z->branch >= 0 && (z->state >= 0 || z->by_node >= 0)) ||
           (z->of == CR_SIZES_MULTIPLIERS && z->node >= 0);
}

bool cr_sizes_same(const struct cr_sizes *a, const struct cr_sizes *b)
{
    return a->of == b->of && a->node == b->node && a->branch == b->branch && a->state == b->state &&
           a->by_node == b->by_node && a->by_branch == b->by_branch && a->lens == b->lens;
}

/* ---- Every single one ---- */

struct list {
    struct cr_arena *arena;
    CR_VEC(struct cr_sizes) all;
};

static void add(struct list *list, struct cr_sizes sizes)
{
    cr_vec_push(list->arena, &list->all, sizes);
}

static struct cr_sizes effect_of(int node, int branch, int state)
{
    struct cr_sizes z = any;
    z.of = CR_SIZES_EFFECTS;
    z.node = node;
    z.branch = branch;
    z.state = state;
    return z;
}

static struct cr_sizes shift_of(int node, int branch, const struct cr_shift *cause)
{
    struct cr_sizes z = any;
    z.of = CR_SIZES_SHIFTS;
    z.node = node;
    z.branch = branch;
    z.state = cause ? cause->state : -1;
    z.by_node = cause ? cause->node : -1;
    z.by_branch = cause ? cause->branch : -1;
    return z;
}

static struct cr_sizes multiplier_of(int lens, const struct cr_lens_weight *weight)
{
    struct cr_sizes z = any;
    z.of = CR_SIZES_MULTIPLIERS;
    z.lens = lens;
    z.node = weight ? weight->node : -1;
    z.branch = weight ? weight->branch : -1;
    return z;
}

static void add_singles(struct list *list, const struct cr_scenario *s, enum cr_sizes_of of)
{
    for (size_t n = 0; n < s->n_nodes && of != CR_SIZES_MULTIPLIERS; n++) {
        for (size_t b = 0; b < s->nodes[n].n_branches; b++) {
            const struct cr_branch_item *item = &s->nodes[n].branches[b];
            for (size_t i = 0; of == CR_SIZES_EFFECTS && i < item->n_changes; i++)
                add(list, effect_of((int)n, (int)b, item->changes[i].state));
            for (size_t i = 0; of == CR_SIZES_SHIFTS && i < item->n_shifts; i++)
                add(list, shift_of((int)n, (int)b, &item->shifts[i]));
        }
    }
    for (size_t k = 0; k < s->n_lenses && of == CR_SIZES_MULTIPLIERS; k++) {
        for (size_t i = 0; i < s->lenses[k].n_weights; i++) {
            if (s->lenses[k].weights[i].multiplier)
                add(list, multiplier_of((int)k, &s->lenses[k].weights[i]));
        }
    }
}

struct cr_sizes_list cr_sizes_singles(struct cr_arena *arena, const struct cr_scenario *s)
{
    struct list list = {.arena = arena};
    for (int of = CR_SIZES_EFFECTS; of <= CR_SIZES_MULTIPLIERS; of++)
        add_singles(&list, s, (enum cr_sizes_of)of);
    return (struct cr_sizes_list){list.all.at, list.all.n};
}

/* ---- Groups ---- */

/* Whether some single one is in the group. */
static bool holds(const struct cr_sizes *group, const struct cr_sizes *one)
{
    return group->of == one->of && fits(group->node, one->node) &&
           fits(group->branch, one->branch) && fits(group->state, one->state) &&
           fits(group->by_node, one->by_node) && fits(group->by_branch, one->by_branch) &&
           fits(group->lens, one->lens);
}

static bool is_empty(const struct list *singles, const struct cr_sizes *group)
{
    for (size_t i = 0; i < singles->all.n; i++) {
        if (holds(group, &singles->all.at[i]))
            return false;
    }
    return true;
}

/* Which groups have something in them. */
struct marks {
    const struct cr_scenario *s;
    unsigned char *on_state, *at_node;               /* effects */
    unsigned char *by_state, *shift_at, **by_branch; /* shifts */
    unsigned char *lens;
    bool effects, shifts;
};

static void mark(struct marks *m, const struct cr_sizes *one)
{
    if (one->of == CR_SIZES_MULTIPLIERS) {
        m->lens[one->lens] = 1;
    } else if (one->of == CR_SIZES_EFFECTS) {
        m->on_state[one->state] = m->at_node[one->node] = 1;
        m->effects = true;
    } else {
        m->shift_at[one->node] = 1;
        m->shifts = true;
        if (one->state >= 0)
            m->by_state[one->state] = 1;
        else
            m->by_branch[one->by_node][one->by_branch] = 1;
    }
}

static struct marks marks_of(struct cr_arena *arena, const struct cr_scenario *s)
{
    struct cr_sizes_list singles = cr_sizes_singles(arena, s);
    struct marks m = {.s = s,
        .on_state = CR_NEW(arena, unsigned char, s->n_states),
        .at_node = CR_NEW(arena, unsigned char, s->n_nodes),
        .by_state = CR_NEW(arena, unsigned char, s->n_states),
        .shift_at = CR_NEW(arena, unsigned char, s->n_nodes),
        .by_branch = CR_NEW(arena, unsigned char *, s->n_nodes),
        .lens = CR_NEW(arena, unsigned char, s->n_lenses)};
    for (size_t n = 0; n < s->n_nodes; n++)
        m.by_branch[n] = CR_NEW(arena, unsigned char, s->nodes[n].n_branches);
    for (size_t i = 0; i < singles.n; i++)
        mark(&m, &singles.at[i]);
    return m;
}

static void add_effect_groups(struct list *groups, const struct marks *m)
{
    if (m->effects)
        add(groups, effect_of(-1, -1, -1));
    for (size_t v = 0; v < m->s->n_states; v++)
        if (m->on_state[v])
            add(groups, effect_of(-1, -1, (int)v));
    for (size_t n = 0; n < m->s->n_nodes; n++)
        if (m->at_node[n])
            add(groups, effect_of((int)n, -1, -1));
}

static void add_shift_groups(struct list *groups, const struct marks *m)
{
    if (m->shifts)
        add(groups, shift_of(-1, -1, NULL));
    for (size_t v = 0; v < m->s->n_states; v++)
        if (m->by_state[v])
            add(groups,
                shift_of(-1, -1, &(struct cr_shift){.node = -1, .branch = -1, .state = (int)v}));
    for (size_t n = 0; n < m->s->n_nodes; n++)
        for (size_t b = 0; b < m->s->nodes[n].n_branches; b++)
            if (m->by_branch[n][b])
                add(groups, shift_of(-1, -1,
                                &(struct cr_shift){.node = (int)n, .branch = (int)b, .state = -1}));
    for (size_t n = 0; n < m->s->n_nodes; n++)
        if (m->shift_at[n])
            add(groups, shift_of((int)n, -1, NULL));
}

struct cr_sizes_list cr_sizes_groups(struct cr_arena *arena, const struct cr_scenario *s)
{
    struct list groups = {.arena = arena};
    struct marks m = marks_of(arena, s);
    add_effect_groups(&groups, &m);
    add_shift_groups(&groups, &m);
    for (size_t k = 0; k < s->n_lenses; k++)
        if (m.lens[k])
            add(&groups, multiplier_of((int)k, NULL));
    return (struct cr_sizes_list){groups.all.at, groups.all.n};
}

/* ---- Names ---- */

const char *cr_sizes_name(
    struct cr_arena *arena, const struct cr_scenario *s, const struct cr_sizes *z)
{
    struct cr_buf name;
    cr_buf_init(&name, arena);
    if (z->of == CR_SIZES_MULTIPLIERS && z->node < 0)
        return cr_arena_printf(arena, "lens.%s.multipliers", s->lenses[z->lens].id);
    if (z->of == CR_SIZES_MULTIPLIERS)
        return cr_arena_printf(arena, "lens.%s.%s", s->lenses[z->lens].id,
            cr_scenario_branch_name(arena, s, z->node, z->branch));
    if (z->node >= 0)
        cr_buf_printf(&name, "%s.", s->nodes[z->node].id);
    if (z->branch >= 0)
        cr_buf_printf(&name, "%s.", s->nodes[z->node].branches[z->branch].name);
    cr_buf_str(&name, z->of == CR_SIZES_EFFECTS ? "effects"
                      : cr_sizes_is_single(z)   ? "shift"
                                                : "shifts");
    if (z->state >= 0)
        cr_buf_printf(&name, ".%s", s->states[z->state].id);
    if (z->by_node >= 0)
        cr_buf_printf(&name, ".%s", cr_scenario_branch_name(arena, s, z->by_node, z->by_branch));
    return name.s;
}

/* The piece of the text before its first dot; *rest: what stands behind that, NULL without one. */
static const char *cut(struct cr_arena *arena, const char *text, const char **rest)
{
    const char *dot = strchr(text, '.');
    *rest = dot ? dot + 1 : NULL;
    return dot ? cr_arena_strndup(arena, text, (size_t)(dot - text)) : text;
}

/* What stands behind the place: effects[.VARIABLE], shifts[.CAUSE] or, at a branch, shift.CAUSE. */
static bool find_what(const struct cr_scenario *s, const char *text, struct cr_sizes *z)
{
    const char *rest, *word = cut(s->arena, text, &rest);
    bool one = z->branch >= 0 && !strcmp(word, "shift");
    z->of = !strcmp(word, "effects")         ? CR_SIZES_EFFECTS
            : one || !strcmp(word, "shifts") ? CR_SIZES_SHIFTS
                                             : CR_SIZES_NONE;
    if (z->of == CR_SIZES_NONE || !rest)
        return z->of != CR_SIZES_NONE && !one;
    if (z->of == CR_SIZES_SHIFTS && !one && z->node >= 0)
        return false; /* one shift is NODE.BRANCH.shift.CAUSE */
    if (z->of == CR_SIZES_SHIFTS && strchr(rest, '.'))
        return cr_scenario_branch(s, rest, &z->by_node, &z->by_branch);
    z->state = s->state_map ? cr_map_find(s->state_map, rest) : -1;
    return z->state >= 0;
}

static bool find_of_lens(const struct cr_scenario *s, const char *text, struct cr_sizes *z)
{
    const char *rest, *id = cut(s->arena, text, &rest);
    z->of = CR_SIZES_MULTIPLIERS;
    z->lens = s->lens_map ? cr_map_find(s->lens_map, id) : -1;
    return rest && z->lens >= 0 &&
           (!strcmp(rest, "multipliers") || cr_scenario_branch(s, rest, &z->node, &z->branch));
}

static bool find_at_node(const struct cr_scenario *s, const char *text, struct cr_sizes *z)
{
    const char *rest, *tail, *id = cut(s->arena, text, &rest);
    z->node = s->node_map ? cr_map_find(s->node_map, id) : -1;
    if (!rest || z->node < 0)
        return false;
    const char *name = cut(s->arena, rest, &tail);
    int branch = tail ? cr_node_branch(&s->nodes[z->node], name) : -1;
    struct cr_sizes here = *z;
    here.branch = branch;
    if (branch >= 0 && find_what(s, tail, &here)) {
        *z = here;
        return true;
    }
    return find_what(s, rest, z);
}

bool cr_sizes_find(const struct cr_scenario *s, const char *name, struct cr_sizes *z)
{
    struct list singles = {.arena = s->arena};
    *z = any;
    bool found = find_what(s, name, z);
    if (!found) {
        *z = any;
        found = !strncmp(name, "lens.", 5) && find_of_lens(s, name + 5, z);
    }
    if (!found) {
        *z = any;
        found = find_at_node(s, name, z);
    }
    if (found)
        add_singles(&singles, s, z->of);
    return found && !is_empty(&singles, z);
}
