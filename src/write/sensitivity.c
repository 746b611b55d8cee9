/* `sensitivity` as JSON and as tables. */
#include "write/document.h"
#include "write/forms.h"
#include "write/inputs.h"
#include "write/json.h"
#include "write/pages.h"
#include "write/table.h"
#include "write/text_sensitivity.h"

#include <math.h>

static const char *option_name(const struct cr_view *view, int node, int branch)
{
    return branch < 0 ? NULL : view->scenario->nodes[node].branches[branch].name;
}

static const char *const methods[] = {
    "tornado", "sobol", "morris", "twoway", "threshold", "discover"};

/* ------------------------------------------------------------------ JSON */

static void json_input(
    struct cr_json *j, const struct cr_analysis_input *input, double low, double high)
{
    cr_json_text(j, "id", input->id);
    cr_json_text(j, "label", input->label);
    cr_json_num(j, "base", input->base);
    cr_json_num(j, "low", low);
    cr_json_num(j, "high", high);
}

/* The keys of the contract stand in every row, null where a method does not know them. */
static void json_effects(
    struct cr_json *j, double at_low, double at_high, double swing, const struct cr_sobol_row *row)
{
    cr_json_num(j, "at_low", at_low);
    cr_json_num(j, "at_high", at_high);
    cr_json_num(j, "swing", swing);
    cr_json_num(j, "first", row ? row->first : NAN);
    cr_json_num(j, "first_se", row ? row->first_se : NAN);
    cr_json_num(j, "total", row ? row->total : NAN);
    cr_json_num(j, "total_se", row ? row->total_se : NAN);
}

static void json_tornado_row(struct cr_json *j, const struct cr_tornado_row *row)
{
    cr_json_object(j, NULL);
    json_input(j, &row->input, row->x[0], row->x[CR_TORNADO_POINTS - 1]);
    json_effects(j, row->y[0], row->y[CR_TORNADO_POINTS - 1], row->swing, NULL);
    cr_json_bool(j, "bend", row->bend);
    cr_json_array(j, "points");
    for (int k = 0; k < CR_TORNADO_POINTS; k++) {
        cr_json_array(j, NULL);
        cr_json_num(j, NULL, row->x[k]);
        cr_json_num(j, NULL, row->y[k]);
        cr_json_end(j);
    }
    cr_json_end(j);
    cr_json_end(j);
}

static void json_ends(
    const struct cr_view *view, struct cr_json *j, const struct cr_analysis_input *input)
{
    json_input(j, input, cr_input_quantile(view->program, input, 0.05),
        cr_input_quantile(view->program, input, 0.95));
}

static void json_rows(const struct cr_view *view, const struct cr_sensitivity *s, struct cr_json *j)
{
    cr_json_array(j, "inputs");
    for (size_t i = 0; s->kind == CR_SENSITIVITY_TORNADO && i < s->tornado.n; i++)
        json_tornado_row(j, &s->tornado.rows[i]);
    for (size_t i = 0; s->kind == CR_SENSITIVITY_SOBOL && i < s->sobol.n; i++) {
        cr_json_object(j, NULL);
        json_ends(view, j, &s->sobol.rows[i].input);
        json_effects(j, NAN, NAN, NAN, &s->sobol.rows[i]);
        cr_json_end(j);
    }
    for (size_t i = 0; s->kind == CR_SENSITIVITY_MORRIS && i < s->morris.n; i++) {
        const struct cr_morris_row *row = &s->morris.rows[i];
        cr_json_object(j, NULL);
        json_ends(view, j, &row->input);
        json_effects(j, NAN, NAN, NAN, NULL);
        cr_json_num(j, "mu", row->mu);
        cr_json_num(j, "mu_star", row->mu_star);
        cr_json_num(j, "mu_star_se", row->mu_star_se);
        cr_json_num(j, "sigma", row->sigma);
        cr_json_end(j);
    }
    cr_json_end(j);
}

static void json_switches(
    const struct cr_view *view, const struct cr_switches *r, struct cr_json *j)
{
    cr_json_array(j, "switches");
    for (size_t i = 0; i < r->n; i++) {
        const struct cr_switch *s = &r->rows[i];
        cr_json_object(j, NULL);
        cr_json_text(j, "node", view->scenario->nodes[s->node].id);
        cr_json_array(j, "path");
        for (int k = 0; k < s->n_path; k++)
            cr_json_text(j, NULL,
                cr_scenario_branch_name(
                    view->arena, view->scenario, s->path_nodes[k], s->path_branches[k]));
        cr_json_end(j);
        cr_json_text(j, "parameter", s->input.id);
        cr_json_num(j, "at", s->at);
        cr_json_text(j, "from", option_name(view, s->node, s->from));
        cr_json_text(j, "to", option_name(view, s->node, s->to));
        cr_json_num(j, "base", s->input.base);
        cr_json_text(j, "now", option_name(view, s->node, s->now));
        cr_json_bool(j, "on_way", s->on_way);
        cr_json_end(j);
    }
    cr_json_end(j);
}

static void json_axis(struct cr_json *j, const char *key, const struct cr_analysis_input *input,
    const double *at, size_t n)
{
    cr_json_object(j, key);
    cr_json_text(j, "id", input->id);
    cr_json_num(j, "base", input->base);
    cr_json_array(j, "values");
    for (size_t i = 0; i < n; i++)
        cr_json_num(j, NULL, at[i]);
    cr_json_end(j);
    cr_json_end(j);
}

static void json_twoway(const struct cr_view *view, const struct cr_twoway *r, struct cr_json *j)
{
    json_axis(j, "x", &r->a, r->x, r->n_a);
    json_axis(j, "y", &r->b, r->y, r->n_b);
    cr_json_array(j, "z");
    for (size_t iy = 0; iy < r->n_b; iy++) {
        cr_json_array(j, NULL);
        for (size_t ix = 0; ix < r->n_a; ix++)
            cr_json_num(j, NULL, r->z[iy * r->n_a + ix]);
        cr_json_end(j);
    }
    cr_json_end(j);
    cr_json_text(j, "decision", r->node < 0 ? NULL : view->scenario->nodes[r->node].id);
    cr_json_array(j, "choice");
    for (size_t iy = 0; r->choice && iy < r->n_b; iy++) {
        cr_json_array(j, NULL);
        for (size_t ix = 0; ix < r->n_a; ix++)
            cr_json_text(j, NULL, option_name(view, r->node, r->choice[iy * r->n_a + ix]));
        cr_json_end(j);
    }
    cr_json_end(j);
}

static void json_boxes(const struct cr_discovery *r, struct cr_json *j)
{
    cr_json_num(j, "rate", r->rate);
    cr_json_num(j, "threshold", r->threshold);
    cr_json_text(j, "interest", r->probability ? "probability" : r->below ? "below" : "above");
    cr_json_array(j, "boxes");
    for (size_t i = 0; i < r->n; i++) {
        const struct cr_box *box = &r->boxes[i];
        cr_json_object(j, NULL);
        cr_json_num(j, "coverage", box->coverage);
        cr_json_num(j, "density", box->density);
        cr_json_num(j, "support", box->support);
        cr_json_array(j, "limits");
        for (size_t k = 0; k < box->n; k++) {
            cr_json_object(j, NULL);
            cr_json_text(j, "id", box->limits[k].input.id);
            cr_json_num(j, "low", box->limits[k].low);
            cr_json_num(j, "high", box->limits[k].high);
            cr_json_num(j, "qp", box->limits[k].qp);
            cr_json_end(j);
        }
        cr_json_end(j);
        cr_json_end(j);
    }
    cr_json_end(j);
}

static uint64_t worlds_of(const struct cr_sensitivity *s)
{
    return s->kind == CR_SENSITIVITY_DISCOVERY ? s->discovery.worlds : 0;
}

static void sensitivity_json(const struct cr_view *view, const void *result, struct cr_buf *out)
{
    const struct cr_sensitivity *s = result;
    const struct cr_sensitivity_head *head = cr_sensitivity_head(s);
    struct cr_json j;
    cr_json_begin(&j, out, "crossroads.sensitivity/1");
    cr_json_provenance(&j, view);
    cr_json_luck(&j, &head->luck, head->runs, worlds_of(s), head->engine);
    cr_json_text(&j, "method", methods[s->kind]);
    cr_json_text(&j, "target", head->target.id);
    cr_json_num(&j, "base", head->base);
    cr_json_whole(&j, "points", head->points);
    if (s->kind == CR_SENSITIVITY_SOBOL) {
        cr_json_num(&j, "mean", s->sobol.mean);
        cr_json_num(&j, "sd", s->sobol.sd);
    }
    json_rows(view, s, &j);
    json_switches(view, &s->switches, &j);
    if (s->kind == CR_SENSITIVITY_TWOWAY)
        json_twoway(view, &s->twoway, &j);
    if (s->kind == CR_SENSITIVITY_DISCOVERY)
        json_boxes(&s->discovery, &j);
    cr_json_text(&j, "about", head->about);
    cr_json_texts(&j, "notes", head->notes, head->n_notes);
    cr_json_finish(&j);
}

/* ------------------------------------------------------------------ tables */

/* The largest swing first: the picture draws the rows as they come. */
static void tornado_table(
    struct cr_tables *tables, const struct cr_view *view, const struct cr_tornado *r)
{
    struct cr_table *table = cr_table_add(tables, "tornado", r->head.about,
        "id low_in high_in low_out high_out swing bend base out_27 out_50 out_72 label");
    for (size_t i = 0; i < r->n; i++) {
        const struct cr_tornado_row *row = &r->rows[r->order[i]];
        double x[] = {row->x[0], row->x[4], row->y[0], row->y[4], row->swing, row->bend,
            r->head.base, row->y[1], row->y[2], row->y[3]};
        cr_table_row(tables, table, row->input.id, x, sizeof x / sizeof *x,
            cr_input_label(view, &row->input));
    }
}

static void sobol_table(
    struct cr_tables *tables, const struct cr_view *view, const struct cr_sobol *r)
{
    struct cr_table *table =
        cr_table_add(tables, "sobol", r->head.about, "id first first_se total total_se label");
    for (size_t i = 0; i < r->n; i++) {
        const struct cr_sobol_row *row = &r->rows[r->order[i]];
        double x[] = {row->first, row->first_se, row->total, row->total_se};
        cr_table_row(tables, table, row->input.id, x, 4, cr_input_label(view, &row->input));
    }
}

static void morris_table(
    struct cr_tables *tables, const struct cr_view *view, const struct cr_morris *r)
{
    struct cr_table *table =
        cr_table_add(tables, "morris", r->head.about, "id mu mu_star mu_star_se sigma label");
    for (size_t i = 0; i < r->n; i++) {
        const struct cr_morris_row *row = &r->rows[r->order[i]];
        double x[] = {row->mu, row->mu_star, row->mu_star_se, row->sigma};
        cr_table_row(tables, table, row->input.id, x, 4, cr_input_label(view, &row->input));
    }
}

/* Every point of the grid; blank lines part its lines, as gnuplot wants it. */
static void twoway_table(
    struct cr_tables *tables, const struct cr_view *view, const struct cr_twoway *r)
{
    struct cr_table *table = cr_table_add(tables, "twoway",
        cr_arena_printf(tables->arena, "x: %s, y: %s, z: %s; choice: the option that is best",
            r->a.id, r->b.id, r->head.target.id),
        "id x y z choice label");
    table->grid = r->n_a;
    for (size_t k = 0; k < r->n_a * r->n_b; k++) {
        int choice = r->choice ? r->choice[k] : -1;
        double x[] = {
            r->x[k % r->n_a], r->y[k / r->n_a], r->z[k], choice < 0 ? (double)NAN : (double)choice};
        const char *name = option_name(view, r->node, choice);
        cr_table_row(tables, table,
            cr_arena_printf(tables->arena, "%zu.%zu", k / r->n_a, k % r->n_a), x, 4,
            name ? name : "-");
    }
}

static void switches_table(
    struct cr_tables *tables, const struct cr_view *view, const struct cr_switches *r)
{
    struct cr_table *table =
        cr_table_add(tables, "switches", r->head.about, "id set at base on_way label");
    for (size_t i = 0; i < r->n; i++) {
        const struct cr_switch *s = &r->rows[i];
        double x[] = {s->set, s->at, s->input.base, s->on_way};
        const char *path = cr_switch_path(tables->arena, view->scenario, s);
        cr_table_row(tables, table, s->input.id, x, 4,
            cr_arena_printf(tables->arena, "%s%s%s: %s, above it %s",
                view->scenario->nodes[s->node].id, *path ? " after " : "", path,
                option_name(view, s->node, s->from), option_name(view, s->node, s->to)));
    }
}

static void boxes_table(
    struct cr_tables *tables, const struct cr_view *view, const struct cr_discovery *r)
{
    struct cr_table *table = cr_table_add(
        tables, "boxes", r->head.about, "id box coverage density support low high qp label");
    for (size_t i = 0; i < r->n; i++) {
        const struct cr_box *box = &r->boxes[i];
        for (size_t k = 0; k < box->n; k++) {
            const struct cr_box_limit *limit = &box->limits[k];
            double x[] = {(double)i + 1, box->coverage, box->density, box->support, limit->low,
                limit->high, limit->qp};
            cr_table_row(tables, table, limit->input.id, x, 7, cr_input_label(view, &limit->input));
        }
    }
}

static void sensitivity_tables(
    struct cr_tables *tables, const struct cr_view *view, const void *result)
{
    const struct cr_sensitivity *s = result;
    switch (s->kind) {
    case CR_SENSITIVITY_TORNADO:
        tornado_table(tables, view, &s->tornado);
        break;
    case CR_SENSITIVITY_SOBOL:
        sobol_table(tables, view, &s->sobol);
        break;
    case CR_SENSITIVITY_MORRIS:
        morris_table(tables, view, &s->morris);
        break;
    case CR_SENSITIVITY_TWOWAY:
        twoway_table(tables, view, &s->twoway);
        break;
    case CR_SENSITIVITY_SWITCHES:
        switches_table(tables, view, &s->switches);
        break;
    case CR_SENSITIVITY_DISCOVERY:
        boxes_table(tables, view, &s->discovery);
        break;
    }
}

static void sensitivity_facts(
    struct cr_facts *facts, const struct cr_view *view, const void *result)
{
    const struct cr_sensitivity *s = result;
    const struct cr_sensitivity_head *head = cr_sensitivity_head(s);
    cr_facts_luck(facts, view, &head->luck, head->runs, worlds_of(s), head->engine);
}

const struct cr_forms cr_forms_sensitivity = {
    cr_text_sensitivity, sensitivity_json, sensitivity_tables, sensitivity_facts};
