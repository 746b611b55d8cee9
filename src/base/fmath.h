/* exp, log and their kin of plain + - * / and bit operations: the same bits with every compiler,
 * optimisation level and instruction set (no fused multiply-add is ever contracted:
 * -ffp-contract=off). Errors: within 1 ulp of the true value over the normal range (pow: within 2
 * ulp), proved by tests against long double. Domain errors give NaN, overflow gives infinity, as in
 * C. */
#ifndef CR_BASE_FMATH_H
#define CR_BASE_FMATH_H

#include <stddef.h>

double cr_exp(double x);
double cr_expm1(double x);
double cr_log(double x);
double cr_log1p(double x);
double cr_log10(double x);
double cr_pow(double x, double y); /* x < 0 with whole y works; 0^0 is 1 */
double cr_logistic(double x);      /* 1 / (1 + e^-x), accurate at both ends */
double cr_logit(double p);         /* log(p / (1 - p)); p in (0, 1), else NaN */
double cr_lgamma(double x);        /* x > 0; relative error below 1e-14 */
/* The standard normal: quantile (u in (0, 1); relative error below 1e-15 of |z|+1) and
 * distribution. */
double cr_normal_quantile(double u);
double cr_normal_cdf(double z);
/* The standard normal quantile for draws, from a table: z is within 3e-13, and the probability of
 * its tail within a relative 1e-12, of the true ones; below a tail of 2^-17 it is
 * cr_normal_quantile. */
double cr_normal_draw(double u);

/* The same for rows of numbers, equal to the scalar functions bit for bit and much faster; out may
 * be the input. cr_normal_quantile_rows: u in (0, 1). */
void cr_exp_rows(const double *x, double *out, size_t n);
void cr_logistic_rows(const double *x, double *out, size_t n);
void cr_normal_quantile_rows(const double *u, double *out, size_t n);
/* middle + scale * cr_normal_draw(u[i]) */
void cr_normal_draw_rows(const double *u, double middle, double scale, double *out, size_t n);

#endif
