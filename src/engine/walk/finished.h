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

/* A job. What is given is set before it is played; what is under the lock is written by every
 * thread. */
struct cr_run_job {
    /* Given (walk/run.c, points.c). */
    struct cr_walk_job walk;              /* what every block has in common */
    const struct cr_run_options *options; /* options of the call */
    uint64_t runs; /* how many runs are to be played in all, shards together */
    bool spreads;  /* the spread within every cluster is wanted (engine/walk/tally.h) */

    /* Prepared (job.c), before a thread begins. */
    struct cr_tally_shape shape; /* shape of the tally that the result is made of */
    struct cr_tally_shape
        counted; /* shape of the tallies of superblocks: `shape`, or the settled walk's */
    const struct cr_settled *settled; /* NULL: the ordinary walk */
    bool distributions;               /* quantiles are wanted; false again where they are lost */
    double *kept;                     /* [column * runs + run] values; NULL: histograms */
    double *kept_weights;             /* [run] under evidence, else NULL */
    uint64_t *world_counts;       /* [world * n_endings + outcome] runs; NULL: see the clusters */
    uint64_t *world_weights;      /* [world] runs, with world_counts */
    struct cr_histogram **before; /* histograms of superblocks that another process has played */
    uint64_t end;                 /* superblocks this call plays up to */
    struct cr_team *team;         /* the threads */
    struct cr_lock *lock;         /* guards the members of the next group */

    /* Under the lock, by every thread (finished.c, job.c). */
    CR_VEC(struct cr_stretch) stretches; /* merged as soon as both halves are there */
    CR_VEC(struct cr_tally *) spare;     /* tallies that were merged into others */
    struct cr_stretch begun_only;        /* the first superblock that was dropped; no tally: none */
    struct cr_fault fault;               /* fault of the earliest superblock that failed */
    uint64_t fault_item;                 /* the number of that superblock */

    /* By the calling thread, between rounds and when it looks at the clock (job.c). */
    uint64_t finished;   /* superblocks played so far, without gaps */
    double begun;        /* clock at the start */
    double saved;        /* clock at the last checkpoint */
    bool out_of_time;    /* options->max_seconds are over */
    bool pause;          /* all threads are to stop for a checkpoint */
    double asked;        /* clock, atomic: when a superblock being played first heard that all is to
                            stop */
    const double *ended; /* the settled walk's sums, when last looked at as a whole */
};

/* A thread's part of a job. */
struct cr_run_local {
    struct cr_run_job *job;       /* the job */
    double looked;                /* clock: when progress was last reported from within a block */
    struct cr_walk *walk;         /* the ordinary walk; NULL with `room` */
    struct cr_settled_room *room; /* a settled tree's; NULL with `walk` */
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
