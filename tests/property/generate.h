/* Random valid scenarios as text: nodes in layers, so that every path ends; weights, conditions,
 * shifts, changes, payoffs, rules, decisions. One seed, one scenario; the flags write the same one
 * in another way, or with more in it. */
#ifndef CR_TESTS_GENERATE_H
#define CR_TESTS_GENERATE_H

#include "base/buf.h"

enum {
    GENERATE_REVERSED =
        1,                /* nodes, and branches at which order means nothing, from last to first */
    GENERATE_RENAMED = 2, /* every name and text is another */
    GENERATE_TWINS = 4,   /* each branch of weight w twice, with w/2 */
    GENERATE_UNCERTAIN = 8, /* ranges, words, distributions, parameters */
    GENERATE_TINY = 16,     /* every payoff in a unit of a thousand million, and */
    GENERATE_HUGE = 32,     /* ... of a thousand-millionth */
};

/* How many nodes the scenario of a seed has; for reports. */
int generate_size(uint64_t seed);
void generate(uint64_t seed, unsigned flags, struct cr_buf *out);

#endif
