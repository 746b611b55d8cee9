/* Constant parts become numbers, by the same operators that evaluate; what never can be evaluated
 * is reported. */
#include "expr/inside.h"

#include <math.h>

struct folder {
    struct cr_arena *arena;
    struct cr_diags *diags;
};

static struct cr_expr *fold(struct folder *f, struct cr_expr *top);

static struct cr_expr *number(struct cr_expr *e, double x)
{
    e->op = CR_OP_NUMBER;
    e->number = x;
    e->percent = 0;
    e->n_args = 0;
    e->depth = 1;
    return e;
}

/* A fault that no value of the names can mend: autonomy / 0, clamp(grip, 100, 0). */
static bool is_hopeless(struct folder *f, const struct cr_expr *e)
{
    double low, high;
    if (e->op == CR_OP_DIV && cr_expr_is_number(e->args[1], &low) && low == 0) {
        cr_diag(f->diags, CR_E_EXPR_DIVISION, e->place, NULL, "division by zero: the divisor is 0");
        return true;
    }
    if (e->op != CR_OP_CLAMP || !cr_expr_is_number(e->args[1], &low) ||
        !cr_expr_is_number(e->args[2], &high) || low <= high)
        return false;
    cr_diag(f->diags, CR_E_EXPR_CLAMP, e->place, "swap the two ends",
        "the low end of clamp is above its high end: %g and %g", low, high);
    return true;
}

/* The node as a number if all its arguments are; NULL after a fault. */
static struct cr_expr *settle(struct folder *f, struct cr_expr *e)
{
    for (int i = 0; i < e->n_args; i++)
        if (e->args[i]->op != CR_OP_NUMBER)
            return is_hopeless(f, e) ? NULL : e;
    double few[3], *args = e->n_args <= 3 ? few : CR_NEW(f->arena, double, e->n_args);
    for (int i = 0; i < e->n_args; i++)
        args[i] = e->args[i]->number;
    double x = cr_op_apply(e->op, args, e->n_args);
    if (!isnan(x))
        return number(e, x);
    struct cr_expr_fault fault;
    enum cr_code_id code = cr_expr_why(e, args, e->n_args, &fault);
    cr_diag(f->diags, code, fault.place, NULL, "%s", fault.text);
    return NULL;
}

/* An infix operator, its left side folded. */
static struct cr_expr *infix(struct folder *f, struct cr_expr *e, struct cr_expr *left)
{
    double x;
    e->args[0] = left;
    left->up = e;
    if (cr_expr_is_number(left, &x)) {
        if (e->op == CR_OP_AND && x == 0)
            return number(e, 0);
        if (e->op == CR_OP_OR && x != 0)
            return number(e, 1);
    }
    struct cr_expr *right = fold(f, e->args[1]);
    if (!right)
        return NULL;
    e->args[1] = right;
    return settle(f, e);
}

/* Any other operator, the arguments before `first` being folded already. Every fault among them is
 * reported. */
static struct cr_expr *function(struct folder *f, struct cr_expr *e, bool first)
{
    int faults = 0;
    for (int i = first; i < e->n_args; i++) {
        struct cr_expr *arg = fold(f, e->args[i]);
        if (arg)
            e->args[i] = arg;
        else
            faults++;
    }
    return faults ? NULL : settle(f, e);
}

/* Where the condition is a number, the other side is dropped unseen. */
static struct cr_expr *choice(struct folder *f, struct cr_expr *e)
{
    double x;
    struct cr_expr *condition = fold(f, e->args[0]);
    if (!condition)
        return NULL;
    e->args[0] = condition;
    if (cr_expr_is_number(condition, &x))
        return fold(f, e->args[x != 0 ? 1 : 2]);
    return function(f, e, 1);
}

static struct cr_expr *fold(struct folder *f, struct cr_expr *top)
{
    struct cr_expr *e = cr_expr_foot(top), *x = e;
    if (cr_expr_infix(e)) {
        struct cr_expr *left = fold(f, e->args[0]);
        x = left ? infix(f, e, left) : NULL;
    } else if (e->n_args) {
        x = e->op == CR_OP_IF ? choice(f, e) : function(f, e, 0);
    }
    while (e != top && x) {
        e = e->up;
        x = infix(f, e, x);
    }
    return x;
}

struct cr_expr *cr_expr_fold(struct cr_arena *arena, struct cr_expr *expr, struct cr_diags *diags)
{
    struct folder f = {arena, diags};
    struct cr_expr *folded = fold(&f, expr);
    if (folded)
        folded->up = NULL;
    return folded;
}

bool cr_expr_is_number(const struct cr_expr *expr, double *x)
{
    if (expr->op != CR_OP_NUMBER)
        return false;
    *x = expr->number;
    return true;
}
