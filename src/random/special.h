/* Incomplete gamma and beta functions of plain arithmetic (base/fmath.h): the same bits on every
 * machine, accurate for shapes from 1e-9 to 1e16 and into both tails. GSL's gsl_cdf_* are the
 * tests' oracle. */
#ifndef CR_RANDOM_SPECIAL_H
#define CR_RANDOM_SPECIAL_H

/* log(1 + x) - x for x > -1, and exp(x) - 1 - x, without cancellation near 0. */
double cr_log1p_less(double x);
double cr_expm1_less(double x);
/* What Stirling's formula lacks: log Gamma(a + 1) - ((a + 1/2) log a - a + log(2 pi) / 2), a > 0.
 */
double cr_stirling_error(double a);

/* A gamma law of scale 1 (b = 0) or a beta law, seen on the scale t = log x, or t = logit x. There
 * the density is log-concave whatever the shapes are. */
struct cr_law {
    double a, b;
    double log_c; /* constant of log_density */
};
struct cr_law cr_gamma_law(double shape);
struct cr_law cr_beta_law(double a, double b);
/* log Gamma(a), or log B(a, b). */
double cr_law_log_constant(const struct cr_law *law);

/* A place: x above 0 (gamma), or x and y = 1 - x (beta), each with its full relative precision. */
struct cr_spot {
    double x, y;
};
/* Both tails at a place; the smaller one has full relative precision. */
struct cr_tails {
    double log_p, log_q; /* log P(X <= x), log P(X > x) */
    double p, q;
    double log_density; /* of t */
};
struct cr_tails cr_law_tails(const struct cr_law *law, struct cr_spot at);

#endif
