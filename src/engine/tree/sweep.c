/* What reach and stages have in common: a sweep backwards over all positions, and the mass of every
 * value of a variable, gathered value by value before it is given to a distribution. */
#include "engine/tree/parts.h"
#include "program/rows.h"

#include <string.h>

void cr_tree_sweep(struct cr_tree *tree, struct cr_tree_block *b, double *out,
    bool (*stop)(const struct cr_position *, int, int), int s, int t)
{
    size_t n = (size_t)b->n;
    for (int k = tree->u->n_positions; k-- > 0;) {
        int position = tree->order[k];
        const struct cr_position *at = &tree->u->positions[position];
        double *to = &out[(size_t)position * n];
        for (size_t i = 0; i < n; i++)
            to[i] = at->outcome >= 0 && !at->dead;
        if (at->outcome >= 0 || (stop && stop(at, s, t)))
            continue; /* a node's entry is 0 so far */
        const double *shares = cr_tree_shares(tree, b, position, b->shares);
        for (int a = 0; a < at->n_arcs; a++) {
            const struct cr_arc *arc = &tree->u->arcs[at->first_arc + (size_t)a];
            const double *share = cr_tree_seen_share_of(tree, b, shares, arc, n),
                         *behind = &out[(size_t)arc->to * n];
            for (size_t i = 0; i < n; i++)
                to[i] += share[i] > 0 && behind[i] > 0 ? share[i] * arc->likelihood * behind[i] : 0;
        }
    }
}

void cr_tree_add_mass(struct cr_tree *tree, struct cr_tree_block *b, int id, const double *weights)
{
    double *to = &b->forward.mass[(size_t)id * (size_t)b->n];
    if (tree->touched.is[id]) {
        cr_rows_add(to, weights, (size_t)b->n);
        return;
    }
    tree->touched.is[id] = true;
    tree->touched.ids[tree->touched.n++] = id;
    memcpy(to, weights, (size_t)b->n * sizeof *to);
}

void cr_tree_flush_mass(struct cr_tree *tree, struct cr_tree_block *b, struct cr_spread *spread)
{
    size_t n = (size_t)b->n;
    for (int k = 0; k < tree->touched.n; k++) {
        int id = tree->touched.ids[k];
        tree->touched.is[id] = false;
        cr_spread_add(spread, &b->values[(size_t)id * n], &b->forward.mass[(size_t)id * n], n);
    }
    tree->touched.n = 0;
}
