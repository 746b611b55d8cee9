/* The nearest correlation matrix: Higham, Computing the nearest correlation matrix, IMA J. Numer.
 * Anal. 22 (2002); eigenvalues by GSL (gsl_eigen_symmv; manual, chapter "Eigensystems"). */
#include "numeric/nearest.h"

#include "numeric/trouble.h"

#include <gsl/gsl_eigen.h>
#include <math.h>
#include <string.h>

/* Raises eigenvalues below `floor` to it; returns the smallest one there was. `values`, `vectors`
 * and `work` are scratch. */
static double raise(double *a, double *values, double *vectors, double *work, size_t n,
    double floor, gsl_eigen_symmv_workspace *eigen)
{
    double least = INFINITY;
    gsl_matrix_view matrix = gsl_matrix_view_array(work, n, n);
    gsl_matrix_view columns = gsl_matrix_view_array(vectors, n, n);
    gsl_vector_view diagonal = gsl_vector_view_array(values, n);

    memcpy(work, a, n * n * sizeof *work);
    gsl_eigen_symmv(&matrix.matrix, &diagonal.vector, &columns.matrix, eigen);
    memset(a, 0, n * n * sizeof *a);
    for (size_t k = 0; k < n; k++) {
        double value = fmax(values[k], floor);
        least = fmin(least, values[k]);
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                a[i * n + j] += value * vectors[i * n + k] * vectors[j * n + k];
    }
    return least;
}

void cr_nearest_correlation(struct cr_arena *scratch, const double *matrix, int d, double floor,
    double *nearest, double *least)
{
    size_t n = (size_t)d, size = n * n;
    double *y = CR_NEW(scratch, double, size), *x = CR_NEW(scratch, double, size);
    double *correction = CR_NEW(scratch, double, size);
    double *vectors = CR_NEW(scratch, double, size), *work = CR_NEW(scratch, double, size);
    double *values = CR_NEW(scratch, double, n);
    struct cr_gsl_watch watch;

    memcpy(y, matrix, size * sizeof *y);
    cr_gsl_enter(&watch);
    gsl_eigen_symmv_workspace *eigen = cr_gsl_need(&watch, gsl_eigen_symmv_alloc(n));
    for (int round = 0; round < 200; round++) {
        /* Dykstra's correction belongs to the cone only; the unit diagonal is an affine set. */
        for (size_t i = 0; i < size; i++)
            correction[i] = x[i] = y[i] - correction[i];
        double smallest = raise(x, values, vectors, work, n, floor, eigen), change = 0;
        if (round == 0)
            *least = smallest;
        for (size_t i = 0; i < size; i++) {
            correction[i] = x[i] - correction[i];
            double next = i % (n + 1) == 0 ? 1 : x[i];
            change = fmax(change, fabs(next - y[i]));
            y[i] = next;
        }
        if (change < 1e-7)
            break;
    }
    gsl_eigen_symmv_free(eigen);
    if (cr_gsl_leave(&watch))
        cr_gsl_blame(&watch);
    /* Whatever is left of rounding: symmetric, and never beyond 1. */
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            nearest[i * n + j] =
                i == j ? 1 : fmin(fmax(0.5 * (y[i * n + j] + y[j * n + i]), -1), 1);
}
