/* Options of the library to what the engines take (api/spec.c). */
#ifndef CR_API_SPEC_H
#define CR_API_SPEC_H

#include "api/handle.h"

/* A caller's options over the defaults. False: they are of a newer library. */
bool cr_spec_copy(struct crossroads_options *to, const struct crossroads_options *from);
/* Of options that name a generator there is. */
struct cr_luck cr_spec_luck(const struct crossroads_options *options);
/* The one place where options become what engines and analyses are asked; nothing is decided yet.
 */
struct cr_run_spec cr_spec_of(const struct crossroads_options *options);
/* The same for a run and for solving. What is left open of a run is decided: planned
 * (engine/effort.h), or of an analysis of several runs a number that is known beforehand. `kept`
 * may be NULL. */
struct cr_run_options cr_spec_planned_run(
    const struct crossroads_options *options, struct cr_long_run *kept);
struct cr_run_options cr_spec_run(const struct crossroads_options *options);
struct cr_run_spec cr_spec_solve(const struct crossroads_options *options);

#endif
