/* Linear systems by GSL. Rows are scaled to the size of their largest number before LU, since
 * pivots are chosen by size; singular values are found of the matrix or its transpose, whichever
 * has at least as many rows as columns, as GSL wants it. */
#include "numeric/linear.h"

#include "numeric/trouble.h"

#include <gsl/gsl_linalg.h>
#include <math.h>

struct cr_linear {
    double *matrix; /* decomposed; of the caller */
    double *scale;  /* [n] of the rows */
    size_t *places; /* [n] */
    size_t n;
};

struct cr_linear *cr_linear_new(struct cr_arena *arena, size_t n)
{
    struct cr_linear *linear = CR_NEW(arena, struct cr_linear, 1);
    *linear =
        (struct cr_linear){.scale = CR_NEW(arena, double, n), .places = CR_NEW(arena, size_t, n)};
    return linear;
}

int cr_linear_decompose(struct cr_linear *linear, double *matrix, size_t n)
{
    linear->matrix = matrix;
    linear->n = n;
    for (size_t i = 0; i < n; i++) {
        double most = 0;
        for (size_t k = 0; k < n; k++)
            most = fmax(most, fabs(matrix[i * n + k]));
        if (!(most > 0) || !isfinite(most))
            return 0;
        linear->scale[i] = 1 / most;
        for (size_t k = 0; k < n; k++)
            matrix[i * n + k] *= linear->scale[i];
    }
    gsl_matrix_view a = gsl_matrix_view_array(matrix, n, n);
    gsl_permutation order = {n, linear->places};
    int sign = 0;
    struct cr_gsl_watch watch;
    cr_gsl_enter(&watch);
    gsl_linalg_LU_decomp(&a.matrix, &order, &sign);
    if (cr_gsl_leave(&watch))
        return 0;
    for (size_t i = 0; i < n; i++) {
        if (!(fabs(matrix[i * n + i]) > 0) || !isfinite(matrix[i * n + i]))
            return 0;
        sign = matrix[i * n + i] < 0 ? -sign : sign;
    }
    return sign;
}

void cr_linear_solve(const struct cr_linear *linear, double *x)
{
    size_t n = linear->n;
    gsl_matrix_view a = gsl_matrix_view_array(linear->matrix, n, n);
    gsl_vector_view b = gsl_vector_view_array(x, n);
    gsl_permutation order = {n, linear->places};
    for (size_t i = 0; i < n; i++)
        x[i] *= linear->scale[i];
    gsl_linalg_LU_svx(&a.matrix, &order, &b.vector);
}

/* A = U S V' (of a tall A; of a wide one the transpose is decomposed, A = V S U'). */
static void least_by(const double *left, const double *s, const double *right, size_t rows,
    size_t columns, size_t rank, const double *b, double cut, double *x)
{
    for (size_t i = 0; i < columns; i++)
        x[i] = 0;
    for (size_t k = 0; k < rank; k++) {
        double part = 0;
        if (!(s[k] > cut * s[0]))
            continue;
        for (size_t i = 0; i < rows; i++)
            part += left[i * rank + k] * b[i];
        for (size_t i = 0; i < columns; i++)
            x[i] += right[i * rank + k] * part / s[k];
    }
}

void cr_linear_least(struct cr_arena *scratch, double *a, size_t rows, size_t columns,
    const double *b, double cut, double *x)
{
    bool wide = rows < columns;
    size_t tall = wide ? columns : rows, rank = wide ? rows : columns;
    double *u = a, *v = CR_NEW(scratch, double, rank *rank), *s = CR_NEW(scratch, double, rank);
    if (wide) {
        u = CR_NEW(scratch, double, tall *rank);
        for (size_t i = 0; i < rows; i++) {
            for (size_t k = 0; k < columns; k++)
                u[k * rank + i] = a[i * columns + k];
        }
    }
    gsl_matrix_view um = gsl_matrix_view_array(u, tall, rank),
                    vm = gsl_matrix_view_array(v, rank, rank);
    gsl_vector_view sv = gsl_vector_view_array(s, rank);
    struct cr_gsl_watch watch;
    cr_gsl_enter(&watch);
    gsl_linalg_SV_decomp_jacobi(&um.matrix, &vm.matrix, &sv.vector);
    bool failed = cr_gsl_leave(&watch) != 0; /* it went round too often: what there is may do */
    for (size_t k = 0; k < rank; k++)
        failed |= !isfinite(s[k]);
    least_by(wide ? v : u, s, wide ? u : v, rows, columns, failed ? 0 : rank, b, cut, x);
}
