/* The result of `solve`, with what is known of the value of information: its document and its
 * tables. The page stands in text_solve.c. */
#include "analysis/voi.h"

#include "write/forms.h"
#include "write/groups.h"
#include "write/names.h"
#include "write/pages.h"
#include "write/text_solve.h"

#include <math.h>

/* Without a utility an actor does not mind risk: the value is its own certainty equivalent. */
static const double *certainty_of(const struct cr_view *view, const struct cr_solve_result *r)
{
    const struct cr_scenario *s = view->scenario;
    double *certain = CR_NEW(view->arena, double, s->n_actors + 1);
    for (size_t i = 0; i < s->n_actors; i++)
        certain[i] = s->actors[i].utility || r->rule ? r->certainty[i] : r->value[i];
    return certain;
}

/* At the base case nothing is drawn. */
static struct cr_share exact_share(double p)
{
    return (struct cr_share){.share = p, .low = p, .high = p, .q05 = NAN, .q50 = NAN, .q95 = NAN};
}

static const char *about_value(const struct cr_solve_result *r)
{
    static const char *const about[] = {"expected total from the root", "worst total from the root",
        "best total from the root", "largest regret from the root"};
    return about[r->rule];
}

static const char *path_text(
    struct cr_arena *arena, const struct cr_scenario *s, const struct cr_decision_result *d)
{
    struct cr_buf text;
    cr_buf_init(&text, arena);
    for (int i = 0; i < d->n_path; i++)
        cr_buf_printf(&text, "%s%s", i ? " " : "",
            cr_scenario_branch_name(arena, s, d->path_nodes[i], d->path_branches[i]));
    return text.s;
}

struct voi_row {
    const char *id, *label;
    double value, se, control, nested, nested_se; /* NaN: not known, or no meaning */
};

/* Everything, all uncertain numbers, then each node, then each number. */
static struct voi_row voi_row_at(const struct cr_view *view, const struct cr_voi *r, size_t i)
{
    if (i == 0)
        return (struct voi_row){
            "perfect", "everything known", r->perfect, r->perfect_se, NAN, NAN, NAN};
    if (i == 1)
        return (struct voi_row){"parameters_all", "every uncertain number known", r->parameters_all,
            r->parameters_all_se, NAN, NAN, NAN};
    if ((i -= 2) < r->n_nodes) {
        const struct cr_node *node = &view->scenario->nodes[r->nodes[i].node];
        return (struct voi_row){
            node->id, node->ask, r->nodes[i].value, 0, r->nodes[i].control, NAN, NAN};
    }
    const struct cr_voi_parameter *p = &r->parameters[i - r->n_nodes];
    return (struct voi_row){p->input.id, cr_label_of(p->input.label, p->input.id), p->value, p->se,
        NAN, p->nested, p->nested_se};
}

static const struct cr_field fields[] = {
#include "write/as_list.def"
#include "write/solve.def"
#include "write/as_nothing.def"
};

static void walk_fields(struct cr_out *o, const struct cr_view *view, const void *result)
{
#include "write/as_code.def"
#include "write/solve.def"
#include "write/as_nothing.def"
}

static void fill_facts(struct cr_facts *facts, const struct cr_view *view, const void *result)
{
    cr_facts_solve(facts, view, result);
}

const struct cr_forms cr_forms_solve = {
    "solve", fields, sizeof fields / sizeof *fields, walk_fields, cr_text_solve, fill_facts};
