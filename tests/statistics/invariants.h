/* What the engines rely on in a compiled program. */
#ifndef CR_TESTS_INVARIANTS_H
#define CR_TESTS_INVARIANTS_H

#include "program/program.h"

/* Asserts what the engines rely on: indices in range, orders, totals of fixed weights. Returns
 * NULL, or what is wrong. */
const char *cr_program_invariants(const struct cr_program *program);

#endif
