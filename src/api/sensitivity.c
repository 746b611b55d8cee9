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

/* Half as large to twice as large: wide enough for sizes that are hunches. */
#define USUAL_FACTOR 2

/* ------------------------------------------------------------------ what is asked */

static enum cr_status find_target(
    struct crossroads_result *r, const char *name, struct cr_aim *target)
{
    if (!name) {
        cr_aim_default(r->program, target);
        return CR_OK;
    }
    if (cr_aim_find(r->program, name, target))
        return CR_OK;
    CR_VEC(const char *) names = {0};
    const struct cr_scenario *s = r->from->scenario;
    for (size_t i = 0; i < s->n_outcomes; i++)
        cr_vec_push(r->arena, &names, s->outcomes[i].id);
    for (size_t i = 0; i < s->n_tags; i++)
        cr_vec_push(r->arena, &names, s->tags[i]);
    for (size_t i = 0; i < s->n_actors; i++)
        if (s->actors[i].has_payoff)
            cr_vec_push(r->arena, &names, s->actors[i].id);
    for (size_t i = 0; i < s->n_measures; i++)
        cr_vec_push(r->arena, &names, s->measures[i].id);
    for (size_t i = 0; i < s->n_states; i++)
        cr_vec_push(r->arena, &names, s->states[i].id);
    return cr_refuse(r,
        cr_arena_printf(r->arena,
            "there is no outcome, tag, actor with a payoff, measure or state variable '%s' to aim "
            "at%s",
            name, cr_candidates(r->arena, name, names.at, names.n)),
        NULL);
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

/* ------------------------------------------------------------------ effects as inputs */

/* What is set is no input any more, and a lens that is not looked through has no say. */
static bool can_move(const struct cr_setup *setup, const struct cr_sizes *sizes)
{
    bool in_play = sizes->of != CR_SIZES_MULTIPLIERS;
    for (size_t k = 0; k < setup->n_lenses; k++)
        in_play |= setup->lenses[k].lens == sizes->lens;
    for (size_t i = 0; in_play && i < setup->n_sets; i++)
        if (cr_sizes_same(&setup->sets[i].sizes, sizes))
            return false;
    return in_play;
}

static enum cr_status refuse_name(struct crossroads_result *r, const char *name)
{
    const struct cr_scenario *s = r->from->scenario;
    const char *near = NULL;
    for (int single = 0; single <= 1 && !near; single++) {
        struct cr_sizes_list list =
            single ? cr_sizes_singles(r->arena, s) : cr_sizes_groups(r->arena, s);
        const char **names = CR_NEW(r->arena, const char *, list.n);
        for (size_t i = 0; i < list.n; i++)
            names[i] = cr_sizes_name(r->arena, s, &list.at[i]);
        near = cr_suggest(name, names, list.n);
    }
    return cr_refuse(r,
        cr_arena_printf(r->arena, "there are no effects, shifts or multipliers '%s'", name), near);
}

/* Moves one more thing, once. */
static void add_moved(struct crossroads_result *r, struct cr_sizes **moved, struct cr_sizes sizes)
{
    size_t n = r->setup.n_moved;
    for (size_t k = 0; k < n; k++)
        if (cr_sizes_same(&(*moved)[k], &sizes))
            return;
    *moved = cr_arena_grow(r->arena, *moved, n, n + 1, sizeof **moved);
    (*moved)[r->setup.n_moved++] = sizes;
    r->setup.moved = *moved;
}

static enum cr_status add_named(
    struct crossroads_result *r, struct cr_sizes **moved, const char *name)
{
    struct cr_sizes sizes;
    if (!cr_sizes_find(r->from->scenario, name, &sizes))
        return refuse_name(r, name);
    if (!can_move(&r->setup, &sizes))
        return cr_refuse(r,
            cr_arena_printf(r->arena, "'%s' cannot be moved: %s", name,
                sizes.of == CR_SIZES_MULTIPLIERS
                    ? "it is set, or its lens is not looked through (--lens)"
                    : "it is set"),
            NULL);
    add_moved(r, moved, sizes);
    return CR_OK;
}

/* Effects and multipliers that --threshold or --two name with a range, NAME=0.5..2. */
static void add_ranged(struct crossroads_result *r, struct cr_sizes **moved, const char *text)
{
    struct cr_sizes sizes;
    const char *equals = strrchr(text, '=');
    const char *name = equals ? cr_arena_strndup(r->arena, text, (size_t)(equals - text)) : text;
    if (cr_sizes_find(r->from->scenario, name, &sizes) && can_move(&r->setup, &sizes))
        add_moved(r, moved, sizes);
}

static enum cr_status find_moved(struct crossroads_result *r,
    const struct crossroads_sensitivity_options *ask, struct cr_sizes **moved)
{
    const struct cr_scenario *s = r->from->scenario;
    enum cr_status status = CR_OK;
    for (size_t i = 0; ask->effects && i < ask->n_inputs && status == CR_OK; i++)
        status = add_named(r, moved, ask->inputs[i]);
    for (size_t i = 0; !ask->effects && i < ask->n_inputs; i++)
        add_ranged(r, moved, ask->inputs[i]);
    for (const char *comma = ask->two ? strchr(ask->two, ',') : NULL; comma;
         comma = strchr(comma + 1, ',')) {
        add_ranged(r, moved, cr_arena_strndup(r->arena, ask->two, (size_t)(comma - ask->two)));
        add_ranged(r, moved, comma + 1 + strspn(comma + 1, " "));
    }
    if (!ask->effects || ask->n_inputs)
        return status;
    struct cr_sizes_list list = ask->effects == CROSSROADS_EFFECTS_SINGLE
                                    ? cr_sizes_singles(r->arena, s)
                                    : cr_sizes_groups(r->arena, s);
    for (size_t i = 0; i < list.n; i++)
        if (can_move(&r->setup, &list.at[i]))
            add_moved(r, moved, list.at[i]);
    return CR_OK;
}

/* The program once more, with a slot for everything that is moved. */
static enum cr_status build_moved(
    struct crossroads_result *r, const struct crossroads_sensitivity_options *ask)
{
    struct cr_sizes *moved = NULL;
    enum cr_status status = find_moved(r, ask, &moved);
    if (status != CR_OK || !r->setup.n_moved)
        return status;
    r->program = cr_program_build(r->arena, r->from->scenario, &r->setup, &r->diags);
    return r->program ? CR_OK : CR_INPUT;
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
    struct cr_analysis_options options = {.spec = cr_spec_of(o),
        .by = !ask->effects ? 0
              : ask->by > 0 ? ask->by
                            : USUAL_FACTOR};
    options.spec.runs = ask->runs;
    enum cr_status status = build_moved(r, ask);
    if (status == CR_OK)
        status = find_target(r, ask->target, &target);
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
                (ask.method != CROSSROADS_METHOD_TWOWAY || ask.two) &&
                (unsigned)ask.effects <= CROSSROADS_EFFECTS_SINGLE &&
                (!ask.effects || ask.method == CROSSROADS_METHOD_TORNADO) &&
                (ask.by == 0 || (ask.by > 1 && ask.by <= 1000));
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
    return cr_refuse(r,
        cr_arena_printf(r->arena, "there is no actor '%s'%s", name,
            map && map->n ? cr_candidates(r->arena, name, map->keys, map->n)
                          : "; the file has none"),
        NULL);
}

static enum cr_status value_information(
    struct crossroads_result *r, const struct crossroads_options *o, void *context)
{
    const struct crossroads_voi_options *ask = context;
    struct cr_voi *voi = CR_NEW(r->arena, struct cr_voi, 1);
    struct cr_run_spec solve = cr_spec_solve(o);
    struct cr_voi_options options = {.spec = cr_spec_of(o), .nested = ask->nested != 0};
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
