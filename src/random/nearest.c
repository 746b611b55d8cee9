/* The nearest correlation matrix: Higham, Computing the nearest correlation matrix, IMA J. Numer.
 * Anal. 22 (2002). */
#include "random/copula.h"

#include <math.h>
#include <string.h>

/* Turns rows and columns p and q so that a[p][q] becomes 0 (Golub and Van Loan, section 8.5). */
static void rotate(double *a, double *vectors, size_t n, size_t p, size_t q)
{
    double apq = a[p * n + q];
    if (apq == 0)
        return;
    double theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
    double t = (theta < 0 ? -1 : 1) / (fabs(theta) + sqrt(theta * theta + 1));
    double c = 1 / sqrt(t * t + 1), s = t * c;

    for (size_t k = 0; k < n; k++) {
        double x = a[k * n + p], y = a[k * n + q];
        a[k * n + p] = c * x - s * y;
        a[k * n + q] = s * x + c * y;
    }
    for (size_t k = 0; k < n; k++) {
        double x = a[p * n + k], y = a[q * n + k];
        a[p * n + k] = c * x - s * y;
        a[q * n + k] = s * x + c * y;
        x = vectors[k * n + p];
        y = vectors[k * n + q];
        vectors[k * n + p] = c * x - s * y;
        vectors[k * n + q] = s * x + c * y;
    }
}

/* Eigenvalues onto the diagonal of a, eigenvectors into the columns of `vectors`: cyclic Jacobi
 * sweeps. */
static void jacobi(double *a, double *vectors, size_t n)
{
    memset(vectors, 0, n * n * sizeof *vectors);
    for (size_t i = 0; i < n; i++)
        vectors[i * n + i] = 1;
    for (int sweep = 0; sweep < 30; sweep++) {
        double off = 0;
        for (size_t p = 0; p < n; p++)
            for (size_t q = p + 1; q < n; q++)
                off += a[p * n + q] * a[p * n + q];
        if (off < 1e-26 * (double)n)
            return;
        for (size_t p = 0; p < n; p++)
            for (size_t q = p + 1; q < n; q++)
                rotate(a, vectors, n, p, q);
    }
}

/* Raises eigenvalues below `floor` to it; returns the smallest one there was. */
static double raise(double *a, double *vectors, double *work, size_t n, double floor)
{
    double least = INFINITY;

    memcpy(work, a, n * n * sizeof *work);
    jacobi(work, vectors, n);
    memset(a, 0, n * n * sizeof *a);
    for (size_t k = 0; k < n; k++) {
        double value = work[k * n + k];
        least = fmin(least, value);
        value = fmax(value, floor);
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

    memcpy(y, matrix, size * sizeof *y);
    for (int round = 0; round < 200; round++) {
        /* Dykstra's correction belongs to the cone only; the unit diagonal is an affine set. */
        for (size_t i = 0; i < size; i++)
            correction[i] = x[i] = y[i] - correction[i];
        double smallest = raise(x, vectors, work, n, floor), change = 0;
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
    /* Whatever is left of rounding: symmetric, and never beyond 1. */
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            nearest[i * n + j] =
                i == j ? 1 : fmin(fmax(0.5 * (y[i * n + j] + y[j * n + i]), -1), 1);
}
