/* Linear systems and least squares, by GSL (manual, chapters "Linear Algebra" and "Linear
 * Least-Squares Fitting"). Matrices stand by rows. */
#ifndef CR_NUMERIC_LEAST_H
#define CR_NUMERIC_LEAST_H

#include "base/arena.h"

#include <stdbool.h>

/* Solves the n x n system, x being the right side first, by Householder's QR with pivots
 * (gsl_linalg_QRPT_decomp); false where it is singular. `matrix` is used up; n to 16. */
enum { CR_SYSTEM_MOST = 16 };
bool cr_solve_system(double *matrix, double *x, size_t n);

/* The slope c of y = c x (gsl_fit_mul); 0 where x is 0 throughout. */
double cr_slope_through_zero(const double *x, const double *y, size_t n);

/* The columns x[0 .. d - 1] of n numbers, n >= d, as an orthonormal basis of what they span,
 * column after column in q[d * n]: that of Gram and Schmidt, by Householder's QR
 * (gsl_linalg_QR_decomp). Those that bring nothing new are left out; returns how many are not. */
size_t cr_orthonormal(
    struct cr_arena *scratch, const double *const *x, size_t n, size_t d, double *q);

/* Regression on a set of columns, of which each fit may leave some out: their QR once
 * (gsl_linalg_QR_decomp), then for each fit a small system in its triangle, by singular values
 * (gsl_multifit_linear_tsvd), so that columns which depend on each other do no harm. */
struct cr_least;
/* n >= d. Deviations of each column from its mean count. */
struct cr_least *cr_least_new(struct cr_arena *arena, const double *const *x, size_t n, size_t d);
/* slope[d]: of y, with a constant beside; 0 for the columns that are not used. One thread at a
 * time: `least` has room for the work. */
void cr_least_slopes(struct cr_least *least, const bool *used, const double *y, double *slope);

#endif
