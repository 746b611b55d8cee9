/* crossroads.yaml walked, against the obvious GSL program of the same model. */
#include "engine_side.h"

#include "crossroads.h"
#include "flagship.h"

#include <math.h>
#include <setjmp.h>

enum { RUNS = 1 << 20, OBVIOUS_RUNS = 1 << 17, WORLDS = 1000, OBVIOUS_WORLDS = 1024 };

/* Both programs, without evidence or with what the file has seen by its date. */
struct sides {
    const char *text;
    size_t n;
    struct support s;
    struct flagship *obvious;
    struct flagship_totals totals;
};

static int sides_begin(struct sides *sides, const char *text, size_t n, bool seen)
{
    *sides = (struct sides){.text = text, .n = n};
    int good = support_text(&sides->s, "crossroads.yaml", text);
    if (good && seen)
        good = support_given(&sides->s, "call_csto") && support_given(&sides->s, "quick_exit");
    good = good && support_build(&sides->s);
    sides->obvious = good ? flagship_new(sides->s.program, 4357) : NULL;
    return sides->obvious && (!seen || flagship_keep(sides->obvious, OBVIOUS_RUNS));
}

static void sides_end(struct sides *sides)
{
    flagship_free(sides->obvious);
    support_release(&sides->s);
}

/* ---- Shares and means ---- */

static double play_obvious(void *context, int round)
{
    struct sides *sides = context;
    double begun = bench_cpu();
    (void)round;
    flagship_play(sides->obvious, OBVIOUS_WORLDS, OBVIOUS_RUNS / OBVIOUS_WORLDS, &sides->totals);
    return bench_cpu() - begun;
}

static double play_lean(void *context, int round)
{
    struct sides *sides = context;
    struct cr_run_result result;
    struct cr_run_options options = {.spec.runs = RUNS,
        .spec.worlds = WORLDS,
        .spec.engine = CR_ENGINE_WALK,
        .spec.threads = 1,
        .lean = true,
        .spec.luck.seed = (uint64_t)round + 1000};
    struct cr_arena *arena = cr_arena_new();
    if (!arena)
        return -1;
    double spent = engine_play(&sides->s, &options, arena, &result);
    cr_arena_free(arena);
    return spent;
}

/* ---- Everything ---- */

static double play_obvious_whole(void *context, int round)
{
    struct sides *sides = context;
    double spent = play_obvious(context, round), begun = bench_cpu();
    return isnan(flagship_summarise(sides->obvious)) ? -1 : spent + bench_cpu() - begun;
}

/* Through the public interface, as the program does it: with the observations that the file has
 * made, and everything that is shown. */
static double play_whole(void *context, int round)
{
    struct sides *sides = context;
    struct crossroads_scenario *scenario;
    struct crossroads_result *result = NULL;
    struct crossroads_options o;
    crossroads_options_init(&o);
    o.engine = CROSSROADS_WALK;
    o.seed = (uint64_t)round + 1000;
    o.runs = RUNS;
    o.worlds = WORLDS;
    o.sampling = CROSSROADS_RANDOM;
    o.threads = 1;
    if (crossroads_load_text("crossroads.yaml", sides->text, sides->n, 0, &scenario) !=
        CROSSROADS_OK)
        return -1;
    double begun = bench_cpu();
    enum crossroads_status status = crossroads_run(scenario, &o, &result);
    double spent = bench_cpu() - begun;
    crossroads_result_free(result);
    crossroads_scenario_free(scenario);
    return status == CROSSROADS_OK ? spent : -1;
}

/* ---- The same model, or no figure ---- */

static int quantities_agree(const char *what, const struct cr_quantity *q, int n,
    const struct flagship_totals *t, int first)
{
    int good = 1;
    for (int i = 0; i < n; i++)
        good &= close_enough(what, i, t->columns[first + i] / t->weight, q[i].mean, q[i].se);
    return good;
}

static int all_agree(struct sides *sides, const struct cr_run_result *r)
{
    const struct flagship_totals *t = &sides->totals;
    int good = 1, measures = FLAGSHIP_STATES + FLAGSHIP_ACTORS;
    for (int o = 0; o < FLAGSHIP_OUTCOMES; o++)
        good &= close_enough(
            "outcome", o, t->outcomes[o] / t->weight, r->outcomes[o].share, r->outcomes[o].se);
    good &= quantities_agree("state", r->measures + FLAGSHIP_MEASURES, FLAGSHIP_STATES, t, 0);
    good &= quantities_agree("payoff", r->payoffs, FLAGSHIP_ACTORS, t, FLAGSHIP_STATES);
    good &= quantities_agree("measure", r->measures, FLAGSHIP_MEASURES, t, measures);
    for (int i = 0; i < FLAGSHIP_STAGES * FLAGSHIP_STATES && t->columns[FLAGSHIP_ENDS] > 0; i++) {
        /* Their spread is mostly that of starts, so of worlds. */
        double se = (r->stages[i].q95 - r->stages[i].q05) / 3.3 / sqrt(WORLDS);
        good &= close_enough(
            "stage", i, t->columns[FLAGSHIP_ENDS + i] / t->weight, r->stages[i].mean, se);
    }
    return good;
}

static int sides_agree(struct sides *sides)
{
    struct cr_run_result result;
    struct cr_run_options options = {.spec.runs = OBVIOUS_RUNS,
        .spec.worlds = WORLDS,
        .spec.engine = CR_ENGINE_WALK,
        .spec.threads = 1};
    struct cr_arena *arena = cr_arena_new();
    if (!arena)
        return 0;
    int good = engine_play(&sides->s, &options, arena, &result) >= 0 &&
               play_obvious(sides, 0) >= 0 && all_agree(sides, &result);
    cr_arena_free(arena);
    return good;
}

/* ---- The rows ---- */

static void speed_row(const char *what, const struct bench_result *r)
{
    bench_row(what, 1e-6 / r->ours, 1e-6 / r->slow, 1e-6 / r->fast, " million runs/s",
        BENCH_AT_LEAST, 2, "one core");
}

static int timed(const struct bench_setting *setting, const char *text, size_t n, bool seen,
    const char *ratio_row, double bound, const char *row)
{
    struct sides sides;
    struct bench_result result;
    struct bench_side obvious = {
        "obvious GSL program", OBVIOUS_RUNS, seen ? play_obvious_whole : play_obvious, &sides};
    struct bench_side ours = {"crossroads", RUNS, seen ? play_whole : play_lean, &sides};
    int good = sides_begin(&sides, text, n, seen) && sides_agree(&sides) &&
               bench_compare(&obvious, &ours, setting->rounds, &result);
    sides_end(&sides);
    if (good) {
        bench_row_of(ratio_row, &result, bound, "run");
        speed_row(row, &result);
    }
    return good;
}

int bench_flagship(const struct bench_setting *setting)
{
    struct bench_setting fewer = *setting; /* long rounds need not be many */
    char *bytes;
    size_t n;
    fewer.rounds = (setting->rounds + 2) / 3;
    if (!flagship_text(setting, &bytes, &n))
        return 0;
    int good = timed(&fewer, bytes, n, true,
                   "`crossroads run crossroads --engine walk`: all that it shows, with its "
                   "observations / obvious GSL program that gives the same",
                   15, "the same, runs a second") &&
               timed(&fewer, bytes, n, false,
                   "`crossroads.yaml` walked, shares and means only / obvious GSL program", 15,
                   "the same, runs a second");
    cr_seam_free(bytes);
    return good;
}
