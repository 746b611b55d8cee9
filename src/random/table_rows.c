/* The polynomials of random/table.c for rows of uniforms, compiled once for each instruction
 * set. */
#include "random/table_rows.h"

#include "base/kernel.h"

#ifdef __AVX512F__
#include <immintrin.h>
#endif

enum { PIECES = CR_PIECES, TERMS = CR_PIECE_TERMS };
#define REACH (PIECES * CR_PIECE_WIDTH / 2)

#define NAME CR_KERNEL_NAME

void NAME(cr_piece_rows)(const double *terms, const double *z, double *out, size_t n);
unsigned NAME(cr_piece_find)(const double *z, size_t n);
void NAME(cr_gamma_rows)(const double *small, double place, double scale, double *out, size_t n);
void NAME(cr_beta_rows)(const double *log, const double *small, double place, double scale,
    double high, double *out, size_t n);

/* Registers of eight, whose coefficients come out of two registers; returns how many there were. */
#ifdef __AVX512F__
static size_t wide(const double *terms, const double *z, double *out, size_t n)
{
    size_t i = 0;
    for (; i + 8 <= n; i += 8) {
        __m512d place = _mm512_div_pd(_mm512_add_pd(_mm512_loadu_pd(z + i), _mm512_set1_pd(REACH)),
            _mm512_set1_pd(CR_PIECE_WIDTH));
        __m256i piece = _mm512_cvttpd_epi32(place);
        __m512i column = _mm512_cvtepi32_epi64(piece);
        __m512d s = _mm512_sub_pd(place, _mm512_cvtepi32_pd(piece));
        s = _mm512_sub_pd(_mm512_mul_pd(_mm512_set1_pd(2), s), _mm512_set1_pd(1));
        __m512d y = _mm512_setzero_pd();
#pragma GCC unroll 12
        for (int k = TERMS - 1; k >= 0; k--) {
            const double *row = terms + (size_t)k * PIECES;
            __m512d c = _mm512_permutex2var_pd(
                _mm512_loadu_pd(row), column, _mm512_loadu_pd(row + PIECES / 2));
            y = k == TERMS - 1 ? c : _mm512_add_pd(_mm512_mul_pd(y, s), c);
        }
        _mm512_storeu_pd(out + i, y);
    }
    return i;
}
#else
static size_t wide(const double *terms, const double *z, double *out, size_t n)
{
    (void)terms, (void)z, (void)out, (void)n;
    return 0;
}
#endif

void NAME(cr_piece_rows)(const double *terms, const double *z, double *out, size_t n)
{
    for (size_t i = wide(terms, z, out, n); i < n; i++) {
        double place = (z[i] + REACH) / CR_PIECE_WIDTH;
        place = place >= 0 && place < PIECES ? place : 0;
        int piece = (int)place;
        double s = 2 * (place - piece) - 1, y = terms[(TERMS - 1) * PIECES + piece];
        for (int k = TERMS - 2; k >= 0; k--)
            y = y * s + terms[k * PIECES + piece];
        out[i] = y;
    }
}

unsigned NAME(cr_piece_find)(const double *z, size_t n)
{
    unsigned found = 0;
    for (size_t i = 0; i < n; i++) {
        double place = (z[i] + REACH) / CR_PIECE_WIDTH;
        int inside = place >= 0 && place < PIECES, piece = (int)(inside ? place : PIECES);
        found |= 1u << piece;
    }
    return found;
}

void NAME(cr_gamma_rows)(const double *small, double place, double scale, double *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = place + scale * small[i];
}

void NAME(cr_beta_rows)(const double *log, const double *small, double place, double scale,
    double high, double *out, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double way = scale * (small[i] / (1 + small[i]));
        out[i] = log[i] <= 0 ? place + way : high - way;
    }
}
