/* What the files of fmath share: numbers of twice the precision, and exp and log in two
 * parts. For
 * them and numeric/normal_rows.c only.
 *
 * Everything here is exact IEEE arithmetic in rounding to nearest; the compiler must not contract a
 * * b + c
 * (-ffp-contract=off) nor reorder sums. */
#ifndef CR_BASE_FMATH_CORE_H
#define CR_BASE_FMATH_CORE_H

#include <stdint.h>
#include <string.h>

/* Row j: 2^(j/128) as high + low. */
struct cr_exp_row {
    double high, low;
};
extern const struct cr_exp_row cr_exp_table[128];

/* Row i covers the i-th of 128 intervals of significands in [0.6875, 1.375): `inverse` is about 1 /
 * middle, of 24 bits, and log_high + log_low is -log(inverse), log_high a multiple of 2^-42. The
 * two intervals that meet at 1 have inverse 1, so that logarithms near 0 keep their relative
 * precision. */
struct cr_log_row {
    double inverse, log_high, log_low;
};
extern const struct cr_log_row cr_log_table[128];

/* An unevaluated sum; `low` is at most about half an ulp of `high`. */
struct cr_pair {
    double high, low;
};

static inline uint64_t cr_bits(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline double cr_from_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* 2^e for -1022 <= e <= 1023 */
static inline double cr_pow2(int64_t e)
{
    return cr_from_bits((uint64_t)(e + 1023) << 52);
}

/* a + b exactly (Knuth). */
static inline struct cr_pair cr_two_sum(double a, double b)
{
    double s = a + b, t = s - a;
    return (struct cr_pair){s, (a - (s - t)) + (b - t)};
}

/* a + b exactly where |a| >= |b| or a is 0 (Dekker). */
static inline struct cr_pair cr_quick_sum(double a, double b)
{
    double s = a + b;
    return (struct cr_pair){s, b - (s - a)};
}

/* The upper 26 bits of a number. */
static inline double cr_upper(double a)
{
    return cr_from_bits(cr_bits(a) & ~(uint64_t)0x7ffffff);
}

/* a * b exactly, barring overflow and underflow (Dekker). Cutting off bits instead of Veltkamp's
 * rounding leaves lower halves of 27 bits, whose product may need 54: it is off by at most its last
 * bit, 2^-106 of the whole. */
static inline struct cr_pair cr_two_product(double a, double b)
{
    double p = a * b, a1 = cr_upper(a), b1 = cr_upper(b), a2 = a - a1, b2 = b - b1;
    return (struct cr_pair){p, ((a1 * b1 - p) + a1 * b2 + a2 * b1) + a2 * b2};
}

/* A quotient of pairs, rounded once. */
static inline double cr_pair_divide(struct cr_pair a, struct cr_pair b)
{
    double q = a.high / b.high;
    struct cr_pair back = cr_two_product(q, b.high);
    return q + ((a.high - back.high) - back.low + a.low - q * b.low) / b.high;
}

/* c[0] + c[1] x + ... + c[n - 1] x^(n - 1) */
static inline double cr_polynomial(const double *c, int n, double x)
{
    double sum = c[n - 1];
    for (int i = n - 2; i >= 0; i--)
        sum = sum * x + c[i];
    return sum;
}

/* e^(x + tail) = (high + low) * 2^exponent for |x| < 800 and a tail below an ulp of x; high is in
 * [1, 2). */
struct cr_exp_parts {
    double high, low;
    int64_t exponent;
};

static inline struct cr_exp_parts cr_exp_split(double x, double tail)
{
    /* Adding 1.5 * 2^52 rounds to a whole number, which then stands in the lowest bits. */
    const double shifter = 0x1.8p52;
    double shifted = x * 0x1.71547652b82fep+7 + shifter;
    int64_t n = (int64_t)(cr_bits(shifted) - cr_bits(shifter));
    double k = shifted - shifter;
    /* log(2) / 128 in two parts; k times the first is exact. */
    double r1 = x - k * 0x1.62e42fefcp-8, r2 = k * -0x1.c610ca86c3899p-44;
    double r = r1 - r2, rest = (r1 - r) - r2 + tail;
    double q = r * r * (0.5 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120 + r * (1.0 / 720)))));
    struct cr_exp_row row = cr_exp_table[n & 127];
    double p = r + (rest + (q + r * rest));
    return (struct cr_exp_parts){row.high, row.low + row.high * p, (n - (n & 127)) / 128};
}

/* Scales by 2^e in two steps, so that neither overflows before the product does; rounds once. */
static inline double cr_scale(double x, int64_t e)
{
    int64_t half = e / 2;
    return x * cr_pow2(half) * cr_pow2(e - half);
}

/* log(x + tail) for a normal x and a tail below an ulp of x. The error is below 2^-66 of the
 * result. */
static inline struct cr_pair cr_log_pair(double x, double tail, int64_t exponent)
{
    uint64_t bits = cr_bits(x), offset = bits - 0x3fe6000000000000u;
    int64_t k = (int64_t)offset >> 52;
    const struct cr_log_row *row = &cr_log_table[offset >> 45 & 127];
    double z = cr_from_bits(bits - (offset & (uint64_t)0xfff << 52));
    double z1 = cr_upper(z), z2 = z - z1;
    /* r = z * inverse - 1: both products and the difference are exact. */
    struct cr_pair r = cr_two_sum(z1 * row->inverse - 1, z2 * row->inverse);
    if (tail != 0 && k < 64)
        r = cr_two_sum(r.high, r.low + tail * cr_pow2(-k) * row->inverse);
    double whole = (double)(k + exponent);
    double a = whole * 0x1.62e42fefa38p-1 + row->log_high; /* exact */
    struct cr_pair square = cr_two_product(r.high, r.high);
    double h = r.high;
    double cubic =
        square.high * h *
        (1.0 / 3 +
            h * (-1.0 / 4 +
                    h * (1.0 / 5 +
                            h * (-1.0 / 6 +
                                    h * (1.0 / 7 +
                                            h * (-1.0 / 8 + h * (1.0 / 9 + h * (-1.0 / 10))))))));
    struct cr_pair s = cr_two_sum(a, h);
    struct cr_pair t = cr_two_sum(s.high, -0.5 * square.high);
    double low = (s.low + t.low) + (r.low - h * r.low - 0.5 * square.low) +
                 (whole * 0x1.ef35793c7673p-45 + row->log_low) + cubic;
    return cr_quick_sum(t.high, low);
}

#endif
