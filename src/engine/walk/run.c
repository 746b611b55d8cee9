/* Results of a run by the walk: the worlds of the job, a policy where decisions are solved, the
 * job played (job.c), and from the whole tally every row of the result, with errors by clusters
 * of runs (stats/error.c). */
#include "engine/walk/run.h"
#include "engine/walk/job.h"
#include "engine/run_report.h"

#include "base/seam.h"
#include "engine/durable/checkpoint.h"
#include "program/worlds.h"
#include "stats/quantile.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Worlds times slots up to which all worlds are worked out once. */
#define TABLE_VALUES ((uint64_t)1 << 25)

static const double levels[5] = {0.05, 0.25, 0.5, 0.75, 0.95};

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

/* Adds the weight of an outcome in every cluster, or with `by_world` its runs in every world. */
static void add_outcome(
    const struct cr_run_job *job, const struct cr_tally *t, int outcome, bool by_world, double *row)
{
    const struct cr_tally_shape *s = &job->shape;
    uint64_t n_endings = (uint64_t)s->program->n_endings;
    if (!by_world) {
        add_rows(
            &t->sums[s->at_outcomes + (size_t)outcome * (size_t)s->clusters], s->clusters, row);
        return;
    }
    for (uint64_t w = 0; w < s->worlds; w++)
        row[w] += (double)job->world_counts[w * n_endings + (uint64_t)outcome];
}

struct shares {
    const struct cr_run_job *job;
    struct cr_arena *arena;
    const struct cr_tally *tally;
};

/* From the clusters; the quantiles over worlds where clusters are worlds, else from counts of whole
 * runs. */
static struct cr_share share_of(void *context, const unsigned char *member)
{
    const struct shares *c = context;
    const struct cr_run_job *job = c->job;
    const struct cr_tally_shape *s = &job->shape;
    bool clustered = (uint64_t)s->clusters == s->worlds, counted = job->world_counts != NULL;
    double *row = CR_NEW(c->arena, double, s->clusters),
           *runs = CR_NEW(c->arena, double, counted ? s->worlds : 0),
           *all = CR_NEW(c->arena, double, counted ? s->worlds : 0);
    for (int o = 0; o < s->program->n_endings; o++) {
        if (member[o])
            add_outcome(job, c->tally, o, false, row);
        if (member[o] && counted)
            add_outcome(job, c->tally, o, true, runs);
    }
    struct cr_share share = cr_run_job_share(job, c->tally, row);
    const double *sums = c->tally->sums;
    for (uint64_t w = 0; counted && w < s->worlds; w++)
        all[w] = (double)job->world_weights[w];
    if (clustered)
        cr_run_fill_quantiles(
            c->arena, row, &sums[s->at_weight], &sums[s->at_square], s->worlds, &share);
    else if (counted)
        cr_run_fill_quantiles(c->arena, runs, all, all, s->worlds, &share);
    else if (s->worlds == 1)
        cr_run_fill_quantiles(c->arena, NULL, NULL, NULL, 1, &share);
    return share;
}

/* Of the mean of a column. Where all runs had the same, nothing is known: another may have another.
 */
static struct cr_error error_of(const struct cr_run_job *job, const struct cr_tally *t, int column)
{
    const struct cr_tally_shape *s = &job->shape;
    const struct cr_moments *m = &t->moments[column];
    struct cr_error e;
    if (s->clusters == 1) {
        struct cr_parts parts = {m->n, m->m2, m->m3, m->m4};
        e = cr_error_of_parts(m->mean, m->n, &parts);
    } else {
        e = cr_ratio_error(&t->sums[s->at_columns + (size_t)column * (size_t)s->clusters],
            &t->sums[s->at_weight], (size_t)s->clusters, cr_run_job_designs(job));
    }
    return e.se > 0 ? e : cr_error_unknown();
}

static struct cr_quantity quantity(struct cr_run_job *job, struct cr_arena *scratch,
    const struct cr_tally *t, int column, struct cr_histogram *const *histograms)
{
    const struct cr_tally_shape *s = &job->shape;
    const struct cr_moments *m = &t->moments[column];
    struct cr_quantity out = cr_quantity_unknown(m->n);
    out.mean = m->mean;
    out.sd = cr_moments_sd(m);
    if (column < s->columns.n_clustered) {
        struct cr_error e = error_of(job, t, column);
        cr_quantity_set_error(&out, &e);
    }
    double q[5] = {NAN, NAN, NAN, NAN, NAN};
    if (job->kept)
        cr_quantiles(scratch, &job->kept[(uint64_t)column * job->runs], job->kept_weights, t->runs,
            levels, 5, q);
    if (job->settled && !job->options->lean) {
        size_t n;
        const double *values = cr_settled_values(job->settled, column, &n);
        cr_quantiles(scratch, values, job->ended, n, levels, 5, q);
    }
    for (int i = 0; histograms && i < 5; i++)
        q[i] = fmin(fmax(cr_histogram_quantile(histograms[column], levels[i]), m->min), m->max);
    out.q05 = q[0];
    out.q25 = q[1];
    out.q50 = q[2];
    out.q75 = q[3];
    out.q95 = q[4];
    return out;
}

static void fill_columns(struct cr_run_job *job, struct cr_arena *arena, const struct cr_tally *t,
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
    for (int k = 0; k < p->n_stages * p->n_states; k++) {
        int column = c->stages + k, same = column - c->final_stage;
        if (same >= 0)
            column = c->states + same;
        result->stages[k] = quantity(job, arena, t, column, histograms);
        struct cr_error none = cr_error_unknown(); /* only what is final has one */
        cr_quantity_set_error(&result->stages[k], &none);
    }
}

static void fill_nodes(
    struct cr_run_job *job, const struct cr_tally *t, struct cr_run_result *result)
{
    const struct cr_tally_shape *s = &job->shape;
    const struct cr_program *p = s->program;
    double total = sum_of(&t->sums[s->at_weight], s->clusters);
    double runs = cr_run_job_effective(s, t), worlds = (double)s->worlds;
    for (int k = 0; k < p->n_points; k++) {
        const struct cr_point *point = &p->points[k];
        const double *taken = &t->sums[s->at_branches + (size_t)point->first_branch];
        double visits = sum_of(taken, point->n_branches);
        result->nodes[k].reach = cr_share_of(t->sums[s->at_reach + (size_t)k], total);
        for (int b = 0; b < point->n_branches; b++)
            result->nodes[k].shares[b] = visits > 0 ? taken[b] / visits : NAN;
        result->nodes[k].unreached = result->unmet;
        result->nodes[k].unmet =
            visits > 0 ? cr_unmet_bound(fmax(1, runs * visits / total), worlds) : NAN;
    }
}

static void fill_slot(const struct cr_moments *m, int slot, struct cr_run_result *result)
{
    result->slot_mean[slot] = m->mean;
    result->slot_sd[slot] = cr_moments_sd(m);
}

/* What the evidence says about what is uncertain: from the weights of the worlds where those are
 * known, else as the runs were counted. */
static void fill_slots(struct cr_run_job *job, struct cr_arena *arena, const struct cr_tally *t,
    struct cr_run_result *result)
{
    const struct cr_tally_shape *s = &job->shape;
    const struct cr_program *p = s->program;
    const struct cr_world_table *table = &job->walk.worlds;
    size_t worlds = (size_t)s->worlds, stride = table->stride ? table->stride : worlds;
    const double *values = table->values;
    for (int k = 0; k < p->n_slots; k++)
        result->slot_mean[k] = result->slot_sd[k] = NAN;
    for (int k = s->at_slots; k < s->n_moments; k++)
        fill_slot(&t->moments[k], s->uncertain[k - s->at_slots], result);
    if (!s->slots_by_world)
        return;
    if (!values) {
        double *all = CR_NEW(arena, double, (size_t)p->n_slots *worlds);
        int *lens_of = CR_NEW(arena, int, worlds);
        struct cr_fault none = {0};
        enum cr_status status =
            cr_worlds_fill(p, &table->spec, 0, (int)worlds, all, worlds, lens_of, arena, &none);
        assert(status == CR_OK); /* every one of these worlds was played */
        (void)status;
        values = all;
        stride = worlds;
    }
    for (int k = 0; k < p->n_slots; k++) {
        struct cr_moments m;
        if (!p->slots[k].uncertain)
            continue;
        cr_moments_init(&m);
        cr_moments_block(&m, values + (size_t)k * stride, &t->sums[s->at_weight], worlds);
        fill_slot(&m, k, result);
    }
}

static struct cr_lens_sums lens_sums(const struct cr_tally_shape *s, const struct cr_tally *t)
{
    size_t lenses = s->program->setup->n_lenses, n = (size_t)s->clusters;
    const double *weight = &t->sums[s->at_lenses];
    return (struct cr_lens_sums){lenses, n, weight, weight + lenses * n};
}

static void fill_evidence(struct cr_run_job *job, struct cr_arena *arena, const struct cr_tally *t,
    struct cr_run_result *result)
{
    const struct cr_tally_shape *s = &job->shape;
    const struct cr_program *p = s->program;
    if (p->pool_weights) {
        struct cr_lens_sums sums = lens_sums(s, t);
        result->lens_weights = CR_NEW(arena, double, p->setup->n_lenses);
        cr_lens_posterior(p->pool_weights, &sums, result->lens_weights);
    }
    if (!p->has_evidence)
        return;
    const struct cr_moments *w = &t->moments[s->at_weight_moment];
    result->evidence_probability = w->mean;
    result->effective = w->mean * w->mean * w->n / (w->mean * w->mean + cr_moments_variance(w));
    result->slot_mean = CR_NEW(arena, double, p->n_slots);
    result->slot_sd = CR_NEW(arena, double, p->n_slots);
    fill_slots(job, arena, t, result);
    cr_run_note_effective(arena, result);
}

/* Rows of the tally as they are, and single payoffs where they were kept. */
static void fill_clusters(struct cr_run_job *job, struct cr_arena *arena, const struct cr_tally *t,
    struct cr_run_result *result)
{
    const struct cr_tally_shape *s = &job->shape;
    const struct cr_program *p = s->program;
    struct cr_clusters *c = CR_NEW(arena, struct cr_clusters, 1);
    c->n = (size_t)s->clusters;
    c->worlds = s->worlds == (uint64_t)s->clusters && s->worlds > 1;
    c->weight = &t->sums[s->at_weight];
    c->outcomes = &t->sums[s->at_outcomes];
    c->quantities = &t->sums[s->at_columns];
    if (p->pool_weights)
        c->lenses = lens_sums(s, t);
    result->clusters = c;
    result->payoff_samples = CR_NEW(arena, struct cr_sample, p->n_actors);
    for (int a = 0; job->kept && a < p->n_actors; a++) {
        double *own = CR_NEW(arena, double, t->runs); /* of all that was kept these alone stay */
        memcpy(
            own, &job->kept[(uint64_t)(s->columns.payoffs + a) * job->runs], t->runs * sizeof *own);
        result->payoff_samples[a] = (struct cr_sample){
            own, job->kept_weights, NULL, (size_t)(s->worlds > 1 ? s->worlds : t->runs), t->runs};
    }
}

static void fill_result(struct cr_run_job *job, struct cr_arena *arena, const struct cr_tally *t,
    struct cr_histogram *const *histograms, struct cr_run_result *result)
{
    result->runs = t->runs;
    result->worlds = job->walk.worlds.spec.worlds;
    result->luck = job->walk.luck;
    result->engine = CR_ENGINE_WALK;
    result->sampling = job->walk.worlds.spec.sampling;
    result->unmet = cr_unmet_bound(cr_run_job_effective(&job->shape, t), (double)job->shape.worlds);
    struct shares shares = {job, arena, t};
    cr_run_fill_shares(arena, job->walk.program->scenario, share_of, &shares, result);
    fill_columns(job, arena, t, histograms, result);
    cr_run_note_errors(arena, job->walk.program, result);
    fill_nodes(job, t, result);
    fill_evidence(job, arena, t, result);
    if (job->options->clusters)
        fill_clusters(job, arena, t, result);
    for (int a = 0; a < job->walk.program->n_actors; a++) {
        if (job->walk.program->utilities[a])
            result->certainty[a] = cr_certainty_equivalent(arena, job->walk.program, a,
                t->moments[job->shape.columns.utilities + a].mean, t->moments[a].min,
                t->moments[a].max);
    }
}

/* ---- The job ---- */

static enum cr_status fill_table(
    struct cr_run_job *job, struct cr_arena *arena, struct cr_fault *fault)
{
    const struct cr_program *p = job->walk.program;
    struct cr_world_table *t = &job->walk.worlds;
    if (t->spec.worlds * (uint64_t)(p->n_slots + 1) > TABLE_VALUES)
        return CR_OK;
    t->stride = t->spec.worlds + CR_BLOCK;
    double *values = CR_NEW(arena, double, (size_t)p->n_slots * t->stride);
    int *lens_of = p->pool_weights ? CR_NEW(arena, int, t->spec.worlds) : NULL;
    for (uint64_t world = 0; world < t->spec.worlds; world += CR_BLOCK) {
        int n = t->spec.worlds - world < CR_BLOCK ? (int)(t->spec.worlds - world) : CR_BLOCK;
        if (cr_worlds_fill(p, &t->spec, world, n, values + world, t->stride,
                lens_of ? lens_of + world : NULL, arena, fault) != CR_OK) {
            fault->run = fault->world;
            return CR_INPUT;
        }
    }
    for (int s = 0; s < p->n_slots; s++) {
        double *row = values + (size_t)s * t->stride;
        for (uint64_t world = t->spec.worlds; world < t->stride; world++)
            row[world] = row[world - t->spec.worlds];
    }
    t->values = values;
    t->lens_of = lens_of;
    return CR_OK;
}

enum cr_status cr_run_walk(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, struct cr_run_result *result, struct cr_fault *fault)
{
    struct cr_policy policy;
    enum cr_status status = cr_policy_for_run(arena, program, options, &policy, fault);
    if (status != CR_OK)
        return status;
    struct cr_run_job job = {
        .walk = {.program = program, .policy = &policy, .luck = options->spec.luck},
        .options = options,
        .runs = options->spec.runs,
        .begun = cr_seam_clock()};
    job.walk.worlds.spec = (struct cr_world_spec){options->spec.luck,
        program->n_uncertain || program->pool_weights ? options->spec.worlds : 1,
        options->spec.sampling, false};
    cr_run_result_init(arena, program, result);
    cr_run_note_policy(arena, program, options, &policy, result);
    if (fill_table(&job, arena, fault) != CR_OK)
        return CR_INPUT;
    bool met = false;
    status = cr_run_job_play(&job, arena, !options->lean, &met);
    if (status == CR_INPUT) {
        *fault = job.fault;
        return CR_INPUT;
    }
    const struct cr_long_run *l = options->long_run;
    if (status == CR_MEMORY || (l && l->shards)) { /* a shard's part is nobody's result */
        result->complete = job.finished == job.end;
        return status == CR_INTERRUPTED && job.out_of_time ? CR_OK : status;
    }
    const struct cr_tally *total = cr_run_job_whole(&job, arena);
    if (program->has_evidence && total->runs > 0 &&
        !(total->moments[job.shape.at_weight_moment].mean > 0))
        return cr_run_no_evidence(program, total->runs, fault);
    result->complete =
        job.finished == job.end || job.out_of_time || (met && options->spec.precision > 0);
    result->target_missed = !met;
    if (total->runs > 0 && job.begun_only.tally && !options->lean && !job.kept)
        cr_run_note(arena, result,
            "The run was stopped within a block of futures, whose distributions are lost: there "
            "are no percentiles.");
    if (total->runs > 0)
        fill_result(&job, arena, total, cr_run_job_histograms(&job, arena), result);
    if (job.kept)
        cr_arena_drop(arena, job.kept);
    result->seconds = cr_seam_clock() - job.begun;
    return status == CR_INTERRUPTED && job.out_of_time && total->runs > 0 ? CR_OK : status;
}
