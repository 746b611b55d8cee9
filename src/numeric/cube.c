/* VEGAS throws a tenth of its calls away to find its grid, then samples in five iterations whose
 * scatter is the chi-square; MISER spends its calls at once. */
#include "numeric/cube.h"

#include "numeric/trouble.h"

#include <gsl/gsl_monte_miser.h>
#include <gsl/gsl_monte_vegas.h>
#include <math.h>

enum { ITERATIONS = 5 };

/* Quantiles are asked for inside the open cube; the last rounding of a cell's edge can lie on its
 * faces. */
static double integrand(double *x, size_t dimensions, void *context)
{
    const struct cr_cube *cube = context;
    for (size_t k = 0; k < dimensions; k++)
        x[k] = fmin(fmax(x[k], 0x1p-53), 1 - 0x1p-53);
    return cube->f(x, cube->context);
}

static void free_vegas(void *state)
{
    gsl_monte_vegas_free(state);
}

static void free_miser(void *state)
{
    gsl_monte_miser_free(state);
}

static int by_vegas(struct cr_arena *scratch, struct cr_gsl_watch *watch, gsl_monte_function *f,
    const struct cr_cube *cube, double *low, double *high, struct cr_cube_value *out)
{
    gsl_monte_vegas_state *state = cr_gsl_need(watch, gsl_monte_vegas_alloc(cube->dimensions));
    gsl_monte_vegas_params params;
    cr_arena_defer(scratch, free_vegas, state);
    gsl_monte_vegas_params_get(state, &params);
    params.iterations = ITERATIONS;
    gsl_monte_vegas_params_set(state, &params);
    size_t warm = cube->calls / 10 / ITERATIONS, calls = cube->calls / ITERATIONS;
    int status = gsl_monte_vegas_integrate(
        f, low, high, cube->dimensions, warm, cube->rng, state, &out->value, &out->error);
    params.stage = 1; /* keeps the grid, forgets the estimates */
    gsl_monte_vegas_params_set(state, &params);
    if (!status)
        status = gsl_monte_vegas_integrate(
            f, low, high, cube->dimensions, calls, cube->rng, state, &out->value, &out->error);
    out->chi_square = gsl_monte_vegas_chisq(state);
    return status;
}

static int by_miser(struct cr_arena *scratch, struct cr_gsl_watch *watch, gsl_monte_function *f,
    const struct cr_cube *cube, double *low, double *high, struct cr_cube_value *out)
{
    gsl_monte_miser_state *state = cr_gsl_need(watch, gsl_monte_miser_alloc(cube->dimensions));
    cr_arena_defer(scratch, free_miser, state);
    return gsl_monte_miser_integrate(
        f, low, high, cube->dimensions, cube->calls, cube->rng, state, &out->value, &out->error);
}

void cr_cube_integrate(
    struct cr_arena *scratch, const struct cr_cube *cube, struct cr_cube_value *out)
{
    struct cr_gsl_watch watch;
    struct cr_cube mine = *cube; /* GSL hands a context on that is not const */
    gsl_monte_function f = {integrand, cube->dimensions, &mine};
    double *low = CR_NEW(scratch, double, cube->dimensions),
           *high = CR_NEW(scratch, double, cube->dimensions);
    for (size_t k = 0; k < cube->dimensions; k++)
        high[k] = 1;
    *out = (struct cr_cube_value){NAN, NAN, NAN};
    cr_gsl_enter(&watch);
    int status = (cube->miser ? by_miser : by_vegas)(scratch, &watch, &f, cube, low, high, out);
    if (!cr_gsl_leave(&watch) && !status)
        return;
    cr_gsl_blame(&watch);
    *out = (struct cr_cube_value){NAN, NAN, NAN};
}
