/* Doubles to text: of 15, 16 and 17 digits the fewest that read back as the same double (all have
 * 17; those near 0 that are not normal may do with one). The digits come from the C library, which
 * rounds correctly; how they are laid out does not depend on the locale. */
#include "base/num.h"

#include <float.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct digits {
    char text[24];
    int n, point; /* the point stands behind the first `point` of them */
};

/* n digits of |x|; whatever the locale takes for a point is left out. */
static struct digits digits_of(double x, int n)
{
    struct digits d = {.n = 0};
    char text[48];
    const char *at = text;
    snprintf(text, sizeof text, "%.*e", n - 1, x < 0 ? -x : x);
    for (; *at != 'e'; at++) {
        if (*at >= '0' && *at <= '9')
            d.text[d.n++] = *at;
    }
    d.point = (int)strtol(at + 1, NULL, 10) + 1;
    while (d.n > 1 && d.text[d.n - 1] == '0')
        d.n--;
    return d;
}

static bool reads_back(const struct digits *d, double size)
{
    char text[48];
    snprintf(text, sizeof text, "%.*se%d", d->n, d->text, d->point - d->n);
    return strtod(text, NULL) == size;
}

static struct digits shortest(double x)
{
    double size = x < 0 ? -x : x;
    int n = size < DBL_MIN ? 1 : DBL_DIG;
    struct digits d = digits_of(x, n);
    while (n < DBL_DECIMAL_DIG && !reads_back(&d, size))
        d = digits_of(x, ++n);
    return d;
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
    if (x - x != 0) {
        memcpy(out, "Inf", 4);
        return;
    }
    struct digits d = shortest(x);
    lay_out(out, d.text, d.n, d.point);
}
