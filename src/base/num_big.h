/* Whole numbers of up to 4096 bits, for the few decimals that lie too near the middle between two
 * doubles; private to base. */
#ifndef CR_BASE_NUM_BIG_H
#define CR_BASE_NUM_BIG_H

#include <stdint.h>

enum { CR_BIG_LIMBS = 128 };

struct cr_big {
    int n; /* limbs in use, the top one not zero */
    uint32_t limb[CR_BIG_LIMBS];
};

void cr_big_set(struct cr_big *big, uint64_t value);
/* big = big * factor + summand */
void cr_big_multiply(struct cr_big *big, uint32_t factor, uint32_t summand);
void cr_big_multiply_pow5(struct cr_big *big, int power);
void cr_big_shift(struct cr_big *big, int bits); /* to the left */
/* Negative, 0 or positive as a <, ==, > b. */
int cr_big_compare(const struct cr_big *a, const struct cr_big *b);

#endif
