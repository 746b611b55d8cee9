/* Chance reach: how likely the chance moves on the way to each position are, decisions counted as
 * 1, and how few moves of probability 0 there must be among them. */
#include "engine/tree/parts.h"

#include <limits.h>

static void chance_arc(const struct cr_tree_block *b, const double *share,
    const unsigned char *open, size_t from, size_t to)
{
    for (int i = 0; i < b->n; i++) {
        size_t f = from + (size_t)i, t = to + (size_t)i;
        double x = share ? share[i] : open[i];
        bool possible = x > 0;
        unsigned order = b->order[f] + (unsigned)(!possible && b->order[f] < USHRT_MAX);
        double reach = possible ? b->chance[f] * x : b->chance[f];
        if (order > b->order[t])
            continue;
        if (order < b->order[t]) {
            b->order[t] = (unsigned short)order;
            b->chance[t] = 0;
        }
        b->chance[t] += reach;
    }
}

void cr_tree_chance(const struct cr_tree *tree, struct cr_tree_block *b)
{
    const struct cr_unroll *u = tree->u;
    size_t n = (size_t)b->n;
    for (size_t i = 0; i < (size_t)u->n_positions * n; i++) {
        b->order[i] = USHRT_MAX;
        b->chance[i] = 0;
    }
    for (size_t i = 0; i < n; i++) {
        b->order[i] = 0; /* position 0 is the start */
        b->chance[i] = 1;
    }
    for (int k = 0; k < u->n_positions; k++) {
        int at = tree->order[k];
        const struct cr_position *position = &u->positions[at];
        for (int a = 0; a < position->n_arcs; a++) {
            const struct cr_arc *arc = &u->arcs[position->first_arc + (size_t)a];
            size_t row = (size_t)(u->sites[position->site].first +
                                  tree->program->branches[arc->branch].local) *
                         n;
            chance_arc(b, cr_tree_is_solved(tree, at) ? NULL : &b->p[row], &b->open[row],
                (size_t)at * n, (size_t)arc->to * n);
        }
    }
}
