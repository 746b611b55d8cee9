/* Random numbers by address. Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel random numbers: as
 * easy as 1, 2, 3, SC'11). Key: the 64-bit seed. Counter: (run low, run high, event, domain << 24 |
 * draw). So the same event of the same run has the same luck under every policy, lens, thread and
 * order, and any run can be replayed alone. */
#ifndef CR_LUCK_STREAM_H
#define CR_LUCK_STREAM_H

#include <gsl/gsl_rng.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a draw is for; part of its address. */
enum cr_domain {
    CR_DOMAIN_WORLD = 0,  /* `run` is the world's number */
    CR_DOMAIN_BRANCH = 1, /* which branch; draw = visit of the node on this path, from 0 */
    CR_DOMAIN_EFFECT = 2, /* a random change, set or payoff; draw = visit of the node */
    CR_DOMAIN_SPLIT = 3,
    CR_DOMAIN_BOOTSTRAP = 5,
    CR_DOMAIN_DESIGN = 6, /* scrambles of Sobol and Latin hypercube points */
    CR_DOMAIN_PLAY = 7
};

/* One block of four 32-bit words. */
void cr_philox(const uint32_t key[2], const uint32_t counter[4], uint32_t out[4]);

/* The block at an address; draw < 2^24. */
void cr_stream_words(uint64_t seed, uint64_t run, uint32_t event, enum cr_domain domain,
    uint32_t draw, uint32_t out[4]);
/* 52 bits of words a (high) and b: (k + 1/2) / 2^52, on the open interval (0, 1). */
double cr_uniform_of(uint32_t a, uint32_t b);
/* The uniform at an address: words 0 and 1 of its block. */
double cr_uniform(
    uint64_t seed, uint64_t run, uint32_t event, enum cr_domain domain, uint32_t draw);

/* cr_uniform for many runs at once, bit for bit: out[i] is the uniform of run[i]; draws NULL: draw
 * 0 for all. */
void cr_uniform_rows(uint64_t seed, const uint64_t *runs, uint32_t event, enum cr_domain domain,
    const uint32_t *draws, double *out, size_t n);

/* Runs first + lane, each at the same event (draw 0), part: the branch is the number of steps,
 * ascending, that the uniform's 52 bits have reached, of n_steps + 1. A step is one number for all
 * runs, or at[world + lane]. */
struct cr_fork_step {
    const uint64_t *at;
    bool varies;
};
struct cr_fork {
    uint64_t seed, first;
    uint32_t event;
    enum cr_domain domain;
    const struct cr_fork_step *steps;
    int n_steps;
    uint64_t world;
};
/* lanes NULL: 0, 1, ... The lanes of branch b go to lists[b], in order, unless that is NULL; it
 * needs CR_FORK_SLACK entries of room behind its end. counts[b]: how many they are. */
#define CR_FORK_SLACK 16
void cr_fork_rows(
    const struct cr_fork *fork, const int *lanes, size_t n, int *const *lists, size_t *counts);
/* The least 52 bits k whose uniform (k + 1/2) / 2^52 is not below `sum` in [0, 1]. */
uint64_t cr_fork_threshold(double sum);

/* The event number of a stable name: "node", "node.branch.variable", "parameter", ... */
uint32_t cr_event(const char *name);

/* Philox as a gsl_rng_type: 32-bit words in the order of the counters from 0; gsl_rng_set takes all
 * bits of the seed as the key. */
extern const gsl_rng_type *const cr_rng_philox4x32;

#endif
