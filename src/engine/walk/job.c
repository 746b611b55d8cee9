/* Plays a walk's job on all threads.
 *
 * Threads take superblocks in ascending order; each is played block by block into a tally, which
 * goes into the dyadic tree of finished ones (finished.c). So the order of sums depends on the
 * numbers of superblocks alone, not on threads. Rounds end at fixed numbers of superblocks,
 * where precision is looked at; for a checkpoint all threads pause. When all is to stop, a
 * superblock gets a while to end, and what was begun behind the first dropped one does not
 * count. */
#include "engine/walk/job.h"

#include "base/seam.h"
#include "engine/durable/checkpoint.h"
#include "program/worlds.h"
#include "stats/error.h"

#include <math.h>
#include <string.h>

/* Values kept to give exact quantiles: this many in all; above it, histograms. */
#define KEEP_VALUES ((uint64_t)1 << 23)
/* Worlds times outcomes up to which every world's own outcomes are counted, where the clusters do
 * not tell. */
#define WORLD_CELLS ((uint64_t)1 << 24)

static void *begin(void *context, struct cr_arena *arena)
{
    struct cr_run_job *job = context;
    struct cr_run_local *local = CR_NEW(arena, struct cr_run_local, 1);
    local->job = job;
    if (job->settled) {
        local->room = cr_settled_room_new(arena, job->settled);
        return local;
    }
    local->walk = cr_walk_new(arena, &job->walk);
    local->walk->halt_context = local;
    if (job->distributions && !job->kept) {
        local->histograms = CR_NEW(arena, struct cr_histogram *, job->shape.columns.n);
        for (int c = 0; c < job->shape.columns.n; c++)
            local->histograms[c] = cr_histogram_new(arena);
    }
    return local;
}

static void count_worlds(struct cr_run_job *job, const struct cr_walk *w)
{
    uint64_t n_endings = (uint64_t)job->walk.program->n_endings;
    for (int i = 0; job->world_counts && i < w->n; i++) {
        uint64_t world = (w->first + (uint64_t)i) % job->walk.worlds.spec.worlds;
        cr_shared_add(&job->world_counts[world * n_endings + (uint64_t)w->outcome[i]], 1);
        cr_shared_add(&job->world_weights[world], 1);
    }
}

static void add_to_histogram(
    struct cr_histogram *h, const double *row, const uint64_t *units, size_t n)
{
    if (units)
        cr_histogram_add_units(h, row, units, n);
    else
        cr_histogram_add(h, row, NULL, n);
}

static void add_values(struct cr_run_job *job, struct cr_run_local *local)
{
    if (!job->distributions)
        return;
    const struct cr_walk *w = local->walk;
    bool weighted = job->walk.program->has_evidence;
    uint64_t units[CR_BLOCK];
    if (weighted && !job->kept)
        cr_histogram_units(w->weight, units, (size_t)w->n);
    for (int c = 0; c < job->shape.columns.n; c++) {
        if (!cr_column_used(job->walk.program, &job->shape.columns, c))
            continue;
        const double *row = cr_column_row(w, &job->shape.columns, c);
        if (job->kept)
            memcpy(&job->kept[(uint64_t)c * job->runs + w->first], row, (size_t)w->n * sizeof *row);
        else
            add_to_histogram(local->histograms[c], row, weighted ? units : NULL, (size_t)w->n);
    }
    if (job->kept_weights)
        memcpy(&job->kept_weights[w->first], w->weight, (size_t)w->n * sizeof *w->weight);
}

/* ---- One superblock ---- */

static void keep_fault(struct cr_run_job *job, const struct cr_fault *fault, uint64_t item)
{
    cr_lock_acquire(job->lock);
    if (!job->fault.set || item < job->fault_item) {
        job->fault = *fault;
        job->fault_item = item;
    }
    cr_lock_release(job->lock);
}

/* Keeps what was played of the first superblock that is dropped. */
static enum cr_status save_dropped(struct cr_run_job *job, struct cr_stretch s)
{
    cr_lock_acquire(job->lock);
    if (!job->begun_only.tally || s.index < job->begun_only.index)
        job->begun_only = s;
    cr_lock_release(job->lock);
    return CR_INTERRUPTED;
}

static enum cr_status superblock(void *context, void *what, struct cr_arena *arena, uint64_t item)
{
    struct cr_run_job *job = context;
    struct cr_run_local *local = what;
    uint64_t from = item * CR_SUPERBLOCK,
             to = from + CR_SUPERBLOCK < job->runs ? from + CR_SUPERBLOCK : job->runs;
    struct cr_tally *tally = cr_run_job_tally(job, arena);
    for (uint64_t run = from; run < to; run += CR_BLOCK) {
        int n = to - run < CR_BLOCK ? (int)(to - run) : CR_BLOCK;
        if (job->settled) {
            cr_settled_block(local->room, run, n);
            continue;
        }
        enum cr_status status = cr_walk_block(local->walk, run, n);
        if (status == CR_INTERRUPTED)
            return save_dropped(job, (struct cr_stretch){0, item, tally});
        if (status != CR_OK) {
            keep_fault(job, &local->walk->fault, item);
            return status;
        }
        cr_tally_block(tally, &job->shape, local->walk);
        count_worlds(job, local->walk);
        add_values(job, local);
    }
    if (job->settled)
        cr_settled_count(local->room, tally);
    cr_run_job_deliver(job, (struct cr_stretch){0, item, tally});
    return CR_OK;
}

static bool out_of_time(const struct cr_run_job *job, double now)
{
    return job->options->spec.max_seconds > 0 && now - job->begun > job->options->spec.max_seconds;
}

static bool report_progress(struct cr_run_job *job, uint64_t done)
{
    const struct cr_run_options *o = job->options;
    double runs = (double)(job->finished + done) * CR_SUPERBLOCK, total = (double)job->runs;
    return o->spec.progress && o->spec.progress(o->spec.progress_context, fmin(runs, total), total);
}

static bool tick(void *context, uint64_t done)
{
    struct cr_run_job *job = context;
    const struct cr_long_run *l = job->options->long_run;
    double now = cr_seam_clock();
    if (report_progress(job, done))
        return true;
    if (out_of_time(job, now)) {
        job->out_of_time = true;
        return true;
    }
    job->pause = l && l->path && now - job->saved >= l->every;
    return job->pause;
}

/* Asked by a walk in the middle of a block. When all is to stop, a superblock gets a while to be
 * finished, which is enough for all but the longest futures. */
static bool halt(void *what)
{
    const double patience = 0.5, between = 0.1;
    struct cr_run_local *local = what;
    struct cr_run_job *job = local->job;
    double now = cr_seam_clock(), asked;
    __atomic_load(&job->asked, &asked, __ATOMIC_ACQUIRE);
    if (asked > 0)
        return now - asked > patience;
    bool stop = cr_seam_stopped() || out_of_time(job, now);
    if (!stop && cr_team_local(job->team, 0) == local && now - local->looked > between) {
        stop = report_progress(job, 0);
        local->looked = now;
    }
    if (stop)
        __atomic_store(&job->asked, &now, __ATOMIC_RELEASE);
    return false;
}

static double sum_of(const double *x, int n)
{
    double total = 0;
    for (int i = 0; i < n; i++)
        total += x[i];
    return total;
}

double cr_run_job_effective(const struct cr_tally_shape *s, const struct cr_tally *t)
{
    double weight = sum_of(&t->sums[s->at_weight], s->clusters),
           square = sum_of(&t->sums[s->at_square], s->clusters);
    return square > 0 ? weight * weight / square : 0;
}

size_t cr_run_job_designs(const struct cr_run_job *job)
{
    const struct cr_world_spec *spec = &job->walk.worlds.spec;
    return cr_world_designs(spec->sampling, spec->worlds);
}

struct cr_share cr_run_job_share(
    const struct cr_run_job *job, const struct cr_tally *t, const double *y)
{
    const struct cr_tally_shape *s = &job->shape;
    const double *w = &t->sums[s->at_weight];
    double total = sum_of(w, s->clusters), count = sum_of(y, s->clusters), p = count / total;
    struct cr_error e = s->clusters == 1
                            ? cr_counted_error(p, total)
                            : cr_ratio_error(y, w, (size_t)s->clusters, cr_run_job_designs(job));
    e = cr_share_error(p, cr_run_job_effective(s, t), (double)s->worlds, &e);
    struct cr_share share = {.share = p,
        .se = e.se,
        .low = e.low,
        .high = e.high,
        .q05 = NAN,
        .q25 = NAN,
        .q50 = NAN,
        .q75 = NAN,
        .q95 = NAN,
        .count = count};
    return share;
}

double cr_run_job_error(const struct cr_run_job *job, const struct cr_tally *t)
{
    const struct cr_tally_shape *s = &job->shape;
    double worst = 0;
    for (int o = 0; o < s->program->n_endings; o++) {
        struct cr_share share =
            cr_run_job_share(job, t, &t->sums[s->at_outcomes + (size_t)o * (size_t)s->clusters]);
        worst = fmax(worst, cr_error_half(share.share, share.low, share.high));
    }
    return worst;
}

/* After superblocks were dropped: what was played behind the first of them does not count, and
 * where values were only counted, too much was. */
static void leave_out_dropped(struct cr_run_job *job)
{
    size_t kept = 0;
    for (size_t i = 0; i < job->stretches.n; i++)
        if (job->stretches.at[i].index << job->stretches.at[i].level < job->finished)
            job->stretches.at[kept++] = job->stretches.at[i];
    job->stretches.n = kept;
    job->distributions = job->distributions && job->kept;
    job->world_counts = NULL;
}

static void prepare(struct cr_run_job *job, struct cr_arena *arena)
{
    const struct cr_program *p = job->walk.program;
    uint64_t worlds = job->walk.worlds.spec.worlds;
    cr_tally_shape_init(&job->shape, arena, p, worlds, job->options->clusters);
    job->shape.spreads = job->spreads;
    job->lock = cr_lock_new(arena);
    job->walk.plan = cr_plan_new(arena, p);
    if (!job->options->clusters && !job->spreads)
        job->settled = cr_settled_new(arena, &job->walk, &job->shape, job->runs);
    job->counted = job->settled ? cr_settled_shape(job->settled, &job->shape) : job->shape;
    if (job->settled) /* its distributions are in the counts */
        job->distributions = false;
    if (job->distributions && job->runs * (uint64_t)job->shape.columns.n <= KEEP_VALUES) {
        job->kept = CR_NEW(arena, double, job->runs *(uint64_t)job->shape.columns.n);
        job->kept_weights = p->has_evidence ? CR_NEW(arena, double, job->runs) : NULL;
    }
    if (job->distributions && (uint64_t)job->shape.clusters < worlds && !p->has_evidence &&
        worlds * (uint64_t)p->n_endings <= WORLD_CELLS) {
        job->world_counts = CR_NEW(arena, uint64_t, worlds * (uint64_t)p->n_endings);
        job->world_weights = CR_NEW(arena, uint64_t, worlds);
    }
}

/* Plays up to superblock `end`, with pauses in which all threads rest and a checkpoint is written.
 */
static enum cr_status play_to(struct cr_run_job *job, uint64_t end)
{
    for (;;) {
        struct cr_parallel work = {.first = job->finished,
            .end = end,
            .threads = job->options->spec.threads,
            .context = job,
            .begin = begin,
            .work = superblock,
            .tick = tick};
        job->pause = false;
        enum cr_status status = cr_team_run(job->team, &work, &job->finished);
        if (job->begun_only.tally)
            report_progress(job, 0); /* what is left to do takes its time, too */
        if (status != CR_INTERRUPTED || !job->pause || job->begun_only.tally)
            return status;
        status = cr_checkpoint_write(job, job->options->long_run);
        if (status != CR_OK)
            return status;
        job->saved = cr_seam_clock();
    }
}

/* Plays in rounds that end at fixed numbers of superblocks, so that a stop by precision depends
 * neither on threads nor on where a run was resumed. */
static enum cr_status play(struct cr_run_job *job, struct cr_arena *arena, bool *met)
{
    double wanted = job->options->spec.precision;
    *met = wanted <= 0;
    uint64_t first = (job->options->plan.first + CR_SUPERBLOCK - 1) / CR_SUPERBLOCK;
    for (uint64_t round = wanted <= 0 ? job->end : first ? first : 1;; round += (round + 1) / 2) {
        uint64_t end = round < job->end ? round : job->end;
        if (end < job->finished)
            continue;
        enum cr_status status = end > job->finished ? play_to(job, end) : CR_OK;
        if (status != CR_OK)
            return status;
        *met = wanted <= 0 || cr_run_job_error(job, cr_run_job_whole(job, arena)) <= wanted;
        if (*met)
            job->end = end; /* the rest is not wanted, and a checkpoint is that of a whole run */
        if (end == job->end)
            return CR_OK;
    }
}

/* The last checkpoint. Counts that hold dropped superblocks are not written: the one of before
 * stays. */
static enum cr_status keep_last(struct cr_run_job *job)
{
    bool counts = job->world_counts || (job->distributions && !job->kept);
    if (!job->begun_only.tally)
        return cr_checkpoint_write(job, job->options->long_run);
    leave_out_dropped(job);
    enum cr_status written = counts ? CR_OK : cr_checkpoint_write(job, job->options->long_run);
    if (job->begun_only.index == job->finished && job->begun_only.tally->runs > 0)
        cr_run_job_deliver(job, job->begun_only);
    job->out_of_time = out_of_time(job, cr_seam_clock()) && !cr_seam_stopped();
    return written;
}

enum cr_status cr_run_job_play(
    struct cr_run_job *job, struct cr_arena *arena, bool distributions, bool *met)
{
    job->distributions = distributions;
    job->begun = cr_seam_clock();
    if (job->walk.luck_divisor == 0)
        job->walk.luck_divisor = 1;
    job->walk.halt = halt;
    prepare(job, arena);
    job->team = cr_team_new(arena, job->options->spec.threads);
    cr_run_job_reserve(job, arena, cr_team_size(job->team));
    struct cr_long_run *l = job->options->long_run;
    enum cr_status status = cr_checkpoint_begin(job, arena, l), written;
    if (status == CR_IO)
        job->stretches.n = 0; /* of a part that fits nowhere, nothing counts */
    if (status == CR_OK)      /* at once: a folder that cannot be written to is better known now */
        status = cr_checkpoint_write(job, l);
    if (status != CR_OK)
        return status;
    job->saved = cr_seam_clock();
    status = play(job, arena, met);
    if (status != CR_OK && status != CR_INTERRUPTED)
        return status; /* of what was played, something may be missing: the file of before stays */
    written = keep_last(job);
    return written != CR_OK ? written : status;
}
