/* Low-discrepancy sequences of GSL's (manual, chapter "Quasi-Random Sequences"), beside our own
 * Sobol points: Halton's (any number of dimensions that a scenario has) and Niederreiter's in base
 * 2 (12 dimensions). A design is the sequence shifted as a whole, modulo 1, by one uniform a
 * dimension (Cranley and Patterson 1976), so that several designs tell the error. */
#ifndef CR_LUCK_QUASI_H
#define CR_LUCK_QUASI_H

#include <stdint.h>

enum cr_quasi { CR_QUASI_HALTON, CR_QUASI_NIEDERREITER };

/* How many of `wanted` dimensions the sequence has. */
unsigned cr_quasi_dimensions(enum cr_quasi kind, unsigned wanted);
/* Points first .. first + n - 1, out[i * dimensions + d] in [0, 1). All points before them are made
 * on the way: cost grows with first. */
void cr_quasi_points(
    enum cr_quasi kind, unsigned dimensions, uint64_t first, uint64_t n, double *out);
/* The coordinate of a design with this key: on (0, 1). */
double cr_quasi_shift(double x, uint64_t key, uint32_t event);

#endif
