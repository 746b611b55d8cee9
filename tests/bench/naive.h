/* The obvious GSL programs: what a good programmer would write for one tree and not think twice.
 * Nodes with pointers, mt19937, gsl_ran_discrete tables where weights are constant, native C
 * formulas, state variables updated at every branch, sums at the leaf. */
#ifndef CR_TESTS_BENCH_NAIVE_H
#define CR_TESTS_BENCH_NAIVE_H

#include "model.h"

struct naive;
/* NULL when memory is short. */
struct naive *naive_new(const struct model *model, unsigned long seed);
void naive_free(struct naive *naive);

struct naive_totals {
    double runs;
    double outcomes[MODEL_OUTCOMES]; /* counts, or sums of probabilities */
    double states[MODEL_STATES];
};
/* From now on values are kept too, at most `rows` of them: of the walks every state at the end, of
 * the rollback every world's shares. 0 when memory is short. */
int naive_keep(struct naive *naive, uint64_t rows, int columns);
/* Mean, spread and five quantiles of every column, by sorting; then forgets the values. The sum of
 * all, so that none is left out. */
double naive_summarise(struct naive *naive);
/* Plays the constant tree. */
void naive_constant(struct naive *naive, uint64_t runs, struct naive_totals *totals);
/* Draws the parameters of each world and plays `runs` futures in it. */
void naive_uncertain(
    struct naive *naive, uint64_t worlds, uint64_t runs, struct naive_totals *totals);
/* Evaluates the uncertain tree in each world exactly, depth first; runs are worlds. */
void naive_rollback(struct naive *naive, uint64_t worlds, struct naive_totals *totals);

#endif
