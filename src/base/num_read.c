/* Decimals to doubles: one grammar, and what is wrong with what does not follow it. */
#include "base/num.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What stands behind 800 significant digits cannot move a decimal across the middle between two
 * doubles (those have at most 767 digits) other than by being there at all. */
enum { DIGITS = 800, WORD_DIGITS = 19 };

/* A decimal by the grammar: its significant digits and where the point stands. */
struct decimal {
    const char *digits; /* the first digit that is not 0; a point may stand among them */
    const char *end;
    uint64_t word;    /* the first 19 significant digits */
    int n;            /* how many digits stand in `word` */
    bool cut;         /* a digit behind them is not 0 */
    int64_t exponent; /* the value is word * 10^exponent, and a little more if cut */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The double nearest to a decimal: by one exact operation where both sides are exact, as most are;
 * else by the C library, which rounds correctly. It is handed digits and an exponent only: a point
 * is spelled as the locale has it. */
static double nearest(const struct decimal *d)
{
    static const double tens[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    char text[DIGITS + 40];
    size_t n = 0;
    int64_t exponent = d->exponent + d->n;
    bool more = false;
    if (!d->word)
        return 0;
    if (!d->cut && d->word >> 53 == 0 && d->exponent >= -22 && d->exponent <= 22)
        return d->exponent < 0 ? (double)d->word / tens[-d->exponent]
                               : (double)d->word * tens[d->exponent];
    for (const char *s = d->digits; s < d->end; s++) {
        if (is_digit(*s) && n < DIGITS)
            text[n++] = *s;
        else if (is_digit(*s))
            more |= *s != '0';
    }
    if (more)
        text[n++] = '1';
    snprintf(&text[n], sizeof text - n, "e%" PRId64, exponent - (int64_t)n);
    return strtod(text, NULL);
}

/* ------------------------------------------------------------------ the grammar */

/* Takes one digit of the number into the decimal; `behind` tells whether it stands behind the
 * point. */
static void read_digit(struct decimal *d, const char *s, bool behind)
{
    if (d->n == 0 && *s == '0') {
        d->exponent -= behind;
        return;
    }
    if (d->n == 0)
        d->digits = s;
    if (d->n < WORD_DIGITS) {
        d->word = 10 * d->word + (uint64_t)(*s - '0');
        d->n++;
        d->exponent -= behind;
    } else {
        d->cut |= *s != '0';
        d->exponent += !behind;
    }
}

/* The digits of an exponent, at most 10^8 (more makes no difference). */
static int64_t read_exponent(const char *s, const char *end)
{
    bool negative = *s == '-';
    int64_t e = 0;
    if (*s == '-' || *s == '+')
        s++;
    for (; s < end; s++)
        if (e < 100000000)
            e = 10 * e + (*s - '0');
    return negative ? -e : e;
}

/* Reads (0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)? from the beginning; returns its end, or `s`.
 */
static const char *scan(const char *s, const char *end, struct decimal *d)
{
    const char *at = s, *begin = s;
    memset(d, 0, sizeof *d);
    if (at < end && *at == '0')
        at++;
    else
        while (at < end && is_digit(*at))
            read_digit(d, at++, 0);
    if (at == begin)
        return s;
    if (end - at >= 2 && *at == '.' && is_digit(at[1]))
        for (at++; at < end && is_digit(*at); at++)
            read_digit(d, at, 1);
    d->end = at;
    if (end - at < 2 || (*at != 'e' && *at != 'E'))
        return at;
    const char *digits = at + 1 + (at[1] == '+' || at[1] == '-'), *stop = digits;
    while (stop < end && is_digit(*stop))
        stop++;
    if (stop == digits)
        return at;
    d->exponent += read_exponent(at + 1, stop);
    return stop;
}

static enum cr_num_fault value_of(const struct decimal *d, double *x)
{
    *x = nearest(d);
    if (*x > 1.7976931348623157e308)
        return CR_NUM_NOT_FINITE;
    return *x == 0 && d->word ? CR_NUM_UNDERFLOW : CR_NUM_OK;
}

/* ------------------------------------------------------------------ faults */

static bool is_word_char(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* What spoils a number that was valid up to `at`, and where that ends. CR_NUM_OK: nothing does. */
static enum cr_num_fault spoiled(const char *begin, const char **at, const char *end)
{
    const char *s = *at;
    enum cr_num_fault fault = CR_NUM_OK;
    if (s == end)
        return CR_NUM_OK;
    if (s - begin == 1 && *begin == '0' && is_digit(*s))
        fault = CR_NUM_LEADING_ZERO;
    else if (s - begin == 1 && *begin == '0' && end - s >= 2 && strchr("xXoObB", *s) &&
             is_word_char(s[1]))
        fault = CR_NUM_HEX;
    else if (*s == '_' && end - s >= 2 && is_digit(s[1]))
        fault = CR_NUM_UNDERSCORE;
    else if (*s == '.' && !(end - s >= 2 && is_digit(s[1])))
        fault = CR_NUM_DOT;
    if (fault == CR_NUM_DOT)
        s++;
    else if (fault != CR_NUM_OK)
        while (s < end && (is_word_char(*s) || (*s == '.' && end - s >= 2 && is_digit(s[1]))))
            s++;
    *at = s;
    return fault;
}

size_t cr_num_prefix(const char *text, size_t n, double *x, enum cr_num_fault *fault)
{
    const char *end = text + n;
    struct decimal d;
    *x = 0;
    *fault = CR_NUM_OK;
    if (n >= 2 && *text == '.' && is_digit(text[1])) {
        const char *at = text + 1;
        while (at < end && is_digit(*at))
            at++;
        *fault = CR_NUM_DOT;
        return (size_t)(at - text);
    }
    const char *at = scan(text, end, &d);
    if (at == text)
        return 0;
    *fault = spoiled(text, &at, end);
    if (*fault == CR_NUM_OK)
        *fault = value_of(&d, x);
    return (size_t)(at - text);
}

/* inf, nan and their spellings elsewhere. */
static bool not_finite(const char *s, size_t n)
{
    static const char *const words[] = {"inf", "infinity", "nan", "nan()", "nan(0x1)"};
    char low[16];
    if (n && *s == '.') {
        s++;
        n--;
    }
    if (n == 0 || n >= sizeof low)
        return false;
    for (size_t i = 0; i < n; i++)
        low[i] = (char)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] + ('a' - 'A') : s[i]);
    low[n] = 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcmp(low, words[i]))
            return true;
    return false;
}

/* Digits with commas among them: 1,5 or 1,000.50. */
static bool has_comma(const char *s, const char *end)
{
    int commas = 0;
    if (s == end || !is_digit(*s) || !is_digit(end[-1]))
        return false;
    for (; s < end; s++) {
        commas += *s == ',';
        if (!is_digit(*s) && *s != ',' && *s != '.')
            return false;
    }
    return commas > 0;
}

enum cr_num_fault cr_num_read(const char *text, size_t n, double *x)
{
    const char *end = text + n, *s = text;
    enum cr_num_fault fault;
    bool negative = n && *text == '-';
    *x = 0;
    if (n && (*text == '-' || *text == '+'))
        s++;
    size_t length = cr_num_prefix(s, (size_t)(end - s), x, &fault);
    if (not_finite(s, (size_t)(end - s)))
        fault = CR_NUM_NOT_FINITE;
    else if (has_comma(s, end))
        fault = CR_NUM_COMMA;
    else if (!length || s + length < end)
        fault = CR_NUM_NOT;
    if (fault != CR_NUM_OK)
        *x = 0;
    else if (negative)
        *x = -*x;
    return fault;
}

enum cr_num_fault cr_num_read_u64(const char *text, size_t n, uint64_t *x)
{
    double value;
    struct decimal d;
    *x = 0;
    enum cr_num_fault fault = cr_num_read(text, n, &value);
    if (fault != CR_NUM_OK)
        return fault;
    const char *s = text + (*text == '+');
    scan(s, text + n, &d);
    if (value < 0 || *text == '-')
        return CR_NUM_NOT;
    if (!d.word)
        return CR_NUM_OK;
    /* All digits count here: up to 20 of them, and 10^e may not leave a fraction. */
    uint64_t whole = d.word;
    int64_t e = d.exponent;
    if (d.n == WORD_DIGITS && e >= 1) { /* the twentieth digit, if it was written */
        const char *next = d.digits;
        for (int seen = 0; next < d.end && (seen += is_digit(*next)) <= WORD_DIGITS; next++)
            ;
        uint64_t digit = next < d.end ? (uint64_t)(*next - '0') : 0;
        if (whole > (UINT64_MAX - digit) / 10)
            return CR_NUM_NOT;
        whole = 10 * whole + digit;
        e--;
        for (next += next < d.end; next < d.end; next++)
            if (is_digit(*next) && *next != '0')
                return CR_NUM_NOT;
    } else if (d.cut) {
        return CR_NUM_NOT;
    }
    for (; e < 0 && whole % 10 == 0; e++)
        whole /= 10;
    for (; e > 0 && whole <= UINT64_MAX / 10; e--)
        whole *= 10;
    if (e != 0)
        return CR_NUM_NOT;
    *x = whole;
    return CR_NUM_OK;
}

const char *cr_num_fault_text(enum cr_num_fault fault)
{
    switch (fault) {
    case CR_NUM_OK:
        return "a number";
    case CR_NUM_NOT:
        return "a number is written like 12, 0.5 or 3e6";
    case CR_NUM_LEADING_ZERO:
        return "a number takes no leading zero";
    case CR_NUM_COMMA:
        return "a number takes no comma: write 1000, and a point for decimals (1.5)";
    case CR_NUM_UNDERSCORE:
        return "a number takes no underscore: write 1000 or 1e3";
    case CR_NUM_HEX:
        return "numbers are decimal: no 0x, 0o or 0b";
    case CR_NUM_DOT:
        return "a point needs a digit on each side: 0.5, 5.0";
    case CR_NUM_NOT_FINITE:
        return "a number must be finite: below 1.8e308, no inf or nan";
    case CR_NUM_UNDERFLOW:
        return "too small to be told from 0: write 0";
    }
    return "not a number";
}
