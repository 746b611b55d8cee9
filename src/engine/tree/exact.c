/* Runs answered by the tree: `exact` (nothing but branches is random: one pass over the base
 * case), `rollback` (exactly in every drawn world), `split` (runs divided among positions by
 * binomial counts). */
#include "engine/tree/exact.h"

#include "base/seam.h"
#include "engine/run_report.h"
#include "engine/walk/tally.h"
#include "engine/tree/report.h"
#include "engine/tree/ties.h"
#include "program/worlds.h"

#include <math.h>
#include <string.h>

struct run_call {
    const struct cr_program *program;
    const struct cr_run_options *options;
    struct cr_run_result *result;
    struct cr_fault *fault;
    enum cr_engine engine;
    bool sampled; /* worlds are drawn: means have errors */
};

static void fill_rows(const struct cr_report *r, const struct run_call *call)
{
    const struct cr_program *p = call->program;
    struct cr_run_result *result = call->result;
    double n = (double)call->options->spec.runs;
    for (int o = 0; o < p->n_endings; o++)
        result->outcomes[o] = cr_report_outcome_share(r, o);
    for (int t = 0; t < (int)p->scenario->n_tags; t++)
        result->tags[t] = cr_report_tag_share(r, t);
    for (int a = 0; a < p->n_actors; a++) {
        result->payoffs[a] = cr_report_payoff(r, a, n);
        result->certainty[a] = cr_report_certainty(r, a);
    }
    for (int m = 0; m < p->n_measures + p->n_states; m++)
        result->measures[m] = cr_report_measure(r, m, n);
    for (int k = 0; k < p->n_stages * p->n_states; k++)
        result->stages[k] = cr_report_stage(r, k, n);
    cr_report_nodes(r, result->nodes);
    result->unmet = r->unmet;
}

static struct cr_lens_sums lens_sums(
    struct cr_arena *arena, const struct cr_program *p, const struct cr_tree_sums *sums)
{
    size_t n = sums->worlds > CR_MAX_CLUSTERS ? CR_GROUPS : sums->worlds;
    size_t lenses = p->setup->n_lenses;
    double *weight = CR_NEW(arena, double, 2 * n * lenses), *before = weight + n * lenses;
    for (size_t w = 0; w < sums->worlds; w++) {
        size_t k = (size_t)sums->world_lens[w] * n + w % n;
        weight[k] += sums->world_weight[w];
        before[k] += sums->world_before[w];
    }
    return (struct cr_lens_sums){lenses, n, weight, before};
}

static void fill_worlds(const struct cr_report *r, const struct run_call *call)
{
    const struct cr_program *p = call->program;
    struct cr_run_result *result = call->result;
    const struct cr_tree_sums *sums = r->sums;
    result->worlds = sums->worlds;
    result->evidence_probability = cr_report_evidence(r);
    if (p->has_evidence && r->sampled)
        result->effective = cr_report_effective(r);
    if (p->pool_weights) {
        struct cr_lens_sums lenses = lens_sums(r->arena, p, sums);
        result->lens_weights = CR_NEW(r->arena, double, p->setup->n_lenses);
        cr_lens_posterior(p->pool_weights, &lenses, result->lens_weights);
    }
    if (!sums->slots)
        return;
    result->slot_mean = CR_NEW(r->arena, double, p->n_slots);
    result->slot_sd = CR_NEW(r->arena, double, p->n_slots);
    for (int s = 0; s < p->n_slots; s++) {
        result->slot_mean[s] = sums->slots[s].weight > 0 ? sums->slots[s].mean : NAN;
        result->slot_sd[s] = sums->slots[s].weight > 0 ? cr_moments_sd(&sums->slots[s]) : NAN;
    }
}

static double *copied(struct cr_arena *arena, const double *from, size_t n)
{
    double *to = CR_NEW(arena, double, n);
    if (n > 0) /* an actor with no payoff has no values to copy from */
        memcpy(to, from, n * sizeof *to);
    return to;
}

/* Rows of n out of rows of `stride`. */
static void copy_rows(const double *from, size_t rows, size_t stride, size_t n, double *to)
{
    for (size_t k = 0; k < rows; k++)
        memcpy(&to[k * n], &from[k * stride], n * sizeof *to);
}

static void fill_clusters(const struct cr_report *r, const struct run_call *call)
{
    const struct cr_program *p = call->program;
    const struct cr_tree_sums *sums = r->sums;
    size_t n = sums->worlds, actors = (size_t)p->n_actors,
           rows = (size_t)(p->n_measures + p->n_states);
    struct cr_clusters *c = CR_NEW(r->arena, struct cr_clusters, 1);
    c->n = n;
    c->worlds = n > 1;
    c->weight = copied(r->arena, sums->world_weight, n);
    c->outcomes = CR_NEW(r->arena, double, (size_t)p->n_endings *n);
    copy_rows(sums->outcome, (size_t)p->n_endings, sums->stride, n, c->outcomes);
    c->quantities = CR_NEW(r->arena, double, (actors + rows) * n);
    copy_rows(sums->payoff, actors, sums->stride, n, c->quantities);
    copy_rows(sums->measure, rows, sums->stride, n, c->quantities + actors * n);
    if (p->pool_weights)
        c->lenses = lens_sums(r->arena, p, sums);
    call->result->clusters = c;
    struct cr_sample *samples = CR_NEW(r->arena, struct cr_sample, actors);
    for (size_t a = 0; a < actors && sums->payoffs; a++) {
        const struct cr_spread *spread = &sums->payoffs[a];
        if (!spread->histogram && !spread->missing)
            samples[a] = (struct cr_sample){copied(r->arena, spread->values.at, spread->values.n),
                copied(r->arena, spread->weights.at, spread->weights.n),
                spread->by_world ? copied(r->arena, spread->worlds.at, spread->worlds.n) : NULL, n,
                spread->values.n};
    }
    call->result->payoff_samples = samples;
}

static void fill_notes(struct cr_report *r, const struct run_call *call)
{
    struct cr_tie_notes ties = cr_tree_ties(r->work, r->tree);
    cr_report_notes(r);
    for (int i = 0; i < ties.n; i++)
        cr_report_note(r, ties.text[i]);
    for (size_t i = 0; i < r->n_notes; i++)
        cr_run_note(r->arena, call->result, r->notes[i]);
    cr_run_note_errors(r->arena, call->program, call->result);
}

/* A utility is checked at the payoffs that occur. */
static bool anybody_has_utility(const struct cr_program *p)
{
    for (int a = 0; a < p->n_actors; a++) {
        if (p->utilities[a])
            return true;
    }
    return false;
}

/* Of a rollback that plans its worlds: about two seconds. */
#define MOST_WORK 0x1p28

static enum cr_status run_tree(struct cr_arena *work, struct cr_arena *arena, void *context)
{
    struct run_call *call = context;
    const struct cr_run_options *o = call->options;
    /* One world's errors come from standard deviations. */
    bool lean = o->lean && call->engine == CR_ENGINE_ROLLBACK && call->sampled &&
                !anybody_has_utility(call->program);
    struct cr_world_spec spec = {o->spec.luck, o->spec.worlds, o->spec.sampling, false};
    struct cr_tree_worlds worlds = {.n = o->spec.worlds, .spec = &spec};
    struct cr_tree_options options = {.max_positions = o->spec.max_positions,
        .most_work = o->plan.open_worlds && o->plan.wish ? MOST_WORK : 0,
        .nodes = true,
        .spread = !lean,
        .by_world = o->clusters && call->sampled,
        .split = call->engine == CR_ENGINE_SPLIT ? o->spec.runs : 0,
        .luck = o->spec.luck,
        .deadline = o->spec.max_seconds > 0 ? cr_seam_clock() + o->spec.max_seconds : 0,
        .progress = o->spec.progress,
        .progress_context = o->spec.progress_context};
    struct cr_tree_sums sums;
    struct cr_report r = {.arena = arena,
        .work = work,
        .sums = &sums,
        .sampled = call->sampled,
        .designs = call->sampled ? cr_world_designs(o->spec.sampling, o->spec.worlds) : 0,
        .lean = lean};
    if (call->engine == CR_ENGINE_EXACT &&
        cr_tree_base_worlds(work, call->program, &worlds, call->fault) != CR_OK)
        return CR_INPUT;
    enum cr_status status =
        cr_tree_build(work, call->program, &worlds, &options, &r.tree, call->fault);
    if (status == CR_OK)
        status = cr_tree_settle(r.tree, call->fault);
    if (status == CR_OK)
        status = cr_tree_play(r.tree, &sums, call->fault);
    if (status == CR_INTERRUPTED && sums.worlds == 0)
        call->result->runs = 0;
    if ((status != CR_OK && status != CR_INTERRUPTED) || sums.worlds == 0)
        return status;
    if (options.deadline > 0 && !cr_seam_stopped() && cr_seam_clock() > options.deadline)
        status = CR_OK; /* time is up, as it was wished */
    enum cr_status checked = cr_report_check(&r, call->fault);
    if (checked != CR_OK)
        return checked;
    fill_rows(&r, call);
    fill_worlds(&r, call);
    if (o->clusters)
        fill_clusters(&r, call);
    if (call->engine == CR_ENGINE_SPLIT)
        cr_split_report(&r, call->result);
    fill_notes(&r, call);
    call->result->complete = status == CR_OK;
    return status;
}

static enum cr_status run(struct cr_arena *arena, struct run_call *call)
{
    double began = cr_seam_clock();
    cr_run_result_init(arena, call->program, call->result);
    call->result->luck = call->options->spec.luck;
    call->result->runs = call->options->spec.runs;
    call->result->engine = call->engine;
    call->result->sampling = call->options->spec.sampling;
    enum cr_status status = cr_with_work(arena, run_tree, call);
    /* Worlds and runs are as many as were asked for: here precision is looked at once. */
    call->result->target_missed = status == CR_OK && cr_run_misses(call->program, call->result,
                                                         call->options->spec.precision);
    call->result->seconds = cr_seam_clock() - began;
    return status;
}

enum cr_status cr_run_exact(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, struct cr_run_result *result, struct cr_fault *fault)
{
    struct run_call call = {program, options, result, fault, CR_ENGINE_EXACT, false};
    return run(arena, &call);
}

static enum cr_status run_worlds(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, enum cr_engine engine, struct cr_run_result *result,
    struct cr_fault *fault)
{
    bool uncertain = program->n_uncertain > 0 || program->pool_weights;
    struct cr_run_options single = *options;
    if (!uncertain)
        single.spec.worlds = 1;
    struct run_call call = {program, &single, result, fault, engine, uncertain};
    return run(arena, &call);
}

enum cr_status cr_run_rollback(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, struct cr_run_result *result, struct cr_fault *fault)
{
    return run_worlds(arena, program, options, CR_ENGINE_ROLLBACK, result, fault);
}

enum cr_status cr_run_split(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, struct cr_run_result *result, struct cr_fault *fault)
{
    return run_worlds(arena, program, options, CR_ENGINE_SPLIT, result, fault);
}
