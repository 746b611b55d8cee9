/* Why an operator is not defined on some values, in a sentence that has them. */
#include "expr/inside.h"

#include "base/num.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct why {
    const struct cr_expr *e;
    const double *args;
    struct cr_expr_fault *fault;
};

/* "'grip - 5' is 0"; for a number as the author wrote it just "0". */
static void describe(const struct why *why, int i, char out[112])
{
    char text[72], value[32];
    cr_num_print(value, why->args[i]);
    cr_expr_print_cut(why->e->args[i], text, sizeof text);
    if (!strcmp(text, value))
        (void)snprintf(out, 112, "%s", value);
    else
        (void)snprintf(out, 112, "'%s' is %s", text, value);
}

/* "WHAT: the i-th argument", at that argument's place. */
static enum cr_code_id argument(
    const struct why *why, int i, enum cr_code_id code, const char *what)
{
    char text[112];
    describe(why, i, text);
    why->fault->place = why->e->args[i]->place;
    (void)snprintf(why->fault->text, sizeof why->fault->text, "%s: %s", what, text);
    return code;
}

static enum cr_code_id quotient(const struct why *why)
{
    const struct cr_expr *divisor = why->e->args[1];
    if (divisor->op != CR_OP_NUMBER)
        return argument(why, 1, CR_E_EXPR_DIVISION, "division by zero");
    why->fault->place = divisor->place;
    (void)snprintf(why->fault->text, sizeof why->fault->text, "division by zero");
    return CR_E_EXPR_DIVISION;
}

/* "WHAT: 1e300 * 1e300", at the operator's place. */
static enum cr_code_id describe_call(const struct why *why, enum cr_code_id code, const char *what)
{
    char a[32], b[32];
    why->fault->place = why->e->place;
    cr_num_print(a, why->args[0]);
    if (!cr_expr_infix(why->e)) {
        (void)snprintf(why->fault->text, sizeof why->fault->text, "%s: %s(%s)", what,
            cr_ops[why->e->op].text, a);
        return code;
    }
    cr_num_print(b, why->args[1]);
    bool left = why->e->op == CR_OP_POW && signbit(why->args[0]);
    (void)snprintf(why->fault->text, sizeof why->fault->text, "%s: %s%s%s %s %s", what,
        left ? "(" : "", a, left ? ")" : "", cr_ops[why->e->op].text, b);
    return code;
}

static enum cr_code_id power(const struct why *why)
{
    double base = why->args[0], exponent = why->args[1];
    if (base == 0 && exponent < 0)
        return describe_call(why, CR_E_EXPR_DOMAIN, "0 has no negative power");
    if (base < 0 && exponent != floor(exponent))
        return describe_call(why, CR_E_EXPR_DOMAIN, "a negative number has no fractional power");
    return describe_call(why, CR_E_EXPR_OVERFLOW, "the result is too large");
}

static enum cr_code_id describe_clamp(const struct why *why)
{
    char low[112], high[112];
    describe(why, 1, low);
    describe(why, 2, high);
    why->fault->place = why->e->place;
    (void)snprintf(why->fault->text, sizeof why->fault->text,
        "the low end of clamp is above its high end: %.70s and %.70s", low, high);
    return CR_E_EXPR_CLAMP;
}

enum cr_code_id cr_expr_why(
    const struct cr_expr *e, const double *args, int n, struct cr_expr_fault *fault)
{
    struct why why = {e, args, fault};
    (void)n;
    switch (e->op) {
    case CR_OP_DIV:
        if (args[1] == 0)
            return quotient(&why);
        return describe_call(&why, CR_E_EXPR_OVERFLOW, "the result is too large");
    case CR_OP_POW:
        return power(&why);
    case CR_OP_SQRT:
        return argument(&why, 0, CR_E_EXPR_DOMAIN, "sqrt needs a number that is not negative");
    case CR_OP_LOG:
        return argument(&why, 0, CR_E_EXPR_DOMAIN, "log needs a number above 0");
    case CR_OP_LOG10:
        return argument(&why, 0, CR_E_EXPR_DOMAIN, "log10 needs a number above 0");
    case CR_OP_LOGIT:
        return argument(&why, 0, CR_E_EXPR_DOMAIN, "logit needs a number between 0 and 1");
    case CR_OP_CLAMP:
        return describe_clamp(&why);
    default:
        return describe_call(&why, CR_E_EXPR_OVERFLOW, "the result is too large");
    }
}
