/* What the state looks like stage by stage. */
#include "engine/tree/parts.h"

#include <string.h>

static bool stops_between(const struct cr_position *at, int s, int t)
{
    return at->outcome < 0 && at->stage >= s && at->stage <= t;
}

/* The state that stage t shows on a path: after the last branch taken in the latest stage s <= t
 * that has one. For each pair s <= t these are paths that take nothing in s+1..t, cut at their last
 * branch in s: mass swept forwards around s+1..t, times mass swept backwards around s..t. Where
 * stages only go forward nothing lies before, and what lies behind an arc is all or nothing by the
 * stage of the next node. */
static const double *quiet_before(struct cr_tree *tree, struct cr_tree_block *b, int s, int t)
{
    if (tree->stages_forward || s == t)
        return b->forward.reach;
    size_t n = (size_t)b->n;
    memset(b->forward.sweep2, 0, (size_t)tree->u->n_positions * n * sizeof *b->forward.sweep2);
    for (size_t i = 0; i < n; i++)
        b->forward.sweep2[i] = 1;
    for (int k = 0; k < tree->u->n_positions; k++) {
        int position = tree->order[k];
        const struct cr_position *at = &tree->u->positions[position];
        if (at->outcome >= 0 || stops_between(at, s + 1, t))
            continue;
        const double *shares = cr_tree_shares(tree, b, position, b->shares);
        for (int a = 0; a < at->n_arcs; a++) {
            const struct cr_arc *arc = &tree->u->arcs[at->first_arc + (size_t)a];
            const double *share = cr_tree_seen_share_of(tree, b, shares, arc, n),
                         *from = &b->forward.sweep2[(size_t)position * n];
            double *to = &b->forward.sweep2[(size_t)arc->to * n];
            for (size_t i = 0; i < n; i++)
                to[i] += from[i] > 0 && share[i] > 0 ? from[i] * share[i] * arc->likelihood : 0;
        }
    }
    return b->forward.sweep2;
}

static const double *quiet_behind(struct cr_tree *tree, struct cr_tree_block *b, int s, int t)
{
    if (tree->stages_forward)
        return b->forward.behind;
    cr_tree_sweep(tree, b, b->forward.sweep, stops_between, s, t);
    return b->forward.sweep;
}

static void stage_arcs(struct cr_tree *tree, struct cr_tree_block *b, int s, int t,
    const double *before, const double *behind, int var)
{
    const struct cr_unroll *u = tree->u;
    size_t n = (size_t)b->n;
    for (int k = 0; k < u->n_positions; k++) {
        int position = tree->order[k];
        const struct cr_position *at = &u->positions[position];
        if (at->outcome >= 0 || at->stage != s)
            continue;
        const double *shares = cr_tree_shares(tree, b, position, b->shares);
        for (int a = 0; a < at->n_arcs; a++) {
            const struct cr_arc *arc = &u->arcs[at->first_arc + (size_t)a];
            const double *share = cr_tree_seen_share_of(tree, b, shares, arc, n),
                         *reach = &before[(size_t)position * n];
            const double *rest = &behind[(size_t)arc->to * n];
            int id = cr_unroll_var(u, arc->to, var);
            if (id < 0 || stops_between(&u->positions[arc->to], s, t))
                continue;
            for (size_t i = 0; i < n; i++) {
                double mass = b->weight[i] * reach[i] * share[i] * arc->likelihood * rest[i];
                b->row[i] = mass > 0 ? mass : 0;
            }
            cr_tree_add_mass(tree, b, id, b->row);
        }
    }
}

/* Paths with no branch in the stages up to t show the start. */
static void stage_start(
    struct cr_tree *tree, struct cr_tree_block *b, int t, const double *later, int var)
{
    int id = cr_unroll_var(tree->u, 0, var);
    if (id < 0 || stops_between(&tree->u->positions[0], 0, t))
        return;
    for (int i = 0; i < b->n; i++)
        b->row[i] = b->weight[i] * later[i];
    cr_tree_add_mass(tree, b, id, b->row);
}

void cr_tree_gather_stages(struct cr_tree *tree, struct cr_tree_block *b, struct cr_tree_sums *sums)
{
    const struct cr_program *p = tree->program;
    for (int t = 0; t < p->n_stages; t++) {
        for (int s = 0; s <= t; s++) {
            const double *before = quiet_before(tree, b, s, t),
                         *behind = quiet_behind(tree, b, s, t);
            for (int v = 0; v < p->n_states; v++) {
                struct cr_spread *spread = &sums->stages[t * p->n_states + v];
                spread->missing |= !tree->states;
                stage_arcs(tree, b, s, t, before, behind, v);
                if (s == 0 && !tree->stages_forward)
                    stage_start(tree, b, t, behind, v);
                cr_tree_flush_mass(tree, b, spread);
            }
        }
        for (int v = 0; v < p->n_states && tree->stages_forward && tree->u->positions[0].stage > t;
             v++) {
            stage_start(tree, b, t, b->forward.behind, v);
            cr_tree_flush_mass(tree, b, &sums->stages[t * p->n_states + v]);
        }
    }
}
