/* `pool`: where the copies of one scenario agree and where not. */
#include "analysis/pool.h"
#include "write/document.h"
#include "write/forms.h"
#include "write/grid.h"
#include "write/json.h"
#include "write/names.h"
#include "write/pages.h"
#include "write/table.h"
#include "write/text.h"

#include <math.h>

enum { TOP = 6 };

static const char *branch_id(const struct cr_view *view, const struct cr_pool_node *node, size_t b)
{
    return cr_arena_printf(view->arena, "%s.%s", node->id, node->branches[b].name);
}

static const char *file_of(const struct cr_pool_result *r, int file)
{
    return file < 0 ? "(all)" : r->files[file];
}

static void pool_tables(struct cr_tables *tables, const struct cr_view *view, const void *result)
{
    const struct cr_pool_result *r = result;
    struct cr_table *table =
        cr_table_add(tables, "branches", r->about, "id pooled low high mean sd range label");
    for (size_t k = 0; k < r->n_nodes; k++)
        for (size_t b = 0; b < r->nodes[k].n_branches; b++) {
            const struct cr_pool_branch *p = &r->nodes[k].branches[b];
            double x[] = {p->pooled, p->spread.low, p->spread.high, p->spread.mean, p->spread.sd,
                p->spread.high - p->spread.low};
            cr_table_row(tables, table, branch_id(view, &r->nodes[k], b), x, 6,
                cr_arena_printf(view->arena, "low: %s, high: %s", file_of(r, p->spread.lowest),
                    file_of(r, p->spread.highest)));
        }
    table = cr_table_add(tables, "nodes",
        "distance: the largest range of a branch; label: who differs most",
        "id distance outlier_distance label");
    for (size_t k = 0; k < r->n_nodes; k++) {
        const struct cr_pool_node *node = &r->nodes[r->order[k]];
        double x[] = {node->distance, node->outlier_distance};
        cr_table_row(tables, table, node->id, x, 2, file_of(r, node->outlier));
    }
    table = cr_table_add(tables, "files", "mean distance from the pool", "id distance");
    for (size_t i = 0; i < r->n_files; i++)
        cr_table_row(tables, table, r->files[i], &r->farness[i], 1, NULL);
}

static void pool_facts(struct cr_facts *facts, const struct cr_view *view, const void *result)
{
    (void)result;
    cr_facts_luck(facts, view, &(struct cr_luck){1, NULL}, 0, 0, CR_ENGINE_EXACT);
}

static void json_branch(
    struct cr_json *j, const struct cr_pool_result *r, const struct cr_pool_branch *p)
{
    cr_json_object(j, NULL);
    cr_json_text(j, "branch", p->name);
    cr_json_num(j, "pooled", p->pooled);
    cr_json_num(j, "low", p->spread.low);
    cr_json_num(j, "high", p->spread.high);
    cr_json_num(j, "sd", p->spread.sd);
    cr_json_text(j, "lowest", p->spread.lowest < 0 ? NULL : r->files[p->spread.lowest]);
    cr_json_text(j, "highest", p->spread.highest < 0 ? NULL : r->files[p->spread.highest]);
    cr_json_array(j, "probabilities");
    for (size_t i = 0; i < r->n_files; i++)
        cr_json_num(j, NULL, p->p[i]);
    cr_json_end(j);
    cr_json_end(j);
}

static void pool_json(const struct cr_view *view, const void *result, struct cr_buf *out)
{
    const struct cr_pool_result *r = result;
    struct cr_json j;
    cr_json_begin(&j, out, "crossroads.pool/1");
    cr_json_provenance(&j, view);
    cr_json_text(&j, "method", r->kind == CR_POOL_LINEAR ? "linear" : "log");
    cr_json_array(&j, "files");
    for (size_t i = 0; i < r->n_files; i++) {
        cr_json_object(&j, NULL);
        cr_json_text(&j, "id", r->files[i]);
        cr_json_num(&j, "distance", r->farness[i]);
        cr_json_end(&j);
    }
    cr_json_end(&j);
    cr_json_array(&j, "nodes");
    for (size_t k = 0; k < r->n_nodes; k++) {
        const struct cr_pool_node *node = &r->nodes[r->order[k]];
        cr_json_object(&j, NULL);
        cr_json_text(&j, "node", node->id);
        cr_json_num(&j, "distance", node->distance);
        cr_json_text(&j, "outlier", node->outlier < 0 ? NULL : r->files[node->outlier]);
        cr_json_num(&j, "outlier_distance", node->outlier_distance);
        cr_json_array(&j, "branches");
        for (size_t b = 0; b < node->n_branches; b++)
            json_branch(&j, r, &node->branches[b]);
        cr_json_end(&j);
        cr_json_end(&j);
    }
    cr_json_end(&j);
    cr_json_text(&j, "about", r->about);
    cr_json_texts(&j, "notes", r->notes, r->n_notes);
    cr_json_finish(&j);
}

static void page_node(
    struct cr_grid *grid, const struct cr_pool_result *r, const struct cr_pool_node *node)
{
    struct cr_arena *arena = grid->view->arena;
    for (size_t b = 0; b < node->n_branches; b++) {
        const struct cr_disagreement *d = &node->branches[b].spread;
        cr_grid_cell(grid, branch_id(grid->view, node, b));
        cr_grid_cell(grid, cr_text_percent(arena, node->branches[b].pooled));
        cr_grid_cell(grid,
            cr_arena_printf(arena, "%s %s", cr_text_percent(arena, d->low), file_of(r, d->lowest)));
        cr_grid_cell(grid, cr_arena_printf(arena, "%s %s", cr_text_percent(arena, d->high),
                               file_of(r, d->highest)));
    }
}

static void pool_text(const struct cr_view *view, const void *result, struct cr_buf *out)
{
    const struct cr_pool_result *r = result;
    const struct cr_style *style = &view->style;
    struct cr_grid grid;
    cr_text_title(out, view, cr_label_of(view->scenario->title, view->name),
        cr_arena_printf(view->arena, "%zu copies", r->n_files));
    cr_grid_init(&grid, view, "WHERE THEY DISAGREE MOST|POOLED|LOWEST|HIGHEST");
    size_t n = view->style.verbose || r->n_differ < TOP ? r->n_differ : TOP;
    for (size_t k = 0; k < n; k++)
        page_node(&grid, r, &r->nodes[r->order[k]]);
    if (n)
        cr_grid_print(&grid, out);
    else
        cr_text_wrap(out, style, "The copies agree on every weight.", 0);
    cr_grid_init(&grid, view, "WHO DIFFERS|MEAN DISTANCE FROM THE POOL");
    for (size_t i = 0; i < r->n_files; i++) {
        cr_grid_cell(&grid, r->files[i]);
        cr_grid_cell(&grid, cr_text_percent(view->arena, r->farness[i]));
    }
    cr_grid_print(&grid, out);
    if (style->quiet)
        return;
    cr_buf_char(out, '\n');
    cr_text_wrap(out, style,
        cr_arena_printf(
            view->arena, "They disagree on %zu of %zu questions.", r->n_differ, r->n_nodes),
        0);
    for (size_t k = 0; k < n && k < 3; k++) {
        const struct cr_pool_node *node = &r->nodes[r->order[k]];
        if (node->outlier < 0)
            continue;
        cr_text_wrap(out, style,
            cr_arena_printf(view->arena, "At '%s' %s stands farthest from the others.", node->id,
                file_of(r, node->outlier)),
            0);
    }
    cr_text_wrap(out, style, r->about, 0);
    for (size_t i = 0; i < r->n_notes; i++)
        cr_text_wrap(out, style, cr_arena_printf(view->arena, "Note: %s", r->notes[i]), 0);
    cr_text_provenance(out, view, "", NULL);
}

const struct cr_forms cr_forms_pool = {pool_text, pool_json, pool_tables, pool_facts};
