/* Designs that fill the unit cube more evenly than random points, each coordinate addressed on its
 * own: no state, no order, any point can be had alone. All give uniforms of the stream's kind, (k +
 * 1/2) / 2^52. */
#ifndef CR_LUCK_SOBOL_H
#define CR_LUCK_SOBOL_H

#include <stdint.h>

/* Dimensions of one Sobol sequence. Further dimensions reuse it in blocks of this size with the
 * points in another (again nested uniform) order: dimensions of different blocks are then paired at
 * random (padding; Burley 2020). */
#define CR_SOBOL_DIMS 64

/* The plain Sobol point i in dimension dim (0 .. CR_SOBOL_DIMS - 1), as 32 bits of a fraction. */
uint32_t cr_sobol(unsigned dim, uint32_t i);

/* Point i (below 2^32) of a Sobol sequence, scrambled as Owen did (nested uniform), by hashing
 * (Burley, Practical hash-based Owen scrambling, JCGT 2020). `seed` and `event` choose the
 * scramble, so a dimension keeps it whatever else is drawn; dimensions of one design must have
 * different `dim`. Take 2^m points from a multiple of 2^m. */
double cr_sobol_scrambled(uint64_t seed, uint32_t event, unsigned dim, uint64_t i);

#define CR_LHS_MOST (UINT64_C(1) << 40)
/* Point i of n (1 .. CR_LHS_MOST) of a Latin hypercube: exactly one point lies in each [k/n,
 * (k+1)/n). */
double cr_lhs(uint64_t seed, uint32_t event, uint64_t i, uint64_t n);
/* Words of one event's permutation under one key that many points ask for; all zero before. */
enum { CR_LHS_ROUNDS = 8, CR_LHS_WORDS = 64 };
struct cr_lhs_memo {
    uint64_t known[CR_LHS_ROUNDS]; /* bit x: word[round][x] is there */
    uint64_t word[CR_LHS_ROUNDS][CR_LHS_WORDS];
};
/* The same point, with the words that were asked for before; memo NULL: none. */
double cr_lhs_again(
    struct cr_lhs_memo *memo, uint64_t seed, uint32_t event, uint64_t i, uint64_t n);
/* The k of that point. */
uint64_t cr_lhs_cell(uint64_t seed, uint32_t event, uint64_t i, uint64_t n);

#endif
