/* Whether a dominance that the sample shows would show again: the worlds (or, without worlds, the
 * runs) are drawn anew with replacement, the same ones for all options (Efron and Tibshirani 1993,
 * chapter 8), and the margins are looked at again. What holds in the sample and in 95% of the
 * resamples is said to hold, what fails in as many to fail; nothing is said of the rest. */
#ifndef CR_ANALYSIS_DOMINANCE_RESAMPLE_H
#define CR_ANALYSIS_DOMINANCE_RESAMPLE_H

#include "analysis/dominance.h"

struct cr_dominance_row {
    int a, b, order; /* a over b */
    double margin;   /* of the payoff; NaN: not known */
    bool holds;
    bool decided; /* the sample is large enough to say whether it holds */
};
/* Says of rows of samples whether they hold, and whether that is decided; of each pair of options
 * the first order stands before the second. `floor`: the least margin that counts as none. */
void cr_dominance_decide(struct cr_arena *arena, const struct cr_sample *const *samples, size_t n,
    double sign, const struct cr_luck *luck, double floor, struct cr_dominance_row *rows,
    size_t n_rows);

#endif
