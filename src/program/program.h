/* A program: a scenario under lenses, settings, forced branches and evidence, compiled to flat
 * arrays that the engines read. Ids, not pointers, between nodes; every random event has its fixed
 * number.
 *
 * Words. A *slot* is a number that is fixed for a whole world (a parameter, an uncertain weight, a
 * start, ...). A *world* is one value for every slot. A *bit* remembers that a branch was taken on
 * the path so far. A *code* is an expression compiled for many cases at once. */
#ifndef CR_PROGRAM_PROGRAM_H
#define CR_PROGRAM_PROGRAM_H

#include "luck/quasi.h"
#include "luck/luck.h"
#include "scenario/scenario.h"

#include <stdbool.h>

/* ---- What the command line adds to the file ---- */

enum cr_choose_kind {
    CR_CHOOSE_DEFAULT,    /* as-written where an option has a weight, else best */
    CR_CHOOSE_AS_WRITTEN, /* weights; equal where none is written */
    CR_CHOOSE_BEST,
    CR_CHOOSE_UNIFORM,
    CR_CHOOSE_QUANTAL, /* logit with precision `lambda` */
    CR_CHOOSE_OPTION   /* one option, for certain */
};
struct cr_choose {
    enum cr_choose_kind kind;
    double lambda;
    int option;
};
struct cr_setup_lens {
    int lens;        /* index, or -1: the file as written */
    double strength; /* 1: whole; ignored in a pool */
};
struct cr_setup_set {
    int parameter, state, node, branch;   /* what is set; -1 where it does not apply */
    const struct cr_lens_weight *of_lens; /* or the probability that a lens gives; NULL: not that */
    struct cr_value value;
};
struct cr_setup_evidence { /* a condition: branch, signal, or soft likelihoods */
    int node;
    int branch;               /* the branch that was seen, or -1 */
    int signal;               /* the signal that was seen, or -1 */
    const double *likelihood; /* informs: for every branch; NULL otherwise */
    const char *name;         /* for messages: "street.no", or the observation's id */
    int observation;          /* index, or -1 */
};
struct cr_setup {
    const struct cr_setup_lens *lenses; /* whose pulls add up; in a pool: what it is made of */
    size_t n_lenses;
    bool pool;    /* one lens a world, by pool weights */
    double floor; /* above 0: a logarithmic pool, in which a share counts with so much at least */
    const struct cr_setup_set *sets;
    size_t n_sets;
    const struct cr_setup_evidence *evidence;
    size_t n_evidence;
    const int (*forced)[2]; /* --do: node, branch */
    size_t n_forced;
    struct cr_choose choose;           /* for every decision */
    const struct cr_choose *choose_at; /* [n_nodes], kind DEFAULT: as `choose`; NULL: none */
    const char *const *notes;          /* what a reader of the result has to know of it */
    size_t n_notes;
};

/* ---- Compiled pieces ---- */

/* Register code for blocks of cases. Operand k < n_inputs is an input, else a register. */
enum cr_input_kind {
    CR_IN_SLOT,
    CR_IN_STATE,
    CR_IN_BIT,
    CR_IN_VISITS,
    CR_IN_STAGE,
    CR_IN_PAYOFF,
    CR_IN_NUMBER
};
struct cr_input {
    enum cr_input_kind kind;
    int index;     /* slot, state, bit (or -1: never taken), visit counter (or -1: none) */
    double number; /* CR_IN_NUMBER */
};
struct cr_ins {
    uint16_t op; /* enum cr_op */
    uint16_t n_args;
    uint16_t to;
    uint16_t args[3]; /* min and max of more are chains of two */
};
struct cr_code {
    const struct cr_expr
        *expr; /* what it was compiled from: the reference, and the place for messages */
    struct cr_input *inputs;
    struct cr_ins *ins;
    int n_inputs, n_ins, n_regs, result; /* result: an operand */
    bool uses_state, uses_path;          /* path: bits, visits, stage */
};

/* A number used while a future is played: fixed, of the world, computed, or drawn anew. */
enum cr_source_kind { CR_FROM_CONST, CR_FROM_SLOT, CR_FROM_CODE, CR_FROM_DIST };
struct cr_number {
    enum cr_source_kind kind;
    double number; /* CONST; DIST: its mean */
    int slot;
    const struct cr_code *code;
    const struct cr_dist *dist;
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
    CR_SLOT_LENS
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
    const char *label; /* for people, or NULL */
    enum cr_slot_kind kind;
    int index, index2; /* parameter; node, branch; state */
    uint32_t event;
    bool uncertain; /* differs between worlds by a draw of its own */
    int column;     /* how many uncertain slots stand before it */
    struct cr_slot_value value;
    /* In a pool: one value for each of the setup's lenses, else NULL. */
    const struct cr_slot_value *by_lens;
    int confidence; /* SHARE: the slot of kappa; the node's shares stand one after another */
    double share;   /* SHARE: its mean */
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
    int node, local; /* its node, its index there */
    int next;        /* node, or -1 */
    int outcome;     /* outcome, or -1 */
    int bit;         /* set when it is taken, or -1 */
    enum cr_weight_kind weight_kind;
    struct cr_number weight;    /* share before normalising, in the node's mode */
    const struct cr_code *when; /* NULL: always */
    struct cr_shift_op *shifts;
    struct cr_effect_op *sets, *changes;
    struct cr_pay_op *pays;
    int n_shifts, n_sets, n_changes, n_pays;
    double likelihood; /* of the evidence on taking it; 1 without */
    bool must_take; /* it was seen: a path whose bit of it is 0 at the end weighs 0 (the bit exists)
                     */
    struct cr_place place; /* of its weight, for messages */
    const char *name;      /* "node.branch" */
};
struct cr_point { /* a node of the program */
    enum cr_node_kind kind;
    int node; /* index in the scenario (the same) */
    int first_branch, n_branches;
    int actor, stage;         /* stage -1: keeps the one before */
    bool hidden, probability; /* probability: the mode of its weights */
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
    bool must_reach; /* evidence is impossible where it is not reached: a path whose visits counter
                        is 0 at the end weighs 0 (the counter exists) */
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
    struct cr_point *points; /* as the scenario's nodes */
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
    bool has_evidence;
    const double *pool_weights;       /* in a pool: for every lens of the setup, total 1 */
    const int *bit_node, *bit_branch; /* what each bit remembers */
    int max_regs, max_branches, max_effects,
        max_draws; /* of any code, node, branch, branch's drawn effects and payoffs */
};

/* Compiles. NULL when something does not fit (in `diags`): e.g. a lens's half of a replaced
 * distribution. */
struct cr_program *cr_program_build(struct cr_arena *arena, const struct cr_scenario *scenario,
    const struct cr_setup *setup, struct cr_diags *diags);

/* The program as text, for tests and for people. */
void cr_program_dump(const struct cr_program *program, struct cr_buf *out);
/* Asserts what the engines rely on: indices in range, orders, totals of fixed weights. Returns
 * NULL, or what is wrong. */
const char *cr_program_invariants(const struct cr_program *program);

/* ---- Evaluating code ---- */

/* What a block of cases is: pointers to one array per slot, state, ...; a case is a lane. */
struct cr_lanes {
    const double *const *slots;  /* [n_slots] -> [n] */
    const double *const *states; /* [n_states] -> [n] */
    const double *const *bits;   /* [n_bits] -> [n] of 0 and 1 */
    const double *const *visits; /* [n_visits] -> [n] */
    const double *stage, *payoff;
    int n;
};
/* Evaluates for every lane: out[n]. Undefined results are NaN. `regs` holds code->n_regs * n
 * doubles. */
void cr_code_run(
    const struct cr_code *code, const struct cr_lanes *lanes, double *regs, double *out);
/* One lane again, slowly, to say what went wrong: 1 if it is fine after all. */
int cr_code_explain(const struct cr_program *program, const struct cr_code *code,
    const struct cr_lanes *lanes, int lane, struct cr_expr_fault *fault);
const struct cr_code *cr_code_build(
    struct cr_arena *arena, const struct cr_expr *expr, const struct cr_program *program);

/* A numeric fault met in some world: place, sentence, world and run (run UINT64_MAX: none), path so
 * far. */
struct cr_fault {
    bool set;
    enum cr_code_id code;
    struct cr_place place;
    char text[512];
    uint64_t world, run;
    bool refused; /* nobody's: too much to compute, or never met by chance */
    int lane; /* of the block in which it happened; whoever made the block fills in world and run */
};
/* Whether some of n pieces of evidence bear on a question by likelihoods, which are known only in
 * proportion: then nobody can tell how probable all of it was. */
bool cr_evidence_is_soft(const struct cr_setup_evidence *evidence, size_t n);
/* Where the file says what was seen last; nowhere if the command line does. */
struct cr_place cr_evidence_place(const struct cr_program *program);
/* Sets a fault unless one is set already; returns 0. */
int cr_fault_set(struct cr_fault *fault, enum cr_code_id code, struct cr_place place, int lane,
    const char *format, ...) CR_PRINTF(5, 6);
/* Payoffs and totals beyond this are refused (E203): sums of them, and of their squares, stay
 * numbers. */
#define CR_PAYOFF_MOST 1e100
int cr_payoff_fault(const struct cr_program *program, int actor, struct cr_place place, int lane,
    double x, struct cr_fault *fault);

/* ---- Worlds ---- */

enum cr_sampling {
    CR_SAMPLING_RANDOM,
    CR_SAMPLING_LHS,
    CR_SAMPLING_SOBOL,
    CR_SAMPLING_HALTON,
    CR_SAMPLING_NIEDERREITER
};
/* Whether worlds are points of one of GSL's sequences (luck/quasi.h), and of which. */
static inline bool cr_sampling_is_quasi(enum cr_sampling sampling)
{
    return sampling >= CR_SAMPLING_HALTON;
}
static inline enum cr_quasi cr_sampling_quasi(enum cr_sampling sampling)
{
    return sampling == CR_SAMPLING_HALTON ? CR_QUASI_HALTON : CR_QUASI_NIEDERREITER;
}
/* Stratified worlds are drawn in so many designs (fewer worlds: each alone), every one scrambled by
 * itself: world w in design w % 16, so that the spread of designs tells the error. */
enum { CR_WORLD_DESIGNS = 16 };
struct cr_world_spec {
    struct cr_luck luck;
    uint64_t worlds; /* how many there are (for stratified sampling) */
    enum cr_sampling sampling;
    bool whole; /* all in one design: the caller makes several */
};
/* "random", "lhs", ... as the command line has them. */
const char *cr_sampling_name(enum cr_sampling sampling);
/* How many designs there are; 0 where every world is drawn independently. */
size_t cr_world_designs(enum cr_sampling sampling, uint64_t worlds);
/* The slots of worlds first .. first + n - 1: out[slot * stride + i]; lens_of (may be NULL without
 * a pool): the lens of each world. 0 after a fault (e.g. an expression undefined in some world). */
int cr_worlds_fill(const struct cr_program *program, const struct cr_world_spec *spec,
    uint64_t first, int n, double *out, size_t stride, int *lens_of, struct cr_arena *scratch,
    struct cr_fault *fault);
/* The slots of the world at a point of the unit cube: point[slot.column] is the uniform of each
 * uncertain number, before any correlation; no pool. */
int cr_worlds_at(const struct cr_program *program, const double *point, double *out,
    struct cr_arena *scratch, struct cr_fault *fault);
/* What the law of a drawn slot has below it with probability u. */
double cr_slot_quantile(const struct cr_slot *slot, double u);
/* A hash of the tables of quantiles: two machines where it is equal draw the same bits by them. */
uint64_t cr_program_tables_hash(const struct cr_program *program);
/* The base case: every uncertain number at its mean. out[n_slots]; in a pool: of lens `lens`. */
int cr_worlds_base(const struct cr_program *program, int lens, double *out, struct cr_fault *fault);

#endif
