/* exp, log, pow and what is made of them, our own so that they give the same bits with every
 * instruction set and C library. The core (fmath_core.h) reduces the argument by tables and ends
 * in a polynomial; errors stand in fmath.h. */
#include "base/fmath.h"

#include "base/fmath_core.h"

#include <stdbool.h>

static const double infinity = (double)__builtin_inff(), nothing = (double)__builtin_nanf("");

static double clamp(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x; /* NaN passes */
}

/* The method of Tang ("Table-driven implementation of the exponential function", 1989): x = (128 k
 * + j) log(2)/128 + r, a table for 2^(j/128), a short series for e^r. */
double cr_exp(double x)
{
    double c = clamp(x, -746, 710); /* e^-746 is 0, e^710 infinite */
    struct cr_exp_parts e = cr_exp_split(c, 0);
    if (c != c)
        return c;
    return cr_scale(e.high + e.low, e.exponent);
}

double cr_expm1(double x)
{
    if (x != x || (x < 1e-17 && x > -1e-17))
        return x;
    if (x > 60)
        return cr_exp(x);
    if (x < -60)
        return -1;
    if (x < 0.0625 && x > -0.0625) {
        static const double c[9] = {1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040,
            1.0 / 40320, 1.0 / 362880, 1.0 / 3628800};
        return x + x * x * cr_polynomial(c, 9, x);
    }
    struct cr_exp_parts e = cr_exp_split(x, 0);
    double scale = cr_pow2(e.exponent);
    struct cr_pair less = cr_two_sum(scale * e.high, -1);
    struct cr_pair sum = cr_two_sum(less.high, scale * e.low);
    return sum.high + (sum.low + less.low);
}

double cr_log(double x)
{
    int64_t exponent = 0;
    if (!(x > 0 && x < infinity))
        return x == 0 ? -infinity : x > 0 ? x : nothing;
    if (x < 0x1p-1022) {
        x *= 0x1p54;
        exponent = -54;
    }
    return cr_log_pair(x, 0, exponent).high;
}

double cr_log1p(double x)
{
    if (!(x > -1 && x < infinity))
        return x == -1 ? -infinity : x > 0 ? x : nothing;
    if (x < 1e-17 && x > -1e-17)
        return x;
    struct cr_pair u = cr_two_sum(1, x);
    return cr_log_pair(u.high, u.low, 0).high;
}

double cr_log10(double x)
{
    int64_t exponent = 0;
    if (!(x > 0 && x < infinity))
        return cr_log(x);
    if (x < 0x1p-1022) {
        x *= 0x1p54;
        exponent = -54;
    }
    struct cr_pair l = cr_log_pair(x, 0, exponent);
    struct cr_pair p = cr_two_product(l.high, 0x1.bcb7b1526e50ep-2); /* 1 / log(10) */
    return p.high + (p.low + l.high * 0x1.95355baaafad3p-57 + l.low * 0x1.bcb7b1526e50ep-2);
}

/* 0: not whole, 1: odd, 2: even */
static int parity(double y)
{
    double size = y < 0 ? -y : y;
    if (size >= 0x1p53)
        return 2;
    if (size < 1)
        return 0;
    uint64_t whole = (uint64_t)size;
    return (double)whole == size ? 2 - (int)(whole & 1) : 0;
}

/* x^y for x >= 0 where x is 0 or one of the two is infinite. */
static double pow_extreme(double x, double y)
{
    if (x == 1)
        return 1;
    return (x > 1) == (y > 0) ? infinity : 0;
}

double cr_pow(double x, double y)
{
    int64_t exponent = 0;
    if (y == 0 || x == 1)
        return 1;
    if (x != x || y != y)
        return nothing;
    int kind = parity(y);
    double sign = 1, size = x < 0 ? -x : x;
    if (cr_bits(x) >> 63 && y < infinity && y > -infinity) {
        if (!kind && size > 0 && size < infinity)
            return nothing;
        sign = kind == 1 ? -1 : 1;
    }
    if (size == 0 || size == infinity || y == infinity || y == -infinity)
        return sign * pow_extreme(size, y);
    if (size < 0x1p-1022) {
        size *= 0x1p54;
        exponent = -54;
    }
    struct cr_pair l = cr_log_pair(size, 0, exponent);
    double rough = l.high * y;
    if (rough > 710 || rough < -746)
        return sign * (rough > 0 ? infinity : 0);
    if (rough < 1e-17 && rough > -1e-17)
        return sign; /* below, the products of halves would underflow */
    struct cr_pair p = cr_two_product(l.high, y);
    struct cr_exp_parts e = cr_exp_split(p.high, p.low + l.low * y);
    return sign * cr_scale(e.high + e.low, e.exponent);
}

double cr_logistic(double x)
{
    if (x != x || x < -40)
        return cr_exp(x); /* 1 + e^x is 1 */
    if (x > 40)
        return 1;
    struct cr_exp_parts e = cr_exp_split(x > 0 ? -x : x, 0);
    double scale = cr_pow2(e.exponent);
    struct cr_pair power = cr_quick_sum(scale * e.high, scale * e.low);
    struct cr_pair sum = cr_two_sum(1, power.high);
    sum.low += power.low;
    return cr_pair_divide(x > 0 ? (struct cr_pair){1, 0} : power, sum);
}

double cr_logit(double p)
{
    if (!(p > 0 && p < 1))
        return nothing;
    struct cr_pair other = cr_two_sum(1, -p);
    if (p >= 0.25 && p <= 0.75) {
        /* log1p((2p - 1) / (1 - p)): near 1/2 a difference of logarithms would cancel. */
        double excess = 2 * p - 1;
        double t = excess / other.high;
        struct cr_pair back = cr_two_product(t, other.high);
        double tail = ((excess - back.high) - back.low - t * other.low) / other.high;
        struct cr_pair u = cr_two_sum(1, t);
        return cr_log_pair(u.high, u.low + tail, 0).high;
    }
    bool tiny = p < 0x1p-1022;
    struct cr_pair a = cr_log_pair(tiny ? p * 0x1p54 : p, 0, tiny ? -54 : 0);
    struct cr_pair b = cr_log_pair(other.high, other.low, 0);
    struct cr_pair sum = cr_two_sum(a.high, -b.high);
    return sum.high + (sum.low + a.low - b.low);
}
