/* Draws of the standard normal law, many at once. */
#ifndef CR_NUMERIC_NORMAL_DRAW_H
#define CR_NUMERIC_NORMAL_DRAW_H

#include <stddef.h>

/* From a table: z is within 3e-13, and the probability of its tail within a relative
 * 1e-12, of the true ones; below a tail of 2^-17 it is cr_normal_quantile. Ours, since GSL has no
 * form that takes many numbers at once: the rows are eight times as fast as GSL's function, the
 * same bits on every instruction set. */
double cr_normal_draw(double u);
/* middle + scale * cr_normal_draw(u[i]); out may be u. */
void cr_normal_draw_rows(const double *u, double middle, double scale, double *out, size_t n);

/* Column j holds c[0], c[1], ... of the quantile on the octave [2^-(j + 2), 2^-(j + 1)) as a
 * polynomial in s = t 2^(j + 2) - 3/2 (normal_table.c). */
enum { CR_NORMAL_TERMS = 15 };
extern const double cr_normal_table[CR_NORMAL_TERMS][16];

#endif
