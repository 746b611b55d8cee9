/* Whether all correlations can hold at once: some law must have them.
 *
 * The rank correlations written are turned to those of normal numbers and put into a matrix; GSL's
 * Cholesky decomposition of it exists exactly when they can hold together (random/copula). */
#include "scenario/reader.h"

#include "random/copula.h"

#include <string.h>

#define CR_MAX_CORRELATED 300 /* inputs; the work grows with the cube */

/* The correlation as written of inputs i and j, for its place. */
static const struct cr_correlation *find_pair(
    const struct cr_scenario *s, const struct cr_map *inputs, int i, int j)
{
    for (size_t k = 0; k < s->n_correlations; k++) {
        int a = cr_map_find(inputs, s->correlations[k].a);
        int b = cr_map_find(inputs, s->correlations[k].b);
        if ((a == i && b == j) || (a == j && b == i))
            return &s->correlations[k];
    }
    return NULL;
}

/* "nearest: a and b 0.812 (not 0.9)", of pairs that were written; unwritten ones count as 0 and
 * stay silent. */
static void report(
    struct cr_reader *r, const struct cr_map *inputs, const struct cr_copula_fault *fault)
{
    const struct cr_scenario *s = r->names;
    struct cr_place place = s->correlations[0].place;
    struct cr_buf hint;
    int told = 0;

    cr_buf_init(&hint, r->arena);
    for (int k = 0; k < fault->n_pairs && told < 4; k++) {
        const struct cr_copula_pair *pair = &fault->pairs[k];
        const struct cr_correlation *c = find_pair(s, inputs, pair->i, pair->j);
        if (!c)
            continue;
        if (told++ == 0)
            place = c->place;
        cr_buf_str(&hint, told == 1 ? "the nearest that can: " : "; ");
        cr_buf_printf(&hint, "%s and %s ", c->a, c->b);
        cr_buf_num(&hint, pair->nearest);
        cr_buf_str(&hint, " instead of ");
        cr_buf_num(&hint, c->rho);
    }
    cr_diag(r->diags, CR_E_CORRELATION_MATRIX, place, told ? hint.s : NULL,
        "these rank correlations contradict each other: no numbers have them all at once");
}

static int enter(struct cr_map *inputs, const char *name)
{
    int k = cr_map_find(inputs, name);
    if (k >= 0)
        return k;
    cr_map_add(inputs, name, (int)inputs->n);
    return (int)inputs->n - 1;
}

void cr_check_correlations(struct cr_reader *r)
{
    const struct cr_scenario *s = r->names;
    struct cr_copula copula;
    struct cr_copula_fault fault;
    struct cr_map inputs;
    double *rho;
    size_t d;

    if (s->n_correlations == 0)
        return;
    cr_map_init(&inputs, r->arena);
    for (size_t k = 0; k < s->n_correlations; k++) {
        enter(&inputs, s->correlations[k].a);
        enter(&inputs, s->correlations[k].b);
        if (inputs.n > CR_MAX_CORRELATED) {
            cr_diag(r->diags, CR_E_CORRELATION_MATRIX, s->correlations[k].place, NULL,
                "with this one more than %d inputs are correlated", CR_MAX_CORRELATED);
            return;
        }
    }
    d = inputs.n;
    rho = CR_NEW(r->arena, double, d *d);
    for (size_t i = 0; i < d; i++)
        rho[i * d + i] = 1;
    for (size_t k = 0; k < s->n_correlations; k++) {
        size_t a = (size_t)cr_map_find(&inputs, s->correlations[k].a);
        size_t b = (size_t)cr_map_find(&inputs, s->correlations[k].b);
        rho[a * d + b] = rho[b * d + a] = s->correlations[k].rho;
    }
    if (cr_copula_prepare(r->arena, &copula, (int)d, rho, &fault))
        report(r, &inputs, &fault);
}
