/* `pool`: where the copies of one scenario agree and where not. pool.def lists the fields; the page
 * shows the nodes with the largest range first, and how far each copy is from the pool. */
#include "analysis/pool.h"
#include "write/forms.h"
#include "write/grid.h"
#include "write/groups.h"
#include "write/names.h"
#include "write/pages.h"
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

static const struct cr_field fields[] = {
#include "write/as_list.def"
#include "write/pool.def"
#include "write/as_nothing.def"
};

static void walk_fields(struct cr_out *o, const struct cr_view *view, const void *result)
{
#include "write/as_code.def"
#include "write/pool.def"
#include "write/as_nothing.def"
}

static void fill_facts(struct cr_facts *facts, const struct cr_view *view, const void *result)
{
    (void)result;
    cr_facts_luck(facts, view, &(struct cr_luck){1, NULL}, 0, 0, CR_ENGINE_EXACT);
}

static void print_node(
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

static void print_page(const struct cr_view *view, const void *result, struct cr_buf *out)
{
    const struct cr_pool_result *r = result;
    const struct cr_style *style = &view->style;
    struct cr_grid grid;
    cr_text_title(out, view, cr_label_of(view->scenario->title, view->name),
        cr_arena_printf(view->arena, "%zu copies", r->n_files));
    cr_grid_init(&grid, view, "WHERE THEY DISAGREE MOST|POOLED|LOWEST|HIGHEST");
    size_t n = view->style.verbose || r->n_differ < TOP ? r->n_differ : TOP;
    for (size_t k = 0; k < n; k++)
        print_node(&grid, r, &r->nodes[r->order[k]]);
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
            cr_arena_printf(view->arena, "At '%s' %s is farthest from the others.", node->id,
                file_of(r, node->outlier)),
            0);
    }
    cr_text_wrap(out, style, r->about, 0);
    for (size_t i = 0; i < r->n_notes; i++)
        cr_text_wrap(out, style, cr_arena_printf(view->arena, "Note: %s", r->notes[i]), 0);
    cr_text_provenance(out, view, "", NULL);
}

const struct cr_forms cr_forms_pool = {
    "pool", fields, sizeof fields / sizeof *fields, walk_fields, print_page, fill_facts};
