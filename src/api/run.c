/* Runs, solutions, and single futures.
 *
 * Each is a piece of work (api/work.h) that calls its engine. Around a run stands what keeps long
 * ones: the lock and the parts before it, and the words for a checkpoint that failed behind it. */
#include "api/durable.h"
#include "api/spec.h"
#include "api/work.h"

#include "engine/engine.h"
#include "engine/run_report.h"

static enum cr_status play(
    struct crossroads_result *r, const struct crossroads_options *o, void *context)
{
    (void)context;
    r->kept = (struct cr_long_run){.path = o->checkpoint, .shards = o->shards};
    struct cr_run_options options = cr_spec_planned_run(o, &r->kept);
    enum cr_status status = cr_durable_begin(r, o, &options);
    if (status != CR_OK)
        return status;
    status = cr_engine_run(r->arena, r->program, &options, &r->run, &r->fault);
    cr_durable_end(r, o, status);
    const char *note = r->from->note ? r->from->note : r->note;
    if (note && !o->shards)
        cr_run_note(r->arena, &r->run, note);
    bool numbers = status == CR_OK || status == CR_TARGET || status == CR_INTERRUPTED ||
                   (status == CR_IO && r->run.runs > 0);
    r->of = numbers && !o->shards ? CR_OF_RUN : CR_OF_NOTHING;
    return status == CR_OK && r->run.target_missed ? CR_TARGET : status;
}

static enum cr_status solve(
    struct crossroads_result *r, const struct crossroads_options *o, void *context)
{
    (void)context;
    struct cr_run_spec options = cr_spec_solve(o);
    enum cr_status status = cr_engine_solve(r->arena, r->program, &options, &r->solve, &r->fault);
    r->of = status == CR_OK ? CR_OF_SOLVE : CR_OF_NOTHING;
    return status;
}

static enum cr_status replay(
    struct crossroads_result *r, const struct crossroads_options *o, void *context)
{
    struct cr_run_options options = cr_spec_planned_run(o, NULL);
    r->path_run = *(const uint64_t *)context;
    enum cr_status status =
        cr_engine_replay(r->arena, r->program, &options, r->path_run, &r->path, &r->fault);
    r->of = status == CR_OK ? CR_OF_PATH : CR_OF_NOTHING;
    return status;
}

enum crossroads_status crossroads_run(struct crossroads_scenario *s,
    const struct crossroads_options *options, struct crossroads_result **out)
{
    return cr_work(s, options, &(struct cr_work){.function = play, .coded = true}, out);
}

enum crossroads_status crossroads_solve(struct crossroads_scenario *s,
    const struct crossroads_options *options, struct crossroads_result **out)
{
    return cr_work(s, options, &(struct cr_work){.function = solve, .solves = true}, out);
}

enum crossroads_status crossroads_replay(struct crossroads_scenario *s,
    const struct crossroads_options *options, uint64_t run, struct crossroads_result **out)
{
    if (run >= 1ull << 53)
        return cr_refuse_call(out);
    return cr_work(
        s, options, &(struct cr_work){.function = replay, .context = &run, .coded = true}, out);
}
