/* Points: a node of the scenario as the engines play it.
 *
 * Weights, shifts, effects and payoffs of every branch become numbers or code; lenses and
 * settings become operations on the shares of a node, lens by lens and multipliers first, so
 * that their order in the file decides nothing. Whether a node's shares can be worked out once
 * for all runs of a world is found out here. */
#include "program/compile_inside.h"

#include <math.h>

/* ---- What is set ---- */

/* Whether the setting stands in the place of the weight: a relative weight does, and a probability
 * where a `rest` takes up the difference. Else it is the branch's share, to which the siblings'
 * shares are fitted. */
static bool stands_in_place(const struct cr_compiler *c, const struct cr_setup_set *set)
{
    const struct cr_node *node = &c->scenario->nodes[set->node];
    if (node->confidence.kind != CR_VALUE_NONE)
        return false;
    bool rest = false;
    for (size_t b = 0; b < node->n_branches; b++)
        rest |= node->branches[b].weight.form == CR_WEIGHT_REST &&
                !cr_compile_set(c, set->node, (int)b);
    return rest || cr_compile_set_is_weight(c, set);
}

/* ---- A branch ---- */

static void build_weight(struct cr_compiler *c, const struct cr_node *node,
    const struct cr_branch_item *item, struct cr_branch *branch)
{
    branch->place = item->weight.place.at == UINT32_MAX ? item->place : item->weight.place;
    branch->weight =
        (struct cr_number){.kind = CR_FROM_CONST, .number = 1, .slot = -1, .place = branch->place};
    int at = c->program->points[branch->node].first_branch + branch->local;
    const struct cr_setup_set *set = cr_compile_set(c, branch->node, branch->local);
    if (!isnan(c->branch_share[at])) {
        branch->weight.number = c->branch_share[at];
    } else if (set && !stands_in_place(c, set)) { /* any number: it is replaced by the share */
        branch->weight.number = 1.0 / (double)node->n_branches;
    } else if (c->branch_slot[at] >= 0) {
        branch->weight.kind = CR_FROM_SLOT;
        branch->weight.slot = c->branch_slot[at];
    } else if (set) {
        branch->weight = cr_compile_number(c, &set->value, item->name);
    } else if (item->weight.form == CR_WEIGHT_REST) {
        branch->weight_kind = CR_W_REST;
    } else if (item->weight.form == CR_WEIGHT_VALUE) {
        branch->weight = cr_compile_number(c, &item->weight.value, item->name);
    } else if (node->mode == CR_MODE_PROBABILITY) { /* the checker lets no branch without weight
                                                       stand among others */
        branch->weight.number = 1.0 / (double)node->n_branches;
    }
}

static struct cr_effect_op *build_sets(
    struct cr_compiler *c, const struct cr_branch_item *item, const struct cr_branch *branch)
{
    struct cr_effect_op *ops = CR_NEW(c->arena, struct cr_effect_op, item->n_sets);
    for (size_t i = 0; i < item->n_sets; i++) {
        const char *event = cr_arena_printf(
            c->arena, "%s.%s", branch->name, c->scenario->states[item->sets[i].state].id);
        ops[i] = (struct cr_effect_op){
            item->sets[i].state, cr_compile_number(c, &item->sets[i].value, event)};
    }
    return ops;
}

static struct cr_effect_op *build_changes(
    struct cr_compiler *c, const struct cr_branch_item *item, const struct cr_branch *branch)
{
    struct cr_effect_op *ops = CR_NEW(c->arena, struct cr_effect_op, item->n_changes);
    for (size_t i = 0; i < item->n_changes; i++)
        ops[i] = (struct cr_effect_op){
            item->changes[i].state, cr_compile_change(c, branch, &item->changes[i])};
    return ops;
}

static int count_draws(const struct cr_branch *branch)
{
    int n = 0;
    for (int i = 0; i < branch->n_sets; i++)
        n += branch->sets[i].value.kind == CR_FROM_DIST;
    for (int i = 0; i < branch->n_changes; i++)
        n += branch->changes[i].value.kind == CR_FROM_DIST;
    for (int i = 0; i < branch->n_pays; i++)
        n += branch->pays[i].value.kind == CR_FROM_DIST;
    return n;
}

static void build_branch(struct cr_compiler *c, const struct cr_node *node,
    const struct cr_branch_item *item, struct cr_branch *branch)
{
    struct cr_program *p = c->program;
    branch->likelihood = 1;
    if (node->kind != CR_RULE)
        build_weight(c, node, item, branch);
    else
        branch->place = item->place;
    if (item->when)
        branch->when = cr_compile_code(c, item->when);
    branch->shifts = CR_NEW(c->arena, struct cr_shift_op, item->n_shifts);
    for (size_t i = 0; i < item->n_shifts; i++)
        branch->shifts[branch->n_shifts++] = cr_compile_shift(c, branch, &item->shifts[i]);
    branch->sets = build_sets(c, item, branch);
    branch->n_sets = (int)item->n_sets;
    branch->changes = build_changes(c, item, branch);
    branch->n_changes = (int)item->n_changes;
    branch->pays = CR_NEW(c->arena, struct cr_pay_op, item->n_pays);
    for (size_t i = 0; i < item->n_pays; i++) {
        const char *event = cr_arena_printf(
            c->arena, "%s.payoff.%s", branch->name, c->scenario->actors[item->pays[i].actor].id);
        branch->pays[branch->n_pays++] = (struct cr_pay_op){
            item->pays[i].actor, cr_compile_number(c, &item->pays[i].value, event)};
    }
    int effects = branch->n_sets > branch->n_changes ? branch->n_sets : branch->n_changes;
    if (effects > p->max_effects)
        p->max_effects = effects;
    if (count_draws(branch) > p->max_draws)
        p->max_draws = count_draws(branch);
}

/* ---- Lenses and settings on the branches of a node ---- */

static void add_op(struct cr_point *point, struct cr_lens_op op)
{
    point->lens_ops[point->n_lens_ops++] = op;
}

static void lens_op(struct cr_compiler *c, size_t k, const struct cr_lens *lens,
    const struct cr_lens_weight *weight)
{
    struct cr_point *point = &c->program->points[weight->node];
    const char *branch = c->program->branches[point->first_branch + weight->branch].name;
    struct cr_lens_op op = {.lens = (int)k,
        .branch = weight->branch,
        .multiplier = weight->multiplier,
        .strength = c->setup->pool ? 1 : c->setup->lenses[k].strength};
    if (weight->multiplier)
        op.value = cr_compile_multiplier(c, c->setup->lenses[k].lens, weight);
    const struct cr_value *value = &weight->value;
    for (size_t i = 0; i < c->setup->n_sets; i++)
        value = c->setup->sets[i].of_lens == weight ? &c->setup->sets[i].value : value;
    if (!weight->multiplier && value->kind == CR_VALUE_DIST)
        op.value = (struct cr_number){.kind = CR_FROM_SLOT,
            .slot = cr_compile_lens_slot(
                c, cr_arena_printf(c->arena, "lens.%s.%s", lens->id, branch), value),
            .place = value->place};
    else if (!weight->multiplier)
        op.value = cr_compile_number(c, value, branch);
    add_op(point, op);
}

/* A share that is set. One that stands in place of what is written needs saying again only where a
 * lens could move it by what it says of the siblings; a relative weight is no share. */
static void set_op(struct cr_compiler *c, const struct cr_setup_set *set)
{
    struct cr_point *point = &c->program->points[set->node];
    int at = point->first_branch + set->branch, slot = c->branch_slot[at];
    bool said =
        stands_in_place(c, set) && (point->n_lens_ops == 0 || cr_compile_set_is_weight(c, set));
    if (said || !isnan(c->branch_share[at]) || set != cr_compile_set(c, set->node, set->branch))
        return;
    struct cr_number number = {.kind = CR_FROM_SLOT, .slot = slot, .place = set->value.place};
    if (slot < 0)
        number = cr_compile_number(c, &set->value, c->program->branches[at].name);
    add_op(point,
        (struct cr_lens_op){.lens = -1, .branch = set->branch, .strength = 1, .value = number});
}

static void count_ops(struct cr_compiler *c, int *n)
{
    for (size_t k = 0; k < c->setup->n_lenses; k++) {
        int lens = c->setup->lenses[k].lens;
        for (size_t i = 0; lens >= 0 && i < c->scenario->lenses[lens].n_weights; i++)
            n[c->scenario->lenses[lens].weights[i].node]++;
    }
    for (size_t i = 0; i < c->setup->n_sets; i++) {
        if (c->setup->sets[i].node >= 0)
            n[c->setup->sets[i].node]++;
    }
}

/* How the lenses at a node act together, see weights.c. */
static void settle_lenses(const struct cr_setup *setup, struct cr_point *point)
{
    bool probability = false;
    int n_lenses = 0, last = -1;
    point->own = 1;
    for (int k = 0; k < point->n_lens_ops && point->lens_ops[k].lens >= 0; k++) {
        const struct cr_lens_op *op = &point->lens_ops[k];
        probability |= !op->multiplier;
        n_lenses += op->lens != last;
        point->own -= op->lens != last ? op->strength : 0;
        last = op->lens;
    }
    if (fabs(point->own) < 1e-12)
        point->own = 0;
    bool whole = n_lenses == 1 && point->own == 0;
    point->blends = n_lenses > 0 && !setup->pool && (setup->floor > 0 || (probability && !whole));
}

/* Lens by lens, and of each its multipliers first: the order in the file decides nothing. A setting
 * is final: no lens moves what it says. */
static void build_ops(struct cr_compiler *c)
{
    int *n = CR_NEW(c->arena, int, c->program->n_points);
    count_ops(c, n);
    for (int i = 0; i < c->program->n_points; i++) {
        if (n[i] > 0)
            c->program->points[i].lens_ops = CR_NEW(c->arena, struct cr_lens_op, n[i]);
    }
    for (size_t k = 0; k < c->setup->n_lenses; k++) {
        int index = c->setup->lenses[k].lens;
        const struct cr_lens *lens = index < 0 ? NULL : &c->scenario->lenses[index];
        for (int multiplier = 1; lens && multiplier >= 0; multiplier--) {
            for (size_t i = 0; i < lens->n_weights; i++) {
                const struct cr_lens_weight *w = &lens->weights[i];
                if (w->multiplier == multiplier && !cr_compile_set(c, w->node, w->branch))
                    lens_op(c, k, lens, w);
            }
        }
    }
    for (size_t i = 0; i < c->setup->n_sets; i++) {
        if (c->setup->sets[i].node >= 0 && !c->setup->sets[i].of_lens)
            set_op(c, &c->setup->sets[i]);
    }
    for (int i = 0; i < c->program->n_points; i++)
        settle_lenses(c->setup, &c->program->points[i]);
}

/* ---- A node ---- */

static struct cr_choose choice(const struct cr_compiler *c, const struct cr_node *node, int n)
{
    struct cr_choose as_written = {.kind = CR_CHOOSE_AS_WRITTEN, .option = -1};
    if (node->kind != CR_DECISION)
        return as_written;
    if (c->setup->choose_at && c->setup->choose_at[n].kind != CR_CHOOSE_DEFAULT)
        return c->setup->choose_at[n];
    if (c->setup->choose.kind != CR_CHOOSE_DEFAULT)
        return c->setup->choose;
    return node->has_weights ? as_written
                             : (struct cr_choose){.kind = CR_CHOOSE_BEST, .option = -1};
}

static bool is_fixed(const struct cr_program *p, const struct cr_point *point)
{
    if (point->kind == CR_RULE)
        return false;
    for (int b = 0; b < point->n_branches; b++) {
        const struct cr_branch *branch = &p->branches[point->first_branch + b];
        if (branch->when || branch->n_shifts > 0 || branch->weight.kind == CR_FROM_CODE)
            return false;
    }
    for (int k = 0; k < point->n_lens_ops; k++) {
        if (point->lens_ops[k].value.kind == CR_FROM_CODE)
            return false;
    }
    return true;
}

static bool is_bare(const struct cr_program *p, const struct cr_point *point)
{
    bool bare = !point->has_rest && !point->probability && point->n_lens_ops == 0;
    for (int b = 0; b < point->n_branches; b++) {
        const struct cr_branch *branch = &p->branches[point->first_branch + b];
        bare &= !branch->when && branch->n_shifts == 0;
    }
    return bare;
}

static void build_point(struct cr_compiler *c, int n)
{
    const struct cr_node *node = &c->scenario->nodes[n];
    struct cr_point *point = &c->program->points[n];
    point->kind = node->kind;
    point->actor = node->actor;
    point->stage = node->stage;
    point->probability = node->mode == CR_MODE_PROBABILITY;
    point->at_most = node->at_most;
    point->after_next = node->at_most ? node->after.node : -1;
    point->after_outcome = node->at_most ? node->after.outcome : -1;
    point->forced = -1;
    point->saw = -1;
    point->on_cycle = c->on_cycle[n];
    point->event = cr_compile_event(c, CR_DOMAIN_BRANCH, node->id);
    point->choose = choice(c, node, n);
    for (int b = 0; b < point->n_branches; b++) {
        build_branch(c, node, &node->branches[b], &c->program->branches[point->first_branch + b]);
        point->has_rest |= c->program->branches[point->first_branch + b].weight_kind == CR_W_REST;
    }
}

void cr_compile_points(struct cr_compiler *c)
{
    struct cr_program *p = c->program;
    for (int n = 0; n < p->n_points; n++)
        build_point(c, n);
    cr_compile_seen(c);
    build_ops(c);
    for (size_t i = 0; i < c->setup->n_forced; i++)
        p->points[c->setup->forced[i][0]].forced = c->setup->forced[i][1];
    for (int n = 0; n < p->n_points; n++)
        p->points[n].fixed = is_fixed(p, &p->points[n]);
    for (int n = 0; n < p->n_points; n++)
        p->points[n].bare = is_bare(p, &p->points[n]);
}
