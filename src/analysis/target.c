/* What an analysis is about: an outcome, a tag, a payoff, a measure or a state variable, by
 * name. */
#include "analysis/target.h"

#include <string.h>

static bool set_aim(const struct cr_program *program, enum cr_aim_kind kind, int item,
    const char *id, const char *label, struct cr_aim *aim)
{
    struct cr_targets t = cr_targets_of(program);
    const int first[] = {t.outcomes, t.tags, t.payoffs, t.measures, t.states};
    *aim = (struct cr_aim){kind, item, first[kind] + item, id, label ? label : id,
        kind == CR_AIM_PAYOFF && program->scenario->actors[item].minimise};
    return true;
}

static bool set_kind(
    const struct cr_program *program, enum cr_aim_kind kind, int item, struct cr_aim *aim)
{
    const struct cr_scenario *s = program->scenario;
    switch (kind) {
    case CR_AIM_OUTCOME:
        return set_aim(program, kind, item, s->outcomes[item].id, s->outcomes[item].label, aim);
    case CR_AIM_TAG:
        return set_aim(program, kind, item, s->tags[item], NULL, aim);
    case CR_AIM_PAYOFF:
        return set_aim(program, kind, item, s->actors[item].id, s->actors[item].label, aim);
    case CR_AIM_MEASURE:
        return set_aim(program, kind, item, s->measures[item].id, s->measures[item].label, aim);
    case CR_AIM_STATE:
        break;
    }
    return set_aim(program, kind, item, s->states[item].id, s->states[item].label, aim);
}

bool cr_aim_find(const struct cr_program *program, const char *text, struct cr_aim *aim)
{
    const struct cr_scenario *s = program->scenario;
    const struct cr_map *maps[] = {
        s->outcome_map, s->tag_map, s->actor_map, s->measure_map, s->state_map};
    for (int kind = 0; kind <= CR_AIM_STATE; kind++) {
        int item = maps[kind] ? cr_map_find(maps[kind], text) : -1;
        if (item >= 0 && !(kind == CR_AIM_PAYOFF && !s->actors[item].has_payoff))
            return set_kind(program, (enum cr_aim_kind)kind, item, aim);
    }
    return false;
}

/* In the order of the program's graph: whatever can come first has the lowest order. */
int cr_first_decider(const struct cr_program *program)
{
    int actor = -1, order = 0;
    for (int n = 0; n < program->n_points; n++) {
        const struct cr_point *point = &program->points[n];
        if (point->kind != CR_DECISION || !program->scenario->actors[point->actor].has_payoff)
            continue;
        if (actor < 0 || point->order < order) {
            actor = point->actor;
            order = point->order;
        }
    }
    return actor;
}

void cr_aim_default(const struct cr_program *program, struct cr_aim *aim)
{
    int actor = cr_first_decider(program);
    if (actor >= 0)
        set_kind(program, CR_AIM_PAYOFF, actor, aim);
    else
        set_kind(program, CR_AIM_OUTCOME, 0, aim);
}

const char *cr_aim_phrase(struct cr_arena *arena, const struct cr_aim *aim)
{
    switch (aim->kind) {
    case CR_AIM_OUTCOME:
    case CR_AIM_TAG:
        return cr_arena_printf(arena, "the probability of '%s'", aim->label);
    case CR_AIM_PAYOFF:
        return cr_arena_printf(
            arena, "the expected %s of '%s'", aim->cost ? "cost" : "payoff", aim->label);
    case CR_AIM_MEASURE:
    case CR_AIM_STATE:
        break;
    }
    return cr_arena_printf(arena, "the expected value of '%s' at the end", aim->label);
}
