/* The scalar stream: a draw by its address (seed, run, event, domain, visit) as 52 bits of
 * Philox4x32-10 (Salmon et al. 2011). */
#include "luck/stream.h"

#include "base/map.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Constants of Philox4x32, Salmon et al. 2011, table 2: two odd multipliers found by search, and
 * the fractions of the golden ratio and of sqrt(3) as steps of the key (Weyl sequences). */
#define PHILOX_M0 0xD2511F53u
#define PHILOX_M1 0xCD9E8D57u
#define PHILOX_W0 0x9E3779B9u
#define PHILOX_W1 0xBB67AE85u
enum { PHILOX_ROUNDS = 10 };

void cr_philox(const uint32_t key[2], const uint32_t counter[4], uint32_t out[4])
{
    uint32_t k0 = key[0], k1 = key[1];
    uint32_t x0 = counter[0], x1 = counter[1], x2 = counter[2], x3 = counter[3];

    for (int round = 0; round < PHILOX_ROUNDS; round++) {
        uint64_t left = (uint64_t)PHILOX_M0 * x0;
        uint64_t right = (uint64_t)PHILOX_M1 * x2;
        x0 = (uint32_t)(right >> 32) ^ x1 ^ k0;
        x1 = (uint32_t)right;
        x2 = (uint32_t)(left >> 32) ^ x3 ^ k1;
        x3 = (uint32_t)left;
        k0 += PHILOX_W0;
        k1 += PHILOX_W1;
    }
    out[0] = x0;
    out[1] = x1;
    out[2] = x2;
    out[3] = x3;
}

void cr_stream_words(uint64_t seed, uint64_t run, uint32_t event, enum cr_domain domain,
    uint32_t draw, uint32_t out[4])
{
    /* A draw of 2^24 would be another domain's draw 0. */
    assert(draw < UINT32_C(1) << 24);
    const uint32_t key[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
    const uint32_t counter[4] = {
        (uint32_t)run, (uint32_t)(run >> 32), event, (uint32_t)domain << 24 | draw};
    cr_philox(key, counter, out);
}

double cr_uniform_of(uint32_t a, uint32_t b)
{
    /* 2k + 1 < 2^53, so both the conversion and the product are exact; 0 and 1 cannot come. */
    uint64_t k = (uint64_t)a << 20 | b >> 12;
    return (double)(2 * k + 1) * 0x1p-53;
}

double cr_uniform(uint64_t seed, uint64_t run, uint32_t event, enum cr_domain domain, uint32_t draw)
{
    uint32_t words[4];
    cr_stream_words(seed, run, event, domain, draw, words);
    return cr_uniform_of(words[0], words[1]);
}

uint64_t cr_fork_threshold(double sum)
{
    double odd = sum * 0x1p53; /* 2 k + 1 must reach it; each step here is exact */
    return odd <= 1 ? 0 : (uint64_t)ceil((odd - 1) / 2);
}

uint32_t cr_event(const char *name)
{
    return cr_hash32(name, strlen(name));
}
