/* Which pictures a scenario allows, and the part that makes the one asked for. */
#include "analysis/pictures_inside.h"

#include "program/fault.h"

#include <string.h>

static bool any_payoff(const struct cr_scenario *s)
{
    for (size_t i = 0; i < s->n_actors; i++)
        if (s->actors[i].has_payoff)
            return true;
    return false;
}

enum { IT_NEEDS = sizeof "it needs " - 1 };
static const char *const needs[] = {
    [CR_PICTURE_NONE] = "",
    [CR_PICTURE_PHASE] = "it needs two measures or state variables",
    [CR_PICTURE_FLOW] = "it needs stages and a state variable",
    [CR_PICTURE_CONVERGE] = "",
    [CR_PICTURE_LENSES] = "it needs lenses",
    [CR_PICTURE_RISK] = "it needs an actor with a payoff",
    [CR_PICTURE_FAN] = "it needs stages and a state variable",
    [CR_PICTURE_SOLVED] = "it needs a question",
};

const char *cr_picture_needs(enum cr_picture_kind kind)
{
    return *needs[kind] ? needs[kind] + IT_NEEDS : "";
}

static bool has_what_it_needs(const struct cr_scenario *s, enum cr_picture_kind kind)
{
    switch (kind) {
    case CR_PICTURE_PHASE:
        return s->n_measures + s->n_states >= 2;
    case CR_PICTURE_LENSES:
        return s->n_lenses > 0;
    case CR_PICTURE_RISK:
        return any_payoff(s);
    case CR_PICTURE_FLOW:
    case CR_PICTURE_FAN:
        return s->n_stages && s->n_states;
    case CR_PICTURE_SOLVED:
        return s->start.node >= 0;
    case CR_PICTURE_NONE:
    case CR_PICTURE_CONVERGE:
        break;
    }
    return true;
}

const char *cr_picture_lacks(const struct cr_scenario *s, enum cr_picture_kind kind)
{
    return has_what_it_needs(s, kind) ? NULL : needs[kind];
}

enum cr_status cr_picture_make(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_picture_ask *ask, const struct cr_run_options *o, struct cr_picture *picture,
    struct cr_fault *fault)
{
    typedef enum cr_status make(struct cr_arena *, const struct cr_program *,
        const struct cr_picture_ask *, const struct cr_run_options *, struct cr_picture *,
        struct cr_fault *);
    static make *const makers[] = {NULL, cr_picture_phase, cr_picture_flow, cr_picture_converge,
        cr_picture_lenses, cr_picture_risk, cr_picture_fan, cr_picture_solved};
    *picture = (struct cr_picture){.kind = ask->kind,
        .luck = o->spec.luck,
        .runs = o->spec.runs,
        .worlds = program->n_uncertain || program->pool_weights ? o->spec.worlds : 1,
        .engine = CR_ENGINE_WALK};
    enum cr_status status = makers[ask->kind](arena, program, ask, o, picture, fault);
    if (status == CR_OK && picture->ways.n) {
        picture->engine = picture->ways.at[0].run.engine;
        picture->worlds = picture->ways.at[0].run.worlds;
    }
    return status;
}
