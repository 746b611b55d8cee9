#include "numeric/integral.h"

#include "numeric/trouble.h"

#include <gsl/gsl_integration.h>
#include <math.h>

double cr_integral(
    double (*f)(double x, void *context), void *context, double low, double high, double least)
{
    struct cr_gsl_watch watch;
    gsl_function integrand = {f, context};
    double value = NAN;

    cr_gsl_enter(&watch);
    gsl_integration_cquad_workspace *work =
        cr_gsl_need(&watch, gsl_integration_cquad_workspace_alloc(100));
    int status =
        gsl_integration_cquad(&integrand, low, high, least, 1e-13, work, &value, NULL, NULL);
    gsl_integration_cquad_workspace_free(work);
    if (!cr_gsl_leave(&watch) && !status)
        return value;
    cr_gsl_blame(&watch);
    return NAN;
}
