/* A model as a scenario. */
#include "model.h"

#include <math.h>

/* The formulas as C: what their text means in the language of scenarios. */
#define abs fabs
#define min fmin
#define max fmax
static double clamp(double x, double low, double high)
{
    return fmin(fmax(x, low), high);
}
static double logistic(double x)
{
    return 1 / (1 + exp(-x));
}
#define MODEL_FORMULA(number, ...)                                                                 \
    static double formula_##number(const double *p, const double *s)                               \
    {                                                                                              \
        (void)p;                                                                                   \
        (void)s;                                                                                   \
        return __VA_ARGS__;                                                                        \
    }
#define p0 p[0]
#define p1 p[1]
#define p2 p[2]
#define p3 p[3]
#define p4 p[4]
#define p5 p[5]
#define p6 p[6]
#define p7 p[7]
#define p8 p[8]
#define p9 p[9]
#define p10 p[10]
#define p11 p[11]
#define p12 p[12]
#define p13 p[13]
#define p14 p[14]
#define p15 p[15]
#define p16 p[16]
#define s0 s[0]
#define s1 s[1]
#define s2 s[2]
#define s3 s[3]
#define s4 s[4]
#define s5 s[5]
#include "expressions.def"
#undef MODEL_FORMULA
const struct model_formula model_formulas[MODEL_EXPRESSIONS] = {
#define MODEL_FORMULA(number, ...) [number] = {#__VA_ARGS__, formula_##number},
#include "expressions.def"
};

static void put_parameters(const struct model *m, struct cr_buf *out)
{
    static const char *const laws[] = {"normal", "uniform", "lognormal", "beta", "gamma"};
    if (m->n_parameters)
        cr_buf_str(out, "parameters:\n");
    for (int i = 0; i < m->n_parameters; i++)
        cr_buf_printf(out, "  p%d: %s(%.17g, %.17g)\n", i, laws[m->parameters[i].law],
            m->parameters[i].a, m->parameters[i].b);
}

static void put_states(const struct model *m, struct cr_buf *out)
{
    cr_buf_str(out, "state:\n");
    for (int i = 0; i < m->n_states; i++)
        cr_buf_printf(out, "  s%d: {start: %g}\n", i, m->start[i]);
}

static void put_effects(const struct model_branch *b, struct cr_buf *out)
{
    cr_buf_str(out, ", change: {");
    for (int i = 0; i < b->n_effects; i++) {
        const struct model_effect *e = &b->effects[i];
        cr_buf_printf(out, "%ss%d: ", i ? ", " : "", e->state);
        if (e->formula >= 0)
            cr_buf_printf(out, "'%s'", model_formulas[e->formula].text);
        else
            cr_buf_printf(out, "%+g", e->amount);
    }
    cr_buf_char(out, '}');
}

static void put_branch(const struct model_branch *b, int k, struct cr_buf *out)
{
    if (b->formula >= 0)
        cr_buf_printf(out, "      b%d: {weight: '%s'", k, model_formulas[b->formula].text);
    else
        cr_buf_printf(out, "      b%d: {weight: %g", k, b->weight);
    if (b->n_effects)
        put_effects(b, out);
    if (b->next >= 0)
        cr_buf_printf(out, ", then: n%d}\n", b->next);
    else
        cr_buf_printf(out, ", then: o%d}\n", -1 - b->next);
}

void model_write(const struct model *m, struct cr_buf *out)
{
    cr_buf_printf(out, "crossroads: 1\ntitle: '%s'\nstart: n0\n", m->title);
    put_parameters(m, out);
    put_states(m, out);
    cr_buf_str(out, "nodes:\n");
    for (int k = 0; k < m->n_nodes; k++) {
        const struct model_node *node = &m->nodes[k];
        cr_buf_printf(out, "  n%d:\n    ask: 'Question %d?'\n", k, k);
        cr_buf_str(out, "    chance:\n");
        for (int i = 0; i < node->n; i++)
            put_branch(&m->branches[node->first + i], i, out);
    }
    cr_buf_str(out, "outcomes:\n");
    for (int i = 0; i < m->n_outcomes; i++)
        cr_buf_printf(out, "  o%d: 'Outcome %d'\n", i, i);
}

void model_lattice(struct cr_buf *out, int times)
{
    cr_buf_printf(out,
        "crossroads: 1\ntitle: Lattice\nstart: toss\nstate: {x: {start: 0}}\n"
        "nodes:\n"
        "  toss:\n    ask: 'Up?'\n    at_most: %d\n    after: half\n    chance:\n"
        "      up: {weight: 60%%, change: {x: +1}, then: toss}\n"
        "      not: {weight: rest, then: toss}\n"
        "  half:\n    ask: 'More than half?'\n    rule:\n"
        "      more: {when: 2 * x > %d, then: high}\n      less: {then: low}\n"
        "outcomes: {high: High, low: Low}\n",
        times, times);
}
