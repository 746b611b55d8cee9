/* What a job has finished so far: tallies of superblocks, merged in a fixed tree, and what
 * quantiles need. The job plays into it, checkpoints are written from it. */
#ifndef CR_ENGINE_WALK_FINISHED_H
#define CR_ENGINE_WALK_FINISHED_H

#include "engine/options.h"
#include "engine/parallel.h"
#include "engine/walk/settled.h"
#include "engine/walk/tally.h"
#include "program/fault.h"
#include "stats/histogram.h"

/* A merged stretch of superblocks: the node (level, index) of the dyadic tree. */
struct cr_stretch {
    int level;
    uint64_t index;
    struct cr_tally *tally;
};

struct cr_run_job {
    struct cr_walk_job walk;
    struct cr_tally_shape shape;
    const struct cr_settled *settled; /* NULL: the ordinary walk */
    struct cr_tally_shape counted;    /* of the tallies of superblocks: `shape`, or that of what the
                                         settled walk counts, */
    const double *ended;              /* and that, when last looked at as a whole */
    const struct cr_run_options *options;
    uint64_t runs;
    struct cr_team *team;
    struct cr_lock *lock;
    CR_VEC(struct cr_stretch)
    stretches; /* under the lock; merged as soon as both halves are there */
    CR_VEC(struct cr_tally *) spare;
    struct cr_arena *arena;      /* grows the two lists; only under the lock, by preallocation */
    double *kept, *kept_weights; /* [column * runs + run]; NULL: histograms */
    uint64_t *world_counts,
        *world_weights; /* [world * n_endings + outcome], [world]: runs; NULL: see the clusters */
    struct cr_fault fault; /* of the earliest superblock that failed */
    uint64_t fault_item;
    uint64_t finished, end;       /* superblocks: played up to here, of those up to there */
    struct cr_histogram **before; /* of superblocks that another process has played */
    double begun, saved;          /* clocks: of the start, of the last checkpoint */
    bool out_of_time, pause;      /* pause: all threads are to stop for a checkpoint */
    double asked;                 /* clock, atomic: when a superblock being played first heard that
                                     all is to stop */
    struct cr_stretch begun_only; /* the first superblock that was dropped; no tally: none was */
    bool distributions;
    bool spreads; /* the spread within every cluster is wanted (engine/walk/tally.h) */
};

struct cr_run_local {
    struct cr_run_job *job;
    double looked;                    /* clock: when progress was last told from within a block */
    struct cr_walk *walk;             /* or: */
    struct cr_settled_room *room;     /* of a settled tree */
    struct cr_histogram **histograms; /* [columns], or NULL */
};

/* Room for every tally that can be waiting at once, however many runs there are: before each
 * superblock that a thread still plays, and behind the last, one a level at most. */
void cr_run_job_reserve(struct cr_run_job *job, struct cr_arena *arena, int threads);
/* An empty tally for a superblock: one that was merged into another, or a new one of `arena`. */
struct cr_tally *cr_run_job_tally(struct cr_run_job *job, struct cr_arena *arena);
/* All finished superblocks as one tally, from the left; the job can go on afterwards. */
struct cr_tally *cr_run_job_whole(struct cr_run_job *job, struct cr_arena *arena);
/* Puts a finished stretch into the tree. */
void cr_run_job_deliver(struct cr_run_job *job, struct cr_stretch s);
/* Of all superblocks so far; NULL where values are kept or no quantiles are wanted. */
struct cr_histogram **cr_run_job_histograms(const struct cr_run_job *job, struct cr_arena *arena);

#endif
