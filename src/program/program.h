/* A program: a scenario under lenses, settings, forced branches and evidence, compiled to flat
 * arrays that the engines read. Ids, not pointers, between nodes; every random event has its fixed
 * number.
 *
 * Words. A *slot* is a number that is fixed for a whole world (a parameter, an uncertain weight, a
 * start, ...). A *world* is one value for every slot. A *bit* remembers that a branch was taken on
 * the path so far. A *code* is an expression compiled for many cases at once. */
#ifndef CR_PROGRAM_PROGRAM_H
#define CR_PROGRAM_PROGRAM_H

#include "program/code.h"
#include "program/setup.h"

#include <stdbool.h>

/* A number used while a future is played: fixed, of the world, computed, or drawn anew. */
enum cr_source_kind { CR_FROM_CONST, CR_FROM_SLOT, CR_FROM_CODE, CR_FROM_DIST };
struct cr_number {
    enum cr_source_kind kind;
    double number; /* CONST; DIST: its mean */
    int slot;
    const struct cr_code *code;
    const struct cr_dist *dist;
    int times;      /* DIST: 1 + the slot that a draw is multiplied by; 0: none */
    uint32_t event; /* DIST: address of the draw, name node.branch.variable (or
                       node.branch.payoff.actor) */
    struct cr_place place;
};

enum cr_slot_kind {
    CR_SLOT_PARAMETER,
    CR_SLOT_WEIGHT,
    CR_SLOT_CONFIDENCE,
    CR_SLOT_SHARE,
    CR_SLOT_START,
    CR_SLOT_LENS,
    CR_SLOT_FACTOR,     /* what an analysis moves: a factor of effects, a power of multipliers */
    CR_SLOT_MULTIPLIER, /* an analysis moves what is behind the x of one shift or multiplier */
    CR_SLOT_SIZE        /* what factors make of one effect, shift or multiplier */
};
struct cr_slot_law { /* of a draw, or of one lens's part of it */
    double factor;
    const struct cr_dist *dist;
};
struct cr_slot_value {
    enum cr_source_kind kind;       /* CONST, CODE (of earlier slots), DIST */
    double number, offset;          /* DIST: the mean of what is drawn; offset is added */
    const struct cr_code *code;     /* CODE; of a DIST: added to what is drawn, or NULL */
    const struct cr_slot_law *laws; /* DIST: the sum of factor times quantile, at one uniform */
    int n_laws;
};
struct cr_slot {
    const char *name;  /* "unrest_again", "reading.strategic", "start.grip", ... */
    const char *label; /* name for people, or NULL */
    enum cr_slot_kind kind;
    int index, index2; /* index of a parameter or state variable; of a node and its branch */
    uint32_t event;
    bool uncertain; /* differs between worlds by a draw of its own */
    int column;     /* how many uncertain slots stand before it */
    struct cr_slot_value value;
    /* In a pool: one value for each of the setup's lenses, else NULL. */
    const struct cr_slot_value *by_lens;
    int confidence; /* SHARE: the slot of kappa; the node's shares stand one after another */
    double share;   /* SHARE: mean of the share */
    double cases;   /* SHARE: the shape of its gamma in parts of kappa: the written probability */
    double whole;   /* SHARE: what the set shares out: 1, or what settings of siblings leave */
    int n_shares, first_share;       /* SHARE: the whole set */
    struct cr_quantile_table *table; /* SHARE: of its gamma, where kappa is a number; else NULL */
    int correlated;                  /* index into copula inputs, or -1 */
    double low, high;                /* of a start: between (clamped) */
    struct cr_place place;
};

enum cr_weight_kind { CR_W_NUMBER, CR_W_REST };
struct cr_lens_op { /* what a lens or a setting says of a branch's share */
    int lens; /* index into the setup's lenses, -1: a setting; in a pool it acts only in the worlds
                 of that lens */
    int branch; /* local index in the node */
    bool multiplier;
    double strength;
    struct cr_number value; /* factor or probability */
};
struct cr_shift_op {
    int bit; /* multiply by factor where taken; -1: by a variable */
    int state;
    double factor; /* the x as written */
    double rate;   /* log(factor) / per */
    double from;
    int slot; /* where an analysis moves it: of the factor, or by a variable of the rate; else -1 */
    struct cr_place place;
};
struct cr_effect_op {
    int state;
    struct cr_number value;
};
struct cr_pay_op {
    int actor;
    struct cr_number value;
};
struct cr_branch {
    int node, local; /* the node it leaves; its index among the node's branches */
    int next;        /* node, or -1 */
    int outcome;     /* outcome, or -1 */
    int bit;         /* set when it is taken, or -1 */
    enum cr_weight_kind weight_kind;
    struct cr_number weight;    /* share before normalising, in the node's mode */
    const struct cr_code *when; /* NULL: always */
    struct cr_shift_op *shifts;
    struct cr_effect_op *sets, *changes;
    struct cr_pay_op *pays; /* payoffs at the final state */
    int n_shifts, n_sets, n_changes, n_pays;
    double likelihood;     /* of the evidence on taking it; 1 without; in a pool the largest */
    const double *by_lens; /* [n_lenses] each lens's over `likelihood`, or NULL: the same */
    bool must_take;        /* it was seen: a path whose bit of it is 0 at the end weighs 0 */
    struct cr_place place; /* of its weight, for messages */
    const char *name;      /* "node.branch" */
};
struct cr_point { /* a node of the program */
    enum cr_node_kind kind;
    int node; /* index in the scenario (the same) */
    int first_branch, n_branches;
    int actor, stage; /* stage -1: keeps the one before */
    bool hidden;      /* none of those who decide behind it learns which branch it took */
    const bool *seen; /* [n_actors] who behind it learns its branch; NULL: all or nobody */
    bool informed;    /* who decides here may know what is hidden from another */
    bool probability; /* the mode of its weights */
    bool has_rest;
    bool bare;  /* weights at least 0, normalised, and that is all: no rest, probabilities, lenses,
                   shifts, conditions */
    bool fixed; /* weights need nothing but slots: no shift, no when, no code, no state-dependent
                   lens */
    int visits; /* index of its visit counter, or -1 (never visited twice, nobody asks) */
    uint64_t at_most; /* 0: no bound */
    int after_next, after_outcome;
    int forced;              /* --do: local branch, or -1 */
    struct cr_choose choose; /* never DEFAULT for a decision; AS_WRITTEN for chance */
    uint32_t event;
    struct cr_lens_op *lens_ops; /* lens by lens, its multipliers first; settings last */
    int n_lens_ops;
    bool blends;     /* several lenses, or parts of them, act on the file's shares at once */
    double own;      /* BLENDS: the part that stays with the file */
    bool evidence;   /* some evidence speaks about it */
    bool must_reach; /* evidence needs it: a path whose visits of it are 0 at the end weighs 0 */
    int saw;         /* off loops: the local branch that was seen, else -1. The other branches'
                        likelihood is 0 then, so they can be pruned. */
    bool on_cycle;   /* a path can come back here */
    int order;       /* topological: larger than all that lead here but loops */
};
struct cr_ending {          /* an outcome */
    struct cr_pay_op *pays; /* at the final state */
    int n_pays;
    const struct cr_pay_op *const
        *pays_by_lens; /* in a pool: n_pays values for each lens, else NULL */
};
struct cr_state_var {
    int start; /* slot */
    double low, high;
    enum cr_bounds bounds;
};

struct cr_program {
    struct cr_arena *arena;
    const struct cr_scenario *scenario;
    const struct cr_setup *setup;
    struct cr_slot
        *slots; /* slots [0, n_parameters) are the parameters; all in order of evaluation */
    int n_slots, n_uncertain;
    int *slot_order;
    struct cr_copula *copula; /* NULL: independent */
    const int *copula_slots;
    int n_copula;
    struct cr_point *points; /* [n_points] in the order of the scenario's nodes */
    int n_points;
    struct cr_branch *branches;
    int n_branches;
    struct cr_ending *endings;
    int n_endings;
    struct cr_state_var *states;
    int n_states;
    int n_bits, n_visits, n_actors, n_measures, n_stages;
    const struct cr_code **actor_payoffs, **utilities, **measures; /* NULL entries: none */
    int start_point, start_outcome;                                /* one is -1 */
    bool random_effects; /* some effect or branch payoff is drawn */
    bool loops;
    bool has_hidden;
    bool has_private; /* some node has `seen` */
    bool has_evidence;
    const double *pool_weights; /* [n_lenses] weights of the setup's lenses in a pool, total 1 */
    const int *bit_node, *bit_branch; /* what each bit remembers */
    int max_regs, max_branches, max_effects,
        max_draws; /* of any code, node, branch, branch's drawn effects and payoffs */
};

/* Whether its options are compared: by best reply or quantal, and neither forced nor given. */
static inline bool cr_point_is_solved(const struct cr_point *point)
{
    return point->kind == CR_DECISION && point->forced < 0 &&
           (point->choose.kind == CR_CHOOSE_BEST || point->choose.kind == CR_CHOOSE_QUANTAL);
}
/* Whether some decision is. */
static inline bool cr_program_solves(const struct cr_program *program)
{
    bool solves = false;
    for (int n = 0; n < program->n_points; n++)
        solves |= cr_point_is_solved(&program->points[n]);
    return solves;
}

#endif
