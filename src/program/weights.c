/* The shares of a node's branches, and what taking a branch does to the state.
 *
 * Shares go through the steps of the language page in their order: weights as written, what
 * `rest` leaves, one lens after another (each its multipliers, then its probabilities, the
 * siblings keeping their proportions), settings, shifts, conditions, a total of 1. Each step is
 * a loop over the lanes of a block. Checks look at whole rows first and at single lanes only
 * where a row fails. */
#include "program/weights.h"

#include "base/fmath.h"
#include "program/fault.h"
#include "program/rows.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* A probability may miss [0, 1], and a total may miss 1, by this much: rounding. */
#define SLACK 1e-9
/* Shares that are all given may miss a total of 1 by this much: they are written with few digits.
 */
#define HALF_POINT 0.005

/* ---- Numbers ---- */

static enum cr_status code_fault(const struct cr_program *program, const struct cr_code *code,
    const struct cr_lanes *lanes, int lane, struct cr_fault *fault)
{
    struct cr_expr_fault why;
    cr_code_explain(program, code, lanes, lane, &why);
    return cr_fault_set(fault, CR_E_WORLD_EXPR, why.place, lane, "%s", why.text);
}

/* Every value of a code is a number. */
static enum cr_status defined(const struct cr_program *program, const struct cr_code *code,
    const struct cr_lanes *lanes, const double *values, struct cr_fault *fault)
{
    size_t n = (size_t)lanes->n, i = cr_rows_outside(values, n, -INFINITY, INFINITY);
    return i == n ? CR_OK : code_fault(program, code, lanes, (int)i, fault);
}

void cr_number_times(const struct cr_number *number, const struct cr_lanes *lanes, double *x)
{
    if (number->times)
        cr_rows_times(x, lanes->slots[number->times - 1], (size_t)lanes->n);
}

enum cr_status cr_number_run(const struct cr_program *program, const struct cr_number *number,
    const struct cr_lanes *lanes, double *regs, double *out, struct cr_fault *fault)
{
    int n = lanes->n;
    switch (number->kind) {
    case CR_FROM_CONST:
    case CR_FROM_DIST: /* at its mean; whoever draws gives the draws instead */
        for (int i = 0; i < n; i++)
            out[i] = number->number;
        cr_number_times(number, lanes, out);
        return CR_OK;
    case CR_FROM_SLOT:
        memcpy(out, lanes->slots[number->slot], (size_t)n * sizeof *out);
        return CR_OK;
    case CR_FROM_CODE:
        cr_code_run(number->code, lanes, regs, out);
        return defined(program, number->code, lanes, out, fault);
    }
    return CR_INPUT;
}

/* ---- Weights as written ---- */

static enum cr_status check_weight(const struct cr_program *program, const struct cr_point *point,
    const struct cr_branch *branch, const struct cr_lanes *lanes, double *p, struct cr_fault *fault)
{
    double top = point->probability ? 1 : INFINITY;
    int n = lanes->n, first = (int)cr_rows_outside(p, (size_t)n, 0, top);
    if (first < n && branch->weight.kind == CR_FROM_CODE &&
        defined(program, branch->weight.code, lanes, p, fault) != CR_OK)
        return CR_INPUT;
    for (int i = first; i < n; i++) {
        if (p[i] >= 0 && p[i] <= top)
            continue;
        if (p[i] >= -SLACK && p[i] <= top + SLACK) {
            p[i] = p[i] < 0 ? 0 : 1;
            continue;
        }
        return cr_fault_set(fault, CR_E_WORLD_WEIGHT, branch->place, i,
            "the weight of '%s' is %.6g here; %s", branch->name, p[i],
            point->probability ? "a probability lies between 0 and 1" : "a weight is at least 0");
    }
    return CR_OK;
}

/* What the other branches leave, shared equally by those that say `rest`. */
static void fill_rest(
    const struct cr_program *program, const struct cr_point *point, double *p, int n)
{
    int n_rest = 0;
    const struct cr_branch *branches = &program->branches[point->first_branch];
    for (int b = 0; b < point->n_branches; b++)
        n_rest += branches[b].weight_kind == CR_W_REST;
    for (int i = 0; i < n; i++) {
        double total = 0;
        for (int b = 0; b < point->n_branches; b++) {
            if (branches[b].weight_kind != CR_W_REST)
                total += p[b * n + i];
        }
        double left = total < 1 ? (1 - total) / n_rest : 0;
        for (int b = 0; b < point->n_branches; b++) {
            if (branches[b].weight_kind == CR_W_REST)
                p[b * n + i] = left;
        }
    }
}

/* Every lane to total 1; `what` happened to reach here says whether a total of 0 is a fault. */
static enum cr_status normalise(const struct cr_program *program, const struct cr_point *point,
    double *p, int n, struct cr_fault *fault)
{
    double total = 0;
    size_t i = cr_rows_normalise(p, point->n_branches, (size_t)n, &total);
    if (i == (size_t)n)
        return CR_OK;
    const struct cr_node *node = &program->scenario->nodes[point->node];
    return cr_fault_set(fault, CR_E_WORLD_TOTAL, node->place, (int)i,
        "the weights of node '%s' total %.6g here", node->id, total);
}

static enum cr_status written(const struct cr_program *program, const struct cr_point *point,
    bool check, const struct cr_lanes *lanes, double *p, double *regs, struct cr_fault *fault)
{
    int n = lanes->n;
    for (int b = 0; b < point->n_branches; b++) {
        const struct cr_branch *branch = &program->branches[point->first_branch + b];
        if (branch->weight_kind == CR_W_REST)
            continue;
        bool code = branch->weight.kind == CR_FROM_CODE; /* is looked at below */
        if (code)
            cr_code_run(branch->weight.code, lanes, regs, &p[b * n]);
        else if (cr_number_run(program, &branch->weight, lanes, regs, &p[b * n], fault) != CR_OK)
            return CR_INPUT;
        if (check && check_weight(program, point, branch, lanes, &p[b * n], fault) != CR_OK)
            return CR_INPUT;
    }
    if (point->has_rest)
        fill_rest(program, point, p, n);
    return CR_OK;
}

/* ---- Lenses ---- */

/* What the shares are seen through. */
struct glass {
    const struct cr_program *program;
    const struct cr_point *point;
    const struct cr_lanes *lanes;
    const int *lens_of; /* NULL without a pool of one lens a world */
    double *value, *regs, *blend;
    struct cr_fault *fault;
};

static bool applies_in_lane(const struct glass *g, const struct cr_lens_op *op, int lane)
{
    return !g->lens_of || op->lens < 0 || g->lens_of[lane] == op->lens;
}

/* The probabilities that one lens, or all settings together, give at a node, into their rows. */
static enum cr_status given_shares(
    const struct glass *g, const struct cr_lens_op *ops, int n_ops, double *p, int *given)
{
    int n = g->lanes->n;
    *given = 0;
    for (int k = 0; k < n_ops; k++) {
        const struct cr_lens_op *op = &ops[k];
        if (op->multiplier)
            continue;
        if (cr_number_run(g->program, &op->value, g->lanes, g->regs, g->value, g->fault) != CR_OK)
            return CR_INPUT;
        ++*given;
        for (int i = 0; i < n; i++) {
            double x = g->value[i];
            if (!applies_in_lane(g, op, i))
                continue;
            if (!(x >= -SLACK && x <= 1 + SLACK))
                return cr_fault_set(g->fault, CR_E_WORLD_WEIGHT, op->value.place, i,
                    "the probability set for '%s' is %.6g here; a probability lies between 0 and 1",
                    g->program->branches[g->point->first_branch + op->branch].name, x);
            p[op->branch * n + i] = x < 0 ? 0 : x > 1 ? 1 : x;
        }
    }
    return CR_OK;
}

static bool is_given(const struct cr_lens_op *ops, int n_ops, int branch)
{
    for (int k = 0; k < n_ops; k++) {
        if (!ops[k].multiplier && ops[k].branch == branch)
            return true;
    }
    return false;
}

static enum cr_status given_fault(
    const struct glass *g, const struct cr_lens_op *op, int lane, double total)
{
    const struct cr_node *node = &g->program->scenario->nodes[g->point->node];
    struct cr_place place = op->value.place;
    return cr_fault_set(g->fault, CR_E_WORLD_TOTAL, place.at == UINT32_MAX ? node->place : place,
        lane, "the probabilities set at node '%s' total %.6g here%s", node->id, total,
        total > 1 ? "" : ", and no other branch can take the rest");
}

/* The siblings keep their proportions in what the given shares leave. Where a lens meets siblings
 * that have nothing at all, the branch it speaks of takes everything. */
static enum cr_status fit_siblings(
    const struct glass *g, const struct cr_lens_op *ops, int n_ops, double *p)
{
    int n = g->lanes->n, n_branches = g->point->n_branches, n_given = 0;
    for (int b = 0; b < n_branches; b++)
        n_given += is_given(ops, n_ops, b);
    double slack = n_given == n_branches ? HALF_POINT + SLACK : SLACK;
    for (int i = 0; i < n; i++) {
        double given = 0, others = 0;
        if (!applies_in_lane(g, ops, i))
            continue;
        for (int b = 0; b < n_branches; b++)
            *(is_given(ops, n_ops, b) ? &given : &others) += p[b * n + i];
        bool stuck = n_given == n_branches || (ops->lens < 0 && !(others > 0));
        if (given > 1 + slack || (stuck && given < 1 - slack))
            return given_fault(g, ops, i, given);
        double scale = others > 0 ? fmax(1 - given, 0) / others : 0;
        for (int b = 0; b < n_branches; b++) {
            if (!is_given(ops, n_ops, b))
                p[b * n + i] *= scale;
        }
    }
    return CR_OK;
}

/* The shares as one lens sees them: its multipliers act first, then all its probabilities. */
static enum cr_status apply_lens(
    const struct glass *g, const struct cr_lens_op *ops, int n_ops, double *p)
{
    int n = g->lanes->n, given;
    for (int k = 0; k < n_ops && ops[k].multiplier; k++) {
        const struct cr_lens_op *op = &ops[k];
        bool part = op->strength != 1 && !g->point->blends, moved = op->value.kind == CR_FROM_SLOT;
        const double *at = moved ? g->lanes->slots[op->value.slot] : &op->value.number;
        double factor = part ? cr_pow(*at, op->strength) : *at;
        for (int i = 0; i < n; i++) {
            if (moved)
                factor = part ? cr_pow(at[i], op->strength) : at[i];
            p[op->branch * n + i] *= applies_in_lane(g, op, i) ? factor : 1;
        }
    }
    if (ops->multiplier && normalise(g->program, g->point, p, n, g->fault) != CR_OK)
        return CR_INPUT;
    if (given_shares(g, ops, n_ops, p, &given) != CR_OK ||
        (given && fit_siblings(g, ops, n_ops, p) != CR_OK))
        return CR_INPUT;
    return given ? normalise(g->program, g->point, p, n, g->fault) : CR_OK;
}

static int ops_of_lens(const struct cr_point *point, int first)
{
    int k = first;
    while (k < point->n_lens_ops && point->lens_ops[k].lens == point->lens_ops[first].lens)
        k++;
    return k - first;
}

/* One more opinion on the shares, `weight` being its exponent: sums[0] holds the logarithms,
 * sums[1] those with the floor of a pool, sums[2] the largest share that anybody gives. */
static void add_opinion(double floor, double weight, const double *p, size_t n, double *sums)
{
    for (size_t i = 0; i < n; i++) {
        sums[i] += weight * cr_log(p[i]);
        if (floor > 0)
            sums[n + i] += weight * cr_log(fmax(p[i], floor));
        sums[2 * n + i] = fmax(sums[2 * n + i], p[i]);
    }
}

/* Several lenses at once, or parts of them: every lens's shares over the file's to the power of its
 * strength, all measured from the file's own. */
static enum cr_status blend_lenses(const struct glass *g, int n_ops, double *p)
{
    const struct cr_point *point = g->point;
    size_t n = (size_t)point->n_branches * (size_t)g->lanes->n;
    double *own = g->blend, *sums = own + n, floor = g->program->setup->floor;
    memcpy(own, p, n * sizeof *p);
    memset(sums, 0, 3 * n * sizeof *sums);
    if (point->own > 0)
        add_opinion(floor, point->own, own, n, sums);
    for (int k = 0, m; k < n_ops; k += m) {
        const struct cr_lens_op *op = &point->lens_ops[k];
        m = ops_of_lens(point, k);
        if (op->strength == 0)
            continue;
        memcpy(p, own, n * sizeof *p);
        if (apply_lens(g, op, m, p) != CR_OK)
            return CR_INPUT;
        add_opinion(floor, op->strength, p, n, sums);
    }
    for (size_t i = 0; i < n; i++) {
        /* Lenses that total more than 1 go beyond each other, but not from where nothing is. */
        if (point->own < 0)
            sums[i] =
                own[i] > 0 ? sums[i] + point->own * cr_log(own[i]) : sums[i] / (1 - point->own);
        bool counts = floor > 0 && sums[2 * n + i] >= floor;
        p[i] = cr_exp(counts ? sums[n + i] : sums[i]);
    }
    return normalise(g->program, point, p, g->lanes->n, g->fault);
}

static enum cr_status through_lenses(const struct glass *g, double *p)
{
    const struct cr_point *point = g->point;
    int n_ops = 0, k = 0;
    if (normalise(g->program, point, p, g->lanes->n, g->fault) != CR_OK)
        return CR_INPUT;
    while (n_ops < point->n_lens_ops && point->lens_ops[n_ops].lens >= 0)
        n_ops++;
    /* Lenses see what is set as if the file said it; afterwards it is set again, and so final. */
    if (n_ops > 0 && n_ops < point->n_lens_ops &&
        apply_lens(g, &point->lens_ops[n_ops], point->n_lens_ops - n_ops, p) != CR_OK)
        return CR_INPUT;
    if (point->blends) {
        if (blend_lenses(g, n_ops, p) != CR_OK)
            return CR_INPUT;
        k = n_ops;
    }
    for (int m; k < point->n_lens_ops; k += m) {
        m = ops_of_lens(point, k);
        if (apply_lens(g, &point->lens_ops[k], m, p) != CR_OK)
            return CR_INPUT;
    }
    return CR_OK;
}

/* ---- Shifts and conditions ---- */

static enum cr_status shift(const struct cr_shift_op *op, const struct cr_lanes *lanes, double *p,
    double *factor, struct cr_fault *fault)
{
    int n = lanes->n;
    const double *moved = op->slot < 0 ? NULL : lanes->slots[op->slot];
    if (op->bit >= 0 && moved) {
        for (int i = 0; i < n; i++)
            p[i] *= lanes->bits[op->bit][i] > 0 ? moved[i] : 1;
        return CR_OK;
    }
    if (op->bit >= 0) {
        cr_rows_times_where(p, lanes->bits[op->bit], op->factor, (size_t)n);
        return CR_OK;
    }
    if (op->state < 0) /* a branch that nothing before this node can have taken */
        return CR_OK;
    const double *x = lanes->states[op->state];
    if (moved)
        for (int i = 0; i < n; i++)
            factor[i] = moved[i] * (x[i] - op->from);
    else
        cr_rows_line(x, op->rate, op->from, (size_t)n, factor);
    cr_exp_rows(factor, factor, (size_t)n);
    cr_rows_times(p, factor, (size_t)n);
    int i = (int)cr_rows_outside(factor, (size_t)n, -DBL_MAX, DBL_MAX);
    if (i < n)
        return cr_fault_set(fault, CR_E_WORLD_WEIGHT, op->place, i,
            "the shift grows without bound: the variable is %.6g, %.6g from its centre", x[i],
            x[i] - op->from);
    return CR_OK;
}

/* open[b * n + lane] for the branches' conditions. */
static enum cr_status fill_open(const struct cr_program *program, const struct cr_point *point,
    const struct cr_lanes *lanes, unsigned char *open, double *value, double *regs,
    struct cr_fault *fault)
{
    int n = lanes->n;
    for (int b = 0; b < point->n_branches; b++) {
        const struct cr_branch *branch = &program->branches[point->first_branch + b];
        memset(&open[b * n], 1, (size_t)n);
        if (!branch->when)
            continue;
        cr_code_run(branch->when, lanes, regs, value);
        if (defined(program, branch->when, lanes, value, fault) != CR_OK)
            return CR_INPUT;
        for (int i = 0; i < n; i++)
            open[b * n + i] = value[i] != 0;
    }
    return CR_OK;
}

static bool has_conditions(const struct cr_program *program, const struct cr_point *point)
{
    const struct cr_branch *branches = &program->branches[point->first_branch];
    for (int b = 0; b < point->n_branches; b++) {
        if (branches[b].when)
            return true;
    }
    return false;
}

static enum cr_status no_branch(const struct cr_program *program, const struct cr_point *point,
    int lane, struct cr_fault *fault)
{
    const struct cr_node *node = &program->scenario->nodes[point->node];
    return cr_fault_set(fault, CR_E_WORLD_NO_BRANCH, node->place, lane,
        "at node '%s' no branch is left: every 'when' is false", node->id);
}

/* Closed branches drop out; equal shares if `equal`, the first open one if the point is a rule. */
static enum cr_status close_branches(const struct cr_program *program, const struct cr_point *point,
    const unsigned char *open, double *p, int n, bool equal, struct cr_fault *fault)
{
    size_t none;
    if (point->kind == CR_RULE)
        none = cr_rows_first_open(open, point->n_branches, (size_t)n, p);
    else
        none = cr_rows_close(open, point->n_branches, (size_t)n, equal, p);
    return none == (size_t)n ? CR_OK : no_branch(program, point, (int)none, fault);
}

size_t cr_weights_scratch(const struct cr_program *program, int n)
{
    int blends = program->setup->n_lenses > 0 ? 4 * program->max_branches : 0;
    return (size_t)(program->max_regs + program->max_branches + program->max_effects + 2 + blends) *
           (size_t)n;
}

/* Shares as the file, the lenses and the shifts have them, before any branch is closed; their total
 * need not be 1 yet. */
static enum cr_status fill_raw_shares(const struct cr_program *program,
    const struct cr_point *point, const struct cr_lanes *lanes, const int *lens_of, double *p,
    double *value, double *regs, struct cr_fault *fault)
{
    if (written(program, point, true, lanes, p, regs, fault) != CR_OK)
        return CR_INPUT;
    if (point->n_lens_ops > 0) {
        struct glass glass = {program, point, lanes, lens_of, value, regs,
            regs + (size_t)program->max_regs * (size_t)lanes->n, fault};
        if (through_lenses(&glass, p) != CR_OK)
            return CR_INPUT;
    }
    for (int b = 0; b < point->n_branches; b++) {
        const struct cr_branch *branch = &program->branches[point->first_branch + b];
        for (int k = 0; k < branch->n_shifts; k++) {
            if (shift(&branch->shifts[k], lanes, &p[b * lanes->n], value, fault) != CR_OK)
                return CR_INPUT;
        }
    }
    return CR_OK;
}

enum cr_status cr_weights_run(const struct cr_program *program, int at, enum cr_choose_kind as,
    const struct cr_lanes *lanes, const int *lens_of, double *p, unsigned char *open,
    double *scratch, struct cr_fault *fault)
{
    const struct cr_point *point = &program->points[at];
    int n = lanes->n;
    double *value = scratch, *regs = scratch + n;
    if (point->forced >= 0) {
        for (int b = 0; b < point->n_branches; b++) {
            for (int i = 0; i < n; i++) {
                p[b * n + i] = b == point->forced;
                if (open)
                    open[b * n + i] = b == point->forced;
            }
        }
        return CR_OK;
    }
    bool weighted = point->kind != CR_RULE && as == CR_CHOOSE_AS_WRITTEN;
    if (weighted && point->bare) { /* where something is wrong, everything is looked at below */
        double total;
        if (open)
            memset(open, 1, (size_t)point->n_branches * (size_t)n);
        if (written(program, point, false, lanes, p, regs, fault) == CR_OK &&
            cr_rows_normalise(p, point->n_branches, (size_t)n, &total) == (size_t)n)
            return CR_OK;
    }
    if (weighted && fill_raw_shares(program, point, lanes, lens_of, p, value, regs, fault) != CR_OK)
        return CR_INPUT;
    if (!weighted)
        memset(p, 0, (size_t)point->n_branches * (size_t)n * sizeof *p);
    if (weighted && !has_conditions(program, point)) {
        if (open)
            memset(open, 1, (size_t)point->n_branches * (size_t)n);
        return normalise(program, point, p, n, fault);
    }
    unsigned char *holds = open;
    if (!holds) {
        /* The tail of the scratch serves as bytes: max_branches doubles a lane are far more than
         * enough. */
        holds = (unsigned char *)(regs + (size_t)program->max_regs * (size_t)n);
    }
    if (fill_open(program, point, lanes, holds, value, regs, fault) != CR_OK ||
        close_branches(program, point, holds, p, n, !weighted, fault) != CR_OK)
        return CR_INPUT;
    return weighted ? normalise(program, point, p, n, fault) : CR_OK;
}

/* ---- Effects ---- */

static enum cr_status unbounded(const struct cr_program *program, const struct cr_effect_op *op,
    int lane, struct cr_fault *fault)
{
    return cr_fault_set(fault, CR_E_WORLD_EXPR, op->value.place, lane,
        "'%s' grows without bound here", program->scenario->states[op->state].id);
}

/* The values of expressions, and means that are made larger or smaller, into out[k * n + lane]: of
 * all effects before any is applied. */
static void effect_codes(const struct cr_effect_op *ops, int n_ops, const struct cr_lanes *lanes,
    double *out, double *regs)
{
    for (int k = 0; k < n_ops; k++) {
        if (ops[k].value.kind == CR_FROM_CODE)
            cr_code_run(ops[k].value.code, lanes, regs, &out[k * lanes->n]);
        if (!ops[k].value.times)
            continue;
        for (int i = 0; i < lanes->n; i++)
            out[k * lanes->n + i] = ops[k].value.number;
        cr_number_times(&ops[k].value, lanes, &out[k * lanes->n]);
    }
}

static enum cr_status codes_defined(const struct cr_program *program,
    const struct cr_effect_op *ops, int n_ops, const struct cr_lanes *lanes, const double *out,
    struct cr_fault *fault)
{
    for (int k = 0; k < n_ops; k++) {
        const struct cr_number *number = &ops[k].value;
        if (number->kind == CR_FROM_CODE &&
            defined(program, number->code, lanes, &out[k * lanes->n], fault) != CR_OK)
            return CR_INPUT;
    }
    return CR_OK;
}

/* Where the value of an effect stands; *next is the next draw. */
static struct cr_operand effect_value(const struct cr_effect_op *op, const struct cr_lanes *lanes,
    const double *code, const double *draws, int *next)
{
    switch (op->value.kind) {
    case CR_FROM_CODE:
        return (struct cr_operand){code, 1};
    case CR_FROM_SLOT:
        return (struct cr_operand){lanes->slots[op->value.slot], 1};
    case CR_FROM_DIST:
        if (draws)
            return (struct cr_operand){&draws[(size_t)(*next)++ * (size_t)lanes->n], 1};
        if (op->value.times)
            return (struct cr_operand){code, 1};
        break;
    case CR_FROM_CONST:
        break;
    }
    return (struct cr_operand){&op->value.number, 0};
}

static void set_row(const struct cr_state_var *var, struct cr_operand value, size_t n, double *to)
{
    cr_rows_clamp(value.at, var->low, var->high, value.step ? n : 1, to);
    for (size_t i = 1; i < n && !value.step; i++)
        to[i] = to[0];
}

/* Moves a variable from where it stands to where it goes. Returns the first lane that leaves the
 * numbers, n if none does. */
static size_t move_row(
    const struct cr_state_var *var, const double *from, struct cr_operand d, size_t n, double *to)
{
    if (var->bounds == CR_BOUNDS_SOFT)
        return cr_rows_soft(from, d, var->low, var->high, n, to);
    if (var->bounds == CR_BOUNDS_NONE)
        return cr_rows_move(from, d, -INFINITY, INFINITY, n, to);
    return cr_rows_move(from, d, var->low, var->high, n, to);
}

/* Whether the branch has given the variable of its k-th change a value already: it goes on from
 * there. */
static bool given_before(const struct cr_branch *branch, int k)
{
    int state = branch->changes[k].state;
    for (int i = 0; i < branch->n_sets; i++) {
        if (branch->sets[i].state == state)
            return true;
    }
    for (int i = 0; i < k; i++) {
        if (branch->changes[i].state == state)
            return true;
    }
    return false;
}

enum cr_status cr_effects_run(const struct cr_program *program, int at,
    const struct cr_lanes *lanes, double *const *states, const double *draws, double *scratch,
    struct cr_fault *fault)
{
    const struct cr_branch *branch = &program->branches[at];
    const struct cr_effect_op *odd = NULL;
    int n = lanes->n, next = 0;
    size_t odd_lane = 0;
    double *codes = scratch, *regs = scratch + (size_t)program->max_effects * (size_t)n;
    effect_codes(branch->sets, branch->n_sets, lanes, codes, regs);
    if (codes_defined(program, branch->sets, branch->n_sets, lanes, codes, fault) != CR_OK)
        return CR_INPUT;
    for (int k = 0; k < branch->n_sets; k++) {
        const struct cr_effect_op *op = &branch->sets[k];
        set_row(&program->states[op->state], effect_value(op, lanes, &codes[k * n], draws, &next),
            (size_t)n, states[op->state]);
    }
    effect_codes(branch->changes, branch->n_changes, lanes, codes, regs);
    /* Before anything moves: what is told of a value that is not there is the state it was made
     * from, and `states` may be where `lanes` looks. */
    if (codes_defined(program, branch->changes, branch->n_changes, lanes, codes, fault) != CR_OK)
        return CR_INPUT;
    for (int k = 0; k < branch->n_changes; k++) {
        const struct cr_effect_op *op = &branch->changes[k];
        double *to = states[op->state];
        size_t i = move_row(&program->states[op->state],
            given_before(branch, k) ? to : lanes->states[op->state],
            effect_value(op, lanes, &codes[k * n], draws, &next), (size_t)n, to);
        if (i < (size_t)n && !odd) {
            odd = op;
            odd_lane = i;
        }
    }
    return odd ? unbounded(program, odd, (int)odd_lane, fault) : CR_OK;
}

int cr_change_at(const struct cr_program *program, const struct cr_effect_op *op,
    const double *draws, double *row, const int *lanes, int n, struct cr_fault *fault)
{
    const struct cr_state_var *var = &program->states[op->state];
    double low = var->bounds == CR_BOUNDS_NONE ? -INFINITY : var->low;
    double high = var->bounds == CR_BOUNDS_NONE ? INFINITY : var->high;
    struct cr_operand d = {draws ? draws : &op->value.number, draws != NULL};
    size_t i;
    if (var->bounds == CR_BOUNDS_SOFT)
        i = cr_rows_soft_at(row, lanes, (size_t)n, d, low, high);
    else
        i = cr_rows_move_at(row, lanes, (size_t)n, d, low, high);
    if (i < (size_t)n)
        unbounded(program, op, (int)i, fault);
    return (int)i;
}
