/* Sampled counts by splitting all futures at every node: a time that does not grow with them. */
#include "engine_side.h"

#include <math.h>

enum { RUNS = 10000000, NAIVE_RUNS = 1 << 18, CALLS = 20 };

static double play_split(struct pair *pair, double runs, int round)
{
    double spent = 0;
    pair->options.spec.runs = (uint64_t)runs;
    for (int i = 0; i < CALLS && spent >= 0; i++) {
        double once = pair_engine(pair, round * CALLS + i);
        spent = once < 0 ? once : spent + once;
    }
    return spent;
}

static double play_many(void *pair, int round)
{
    return play_split(pair, RUNS, round);
}

static double play_few(void *pair, int round)
{
    return play_split(pair, 1e5, round);
}

static double play_most(void *pair, int round)
{
    return play_split(pair, 1e12, round);
}

static double play_obvious(void *context, int round)
{
    struct pair *pair = context;
    double begun = bench_cpu();
    (void)round;
    naive_constant(pair->naive, NAIVE_RUNS, &pair->totals);
    return bench_cpu() - begun;
}

static void play_counted(struct naive *n, uint64_t worlds, uint64_t runs, struct naive_totals *t)
{
    naive_constant(n, worlds * runs, t);
}

int bench_split(const struct bench_setting *setting)
{
    static struct model model;
    struct pair pair;
    struct bench_result result;
    model_tree(&model, false);
    int good = pair_begin(&pair, &model, play_counted, 1, NAIVE_RUNS, CR_ENGINE_SPLIT) &&
               pair_engine(&pair, 0) >= 0;
    if (good && pair.result.engine != CR_ENGINE_SPLIT) {
        bench_skip("`split`", "this build answers with another engine");
        pair_end(&pair);
        return 1;
    }
    struct bench_side obvious = {"obvious GSL program", NAIVE_RUNS, play_obvious, &pair};
    struct bench_side many = {"split, 1e7 runs", (double)RUNS * CALLS, play_many, &pair};
    struct unrolled u = {0};
    struct cr_tree_options unrolling = {.nodes = true, .split = RUNS};
    struct bench_side alone = {"split, unrolled", (double)RUNS * CALLS, unrolled_play, &u};
    struct bench_side few = {"split, 1e5 runs", CALLS, play_few, &pair};
    struct bench_side most = {"split, 1e12 runs", CALLS, play_most, &pair};
    good = good && pair_agree(&pair) && unrolled_begin(&u, &pair, &unrolling, CALLS) &&
           bench_compare(&obvious, &alone, setting->rounds, &result);
    if (good)
        bench_row_of("`split` at N = 1e7, both trees built before / obvious GSL program", &result,
            50000, "run");
    good = good && bench_compare(&obvious, &many, setting->rounds, &result);
    if (good)
        bench_row_of("the same, ours with unrolling and reporting", &result, 0, "run");
    good = good && bench_compare(&most, &few, setting->rounds, &result);
    if (good) {
        char text[200];
        snprintf(text, sizeof text, "%.1f µs at 1e5, %.1f µs at 1e12", 1e6 * result.ours,
            1e6 * result.baseline);
        bench_row("`split`: time at N = 1e12 / time at 1e5", result.ratio, result.low, result.high,
            "", BENCH_AT_MOST, 1.5, text);
    }
    unrolled_end(&u);
    pair_end(&pair);
    return good;
}
