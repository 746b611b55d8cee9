#include "random/stream.h"

#include "base/kernel.h"

#include <stddef.h>

/* Philox on rows of counters: every lane holds a 32-bit word in 64 bits, so that a product of two
 * words is one instruction in every instruction set. Same results as cr_philox. */

enum { CHUNK = 64, ROUNDS = 10 };

#define LOW UINT64_C(0xffffffff)

static void chunk(uint64_t seed, const uint64_t *runs, uint32_t event, const uint64_t *last,
    double *out, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        uint64_t x0 = runs[i] & LOW, x1 = runs[i] >> 32, x2 = event, x3 = last[i];
        uint64_t k0 = seed & LOW, k1 = seed >> 32;
#pragma GCC unroll 10
        for (int round = 0; round < ROUNDS; round++) {
            uint64_t left = (x0 & LOW) * UINT64_C(0xD2511F53),
                     right = (x2 & LOW) * UINT64_C(0xCD9E8D57);
            x0 = (right >> 32) ^ x1 ^ k0;
            x1 = right & LOW;
            x2 = (left >> 32) ^ x3 ^ k1;
            x3 = left & LOW;
            k0 = (k0 + UINT64_C(0x9E3779B9)) & LOW;
            k1 = (k1 + UINT64_C(0xBB67AE85)) & LOW;
        }
        /* (2 k + 1) 2^-53 of the upper 52 bits, put together as 1 + k 2^-52 less 1 plus 2^-53, each
         * step exact. */
        union {
            uint64_t bits;
            double x;
        } one = {.bits = UINT64_C(0x3ff) << 52 | x0 << 20 | x1 >> 12};
        out[i] = (one.x - 1) + 0x1p-53;
    }
}

void CR_KERNEL_NAME(cr_uniform_rows)(uint64_t seed, const uint64_t *runs, uint32_t event,
    enum cr_domain domain, const uint32_t *draws, double *out, size_t n);

void CR_KERNEL_NAME(cr_uniform_rows)(uint64_t seed, const uint64_t *runs, uint32_t event,
    enum cr_domain domain, const uint32_t *draws, double *out, size_t n)
{
    uint64_t last[CHUNK];
    for (size_t at = 0; at < n; at += CHUNK) {
        size_t count = n - at < CHUNK ? n - at : CHUNK;
        for (size_t i = 0; i < count; i++)
            last[i] = (uint64_t)domain << 24 | (draws ? draws[at + i] : 0);
        chunk(seed, runs + at, event, last, out + at, count);
    }
}
