#include "base/num_big.h"

#include <assert.h>
#include <string.h>

static void push(struct cr_big *big, uint32_t limb)
{
    assert(big->n < CR_BIG_LIMBS);
    big->limb[big->n++] = limb;
}

void cr_big_set(struct cr_big *big, uint64_t value)
{
    big->n = 0;
    for (; value; value >>= 32)
        push(big, (uint32_t)value);
}

void cr_big_multiply(struct cr_big *big, uint32_t factor, uint32_t summand)
{
    uint64_t carry = summand;
    for (int i = 0; i < big->n; i++) {
        carry += (uint64_t)big->limb[i] * factor;
        big->limb[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry)
        push(big, (uint32_t)carry);
}

void cr_big_multiply_pow5(struct cr_big *big, int power)
{
    static const uint32_t fives[13] = {
        1, 5, 25, 125, 625, 3125, 15625, 78125, 390625, 1953125, 9765625, 48828125, 244140625};
    for (; power >= 13; power -= 13)
        cr_big_multiply(big, 1220703125, 0);
    cr_big_multiply(big, fives[power], 0);
}

void cr_big_shift(struct cr_big *big, int bits)
{
    int limbs = bits / 32, rest = bits % 32;
    if (!big->n)
        return;
    assert(big->n + limbs < CR_BIG_LIMBS);
    if (rest)
        cr_big_multiply(big, (uint32_t)1 << rest, 0);
    memmove(big->limb + limbs, big->limb, (size_t)big->n * sizeof *big->limb);
    memset(big->limb, 0, (size_t)limbs * sizeof *big->limb);
    big->n += limbs;
}

int cr_big_compare(const struct cr_big *a, const struct cr_big *b)
{
    if (a->n != b->n)
        return a->n - b->n;
    for (int i = a->n - 1; i >= 0; i--)
        if (a->limb[i] != b->limb[i])
            return a->limb[i] < b->limb[i] ? -1 : 1;
    return 0;
}
