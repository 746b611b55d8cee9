/* Threads. Items 0, 1, 2, ... are taken in ascending order by whoever is free; what an item
 * computes must not depend on who computes it. The only file of the project that knows threads. */
#ifndef CR_ENGINE_PARALLEL_H
#define CR_ENGINE_PARALLEL_H

#include "engine/options.h"

struct cr_parallel {
    uint64_t first, end; /* items [first, end) */
    int threads;         /* 0: one per processor */
    void *context;
    /* What a thread needs for itself, in its arena (which lives until cr_parallel_free). */
    void *(*begin)(void *context, struct cr_arena *arena);
    /* Does one item. What is not CR_OK stops everything: CR_INTERRUPTED says that the item was
     * dropped in the middle, because the whole is to stop; the rest is a fault, which the callee
     * has kept. */
    enum cr_status (*work)(void *context, void *local, struct cr_arena *arena, uint64_t item);
    /* Called from the calling thread between items; `done` items are finished. True: take no
     * more items. */
    bool (*tick)(void *context, uint64_t done);
};

struct cr_team; /* threads' arenas and local data, kept from one call to the next */
struct cr_team *cr_team_new(struct cr_arena *arena, int threads);
/* Runs the items. *finished: all of [first, *finished) are done, whatever happened. CR_OK,
 * CR_INTERRUPTED (tick said so, or an item was dropped), CR_INPUT (an item failed), CR_MEMORY.
 */
enum cr_status cr_team_run(
    struct cr_team *team, const struct cr_parallel *job, uint64_t *finished) CR_MUST_USE;
int cr_team_size(const struct cr_team *team);
/* What `begin` returned for a member, or NULL if it never worked. */
void *cr_team_local(const struct cr_team *team, int member);

/* A lock for what items share. */
struct cr_lock;
struct cr_lock *cr_lock_new(struct cr_arena *arena);
void cr_lock_acquire(struct cr_lock *lock);
void cr_lock_release(struct cr_lock *lock);
/* Adds to a counter that threads share. */
void cr_shared_add(uint64_t *counter, uint64_t amount);

#endif
