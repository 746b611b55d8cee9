/* Numbers to try functions at. */
#ifndef CR_TESTS_UNIT_RANDOM_NUMBERS_H
#define CR_TESTS_UNIT_RANDOM_NUMBERS_H

#include <math.h>
#include <stdint.h>

/* A small generator for test inputs (Marsaglia's xorshift64). */
static uint64_t state = 88172645463325252u;

static uint64_t random_bits(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static double random_unit(void)
{
    return (double)(random_bits() >> 11) * 0x1p-53;
}

static double around(double center, double reach)
{
    return center + (2 * random_unit() - 1) * reach;
}

static double any_size(int least, int most)
{
    return ldexp(0.5 + random_unit(), least + (int)(random_bits() % (uint64_t)(most - least)));
}

#endif
