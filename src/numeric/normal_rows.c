/* The standard normal quantile for rows of uniforms: one polynomial for each octave of the
 * nearer tail, the same bits in every instruction set. */
#include "numeric/normal_draw.h"

#include "base/fmath_core.h"
#include "base/kernel.h"
#include "numeric/normal.h"

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

static inline bool is_beyond_table(double u)
{
    return column_of(u < 0.5 ? u : 1 - u) >= COLUMNS;
}
#endif

#ifdef CR_KERNEL
void CR_KERNEL_NAME(cr_normal_draw_rows)(
    const double *u, double middle, double scale, double *out, size_t n);

/* Registers side by side: the terms of one polynomial wait for each other, those of several do not.
 */
enum { MANY = 4 };

#ifdef __AVX512F__
/* Where eight uniforms stand in the table, and their draws. */
struct eight {
    __m512i column;
    __m512d s, y;
    __mmask8 below;
};

static inline struct eight locate_columns(const double *u)
{
    const __m512i fraction = _mm512_set1_epi64((long long)(UINT64_MAX >> 12));
    __m512d x = _mm512_loadu_pd(u), other = _mm512_sub_pd(_mm512_set1_pd(1), x);
    __mmask8 below = _mm512_cmp_pd_mask(x, _mm512_set1_pd(0.5), _CMP_LT_OQ);
    __m512i bits = _mm512_castpd_si512(_mm512_mask_blend_pd(below, other, x));
    __m512i column = _mm512_sub_epi64(_mm512_set1_epi64(1021), _mm512_srli_epi64(bits, 52));
    __m512i one = _mm512_castpd_si512(_mm512_set1_pd(1));
    __m512d s = _mm512_castsi512_pd(_mm512_or_si512(_mm512_and_si512(bits, fraction), one));
    s = _mm512_sub_pd(s, _mm512_set1_pd(1.5));
    return (struct eight){column, s, _mm512_setzero_pd(), below};
}

/* `all`: of all columns; else of the first eight, which takes half as long. */
static inline __attribute__((always_inline)) void polynomials(struct eight *x, int many, int all)
{
#pragma GCC unroll 16
    for (int i = CR_NORMAL_TERMS - 1; i >= 0; i--) {
        const double *row = cr_normal_table[i];
        __m512d near = _mm512_load_pd(row), far = _mm512_load_pd(row + LANES);
#pragma GCC unroll 4
        for (int k = 0; k < many; k++) {
            __m512d c = all ? _mm512_permutex2var_pd(near, x[k].column, far)
                            : _mm512_permutexvar_pd(x[k].column, near);
            x[k].y = i == CR_NORMAL_TERMS - 1 ? c : _mm512_add_pd(_mm512_mul_pd(x[k].y, x[k].s), c);
        }
    }
}

/* One draw in 256 needs the columns behind the first eight. */
static inline bool is_far(const struct eight *x)
{
    return _mm512_cmpge_epu64_mask(x->column, _mm512_set1_epi64(LANES)) != 0;
}

/* The draws; the mask of those beyond the table, whose draws mean nothing, is returned. */
static inline unsigned store_draws(const struct eight *x, double *z)
{
    const __m512d sign = _mm512_set1_pd(-0.0);
    _mm512_storeu_pd(z, _mm512_mask_xor_pd(x->y, (__mmask8)~x->below, x->y, sign));
    return _mm512_cmpge_epu64_mask(x->column, _mm512_set1_epi64(COLUMNS));
}

static inline unsigned eight(const double *u, double *z)
{
    struct eight x = locate_columns(u);
    if (is_far(&x))
        polynomials(&x, 1, 1);
    else
        polynomials(&x, 1, 0);
    return store_draws(&x, z);
}

/* MANY times eight; the masks behind each other. */
static inline unsigned many_eights(const double *u, double *z)
{
    struct eight x[MANY];
    unsigned far = 0;
    int any = 0;
    for (int k = 0; k < MANY; k++) {
        x[k] = locate_columns(u + k * LANES);
        any |= is_far(&x[k]);
    }
    if (any)
        polynomials(x, MANY, 1);
    else
        polynomials(x, MANY, 0);
    for (int k = 0; k < MANY; k++)
        far |= store_draws(&x[k], z + k * LANES) << k * LANES;
    return far;
}
#else
static inline unsigned eight(const double *u, double *z)
{
    unsigned far = 0;
    for (unsigned i = 0; i < LANES; i++) {
        z[i] = draw(u[i]);
        far |= (unsigned)is_beyond_table(u[i]) << i;
    }
    return far;
}

static inline unsigned many_eights(const double *u, double *z)
{
    unsigned far = 0;
    for (int k = 0; k < MANY; k++)
        far |= eight(u + k * LANES, z + k * LANES) << k * LANES;
    return far;
}
#endif

static inline void scaled(
    const double *u, unsigned far, double middle, double scale, double *z, double *out, size_t n)
{
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
    enum { ALL = MANY * LANES };
    double z[ALL], rest[LANES] = {0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25};
    size_t i = 0;
    for (; i + ALL <= n; i += ALL)
        scaled(u + i, many_eights(u + i, z), middle, scale, z, out + i, ALL);
    for (; i + LANES <= n; i += LANES)
        scaled(u + i, eight(u + i, z), middle, scale, z, out + i, LANES);
    for (size_t k = 0; i + k < n; k++)
        rest[k] = u[i + k];
    scaled(rest, eight(rest, z), middle, scale, z, out + i, n - i);
}
#else
double cr_normal_draw(double u)
{
    return is_beyond_table(u) ? cr_normal_quantile(u) : draw(u);
}
#endif
