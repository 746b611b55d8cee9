/* A program from a scenario, in steps that lean on one another: the skeleton of points and
 * branches, which parts of the path somebody asks about (they get a bit or a counter), the
 * graph's order and loops, slots, points, evidence, endings, and the checks of the file once
 * more as lenses and settings have changed it. */
#include "program/compile.h"

#include "program/compile_inside.h"

/* ---- Who asks for the path ---- */

static void want_bit(struct cr_compiler *c, int node, int branch)
{
    c->wants_bit[c->program->points[node].first_branch + branch] = 1;
}

static void note_path(void *context, const struct cr_expr *e)
{
    struct cr_compiler *c = context;
    if (e->op == CR_OP_TOOK)
        want_bit(c, e->ref, e->ref2);
    if (e->op == CR_OP_VISITS)
        c->wants_visits[e->ref] = 1;
}

static void note_expr(struct cr_compiler *c, const struct cr_expr *e)
{
    if (e)
        cr_expr_each(e, note_path, c);
}

static void note_value(struct cr_compiler *c, const struct cr_value *value)
{
    if (value->kind == CR_VALUE_EXPR)
        note_expr(c, value->expr);
}

static void note_branch(struct cr_compiler *c, const struct cr_branch_item *branch)
{
    note_value(c, &branch->weight.value);
    note_expr(c, branch->when);
    for (size_t i = 0; i < branch->n_shifts; i++) {
        if (branch->shifts[i].node >= 0)
            want_bit(c, branch->shifts[i].node, branch->shifts[i].branch);
    }
    for (size_t i = 0; i < branch->n_sets; i++)
        note_value(c, &branch->sets[i].value);
    for (size_t i = 0; i < branch->n_changes; i++)
        note_value(c, &branch->changes[i].value);
    for (size_t i = 0; i < branch->n_pays; i++)
        note_value(c, &branch->pays[i].value);
}

static void note_setup(struct cr_compiler *c)
{
    const struct cr_setup *setup = c->setup;
    for (size_t i = 0; i < setup->n_lenses; i++) {
        const struct cr_lens *lens =
            setup->lenses[i].lens < 0 ? NULL : &c->scenario->lenses[setup->lenses[i].lens];
        for (size_t k = 0; lens && k < lens->n_weights; k++)
            note_value(c, &lens->weights[k].value);
        for (size_t k = 0; lens && k < lens->n_pays; k++)
            note_value(c, &lens->pays[k].value);
    }
    for (size_t i = 0; i < setup->n_sets; i++)
        note_value(c, &setup->sets[i].value);
    for (size_t i = 0; i < setup->n_evidence; i++) {
        const struct cr_setup_evidence *seen = &setup->evidence[i];
        if (seen->branch >= 0)
            want_bit(c, seen->node, seen->branch);
        if (seen->branch >= 0 || seen->signal >= 0)
            c->wants_visits[seen->node] = 1;
    }
}

static void note_all(struct cr_compiler *c)
{
    const struct cr_scenario *s = c->scenario;
    for (size_t n = 0; n < s->n_nodes; n++) {
        for (size_t b = 0; b < s->nodes[n].n_branches; b++)
            note_branch(c, &s->nodes[n].branches[b]);
        if (s->nodes[n].at_most)
            c->wants_visits[n] = 1;
    }
    for (size_t o = 0; o < s->n_outcomes; o++) {
        for (size_t i = 0; i < s->outcomes[o].n_pays; i++)
            note_value(c, &s->outcomes[o].pays[i].value);
    }
    for (size_t i = 0; i < s->n_actors; i++)
        note_expr(c, s->actors[i].payoff);
    for (size_t i = 0; i < s->n_measures; i++)
        note_expr(c, s->measures[i].value);
    note_setup(c);
}

/* Numbers the bits and visit counters that somebody asks for. */
static void number_path(struct cr_compiler *c)
{
    struct cr_program *p = c->program;
    int *node = CR_NEW(c->arena, int, p->n_branches), *local = CR_NEW(c->arena, int, p->n_branches);
    for (int b = 0; b < p->n_branches; b++) {
        p->branches[b].bit = c->wants_bit[b] ? p->n_bits : -1;
        if (c->wants_bit[b]) {
            node[p->n_bits] = p->branches[b].node;
            local[p->n_bits++] = p->branches[b].local;
        }
    }
    p->bit_node = node;
    p->bit_branch = local;
    for (int n = 0; n < p->n_points; n++)
        p->points[n].visits = c->wants_visits[n] ? p->n_visits++ : -1;
}

/* ---- The skeleton ---- */

static void layout(struct cr_compiler *c)
{
    const struct cr_scenario *s = c->scenario;
    struct cr_program *p = c->program;
    p->n_points = (int)s->n_nodes;
    p->points = CR_NEW(c->arena, struct cr_point, p->n_points);
    size_t total = 0;
    for (size_t n = 0; n < s->n_nodes; n++)
        total += s->nodes[n].n_branches;
    p->n_branches = (int)total;
    p->branches = CR_NEW(c->arena, struct cr_branch, total);
    int next = 0;
    for (int n = 0; n < p->n_points; n++) {
        struct cr_point *point = &p->points[n];
        point->node = n;
        point->first_branch = next;
        point->n_branches = (int)s->nodes[n].n_branches;
        if (point->n_branches > p->max_branches)
            p->max_branches = point->n_branches;
        for (int b = 0; b < point->n_branches; b++, next++) {
            struct cr_branch *branch = &p->branches[next];
            branch->node = n;
            branch->local = b;
            branch->next = s->nodes[n].branches[b].then.node;
            branch->outcome = s->nodes[n].branches[b].then.outcome;
            branch->name = cr_scenario_branch_name(c->arena, s, n, b);
        }
    }
    p->start_point = s->start.node;
    p->start_outcome = s->start.outcome;
    p->n_actors = (int)s->n_actors;
    p->n_measures = (int)s->n_measures;
    p->n_stages = (int)s->n_stages;
    p->n_states = (int)s->n_states;
    p->n_endings = (int)s->n_outcomes;
}

/* ---- Endings, actors, measures ---- */

static const struct cr_lens *setup_lens(const struct cr_compiler *c, size_t k)
{
    int lens = c->setup->lenses[k].lens;
    return lens < 0 ? NULL : &c->scenario->lenses[lens];
}

/* What an outcome pays an actor through lenses [from, to) of the setup at once; NULL: the file says
 * nothing of it, which is 0. */
static struct cr_number pay_through(struct cr_compiler *c, int outcome, int actor,
    const struct cr_value *written, size_t from, size_t to)
{
    struct cr_blend blend = cr_blend_of(c, written);
    struct cr_place place = written ? written->place : CR_NOWHERE;
    for (size_t k = from; k < to; k++) {
        const struct cr_lens *lens = setup_lens(c, k);
        for (size_t i = 0; lens && i < lens->n_pays; i++) {
            if (lens->pays[i].outcome != outcome || lens->pays[i].actor != actor)
                continue;
            cr_blend_move(
                c, &blend, &lens->pays[i].value, c->setup->pool ? 1 : c->setup->lenses[k].strength);
            place = lens->pays[i].value.place;
        }
    }
    struct cr_slot_value value = cr_blend_value(c, &blend);
    return (struct cr_number){
        .kind = value.kind, .number = value.number, .slot = -1, .code = value.code, .place = place};
}

/* Actors whom the outcome pays, in the file's order; behind them those whom only a lens lets it
 * pay. values[actor]: as written. */
static int find_paid(
    const struct cr_compiler *c, int outcome, int *actors, const struct cr_value **values)
{
    const struct cr_outcome *item = &c->scenario->outcomes[outcome];
    unsigned char *paid = CR_NEW(c->arena, unsigned char, c->scenario->n_actors);
    int n = 0;
    for (size_t i = 0; i < item->n_pays; i++) {
        actors[n++] = item->pays[i].actor;
        paid[item->pays[i].actor] = 1;
        values[item->pays[i].actor] = &item->pays[i].value;
    }
    for (size_t k = 0; k < c->setup->n_lenses; k++) {
        const struct cr_lens *lens = setup_lens(c, k);
        for (size_t i = 0; lens && i < lens->n_pays; i++) {
            if (lens->pays[i].outcome != outcome || paid[lens->pays[i].actor])
                continue;
            paid[lens->pays[i].actor] = 1;
            actors[n++] = lens->pays[i].actor;
        }
    }
    return n;
}

static void build_ending(struct cr_compiler *c, int outcome)
{
    struct cr_ending *ending = &c->program->endings[outcome];
    size_t n_actors = c->scenario->n_actors, n_lenses = c->setup->n_lenses;
    int *actors = CR_NEW(c->arena, int, n_actors);
    const struct cr_value **values = CR_NEW(c->arena, const struct cr_value *, n_actors);
    ending->n_pays = find_paid(c, outcome, actors, values);
    ending->pays = CR_NEW(c->arena, struct cr_pay_op, ending->n_pays);
    for (int i = 0; i < ending->n_pays; i++)
        ending->pays[i] =
            (struct cr_pay_op){actors[i], pay_through(c, outcome, actors[i], values[actors[i]], 0,
                                              c->setup->pool ? 0 : n_lenses)};
    if (!c->setup->pool)
        return;
    const struct cr_pay_op **rows = CR_NEW(c->arena, const struct cr_pay_op *, n_lenses);
    for (size_t k = 0; k < n_lenses; k++) {
        struct cr_pay_op *row = CR_NEW(c->arena, struct cr_pay_op, ending->n_pays);
        for (int i = 0; i < ending->n_pays; i++)
            row[i] = (struct cr_pay_op){
                actors[i], pay_through(c, outcome, actors[i], values[actors[i]], k, k + 1)};
        rows[k] = row;
    }
    ending->pays_by_lens = rows;
}

static void build_ends(struct cr_compiler *c)
{
    const struct cr_scenario *s = c->scenario;
    struct cr_program *p = c->program;
    p->endings = CR_NEW(c->arena, struct cr_ending, s->n_outcomes);
    for (int o = 0; o < p->n_endings; o++)
        build_ending(c, o);
    p->actor_payoffs = CR_NEW(c->arena, const struct cr_code *, s->n_actors);
    p->utilities = CR_NEW(c->arena, const struct cr_code *, s->n_actors);
    p->measures = CR_NEW(c->arena, const struct cr_code *, s->n_measures);
    for (size_t i = 0; i < s->n_actors; i++) {
        if (s->actors[i].payoff)
            p->actor_payoffs[i] = cr_compile_code(c, s->actors[i].payoff);
        if (s->actors[i].utility)
            p->utilities[i] = cr_compile_code(c, s->actors[i].utility);
    }
    for (size_t i = 0; i < s->n_measures; i++)
        p->measures[i] = cr_compile_code(c, s->measures[i].value);
}

static void build_pool(struct cr_compiler *c)
{
    if (!c->setup->pool)
        return;
    double *weights = CR_NEW(c->arena, double, c->setup->n_lenses), total = 0;
    for (size_t k = 0; k < c->setup->n_lenses; k++) {
        const struct cr_lens *lens = setup_lens(c, k);
        weights[k] = lens ? lens->pool : c->scenario->pool_as_written;
        total += weights[k];
    }
    for (size_t k = 0; k < c->setup->n_lenses; k++)
        weights[k] /= total;
    c->program->pool_weights = weights;
}

struct cr_program *cr_program_build(struct cr_arena *arena, const struct cr_scenario *scenario,
    const struct cr_setup *setup, struct cr_diags *diags)
{
    struct cr_program *program = CR_NEW(arena, struct cr_program, 1);
    struct cr_compiler c = {
        .arena = arena, .scenario = scenario, .setup = setup, .program = program, .diags = diags};
    size_t errors = diags->n_errors;
    program->arena = arena;
    program->scenario = scenario;
    program->setup = setup;
    cr_map_init(&c.events, arena);
    layout(&c);
    c.wants_bit = CR_NEW(arena, unsigned char, program->n_branches);
    c.wants_visits = CR_NEW(arena, unsigned char, program->n_points);
    c.on_cycle = CR_NEW(arena, unsigned char, program->n_points);
    note_all(&c);
    cr_compile_graph(&c);
    number_path(&c);
    cr_compile_slots(&c);
    cr_compile_moved(&c);
    cr_compile_points(&c);
    if (cr_compile_order(&c) != CR_OK || cr_compile_evidence(&c) != CR_OK)
        return NULL;
    build_ends(&c);
    build_pool(&c);
    program->slots = c.slots.at;
    program->n_slots = (int)c.slots.n;
    cr_compile_check(&c);
    return diags->n_errors > errors ? NULL : program;
}
