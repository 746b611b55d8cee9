/* Sensitivity: what moves a number of the model; and solving with the value of information.
 *
 * Names (of a target, of inputs, of an actor) are looked up in the program that was built, and the
 * analysis of that method is called. */
#include "api/sensitivity.h"
#include "api/spec.h"
#include "api/work.h"

#include "analysis/sensitivity.h"
#include "analysis/voi.h"
#include "engine/engine.h"

#include "analysis/evaluate.h"
#include "engine/engine.h"
#include "program/compile.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------ what is asked */

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
    return cr_refuse(r,
        cr_arena_printf(r->arena,
            "there is no outcome, tag, actor with a payoff, measure or state variable '%s' to aim "
            "at",
            name),
        near);
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
    return cr_refuse(r, first ? first : "--two takes two inputs: --two A,B", NULL);
}

/* ------------------------------------------------------------------ sensitivity */

static enum cr_status compute(struct crossroads_result *r,
    const struct crossroads_sensitivity_options *ask, const struct cr_aim *target,
    const struct cr_analysis_options *o, struct cr_sensitivity *s)
{
    struct cr_discovery_options how = {ask->worlds, ask->below, ask->above, 0};
    const char *a = NULL, *b = NULL;
    enum cr_status status = CR_OK;
    switch (ask->method) {
    case CROSSROADS_METHOD_TORNADO:
        return cr_tornado(r->arena, r->program, target, o, &s->tornado, &r->fault);
    case CROSSROADS_METHOD_SOBOL:
        return cr_sobol_indices(r->arena, r->program, target, ask->points, o, &s->sobol, &r->fault);
    case CROSSROADS_METHOD_MORRIS:
        return cr_morris(r->arena, r->program, target, ask->points, o, &s->morris, &r->fault);
    case CROSSROADS_METHOD_TWOWAY:
        status = read_two(r, ask->two, &a, &b);
        return status != CR_OK ? status
                               : cr_twoway(r->arena, r->program, target, a, b, (size_t)ask->points,
                                     o, &s->twoway, &r->fault);
    case CROSSROADS_METHOD_THRESHOLD:
        return cr_switch_points(
            r->arena, r->program, ask->inputs, ask->n_inputs, o, &s->switches, &r->fault);
    case CROSSROADS_METHOD_DISCOVERY:
        break;
    }
    return cr_discover(r->arena, r->program, target, &how, o, &s->discovery, &r->fault);
}

enum cr_status cr_find_sensitivity(struct crossroads_result *r, const struct crossroads_options *o,
    const struct crossroads_sensitivity_options *ask)
{
    struct cr_sensitivity *found = CR_NEW(r->arena, struct cr_sensitivity, 1);
    struct cr_aim target;
    struct cr_analysis_options options = {.luck = cr_spec_luck(o),
        .runs = ask->runs,
        .engine = (enum cr_engine)o->engine,
        .threads = o->threads,
        .max_positions = o->max_positions,
        .progress = o->progress,
        .progress_context = o->progress_context};
    enum cr_status status = find_target(r, ask->target, &target);
    found->kind = (enum cr_sensitivity_kind)ask->method;
    if (status == CR_OK)
        status = compute(r, ask, &target, &options, found);
    cr_set_found(r, status, &cr_forms_sensitivity, found);
    return status;
}

static enum cr_status find(
    struct crossroads_result *r, const struct crossroads_options *o, void *context)
{
    return cr_find_sensitivity(r, o, context);
}

void crossroads_sensitivity_options_init(struct crossroads_sensitivity_options *options)
{
    *options = (struct crossroads_sensitivity_options){
        .size = sizeof *options, .below = NAN, .above = NAN};
}

enum crossroads_status crossroads_sensitivity(struct crossroads_scenario *s,
    const struct crossroads_options *options, const struct crossroads_sensitivity_options *given,
    struct crossroads_result **result)
{
    struct crossroads_sensitivity_options ask;
    crossroads_sensitivity_options_init(&ask);
    bool good = cr_copy_sized(&ask, sizeof ask, given) &&
                (unsigned)ask.method <= CROSSROADS_METHOD_DISCOVERY &&
                (ask.method != CROSSROADS_METHOD_TWOWAY || ask.two);
    return good ? cr_work(s, options, &(struct cr_work){.function = find, .context = &ask}, result)
                : cr_refuse_call(result);
}

/* ------------------------------------------------------------------ the value of information */

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
    return cr_refuse(r, cr_arena_printf(r->arena, "there is no actor '%s'", name), near);
}

static enum cr_status value_information(
    struct crossroads_result *r, const struct crossroads_options *o, void *context)
{
    const struct crossroads_voi_options *ask = context;
    struct cr_voi *voi = CR_NEW(r->arena, struct cr_voi, 1);
    struct cr_solve_options solve = cr_spec_solve(o);
    struct cr_voi_options options = {.luck = cr_spec_luck(o),
        .worlds = o->worlds,
        .nested = ask->nested != 0,
        .max_positions = o->max_positions,
        .progress = o->progress,
        .progress_context = o->progress_context};
    enum cr_status status = find_actor(r, ask->actor, &options.actor);
    if (status == CR_OK)
        status = cr_engine_solve(r->arena, r->program, &solve, &r->solve, &r->fault);
    if (status == CR_OK)
        status = cr_voi(r->arena, r->program, &options, voi, &r->fault);
    r->of = status == CR_OK ? CR_OF_SOLVE : CR_OF_NOTHING;
    r->voi = voi;
    return status;
}

void crossroads_voi_options_init(struct crossroads_voi_options *options)
{
    *options = (struct crossroads_voi_options){.size = sizeof *options};
}

enum crossroads_status crossroads_voi(struct crossroads_scenario *s,
    const struct crossroads_options *options, const struct crossroads_voi_options *given,
    struct crossroads_result **result)
{
    struct crossroads_voi_options ask;
    struct crossroads_options o;
    crossroads_voi_options_init(&ask);
    bool good = cr_copy_sized(&ask, sizeof ask, given) && cr_spec_copy(&o, options) &&
                o.rule == CROSSROADS_EV;
    return good ? cr_work(s, options,
                      &(struct cr_work){
                          .function = value_information, .context = &ask, .solves = true},
                      result)
                : cr_refuse_call(result);
}
