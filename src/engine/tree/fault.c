/* Why there is no value: the first thing on the way down from a position that is not defined. */
#include "engine/tree/parts.h"

#include "program/fault.h"
#include "program/weights.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct search {
    struct cr_tree *tree;
    struct cr_tree_block *b;
    int lane;
    struct cr_lanes lanes; /* one lane of the position looked at */
    double payoff;
    struct cr_fault *fault;
};

static bool code_fault(struct search *s, const struct cr_code *code)
{
    double value;
    struct cr_expr_fault why;
    cr_code_run(code, &s->lanes, s->b->scratch, &value);
    if (!isnan(value))
        return false;
    cr_code_explain(s->tree->program, code, &s->lanes, 0, &why);
    cr_fault_set(s->fault, CR_E_WORLD_EXPR, why.place, 0, "%s", why.text);
    return true;
}

static bool number_fault(struct search *s, const struct cr_number *number)
{
    return number->kind == CR_FROM_CODE && code_fault(s, number->code);
}

static bool pay_fault(struct search *s, const struct cr_pay_op *pay)
{
    double x;
    if (number_fault(s, &pay->value))
        return true;
    if (cr_number_run(s->tree->program, &pay->value, &s->lanes, s->b->scratch, &x, s->fault) !=
        CR_OK)
        return true;
    return !(fabs(x) <= CR_PAYOFF_MOST) &&
           cr_payoff_fault(s->tree->program, pay->actor, pay->value.place, 0, x, s->fault) != CR_OK;
}

/* The total of an actor at an end, for its utility. */
static double total_payoff(const struct search *s, int position, int actor)
{
    const struct cr_tree *tree = s->tree;
    size_t n = (size_t)s->b->n, lane = (size_t)s->lane;
    int var = tree->u->total_var[actor];
    size_t k =
        ((size_t)tree->column_of[actor] * (size_t)tree->u->n_positions + (size_t)position) * n +
        lane;
    double gained =
        var < 0 ? 0 : s->b->values[(size_t)cr_unroll_var(tree->u, position, var) * n + lane];
    return gained + s->b->column[k];
}

static bool end_fault(struct search *s, int position)
{
    const struct cr_program *p = s->tree->program;
    const struct cr_ending *ending = &p->endings[s->tree->u->positions[position].outcome];
    for (int k = 0; k < ending->n_pays; k++) {
        const struct cr_pay_op *pay = ending->pays_by_lens
                                          ? &ending->pays_by_lens[s->b->lens_of[s->lane]][k]
                                          : &ending->pays[k];
        if (pay_fault(s, pay))
            return true;
    }
    for (int a = 0; a < p->n_actors; a++) {
        if (p->actor_payoffs[a]) {
            struct cr_pay_op own = {a, {.kind = CR_FROM_CODE,
                                           .code = p->actor_payoffs[a],
                                           .place = p->actor_payoffs[a]->expr->place}};
            if (pay_fault(s, &own))
                return true;
        }
        if (!p->utilities[a] || s->tree->column_of[a] < 0)
            continue;
        s->payoff = total_payoff(s, position, a);
        s->lanes.payoff = &s->payoff;
        if (code_fault(s, p->utilities[a]))
            return true;
    }
    for (int m = 0; m < p->n_measures; m++) {
        if (code_fault(s, p->measures[m]))
            return true;
    }
    return false;
}

static bool weights_fault(struct search *s, int point)
{
    const struct cr_program *p = s->tree->program;
    const struct cr_point *at = &p->points[point];
    enum cr_choose_kind as = at->kind == CR_DECISION ? at->choose.kind : CR_CHOOSE_AS_WRITTEN;
    const int *lens_of = p->pool_weights ? &s->b->lens_of[s->lane] : NULL;
    if (cr_weights_run(p, point, as, &s->lanes, lens_of, s->tree->option_values, NULL,
            s->b->scratch, s->fault) != CR_OK)
        return true;
    for (int b = at->first_branch; b < at->first_branch + at->n_branches; b++) {
        for (int k = 0; k < p->branches[b].n_pays; k++) {
            if (pay_fault(s, &p->branches[b].pays[k]))
                return true;
        }
    }
    return false;
}

static bool effect_fault(struct search *s, int position, const struct cr_arc *arc)
{
    const struct cr_tree *tree = s->tree;
    struct cr_tree_block *b = s->b;
    bool bad = false;
    for (int v = 0; v < tree->u->n_vars; v++) {
        int id = cr_unroll_var(tree->u, arc->to, v);
        bad |= id >= 0 && isnan(b->values[(size_t)id * (size_t)b->n + (size_t)s->lane]);
    }
    if (!bad)
        return false;
    for (int k = 0; k < tree->program->n_states; k++) {
        b->view.state_copy[k] = s->lanes.states[k][0];
        b->view.state_to[k] = &b->view.state_copy[k];
    }
    s->lanes.states = (const double *const *)b->view.state_to;
    enum cr_status status = cr_effects_run(
        tree->program, arc->branch, &s->lanes, b->view.state_to, NULL, b->scratch, s->fault);
    cr_tree_enter_lane(tree, b, position, s->lane, &s->lanes);
    return status != CR_OK;
}

static bool position_fault(struct search *s, int position)
{
    const struct cr_position *at = &s->tree->u->positions[position];
    cr_tree_enter_lane(s->tree, s->b, position, s->lane, &s->lanes);
    if (at->outcome >= 0)
        return end_fault(s, position);
    if (weights_fault(s, at->point))
        return true;
    for (int a = 0; a < at->n_arcs; a++) {
        const struct cr_arc *arc = &s->tree->u->arcs[at->first_arc + (size_t)a];
        size_t row = (size_t)(s->tree->u->sites[at->site].first +
                              s->tree->program->branches[arc->branch].local);
        if (s->b->open[row * (size_t)s->b->n + (size_t)s->lane] && effect_fault(s, position, arc))
            return true;
    }
    return false;
}

/* The branches that lead to the place of the fault, and the world. */
static void complete(struct search *s, int position)
{
    const struct cr_tree *tree = s->tree;
    struct cr_fault *fault = s->fault;
    int *path = CR_NEW(tree->arena, int, tree->u->n_positions), n = 0;
    for (int at = position; at >= 0 && tree->parent[at] >= 0; at = tree->parent[at])
        path[n++] = tree->first_arc_in[at];
    size_t used = strlen(fault->text);
    for (int k = n; k-- > 0 && used < sizeof fault->text;) {
        const char *name = tree->program->branches[tree->u->arcs[path[k]].branch].name;
        snprintf(&fault->text[used], sizeof fault->text - used, "%s%s",
            k == n - 1 ? "; on the way " : ", ", name ? name : "?");
        used = strlen(fault->text);
        used = used >= sizeof fault->text - 1 ? sizeof fault->text : used;
    }
    fault->lane = s->lane;
    fault->world = tree->worlds.n > 1 ? s->b->first + (uint64_t)s->lane : UINT64_MAX;
}

enum cr_status cr_tree_explain(
    struct cr_tree *tree, struct cr_tree_block *b, int position, int lane, struct cr_fault *fault)
{
    const struct cr_unroll *u = tree->u;
    struct search s = {.tree = tree, .b = b, .lane = lane, .fault = fault};
    bool *seen = CR_NEW(tree->arena, bool, u->n_positions);
    int *stack = CR_NEW(tree->arena, int, u->n_positions), n_stack = 0;
    stack[n_stack++] = position;
    seen[position] = true;
    while (n_stack > 0) {
        int at = stack[--n_stack];
        if (position_fault(&s, at)) {
            complete(&s, at);
            return CR_INPUT;
        }
        for (int a = u->positions[at].n_arcs; a-- > 0;) {
            int to = u->arcs[u->positions[at].first_arc + (size_t)a].to;
            if (!seen[to])
                stack[n_stack++] = to;
            seen[to] = true;
        }
    }
    cr_fault_set(fault, CR_E_WORLD_EXPR, CR_NOWHERE, lane, "a number is not defined");
    complete(&s, position);
    return CR_INPUT;
}
