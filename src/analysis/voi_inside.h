/* Shared by the files of the value of information; nobody else includes it. */
#ifndef CR_ANALYSIS_VOI_INSIDE_H
#define CR_ANALYSIS_VOI_INSIDE_H

#include "analysis/inputs_tree.h"
#include "analysis/voi.h"
#include "numeric/least.h"
#include "program/fault.h"

struct cr_voi_job {
    struct cr_arena *arena; /* of the result */
    struct cr_arena *work;
    const struct cr_program *program; /* without evidence */
    const struct cr_voi_options *options;
    struct cr_analysis_inputs inputs;
    struct cr_voi *result;
    struct cr_fault *fault;
    int actor;
    double sign;      /* -1 for costs: then more is better throughout */
    bool one_decides; /* nobody else has a decision that is solved */
    double low, high; /* payoffs that occur, for certainty equivalents */
    bool at_means;    /* in making plans along a parameter the others stood at their means */
    double base;      /* expected (utility of the) total at the base case, sign included */
};

/* Certainty equivalent of an expected utility, or the expected payoff itself; sign included. */
double cr_voi_worth(struct cr_voi_job *job, double expected);
/* What `gain` on top of `expected` is worth, and the error of that. */
double cr_voi_gain(struct cr_voi_job *job, double expected, double gain);
double cr_voi_gain_se(struct cr_voi_job *job, double expected, double gain, double se);
/* Widens job->low, job->high by the payoffs of a loaded block. */
void cr_voi_range(struct cr_voi_job *job, const struct cr_point_tree *t);
/* The actor's expected (utility of the) total from the root in a lane, sign included. */
double cr_voi_root(const struct cr_voi_job *job, const struct cr_point_tree *t, int lane);
bool cr_voi_tick(const struct cr_voi_job *job, double done, double total);

/* ---- Chance nodes at the base case (voi_nodes.c) ---- */

enum cr_status cr_voi_nodes(struct cr_voi_job *job, struct cr_point_tree *t) CR_MUST_USE;

/* ---- Luck (voi_luck.c) ---- */

/* The nodes that are drawn: chance, and decisions that nobody solves. */
struct cr_voi_luck {
    const struct cr_point_tree *t;
    int *points, n;   /* the nodes */
    int *index_of;    /* [n_points] among them, -1 */
    double **edges;   /* by node: ends of the intervals of U that lead to the same branches */
    int *n_edges;     /* one more than intervals: from 0 to 1 */
    double *pristine; /* the shares of the loaded block, to be put back */
    bool again;       /* some node of them can come twice on a path */
};
/* Keeps the shares of the loaded block aside. */
void cr_voi_luck_save(struct cr_voi_luck *luck);
void cr_voi_luck_restore(struct cr_voi_luck *luck);
struct cr_voi_luck *cr_voi_luck_new(struct cr_arena *arena, const struct cr_point_tree *t);
/* The edges of a node in a lane, from the shares kept. */
void cr_voi_luck_edges(struct cr_voi_luck *luck, struct cr_arena *arena, int index, int lane);
/* Node `index` has luck u in a lane: all its shares become 0 or 1. */
void cr_voi_luck_set(struct cr_voi_luck *luck, int index, int lane, double u);
/* Whether a node can come twice on one path. */
bool cr_voi_luck_again(const struct cr_point_tree *t, int point);
/* The expected best with all luck known, exactly, at the slots of one world; false: too many
 * combinations (limit). */
bool cr_voi_luck_perfect(struct cr_voi_job *job, struct cr_point_tree *t, struct cr_voi_luck *luck,
    double limit, double *value, enum cr_status *status);

/* ---- Worlds (voi_worlds.c) ---- */

enum cr_status cr_voi_worlds(struct cr_voi_job *job) CR_MUST_USE;
enum cr_status cr_voi_perfect_base(struct cr_voi_job *job, struct cr_point_tree *t) CR_MUST_USE;

/* ---- Regression (voi_regress.c) ---- */

struct cr_regress {
    size_t n;               /* worlds */
    size_t d;               /* inputs */
    const double *const *x; /* [d] -> [n] */
    const double *mean;     /* [d] their true means; NaN: not known, left out */
    struct cr_least *least; /* NULL: too few worlds, the slopes would be noise */
};
#define CR_VOI_SCRAMBLES 16
/* The error of a mean over worlds that stand in 16 equal parts, independent of each other. */
double cr_scrambles_se(const double *y, size_t n);
/* E[y] with linear control variates on the inputs (their means are known): exact where y is linear.
 * `but`: an input that is left out, with its siblings marked in skip (may be NULL). */
double cr_regress_mean(
    struct cr_arena *arena, const struct cr_regress *r, const double *y, double *se);
/* Takes the linear part in all inputs but `but` (and those marked in skip) off y, in place. */
void cr_regress_subtract(
    struct cr_arena *arena, const struct cr_regress *r, int but, const bool *skip, double *y);
/* Fits y on a cubic spline in input `phi`: fitted[n]. */
struct cr_spline {
    double *q; /* [p * n] orthonormal basis */
    size_t p, n;
};
struct cr_spline cr_spline_new(struct cr_arena *arena, const double *x, size_t n);
void cr_spline_fit(const struct cr_spline *s, const double *y, double *coefficient, double *fitted);

/* ---- Plans (voi_plans.c) ---- */

/* A policy as a list: what is played by a family where these options are open. */
struct cr_voi_entry {
    int family;
    const unsigned char *open;
    double *p;
};
struct cr_voi_plan {
    CR_VEC(struct cr_voi_entry) list;
    double *value; /* [n] in every world */
};

struct cr_voi_worlds {
    struct cr_voi_job *job;
    size_t n;
    double *slots;                      /* [n_slots * n] */
    uint64_t designs[CR_VOI_SCRAMBLES]; /* keys of the points they come from */
    struct cr_point_tree common, each;
    struct cr_regress regress;
    double *best_each;       /* [n] the best in each world */
    struct cr_voi_plan base; /* the best on average */
    struct cr_voi_plan *plans;
    size_t n_plans;
    double *gathered;           /* [n_slots * n] scratch: some of the worlds */
    struct cr_voi_lanes *lanes; /* NULL: not worked out yet */
};

/* Takes the policy of every information set back. */
void cr_voi_forget(struct cr_tree *tree);
/* Makes the best plan on average over n worlds (slots[slot * stride + world]). */
enum cr_status cr_voi_settle(
    struct cr_voi_worlds *w, const double *slots, size_t n, size_t stride) CR_MUST_USE;
/* Adds the plan just made to an empty one; whether it is the same as one that is kept. */
void cr_voi_remember(struct cr_voi_worlds *w, struct cr_voi_plan *plan);
bool cr_voi_is(const struct cr_voi_worlds *w, const struct cr_voi_plan *plan);
/* What a plan is worth in every one of n worlds. */
enum cr_status cr_voi_value(struct cr_voi_worlds *w, const struct cr_voi_plan *plan,
    const double *slots, size_t n, size_t stride, double *out) CR_MUST_USE;
/* Values of the loaded block of w->common under a plan. */
enum cr_status cr_voi_value_block(
    struct cr_voi_worlds *w, const struct cr_voi_plan *plan) CR_MUST_USE;
/* Worlds by an input, ascending. */
size_t *cr_voi_order(struct cr_voi_worlds *w, size_t input);
/* The slots of some worlds, side by side, into w->gathered. */
void cr_voi_gather(struct cr_voi_worlds *w, const size_t *worlds, size_t n);

/* ---- Worlds with one input moved (voi_moved.c) ---- */

struct cr_voi_moved {
    size_t n;
    double *slots; /* [n_slots * n] */
    size_t *from;  /* [n] the world that each of them was */
    bool means;    /* the base case instead */
};
struct cr_voi_moved cr_voi_moved_new(struct cr_voi_worlds *w, size_t n);
/* As they are; with an input moved to x. */
void cr_voi_unmoved(struct cr_voi_moved *m, const struct cr_voi_worlds *w);
enum cr_status cr_voi_move(
    struct cr_voi_moved *m, struct cr_voi_worlds *w, size_t input, double x) CR_MUST_USE;
/* The same with an x for every point. */
enum cr_status cr_voi_move_each(
    struct cr_voi_moved *m, struct cr_voi_worlds *w, size_t input, const double *x) CR_MUST_USE;

/* ---- Single parameters (voi_parameters.c; voi_fit.c, voi_game.c) ---- */

enum cr_status cr_voi_parameters(struct cr_voi_worlds *w) CR_MUST_USE;
/* To one who decides alone, among the plans found before. */
enum cr_status cr_voi_find_plans(struct cr_voi_worlds *w) CR_MUST_USE;
void cr_voi_by_regression(struct cr_voi_worlds *w, size_t input, double *value, double *se);
/* Where several decide, in trees too large to make plans over worlds: what the worlds are worth
 * under plans made with the other numbers at their means (voi_lanes.c), for all inputs at once. */
struct cr_voi_lanes {
    double *usual; /* [n] with nothing known */
    double *known; /* [inputs * n] with the input known */
};
enum cr_status cr_voi_lanes(struct cr_voi_worlds *w) CR_MUST_USE;
/* Where several decide. */
enum cr_status cr_voi_in_game(
    struct cr_voi_worlds *w, size_t input, double *value, double *se) CR_MUST_USE;

#endif
