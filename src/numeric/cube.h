/* Integrals over the unit cube by GSL's adaptive Monte Carlo methods (manual, chapter "Monte Carlo
 * Integration"): VEGAS, importance sampling along each axis (Lepage 1978), and MISER, recursive
 * stratified sampling (Press and Farrar 1990). */
#ifndef CR_NUMERIC_CUBE_H
#define CR_NUMERIC_CUBE_H

#include "base/arena.h"

#include <gsl/gsl_rng.h>
#include <stdbool.h>

struct cr_cube {
    size_t dimensions;                           /* at least 1 */
    size_t calls;                                /* of f, about */
    bool miser;                                  /* else VEGAS */
    double (*f)(const double *x, void *context); /* x[dimensions] in (0, 1); may be NaN: then so is
                                                    the integral */
    void *context;
    gsl_rng *rng;
};
struct cr_cube_value {
    double value, error; /* the standard error that the method tells */
    double
        chi_square; /* of VEGAS' estimates by iteration, for each degree of freedom; NaN: MISER */
};
/* Work of GSL's own is given back with `scratch`, so f may jump. */
void cr_cube_integrate(
    struct cr_arena *scratch, const struct cr_cube *cube, struct cr_cube_value *out);

#endif
