/* Decisions by worst or best cases instead of expectations. Every actor's column folds the branches
 * that can come: to the actor's worst under maximin, to the best under maximax. Which of them is
 * likelier does not matter, only that its probability is not 0. */
#include "engine/tree/parts.h"

#include <math.h>

bool cr_tree_counts_largest(const struct cr_tree *tree, int column)
{
    const struct cr_tree_column *what = &tree->columns[column];
    bool minimise = tree->program->scenario->actors[what->actor].minimise != 0;
    if (what->regret)
        return true;
    return tree->options.rule == CR_RULE_MAXIMAX ? !minimise : minimise;
}

double cr_tree_no_case(bool most)
{
    return most ? -INFINITY : INFINITY;
}

double cr_tree_fold(bool most, double so_far, double x)
{
    if (isnan(so_far) || isnan(x))
        return NAN;
    return most ? fmax(so_far, x) : fmin(so_far, x);
}

static void fold_arc(struct cr_tree *tree, struct cr_tree_block *b, int position,
    const struct cr_arc *arc, const double *share, int c)
{
    size_t n = (size_t)b->n, row = (size_t)c * (size_t)tree->u->n_positions;
    int paid = cr_tree_is_whole(&tree->columns[c]) ? -1 : tree->paid_of[tree->columns[c].actor];
    size_t branch = (size_t)(tree->u->sites[tree->u->positions[position].site].first +
                             tree->program->branches[arc->branch].local);
    const double *behind = &b->column[(row + (size_t)arc->to) * n];
    const double *pay =
        paid < 0 ? b->view.zeros : &b->pay[(branch * (size_t)tree->n_paid + (size_t)paid) * n];
    double *to = &b->column[(row + (size_t)position) * n];
    bool most = cr_tree_counts_largest(tree, c);
    for (size_t i = 0; i < n; i++) {
        if (isnan(share[i]))
            to[i] = NAN;
        else if (share[i] > 0)
            to[i] = cr_tree_fold(most, to[i], pay[i] + behind[i]);
    }
}

void cr_tree_rule_position(struct cr_tree *tree, struct cr_tree_block *b, int position,
    const double *shares, bool evidence)
{
    const struct cr_position *at = &tree->u->positions[position];
    size_t n = (size_t)b->n;
    for (int c = 0; c < tree->n_columns; c++) {
        size_t row = ((size_t)c * (size_t)tree->u->n_positions + (size_t)position) * n;
        for (size_t i = 0; i < n; i++)
            b->column[row + i] = cr_tree_no_case(cr_tree_counts_largest(tree, c));
        for (int a = 0; a < at->n_arcs; a++) {
            const struct cr_arc *arc = &tree->u->arcs[at->first_arc + (size_t)a];
            bool gone = evidence && (!(arc->likelihood > 0) || tree->u->positions[arc->to].dead);
            if (!gone)
                fold_arc(tree, b, position, arc, cr_tree_share_of(tree, shares, arc, n), c);
        }
    }
}
