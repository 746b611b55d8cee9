/* The tree of finished superblocks.
 *
 * A stretch is a node (level, index) of a dyadic tree. One that is delivered is merged with its
 * sibling as soon as that is there, and so on upwards; both tallies and histograms are then the
 * same whoever finished first. */
#include "engine/walk/finished.h"

/* ---- The dyadic tree ---- */

struct cr_tally *cr_run_job_tally(struct cr_run_job *job, struct cr_arena *arena)
{
    struct cr_tally *tally = NULL;
    cr_lock_acquire(job->lock);
    if (job->spare.n > 0)
        tally = job->spare.at[--job->spare.n];
    cr_lock_release(job->lock);
    if (!tally)
        return cr_tally_new(arena, &job->counted);
    cr_tally_clear(tally, &job->counted);
    return tally;
}

/* Under the lock: takes the sibling of a stretch out of the list, or NULL. */
static struct cr_tally *remove_sibling(struct cr_run_job *job, const struct cr_stretch *s)
{
    for (size_t i = 0; i < job->stretches.n; i++) {
        if (job->stretches.at[i].level == s->level &&
            job->stretches.at[i].index == (s->index ^ 1)) {
            struct cr_tally *found = job->stretches.at[i].tally;
            job->stretches.at[i] = job->stretches.at[--job->stretches.n];
            return found;
        }
    }
    return NULL;
}

/* Puts a finished stretch into the tree, merging upwards while the other half is there: the order
 * of merging depends on the numbers of the superblocks alone. */
void cr_run_job_deliver(struct cr_run_job *job, struct cr_stretch s)
{
    cr_lock_acquire(job->lock);
    struct cr_tally *sibling = remove_sibling(job, &s);
    while (sibling) {
        cr_lock_release(job->lock);
        struct cr_tally *left = s.index & 1 ? sibling : s.tally,
                        *right = s.index & 1 ? s.tally : sibling;
        cr_tally_merge(left, &job->counted, right);
        s = (struct cr_stretch){s.level + 1, s.index / 2, left};
        cr_lock_acquire(job->lock);
        job->spare.at[job->spare.n++] = right;
        sibling = remove_sibling(job, &s);
    }
    job->stretches.at[job->stretches.n++] = s;
    cr_lock_release(job->lock);
}

void cr_run_job_reserve(struct cr_run_job *job, struct cr_arena *arena, int threads)
{
    size_t room = 64 * ((size_t)threads + 4);
    job->stretches.at = CR_NEW(arena, struct cr_stretch, room);
    job->stretches.cap = room;
    job->spare.at = CR_NEW(arena, struct cr_tally *, room);
    job->spare.cap = room;
}

/* All stretches as one, from the left; the tree itself stays as it is. */
static struct cr_tally *counted_whole(const struct cr_run_job *job, struct cr_arena *arena)
{
    struct cr_tally *total = cr_tally_new(arena, &job->counted);
    int top = 64;
    for (uint64_t next = 0;;) {
        const struct cr_stretch *found = NULL;
        for (size_t i = 0; i < job->stretches.n; i++) {
            const struct cr_stretch *s = &job->stretches.at[i];
            if (s->index << s->level == next && s->level <= top)
                found = s;
        }
        if (!found)
            return total;
        cr_tally_merge(total, &job->counted, found->tally);
        next += (uint64_t)1 << found->level;
        top = found->level;
    }
}

struct cr_tally *cr_run_job_whole(struct cr_run_job *job, struct cr_arena *arena)
{
    struct cr_tally *total = counted_whole(job, arena);
    if (!job->settled)
        return total;
    struct cr_tally *tally = cr_tally_new(arena, &job->shape);
    job->ended = total->sums;
    cr_settled_tally(job->settled, total, &job->shape, tally);
    return tally;
}

/* ---- Distributions ---- */

struct cr_histogram **cr_run_job_histograms(const struct cr_run_job *job, struct cr_arena *arena)
{
    if (job->kept || !job->distributions)
        return NULL;
    struct cr_histogram **all = CR_NEW(arena, struct cr_histogram *, job->shape.columns.n);
    for (int c = 0; c < job->shape.columns.n; c++) {
        all[c] = cr_histogram_new(arena);
        cr_histogram_merge(arena, all[c], job->before[c]);
    }
    for (int m = 0; m < cr_team_size(job->team); m++) {
        const struct cr_run_local *local = cr_team_local(job->team, m);
        for (int c = 0; local && c < job->shape.columns.n; c++)
            cr_histogram_merge(arena, all[c], local->histograms[c]);
    }
    return all;
}
