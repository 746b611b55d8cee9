#include "engine/parallel.h"
#include "engine/run.h"
#include "engine/tally.h"

#include "base/fmath.h"
#include "base/seam.h"
#include "stats/histogram.h"
#include "stats/interval.h"
#include "stats/quantile.h"

#include <math.h>
#include <string.h>

/* Values kept to give exact quantiles: this many in all; above it, histograms. */
#define KEEP_VALUES ((uint64_t)1 << 23)
/* Worlds times slots up to which all worlds are worked out once. */
#define TABLE_VALUES ((uint64_t)1 << 25)
/* Worlds times outcomes up to which every world's own outcomes are counted. */
#define WORLD_CELLS ((uint64_t)1 << 24)
/* Weights are counted per world in units of this. */
#define WEIGHT_UNIT 4294967296.0

static const double levels[5] = {0.05, 0.25, 0.5, 0.75, 0.95};

/* A merged stretch of superblocks: the node (level, index) of the dyadic tree. */
struct stretch {
    int level;
    uint64_t index;
    struct cr_tally *tally;
};

struct run_job {
    struct cr_walk_job walk;
    struct cr_tally_shape shape;
    const struct cr_run_options *options;
    uint64_t runs;
    struct cr_lock *lock;
    CR_VEC(struct stretch) stretches; /* under the lock; merged as soon as both halves are there */
    CR_VEC(struct cr_tally *) spare;
    struct cr_arena *arena;      /* grows the two lists; only under the lock, by preallocation */
    double *kept, *kept_weights; /* [column * runs + run]; NULL: histograms */
    uint64_t *world_counts, *world_weights; /* [world * n_endings + outcome], [world] */
    struct cr_fault fault;                  /* of the earliest superblock that failed */
    uint64_t fault_item;
    double begun;
    bool out_of_time;
};

struct local {
    struct cr_walk *walk;
    struct cr_histogram **histograms; /* [columns], or NULL */
};

static void *begin(void *context, struct cr_arena *arena)
{
    struct run_job *job = context;
    struct local *local = CR_NEW(arena, struct local, 1);
    local->walk = cr_walk_new(arena, &job->walk);
    if (!job->kept) {
        local->histograms = CR_NEW(arena, struct cr_histogram *, job->shape.columns.n);
        for (int c = 0; c < job->shape.columns.n; c++)
            local->histograms[c] = cr_histogram_new(arena);
    }
    return local;
}

static void count_worlds(struct run_job *job, const struct cr_walk *w)
{
    const struct cr_program *p = job->walk.program;
    for (int i = 0; job->world_counts && i < w->n; i++) {
        uint64_t world = (w->first + (uint64_t)i) % job->walk.worlds.spec.worlds;
        uint64_t units = p->has_evidence ? (uint64_t)(w->weight[i] * WEIGHT_UNIT + 0.5) : 1;
        cr_shared_add(
            &job->world_counts[world * (uint64_t)p->n_endings + (uint64_t)w->outcome[i]], units);
        cr_shared_add(&job->world_weights[world], units);
    }
}

static void keep(struct run_job *job, struct local *local)
{
    const struct cr_walk *w = local->walk;
    const double *weights = job->walk.program->has_evidence ? w->weight : NULL;
    for (int c = 0; c < job->shape.columns.n; c++) {
        const double *row = cr_column_row(w, &job->shape.columns, c);
        if (job->kept)
            memcpy(&job->kept[(uint64_t)c * job->runs + w->first], row, (size_t)w->n * sizeof *row);
        else
            cr_histogram_add(local->histograms[c], row, weights, (size_t)w->n);
    }
    if (job->kept_weights)
        memcpy(&job->kept_weights[w->first], w->weight, (size_t)w->n * sizeof *w->weight);
}

/* ---- The dyadic tree ---- */

static struct cr_tally *spare_tally(struct run_job *job, struct cr_arena *arena)
{
    struct cr_tally *tally = NULL;
    cr_lock_take(job->lock);
    if (job->spare.n > 0)
        tally = job->spare.at[--job->spare.n];
    cr_lock_give(job->lock);
    if (!tally)
        return cr_tally_new(arena, &job->shape);
    cr_tally_clear(tally, &job->shape);
    return tally;
}

/* Under the lock: takes the sibling of a stretch out of the list, or NULL. */
static struct cr_tally *take_sibling(struct run_job *job, const struct stretch *s)
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
static void deliver(struct run_job *job, struct stretch s)
{
    cr_lock_take(job->lock);
    struct cr_tally *sibling = take_sibling(job, &s);
    while (sibling) {
        cr_lock_give(job->lock);
        struct cr_tally *left = s.index & 1 ? sibling : s.tally,
                        *right = s.index & 1 ? s.tally : sibling;
        cr_tally_merge(left, &job->shape, right);
        s = (struct stretch){s.level + 1, s.index / 2, left};
        cr_lock_take(job->lock);
        job->spare.at[job->spare.n++] = right;
        sibling = take_sibling(job, &s);
    }
    job->stretches.at[job->stretches.n++] = s;
    cr_lock_give(job->lock);
}

/* Room for every tally that can be waiting at once: a few a thread and level. */
static void reserve(struct run_job *job, struct cr_arena *arena, uint64_t superblocks)
{
    size_t room = superblocks + 64 < 65536 ? superblocks + 64 : 65536;
    job->stretches.at = CR_NEW(arena, struct stretch, room);
    job->stretches.cap = room;
    job->spare.at = CR_NEW(arena, struct cr_tally *, room);
    job->spare.cap = room;
}

/* All stretches as one, from the left; the tree itself stays as it is. */
static struct cr_tally *whole(struct run_job *job, struct cr_arena *arena)
{
    struct cr_tally *total = cr_tally_new(arena, &job->shape);
    int top = 64;
    for (uint64_t next = 0;;) {
        const struct stretch *found = NULL;
        for (size_t i = 0; i < job->stretches.n; i++) {
            const struct stretch *s = &job->stretches.at[i];
            if (s->index << s->level == next && s->level <= top)
                found = s;
        }
        if (!found)
            return total;
        cr_tally_merge(total, &job->shape, found->tally);
        next += (uint64_t)1 << found->level;
        top = found->level;
    }
}

/* ---- One superblock ---- */

static void keep_fault(struct run_job *job, const struct cr_fault *fault, uint64_t item)
{
    cr_lock_take(job->lock);
    if (!job->fault.set || item < job->fault_item) {
        job->fault = *fault;
        job->fault_item = item;
    }
    cr_lock_give(job->lock);
}

static int superblock(void *context, void *what, struct cr_arena *arena, uint64_t item)
{
    struct run_job *job = context;
    struct local *local = what;
    uint64_t from = item * CR_SUPERBLOCK,
             to = from + CR_SUPERBLOCK < job->runs ? from + CR_SUPERBLOCK : job->runs;
    struct cr_tally *tally = spare_tally(job, arena);
    for (uint64_t run = from; run < to; run += CR_BLOCK) {
        int n = to - run < CR_BLOCK ? (int)(to - run) : CR_BLOCK;
        if (!cr_walk_block(local->walk, run, n)) {
            keep_fault(job, &local->walk->fault, item);
            return 0;
        }
        cr_tally_block(tally, &job->shape, local->walk);
        count_worlds(job, local->walk);
        keep(job, local);
    }
    deliver(job, (struct stretch){0, item, tally});
    return 1;
}

static int tick(void *context, uint64_t done)
{
    struct run_job *job = context;
    const struct cr_run_options *o = job->options;
    double runs = (double)done * CR_SUPERBLOCK;
    if (o->max_seconds > 0 && cr_seam_clock() - job->begun > o->max_seconds) {
        job->out_of_time = true;
        return 1;
    }
    return o->progress
               ? o->progress(o->progress_context, fmin(runs, (double)job->runs), (double)job->runs)
               : 0;
}

/* ---- From the tally to the result ---- */

static double sum_of(const double *x, int n)
{
    double total = 0;
    for (int i = 0; i < n; i++)
        total += x[i];
    return total;
}

static void add_rows(const double *from, int n, double *to)
{
    for (int i = 0; i < n; i++)
        to[i] += from[i];
}

static struct cr_share share_of(
    const struct cr_tally_shape *s, const struct cr_tally *t, const double *y)
{
    const double *w = &t->sums[s->at_weight];
    double total = sum_of(w, s->clusters), count = sum_of(y, s->clusters);
    struct cr_share share = {.share = count / total,
        .se = cr_cluster_se(y, w, (size_t)s->clusters),
        .q05 = NAN,
        .q25 = NAN,
        .q50 = NAN,
        .q75 = NAN,
        .q95 = NAN,
        .count = count};
    return share;
}

static void set_quantiles(struct cr_share *share, const double q[5])
{
    share->q05 = q[0];
    share->q25 = q[1];
    share->q50 = q[2];
    share->q75 = q[3];
    share->q95 = q[4];
}

/* Quantiles over worlds of the probability within a world. With one world they are the share
 * itself. */
static void world_quantiles(struct run_job *job, struct cr_arena *scratch,
    const unsigned char *member, struct cr_share *share)
{
    uint64_t worlds = job->walk.worlds.spec.worlds;
    int n_endings = job->walk.program->n_endings;
    double q[5] = {share->share, share->share, share->share, share->share, share->share};
    if (worlds > 1 && job->world_counts) {
        double *k = CR_NEW(scratch, double, worlds), *n = CR_NEW(scratch, double, worlds);
        for (uint64_t w = 0; w < worlds; w++) {
            n[w] = (double)job->world_weights[w];
            for (int o = 0; o < n_endings; o++)
                k[w] += member[o] ? (double)job->world_counts[w * (uint64_t)n_endings + (uint64_t)o]
                                  : 0;
        }
        cr_deconvolve_shares(k, n, worlds, k);
        cr_quantiles(scratch, k, job->walk.program->has_evidence ? n : NULL, worlds, levels, 5, q);
    }
    if (worlds == 1 || job->world_counts)
        set_quantiles(share, q);
}

static void give_outcomes(struct run_job *job, struct cr_arena *arena, const struct cr_tally *t,
    struct cr_run_result *result)
{
    const struct cr_tally_shape *s = &job->shape;
    const struct cr_scenario *scenario = s->program->scenario;
    unsigned char *member = CR_NEW(arena, unsigned char, scenario->n_outcomes);
    for (size_t o = 0; o < scenario->n_outcomes; o++) {
        result->outcomes[o] = share_of(s, t, &t->sums[s->at_outcomes + o * (size_t)s->clusters]);
        member[o] = 1;
        world_quantiles(job, arena, member, &result->outcomes[o]);
        member[o] = 0;
    }
    double *row = CR_NEW(arena, double, s->clusters);
    for (size_t tag = 0; tag < scenario->n_tags; tag++) {
        memset(row, 0, (size_t)s->clusters * sizeof *row);
        for (size_t o = 0; o < scenario->n_outcomes; o++) {
            member[o] = 0;
            for (size_t i = 0; i < scenario->outcomes[o].n_tags; i++)
                member[o] |= scenario->outcomes[o].tags[i] == (int)tag;
            if (member[o])
                add_rows(&t->sums[s->at_outcomes + o * (size_t)s->clusters], s->clusters, row);
        }
        result->tags[tag] = share_of(s, t, row);
        world_quantiles(job, arena, member, &result->tags[tag]);
    }
}

static struct cr_quantity quantity(struct run_job *job, struct cr_arena *scratch,
    const struct cr_tally *t, int column, struct cr_histogram *const *histograms)
{
    const struct cr_tally_shape *s = &job->shape;
    const struct cr_moments *m = &t->moments[column];
    struct cr_quantity out = {.n = m->n,
        .mean = m->mean,
        .se = NAN,
        .sd = cr_moments_sd(m),
        .world_q05 = NAN,
        .world_q95 = NAN};
    if (column < s->columns.n_clustered)
        out.se = cr_cluster_se(&t->sums[s->at_columns + (size_t)column * (size_t)s->clusters],
            &t->sums[s->at_weight], (size_t)s->clusters);
    double q[5];
    if (job->kept)
        cr_quantiles(scratch, &job->kept[(uint64_t)column * job->runs], job->kept_weights, t->runs,
            levels, 5, q);
    for (int i = 0; !job->kept && i < 5; i++)
        q[i] = fmin(fmax(cr_histogram_quantile(histograms[column], levels[i]), m->min), m->max);
    out.q05 = q[0];
    out.q25 = q[1];
    out.q50 = q[2];
    out.q75 = q[3];
    out.q95 = q[4];
    return out;
}

static void give_columns(struct run_job *job, struct cr_arena *arena, const struct cr_tally *t,
    struct cr_histogram *const *histograms, struct cr_run_result *result)
{
    const struct cr_columns *c = &job->shape.columns;
    const struct cr_program *p = job->walk.program;
    for (int a = 0; a < p->n_actors; a++) {
        if (p->scenario->actors[a].has_payoff)
            result->payoffs[a] = quantity(job, arena, t, c->payoffs + a, histograms);
    }
    for (int m = 0; m < p->n_measures + p->n_states; m++)
        result->measures[m] = quantity(job, arena, t, c->measures + m, histograms);
    for (int k = 0; k < p->n_stages * p->n_states; k++)
        result->stages[k] = quantity(job, arena, t, c->stages + k, histograms);
}

static void give_nodes(struct run_job *job, const struct cr_tally *t, struct cr_run_result *result)
{
    const struct cr_tally_shape *s = &job->shape;
    const struct cr_program *p = s->program;
    double total = sum_of(&t->sums[s->at_weight], s->clusters);
    for (int k = 0; k < p->n_points; k++) {
        const struct cr_point *point = &p->points[k];
        const double *taken = &t->sums[s->at_branches + (size_t)point->first_branch];
        double visits = sum_of(taken, point->n_branches);
        result->nodes[k].reach = t->sums[s->at_reach + (size_t)k] / total;
        for (int b = 0; b < point->n_branches; b++)
            result->nodes[k].shares[b] = visits > 0 ? taken[b] / visits : 0;
    }
}

static void give_evidence(struct run_job *job, struct cr_arena *arena, const struct cr_tally *t,
    struct cr_run_result *result)
{
    const struct cr_tally_shape *s = &job->shape;
    const struct cr_program *p = s->program;
    if (p->pool_weights) {
        double total = 0;
        result->lens_weights = CR_NEW(arena, double, p->setup->n_lenses);
        for (size_t k = 0; k < p->setup->n_lenses; k++)
            total += t->sums[s->at_lenses + k];
        for (size_t k = 0; k < p->setup->n_lenses; k++)
            result->lens_weights[k] = t->sums[s->at_lenses + k] / total;
    }
    if (!p->has_evidence)
        return;
    const struct cr_moments *w = &t->moments[s->at_weight_moment];
    result->evidence_probability = w->mean;
    result->effective = w->mean * w->mean * w->n / (w->mean * w->mean + cr_moments_variance(w));
    result->slot_mean = CR_NEW(arena, double, p->n_slots);
    result->slot_sd = CR_NEW(arena, double, p->n_slots);
    for (int k = 0; k < p->n_slots; k++)
        result->slot_mean[k] = result->slot_sd[k] = NAN;
    for (int k = s->at_slots; k < s->n_moments; k++) {
        result->slot_mean[s->uncertain[k - s->at_slots]] = t->moments[k].mean;
        result->slot_sd[s->uncertain[k - s->at_slots]] = cr_moments_sd(&t->moments[k]);
    }
    if (result->effective < 200)
        cr_run_note(arena, result,
            cr_arena_printf(arena,
                "the evidence leaves an effective sample of only %.0f runs: "
                "its figures are rough; more runs help",
                result->effective));
}

static void give(struct run_job *job, struct cr_arena *arena, const struct cr_tally *t,
    struct cr_histogram *const *histograms, struct cr_run_result *result)
{
    result->runs = t->runs;
    result->worlds = job->walk.worlds.spec.worlds;
    result->seed = job->walk.seed;
    result->engine = CR_ENGINE_WALK;
    result->sampling = job->walk.worlds.spec.sampling;
    give_outcomes(job, arena, t, result);
    give_columns(job, arena, t, histograms, result);
    give_nodes(job, t, result);
    give_evidence(job, arena, t, result);
    for (int a = 0; a < job->walk.program->n_actors; a++) {
        if (job->walk.program->utilities[a])
            result->certainty[a] = cr_certainty_equivalent(arena, job->walk.program, a,
                t->moments[job->shape.columns.utilities + a].mean, t->moments[a].min,
                t->moments[a].max);
    }
}

/* ---- The job ---- */

static double worst_error(const struct cr_tally_shape *s, const struct cr_tally *t)
{
    double worst = 0;
    for (int o = 0; o < s->program->n_endings; o++) {
        double se = share_of(s, t, &t->sums[s->at_outcomes + (size_t)o * (size_t)s->clusters]).se;
        worst = se > worst ? se : worst;
    }
    return worst;
}

static int fill_table(struct run_job *job, struct cr_arena *arena, struct cr_fault *fault)
{
    const struct cr_program *p = job->walk.program;
    struct cr_world_table *t = &job->walk.worlds;
    if (t->spec.worlds * (uint64_t)(p->n_slots + 1) > TABLE_VALUES)
        return 1;
    double *values = CR_NEW(arena, double, (size_t)p->n_slots * t->spec.worlds);
    int *lens_of = p->pool_weights ? CR_NEW(arena, int, t->spec.worlds) : NULL;
    for (uint64_t world = 0; world < t->spec.worlds; world += CR_BLOCK) {
        int n = t->spec.worlds - world < CR_BLOCK ? (int)(t->spec.worlds - world) : CR_BLOCK;
        if (!cr_worlds_fill(p, &t->spec, world, n, values + world, t->spec.worlds,
                lens_of ? lens_of + world : NULL, arena, fault)) {
            fault->run = fault->world;
            return 0;
        }
    }
    t->values = values;
    t->lens_of = lens_of;
    return 1;
}

static void prepare(struct run_job *job, struct cr_arena *arena)
{
    const struct cr_program *p = job->walk.program;
    uint64_t worlds = job->walk.worlds.spec.worlds;
    cr_tally_shape_init(&job->shape, arena, p, worlds);
    if (job->runs * (uint64_t)job->shape.columns.n <= KEEP_VALUES) {
        job->kept = CR_NEW(arena, double, job->runs *(uint64_t)job->shape.columns.n);
        job->kept_weights = p->has_evidence ? CR_NEW(arena, double, job->runs) : NULL;
    }
    if (worlds > 1 && worlds * (uint64_t)p->n_endings <= WORLD_CELLS) {
        job->world_counts = CR_NEW(arena, uint64_t, worlds * (uint64_t)p->n_endings);
        job->world_weights = CR_NEW(arena, uint64_t, worlds);
    }
    job->lock = cr_lock_new(arena);
    job->walk.plan = cr_plan_new(arena, p);
}

static struct cr_histogram **all_histograms(
    struct run_job *job, struct cr_arena *arena, struct cr_team *team)
{
    if (job->kept)
        return NULL;
    struct cr_histogram **all = CR_NEW(arena, struct cr_histogram *, job->shape.columns.n);
    for (int c = 0; c < job->shape.columns.n; c++)
        all[c] = cr_histogram_new(arena);
    for (int m = 0; m < cr_team_size(team); m++) {
        const struct local *local = cr_team_local(team, m);
        for (int c = 0; local && c < job->shape.columns.n; c++)
            cr_histogram_merge(arena, all[c], local->histograms[c]);
    }
    return all;
}

/* Runs in rounds that end at fixed numbers of superblocks, so that a stop by precision does not
 * depend on threads. */
static enum cr_status play(
    struct run_job *job, struct cr_arena *arena, struct cr_team *team, bool *met)
{
    uint64_t total = (job->runs + CR_SUPERBLOCK - 1) / CR_SUPERBLOCK, finished = 0;
    double wanted = job->options->precision / 1.959963984540054;
    struct cr_parallel work = {.threads = job->options->threads,
        .context = job,
        .begin = begin,
        .work = superblock,
        .tick = tick};
    *met = wanted <= 0;
    for (uint64_t round = wanted > 0 ? 1 : total; finished < total; round += (round + 1) / 2) {
        work.first = finished;
        work.end = round < total ? round : total;
        enum cr_status status = cr_team_run(team, &work, &finished);
        if (status != CR_OK)
            return status;
        if (wanted > 0 && worst_error(&job->shape, whole(job, arena)) <= wanted) {
            *met = true;
            return CR_OK;
        }
    }
    return CR_OK;
}

enum cr_status cr_run_walk(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, struct cr_run_result *result, struct cr_fault *fault)
{
    struct cr_policy policy = {0};
    struct cr_solve_options solve = {.seed = options->seed,
        .worlds = program->n_uncertain ? options->worlds : 0,
        .sampling = options->sampling,
        .threads = options->threads,
        .max_positions = options->max_positions};
    if (solve.worlds > 1000)
        solve.worlds = 1000;
    enum cr_status status = cr_policy_solve(arena, program, &solve, &policy, fault);
    if (status != CR_OK)
        return status;
    struct run_job job = {.walk = {.program = program, .policy = &policy, .seed = options->seed},
        .options = options,
        .runs = options->runs,
        .begun = cr_seam_clock()};
    job.walk.worlds.spec = (struct cr_world_spec){options->seed,
        program->n_uncertain || program->pool_weights ? options->worlds : 1, options->sampling};
    cr_run_result_init(arena, program, result);
    if (!fill_table(&job, arena, fault))
        return CR_INPUT;
    prepare(&job, arena);
    reserve(&job, arena, (options->runs + CR_SUPERBLOCK - 1) / CR_SUPERBLOCK);
    struct cr_team *team = cr_team_new(arena, options->threads);
    bool met;
    status = play(&job, arena, team, &met);
    if (status == CR_INPUT) {
        *fault = job.fault;
        return CR_INPUT;
    }
    if (status == CR_MEMORY)
        return CR_MEMORY;
    const struct cr_tally *total = whole(&job, arena);
    if (program->has_evidence && total->runs > 0 &&
        !(total->moments[job.shape.at_weight_moment].mean > 0)) {
        cr_fault_set(fault, CR_E_EVIDENCE_IMPOSSIBLE, CR_NOWHERE, 0,
            "none of %.0f runs agrees with the evidence: its probability is 0, or far too small to "
            "be met by chance",
            (double)total->runs);
        return CR_INPUT;
    }
    result->complete = status != CR_INTERRUPTED || job.out_of_time;
    result->target_missed = !met;
    if (total->runs > 0)
        give(&job, arena, total, all_histograms(&job, arena, team), result);
    result->seconds = cr_seam_clock() - job.begun;
    return status == CR_INTERRUPTED && !job.out_of_time ? CR_INTERRUPTED : CR_OK;
}
