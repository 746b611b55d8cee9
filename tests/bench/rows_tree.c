/* The exact evaluator in many worlds, against the same by hand; and what even points are worth. */
#include "engine_side.h"

#include "program/worlds.h"

#include <math.h>

enum { WORLDS = 4096, REPLICATES = 32, CALLS = 8 };

static void play_rollback(struct naive *n, uint64_t worlds, uint64_t runs, struct naive_totals *t)
{
    (void)runs;
    naive_rollback(n, worlds, t);
}

static int rollback(const struct bench_setting *setting, const struct model *model)
{
    struct pair pair;
    struct bench_result result;
    int good = pair_begin(&pair, model, play_rollback, WORLDS, WORLDS, CR_ENGINE_ROLLBACK) &&
               pair_agree(&pair) && pair_compare(&pair, setting->rounds, &result);
    struct unrolled u = {0};
    struct cr_tree_options unrolling = {.spread = false}; /* shares and means, as the other side */
    struct bench_side obvious = {"obvious GSL program", WORLDS, pair_naive, &pair};
    struct bench_side alone = {"rollback, unrolled", WORLDS * CALLS, unrolled_play, &u};
    struct bench_result unrolled;
    good = good && unrolled_begin(&u, &pair, &unrolling, CALLS) &&
           bench_compare(&obvious, &alone, setting->rounds, &unrolled);
    unrolled_end(&u);
    if (good) {
        bench_row_of(
            "`rollback`, shares and means, both trees built before / scalar rollback with GSL "
            "samplers",
            &unrolled, 6, "world");
        bench_row_of("the same, ours with unrolling, shares at every node, errors and reporting",
            &result, 0, "world");
    }
    good = good && pair_quantiles(&pair) && pair_compare(&pair, setting->rounds, &result);
    if (good)
        bench_row_of("the same, both with quantiles over worlds", &result, 0, "world");
    pair_end(&pair);
    return good;
}

/* Total variance of the shares of all outcomes over replicates, times the median time of one. */
static double cost(struct pair *pair, enum cr_engine engine, enum cr_sampling sampling,
    double *time, double *variance)
{
    static double shares[REPLICATES][MODEL_OUTCOMES], spent[REPLICATES];
    int n = pair->model->n_outcomes;
    pair->options.spec.engine = engine;
    pair->options.spec.sampling = sampling;
    for (int r = 0; r < REPLICATES; r++) {
        spent[r] = pair_engine(pair, r);
        if (spent[r] < 0)
            return NAN;
        for (int o = 0; o < n; o++)
            shares[r][o] = pair->result.outcomes[o].share;
    }
    *variance = 0;
    for (int o = 0; o < n; o++) {
        double mean = 0, square = 0;
        for (int r = 0; r < REPLICATES; r++)
            mean += shares[r][o] / REPLICATES;
        for (int r = 0; r < REPLICATES; r++)
            square += (shares[r][o] - mean) * (shares[r][o] - mean);
        *variance += square / (REPLICATES - 1);
    }
    *time = bench_median(spent, REPLICATES);
    return *time * *variance;
}

/* A ratio of variances needs replicates, so a round here is 32 runs of each. */
static int sobol(const struct bench_setting *setting, const struct model *model)
{
    enum { MOST = 9 };
    double ratio[MOST], walk_time = 0, walk_variance = 0, sobol_time = 0, sobol_variance = 0;
    struct pair pair;
    int rounds = setting->rounds < MOST ? setting->rounds : MOST;
    int good = pair_begin(&pair, model, play_rollback, WORLDS, WORLDS, CR_ENGINE_WALK);
    for (int r = 0; good && r < rounds; r++) {
        ratio[r] = cost(&pair, CR_ENGINE_WALK, CR_SAMPLING_RANDOM, &walk_time, &walk_variance) /
                   cost(&pair, CR_ENGINE_ROLLBACK, CR_SAMPLING_SOBOL, &sobol_time, &sobol_variance);
        good = !isnan(ratio[r]);
    }
    pair_end(&pair);
    if (!good)
        return 0;
    char text[200];
    double median = bench_median(ratio, rounds);
    snprintf(text, sizeof text, "variance %.2g → %.2g, time %.2f → %.2f ms", walk_variance,
        sobol_variance, 1e3 * walk_time, 1e3 * sobol_time);
    bench_row("`rollback` with scrambled Sobol, variance x time / plain walk, n = 4,096", median,
        ratio[rounds / 4], ratio[rounds - 1 - rounds / 4], "x", BENCH_AT_LEAST, 500, text);
    return 1;
}

int bench_tree(const struct bench_setting *setting)
{
    static struct model model;
    model_tree(&model, true);
    return rollback(setting, &model) && sobol(setting, &model);
}
