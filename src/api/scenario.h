/* Scenarios from bytes (api/scenario.c). */
#ifndef CR_API_SCENARIO_H
#define CR_API_SCENARIO_H

#include "api/handle.h"

/* As crossroads_load_text, with the names to show. The text must outlive the scenario. */
enum crossroads_status cr_load_text(const char *name, const char *shown, const char *text, size_t n,
    unsigned flags, struct crossroads_scenario **out);
/* A scenario that only says why there is none; NULL when memory is short. */
struct crossroads_scenario *cr_no_scenario(const char *name, const char *problem);

#endif
