/* `compare`: columns, their differences, dominance and regret, pools: data. The page is in
 * text_compare.c. */
#include "analysis/compare.h"
#include "write/document.h"
#include "write/forms.h"
#include "write/json.h"
#include "write/json_result.h"
#include "write/names.h"
#include "write/pages.h"
#include "write/table.h"
#include "write/text_compare.h"

#include <math.h>
#include <string.h>

static const char *const kinds[] = {"outcome", "tag", "payoff", "measure"};

static struct cr_view view_of(const struct cr_view *view, const struct cr_compare_column *c)
{
    struct cr_view mine = *view;
    mine.scenario = c->program->scenario;
    mine.program = c->program;
    return mine;
}

static const char *pool_name(enum cr_pool_kind kind)
{
    return kind == CR_POOL_LINEAR ? "linear" : "log";
}

/* ------------------------------------------------------------------ tables */

static void add_column(
    struct cr_tables *tables, const struct cr_view *view, const struct cr_compare_column *c)
{
    const struct cr_scenario *s = c->program->scenario;
    struct cr_table *table = cr_table_add(tables, cr_arena_printf(view->arena, "of_%s", c->id),
        c->label, "id share se low high q05 q50 q95 mean sd label");
    for (size_t i = 0; i < s->n_outcomes; i++) {
        const struct cr_share *o = &c->run.outcomes[i];
        double x[] = {o->share, o->se, o->low, o->high, o->q05, o->q50, o->q95, NAN, NAN};
        cr_table_row(tables, table, s->outcomes[i].id, x, 9,
            cr_label_of(s->outcomes[i].label, s->outcomes[i].id));
    }
    for (size_t i = 0; i < s->n_tags; i++) {
        const struct cr_share *o = &c->run.tags[i];
        double x[] = {o->share, o->se, o->low, o->high, o->q05, o->q50, o->q95, NAN, NAN};
        cr_table_row(tables, table, s->tags[i], x, 9, s->tags[i]);
    }
    for (size_t i = 0; i < s->n_actors; i++) {
        const struct cr_quantity *q = &c->run.payoffs[i];
        double x[] = {NAN, q->se, q->low, q->high, q->q05, q->q50, q->q95, q->mean, q->sd};
        if (s->actors[i].has_payoff)
            cr_table_row(tables, table, s->actors[i].id, x, 9,
                cr_label_of(s->actors[i].label, s->actors[i].id));
    }
}

static void add_differences(
    struct cr_tables *tables, const struct cr_view *view, const struct cr_compare_result *r)
{
    (void)view;
    for (size_t i = 0; i < r->n_differences;) {
        int a = r->differences[i].a, b = r->differences[i].b;
        struct cr_table *table = cr_table_add(tables,
            cr_arena_printf(tables->arena, "%s_minus_%s", r->columns[b].id, r->columns[a].id),
            "difference and its error, paired where paired is 1",
            "id difference se low high paired label");
        for (; i < r->n_differences && r->differences[i].a == a && r->differences[i].b == b; i++) {
            const struct cr_difference *d = &r->differences[i];
            double x[] = {d->difference, d->se, d->low, d->high, d->paired};
            cr_table_row(tables, table, d->id, x, 5, cr_label_of(d->label, d->id));
        }
    }
}

static void add_choices(struct cr_tables *tables, const struct cr_compare_result *r)
{
    struct cr_table *table = cr_table_add(tables, "dominance",
        "the first option over the other; margin: smallest advantage at any level in these "
        "futures, "
        "in units of the payoff; holds: NA where so few futures do not decide it",
        "id order margin holds label");
    for (size_t i = 0; i < r->n_dominance; i++) {
        const struct cr_dominance_row *d = &r->dominance[i];
        double x[] = {d->order, d->margin, d->decided ? d->holds : NAN};
        cr_table_row(tables, table, r->columns[d->a].id, x, 3, r->columns[d->b].id);
    }
    table = cr_table_add(tables, "regret", "over worlds, in units of the payoff",
        "id expected max best_share label");
    for (size_t c = 0; c < r->n; c++) {
        double x[] = {r->regret[c].expected, r->regret[c].max, r->regret[c].best_share};
        cr_table_row(tables, table, r->columns[c].id, x, 3, r->columns[c].label);
    }
}

static void pool_numbers(const struct cr_pooled *p, double x[5])
{
    const double all[] = {p->linear, p->log, p->spread.low, p->spread.high, p->spread.sd};
    memcpy(x, all, sizeof all);
}

static void add_pool(
    struct cr_tables *tables, const struct cr_view *view, const struct cr_compare_result *r)
{
    const struct cr_scenario *s = view->scenario;
    struct cr_table *table = cr_table_add(tables, "pool_outcomes",
        "pooled distributions of outcomes; low to high: over the lenses",
        "id linear log low high sd label");
    for (size_t o = 0; o < s->n_outcomes; o++) {
        double x[5];
        pool_numbers(&r->pooled[o], x);
        cr_table_row(tables, table, s->outcomes[o].id, x, 5,
            cr_label_of(s->outcomes[o].label, s->outcomes[o].id));
    }
    table = cr_table_add(tables, "pool_nodes", "pooled chances of branches, given the node",
        "id linear log low high sd label");
    for (size_t i = 0; i < r->n_branches; i++) {
        const struct cr_pooled_branch *p = &r->branches[i];
        const struct cr_branch_item *branch = &s->nodes[p->node].branches[p->branch];
        double x[5];
        pool_numbers(&p->pool, x);
        cr_table_row(tables, table, cr_scenario_branch_name(tables->arena, s, p->node, p->branch),
            x, 5, cr_label_of(branch->label, branch->name));
    }
}

static void compare_tables(struct cr_tables *tables, const struct cr_view *view, const void *result)
{
    const struct cr_compare_result *r = result;
    struct cr_table *table = cr_table_add(tables, "columns", r->about, "id weight defined label");
    for (size_t c = 0; c < r->n; c++) {
        double x[] = {r->columns[c].weight, !r->columns[c].undefined};
        cr_table_row(tables, table, r->columns[c].id, x, 2, r->columns[c].label);
    }
    for (size_t c = 0; c < r->n; c++)
        add_column(tables, view, &r->columns[c]);
    add_differences(tables, view, r);
    if (r->regret)
        add_choices(tables, r);
    if (r->pool)
        add_pool(tables, view, r);
}

static void compare_facts(struct cr_facts *facts, const struct cr_view *view, const void *result)
{
    const struct cr_compare_result *r = result;
    cr_facts_run(facts, view, &r->columns[r->first].run);
}

/* ------------------------------------------------------------------ JSON */

static void json_pooled(
    struct cr_json *j, const struct cr_compare_result *r, const struct cr_pooled *p)
{
    const struct cr_disagreement *d = &p->spread;
    cr_json_num(j, "linear", p->linear);
    cr_json_num(j, "log", p->log);
    cr_json_num(j, "low", d->low);
    cr_json_num(j, "high", d->high);
    cr_json_num(j, "sd", d->sd);
    cr_json_text(j, "lowest", d->lowest < 0 ? NULL : r->columns[d->lowest].id);
    cr_json_text(j, "highest", d->highest < 0 ? NULL : r->columns[d->highest].id);
}

static void json_pool(
    struct cr_json *j, const struct cr_view *view, const struct cr_compare_result *r)
{
    const struct cr_scenario *s = view->scenario;
    cr_json_object(j, "pool");
    cr_json_text(j, "method", pool_name(r->pool_kind));
    cr_json_num(j, "floor", r->pool_kind == CR_POOL_LOG ? CR_POOL_FLOOR : 0);
    cr_json_array(j, "outcomes");
    for (size_t o = 0; o < s->n_outcomes; o++) {
        cr_json_object(j, NULL);
        cr_json_text(j, "id", s->outcomes[o].id);
        json_pooled(j, r, &r->pooled[o]);
        cr_json_end(j);
    }
    cr_json_end(j);
    cr_json_array(j, "nodes");
    for (size_t i = 0; i < r->n_branches; i++) {
        const struct cr_pooled_branch *p = &r->branches[i];
        cr_json_object(j, NULL);
        cr_json_text(j, "id", cr_scenario_branch_name(view->arena, s, p->node, p->branch));
        json_pooled(j, r, &p->pool);
        cr_json_end(j);
    }
    cr_json_end(j);
    cr_json_end(j);
}

static void json_columns(
    struct cr_json *j, const struct cr_view *view, const struct cr_compare_result *r)
{
    cr_json_array(j, "columns");
    for (size_t c = 0; c < r->n; c++) {
        struct cr_view mine = view_of(view, &r->columns[c]);
        cr_json_object(j, NULL);
        cr_json_text(j, "id", r->columns[c].id);
        cr_json_text(j, "label", r->columns[c].label);
        if (r->pool)
            cr_json_num(j, "weight", r->columns[c].weight);
        if (r->columns[c].undefined)
            cr_json_text(j, "undefined", r->columns[c].undefined);
        else
            cr_json_run_members(j, &mine, &r->columns[c].run);
        cr_json_end(j);
    }
    cr_json_end(j);
}

static void json_differences(struct cr_json *j, const struct cr_compare_result *r)
{
    cr_json_array(j, "differences");
    for (size_t i = 0; i < r->n_differences; i++) {
        const struct cr_difference *d = &r->differences[i];
        cr_json_object(j, NULL);
        cr_json_text(j, "a", r->columns[d->a].id);
        cr_json_text(j, "b", r->columns[d->b].id);
        cr_json_text(j, "of", kinds[d->what]);
        cr_json_text(j, "id", d->id);
        cr_json_num(j, "difference", d->difference);
        cr_json_num(j, "se", d->se);
        cr_json_num(j, "low", d->low);
        cr_json_num(j, "high", d->high);
        cr_json_bool(j, "paired", d->paired);
        cr_json_end(j);
    }
    cr_json_end(j);
}

static void json_choices(
    struct cr_json *j, const struct cr_view *view, const struct cr_compare_result *r)
{
    const struct cr_scenario *s = view->scenario;
    cr_json_text(j, "node", r->node < 0 ? NULL : s->nodes[r->node].id);
    cr_json_text(j, "actor", r->actor < 0 ? NULL : s->actors[r->actor].id);
    cr_json_array(j, "dominance");
    for (size_t i = 0; i < r->n_dominance; i++) {
        const struct cr_dominance_row *d = &r->dominance[i];
        cr_json_object(j, NULL);
        cr_json_text(j, "a", r->columns[d->a].id);
        cr_json_text(j, "b", r->columns[d->b].id);
        cr_json_whole(j, "order", (uint64_t)d->order);
        cr_json_num(j, "margin", d->margin);
        cr_json_bool(j, "holds", d->holds);
        cr_json_bool(j, "decided", d->decided);
        cr_json_end(j);
    }
    cr_json_end(j);
    cr_json_array(j, "regret");
    for (size_t c = 0; r->regret && c < r->n; c++) {
        cr_json_object(j, NULL);
        cr_json_text(j, "id", r->columns[c].id);
        cr_json_num(j, "expected", r->regret[c].expected);
        cr_json_num(j, "max", r->regret[c].max);
        cr_json_num(j, "best_share", r->regret[c].best_share);
        cr_json_end(j);
    }
    cr_json_end(j);
}

static void compare_json(const struct cr_view *view, const void *result, struct cr_buf *out)
{
    const struct cr_compare_result *r = result;
    struct cr_json j;
    cr_json_begin(&j, out, "crossroads.compare/1");
    cr_json_provenance(&j, view);
    json_columns(&j, view, r);
    json_differences(&j, r);
    json_choices(&j, view, r);
    if (r->pool)
        json_pool(&j, view, r);
    cr_json_text(&j, "about", r->about);
    cr_json_texts(&j, "notes", r->notes, r->n_notes);
    cr_json_finish(&j);
}

const struct cr_forms cr_forms_compare = {
    cr_text_compare, compare_json, compare_tables, compare_facts};
