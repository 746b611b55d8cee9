/* The models that are timed, each made once by a generator and used twice: written as a scenario
 * for crossroads, and taken as data by the obvious GSL programs. */
#ifndef CR_TESTS_BENCH_MODEL_H
#define CR_TESTS_BENCH_MODEL_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    MODEL_STATES = 6,
    MODEL_PARAMETERS = 17,
    MODEL_EXPRESSIONS = 49,
    MODEL_EFFECTS = 2, /* of a branch */
    MODEL_NODES = 32,
    MODEL_BRANCHES = 96,
    MODEL_OUTCOMES = 40
};

/* Expressions read the parameters and the state of the path; see expressions.def. */
typedef double model_expression(const double *p, const double *s);
struct model_formula {
    const char *text;         /* in the language of scenarios */
    model_expression *native; /* the same as C */
};
extern const struct model_formula model_formulas[MODEL_EXPRESSIONS];

struct model_effect { /* added to a state variable when the branch is taken */
    int state;
    double amount;
    int formula; /* or -1 */
};
struct model_branch {
    int next; /* node, or -1 - outcome */
    double weight;
    int formula; /* of the weight, or -1 */
    struct model_effect effects[MODEL_EFFECTS];
    int n_effects;
};
struct model_node {
    int first, n; /* branches */
};

enum model_law { MODEL_P_NORMAL, MODEL_P_UNIFORM, MODEL_P_LOGNORMAL, MODEL_P_BETA, MODEL_P_GAMMA };
struct model_parameter {
    enum model_law law;
    double a, b;
};

struct model {
    const char *title;
    struct model_node nodes[MODEL_NODES];
    struct model_branch branches[MODEL_BRANCHES];
    struct model_parameter parameters[MODEL_PARAMETERS];
    double start[MODEL_STATES];
    int n_nodes, n_branches, n_outcomes, n_states, n_parameters;
};

/* T60: 62 nodes, of which 38 are leaves, depth 7, 6 state variables, constant weights and effects;
 * with `uncertain`: 17 uncertain parameters and 49 expressions. */
void model_tree(struct model *model, bool uncertain);
/* A question that comes back `times` times, each time with an effect on a scale that is looked at
 * at the end: `times` * (times + 1) / 2 positions or so. */
void model_lattice(struct cr_buf *out, int times);

/* Writes the scenario. */
void model_write(const struct model *model, struct cr_buf *out);

#endif
