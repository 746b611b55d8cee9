/* The walk against the obvious GSL programs. */
#include "engine_side.h"

enum { RUNS = 1 << 20, FEWER_RUNS = 1 << 17, READABLE_RUNS = 1 << 16, WORLDS = 1024 };

static void play_constant(struct naive *n, uint64_t worlds, uint64_t runs, struct naive_totals *t)
{
    naive_constant(n, worlds * runs, t);
}

static const char with_quantiles[] = "the same, both with spread and quantiles";

/* Shares and means; then all that `run` shows, against a program that sorts for quantiles. */
static int both_ways(
    struct pair *pair, const struct bench_setting *setting, double bound, const char *what)
{
    struct bench_result result;
    if (!pair_agree(pair) || !pair_compare(pair, setting->rounds, &result))
        return 0;
    bench_row_of(what, &result, bound, "run");
    if (!pair_quantiles(pair) || !pair_compare(pair, setting->rounds, &result))
        return 0;
    bench_row_of(with_quantiles, &result, 0, "run");
    return 1;
}

int bench_walk(const struct bench_setting *setting)
{
    static struct model tree, uncertain;
    struct pair pair;
    model_tree(&tree, false);
    model_tree(&uncertain, true);
    int good = pair_begin(&pair, &tree, play_constant, 1, RUNS, CR_ENGINE_WALK) &&
               both_ways(&pair, setting, 8, "`walk`, constant tree / obvious GSL program");
    pair_end(&pair);
    good = pair_begin(&pair, &uncertain, naive_uncertain, WORLDS, RUNS, CR_ENGINE_WALK) && good &&
           both_ways(&pair, setting, 7,
               "`walk`, 17 uncertain parameters, 49 expressions / obvious GSL program with native "
               "C expressions");
    pair_end(&pair);
    struct bench_result result;
    good = pair_begin(&pair, &uncertain, naive_uncertain, FEWER_RUNS, FEWER_RUNS, CR_ENGINE_WALK) &&
           good && pair_agree(&pair) && pair_compare(&pair, setting->rounds, &result);
    if (good)
        bench_row_of("the same, every run in a world of its own", &result, 0, "run");
    pair_end(&pair);
    good = pair_begin(&pair, &tree, play_constant, 1, READABLE_RUNS, CR_ENGINE_GSL) && good &&
           pair_agree(&pair) && pair_compare(&pair, setting->rounds, &result);
    if (good)
        bench_row_of("the readable engine, constant tree / obvious GSL program", &result, 0, "run");
    pair_end(&pair);
    return good;
}
