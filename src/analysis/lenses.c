/* Which fact of the evidence moved the belief in which lens: the facts are taken in one after
 * another, and what each lens's runs weigh, cluster by cluster, gives beliefs and their errors
 * (the formulas stand in lenses.h). */
#include "analysis/lenses.h"

#include "base/fmath.h"

#include <math.h>

/* A number made of the means of the lenses: its value, and what each cluster adds to its error. */
struct estimate {
    double value;
    double *e; /* [clusters] */
};

/* What is believed in one state of knowledge. */
struct state {
    const struct cr_lens_sums *sums;
    const double *pool;
    double *mean, *runs; /* [lenses] */
    double *stretch;     /* [lenses] root of m / (m - 1), m the clusters that hold the lens */
};

static double *new_row(struct cr_arena *arena, size_t n)
{
    return CR_NEW(arena, double, n);
}

static struct state state_of(
    struct cr_arena *arena, const struct cr_lens_sums *sums, const double *pool)
{
    struct state s = {sums, pool, new_row(arena, sums->n_lenses), new_row(arena, sums->n_lenses),
        new_row(arena, sums->n_lenses)};
    for (size_t k = 0; k < sums->n_lenses; k++) {
        double weight = 0, held = 0;
        for (size_t g = 0; g < sums->n; g++) {
            weight += sums->weight[k * sums->n + g];
            s.runs[k] += sums->runs[k * sums->n + g];
            held += sums->runs[k * sums->n + g] > 0;
        }
        s.mean[k] = weight / s.runs[k]; /* NaN where the lens has no world */
        s.stretch[k] = sqrt(held / (held - 1));
    }
    return s;
}

/* Adds slope * (what the clusters say of lens k's mean) to e. */
static void add_residuals(const struct state *s, size_t k, double slope, double *e)
{
    size_t n = s->sums->n;
    for (size_t g = 0; g < n; g++) {
        double runs = s->sums->runs[k * n + g];
        if (runs > 0)
            e[g] += slope * s->stretch[k] * (s->sums->weight[k * n + g] - s->mean[k] * runs) /
                    s->runs[k];
    }
}

/* ln of p[k] L[k] over the total of all lenses, or of all others. */
static struct estimate log_part(
    struct cr_arena *arena, const struct state *s, size_t k, bool of_others)
{
    struct estimate out = {0, new_row(arena, s->sums->n)};
    double total = 0;
    for (size_t j = 0; j < s->sums->n_lenses; j++)
        total += (of_others && j == k) || !(s->runs[j] > 0) ? 0 : s->pool[j] * s->mean[j];
    out.value = cr_log(s->pool[k] * s->mean[k] / total);
    add_residuals(s, k, 1 / s->mean[k], out.e);
    for (size_t j = 0; j < s->sums->n_lenses; j++) {
        if ((!of_others || j != k) && s->runs[j] > 0)
            add_residuals(s, j, -s->pool[j] / total, out.e);
    }
    return out;
}

static struct estimate difference(struct estimate a, struct estimate b, size_t n)
{
    a.value -= b.value;
    for (size_t g = 0; g < n; g++)
        a.e[g] -= b.e[g];
    return a;
}

static double error_of(const struct estimate *a, size_t n, bool exact)
{
    double sum = 0;
    for (size_t g = 0; g < n; g++)
        sum += a->e[g] * a->e[g];
    return exact ? 0 : sqrt(sum);
}

/* The belief itself, and its error: that of its logarithm, scaled. Where nothing is believed any
 * more, or nothing else, there is none. */
static double compute_belief(const struct estimate *log, size_t n, bool exact, double *se)
{
    double p = cr_exp(log->value);
    *se = p > 0 ? p * error_of(log, n, exact) : 0;
    return p;
}

struct cr_lens_belief *cr_lens_beliefs(struct cr_arena *arena, const double *pool,
    const struct cr_lens_sums *states, size_t n_facts, bool exact)
{
    size_t lenses = states[0].n_lenses, n = states[0].n;
    double bit = cr_log(2);
    struct cr_lens_belief *out = CR_NEW(arena, struct cr_lens_belief, lenses);
    struct state *s = CR_NEW(arena, struct state, n_facts + 1);
    for (size_t f = 0; f <= n_facts; f++)
        s[f] = state_of(arena, &states[f], pool);
    for (size_t k = 0; k < lenses; k++) {
        struct cr_lens_belief *b = &out[k];
        struct estimate after = log_part(arena, &s[n_facts], k, false);
        b->before = s[0].runs[k] > 0 ? pool[k] : NAN;
        b->after = compute_belief(&after, n, exact, &b->after_se);
        struct estimate factor =
            difference(log_part(arena, &s[n_facts], k, true), log_part(arena, &s[0], k, true), n);
        b->bayes_factor = compute_belief(&factor, n, exact, &b->bayes_factor_se);
        b->moved = new_row(arena, n_facts);
        b->moved_se = new_row(arena, n_facts);
        for (size_t f = 0; f < n_facts; f++) {
            struct estimate moved = difference(
                log_part(arena, &s[f + 1], k, false), log_part(arena, &s[f], k, false), n);
            b->moved[f] = moved.value / bit;
            b->moved_se[f] = error_of(&moved, n, exact) / bit;
        }
    }
    return out;
}
