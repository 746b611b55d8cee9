/* How many of n runs take a branch: the binomial law by inversion, one uniform a count.
 *
 * GSL's gsl_ran_binomial counts in 32 bits, and far below that limit its variance is too large. */
#ifndef CR_RANDOM_BINOMIAL_H
#define CR_RANDOM_BINOMIAL_H

#include <stdint.h>

/* The smallest k with P(X <= k) >= u for X binomial(n, a / (a + b)): how many of n runs go where
 * `a` of a + b is. n up to 2^53; a, b >= 0, not both 0 (odds, so that a share next to 1 loses no
 * digit); u in (0, 1) with 1 - u exact, as the uniforms of a stream are. Grows with u. */
uint64_t cr_binomial_count(uint64_t n, double a, double b, double u);

#endif
