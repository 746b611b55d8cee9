/* A cross-check by GSL's own Monte Carlo. A world is a point of the unit cube, one axis for each
 * uncertain number, whose quantile it is; within a world everything is worked out exactly by the
 * tree; and what is wanted is the mean over the cube. So every figure is an integral, each with a
 * grid of its own (numeric/cube.h) and an error that GSL tells. Under evidence a figure is a ratio:
 * the integral of its value times the probability of the evidence, over the integral of that. */
#include "engine/vegas.h"

#include "base/seam.h"
#include "engine/durable/checkpoint.h"
#include "engine/points.h"
#include "engine/run_report.h"
#include "numeric/cube.h"
#include "program/worlds.h"
#include "stats/error.h"

#include <math.h>
#include <string.h>

enum { DIMENSIONS = 24, CALLS = 50 /* for each of the worlds asked for */ };

struct integration {
    const struct cr_program *program;
    const struct cr_run_options *options;
    struct cr_run_result *result;
    struct cr_fault *fault;
    enum cr_status status;     /* of the first world that failed */
    int target;                /* -1: the evidence */
    double done, total;        /* evaluations */
    struct cr_cube_value seen; /* the evidence; 1 exactly without any */
};

const char *cr_vegas_cannot(const struct cr_program *p, const struct cr_run_options *o)
{
    if (p->random_effects)
        return "some effects are drawn at random, and within a world everything must be exact; "
               "`--engine walk` draws them";
    if (p->pool_weights)
        return "a pool of lenses is not a number to integrate over; see through one of them";
    if (p->n_uncertain == 0)
        return "nothing is uncertain, so there is nothing to integrate over; `--engine exact` is "
               "the answer";
    if (p->n_uncertain > DIMENSIONS)
        return "more than 24 numbers are uncertain, too many for a grid; `--engine rollback` takes "
               "any number";
    if (cr_program_solves(p))
        return "decisions are solved over all worlds together, not in each; fix them by "
               "--choose NODE=OPTION, as-written or uniform";
    if (o->spec.sampling != CR_SAMPLING_RANDOM)
        return "it chooses its worlds itself";
    if ((o->long_run && o->long_run->shards) || o->clusters)
        return "it has no runs that could be played in parts";
    return NULL;
}

/* ---- One world ---- */

struct evaluation {
    struct integration *of;
    const double *x;
    double value;
};

static enum cr_status evaluate(struct cr_arena *work, struct cr_arena *arena, void *context)
{
    struct evaluation *e = context;
    struct integration *in = e->of;
    const struct cr_program *p = in->program;
    struct cr_points_options options = {.spec = cr_spec_of_part(&in->options->spec)};
    options.spec.engine = CR_ENGINE_EXACT;
    options.spec.threads = 1;
    struct cr_points_result points;
    double *slots = CR_NEW(work, double, p->n_slots);
    (void)arena;
    if (cr_worlds_at(p, e->x, slots, work, in->fault) != CR_OK)
        return CR_INPUT;
    enum cr_status status = cr_engine_points(work, p, slots, 1, &options, &points, in->fault);
    if (status != CR_OK)
        return status;
    double seen = points.evidence[0];
    e->value = in->target < 0 ? seen : seen > 0 ? seen * points.value[in->target] : 0;
    return CR_OK;
}

static double at_point(const double *x, void *context)
{
    struct integration *in = context;
    const struct cr_run_options *o = in->options;
    struct evaluation e = {in, x, 0};
    if (in->status != CR_OK) /* GSL cannot be stopped half-way, but hurried */
        return 0;
    if (fmod(in->done++, 64) == 0 &&
        (cr_seam_stopped() || (o->spec.progress && o->spec.progress(o->spec.progress_context,
                                                       in->done, in->total)))) {
        in->status = CR_INTERRUPTED;
        return 0;
    }
    in->status = cr_with_work(NULL, evaluate, &e); /* here: no shortage may jump through GSL */
    return e.value;
}

/* ---- A figure ---- */

/* With the ratio's error, the evidence's being independent: integrals of different figures share no
 * points. */
static struct cr_cube_value integrate(struct cr_arena *scratch, struct integration *in, int target)
{
    struct cr_luck luck = cr_luck_apart(&in->options->spec.luck, (uint64_t)(target + 1));
    struct cr_cube cube = {.dimensions = (size_t)in->program->n_uncertain,
        .calls = CALLS * (size_t)in->options->spec.worlds,
        .miser = in->options->spec.engine == CR_ENGINE_MISER,
        .f = at_point,
        .context = in,
        .rng = cr_luck_rng(scratch, &luck)};
    struct cr_cube_value v;
    in->target = target;
    cr_cube_integrate(scratch, &cube, &v);
    if (v.chi_square > in->result->chi_square || isnan(in->result->chi_square))
        in->result->chi_square = v.chi_square;
    if (target < 0 || !in->program->has_evidence)
        return v;
    v.value /= in->seen.value;
    double own = v.error / in->seen.value, shared = v.value * in->seen.error / in->seen.value;
    v.error = sqrt(own * own + shared * shared);
    return v;
}

/* An error that is rounding says that the figure is the same in every world. */
static double error_of(const struct cr_cube_value *v)
{
    return v->error <= 1e-12 * fabs(v->value) ? 0 : v->error;
}

/* `unmet`: what may have a share that is 0 at every point. There the grid stays even, so the points
 * are as good as drawn. */
static void fill_share(const struct cr_cube_value *v, double unmet, struct cr_share *share)
{
    *share = (struct cr_share){.share = fmin(fmax(v->value, 0), 1),
        .se = error_of(v),
        .q05 = NAN,
        .q25 = NAN,
        .q50 = NAN,
        .q75 = NAN,
        .q95 = NAN,
        .count = NAN};
    share->low = fmax(0, share->share - 1.96 * share->se);
    share->high = fmin(1, share->share + 1.96 * share->se);
    if (share->se > 0 || (share->share > 0 && share->share < 1))
        return;
    share->se = NAN; /* as far as the points tell */
    share->low = share->share > 0 ? 1 - unmet : 0;
    share->high = share->share > 0 ? 1 : unmet;
}

static void fill_quantity(const struct cr_cube_value *v, struct cr_quantity *q)
{
    *q = cr_quantity_unknown(1);
    q->mean = v->value;
    q->se = error_of(v);
    q->low = q->mean - 1.96 * q->se;
    q->high = q->mean + 1.96 * q->se;
}

static enum cr_status integrate_figures(
    struct cr_arena *work, struct cr_arena *arena, void *context)
{
    struct integration *in = context;
    const struct cr_program *p = in->program;
    struct cr_targets t = cr_targets_of(p);
    (void)arena;
    in->total = (double)(t.n + p->has_evidence) * CALLS * 1.1 * (double)in->options->spec.worlds;
    if (p->has_evidence) {
        in->seen = integrate(work, in, -1);
        in->result->evidence_probability = in->seen.value;
        if (in->status == CR_OK && !(in->seen.value > 0))
            return cr_run_no_evidence(p, in->options->spec.worlds, in->fault);
    }
    double unmet =
        fmin(1, cr_unmet_bound(CALLS * (double)in->options->spec.worlds, 1) / in->seen.value);
    in->result->unmet = unmet;
    for (int k = 0; k < t.n && in->status == CR_OK; k++) {
        if (k >= t.payoffs && k < t.measures && !p->scenario->actors[k - t.payoffs].has_payoff)
            continue;
        struct cr_cube_value v = integrate(work, in, k);
        if (k < t.tags)
            fill_share(&v, unmet, &in->result->outcomes[k]);
        else if (k < t.payoffs)
            fill_share(&v, unmet, &in->result->tags[k - t.tags]);
        else if (k < t.measures)
            fill_quantity(&v, &in->result->payoffs[k - t.payoffs]);
        else
            fill_quantity(&v, &in->result->measures[k - t.measures]);
    }
    return in->status;
}

enum cr_status cr_run_vegas(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, struct cr_run_result *result, struct cr_fault *fault)
{
    double begun = cr_seam_clock();
    struct integration in = {.program = program,
        .options = options,
        .result = result,
        .fault = fault,
        .status = CR_OK,
        .seen = {1, 0, NAN}};
    cr_run_result_init(arena, program, result);
    result->luck = options->spec.luck;
    result->engine = options->spec.engine;
    result->runs = result->worlds = CALLS * options->spec.worlds;
    for (int k = 0; k < program->n_points; k++) {
        result->nodes[k].reach = result->nodes[k].unreached = result->nodes[k].unmet = NAN;
        for (int b = 0; b < program->points[k].n_branches; b++)
            result->nodes[k].shares[b] = NAN;
    }
    enum cr_status status = cr_with_work(arena, integrate_figures, &in);
    if (status != CR_OK)
        return status;
    if (!isnan(result->chi_square))
        cr_run_note(arena, result,
            cr_arena_printf(arena,
                "Each figure is an integral over %d uncertain numbers by GSL's VEGAS. The largest "
                "chi-square of its iterations is %.2g for each degree of freedom%s.",
                program->n_uncertain, result->chi_square,
                result->chi_square > 3 ? ": far above 1, so its errors are too small; more worlds "
                                         "(--worlds) may help"
                                       : ", about 1 where its errors can be trusted"));
    result->target_missed = cr_run_misses(program, result, options->spec.precision);
    result->seconds = cr_seam_clock() - begun;
    return CR_OK;
}
