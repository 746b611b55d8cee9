#include "numeric/normal.h"

#include <gsl/gsl_cdf.h>

double cr_normal_cdf(double z)
{
    return gsl_cdf_ugaussian_P(z);
}

double cr_normal_quantile(double u)
{
    return gsl_cdf_ugaussian_Pinv(u);
}
