/* The shortest decimal that reads back as the same double, and of those the nearest. The method is
 * Giulietti's Schubfach ("The Schubfach way to render doubles", 2020): among the multiples of one
 * well-chosen power of ten at least one and at most two lie in the interval of numbers that round
 * to x. */
#include "base/num.h"

#include "base/num_power.h"

#include <string.h>

struct digits {
    uint64_t word;
    int exponent; /* the value is word * 10^exponent */
};

/* floor(g * c / 2^127...) with the lowest bit set if anything was cut off, which keeps all later
 * comparisons exact. */
static uint64_t round_to_odd(const struct cr_power *g, uint64_t c)
{
    struct cr_power low = cr_multiply(g->low, c), high = cr_multiply(g->high, c);
    uint64_t middle = high.low + low.high, top = high.high + (middle < low.high);
    return top | (middle > 1);
}

/* Of the two multiples s and s + 1 of 10^k around x, the one inside the interval, or the nearer. */
static struct digits choose(uint64_t s, int k, uint64_t lower, uint64_t middle, uint64_t upper)
{
    if (s >= 10) {
        uint64_t tens = s / 10;
        int below = lower <= 40 * tens, above = 40 * tens + 40 <= upper;
        if (below != above)
            return (struct digits){tens + (uint64_t)above, k + 1};
    }
    int below = lower <= 4 * s, above = 4 * s + 4 <= upper;
    if (below != above)
        return (struct digits){s + (uint64_t)above, k};
    uint64_t half = 4 * s + 2;
    return (struct digits){s + (middle > half || (middle == half && (s & 1))), k};
}

static struct digits shortest(uint64_t bits)
{
    uint64_t fraction = bits & (((uint64_t)1 << 52) - 1);
    int field = (int)(bits >> 52 & 0x7ff);
    uint64_t c = field ? fraction | (uint64_t)1 << 52 : fraction;
    int q = (field ? field : 1) - 1075;
    if (q <= 0 && q > -53 && (c & (((uint64_t)1 << -q) - 1)) == 0)
        return (struct digits){c >> -q, 0};  /* a whole number below 2^53 */
    int narrow = fraction == 0 && field > 1; /* the neighbour below is only half as far away */
    uint64_t odd = c & 1;
    /* floor(log10(2^q)), or of 3/4 of it; constants in units of 2^-22. */
    int k = (int)((q * 1262611L - (narrow ? 524031 : 0)) >> 22);
    int h = q + cr_log2_power(-k) + 1;
    const struct cr_power *g = cr_power(-k);
    uint64_t lower = round_to_odd(g, (4 * c - 2 + (uint64_t)narrow) << h) + odd;
    uint64_t middle = round_to_odd(g, 4 * c << h);
    uint64_t upper = round_to_odd(g, (4 * c + 2) << h) - odd;
    return choose(middle / 4, k, lower, middle, upper);
}

/* e-7, e+21, e+308 */
static void put_exponent(char *out, int exponent)
{
    int size = exponent < 0 ? -exponent : exponent;
    *out++ = 'e';
    *out++ = exponent < 0 ? '-' : '+';
    if (size >= 100)
        *out++ = (char)('0' + size / 100);
    if (size >= 10)
        *out++ = (char)('0' + size / 10 % 10);
    *out++ = (char)('0' + size % 10);
    *out = 0;
}

/* Lays out digits with the point behind the first `point` of them, as JavaScript does: no exponent
 * from 1e-6 up to below 1e21. Every form is a JSON number. */
static void lay_out(char *out, const char *digits, int n, int point)
{
    if (point > 21 || point < -5) {
        *out++ = digits[0];
        if (n > 1)
            *out++ = '.';
        memcpy(out, digits + 1, (size_t)n - 1);
        out += n - 1;
        put_exponent(out, point - 1);
    } else if (point <= 0) {
        *out++ = '0';
        *out++ = '.';
        memset(out, '0', (size_t)-point);
        memcpy(out - point, digits, (size_t)n);
        out[n - point] = 0;
    } else if (n <= point) {
        memcpy(out, digits, (size_t)n);
        memset(out + n, '0', (size_t)(point - n));
        out[point] = 0;
    } else {
        memcpy(out, digits, (size_t)point);
        out[point] = '.';
        memcpy(out + point + 1, digits + point, (size_t)(n - point));
        out[n + 1] = 0;
    }
}

void cr_num_print(char out[32], double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    if (x != x) {
        memcpy(out, "NA", 3);
        return;
    }
    if (x == 0) {
        memcpy(out, "0", 2); /* -0 too: a sign without a size would only puzzle */
        return;
    }
    if (x < 0)
        *out++ = '-';
    if ((bits >> 52 & 0x7ff) == 0x7ff) {
        memcpy(out, "Inf", 4);
        return;
    }
    struct digits d = shortest(bits);
    while (d.word % 10 == 0) {
        d.word /= 10;
        d.exponent++;
    }
    char digits[20];
    int first = sizeof digits;
    for (; d.word; d.word /= 10)
        digits[--first] = (char)('0' + d.word % 10);
    int n = (int)sizeof digits - first;
    lay_out(out, digits + first, n, n + d.exponent);
}
