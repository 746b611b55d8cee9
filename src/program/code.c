/* Expressions as register code for many lanes at once.
 *
 * Building walks the expression once: inputs are collected (each once), every operation writes a
 * register, and registers are used again as soon as their value is spent. Running goes
 * instruction by instruction over all lanes, an input that is a constant being a row of one
 * element. What went wrong in a lane is found out by the slow evaluator (expr/eval.c), which
 * knows the words for it. */
#include "program/code.h"

#include "program/program.h"
#include "program/rows.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* ---- Building ---- */

struct builder {
    struct cr_arena *arena;
    const struct cr_program *program;
    CR_VEC(struct cr_input) inputs;
    CR_VEC(struct cr_ins) ins;
    int n_regs;
};

static int bit_of(const struct cr_program *program, int node, int branch)
{
    return program->branches[program->points[node].first_branch + branch].bit;
}

static struct cr_input input_of(const struct cr_program *program, const struct cr_expr *e)
{
    struct cr_input input = {CR_IN_NUMBER, -1, 0};
    switch (e->op) {
    case CR_OP_NUMBER:
        input.number = e->number;
        break;
    case CR_OP_NAME:
        input.kind = e->kind == CR_NAME_PARAMETER ? CR_IN_SLOT : CR_IN_STATE;
        input.index = e->ref;
        break;
    case CR_OP_PAYOFF:
        input.kind = CR_IN_PAYOFF;
        break;
    case CR_OP_STAGE:
        input.kind = CR_IN_STAGE;
        break;
    case CR_OP_TOOK:
        input.kind = CR_IN_BIT;
        input.index = bit_of(program, e->ref, e->ref2);
        break;
    default:
        assert(e->op == CR_OP_VISITS);
        input.kind = CR_IN_VISITS;
        input.index = program->points[e->ref].visits;
    }
    return input;
}

static bool is_leaf(const struct cr_expr *e)
{
    return e->op == CR_OP_NUMBER || e->op == CR_OP_NAME || e->op == CR_OP_PAYOFF ||
           e->op == CR_OP_STAGE || e->op == CR_OP_TOOK || e->op == CR_OP_VISITS;
}

static int find_input(const struct builder *b, const struct cr_input *want)
{
    for (size_t i = 0; i < b->inputs.n; i++) {
        const struct cr_input *have = &b->inputs.at[i];
        if (have->kind == want->kind && have->index == want->index &&
            memcmp(&have->number, &want->number, sizeof want->number) == 0)
            return (int)i;
    }
    return -1;
}

static void collect_input(void *context, const struct cr_expr *e)
{
    struct builder *b = context;
    if (!is_leaf(e))
        return;
    struct cr_input input = input_of(b->program, e);
    if (find_input(b, &input) < 0)
        cr_vec_push(b->arena, &b->inputs, input);
}

/* Emits `e` so that its value stands in the operand returned; registers from `reg` up are free.
 * Left-leaning chains are walked in a loop, so the C stack is as deep as the expression's
 * right-hand nesting (at most 256). */
static int emit(struct builder *b, const struct cr_expr *e, int reg);

static void emit_step(struct builder *b, enum cr_op op, int n_args, const int args[3], int reg)
{
    struct cr_ins ins = {(uint16_t)op, (uint16_t)n_args, (uint16_t)((int)b->inputs.n + reg), {0}};
    for (int i = 0; i < n_args; i++)
        ins.args[i] = (uint16_t)args[i];
    cr_vec_push(b->arena, &b->ins, ins);
    if (reg + 1 > b->n_regs)
        b->n_regs = reg + 1;
}

/* The remaining arguments of `e`, its first already in operand `first`. */
static int emit_rest(struct builder *b, const struct cr_expr *e, int first, int reg)
{
    int args[3] = {first, 0, 0};
    if (cr_ops[e->op].arity < 0) { /* min, max: a chain of two */
        int so_far = first;
        for (int i = 1; i < e->n_args; i++) {
            int pair[3] = {so_far, emit(b, e->args[i], reg + 1), 0};
            emit_step(b, e->op, 2, pair, reg);
            so_far = (int)b->inputs.n + reg;
        }
        if (e->n_args == 1)
            return first;
        return so_far;
    }
    for (int i = 1; i < e->n_args; i++)
        args[i] = emit(b, e->args[i], reg + i);
    emit_step(b, e->op, e->n_args, args, reg);
    return (int)b->inputs.n + reg;
}

static int emit(struct builder *b, const struct cr_expr *e, int reg)
{
    CR_VEC(const struct cr_expr *) spine = {0};
    while (!is_leaf(e)) {
        cr_vec_push(b->arena, &spine, e);
        e = e->args[0];
    }
    struct cr_input input = input_of(b->program, e);
    int operand = find_input(b, &input);
    for (size_t i = spine.n; i-- > 0;)
        operand = emit_rest(b, spine.at[i], operand, reg);
    return operand;
}

const struct cr_code *cr_code_build(
    struct cr_arena *arena, const struct cr_expr *expr, const struct cr_program *program)
{
    struct builder b = {.arena = arena, .program = program};
    cr_expr_each(expr, collect_input, &b);
    assert(b.inputs.n < 32768);
    struct cr_code *code = CR_NEW(arena, struct cr_code, 1);
    code->result = emit(&b, expr, 0);
    code->expr = expr;
    code->inputs = b.inputs.at;
    code->n_inputs = (int)b.inputs.n;
    code->ins = b.ins.at;
    code->n_ins = (int)b.ins.n;
    code->n_regs = b.n_regs;
    for (int i = 0; i < code->n_inputs; i++) {
        enum cr_input_kind kind = code->inputs[i].kind;
        code->uses_state |= kind == CR_IN_STATE;
        code->uses_path |= kind == CR_IN_BIT || kind == CR_IN_VISITS || kind == CR_IN_STAGE;
    }
    return code;
}

/* ---- Running ---- */

/* A constant input is given as a one-element array with step 0. */
static struct cr_operand load(
    const struct cr_code *code, const struct cr_lanes *lanes, const double *regs, int k)
{
    static const double zero = 0;
    if (k >= code->n_inputs)
        return (struct cr_operand){regs + (size_t)(k - code->n_inputs) * (size_t)lanes->n, 1};
    const struct cr_input *input = &code->inputs[k];
    const double *at = &zero;
    switch (input->kind) {
    case CR_IN_SLOT:
        at = lanes->slots[input->index];
        break;
    case CR_IN_STATE:
        at = lanes->states[input->index];
        break;
    case CR_IN_BIT:
        at = input->index < 0 ? NULL : lanes->bits[input->index];
        break;
    case CR_IN_VISITS:
        at = input->index < 0 ? NULL : lanes->visits[input->index];
        break;
    case CR_IN_STAGE:
        at = lanes->stage;
        break;
    case CR_IN_PAYOFF:
        at = lanes->payoff;
        break;
    case CR_IN_NUMBER:
        return (struct cr_operand){&input->number, 0};
    }
    return at ? (struct cr_operand){at, 1} : (struct cr_operand){&zero, 0};
}

static void run_ins(const struct cr_code *code, const struct cr_ins *ins,
    const struct cr_lanes *lanes, const double *regs, double *out)
{
    struct cr_operand arg[3];
    for (int i = 0; i < ins->n_args; i++)
        arg[i] = load(code, lanes, regs, ins->args[i]);
    if (cr_rows_apply((enum cr_op)ins->op, arg, ins->n_args, (size_t)lanes->n, out))
        return;
    for (int i = 0; i < lanes->n; i++) {
        double args[3] = {0};
        for (int k = 0; k < ins->n_args; k++)
            args[k] = arg[k].at[(size_t)i * arg[k].step];
        out[i] = cr_op_apply((enum cr_op)ins->op, args, ins->n_args);
    }
}

void cr_code_run(
    const struct cr_code *code, const struct cr_lanes *lanes, double *regs, double *out)
{
    int last = code->n_ins - 1;
    for (int i = 0; i <= last; i++) {
        const struct cr_ins *ins = &code->ins[i];
        bool ends = i == last && ins->to == code->result;
        double *to = regs + (size_t)(ins->to - code->n_inputs) * (size_t)lanes->n;
        run_ins(code, ins, lanes, regs, ends ? out : to);
        if (ends)
            return;
    }
    struct cr_operand result = load(code, lanes, regs, code->result);
    if (result.step) {
        memcpy(out, result.at, (size_t)lanes->n * sizeof *out);
        return;
    }
    for (int i = 0; i < lanes->n; i++)
        out[i] = *result.at;
}

/* ---- Explaining ---- */

struct explain {
    const struct cr_program *program;
    const struct cr_code *code;
    const struct cr_lanes *lanes;
    int lane;
};

static double lane_value(const struct explain *x, enum cr_input_kind kind, int index)
{
    const double *at = kind == CR_IN_BIT ? x->lanes->bits[index] : x->lanes->visits[index];
    return at[x->lane];
}

/* The environment callbacks find the bit or counter among the code's inputs by asking in order of
 * appearance; since cr_expr_eval hands over node and branch, the program that made the code is
 * needed to translate them. */
static bool explain_took(void *context, int node, int branch)
{
    struct explain *x = context;
    int bit = bit_of(x->program, node, branch);
    return bit >= 0 && lane_value(x, CR_IN_BIT, bit) > 0;
}

static double explain_visits(void *context, int node)
{
    struct explain *x = context;
    int counter = x->program->points[node].visits;
    return counter < 0 ? 0 : lane_value(x, CR_IN_VISITS, counter);
}

void cr_code_explain(const struct cr_program *program, const struct cr_code *code,
    const struct cr_lanes *lanes, int lane, struct cr_expr_fault *fault)
{
    struct explain x = {program, code, lanes, lane};
    int n_slots = program->n_slots, n_states = program->n_states;
    struct cr_arena *arena = cr_arena_scratch();
    double *slots = CR_NEW(arena, double, n_slots), *states = CR_NEW(arena, double, n_states);
    for (int i = 0; i < code->n_inputs; i++) {
        const struct cr_input *input = &code->inputs[i];
        if (input->kind == CR_IN_SLOT)
            slots[input->index] = lanes->slots[input->index][lane];
        if (input->kind == CR_IN_STATE)
            states[input->index] = lanes->states[input->index][lane];
    }
    struct cr_expr_env env = {.parameters = slots,
        .state = states,
        .context = &x,
        .took = explain_took,
        .visits = explain_visits,
        .stage = lanes->stage ? lanes->stage[lane] : -1,
        .payoff = lanes->payoff ? lanes->payoff[lane] : 0};
    double value;
    if (cr_expr_eval(code->expr, &env, &value, fault) == CR_OK)
        *fault = (struct cr_expr_fault){code->expr->place, "the expression has no value"};
    cr_arena_free(arena);
}
