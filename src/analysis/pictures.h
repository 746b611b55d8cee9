/* What pictures show beyond the result of one run. */
#ifndef CR_ANALYSIS_PICTURES_H
#define CR_ANALYSIS_PICTURES_H

#include "analysis/target.h"
#include "engine/tree/unfold.h"
#include "engine/walk/futures.h"
#include "program/fault.h"

enum cr_picture_kind {
    CR_PICTURE_NONE,
    CR_PICTURE_PHASE,
    CR_PICTURE_FLOW,
    CR_PICTURE_CONVERGE,
    CR_PICTURE_LENSES,
    CR_PICTURE_RISK,
    CR_PICTURE_FAN,
    CR_PICTURE_SOLVED
};
/* What a picture needs of a scenario, a phrase; "": nothing. */
const char *cr_picture_needs(enum cr_picture_kind kind);
/* Why there is no such picture of a scenario, as a sentence; NULL: there is one. */
const char *cr_picture_lacks(const struct cr_scenario *scenario, enum cr_picture_kind kind);

/* ---- The classes futures are told apart by: outcomes, or where there are many, tags ---- */

#define CR_CLASSES 8
struct cr_class {
    int outcome, tag;       /* one of them, else -1; both -1: all others */
    const char *id, *label; /* label NULL: none */
};
struct cr_classes {
    struct cr_class at[CR_CLASSES];
    int n;
    int *of;   /* [n_outcomes] the class of each outcome */
    bool tags; /* every outcome has exactly one tag of a set: the classes are these tags */
};
void cr_classes_find(
    struct cr_arena *arena, const struct cr_scenario *scenario, struct cr_classes *classes);

/* ---- A cloud of futures on two axes ---- */

struct cr_cloud_point {
    double x, y;
    int class, outcome;
    uint64_t run;
};
struct cr_cloud {
    struct cr_aim x, y;
    struct cr_classes classes;
    struct cr_cloud_point *points; /* by class; each stands for the same weight */
    size_t n, n_of[CR_CLASSES];
    double share[CR_CLASSES]; /* of all futures played */
    double mean_x[CR_CLASSES], mean_y[CR_CLASSES];
};

/* ---- How a state variable drifts between three bands ---- */

#define CR_BANDS 3
struct cr_flow {
    struct cr_aim state;
    double edges[CR_BANDS - 1]; /* a band begins at its edge */
    int n_columns;              /* the start, then every stage */
    double *share;              /* [column * CR_BANDS + band] */
    double *move; /* [(column * CR_BANDS + from) * CR_BANDS + to], to the next column */
};

/* ---- State variables by stage: the mean within a world, over worlds ---- */

struct cr_fan {
    double *low, *high; /* [stage * n_states + state]: the 5 % and the 95 % quantile over worlds */
};

/* ---- Estimates as runs accumulate ---- */

struct cr_converge {
    int *outcomes; /* the most likely */
    int n;
    uint64_t *runs; /* [n_steps] */
    size_t n_steps;
    double *share, *se; /* [outcome * n_steps + step] */
    double *exact;      /* [outcome], NaN where it is not known */
    enum cr_engine exact_engine;
};

/* ---- One run for each of several ways to see or to play it ---- */

struct cr_way {
    const char *id, *label; /* label NULL: none */
    struct cr_run_result run;
    size_t n; /* of the payoff: P(payoff >= x[i]) = p[i], x ascending */
    double *x, *p;
};
struct cr_ways {
    struct cr_way *at;
    size_t n;
    int actor; /* the actor whose payoff it is */
    int node;  /* the decision whose options these are; -1: lenses */
};

struct cr_picture {
    enum cr_picture_kind kind;
    struct cr_luck luck;
    uint64_t runs, worlds;
    enum cr_engine engine;
    struct cr_cloud cloud;
    struct cr_flow flow;
    struct cr_fan fan;
    struct cr_converge converge;
    struct cr_ways ways;
    struct cr_unfolded unfolded; /* the solved tree */
    const char *lacks;           /* why there is no picture after all; NULL: there is */
};
struct cr_picture_ask {
    enum cr_picture_kind kind;
    const char *axes;   /* "A,B"; NULL: measures, else state variables */
    const char *target; /* a state variable (flow), an outcome (converge), an actor (risk); NULL */
    const struct cr_scenario *scenario;
    const struct cr_setup *setup;
    struct cr_diags *diags;
};
/* CR_USAGE with fault->text. */
enum cr_status cr_picture_make(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_picture_ask *ask, const struct cr_run_options *options,
    struct cr_picture *picture, struct cr_fault *fault) CR_MUST_USE;

#endif
