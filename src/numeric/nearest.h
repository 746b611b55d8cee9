/* The nearest correlation matrix. */
#ifndef CR_NUMERIC_NEAREST_H
#define CR_NUMERIC_NEAREST_H

#include "base/arena.h"

/* In the Frobenius norm, with eigenvalues of at least `floor` (Higham 2002, algorithm 3.3); *least
 * becomes the smallest eigenvalue of the matrix given. */
void cr_nearest_correlation(struct cr_arena *scratch, const double *matrix, int d, double floor,
    double *nearest, double *least);

#endif
