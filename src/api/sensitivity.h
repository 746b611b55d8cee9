/* Sensitivity as part of another computation: pictures show it, and a review asks it. */
#ifndef CR_API_SENSITIVITY_H
#define CR_API_SENSITIVITY_H

#include "api/handle.h"

/* result->found becomes a struct cr_sensitivity. `ask` is complete. */
enum cr_status cr_find_sensitivity(struct crossroads_result *result,
    const struct crossroads_options *options,
    const struct crossroads_sensitivity_options *ask) CR_MUST_USE;

#endif
