/* The polynomials of random/table.c on rows of numbers, compiled once for each instruction set
 * (base/kernel.h). */
#ifndef CR_RANDOM_TABLE_ROWS_H
#define CR_RANDOM_TABLE_ROWS_H

#include <stddef.h>

/* Pieces of equal width, with 0 in the middle. */
enum { CR_PIECES = 16, CR_PIECE_TERMS = 12 };
#define CR_PIECE_WIDTH 0.5

/* out[i]: the polynomial of z[i]'s piece, whose term k is terms[k * CR_PIECES + piece], at the
 * place of z[i] in it, from -1 to 1. Where z[i] is in none of them, out[i] means nothing. */
void cr_piece_rows(const double *terms, const double *z, double *out, size_t n);

/* Bit k: piece k holds some z[i]; bit CR_PIECES: some z[i] is in none of them. */
unsigned cr_piece_find(const double *z, size_t n);

/* From logs of a gamma variate, and exp(log) in small[i]: out[i] = place + scale * small[i]. From
 * log-odds of a beta variate, and exp(-|log|) in small[i]: measured from the nearer end. */
void cr_gamma_rows(const double *small, double place, double scale, double *out, size_t n);
void cr_beta_rows(const double *log, const double *small, double place, double scale, double high,
    double *out, size_t n);

#endif
