/* What the tests of the engine's statistics share: a job for the walk, its runs in blocks of any
 * size, and the few bounds that decide. */
#ifndef CR_TESTS_STATISTICS_HARNESS_H
#define CR_TESTS_STATISTICS_HARNESS_H

#include "engine/reference/replay.h"
#include "engine/walk/walk.h"
#include "program/fault.h"
#include "program/worlds.h"
#include "support.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* A right engine strays further than this from the truth once in 1.7 million looks. */
#define Z_LIMIT 5.0

struct play {
    struct support *s;
    struct cr_policy policy;
    struct cr_walk_job job;
    struct cr_walk *walk;
};

/* Ready to walk: the policy solved as cr_engine_run does it. 1, or 0 after saying why. */
static inline int play_begin(
    struct play *play, struct support *s, uint64_t seed, uint64_t worlds, enum cr_sampling sampling)
{
    *play = (struct play){.s = s};
    struct cr_fault fault = {0};
    struct cr_run_spec solve = {.luck.seed = seed,
        .worlds = s->program->n_uncertain ? worlds : 0,
        .sampling = sampling,
        .threads = 1,
        .max_positions = 1000000};
    if (cr_policy_solve(s->arena, s->program, &solve, &play->policy, &fault) != CR_OK) {
        support_fault(s, &fault);
        return 0;
    }
    bool several = s->program->n_uncertain || s->program->pool_weights;
    play->job = (struct cr_walk_job){.program = s->program,
        .plan = cr_plan_new(s->arena, s->program),
        .policy = &play->policy,
        .luck.seed = seed,
        .luck_divisor = 1};
    play->job.worlds.spec =
        (struct cr_world_spec){{seed, NULL}, several ? worlds : 1, sampling, false};
    play->walk = cr_walk_new(s->arena, &play->job);
    return 1;
}

/* Plays a block. 1, or 0 after saying why. */
static inline int play_block(struct play *play, uint64_t first, int n)
{
    if (cr_walk_block(play->walk, first, n) == CR_OK)
        return 1;
    support_fault(play->s, &play->walk->fault);
    return 0;
}

static inline double lane(const double *rows, int row, int lane)
{
    return rows[(size_t)row * CR_BLOCK + (size_t)lane];
}

static inline int same_bits(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

/* The count k of n against a known probability: how far off a normal number as rare would be. By
 * the binomial law itself, whose tails are much longer where few are expected; n < 2^32 there. */
static inline double share_z(double k, double n, double p)
{
    if (p < 1e-12 || p > 1 - 1e-12) /* certain, but for rounding */
        return fabs(k - n * p) < 0.5 ? 0 : INFINITY;
    double variance = n * p * (1 - p);
    if (variance > 1e5) /* normal by then; and GSL's counts end at 2^32 */
        return (k - n * p) / sqrt(variance);
    double low = gsl_cdf_binomial_P((unsigned)k, p, (unsigned)n),
           high = k < 1 ? 1 : gsl_cdf_binomial_Q((unsigned)k - 1, p, (unsigned)n);
    if (low >= 0.5 && high >= 0.5)
        return 0;
    return low < high ? gsl_cdf_ugaussian_Pinv(fmax(low, 1e-300))
                      : gsl_cdf_ugaussian_Qinv(fmax(high, 1e-300));
}

#endif
