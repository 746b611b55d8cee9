/* Shared by the files that compile; nobody else includes it. */
#ifndef CR_PROGRAM_COMPILE_INSIDE_H
#define CR_PROGRAM_COMPILE_INSIDE_H

#include "base/map.h"
#include "program/program.h"
#include "luck/stream.h"

struct cr_compiler {
    struct cr_arena *arena;
    const struct cr_scenario *scenario;
    const struct cr_setup *setup;
    struct cr_program *program;
    struct cr_diags *diags;
    struct cr_map
        events; /* domains and event numbers in use (as text), so that none serves two names */
    unsigned char *wants_bit;    /* [branches]: somebody asks whether it was taken */
    unsigned char *wants_visits; /* [nodes] */
    unsigned char *on_cycle;     /* [nodes]: can be visited more than once */
    int *branch_slot;            /* [branches]: the slot of an uncertain weight or share, or -1 */
    double *branch_share; /* [branches]: the share that settings at a node with `confidence` leave
                             no doubt of, else NaN */
    int *moved_slot;      /* [setup->n_moved] */
    CR_VEC(struct cr_slot) slots;
};

/* --- compile_number.c --- */

/* The fixed number of a named event; a hash that another name of this domain has already got is
 * salted until it is free. Domains are apart: a parameter and a node may have one name, and neither
 * may change the luck of the other. */
uint32_t cr_compile_event(struct cr_compiler *c, enum cr_domain domain, const char *name);
/* A value times a factor of at least 0; `what` names it where its law cannot be multiplied (a
 * diagnostic). */
struct cr_value cr_compile_scaled(
    struct cr_compiler *c, const struct cr_value *value, double factor, const char *what);
/* A value as an engine's number. `event_name`: for a distribution that is drawn each time. */
struct cr_number cr_compile_number(
    struct cr_compiler *c, const struct cr_value *value, const char *event_name);
const struct cr_code *cr_compile_code(struct cr_compiler *c, const struct cr_expr *expr);

/* --- compile_seen.c --- */

/* Who learns what: hidden and seen of every point. */
void cr_compile_seen(struct cr_compiler *c);

/* What the command line sets a branch to, or NULL; whether it is a relative weight (else it is a
 * probability). */
const struct cr_setup_set *cr_compile_set(const struct cr_compiler *c, int node, int branch);
bool cr_compile_set_is_weight(const struct cr_compiler *c, const struct cr_setup_set *set);

/* Expressions as if somebody had written them. */
struct cr_expr *cr_compile_leaf(struct cr_compiler *c, struct cr_place place, double number);
struct cr_expr *cr_compile_slot_leaf(struct cr_compiler *c, struct cr_place place, int slot);
struct cr_expr *cr_compile_join(
    struct cr_compiler *c, enum cr_op op, struct cr_expr *left, struct cr_expr *right);

/* One number seen through several lenses at once. Each lens moves it the part of the way that is
 * its strength from what the file says to what the lens says, and the moves add up: their order
 * does not matter. What is drawn goes by the same uniform for all, so half-way between two
 * distributions are the percentiles half-way between theirs. */
struct cr_blend_part {
    double factor;
    const struct cr_value *value;
};
struct cr_blend {
    CR_VEC(struct cr_blend_part) parts; /* the file's own first */
};

/* What the file says (NULL: nothing, 0) and no lens yet. */
struct cr_blend cr_blend_of(struct cr_compiler *c, const struct cr_value *written);
/* A lens says `value` instead. */
void cr_blend_move(
    struct cr_compiler *c, struct cr_blend *blend, const struct cr_value *value, double strength);
/* What comes of it: a number, code, or a draw. */
struct cr_slot_value cr_blend_value(struct cr_compiler *c, const struct cr_blend *blend);

/* --- */

/* compile_graph.c: topological order, loops. */
void cr_compile_graph(struct cr_compiler *c);
/* compile_slots.c: parameters, uncertain weights, confidence sets, starts, with lenses and
 * settings. */
void cr_compile_slots(struct cr_compiler *c);
/* Their order of evaluation; after cr_compile_points, which may add some. */
enum cr_status cr_compile_order(struct cr_compiler *c) CR_MUST_USE;
/* A slot for a distribution that a lens or a setting puts on a branch. */
int cr_compile_lens_slot(struct cr_compiler *c, const char *name, const struct cr_value *value);
/* A slot for a number that is computed from others. */
int cr_compile_size_slot(struct cr_compiler *c, const struct cr_expr *expr);
/* A slot that an analysis moves, and that is `base` elsewhere. */
int cr_compile_factor_slot(
    struct cr_compiler *c, enum cr_slot_kind kind, const char *name, double base);

/* compile_sizes.c: what settings, and what an analysis moves, make of the sizes of effects, shifts
 * and multipliers. A slot for everything that is moved; before cr_compile_points. */
void cr_compile_moved(struct cr_compiler *c);
/* A `change` of a branch. */
struct cr_number cr_compile_change(
    struct cr_compiler *c, const struct cr_branch *branch, const struct cr_effect *effect);
struct cr_shift_op cr_compile_shift(
    struct cr_compiler *c, const struct cr_branch *branch, const struct cr_shift *shift);
/* The multiplier of a lens's weight. */
struct cr_number cr_compile_multiplier(
    struct cr_compiler *c, int lens, const struct cr_lens_weight *weight);

/* compile_points.c */
void cr_compile_points(struct cr_compiler *c);
/* compile_check.c: the checks of the file once more, as lenses and settings have changed it. */
void cr_compile_check(const struct cr_compiler *c);
/* compile_evidence.c */
enum cr_status cr_compile_evidence(struct cr_compiler *c) CR_MUST_USE;

#endif
