/* How well each lens's forecast did against what happened since.
 *
 * A question is scored where a dated observation says which branch was taken ('saw'). The forecast
 * is the distribution over the node's branches, given that the node is reached. Brier: the sum of
 * squared differences over all branches, 0 to 2 (Brier 1950). Log: minus the natural logarithm of
 * the probability of what happened (Good 1952). Lower is better for both. */
#ifndef CR_ANALYSIS_SCORE_H
#define CR_ANALYSIS_SCORE_H

#include "engine/engine.h"
#include "program/fault.h"

struct cr_score_ask {
    const struct cr_setup *setup; /* what is laid over the file, the facts up to as_of included */
    const struct cr_run_options *run;
    const char *until; /* NULL: all observations of the file */
    bool sequential;
};
struct cr_score_row { /* a question that was answered */
    int observation, node, branch;
};
struct cr_score { /* NaN: the forecaster has no forecast for that question */
    double probability, brier, log;
};
struct cr_score_means {
    double brier, log;
    size_t n; /* questions that could be scored */
};
enum cr_forecaster_kind { CR_FORECAST_UNIFORM, CR_FORECAST_LENS, CR_FORECAST_POOL };
struct cr_forecaster {
    enum cr_forecaster_kind kind;
    int lens;                            /* -1: the file as written */
    double weight;                       /* in the pool, total 1 */
    struct cr_score *as_of, *sequential; /* [n_rows]; sequential NULL where not asked */
    struct cr_score_means as_of_mean, sequential_mean;
};
struct cr_score_result {
    struct cr_luck luck;
    uint64_t runs, worlds;
    enum cr_engine engine;
    struct cr_score_row *rows; /* by date */
    size_t n_rows;
    struct cr_forecaster *forecasters; /* uniform, as written, the lenses, the pool */
    size_t n_forecasters;
    const char *about;
    const char **cautions;
    size_t n_cautions;
    const char **notes;
    size_t n_notes;
};

/* Who gave 0 to what happened cannot go on in sequence; everybody else can, and the pool is then of
 * those who do. CR_USAGE with fault->text: there is nothing to score. */
enum cr_status cr_score(struct cr_arena *arena, const struct cr_scenario *scenario,
    const struct cr_score_ask *ask, struct cr_score_result *result, struct cr_diags *diags,
    struct cr_fault *fault) CR_MUST_USE;

/* The two scores of one forecast p[n] of which branch `happened`. */
struct cr_score cr_score_forecast(const double *p, size_t n, size_t happened);
/* Dated observations after as_of and up to `until` (NULL: all), by date: their indices. *n of them.
 */
int *cr_observations_until(
    struct cr_arena *arena, const struct cr_scenario *scenario, const char *until, size_t *n);

#endif
