/* Nodes from which no future can go on: every branch has a condition that never holds.
 *
 * A condition is worked out over intervals: a variable lies within its bounds, a parameter is its
 * number or anything its distribution can give, and what depends on the path can be 0 or 1 or any
 * count. Where the interval of a condition is 0 alone, it never holds. Intervals forget that a
 * variable is the same one in two places, so that some such conditions are missed; none is told
 * wrongly. */
#include "scenario/reader.h"

#include <math.h>

struct interval {
    double low, high;
};

static const struct interval anything = {-INFINITY, INFINITY}, truth = {0, 1};

static struct interval of_parameter(const struct cr_scenario *s, int at)
{
    const struct cr_value *value = &s->parameters[at].value;
    for (size_t l = 0; l < s->n_lenses; l++)
        for (size_t k = 0; k < s->lenses[l].n_parameters; k++)
            if (s->lenses[l].parameters[k].index == at)
                return anything;
    if (value->kind == CR_VALUE_NUMBER)
        return (struct interval){value->number, value->number};
    if (value->kind == CR_VALUE_DIST)
        return (struct interval){value->dist->low, value->dist->high};
    return anything;
}

static struct interval of_name(const struct cr_scenario *s, const struct cr_expr *e)
{
    if (e->kind == CR_NAME_PARAMETER)
        return of_parameter(s, e->ref);
    if (e->kind == CR_NAME_STATE)
        return (struct interval){s->states[e->ref].low, s->states[e->ref].high};
    return anything;
}

/* 1 where a comparison holds for every pair, 0 where for none. */
static struct interval compared(enum cr_op op, struct interval a, struct interval b)
{
    bool always = false, never = false;
    switch (op) {
    case CR_OP_LT:
        always = a.high < b.low;
        never = a.low >= b.high;
        break;
    case CR_OP_LE:
        always = a.high <= b.low;
        never = a.low > b.high;
        break;
    case CR_OP_GT:
        return compared(CR_OP_LT, b, a);
    case CR_OP_GE:
        return compared(CR_OP_LE, b, a);
    case CR_OP_EQ:
        always = a.low == a.high && b.low == b.high && a.low == b.low;
        never = a.high < b.low || b.high < a.low;
        break;
    default: /* != */
        always = a.high < b.low || b.high < a.low;
        never = a.low == a.high && b.low == b.high && a.low == b.low;
        break;
    }
    return (struct interval){always, !never};
}

static bool is_false(struct interval a)
{
    return a.low == 0 && a.high == 0;
}

static bool is_true(struct interval a)
{
    return a.low > 0 || a.high < 0;
}

static struct interval of(const struct cr_scenario *s, const struct cr_expr *e, int depth)
{
    enum { DEEP = 64 };
    struct interval a = anything, b = anything;
    if (depth > DEEP)
        return anything;
    if (e->op == CR_OP_NUMBER)
        return (struct interval){e->number, e->number};
    if (e->op == CR_OP_NAME)
        return of_name(s, e);
    if (e->op == CR_OP_TOOK)
        return truth;
    if (e->op == CR_OP_VISITS)
        return (struct interval){0, INFINITY};
    if (e->n_args > 0)
        a = of(s, e->args[0], depth + 1);
    if (e->n_args > 1)
        b = of(s, e->args[1], depth + 1);
    switch (e->op) {
    case CR_OP_LT:
    case CR_OP_LE:
    case CR_OP_GT:
    case CR_OP_GE:
    case CR_OP_EQ:
    case CR_OP_NE:
        return compared(e->op, a, b);
    case CR_OP_AND:
        return (struct interval){is_true(a) && is_true(b), !is_false(a) && !is_false(b)};
    case CR_OP_OR:
        return (struct interval){is_true(a) || is_true(b), !is_false(a) || !is_false(b)};
    case CR_OP_NOT:
        return (struct interval){is_false(a), !is_true(a)};
    case CR_OP_NEG:
        return (struct interval){-a.high, -a.low};
    case CR_OP_ADD:
        return (struct interval){a.low + b.low, a.high + b.high};
    case CR_OP_SUB:
        return (struct interval){a.low - b.high, a.high - b.low};
    default:
        return anything;
    }
}

void cr_check_when(struct cr_reader *r)
{
    const struct cr_scenario *s = r->names;
    if (!cr_is_faultless(r))
        return;
    for (size_t i = 0; i < s->n_nodes; i++) {
        const struct cr_node *node = &s->nodes[i];
        size_t never = 0;
        for (size_t b = 0; b < node->n_branches; b++) {
            const struct cr_expr *when = node->branches[b].when;
            never += when && is_false(of(s, when, 0));
        }
        if (never > 0 && never == node->n_branches)
            cr_diag(r->diags, CR_W_NEVER, node->place,
                "correct a 'when', or leave one branch without: it takes what the others do not",
                never == 1 ? "no future can leave node '%s': its 'when' never holds"
                           : "no future can leave node '%s': none of its 'when' ever holds",
                node->id);
    }
}
