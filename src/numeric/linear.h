/* Square systems by LU and the smallest solution of any system by singular values, by GSL (manual,
 * chapter "Linear Algebra"). Matrices stand by rows. */
#ifndef CR_NUMERIC_LINEAR_H
#define CR_NUMERIC_LINEAR_H

#include "base/arena.h"

#include <stdbool.h>

/* Room for systems of up to n unknowns and equations. */
struct cr_linear;
struct cr_linear *cr_linear_new(struct cr_arena *arena, size_t n);

/* Decomposes an n x n matrix, which is used up and kept, with its rows scaled
 * (gsl_linalg_LU_decomp); the sign of its determinant, 0 where it is singular. */
int cr_linear_decompose(struct cr_linear *linear, double *matrix, size_t n);
/* Solves for one right side, which becomes the solution (gsl_linalg_LU_svx). */
void cr_linear_solve(const struct cr_linear *linear, double *x);

/* Of all x for which |A x - b| is least the one with the smallest |x|, by singular values
 * (gsl_linalg_SV_decomp_jacobi); those below `cut` of the largest count as 0. A has `rows` rows and
 * `columns` columns and is used up. */
void cr_linear_least(struct cr_arena *scratch, double *a, size_t rows, size_t columns,
    const double *b, double cut, double *x);

#endif
