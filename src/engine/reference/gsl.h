/* The readable engine: reference/gsl.c tells how it works. */
#ifndef CR_ENGINE_REFERENCE_GSL_H
#define CR_ENGINE_REFERENCE_GSL_H

#include "engine/options.h"
#include "program/fault.h"

enum cr_status cr_run_gsl(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, struct cr_run_result *result,
    struct cr_fault *fault) CR_MUST_USE;

#endif
