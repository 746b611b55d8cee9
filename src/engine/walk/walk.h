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
    bool script;                /* a block's draws stay to be read until the next one */
    bool record;                /* every block's `taken` stays to be read until the next one */
    uint64_t luck_divisor;      /* run r has the luck of run r / luck_divisor: 1, or how many points
                                   share it */
    int (*halt)(void *context); /* asked now and then within a block, which ends where it says so;
                                   NULL: never */
};

/* One block of runs, structure of arrays; lane i is run first + i. All arrays have CR_BLOCK entries
 * a row. */
struct cr_walk {
    const struct cr_walk_job *job;
    struct cr_arena *arena; /* the block's arrays */
    uint64_t first;
    int n;
    const double **slots;                  /* [slot][lane] */
    double *states, *bits, *visits, *pays; /* [row * CR_BLOCK + lane] */
    double *stage, *weight;
    uint64_t *luck;            /* the run whose luck a lane has */
    double *stage_states;      /* [(stage * n_states + state) * CR_BLOCK + lane] */
    unsigned char *stage_seen; /* [stage * CR_BLOCK + lane] */
    int *lens_of, *automaton, *outcome, *stage_now;
    double *measures, *utility; /* [row * CR_BLOCK + lane] */
    /* Totals over the block: weight of the visits that took each branch, of the runs that were at
     * each node at all. */
    double *branch_weight, *reach;
    unsigned char *reached; /* [n_points * CR_BLOCK]; NULL when the program has no loops */
    CR_VEC(int)
    taken; /* under evidence, or when recording: branch, count, lanes, branch, count, ... */
    CR_VEC(double) drawn; /* in the order of drawing, for a script; and by which lane: */
    CR_VEC(int) drawn_by;
    struct cr_walk_scratch *scratch;
    struct cr_fault fault;
    void *halt_context;
    bool halted;
    /* Set by a replay: called for every step of lane 0. */
    void (*step)(
        void *context, const struct cr_walk *walk, int point, int branch, double probability);
    void *step_context;
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
 * random effects; ways in file order, depth first. 0 where something is not defined on one of them
 * in some lane, even if luck would never lead there. */
int cr_walk_spread(
    struct cr_walk *walk, uint64_t first, int n, const struct cr_walk_visitor *visitor);
/* Plays runs first .. first + n - 1 (n <= CR_BLOCK). 0 after a fault (walk->fault, with world and
 * run), or where the job's `halt` ended it (walk->halted). */
int cr_walk_block(struct cr_walk *walk, uint64_t first, int n);

#endif
