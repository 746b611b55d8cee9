/* The value of information and control, as `solve --voi` adds it to its page: everything, all
 * uncertain numbers, each chance node, then the numbers by value, the largest first. */
#include "write/voi.h"

#include "write/grid.h"
#include "write/inputs.h"
#include "write/names.h"
#include "write/table.h"
#include "write/text.h"

#include <math.h>

enum { TOP = 12 };

static const char *actor_label(const struct cr_view *view, const struct cr_voi *r)
{
    const struct cr_actor *a = &view->scenario->actors[r->actor];
    return cr_text_clean(view->arena, cr_label_of(a->label, a->id));
}

static double size_of(const struct cr_voi *r)
{
    double size = isfinite(r->perfect) ? fabs(r->perfect) : 0;
    for (size_t i = 0; i < r->n_nodes; i++) {
        size = isfinite(r->nodes[i].value) ? fmax(size, fabs(r->nodes[i].value)) : size;
        size = isfinite(r->nodes[i].control) ? fmax(size, fabs(r->nodes[i].control)) : size;
    }
    return size;
}

/* With its 95 % error, to as many digits as show that. */
static const char *estimate_text(const struct cr_view *view, double x, double se, int decimals)
{
    double error = 1.96 * se;
    if (isnan(x))
        return "-";
    if (!(error > 1e-9 * fabs(x)))
        return cr_text_number(view->arena, x, decimals);
    double shown = error; /* in units of the last digit */
    for (int k = 0; k < decimals; k++)
        shown *= 10;
    for (; decimals < 12 && shown < 1; shown *= 10)
        decimals++;
    return cr_arena_printf(view->arena, "%s %s", cr_text_number(view->arena, x, decimals),
        cr_text_error(view, error, decimals));
}

static void print_nodes(
    const struct cr_view *view, const struct cr_voi *r, int decimals, struct cr_grid *grid)
{
    for (size_t i = 0; i < r->n_nodes; i++) {
        const struct cr_voi_node *node = &r->nodes[i];
        const struct cr_node *item = &view->scenario->nodes[node->node];
        cr_grid_cell(grid, cr_arena_printf(view->arena, "%s%s", item->id,
                               node->luck  ? " (its luck)"
                               : node->why ? " (comes again)"
                                           : ""));
        cr_grid_cell(grid, estimate_text(view, node->value, 0, decimals));
        cr_grid_cell(grid, estimate_text(view, node->control, 0, decimals));
        cr_grid_cell(grid, node->best < 0 ? "" : item->branches[node->best].name);
    }
}

/* Parameters by value, the largest first; those worth nothing are left out. */
static void print_parameters(
    const struct cr_view *view, const struct cr_voi *r, int decimals, struct cr_buf *out)
{
    struct cr_grid grid;
    size_t shown = 0;
    double *value = CR_NEW(view->arena, double, r->n_parameters + 1);
    for (size_t i = 0; i < r->n_parameters; i++)
        value[i] = fabs(r->parameters[i].value);
    int *order = cr_order_by(view->arena, value, r->n_parameters);
    bool nested = false;
    for (size_t i = 0; i < r->n_parameters; i++)
        nested |= !isnan(r->parameters[i].nested);
    cr_grid_init(&grid, view,
        nested ? "KNOWING AN UNCERTAIN NUMBER|IS WORTH|BY NESTED WORLDS"
               : "KNOWING AN UNCERTAIN NUMBER|IS WORTH");
    for (size_t i = 0; i < r->n_parameters && (view->style.verbose || shown < TOP); i++) {
        const struct cr_voi_parameter *p = &r->parameters[order[i]];
        if (p->value == 0 && !(fabs(p->nested) > 0) && !view->style.verbose)
            continue;
        shown++;
        cr_grid_cell(&grid, cr_input_label(view, &p->input));
        cr_grid_cell(&grid, estimate_text(view, p->value, p->se, decimals));
        if (nested)
            cr_grid_cell(&grid, estimate_text(view, p->nested, p->nested_se, decimals));
    }
    if (shown)
        cr_grid_print(&grid, out);
    if (shown < r->n_parameters)
        cr_text_note(out, &view->style, CR_DIM,
            cr_arena_printf(view->arena, "%zu more that %s worth %s (all: -v, --json)",
                r->n_parameters - shown, r->n_parameters - shown == 1 ? "is" : "are",
                shown < TOP ? "nothing" : "less"),
            2);
}

void cr_text_voi(const struct cr_view *view, const struct cr_voi *r, struct cr_buf *out)
{
    struct cr_grid grid;
    int decimals = cr_text_decimals(size_of(r));
    cr_grid_init(&grid, view,
        cr_arena_printf(
            view->arena, "WHAT IT IS WORTH TO %s|TO KNOW|TO CONTROL|WHICH", actor_label(view, r)));
    cr_grid_cell(&grid, "everything");
    cr_grid_cell(&grid, estimate_text(view, r->perfect, r->perfect_se, decimals));
    cr_grid_cell(&grid, "");
    cr_grid_cell(&grid, "");
    if (r->n_parameters) {
        cr_grid_cell(&grid, "every uncertain number");
        cr_grid_cell(&grid, estimate_text(view, r->parameters_all, r->parameters_all_se, decimals));
        cr_grid_cell(&grid, "");
        cr_grid_cell(&grid, "");
    }
    print_nodes(view, r, decimals, &grid);
    cr_grid_print(&grid, out);
    if (r->n_parameters)
        print_parameters(view, r, decimals, out);
    if (view->style.quiet)
        return;
    cr_buf_char(out, '\n');
    cr_text_wrap(out, &view->style, cr_text_clean(view->arena, r->about), 0);
    for (size_t i = 0; i < r->n_notes; i++)
        cr_text_wrap(out, &view->style,
            cr_arena_printf(view->arena, "Note: %s", cr_text_clean(view->arena, r->notes[i])), 0);
}
