/* One evaluation, straight from the tree. Left sides are climbed, not recursed into; the rest nests
 * at most CR_EXPR_LEVELS deep. */
#include "expr/inside.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct evaluation {
    const struct cr_expr_env *env;
    struct cr_expr_fault *fault;
    bool failed;
};

static double evaluate(struct evaluation *v, const struct cr_expr *top);

static double fail(struct evaluation *v)
{
    v->failed = 1;
    return (double)NAN;
}

/* The value of a name or of what the path knows, or NaN and why. */
static double known(struct evaluation *v, const struct cr_expr *e, double x)
{
    char text[96];
    if (isfinite(x))
        return x;
    cr_expr_print_cut(e, text, sizeof text);
    v->fault->place = e->place;
    (void)snprintf(v->fault->text, sizeof v->fault->text, "'%s' has no value here", text);
    return fail(v);
}

static double leaf(struct evaluation *v, const struct cr_expr *e)
{
    const struct cr_expr_env *env = v->env;
    const double *values;
    double x = (double)NAN;
    switch (e->op) {
    case CR_OP_NUMBER:
        x = e->number;
        break;
    case CR_OP_NAME:
        values = e->kind == CR_NAME_STATE ? env->state : env->parameters;
        x = values && e->kind != CR_NAME_UNRESOLVED ? values[e->ref] : x;
        break;
    case CR_OP_STAGE:
        x = env->stage;
        break;
    case CR_OP_PAYOFF:
        x = env->payoff;
        break;
    case CR_OP_TOOK:
        x = env->took ? env->took(env->context, e->ref, e->ref2) != 0 : x;
        break;
    case CR_OP_VISITS:
        x = env->visits ? env->visits(env->context, e->ref) : x;
        break;
    default:
        break;
    }
    return known(v, e, x);
}

/* The operator on its values, or why it is not defined on them. */
static double apply(struct evaluation *v, const struct cr_expr *e, const double *args, int n)
{
    if (v->failed)
        return (double)NAN;
    double x = cr_op_apply(e->op, args, n);
    if (!isnan(x))
        return x;
    cr_expr_why(e, args, n, v->fault);
    return fail(v);
}

/* An infix operator, its left side known. */
static double infix(struct evaluation *v, const struct cr_expr *e, double left)
{
    double args[2] = {left, 0};
    if (v->failed || (e->op == CR_OP_AND && left == 0) || (e->op == CR_OP_OR && left != 0))
        return apply(v, e, args, 2);
    args[1] = evaluate(v, e->args[1]);
    return apply(v, e, args, 2);
}

/* The smallest or largest, two by two: any number of arguments without memory. */
static double extreme(struct evaluation *v, const struct cr_expr *e)
{
    double args[2] = {evaluate(v, e->args[0]), 0};
    for (int i = 1; i < e->n_args && !v->failed; i++) {
        args[1] = evaluate(v, e->args[i]);
        args[0] = apply(v, e, args, 2);
    }
    return args[0];
}

static double function(struct evaluation *v, const struct cr_expr *e)
{
    double args[3] = {0, 0, 0};
    if (e->op == CR_OP_MIN || e->op == CR_OP_MAX)
        return extreme(v, e);
    for (int i = 0; i < e->n_args && i < 3 && !v->failed; i++)
        args[i] = evaluate(v, e->args[i]);
    return apply(v, e, args, e->n_args);
}

static double choice(struct evaluation *v, const struct cr_expr *e)
{
    double condition = evaluate(v, e->args[0]);
    if (v->failed)
        return (double)NAN;
    return evaluate(v, e->args[condition != 0 ? 1 : 2]);
}

static double evaluate(struct evaluation *v, const struct cr_expr *top)
{
    const struct cr_expr *e = top;
    double x;
    while (cr_expr_linked(e))
        e = e->args[0];
    if (!e->n_args)
        x = leaf(v, e);
    else if (cr_expr_infix(e))
        x = infix(v, e, evaluate(v, e->args[0]));
    else
        x = e->op == CR_OP_IF ? choice(v, e) : function(v, e);
    while (e != top && !v->failed) {
        e = e->up;
        x = infix(v, e, x);
    }
    return x;
}

enum cr_status cr_expr_eval(const struct cr_expr *expr, const struct cr_expr_env *env, double *x,
    struct cr_expr_fault *fault)
{
    static const struct cr_expr_env nothing;
    struct cr_expr_fault unseen;
    if (!fault)
        fault = &unseen;
    struct evaluation v = {env ? env : &nothing, fault, 0};
    fault->place = CR_NOWHERE;
    fault->text[0] = '\0';
    *x = evaluate(&v, expr);
    return v.failed ? CR_INPUT : CR_OK;
}
