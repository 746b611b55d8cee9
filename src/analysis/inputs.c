/* Finds the uncertain numbers of a program in the order of the file, reads one by name, and
 * makes points of them: a design is a table of slots in which one input at a time is moved. */
#include "analysis/inputs.h"

#include "base/fmath.h"
#include "base/num.h"
#include "numeric/sample.h"
#include "program/fault.h"
#include "program/worlds.h"
#include "random/quantile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Finding them ---- */

static double bounded(const struct cr_slot *slot, double x)
{
    return x < slot->low ? slot->low : x > slot->high ? slot->high : x;
}

/* A share of 0 or 1 never moves, nor does the only branch of a node. */
static bool moves(const struct cr_slot *slot)
{
    if (slot->kind == CR_SLOT_SHARE)
        return slot->share > 0 && slot->share < slot->whole;
    return slot->uncertain && slot->kind != CR_SLOT_CONFIDENCE && slot->value.kind == CR_FROM_DIST;
}

static struct cr_analysis_input input_of(
    const struct cr_program *program, const double *base, int slot)
{
    const struct cr_slot *s = &program->slots[slot];
    struct cr_analysis_input input = {.id = s->name,
        .label = s->label,
        .slot = slot,
        .share = s->kind == CR_SLOT_SHARE,
        .low = NAN,
        .high = NAN,
        .base = base[slot]};
    if (input.share) {
        double kappa = base[s->confidence], others = 0;
        for (int k = s->first_share; k < s->first_share + s->n_shares; k++)
            others += k == slot ? 0 : program->slots[k].cases;
        input.a = kappa * s->cases;
        input.b = kappa * others;
    }
    return input;
}

/* By place in the file; what a lens or a setting puts on a branch has no place there and comes
 * last. */
static int by_place(const void *a, const void *b)
{
    const struct cr_slot *x = *(const struct cr_slot *const *)a,
                         *y = *(const struct cr_slot *const *)b;
    bool lens_y = y->kind == CR_SLOT_LENS;
    bool lens_x = x->kind == CR_SLOT_LENS;
    if (lens_x != lens_y)
        return lens_x - lens_y;
    if (!lens_x && x->place.at != y->place.at)
        return x->place.at < y->place.at ? -1 : 1;
    return x < y ? -1 : x > y;
}

enum cr_status cr_inputs_find(struct cr_arena *arena, const struct cr_program *program,
    struct cr_analysis_inputs *inputs, struct cr_fault *fault)
{
    *inputs = (struct cr_analysis_inputs){.base = CR_NEW(arena, double, program->n_slots)};
    if (program->pool_weights) {
        cr_fault_set(fault, CR_E_WORLD_EXPR, CR_NOWHERE, 0,
            "this looks through one lens at a time, not through a pool of them");
        fault->world = fault->run = UINT64_MAX;
        return CR_USAGE;
    }
    if (cr_worlds_base(program, -1, inputs->base, fault) != CR_OK)
        return CR_INPUT;
    const struct cr_slot **order = CR_NEW(arena, const struct cr_slot *, program->n_slots);
    size_t n = 0;
    for (int s = 0; s < program->n_slots; s++) {
        const struct cr_slot *slot = &program->slots[s];
        if (moves(slot) && slot->value.code) {
            cr_fault_set(fault, CR_E_WORLD_EXPR, slot->place, 0,
                "through these lenses '%s' is partly drawn and partly computed, and no input by "
                "itself; use them whole, or --set it",
                slot->name);
            fault->world = fault->run = UINT64_MAX;
            return CR_USAGE;
        }
        if (moves(slot))
            order[n++] = slot;
        inputs->correlated |= moves(&program->slots[s]) && program->slots[s].correlated >= 0;
    }
    if (n > 1)
        cr_sort(order, n, sizeof *order, by_place);
    inputs->at = CR_NEW(arena, struct cr_analysis_input, n);
    inputs->n = n;
    for (size_t i = 0; i < n; i++)
        inputs->at[i] = input_of(program, inputs->base, (int)(order[i] - program->slots));
    return CR_OK;
}

void cr_inputs_find_sizes(struct cr_arena *arena, const struct cr_program *program, double by,
    struct cr_analysis_inputs *inputs)
{
    inputs->at = CR_NEW(arena, struct cr_analysis_input, program->n_slots);
    inputs->n = 0;
    inputs->sizes = true;
    inputs->correlated = false;
    for (int s = 0; s < program->n_slots; s++) {
        enum cr_slot_kind kind = program->slots[s].kind;
        double base = inputs->base[s];
        if (kind != CR_SLOT_FACTOR && (kind != CR_SLOT_MULTIPLIER || base == 0 || base == 1))
            continue;
        inputs->at[inputs->n] = input_of(program, inputs->base, s);
        inputs->at[inputs->n++].by = by;
    }
}

/* ---- By name ---- */

/* Whether it is an input by its name, and no number that is computed from others. */
static bool has_name(const struct cr_slot *slot)
{
    return slot->kind != CR_SLOT_CONFIDENCE && slot->kind != CR_SLOT_SIZE;
}

/* What to say of a name that is none: the slots that there are. */
static const char *which_slots(
    struct cr_arena *arena, const struct cr_program *program, const char *name)
{
    const char **names = CR_NEW(arena, const char *, program->n_slots + 1);
    size_t n = 0;
    for (int s = 0; s < program->n_slots; s++) {
        if (program->slots[s].kind != CR_SLOT_SIZE)
            names[n++] = program->slots[s].name;
    }
    return cr_candidates(arena, name, names, n);
}

/* "0.1..0.4" or "10%..40%"; 1 if that is what it says. */
static bool read_range(const char *text, double *low, double *high)
{
    const char *dots = strstr(text, "..");
    if (!dots)
        return false;
    const char *ends[2] = {text, dots + 2};
    size_t lengths[2] = {(size_t)(dots - text), strlen(dots + 2)};
    double x[2];
    for (int k = 0; k < 2; k++) {
        bool percent = lengths[k] > 0 && ends[k][lengths[k] - 1] == '%';
        if (cr_num_read(ends[k], lengths[k] - (size_t)percent, &x[k]) != CR_NUM_OK)
            return false;
        x[k] /= percent ? 100 : 1;
    }
    *low = x[0];
    *high = x[1];
    return x[0] < x[1];
}

static enum cr_status read_with_range(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_analysis_inputs *inputs, const char *name, const char *range,
    struct cr_analysis_input *input, const char **problem)
{
    for (int s = 0; s < program->n_slots; s++) {
        const struct cr_slot *slot = &program->slots[s];
        if (strcmp(slot->name, name) != 0 || !has_name(slot))
            continue;
        *input = input_of(program, inputs->base, s);
        if (read_range(range, &input->low, &input->high))
            return CR_OK;
        *problem = cr_arena_printf(
            arena, "'%s' is not a range: write %s=0.1..0.4, the smaller number first", range, name);
        return CR_USAGE;
    }
    *problem =
        cr_arena_printf(arena, "'%s' is not a parameter, a start.VARIABLE or an uncertain weight%s",
            name, which_slots(arena, program, name));
    return CR_USAGE;
}

enum cr_status cr_input_read(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_analysis_inputs *inputs, const char *text, struct cr_analysis_input *input,
    const char **problem)
{
    for (size_t i = 0; i < inputs->n; i++) {
        if (strcmp(inputs->at[i].id, text) == 0) {
            *input = inputs->at[i];
            return CR_OK;
        }
    }
    const char *equals = strrchr(text, '='); /* a branch's name may hold one too */
    if (equals) {
        const char *name = cr_arena_strndup(arena, text, (size_t)(equals - text));
        return read_with_range(arena, program, inputs, name, equals + 1, input, problem);
    }
    for (int s = 0; s < program->n_slots; s++) {
        if (strcmp(program->slots[s].name, text) == 0) {
            *problem = cr_arena_printf(arena,
                "'%s' is not uncertain in the file: give it a range, %s=0.1..0.4", text, text);
            return CR_USAGE;
        }
    }
    *problem = cr_arena_printf(
        arena, "there is no uncertain input '%s'%s", text, which_slots(arena, program, text));
    return CR_USAGE;
}

double cr_input_quantile(
    const struct cr_program *program, const struct cr_analysis_input *input, double u)
{
    const struct cr_slot *slot = &program->slots[input->slot];
    if (input->by > 0) {
        double size = cr_pow(input->by, 2 * u - 1);
        return slot->kind == CR_SLOT_MULTIPLIER ? cr_pow(input->base, size) : size;
    }
    if (!isnan(input->low))
        return input->low + u * (input->high - input->low);
    if (input->share)
        return slot->whole * cr_beta_quantile(input->a, input->b, u);
    return cr_slot_quantile(slot, u);
}

/* ---- Designs ---- */

struct cr_design cr_design_new(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_analysis_inputs *inputs, size_t n)
{
    struct cr_design design = {
        program, n, CR_NEW(arena, double, n *(size_t)program->n_slots), NULL};
    for (int s = 0; s < program->n_slots; s++) {
        for (size_t i = 0; i < n; i++)
            design.slots[(size_t)s * n + i] = inputs->base[s];
    }
    return design;
}

void cr_design_copy(struct cr_design *design, size_t to, size_t from)
{
    for (int s = 0; s < design->program->n_slots; s++) {
        double *row = &design->slots[(size_t)s * design->n];
        row[to] = row[from];
    }
}

/* The others get what is left in the proportions they have; where they have nothing, as written. */
static void move_share(
    struct cr_design *design, size_t point, const struct cr_slot *slot, int index, double x)
{
    double left = 0, written = 0;
    for (int k = slot->first_share; k < slot->first_share + slot->n_shares; k++) {
        left += k == index ? 0 : design->slots[(size_t)k * design->n + point];
        written += k == index ? 0 : design->program->slots[k].share;
    }
    for (int k = slot->first_share; k < slot->first_share + slot->n_shares; k++) {
        double *at = &design->slots[(size_t)k * design->n + point];
        double part = left > 0 ? *at / left : design->program->slots[k].share / written;
        *at = k == index ? x : (slot->whole - x) * part;
    }
}

void cr_design_move(
    struct cr_design *design, size_t point, const struct cr_analysis_input *input, double x)
{
    const struct cr_slot *slot = &design->program->slots[input->slot];
    if (input->share)
        move_share(design, point, slot, input->slot, x);
    else
        design->slots[(size_t)input->slot * design->n + point] = bounded(slot, x);
}

/* ---- What is computed from the inputs ---- */

static enum cr_status fill_code(struct cr_design *design, int slot, const struct cr_lanes *lanes,
    double *regs, double *out, struct cr_fault *fault)
{
    const struct cr_slot *s = &design->program->slots[slot];
    double *row = &design->slots[(size_t)slot * design->n];
    cr_code_run(s->value.code, lanes, regs, out);
    for (size_t i = 0; i < design->n; i++) {
        if (isnan(out[i])) {
            struct cr_expr_fault why;
            cr_code_explain(design->program, s->value.code, lanes, (int)i, &why);
            cr_fault_set(fault, CR_E_WORLD_EXPR, why.place, (int)i, "%s", why.text);
            fault->world = i;
            fault->run = UINT64_MAX;
            return CR_INPUT;
        }
        double x = out[i] + s->value.offset;
        row[i] = x < s->low ? s->low : x > s->high ? s->high : x;
    }
    return CR_OK;
}

enum cr_status cr_design_finish(
    struct cr_arena *arena, struct cr_design *design, struct cr_fault *fault)
{
    const struct cr_program *p = design->program;
    const double **columns = CR_NEW(arena, const double *, p->n_slots);
    double *regs = CR_NEW(arena, double, (size_t)(p->max_regs + 1) * design->n);
    double *out = &regs[(size_t)p->max_regs * design->n];
    struct cr_lanes lanes = {.slots = columns, .n = (int)design->n};
    for (int s = 0; s < p->n_slots; s++)
        columns[s] = &design->slots[(size_t)s * design->n];
    for (int k = 0; k < p->n_slots; k++) {
        int slot = p->slot_order[k];
        if (p->slots[slot].value.kind == CR_FROM_CODE && !(design->fixed && design->fixed[slot]) &&
            fill_code(design, slot, &lanes, regs, out, fault) != CR_OK)
            return CR_INPUT;
    }
    return CR_OK;
}
