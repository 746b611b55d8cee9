/* From a scenario and what a command line adds to it to a program. */
#ifndef CR_PROGRAM_COMPILE_H
#define CR_PROGRAM_COMPILE_H

#include "program/program.h"

/* Compiles. NULL when something does not fit (in `diags`): e.g. a lens's half of a replaced
 * distribution. */
struct cr_program *cr_program_build(struct cr_arena *arena, const struct cr_scenario *scenario,
    const struct cr_setup *setup, struct cr_diags *diags);

#endif
