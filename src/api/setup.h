/* The options' texts to what they mean in a scenario (api/setup.c). */
#ifndef CR_API_SETUP_H
#define CR_API_SETUP_H

#include "api/handle.h"

/* Fills result->setup. CR_USAGE or CR_INPUT with result->message or problems. */
enum cr_status cr_setup_read(
    struct crossroads_result *result, const struct crossroads_options *options) CR_MUST_USE;
/* The branch whose name is nearest to a misspelt one, as cr_suggest has it, or NULL. */
const char *cr_nearest_branch(
    struct cr_arena *arena, const struct cr_scenario *scenario, const char *text);

#endif
