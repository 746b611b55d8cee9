/* The shares of the branches at a position, from wherever they come: as the block was loaded, by
 * the policy of its information set, world by world, or as runs were counted. */
#include "engine/tree/parts.h"

#include <math.h>

/* The shares among the runs that were counted at a position. */
static const double *counted_shares(
    const struct cr_tree *tree, const struct cr_tree_block *b, int position, double *out)
{
    const struct cr_position *at = &tree->u->positions[position];
    size_t n = (size_t)b->n;
    const uint64_t *all = &b->counts.runs[(size_t)position * n];
    for (int a = 0; a < at->n_arcs; a++) {
        const uint64_t *taken = &b->counts.taken[(at->first_arc + (size_t)a) * n];
        int branch = tree->u->arcs[at->first_arc + (size_t)a].branch;
        double *to = &out[(size_t)tree->program->branches[branch].local * n];
        for (size_t i = 0; i < n; i++)
            to[i] = taken[i] > 0 ? (double)taken[i] / (double)all[i] : 0;
    }
    return out;
}

const double *cr_tree_shares(
    struct cr_tree *tree, const struct cr_tree_block *b, int position, double *out)
{
    const struct cr_site *site = &tree->u->sites[tree->u->positions[position].site];
    size_t n = (size_t)b->n;
    if (b->counts.there)
        return counted_shares(tree, b, position, out);
    if (!cr_tree_is_solved(tree, position))
        return &b->p[(size_t)site->first * n];
    if (tree->options.each)
        return &b->each[tree->each_at[position] * n];
    int n_branches = tree->program->points[site->point].n_branches;
    for (size_t i = 0; i < n; i++) {
        const struct cr_info_set *set = cr_tree_set(tree, b, position, (int)i);
        for (int k = 0; k < n_branches; k++)
            out[(size_t)k * n + i] = set->p ? set->p[k] : NAN;
    }
    return out;
}
