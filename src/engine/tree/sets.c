/* Information sets: which set a position belongs to in a lane, and what its options are worth.
 *
 * A family is all positions that an actor cannot tell apart by what was seen; the options open
 * there can still differ from world to world, so a family has one set for each combination of open
 * options, made when it is first met. Sums of a set start anew (cr_tree_set_restart) whenever a way
 * with fewer impossible moves is found. */
#include "engine/tree/parts.h"

#include <limits.h>
#include <math.h>
#include <string.h>

void cr_tree_set_restart(
    const struct cr_tree *tree, struct cr_info_set *set, int n_branches, int order)
{
    set->order = order;
    set->weight = 0;
    set->rows.n = 0;
    set->row_world = UINT64_MAX;
    for (int k = 0; k < n_branches * tree->n_columns; k++) {
        bool most = tree->options.rule && cr_tree_counts_largest(tree, k % tree->n_columns);
        set->sum[k] = tree->options.rule ? cr_tree_no_case(most) : 0;
        if (tree->options.rule)
            set->here[k] = set->sum[k];
    }
    memset(set->size, 0, (size_t)n_branches * sizeof *set->size);
    memset(set->share, 0, (size_t)n_branches * sizeof *set->share);
    memset(set->gained_chance, 0, (size_t)tree->program->n_actors * sizeof *set->gained_chance);
}

/* Sets that were forgotten (n_sets set back) leave their arrays to those that come anew. */
static struct cr_info_set *new_set(
    struct cr_tree *tree, struct cr_family *family, const unsigned char *open, size_t stride)
{
    const struct cr_point *point = &tree->program->points[family->point];
    size_t n = (size_t)point->n_branches, n_actors = (size_t)tree->program->n_actors;
    if (family->n_sets == family->cap_sets) {
        size_t cap = family->cap_sets ? 2 * family->cap_sets : 1;
        family->sets =
            cr_arena_grow(tree->arena, family->sets, family->n_sets, cap, sizeof *family->sets);
        family->cap_sets = cap;
    }
    struct cr_info_set *set = &family->sets[family->n_sets++];
    if (!set->open) {
        set->open = CR_NEW(tree->arena, unsigned char, n);
        set->sum = CR_NEW(tree->arena, double, n *(size_t)tree->n_columns);
        if (tree->options.rule)
            set->here = CR_NEW(tree->arena, double, n *(size_t)tree->n_columns);
        set->size = CR_NEW(tree->arena, double, n);
        set->share = CR_NEW(tree->arena, double, n);
        set->room = CR_NEW(tree->arena, double, n);
        set->ties = CR_NEW(tree->arena, int, n);
        set->gained = CR_NEW(tree->arena, double, n_actors);
        set->gained_chance = CR_NEW(tree->arena, double, n_actors);
    }
    for (size_t k = 0; k < n; k++)
        set->open[k] = open[k * stride];
    set->p = NULL;
    set->n_ties = 0;
    set->reach = 0;
    memset(set->gained, 0, n_actors * sizeof *set->gained);
    cr_tree_set_restart(tree, set, (int)n, INT_MAX);
    return set;
}

void cr_tree_policy(struct cr_info_set *set, int n_branches)
{
    set->p = set->room;
    memset(set->p, 0, (size_t)n_branches * sizeof *set->p);
}

struct cr_info_set *cr_tree_set(
    struct cr_tree *tree, const struct cr_tree_block *b, int position, int lane)
{
    struct cr_family *family = &tree->families[tree->family_of[position]];
    const struct cr_point *point = &tree->program->points[family->point];
    const unsigned char *open =
        &b->open[(size_t)tree->u->sites[tree->u->positions[position].site].first * (size_t)b->n +
                 (size_t)lane];
    size_t n = (size_t)point->n_branches;
    if (family->n_sets > 0 && !tree->point_when[family->point])
        return &family->sets[0];
    for (size_t s = 0; s < family->n_sets; s++) {
        size_t k = 0;
        while (k < n && family->sets[s].open[k] == open[k * (size_t)b->n])
            k++;
        if (k == n)
            return &family->sets[s];
    }
    return new_set(tree, family, open, (size_t)b->n);
}

/* ---- What an option is worth ---- */

double cr_tree_set_value(
    const struct cr_tree *tree, const struct cr_info_set *set, int branch, int column)
{
    double x = set->sum[branch * tree->n_columns + column];
    if (tree->options.rule)
        return isinf(x) ? NAN : x; /* no case: the option leads nowhere */
    return x / set->weight;
}

struct cr_worth cr_tree_worth(
    const struct cr_tree *tree, const struct cr_info_set *set, int branch, int column)
{
    double size = set->size[branch];
    return (struct cr_worth){cr_tree_set_value(tree, set, branch, column),
        tree->options.rule ? size : size / set->weight};
}

bool cr_tree_wants_less(const struct cr_tree *tree, int column)
{
    const struct cr_tree_column *what = &tree->columns[column];
    return what->regret || tree->program->scenario->actors[what->actor].minimise != 0;
}
