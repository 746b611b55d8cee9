/* One root by GSL's Brent-Dekker method (gsl_root_fsolver_brent; manual, chapter "One Dimensional
 * Root-Finding"). */
#ifndef CR_NUMERIC_ROOT_H
#define CR_NUMERIC_ROOT_H

/* Where f crosses 0 from below in [low, high]; the end that is nearer where it does not. f may jump
 * or be infinite, and what is not a number counts as above 0; it must not allocate. To a few units
 * in the last place, or 1e-15 of the interval. */
double cr_root(double (*f)(double x, void *context), void *context, double low, double high);

#endif
