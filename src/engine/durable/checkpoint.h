/* Long runs: what a walk has found out so far as bytes, in a file that is written whole or not at
 * all, and back. A file is a head (of whoever calls the engine: it says what is played), a body (of
 * the engine) and a checksum.
 *
 * Finished superblocks always are a stretch without gaps, for superblocks are taken in ascending
 * order and a body is packed while no thread works: so a body holds the tallies of the dyadic tree
 * over that stretch, and what quantiles need. */
#ifndef CR_ENGINE_DURABLE_CHECKPOINT_H
#define CR_ENGINE_DURABLE_CHECKPOINT_H

#include "base/pack.h"
#include "engine/options.h"

/* What a run is asked to keep, and to begin with. */
struct cr_long_run {
    const char *path; /* where to keep it; NULL: nowhere */
    double every;     /* seconds from one writing to the next */
    const char *head;
    size_t n_head;
    uint64_t shard, shards;        /* plays the shard-th (from 1) of so many parts; 0: all of it */
    const struct cr_unpack *parts; /* bodies to begin with, in order of their superblocks */
    size_t n_parts;
    uint64_t saved_runs; /* out: of this call's runs, how many stand in the file */
    char problem[256];   /* out: why the file could not be written, or what is odd in a part */
};

/* What a body says about itself. */
struct cr_checkpoint_about {
    bool whole; /* the result was evaluated in one piece: there are no superblocks to go on with */
    uint64_t runs, first, done, end; /* superblocks [first, done) of [first, end) are in it */
};
/* 0: it is none. */
bool cr_checkpoint_look(struct cr_unpack body, struct cr_checkpoint_about *about);

struct cr_run_job;
/* Superblocks [*first, *end) that a shard plays. Shards lie side by side, so that each keeps few
 * stretches of the tree. */
void cr_checkpoint_range(
    const struct cr_long_run *l, uint64_t superblocks, uint64_t *first, uint64_t *end);
/* Writes what is finished. CR_IO with l->problem; the file of before then stays. */
enum cr_status cr_checkpoint_write(const struct cr_run_job *job, struct cr_long_run *l) CR_MUST_USE;
/* For an evaluator that has no superblocks. */
enum cr_status cr_checkpoint_write_whole(struct cr_long_run *l, uint64_t runs) CR_MUST_USE;
/* Takes the parts into a job that has not begun. CR_IO with l->problem when a part is not of this
 * job. job->finished: the first superblock to play. */
enum cr_status cr_checkpoint_begin(
    struct cr_run_job *job, struct cr_arena *arena, struct cr_long_run *l) CR_MUST_USE;

#endif
