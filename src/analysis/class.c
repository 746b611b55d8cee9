/* Scores of a class: answers become forecasts, forecasts meet what happened.
 *
 * 1. Rows of one student, question and round make one forecast; what does not total 100 or names
 *    what is not there is lost, by row, for that student and question alone.
 * 2. The file's own forecast comes from one run.
 * 3. Everybody's last forecast of each question that has an answer is scored; the class's mean,
 *    median and best third are forecasters like any other.
 * Everything is exact but the file's forecast, which is as sure as the run. */
#include "analysis/class.h"

#include "analysis/notes.h"
#include "engine/engine.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Percents of a forecast may miss 100 by so much, for rounding. */
#define TOTAL_SLACK 0.5

struct forecast {
    int student, node, round;
    size_t line;
    double *p; /* [branches], total 1 */
};
struct exam {
    struct cr_arena *arena;
    const struct cr_program *program;
    const struct cr_scenario *scenario;
    const struct cr_class_ask *ask;
    struct cr_class_result *result;
    int *student_of;                   /* [rows] */
    CR_VEC(struct forecast) forecasts; /* by student, node, round */
    CR_VEC(struct cr_class_lost) lost;
    size_t *first; /* [students + 1]: where a student's forecasts begin */
    double *model; /* [branches of the widest node], for one forecast at a time */
    const struct cr_node_result *nodes;
};

/* The last forecast of a student for a node, or NULL: his forecasts stand by node and round. */
static const double *last_of(const struct exam *e, size_t student, int node)
{
    size_t from = e->first[student], to = e->first[student + 1];
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (e->forecasts.at[middle].node <= node)
            from = middle + 1;
        else
            to = middle;
    }
    return from > e->first[student] && e->forecasts.at[from - 1].node == node
               ? e->forecasts.at[from - 1].p
               : NULL;
}

static size_t n_branches(const struct exam *e, int node)
{
    return e->scenario->nodes[node].n_branches;
}

/* ------------------------------------------------------------------ rows to forecasts */

static void add_lost(struct exam *e, const struct cr_answer *row, const char *why)
{
    struct cr_class_lost lost = {row->line, row->who, row->question, why};
    cr_vec_push(e->arena, &e->lost, lost);
}

static void find_students(struct exam *e)
{
    const struct cr_answers *a = e->ask->answers;
    struct cr_class_result *r = e->result;
    struct cr_map known;
    cr_map_init(&known, e->arena);
    e->student_of = CR_NEW(e->arena, int, a->n);
    r->students = CR_NEW(e->arena, struct cr_class_student, a->n);
    for (size_t i = 0; i < a->n; i++) {
        e->student_of[i] = -1;
        if (!*a->rows[i].who)
            continue;
        int k = cr_map_find(&known, a->rows[i].who);
        if (k < 0) {
            k = (int)r->n_students++;
            cr_map_add(&known, a->rows[i].who, k);
            r->students[k].who = a->rows[i].who;
        }
        e->student_of[i] = k;
    }
}

/* A row with what it belongs to. */
struct key {
    int student, node, round;
    size_t row;
};

static int by_key(const void *left, const void *right)
{
    const struct key *a = left, *b = right;
    if (a->student != b->student)
        return a->student < b->student ? -1 : 1;
    if (a->node != b->node)
        return a->node < b->node ? -1 : 1;
    if (a->round != b->round)
        return a->round < b->round ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

static bool together(const struct key *a, const struct key *b)
{
    return a->student == b->student && a->node == b->node && a->round == b->round;
}

/* The rows of students and questions there are, sorted; the others are lost. */
static size_t sort_rows(struct exam *e, struct key *keys)
{
    const struct cr_answers *a = e->ask->answers;
    const struct cr_map *nodes = e->scenario->node_map;
    size_t n = 0;
    for (size_t i = 0; i < a->n; i++) {
        const struct cr_answer *row = &a->rows[i];
        int node = cr_map_find(nodes, row->question);
        if (e->student_of[i] >= 0 && node >= 0) {
            keys[n++] = (struct key){e->student_of[i], node, row->round, i};
            continue;
        }
        const char *near = cr_suggest(row->question, nodes->keys, nodes->n);
        add_lost(e, row,
            row->why ? row->why
            : near ? cr_arena_printf(e->arena, "the file has no question '%s'; did you mean '%s'?",
                         row->question, near)
                   : cr_arena_printf(e->arena, "the file has no question '%s'", row->question));
    }
    qsort(keys, n, sizeof *keys, by_key);
    return n;
}

static int find_branch(const struct cr_node *node, const char *name)
{
    for (size_t b = 0; b < node->n_branches; b++) {
        if (!strcmp(node->branches[b].name, name))
            return (int)b;
    }
    return -1;
}

static const char *no_branch(const struct exam *e, const struct cr_node *node, const char *name)
{
    CR_VEC(const char *) names = {0};
    struct cr_buf all;
    cr_buf_init(&all, e->arena);
    for (size_t b = 0; b < node->n_branches; b++) {
        cr_vec_push(e->arena, &names, node->branches[b].name);
        cr_buf_printf(&all, "%s%s", b ? ", " : "", node->branches[b].name);
    }
    const char *near = cr_suggest(name, names.at, names.n);
    return cr_arena_printf(e->arena, "'%s' has no branch '%s'; %s%s%s", node->id, name,
        near ? "did you mean '" : "it has ", near ? near : all.s, near ? "'?" : "");
}

/* Adds a row to the percents of its forecast. NULL, or why it cannot be added. */
static const char *add_row(const struct exam *e, const struct cr_answer *row,
    const struct cr_node *node, double *p, bool *given)
{
    int branch = find_branch(node, row->branch);
    if (row->why)
        return row->why;
    if (branch < 0)
        return no_branch(e, node, row->branch);
    if (given[branch])
        return cr_arena_printf(e->arena, "'%s' is answered twice", row->branch);
    given[branch] = true;
    p[branch] = row->percent;
    return NULL;
}

/* The forecast of rows from..to, unless one of them loses it. Branches that are not named get 0. */
static void add_forecast(struct exam *e, const struct key *keys, size_t from, size_t to)
{
    const struct cr_node *node = &e->scenario->nodes[keys[from].node];
    const struct cr_answer *rows = e->ask->answers->rows;
    double *p = CR_NEW(e->arena, double, node->n_branches), total = 0;
    bool *given = CR_NEW(e->arena, bool, node->n_branches);
    for (size_t i = from; i < to; i++) {
        const char *why = add_row(e, &rows[keys[i].row], node, p, given);
        if (why) {
            add_lost(e, &rows[keys[i].row], why);
            return;
        }
    }
    for (size_t b = 0; b < node->n_branches; b++)
        total += p[b];
    if (!(fabs(total - 100) <= TOTAL_SLACK)) {
        add_lost(e, &rows[keys[from].row],
            cr_arena_printf(e->arena, "the percents total %.6g, not 100", total));
        return;
    }
    for (size_t b = 0; b < node->n_branches; b++)
        p[b] /= total;
    struct forecast f = {
        keys[from].student, keys[from].node, keys[from].round, rows[keys[from].row].line, p};
    cr_vec_push(e->arena, &e->forecasts, f);
}

static int by_line(const void *left, const void *right)
{
    const struct cr_class_lost *a = left, *b = right;
    return a->line < b->line ? -1 : a->line > b->line;
}

static void make_forecasts(struct exam *e)
{
    struct key *keys = CR_NEW(e->arena, struct key, e->ask->answers->n);
    find_students(e);
    size_t n = sort_rows(e, keys);
    for (size_t from = 0, to; from < n; from = to) {
        for (to = from + 1; to < n && together(&keys[from], &keys[to]);)
            to++;
        add_forecast(e, keys, from, to);
    }
    if (e->lost.n)
        qsort(e->lost.at, e->lost.n, sizeof *e->lost.at, by_line);
    e->result->lost = e->lost.at;
    e->result->n_lost = e->lost.n;
    e->first = CR_NEW(e->arena, size_t, e->result->n_students + 1);
    for (size_t i = 0; i < e->forecasts.n; i++) {
        const struct forecast *f = &e->forecasts.at[i];
        struct cr_class_student *s = &e->result->students[f->student];
        s->round = f->round > s->round ? f->round : s->round;
        e->first[f->student + 1] = i + 1;
    }
    for (size_t s = 1; s <= e->result->n_students; s++)
        e->first[s] = e->first[s] > e->first[s - 1] ? e->first[s] : e->first[s - 1];
}

/* ------------------------------------------------------------------ what happened */

static size_t count_answers(const struct exam *e, int node)
{
    size_t n = 0;
    for (size_t s = 0; s < e->result->n_students; s++)
        n += last_of(e, s, node) != NULL;
    return n;
}

static int find_question(const struct cr_class_result *r, int node)
{
    for (size_t i = 0; i < r->n_questions; i++) {
        if (r->questions[i].node == node)
            return (int)i;
    }
    return -1;
}

static void add_question(struct exam *e, int node, int branch, int observation)
{
    struct cr_class_result *r = e->result;
    size_t n = count_answers(e, node);
    if (n && find_question(r, node) < 0)
        r->questions[r->n_questions++] =
            (struct cr_class_question){node, branch, observation, n, NAN, NAN, {NAN, NAN, NAN}};
}

static void find_questions(struct exam *e)
{
    const struct cr_scenario *s = e->scenario;
    size_t n;
    int *dated = cr_observations_until(e->arena, s, NULL, &n);
    e->result->questions = CR_NEW(e->arena, struct cr_class_question, s->n_nodes);
    for (size_t i = 0; i < e->ask->n_truths; i++)
        add_question(e, e->ask->truths[i][0], e->ask->truths[i][1], -1);
    for (size_t i = 0; i < n; i++) {
        const struct cr_observation *o = &s->observations[dated[i]];
        if (o->saw_branch >= 0)
            add_question(e, o->saw_node, o->saw_branch, dated[i]);
    }
}

/* ------------------------------------------------------------------ scores */

/* Whose forecast of a node p[n] becomes; false: there is none. */
typedef bool forecaster(const struct exam *e, int node, const void *who, double *p);

static bool of_student(const struct exam *e, int node, const void *who, double *p)
{
    const double *from = last_of(e, *(const size_t *)who, node);
    if (from)
        memcpy(p, from, n_branches(e, node) * sizeof *p);
    return from != NULL;
}

static bool of_file(const struct exam *e, int node, const void *who, double *p)
{
    (void)who;
    if (e->nodes[node].reach > 0)
        memcpy(p, e->nodes[node].shares, n_branches(e, node) * sizeof *p);
    return e->nodes[node].reach > 0;
}

static bool of_alike(const struct exam *e, int node, const void *who, double *p)
{
    size_t n = n_branches(e, node);
    (void)who;
    for (size_t b = 0; b < n; b++)
        p[b] = 1 / (double)n;
    return true;
}

/* The mean over those students for whom `who` (a list of truth values, NULL: all) is true. */
static bool of_mean(const struct exam *e, int node, const void *who, double *p)
{
    const bool *in = who;
    size_t n = n_branches(e, node), students = 0;
    memset(p, 0, n * sizeof *p);
    for (size_t s = 0; s < e->result->n_students; s++) {
        const double *from = last_of(e, s, node);
        if (!from || (in && !in[s]))
            continue;
        students++;
        for (size_t b = 0; b < n; b++)
            p[b] += from[b];
    }
    for (size_t b = 0; b < n; b++)
        p[b] /= (double)students;
    return students > 0;
}

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return a < b ? -1 : a > b;
}

/* The median of each branch, made to total 1. */
static bool of_median(const struct exam *e, int node, const void *who, double *p)
{
    size_t n = n_branches(e, node), students = 0;
    double *x = CR_NEW(e->arena, double, e->result->n_students), total = 0;
    (void)who;
    for (size_t b = 0; b < n; b++) {
        students = 0;
        for (size_t s = 0; s < e->result->n_students; s++) {
            if (last_of(e, s, node))
                x[students++] = last_of(e, s, node)[b];
        }
        if (!students)
            return false;
        qsort(x, students, sizeof *x, by_value);
        p[b] = (x[(students - 1) / 2] + x[students / 2]) / 2;
        total += p[b];
    }
    for (size_t b = 0; b < n; b++)
        p[b] /= total;
    return total > 0;
}

/* The score of a forecaster's answer to a question; NaN: there is none. */
static struct cr_score score_of(
    const struct exam *e, size_t question, forecaster *whose, const void *who)
{
    const struct cr_class_question *q = &e->result->questions[question];
    if (!whose(e, q->node, who, e->model))
        return (struct cr_score){NAN, NAN, NAN};
    return cr_score_forecast(e->model, n_branches(e, q->node), (size_t)q->branch);
}

/* Means over all questions, or (`sequence`) up to the first where what happened was given 0. */
static struct cr_score_means means_of(
    const struct exam *e, forecaster *whose, const void *who, bool sequence)
{
    struct cr_score_means m = {0, 0, 0};
    for (size_t i = 0; i < e->result->n_questions; i++) {
        struct cr_score score = score_of(e, i, whose, who);
        if (isnan(score.brier))
            continue;
        m.brier += score.brier;
        m.log += score.log;
        m.n++;
        if (sequence && !(score.probability > 0))
            break;
    }
    m.brier = m.n ? m.brier / (double)m.n : NAN;
    m.log = m.n ? m.log / (double)m.n : NAN;
    return m;
}

/* ------------------------------------------------------------------ bins */

struct bins {
    double n[CR_CLASS_BINS], f[CR_CLASS_BINS], o[CR_CLASS_BINS]; /* counts and sums */
    double ff[CR_CLASS_BINS], fo[CR_CLASS_BINS];                 /* sums of products */
};

/* The bin of a forecast: what is a whole number of tenths but for rounding is that number. */
static size_t bin_of(double p)
{
    double k = floor(p * CR_CLASS_BINS + 1e-9);
    return k < CR_CLASS_BINS ? (size_t)k : CR_CLASS_BINS - 1;
}

static void add_student(const struct exam *e, size_t student, struct bins *bins)
{
    for (size_t i = 0; i < e->result->n_questions; i++) {
        const struct cr_class_question *q = &e->result->questions[i];
        const double *p = last_of(e, student, q->node);
        for (size_t b = 0; p && b < n_branches(e, q->node); b++) {
            size_t k = bin_of(p[b]);
            double o = b == (size_t)q->branch;
            bins->n[k]++;
            bins->f[k] += p[b];
            bins->o[k] += o;
            bins->ff[k] += p[b] * p[b];
            bins->fo[k] += p[b] * o;
        }
    }
}

static struct cr_class_parts parts_of(const struct bins *bins)
{
    struct cr_class_parts parts = {0, 0, 0, 0};
    double n = 0, o = 0;
    for (size_t k = 0; k < CR_CLASS_BINS; k++) {
        n += bins->n[k];
        o += bins->o[k];
    }
    if (!(n > 0))
        return (struct cr_class_parts){NAN, NAN, NAN, NAN};
    o /= n;
    for (size_t k = 0; k < CR_CLASS_BINS; k++) {
        double m = bins->n[k], f = bins->f[k] / m, happened = bins->o[k] / m;
        if (!(m > 0))
            continue;
        parts.reliability += m / n * (f - happened) * (f - happened);
        parts.resolution += m / n * (happened - o) * (happened - o);
        parts.within += (bins->ff[k] - m * f * f - 2 * (bins->fo[k] - m * f * happened)) / n;
    }
    parts.uncertainty = o * (1 - o);
    if (fabs(parts.within) < 4 * DBL_EPSILON)
        parts.within = 0; /* all forecasts of each bin are alike, but for rounding */
    return parts;
}

/* Wilson's interval of a share of n: where the normal test of a probability would not reject. */
static void fill_wilson(struct cr_class_bin *bin)
{
    const double z = 1.959963984540054;
    double n = (double)bin->n, centre = bin->happened + z * z / (2 * n),
           half = z * sqrt(bin->happened * (1 - bin->happened) / n + z * z / (4 * n * n));
    bin->q025 = bin->happened > 0 ? (centre - half) / (1 + z * z / n) : 0;
    bin->q975 = bin->happened < 1 ? (centre + half) / (1 + z * z / n) : 1;
}

static void fill_calibration(struct exam *e)
{
    struct bins bins = {{0}, {0}, {0}, {0}, {0}};
    for (size_t s = 0; s < e->result->n_students; s++)
        add_student(e, s, &bins);
    for (size_t k = 0; k < CR_CLASS_BINS; k++) {
        struct cr_class_bin *bin = &e->result->calibration[k];
        *bin = (struct cr_class_bin){(double)k / CR_CLASS_BINS, (double)(k + 1) / CR_CLASS_BINS,
            (size_t)bins.n[k], NAN, NAN, NAN, NAN};
        if (!bin->n)
            continue;
        bin->forecast = bins.f[k] / bins.n[k];
        bin->happened = bins.o[k] / bins.n[k];
        fill_wilson(bin);
    }
}

/* ------------------------------------------------------------------ students and class */

static void score_students(struct exam *e)
{
    for (size_t s = 0; s < e->result->n_students; s++) {
        struct cr_class_student *student = &e->result->students[s];
        struct bins bins = {{0}, {0}, {0}, {0}, {0}};
        student->score = means_of(e, of_student, &s, false);
        student->sequence = means_of(e, of_student, &s, true);
        student->missed = e->result->n_questions - student->score.n;
        add_student(e, s, &bins);
        student->parts = parts_of(&bins);
    }
}

static int by_brier(const void *left, const void *right)
{
    const struct cr_class_student *a = *(const struct cr_class_student *const *)left,
                                  *b = *(const struct cr_class_student *const *)right;
    if (a->score.brier < b->score.brier || a->score.brier > b->score.brier)
        return a->score.brier < b->score.brier ? -1 : 1;
    return a < b ? -1 : a > b; /* who answered first */
}

/* A third of those who have a score, rounded down: those with the best. */
static bool *find_best(struct exam *e)
{
    struct cr_class_result *r = e->result;
    bool *in = CR_NEW(e->arena, bool, r->n_students);
    const struct cr_class_student **order =
        CR_NEW(e->arena, const struct cr_class_student *, r->n_students);
    size_t n = 0;
    for (size_t s = 0; s < r->n_students; s++) {
        if (r->students[s].score.n)
            order[n++] = &r->students[s];
    }
    qsort(order, n, sizeof *order, by_brier);
    r->n_best = n / 3;
    for (size_t i = 0; i < r->n_best; i++)
        in[order[i] - r->students] = true;
    return in;
}

static void score_class(struct exam *e)
{
    struct cr_class_result *r = e->result;
    const bool *best = find_best(e);
    r->file = means_of(e, of_file, NULL, false);
    r->alike = means_of(e, of_alike, NULL, false);
    r->mean = means_of(e, of_mean, NULL, false);
    r->median = means_of(e, of_median, NULL, false);
    r->best_third = means_of(e, of_mean, best, false);
    for (size_t i = 0; i < r->n_questions; i++) {
        r->questions[i].file_score = score_of(e, i, of_file, NULL);
        r->questions[i].file = r->questions[i].file_score.probability;
        r->questions[i].mean = score_of(e, i, of_mean, NULL).probability;
    }
}

static int by_size(const void *left, const void *right)
{
    const struct cr_class_move *a = left, *b = right;
    double x = fabs(a->to - a->from), y = fabs(b->to - b->from);
    if (x > y || x < y)
        return x > y ? -1 : 1;
    int who = strcmp(a->who, b->who);
    return who ? who : a->node < b->node ? -1 : a->node > b->node;
}

/* Between the first and the last forecast of the same student and question, which stand next to
 * each other in order of rounds. */
static void find_moved(struct exam *e)
{
    struct cr_class_result *r = e->result;
    r->moved = CR_NEW(e->arena, struct cr_class_move, e->forecasts.n);
    for (size_t from = 0, to; from < e->forecasts.n; from = to + 1) {
        const struct forecast *first = &e->forecasts.at[from], *last = first;
        for (to = from; to + 1 < e->forecasts.n && e->forecasts.at[to + 1].node == first->node &&
                        e->forecasts.at[to + 1].student == first->student;)
            last = &e->forecasts.at[++to];
        if (first == last)
            continue;
        int question = find_question(r, first->node);
        size_t branch = question >= 0 ? (size_t)r->questions[question].branch : 0;
        for (size_t b = 0; question < 0 && b < n_branches(e, first->node); b++) {
            if (fabs(last->p[b] - first->p[b]) > fabs(last->p[branch] - first->p[branch]))
                branch = b;
        }
        r->moved[r->n_moved++] = (struct cr_class_move){r->students[first->student].who,
            first->node, (int)branch, first->p[branch], last->p[branch]};
    }
    if (r->n_moved)
        qsort(r->moved, r->n_moved, sizeof *r->moved, by_size);
}

/* ------------------------------------------------------------------ all of it */

static void fill_words(struct exam *e)
{
    struct cr_class_result *r = e->result;
    r->about =
        "Brier is the squared miss summed over a question's branches (0 to 2), log is minus the "
        "logarithm of the probability given to what happened; lower is better. Every forecast "
        "is of a question given that it is asked, the file's as of its own date. Intervals of the "
        "calibration take forecasts for independent; those of one question are not.";
    for (size_t i = 0; i < r->n_questions; i++) {
        if (isnan(r->questions[i].file))
            cr_analysis_note(e->arena, &r->notes, &r->n_notes,
                cr_arena_printf(e->arena,
                    "The file never comes to '%s': it has no forecast there, and its means are of "
                    "the others.",
                    e->scenario->nodes[r->questions[i].node].id));
    }
    cr_analysis_note(e->arena, &r->notes, &r->n_notes,
        cr_arena_printf(e->arena,
            "%zu question%s in one story say%s little about who forecasts well: a difference of a "
            "few hundredths is luck.",
            r->n_questions, r->n_questions == 1 ? "" : "s", r->n_questions == 1 ? "s" : ""));
    for (size_t i = 0; i < e->ask->n_remarks; i++)
        cr_analysis_note(e->arena, &r->notes, &r->n_notes, e->ask->remarks[i]);
}

enum cr_status cr_class(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_class_ask *ask, struct cr_class_result *r, struct cr_fault *fault)
{
    struct exam e = {
        .arena = arena, .program = program, .scenario = program->scenario, .ask = ask, .result = r};
    struct cr_run_options options = *ask->run;
    struct cr_run_result run;
    size_t widest = 0;
    *r = (struct cr_class_result){.luck = options.spec.luck};
    make_forecasts(&e);
    find_questions(&e);
    if (!r->n_questions) {
        cr_fault_set(fault, CR_E_WORLD_EXPR, CR_NOWHERE, 0,
            "there is nothing to score: of no question that was answered is it known what "
            "happened; say it with --truth NODE.BRANCH, or as a dated observation of the file");
        return CR_USAGE;
    }
    options.lean = true;
    enum cr_status status = cr_engine_run(arena, program, &options, &run, fault);
    if (status != CR_OK)
        return status;
    e.nodes = run.nodes;
    r->runs = run.runs;
    r->worlds = run.worlds;
    r->engine = run.engine;
    for (size_t i = 0; i < e.scenario->n_nodes; i++)
        widest = n_branches(&e, (int)i) > widest ? n_branches(&e, (int)i) : widest;
    e.model = CR_NEW(arena, double, widest);
    score_students(&e);
    score_class(&e);
    find_moved(&e);
    fill_calibration(&e);
    fill_words(&e);
    return CR_OK;
}
