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

/* The same for rows of numbers, equal to the scalar functions bit for bit and much faster; out may
 * be the input. */
void cr_exp_rows(const double *x, double *out, size_t n);
void cr_logistic_rows(const double *x, double *out, size_t n);

#endif
