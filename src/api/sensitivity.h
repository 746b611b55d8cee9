/* Sensitivity, and solving with the value of information, for the command line. */
#ifndef CR_API_SENSITIVITY_H
#define CR_API_SENSITIVITY_H

#include "analysis/sensitivity.h"
#include "analysis/voi.h"
#include "api/api.h"

struct cr_sensitivity_ask {
    enum cr_sensitivity_kind kind;
    const char *target;        /* NULL: the default */
    const char *two;           /* TWOWAY: "A,B" */
    const char *const *inputs; /* SWITCHES: which; none: all that are uncertain */
    size_t n_inputs;
    uint64_t points;     /* base points of SOBOL and MORRIS, steps of TWOWAY; 0: the default */
    uint64_t runs;       /* of a point, where points are walked; 0: the default */
    uint64_t worlds;     /* DISCOVERY; 0: the default */
    double below, above; /* DISCOVERY: of interest; NaN: the default */
};
enum crossroads_status crossroads_sensitivity(struct crossroads_scenario *scenario,
    const struct crossroads_options *options, const struct cr_sensitivity_ask *ask,
    struct cr_sensitivity *found, struct crossroads_result **result);

struct cr_voi_ask {
    const char *actor; /* NULL: who decides first */
    bool nested;
};
/* As crossroads_solve, with *voi. */
enum crossroads_status crossroads_solve_voi(struct crossroads_scenario *scenario,
    const struct crossroads_options *options, const struct cr_voi_ask *ask, struct cr_voi *voi,
    struct crossroads_result **result);

#endif
