/* `observe --score`: forecasts against what happened. score.def lists the fields; the page prints
 * the mean scores of each forecaster, then each question with the file's forecast and the best
 * lens. */
#include "analysis/score.h"
#include "write/forms.h"
#include "write/grid.h"
#include "write/groups.h"
#include "write/names.h"
#include "write/pages.h"
#include "write/text.h"

#include <math.h>

static const char *id_of(const struct cr_view *view, const struct cr_forecaster *f)
{
    return f->kind == CR_FORECAST_UNIFORM ? "uniform"
           : f->kind == CR_FORECAST_POOL  ? "pool"
                                          : cr_lens_id(view, f->lens);
}

static const char *label_of(const struct cr_view *view, const struct cr_forecaster *f)
{
    return f->kind == CR_FORECAST_UNIFORM ? "all branches alike"
           : f->kind == CR_FORECAST_POOL  ? "the pool of the lenses"
                                          : cr_lens_label(view, f->lens);
}

static const char *question(const struct cr_view *view, const struct cr_score_row *row)
{
    return cr_scenario_branch_name(view->arena, view->scenario, row->node, row->branch);
}

/* ------------------------------------------------------------------ data */

static const struct cr_field fields[] = {
#include "write/as_list.def"
#include "write/score.def"
#include "write/as_nothing.def"
};

static void walk_fields(struct cr_out *o, const struct cr_view *view, const void *result)
{
#include "write/as_code.def"
#include "write/score.def"
#include "write/as_nothing.def"
}

static void fill_facts(struct cr_facts *facts, const struct cr_view *view, const void *result)
{
    const struct cr_score_result *r = result;
    cr_facts_luck(facts, view, &r->luck, r->runs, r->worlds, r->engine);
}

/* ------------------------------------------------------------------ the page */

static const char *score_number_text(const struct cr_view *view, double x)
{
    return isinf(x) ? "never" : cr_text_number(view->arena, x, 3);
}

static void print_means(
    const struct cr_view *view, const struct cr_score_result *r, struct cr_buf *out)
{
    struct cr_grid grid;
    cr_grid_init(&grid, view, "FORECASTER|BRIER as-of|LOG as-of|BRIER in sequence|LOG in sequence");
    for (size_t k = 0; k < r->n_forecasters; k++) {
        const struct cr_forecaster *f = &r->forecasters[k];
        cr_grid_cell(&grid, label_of(view, f));
        cr_grid_cell(&grid, score_number_text(view, f->as_of_mean.brier));
        cr_grid_cell(&grid, score_number_text(view, f->as_of_mean.log));
        cr_grid_cell(&grid, score_number_text(view, f->sequential_mean.brier));
        cr_grid_cell(&grid, score_number_text(view, f->sequential_mean.log));
    }
    cr_grid_print(&grid, out);
}

/* One row an observation: the file's own forecast, and the best and worst of the lenses. */
static void print_rows(
    const struct cr_view *view, const struct cr_score_result *r, struct cr_buf *out)
{
    const struct cr_forecaster *file = &r->forecasters[1];
    struct cr_grid grid;
    cr_grid_init(&grid, view, "WHAT HAPPENED|DATE|GAVE IT as-of|BRIER|in sequence|BRIER|BEST LENS");
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct cr_score *a = &file->as_of[i],
                              *q = file->sequential ? &file->sequential[i] : a;
        const struct cr_forecaster *best = NULL;
        for (size_t k = 2; k < r->n_forecasters; k++) {
            const struct cr_forecaster *f = &r->forecasters[k];
            if (f->kind == CR_FORECAST_LENS && !isnan(f->as_of[i].brier) &&
                (!best || f->as_of[i].brier < best->as_of[i].brier))
                best = f;
        }
        cr_grid_cell(&grid, question(view, &r->rows[i]));
        cr_grid_cell(&grid, view->scenario->observations[r->rows[i].observation].date);
        cr_grid_cell(&grid, cr_text_percent(view->arena, a->probability));
        cr_grid_cell(&grid, score_number_text(view, a->brier));
        cr_grid_cell(&grid, cr_text_percent(view->arena, q->probability));
        cr_grid_cell(&grid, score_number_text(view, q->brier));
        cr_grid_cell(&grid, best ? id_of(view, best) : "-");
    }
    cr_grid_print(&grid, out);
}

static void print_page(const struct cr_view *view, const void *result, struct cr_buf *out)
{
    const struct cr_score_result *r = result;
    const struct cr_style *style = &view->style;
    const char *dot = cr_glyph(style, CR_G_DOT);
    cr_text_title(out, view, cr_label_of(view->scenario->title, view->name),
        cr_arena_printf(view->arena, "%zu question%s %s %s runs each %s %s", r->n_rows,
            r->n_rows == 1 ? "" : "s", dot, cr_text_whole(view->arena, (double)r->runs), dot,
            cr_text_luck(view->arena, &r->luck)));
    print_means(view, r, out);
    print_rows(view, r, out);
    if (style->quiet)
        return;
    cr_buf_char(out, '\n');
    cr_text_wrap(out, style, r->about, 0);
    for (size_t i = 0; i < r->n_cautions; i++)
        cr_text_wrap(
            out, style, cr_arena_printf(view->arena, "Caution %zu: %s", i + 1, r->cautions[i]), 0);
    for (size_t i = 0; i < r->n_notes; i++)
        cr_text_wrap(out, style, cr_arena_printf(view->arena, "Note: %s", r->notes[i]), 0);
    cr_text_provenance(
        out, view, cr_arena_printf(view->arena, "engine %s", cr_engine_name(r->engine)), NULL);
}

const struct cr_forms cr_forms_score = {
    "score", fields, sizeof fields / sizeof *fields, walk_fields, print_page, fill_facts};
