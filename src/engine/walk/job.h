/* A walk's job: superblocks played by a team and merged in a fixed tree. What comes out is a tally;
 * walk/run.c and points.c make results of it. */
#ifndef CR_ENGINE_WALK_JOB_H
#define CR_ENGINE_WALK_JOB_H

#include "engine/walk/finished.h"

/* Plays job->runs runs (of a shard: its part). Told to stop, it ends with the superblocks at hand,
 * or, where these take long, with the last whole block of runs. CR_IO: the checkpoint could not be
 * written; what was played is whole. *met: the wanted precision was reached (or none was wanted).
 * Before: walk.program, policy, seed, worlds, luck_divisor, options, runs are set; `distributions`:
 * whether quantiles will be asked for. */
enum cr_status cr_run_job_play(
    struct cr_run_job *job, struct cr_arena *arena, bool distributions, bool *met) CR_MUST_USE;
/* The largest 95 % error of an outcome's share. */
double cr_run_job_error(const struct cr_run_job *job, const struct cr_tally *tally);
/* Of what has the total y[g] in cluster g. */
struct cr_share cr_run_job_share(
    const struct cr_run_job *job, const struct cr_tally *tally, const double *y);
/* Effective number of runs (weight^2 / sum of squares: Kish 1965, section 8.2). */
double cr_run_job_effective(const struct cr_tally_shape *shape, const struct cr_tally *tally);
/* Designs that the worlds were drawn in; 0 where every cluster is independent. */
size_t cr_run_job_designs(const struct cr_run_job *job);

#endif
