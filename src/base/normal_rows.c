#include "base/fmath.h"

#include "base/fmath_core.h"
#include "base/kernel.h"

#ifdef __AVX512F__
#include <immintrin.h>
#endif

/* The quantile of the standard normal on the octaves of its nearer tail, each a polynomial. The
 * octave is read from the exponent, so nothing branches; what lies beyond the table comes up once
 * in 65,536 draws. */

enum { LANES = 8, COLUMNS = 16 };

#if !(defined CR_KERNEL && defined __AVX512F__) /* where draws are not taken eight at once */
/* The column of the octave of t; COLUMNS or more: none. */
static inline uint64_t column_of(double t)
{
    return UINT64_C(1021) - (cr_bits(t) >> 52);
}

/* t brought to [1, 2), less 3/2. */
static inline double offset_of(double t)
{
    return cr_from_bits((cr_bits(t) & (UINT64_MAX >> 12)) | UINT64_C(0x3ff) << 52) - 1.5;
}

static inline double draw(double u)
{
    double t = u < 0.5 ? u : 1 - u, s = offset_of(t);
    uint64_t column = column_of(t) & (COLUMNS - 1);
    double z = cr_normal_table[CR_NORMAL_TERMS - 1][column];
    for (int i = CR_NORMAL_TERMS - 2; i >= 0; i--)
        z = z * s + cr_normal_table[i][column];
    return u < 0.5 ? z : -z;
}

static inline int beyond(double u)
{
    return column_of(u < 0.5 ? u : 1 - u) >= COLUMNS;
}
#endif

#ifdef CR_KERNEL
void CR_KERNEL_NAME(cr_normal_draw_rows)(
    const double *u, double middle, double scale, double *out, size_t n);

/* Draws of eight; the mask of those beyond the table, whose draws mean nothing, is returned. */
#ifdef __AVX512F__
static inline unsigned eight(const double *u, double *z)
{
    const __m512i fraction = _mm512_set1_epi64((long long)(UINT64_MAX >> 12));
    const __m512d sign = _mm512_set1_pd(-0.0), half = _mm512_set1_pd(0.5);
    __m512d x = _mm512_loadu_pd(u), other = _mm512_sub_pd(_mm512_set1_pd(1), x);
    __mmask8 below = _mm512_cmp_pd_mask(x, half, _CMP_LT_OQ);
    __m512i bits = _mm512_castpd_si512(_mm512_mask_blend_pd(below, other, x));
    __m512i column = _mm512_sub_epi64(_mm512_set1_epi64(1021), _mm512_srli_epi64(bits, 52));
    __m512i one = _mm512_castpd_si512(_mm512_set1_pd(1));
    __m512d s = _mm512_castsi512_pd(_mm512_or_si512(_mm512_and_si512(bits, fraction), one));
    s = _mm512_sub_pd(s, _mm512_set1_pd(1.5));
    __m512d y = _mm512_setzero_pd();
#pragma GCC unroll 16
    for (int i = CR_NORMAL_TERMS - 1; i >= 0; i--) {
        const double *row = cr_normal_table[i];
        __m512d c =
            _mm512_permutex2var_pd(_mm512_load_pd(row), column, _mm512_load_pd(row + LANES));
        y = i == CR_NORMAL_TERMS - 1 ? c : _mm512_add_pd(_mm512_mul_pd(y, s), c);
    }
    y = _mm512_mask_xor_pd(y, (__mmask8)~below, y, sign);
    _mm512_storeu_pd(z, y);
    return _mm512_cmpge_epu64_mask(column, _mm512_set1_epi64(COLUMNS));
}
#else
static inline unsigned eight(const double *u, double *z)
{
    unsigned far = 0;
    for (unsigned i = 0; i < LANES; i++) {
        z[i] = draw(u[i]);
        far |= (unsigned)beyond(u[i]) << i;
    }
    return far;
}
#endif

static inline void eight_or_fewer(
    const double *u, double middle, double scale, double *out, size_t n)
{
    double z[LANES];
    unsigned far = eight(u, z);
    for (size_t i = 0; far && i < n; i++) {
        if (far >> i & 1)
            z[i] = cr_normal_quantile(u[i]);
    }
    for (size_t i = 0; i < n; i++)
        out[i] = middle + scale * z[i];
}

void CR_KERNEL_NAME(cr_normal_draw_rows)(
    const double *u, double middle, double scale, double *out, size_t n)
{
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        eight_or_fewer(u + i, middle, scale, out + i, LANES);
    double rest[LANES] = {0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25};
    for (size_t k = 0; i + k < n; k++)
        rest[k] = u[i + k];
    eight_or_fewer(rest, middle, scale, out + i, n - i);
}
#else
double cr_normal_draw(double u)
{
    return beyond(u) ? cr_normal_quantile(u) : draw(u);
}
#endif
