/* Linear systems and least squares by GSL's QR: columns that depend on those before them are
 * left out, so that a regression on any columns has an answer. */
#include "numeric/least.h"

#include "numeric/sample.h"
#include "numeric/trouble.h"

#include <gsl/gsl_fit.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_multifit.h>
#include <math.h>
#include <string.h>

/* A column whose part off the others is smaller than this, next to the whole of it, is rounding. */
#define NOTHING_NEW 1e-8

bool cr_solve_system(double *matrix, double *x, size_t n)
{
    double tau[CR_SYSTEM_MOST], norm[CR_SYSTEM_MOST];
    size_t places[CR_SYSTEM_MOST];
    gsl_matrix_view a = gsl_matrix_view_array(matrix, n, n);
    gsl_vector_view b = gsl_vector_view_array(x, n), t = gsl_vector_view_array(tau, n),
                    work = gsl_vector_view_array(norm, n);
    gsl_permutation order = {n, places};
    int sign;

    gsl_linalg_QRPT_decomp(&a.matrix, &t.vector, &order, &sign, &work.vector);
    if (!(fabs(matrix[n * n - 1]) > 1e-14 * fabs(matrix[0])))
        return false;
    return gsl_linalg_QRPT_svx(&a.matrix, &t.vector, &order, &b.vector) == 0;
}

double cr_slope_through_zero(const double *x, const double *y, size_t n)
{
    double slope, variance, squares;
    gsl_fit_mul(x, 1, y, 1, n, &slope, &variance, &squares);
    return isfinite(slope) ? slope : 0;
}

/* ---- A basis ---- */

static double length_of(const double *x, size_t n)
{
    double squares = 0;
    for (size_t i = 0; i < n; i++)
        squares += x[i] * x[i];
    return sqrt(squares);
}

/* The QR of some columns; the first that depends on those before it, or d. */
static size_t decompose(
    const double *const *x, size_t n, const size_t *kept, size_t d, double *a, double *tau)
{
    gsl_matrix_view matrix = gsl_matrix_view_array(a, n, d);
    gsl_vector_view t = gsl_vector_view_array(tau, d);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < d; k++)
            a[i * d + k] = x[kept[k]][i];
    }
    gsl_linalg_QR_decomp(&matrix.matrix, &t.vector);
    for (size_t k = 0; k < d; k++) {
        if (!(fabs(a[k * d + k]) > NOTHING_NEW * length_of(x[kept[k]], n)))
            return k;
    }
    return d;
}

size_t cr_orthonormal(
    struct cr_arena *scratch, const double *const *x, size_t n, size_t d, double *q)
{
    double *a = CR_NEW(scratch, double, n *d), *tau = CR_NEW(scratch, double, d);
    size_t *kept = CR_NEW(scratch, size_t, d), bad;
    for (size_t k = 0; k < d; k++)
        kept[k] = k;
    while (d > 0 && (bad = decompose(x, n, kept, d, a, tau)) < d) {
        d--;
        memmove(&kept[bad], &kept[bad + 1], (d - bad) * sizeof *kept);
    }
    for (size_t k = 0; k < d; k++) {
        gsl_matrix_view matrix = gsl_matrix_view_array(a, n, d);
        gsl_vector_view t = gsl_vector_view_array(tau, d), to = gsl_vector_view_array(&q[k * n], n);
        gsl_vector_set_basis(&to.vector, k);
        gsl_linalg_QR_Qvec(&matrix.matrix, &t.vector, &to.vector);
        if (a[k * d + k] < 0) /* the sign that Gram and Schmidt give it */
            gsl_vector_scale(&to.vector, -1);
    }
    return d;
}

/* ---- Regression ---- */

struct cr_least {
    size_t n, d;
    double *qr;   /* [n * d] */
    double *tau;  /* [d] */
    double *size; /* [d] of the columns' deviations; 0: it does not vary */
    /* scratch of a fit: */
    double *right, *part, *c, *variance; /* [n], [d * d], [d], [d * d] */
};

struct cr_least *cr_least_new(struct cr_arena *arena, const double *const *x, size_t n, size_t d)
{
    struct cr_least *least = CR_NEW(arena, struct cr_least, 1);
    *least = (struct cr_least){n, d, CR_NEW(arena, double, n *d), CR_NEW(arena, double, d),
        CR_NEW(arena, double, d), CR_NEW(arena, double, n), CR_NEW(arena, double, d *d),
        CR_NEW(arena, double, d), CR_NEW(arena, double, d *d)};
    for (size_t k = 0; k < d; k++) {
        double mean = cr_sample_mean(x[k], n), squares = 0;
        for (size_t i = 0; i < n; i++)
            squares += (x[k][i] - mean) * (x[k][i] - mean);
        least->size[k] = sqrt(squares);
        for (size_t i = 0; i < n; i++)
            least->qr[i * d + k] = squares > 0 ? (x[k][i] - mean) / least->size[k] : 0;
    }
    if (d > 0) {
        gsl_matrix_view a = gsl_matrix_view_array(least->qr, n, d);
        gsl_vector_view tau = gsl_vector_view_array(least->tau, d);
        gsl_linalg_QR_decomp(&a.matrix, &tau.vector);
    }
    return least;
}

/* The columns used, m of them, of the triangle. */
static size_t fill_triangle(const struct cr_least *least, const bool *used, double *part)
{
    size_t d = least->d, m = 0, at = 0;
    for (size_t k = 0; k < d; k++)
        m += used[k] && least->size[k] > 0;
    for (size_t k = 0; k < d; k++) {
        if (!used[k] || !(least->size[k] > 0))
            continue;
        for (size_t i = 0; i < d; i++)
            part[i * m + at] = i <= k ? least->qr[i * d + k] : 0;
        at++;
    }
    return m;
}

void cr_least_slopes(struct cr_least *least, const bool *used, const double *y, double *slope)
{
    size_t n = least->n, d = least->d, rank, m = fill_triangle(least, used, least->part);
    double squares;
    struct cr_gsl_watch watch;

    memset(slope, 0, d * sizeof *slope);
    if (m == 0)
        return;
    gsl_matrix_view qr = gsl_matrix_view_array(least->qr, n, d);
    gsl_vector_view tau = gsl_vector_view_array(least->tau, d);
    gsl_vector_view all = gsl_vector_view_array(least->right, n);
    gsl_vector_view first = gsl_vector_view_array(least->right, d);
    gsl_matrix_view triangle = gsl_matrix_view_array(least->part, d, m);
    gsl_matrix_view covariance = gsl_matrix_view_array(least->variance, m, m);
    gsl_vector_view result = gsl_vector_view_array(least->c, m);

    double mean = cr_sample_mean(y, n);
    for (size_t i = 0; i < n; i++)
        least->right[i] = y[i] - mean;
    cr_gsl_enter(&watch);
    gsl_multifit_linear_workspace *work = cr_gsl_need(&watch, gsl_multifit_linear_alloc(d, m));
    gsl_linalg_QR_QTvec(&qr.matrix, &tau.vector, &all.vector);
    gsl_multifit_linear_tsvd(&triangle.matrix, &first.vector, NOTHING_NEW, &result.vector,
        &covariance.matrix, &squares, &rank, work);
    gsl_multifit_linear_free(work);
    if (cr_gsl_leave(&watch))
        cr_gsl_blame(&watch);
    for (size_t k = 0, at = 0; k < d; k++) {
        if (used[k] && least->size[k] > 0)
            slope[k] = least->c[at++] / least->size[k];
    }
}
