/* Which lens of a pool earns how much belief from what was seen, and from which fact of it.
 *
 * Worlds are shared out among the lenses in proportion, and a lens k of weight p[k] gives the
 * evidence the mean weight L[k] of its runs. Its belief is p[k] L[k] / S, S = sum of p[j] L[j], and
 * its odds are p[k] L[k] / (S - p[k] L[k]). Errors come by linearising those: with residuals
 * e[j][g] = (weight - L[j] runs) / runs of lens j, in its cluster g, the error of any smooth f(L)
 * is the root of the sum over g of (sum over j of df/dL[j] e[j][g])^2. What is compared (before and
 * after, one fact more) was played on the same luck, so differences are taken before squares. */
#ifndef CR_ANALYSIS_LENSES_H
#define CR_ANALYSIS_LENSES_H

#include "engine/engine.h"

struct cr_lens_belief {
    double before, after, after_se;       /* before any fact: the weight of the file */
    double bayes_factor, bayes_factor_se; /* of the odds */
    double *moved, *moved_se; /* [facts] what each fact added to the log of the weight, in bits */
};

/* states[0] is before any fact, states[n_facts] with everything; all of one pool and the same runs.
 * `pool`: weights, total 1. `exact`: without errors. Returns a belief for each lens. */
struct cr_lens_belief *cr_lens_beliefs(struct cr_arena *arena, const double *pool,
    const struct cr_lens_sums *states, size_t n_facts, bool exact);

#endif
