#include "base/fmath.h"

#include "base/fmath_core.h"

#include <math.h> /* sqrt, which IEEE 754 rounds correctly everywhere */

static const double infinity = (double)__builtin_inff(), nothing = (double)__builtin_nanf("");

/* ------------------------------------------------------------------ the normal distribution */

/* P(Z > t) = e^(-t^2/2) g((t - 4)/(t + 4)) / (1 + t) for t >= 0: g is smooth on the whole
 * half-line, and its expansion in Chebyshev polynomials (after Shepherd and Laframboise 1981,
 * computed anew with 160 bits and written out in powers) reaches full precision with 26 terms. */
static double normal_tail(double t)
{
    static const double g[26] = {0x1.e361ea6fba141p-2, -0x1.8c18f2086e34bp-4, 0x1.cabd72a60f83ep-7,
        0x1.d4969f10e01adp-6, -0x1.07c3c2582b3fap-5, 0x1.25dd7205fe467p-6, -0x1.47d5fc75010e9p-8,
        -0x1.2b7f5dfde64f2p-12, 0x1.6c53834d294f8p-11, -0x1.8c11b08961b0dp-14,
        -0x1.707bc44ead835p-14, 0x1.6483b16f0cd6ep-16, 0x1.c9426f2524a28p-17,
        -0x1.cc96cfc2db3fap-19, -0x1.5ee6730f30301p-19, 0x1.b0b563aadca85p-22,
        0x1.29dfcf87a0179p-21, 0x1.23881cbe2e8c6p-28, -0x1.eba37460bb7ffp-24,
        -0x1.908e99f324943p-26, 0x1.5c06298ad4473p-26, 0x1.3060881e0c9b9p-27,
        -0x1.67d1e9c21f982p-29, -0x1.0611ed85e153ap-29, 0x1.890b1d5015bf1p-33,
        0x1.b0f01eae92af5p-33};
    struct cr_pair square = cr_two_product(t, t);
    double s = (t - 4) / (t + 4);
    double exponential = cr_exp(-0.5 * square.high);
    return exponential * (cr_polynomial(g, 26, s) / (1 + t) * (1 - 0.5 * square.low));
}

double cr_normal_cdf(double z)
{
    if (z != z)
        return z;
    if (z < 0)
        return z < -39 ? 0 : normal_tail(-z);
    return z > 9 ? 1 : 1 - normal_tail(z);
}

/* Wichura's algorithm AS 241 (PPND16, 1988): rational functions, within 1e-16 relative in the
 * middle and in both tails. */
static double quantile_middle(double q)
{
    static const double a[8] = {3.3871328727963666080e0, 1.3314166789178437745e2,
        1.9715909503065514427e3, 1.3731693765509461125e4, 4.5921953931549871457e4,
        6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3};
    static const double b[8] = {1, 4.2313330701600911252e1, 6.8718700749205790830e2,
        5.3941960214247511077e3, 2.1213794301586595867e4, 3.9307895800092710610e4,
        2.8729085735721942674e4, 5.2264952788528545610e3};
    double r = 0.180625 - q * q;
    return q * cr_polynomial(a, 8, r) / cr_polynomial(b, 8, r);
}

/* r = sqrt(-log u) of the smaller tail u. */
static double quantile_tail(double r)
{
    static const double c[8] = {1.42343711074968357734e0, 4.63033784615654529590e0,
        5.76949722146069140550e0, 3.64784832476320460504e0, 1.27045825245236838258e0,
        2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static const double d[8] = {1, 2.05319162663775882187e0, 1.67638483018380384940e0,
        6.89767334985100004550e-1, 1.48103976427480074590e-1, 1.51986665636164571966e-2,
        5.47593808499534494600e-4, 1.05075007164441684324e-9};
    static const double e[8] = {6.65790464350110377720e0, 5.46378491116411436990e0,
        1.78482653991729133580e0, 2.96560571828504891230e-1, 2.65321895265761230930e-2,
        1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static const double f[8] = {1, 5.99832206555887937690e-1, 1.36929880922735805310e-1,
        1.48753612908506148525e-2, 7.86869131145613259100e-4, 1.84631831751005468180e-5,
        1.42151175831644588870e-7, 2.04426310338993978564e-15};
    if (r <= 5)
        return cr_polynomial(c, 8, r - 1.6) / cr_polynomial(d, 8, r - 1.6);
    return cr_polynomial(e, 8, r - 5) / cr_polynomial(f, 8, r - 5);
}

double cr_normal_quantile(double u)
{
    if (!(u > 0 && u < 1))
        return u == 0 ? -infinity : u == 1 ? infinity : nothing;
    double q = u - 0.5;
    if (q <= 0.425 && q >= -0.425)
        return quantile_middle(q);
    double z = quantile_tail(sqrt(-cr_log(q < 0 ? u : 1 - u)));
    return q < 0 ? -z : z;
}

/* ------------------------------------------------------------------ log gamma */

/* log Gamma(2 + z) for |z| <= 1/2: (1 - gamma) z + sum of (-1)^k (zeta(k) - 1) z^k / k (Abramowitz
 * and Stegun 6.1.33). */
static double lgamma_near_2(double z)
{
    static const double c[31] = {0x1.b0ee6072093cep-2, 0x1.4a34cc4a60fa6p-2, -0x1.13e001a557607p-4,
        0x1.51322ac7d8483p-6, -0x1.e404fc218f5f2p-8, 0x1.7add6eadb6c3p-9, -0x1.38ac5c2bf8e08p-10,
        0x1.0b36af86396e9p-11, -0x1.d3fd4c76d2fc8p-13, 0x1.a127b0f17d65ap-14,
        -0x1.78de5bd7c81efp-15, 0x1.580dcee66eb02p-16, -0x1.3cbc963ce2243p-17,
        0x1.2597a39f34aacp-18, -0x1.11b2eb7679541p-19, 0x1.0064cdeb22f0fp-20,
        -0x1.e2600d93cfd2fp-22, 0x1.c76bbb3f07a4dp-23, -0x1.af5a6cbbf8a97p-24,
        0x1.99b93c2070b0fp-25, -0x1.862c734df3eacp-26, 0x1.7469daccfadcdp-27,
        -0x1.6434a8447aeadp-28, 0x1.555a877ffd2c3p-29, -0x1.47b1679258d0ep-30,
        0x1.3b15d2b2fc10cp-31, -0x1.2f69a9fabe3ep-32, 0x1.24932a337434cp-33, -0x1.1a7c26ec2523cp-34,
        0x1.11116e693ed98p-35, -0x1.08424cbc543d8p-36};
    return z * cr_polynomial(c, 31, z);
}

/* Stirling's series, for x >= 10. */
static double stirling(double x)
{
    static const double c[7] = {
        1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156};
    double log_x = cr_log(x), r = 1 / x;
    double rest = 0.91893853320467274178 + r * cr_polynomial(c, 7, r * r); /* log(2 pi) / 2 */
    if (x > 1e17)
        return x * (log_x - 1);
    return (x - 0.5) * (log_x - 1) + (rest - 0.5);
}

double cr_lgamma(double x)
{
    if (!(x > 0))
        return x == 0 ? infinity : nothing;
    if (x >= 10)
        return x < infinity ? stirling(x) : x;
    if (x < 0.5)
        return lgamma_near_2(x) - cr_log1p(x) - cr_log(x);
    if (x <= 1.5)
        return lgamma_near_2(x - 1) - cr_log1p(x - 1);
    double product = 1;
    while (x > 2.5) {
        x -= 1;
        product *= x;
    }
    return cr_log(product) + lgamma_near_2(x - 2);
}
