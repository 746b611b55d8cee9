/* Scores of forecasts: every lens is asked in every state of knowledge before an answer was
 * known. Jobs run on all threads, each with a program of its own, which gives the branches of
 * the question their probabilities. */
#include "analysis/score.h"

#include "analysis/inputs.h"
#include "analysis/notes.h"
#include "base/fmath.h"
#include "engine/parallel.h"
#include "engine/tree/tree.h"
#include "program/compile.h"
#include "program/fault.h"
#include "program/tables.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct cr_score cr_score_forecast(const double *p, size_t n, size_t happened)
{
    struct cr_score score = {
        p[happened], 0, p[happened] > 0 ? -cr_log(p[happened]) + 0.0 : p[happened] + INFINITY};
    for (size_t b = 0; b < n; b++) {
        double miss = p[b] - (b == happened);
        score.brier += miss * miss;
    }
    return score;
}

/* ---- The questions ---- */

int *cr_observations_until(
    struct cr_arena *arena, const struct cr_scenario *s, const char *until, size_t *n)
{
    int *list = CR_NEW(arena, int, s->n_observations);
    *n = 0;
    for (size_t i = 0; i < s->n_observations; i++) {
        const char *date = s->observations[i].date;
        if (!date || (s->as_of && cr_date_compare(date, s->as_of) <= 0) ||
            (until && cr_date_compare(date, until) > 0))
            continue;
        size_t k = (*n)++;
        for (; k > 0 && cr_date_compare(s->observations[list[k - 1]].date, date) > 0; k--)
            list[k] = list[k - 1];
        list[k] = (int)i;
    }
    return list;
}

/* Whether the answer is known before anything is asked, or asked already. */
static bool answered(
    const struct cr_setup *setup, const struct cr_score_result *r, int node, int branch)
{
    for (size_t i = 0; i < setup->n_evidence; i++) {
        if (setup->evidence[i].node == node && setup->evidence[i].branch == branch)
            return true;
    }
    for (size_t i = 0; i < r->n_rows; i++) {
        if (r->rows[i].node == node && r->rows[i].branch == branch)
            return true;
    }
    return false;
}

static void find_rows(struct cr_arena *arena, const struct cr_scenario *s,
    const struct cr_score_ask *ask, struct cr_score_result *r)
{
    size_t n;
    int *list = cr_observations_until(arena, s, ask->until, &n);
    r->rows = CR_NEW(arena, struct cr_score_row, n);
    for (size_t i = 0; i < n; i++) {
        const struct cr_observation *o = &s->observations[list[i]];
        if (o->saw_branch >= 0 && !answered(ask->setup, r, o->saw_node, o->saw_branch))
            r->rows[r->n_rows++] = (struct cr_score_row){list[i], o->saw_node, o->saw_branch};
    }
}

/* ---- The forecasters ---- */

static void find_forecasters(
    struct cr_arena *arena, const struct cr_scenario *s, struct cr_score_result *r)
{
    double total = s->pool_as_written;
    r->forecasters = CR_NEW(arena, struct cr_forecaster, s->n_lenses + 3);
    r->forecasters[r->n_forecasters++] =
        (struct cr_forecaster){.kind = CR_FORECAST_UNIFORM, .lens = -1};
    r->forecasters[r->n_forecasters++] =
        (struct cr_forecaster){.kind = CR_FORECAST_LENS, .lens = -1, .weight = s->pool_as_written};
    for (size_t i = 0; i < s->n_lenses; i++) {
        total += s->lenses[i].pool;
        r->forecasters[r->n_forecasters++] = (struct cr_forecaster){
            .kind = CR_FORECAST_LENS, .lens = (int)i, .weight = s->lenses[i].pool};
    }
    for (size_t k = 0; k < r->n_forecasters; k++)
        r->forecasters[k].weight /= total > 0 ? total : 1;
    if (total > 0)
        r->forecasters[r->n_forecasters++] =
            (struct cr_forecaster){.kind = CR_FORECAST_POOL, .lens = -1};
}

/* ---- Asking them: a job for every forecaster and every state of knowledge ---- */

struct exam {
    struct cr_arena *arena;
    const struct cr_scenario *scenario;
    const struct cr_score_ask *ask;
    struct cr_score_result *result;
    size_t n_asked;  /* forecasters that are asked: the lenses */
    size_t n_states; /* 1 as of the file, then one a row in sequence */
    double *
        *forecast;    /* [asked * n_states + state]: rows of max_branches, as_of: all rows; NaN
                         where that state is impossible to who is asked, or the question never met */
    bool *impossible; /* [asked * n_states + state] */
    size_t max_branches;
    const struct cr_program *tables; /* of the file as written: its tables serve all */
    struct cr_fault *faults;
    enum cr_status *status;
    enum cr_engine *engine;
};
struct sitting {
    struct exam *exam;
    size_t asked, state;
};

/* As of the file, then with the answers to the rows before row `state - 1`. */
static struct cr_setup knowledge(
    const struct exam *e, size_t lens, size_t state, struct cr_arena *arena)
{
    struct cr_setup setup = *e->ask->setup;
    size_t n = setup.n_evidence, more = state ? state - 1 : 0;
    struct cr_setup_evidence *list = CR_NEW(arena, struct cr_setup_evidence, n + more);
    struct cr_setup_lens *lenses = CR_NEW(arena, struct cr_setup_lens, setup.n_lenses + 1);
    if (n)
        memcpy(list, setup.evidence, n * sizeof *list);
    for (size_t i = 0; i < more; i++) {
        const struct cr_score_row *row = &e->result->rows[i];
        list[n++] = (struct cr_setup_evidence){row->node, row->branch, -1, NULL,
            e->scenario->observations[row->observation].id, row->observation};
    }
    int index = e->result->forecasters[1 + lens].lens;
    if (index >= 0)
        lenses[0] = (struct cr_setup_lens){index, 1};
    setup.lenses = lenses;
    setup.n_lenses = index >= 0;
    setup.evidence = list;
    setup.n_evidence = n;
    return setup;
}

static void copy_shares(
    const struct exam *e, const struct cr_run_result *run, size_t row, double *out)
{
    const struct cr_node_result *node = &run->nodes[e->result->rows[row].node];
    size_t n = e->scenario->nodes[e->result->rows[row].node].n_branches;
    for (size_t b = 0; b < n; b++)
        out[b] = node->reach > 0 ? node->shares[b] : NAN;
}

static enum cr_status answer_question(struct cr_arena *work, struct cr_arena *arena, void *context)
{
    const struct sitting *s = context;
    struct exam *e = s->exam;
    size_t at = s->asked * e->n_states + s->state;
    struct cr_run_options options = *e->ask->run;
    struct cr_setup setup = knowledge(e, s->asked, s->state, work);
    struct cr_diags diags;
    struct cr_run_result run;
    (void)arena;
    cr_diags_init(&diags, work, e->scenario->source);
    struct cr_program *program = cr_program_build(work, e->scenario, &setup, &diags);
    if (program && e->tables)
        cr_program_share_tables(program, e->tables);
    if (!program) {
        cr_fault_set(&e->faults[at], CR_E_WORLD_EXPR, CR_NOWHERE, 0, "%s",
            diags.problems.n ? diags.problems.at[0].message : "a lens cannot be applied");
        return CR_INPUT;
    }
    options.lean = true;
    options.spec.threads = 1;
    options.spec.progress = NULL;
    size_t first = s->state ? s->state - 1 : 0, n = s->state ? 1 : e->result->n_rows;
    enum cr_status status = cr_engine_run(work, program, &options, &run, &e->faults[at]);
    if (status == CR_INPUT && e->faults[at].code == CR_E_EVIDENCE_IMPOSSIBLE) {
        e->impossible[at] = true;
        for (size_t i = 0; i < n * e->max_branches; i++)
            e->forecast[at][i] = NAN;
        return CR_OK;
    }
    if (status != CR_OK)
        return status;
    e->engine[at] = run.engine;
    for (size_t i = 0; i < n; i++)
        copy_shares(e, &run, first + i, &e->forecast[at][i * e->max_branches]);
    return CR_OK;
}

static void *pass_context(void *context, struct cr_arena *arena)
{
    (void)arena;
    return context;
}

static enum cr_status run_item(void *context, void *local, struct cr_arena *arena, uint64_t item)
{
    struct exam *e = context;
    struct sitting sitting = {e, (size_t)item / e->n_states, (size_t)item % e->n_states};
    (void)local;
    e->status[item] = cr_with_work(arena, answer_question, &sitting);
    return e->status[item];
}

static bool tick(void *context, uint64_t done)
{
    const struct exam *e = context;
    const struct cr_run_options *o = e->ask->run;
    double all = (double)(e->n_asked * e->n_states) * (double)o->spec.runs;
    return o->spec.progress &&
           o->spec.progress(o->spec.progress_context, (double)done * (double)o->spec.runs, all);
}

/* A forecaster that is asked, in words. */
static const char *name_of(const struct cr_scenario *s, const struct cr_forecaster *f)
{
    return f->lens >= 0 ? s->lenses[f->lens].id : "the file as written";
}

static enum cr_status answer_all(struct exam *e, struct cr_fault *fault)
{
    size_t n = e->n_asked * e->n_states;
    struct cr_parallel tasks = {.end = n,
        .threads = e->ask->run->spec.threads,
        .context = e,
        .begin = pass_context,
        .work = run_item,
        .tick = tick};
    e->faults = CR_NEW(e->arena, struct cr_fault, n);
    e->status = CR_NEW(e->arena, enum cr_status, n);
    e->engine = CR_NEW(e->arena, enum cr_engine, n);
    e->impossible = CR_NEW(e->arena, bool, n);
    e->forecast = CR_NEW(e->arena, double *, n);
    for (size_t i = 0; i < n; i++)
        e->forecast[i] =
            CR_NEW(e->arena, double, (i % e->n_states ? 1 : e->result->n_rows) * e->max_branches);
    uint64_t finished;
    enum cr_status status =
        cr_team_run(cr_team_new(e->arena, e->ask->run->spec.threads), &tasks, &finished);
    for (size_t i = 0; i < n && status == CR_INPUT; i++) {
        if (e->status[i] == CR_OK)
            continue;
        *fault = e->faults[i];
        snprintf(fault->text, sizeof fault->text, "seen by %s: %.*s",
            name_of(e->scenario, &e->result->forecasters[1 + i / e->n_states]),
            (int)(sizeof fault->text / 2), e->faults[i].text);
        return e->status[i];
    }
    return status;
}

/* ---- Scores ---- */

static const double *forecast_at(const struct exam *e, size_t asked, size_t row, bool sequential)
{
    size_t state = sequential ? row + 1 : 0;
    return &e->forecast[asked * e->n_states + state][sequential ? 0 : row * e->max_branches];
}

/* The forecast of a forecaster for a row: p[n]. The pool's is that of those who have one. */
static void forecast(const struct exam *e, size_t k, size_t row, bool sequential, double *p)
{
    const struct cr_score_result *r = e->result;
    size_t n = e->scenario->nodes[r->rows[row].node].n_branches;
    bool pool = r->forecasters[k].kind == CR_FORECAST_POOL;
    double total = 0;
    for (size_t b = 0; b < n; b++)
        p[b] = r->forecasters[k].kind == CR_FORECAST_UNIFORM ? 1 / (double)n : 0;
    for (size_t a = 0; a < e->n_asked; a++) {
        const struct cr_forecaster *f = &r->forecasters[1 + a];
        double weight = pool ? f->weight : k == 1 + a;
        const double *from = forecast_at(e, a, row, sequential);
        if (!(weight > 0) || (pool && isnan(from[0])))
            continue;
        total += weight;
        for (size_t b = 0; b < n; b++)
            p[b] += weight * from[b];
    }
    for (size_t b = 0; b < n && pool; b++)
        p[b] /= total;
}

static struct cr_score_means mean_of(const struct cr_score *scores, size_t n)
{
    struct cr_score_means m = {0, 0, 0};
    for (size_t i = 0; i < n; i++) {
        if (isnan(scores[i].brier))
            continue;
        m.brier += scores[i].brier;
        m.log += scores[i].log;
        m.n++;
    }
    m.brier = m.n ? m.brier / (double)m.n : NAN;
    m.log = m.n ? m.log / (double)m.n : NAN;
    return m;
}

static void score_all(const struct exam *e)
{
    struct cr_score_result *r = e->result;
    double *p = CR_NEW(e->arena, double, e->max_branches);
    for (size_t k = 0; k < r->n_forecasters; k++) {
        struct cr_forecaster *f = &r->forecasters[k];
        f->as_of = CR_NEW(e->arena, struct cr_score, r->n_rows);
        f->sequential = e->ask->sequential ? CR_NEW(e->arena, struct cr_score, r->n_rows) : NULL;
        for (size_t i = 0; i < r->n_rows; i++) {
            size_t n = e->scenario->nodes[r->rows[i].node].n_branches,
                   happened = (size_t)r->rows[i].branch;
            forecast(e, k, i, false, p);
            f->as_of[i] = cr_score_forecast(p, n, happened);
            if (!f->sequential)
                continue;
            forecast(e, k, i, true, p);
            f->sequential[i] = cr_score_forecast(p, n, happened);
        }
        f->as_of_mean = mean_of(f->as_of, r->n_rows);
        f->sequential_mean = f->sequential ? mean_of(f->sequential, r->n_rows)
                                           : (struct cr_score_means){NAN, NAN, 0};
    }
}

/* Why who is asked has no forecast for some questions. */
static void note_gaps(const struct exam *e, size_t asked)
{
    struct cr_score_result *r = e->result;
    const struct cr_forecaster *f = &r->forecasters[1 + asked];
    const char *name = name_of(e->scenario, f), *text = NULL;
    const bool *impossible = &e->impossible[asked * e->n_states];
    size_t state = 1;
    while (state < e->n_states && !impossible[state])
        state++;
    if (impossible[0])
        text = cr_arena_printf(e->arena,
            "Under %s the facts up to as_of are impossible: it has no forecast at all.", name);
    else if (state < e->n_states)
        text = cr_arena_printf(e->arena,
            "%s gave 0%% to what '%s' says happened: in sequence there is no forecast after that, "
            "and the means are of the questions before.",
            name, e->scenario->observations[r->rows[state - 2].observation].id);
    else if (f->as_of_mean.n < r->n_rows || (f->sequential && f->sequential_mean.n < r->n_rows))
        text = cr_arena_printf(e->arena,
            "%s never comes to some of the questions; they are left out of its means.", name);
    if (text)
        cr_analysis_note(e->arena, &r->notes, &r->n_notes, text);
}

static void fill_words(const struct exam *e)
{
    struct cr_arena *arena = e->arena;
    struct cr_score_result *r = e->result;
    r->about =
        "Brier is the squared miss summed over a question's branches (0 to 2), log is minus the "
        "logarithm of the probability given to what happened; lower is better. As-of: everything "
        "asked as of the file's date; sequential: each question asked once the earlier answers are "
        "known. No interval is given: the noise of the simulation is a few thousandths, that of so "
        "few questions far larger.";
    cr_analysis_note(arena, &r->cautions, &r->n_cautions,
        r->n_rows == 1 ? "One question in one story is no test."
                       : cr_arena_printf(arena,
                             "%zu questions in one story are not %zu independent tests: one event "
                             "can decide many of them. Ask for the scores with it given (--given "
                             "NODE.BRANCH).",
                             r->n_rows, r->n_rows));
    cr_analysis_note(arena, &r->cautions, &r->n_cautions,
        "Differences of a few hundredths between lenses are noise.");
    cr_analysis_note(arena, &r->cautions, &r->n_cautions,
        "If whoever wrote the numbers knew the answers, a good score is no evidence that the model "
        "is good.");
    for (size_t a = 0; a < e->n_asked; a++)
        note_gaps(e, a);
    for (size_t i = 0; i < e->ask->setup->n_notes; i++)
        cr_analysis_note(arena, &r->notes, &r->n_notes, e->ask->setup->notes[i]);
}

enum cr_status cr_score(struct cr_arena *arena, const struct cr_scenario *s,
    const struct cr_score_ask *ask, struct cr_score_result *r, struct cr_diags *diags,
    struct cr_fault *fault)
{
    (void)diags;
    *r = (struct cr_score_result){
        .luck = ask->run->spec.luck, .runs = ask->run->spec.runs, .worlds = ask->run->spec.worlds};
    find_rows(arena, s, ask, r);
    if (r->n_rows == 0) {
        cr_fault_set(fault, CR_E_WORLD_EXPR, CR_NOWHERE, 0,
            "there is nothing to score: no dated observation after as_of says which branch was "
            "taken");
        return CR_USAGE;
    }
    find_forecasters(arena, s, r);
    struct exam e = {.arena = arena, .scenario = s, .ask = ask, .result = r};
    e.n_asked = s->n_lenses + 1;
    e.n_states = ask->sequential ? r->n_rows + 1 : 1;
    for (size_t k = 0; k < s->n_nodes; k++)
        e.max_branches =
            s->nodes[k].n_branches > e.max_branches ? s->nodes[k].n_branches : e.max_branches;
    struct cr_diags unheard; /* whoever is asked hears of it */
    cr_diags_init(&unheard, arena, s->source);
    e.tables = cr_program_build(arena, s, ask->setup, &unheard);
    enum cr_status status = answer_all(&e, fault);
    if (status != CR_OK)
        return status;
    for (size_t i = 0; i < e.n_asked * e.n_states && r->engine == CR_ENGINE_AUTO; i++)
        r->engine = e.engine[i];
    score_all(&e);
    fill_words(&e);
    return CR_OK;
}
