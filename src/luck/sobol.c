/* Sobol and Latin hypercube designs by address.
 *
 * A Sobol point is an exclusive or of direction numbers, scrambled by a permutation in which
 * each bit depends on a key and lower bits only (Owen's, by hashing). A Latin hypercube is a
 * permutation of n strata by a Feistel network, walked until it falls below n. */
#include "luck/sobol.h"

#include "luck/stream.h"

#include <assert.h>
#include <math.h>

static const uint32_t directions[CR_SOBOL_DIMS][32] = {
#include "luck/sobol_table.inc"
};

uint32_t cr_sobol(unsigned dim, uint32_t i)
{
    uint32_t x = 0;

    assert(dim < CR_SOBOL_DIMS);
    for (int k = 0; i; k++, i >>= 1)
        x ^= directions[dim][k] & (0 - (i & 1));
    return x;
}

static uint32_t reverse_bits(uint32_t x)
{
    x = (x & 0x55555555) << 1 | (x >> 1 & 0x55555555);
    x = (x & 0x33333333) << 2 | (x >> 2 & 0x33333333);
    x = (x & 0x0f0f0f0f) << 4 | (x >> 4 & 0x0f0f0f0f);
    x = (x & 0x00ff00ff) << 8 | (x >> 8 & 0x00ff00ff);
    return x << 16 | x >> 16;
}

/* A permutation in which each bit depends on itself, the key and lower bits only; on reversed bits
 * that is a nested uniform scramble (Laine and Karras 2011). Multiplying by an even number and
 * xoring keeps that form, so does adding a key and multiplying by an odd one. Two rounds with
 * different keys: one leaves visible regularities. */
static uint32_t low_to_high(uint32_t x, const uint32_t key[2])
{
    for (int round = 0; round < 2; round++) {
        x ^= x * 0x3d20adea;
        x += key[round];
        x *= key[round] >> 16 | 1;
        x ^= x * 0x05526c56;
        x ^= x * 0x53a22864;
    }
    return x;
}

/* The keys of a scramble stand at draw 0xffffff of their event, where no point's own bits are. */
#define KEY_DRAW 0xffffffu

double cr_sobol_scrambled(uint64_t seed, uint32_t event, unsigned dim, uint64_t i)
{
    uint32_t key[4], rest[4], index = (uint32_t)i;
    unsigned block = dim / CR_SOBOL_DIMS;

    assert(i <= UINT32_MAX);
    if (block) {
        /* The same order for every dimension of the block. */
        cr_stream_words(seed, block, UINT32_MAX, CR_DOMAIN_DESIGN, KEY_DRAW, key);
        index = reverse_bits(low_to_high(reverse_bits(index), key));
    }
    cr_stream_words(seed, 0, event, CR_DOMAIN_DESIGN, KEY_DRAW, key);
    uint32_t point =
        reverse_bits(low_to_high(reverse_bits(cr_sobol(dim % CR_SOBOL_DIMS, index)), key));
    /* Owen's scramble goes on for ever; beyond bit 32 points are told apart already, so plain
     * random bits will do. */
    cr_stream_words(seed, i, event, CR_DOMAIN_DESIGN, 0, rest);
    return cr_uniform_of(point, rest[0]);
}

/* The last 32 draws of an event are keys of its permutation. */
static uint64_t permutation_word(uint64_t seed, uint32_t event, uint64_t x, uint32_t round)
{
    uint32_t words[4];
    cr_stream_words(seed, x, event, CR_DOMAIN_DESIGN, KEY_DRAW - 1 - round, words);
    return (uint64_t)words[0] << 32 | words[1];
}

/* The same, looked up where it has been asked for before. */
static uint64_t known_word(
    struct cr_lhs_memo *memo, uint64_t seed, uint32_t event, uint64_t x, uint32_t round)
{
    if (!memo || x >= CR_LHS_WORDS)
        return permutation_word(seed, event, x, round);
    if (!(memo->known[round] >> x & 1)) {
        memo->word[round][x] = permutation_word(seed, event, x, round);
        memo->known[round] |= UINT64_C(1) << x;
    }
    return memo->word[round][x];
}

/* One of 2^(2 bits) numbers to another, by a Feistel network: a bijection whatever the rounds give.
 */
static uint64_t feistel(
    struct cr_lhs_memo *memo, uint64_t seed, uint32_t event, unsigned bits, uint64_t x)
{
    uint64_t mask = (UINT64_C(1) << bits) - 1, left = x >> bits, right = x & mask;

    for (uint32_t round = 0; round < CR_LHS_ROUNDS; round++) {
        uint64_t mixed = (left ^ known_word(memo, seed, event, right, round)) & mask;
        left = right;
        right = mixed;
    }
    return left << bits | right;
}

/* Where i of n goes. Small networks only reach even permutations, and not all of those equally: up
 * to 32 the rank of a random key among n; beyond, the network's cycle walked until it is back below
 * n (a few steps: at most 4 n numbers). */
static uint64_t cell(
    struct cr_lhs_memo *memo, uint64_t seed, uint32_t event, uint64_t i, uint64_t n)
{
    unsigned bits = 3;

    if (n <= 32) {
        uint64_t mine = permutation_word(seed, event, i, 8), rank = 0;
        for (uint64_t j = 0; j < n; j++)
            rank += permutation_word(seed, event, j, 8) < mine;
        return rank;
    }
    while (UINT64_C(1) << 2 * bits < n)
        bits++;
    do {
        i = feistel(memo, seed, event, bits, i);
    } while (i >= n);
    return i;
}

uint64_t cr_lhs_cell(uint64_t seed, uint32_t event, uint64_t i, uint64_t n)
{
    return cell(NULL, seed, event, i, n);
}

double cr_lhs_again(struct cr_lhs_memo *memo, uint64_t seed, uint32_t event, uint64_t i, uint64_t n)
{
    uint32_t words[4];

    assert(i < n && n <= CR_LHS_MOST);
    uint64_t place = cell(memo, seed, event, i, n);
    cr_stream_words(seed, i, event, CR_DOMAIN_DESIGN, 0, words);
    double u = ((double)place + cr_uniform_of(words[0], words[1])) / (double)n;
    /* Back on the stream's lattice, and not rounded up into the next cell. */
    uint64_t k = (uint64_t)(u * 0x1p52),
             end = (uint64_t)ceil((double)(place + 1) / (double)n * 0x1p52);
    if (k >= end)
        k = end - 1;
    return cr_uniform_of((uint32_t)(k >> 20), (uint32_t)(k << 12));
}

double cr_lhs(uint64_t seed, uint32_t event, uint64_t i, uint64_t n)
{
    return cr_lhs_again(NULL, seed, event, i, n);
}
