/* Given worlds, each evaluated for itself: by the tree, or in one walk in which run r of every
 * point has the same luck and each point is a cluster of the tally. */
#include "engine/points.h"

#include "engine/walk/job.h"
#include "engine/tree/tree.h"
#include "program/worlds.h"

#include <math.h>
#include <string.h>

/* Points walked in one go: each is a cluster of the tally. */
#define CHUNK 1024

struct cr_targets cr_targets_of(const struct cr_program *program)
{
    const struct cr_scenario *s = program->scenario;
    struct cr_targets t = {0};
    t.tags = (int)s->n_outcomes;
    t.payoffs = t.tags + (int)s->n_tags;
    t.measures = t.payoffs + (int)s->n_actors;
    t.states = t.measures + (int)s->n_measures;
    t.n = t.states + (int)s->n_states;
    return t;
}

/* Shares of the tags from those of the outcomes. */
static void add_tags(const struct cr_scenario *s, const struct cr_targets *t, double *row)
{
    for (size_t o = 0; o < s->n_outcomes; o++) {
        for (size_t i = 0; i < s->outcomes[o].n_tags; i++)
            row[t->tags + s->outcomes[o].tags[i]] += row[o];
    }
}

static void no_payoffs(const struct cr_scenario *s, const struct cr_targets *t, double *row)
{
    for (size_t a = 0; a < s->n_actors; a++) {
        if (!s->actors[a].has_payoff)
            row[t->payoffs + (int)a] = NAN;
    }
}

/* ---- By the tree ---- */

static void from_sums(const struct cr_program *p, const struct cr_tree_sums *sums, size_t point,
    const struct cr_targets *t, struct cr_points_result *result)
{
    double *row = &result->value[point * (size_t)t->n], mass = sums->world_weight[point];
    int n_rows = p->n_measures + p->n_states;
    for (int o = 0; o < p->n_endings; o++)
        row[o] = sums->outcome[(size_t)o * sums->stride + point] / mass;
    for (int a = 0; a < p->n_actors; a++)
        row[t->payoffs + a] = sums->payoff[(size_t)a * sums->stride + point] / mass;
    for (int m = 0; m < n_rows; m++)
        row[t->measures + m] = sums->measure[(size_t)m * sums->stride + point] / mass;
    add_tags(p->scenario, t, row);
    no_payoffs(p->scenario, t, row);
    result->evidence[point] = mass * (double)result->n_points;
}

static enum cr_status by_tree(struct cr_arena *arena, const struct cr_program *p,
    const double *slots, const struct cr_points_options *o, struct cr_points_result *result,
    struct cr_fault *fault)
{
    struct cr_targets t = cr_targets_of(p);
    struct cr_tree_worlds worlds = {
        .n = result->n_points, .slots = slots, .stride = result->n_points};
    struct cr_tree_options options = {.max_positions = o->spec.max_positions,
        .each = o->decide_each,
        .progress = o->spec.progress,
        .progress_context = o->spec.progress_context};
    options.narrow = o->narrow;
    options.actor = o->target >= t.payoffs && o->target < t.measures ? o->target - t.payoffs : -1;
    options.ends = o->target >= t.measures;
    struct cr_tree_sums sums = {0};
    enum cr_status status = cr_tree_values(arena, p, &worlds, &options, &sums, fault);
    if (status != CR_OK)
        return status;
    for (size_t i = 0; i < result->n_points; i++)
        from_sums(p, &sums, i, &t, result);
    result->engine = p->random_effects ? CR_ENGINE_ROLLBACK : CR_ENGINE_EXACT;
    result->positions = sums.positions;
    return CR_OK;
}

/* ---- By walks on the same luck ---- */

static void from_tally(const struct cr_tally_shape *s, const struct cr_tally *tally, size_t first,
    size_t n, uint64_t runs, const struct cr_targets *t, struct cr_points_result *result)
{
    const struct cr_program *p = s->program;
    int n_columns = p->n_actors + p->n_measures + p->n_states;
    for (size_t i = 0; i < n; i++) {
        double *row = &result->value[(first + i) * (size_t)t->n],
               *se = &result->se[(first + i) * (size_t)t->n];
        double weight = tally->sums[s->at_weight + i];
        double effective = weight * weight / tally->sums[s->at_square + i]; /* Kish; runs without
                                                                               evidence */
        for (int o = 0; o < p->n_endings; o++)
            row[o] = tally->sums[s->at_outcomes + (size_t)o * (size_t)s->clusters + i] / weight;
        for (int c = 0; c < n_columns; c++) {
            row[t->payoffs + c] =
                tally->sums[s->at_columns + (size_t)c * (size_t)s->clusters + i] / weight;
            const struct cr_within *own = cr_tally_within(tally, s, c, (int)i);
            se[t->payoffs + c] = sqrt(own->m2 / own->weight / effective);
        }
        add_tags(p->scenario, t, row);
        no_payoffs(p->scenario, t, row);
        for (int k = 0; k < t->payoffs; k++)
            se[k] = sqrt(fmax(0, row[k] * (1 - row[k])) / effective);
        result->evidence[first + i] = weight / (double)runs;
    }
}

static enum cr_status walk_chunk(struct cr_arena *arena, const struct cr_program *p,
    const double *slots, size_t first, size_t n, const struct cr_policy *policy,
    const struct cr_points_options *o, struct cr_points_result *result, struct cr_fault *fault)
{
    struct cr_targets t = cr_targets_of(p);
    struct cr_run_options run = {.spec = cr_spec_of_part(&o->spec)};
    run.spec.runs = o->spec.runs * n;
    run.spec.worlds = n;
    run.spec.sampling = CR_SAMPLING_RANDOM;
    run.spec.progress = o->spec.progress;
    run.spec.progress_context = o->spec.progress_context;
    double *values = CR_NEW(arena, double, (size_t)p->n_slots *n);
    for (int s = 0; s < p->n_slots; s++)
        memcpy(&values[(size_t)s * n], &slots[(size_t)s * result->n_points + first],
            n * sizeof *values);
    struct cr_run_job job = {.walk = {.program = p,
                                 .policy = policy,
                                 .luck = o->spec.luck,
                                 .luck_divisor = n,
                                 .plan = NULL},
        .options = &run,
        .runs = run.spec.runs,
        .spreads = true};
    job.walk.worlds =
        (struct cr_world_table){{o->spec.luck, n, CR_SAMPLING_RANDOM, false}, values, NULL, 0};
    bool met;
    enum cr_status status = cr_run_job_play(&job, arena, false, &met);
    if (status == CR_INPUT)
        *fault = job.fault;
    if (status != CR_OK)
        return status;
    from_tally(&job.shape, cr_run_job_whole(&job, arena), first, n, o->spec.runs, &t, result);
    return CR_OK;
}

/* A single point would be clustered by runs, so it is walked as two equal points. */
static enum cr_status walk_alone(struct cr_arena *arena, const struct cr_program *p,
    const double *slots, const struct cr_points_options *o, struct cr_points_result *result,
    struct cr_fault *fault)
{
    double *twice = CR_NEW(arena, double, 2 * (size_t)p->n_slots);
    for (int s = 0; s < p->n_slots; s++)
        twice[2 * s] = twice[2 * s + 1] = slots[s];
    struct cr_points_result pair;
    enum cr_status status = cr_engine_points(arena, p, twice, 2, o, &pair, fault);
    if (status != CR_OK)
        return status;
    size_t n = (size_t)pair.n_targets;
    memcpy(result->value, pair.value, n * sizeof *result->value);
    memcpy(result->se, pair.se, n * sizeof *result->se);
    result->evidence[0] = pair.evidence[0];
    result->engine = CR_ENGINE_WALK;
    return CR_OK;
}

static enum cr_status by_walk(struct cr_arena *arena, const struct cr_program *p,
    const double *slots, const struct cr_points_options *o, struct cr_points_result *result,
    struct cr_fault *fault)
{
    if (result->n_points == 1)
        return walk_alone(arena, p, slots, o, result, fault);
    struct cr_policy policy = {0};
    struct cr_run_spec solve = cr_spec_of_part(&o->spec);
    solve.worlds = 0;
    enum cr_status status = cr_policy_solve(arena, p, &solve, &policy, fault);
    for (size_t first = 0; status == CR_OK && first < result->n_points;) {
        size_t left = result->n_points - first, n = left <= CHUNK       ? left
                                                    : left == CHUNK + 1 ? CHUNK - 1
                                                                        : CHUNK;
        status = walk_chunk(arena, p, slots, first, n, &policy, o, result, fault);
        first += n;
    }
    result->engine = CR_ENGINE_WALK;
    return status;
}

enum cr_status cr_engine_points(struct cr_arena *arena, const struct cr_program *program,
    const double *slots, size_t n_points, const struct cr_points_options *options,
    struct cr_points_result *result, struct cr_fault *fault)
{
    size_t n = n_points * (size_t)cr_targets_of(program).n;
    *result =
        (struct cr_points_result){.n_points = n_points, .n_targets = cr_targets_of(program).n};
    result->value = CR_NEW(arena, double, n);
    result->se = CR_NEW(arena, double, n);
    result->evidence = CR_NEW(arena, double, n_points);
    bool tree = options->spec.engine != CR_ENGINE_WALK &&
                (!program->random_effects || options->effects_at_means);
    if (!tree)
        return by_walk(arena, program, slots, options, result, fault);
    enum cr_status status = by_tree(arena, program, slots, options, result, fault);
    if (status == CR_INPUT && fault->code == CR_E_POSITIONS &&
        options->spec.engine == CR_ENGINE_AUTO) {
        *fault = (struct cr_fault){0};
        memset(result->value, 0, n * sizeof *result->value);
        status = by_walk(arena, program, slots, options, result, fault);
    }
    return status;
}
