/* Rank correlations among uncertain numbers by a Gaussian copula: the margins stay what they are,
 * Spearman's rho becomes what was asked. (For a Gaussian copula rho = 6/pi asin(r/2); Kruskal
 * 1958.) */
#ifndef CR_RANDOM_COPULA_H
#define CR_RANDOM_COPULA_H

#include "base/arena.h"

#include <stdbool.h>

struct cr_copula {
    int d;
    const double
        *root; /* d x d by rows, lower triangle: the Cholesky root of the normal correlations */
};

/* A pair whose correlation cannot stay as asked. */
struct cr_copula_pair {
    int i, j; /* i < j */
    double asked, nearest;
};
/* Why there is no such copula, and the nearest one there is. */
struct cr_copula_fault {
    double least;                 /* smallest eigenvalue of the normal correlations asked for */
    const double *nearest;        /* d x d rank correlations with 3 decimals that do work */
    struct cr_copula_pair *pairs; /* with a changed third decimal, the largest change first */
    int n_pairs;
};

/* rho: d x d by rows, Spearman, symmetric, diagonal 1, entries from -1 to 1 (1 and -1 mean equal
 * and opposite ranks). Returns NULL, or a sentence; then `fault` (may be NULL) is filled if the
 * matrix is one but has no joint distribution (n_pairs > 0), else zeroed. */
const char *cr_copula_prepare(struct cr_arena *arena, struct cr_copula *copula, int d,
    const double *rho, struct cr_copula_fault *fault);
/* Turns d independent uniforms in (0, 1) into correlated ones, in place. */
void cr_copula_apply(const struct cr_copula *copula, double *u);

/* Pearson's r of the normals for a rank correlation, and back. */
double cr_copula_pearson(double spearman);
double cr_copula_spearman(double pearson);

/* Lower Cholesky root of a symmetric positive semidefinite d x d matrix; false when it is not one.
 */
bool cr_cholesky(const double *matrix, int d, double *root);

#endif
