/* How one decision is played (engine/choose.c). */
#ifndef CR_ENGINE_CHOOSE_H
#define CR_ENGINE_CHOOSE_H

#include "program/program.h"

/* What an option is worth, and the size of what was added up to it: the same sum of absolute terms,
 * from which follows how far rounding can have moved the value. */
struct cr_worth {
    double value, size;
};
/* Whether two values differ by no more than rounding can have made of equal ones. */
bool cr_worth_ties(struct cr_worth a, struct cr_worth b);

/* The probabilities of the options at a decision: open[b] of n branches, p[b] out. Best: 1 for the
 * first of those that tie with the best; quantal: softmax(lambda * value). minimise: goal min. */
void cr_policy_choose(const struct cr_choose *choose, const struct cr_worth *worth,
    const unsigned char *open, int n, bool minimise, double *p, int *ties, int *n_ties);

#endif
