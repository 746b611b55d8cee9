/* Tails and densities of the gamma, beta, Poisson, binomial and Student laws, into both tails: by
 * GSL for the shapes that people write, by our own formulas beyond (numeric/law.c says where and
 * why). Shapes from 1e-9 to 1e16. */
#ifndef CR_NUMERIC_LAW_H
#define CR_NUMERIC_LAW_H

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
/* Both tails at a place; the smaller one is right to 1e-12 of itself. */
struct cr_tails {
    double log_p, log_q; /* log P(X <= x), log P(X > x) */
    double p, q;
    double log_density; /* of t */
};
/* Of t. */
double cr_law_log_density(const struct cr_law *law, struct cr_spot at);
struct cr_tails cr_law_tails(const struct cr_law *law, struct cr_spot at);

/* The law is beta(df / 2, 1 / 2); only p and q are set. */
struct cr_tails cr_student_tails(const struct cr_law *law, double t);
/* At a whole k. The density is that of log mean, or of logit(1 - p). */
struct cr_tails cr_poisson_tails(double mean, double k);
struct cr_tails cr_binomial_tails(double n, double p, double k);

#endif
