/* The walk against the obvious GSL programs. */
#include "engine_side.h"

#include "crossroads.h"

#include <setjmp.h>

enum { RUNS = 1 << 20, FEWER_RUNS = 1 << 17, TWIN_RUNS = 1 << 19, WORLDS = 1024 };

/* Long rounds need not be many. */
static struct bench_setting fewer(const struct bench_setting *setting)
{
    struct bench_setting few = *setting;
    few.rounds = (setting->rounds + 2) / 3;
    return few;
}

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
    return good;
}

/* ---- The flagship ---- */

/* Through the public interface, as the program does it: with the observations that the file has
 * made, and everything that is shown. Millions of runs a second, or below 0 after saying why not.
 */
static double flagship_whole(const char *text, size_t n, uint64_t seed)
{
    struct crossroads_scenario *scenario;
    struct crossroads_result *result = NULL;
    struct crossroads_options o;
    crossroads_options_init(&o);
    o.engine = CROSSROADS_WALK;
    o.seed = seed;
    o.runs = RUNS;
    o.threads = 1;
    if (crossroads_load_text("crossroads.yaml", text, n, 0, &scenario) != CROSSROADS_OK)
        return -1;
    double begun = bench_cpu();
    enum crossroads_status status = crossroads_run(scenario, &o, &result);
    double spent = bench_cpu() - begun;
    crossroads_result_free(result);
    crossroads_scenario_free(scenario);
    return status == CROSSROADS_OK ? 1e-6 * RUNS / spent : -1;
}

static double flagship_lean(struct support *s, uint64_t seed)
{
    struct cr_run_result result;
    struct cr_run_options options = {.runs = RUNS,
        .worlds = 1000,
        .engine = CR_ENGINE_WALK,
        .threads = 1,
        .lean = true,
        .seed = seed};
    struct cr_arena *arena = cr_arena_new();
    if (!arena || setjmp(*cr_arena_catch(arena)))
        return -1;
    double spent = engine_play(s, &options, arena, &result);
    cr_arena_free(arena);
    return spent > 0 ? 1e-6 * RUNS / spent : -1;
}

static void flagship_row(const char *what, double *speed, int rounds)
{
    double median = bench_median(speed, rounds);
    bench_row(what, median, speed[rounds / 4], speed[rounds - 1 - rounds / 4], " million runs/s",
        BENCH_AT_LEAST, 2, "one core");
}

static int flagship_itself(const struct bench_setting *setting)
{
    enum { MOST = 100 };
    static double full[MOST], lean[MOST];
    struct support s;
    char path[1024], problem[256], *bytes;
    size_t n;
    snprintf(path, sizeof path, "%s/scenarios/crossroads.yaml", setting->root);
    if (cr_seam_read(path, (size_t)1 << 24, &bytes, &n, problem) != CR_OK) {
        printf("%s: %s\n", path, problem);
        return 0;
    }
    int good = support_text(&s, "crossroads.yaml", bytes) && support_build(&s);
    int rounds = setting->rounds < MOST ? setting->rounds : MOST;
    for (int r = 0; good && r < rounds; r++) {
        lean[r] = flagship_lean(&s, (uint64_t)r);
        full[r] = flagship_whole(bytes, n, (uint64_t)r);
        good = lean[r] > 0 && full[r] > 0;
    }
    cr_seam_free(bytes);
    support_release(&s);
    if (good) {
        flagship_row("`crossroads.yaml` walked: shares and means", lean, rounds);
        flagship_row("`crossroads run crossroads --engine walk`: all that it shows, with its "
                     "observations",
            full, rounds);
    }
    return good;
}

int bench_flagship(const struct bench_setting *setting)
{
    static struct model twin;
    struct pair pair;
    struct bench_setting few = fewer(setting);
    model_twin(&twin);
    int good = pair_begin(&pair, &twin, naive_twin, WORLDS, TWIN_RUNS, CR_ENGINE_WALK) &&
               both_ways(&pair, &few, 15,
                   "`walk`, twin of the flagship (27 questions, 81 random effects a run) / obvious "
                   "GSL program");
    pair_end(&pair);
    return good && flagship_itself(&few);
}
