/* Analyses that need more than a program: what was seen, several scenarios, ... Each gives a result
 * (of CR_OF_ANALYSIS, or with its message) and its own numbers in that result's arena. */
#ifndef CR_API_ANALYSES_H
#define CR_API_ANALYSES_H

#include "analysis/compare.h"
#include "analysis/observe.h"
#include "analysis/paths.h"
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

/* Side by side: scenarios; the lenses of one, with their pool if wanted; the options of one of its
 * decisions. The result belongs to the first scenario; all must outlive it. */
struct cr_sides {
    struct crossroads_scenario *const *scenarios;
    size_t n; /* 1 for lenses and choices */
    bool lenses, pool;
    enum cr_pool_kind pool_kind;
    const char *node; /* of choices, or NULL */
};
enum crossroads_status crossroads_compare(const struct cr_sides *sides,
    const struct crossroads_options *options, struct cr_compare_result *compared,
    struct crossroads_result **result);

/* Copies of one scenario merged; *scenario (in the result's arena) has the pooled weights. */
enum crossroads_status crossroads_pool(struct crossroads_scenario *const *scenarios, size_t n,
    const struct crossroads_options *options, enum cr_pool_kind kind, struct cr_pool_result *pooled,
    struct cr_scenario **scenario, struct crossroads_result **result);

/* The `most` likeliest futures. */
enum crossroads_status crossroads_paths(struct crossroads_scenario *scenario,
    const struct crossroads_options *options, size_t most, struct cr_paths_result *paths,
    struct crossroads_result **result);

#endif
