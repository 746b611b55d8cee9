/* A utility must increase over the payoffs of all positions of a block, whether or not anybody goes
 * there: what an option not taken is worth is measured by it, too. */
#include "engine/tree/parts.h"

#include "program/fault.h"

#include <math.h>
#include <stdlib.h>

static int by_payoff(const void *a, const void *b)
{
    double x = ((const struct cr_at_payoff *)a)->payoff,
           y = ((const struct cr_at_payoff *)b)->payoff;
    return (x > y) - (x < y);
}

/* The totals and utilities of an actor at all ends in one world. */
static size_t gather(const struct cr_tree *tree, const struct cr_tree_block *b, int column,
    int lane, struct cr_at_payoff *list)
{
    int actor = tree->columns[column].actor, var = tree->u->total_var[actor];
    size_t rows = (size_t)tree->u->n_positions, n = (size_t)b->n, at = (size_t)lane, m = 0;
    const double *ends = &b->column[(size_t)tree->column_of[actor] * rows * n];
    const double *utilities = &b->column[(size_t)column * rows * n];
    for (int k = 0; k < tree->u->n_positions; k++) {
        if (tree->u->positions[k].outcome < 0)
            continue;
        double gained = var < 0 ? 0 : b->values[(size_t)cr_unroll_var(tree->u, k, var) * n + at];
        struct cr_at_payoff x = {gained + ends[(size_t)k * n + at], utilities[(size_t)k * n + at]};
        if (!isnan(x.payoff) && !isnan(x.utility))
            list[m++] = x;
    }
    return m;
}

/* Rounding may make neighbours equal; real steps must show. */
static bool rises(struct cr_at_payoff a, struct cr_at_payoff b)
{
    return b.payoff <= a.payoff || b.utility > a.utility ||
           (b.utility >= a.utility - 1e-12 * fabs(a.utility) &&
               b.payoff - a.payoff <= 1e-9 * fabs(b.payoff));
}

enum cr_status cr_tree_utilities_rise(
    const struct cr_tree *tree, const struct cr_tree_block *b, struct cr_fault *fault)
{
    struct cr_at_payoff *list = b->ranked;
    for (int c = 0; c < tree->n_columns; c++) {
        if (!tree->columns[c].utility)
            continue;
        int actor = tree->columns[c].actor;
        for (int lane = 0; lane < b->n; lane++) {
            size_t n = gather(tree, b, c, lane, list);
            if (n > 1)
                qsort(list, n, sizeof *list, by_payoff);
            for (size_t i = 1; i < n; i++) {
                if (!rises(list[i - 1], list[i]))
                    return cr_fault_set(fault, CR_E_WORLD_EXPR,
                        tree->program->utilities[actor]->expr->place, lane,
                        "the utility of '%s' does not increase: it is %.6g at a payoff of %.6g, "
                        "and "
                        "%.6g at %.6g",
                        tree->program->scenario->actors[actor].id, list[i - 1].utility,
                        list[i - 1].payoff, list[i].utility, list[i].payoff);
            }
        }
    }
    return CR_OK;
}
