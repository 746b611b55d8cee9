/* Which of two lotteries is better at every level.
 *
 * First order: at no level is the quantile of a below that of b. Second order (what nobody minds
 * who dislikes risk): at no level is the mean of the worst outcomes up to that level lower
 * (Rothschild and Stiglitz 1970; by quantiles: Levy, Stochastic Dominance, 3rd ed. 2016, chapter
 * 4). The margin is the smallest of these differences, in units of the payoff: at least 0 where it
 * holds, and below 0 by how much it fails. Of two samples it is an estimate, which says nothing
 * without its error. */
#ifndef CR_ANALYSIS_DOMINANCE_H
#define CR_ANALYSIS_DOMINANCE_H

#include "engine/result.h"

struct cr_margins {
    double first, second; /* NaN: not known */
};
/* a over b; both sorted by value, see cr_lottery_sort. */
struct cr_lottery {
    double *x, *w; /* values ascending, weights with total 1 */
    size_t n;
};
/* `sign` -1 where less is better. n 0 if the sample was not kept. */
struct cr_lottery cr_lottery_of(
    struct cr_arena *arena, const struct cr_sample *sample, double sign);
struct cr_margins cr_dominance_margins(const struct cr_lottery *a, const struct cr_lottery *b);
/* The same, but not looked for any further once both are below `floor`. */
struct cr_margins cr_dominance_margins_above(
    const struct cr_lottery *a, const struct cr_lottery *b, double floor);
/* The least margin that counts as none, for payoffs of that size: what rounding leaves below 0. */
double cr_dominance_floor(double scale);

#endif
