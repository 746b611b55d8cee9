/* --engine vegas and miser: shares and means as integrals over the uncertain numbers. */
#ifndef CR_ENGINE_VEGAS_H
#define CR_ENGINE_VEGAS_H

#include "engine/options.h"
#include "program/fault.h"

/* Why it cannot answer; NULL if it can. */
const char *cr_vegas_cannot(const struct cr_program *program, const struct cr_run_options *options);
/* Each outcome, tag, payoff, measure and state variable takes 50 times options->worlds
 * evaluations of one world. No quantiles, stages and nodes. */
enum cr_status cr_run_vegas(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, struct cr_run_result *result,
    struct cr_fault *fault) CR_MUST_USE;

#endif
