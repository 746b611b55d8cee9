/* Numbers of the file as numbers of the program, and what several lenses at once make of them. */
#include "program/compile_inside.h"

#include "luck/stream.h"
#include "random/dist_prepare.h"

#include <math.h>
#include <stdio.h>

uint32_t cr_compile_event(struct cr_compiler *c, enum cr_domain domain, const char *name)
{
    const char *salted = name;
    for (int salt = 2;; salt++) {
        uint32_t event = cr_event(salted);
        char key[16];
        snprintf(key, sizeof key, "%d %08x", (int)domain, event);
        if (cr_map_add(&c->events, key, 0))
            return event;
        salted = cr_arena_printf(c->arena, "%s#%d", name, salt);
    }
}

const struct cr_code *cr_compile_code(struct cr_compiler *c, const struct cr_expr *expr)
{
    const struct cr_code *code = cr_code_build(c->arena, expr, c->program);
    if (code->n_regs > c->program->max_regs)
        c->program->max_regs = code->n_regs;
    return code;
}

struct cr_number cr_compile_number(
    struct cr_compiler *c, const struct cr_value *value, const char *event_name)
{
    struct cr_number number = {
        .kind = CR_FROM_CONST, .number = value->number, .slot = -1, .place = value->place};
    if (value->kind == CR_VALUE_EXPR) {
        number.kind = CR_FROM_CODE;
        number.code = cr_compile_code(c, value->expr);
    } else if (value->kind == CR_VALUE_DIST) {
        number.kind = CR_FROM_DIST;
        number.dist = value->dist;
        number.number = value->dist->mean;
        number.event = cr_compile_event(c, CR_DOMAIN_EFFECT, event_name);
        c->program->random_effects = true;
    }
    return number;
}

/* ---- What is set ---- */

const struct cr_setup_set *cr_compile_set(const struct cr_compiler *c, int node, int branch)
{
    const struct cr_setup_set *found = NULL;
    for (size_t i = 0; i < c->setup->n_sets; i++) {
        const struct cr_setup_set *set = &c->setup->sets[i];
        if (!set->of_lens && set->node == node && set->branch == branch)
            found = set;
    }
    return found;
}

bool cr_compile_set_is_weight(const struct cr_compiler *c, const struct cr_setup_set *set)
{
    return c->scenario->nodes[set->node].mode == CR_MODE_RELATIVE && !set->value.percent;
}

/* ---- One number through several lenses ---- */

/* Strengths that leave this little of the file are meant to total 1. */
#define DUST 1e-12

static const struct cr_value nothing = {.kind = CR_VALUE_NUMBER};

struct cr_blend cr_blend_of(struct cr_compiler *c, const struct cr_value *written)
{
    struct cr_blend blend = {0};
    struct cr_blend_part own = {1, written ? written : &nothing};
    cr_vec_push(c->arena, &blend.parts, own);
    return blend;
}

void cr_blend_move(
    struct cr_compiler *c, struct cr_blend *blend, const struct cr_value *value, double strength)
{
    struct cr_blend_part part = {strength, value};
    double *own = &blend->parts.at[0].factor;
    *own -= strength;
    if (fabs(*own) < DUST)
        *own = 0;
    cr_vec_push(c->arena, &blend->parts, part);
}

/* ---- Sums of expressions, as if somebody had written them ---- */

struct cr_expr *cr_compile_leaf(struct cr_compiler *c, struct cr_place place, double number)
{
    struct cr_expr *e = CR_NEW(c->arena, struct cr_expr, 1);
    *e = (struct cr_expr){.op = CR_OP_NUMBER, .place = place, .number = number, .depth = 1};
    return e;
}

struct cr_expr *cr_compile_slot_leaf(struct cr_compiler *c, struct cr_place place, int slot)
{
    struct cr_expr *e = CR_NEW(c->arena, struct cr_expr, 1);
    *e = (struct cr_expr){
        .op = CR_OP_NAME, .kind = CR_NAME_PARAMETER, .place = place, .ref = slot, .depth = 1};
    e->name = c->slots.at[slot].name;
    return e;
}

struct cr_expr *cr_compile_join(
    struct cr_compiler *c, enum cr_op op, struct cr_expr *left, struct cr_expr *right)
{
    struct cr_expr *e = CR_NEW(c->arena, struct cr_expr, 1);
    *e = (struct cr_expr){.op = op, .place = right->place, .n_args = 2};
    e->args = CR_NEW(c->arena, struct cr_expr *, 2);
    e->args[0] = left;
    e->args[1] = right;
    e->depth = 1 + (left->depth > right->depth ? left->depth : right->depth);
    return e;
}

static struct cr_expr *add_term(
    struct cr_compiler *c, struct cr_expr *sum, double factor, struct cr_expr *term)
{
    if (factor != 1)
        term = cr_compile_join(c, CR_OP_MUL, cr_compile_leaf(c, term->place, factor), term);
    return sum ? cr_compile_join(c, CR_OP_ADD, sum, term) : term;
}

/* ---- One number made larger or smaller ---- */

/* Families of which a multiple is a member, with every argument multiplied. */
static bool scales(enum cr_dist_kind kind)
{
    return kind == CR_DIST_NORMAL || kind == CR_DIST_UNIFORM || kind == CR_DIST_TRIANGULAR ||
           kind == CR_DIST_PERT;
}

static const struct cr_dist *scaled_dist(
    struct cr_compiler *c, const struct cr_dist *dist, double factor)
{
    struct cr_dist *scaled = CR_NEW(c->arena, struct cr_dist, 1);
    double *args = CR_NEW(c->arena, double, (size_t)dist->n_args);
    for (int i = 0; i < dist->n_args; i++)
        args[i] = factor * dist->args[i];
    *scaled = (struct cr_dist){.kind = dist->kind, .n_args = dist->n_args, .args = args};
    return cr_dist_prepare(c->arena, scaled) ? NULL : scaled;
}

struct cr_value cr_compile_scaled(
    struct cr_compiler *c, const struct cr_value *value, double factor, const char *what)
{
    struct cr_value scaled = *value;
    if (factor == 0)
        return (struct cr_value){.kind = CR_VALUE_NUMBER, .place = value->place};
    if (value->kind == CR_VALUE_NUMBER)
        scaled.number = factor * value->number;
    else if (value->kind == CR_VALUE_EXPR)
        scaled.expr = add_term(c, NULL, factor, value->expr);
    else if (scales(value->dist->kind))
        scaled.dist = scaled_dist(c, value->dist, factor);
    if (value->kind == CR_VALUE_DIST && (!scaled.dist || scaled.dist == value->dist)) {
        scaled.dist = value->dist;
        cr_diag(c->diags, CR_E_SHIFT, value->place,
            "normal, uniform, triangular and pert laws, ranges, numbers and expressions can be",
            "the effect %s cannot be multiplied: a multiple of its law has no name here", what);
    }
    return scaled;
}

/* ---- */

struct cr_slot_value cr_blend_value(struct cr_compiler *c, const struct cr_blend *blend)
{
    struct cr_slot_value out = {.kind = CR_FROM_CONST};
    struct cr_slot_law *laws = CR_NEW(c->arena, struct cr_slot_law, blend->parts.n);
    struct cr_expr *sum = NULL;
    double fixed = 0;
    for (size_t i = 0; i < blend->parts.n; i++) {
        const struct cr_value *value = blend->parts.at[i].value;
        double factor = blend->parts.at[i].factor;
        if (factor == 0)
            continue;
        if (value->kind == CR_VALUE_EXPR) {
            sum = add_term(c, sum, factor, value->expr);
        } else if (value->kind == CR_VALUE_DIST) {
            laws[out.n_laws++] = (struct cr_slot_law){factor, value->dist};
            out.number += factor * value->dist->mean;
        } else {
            fixed += factor * value->number;
        }
    }
    if (sum && !out.n_laws && fixed != 0)
        sum = cr_compile_join(c, CR_OP_ADD, cr_compile_leaf(c, sum->place, fixed), sum);
    out.code = sum ? cr_compile_code(c, sum) : NULL;
    out.kind = out.n_laws ? CR_FROM_DIST : sum ? CR_FROM_CODE : CR_FROM_CONST;
    out.laws = laws;
    *(out.n_laws ? &out.offset : &out.number) += out.kind == CR_FROM_CODE ? 0 : fixed;
    return out;
}
