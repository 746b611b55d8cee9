/* Expressions in their places: which names they may use, and what they are mistaken for.
 *
 * The parser of room expr asks for each name it meets; the rules of the place (struct
 * cr_value_rules) say whether parameters, state variables, the path or `payoff` may be named there.
 * What people write by mistake (a distribution, a word of probability) gets a message of its own.
 */
#include "scenario/reader.h"

#include <string.h>

struct scope_context {
    struct cr_reader *r;
    struct cr_expr_scope *scope;
};

/* The lists for suggestions are made only when a name is unknown. */
static void offer_names(struct scope_context *c)
{
    struct cr_reader *r = c->r;
    const struct cr_scenario *s = r->names;
    size_t n = s->parameter_map->n + s->state_map->n;

    if (r->suggestions-- <= 0)
        return;
    if (!r->all_names) {
        r->all_names = CR_NEW(r->arena, const char *, n);
        for (size_t i = 0; i < s->parameter_map->n; i++)
            r->all_names[i] = s->parameter_map->keys[i];
        for (size_t i = 0; i < s->state_map->n; i++)
            r->all_names[s->parameter_map->n + i] = s->state_map->keys[i];
    }
    c->scope->names = r->all_names;
    c->scope->n_names = n;
}

static void offer_branches(struct scope_context *c)
{
    struct cr_reader *r = c->r;
    const struct cr_scenario *s = r->names;
    size_t n = 0;

    if (r->suggestions-- <= 0)
        return;
    if (!r->all_branches) {
        for (size_t i = 0; i < s->n_nodes; i++)
            n += s->nodes[i].n_branches;
        r->all_branches = CR_NEW(r->arena, const char *, n);
        for (size_t i = 0; i < s->n_nodes; i++)
            for (size_t b = 0; b < s->nodes[i].n_branches; b++)
                r->all_branches[r->n_branches++] =
                    cr_scenario_branch_name(r->arena, s, (int)i, (int)b);
    }
    c->scope->branches = r->all_branches;
    c->scope->n_branches = r->n_branches;
}

static bool find_name(void *context, const char *name, enum cr_name_kind *kind, int *ref)
{
    struct scope_context *c = context;
    const struct cr_scenario *s = c->r->names;

    *kind = CR_NAME_PARAMETER;
    *ref = cr_map_find(s->parameter_map, name);
    if (*ref >= 0)
        return true;
    *kind = CR_NAME_STATE;
    *ref = cr_map_find(s->state_map, name);
    if (*ref >= 0)
        return true;
    *kind = CR_NAME_UNRESOLVED;
    offer_names(c);
    return false;
}

static bool was_reported(void *context, const char *name)
{
    struct scope_context *c = context;
    return c->r->s && !cr_mark_reported(c->r, name);
}

static bool find_branch(void *context, const char *node, const char *branch, int *ref, int *ref2)
{
    struct scope_context *c = context;
    const struct cr_scenario *s = c->r->names;

    *ref = cr_map_find(s->node_map, node);
    *ref2 = *ref < 0 ? -1 : cr_node_branch(&s->nodes[*ref], branch);
    if (*ref2 >= 0)
        return true;
    offer_branches(c);
    return false;
}

static bool find_node(void *context, const char *node, int *ref)
{
    struct scope_context *c = context;
    const struct cr_scenario *s = c->r->names;

    *ref = cr_map_find(s->node_map, node);
    if (*ref >= 0)
        return true;
    if (c->r->suggestions-- > 0) {
        c->scope->nodes = s->node_map->keys;
        c->scope->n_nodes = s->node_map->n;
    }
    return false;
}

struct marks {
    struct cr_reader *r;
    int faults;
};

/* Counts what is used, and catches the mix-ups that deserve their own sentence. */
static void mark_used(void *context, const struct cr_expr *e)
{
    struct cr_reader *r = ((struct marks *)context)->r;

    if (e->op != CR_OP_NAME || !r->parameter_used)
        return;
    if (e->kind == CR_NAME_PARAMETER)
        r->parameter_used[e->ref] = 1;
    else if (e->kind == CR_NAME_STATE)
        r->state_used[e->ref] = 1;
}

static void catch_mixups(void *context, const struct cr_expr *e)
{
    struct marks *m = context;
    const struct cr_scenario *s = m->r->names;

    if (e->op != CR_OP_NAME || !e->name || cr_map_find(s->measure_map, e->name) < 0 ||
        cr_map_find(s->parameter_map, e->name) >= 0 || cr_map_find(s->state_map, e->name) >= 0)
        return;
    m->faults++;
    cr_diag(m->r->diags, CR_E_MEASURE_NAME, e->place, "write out what the measure is made of",
        "'%s' is a measure, and measures are taken only at the end", e->name);
}

/* What to do with chance that has no place here. */
static const char *elsewhere(
    struct cr_reader *r, const struct cr_value_rules *rules, const char *noun)
{
    if (rules == &cr_rules_outcome_pay)
        return "pay it on the branches that lead here: there it is drawn";
    return cr_hint(r->diags, "give the %s a name under 'parameters' and use the name", noun);
}

/* Sentences for texts that are no expressions but forms of another place. */
static bool form_fault(struct cr_reader *r, struct cr_span span, const struct cr_value_rules *rules)
{
    struct cr_span low, high, inside;
    int kind;
    const char *text = cr_span_text(r->arena, span);

    if (strcmp(text, "rest") == 0)
        cr_diag(r->diags, CR_E_REST_PLACE, cr_span_place(span), NULL,
            "%s cannot be 'rest': only a weight written at its branch can", rules->where);
    else if (cr_word_dist(r, span))
        cr_diag(r->diags, CR_E_WORD_PLACE, cr_span_place(span), "write a number or an expression",
            "'%s' is a word for a probability, and %s is none", text, rules->where);
    else if (cr_span_range(span, &low, &high))
        cr_diag(r->diags, CR_E_DIST_PLACE, cr_span_place(span), elsewhere(r, rules, "range"),
            "%s cannot be a range", rules->where);
    else if (cr_span_dist(span, &kind, &inside))
        cr_diag(r->diags, CR_E_DIST_PLACE, cr_span_place(span), elsewhere(r, rules, "distribution"),
            "%s cannot be a distribution", rules->where);
    else
        return false;
    return true;
}

struct cr_expr *cr_read_expr_span(
    struct cr_reader *r, struct cr_span span, const struct cr_value_rules *rules)
{
    size_t from = (size_t)(span.s - span.yaml->text);
    struct cr_expr_text text = {
        span.s, span.n, cr_yaml_place(span.yaml, from, from + span.n), span.yaml->direct};
    struct cr_expr_scope scope = {.name = find_name,
        .branch = find_branch,
        .node = find_node,
        .told = was_reported,
        .allow_state = rules->state,
        .allow_path = rules->path,
        .allow_payoff = rules->payoff,
        .where = rules->where};
    struct scope_context context = {r, &scope};
    struct marks marks = {r, 0};
    struct cr_expr *expr;

    scope.context = &context;
    if (cr_report_blank(r, span) || form_fault(r, span, rules) ||
        !(expr = cr_expr_parse(r->arena, &text, r->diags))) {
        return NULL;
    }
    cr_expr_each(expr, catch_mixups, &marks);
    if (marks.faults || cr_expr_resolve(expr, &scope, r->diags) != CR_OK) {
        return NULL;
    }
    cr_expr_each(expr, mark_used, &marks);
    return cr_expr_fold(r->arena, expr, r->diags);
}

struct cr_expr *cr_read_expr(
    struct cr_reader *r, const struct cr_yaml *yaml, const struct cr_value_rules *rules)
{
    if (!yaml)
        return NULL;
    if (cr_expect(r, yaml, CR_YAML_SCALAR, rules->where) != CR_OK)
        return NULL;
    return cr_read_expr_span(r, cr_span_of(yaml), rules);
}
