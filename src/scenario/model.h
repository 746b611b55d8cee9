/* What a scenario file says: every item with its place and its index. Nothing here is compiled:
 * lenses are data, names in expressions are resolved, constants are folded. Arrays are in file
 * order and live in one arena. */
#ifndef CR_SCENARIO_MODEL_H
#define CR_SCENARIO_MODEL_H

#include "base/map.h"
#include "expr/expr.h"
#include "random/dist.h"

#include <stdbool.h>

/* A number as the author wrote it. */
enum cr_value_kind {
    CR_VALUE_NONE,   /* the key is absent */
    CR_VALUE_NUMBER, /* fixed */
    CR_VALUE_EXPR,   /* an expression that did not fold to a number */
    CR_VALUE_DIST    /* a distribution, range, word or counts */
};
struct cr_value {
    enum cr_value_kind kind;
    struct cr_place place;
    double number;
    struct cr_expr *expr;
    const struct cr_dist *dist; /* prepared */
    const char *text;           /* as written */
    bool percent;               /* the text has a %, a word or counts: it speaks of a probability */
};

/* A list of source ids of `because` (indices of sources) and free sentences. */
struct cr_because {
    int *sources;       /* indices, -1 for a free sentence */
    const char **texts; /* the id or the sentence */
    size_t n;
};

struct cr_target {     /* of then, after */
    int node, outcome; /* one of them, the other -1 */
    struct cr_place place;
};

enum cr_weight_form { CR_WEIGHT_NONE, CR_WEIGHT_VALUE, CR_WEIGHT_REST };
struct cr_weight {
    enum cr_weight_form form;
    struct cr_value value;
    bool probability; /* its own text has a %, a range, a word, counts or rest */
    struct cr_place place;
    bool doubtful; /* an unknown key of the branch may have been meant to be it */
};

struct cr_shift {
    int node, branch; /* multiply where this branch was taken; node -1: by a variable */
    int state;        /* the variable, else -1 */
    double factor;    /* the x */
    double per, from; /* factor^((variable - from) / per); from: as written, else the mean of the
                         start as written */
    bool from_written;
    struct cr_place place;
};

struct cr_effect { /* of change, set */
    int state;
    struct cr_value value;
    struct cr_place place;
};
struct cr_pay {
    int actor;
    struct cr_value value; /* number, expression, or (on a branch) distribution */
    struct cr_place place;
};

struct cr_branch_item {
    const char *name, *label, *about; /* label, about NULL if absent */
    struct cr_because because;
    struct cr_place place; /* of the name */
    struct cr_weight weight;
    struct cr_shift *shifts;
    size_t n_shifts;
    struct cr_expr *when; /* NULL: always */
    struct cr_effect *sets, *changes;
    size_t n_sets, n_changes;
    struct cr_pay *pays;
    size_t n_pays;
    struct cr_target then;
};

struct cr_signal {
    const char *name;
    double *likelihood; /* P(signal | branch) for every branch of the node; 0 where not listed */
    struct cr_place place;
};

enum cr_node_kind { CR_CHANCE, CR_DECISION, CR_RULE };
enum cr_node_mode { CR_MODE_RELATIVE, CR_MODE_PROBABILITY };

struct cr_node {
    const char *id, *ask, *about;
    struct cr_because because;
    struct cr_place place;
    enum cr_node_kind kind;
    int actor;         /* who decides, else -1 */
    int stage;         /* index, or -1 */
    bool hidden;       /* no actor learns which branch was taken */
    bool private_seen; /* only the actors of seen_by do; else, if not hidden, all */
    int *seen_by;      /* in the order of the file's actors */
    size_t n_seen_by;
    enum cr_node_mode mode;
    bool has_weights; /* any branch has a weight */
    struct cr_value confidence;
    uint64_t at_most; /* 0: no bound */
    struct cr_target after;
    struct cr_branch_item *branches;
    size_t n_branches;
    struct cr_map *branch_map; /* names of the branches of a wide node; NULL where there are few */
    struct cr_signal *signals;
    size_t n_signals;
};

struct cr_outcome {
    const char *id, *label, *about, *color; /* label: the id if not given */
    struct cr_because because;
    struct cr_place place;
    int *tags; /* indices into scenario->tags */
    size_t n_tags;
    struct cr_pay *pays;
    size_t n_pays;
};

struct cr_actor {
    const char *id, *label, *about;
    struct cr_because because;
    struct cr_place place;
    struct cr_expr *payoff;  /* at the final state, or NULL */
    struct cr_expr *utility; /* of `payoff` and fixed parameters, or NULL */
    int minimise;            /* goal: min */
    bool has_payoff;         /* any payoff anywhere */
};
struct cr_stage {
    const char *id, *label, *about, *date;
    struct cr_place place;
};
struct cr_source_item {
    const char *id, *cite, *date, *url, *note; /* all but id, cite: NULL if absent */
    struct cr_place place;
};
struct cr_parameter {
    const char *id, *label, *about;
    struct cr_because because;
    struct cr_value value;
    struct cr_place place;
};
enum cr_bounds { CR_BOUNDS_NONE, CR_BOUNDS_CLAMP, CR_BOUNDS_SOFT };
struct cr_state_item {
    const char *id, *label, *about, *low_text, *high_text;
    struct cr_because because;
    struct cr_value start; /* number, expression of parameters, or distribution */
    double low, high;      /* between; -inf, +inf without */
    enum cr_bounds bounds;
    struct cr_place place;
};
struct cr_measure {
    const char *id, *label, *about;
    struct cr_because because;
    struct cr_expr *value;
    double low, high; /* between, for drawing; NaN without */
    struct cr_place place;
};
struct cr_correlation {
    const char *a, *b; /* names of uncertain inputs */
    double rho;
    struct cr_place place;
};

/* Who stands for a lens's weight: the reader in so many words, the reader by what follows from the
 * words, or the author of the file. */
enum cr_basis { CR_BASIS_NONE, CR_BASIS_SAID, CR_BASIS_IMPLIED, CR_BASIS_OURS };
struct cr_lens_weight {
    int node, branch;
    bool multiplier; /* x1.5; else a probability */
    double factor;
    struct cr_value value; /* the probability */
    enum cr_basis basis;   /* NONE: not said */
    struct cr_because because;
    struct cr_place place;
};
struct cr_lens_value {
    int index;  /* of the parameter or state variable */
    bool shift; /* signed start: add `value` to it */
    struct cr_value value;
    struct cr_place place;
};
struct cr_lens_pay {
    int outcome, actor;
    struct cr_value value;
    struct cr_place place;
};
struct cr_inform {
    int node;
    double *likelihood; /* for every branch of the node; 1 where not listed */
    bool proportions;   /* every branch is listed, every path comes there once: only the proportions
                          of the likelihoods matter */
    struct cr_place place;
};
/* How a lens reads an observation: for nodes that the observation itself informs. */
struct cr_lens_observation {
    int observation;
    struct cr_inform *informs;
    size_t n_informs;
    enum cr_basis basis;
    struct cr_because because;
    struct cr_place place;
};
struct cr_lens {
    const char *id, *label, *about;
    struct cr_because because;
    struct cr_place place;
    double pool; /* 1 if not written */
    struct cr_lens_weight *weights;
    size_t n_weights;
    struct cr_lens_value *parameters, *starts;
    size_t n_parameters, n_starts;
    struct cr_lens_pay *pays;
    size_t n_pays;
    struct cr_lens_observation *observations;
    size_t n_observations;
};

struct cr_observation {
    const char *id, *date, *about; /* date NULL: undated, holds only when named */
    struct cr_because because;
    struct cr_place place;
    int saw_node, saw_branch, saw_signal; /* -1 where it does not apply */
    struct cr_inform *informs;
    size_t n_informs;
};

struct cr_lesson {
    double minutes; /* 0: not given */
    const char **objectives, **discussion, **notes;
    size_t n_objectives, n_discussion, n_notes;
    struct cr_place place;
};

struct cr_scenario {
    struct cr_arena *arena;
    const struct cr_source *source;
    const char *title, *about, *as_of; /* as_of NULL: no date */
    struct cr_target start;            /* a node (or an outcome) */
    struct cr_actor *actors;
    size_t n_actors;
    struct cr_stage *stages;
    size_t n_stages;
    struct cr_source_item *sources;
    size_t n_sources;
    struct cr_parameter *parameters;
    size_t n_parameters;
    int *parameter_order; /* so that each comes after those it uses */
    struct cr_correlation *correlations;
    size_t n_correlations;
    struct cr_state_item *states;
    size_t n_states;
    struct cr_measure *measures;
    size_t n_measures;
    struct cr_node *nodes;
    size_t n_nodes;
    struct cr_outcome *outcomes;
    size_t n_outcomes;
    const char **tags; /* in order of first use */
    size_t n_tags;
    struct cr_lens *lenses;
    size_t n_lenses;
    double pool_as_written; /* pool weight of the file itself (lens `as_written`), 0 if it does not
                               join */
    struct cr_observation *observations;
    size_t n_observations;
    struct cr_lesson lesson;
    /* Names: parameter i, state i, ... by id; used to resolve text of the command line as well. */
    struct cr_map *parameter_map, *state_map, *measure_map, *node_map, *outcome_map, *actor_map,
        *stage_map, *lens_map, *source_map, *observation_map, *tag_map;
};

#endif
