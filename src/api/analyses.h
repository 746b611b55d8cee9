/* Analyses that need more than a program: what was seen, several scenarios, ... Each gives a result
 * (of CR_OF_ANALYSIS, or with its message) and its own numbers in that result's arena. */
#ifndef CR_API_ANALYSES_H
#define CR_API_ANALYSES_H

#include "analysis/observe.h"
#include "analysis/score.h"
#include "api/api.h"

/* What was seen: names of branches, signals, observations; `until` (may be NULL): the dated
 * observations of the file up to that day as well. */
struct cr_seen {
    const char *const *names;
    size_t n;
    const char *until;
};
enum crossroads_status crossroads_observe(struct crossroads_scenario *scenario,
    const struct crossroads_options *options, const struct cr_seen *seen,
    struct cr_observe_result *observed, struct crossroads_result **result);
enum crossroads_status crossroads_score(struct crossroads_scenario *scenario,
    const struct crossroads_options *options, const char *until, struct cr_score_result *scored,
    struct crossroads_result **result);

#endif
