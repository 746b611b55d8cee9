/* Which engine answers, and whether it is asked again for more. */
#include "engine/engine.h"

#include "engine/durable/checkpoint.h"
#include "engine/effort.h"
#include "engine/reference/gsl.h"
#include "engine/run_report.h"
#include "engine/tree/exact.h"
#include "engine/vegas.h"
#include "engine/walk/run.h"
#include "program/fault.h"
#include "program/worlds.h"
#include "base/seam.h"

/* One pass over positions is enough where nothing but branches is random. */
static bool is_certain(const struct cr_program *p)
{
    return p->n_uncertain == 0 && !p->pool_weights;
}

/* Runs that are counted instead of played must be alike from one position on, and count alike. */
static const char *cannot_split(const struct cr_program *p)
{
    if (p->random_effects)
        return "some effects are drawn at random, so every run has a state of its own; `--engine "
               "walk` plays each";
    if (p->has_evidence)
        return "under evidence every run has a weight of its own; `--engine rollback` is exact, "
               "`--engine walk` weighs them";
    return NULL;
}

static const char *cannot_gsl(const struct cr_run_options *o)
{
    if (o->spec.sampling != CR_SAMPLING_RANDOM)
        return "it draws worlds one behind the other, as they come, and cannot stratify them; "
               "`--engine walk` can";
    if (o->long_run && o->long_run->shards)
        return "one generator plays all runs in turn, so no part of them can be played alone; "
               "`--engine walk` has shards";
    return o->clusters ? "its runs have no luck in common with others" : NULL;
}

/* Why an engine cannot answer; NULL if it can. */
static const char *cannot(
    enum cr_engine engine, const struct cr_program *p, const struct cr_run_options *o)
{
    switch (engine) {
    case CR_ENGINE_EXACT:
        return p->random_effects ? "some effects are drawn at random"
               : !is_certain(p)  ? "some numbers are uncertain"
                                 : NULL;
    case CR_ENGINE_ROLLBACK:
        return p->random_effects ? "some effects are drawn at random" : NULL;
    case CR_ENGINE_SPLIT:
        return cannot_split(p);
    case CR_ENGINE_GSL:
        return cannot_gsl(o);
    case CR_ENGINE_VEGAS:
    case CR_ENGINE_MISER:
        return cr_vegas_cannot(p, o);
    default:
        return NULL;
    }
}

/* Low-discrepancy sequences are even in few dimensions only. */
static void note_sampling(struct cr_arena *arena, const struct cr_program *p,
    const struct cr_run_options *o, struct cr_run_result *result)
{
    enum { EVEN = 12 };
    if (!cr_sampling_is_quasi(o->spec.sampling) || p->n_uncertain <= EVEN)
        return;
    cr_run_note(arena, result,
        cr_arena_printf(arena, "%d numbers are uncertain: above %d dimensions %s.", p->n_uncertain,
            EVEN,
            o->spec.sampling == CR_SAMPLING_HALTON
                ? "Halton's points fill the cube no better than chance"
                : "Niederreiter's sequence ends, and the other numbers are drawn"));
}

static enum cr_status evaluate(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, struct cr_run_result *result, struct cr_fault *fault)
{
    enum cr_engine engine = options->spec.engine;
    enum cr_status status;
    const char *why = cannot(engine, program, options);
    if (why) {
        cr_fault_set(fault, CR_E_ENGINE, CR_NOWHERE, 0, "%s cannot answer: %s",
            engine == CR_ENGINE_EXACT ? "the exact evaluator" : cr_engine_name(engine), why);
        return CR_USAGE;
    }
    if (engine == CR_ENGINE_AUTO)
        engine = program->random_effects ? CR_ENGINE_WALK
                 : is_certain(program)   ? CR_ENGINE_EXACT
                                         : CR_ENGINE_ROLLBACK;
    if (engine == CR_ENGINE_EXACT)
        status = cr_run_exact(arena, program, options, result, fault);
    else if (engine == CR_ENGINE_ROLLBACK)
        status = cr_run_rollback(arena, program, options, result, fault);
    else if (engine == CR_ENGINE_SPLIT)
        status = cr_run_split(arena, program, options, result, fault);
    else if (engine == CR_ENGINE_GSL)
        status = cr_run_gsl(arena, program, options, result, fault);
    else if (engine == CR_ENGINE_VEGAS || engine == CR_ENGINE_MISER)
        status = cr_run_vegas(arena, program, options, result, fault);
    else /* which keeps its checkpoints itself */
        return cr_run_walk(arena, program, options, result, fault);
    if (status == CR_INPUT && options->spec.engine == CR_ENGINE_AUTO &&
        fault->code == CR_E_POSITIONS) {
        *fault = (struct cr_fault){0}; /* too many positions to unroll: the walk never unrolls */
        return cr_run_walk(arena, program, options, result, fault);
    }
    if (status == CR_OK)
        status = cr_checkpoint_write_whole(options->long_run, options->spec.runs);
    return status;
}

static void report_expected(const struct cr_run_options *o, const struct cr_run_result *before)
{
    bool exact = before->engine == CR_ENGINE_ROLLBACK;
    double factor = exact ? (double)o->spec.worlds / (double)before->worlds
                          : (double)o->plan.first / (double)before->runs;
    o->spec.expect(o->spec.expect_context, exact ? 0 : (double)o->plan.first,
        (double)o->spec.worlds, before->seconds * factor);
}

/* Larger and larger until it is as precise as was asked, or time is up: then the most precise
 * stands. One that luck made look worse than that before it asks for more all the same. */
static enum cr_status evaluate_again(struct cr_arena *arena, const struct cr_program *program,
    struct cr_run_options *o, struct cr_run_result *result, struct cr_fault *fault)
{
    enum cr_status status = CR_OK;
    double error = cr_run_error(program, result), last = error, spent = result->seconds;
    double end = o->spec.max_seconds > 0 ? cr_seam_clock() + o->spec.max_seconds - spent : 0;
    o->spec.engine = result->engine; /* the one that could answer */
    while (status == CR_OK && result->target_missed &&
           cr_effort_grow(o, last, result->engine == CR_ENGINE_ROLLBACK)) {
        struct cr_run_result more;
        o->spec.max_seconds = end > 0 ? end - cr_seam_clock() : 0;
        if (end > 0 && o->spec.max_seconds <= 0)
            return CR_OK;
        if (o->spec.expect)
            report_expected(o, result);
        status = evaluate(arena, program, o, &more, fault);
        if (status == CR_INPUT && (fault->refused || fault->code == CR_E_POSITIONS)) {
            *fault = (struct cr_fault){0}; /* so many worlds are too many: what there is stands */
            return CR_OK;
        }
        if (status != CR_OK && status != CR_INTERRUPTED)
            return status;
        if (more.runs > 0)
            last = cr_run_error(program, &more);
        if (more.runs == 0 || !(last < error))
            continue;
        *result = more;
        error = last;
    }
    return status;
}

enum cr_status cr_engine_run(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, struct cr_run_result *result, struct cr_fault *fault)
{
    struct cr_run_options o = *options;
    enum cr_status status = evaluate(arena, program, &o, result, fault);
    if (status == CR_OK && o.plan.open_runs)
        status = evaluate_again(arena, program, &o, result, fault);
    result->target_missed = result->target_missed && !o.plan.wish;
    result->grows = options->plan.open_runs && options->plan.open_worlds &&
                    !(options->long_run && options->long_run->path);
    if (status == CR_OK)
        note_sampling(arena, program, &o, result);
    return status;
}
