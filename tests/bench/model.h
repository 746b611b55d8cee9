/* The models that are timed, each made once by a generator and used twice: written as a scenario
 * for crossroads, and taken as data by the obvious GSL programs. */
#ifndef CR_TESTS_BENCH_MODEL_H
#define CR_TESTS_BENCH_MODEL_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    MODEL_STATES = 14, /* at most */
    MODEL_PARAMETERS = 17,
    MODEL_EXPRESSIONS = 49,
    MODEL_EFFECTS = 3,
    MODEL_ACTORS = 10,
    MODEL_TERMS = 5, /* of a payoff */
    MODEL_NODES = 32,
    MODEL_BRANCHES = 96,
    MODEL_OUTCOMES = 40,
    MODEL_SPREAD = 10
};

/* Expressions read the parameters and the state of the path; see expressions.def. */
typedef double model_expression(const double *p, const double *s);
struct model_formula {
    const char *text;         /* in the language of scenarios */
    model_expression *native; /* the same as C */
};
extern const struct model_formula model_formulas[MODEL_EXPRESSIONS];

enum model_kind { MODEL_CONSTANT, MODEL_FORMULA, MODEL_NORMAL };
struct model_effect { /* added to a state variable when the branch is taken */
    int state;
    enum model_kind kind;
    double a, b; /* the amount; mean and standard deviation */
    int formula;
};
struct model_shift { /* multiplies the weight of its branch */
    bool per_ten;    /* factor^((state - from) / 10), else factor where `cause` was taken */
    int cause;       /* branch, or state variable */
    double factor, from;
};
struct model_branch {
    int next; /* node, or -1 - outcome */
    double weight;
    int formula; /* of the weight, or -1 */
    struct model_effect effects[MODEL_EFFECTS];
    struct model_shift shifts[2];
    int n_effects, n_shifts;
};
struct model_node {
    int first, n;      /* branches */
    double confidence; /* 0: the weights are certain; else a Dirichlet of this size, a world */
};

enum model_law { MODEL_P_NORMAL, MODEL_P_UNIFORM, MODEL_P_LOGNORMAL, MODEL_P_BETA, MODEL_P_GAMMA };
struct model_parameter {
    enum model_law law;
    double a, b;
};

struct model_payoff { /* a weighted sum of states at the end */
    int state[MODEL_TERMS];
    double weight[MODEL_TERMS];
};

struct model {
    const char *title;
    struct model_node nodes[MODEL_NODES];
    struct model_branch branches[MODEL_BRANCHES];
    struct model_parameter parameters[MODEL_PARAMETERS];
    double start[MODEL_STATES];
    struct model_payoff payoffs[MODEL_ACTORS];
    int n_nodes, n_branches, n_outcomes, n_states, n_parameters, n_actors;
    /* States lie in 0 to 100 with soft bounds, and start anywhere within MODEL_SPREAD of `start`.
     */
    bool soft;
};

/* T60: 62 nodes, of which 38 are leaves, depth 7, 6 state variables, constant weights and effects;
 * with `uncertain`: 17 uncertain parameters and 49 expressions. */
void model_tree(struct model *model, bool uncertain);
/* A chain of the flagship's shape: 27 questions of 3 branches, each with 3 random effects on 14
 * soft-bounded scales (81 a run), shifts, uncertain weights at every question. */
void model_twin(struct model *model);
/* A question that comes back `times` times, each time with an effect on a scale that is looked at
 * at the end: `times` * (times + 1) / 2 positions or so. */
void model_lattice(struct cr_buf *out, int times);

/* Writes the scenario. */
void model_write(const struct model *model, struct cr_buf *out);

#endif
