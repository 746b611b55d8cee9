/* Special functions of GSL, manual chapter "Special Functions". */
#ifndef CR_NUMERIC_SPECIAL_H
#define CR_NUMERIC_SPECIAL_H

/* log Gamma(x), x > 0 (gsl_sf_lngamma); relative error below 1e-14. */
double cr_lgamma(double x);
/* Riemann's zeta at a whole n from 2 on (gsl_sf_zeta_int). */
double cr_zeta(int n);

#endif
