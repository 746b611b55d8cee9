/* Writes what a job has finished as a file, and reads such files into a job that is to begin.
 *
 * A body is the shape of the job in a few numbers (a part of another job differs in one of
 * them), the stretches of the dyadic tree with their tallies, and what quantiles need. A
 * checksum stands at the end. Parts must lie side by side; what does not fit is a sentence in
 * the long run's `problem`. */
#include "engine/durable/checkpoint.h"

#include "base/seam.h"
#include "base/source.h"
#include "engine/walk/finished.h"

#include <stdio.h>
#include <string.h>

/* Stretches of a body: at most two a level, 48 levels. */
enum { MOST_STRETCHES = 96, MOST_WAITING = 192 };
enum { WHOLE = 1, WALK = 2, DIGEST = 64 /* of the checksum, in hex */ };

/* ---- The parts of a body ---- */

static uint64_t runs_until(const struct cr_run_job *job, uint64_t superblock)
{
    uint64_t runs = superblock * CR_SUPERBLOCK;
    return runs < job->runs ? runs : job->runs;
}

/* What the arrays' lengths follow from; of another job, some number of these differs. */
static size_t shape_words(const struct cr_run_job *job, uint64_t words[10])
{
    const struct cr_tally_shape *s = &job->counted;
    const uint64_t all[10] = {CR_SUPERBLOCK, s->n_sums, (uint64_t)s->n_moments,
        (uint64_t)s->columns.n, s->worlds, (uint64_t)s->clusters, (uint64_t)s->program->n_endings,
        job->distributions, job->kept != NULL, job->world_counts != NULL};
    memcpy(words, all, sizeof all);
    return 10;
}

static void pack_tally(
    struct cr_pack *pack, const struct cr_tally_shape *s, const struct cr_tally *t)
{
    cr_pack_word(pack, t->runs);
    cr_pack_doubles(pack, t->sums, s->n_sums);
    for (int i = 0; i < s->n_moments; i++) {
        const struct cr_moments *m = &t->moments[i];
        const double all[9] = {
            m->n, m->weight, m->weight2, m->mean, m->m2, m->m3, m->m4, m->min, m->max};
        cr_pack_doubles(pack, all, 9);
    }
}

static void unpack_tally(struct cr_unpack *from, const struct cr_tally_shape *s, struct cr_tally *t)
{
    t->runs = cr_unpack_word(from);
    cr_unpack_doubles(from, t->sums, s->n_sums);
    for (int i = 0; i < s->n_moments; i++) {
        double all[9];
        cr_unpack_doubles(from, all, 9);
        t->moments[i] = (struct cr_moments){
            all[0], all[1], all[2], all[3], all[4], all[5], all[6], all[7], all[8]};
    }
}

static void pack_quantiles(struct cr_pack *pack, const struct cr_run_job *job,
    struct cr_histogram *const *histograms, uint64_t first, uint64_t done)
{
    uint64_t from = runs_until(job, first), n = runs_until(job, done) - from;
    for (int c = 0; c < job->shape.columns.n && job->distributions; c++) {
        if (job->kept)
            cr_pack_doubles(pack, &job->kept[(uint64_t)c * job->runs + from], n);
        else
            cr_histogram_pack(histograms[c], pack);
    }
    if (job->kept_weights)
        cr_pack_doubles(pack, &job->kept_weights[from], n);
}

static void unpack_quantiles(struct cr_unpack *in, struct cr_run_job *job, struct cr_arena *arena,
    uint64_t first, uint64_t done)
{
    uint64_t from = runs_until(job, first), n = runs_until(job, done) - from;
    for (int c = 0; c < job->shape.columns.n && job->distributions; c++) {
        if (job->kept)
            cr_unpack_doubles(in, &job->kept[(uint64_t)c * job->runs + from], n);
        else
            cr_histogram_unpack(arena, job->before[c], in);
    }
    if (job->kept_weights)
        cr_unpack_doubles(in, &job->kept_weights[from], n);
}

static uint64_t world_cells(const struct cr_run_job *job)
{
    return job->world_counts ? job->shape.worlds * (uint64_t)job->shape.program->n_endings : 0;
}

static void pack_body(struct cr_pack *pack, const struct cr_run_job *job,
    struct cr_histogram *const *histograms, uint64_t first, uint64_t end)
{
    uint64_t words[10], cells = world_cells(job);
    cr_pack_word(pack, WALK);
    cr_pack_word(pack, job->runs);
    cr_pack_word(pack, first);
    cr_pack_word(pack, job->finished);
    cr_pack_word(pack, end);
    for (size_t i = 0, n = shape_words(job, words); i < n; i++)
        cr_pack_word(pack, words[i]);
    cr_pack_word(pack, job->stretches.n);
    for (size_t i = 0; i < job->stretches.n; i++) {
        cr_pack_word(pack, (uint64_t)job->stretches.at[i].level);
        cr_pack_word(pack, job->stretches.at[i].index);
        pack_tally(pack, &job->counted, job->stretches.at[i].tally);
    }
    pack_quantiles(pack, job, histograms, first, job->finished);
    for (uint64_t i = 0; i < cells; i++)
        cr_pack_count(pack, job->world_counts[i]);
    for (uint64_t i = 0; cells && i < job->shape.worlds; i++)
        cr_pack_count(pack, job->world_weights[i]);
}

/* ---- Reading ---- */

bool cr_checkpoint_look(struct cr_unpack body, struct cr_checkpoint_about *about)
{
    uint64_t kind = cr_unpack_word(&body);
    about->whole = kind == WHOLE;
    about->runs = cr_unpack_word(&body);
    about->first = cr_unpack_word(&body);
    about->done = cr_unpack_word(&body);
    about->end = cr_unpack_word(&body);
    return !body.bad && (kind == WHOLE || kind == WALK) && about->first <= about->done &&
           about->done <= about->end && about->end <= UINT64_MAX / CR_SUPERBLOCK;
}

/* Whether a stretch may be there: within [first, done). */
static bool fits(const struct cr_checkpoint_about *about, uint64_t level, uint64_t index)
{
    return level < 48 && index <= about->done >> level && index << level >= about->first &&
           (index + 1) << level <= about->done;
}

static bool unpack_part(struct cr_run_job *job, struct cr_arena *arena, struct cr_unpack in,
    const struct cr_checkpoint_about *about)
{
    uint64_t words[10], played = 0;
    cr_unpack_bytes(&in, 5 * 8); /* what `about` holds */
    for (size_t i = 0, n = shape_words(job, words); i < n; i++)
        in.bad |= cr_unpack_word(&in) != words[i];
    uint64_t stretches = cr_unpack_word(&in);
    for (uint64_t i = 0; i < stretches && i < MOST_STRETCHES && !in.bad; i++) {
        uint64_t level = cr_unpack_word(&in), index = cr_unpack_word(&in);
        if (in.bad || !fits(about, level, index) || job->stretches.n >= MOST_WAITING)
            return false;
        struct cr_tally *tally =
            job->spare.n ? job->spare.at[--job->spare.n] : cr_tally_new(arena, &job->counted);
        unpack_tally(&in, &job->counted, tally);
        played += tally->runs;
        cr_run_job_deliver(job, (struct cr_stretch){(int)level, index, tally});
    }
    unpack_quantiles(&in, job, arena, about->first, about->done);
    uint64_t cells = world_cells(job);
    for (uint64_t i = 0; i < cells; i++)
        job->world_counts[i] += cr_unpack_count(&in);
    for (uint64_t i = 0; cells && i < job->shape.worlds; i++)
        job->world_weights[i] += cr_unpack_count(&in);
    return !in.bad && in.at == in.end &&
           played == runs_until(job, about->done) - runs_until(job, about->first);
}

void cr_checkpoint_range(
    const struct cr_long_run *l, uint64_t superblocks, uint64_t *first, uint64_t *end)
{
    *first = 0;
    *end = superblocks;
    if (l && l->shards) { /* at most 2^37 superblocks, and 2^20 shards */
        *first = superblocks * (l->shard - 1) / l->shards;
        *end = superblocks * l->shard / l->shards;
    }
}

enum cr_status cr_checkpoint_begin(
    struct cr_run_job *job, struct cr_arena *arena, struct cr_long_run *l)
{
    uint64_t superblocks = (job->runs + CR_SUPERBLOCK - 1) / CR_SUPERBLOCK;
    cr_checkpoint_range(l, superblocks, &job->finished, &job->end);
    job->before = CR_NEW(arena, struct cr_histogram *, job->shape.columns.n);
    for (int c = 0; c < job->shape.columns.n && job->distributions && !job->kept; c++)
        job->before[c] = cr_histogram_new(arena);
    for (size_t i = 0; l && i < l->n_parts; i++) {
        struct cr_checkpoint_about about;
        bool ok = cr_checkpoint_look(l->parts[i], &about);
        if (ok && about.whole)
            continue;
        if (!ok || about.runs != job->runs || about.first != job->finished ||
            about.end > job->end || !unpack_part(job, arena, l->parts[i], &about)) {
            snprintf(l->problem, sizeof l->problem,
                "what was kept does not fit what is to be played, though the checksum is right");
            return CR_IO;
        }
        job->finished = about.done;
    }
    return CR_OK;
}

/* ---- Writing ---- */

/* The file in memory: head, body, checksum. `job` NULL: evaluated in one piece. */
static char *file_of(struct cr_arena *scratch, const struct cr_run_job *job,
    struct cr_histogram *const *histograms, const struct cr_long_run *l, uint64_t runs, size_t *n)
{
    struct cr_pack pack = {0};
    uint64_t first = 0, end = 0;
    if (job)
        cr_checkpoint_range(l, (job->runs + CR_SUPERBLOCK - 1) / CR_SUPERBLOCK, &first, &end);
    if (job) /* it may have been precise enough before */
        end = job->end;
    for (int pass = 0; pass < 2; pass++) {
        if (pass)
            pack.at = CR_NEW(scratch, unsigned char, pack.n + DIGEST + 2);
        pack.n = 0;
        cr_pack_bytes(&pack, l->head, l->n_head);
        if (job)
            pack_body(&pack, job, histograms, first, end);
        const uint64_t whole[5] = {WHOLE, runs, 0, 0, 0};
        for (int i = 0; !job && i < 5; i++)
            cr_pack_word(&pack, whole[i]);
    }
    cr_sha256((const char *)pack.at, pack.n, (char *)pack.at + pack.n);
    pack.at[pack.n + DIGEST] = '\n';
    *n = pack.n + DIGEST + 1;
    return (char *)pack.at;
}

struct writing {
    const struct cr_run_job *job;
    struct cr_long_run *l;
    uint64_t runs;
};

static enum cr_status write_file(struct cr_arena *scratch, struct cr_arena *arena, void *context)
{
    const struct writing *w = context;
    (void)arena;
    size_t n;
    char *bytes = file_of(
        scratch, w->job, w->job ? cr_run_job_histograms(w->job, scratch) : NULL, w->l, w->runs, &n);
    return cr_seam_write(w->l->path, bytes, n, 1, w->l->problem);
}

/* What it takes is gone before the run goes on, which a shortage here does not end. */
static enum cr_status write_guarded(
    const struct cr_run_job *job, struct cr_long_run *l, uint64_t runs)
{
    struct writing w = {job, l, runs};
    return cr_with_work(NULL, write_file, &w);
}

enum cr_status cr_checkpoint_write(const struct cr_run_job *job, struct cr_long_run *l)
{
    if (!l || !l->path)
        return CR_OK;
    enum cr_status status = write_guarded(job, l, job->runs);
    uint64_t first, end;
    cr_checkpoint_range(l, (job->runs + CR_SUPERBLOCK - 1) / CR_SUPERBLOCK, &first, &end);
    if (status == CR_OK)
        l->saved_runs = runs_until(job, job->finished) - runs_until(job, first);
    return status;
}

enum cr_status cr_checkpoint_write_whole(struct cr_long_run *l, uint64_t runs)
{
    return l && l->path ? write_guarded(NULL, l, runs) : CR_OK;
}
