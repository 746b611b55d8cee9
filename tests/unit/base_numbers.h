/* The tests of base that are about numbers: text and back, exp, log and their kin. A part of
 * base_test.c. */
#ifndef CR_TESTS_UNIT_BASE_NUMBERS_H
#define CR_TESTS_UNIT_BASE_NUMBERS_H

#include "base/fmath.h"
#include "base/fmath_core.h"
#include "base/kernel.h"
#include "base/map.h"
#include "base/num.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "near.h"
#include "random_numbers.h"

/* ------------------------------------------------------------------ numbers */

static void numbers_have_one_grammar(void **unused)
{
    (void)unused;
    static const struct {
        const char *text;
        enum cr_num_fault fault;
        double value;
    } cases[] = {{"0", CR_NUM_OK, 0}, {"-0", CR_NUM_OK, 0}, {"+3", CR_NUM_OK, 3},
        {"12.50", CR_NUM_OK, 12.5}, {"1e3", CR_NUM_OK, 1000}, {"1E+3", CR_NUM_OK, 1000},
        {"5e-1", CR_NUM_OK, 0.5}, {"0e5", CR_NUM_OK, 0}, {"0.000", CR_NUM_OK, 0},
        {"010", CR_NUM_LEADING_ZERO, 0}, {"00", CR_NUM_LEADING_ZERO, 0},
        {"-01.5", CR_NUM_LEADING_ZERO, 0}, {"1,5", CR_NUM_COMMA, 0}, {"1,000", CR_NUM_COMMA, 0},
        {"1_000", CR_NUM_UNDERSCORE, 0}, {"0x1F", CR_NUM_HEX, 0}, {"0o17", CR_NUM_HEX, 0},
        {".5", CR_NUM_DOT, 0}, {"5.", CR_NUM_DOT, 0}, {"+1.", CR_NUM_DOT, 0},
        {".inf", CR_NUM_NOT_FINITE, 0}, {"-Infinity", CR_NUM_NOT_FINITE, 0},
        {"nan(0x1)", CR_NUM_NOT_FINITE, 0}, {"1e400", CR_NUM_NOT_FINITE, 0},
        {"1e-400", CR_NUM_UNDERFLOW, 0}, {"1:30", CR_NUM_NOT, 0}, {"", CR_NUM_NOT, 0},
        {"-", CR_NUM_NOT, 0}, {" 1", CR_NUM_NOT, 0}, {"1 ", CR_NUM_NOT, 0}, {"1e", CR_NUM_NOT, 0},
        {"1e+", CR_NUM_NOT, 0}, {"--1", CR_NUM_NOT, 0}, {"1.2.3", CR_NUM_NOT, 0},
        {"abc", CR_NUM_NOT, 0}, {"1e999999999999999999999", CR_NUM_NOT_FINITE, 0},
        {"0e999999999999999999999", CR_NUM_OK, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double x;
        assert_int_equal(cr_num_read(cases[i].text, strlen(cases[i].text), &x), cases[i].fault);
        check_near(x, cases[i].value, 0);
        assert_true(strlen(cr_num_fault_text(cases[i].fault)) > 5);
    }
}

static void a_number_can_be_the_beginning_of_a_text(void **unused)
{
    (void)unused;
    static const struct {
        const char *text;
        size_t length;
        enum cr_num_fault fault;
        double value;
    } cases[] = {{"1.5*x", 3, CR_NUM_OK, 1.5}, {"2)", 1, CR_NUM_OK, 2},
        {"1e3e", 3, CR_NUM_OK, 1000}, {"2e", 1, CR_NUM_OK, 2}, {"1,2", 1, CR_NUM_OK, 1},
        {"x", 0, CR_NUM_OK, 0}, {"-1", 0, CR_NUM_OK, 0}, {"010+1", 3, CR_NUM_LEADING_ZERO, 0},
        {".5+1", 2, CR_NUM_DOT, 0}, {"5.*2", 2, CR_NUM_DOT, 0}, {"1_000 ", 5, CR_NUM_UNDERSCORE, 0},
        {"0x1F+", 4, CR_NUM_HEX, 0}, {"1e999 ", 5, CR_NUM_NOT_FINITE, HUGE_VAL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double x;
        enum cr_num_fault fault;
        assert_int_equal(
            cr_num_prefix(cases[i].text, strlen(cases[i].text), &x, &fault), cases[i].length);
        assert_int_equal(fault, cases[i].fault);
        assert_true(x == cases[i].value);
    }
}

static void counts_are_exact_to_the_last_digit(void **unused)
{
    (void)unused;
    static const struct {
        const char *text;
        enum cr_num_fault fault;
        uint64_t value;
    } cases[] = {{"0", CR_NUM_OK, 0}, {"1e6", CR_NUM_OK, 1000000}, {"1.5e3", CR_NUM_OK, 1500},
        {"18446744073709551615", CR_NUM_OK, UINT64_MAX}, {"18446744073709551616", CR_NUM_NOT, 0},
        {"1.8446744073709551615e19", CR_NUM_OK, UINT64_MAX},
        {"1e19", CR_NUM_OK, 10000000000000000000u}, {"1e20", CR_NUM_NOT, 0},
        {"9223372036854775808", CR_NUM_OK, (uint64_t)1 << 63},
        {"9007199254740993", CR_NUM_OK, 9007199254740993u}, {"1.5", CR_NUM_NOT, 0},
        {"-1", CR_NUM_NOT, 0}, {"12345678901234567890.5", CR_NUM_NOT, 0},
        {"12345678901234567890.0", CR_NUM_OK, 12345678901234567890u},
        {"1000000000000000000000e-3", CR_NUM_OK, 1000000000000000000u},
        {"010", CR_NUM_LEADING_ZERO, 0}, {"1_000", CR_NUM_UNDERSCORE, 0}, {"", CR_NUM_NOT, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t x;
        assert_int_equal(cr_num_read_u64(cases[i].text, strlen(cases[i].text), &x), cases[i].fault);
        assert_true(x == cases[i].value);
    }
}

static void numbers_print_in_few_digits(void **unused)
{
    (void)unused;
    static const struct {
        double x;
        const char *text;
    } cases[] = {{0.1, "0.1"}, {-0.0, "0"}, {0.3, "0.3"}, {1000000, "1000000"}, {1e21, "1e+21"},
        {1e20, "100000000000000000000"}, {1e-6, "0.000001"}, {1e-7, "1e-7"}, {-1.5e-9, "-1.5e-9"},
        {5e-324, "5e-324"}, {DBL_MAX, "1.7976931348623157e+308"},
        {DBL_MIN, "2.2250738585072014e-308"}, {2.0 / 3, "0.6666666666666666"},
        {9007199254740993.0, "9007199254740992"}, {1e23, "1e+23"},
        {0x1p-44, "5.6843418860808015e-14"} /* ...802 would read back, but is not the nearest */,
        {123.456, "123.456"}, {-255, "-255"}, {NAN, "NA"}, {HUGE_VAL, "Inf"}, {-HUGE_VAL, "-Inf"},
        {0x1p53, "9007199254740992"}, {9.5367431640625e-7, "9.5367431640625e-7"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[32];
        cr_num_print(text, cases[i].x);
        assert_string_equal(text, cases[i].text);
    }
}

/* Significant digits of a printed number. */
static int digits_of(const char *text)
{
    int n = 0, zeros = 0;
    for (; *text && *text != 'e'; text++) {
        if (*text < '0' || *text > '9' || (!n && *text == '0'))
            continue;
        zeros = *text == '0' ? zeros + 1 : 0;
        n++;
    }
    return n - zeros;
}

static void printed_numbers_read_back_and_none_is_shorter(void **unused)
{
    (void)unused;
    for (int i = 0; i < 200000; i++) {
        uint64_t bits = random_bits();
        double x = i % 2 ? cr_from_bits(bits) : (double)(int64_t)(bits % 2000001 - 1000000) / 1000;
        double back;
        char text[32], fewer[40];
        if (!(x - x == 0) || x == 0)
            continue;
        cr_num_print(text, x);
        assert_int_equal(cr_num_read(text, strlen(text), &back), CR_NUM_OK);
        assert_true(cr_bits(back) == cr_bits(x));
        int n = digits_of(text);
        if (i % 10 || n == 1)
            continue;
        snprintf(fewer, sizeof fewer, "%.*e", n - 2, x);
        assert_true(cr_num_read(fewer, strlen(fewer), &back) != CR_NUM_OK || back != x);
    }
}

/* printf writes the exact middle between two doubles; the even neighbour wins there, and a last
 * digit more or less decides for one side. */
static void halfway_decimals_round_to_even(void **unused)
{
    (void)unused;
    static char text[1400];
    for (int i = 0; i < 3000; i++) {
        uint64_t bits = random_bits() >> 1;
        if (i % 4 == 0)
            bits &= ((uint64_t)1 << 52) - 1;
        double x = cr_from_bits(bits), next = cr_from_bits(bits + 1), read;
        if (!(next - next == 0) || x == 0)
            continue;
        long double middle = ((long double)x + (long double)next) / 2;
        int n = snprintf(text, sizeof text, "%.1080Lf", middle);
        assert_int_equal(cr_num_read(text, (size_t)n, &read), CR_NUM_OK);
        assert_true(read == (bits & 1 ? next : x));
        text[n - 1] = '1';
        assert_int_equal(cr_num_read(text, (size_t)n, &read), CR_NUM_OK);
        assert_true(read == next);
        snprintf(text, sizeof text, "%.30Le", middle);
        assert_int_equal(cr_num_read(text, strlen(text), &read), CR_NUM_OK);
        assert_true(read == x || read == next);
    }
}

/* ------------------------------------------------------------------ exp, log and their kin */

/* Distance in units of the last place of the wanted value. */
static double ulps(double got, long double want)
{
    if (isnan(got) || isinf(got) || isinf((double)want))
        return (double)want == got ? 0 : HUGE_VAL;
    int e;
    frexp(fmax(fabs((double)want), DBL_MIN), &e);
    return (double)(fabsl((long double)got - want) / ldexpl(1, e - 53));
}

#define WORST(bound, expression, input, truth)                                                     \
    do {                                                                                           \
        double cr_worst = 0, cr_where = 0;                                                         \
        for (int cr_i = 0; cr_i < 100000; cr_i++) {                                                \
            double x = (input);                                                                    \
            double cr_error = ulps((expression), (truth));                                         \
            if (!(cr_error <= cr_worst)) {                                                         \
                cr_worst = cr_error;                                                               \
                cr_where = x;                                                                      \
            }                                                                                      \
        }                                                                                          \
        if (!(cr_worst <= (bound))) {                                                              \
            printf("%s over %s: %.3f ulp at %a\n", #expression, #input, cr_worst, cr_where);       \
            fail();                                                                                \
        }                                                                                          \
    } while (0)

static void exp_and_log_are_within_an_ulp(void **unused)
{
    (void)unused;
    WORST(0.52, cr_exp(x), around(0, 708), expl(x));
    WORST(0.52, cr_exp(x), around(0, 1), expl(x));
    WORST(1.01, cr_exp(x), around(-726, 18), expl(x));
    WORST(0.60, cr_expm1(x), around(0, 0.2), expm1l(x));
    WORST(0.60, cr_expm1(x), around(0, 70), expm1l(x));
    WORST(0.60, cr_expm1(x), any_size(-60, 0), expm1l(x));
    WORST(0.51, cr_log(x), any_size(-1070, 1020), logl(x));
    WORST(0.51, cr_log(x), around(1, 0.1), logl(x));
    WORST(0.51, cr_log(x), 1 + any_size(-50, -1), logl(x));
    WORST(0.51, cr_log1p(x), around(0, 0.999), log1pl(x));
    WORST(0.51, cr_log1p(x), -any_size(-60, -1), log1pl(x));
    WORST(0.51, cr_log1p(x), any_size(-60, 1000), log1pl(x));
    WORST(0.52, cr_log10(x), any_size(-1070, 1020), log10l(x));
    WORST(0.52, cr_log10(x), around(1, 0.1), log10l(x));
}

static void logistic_and_logit_are_accurate_at_both_ends(void **unused)
{
    (void)unused;
    WORST(0.60, cr_logistic(x), around(0, 45), 1 / (1 + expl(-(long double)x)));
    WORST(0.60, cr_logistic(x), around(0, 1), 1 / (1 + expl(-(long double)x)));
    WORST(0.60, cr_logistic(x), around(-350, 350), 1 / (1 + expl(-(long double)x)));
    WORST(0.60, cr_logit(x), around(0.5, 0.24),
        log1pl((2 * (long double)x - 1) / (1 - (long double)x)));
    WORST(0.60, cr_logit(x), 0.5 + any_size(-50, -4),
        log1pl((2 * (long double)x - 1) / (1 - (long double)x)));
    WORST(0.60, cr_logit(x), any_size(-1000, -3), logl(x) - log1pl(-(long double)x));
    WORST(0.60, cr_logit(x), 1 - any_size(-45, -3), logl(x) - logl(1 - (long double)x));
    assert_true(cr_logit(0.5) == 0 && cr_logistic(0) == 0.5);
    assert_true(
        isnan(cr_logit(0)) && isnan(cr_logit(1)) && isnan(cr_logit(-1)) && isnan(cr_logit(NAN)));
    assert_true(
        cr_logistic(HUGE_VAL) == 1 && cr_logistic(-HUGE_VAL) == 0 && isnan(cr_logistic(NAN)));
}

static void powers_are_within_an_ulp_and_exact_where_they_can_be(void **unused)
{
    (void)unused;
    for (int i = 0; i < 300000; i++) {
        double x = i % 2 ? any_size(-50, 50) : around(1, ldexp(1, -(int)(random_bits() % 40)));
        double y = i % 2 ? around(0, 20) : around(0, ldexp(1, (int)(random_bits() % 50)));
        long double want = powl(x, y);
        if (want < 1e308L && want > 3e-308L)
            assert_true(ulps(cr_pow(x, y), want) <= 0.52);
    }
    for (int base = 2; base <= 1000; base++) {
        double exact = base;
        for (int y = 1; exact < 0x1p53; y++, exact *= base)
            assert_true(cr_pow(base, y) == exact);
        assert_true(cr_pow((double)base * base, 0.5) == base);
    }
}

static void powers_of_special_numbers_are_those_of_c(void **unused)
{
    (void)unused;
    static const double special[] = {0, -0.0, 1, -1, 2, -2, 0.5, -0.5, 3, -3, HUGE_VAL, -HUGE_VAL,
        NAN, 1e308, 5e-324, -5e-324, 1e300, -1e300, 9007199254740993.0, 0.99999999999999989, 1.5,
        1023, 1024, -1024, -1075};
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        for (size_t j = 0; j < sizeof special / sizeof *special; j++) {
            double got = cr_pow(special[i], special[j]), want = pow(special[i], special[j]);
            assert_true((isnan(got) && isnan(want)) || got == want ||
                        fabs(got - want) <= 3e-16 * fabs(want));
            assert_true(isnan(want) || signbit(got) == signbit(want));
        }
    assert_true(cr_pow(1, NAN) == 1 && cr_pow(NAN, 0) == 1);
    for (size_t i = 0; i < sizeof special / sizeof *special; i++) {
        double x = special[i];
        check_near(isnan(cr_exp(x)) ? -7 : fmin(cr_exp(x), 9), isnan(exp(x)) ? -7 : fmin(exp(x), 9),
            3e-16);
        assert_int_equal(isnan(cr_log(x)) != 0, isnan(log(x)) != 0);
        assert_int_equal(isnan(cr_log1p(x)) != 0, isnan(log1p(x)) != 0);
        assert_int_equal(isnan(cr_log10(x)) != 0, isnan(log10(x)) != 0);
    }
    assert_true(
        cr_exp(710) == HUGE_VAL && cr_exp(-746) == 0 && cr_exp(-HUGE_VAL) == 0 && cr_exp(0) == 1);
    assert_true(cr_log(0) == -HUGE_VAL && cr_log(HUGE_VAL) == HUGE_VAL && cr_log(1) == 0);
    assert_true(cr_expm1(-100) == -1 && cr_expm1(0) == 0 && cr_expm1(HUGE_VAL) == HUGE_VAL);
    assert_true(cr_log1p(-1) == -HUGE_VAL && cr_log10(1000) == 3 && cr_log10(1e-5) == -5);
}

static void rows_of_exp_and_logistic_have_the_bits_of_single_ones(void **unused)
{
    (void)unused;
    enum { N = 1003 };
    double x[N], e[N], l[N];
    enum cr_kernel best = cr_kernel_pick();
    for (int i = 0; i < N; i++)
        x[i] = i % 3 == 0 ? around(0, 800) : i % 3 == 1 ? around(0, 45) : around(0, 1);
    const double special[] = {0, -0.0, 40, -40, 41, -41, HUGE_VAL, -HUGE_VAL, NAN, 745.5, -745.5};
    memcpy(x + 500, special, sizeof special);
    for (int kernel = CR_KERNEL_PLAIN; kernel < CR_N_KERNELS; kernel++) {
        if (!cr_kernel_use((enum cr_kernel)kernel))
            continue;
        cr_exp_rows(x, e, N);
        cr_logistic_rows(x, l, N);
        for (int i = 0; i < N; i++) {
            double want_e = cr_exp(x[i]), want_l = cr_logistic(x[i]);
            assert_true(cr_bits(e[i]) == cr_bits(want_e) || (isnan(e[i]) && isnan(want_e)));
            assert_true(cr_bits(l[i]) == cr_bits(want_l) || (isnan(l[i]) && isnan(want_l)));
        }
    }
    cr_kernel_use(best);
}

static void the_tables_of_exp_and_log_are_right(void **unused)
{
    (void)unused;
    for (int j = 0; j < 128; j++) {
        long double want = powl(2, (long double)j / 128);
        struct cr_exp_row e = cr_exp_table[j];
        assert_true(fabsl((long double)e.high + e.low - want) < 4e-19L && fabs(e.low) <= 0x1p-53);
        struct cr_log_row l = cr_log_table[j];
        assert_true(fabsl((long double)l.log_high + l.log_low + logl(l.inverse)) < 1e-19L);
        assert_true(fmod(l.log_high * 0x1p42, 1) == 0 && fabs(l.log_low) <= 0x1p-42);
        assert_true(fmod(l.inverse * 0x1p24, 1) == 0);
    }
}

/* One number over results of every function: equal on every machine, compiler and optimisation
 * level, or the promise of the same bits is broken. */
static void the_bits_are_the_same_everywhere(void **unused)
{
    (void)unused;
    uint64_t hash = 0;
    state = 88172645463325252u;
    for (int i = 0; i < 1000; i++) {
        double u = random_unit(), v = around(0, 30);
        double results[8] = {cr_exp(v), cr_expm1(v / 30), cr_log(u), cr_log1p(u), cr_log10(u),
            cr_pow(u, v), cr_logistic(v), cr_logit(u)};
        for (int k = 0; k < 8; k++) {
            /* of the numbers, not of their bytes, whose order is the machine's */
            hash = (hash ^ cr_bits(results[k])) * 0x9E3779B97F4A7C15u;
            hash ^= hash >> 29;
        }
    }
    assert_true(hash == 0xac0ecea3054a08cfu);
}

#endif
