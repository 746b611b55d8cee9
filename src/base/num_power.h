/* Powers of ten as 128-bit significands, for reading and printing numbers; private to base. */
#ifndef CR_BASE_NUM_POWER_H
#define CR_BASE_NUM_POWER_H

#include <stdint.h>

enum { CR_POWER_FIRST = -348, CR_POWER_LAST = 347, CR_POWER_EXACT = 55 };

/* 10^k is at most g = high * 2^64 + low times 2^(cr_power_exponent(k)), and g is the smallest such
 * 128-bit number; equal for 0 <= k <= CR_POWER_EXACT. The top bit of high is set. */
struct cr_power {
    uint64_t high, low;
};
extern const struct cr_power cr_powers[CR_POWER_LAST - CR_POWER_FIRST + 1];

static inline const struct cr_power *cr_power(int k)
{
    return &cr_powers[k - CR_POWER_FIRST];
}

/* floor(log2(10^k)); the constant is log2(10) in units of 2^-19, exact enough for |k| <= 1233. */
static inline int cr_log2_power(int k)
{
    return (int)((k * 1741647L) >> 19);
}

static inline int cr_power_exponent(int k)
{
    return cr_log2_power(k) - 127;
}

/* The 128-bit product of two words. */
static inline struct cr_power cr_multiply(uint64_t a, uint64_t b)
{
#ifdef __SIZEOF_INT128__
    __extension__ typedef unsigned __int128 wide;
    wide product = (wide)a * b;
    return (struct cr_power){(uint64_t)(product >> 64), (uint64_t)product};
#else
    uint64_t a0 = (uint32_t)a, a1 = a >> 32, b0 = (uint32_t)b, b1 = b >> 32;
    uint64_t low = a0 * b0, middle = a1 * b0 + (low >> 32), cross = a0 * b1 + (uint32_t)middle;
    return (struct cr_power){a1 * b1 + (middle >> 32) + (cross >> 32), cross << 32 | (uint32_t)low};
#endif
}

#endif
