/* Loops over the lanes of a block (program/rows.h), compiled once for each instruction set.
 *
 * Sums run in eight interleaved partial sums that are added up in a fixed order, and every value
 * goes through the same operations whatever the width of a register: the instruction set changes
 * the speed and no bit of a result. Lists of lanes are written in whole vectors, which is why
 * they need room behind their end. */
#include "base/fmath.h"
#include "base/kernel.h"
#include "program/rows.h"

#include <float.h>
#include <math.h>
#include <string.h>

#ifdef __AVX512F__
#include <immintrin.h>
#endif

enum { CHUNK = 64, SUMS = 8 };

/* Eight doubles anywhere in memory, in as many registers as it takes. */
typedef double eight __attribute__((vector_size(SUMS * sizeof(double)), aligned(8), may_alias));
typedef int64_t eight_masks __attribute__((vector_size(SUMS * sizeof(double)), aligned(8)));

#define NAME CR_KERNEL_NAME

/* ---- Lists of lanes ---- */

void NAME(cr_rows_read_at)(const double *row, const int *lanes, size_t n, double *out);
void NAME(cr_rows_read_words_at)(const uint64_t *row, const int *lanes, size_t n, uint64_t *out);
void NAME(cr_rows_read_ints_at)(const int *row, const int *lanes, size_t n, int *out);
void NAME(cr_rows_put)(double *row, const int *lanes, size_t n, const double *x);
void NAME(cr_rows_put_ints)(int *row, const int *lanes, size_t n, int x);
void NAME(cr_rows_copy)(const double *from, const int *lanes, size_t n, double *to);
size_t NAME(cr_rows_find)(const int *key, int wanted, const int *lanes, size_t n, int *out);
double NAME(cr_rows_sum)(const double *x, const int *lanes, size_t n);

void NAME(cr_rows_read_at)(const double *row, const int *lanes, size_t n, double *restrict out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = row[lanes[i]];
}

void NAME(cr_rows_read_words_at)(
    const uint64_t *row, const int *lanes, size_t n, uint64_t *restrict out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = row[lanes[i]];
}

void NAME(cr_rows_read_ints_at)(const int *row, const int *lanes, size_t n, int *restrict out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = row[lanes[i]];
}

void NAME(cr_rows_put)(double *restrict row, const int *lanes, size_t n, const double *x)
{
    for (size_t i = 0; i < n; i++)
        row[lanes[i]] = x[i];
}

void NAME(cr_rows_put_ints)(int *restrict row, const int *lanes, size_t n, int x)
{
    for (size_t i = 0; i < n; i++)
        row[lanes[i]] = x;
}

void NAME(cr_rows_copy)(const double *from, const int *lanes, size_t n, double *restrict to)
{
    for (size_t i = 0; i < n; i++)
        to[lanes[i]] = from[lanes[i]];
}

/* Eights without a lane that is wanted are passed over at once. */
static size_t find_from(
    size_t i, const int *key, int wanted, const int *lanes, size_t n, int *out, size_t found)
{
    while (i < n) {
        size_t end = i + 8 < n ? i + 8 : n;
        int any = 0;
        for (size_t k = i; k < end; k++)
            any |= key[k] == wanted;
        for (; any && i < end; i++) {
            out[found] = lanes ? lanes[i] : (int)i;
            found += key[i] == wanted;
        }
        i = end;
    }
    return found;
}

size_t NAME(cr_rows_find)(const int *key, int wanted, const int *lanes, size_t n, int *out)
{
    size_t i = 0, found = 0;
#ifdef __AVX512F__
    const __m512i want = _mm512_set1_epi32(wanted);
    const __m512i step = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    for (; i + 16 <= n; i += 16) {
        __mmask16 is = _mm512_cmpeq_epi32_mask(_mm512_loadu_si512(key + i), want);
        __m512i ids = lanes ? _mm512_loadu_si512(lanes + i)
                            : _mm512_add_epi32(_mm512_set1_epi32((int)i), step);
        _mm512_storeu_si512(out + found, _mm512_maskz_compress_epi32(is, ids));
        found += (size_t)__builtin_popcount(is);
    }
#endif
    return find_from(i, key, wanted, lanes, n, out, found);
}

static inline double eight_sums(const double sum[SUMS])
{
    return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
}

double NAME(cr_rows_sum)(const double *x, const int *lanes, size_t n)
{
    double sum[SUMS] = {0};
    size_t i = 0;
    for (; i + SUMS <= n; i += SUMS) {
        for (size_t k = 0; k < SUMS; k++)
            sum[k] += x[lanes[i + k]];
    }
    for (size_t k = 0; i < n; i++, k++)
        sum[k] += x[lanes[i]];
    return eight_sums(sum);
}

size_t NAME(cr_rows_outside)(const double *x, size_t n, double low, double high);

size_t NAME(cr_rows_outside)(const double *x, size_t n, double low, double high)
{
    for (size_t at = 0; at < n; at += CHUNK) {
        size_t end = at + CHUNK < n ? at + CHUNK : n;
        int64_t outside = 0;
        for (size_t i = at; i < end; i++)
            outside |= x[i] >= low && x[i] <= high ? 0 : 1;
        for (size_t i = at; outside && i < end; i++) {
            if (!(x[i] >= low && x[i] <= high))
                return i;
        }
    }
    return n;
}

/* ---- Choosing ---- */

void NAME(cr_rows_pick)(const double *p, int n_branches, const double *u, size_t n, int *choice);
void NAME(cr_rows_pick_alike)(
    const double *p, int n_branches, const double *u, size_t n, int *choice);

/* As sums do not fall, the branch is the number of sums that u has reached; numbers are doubles, so
 * that one mask serves them all. */
static void pick_chunk(
    const double *p, size_t stride, int n_branches, const double *u, size_t n, int *choice)
{
    double sum[CHUNK] = {0}, reached[CHUNK] = {0}, last[CHUNK] = {0};
    for (int b = 0; b < n_branches; b++) {
        const double *share = p + (size_t)b * stride;
        for (size_t i = 0; i < n; i++) {
            sum[i] += share[i];
            last[i] = share[i] > 0 ? b : last[i];
            reached[i] += u[i] >= sum[i] ? 1 : 0;
        }
    }
    for (size_t i = 0; i < n; i++)
        choice[i] = (int)(reached[i] < n_branches ? reached[i] : last[i]);
}

void NAME(cr_rows_pick)(const double *p, int n_branches, const double *u, size_t n, int *choice)
{
    for (size_t at = 0; at < n; at += CHUNK) {
        size_t some = n - at < CHUNK ? n - at : CHUNK;
        pick_chunk(p + at, n, n_branches, u + at, some, choice + at);
    }
}

void NAME(cr_rows_pick_alike)(
    const double *p, int n_branches, const double *u, size_t n, int *choice)
{
    int last = 0;
    for (int b = 0; b < n_branches; b++)
        last = p[b] > 0 ? b : last;
    for (size_t at = 0; at < n; at += CHUNK) {
        size_t some = n - at < CHUNK ? n - at : CHUNK;
        double reached[CHUNK] = {0}, sum = 0;
        for (int b = 0; b < n_branches; b++) {
            sum += p[b];
            for (size_t i = 0; i < some; i++)
                reached[i] += u[at + i] >= sum ? 1 : 0;
        }
        for (size_t i = 0; i < some; i++)
            choice[at + i] = reached[i] < n_branches ? (int)reached[i] : last;
    }
}

/* ---- Shares ---- */

size_t NAME(cr_rows_normalise)(double *p, int n_branches, size_t n, double *bad);
size_t NAME(cr_rows_first_open)(const unsigned char *open, int n_branches, size_t n, double *p);
size_t NAME(cr_rows_close)(
    const unsigned char *open, int n_branches, size_t n, bool equal, double *p);
void NAME(cr_rows_times)(double *p, const double *factor, size_t n);
void NAME(cr_rows_times_where)(double *p, const double *taken, double factor, size_t n);
void NAME(cr_rows_add)(double *sum, const double *x, size_t n);
void NAME(cr_rows_add_product)(double *sum, const double *a, const double *b, size_t n);
void NAME(cr_rows_add_product_where)(double *sum, const double *a, const double *b, size_t n);
void NAME(cr_rows_product)(const double *a, const double *b, size_t n, double *out);
void NAME(cr_rows_pass)(
    double *to, const double *from, const double *share, double factor, size_t n);
void NAME(cr_rows_expect)(const double *mass, const double *values,
    const struct cr_row_groups *groups, size_t n_groups, size_t n);
void NAME(cr_rows_product_both)(
    const double *a, const double *b, size_t n, double *out, double *too);
void NAME(cr_rows_product_add)(
    double *sum, const double *a, const double *b, size_t n, double *out);
void NAME(cr_rows_pass_first)(
    double *to, const double *from, const double *share, double factor, size_t n);
void NAME(cr_rows_gather)(
    const double *rows, const int *which, size_t n_rows, size_t n, double *out);
double NAME(cr_rows_flow)(
    const double *mass, const double *share, double factor, const double *behind, size_t n);
void NAME(cr_rows_line)(const double *x, double rate, double from, size_t n, double *out);

static inline bool is_total(double x)
{
    return x > 0 && x <= DBL_MAX;
}

/* The first lane at fault; n if none is. */
static size_t odd_total(
    const double *p, size_t stride, int n_branches, const double *total, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int good = is_total(total[i]);
        for (int b = 0; b < n_branches; b++)
            good &= p[(size_t)b * stride + i] >= 0;
        if (!good)
            return i;
    }
    return n;
}

size_t NAME(cr_rows_normalise)(double *p, int n_branches, size_t n, double *bad)
{
    for (size_t at = 0; at < n; at += CHUNK) {
        size_t some = n - at < CHUNK ? n - at : CHUNK;
        double total[CHUNK] = {0};
        int64_t odd = 0;
        for (int b = 0; b < n_branches; b++) {
            const double *share = p + (size_t)b * n + at;
            for (size_t i = 0; i < some; i++) {
                total[i] += share[i];
                odd |= share[i] < 0 ? 1 : 0;
            }
        }
        for (size_t i = 0; i < some; i++)
            odd |= is_total(total[i]) ? 0 : 1;
        if (odd) {
            size_t i = odd_total(p + at, n, n_branches, total, some);
            *bad = total[i];
            return at + i;
        }
        for (int b = 0; b < n_branches; b++) {
            double *share = p + (size_t)b * n + at;
            for (size_t i = 0; i < some; i++)
                share[i] /= total[i];
        }
    }
    return n;
}

static size_t none_of(const double *count, size_t n)
{
    size_t i = 0;
    while (i < n && count[i] > 0)
        i++;
    return i;
}

size_t NAME(cr_rows_first_open)(const unsigned char *open, int n_branches, size_t n, double *p)
{
    for (size_t at = 0; at < n; at += CHUNK) {
        size_t some = n - at < CHUNK ? n - at : CHUNK, none;
        double found[CHUNK] = {0};
        for (int b = 0; b < n_branches; b++) {
            const unsigned char *is = open + (size_t)b * n + at;
            double *restrict share = p + (size_t)b * n + at;
            for (size_t i = 0; i < some; i++) {
                share[i] = is[i] ? 1 - found[i] : 0;
                found[i] = is[i] ? 1 : found[i];
            }
        }
        none = none_of(found, some);
        if (none < some)
            return at + none;
    }
    return n;
}

size_t NAME(cr_rows_close)(
    const unsigned char *open, int n_branches, size_t n, bool equal, double *p)
{
    for (size_t at = 0; at < n; at += CHUNK) {
        size_t some = n - at < CHUNK ? n - at : CHUNK, none;
        double count[CHUNK] = {0};
        for (int b = 0; b < n_branches; b++) {
            const unsigned char *is = open + (size_t)b * n + at;
            for (size_t i = 0; i < some; i++)
                count[i] += is[i];
        }
        none = none_of(count, some);
        if (none < some)
            return at + none;
        for (int b = 0; b < n_branches; b++) {
            const unsigned char *is = open + (size_t)b * n + at;
            double *restrict share = p + (size_t)b * n + at;
            for (size_t i = 0; i < some; i++) {
                double x = equal ? 1 / count[i] : share[i];
                share[i] = is[i] ? x : 0;
            }
        }
    }
    return n;
}

void NAME(cr_rows_times)(double *restrict p, const double *factor, size_t n)
{
    for (size_t i = 0; i < n; i++)
        p[i] *= factor[i];
}

void NAME(cr_rows_times_where)(double *restrict p, const double *taken, double factor, size_t n)
{
    for (size_t i = 0; i < n; i++)
        p[i] = taken[i] > 0 ? p[i] * factor : p[i];
}

void NAME(cr_rows_add)(double *restrict sum, const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sum[i] += x[i];
}

void NAME(cr_rows_add_product_where)(
    double *restrict sum, const double *a, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sum[i] += a[i] > 0 ? a[i] * b[i] : 0;
}

void NAME(cr_rows_product)(const double *a, const double *b, size_t n, double *restrict out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = a[i] * b[i];
}

void NAME(cr_rows_pass)(
    double *restrict to, const double *from, const double *share, double factor, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] += from[i] > 0 ? from[i] * share[i] * factor : 0;
}

void NAME(cr_rows_pass_first)(
    double *restrict to, const double *from, const double *share, double factor, size_t n)
{
    for (size_t i = 0; i < n; i++)
        to[i] = from[i] > 0 ? from[i] * share[i] * factor : 0;
}

void NAME(cr_rows_product_both)(
    const double *a, const double *b, size_t n, double *restrict out, double *restrict too)
{
    for (size_t i = 0; i < n; i++)
        out[i] = too[i] = a[i] * b[i];
}

void NAME(cr_rows_product_add)(
    double *restrict sum, const double *a, const double *b, size_t n, double *restrict out)
{
    for (size_t i = 0; i < n; i++) {
        out[i] = a[i] * b[i];
        sum[i] += out[i];
    }
}

/* Sums of rows for the four eights that begin at `rows`, and for one lane. */
static inline void gather_eights(
    const double *rows, const int *which, size_t n_rows, size_t n, eight sum[4])
{
    for (size_t i = 0; i < 4; i++)
        sum[i] = (eight){0};
    for (size_t k = 0; k < n_rows; k++) {
        const double *row = rows + (size_t)which[k] * n;
        for (size_t i = 0; i < 4; i++)
            sum[i] += *(const eight *)(row + i * SUMS);
    }
}

static inline double gather_one(const double *rows, const int *which, size_t n_rows, size_t n)
{
    double sum = 0;
    for (size_t k = 0; k < n_rows; k++)
        sum += rows[(size_t)which[k] * n];
    return sum;
}

void NAME(cr_rows_gather)(
    const double *rows, const int *which, size_t n_rows, size_t n, double *restrict out)
{
    size_t at = 0;
    for (; at + 4 * SUMS <= n; at += 4 * SUMS) {
        eight sum[4];
        gather_eights(rows + at, which, n_rows, n, sum);
        for (size_t i = 0; i < 4; i++)
            *(eight *)(out + at + i * SUMS) = sum[i];
    }
    for (; at < n; at++)
        out[at] = gather_one(rows + at, which, n_rows, n);
}

/* `members` of rows that are `stride` apart. */
static inline void expect_eights(const double *mass, const int *members, size_t stride,
    const double *values, const struct cr_row_groups *g, size_t n, double *sum)
{
    eight all[4] = {{0}};
    for (size_t k = 0; k < g->n_values; k++) {
        const double *x = values + (size_t)g->values[k] * n;
        eight here[4];
        gather_eights(mass, members + g->first[k], g->first[k + 1] - g->first[k], stride, here);
        for (size_t i = 0; i < 4; i++) {
            eight product = here[i] * *(const eight *)(x + i * SUMS);
            all[i] += (eight)((eight_masks)product & (here[i] > 0));
        }
    }
    for (size_t i = 0; i < 4; i++)
        *(eight *)(sum + i * SUMS) += all[i];
}

static inline void expect_one(
    const double *mass, const double *values, const struct cr_row_groups *g, size_t n, double *sum)
{
    double all = 0;
    for (size_t k = 0; k < g->n_values; k++) {
        double here = gather_one(mass, g->members + g->first[k], g->first[k + 1] - g->first[k], n);
        all += here > 0 ? here * values[(size_t)g->values[k] * n] : 0;
    }
    *sum += all;
}

/* All groups for a few lanes, then the next lanes. Rows lie so far apart that the caches of common
 * machines would hold few of them at a time. */
void NAME(cr_rows_expect)(const double *mass, const double *values,
    const struct cr_row_groups *groups, size_t n_groups, size_t n)
{
    double near[CR_NEAR_ROWS][4 * SUMS];
    const int *rows = n_groups > 0 ? groups[0].rows : NULL;
    size_t at = 0;
    for (; at + 4 * SUMS <= n; at += 4 * SUMS) {
        for (size_t k = 0; rows && k < groups[0].n_rows; k++)
            memcpy(near[k], mass + (size_t)rows[k] * n + at, sizeof near[k]);
        for (size_t s = 0; s < n_groups; s++) {
            const struct cr_row_groups *g = &groups[s];
            if (rows)
                expect_eights(&near[0][0], g->near, 4 * SUMS, values + at, g, n, g->sum + at);
            else
                expect_eights(mass + at, g->members, n, values + at, g, n, g->sum + at);
        }
    }
    for (; at < n; at++) {
        for (size_t s = 0; s < n_groups; s++)
            expect_one(mass + at, values + at, &groups[s], n, groups[s].sum + at);
    }
}

#define FLOW(flow)                                                                                 \
    for (; i + SUMS <= n; i += SUMS) {                                                             \
        for (size_t k = 0; k < SUMS; k++)                                                          \
            sum[k] += (flow) > 0 ? (flow) : 0;                                                     \
    }                                                                                              \
    for (size_t k = 0; i + k < n; k++)                                                             \
        sum[k] += (flow) > 0 ? (flow) : 0;                                                         \
    return eight_sums(sum)

double NAME(cr_rows_flow)(
    const double *mass, const double *share, double factor, const double *behind, size_t n)
{
    double sum[SUMS] = {0};
    size_t i = 0;
    if (share && behind) {
        FLOW(mass[i + k] * share[i + k] * factor * behind[i + k]);
    }
    if (share) {
        FLOW(mass[i + k] * share[i + k] * factor);
    }
    if (behind) {
        FLOW(mass[i + k] * factor * behind[i + k]);
    }
    FLOW(mass[i + k] * factor);
}

void NAME(cr_rows_add_product)(double *restrict sum, const double *a, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sum[i] += a[i] * b[i];
}

void NAME(cr_rows_line)(const double *x, double rate, double from, size_t n, double *restrict out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = rate * (x[i] - from);
}

/* ---- State ---- */

size_t NAME(cr_rows_soft)(
    const double *from, struct cr_operand d, double low, double high, size_t n, double *x);
size_t NAME(cr_rows_move)(
    const double *from, struct cr_operand d, double low, double high, size_t n, double *x);
void NAME(cr_rows_clamp)(const double *from, double low, double high, size_t n, double *x);

static inline double moved_softly(double x, double d, double low, double high, double half)
{
    double room = d < 0 ? x - low : high - x, part = room / half;
    double y = x + d * (room < half ? part : 1);
    y = y < low ? low : y;
    return y > high ? high : y;
}

static inline double moved_hard(double x, double d, double low, double high)
{
    double y = x + d;
    y = y < low ? low : y;
    return y > high ? high : y;
}

#ifdef __clang__
#define EACH_ALONE _Pragma("clang loop vectorize(assume_safety)")
#else
#define EACH_ALONE _Pragma("GCC ivdep")
#endif

/* x[i] = `result` of x = from[i] and y = by[i * step]; `x` may be `from`, so each lane is read
 * before it is written. */
#define MOVE(result)                                                                               \
    for (size_t at = 0; at < n; at += CHUNK) {                                                     \
        size_t end = at + CHUNK < n ? at + CHUNK : n;                                              \
        int64_t odd = 0;                                                                           \
        EACH_ALONE for (size_t i = at; i < end; i++)                                               \
        {                                                                                          \
            double moved = (result);                                                               \
            odd |= fabs(moved) <= DBL_MAX ? 0 : 1;                                                 \
            x[i] = moved;                                                                          \
        }                                                                                          \
        if (odd && bad == n)                                                                       \
            bad = first_odd(x, at, end);                                                           \
    }                                                                                              \
    return bad

static size_t first_odd(const double *x, size_t i, size_t end)
{
    while (i < end && fabs(x[i]) <= DBL_MAX)
        i++;
    return i;
}

size_t NAME(cr_rows_soft)(
    const double *from, struct cr_operand d, double low, double high, size_t n, double *x)
{
    double half = (high - low) / 2, by = *d.at;
    size_t bad = n;
    if (d.step) {
        MOVE(moved_softly(from[i], d.at[i], low, high, half));
    }
    MOVE(moved_softly(from[i], by, low, high, half));
}

size_t NAME(cr_rows_move)(
    const double *from, struct cr_operand d, double low, double high, size_t n, double *x)
{
    double by = *d.at;
    size_t bad = n;
    if (d.step) {
        MOVE(moved_hard(from[i], d.at[i], low, high));
    }
    MOVE(moved_hard(from[i], by, low, high));
}

void NAME(cr_rows_clamp)(const double *from, double low, double high, size_t n, double *restrict x)
{
    for (size_t i = 0; i < n; i++) {
        double y = from[i] < low ? low : from[i];
        x[i] = y > high ? high : y;
    }
}

/* ---- State in place ---- */

void NAME(cr_rows_put_all)(double *row, const int *lanes, size_t n, double x);
void NAME(cr_rows_add_at)(double *row, const int *lanes, size_t n, struct cr_operand d);
size_t NAME(cr_rows_soft_at)(
    double *row, const int *lanes, size_t n, struct cr_operand d, double low, double high);
size_t NAME(cr_rows_move_at)(
    double *row, const int *lanes, size_t n, struct cr_operand d, double low, double high);

void NAME(cr_rows_put_all)(double *row, const int *lanes, size_t n, double x)
{
    for (size_t i = 0; i < n; i++)
        row[lanes[i]] = x;
}

void NAME(cr_rows_add_at)(double *restrict row, const int *lanes, size_t n, struct cr_operand d)
{
    for (size_t i = 0; i < n; i++)
        row[lanes[i]] += d.at[i * d.step];
}

/* A lane comes up once in a list, so that chunks may be read before they are written. */
static void read_chunk(const double *row, const int *lanes, size_t n, double *restrict x)
{
    for (size_t i = 0; i < n; i++)
        x[i] = row[lanes[i]];
}

static void write_chunk(double *restrict row, const int *lanes, size_t n, const double *x)
{
    for (size_t i = 0; i < n; i++)
        row[lanes[i]] = x[i];
}

#define MOVE_AT(move)                                                                              \
    double x[CHUNK];                                                                               \
    for (size_t at = 0; at < n; at += CHUNK) {                                                     \
        size_t some = n - at < CHUNK ? n - at : CHUNK;                                             \
        struct cr_operand by = {d.at + at * d.step, d.step};                                       \
        read_chunk(row, lanes + at, some, x);                                                      \
        size_t bad = move(x, by, low, high, some, x);                                              \
        if (bad < some)                                                                            \
            return at + bad;                                                                       \
        write_chunk(row, lanes + at, some, x);                                                     \
    }                                                                                              \
    return n

size_t NAME(cr_rows_soft_at)(
    double *row, const int *lanes, size_t n, struct cr_operand d, double low, double high)
{
    MOVE_AT(NAME(cr_rows_soft));
}

size_t NAME(cr_rows_move_at)(
    double *row, const int *lanes, size_t n, struct cr_operand d, double low, double high)
{
    MOVE_AT(NAME(cr_rows_move));
}

/* ---- Operators ---- */

bool NAME(cr_rows_apply)(
    enum cr_op op, const struct cr_operand *args, int n_args, size_t n, double *out);

static inline double finite_or_nan(double x)
{
    return fabs(x) <= DBL_MAX ? x : (double)NAN;
}

/* Loops of their own for constants, so that none has to gather. */
#define EACH(result)                                                                               \
    if (a.step && b.step) {                                                                        \
        for (size_t i = 0; i < n; i++) {                                                           \
            double x = a.at[i], y = b.at[i];                                                       \
            out[i] = (result);                                                                     \
        }                                                                                          \
    } else if (a.step) {                                                                           \
        double y = *b.at;                                                                          \
        for (size_t i = 0; i < n; i++) {                                                           \
            double x = a.at[i];                                                                    \
            out[i] = (result);                                                                     \
        }                                                                                          \
    } else {                                                                                       \
        double x = *a.at;                                                                          \
        for (size_t i = 0; i < n; i++) {                                                           \
            double y = b.at[i * b.step];                                                           \
            out[i] = (result);                                                                     \
        }                                                                                          \
    }                                                                                              \
    return true
#define OF_ONE(result)                                                                             \
    for (size_t i = 0; i < n; i++) {                                                               \
        double x = a.at[i * a.step];                                                               \
        out[i] = (result);                                                                         \
    }                                                                                              \
    return true
#define NONE(x) ((x) != (x))
#define COMPARE(how) EACH(NONE(x) || NONE(y) ? (double)NAN : (x how y) ? 1.0 : 0.0)
/* The one that is further out, the first of equals. */
#define EXTREME(how) EACH(NONE(x) || NONE(y) ? (double)NAN : finite_or_nan(y how x ? y : x))

static void all_finite(double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        x[i] = finite_or_nan(x[i]);
}

/* Three operands, chunk by chunk, so that a constant is spread out once. */
static void apply_three(enum cr_op op, const struct cr_operand *args, size_t n, double *out)
{
    double spread[3][CHUNK];
    for (int k = 0; k < 3; k++) {
        for (size_t i = 0; i < CHUNK && !args[k].step; i++)
            spread[k][i] = *args[k].at;
    }
    for (size_t at = 0; at < n; at += CHUNK) {
        size_t some = n - at < CHUNK ? n - at : CHUNK;
        const double *x = args[0].step ? args[0].at + at : spread[0];
        const double *y = args[1].step ? args[1].at + at : spread[1];
        const double *z = args[2].step ? args[2].at + at : spread[2];
        for (size_t i = 0; i < some && op == CR_OP_IF; i++) {
            double taken = x[i] != 0 ? y[i] : z[i];
            out[at + i] = NONE(x[i]) ? (double)NAN : finite_or_nan(taken);
        }
        for (size_t i = 0; i < some && op == CR_OP_CLAMP; i++) {
            double held = x[i] < y[i] ? y[i] : x[i] > z[i] ? z[i] : x[i];
            int none = NONE(x[i]) | !(y[i] <= z[i]);
            out[at + i] = none ? (double)NAN : finite_or_nan(held);
        }
    }
}

bool NAME(cr_rows_apply)(
    enum cr_op op, const struct cr_operand *args, int n_args, size_t n, double *out)
{
    struct cr_operand a = args[0], b = args[n_args - 1];
    switch (op) {
    case CR_OP_IF:
    case CR_OP_CLAMP:
        apply_three(op, args, n, out);
        return true;
    case CR_OP_EXP:
    case CR_OP_LOGISTIC:
        if (!a.step)
            return false;
        if (op == CR_OP_EXP)
            cr_exp_rows(a.at, out, n);
        else
            cr_logistic_rows(a.at, out, n);
        all_finite(out, n);
        return true;
    case CR_OP_FLOOR:
        OF_ONE(finite_or_nan(floor(x)));
    case CR_OP_CEIL:
        OF_ONE(finite_or_nan(ceil(x)));
    case CR_OP_ADD:
        EACH(finite_or_nan(x + y));
    case CR_OP_SUB:
        EACH(finite_or_nan(x - y));
    case CR_OP_MUL:
        EACH(finite_or_nan(x * y));
    case CR_OP_DIV:
        EACH(y == 0 ? (double)NAN : finite_or_nan(x / y));
    case CR_OP_LT:
        COMPARE(<);
    case CR_OP_LE:
        COMPARE(<=);
    case CR_OP_GT:
        COMPARE(>);
    case CR_OP_GE:
        COMPARE(>=);
    case CR_OP_EQ:
        COMPARE(==);
    case CR_OP_NE:
        COMPARE(!=);
    case CR_OP_AND: /* what is not needed may be undefined */
        EACH(NONE(x) ? (double)NAN : x == 0 ? 0.0 : NONE(y) ? (double)NAN : (y != 0) ? 1.0 : 0.0);
    case CR_OP_OR:
        EACH(NONE(x) ? (double)NAN : x != 0 ? 1.0 : NONE(y) ? (double)NAN : (y != 0) ? 1.0 : 0.0);
    case CR_OP_MIN:
        EXTREME(<);
    case CR_OP_MAX:
        EXTREME(>);
    case CR_OP_ABS:
        OF_ONE(finite_or_nan(fabs(x)));
    case CR_OP_NEG:
        OF_ONE(finite_or_nan(-x));
    case CR_OP_NOT:
        OF_ONE(NONE(x) ? (double)NAN : x == 0 ? 1.0 : 0.0);
    case CR_OP_SQRT:
        OF_ONE(x < 0 ? (double)NAN : finite_or_nan(sqrt(x)));
    default:
        return false;
    }
}
