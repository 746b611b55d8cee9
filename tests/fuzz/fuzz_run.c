/* Bytes all the way: load, check, play 64 futures, solve, and every writer. Errors have sentences,
 * shares of outcomes are shares, and nothing takes longer than its limits say. */
#include "target.h"

#include "api/handle.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST = 1 << 15, RUNS = 64, WORLDS = 8, POSITIONS = 2000 };

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    return 0;
}

static void write_all(struct crossroads_result *result)
{
    static const char *const formats[] = {"text", "json", "dat", "csv", "md"};
    const char *bytes;
    size_t n;

    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        enum crossroads_status status = crossroads_write(result, formats[i], NULL, &bytes, &n);
        if (status != CROSSROADS_OK && status != CROSSROADS_MEMORY)
            abort();
        if (status == CROSSROADS_OK && (!n || strlen(bytes) != n))
            abort();
    }
}

struct drawing {
    struct crossroads_scenario *scenario;
    struct crossroads_result *result;
};

static enum cr_status draw_all(struct cr_arena *arena, struct cr_arena *no_arena, void *context)
{
    const struct drawing *d = context;
    struct cr_style style = {.width = 80};
    struct cr_view view;
    struct cr_buf out, script;

    (void)no_arena;
    cr_view_init(&view, arena, d->scenario, d->result, &style);
    cr_buf_init(&out, arena);
    cr_buf_init(&script, arena);
    for (size_t i = 0; i < cr_n_writers; i++)
        if (cr_writers[i].scenario)
            cr_writers[i].scenario(&view, &d->result->run, &out);
    for (size_t i = 0; i < cr_n_plots; i++) {
        if (!cr_plots[i].write)
            continue; /* drawn from something else than a run */
        struct cr_plot_options options = {.stem = "fuzz", .extension = "png"};
        cr_plots[i].write(&view, &d->result->run, &options, &out, &script);
    }
    return CR_OK;
}

static void draw(struct crossroads_scenario *scenario, struct crossroads_result *result)
{
    struct drawing drawing = {scenario, result};
    (void)!cr_with_work(NULL, draw_all, &drawing);
}

static void check_shares(const struct crossroads_result *result)
{
    struct crossroads_share share;
    double sum = 0;

    for (size_t i = 0; i < crossroads_outcome_count(result); i++) {
        if (crossroads_outcome(result, i, &share) != CROSSROADS_OK)
            abort();
        if (!(share.share >= 0 && share.share <= 1 + 1e-9))
            abort();
        sum += share.share;
    }
    if (fabs(sum - 1) > 1e-9)
        abort();
}

static void play(struct crossroads_scenario *scenario, int solve)
{
    struct crossroads_options options;
    struct crossroads_result *result;

    crossroads_options_init(&options);
    options.runs = RUNS;
    options.worlds = solve ? 0 : WORLDS;
    options.threads = 1;
    options.max_seconds = 0.5;
    options.max_positions = POSITIONS;
    enum crossroads_status status = solve ? crossroads_solve(scenario, &options, &result)
                                          : crossroads_run(scenario, &options, &result);
    if (status == CROSSROADS_BUG || (status == CROSSROADS_INPUT && !*crossroads_message(result)))
        abort();
    if (status == CROSSROADS_OK) {
        check_shares(result);
        write_all(result);
        if (!solve)
            draw(scenario, result);
    }
    crossroads_result_free(result);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct crossroads_scenario *scenario;

    if (n > LARGEST)
        return 0;
    enum crossroads_status status =
        crossroads_load_text("fuzz.yaml", (const char *)bytes, n, CROSSROADS_STRICT, &scenario);
    if (status == CROSSROADS_INPUT && !*crossroads_problems(scenario))
        abort();
    if (status == CROSSROADS_OK) {
        play(scenario, 0);
        play(scenario, 1);
    }
    crossroads_scenario_free(scenario);
    return 0;
}
