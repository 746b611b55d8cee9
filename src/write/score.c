/* `observe --score`: forecasts against what happened. */
#include "analysis/score.h"
#include "write/document.h"
#include "write/forms.h"
#include "write/grid.h"
#include "write/json.h"
#include "write/names.h"
#include "write/pages.h"
#include "write/table.h"
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

static void score_tables(struct cr_tables *tables, const struct cr_view *view, const void *result)
{
    const struct cr_score_result *r = result;
    struct cr_table *table = cr_table_add(tables, "scores", r->about,
        "id as_of_brier as_of_log sequential_brier sequential_log n label");
    for (size_t k = 0; k < r->n_forecasters; k++) {
        const struct cr_forecaster *f = &r->forecasters[k];
        double x[] = {f->as_of_mean.brier, f->as_of_mean.log, f->sequential_mean.brier,
            f->sequential_mean.log, (double)f->as_of_mean.n};
        cr_table_row(tables, table, id_of(view, f), x, 5, label_of(view, f));
    }
    for (size_t k = 0; k < r->n_forecasters; k++) {
        const struct cr_forecaster *f = &r->forecasters[k];
        table = cr_table_add(tables, cr_arena_printf(view->arena, "by_%s", id_of(view, f)),
            label_of(view, f),
            "id as_of_probability as_of_brier as_of_log sequential_probability sequential_brier "
            "sequential_log label");
        for (size_t i = 0; i < r->n_rows; i++) {
            const struct cr_score *a = &f->as_of[i], *q = f->sequential ? &f->sequential[i] : a;
            double x[] = {a->probability, a->brier, a->log, q->probability, q->brier, q->log};
            cr_table_row(tables, table, view->scenario->observations[r->rows[i].observation].id, x,
                6, question(view, &r->rows[i]));
        }
    }
}

static void score_facts(struct cr_facts *facts, const struct cr_view *view, const void *result)
{
    const struct cr_score_result *r = result;
    cr_facts_luck(facts, view, &r->luck, r->runs, r->worlds, r->engine);
}

static void json_score(struct cr_json *j, const char *key, const struct cr_score *s)
{
    cr_json_object(j, key);
    cr_json_num(j, "probability", s->probability);
    cr_json_num(j, "brier", s->brier);
    cr_json_num(j, "log", s->log);
    cr_json_end(j);
}

static void json_means(struct cr_json *j, const char *key, const struct cr_score_means *m)
{
    cr_json_object(j, key);
    cr_json_num(j, "brier", m->brier);
    cr_json_num(j, "log", m->log);
    cr_json_whole(j, "n", m->n);
    cr_json_end(j);
}

static void json_row(
    struct cr_json *j, const struct cr_view *view, const struct cr_score_result *r, size_t i)
{
    const struct cr_score_row *row = &r->rows[i];
    const struct cr_observation *o = &view->scenario->observations[row->observation];
    const struct cr_node *node = &view->scenario->nodes[row->node];
    cr_json_object(j, NULL);
    cr_json_text(j, "observation", o->id);
    cr_json_text(j, "date", o->date);
    cr_json_text(j, "node", node->id);
    cr_json_text(j, "branch", node->branches[row->branch].name);
    cr_json_array(j, "forecasts");
    for (size_t k = 0; k < r->n_forecasters; k++) {
        const struct cr_forecaster *f = &r->forecasters[k];
        cr_json_object(j, NULL);
        cr_json_text(j, "id", id_of(view, f));
        json_score(j, "as_of", &f->as_of[i]);
        if (f->sequential)
            json_score(j, "sequential", &f->sequential[i]);
        cr_json_end(j);
    }
    cr_json_end(j);
    cr_json_end(j);
}

static void score_json(const struct cr_view *view, const void *result, struct cr_buf *out)
{
    const struct cr_score_result *r = result;
    struct cr_json j;
    cr_json_begin(&j, out, "crossroads.score/1");
    cr_json_provenance(&j, view);
    cr_json_luck(&j, &r->luck, r->runs, r->worlds, r->engine);
    cr_json_array(&j, "scores");
    for (size_t k = 0; k < r->n_forecasters; k++) {
        const struct cr_forecaster *f = &r->forecasters[k];
        cr_json_object(&j, NULL);
        cr_json_text(&j, "id", id_of(view, f));
        cr_json_num(&j, "weight", f->weight);
        json_means(&j, "as_of", &f->as_of_mean);
        json_means(&j, "sequential", &f->sequential_mean);
        cr_json_end(&j);
    }
    cr_json_end(&j);
    cr_json_array(&j, "rows");
    for (size_t i = 0; i < r->n_rows; i++)
        json_row(&j, view, r, i);
    cr_json_end(&j);
    cr_json_text(&j, "about", r->about);
    cr_json_texts(&j, "cautions", r->cautions, r->n_cautions);
    cr_json_texts(&j, "notes", r->notes, r->n_notes);
    cr_json_finish(&j);
}

/* ------------------------------------------------------------------ the page */

static const char *number(const struct cr_view *view, double x)
{
    return isinf(x) ? "never" : cr_text_number(view->arena, x, 3);
}

static void page_means(
    const struct cr_view *view, const struct cr_score_result *r, struct cr_buf *out)
{
    struct cr_grid grid;
    cr_grid_init(&grid, view, "FORECASTER|BRIER as-of|LOG as-of|BRIER in sequence|LOG in sequence");
    for (size_t k = 0; k < r->n_forecasters; k++) {
        const struct cr_forecaster *f = &r->forecasters[k];
        cr_grid_cell(&grid, label_of(view, f));
        cr_grid_cell(&grid, number(view, f->as_of_mean.brier));
        cr_grid_cell(&grid, number(view, f->as_of_mean.log));
        cr_grid_cell(&grid, number(view, f->sequential_mean.brier));
        cr_grid_cell(&grid, number(view, f->sequential_mean.log));
    }
    cr_grid_print(&grid, out);
}

/* One row an observation: the file's own forecast, and the best and worst of the lenses. */
static void page_rows(
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
        cr_grid_cell(&grid, number(view, a->brier));
        cr_grid_cell(&grid, cr_text_percent(view->arena, q->probability));
        cr_grid_cell(&grid, number(view, q->brier));
        cr_grid_cell(&grid, best ? id_of(view, best) : "-");
    }
    cr_grid_print(&grid, out);
}

static void score_text(const struct cr_view *view, const void *result, struct cr_buf *out)
{
    const struct cr_score_result *r = result;
    const struct cr_style *style = &view->style;
    const char *dot = cr_glyph(style, CR_G_DOT);
    cr_text_title(out, view, cr_label_of(view->scenario->title, view->name),
        cr_arena_printf(view->arena, "%zu question%s %s %s runs each %s %s", r->n_rows,
            r->n_rows == 1 ? "" : "s", dot, cr_text_whole(view->arena, (double)r->runs), dot,
            cr_text_luck(view->arena, &r->luck)));
    page_means(view, r, out);
    page_rows(view, r, out);
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

const struct cr_forms cr_forms_score = {score_text, score_json, score_tables, score_facts};
