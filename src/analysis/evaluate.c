/* Designs evaluated: chunks of points by the tree on all threads, or one walk. */
#include "analysis/evaluate.h"

#include "analysis/notes.h"
#include "engine/parallel.h"
#include "engine/tree/tree.h"
#include "program/fault.h"

#include <math.h>
#include <string.h>

/* Points that one task evaluates: enough to pay for unrolling the tree. */
#define CHUNK 1024

/* ---- By the tree ---- */

struct job {
    const struct cr_design *design;
    const struct cr_analysis_options *options;
    int target;
    struct cr_evaluated *out;
    size_t n_chunks;
    uint64_t max_positions;
    struct cr_fault *faults; /* [n_chunks] */
    enum cr_status *status;  /* [n_chunks] */
};
struct chunk {
    struct job *job;
    size_t index;
};

static size_t chunk_first(const struct job *job, size_t index)
{
    return job->design->n * index / job->n_chunks;
}

static enum cr_status evaluate_chunk(struct cr_arena *work, struct cr_arena *arena, void *context)
{
    (void)arena;
    const struct chunk *chunk = context;
    struct job *job = chunk->job;
    const struct cr_design *d = job->design;
    size_t first = chunk_first(job, chunk->index), n = chunk_first(job, chunk->index + 1) - first;
    double *slots = CR_NEW(work, double, n *(size_t)d->program->n_slots);
    for (int s = 0; s < d->program->n_slots; s++)
        memcpy(&slots[(size_t)s * n], &d->slots[(size_t)s * d->n + first], n * sizeof *slots);
    struct cr_points_options options = {.spec = cr_spec_of_part(&job->options->spec),
        .effects_at_means = true,
        .narrow = true,
        .target = job->target,
        .decide_each = cr_program_solves(d->program)}; /* else backward sweeps are for nothing */
    options.spec.engine = CR_ENGINE_ROLLBACK;          /* the tree or nothing */
    options.spec.threads = 1;
    options.spec.max_positions = job->max_positions;
    struct cr_points_result result;
    enum cr_status status =
        cr_engine_points(work, d->program, slots, n, &options, &result, &job->faults[chunk->index]);
    if (status == CR_OK && chunk->index == 0)
        job->out->positions = result.positions;
    for (size_t i = 0; status == CR_OK && i < n; i++)
        job->out->value[first + i] =
            result.value[i * (size_t)result.n_targets + (size_t)job->target];
    return status;
}

static void *pass_context(void *context, struct cr_arena *arena)
{
    (void)arena;
    return context;
}

static enum cr_status run_chunk(void *context, void *local, struct cr_arena *arena, uint64_t item)
{
    (void)local;
    struct chunk chunk = {context, (size_t)item};
    struct job *job = context;
    job->status[item] = cr_with_work(arena, evaluate_chunk, &chunk);
    return job->status[item];
}

static bool tick(void *context, uint64_t done)
{
    const struct job *job = context;
    cr_progress *progress = job->options->spec.progress;
    return progress && progress(job->options->spec.progress_context,
                           (double)done * (double)job->design->n / (double)job->n_chunks,
                           (double)job->design->n);
}

/* What went wrong first, in the order of the points. */
static enum cr_status first_failure(
    const struct job *job, enum cr_status status, struct cr_fault *fault)
{
    for (size_t k = 0; k < job->n_chunks; k++) {
        if (job->status[k] == CR_OK)
            continue;
        *fault = job->faults[k];
        fault->set = true;
        return job->status[k];
    }
    return status;
}

static enum cr_status refuse_points(const struct job *job, struct cr_fault *fault)
{
    cr_fault_set(fault, CR_E_POSITIONS, CR_NOWHERE, 0,
        "%zu positions at each of %zu points are too many: use fewer --points, --method tornado, "
        "--engine walk, or a larger --max-positions",
        job->out->positions, job->design->n);
    fault->world = UINT64_MAX;
    fault->refused = true;
    return CR_INPUT;
}

static enum cr_status by_tree(struct cr_arena *arena, struct job *job, struct cr_fault *fault)
{
    job->n_chunks = (job->design->n + CHUNK - 1) / CHUNK;
    job->faults = CR_NEW(arena, struct cr_fault, job->n_chunks);
    job->status = CR_NEW(arena, enum cr_status, job->n_chunks);
    struct cr_parallel tasks = {.end = job->n_chunks,
        .threads = job->options->spec.threads,
        .context = job,
        .begin = pass_context,
        .work = run_chunk,
        .tick = tick};
    uint64_t finished,
        most = job->options->spec.max_positions ? job->options->spec.max_positions : 1000000;
    if (job->n_chunks > 1) { /* the first tells how large the tree is */
        struct chunk first = {job, 0};
        job->status[0] = cr_with_work(arena, evaluate_chunk, &first);
        if (job->status[0] != CR_OK)
            return first_failure(job, job->status[0], fault);
        tasks.first = 1;
    }
    if ((double)job->out->positions * (double)job->design->n > CR_TREE_WORLDS * (double)most)
        return refuse_points(job, fault);
    struct cr_team *team = cr_team_new(arena, job->options->spec.threads);
    enum cr_status status = cr_team_run(team, &tasks, &finished);
    job->out->engine = job->design->program->random_effects ? CR_ENGINE_ROLLBACK : CR_ENGINE_EXACT;
    return status == CR_INPUT ? first_failure(job, status, fault) : status;
}

/* ---- By a walk ---- */

static enum cr_status by_walk(struct cr_arena *arena, const struct job *job, struct cr_fault *fault)
{
    const struct cr_design *d = job->design;
    struct cr_points_options options = {.spec = job->options->spec};
    options.spec.engine = CR_ENGINE_WALK;
    if (options.spec.runs == 0)
        options.spec.runs = CR_ANALYSIS_RUNS;
    struct cr_points_result result;
    enum cr_status status =
        cr_engine_points(arena, d->program, d->slots, d->n, &options, &result, fault);
    for (size_t i = 0; status == CR_OK && i < d->n; i++) {
        size_t at = i * (size_t)result.n_targets + (size_t)job->target;
        job->out->value[i] = result.value[at];
        job->out->se[i] = result.se[at];
    }
    job->out->engine = CR_ENGINE_WALK;
    return status;
}

enum cr_status cr_design_evaluate(struct cr_arena *arena, const struct cr_design *design,
    int target, const struct cr_analysis_options *options, struct cr_evaluated *out,
    struct cr_fault *fault)
{
    bool automatic = options->spec.engine == CR_ENGINE_AUTO;
    struct job job = {.design = design,
        .options = options,
        .target = target,
        .out = out,
        .max_positions = options->spec.max_positions ? options->spec.max_positions
                         : automatic                 ? 200000
                                                     : 1000000};
    *out = (struct cr_evaluated){
        .value = CR_NEW(arena, double, design->n), .se = CR_NEW(arena, double, design->n)};
    if (options->spec.engine == CR_ENGINE_WALK)
        return by_walk(arena, &job, fault);
    enum cr_status status = by_tree(arena, &job, fault);
    if (status != CR_INPUT || fault->code != CR_E_POSITIONS || !automatic)
        return status;
    *fault = (struct cr_fault){0};
    return by_walk(arena, &job, fault);
}

struct cr_analysis_options cr_design_options(const struct cr_analysis_options *options)
{
    struct cr_analysis_options o = *options;
    if (!o.spec.runs)
        o.spec.runs = CR_DESIGN_RUNS;
    return o;
}

size_t cr_design_size(size_t most, size_t least, size_t points, size_t positions,
    const struct cr_analysis_options *options)
{
    const double budget = 5e8, for_a_run = 70; /* in positions, of some 12 ns */
    double each = positions ? (double)positions : for_a_run * (double)options->spec.runs;
    size_t size = most;
    while (size > least && (double)size * (double)points * each > budget)
        size /= 2;
    return size;
}

const char *cr_design_cut(struct cr_arena *arena, size_t size, size_t most, const char *of_each,
    const struct cr_evaluated *out, const struct cr_analysis_options *options)
{
    if (size >= most)
        return NULL;
    const char *what =
        out->engine == CR_ENGINE_WALK
            ? cr_arena_printf(arena, "points of %.0f futures", (double)options->spec.runs)
            : cr_arena_printf(arena, "trees of %.0f positions", (double)out->positions);
    return cr_arena_printf(arena,
        "So many %s would take long: there are %zu base points%s instead of %zu. --points %zu "
        "takes "
        "about four times as long and halves the errors.",
        what, size, of_each, most, 4 * size);
}

enum cr_status cr_base_value(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_analysis_inputs *inputs, const struct cr_aim *target,
    const struct cr_analysis_options *options, double *value, size_t *positions,
    struct cr_fault *fault)
{
    struct cr_evaluated out;
    struct cr_design one = cr_design_new(arena, program, inputs, 1);
    enum cr_status status = cr_design_evaluate(arena, &one, target->index, options, &out, fault);
    *value = status == CR_OK ? out.value[0] : NAN;
    if (positions)
        *positions = out.positions;
    return status;
}
