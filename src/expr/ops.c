/* The table of operators, their one definition on numbers, and the words of the language. */
#include "expr/inside.h"

#include "base/fmath.h"

#include <math.h>
#include <string.h>

const struct cr_op_info cr_ops[CR_N_OPS] = {
#define CR_OP(name, text, arity, binding, help) {#name, text, arity, binding, help},
#include "expr/ops.def"
#undef CR_OP
};

/* Undefined, whatever the platform's default NaN looks like. */
static double nothing(void)
{
    return (double)NAN;
}

/* Half away from zero. C's round() does the same, but only floor is on the list of what every libm
 * has exactly. */
static double round_half_away(double x)
{
    double size = fabs(x), whole = floor(size);
    if (size - whole >= 0.5)
        whole += 1;
    return x < 0 ? -whole : whole;
}

/* The operators that do not need all their arguments: NaN in one that is not needed does no harm.
 */
static double apply_lazy(enum cr_op op, const double *x)
{
    if (isnan(x[0]))
        return nothing();
    if (op == CR_OP_IF)
        return x[0] != 0 ? x[1] : x[2];
    if (op == CR_OP_AND && x[0] == 0)
        return 0;
    if (op == CR_OP_OR && x[0] != 0)
        return 1;
    return isnan(x[1]) ? nothing() : x[1] != 0;
}

static double apply_compare(enum cr_op op, double a, double b)
{
    switch (op) {
    case CR_OP_LT:
        return a < b;
    case CR_OP_LE:
        return a <= b;
    case CR_OP_GT:
        return a > b;
    case CR_OP_GE:
        return a >= b;
    case CR_OP_EQ:
        return a == b;
    default:
        return a != b;
    }
}

/* The smallest (sign 1) or largest (sign -1); of equals the first. */
static double apply_extreme(const double *x, int n, double sign)
{
    double best = x[0];
    for (int i = 1; i < n; i++)
        if (sign * x[i] < sign * best)
            best = x[i];
    return best;
}

static double apply_infix(enum cr_op op, double a, double b)
{
    switch (op) {
    case CR_OP_ADD:
        return a + b;
    case CR_OP_SUB:
        return a - b;
    case CR_OP_MUL:
        return a * b;
    case CR_OP_DIV:
        return b == 0 ? nothing() : a / b;
    case CR_OP_POW:
        return cr_pow(a, b);
    default:
        return apply_compare(op, a, b);
    }
}

static double apply_function(enum cr_op op, const double *x)
{
    switch (op) {
    case CR_OP_NOT:
        return x[0] == 0;
    case CR_OP_NEG:
        return -x[0];
    case CR_OP_ABS:
        return fabs(x[0]);
    case CR_OP_SQRT:
        return x[0] < 0 ? nothing() : sqrt(x[0]);
    case CR_OP_EXP:
        return cr_exp(x[0]);
    case CR_OP_LOG:
        return x[0] > 0 ? cr_log(x[0]) : nothing();
    case CR_OP_LOG10:
        return x[0] > 0 ? cr_log10(x[0]) : nothing();
    case CR_OP_FLOOR:
        return floor(x[0]);
    case CR_OP_CEIL:
        return ceil(x[0]);
    case CR_OP_ROUND:
        return round_half_away(x[0]);
    case CR_OP_CLAMP:
        if (x[1] > x[2])
            return nothing();
        return x[0] < x[1] ? x[1] : x[0] > x[2] ? x[2] : x[0];
    case CR_OP_LOGISTIC:
        return cr_logistic(x[0]);
    case CR_OP_LOGIT:
        return x[0] > 0 && x[0] < 1 ? cr_logit(x[0]) : nothing();
    default:
        return nothing();
    }
}

double cr_op_apply(enum cr_op op, const double *args, int n)
{
    if (op == CR_OP_IF || op == CR_OP_AND || op == CR_OP_OR)
        return apply_lazy(op, args);
    /* Checked here because C's pow(NaN, 0) is 1 and its comparisons with NaN are false. */
    for (int i = 0; i < n; i++)
        if (isnan(args[i]))
            return nothing();
    double x;
    if (op == CR_OP_MIN || op == CR_OP_MAX)
        x = apply_extreme(args, n, op == CR_OP_MIN ? 1 : -1);
    else if (cr_ops[op].arity == 2)
        x = apply_infix(op, args[0], args[1]);
    else
        x = apply_function(op, args);
    return isfinite(x) ? x : nothing();
}

enum cr_op cr_op_function(const char *word)
{
    for (int op = 0; op < CR_N_OPS; op++)
        if (cr_ops[op].arity != 0 && cr_ops[op].binding == 0 && !strcmp(cr_ops[op].text, word))
            return (enum cr_op)op;
    return CR_N_OPS;
}

enum cr_op cr_op_symbol(const char *text, size_t left, size_t *n)
{
    enum cr_op found = CR_N_OPS;
    *n = 0;
    for (int op = 0; op < CR_N_OPS; op++) {
        const char *symbol = cr_ops[op].text;
        size_t length = strlen(symbol);
        if (cr_ops[op].arity != 2 || cr_ops[op].binding == 0 || length <= *n || length > left)
            continue;
        if ((symbol[0] < 'a' || symbol[0] > 'z') && !memcmp(symbol, text, length)) {
            found = (enum cr_op)op;
            *n = length;
        }
    }
    return found;
}

const char *cr_op_signature(enum cr_op op)
{
    static const char *const signatures[CR_N_OPS] = {
        [CR_OP_IF] = "if(c, a, b)",
        [CR_OP_CLAMP] = "clamp(x, low, high)",
        [CR_OP_MIN] = "min(a, b, ...)",
        [CR_OP_MAX] = "max(a, b, ...)",
        [CR_OP_ABS] = "abs(x)",
        [CR_OP_SQRT] = "sqrt(x)",
        [CR_OP_EXP] = "exp(x)",
        [CR_OP_LOG] = "log(x)",
        [CR_OP_LOG10] = "log10(x)",
        [CR_OP_FLOOR] = "floor(x)",
        [CR_OP_CEIL] = "ceil(x)",
        [CR_OP_ROUND] = "round(x)",
        [CR_OP_LOGISTIC] = "logistic(x)",
        [CR_OP_LOGIT] = "logit(p)",
        [CR_OP_TOOK] = "took('node.branch')",
        [CR_OP_VISITS] = "visits(node)",
    };
    return signatures[op] ? signatures[op] : cr_ops[op].text;
}

static bool among(const char *word, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(word, words[i]))
            return true;
    return false;
}

bool cr_word_distribution(const char *word)
{
    static const char *const words[] = {"normal", "lognormal", "uniform", "triangular", "pert",
        "beta", "gamma", "exponential", "logitnormal", "student_t", "weibull", "poisson",
        "binomial", "bernoulli", "choice", "counts", "beta_mean", "gamma_mean", "lognormal_mean",
        "quantiles", "truncated"};
    return among(word, words, sizeof words / sizeof words[0]);
}

bool cr_expr_reserved(const char *word)
{
    /* Forms around expressions, the estimative words by their parts, and numbers that are words
     * elsewhere. */
    static const char *const words[] = {"rest", "to", "from", "per", "almost", "no", "chance",
        "very", "unlikely", "likely", "roughly", "even", "certain", "inf", "nan", "true", "false"};
    for (int op = 0; op < CR_N_OPS; op++)
        if (cr_ops[op].text[0] && !strcmp(cr_ops[op].text, word))
            return true;
    return among(word, words, sizeof words / sizeof words[0]);
}
