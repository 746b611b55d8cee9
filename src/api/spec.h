/* Options of the library to what the engines take (api/spec.c). */
#ifndef CR_API_SPEC_H
#define CR_API_SPEC_H

#include "api/handle.h"

/* A caller's options over the defaults. False: they are of a newer library. */
bool cr_spec_copy(struct crossroads_options *to, const struct crossroads_options *from);
/* The worlds of a run, 0 resolved. */
uint64_t cr_spec_worlds(const struct crossroads_options *options);
/* Of options that name a generator there is. */
struct cr_luck cr_spec_luck(const struct crossroads_options *options);
/* One place each where options become those of the engines. */
struct cr_run_options cr_spec_run(const struct crossroads_options *options);
struct cr_solve_options cr_spec_solve(const struct crossroads_options *options);

#endif
