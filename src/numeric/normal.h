/* The standard normal law. */
#ifndef CR_NUMERIC_NORMAL_H
#define CR_NUMERIC_NORMAL_H

/* By GSL: the quantile at u in (0, 1) (gsl_cdf_ugaussian_Pinv) and the distribution function
 * (gsl_cdf_ugaussian_P). */
double cr_normal_quantile(double u);
double cr_normal_cdf(double z);

#endif
