/* Philox4x32-10 on rows of counters, compiled once for each instruction set: the same bits as
 * the scalar stream (luck/stream.c), many lanes at a time. Forks divide lists of runs by
 * comparing their uniforms with a share. */
#include "luck/stream.h"

#include "base/kernel.h"

#include <stddef.h>

#ifdef __AVX2__
#include <immintrin.h>
#endif

/* Philox on rows of counters: every lane holds a 32-bit word in 64 bits, so that a product of two
 * words is one instruction in every instruction set. Same results as cr_philox. */

enum { CHUNK = 64, ROUNDS = 10 };

#define LOW UINT64_C(0xffffffff)

/* As many lanes at once as a register holds: a product of the lower words is one instruction, which
 * does not look at the upper ones, so that those may hold anything until the end. */
#ifdef __AVX512F__
enum { WIDE = 8 };
typedef __m512i words;
#define LOAD(at) _mm512_loadu_si512(at)
#define ALL(x) _mm512_set1_epi64((long long)(x))
#define PRODUCT(a, b) _mm512_mul_epu32(a, b)
#define UPPER(x) _mm512_srli_epi64(x, 32)
#define EITHER(a, b, c) _mm512_ternarylogic_epi64(a, b, c, 0x96)
#elif defined __AVX2__
enum { WIDE = 4 };
typedef __m256i words;
#define LOAD(at) _mm256_loadu_si256((const __m256i *)(at))
#define ALL(x) _mm256_set1_epi64x((long long)(x))
#define PRODUCT(a, b) _mm256_mul_epu32(a, b)
#define UPPER(x) _mm256_srli_epi64(x, 32)
#define EITHER(a, b, c) _mm256_xor_si256(a, _mm256_xor_si256(b, c))
#endif

#ifdef __AVX2__
/* Some registers side by side: the rounds of one wait for each other, those of several do not. */
enum { MANY = 4 };
struct state {
    words x0, x1, x2, x3;
};

static inline __attribute__((always_inline)) void rounds(uint64_t seed, struct state *x, int many)
{
    const words m0 = ALL(0xD2511F53u), m1 = ALL(0xCD9E8D57u);
    uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
#pragma GCC unroll 10
    for (int round = 0; round < ROUNDS; round++) {
#pragma GCC unroll 4
        for (int k = 0; k < many; k++) {
            words left = PRODUCT(x[k].x0, m0), right = PRODUCT(x[k].x2, m1);
            x[k].x0 = EITHER(UPPER(right), x[k].x1, ALL(k0));
            x[k].x1 = right;
            x[k].x2 = EITHER(UPPER(left), x[k].x3, ALL(k1));
            x[k].x3 = left;
        }
        k0 += 0x9E3779B9u;
        k1 += 0xBB67AE85u;
    }
}

static inline struct state start_of(words run, uint32_t event, words last)
{
    return (struct state){run, UPPER(run), ALL(event), last};
}

static inline void uniforms_of(const struct state *x, double *out)
{
#ifdef __AVX512F__
    words low = _mm512_and_si512(x->x1, ALL(LOW));
    words bits = _mm512_ternarylogic_epi64(_mm512_slli_epi64(_mm512_and_si512(x->x0, ALL(LOW)), 20),
        _mm512_srli_epi64(low, 12), ALL(UINT64_C(0x3ff) << 52), 0xfe);
    __m512d one = _mm512_sub_pd(_mm512_castsi512_pd(bits), _mm512_set1_pd(1));
    _mm512_storeu_pd(out, _mm512_add_pd(one, _mm512_set1_pd(0x1p-53)));
#else
    words low = _mm256_srli_epi64(_mm256_and_si256(x->x1, ALL(LOW)), 12);
    words bits = _mm256_or_si256(_mm256_slli_epi64(_mm256_and_si256(x->x0, ALL(LOW)), 20), low);
    bits = _mm256_or_si256(bits, ALL(UINT64_C(0x3ff) << 52));
    __m256d one = _mm256_sub_pd(_mm256_castsi256_pd(bits), _mm256_set1_pd(1));
    _mm256_storeu_pd(out, _mm256_add_pd(one, _mm256_set1_pd(0x1p-53)));
#endif
}

/* All lanes, the last register filled up; returns how many lanes that were. */
static size_t wide(uint64_t seed, const uint64_t *runs, uint32_t event, const uint64_t *last,
    double *out, size_t n)
{
    uint64_t some[2][WIDE] = {{0}};
    double u[WIDE];
    size_t i = 0;
    for (; i + MANY * WIDE <= n; i += MANY * WIDE) {
        struct state x[MANY];
        for (size_t k = 0; k < MANY; k++)
            x[k] = start_of(LOAD(runs + i + k * WIDE), event, LOAD(last + i + k * WIDE));
        rounds(seed, x, MANY);
        for (size_t k = 0; k < MANY; k++)
            uniforms_of(&x[k], out + i + k * WIDE);
    }
    for (; i + WIDE <= n; i += WIDE) {
        struct state x = start_of(LOAD(runs + i), event, LOAD(last + i));
        rounds(seed, &x, 1);
        uniforms_of(&x, out + i);
    }
    if (i == n)
        return n;
    for (size_t k = 0; i + k < n; k++) {
        some[0][k] = runs[i + k];
        some[1][k] = last[i + k];
    }
    struct state x = start_of(LOAD(some[0]), event, LOAD(some[1]));
    rounds(seed, &x, 1);
    uniforms_of(&x, u);
    for (; i < n; i++)
        out[i] = u[i % WIDE];
    return n;
}
#else
static size_t wide(uint64_t seed, const uint64_t *runs, uint32_t event, const uint64_t *last,
    double *out, size_t n)
{
    (void)seed, (void)runs, (void)event, (void)last, (void)out, (void)n;
    return 0;
}
#endif

static void chunk(uint64_t seed, const uint64_t *runs, uint32_t event, const uint64_t *last,
    double *out, size_t n)
{
    for (size_t i = wide(seed, runs, event, last, out, n); i < n; i++) {
        uint64_t x0 = runs[i] & LOW, x1 = runs[i] >> 32, x2 = event, x3 = last[i];
        uint64_t k0 = seed & LOW, k1 = seed >> 32;
#pragma GCC unroll 10
        for (int round = 0; round < ROUNDS; round++) {
            uint64_t left = (x0 & LOW) * UINT64_C(0xD2511F53),
                     right = (x2 & LOW) * UINT64_C(0xCD9E8D57);
            x0 = (right >> 32) ^ x1 ^ k0;
            x1 = right & LOW;
            x2 = (left >> 32) ^ x3 ^ k1;
            x3 = left & LOW;
            k0 = (k0 + UINT64_C(0x9E3779B9)) & LOW;
            k1 = (k1 + UINT64_C(0xBB67AE85)) & LOW;
        }
        /* (2 k + 1) 2^-53 of the upper 52 bits, put together as 1 + k 2^-52 less 1 plus 2^-53, each
         * step exact. */
        union {
            uint64_t bits;
            double x;
        } one = {.bits = UINT64_C(0x3ff) << 52 | x0 << 20 | x1 >> 12};
        out[i] = (one.x - 1) + 0x1p-53;
    }
}

void CR_KERNEL_NAME(cr_uniform_rows)(uint64_t seed, const uint64_t *runs, uint32_t event,
    enum cr_domain domain, const uint32_t *draws, double *out, size_t n);

void CR_KERNEL_NAME(cr_uniform_rows)(uint64_t seed, const uint64_t *runs, uint32_t event,
    enum cr_domain domain, const uint32_t *draws, double *out, size_t n)
{
    uint64_t last[CHUNK];
    for (size_t i = 0; i < CHUNK; i++)
        last[i] = (uint64_t)domain << 24;
    for (size_t at = 0; at < n; at += CHUNK) {
        size_t count = n - at < CHUNK ? n - at : CHUNK;
        for (size_t i = 0; draws && i < count; i++)
            last[i] = (uint64_t)domain << 24 | draws[at + i];
        chunk(seed, runs + at, event, last, out + at, count);
    }
}

/* ---- Forks ---- */

void CR_KERNEL_NAME(cr_fork_rows)(
    const struct cr_fork *fork, const int *lanes, size_t n, int *const *lists, size_t *counts);

#ifdef __AVX512F__
static inline struct state run_of(const struct cr_fork *f, __m256i lanes)
{
    __m512i run = _mm512_add_epi64(_mm512_cvtepu32_epi64(lanes), ALL(f->first));
    return start_of(run, f->event, ALL((uint64_t)f->domain << 24));
}

/* The 52 bits of eight uniforms. */
static inline __m512i bits_of(const struct state *x)
{
    __m512i high = _mm512_slli_epi64(_mm512_and_si512(x->x0, ALL(LOW)), 20);
    return _mm512_or_si512(high, _mm512_srli_epi64(_mm512_and_si512(x->x1, ALL(LOW)), 12));
}

static inline unsigned reached(
    const struct cr_fork *f, const struct cr_fork_step *step, __m256i lanes, __m512i bits)
{
    __m512i at =
        step->varies ? _mm512_i32gather_epi64(lanes, step->at + f->world, 8) : ALL(*step->at);
    return _mm512_cmpge_epu64_mask(bits, at);
}

static inline void append_lanes(int *list, size_t *count, __mmask16 there, __m512i lanes)
{
    if (list)
        _mm512_storeu_si512(list + *count, _mm512_maskz_compress_epi32(there, lanes));
    *count += (size_t)__builtin_popcount(there);
}

static void fork_lanes(
    const struct cr_fork *f, const int *lanes, size_t n, int *const *lists, size_t *counts)
{
    const __m512i step = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    for (size_t i = 0; i < n; i += 16) {
        /* Of the last, fewer may be there: the others stand for lane 0, and go nowhere. */
        __mmask16 left = n - i < 16 ? (__mmask16)((1u << (n - i)) - 1) : (__mmask16)0xffff;
        __m512i ids = lanes ? _mm512_maskz_loadu_epi32(left, lanes + i)
                            : _mm512_maskz_add_epi32(left, _mm512_set1_epi32((int)i), step);
        __m256i near = _mm512_castsi512_si256(ids), far = _mm512_extracti64x4_epi64(ids, 1);
        struct state x[2] = {run_of(f, near), run_of(f, far)};
        rounds(f->seed, x, 2);
        __m512i near_bits = bits_of(&x[0]), far_bits = bits_of(&x[1]);
        for (int b = 0; b < f->n_steps; b++) {
            unsigned on = reached(f, &f->steps[b], near, near_bits) |
                          reached(f, &f->steps[b], far, far_bits) << 8;
            append_lanes(lists[b], &counts[b], (__mmask16)(left & ~on), ids);
            left &= (__mmask16)on;
        }
        append_lanes(lists[f->n_steps], &counts[f->n_steps], left, ids);
    }
}
#else
static int branch_at(const struct cr_fork *f, int lane, uint64_t bits)
{
    int branch = 0;
    while (branch < f->n_steps) {
        const struct cr_fork_step *step = &f->steps[branch];
        if (bits < step->at[step->varies ? f->world + (uint64_t)lane : 0])
            break;
        branch++;
    }
    return branch;
}

static void fork_lanes(
    const struct cr_fork *f, const int *lanes, size_t n, int *const *lists, size_t *counts)
{
    for (size_t at = 0; at < n; at += CHUNK) {
        size_t some = n - at < CHUNK ? n - at : CHUNK;
        uint64_t runs[CHUNK], last[CHUNK];
        double u[CHUNK];
        for (size_t i = 0; i < some; i++) {
            runs[i] = f->first + (uint64_t)(lanes ? lanes[at + i] : (int)(at + i));
            last[i] = (uint64_t)f->domain << 24;
        }
        chunk(f->seed, runs, f->event, last, u, some);
        for (size_t i = 0; i < some; i++) {
            int lane = lanes ? lanes[at + i] : (int)(at + i);
            int branch = branch_at(f, lane, (uint64_t)(u[i] * 0x1p52)); /* less the half */
            if (lists[branch])
                lists[branch][counts[branch]] = lane;
            counts[branch]++;
        }
    }
}
#endif

void CR_KERNEL_NAME(cr_fork_rows)(
    const struct cr_fork *fork, const int *lanes, size_t n, int *const *lists, size_t *counts)
{
    for (int b = 0; b <= fork->n_steps; b++)
        counts[b] = 0;
    fork_lanes(fork, lanes, n, lists, counts);
}
