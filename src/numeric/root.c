#include "numeric/root.h"

#include "numeric/trouble.h"

#include <float.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_roots.h>
#include <math.h>

struct finite {
    double (*f)(double x, void *context);
    void *context;
};

/* GSL takes finite values only; what counts here is the side of 0. */
static double finite_at(double x, void *context)
{
    const struct finite *finite = context;
    double y = finite->f(x, finite->context);
    return isnan(y) ? DBL_MAX : fmin(fmax(y, -DBL_MAX), DBL_MAX);
}

/* Brent's method halves at least every other round in the end; a jump takes it some 110. */
enum { ROUNDS = 1000 };

double cr_root(double (*f)(double x, void *context), void *context, double low, double high)
{
    struct cr_gsl_watch watch;
    struct finite finite = {f, context};
    gsl_function function = {finite_at, &finite};
    double least = 1e-15 * (high - low), root = low;

    if (!(finite_at(low, &finite) < 0))
        return low;
    if (!(finite_at(high, &finite) > 0))
        return high;
    cr_gsl_enter(&watch);
    gsl_root_fsolver *solver = cr_gsl_need(&watch, gsl_root_fsolver_alloc(gsl_root_fsolver_brent));
    int status = gsl_root_fsolver_set(solver, &function, low, high);
    for (int round = 0; status == GSL_SUCCESS && round < ROUNDS; round++) {
        status = gsl_root_fsolver_iterate(solver);
        if (gsl_root_test_interval(gsl_root_fsolver_x_lower(solver),
                gsl_root_fsolver_x_upper(solver), least, DBL_EPSILON) == GSL_SUCCESS)
            break;
    }
    root = gsl_root_fsolver_root(solver);
    gsl_root_fsolver_free(solver);
    if (!cr_gsl_leave(&watch) && !status)
        return root;
    cr_gsl_blame(&watch);
    return NAN;
}
