/* What a planned run is worth: error squared times processor time, of `run` as it is called without
 * any options, against a million runs in a thousand worlds drawn at random, which it was before;
 * and on `parameters` against the readable engine and against numpy, each with every run in a world
 * of its own. The error is the spread of the shares over SEEDS seeds, averaged over the outcomes:
 * no error that a run tells of itself is believed. bench_errors prints the same for many sizes, as
 * columns for a plot. */
#include "bench.h"
#include "child.h"

#include "base/num.h"
#include "crossroads.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

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

/* Of shares[seed][outcome]. */
static double spread_of(double shares[SEEDS][MOST_OUTCOMES], size_t n)
{
    double variance = 0;
    for (size_t i = 0; i < n; i++) {
        double mean = 0;
        for (int s = 0; s < SEEDS; s++)
            mean += shares[s][i] / SEEDS;
        for (int s = 0; s < SEEDS; s++)
            variance += (shares[s][i] - mean) * (shares[s][i] - mean) / (double)((SEEDS - 1) * n);
    }
    return variance;
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
    price.variance = spread_of(shares, n);
    return price;
}

/* A line "seconds share". */
static bool read_pair(FILE *from, double *seconds, double *share)
{
    char line[64];
    if (!fgets(line, sizeof line, from))
        return false;
    size_t first = strcspn(line, " "), second = strcspn(line, "\n");
    return first < second && cr_num_read(line, first, seconds) == CR_NUM_OK &&
           cr_num_read(line + first + 1, second - first - 1, share) == CR_NUM_OK;
}

/* The same file by numpy, 2 outcomes. NaN without numpy, or where it plays something else. */
static struct price price_of_numpy(const struct bench_setting *setting, uint64_t runs)
{
    static double shares[SEEDS][MOST_OUTCOMES];
    const double truth = 0.54077592; /* by quadrature */
    struct price price = {0, 0};
    struct child child;
    char path[512], n[24], seeds[8];
    snprintf(path, sizeof path, "%s/tests/bench/parameters.py", setting->root);
    snprintf(n, sizeof n, "%llu", (unsigned long long)runs);
    snprintf(seeds, sizeof seeds, "%d", SEEDS);
    char python[] = "python3", *words[] = {python, path, n, seeds, NULL};
    if (!child_begin(&child, words))
        return (struct price){NAN, NAN};
    double mean = 0;
    bool good = true;
    for (int s = 0; s < SEEDS; s++) {
        double seconds = 0;
        good = good && read_pair(child.from, &seconds, &shares[s][0]);
        price.seconds += good ? seconds / SEEDS : NAN;
        mean += shares[s][0] / SEEDS;
    }
    price.variance = good ? spread_of(shares, 1) : NAN;
    if (child_end(&child) != 0 || !(fabs(mean - truth) < 5 * sqrt(price.variance / SEEDS)))
        return (struct price){NAN, NAN};
    return price;
}

static struct crossroads_options alone(enum crossroads_engine engine)
{
    struct crossroads_options o;
    crossroads_options_init(&o);
    o.threads = 1;
    o.engine = engine;
    return o;
}

/* Every run in a world of its own, drawn at random. */
static struct price price_of_runs(const char *path, enum crossroads_engine engine, uint64_t runs)
{
    struct crossroads_options o = alone(engine);
    o.runs = o.worlds = runs;
    o.sampling = CROSSROADS_RANDOM;
    return price_of(path, &o);
}

static void print_price(
    const char *what, const char *name, struct price was, struct price now, double bound)
{
    char text[200];
    double ratio = was.variance * was.seconds / (now.variance * now.seconds);
    if (!(ratio > 0)) {
        bench_skip(what, "it is not installed, or failed");
        return;
    }
    snprintf(text, sizeof text, "error %.3f → %.3f points, time %.3g → %.3g ms, over %d seeds%s",
        100 * sqrt(was.variance), 100 * sqrt(now.variance), 1e3 * was.seconds, 1e3 * now.seconds,
        SEEDS, name);
    bench_row(what, ratio, ratio, ratio, "x", BENCH_AT_LEAST, bound, text);
}

/* On `parameters`, against what one would write. */
static bool rows_of_peers(const struct bench_setting *setting)
{
    char path[512];
    snprintf(path, sizeof path, "%s/scenarios/classics/parameters.yaml", setting->root);
    struct crossroads_options planned = alone(CROSSROADS_AUTO);
    struct price now = price_of(path, &planned);
    print_price(
        "`run parameters`, error² x time / numpy, a million runs, each in a world of its own", "",
        price_of_numpy(setting, 1000000), now, 8);
    print_price(
        "`run parameters`, error² x time / `--engine gsl`, 100,000 runs, each in a world of "
        "its own",
        "", price_of_runs(path, CROSSROADS_GSL, 100000), now, 8);
    return now.variance > 0;
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
    snprintf(text, sizeof text, "error %.3f → %.3f points, time %.3g → %.3g ms, over %d seeds",
        100 * sqrt(was.variance), 100 * sqrt(now.variance), 1e3 * was.seconds, 1e3 * now.seconds,
        SEEDS);
    bench_row(what, ratio, ratio, ratio, "x", BENCH_AT_LEAST, bound, text);
    double dearer = now.seconds / was.seconds;
    snprintf(text, sizeof text, "%.3g → %.3g ms", 1e3 * was.seconds, 1e3 * now.seconds);
    bench_row(
        "the same, processor time alone", dearer, dearer, dearer, "x", BENCH_AT_MOST, 2, text);
    return true;
}

int bench_plan(const struct bench_setting *setting)
{
    return row(setting, "classics/parameters", 20) && rows_of_peers(setting) &&
           row(setting, "crossroads", 5) && row(setting, "alliance", 5) &&
           row(setting, "kazakhstan", 5);
}

/* ---- Columns for a plot ---- */

static void point(const char *what, uint64_t n, struct price price)
{
    if (price.variance > 0)
        printf("%-10s %12llu %12.6g %12.6g\n", what, (unsigned long long)n, price.seconds,
            100 * sqrt(price.variance));
    fflush(stdout);
}

int bench_errors(const struct bench_setting *setting)
{
    char path[512];
    snprintf(path, sizeof path, "%s/scenarios/classics/parameters.yaml", setting->root);
    printf("\n# %-8s %12s %12s %12s\n", "what", "n", "seconds", "points");
    struct crossroads_options o = alone(CROSSROADS_AUTO);
    point("planned", 16384, price_of(path, &o));
    for (uint64_t n = 256; n <= 262144; n *= 4) {
        o.worlds = n;
        point("sobol", n, price_of(path, &o));
    }
    o.sampling = CROSSROADS_RANDOM;
    for (uint64_t n = 256; n <= 262144; n *= 4) {
        o.worlds = n;
        point("random", n, price_of(path, &o));
    }
    for (uint64_t n = 1000; n <= 3000000; n *= 4)
        point("numpy", n, price_of_numpy(setting, n));
    for (uint64_t n = 1000; n <= 300000; n *= 4)
        point("gsl", n, price_of_runs(path, CROSSROADS_GSL, n));
    return 1;
}
