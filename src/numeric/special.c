#include "numeric/special.h"

#include "numeric/trouble.h"

#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_zeta.h>
#include <math.h>

double cr_lgamma(double x)
{
    struct cr_gsl_watch watch;
    if (x == 0 || !(x < INFINITY))
        return x == 0 ? INFINITY : x;
    cr_gsl_enter(&watch);
    double y = gsl_sf_lngamma(x);
    if (!cr_gsl_leave(&watch))
        return y;
    cr_gsl_blame(&watch);
    return NAN;
}

double cr_zeta(int n)
{
    return gsl_sf_zeta_int(n);
}
