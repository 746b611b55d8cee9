/* The walk: plays runs in blocks, all runs of a block that stand at a node together. Any scenario
 * can be walked. */
#ifndef CR_ENGINE_WALK_WALK_H
#define CR_ENGINE_WALK_WALK_H

#include "engine/walk/plan.h"
#include "engine/policy.h"
#include "program/fault.h"
#include "program/worlds.h"

#define CR_BLOCK 2048
/* Runs whose luck stands by itself: the blocks of a superblock are played in order by one walk. */
#define CR_SUPERBLOCK 65536

/* The worlds of a job: a table, or (too many of them) filled block by block. */
struct cr_world_table {
    struct cr_world_spec spec;
    const double *values; /* [slot * stride + world], or NULL: fill as needed */
    const int *lens_of;   /* [worlds] in a pool, with the table */
    uint64_t stride; /* 0: worlds. Behind the last world the first come again, up to the stride: a
                        block whose worlds stand in a row reads them where they are. */
};

/* What is the same for every block of a job. */
struct cr_walk_job {
    const struct cr_program *program;
    const struct cr_plan *plan;
    const struct cr_policy *policy;
    struct cr_world_table worlds;
    struct cr_luck luck;
    bool script;           /* a block's draws stay to be read until the next one */
    bool record;           /* every block's `taken` stays to be read until the next one */
    uint64_t luck_divisor; /* run r has the luck of run r / luck_divisor: 1, or how many points
                              share it */
    bool (*halt)(void *context); /* asked now and then within a block, which ends where it says so;
                                   NULL: never */
};

/* One block of runs, structure of arrays; lane i is run first + i. A row has CR_BLOCK entries: an
 * array of rows is [row * CR_BLOCK + lane]. walk.c alone writes here, but for what the owner of the
 * walk sets before it plays. */
struct cr_walk {
    /* Given when it is made. */
    const struct cr_walk_job *job;   /* what is the same for every block */
    struct cr_arena *arena;          /* of the block's arrays */
    struct cr_walk_scratch *scratch; /* walk.c's own */
    void *halt_context;              /* set by the owner, for job->halt */

    /* Which runs; set when a block begins. */
    uint64_t first;       /* the first of them */
    int n;                /* how many: lanes */
    const double **slots; /* [slot][lane] of the lane's world */
    uint64_t *luck;       /* a row: the run whose luck a lane has */
    int *lens_of;         /* a row, in a pool: the lens of the lane's world */

    /* Where each lane stands; at the end of a block, where its run ended. */
    double *states;       /* [n_states] rows */
    double *bits;         /* [n_bits] rows of 0 and 1: which branches were taken */
    double *visits;       /* [n_visits] rows */
    double *pays;         /* [n_actors] rows: gained so far, at the end the payoff */
    double *stage;        /* a row: the stage as a number, as expressions see it */
    int *stage_now;       /* a row: the stage, or -1 before the first */
    double *stage_states; /* [n_stages * n_states] rows: the state after the stage's last branch */
    unsigned char *stage_seen; /* [n_stages] rows: whether a branch was taken in it */
    double *weight;            /* a row: likelihood of the evidence so far */
    int *automaton;            /* a row: the state of the policy (engine/policy.h) */

    /* At the end of a block. */
    int *outcome;     /* a row */
    double *measures; /* [n_measures] rows */
    double *utility;  /* [n_actors] rows, where an actor has one */

    /* Totals over the block. */
    double *branch_weight;  /* [n_branches] weight of the visits that took it */
    double *reach;          /* [n_points] weight of the runs that were there at all */
    unsigned char *reached; /* [n_points] rows: the lane was there; NULL without loops */

    /* What stays to be read until the next block. */
    CR_VEC(int) taken;    /* branch, count, lanes, branch, ...: under evidence, or when recording */
    CR_VEC(double) drawn; /* draws in their order, for a script */
    CR_VEC(int) drawn_by; /* which lane drew each */

    /* How it went. */
    struct cr_fault fault; /* of the first lane that failed */

    /* Set by a test: called for every step of lane 0, with step_context. */
    void (*step)(
        void *context, const struct cr_walk *walk, int point, int branch, double probability);
    void *step_context; /* for `step` */
};

/* Arrays for one thread. */
struct cr_walk *cr_walk_new(struct cr_arena *arena, const struct cr_walk_job *job);
/* Told of every node on every way, and of every way's end with the block as it is there. `p`: the
 * branches' shares, p[branch * stride + lane * step]. */
struct cr_walk_visitor {
    void *context;
    void (*node)(void *context, const struct cr_walk *walk, int node, const double *p,
        size_t stride, size_t step);
    void (*end)(void *context, const struct cr_walk *walk, int branch);
};
/* Takes all lanes along every way through a program without loops, evidence, solved decisions and
 * random effects; ways in file order, depth first. CR_INPUT where something is not defined on one
 * of them in some lane, even if luck would never lead there. */
enum cr_status cr_walk_spread(
    struct cr_walk *walk, uint64_t first, int n, const struct cr_walk_visitor *visitor) CR_MUST_USE;
/* Plays runs first .. first + n - 1 (n <= CR_BLOCK). CR_INPUT after a fault (walk->fault,
 * with world and run), CR_INTERRUPTED where the job's `halt` ended it. */
enum cr_status cr_walk_block(struct cr_walk *walk, uint64_t first, int n) CR_MUST_USE;

#endif
