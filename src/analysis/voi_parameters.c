/* The value of knowing one parameter. */
#include "analysis/voi_inside.h"

#include "base/fmath.h"
#include "luck/stream.h"

#include <math.h>
#include <string.h>

#define DRAWS 200 /* of the coefficients, for the error */

/* ---- One parameter, one decider: regression ---- */

struct fits {
    struct cr_spline spline;
    size_t k;            /* plans against the base one */
    double *coefficient; /* [k * p] */
    double *fitted;      /* [k * n] */
    double *root;        /* [k * k] Cholesky root of the residuals' covariance */
    double *rest;        /* [k * n] */
};

static void fill_siblings(const struct cr_voi_worlds *w, size_t input, bool *skip)
{
    const struct cr_analysis_input *at = w->job->inputs.at;
    const struct cr_slot *own = &w->job->program->slots[at[input].slot];
    for (size_t j = 0; j < w->job->inputs.n; j++) {
        const struct cr_slot *slot = &w->job->program->slots[at[j].slot];
        skip[j] = at[j].share && at[input].share && slot->first_share == own->first_share;
        skip[j] |= slot->correlated >= 0 && own->correlated >= 0;
    }
}

/* Cholesky, pivots of nothing left at 0. */
static void find_root(struct fits *f, size_t n)
{
    for (size_t a = 0; a < f->k; a++) {
        for (size_t b = 0; b <= a; b++) {
            double sum = 0;
            for (size_t i = 0; i < n; i++)
                sum += f->rest[a * n + i] * f->rest[b * n + i];
            sum /= (double)n - (double)f->spline.p;
            for (size_t c = 0; c < b; c++)
                sum -= f->root[a * f->k + c] * f->root[b * f->k + c];
            double pivot = f->root[b * f->k + b];
            if (a == b)
                f->root[a * f->k + b] = sqrt(fmax(sum, 0));
            else
                f->root[a * f->k + b] = pivot > 0 ? sum / pivot : 0;
        }
    }
}

static void fit_plans(struct cr_voi_worlds *w, size_t input, struct fits *f)
{
    bool *skip = CR_NEW(w->job->work, bool, w->job->inputs.n);
    f->spline = cr_spline_new(w->job->work, w->regress.x[input], w->n);
    f->k = w->n_plans - 1;
    f->coefficient = CR_NEW(w->job->work, double, f->k * f->spline.p);
    f->fitted = CR_NEW(w->job->work, double, f->k * w->n);
    f->rest = CR_NEW(w->job->work, double, f->k * w->n);
    f->root = CR_NEW(w->job->work, double, f->k * f->k);
    fill_siblings(w, input, skip);
    for (size_t k = 0; k < f->k; k++) {
        double *y = &f->rest[k * w->n], *fit = &f->fitted[k * w->n];
        for (size_t i = 0; i < w->n; i++)
            y[i] = w->plans[k + 1].value[i] - w->base.value[i];
        cr_regress_take(w->job->work, &w->regress, (int)input, skip, y);
        cr_spline_fit(&f->spline, y, &f->coefficient[k * f->spline.p], fit);
        for (size_t i = 0; i < w->n; i++)
            y[i] -= fit[i];
    }
    find_root(f, w->n);
}

/* E[max over plans of the fit] - max of E. best[n]: of the first, in every world. */
static double best_of_fits(const struct fits *f, size_t n, const double *fitted, double *best)
{
    double mean = 0, fixed = 0;
    for (size_t i = 0; i < n; i++) {
        best[i] = 0; /* the base plan */
        for (size_t k = 0; k < f->k; k++)
            best[i] = fmax(best[i], fitted[k * n + i]);
        mean += best[i] / (double)n;
    }
    for (size_t k = 0; k < f->k; k++) {
        double average = 0;
        for (size_t i = 0; i < n; i++)
            average += fitted[k * n + i] / (double)n;
        fixed = fmax(fixed, average);
    }
    return mean - fixed;
}

/* The error: coefficients drawn from their law (in an orthonormal basis they are independent, and
 * between plans they vary together as the residuals do), and worlds are a sample. */
static double fit_error(
    struct cr_voi_worlds *w, size_t input, const struct fits *f, double sampling)
{
    size_t n = w->n, p = f->spline.p;
    double *fitted = CR_NEW(w->job->work, double, f->k *n), *z = CR_NEW(w->job->work, double, f->k);
    double mean = 0, m2 = 0, *best = CR_NEW(w->job->work, double, n);
    uint32_t event = w->job->program->slots[w->job->inputs.at[input].slot].event;
    struct cr_luck_stream *luck = cr_luck_stream_new(w->job->work, &w->job->options->luck);
    cr_luck_begin(luck, CR_DOMAIN_BOOTSTRAP, event);
    for (uint32_t d = 0; d < DRAWS; d++) {
        memcpy(fitted, f->fitted, f->k * n * sizeof *fitted);
        for (size_t c = 0; c < p; c++) {
            for (size_t k = 0; k < f->k; k++)
                z[k] = cr_normal_quantile(cr_luck_one(
                    luck, d, event, CR_DOMAIN_BOOTSTRAP, (uint32_t)(c * CR_VOI_PLANS + k)));
            for (size_t k = 0; k < f->k; k++) {
                double shift = 0;
                for (size_t b = 0; b <= k; b++)
                    shift += f->root[k * f->k + b] * z[b];
                for (size_t i = 0; i < n; i++)
                    fitted[k * n + i] += shift * f->spline.q[c * n + i];
            }
        }
        double value = best_of_fits(f, n, fitted, best), delta = value - mean;
        mean += delta / (d + 1);
        m2 += delta * (value - mean);
    }
    return sqrt(m2 / (DRAWS - 1) + sampling * sampling);
}

static void by_regression(struct cr_voi_worlds *w, size_t input, double *value, double *se)
{
    struct fits f;
    double *best = CR_NEW(w->job->work, double, w->n);
    *value = *se = 0;
    if (w->n_plans < 2)
        return;
    fit_plans(w, input, &f);
    *value = best_of_fits(&f, w->n, f.fitted, best);
    *se = fit_error(w, input, &f, cr_scrambles_se(best, w->n));
}

/* ---- One parameter in a game: worlds in groups ---- */

/* Plans made for the few worlds of a part of the range would look better in them than they are. So
 * the plan for a part is the equilibrium with the parameter in the middle of it and all other
 * numbers at their means (the same plan wherever payoffs are linear in each of those), to be
 * compared with the one for the parameter's mean. */
static enum cr_status plan_at(
    struct cr_voi_worlds *w, const struct cr_analysis_input *at, double x, struct cr_voi_plan *plan)
{
    struct cr_design design = cr_design_new(w->job->work, w->job->program, &w->job->inputs, 2);
    for (size_t i = 0; at && i < 2; i++)
        cr_design_move(&design, i, at, x);
    if (!cr_design_finish(w->job->work, &design, w->job->fault))
        return CR_INPUT;
    return cr_voi_settle(w, design.slots, 2, 2, plan);
}

static bool same_plan(
    const struct cr_voi_worlds *w, const struct cr_voi_plan *a, const struct cr_voi_plan *b)
{
    const struct cr_tree *tree = w->common.tree;
    if (a->list.n != b->list.n)
        return false;
    for (size_t k = 0; k < a->list.n; k++) {
        const struct cr_voi_entry *x = &a->list.at[k], *y = &b->list.at[k];
        size_t n = (size_t)tree->program->points[tree->families[x->family].point].n_branches;
        if (x->family != y->family || memcmp(x->open, y->open, n) != 0 ||
            memcmp(x->p, y->p, n * sizeof *x->p) != 0)
            return false;
    }
    return true;
}

/* The plan at the means, and what it is worth in every world: once for all parameters. */
static enum cr_status find_usual(struct cr_voi_worlds *w)
{
    enum cr_status status = plan_at(w, NULL, 0, &w->usual);
    w->usual.value = CR_NEW(w->job->work, double, w->n);
    return status != CR_OK ? status
                           : cr_voi_value(w, &w->usual, w->slots, w->n, w->n, w->usual.value);
}

/* Everybody knows in which part of its range the parameter lies, and plays the equilibrium of that
 * part. */
static enum cr_status by_groups(struct cr_voi_worlds *w, size_t input, double *value, double *se)
{
    const size_t *order = cr_voi_order(w, input);
    double *gain = CR_NEW(w->job->work, double, w->n), *part = CR_NEW(w->job->work, double, w->n);
    bool *skip = CR_NEW(w->job->work, bool, w->job->inputs.n), differs = false;
    const struct cr_analysis_input *at = &w->job->inputs.at[input];
    enum cr_status status = w->usual.value ? CR_OK : find_usual(w);
    *value = *se = 0;
    for (size_t g = 0; g < CR_VOI_GROUPS && status == CR_OK; g++) {
        size_t first = w->n * g / CR_VOI_GROUPS, n = w->n * (g + 1) / CR_VOI_GROUPS - first;
        struct cr_voi_plan plan = {0};
        double u = ((double)g + 0.5) / CR_VOI_GROUPS;
        status = plan_at(w, at, cr_input_quantile(w->job->program, at, u), &plan);
        if (status != CR_OK || same_plan(w, &plan, &w->usual))
            continue;
        differs = true;
        cr_voi_gather(w, &order[first], n);
        status = cr_voi_value(w, &plan, w->gathered, n, n, part);
        for (size_t i = 0; i < n; i++)
            gain[order[first + i]] = part[i] - w->usual.value[order[first + i]];
    }
    if (status != CR_OK || !differs)
        return status;
    fill_siblings(w, input, skip);
    cr_regress_take(w->job->work, &w->regress, (int)input, skip, gain);
    for (size_t i = 0; i < w->n; i++)
        *value += gain[i] / (double)w->n;
    *se = cr_scrambles_se(gain, w->n);
    return CR_OK;
}

/* ---- One parameter, nested: to check ---- */

#define OUTER 64

/* At 64 values of the parameter, in the middle of equal parts of its law, the others as they are in
 * the worlds: E[max] against max E, the plan made anew each time. */
static enum cr_status nested(struct cr_voi_worlds *w, size_t input, double *value, double *se)
{
    const struct cr_program *p = w->job->program;
    const struct cr_analysis_input *at = &w->job->inputs.at[input];
    size_t n = w->n < 512 ? w->n : 512;
    double *best = CR_NEW(w->job->work, double, n), mean = 0, steps = 0, before = 0;
    for (int o = 0; o < OUTER; o++) {
        struct cr_design design = {p, n, CR_NEW(w->job->work, double, n *(size_t)p->n_slots), NULL};
        struct cr_voi_plan plan = {0};
        double x = cr_input_quantile(p, at, (o + 0.5) / OUTER), gain = 0;
        for (int s = 0; s < p->n_slots; s++)
            memcpy(&design.slots[(size_t)s * n], &w->slots[(size_t)s * w->n], n * sizeof(double));
        for (size_t i = 0; i < n; i++)
            cr_design_move(&design, i, at, x);
        if (!cr_design_finish(w->job->work, &design, w->job->fault))
            return CR_INPUT;
        enum cr_status status = cr_voi_settle(w, design.slots, n, n, &plan);
        if (status == CR_OK)
            status = cr_voi_value(w, &plan, design.slots, n, n, best);
        for (size_t i = 0; i < n && status == CR_OK; i++)
            gain += best[i] / (double)n;
        if (status == CR_OK)
            status = cr_voi_value(w, &w->base, design.slots, n, n, best);
        for (size_t i = 0; i < n && status == CR_OK; i++)
            gain -= best[i] / (double)n;
        if (status != CR_OK)
            return status;
        mean += gain / OUTER;
        steps += o > 0 ? (gain - before) * (gain - before) / 2 : 0;
        before = gain;
    }
    *value = mean;
    *se = sqrt(steps / (OUTER - 1) / OUTER); /* of equal parts: by the steps between neighbours */
    return CR_OK;
}

/* ---- All of it ---- */

static enum cr_status give_parameter(
    struct cr_voi_worlds *w, size_t input, struct cr_voi_parameter *out)
{
    double value, se, none, base;
    enum cr_status status = CR_OK;
    base = cr_regress_mean(w->job->work, &w->regress, w->base.value, &none);
    *out = (struct cr_voi_parameter){
        .input = w->job->inputs.at[input], .nested = NAN, .nested_se = NAN};
    if (w->job->one_decides)
        by_regression(w, input, &value, &se);
    else
        status = by_groups(w, input, &value, &se);
    if (status != CR_OK)
        return status;
    out->value = cr_voi_gain(w->job, base, value);
    out->se = cr_voi_gain_se(w->job, base, value, se);
    /* Of a correlated one the others would have to be drawn given it. */
    if (!w->job->options->nested || w->job->program->slots[out->input.slot].correlated >= 0)
        return CR_OK;
    status = nested(w, input, &value, &se);
    out->nested = cr_voi_gain(w->job, base, value);
    out->nested_se = cr_voi_gain_se(w->job, base, value, se);
    return status;
}

enum cr_status cr_voi_parameters(struct cr_voi_worlds *w)
{
    struct cr_voi *r = w->job->result;
    enum cr_status status = w->job->one_decides ? cr_voi_find_plans(w) : CR_OK;
    r->parameters = CR_NEW(w->job->arena, struct cr_voi_parameter, w->job->inputs.n);
    for (size_t i = 0; i < w->job->inputs.n && status == CR_OK; i++) {
        status = give_parameter(w, i, &r->parameters[r->n_parameters++]);
        if (cr_voi_tick(w->job, (double)i, (double)w->job->inputs.n))
            return CR_INTERRUPTED;
    }
    return status;
}
