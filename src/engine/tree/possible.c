/* What a world that was not drawn may still bring. Worlds are a sample, so a share of 0 in every
 * one of them proves nothing where chances differ between worlds; where they do not, it does. So
 * the positions are walked from the start along every branch that comes in some world at hand, or
 * whose chance (or condition) depends on what is uncertain. */
#include "engine/tree/possible.h"

#include "engine/tree/parts.h"

static bool may_come(const struct cr_tree *tree, int position, const struct cr_arc *arc,
    const double *share, size_t n)
{
    bool comes = !tree->u->sites[tree->u->positions[position].site].fixed;
    for (size_t i = 0; !comes && i < n; i++)
        comes = share[i] > 0;
    return comes && arc->likelihood > 0;
}

struct cr_tree_possible cr_tree_possible(
    struct cr_arena *arena, struct cr_tree *tree, struct cr_tree_block *b)
{
    const struct cr_unroll *u = tree->u;
    struct cr_tree_possible out = {CR_NEW(arena, bool, tree->program->n_endings),
        CR_NEW(arena, bool, tree->program->n_points), CR_NEW(arena, bool, tree->program->n_points)};
    bool *there = CR_NEW(arena, bool, u->n_positions);
    size_t n = (size_t)b->n;
    there[0] = true;
    for (int k = 0; k < u->n_positions; k++) {
        int position = tree->order[k];
        const struct cr_position *at = &u->positions[position];
        if (!there[position] || at->dead)
            continue;
        if (at->outcome >= 0) {
            out.endings[at->outcome] = true;
            continue;
        }
        const double *shares = cr_tree_shares(tree, b, position, b->shares);
        out.points[at->point] = true;
        out.open[at->point] |= !u->sites[at->site].fixed;
        for (int a = 0; a < at->n_arcs; a++) {
            const struct cr_arc *arc = &u->arcs[at->first_arc + (size_t)a];
            there[arc->to] |=
                may_come(tree, position, arc, cr_tree_share_of(tree, shares, arc, n), n);
        }
    }
    return out;
}
