/* Least squares for the value of information: linear control variates, and splines in one input. */
#include "analysis/voi_inside.h"

#include "numeric/sample.h"
#include "stats/quantile.h"

#include <math.h>
#include <string.h>

#define KNOTS 3

/* ---- Control variates ---- */

void cr_regress_subtract(
    struct cr_arena *arena, const struct cr_regress *r, int but, const bool *skip, double *y)
{
    if (!r->least)
        return;
    bool *used = CR_NEW(arena, bool, r->d);
    double *slope = CR_NEW(arena, double, r->d);
    for (size_t j = 0; j < r->d; j++)
        used[j] = (int)j != but && !(skip && skip[j]) && !isnan(r->mean[j]);
    cr_least_slopes(r->least, used, y, slope);
    for (size_t j = 0; j < r->d; j++) {
        for (size_t i = 0; slope[j] != 0 && i < r->n; i++)
            y[i] -= slope[j] * (r->x[j][i] - r->mean[j]);
    }
}

double cr_scrambles_se(const double *y, size_t n)
{
    double part[CR_VOI_SCRAMBLES];
    size_t size = n / CR_VOI_SCRAMBLES;
    for (size_t k = 0; k < CR_VOI_SCRAMBLES; k++)
        part[k] = cr_sample_mean(&y[k * size], size);
    return cr_sample_sd(part, CR_VOI_SCRAMBLES) / sqrt(CR_VOI_SCRAMBLES);
}

double cr_regress_mean(
    struct cr_arena *arena, const struct cr_regress *r, const double *y, double *se)
{
    double *rest = CR_NEW(arena, double, r->n);
    memcpy(rest, y, r->n * sizeof *rest);
    cr_regress_subtract(arena, r, -1, NULL, rest);
    *se = cr_scrambles_se(rest, r->n);
    return cr_sample_mean(rest, r->n);
}

/* ---- Splines ---- */

struct cr_spline cr_spline_new(struct cr_arena *arena, const double *x, size_t n)
{
    enum { TERMS = 4 + KNOTS };
    static const double levels[KNOTS] = {0.25, 0.5, 0.75};
    struct cr_spline s = {CR_NEW(arena, double, TERMS *n), 0, n};
    double *columns[TERMS], knots[KNOTS], mean = cr_sample_mean(x, n), sd = cr_sample_sd(x, n);
    double scale = sd > 0 ? 1 / sd : 0;
    cr_quantiles(arena, x, NULL, n, levels, KNOTS, knots);
    for (int k = 0; k < TERMS; k++) {
        columns[k] = CR_NEW(arena, double, n);
        for (size_t i = 0; i < n; i++) {
            double z = (x[i] - mean) * scale;
            double past = k >= 4 ? fmax(0, (x[i] - knots[k - 4]) * scale) : 0;
            columns[k][i] = k == 0   ? 1
                            : k == 1 ? z
                            : k == 2 ? z * z
                            : k == 3 ? z * z * z
                                     : past * past * past;
        }
    }
    s.p = cr_orthonormal(arena, (const double *const *)columns, n, TERMS, s.q);
    return s;
}

void cr_spline_fit(const struct cr_spline *s, const double *y, double *coefficient, double *fitted)
{
    memset(fitted, 0, s->n * sizeof *fitted);
    for (size_t k = 0; k < s->p; k++) {
        const double *q = &s->q[k * s->n];
        coefficient[k] = 0;
        for (size_t i = 0; i < s->n; i++)
            coefficient[k] += q[i] * y[i];
        for (size_t i = 0; i < s->n; i++)
            fitted[i] += coefficient[k] * q[i];
    }
}
