/* The facade: chains the rooms, owns the arenas and turns shortage of memory into a status. */
#include "api/api.h"

#include "engine/tree/tree.h"

#include "base/seam.h"
#include "engine/engine.h"
#include "engine/run_report.h"
#include "luck/generators.h"
#include "numeric/trouble.h"
#include "program/compile.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { FILE_LIMIT = 16 * 1024 * 1024 };

const char *crossroads_version(void)
{
    return CROSSROADS_VERSION;
}

const char *crossroads_status_text(enum crossroads_status status)
{
    return cr_status_text((enum cr_status)status);
}

/* What GSL complained of and nobody foresaw: no number of that call is to be used. */
#define COMPLAINT "the mathematical library complains: %s; please report this\n"

/* ------------------------------------------------------------------ scenarios */

static struct crossroads_scenario *new_scenario(const char *name, const char *shown)
{
    struct cr_arena *arena = cr_arena_new();
    if (!arena)
        return NULL;
    if (setjmp(*cr_arena_catch(arena))) {
        cr_arena_free(arena);
        return NULL;
    }
    struct crossroads_scenario *s = CR_NEW(arena, struct crossroads_scenario, 1);
    s->arena = arena;
    s->name = cr_arena_strdup(arena, name);
    s->shown = cr_arena_strdup(arena, strcmp(shown, "-") ? shown : "<stdin>");
    return s;
}

static enum crossroads_status read_scenario(
    struct crossroads_scenario *s, const char *bytes, size_t n, unsigned flags)
{
    struct cr_trouble trouble;
    if (setjmp(*cr_arena_catch(s->arena)))
        return CROSSROADS_MEMORY;
    cr_trouble_begin();
    cr_source_init(&s->source, s->arena, s->shown, bytes, n);
    cr_diags_init(&s->diags, s->arena, &s->source);
    s->scenario = cr_scenario_read(s->arena, &s->source, flags & CROSSROADS_STRICT, &s->diags);
    cr_diags_sort(&s->diags);
    if (cr_trouble_take(&trouble)) {
        snprintf(s->problem, sizeof s->problem, COMPLAINT, trouble.text);
        s->scenario = NULL;
        return cr_trouble_is_shortage(&trouble) ? CROSSROADS_MEMORY : CROSSROADS_BUG;
    }
    if (!s->scenario && !s->diags.n_errors)
        return CROSSROADS_MEMORY; /* the YAML library ran short: no fault of the file's */
    return s->scenario ? CROSSROADS_OK : CROSSROADS_INPUT;
}

/* Shortage leaves nothing behind: the object goes, as the header says. */
static enum crossroads_status finish(
    enum crossroads_status status, struct crossroads_scenario *s, struct crossroads_scenario **out)
{
    if (status == CROSSROADS_MEMORY) {
        crossroads_scenario_free(s);
        s = NULL;
    }
    *out = s;
    return status;
}

enum crossroads_status crossroads_load_as(const char *path, const char *shown, const char *name,
    unsigned flags, struct crossroads_scenario **out)
{
    if (!out)
        return CROSSROADS_USAGE;
    *out = NULL;
    if (!path)
        return CROSSROADS_USAGE;
    struct crossroads_scenario *s = new_scenario(name, shown);
    size_t n;
    if (!s)
        return CROSSROADS_MEMORY;
    enum cr_status status = cr_seam_read(path, FILE_LIMIT, &s->bytes, &n, s->problem);
    if (status != CR_OK)
        return finish((enum crossroads_status)status, s, out);
    return finish(read_scenario(s, s->bytes, n, flags), s, out);
}

enum crossroads_status crossroads_load(
    const char *path, unsigned flags, struct crossroads_scenario **out)
{
    return crossroads_load_as(path, path, path, flags, out);
}

enum crossroads_status crossroads_load_text(
    const char *name, const char *text, size_t n, unsigned flags, struct crossroads_scenario **out)
{
    return crossroads_load_text_as(name, name, text, n, flags, out);
}

struct crossroads_scenario *crossroads_no_scenario(const char *name, const char *problem)
{
    struct crossroads_scenario *s = new_scenario(name, name);
    if (s) {
        size_t n = strlen(problem);
        n = n < sizeof s->problem ? n : sizeof s->problem - 1;
        memcpy(s->problem, problem, n);
    }
    return s;
}

enum crossroads_status crossroads_load_text_as(const char *name, const char *shown,
    const char *text, size_t n, unsigned flags, struct crossroads_scenario **out)
{
    if (!out)
        return CROSSROADS_USAGE;
    *out = NULL;
    if (!name || !shown || (!text && n))
        return CROSSROADS_USAGE;
    struct crossroads_scenario *s = new_scenario(name, shown);
    if (!s || !(s->bytes = cr_seam_alloc(n + 1)))
        return finish(CROSSROADS_MEMORY, s, out);
    if (n)
        memcpy(s->bytes, text, n);
    return finish(read_scenario(s, s->bytes, n, flags), s, out);
}

void crossroads_scenario_free(struct crossroads_scenario *s)
{
    if (!s)
        return;
    cr_seam_free(s->bytes);
    cr_arena_free(s->arena); /* s itself lives in it */
}

const char *crossroads_problems(struct crossroads_scenario *s)
{
    struct cr_buf text;
    if (!s)
        return "";
    if (s->problem[0])
        return s->problem;
    if (setjmp(*cr_arena_catch(s->arena)))
        return "out of memory\n";
    cr_buf_init(&text, s->arena);
    if (s->diags.problems.n)
        cr_diags_print(&s->diags, &text, 0, 20);
    return text.s;
}

size_t crossroads_problem_count(const struct crossroads_scenario *s)
{
    return s ? s->diags.problems.n : 0;
}

enum crossroads_status crossroads_problem(
    const struct crossroads_scenario *s, size_t i, struct crossroads_problem *out)
{
    if (!s || !out || i >= s->diags.problems.n)
        return CROSSROADS_USAGE;
    const struct cr_problem *p = &s->diags.problems.at[i];
    uint32_t line = 0, column = 0;
    if (p->place.at != CR_NOWHERE.at)
        cr_source_locate(&s->source, p->place.at, &line, &column);
    *out = (struct crossroads_problem){cr_codes[p->code].id,
        (enum crossroads_severity)cr_codes[p->code].severity, line, column, p->message, p->hint};
    return CROSSROADS_OK;
}

const char *crossroads_title(const struct crossroads_scenario *s)
{
    return s && s->scenario ? s->scenario->title : NULL;
}

const char *crossroads_sha256(const struct crossroads_scenario *s)
{
    return s ? s->source.sha256 : "";
}

/* ------------------------------------------------------------------ options */

void crossroads_options_init(struct crossroads_options *options)
{
    memset(options, 0, sizeof *options);
    options->size = sizeof *options;
    options->seed = 1;
    options->runs = 1000000;
}

uint64_t cr_api_worlds(const struct crossroads_options *o)
{
    return o->worlds ? o->worlds : o->runs < 1000 ? o->runs : 1000;
}

struct cr_luck cr_api_luck(const struct crossroads_options *o)
{
    struct cr_luck luck = {o->seed, NULL};
    struct cr_generator g;
    if (o->rng && cr_generator_find(o->rng, &g))
        luck.type = g.type;
    return luck;
}

struct cr_run_options cr_api_run_options(const struct crossroads_options *o)
{
    return (struct cr_run_options){.luck = cr_api_luck(o),
        .runs = o->runs,
        .worlds = cr_api_worlds(o),
        .engine = (enum cr_engine)o->engine,
        .sampling = (enum cr_sampling)o->sampling,
        .threads = o->threads,
        .precision = o->precision,
        .max_seconds = o->max_seconds,
        .max_positions = o->max_positions,
        .progress = o->progress,
        .progress_context = o->progress_context};
}

/* ------------------------------------------------------------------ results */

static struct crossroads_result *new_result(
    const struct crossroads_scenario *s, const struct crossroads_options *o)
{
    struct cr_arena *arena = cr_arena_new();
    if (!arena)
        return NULL;
    if (setjmp(*cr_arena_catch(arena))) {
        cr_arena_free(arena);
        return NULL;
    }
    struct crossroads_result *r = CR_NEW(arena, struct crossroads_result, 1);
    r->arena = arena;
    r->from = s;
    r->lock = -1;
    r->command = o->command ? cr_arena_strdup(arena, o->command) : NULL;
    cr_diags_init(&r->diags, arena, &s->source);
    return r;
}

/* A numeric fault reads like any other problem of the file: place, line, caret, and how to see it
 * happen. */
static void tell_fault(struct crossroads_result *r)
{
    const char *hint = NULL;
    if (r->fault.run != UINT64_MAX)
        hint = cr_arena_printf(r->arena, "it happens in future %llu, world %llu",
            (unsigned long long)r->fault.run, (unsigned long long)r->fault.world);
    else if (r->fault.world != UINT64_MAX)
        hint = cr_arena_printf(
            r->arena, "it happens in world %llu", (unsigned long long)r->fault.world);
    cr_diag(&r->diags, r->fault.code, r->fault.place, hint, "%s", r->fault.text);
}

static void tell(struct crossroads_result *r)
{
    struct cr_buf text;
    if (r->message)
        return;
    if (r->fault.set)
        tell_fault(r);
    cr_buf_init(&text, r->arena);
    if (r->diags.problems.n)
        cr_diags_print(&r->diags, &text, 0, 20);
    r->message = text.s;
}

/* What is done with a program that stands. */
struct task {
    uint64_t run;      /* which one to replay */
    cr_api_work *work; /* an analysis */
    void *context;
};
typedef enum cr_status act(
    struct crossroads_result *r, const struct crossroads_options *o, const struct task *task);

static enum cr_status act_run(
    struct crossroads_result *r, const struct crossroads_options *o, const struct task *task)
{
    (void)task;
    struct cr_run_options options = cr_api_run_options(o);
    enum cr_status status = cr_durable_begin(r, o);
    if (status != CR_OK)
        return status;
    options.long_run = &r->kept;
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

static enum cr_status act_solve(
    struct crossroads_result *r, const struct crossroads_options *o, const struct task *task)
{
    (void)task;
    struct cr_solve_options options = {.luck = cr_api_luck(o),
        .worlds = o->worlds,
        .rule = (enum cr_rule)o->rule,
        .sampling = (enum cr_sampling)o->sampling,
        .threads = o->threads,
        .max_positions = o->max_positions,
        .progress = o->progress,
        .progress_context = o->progress_context};
    enum cr_status status = cr_engine_solve(r->arena, r->program, &options, &r->solve, &r->fault);
    r->of = status == CR_OK ? CR_OF_SOLVE : CR_OF_NOTHING;
    if (status == CR_USAGE && r->fault.set && !r->message)
        r->message = r->fault.text;
    return status;
}

static enum cr_status act_replay(
    struct crossroads_result *r, const struct crossroads_options *o, const struct task *task)
{
    struct cr_run_options options = cr_api_run_options(o);
    enum cr_status status =
        cr_engine_replay(r->arena, r->program, &options, task->run, &r->path, &r->fault);
    r->of = status == CR_OK ? CR_OF_PATH : CR_OF_NOTHING;
    return status;
}

/* A fault of usage has no place in the file: its sentence is the message. */
static enum cr_status act_work(
    struct crossroads_result *r, const struct crossroads_options *o, const struct task *task)
{
    enum cr_status status = task->work(r, o, task->context);
    if (status == CR_USAGE && r->fault.set && !r->message)
        r->message = r->fault.text;
    return status;
}

static enum cr_status find_generator(
    struct crossroads_result *r, const struct crossroads_options *o)
{
    struct cr_generator g;
    if (!o->rng || cr_generator_find(o->rng, &g))
        return CR_OK;
    const char *near = cr_generator_suggest(r->arena, o->rng);
    r->message = cr_arena_printf(r->arena, "there is no generator '%s'%s%s%s", o->rng,
        near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    return CR_USAGE;
}

static enum crossroads_status guarded(struct crossroads_result *r,
    const struct crossroads_options *o, const struct task *task, act *how)
{
    struct cr_trouble trouble;
    if (setjmp(*cr_arena_catch(r->arena)))
        return CROSSROADS_MEMORY;
    cr_trouble_begin();
    enum cr_status status = find_generator(r, o);
    if (!status)
        status = cr_setup_read(r, o);
    if (how == act_solve && r->setup.choose.kind == CR_CHOOSE_DEFAULT)
        r->setup.choose.kind =
            CR_CHOOSE_BEST; /* solving is choosing what is best, unless told otherwise */
    if (!status) {
        r->program = cr_program_build(r->arena, r->from->scenario, &r->setup, &r->diags);
        status = r->program ? how(r, o, task) : CR_INPUT;
    }
    if (cr_trouble_take(&trouble)) {
        r->of = CR_OF_NOTHING;
        r->message = cr_arena_printf(r->arena, COMPLAINT, trouble.text);
        return cr_trouble_is_shortage(&trouble) ? CROSSROADS_MEMORY : CROSSROADS_BUG;
    }
    if (status == CR_INPUT && r->fault.set && !strcmp(r->fault.text, "out of memory"))
        return CROSSROADS_MEMORY; /* from where only faults can be told */
    tell(r);
    if (status == CR_INPUT && r->fault.set && r->fault.refused)
        status = CR_REFUSED;
    return (enum crossroads_status)status;
}

static enum crossroads_status perform(struct crossroads_scenario *s,
    const struct crossroads_options *options, const struct task *task, act *how,
    struct crossroads_result **out)
{
    struct crossroads_options o;
    if (!out)
        return CROSSROADS_USAGE;
    *out = NULL;
    crossroads_options_init(&o);
    if (!s || (options && options->size > sizeof o))
        return CROSSROADS_USAGE;
    if (!s->scenario)
        return CROSSROADS_INPUT;
    if (options)
        memcpy(&o, options, options->size ? options->size : sizeof o);
    if (!o.runs || o.runs > (1ull << 53) || (how != act_solve && o.worlds > o.runs))
        return CROSSROADS_USAGE;
    struct crossroads_result *r = new_result(s, &o);
    if (!r)
        return CROSSROADS_MEMORY;
    enum crossroads_status status = guarded(r, &o, task, how);
    if (status == CROSSROADS_MEMORY) {
        crossroads_result_free(r);
        r = NULL;
    }
    *out = r;
    return status;
}

enum crossroads_status crossroads_run(struct crossroads_scenario *s,
    const struct crossroads_options *options, struct crossroads_result **out)
{
    return perform(s, options, &(struct task){0}, act_run, out);
}

enum crossroads_status crossroads_solve(struct crossroads_scenario *s,
    const struct crossroads_options *options, struct crossroads_result **out)
{
    return perform(s, options, &(struct task){0}, act_solve, out);
}

enum crossroads_status crossroads_replay(struct crossroads_scenario *s,
    const struct crossroads_options *options, uint64_t run, struct crossroads_result **out)
{
    return perform(s, options, &(struct task){.run = run}, act_replay, out);
}

enum crossroads_status crossroads_analyse(struct crossroads_scenario *s,
    const struct crossroads_options *options, cr_api_work *work, void *context,
    struct crossroads_result **out)
{
    return perform(s, options, &(struct task){0, work, context}, act_work, out);
}

void crossroads_result_free(struct crossroads_result *result)
{
    if (result)
        cr_arena_free(result->arena);
}

const char *crossroads_message(const struct crossroads_result *result)
{
    return result && result->message ? result->message : "";
}

bool cr_api_hopeless(struct crossroads_result *r)
{
    struct cr_setup *setup;
    struct cr_diags diags;
    if (setjmp(*cr_arena_catch(r->arena)))
        return true;
    setup = CR_NEW(r->arena, struct cr_setup, 1);
    *setup = r->setup;
    if (setup->choose.kind == CR_CHOOSE_DEFAULT)
        setup->choose.kind = CR_CHOOSE_BEST; /* as act_solve */
    cr_diags_init(&diags, r->arena, r->from->scenario->source);
    const struct cr_program *program = cr_program_build(r->arena, r->from->scenario, setup, &diags);
    return program && cr_tree_hopeless(r->arena, program);
}
