/* The value of knowing one parameter to somebody who decides alone: the plans that may be best once
 * something is known are valued in all worlds, and their values are regressed on the parameter
 * (Strong, Oakley and Brennan 2014). */
#include "analysis/voi_inside.h"

#include "numeric/normal.h"
#include "luck/stream.h"

#include <math.h>
#include <string.h>

#define GROUPS 8  /* worlds by an input, for plans that fit a part of its range */
#define PLANS 16  /* plans compared, at most */
#define SINGLE 48 /* worlds whose own best plan is tried */
#define DRAWS 200 /* of the coefficients, for the error */

/* ---- Plans worth comparing ---- */

static bool same_values(const double *a, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!(fabs(a[i] - b[i]) <= 1e-9 * fabs(a[i])))
            return false;
    }
    return true;
}

/* Values the plan just settled in all worlds and keeps it if it differs from those there are. */
static enum cr_status try_plan(struct cr_voi_worlds *w, struct cr_voi_plan *plan)
{
    double probe[32];
    size_t n = w->n < 32 ? w->n : 32;
    cr_voi_remember(w, plan);
    enum cr_status status = cr_voi_value(w, plan, w->slots, n, w->n, probe);
    for (size_t k = 0; status == CR_OK && k < w->n_plans; k++) {
        if (same_values(w->plans[k].value, probe, n))
            return CR_OK;
    }
    if (status != CR_OK || w->n_plans == PLANS)
        return status;
    plan->value = CR_NEW(w->job->work, double, w->n);
    status = cr_voi_value(w, plan, w->slots, w->n, w->n, plan->value);
    w->plans[w->n_plans++] = *plan;
    return status;
}

/* The plan that is best on average over worlds, the best in single worlds, and the best over parts
 * of every input's range. */
enum cr_status cr_voi_find_plans(struct cr_voi_worlds *w)
{
    enum cr_status status = CR_OK;
    size_t group = w->n / GROUPS;
    w->plans = CR_NEW(w->job->work, struct cr_voi_plan, PLANS);
    w->plans[w->n_plans++] = w->base;
    for (size_t i = 0; i < w->job->inputs.n && status == CR_OK; i++) {
        const size_t *order = cr_voi_order(w, i);
        for (size_t g = 0; g < GROUPS && status == CR_OK && w->n_plans < PLANS; g += GROUPS - 1) {
            struct cr_voi_plan plan = {0};
            cr_voi_gather(w, &order[g * group], group);
            status = cr_voi_settle(w, w->gathered, group, group);
            if (status == CR_OK)
                status = try_plan(w, &plan);
        }
        if (cr_voi_tick(w->job, (double)i, (double)w->job->inputs.n))
            return CR_INTERRUPTED;
    }
    for (size_t k = 0; k < SINGLE && k < w->n && status == CR_OK && w->n_plans < PLANS; k++) {
        struct cr_voi_plan plan = {0};
        size_t twice[2] = {k, k};
        cr_voi_gather(w, twice, 2);
        status = cr_voi_settle(w, w->gathered, 2, 2);
        if (status == CR_OK)
            status = try_plan(w, &plan);
    }
    return status;
}

/* ---- Regression ---- */

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
        cr_regress_subtract(w->job->work, &w->regress, (int)input, skip, y);
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
    struct cr_luck_stream *luck = cr_luck_stream_new(w->job->work, &w->job->options->spec.luck);
    cr_luck_begin(luck, CR_DOMAIN_BOOTSTRAP, event);
    for (uint32_t d = 0; d < DRAWS; d++) {
        memcpy(fitted, f->fitted, f->k * n * sizeof *fitted);
        for (size_t c = 0; c < p; c++) {
            for (size_t k = 0; k < f->k; k++)
                z[k] = cr_normal_quantile(
                    cr_luck_one(luck, d, event, CR_DOMAIN_BOOTSTRAP, (uint32_t)(c * PLANS + k)));
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

void cr_voi_by_regression(struct cr_voi_worlds *w, size_t input, double *value, double *se)
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
