#include "api/sensitivity.h"

#include "engine/engine.h"
#include "program/compile.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------ what is asked */

static enum cr_status refuse(struct crossroads_result *r, const char *message)
{
    r->message = message;
    return CR_USAGE;
}

static enum cr_status find_target(
    struct crossroads_result *r, const char *name, struct cr_aim *target)
{
    const char *near;
    if (!name) {
        cr_aim_default(r->program, target);
        return CR_OK;
    }
    if (cr_aim_find(r->program, name, target, &near))
        return CR_OK;
    return refuse(r, cr_arena_printf(r->arena,
                         "there is no outcome, tag, actor with a payoff, measure or state variable "
                         "'%s' to aim at%s%s%s",
                         name, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : ""));
}

/* Names of branches may hold commas: the first that parts two inputs is meant. */
static enum cr_status read_two(
    struct crossroads_result *r, const char *text, const char **a, const char **b)
{
    struct cr_analysis_inputs inputs;
    struct cr_analysis_input input;
    const char *problem = NULL, *first = NULL;
    enum cr_status status = cr_inputs_find(r->arena, r->program, &inputs, &r->fault);
    if (status != CR_OK)
        return status;
    for (const char *comma = strchr(text, ','); comma; comma = strchr(comma + 1, ',')) {
        *a = cr_arena_strndup(r->arena, text, (size_t)(comma - text));
        *b = comma + 1 + strspn(comma + 1, " ");
        if (cr_input_read(r->arena, r->program, &inputs, *a, &input, &problem) == CR_OK &&
            cr_input_read(r->arena, r->program, &inputs, *b, &input, &problem) == CR_OK)
            return CR_OK;
        first = first ? first : problem;
    }
    return refuse(r, first ? first : "--two takes two inputs: --two A,B");
}

/* ------------------------------------------------------------------ sensitivity */

struct call {
    const struct cr_sensitivity_ask *ask;
    struct cr_sensitivity *found;
};

static enum cr_status look(struct crossroads_result *r, const struct cr_sensitivity_ask *ask,
    const struct cr_aim *target, const struct cr_analysis_options *o, struct cr_sensitivity *s)
{
    struct cr_discovery_options how = {ask->worlds, ask->below, ask->above, 0};
    const char *a, *b;
    enum cr_status status = CR_OK;
    switch (ask->kind) {
    case CR_SENSITIVITY_TORNADO:
        return cr_tornado(r->arena, r->program, target, o, &s->tornado, &r->fault);
    case CR_SENSITIVITY_SOBOL:
        return cr_sobol_indices(r->arena, r->program, target, ask->points, o, &s->sobol, &r->fault);
    case CR_SENSITIVITY_MORRIS:
        return cr_morris(r->arena, r->program, target, ask->points, o, &s->morris, &r->fault);
    case CR_SENSITIVITY_TWOWAY:
        status = read_two(r, ask->two, &a, &b);
        return status != CR_OK ? status
                               : cr_twoway(r->arena, r->program, target, a, b, (size_t)ask->points,
                                     o, &s->twoway, &r->fault);
    case CR_SENSITIVITY_SWITCHES:
        return cr_switch_points(
            r->arena, r->program, ask->inputs, ask->n_inputs, o, &s->switches, &r->fault);
    case CR_SENSITIVITY_DISCOVERY:
        break;
    }
    return cr_discover(r->arena, r->program, target, &how, o, &s->discovery, &r->fault);
}

static enum cr_status sensitivity(
    struct crossroads_result *r, const struct crossroads_options *o, void *context)
{
    struct call *call = context;
    struct cr_aim target;
    struct cr_analysis_options options = {.luck = cr_api_luck(o),
        .runs = call->ask->runs,
        .engine = (enum cr_engine)o->engine,
        .threads = o->threads,
        .max_positions = o->max_positions,
        .progress = o->progress,
        .progress_context = o->progress_context};
    enum cr_status status = find_target(r, call->ask->target, &target);
    call->found->kind = call->ask->kind;
    if (status == CR_OK)
        status = look(r, call->ask, &target, &options, call->found);
    r->of = status == CR_OK ? CR_OF_ANALYSIS : CR_OF_NOTHING;
    return status;
}

enum crossroads_status crossroads_sensitivity(struct crossroads_scenario *s,
    const struct crossroads_options *options, const struct cr_sensitivity_ask *ask,
    struct cr_sensitivity *found, struct crossroads_result **result)
{
    struct call call = {ask, found};
    return crossroads_analyse(s, options, sensitivity, &call, result);
}

/* ------------------------------------------------------------------ the value of information */

struct voi_call {
    const struct cr_voi_ask *ask;
    struct cr_voi *voi;
};

static enum cr_status find_actor(struct crossroads_result *r, const char *name, int *actor)
{
    const struct cr_map *map = r->from->scenario->actor_map;
    *actor = -1;
    if (!name)
        return CR_OK;
    *actor = map ? cr_map_find(map, name) : -1;
    if (*actor >= 0)
        return CR_OK;
    const char *near = map ? cr_suggest(name, map->keys, map->n) : NULL;
    return refuse(r, cr_arena_printf(r->arena, "there is no actor '%s'%s%s%s", name,
                         near ? "; did you mean '" : "", near ? near : "", near ? "'?" : ""));
}

/* Solving chooses what is best unless told otherwise, so the program is built for that. */
static enum cr_status solve(struct crossroads_result *r, const struct crossroads_options *o)
{
    struct cr_solve_options options = {.luck = cr_api_luck(o),
        .worlds = o->worlds,
        .sampling = (enum cr_sampling)o->sampling,
        .threads = o->threads,
        .max_positions = o->max_positions,
        .progress = o->progress,
        .progress_context = o->progress_context};
    if (r->setup.choose.kind == CR_CHOOSE_DEFAULT) {
        r->setup.choose.kind = CR_CHOOSE_BEST;
        r->program = cr_program_build(r->arena, r->from->scenario, &r->setup, &r->diags);
    }
    return r->program ? cr_engine_solve(r->arena, r->program, &options, &r->solve, &r->fault)
                      : CR_INPUT;
}

static enum cr_status solve_voi(
    struct crossroads_result *r, const struct crossroads_options *o, void *context)
{
    struct voi_call *call = context;
    struct cr_voi_options options = {.luck = cr_api_luck(o),
        .worlds = o->worlds,
        .nested = call->ask->nested,
        .max_positions = o->max_positions,
        .progress = o->progress,
        .progress_context = o->progress_context};
    enum cr_status status = find_actor(r, call->ask->actor, &options.actor);
    if (status == CR_OK)
        status = solve(r, o);
    if (status == CR_OK)
        status = cr_voi(r->arena, r->program, &options, call->voi, &r->fault);
    r->of = status == CR_OK ? CR_OF_SOLVE : CR_OF_NOTHING;
    return status;
}

enum crossroads_status crossroads_solve_voi(struct crossroads_scenario *s,
    const struct crossroads_options *options, const struct cr_voi_ask *ask, struct cr_voi *voi,
    struct crossroads_result **result)
{
    struct voi_call call = {ask, voi};
    return crossroads_analyse(s, options, solve_voi, &call, result);
}
