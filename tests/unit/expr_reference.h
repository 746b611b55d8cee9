/* A second evaluator of expressions, written apart from the first: it has no tree and no table,
 * reads the canonical text by one function a level of binding, computes every side, and uses the
 * platform's libm. */
#ifndef CR_TESTS_EXPR_REFERENCE_H
#define CR_TESTS_EXPR_REFERENCE_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct reference {
    const char *at;
    double (*name)(const char *word, size_t n);
};

static double reference_or(struct reference *r);
static double reference_unary(struct reference *r);

static double reference_finite(double x)
{
    return isfinite(x) ? x : (double)NAN;
}

static int reference_take(struct reference *r, const char *text)
{
    size_t n = strlen(text);
    while (*r->at == ' ')
        r->at++;
    if (strncmp(r->at, text, n) != 0)
        return 0;
    r->at += n;
    return 1;
}

/* The decimal digits of a short canonical number; the test's numbers are made so that this is exact
 * enough. */
static double reference_number(struct reference *r)
{
    double x = 0, scale = 1;
    int seen = 0, exponent = 0, sign = 1;
    for (; (*r->at >= '0' && *r->at <= '9') || *r->at == '.'; r->at++) {
        if (*r->at == '.') {
            seen = 1;
            continue;
        }
        x = 10 * x + (*r->at - '0');
        scale *= seen ? 10 : 1;
    }
    if (*r->at == 'e') {
        r->at++;
        sign = *r->at == '-' ? -1 : 1;
        r->at += *r->at == '-' || *r->at == '+';
        for (; *r->at >= '0' && *r->at <= '9'; r->at++)
            exponent = 10 * exponent + (*r->at - '0');
    }
    x = x / scale * pow(10, sign * exponent);
    if (*r->at == '%') {
        r->at++;
        x /= 100;
    }
    return x;
}

static double reference_call(const char *f, size_t n, const double *x, int count)
{
#define REFERENCE_IS(name) (n == strlen(name) && !memcmp(f, name, n))
    for (int i = 0; i < count && !REFERENCE_IS("if"); i++)
        if (isnan(x[i]))
            return x[i];
    if (REFERENCE_IS("if"))
        return isnan(x[0]) ? x[0] : x[0] != 0 ? x[1] : x[2];
    double best = x[0];
    for (int i = 1; i < count; i++)
        best = REFERENCE_IS("min") ? fmin(best, x[i]) : fmax(best, x[i]);
    if (REFERENCE_IS("min") || REFERENCE_IS("max"))
        return best;
    if (REFERENCE_IS("clamp"))
        return x[1] > x[2] ? (double)NAN : fmin(fmax(x[0], x[1]), x[2]);
    double y = REFERENCE_IS("abs")        ? (x[0] < 0 ? -x[0] : x[0])
               : REFERENCE_IS("sqrt")     ? pow(x[0], 0.5)
               : REFERENCE_IS("exp")      ? exp(x[0])
               : REFERENCE_IS("log")      ? log(x[0])
               : REFERENCE_IS("log10")    ? log10(x[0])
               : REFERENCE_IS("floor")    ? floor(x[0])
               : REFERENCE_IS("ceil")     ? ceil(x[0])
               : REFERENCE_IS("round")    ? round(x[0])
               : REFERENCE_IS("logistic") ? 1 / (1 + exp(-x[0]))
                                          : log(x[0]) - log1p(-x[0]);
#undef REFERENCE_IS
    return reference_finite(y);
}

static double reference_atom(struct reference *r)
{
    double args[16] = {0};
    int n = 0;
    if (reference_take(r, "(")) {
        args[0] = reference_or(r);
        (void)reference_take(r, ")");
        return args[0];
    }
    if (*r->at >= '0' && *r->at <= '9')
        return reference_number(r);
    const char *word = r->at;
    while ((*r->at >= 'a' && *r->at <= 'z') || (*r->at >= '0' && *r->at <= '9') || *r->at == '_')
        r->at++;
    size_t length = (size_t)(r->at - word);
    if (*r->at != '(')
        return r->name(word, length);
    do {
        r->at++;
        args[n++] = reference_or(r);
    } while (*r->at == ',');
    (void)reference_take(r, ")");
    return reference_call(word, length, args, n);
}

static double reference_power(struct reference *r)
{
    double x = reference_atom(r);
    if (*r->at != '^')
        return x;
    r->at++;
    double y = reference_unary(r);
    return isnan(x) || isnan(y) ? (double)NAN : reference_finite(pow(x, y));
}

static double reference_unary(struct reference *r)
{
    return reference_take(r, "-") ? -reference_unary(r) : reference_power(r);
}

static double reference_product(struct reference *r)
{
    double x = reference_unary(r);
    for (;;) {
        if (reference_take(r, "*"))
            x = reference_finite(x * reference_unary(r));
        else if (reference_take(r, "/"))
            x = reference_finite(x / reference_unary(r));
        else
            return x;
    }
}

static double reference_sum(struct reference *r)
{
    double x = reference_product(r);
    for (;;) {
        if (reference_take(r, "+"))
            x = reference_finite(x + reference_product(r));
        else if (reference_take(r, "-"))
            x = reference_finite(x - reference_product(r));
        else
            return x;
    }
}

static double reference_comparison(struct reference *r)
{
    static const char *const signs[] = {"<=", ">=", "==", "!=", "<", ">"};
    double x = reference_sum(r);
    for (int i = 0; i < 6; i++) {
        if (!reference_take(r, signs[i]))
            continue;
        double y = reference_sum(r);
        int holds[] = {!(x > y), !(x < y), x == y, x != y, x<y, x> y};
        return isnan(x) || isnan(y) ? (double)NAN : holds[i];
    }
    return x;
}

static double reference_not(struct reference *r)
{
    if (!reference_take(r, "not "))
        return reference_comparison(r);
    double x = reference_not(r);
    return isnan(x) ? x : x == 0;
}

static double reference_and(struct reference *r)
{
    double x = reference_not(r);
    while (reference_take(r, "and ")) {
        double y = reference_not(r);
        x = isnan(x) || x == 0 ? x : isnan(y) ? y : y != 0;
    }
    return x;
}

static double reference_or(struct reference *r)
{
    double x = reference_and(r);
    while (reference_take(r, "or ")) {
        double y = reference_and(r);
        x = isnan(x) ? x : x != 0 ? 1 : isnan(y) ? y : y != 0;
    }
    return x;
}

#endif
