/* Least squares for the value of information: linear control variates, and splines in one input. */
#include "analysis/voi_inside.h"

#include "stats/quantile.h"

#include <math.h>
#include <string.h>

#define SWEEPS 60
#define KNOTS 3

/* ---- Control variates ---- */

static double mean_of(const double *y, size_t n)
{
    double total = 0;
    for (size_t i = 0; i < n; i++)
        total += y[i] / (double)n;
    return total;
}

/* One step of Gauss and Seidel on the normal equations: takes the linear part in x off y. Returns
 * what that changed, in units of y. */
static double take_one(const double *x, double mean, size_t n, double *y)
{
    double mx = mean_of(x, n), my = mean_of(y, n), xy = 0, xx = 0;
    for (size_t i = 0; i < n; i++) {
        xy += (x[i] - mx) * (y[i] - my);
        xx += (x[i] - mx) * (x[i] - mx);
    }
    if (!(xx > 0))
        return 0;
    double slope = xy / xx;
    for (size_t i = 0; i < n; i++)
        y[i] -= slope * (x[i] - mean);
    return fabs(slope) * sqrt(xx / (double)n);
}

void cr_regress_take(
    struct cr_arena *arena, const struct cr_regress *r, int but, const bool *skip, double *y)
{
    (void)arena;
    if (r->n < 4 * r->d) /* too few worlds: the slopes would be noise */
        return;
    double size = 0;
    for (size_t i = 0; i < r->n; i++)
        size = fmax(size, fabs(y[i]));
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
        double change = 0;
        for (size_t j = 0; j < r->d; j++) {
            if ((int)j == but || (skip && skip[j]) || isnan(r->mean[j]))
                continue;
            change = fmax(change, take_one(r->x[j], r->mean[j], r->n, y));
        }
        if (change <= 1e-15 * size)
            return;
    }
}

double cr_scrambles_se(const double *y, size_t n)
{
    double part[CR_VOI_SCRAMBLES], squares = 0;
    size_t size = n / CR_VOI_SCRAMBLES;
    for (size_t k = 0; k < CR_VOI_SCRAMBLES; k++)
        part[k] = mean_of(&y[k * size], size);
    double mean = mean_of(part, CR_VOI_SCRAMBLES);
    for (size_t k = 0; k < CR_VOI_SCRAMBLES; k++)
        squares += (part[k] - mean) * (part[k] - mean);
    return sqrt(squares / (CR_VOI_SCRAMBLES - 1) / CR_VOI_SCRAMBLES);
}

double cr_regress_mean(
    struct cr_arena *arena, const struct cr_regress *r, const double *y, double *se)
{
    double *rest = CR_NEW(arena, double, r->n);
    memcpy(rest, y, r->n * sizeof *rest);
    cr_regress_take(arena, r, -1, NULL, rest);
    *se = cr_scrambles_se(rest, r->n);
    return mean_of(rest, r->n);
}

/* ---- Splines ---- */

/* Adds a column to the orthonormal basis, by Gram and Schmidt twice; columns that bring nothing new
 * are left out. */
static void add_column(struct cr_spline *s, double *column)
{
    double before = 0, after = 0;
    for (size_t i = 0; i < s->n; i++)
        before += column[i] * column[i];
    for (int pass = 0; pass < 2; pass++) {
        for (size_t k = 0; k < s->p; k++) {
            const double *q = &s->q[k * s->n];
            double dot = 0;
            for (size_t i = 0; i < s->n; i++)
                dot += q[i] * column[i];
            for (size_t i = 0; i < s->n; i++)
                column[i] -= dot * q[i];
        }
    }
    for (size_t i = 0; i < s->n; i++)
        after += column[i] * column[i];
    if (!(after > 1e-16 * before))
        return;
    double *to = &s->q[s->p++ * s->n];
    for (size_t i = 0; i < s->n; i++)
        to[i] = column[i] / sqrt(after);
}

struct cr_spline cr_spline_new(struct cr_arena *arena, const double *x, size_t n)
{
    static const double levels[KNOTS] = {0.25, 0.5, 0.75};
    struct cr_spline s = {CR_NEW(arena, double, (4 + KNOTS) * n), 0, n};
    double *column = CR_NEW(arena, double, n), knots[KNOTS], squares = 0, mean = mean_of(x, n);
    for (size_t i = 0; i < n; i++)
        squares += (x[i] - mean) * (x[i] - mean);
    double scale = squares > 0 ? 1 / sqrt(squares / (double)n) : 0;
    cr_quantiles(arena, x, NULL, n, levels, KNOTS, knots);
    for (int k = 0; k < 4 + KNOTS; k++) {
        for (size_t i = 0; i < n; i++) {
            double z = (x[i] - mean) * scale;
            double past = k >= 4 ? fmax(0, (x[i] - knots[k - 4]) * scale) : 0;
            column[i] = k == 0   ? 1
                        : k == 1 ? z
                        : k == 2 ? z * z
                        : k == 3 ? z * z * z
                                 : past * past * past;
        }
        add_column(&s, column);
    }
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
