/* Which rows each node, branch and ending reads, found out once from their numbers and code; and
 * which nodes have the same shares for all runs, which branches can be done without looking at
 * anything, where stages coincide. */
#include "engine/walk/plan.h"

#include "program/weights.h"

/* Collects what is needed; `mark` arrays say what is in the list already. */
struct collector {
    struct cr_arena *arena;
    const struct cr_program *program;
    unsigned char *slots, *states, *bits, *visits;
    CR_VEC(int) slot_list, state_list, bit_list, visit_list;
    bool stage;
};

#define NEED(c, mark, list, index)                                                                 \
    do {                                                                                           \
        if ((index) >= 0 && !(c)->mark[index]) {                                                   \
            (c)->mark[index] = 1;                                                                  \
            cr_vec_push((c)->arena, &(c)->list, (index));                                          \
        }                                                                                          \
    } while (0)

static void need_code(struct collector *c, const struct cr_code *code)
{
    for (int i = 0; code && i < code->n_inputs; i++) {
        int index = code->inputs[i].index;
        switch (code->inputs[i].kind) {
        case CR_IN_SLOT:
            NEED(c, slots, slot_list, index);
            break;
        case CR_IN_STATE:
            NEED(c, states, state_list, index);
            break;
        case CR_IN_BIT:
            NEED(c, bits, bit_list, index);
            break;
        case CR_IN_VISITS:
            NEED(c, visits, visit_list, index);
            break;
        case CR_IN_STAGE:
            c->stage = true;
            break;
        case CR_IN_PAYOFF:
        case CR_IN_NUMBER:
            break;
        }
    }
}

static void need_number(struct collector *c, const struct cr_number *number)
{
    if (number->kind == CR_FROM_SLOT)
        NEED(c, slots, slot_list, number->slot);
    if (number->kind == CR_FROM_CODE)
        need_code(c, number->code);
    NEED(c, slots, slot_list, number->times - 1);
}

static void need_pays(struct collector *c, const struct cr_pay_op *pays, int n)
{
    for (int i = 0; i < n; i++)
        need_number(c, &pays[i].value);
}

static struct cr_needs finish(struct collector *c)
{
    struct cr_needs needs = {c->slot_list.at, c->state_list.at, c->bit_list.at, c->visit_list.at,
        (int)c->slot_list.n, (int)c->state_list.n, (int)c->bit_list.n, (int)c->visit_list.n,
        c->stage};
    for (int i = 0; i < needs.n_slots; i++)
        c->slots[needs.slots[i]] = 0;
    for (int i = 0; i < needs.n_states; i++)
        c->states[needs.states[i]] = 0;
    for (int i = 0; i < needs.n_bits; i++)
        c->bits[needs.bits[i]] = 0;
    for (int i = 0; i < needs.n_visits; i++)
        c->visits[needs.visits[i]] = 0;
    struct collector clean = {.arena = c->arena,
        .program = c->program,
        .slots = c->slots,
        .states = c->states,
        .bits = c->bits,
        .visits = c->visits};
    *c = clean;
    return needs;
}

static struct cr_needs point_needs(struct collector *c, const struct cr_point *point)
{
    for (int b = 0; b < point->n_branches; b++) {
        const struct cr_branch *branch = &c->program->branches[point->first_branch + b];
        need_number(c, &branch->weight);
        need_code(c, branch->when);
        for (int k = 0; k < branch->n_shifts; k++) {
            NEED(c, bits, bit_list, branch->shifts[k].bit);
            NEED(c, states, state_list, branch->shifts[k].state);
            NEED(c, slots, slot_list, branch->shifts[k].slot);
        }
    }
    for (int k = 0; k < point->n_lens_ops; k++)
        need_number(c, &point->lens_ops[k].value);
    return finish(c);
}

static struct cr_needs branch_needs(struct collector *c, const struct cr_branch *branch)
{
    const struct cr_effect_op *ops[2] = {branch->sets, branch->changes};
    int n[2] = {branch->n_sets, branch->n_changes};
    for (int part = 0; part < 2; part++) {
        for (int k = 0; k < n[part]; k++) {
            NEED(c, states, state_list, ops[part][k].state);
            need_number(c, &ops[part][k].value);
        }
    }
    need_pays(c, branch->pays, branch->n_pays);
    return finish(c);
}

static struct cr_needs ending_needs(struct collector *c, const struct cr_ending *ending)
{
    need_pays(c, ending->pays, ending->n_pays);
    for (size_t k = 0; ending->pays_by_lens && k < c->program->setup->n_lenses; k++)
        need_pays(c, ending->pays_by_lens[k], ending->n_pays);
    return finish(c);
}

static bool clamped(const struct cr_program *program, const struct cr_point *point)
{
    if (point->saw < 0)
        return false;
    for (int b = 0; b < point->n_branches; b++) {
        if (b != point->saw && program->branches[point->first_branch + b].likelihood > 0)
            return false;
    }
    return true;
}

/* The weights alone decide, and they are written as numbers. */
static bool same_everywhere(const struct cr_program *program, const struct cr_point *point)
{
    if (point->forced >= 0)
        return true;
    if (point->kind == CR_RULE || point->choose.kind != CR_CHOOSE_AS_WRITTEN ||
        point->n_lens_ops > 0)
        return false;
    for (int b = 0; b < point->n_branches; b++) {
        const struct cr_branch *branch = &program->branches[point->first_branch + b];
        if (branch->when || branch->n_shifts > 0 ||
            (branch->weight_kind != CR_W_REST && branch->weight.kind != CR_FROM_CONST))
            return false;
    }
    return true;
}

/* The shares of such a point; NULL where the weights are at fault, which a run will say. */
static const double *shares_of(
    struct cr_arena *arena, const struct cr_program *program, int at, double *scratch)
{
    const struct cr_point *point = &program->points[at];
    struct cr_lanes lanes = {.n = 1};
    struct cr_fault fault = {0};
    double *p = CR_NEW(arena, double, point->n_branches);
    if (cr_weights_run(program, at, point->choose.kind, &lanes, NULL, p, NULL, scratch, &fault) !=
        CR_OK)
        return NULL;
    return p;
}

static bool stands_apart(const struct cr_number *number)
{
    return number->kind == CR_FROM_CONST || (number->kind == CR_FROM_DIST && !number->times);
}

static bool is_apart(const struct cr_branch *branch)
{
    for (int k = 0; k < branch->n_sets; k++) {
        if (!stands_apart(&branch->sets[k].value))
            return false;
    }
    for (int k = 0; k < branch->n_changes; k++) {
        if (!stands_apart(&branch->changes[k].value))
            return false;
    }
    for (int k = 0; k < branch->n_pays; k++) {
        if (!stands_apart(&branch->pays[k].value))
            return false;
    }
    return true;
}

static void find_same_stages(struct cr_plan *plan, const struct cr_program *program)
{
    for (int k = 0; k < program->n_points; k++)
        plan->same_stage[k] = k != program->start_point;
    for (int k = 0; k < program->n_points; k++) {
        const struct cr_point *from = &program->points[k];
        for (int b = from->first_branch; b < from->first_branch + from->n_branches; b++) {
            int to = program->branches[b].next;
            if (to >= 0 && program->points[to].stage != from->stage)
                plan->same_stage[to] = false;
        }
        if (from->after_next >= 0) /* who goes on there need not have been here */
            plan->same_stage[from->after_next] = false;
    }
}

struct cr_plan *cr_plan_new(struct cr_arena *arena, const struct cr_program *program)
{
    struct cr_plan *plan = CR_NEW(arena, struct cr_plan, 1);
    struct collector c = {.arena = arena, .program = program};
    c.slots = CR_NEW(arena, unsigned char, program->n_slots);
    c.states = CR_NEW(arena, unsigned char, program->n_states);
    c.bits = CR_NEW(arena, unsigned char, program->n_bits);
    c.visits = CR_NEW(arena, unsigned char, program->n_visits);
    plan->points = CR_NEW(arena, struct cr_needs, program->n_points);
    plan->branches = CR_NEW(arena, struct cr_needs, program->n_branches);
    plan->endings = CR_NEW(arena, struct cr_needs, program->n_endings);
    plan->clamped = CR_NEW(arena, bool, program->n_points);
    plan->alike = CR_NEW(arena, const double *, program->n_points);
    plan->apart = CR_NEW(arena, bool, program->n_branches);
    plan->same_stage = CR_NEW(arena, bool, program->n_points);
    find_same_stages(plan, program);
    double *scratch = CR_NEW(arena, double, cr_weights_scratch(program, 1));
    for (int n = 0; n < program->n_points; n++) {
        plan->points[n] = point_needs(&c, &program->points[n]);
        plan->clamped[n] = clamped(program, &program->points[n]);
        if (same_everywhere(program, &program->points[n]) && !plan->clamped[n])
            plan->alike[n] = shares_of(arena, program, n, scratch);
    }
    for (int b = 0; b < program->n_branches; b++) {
        plan->branches[b] = branch_needs(&c, &program->branches[b]);
        plan->apart[b] = is_apart(&program->branches[b]);
    }
    for (int o = 0; o < program->n_endings; o++)
        plan->endings[o] = ending_needs(&c, &program->endings[o]);
    for (int a = 0; a < program->n_actors; a++) {
        need_code(&c, program->actor_payoffs[a]);
        need_code(&c, program->utilities[a]);
    }
    for (int m = 0; m < program->n_measures; m++)
        need_code(&c, program->measures[m]);
    plan->final = finish(&c);
    return plan;
}
