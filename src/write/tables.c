/* What the engines found, as tables: one row of numbers for each thing in the file, in file order.
 */
#include "write/tables.h"

#include "write/table.h"
#include "write/voi.h"

#include <math.h>

static const char share_columns[] = "id share se low high q05 q25 q50 q75 q95 label";
static const char quantity_columns[] = "id mean se low high sd q05 q25 q50 q75 q95 label";

static void add_share(struct cr_tables *tables, struct cr_table *table, const char *id,
    const struct cr_share *s, const char *label)
{
    double x[] = {s->share, s->se, s->low, s->high, s->q05, s->q25, s->q50, s->q75, s->q95};
    cr_table_row(tables, table, id, x, sizeof x / sizeof *x, label);
}

static void add_quantity(struct cr_tables *tables, struct cr_table *table, const char *id,
    const struct cr_quantity *q, const char *label)
{
    double x[] = {q->mean, q->se, q->low, q->high, q->sd, q->q05, q->q25, q->q50, q->q75, q->q95};
    cr_table_row(tables, table, id, x, sizeof x / sizeof *x, label);
}

static const char *label_of(const char *label, const char *id)
{
    return label && *label ? label : id;
}

static void add_measures(
    struct cr_tables *tables, const struct cr_view *view, const struct cr_quantity *q)
{
    const struct cr_scenario *s = view->scenario;
    struct cr_table *table = cr_table_add(
        tables, "measures", "at the end of the path; quantiles over futures", quantity_columns);
    for (size_t i = 0; i < s->n_measures; i++)
        add_quantity(tables, table, s->measures[i].id, &q[i],
            label_of(s->measures[i].label, s->measures[i].id));
    for (size_t i = 0; i < s->n_states; i++)
        add_quantity(tables, table, s->states[i].id, &q[s->n_measures + i],
            label_of(s->states[i].label, s->states[i].id));
}

static void add_payoffs(
    struct cr_tables *tables, const struct cr_view *view, const struct cr_quantity *q)
{
    const struct cr_scenario *s = view->scenario;
    struct cr_table *table =
        cr_table_add(tables, "payoffs", "quantiles over futures", quantity_columns);
    for (size_t i = 0; i < s->n_actors; i++)
        if (s->actors[i].has_payoff)
            add_quantity(tables, table, s->actors[i].id, &q[i],
                label_of(s->actors[i].label, s->actors[i].id));
}

static void add_nodes(
    struct cr_tables *tables, const struct cr_view *view, const struct cr_node_result *nodes)
{
    const struct cr_scenario *s = view->scenario;
    struct cr_table *table = cr_table_add(tables, "nodes",
        "share: of the branch, given the node; reach: of the node; high: what a share of 0 may be "
        "(95 %)",
        "id reach share high label");
    for (size_t i = 0; i < s->n_nodes; i++)
        for (size_t b = 0; b < s->nodes[i].n_branches; b++) {
            double share = nodes[i].shares[b];
            double x[] = {nodes[i].reach, share, share > 0 ? NAN : nodes[i].unmet};
            const struct cr_branch_item *branch = &s->nodes[i].branches[b];
            cr_table_row(tables, table, cr_scenario_branch_name(tables->arena, s, (int)i, (int)b),
                x, 3, label_of(branch->label, branch->name));
        }
}

static void add_stages(
    struct cr_tables *tables, const struct cr_view *view, const struct cr_run_result *result)
{
    const struct cr_scenario *s = view->scenario;
    for (size_t v = 0; v < s->n_states; v++) {
        struct cr_table *table =
            cr_table_add(tables, s->states[v].id, label_of(s->states[v].label, s->states[v].id),
                "id stage n mean sd q05 q25 q50 q75 q95 label");
        for (size_t t = 0; t < s->n_stages; t++) {
            const struct cr_quantity *q = &result->stages[t * s->n_states + v];
            double x[] = {(double)t, q->n, q->mean, q->sd, q->q05, q->q25, q->q50, q->q75, q->q95};
            cr_table_row(tables, table, s->stages[t].id, x, sizeof x / sizeof *x,
                label_of(s->stages[t].label, s->stages[t].id));
        }
    }
}

void cr_tables_run(
    struct cr_tables *tables, const struct cr_view *view, const struct cr_run_result *result)
{
    const struct cr_scenario *s = view->scenario;
    struct cr_table *table = cr_table_add(tables, "outcomes",
        "share and se: Monte Carlo estimate and its error; quantiles: over worlds, of the "
        "probability within a world",
        share_columns);
    for (size_t i = 0; i < s->n_outcomes; i++)
        add_share(tables, table, s->outcomes[i].id, &result->outcomes[i],
            label_of(s->outcomes[i].label, s->outcomes[i].id));
    table = cr_table_add(tables, "tags", NULL, share_columns);
    for (size_t i = 0; i < s->n_tags; i++)
        add_share(tables, table, s->tags[i], &result->tags[i], s->tags[i]);
    add_payoffs(tables, view, result->payoffs);
    add_measures(tables, view, result->measures);
    add_nodes(tables, view, result->nodes);
    if (s->n_stages)
        add_stages(tables, view, result);
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

static void add_policy(
    struct cr_tables *tables, const struct cr_view *view, const struct cr_solve_result *result)
{
    const struct cr_scenario *s = view->scenario;
    struct cr_table *table = cr_table_add(tables, "policy",
        result->rule ? "one row an option of an information set; value: the actor's by the rule; "
                       "label: how one gets there"
                     : "one row an option of an information set; value: the actor's expected total "
                       "of a future that takes it; label: how one gets there",
        "id set reach value from_here probability best_share q05 q50 q95 certainty_equivalent "
        "label");
    for (size_t i = 0; i < result->n_policy; i++) {
        const struct cr_decision_result *d = &result->policy[i];
        for (int k = 0; k < d->n_options; k++) {
            const struct cr_option_result *o = &d->options[k];
            double x[] = {(double)i, d->reach, o->value[d->actor], o->from_here[d->actor],
                o->probability, o->best_share, o->q05, o->q50, o->q95, o->certainty};
            cr_table_row(tables, table,
                cr_scenario_branch_name(tables->arena, s, d->node, o->option), x,
                sizeof x / sizeof *x, path_text(tables->arena, s, d));
        }
    }
}

/* `worlds`: NULL at the base case, where it is exact. */
static void add_probability(struct cr_tables *tables, struct cr_table *table, const char *id,
    double probability, const struct cr_share *worlds, const char *label)
{
    const struct cr_share exact = {
        .se = 0, .low = probability, .high = probability, .q05 = NAN, .q50 = NAN, .q95 = NAN};
    const struct cr_share *w = worlds ? worlds : &exact;
    double x[] = {probability, w->se, w->low, w->high, w->q05, w->q50, w->q95};
    cr_table_row(tables, table, id, x, sizeof x / sizeof *x, label);
}

static void add_probabilities(
    struct cr_tables *tables, const struct cr_view *view, const struct cr_solve_result *result)
{
    const struct cr_scenario *s = view->scenario;
    static const char columns[] = "id probability se low high q05 q50 q95 label";
    struct cr_table *table = cr_table_add(tables, "outcomes", NULL, columns);
    for (size_t i = 0; i < s->n_outcomes; i++)
        add_probability(tables, table, s->outcomes[i].id, result->outcomes[i],
            result->outcome_shares ? &result->outcome_shares[i] : NULL,
            label_of(s->outcomes[i].label, s->outcomes[i].id));
    table = cr_table_add(tables, "tags", NULL, columns);
    for (size_t i = 0; i < s->n_tags; i++)
        add_probability(tables, table, s->tags[i], result->tags[i],
            result->tag_shares ? &result->tag_shares[i] : NULL, s->tags[i]);
}

void cr_tables_solve(
    struct cr_tables *tables, const struct cr_view *view, const struct cr_solve_result *result)
{
    const struct cr_scenario *s = view->scenario;
    static const char *const about[] = {"expected total from the root", "worst total from the root",
        "best total from the root", "largest regret from the root"};
    struct cr_table *table = cr_table_add(
        tables, "value", about[result->rule], "id value certainty_equivalent q05 q95 label");
    for (size_t i = 0; i < s->n_actors; i++) {
        double x[] = {result->value[i], result->certainty[i],
            result->value_q05 ? result->value_q05[i] : NAN,
            result->value_q95 ? result->value_q95[i] : NAN};
        cr_table_row(
            tables, table, s->actors[i].id, x, 4, label_of(s->actors[i].label, s->actors[i].id));
    }
    add_policy(tables, view, result);
    add_probabilities(tables, view, result);
    add_payoffs(tables, view, result->payoffs);
    add_measures(tables, view, result->measures);
    add_nodes(tables, view, result->nodes);
    if (view->voi)
        cr_tables_voi(tables, view, view->voi);
}
