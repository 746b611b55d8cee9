/* Runs by the number: instead of playing each, how many of those at a position take each branch is
 * drawn at once (binomial, branch after branch). The counts have the same law as those of a walk,
 * and their cost does not grow with the number of runs.
 *
 * A count's luck is addressed by world, position and branch, or comes from a stretch of its world's
 * own, so it does not depend on blocks. */
#include "engine/tree/parts.h"
#include "random/binomial.h"
#include "luck/stream.h"

#include <string.h>

uint64_t cr_tree_runs_in(const struct cr_tree *tree, uint64_t world)
{
    uint64_t runs = tree->options.split, worlds = tree->worlds.n;
    return runs / worlds + (world < runs % worlds);
}

/* The runs of one lane at a position: branch after branch, each by its share of what is left.
 * CR_INPUT where a share is not defined. */
static enum cr_status divide(const struct cr_tree *tree, struct cr_tree_block *b, int position,
    const double *shares, int lane)
{
    const struct cr_position *at = &tree->u->positions[position];
    const struct cr_arc *arcs = &tree->u->arcs[at->first_arc];
    size_t n = (size_t)b->n, i = (size_t)lane;
    uint64_t left = b->counts.runs[(size_t)position * n + i];
    double rest = 0, *behind = tree->option_values; /* shares of the branches behind each */
    for (int a = at->n_arcs; a-- > 0;) {
        behind[a] = rest;
        rest += cr_tree_share_of(tree, shares, &arcs[a], n)[i];
    }
    if (!(rest > 0)) /* NaN too: a number is not defined here, or no branch is left */
        return CR_INPUT;
    for (int a = 0; a < at->n_arcs && left > 0; a++) {
        double share = cr_tree_share_of(tree, shares, &arcs[a], n)[i];
        if (!(share > 0))
            continue;
        double u = cr_luck_one(b->counts.streams[lane], b->first + (uint64_t)lane,
            (uint32_t)position, CR_DOMAIN_SPLIT, (uint32_t)a);
        uint64_t taken = cr_binomial_count(left, share, behind[a], u);
        b->counts.taken[(at->first_arc + (size_t)a) * n + i] = taken;
        b->counts.runs[(size_t)arcs[a].to * n + i] += taken;
        left -= taken;
    }
    return CR_OK;
}

static enum cr_status divide_all(
    struct cr_tree *tree, struct cr_tree_block *b, int position, struct cr_fault *fault)
{
    const double *shares = cr_tree_shares(tree, b, position, b->shares);
    for (int i = 0; i < b->n; i++) {
        if (b->counts.runs[(size_t)position * (size_t)b->n + (size_t)i] > 0 &&
            divide(tree, b, position, shares, i) != CR_OK)
            return cr_tree_explain(tree, b, position, i, fault);
    }
    return CR_OK;
}

static void count_ends(
    const struct cr_tree *tree, const struct cr_tree_block *b, struct cr_tree_sums *sums)
{
    uint64_t n_endings = (uint64_t)tree->program->n_endings;
    for (int k = 0; k < tree->u->n_positions; k++) {
        int outcome = tree->u->positions[k].outcome;
        for (int i = 0; i < b->n && outcome >= 0; i++)
            sums->ended[(b->first + (uint64_t)i) * n_endings + (uint64_t)outcome] +=
                b->counts.runs[(size_t)k * (size_t)b->n + (size_t)i];
    }
}

enum cr_status cr_tree_split(struct cr_tree *tree, struct cr_tree_block *b,
    struct cr_tree_sums *sums, struct cr_fault *fault)
{
    const struct cr_unroll *u = tree->u;
    size_t n = (size_t)b->n;
    memset(b->counts.runs, 0, (size_t)u->n_positions * n * sizeof *b->counts.runs);
    memset(b->counts.taken, 0, u->n_arcs * n * sizeof *b->counts.taken);
    for (size_t i = 0; i < n; i++) { /* position 0 is the start */
        b->counts.runs[i] = cr_tree_runs_in(tree, b->first + i);
        b->weight[i] = (double)b->counts.runs[i] / (double)tree->options.split;
        cr_luck_begin(b->counts.streams[i], CR_DOMAIN_SPLIT, b->first + i);
    }
    for (int k = 0; k < u->n_positions; k++) {
        int position = tree->order[k];
        if (u->positions[position].outcome < 0 && divide_all(tree, b, position, fault) != CR_OK)
            return CR_INPUT;
    }
    b->counts.there = true;
    count_ends(tree, b, sums);
    return CR_OK;
}
