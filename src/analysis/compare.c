/* Columns (files, lenses, options) on the same luck: each is played once, rows are matched by
 * name, and differences to the first column get their error cluster by cluster. Where a column
 * has no answer it says why, and the others are compared. */
#include "analysis/compare.h"

#include "analysis/notes.h"
#include "analysis/observe.h"
#include "analysis/sensitivity.h"
#include "engine/engine.h"
#include "engine/run_report.h"
#include "program/compile.h"
#include "program/tables.h"
#include "program/worlds.h"
#include "stats/error.h"

#include <math.h>
#include <string.h>

struct job {
    struct cr_arena *arena;
    const struct cr_compare_ask *ask;
    struct cr_compare_result *result;
};

/* ---- Playing ---- */

static bool defined(const struct cr_compare_result *r, size_t column)
{
    return !r->columns[column].undefined;
}

/* What one side cannot answer is no reason to keep the others back. */
static enum cr_status mark_undefined(
    const struct job *job, struct cr_compare_column *column, struct cr_fault *fault)
{
    if (fault->code != CR_E_EVIDENCE_IMPOSSIBLE && !fault->refused)
        return CR_INPUT;
    column->undefined = cr_arena_strdup(job->arena, fault->text);
    cr_run_result_init(job->arena, column->program, &column->run);
    for (int k = 0; k < column->program->n_points; k++) {
        struct cr_node_result *node = &column->run.nodes[k];
        node->reach = node->unreached = node->unmet = NAN;
        for (int b = 0; b < column->program->points[k].n_branches; b++)
            node->shares[b] = NAN;
    }
    return CR_OK;
}

static enum cr_status play(
    const struct job *job, size_t i, struct cr_diags *diags, struct cr_fault *fault)
{
    const struct cr_compare_item *item = &job->ask->items[i];
    struct cr_compare_column *column = &job->result->columns[i];
    struct cr_run_options options = *job->ask->run;
    struct cr_progress_part part = {options.spec.progress, options.spec.progress_context,
        (double)i / (double)job->ask->n, 1 / (double)job->ask->n};
    options.spec.progress = cr_progress_part;
    options.spec.progress_context = &part;
    options.clusters = true;
    *column =
        (struct cr_compare_column){.id = item->id, .label = item->label, .weight = item->weight};
    struct cr_program *program = cr_program_build(job->arena, item->scenario, item->setup, diags);
    column->program = program;
    if (!column->program)
        return CR_INPUT;
    if (i > 0 && item->scenario == job->ask->items[0].scenario)
        cr_program_share_tables(program, job->result->columns[0].program);
    enum cr_status status =
        cr_engine_run(job->arena, column->program, &options, &column->run, fault);
    return status == CR_INPUT ? mark_undefined(job, column, fault) : status;
}

/* ---- Rows: one number of a column, cluster by cluster ---- */

struct row {
    const char *id, *label;
    double value;
    struct cr_error error;
    double *y; /* [clusters] NULL: not known */
};

static double *quantity_row(const struct cr_run_result *r, size_t index)
{
    return &r->clusters->quantities[index * r->clusters->n];
}

static double *tag_row(struct cr_arena *arena, const struct cr_compare_column *c, size_t tag)
{
    const struct cr_scenario *s = c->program->scenario;
    const struct cr_clusters *k = c->run.clusters;
    double *y = CR_NEW(arena, double, k->n);
    for (size_t o = 0; o < s->n_outcomes; o++) {
        for (size_t i = 0; i < s->outcomes[o].n_tags; i++) {
            for (size_t g = 0; s->outcomes[o].tags[i] == (int)tag && g < k->n; g++)
                y[g] += k->outcomes[o * k->n + g];
        }
    }
    return y;
}

static size_t count_of(const struct cr_scenario *s, enum cr_compared what)
{
    return what == CR_COMPARED_OUTCOME  ? s->n_outcomes
           : what == CR_COMPARED_TAG    ? s->n_tags
           : what == CR_COMPARED_PAYOFF ? s->n_actors
                                        : s->n_measures + s->n_states;
}

static struct row share_row(const char *id, const char *label, const struct cr_share *s, double *y)
{
    return (struct row){id, label, s->share, {.se = s->se, .low = s->low, .high = s->high}, y};
}

static struct row mean_row(
    const char *id, const char *label, const struct cr_quantity *q, double *y)
{
    return (struct row){id, label, q->mean, {.se = q->se, .low = q->low, .high = q->high}, y};
}

static struct row row_of(
    struct cr_arena *arena, const struct cr_compare_column *c, enum cr_compared what, size_t i)
{
    const struct cr_scenario *s = c->program->scenario;
    const struct cr_run_result *r = &c->run;
    switch (what) {
    case CR_COMPARED_OUTCOME:
        return share_row(s->outcomes[i].id, s->outcomes[i].label, &r->outcomes[i],
            &r->clusters->outcomes[i * r->clusters->n]);
    case CR_COMPARED_TAG:
        return share_row(s->tags[i], s->tags[i], &r->tags[i], tag_row(arena, c, i));
    case CR_COMPARED_PAYOFF:
        return mean_row(s->actors[i].id, s->actors[i].label, &r->payoffs[i],
            s->actors[i].has_payoff ? quantity_row(r, i) : NULL);
    case CR_COMPARED_MEASURE:
        break;
    }
    bool measure = i < s->n_measures;
    const char *id = measure ? s->measures[i].id : s->states[i - s->n_measures].id;
    const char *label = measure ? s->measures[i].label : s->states[i - s->n_measures].label;
    return mean_row(id, label, &r->measures[i], quantity_row(r, s->n_actors + i));
}

/* The row of the same name in another column, or -1. */
static int same_name(const struct cr_compare_column *c, enum cr_compared what, const char *id)
{
    const struct cr_scenario *s = c->program->scenario;
    if (what == CR_COMPARED_MEASURE) {
        int k = cr_map_find(s->measure_map, id);
        int v = k < 0 ? cr_map_find(s->state_map, id) : -1;
        return k >= 0 ? k : v >= 0 ? (int)s->n_measures + v : -1;
    }
    return cr_map_find(what == CR_COMPARED_OUTCOME ? s->outcome_map
                       : what == CR_COMPARED_TAG   ? s->tag_map
                                                   : s->actor_map,
        id);
}

/* ---- Differences ---- */

/* Whether cluster g of both holds the same runs. */
static bool same_clusters(const struct cr_run_result *a, const struct cr_run_result *b)
{
    return a->clusters->n == b->clusters->n && a->clusters->worlds == b->clusters->worlds &&
           a->runs == b->runs && a->worlds == b->worlds &&
           (a->engine == CR_ENGINE_WALK) == (b->engine == CR_ENGINE_WALK);
}

static struct cr_error error_of(const struct cr_run_result *a, const struct cr_run_result *b,
    const struct row *x, const struct row *y, bool share, bool *paired)
{
    double d = y->value - x->value;
    *paired = true;
    if (a->engine == CR_ENGINE_EXACT && b->engine == CR_ENGINE_EXACT)
        return cr_error_exact(d);
    *paired = x->y && y->y && a->clusters->n > 1 && same_clusters(a, b);
    if (!*paired)
        return cr_error_apart(x->value, &x->error, y->value, &y->error);
    struct cr_error e = cr_ratio_difference_error(y->y, b->clusters->weight, x->y,
        a->clusters->weight, a->clusters->n, cr_world_designs(a->sampling, a->worlds));
    bool constant = a->engine == CR_ENGINE_ROLLBACK && !(x->error.se > 0 || isnan(x->error.se)) &&
                    !(y->error.se > 0 || isnan(y->error.se));
    if (e.se > 0 || constant)
        return e;
    /* Every run went the same way in both, or every world was alike, so far. */
    double unmet = share ? fmax(a->unmet, b->unmet) : NAN;
    e.se = NAN;
    e.low = d - unmet;
    e.high = d + unmet;
    return e;
}

static void add_differences(const struct job *job, int a, int b, enum cr_compared what)
{
    struct cr_compare_result *r = job->result;
    const struct cr_compare_column *first = &r->columns[a], *second = &r->columns[b];
    size_t n = first->undefined || second->undefined ? 0 : count_of(first->program->scenario, what);
    for (size_t i = 0; i < n; i++) {
        struct row x = row_of(job->arena, first, what, i);
        int other = same_name(second, what, x.id);
        if (other < 0 || isnan(x.value))
            continue;
        struct row y = row_of(job->arena, second, what, (size_t)other);
        struct cr_difference *d = &r->differences[r->n_differences++];
        *d = (struct cr_difference){.a = a, .b = b, .what = what, .id = x.id, .label = x.label};
        d->difference = y.value - x.value;
        bool share = what == CR_COMPARED_OUTCOME || what == CR_COMPARED_TAG;
        struct cr_error e = error_of(&first->run, &second->run, &x, &y, share, &d->paired);
        d->se = e.se;
        d->low = e.low;
        d->high = e.high;
    }
}

/* Every later column against the first that is defined; options each against each. */
static void fill_differences(const struct job *job)
{
    struct cr_compare_result *r = job->result;
    size_t rows = 0, pairs = 0;
    for (int what = 0; what <= CR_COMPARED_MEASURE; what++)
        rows += count_of(r->columns[r->first].program->scenario, (enum cr_compared)what);
    for (size_t b = 1; b < r->n; b++)
        pairs += r->kind == CR_COMPARE_CHOICES ? b : 1;
    r->differences = CR_NEW(job->arena, struct cr_difference, pairs * rows * r->n);
    for (int b = 1; b < (int)r->n; b++) {
        int most = r->kind == CR_COMPARE_CHOICES || b <= r->first ? b : r->first + 1;
        for (int a = r->first; a < most; a++) {
            for (int what = 0; what <= CR_COMPARED_MEASURE; what++)
                add_differences(job, a, b, (enum cr_compared)what);
        }
    }
}

/* ---- Choices: dominance and regret ---- */

static void fill_dominance(const struct job *job)
{
    struct cr_compare_result *r = job->result;
    bool minimise = r->columns[0].program->scenario->actors[r->actor].minimise;
    struct cr_lottery *l = CR_NEW(job->arena, struct cr_lottery, r->n);
    const struct cr_sample **samples = CR_NEW(job->arena, const struct cr_sample *, r->n);
    double scale = 0, sign = minimise ? -1 : 1;
    bool exact = true;
    static const struct cr_sample none = {0};
    for (size_t c = 0; c < r->n; c++) {
        samples[c] = &none;
        if (!defined(r, c))
            continue;
        samples[c] = &r->columns[c].run.payoff_samples[r->actor];
        exact &= r->columns[c].run.engine == CR_ENGINE_EXACT && samples[c]->n > 0;
        l[c] = cr_lottery_of(job->arena, samples[c], sign);
        if (l[c].n)
            scale = fmax(scale, fmax(fabs(l[c].x[0]), fabs(l[c].x[l[c].n - 1])));
    }
    r->dominance = CR_NEW(job->arena, struct cr_dominance_row, 2 * r->n * r->n);
    for (int a = 0; a < (int)r->n; a++) {
        for (int b = 0; b < (int)r->n; b++) {
            if (!defined(r, (size_t)a) || !defined(r, (size_t)b))
                continue;
            struct cr_margins m = cr_dominance_margins(&l[a], &l[b]);
            for (int order = 1; a != b && order <= 2; order++) {
                double margin = order == 1 ? m.first : m.second;
                r->dominance[r->n_dominance++] = (struct cr_dominance_row){
                    a, b, order, margin, exact && margin >= cr_dominance_floor(scale), exact};
            }
        }
    }
    if (!exact)
        cr_dominance_decide(job->arena, samples, r->n, sign, &job->ask->run->spec.luck,
            cr_dominance_floor(scale), r->dominance, r->n_dominance);
}

/* The mean payoff of the actor in a cluster, higher is better; over all of them for cluster n. */
static double value_in(const struct cr_compare_result *r, size_t column, size_t g, size_t n)
{
    const struct cr_run_result *run = &r->columns[column].run;
    bool minimise = r->columns[0].program->scenario->actors[r->actor].minimise;
    const double *y = quantity_row(run, (size_t)r->actor), *w = run->clusters->weight;
    double value = g < n ? y[g] / w[g] : run->payoffs[r->actor].mean;
    return minimise ? -value : value;
}

/* Worlds are independent draws (or designs) of a regret each, and of being best in it. */
static void regret_errors(const struct cr_run_result *base, const double *regret,
    const double *wins, struct cr_regret_row *row)
{
    const struct cr_clusters *k = base->clusters;
    size_t designs = cr_world_designs(base->sampling, base->worlds);
    double worlds = isnan(base->effective) ? (double)k->n : fmin(base->effective, (double)k->n);
    row->expected_error = cr_ratio_error(regret, k->weight, k->n, designs);
    row->best_error = cr_ratio_error(wins, k->weight, k->n, designs);
    row->best_error = cr_share_error(row->best_share, worlds, 1, &row->best_error);
    if (!(row->expected_error.se > 0)) /* none in any of them: another may have one */
        row->expected_error = cr_error_unknown();
}

/* Without worlds regret is a difference of means: to that of the best option. */
static void regret_of_means(const struct job *job, size_t c, struct cr_regret_row *row)
{
    const struct cr_compare_result *r = job->result;
    size_t best = c;
    bool paired;
    row->expected_error = row->best_error = cr_error_unknown();
    if (!defined(r, c))
        return;
    for (size_t k = 0; k < r->n; k++)
        best = defined(r, k) && value_in(r, k, 0, 0) > value_in(r, best, 0, 0) ? k : best;
    struct row x = row_of(job->arena, &r->columns[c], CR_COMPARED_PAYOFF, (size_t)r->actor),
               y = row_of(job->arena, &r->columns[best], CR_COMPARED_PAYOFF, (size_t)r->actor);
    struct cr_error e = error_of(&r->columns[c].run, &r->columns[best].run, &x, &y, false, &paired);
    if (r->columns[0].program->scenario->actors[r->actor].minimise)
        e = (struct cr_error){e.se, -e.high, -e.low, e.parts, e.carriers};
    if (best != c || e.se == 0)
        row->expected_error = e;
}

/* Regret: what the best option would have brought more. Worlds are one case each; without worlds,
 * the expectation is the only case. */
static void fill_regret(const struct job *job)
{
    struct cr_compare_result *r = job->result;
    const struct cr_run_result *base = &r->columns[r->first].run;
    const struct cr_clusters *first = base->clusters;
    bool by_world = first->worlds;
    for (size_t c = 0; c < r->n; c++)
        by_world &= !defined(r, c) || same_clusters(base, &r->columns[c].run);
    size_t n = by_world ? first->n : 0;
    double all = 0, *regrets = CR_NEW(job->arena, double, 2 * r->n * (n + 1)),
           *wins = regrets + r->n * (n + 1);
    r->regret = CR_NEW(job->arena, struct cr_regret_row, r->n);
    for (size_t g = 0; g < (n ? n : 1); g++) {
        double weight = n ? first->weight[g] : 1, best = -INFINITY;
        for (size_t c = 0; c < r->n; c++)
            best = defined(r, c) ? fmax(best, value_in(r, c, g, n)) : best;
        if (!(weight > 0) || !isfinite(best))
            continue;
        all += weight;
        for (size_t c = 0; c < r->n; c++) {
            if (!defined(r, c))
                continue;
            double regret = best - value_in(r, c, g, n);
            regrets[c * n + g] = weight * regret;
            wins[c * n + g] = regret <= 0 ? weight : 0;
            r->regret[c].expected += weight * regret;
            r->regret[c].max = fmax(r->regret[c].max, regret);
            r->regret[c].best_share += regret <= 0 ? weight : 0;
        }
    }
    for (size_t c = 0; c < r->n; c++) {
        struct cr_regret_row *row = &r->regret[c];
        row->expected /= defined(r, c) ? all : NAN;
        row->max /= defined(r, c) ? 1 : NAN;
        row->best_share /= defined(r, c) ? all : NAN;
        if (n > 0)
            regret_errors(base, &regrets[c * n], &wins[c * n], row);
        else
            regret_of_means(job, c, row);
    }
}

static void fill_choices(const struct job *job)
{
    struct cr_compare_result *r = job->result;
    const struct cr_scenario *s = r->columns[0].program->scenario;
    r->actor = s->nodes[r->node].actor;
    if (r->actor >= 0 && !s->actors[r->actor].has_payoff) {
        cr_analysis_note(job->arena, &r->notes, &r->n_notes,
            "Who decides there has no payoff in this file, so there is neither dominance nor "
            "regret to tell.");
        r->actor = -1;
    }
    if (r->actor < 0)
        return;
    fill_dominance(job);
    fill_regret(job);
    if (r->n_dominance && isnan(r->dominance[0].margin))
        cr_analysis_note(job->arena, &r->notes, &r->n_notes,
            "There are too many futures to keep every payoff: dominance needs fewer --runs.");
    const struct cr_run_result *run = &r->columns[r->first].run;
    if (run->engine == CR_ENGINE_WALK && run->clusters->worlds)
        cr_analysis_note(job->arena, &r->notes, &r->n_notes,
            cr_arena_printf(job->arena,
                "A world's mean is that of its %.0f futures, so regret over worlds holds some of "
                "their chance: more --runs, or fewer --worlds, take it out.",
                (double)run->runs / (double)run->worlds));
}

/* ---- Pools ---- */

/* The kind of pool that is asked for is the last column, and its numbers stand here again; the mean
 * of the shares, which the other kind's readers want to see beside it, is no column then. */
static struct cr_pooled pooled(const struct job *job, double column, const double *p, size_t n)
{
    double *weights = CR_NEW(job->arena, double, n);
    for (size_t i = 0; i < n; i++)
        weights[i] = job->result->columns[i].weight;
    struct cr_disagreement spread = cr_disagree(p, 1, weights, n);
    bool log = job->result->pool_kind == CR_POOL_LOG;
    return (struct cr_pooled){log ? spread.mean : column, log ? column : NAN, spread};
}

static void fill_outcome_pool(const struct job *job, size_t n)
{
    struct cr_compare_result *r = job->result;
    size_t n_outcomes = r->columns[0].program->scenario->n_outcomes;
    double *p = CR_NEW(job->arena, double, n);
    r->pooled = CR_NEW(job->arena, struct cr_pooled, n_outcomes);
    for (size_t o = 0; o < n_outcomes; o++) {
        for (size_t i = 0; i < n; i++)
            p[i] = r->columns[i].run.outcomes[o].share;
        r->pooled[o] = pooled(job, r->columns[n].run.outcomes[o].share, p, n);
    }
}

static void pool_branches(const struct job *job, size_t n, int node, double *range)
{
    struct cr_compare_result *r = job->result;
    size_t n_branches = r->columns[0].program->scenario->nodes[node].n_branches;
    double *p = CR_NEW(job->arena, double, n);
    for (size_t b = 0; b < n_branches; b++) {
        for (size_t i = 0; i < n; i++)
            p[i] = r->columns[i].run.nodes[node].shares[b];
        struct cr_pooled_branch *out = &r->branches[r->n_branches];
        *out = (struct cr_pooled_branch){
            node, (int)b, pooled(job, r->columns[n].run.nodes[node].shares[b], p, n)};
        range[r->n_branches++] = out->pool.spread.high - out->pool.spread.low;
    }
}

static void fill_pool(const struct job *job)
{
    struct cr_compare_result *r = job->result;
    const struct cr_program *program = r->columns[0].program;
    size_t n = r->n - 1; /* the last column is the pool */
    double *range = CR_NEW(job->arena, double, program->n_branches);
    fill_outcome_pool(job, n);
    r->branches = CR_NEW(job->arena, struct cr_pooled_branch, program->n_branches);
    for (int k = 0; k < program->n_points; k++) {
        bool reached = program->points[k].kind != CR_RULE;
        for (size_t i = 0; i <= n; i++)
            reached &= !defined(r, i) || r->columns[i].run.nodes[k].reach > 0;
        if (reached)
            pool_branches(job, n, k, range);
    }
    r->branch_order = cr_order_by(job->arena, range, r->n_branches);
    if (r->pool_kind == CR_POOL_LOG)
        cr_analysis_note(job->arena, &r->notes, &r->n_notes, CR_POOL_LOG_NOTE);
}

/* ---- All of it ---- */

static void fill_words(const struct job *job)
{
    static const char *const what[] = {"The files are", "The lenses are", "The options are"};
    struct cr_compare_result *r = job->result;
    const struct cr_luck *luck = &r->columns[r->first].run.luck;
    r->about = cr_arena_printf(job->arena,
        "%s played %s; the "
        "error of a difference (95%%; as data: se) is that of the simulation alone, paired world "
        "by "
        "world. How unsure "
        "the authors are shows in the interval of each share over worlds (run), not here.",
        what[r->kind],
        cr_luck_addressed(luck)
            ? "on the same luck, so differences are surer than the shares themselves"
            : cr_arena_printf(job->arena,
                  "in the same worlds, with independent luck (%s is a sequence; philox4x32 gives "
                  "each side the same luck)",
                  cr_luck_name(luck)));
    for (size_t i = 0; i < r->n_differences; i++) {
        if (r->differences[i].paired)
            continue;
        cr_analysis_note(job->arena, &r->notes, &r->n_notes,
            "Some columns could not be paired (different worlds or engines): the errors of their "
            "differences are those of independent runs, and too large.");
        break;
    }
    for (size_t c = 0; c < r->n; c++) {
        if (!defined(r, c)) {
            cr_analysis_note(job->arena, &r->notes, &r->n_notes,
                cr_arena_printf(job->arena, "%s has no numbers here: %s.", r->columns[c].id,
                    r->columns[c].undefined));
            continue;
        }
        for (size_t i = 0; i < r->columns[c].run.n_notes; i++)
            cr_analysis_note(job->arena, &r->notes, &r->n_notes,
                cr_arena_printf(
                    job->arena, "%s: %s", r->columns[c].id, r->columns[c].run.notes[i]));
    }
}

enum cr_status cr_compare(struct cr_arena *arena, const struct cr_compare_ask *ask,
    struct cr_compare_result *r, struct cr_diags *diags, struct cr_fault *fault)
{
    struct job job = {arena, ask, r};
    *r = (struct cr_compare_result){.kind = ask->kind,
        .n = ask->n,
        .node = ask->node,
        .actor = -1,
        .pool = ask->pool,
        .pool_kind = ask->pool_kind};
    r->columns = CR_NEW(arena, struct cr_compare_column, ask->n);
    struct cr_fault earliest = {0};
    r->first = -1;
    for (size_t i = 0; i < ask->n; i++) {
        r->failed = i;
        *fault = (struct cr_fault){0};
        enum cr_status status = play(&job, i, diags, fault);
        if (status != CR_OK)
            return status;
        if (!earliest.set)
            earliest = *fault;
        r->first = r->first < 0 && defined(r, i) ? (int)i : r->first;
    }
    if (r->first < 0) {
        r->failed = 0;
        *fault = earliest;
        return CR_INPUT;
    }
    *fault = (struct cr_fault){0};
    fill_differences(&job);
    if (ask->kind == CR_COMPARE_CHOICES)
        fill_choices(&job);
    if (ask->pool)
        fill_pool(&job);
    fill_words(&job);
    return CR_OK;
}
