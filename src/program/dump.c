/* The program as text: one item a line, in the order of the arrays, everything an engine reads. Two
 * programs with the same dump behave the same. */
#include "program/program.h"

#include <math.h>

struct dump {
    const struct cr_program *program;
    struct cr_buf *out;
};

static const char *state_name(const struct dump *d, int state)
{
    return d->program->scenario->states[state].id;
}

static const char *node_name(const struct dump *d, int node)
{
    return d->program->scenario->nodes[d->program->points[node].node].id;
}

static const char *actor_name(const struct dump *d, int actor)
{
    return d->program->scenario->actors[actor].id;
}

/* ---- Code ---- */

static void dump_input(struct dump *d, const struct cr_input *input)
{
    const struct cr_program *p = d->program;
    switch (input->kind) {
    case CR_IN_SLOT:
        cr_buf_str(d->out, p->slots[input->index].name);
        break;
    case CR_IN_STATE:
        cr_buf_str(d->out, state_name(d, input->index));
        break;
    case CR_IN_BIT:
        if (input->index < 0)
            cr_buf_str(d->out, "never");
        else
            cr_buf_printf(d->out, "took%d", input->index);
        break;
    case CR_IN_VISITS:
        if (input->index < 0)
            cr_buf_str(d->out, "never");
        else
            cr_buf_printf(d->out, "visits%d", input->index);
        break;
    case CR_IN_STAGE:
        cr_buf_str(d->out, "stage");
        break;
    case CR_IN_PAYOFF:
        cr_buf_str(d->out, "payoff");
        break;
    case CR_IN_NUMBER:
        cr_buf_num(d->out, input->number);
        break;
    }
}

static void dump_operand(struct dump *d, const struct cr_code *code, int k)
{
    if (k < code->n_inputs)
        dump_input(d, &code->inputs[k]);
    else
        cr_buf_printf(d->out, "r%d", k - code->n_inputs);
}

/* "{r0 = SUB(1, unrest_again); r0}": what the block machine does, step by step. */
static void dump_code(struct dump *d, const struct cr_code *code)
{
    cr_buf_char(d->out, '{');
    for (int i = 0; i < code->n_ins; i++) {
        const struct cr_ins *ins = &code->ins[i];
        cr_buf_printf(d->out, "r%d = %s(", ins->to - code->n_inputs, cr_ops[ins->op].name);
        for (int k = 0; k < ins->n_args; k++) {
            if (k > 0)
                cr_buf_str(d->out, ", ");
            dump_operand(d, code, ins->args[k]);
        }
        cr_buf_str(d->out, "); ");
    }
    dump_operand(d, code, code->result);
    cr_buf_char(d->out, '}');
}

static void dump_named_code(struct dump *d, const char *what, const struct cr_code *code)
{
    if (!code)
        return;
    cr_buf_printf(d->out, " %s ", what);
    dump_code(d, code);
}

/* ---- Numbers ---- */

static void dump_number(struct dump *d, const struct cr_number *number)
{
    switch (number->kind) {
    case CR_FROM_CONST:
        cr_buf_num(d->out, number->number);
        break;
    case CR_FROM_SLOT:
        cr_buf_str(d->out, d->program->slots[number->slot].name);
        break;
    case CR_FROM_CODE:
        dump_code(d, number->code);
        break;
    case CR_FROM_DIST:
        cr_dist_print(number->dist, d->out);
        cr_buf_printf(d->out, " @%08x", number->event);
        break;
    }
}

static void dump_slot_value(struct dump *d, const struct cr_slot_value *value)
{
    for (int k = 0; k < value->n_laws; k++) {
        cr_buf_str(d->out, k > 0 ? " + " : "");
        if (value->laws[k].factor != 1) {
            cr_buf_num(d->out, value->laws[k].factor);
            cr_buf_str(d->out, " * ");
        }
        cr_dist_print(value->laws[k].dist, d->out);
    }
    if (value->code) {
        cr_buf_str(d->out, value->n_laws > 0 ? " + " : "");
        dump_code(d, value->code);
    }
    if (value->kind == CR_FROM_CONST)
        cr_buf_num(d->out, value->number);
    if (value->offset != 0) {
        cr_buf_str(d->out, " + ");
        cr_buf_num(d->out, value->offset);
    }
}

static void dump_slot(struct dump *d, int slot)
{
    static const char *const kinds[] = {
        "parameter", "weight", "confidence", "share", "start", "lens"};
    const struct cr_program *p = d->program;
    const struct cr_slot *s = &p->slots[slot];
    cr_buf_printf(d->out, "slot %d %s %s @%08x", slot, kinds[s->kind], s->name, s->event);
    if (s->uncertain)
        cr_buf_str(d->out, " uncertain");
    if (s->correlated >= 0)
        cr_buf_printf(d->out, " correlated%d", s->correlated);
    cr_buf_str(d->out, " = ");
    if (s->kind == CR_SLOT_SHARE) {
        cr_buf_num(d->out, s->share);
        cr_buf_printf(d->out, " of %s", p->slots[s->confidence].name);
    } else {
        dump_slot_value(d, &s->value);
    }
    for (size_t k = 0; s->by_lens && k < p->setup->n_lenses; k++) {
        cr_buf_printf(d->out, " | lens%zu ", k);
        dump_slot_value(d, &s->by_lens[k]);
    }
    if (isfinite(s->low) || isfinite(s->high)) {
        cr_buf_str(d->out, " within ");
        cr_buf_num(d->out, s->low);
        cr_buf_str(d->out, "..");
        cr_buf_num(d->out, s->high);
    }
    cr_buf_char(d->out, '\n');
}

/* ---- Nodes and branches ---- */

static void dump_target(struct dump *d, int next, int outcome)
{
    const struct cr_scenario *s = d->program->scenario;
    cr_buf_printf(d->out, " -> %s", next >= 0 ? node_name(d, next) : s->outcomes[outcome].id);
}

static void dump_pays(struct dump *d, const struct cr_pay_op *pays, int n)
{
    for (int k = 0; k < n; k++) {
        cr_buf_printf(d->out, " pay %s ", actor_name(d, pays[k].actor));
        dump_number(d, &pays[k].value);
    }
}

static void dump_effects(struct dump *d, const char *what, const struct cr_effect_op *ops, int n)
{
    for (int k = 0; k < n; k++) {
        cr_buf_printf(d->out, " %s %s ", what, state_name(d, ops[k].state));
        dump_number(d, &ops[k].value);
    }
}

static void dump_shift(struct dump *d, const struct cr_shift_op *op)
{
    cr_buf_str(d->out, " shift x");
    cr_buf_num(d->out, op->factor);
    if (op->bit >= 0) {
        cr_buf_printf(d->out, " took%d", op->bit);
    } else if (op->state >= 0) {
        cr_buf_printf(d->out, " by %s from ", state_name(d, op->state));
        cr_buf_num(d->out, op->from);
        cr_buf_str(d->out, " rate ");
        cr_buf_num(d->out, op->rate);
    }
}

static void dump_branch(struct dump *d, int at)
{
    const struct cr_branch *b = &d->program->branches[at];
    cr_buf_printf(d->out, "  branch %d %s", at, b->name);
    dump_target(d, b->next, b->outcome);
    cr_buf_str(d->out, " weight ");
    if (b->weight_kind == CR_W_REST)
        cr_buf_str(d->out, "rest");
    else
        dump_number(d, &b->weight);
    for (int k = 0; k < b->n_shifts; k++)
        dump_shift(d, &b->shifts[k]);
    dump_named_code(d, "when", b->when);
    dump_pays(d, b->pays, b->n_pays);
    dump_effects(d, "set", b->sets, b->n_sets);
    dump_effects(d, "change", b->changes, b->n_changes);
    if (b->bit >= 0)
        cr_buf_printf(d->out, " sets took%d", b->bit);
    if (b->must_take)
        cr_buf_str(d->out, " must be taken");
    if (b->likelihood != 1) {
        cr_buf_str(d->out, " likelihood ");
        cr_buf_num(d->out, b->likelihood);
    }
    cr_buf_char(d->out, '\n');
}

static void dump_lens_op(struct dump *d, const struct cr_point *point, const struct cr_lens_op *op)
{
    cr_buf_str(d->out, "  lens");
    if (op->lens >= 0)
        cr_buf_printf(d->out, "%d", op->lens);
    cr_buf_printf(d->out, " %s %s ", d->program->branches[point->first_branch + op->branch].name,
        op->multiplier ? "x" : "to");
    dump_number(d, &op->value);
    if (op->strength != 1) {
        cr_buf_str(d->out, " at ");
        cr_buf_num(d->out, op->strength);
    }
    cr_buf_char(d->out, '\n');
}

static void dump_choose(struct dump *d, const struct cr_choose *choose)
{
    static const char *const kinds[] = {
        "default", "as-written", "best", "uniform", "quantal", "option"};
    cr_buf_printf(d->out, " choose %s", kinds[choose->kind]);
    if (choose->kind == CR_CHOOSE_QUANTAL) {
        cr_buf_char(d->out, ' ');
        cr_buf_num(d->out, choose->lambda);
    }
    if (choose->kind == CR_CHOOSE_OPTION)
        cr_buf_printf(d->out, " %d", choose->option);
}

static void dump_point(struct dump *d, int at)
{
    static const char *const kinds[] = {"chance", "decision", "rule"};
    const struct cr_point *point = &d->program->points[at];
    cr_buf_printf(d->out, "node %d %s %s @%08x order %d", at, kinds[point->kind], node_name(d, at),
        point->event, point->order);
    cr_buf_str(d->out, point->probability ? " probabilities" : " weights");
    if (point->fixed)
        cr_buf_str(d->out, " fixed");
    if (point->hidden)
        cr_buf_str(d->out, " hidden");
    if (point->stage >= 0)
        cr_buf_printf(d->out, " stage %d", point->stage);
    if (point->visits >= 0)
        cr_buf_printf(d->out, " counts visits%d", point->visits);
    if (point->at_most) {
        cr_buf_printf(d->out, " at most %llu", (unsigned long long)point->at_most);
        dump_target(d, point->after_next, point->after_outcome);
    }
    if (point->kind == CR_DECISION) {
        cr_buf_printf(d->out, " of %s", actor_name(d, point->actor));
        dump_choose(d, &point->choose);
    }
    if (point->forced >= 0)
        cr_buf_printf(d->out, " forced %d", point->forced);
    if (point->evidence)
        cr_buf_printf(d->out, " evidence%s", point->must_reach ? " must be reached" : "");
    cr_buf_char(d->out, '\n');
    for (int b = 0; b < point->n_branches; b++)
        dump_branch(d, point->first_branch + b);
    for (int k = 0; k < point->n_lens_ops; k++)
        dump_lens_op(d, point, &point->lens_ops[k]);
}

/* ---- The whole ---- */

static void dump_states(struct dump *d)
{
    static const char *const bounds[] = {"free", "clamped", "soft"};
    const struct cr_program *p = d->program;
    for (int v = 0; v < p->n_states; v++) {
        const struct cr_state_var *var = &p->states[v];
        cr_buf_printf(d->out, "state %d %s starts as slot %d %s", v, state_name(d, v), var->start,
            bounds[var->bounds]);
        if (var->bounds != CR_BOUNDS_NONE) {
            cr_buf_char(d->out, ' ');
            cr_buf_num(d->out, var->low);
            cr_buf_str(d->out, "..");
            cr_buf_num(d->out, var->high);
        }
        cr_buf_char(d->out, '\n');
    }
}

static void dump_ends(struct dump *d)
{
    const struct cr_program *p = d->program;
    for (int o = 0; o < p->n_endings; o++) {
        const struct cr_ending *ending = &p->endings[o];
        cr_buf_printf(d->out, "outcome %d %s", o, p->scenario->outcomes[o].id);
        dump_pays(d, ending->pays, ending->n_pays);
        for (size_t k = 0; ending->pays_by_lens && k < p->setup->n_lenses; k++) {
            cr_buf_printf(d->out, " | lens%zu", k);
            dump_pays(d, ending->pays_by_lens[k], ending->n_pays);
        }
        cr_buf_char(d->out, '\n');
    }
    for (int a = 0; a < p->n_actors; a++) {
        cr_buf_printf(d->out, "actor %d %s", a, actor_name(d, a));
        dump_named_code(d, "payoff", p->actor_payoffs[a]);
        dump_named_code(d, "utility", p->utilities[a]);
        cr_buf_char(d->out, '\n');
    }
    for (int m = 0; m < p->n_measures; m++) {
        cr_buf_printf(d->out, "measure %d %s", m, p->scenario->measures[m].id);
        dump_named_code(d, "=", p->measures[m]);
        cr_buf_char(d->out, '\n');
    }
}

static void dump_head(struct dump *d)
{
    const struct cr_program *p = d->program;
    cr_buf_printf(d->out, "program %d slots (%d uncertain), %d nodes, %d branches, %d outcomes",
        p->n_slots, p->n_uncertain, p->n_points, p->n_branches, p->n_endings);
    cr_buf_printf(d->out, "%s%s%s%s\nstart", p->loops ? ", loops" : "",
        p->random_effects ? ", random effects" : "", p->has_hidden ? ", hidden nodes" : "",
        p->has_evidence ? ", evidence" : "");
    dump_target(d, p->start_point, p->start_outcome);
    cr_buf_char(d->out, '\n');
    for (size_t k = 0; p->pool_weights && k < p->setup->n_lenses; k++) {
        int lens = p->setup->lenses[k].lens;
        cr_buf_printf(
            d->out, "pool lens%zu %s ", k, lens < 0 ? "as_written" : p->scenario->lenses[lens].id);
        cr_buf_num(d->out, p->pool_weights[k]);
        cr_buf_char(d->out, '\n');
    }
}

void cr_program_dump(const struct cr_program *program, struct cr_buf *out)
{
    struct dump d = {program, out};
    dump_head(&d);
    cr_buf_str(out, "order");
    for (int k = 0; k < program->n_slots; k++)
        cr_buf_printf(out, " %d", program->slot_order[k]);
    cr_buf_char(out, '\n');
    for (int s = 0; s < program->n_slots; s++)
        dump_slot(&d, s);
    dump_states(&d);
    for (int b = 0; b < program->n_bits; b++)
        cr_buf_printf(out, "took%d %s.%s\n", b, node_name(&d, program->bit_node[b]),
            program->scenario->nodes[program->bit_node[b]].branches[program->bit_branch[b]].name);
    for (int n = 0; n < program->n_points; n++)
        dump_point(&d, n);
    dump_ends(&d);
}
