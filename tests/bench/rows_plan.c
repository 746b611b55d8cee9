/* What a planned run is worth: error squared times processor time, of `run` as it is called without
 * any options, against a million runs in a thousand worlds drawn at random, which it was before.
 * The error is the spread of the shares over SEEDS seeds, averaged over the outcomes: no error that
 * a run tells of itself is believed. */
#include "bench.h"

#include "crossroads.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

enum { SEEDS = 20, MOST_OUTCOMES = 64 };

struct price {
    double variance, seconds; /* mean over outcomes; of a run */
};

/* From the file on: reading and checking it is a part of what a user waits for. */
static bool run_once(const char *path, const struct crossroads_options *o, double *shares,
    size_t *n, double *seconds)
{
    struct crossroads_scenario *scenario = NULL;
    struct crossroads_result *result = NULL;
    double begun = bench_cpu();
    bool good = crossroads_load(path, 0, &scenario) == CROSSROADS_OK &&
                crossroads_run(scenario, o, &result) == CROSSROADS_OK;
    *seconds += (bench_cpu() - begun) / SEEDS;
    *n = crossroads_outcome_count(result);
    good = good && *n <= MOST_OUTCOMES;
    for (size_t i = 0; good && i < *n; i++) {
        struct crossroads_share share;
        good = crossroads_outcome(result, i, &share) == CROSSROADS_OK;
        shares[i] = share.share;
    }
    crossroads_result_free(result);
    crossroads_scenario_free(scenario);
    return good;
}

/* NaN variance after a failure. */
static struct price price_of(const char *path, struct crossroads_options *o)
{
    static double shares[SEEDS][MOST_OUTCOMES];
    struct price price = {0, 0};
    size_t n = 0;
    for (int s = 0; s < SEEDS; s++) {
        o->seed = (uint64_t)s + 1;
        if (!run_once(path, o, shares[s], &n, &price.seconds))
            return (struct price){NAN, NAN};
    }
    for (size_t i = 0; i < n; i++) {
        double mean = 0;
        for (int s = 0; s < SEEDS; s++)
            mean += shares[s][i] / SEEDS;
        for (int s = 0; s < SEEDS; s++)
            price.variance +=
                (shares[s][i] - mean) * (shares[s][i] - mean) / (double)((SEEDS - 1) * n);
    }
    return price;
}

static bool row(const struct bench_setting *setting, const char *name, double bound)
{
    char path[512], what[128], text[200];
    struct crossroads_options planned, before;
    snprintf(path, sizeof path, "%s/scenarios/%s.yaml", setting->root, name);
    crossroads_options_init(&planned);
    planned.threads = 1;
    before = planned;
    before.runs = 1000000;
    before.worlds = 1000;
    before.sampling = CROSSROADS_RANDOM;
    struct price was = price_of(path, &before), now = price_of(path, &planned);
    double ratio = was.variance * was.seconds / (now.variance * now.seconds);
    if (!(ratio > 0))
        return false;
    snprintf(
        what, sizeof what, "`run %s`, error² x time / 1,000,000 runs in 1,000 random worlds", name);
    snprintf(text, sizeof text, "error %.3f → %.3f points, time %.0f → %.0f ms, over %d seeds",
        100 * sqrt(was.variance), 100 * sqrt(now.variance), 1e3 * was.seconds, 1e3 * now.seconds,
        SEEDS);
    bench_row(what, ratio, ratio, ratio, "x", BENCH_AT_LEAST, bound, text);
    return true;
}

int bench_plan(const struct bench_setting *setting)
{
    return row(setting, "classics/parameters", 20) && row(setting, "crossroads", 5) &&
           row(setting, "alliance", 5) && row(setting, "kazakhstan", 5);
}
