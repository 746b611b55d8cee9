/* In which order positions are evaluated. Positions that an actor cannot tell apart form a family
 * and must be settled at once, after everything behind any of them; each other position is a unit
 * of its own. */
#include "engine/tree/parts.h"

#include "program/intern.h"

#include <assert.h>

struct ordering {
    struct cr_tree *tree;
    int n_together;         /* families that are units, the first ones */
    int *unit;              /* [n_positions] */
    int *member, *first;    /* positions by unit; [n_units + 1] */
    int *in, *in_first;     /* positions at the start of arcs into a position; [n_positions + 1] */
    int *open_arcs, *level; /* [n_units] arcs whose end is not ordered yet; level so far */
};

/* ---- Families ---- */

static int family_of(struct cr_intern *keys, const struct cr_position *position, int index)
{
    int32_t words[3] = {
        position->point, position->hidden, position->hidden ? position->info : index};
    bool is_new;
    return cr_intern_get(keys, words, 3, &is_new);
}

/* ---- What each actor has seen ---- */

/* One more thing seen: a branch at a node, or which options were open. */
static int add_seen(struct cr_intern *histories, int before, int what, int branch)
{
    int32_t words[3] = {before, what, branch};
    bool is_new;
    return 1 + cr_intern_get(histories, words, 3, &is_new);
}

/* His own choice; and what else he could have chosen, where that depends. */
static int add_own_choice(const struct cr_tree *tree, struct cr_intern *histories, int before,
    const struct cr_position *at, int branch)
{
    int history = add_seen(histories, before, at->point, branch);
    for (int a = 0; tree->point_when[at->point] && a < at->n_arcs; a++)
        history = add_seen(histories, history, -1,
            tree->program->branches[tree->u->arcs[at->first_arc + (size_t)a].branch].local);
    return history;
}

/* [n_positions * n_actors] what each has seen on the way; every path is a position of its own. */
static int *find_seen(struct cr_tree *tree)
{
    const struct cr_unroll *u = tree->u;
    const struct cr_program *p = tree->program;
    size_t n = (size_t)p->n_actors;
    int *seen = CR_NEW(tree->arena, int, (size_t)u->n_positions *n);
    struct cr_intern histories;
    cr_intern_init(&histories, tree->arena);
    for (int i = 0; i < u->n_positions; i++) {
        const struct cr_position *at = &u->positions[i];
        for (int k = 0; k < at->n_arcs; k++) {
            const struct cr_arc *arc = &u->arcs[at->first_arc + (size_t)k];
            const struct cr_point *point = &p->points[at->point];
            int local = p->branches[arc->branch].local;
            for (int a = 0; a < p->n_actors; a++) {
                int before = seen[(size_t)i * n + (size_t)a];
                seen[(size_t)arc->to * n + (size_t)a] =
                    point->kind == CR_DECISION && point->actor == a
                        ? add_own_choice(tree, &histories, before, at, local)
                    : cr_tree_learns_branch(point, a)
                        ? add_seen(&histories, before, at->point, local)
                        : before;
            }
        }
    }
    return seen;
}

static int private_family(
    const struct cr_tree *tree, struct cr_intern *keys, const int *seen, int position)
{
    int point = tree->u->positions[position].point;
    const struct cr_program *p = tree->program;
    int32_t words[2] = {
        point, seen[(size_t)position * (size_t)p->n_actors + (size_t)p->points[point].actor]};
    bool is_new;
    return cr_intern_get(keys, words, 2, &is_new);
}

static void find_families(struct cr_tree *tree)
{
    const struct cr_unroll *u = tree->u;
    struct cr_intern keys;
    cr_intern_init(&keys, tree->arena);
    tree->family_of = CR_NEW(tree->arena, int, u->n_positions);
    int *seen = tree->hides ? find_seen(tree) : NULL;
    for (int i = 0; i < u->n_positions; i++) {
        const struct cr_position *position = &u->positions[i];
        bool watched = position->point >= 0 && tree->watch[position->point];
        tree->family_of[i] = !watched ? -1
                             : seen   ? private_family(tree, &keys, seen, i)
                                      : family_of(&keys, position, i);
    }
    tree->n_families = (int)keys.n;
    tree->families = CR_NEW(tree->arena, struct cr_family, keys.n);
    for (int i = 0; i < u->n_positions; i++) {
        if (tree->family_of[i] < 0)
            continue;
        struct cr_family *family = &tree->families[tree->family_of[i]];
        family->point = u->positions[i].point;
        family->solved = tree->solved[family->point];
        family->n++;
    }
}

/* ---- Units ---- */

static void find_units(struct ordering *o)
{
    struct cr_tree *tree = o->tree;
    int n = tree->u->n_positions, next = o->n_together = tree->hides ? 0 : tree->n_families;
    o->unit = CR_NEW(tree->arena, int, n);
    for (int i = 0; i < n; i++)
        o->unit[i] = tree->family_of[i] >= 0 && !tree->hides ? tree->family_of[i] : next++;
    tree->n_units = next;
    o->first = CR_NEW(tree->arena, int, next + 2);
    o->member = CR_NEW(tree->arena, int, n);
    for (int i = 0; i < n; i++)
        o->first[o->unit[i] + 2]++;
    for (int k = 0; k < next; k++)
        o->first[k + 1] += o->first[k];
    for (int i = 0; i < n; i++)
        o->member[o->first[o->unit[i] + 1]++] = i;
}

static void find_arcs_in(struct ordering *o)
{
    const struct cr_unroll *u = o->tree->u;
    o->in_first = CR_NEW(o->tree->arena, int, u->n_positions + 2);
    o->in = CR_NEW(o->tree->arena, int, u->n_arcs);
    o->open_arcs = CR_NEW(o->tree->arena, int, o->tree->n_units);
    for (size_t a = 0; a < u->n_arcs; a++)
        o->in_first[u->arcs[a].to + 2]++;
    for (int i = 0; i < u->n_positions; i++)
        o->in_first[i + 1] += o->in_first[i];
    for (int i = 0; i < u->n_positions; i++) {
        const struct cr_position *position = &u->positions[i];
        o->open_arcs[o->unit[i]] += position->n_arcs;
        for (int k = 0; k < position->n_arcs; k++)
            o->in[o->in_first[u->arcs[position->first_arc + (size_t)k].to + 1]++] = i;
    }
}

/* Everything behind the unit is ordered: it is next, from the back. */
static void close_unit(struct ordering *o, int unit, int *ready, int *n_ready)
{
    struct cr_tree *tree = o->tree;
    if (unit < o->n_together) {
        struct cr_family *family = &tree->families[unit];
        o->level[unit] += family->solved;
        family->level = family->solved ? o->level[unit] : o->level[unit] + 1;
    }
    for (int m = o->first[unit]; m < o->first[unit + 1]; m++) {
        int position = o->member[m];
        for (int k = o->in_first[position]; k < o->in_first[position + 1]; k++) {
            int before = o->unit[o->in[k]];
            if (o->level[unit] > o->level[before])
                o->level[before] = o->level[unit];
            if (--o->open_arcs[before] == 0)
                ready[(*n_ready)++] = before;
        }
    }
}

/* Kahn's algorithm from the ends (Comm. ACM 5, 1962). With perfect recall the units have no cycle:
 * whatever follows an information set has a longer visible history. */
static void sort_units(struct ordering *o)
{
    struct cr_tree *tree = o->tree;
    int *ready = CR_NEW(tree->arena, int, tree->n_units), n_ready = 0;
    o->level = CR_NEW(tree->arena, int, tree->n_units);
    for (int k = 0; k < tree->n_units; k++) {
        if (o->open_arcs[k] == 0)
            ready[n_ready++] = k;
    }
    for (int k = 0; k < n_ready; k++)
        close_unit(o, ready[k], ready, &n_ready);
    assert(n_ready == tree->n_units);
    int at = 0;
    for (int k = 0; k < tree->n_units; k++) {
        int unit = ready[tree->n_units - 1 - k];
        tree->unit_first[k] = at;
        tree->unit_level[k] = o->level[unit];
        if (unit < o->n_together)
            tree->families[unit].first = at;
        for (int m = o->first[unit]; m < o->first[unit + 1]; m++)
            tree->order[at++] = o->member[m];
    }
    tree->unit_first[tree->n_units] = at;
}

/* Families whose positions do not stand together in the order. */
static void list_members(struct cr_tree *tree)
{
    int n = tree->u->n_positions, at = 0;
    tree->members = tree->hides ? CR_NEW(tree->arena, int, n) : tree->order;
    if (!tree->hides)
        return;
    for (int f = 0; f < tree->n_families; f++) {
        tree->families[f].first = at;
        at += tree->families[f].n;
        tree->families[f].n = 0;
    }
    for (int i = 0; i < n; i++) {
        struct cr_family *family =
            tree->family_of[i] < 0 ? NULL : &tree->families[tree->family_of[i]];
        if (family)
            tree->members[family->first + family->n++] = i;
    }
}

/* ---- First paths ---- */

/* A depth-first search that takes branches in file order finds every position first by its first
 * path in file order. */
static void find_paths(struct cr_tree *tree)
{
    const struct cr_unroll *u = tree->u;
    int *stack = CR_NEW(tree->arena, int, u->n_positions),
        *next = CR_NEW(tree->arena, int, u->n_positions);
    int n_stack = 0, n_found = 0;
    for (int i = 0; i < u->n_positions; i++)
        tree->parent[i] = tree->first_arc_in[i] = -1;
    stack[n_stack++] = 0;
    tree->discovered[n_found++] = 0;
    while (n_stack > 0) {
        int at = stack[n_stack - 1];
        if (next[at] == u->positions[at].n_arcs) {
            n_stack--;
            continue;
        }
        size_t arc = u->positions[at].first_arc + (size_t)next[at]++;
        int to = u->arcs[arc].to;
        if (to == 0 || tree->parent[to] >= 0)
            continue;
        tree->parent[to] = at;
        tree->first_arc_in[to] = (int)arc;
        tree->discovered[n_found++] = to;
        stack[n_stack++] = to;
    }
    assert(n_found == u->n_positions);
}

static void count_leaves(struct cr_tree *tree)
{
    const struct cr_unroll *u = tree->u;
    tree->leaf_of = CR_NEW(tree->arena, int, u->n_positions);
    for (int i = 0; i < u->n_positions; i++)
        tree->leaf_of[i] = u->positions[i].outcome >= 0 ? tree->n_leaves++ : -1;
}

void cr_tree_order(struct cr_tree *tree)
{
    int n = tree->u->n_positions;
    struct ordering o = {.tree = tree};
    find_families(tree);
    find_units(&o);
    find_arcs_in(&o);
    tree->order = CR_NEW(tree->arena, int, n);
    tree->unit_first = CR_NEW(tree->arena, int, tree->n_units + 1);
    tree->unit_level = CR_NEW(tree->arena, int, tree->n_units);
    tree->parent = CR_NEW(tree->arena, int, n);
    tree->first_arc_in = CR_NEW(tree->arena, int, n);
    tree->discovered = CR_NEW(tree->arena, int, n);
    sort_units(&o);
    list_members(tree);
    find_paths(tree);
    count_leaves(tree);
    for (int f = 0; f < tree->n_families; f++) {
        if (tree->families[f].level > tree->n_levels)
            tree->n_levels = tree->families[f].level;
    }
    tree->each_at = CR_NEW(tree->arena, size_t, tree->options.each ? n : 0);
    for (int i = 0; i < n && tree->options.each; i++) {
        tree->each_at[i] = tree->each_size;
        if (tree->family_of[i] >= 0 && tree->families[tree->family_of[i]].solved)
            tree->each_size +=
                (size_t)tree->program->points[tree->u->positions[i].point].n_branches;
    }
}
