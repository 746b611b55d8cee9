/* Integrals by GSL's adaptive Clenshaw and Curtis rules (gsl_integration_cquad; manual, chapter
 * "Numerical Integration"), which put up with integrands that bend sharply. */
#ifndef CR_NUMERIC_INTEGRAL_H
#define CR_NUMERIC_INTEGRAL_H

/* To a relative 1e-13, or an absolute `least`, or as far as doubles go. `f` must not allocate. NaN,
 * and a trouble (numeric/trouble.h), where GSL gives up. */
double cr_integral(
    double (*f)(double x, void *context), void *context, double low, double high, double least);

#endif
