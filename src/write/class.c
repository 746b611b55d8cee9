/* `score`: a class's forecasts against what happened. class.def lists the fields; the page ranks
 * the forecasters, then the students, and says which answers do not count and why. */
#include "analysis/class.h"
#include "write/forms.h"
#include "write/grid.h"
#include "write/groups.h"
#include "write/names.h"
#include "write/pages.h"
#include "write/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Answers that do not count: so many are told on the page. */
enum { LOST_SHOWN = 20, MOVES_SHOWN = 10 };

static const struct cr_field fields[] = {
#include "write/as_list.def"
#include "write/class.def"
#include "write/as_nothing.def"
};

static void walk_fields(struct cr_out *o, const struct cr_view *view, const void *result)
{
#include "write/as_code.def"
#include "write/class.def"
#include "write/as_nothing.def"
}

static void fill_facts(struct cr_facts *facts, const struct cr_view *view, const void *result)
{
    const struct cr_class_result *r = result;
    cr_facts_luck(facts, view, &r->luck, r->runs, r->worlds, r->engine);
}

/* ------------------------------------------------------------------ the page */

static const char *score_text(const struct cr_view *view, double x)
{
    return isinf(x) ? "never" : isnan(x) ? "-" : cr_text_number(view->arena, x, 3);
}

static void add_scores(
    struct cr_grid *grid, const struct cr_view *view, const struct cr_score_means *m)
{
    cr_grid_cell(grid, score_text(view, m->brier));
    cr_grid_cell(grid, score_text(view, m->log));
}

static void print_class(
    const struct cr_view *view, const struct cr_class_result *r, struct cr_buf *out)
{
    const struct {
        const char *name;
        const struct cr_score_means *means;
    } rows[] = {{"the class's mean forecast", &r->mean},
        {"the class's median forecast", &r->median},
        {cr_arena_printf(view->arena, "the best third (%zu student%s, known afterwards)", r->n_best,
             r->n_best == 1 ? "" : "s"),
            &r->best_third},
        {"the file", &r->file}, {"all branches alike", &r->alike}};
    struct cr_grid grid;
    cr_grid_init(&grid, view, "FORECASTER|BRIER|LOG");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!rows[i].means->n)
            continue;
        cr_grid_cell(&grid, rows[i].name);
        add_scores(&grid, view, rows[i].means);
    }
    cr_grid_print(&grid, out);
}

static void print_questions(
    const struct cr_view *view, const struct cr_class_result *r, struct cr_buf *out)
{
    struct cr_grid grid;
    cr_grid_init(&grid, view, "WHAT HAPPENED|ANSWERS|CLASS GAVE IT|FILE GAVE IT");
    for (size_t i = 0; i < r->n_questions; i++) {
        const struct cr_class_question *q = &r->questions[i];
        cr_grid_cell(
            &grid, cr_scenario_branch_name(view->arena, view->scenario, q->node, q->branch));
        cr_grid_cell(&grid, cr_text_whole(view->arena, (double)q->n_answers));
        cr_grid_cell(&grid, cr_text_percent(view->arena, q->mean));
        cr_grid_cell(&grid, isnan(q->file) ? "-" : cr_text_percent(view->arena, q->file));
    }
    cr_grid_print(&grid, out);
}

static int by_brier(const void *left, const void *right)
{
    const struct cr_class_student *a = *(const struct cr_class_student *const *)left,
                                  *b = *(const struct cr_class_student *const *)right;
    int without = (a->score.n == 0) - (b->score.n == 0);
    if (without != 0)
        return without;
    if (a->score.n == 0)
        return a < b ? -1 : 1;
    if (a->score.brier < b->score.brier || a->score.brier > b->score.brier)
        return a->score.brier < b->score.brier ? -1 : 1;
    return a < b ? -1 : a > b;
}

static void print_students(
    const struct cr_view *view, const struct cr_class_result *r, struct cr_buf *out)
{
    const struct cr_class_student **order =
        CR_NEW(view->arena, const struct cr_class_student *, r->n_students);
    struct cr_grid grid;
    for (size_t i = 0; i < r->n_students; i++)
        order[i] = &r->students[i];
    qsort(order, r->n_students, sizeof *order, by_brier);
    cr_grid_init(&grid, view, "STUDENT|BRIER|LOG|SCORED|MISSED");
    for (size_t i = 0; i < r->n_students; i++) {
        cr_grid_cell(&grid, order[i]->who);
        add_scores(&grid, view, &order[i]->score);
        cr_grid_cell(&grid, cr_text_whole(view->arena, (double)order[i]->score.n));
        cr_grid_cell(&grid, cr_text_whole(view->arena, (double)order[i]->missed));
    }
    cr_grid_print(&grid, out);
}

static void print_calibration(
    const struct cr_view *view, const struct cr_class_result *r, struct cr_buf *out)
{
    struct cr_grid grid;
    cr_grid_init(&grid, view, "THE CLASS SAID|FORECASTS|ON AVERAGE|HAPPENED|95% INTERVAL");
    for (size_t k = 0; k < CR_CLASS_BINS; k++) {
        const struct cr_class_bin *b = &r->calibration[k];
        if (!b->n)
            continue;
        cr_grid_cell(
            &grid, cr_arena_printf(view->arena, "%.0f to %.0f%%", 100 * b->low, 100 * b->high));
        cr_grid_cell(&grid, cr_text_whole(view->arena, (double)b->n));
        cr_grid_cell(&grid, cr_text_percent(view->arena, b->forecast));
        cr_grid_cell(&grid, cr_text_percent(view->arena, b->happened));
        cr_grid_cell(
            &grid, cr_arena_printf(view->arena, "%.0f to %.0f%%", 100 * b->q025, 100 * b->q975));
    }
    cr_grid_print(&grid, out);
}

static void print_moved(
    const struct cr_view *view, const struct cr_class_result *r, struct cr_buf *out)
{
    struct cr_grid grid;
    if (!r->n_moved)
        return;
    cr_grid_init(&grid, view, "WHO MOVED MOST|BRANCH|FIRST|LAST");
    grid.n_left = 2;
    for (size_t i = 0; i < r->n_moved && i < MOVES_SHOWN; i++) {
        const struct cr_class_move *m = &r->moved[i];
        cr_grid_cell(&grid, m->who);
        cr_grid_cell(
            &grid, cr_scenario_branch_name(view->arena, view->scenario, m->node, m->branch));
        cr_grid_cell(&grid, cr_text_percent(view->arena, m->from));
        cr_grid_cell(&grid, cr_text_percent(view->arena, m->to));
    }
    cr_grid_print(&grid, out);
}

static bool ends_in(const char *text, char c)
{
    size_t n = strlen(text);
    return n && text[n - 1] == c;
}

static void print_lost(
    const struct cr_view *view, const struct cr_class_result *r, struct cr_buf *out)
{
    for (size_t i = 0; i < r->n_lost && i < LOST_SHOWN; i++) {
        const struct cr_class_lost *l = &r->lost[i];
        cr_text_wrap(out, &view->style,
            cr_arena_printf(view->arena, "Not counted, line %zu of the answers (%s, %s): %s%s",
                l->line, *l->who ? cr_text_clean(view->arena, l->who) : "nobody",
                *l->question ? cr_text_clean(view->arena, l->question) : "no question",
                cr_text_clean(view->arena, l->why), ends_in(l->why, '?') ? "" : "."),
            0);
    }
    if (r->n_lost > LOST_SHOWN)
        cr_text_wrap(out, &view->style,
            cr_arena_printf(view->arena, "Not counted: %zu more; --json lists them all.",
                r->n_lost - LOST_SHOWN),
            0);
}

static void print_page(const struct cr_view *view, const void *result, struct cr_buf *out)
{
    const struct cr_class_result *r = result;
    const struct cr_style *style = &view->style;
    cr_text_title(out, view, cr_label_of(view->scenario->title, view->name),
        cr_arena_printf(view->arena, "%zu student%s %s %zu question%s", r->n_students,
            r->n_students == 1 ? "" : "s", cr_glyph(style, CR_G_DOT), r->n_questions,
            r->n_questions == 1 ? "" : "s"));
    print_class(view, r, out);
    print_questions(view, r, out);
    print_students(view, r, out);
    print_calibration(view, r, out);
    print_moved(view, r, out);
    cr_buf_char(out, '\n');
    print_lost(view, r, out);
    if (style->quiet)
        return;
    cr_text_wrap(out, style, r->about, 0);
    for (size_t i = 0; i < r->n_notes; i++)
        cr_text_wrap(out, style, cr_arena_printf(view->arena, "Note: %s", r->notes[i]), 0);
    cr_text_provenance(
        out, view, cr_arena_printf(view->arena, "engine %s", cr_engine_name(r->engine)), NULL);
}

const struct cr_forms cr_forms_class = {
    "class", fields, sizeof fields / sizeof *fields, walk_fields, print_page, fill_facts};
