/* Scenarios, lenses or options side by side on the same luck. */
#ifndef CR_ANALYSIS_COMPARE_H
#define CR_ANALYSIS_COMPARE_H

#include "analysis/dominance_resample.h"
#include "analysis/pool.h"
#include "stats/error.h"
#include "program/fault.h"

enum cr_compare_kind { CR_COMPARE_FILES, CR_COMPARE_LENSES, CR_COMPARE_CHOICES };
struct cr_compare_item { /* something to play */
    const char *id, *label;
    const struct cr_scenario *scenario;
    const struct cr_setup *setup;
    double weight; /* in the pool; 0: not in it */
};
struct cr_compare_ask {
    enum cr_compare_kind kind;
    const struct cr_compare_item *items;
    size_t n;
    const struct cr_run_options *run;
    int node;  /* CHOICES: the decision */
    bool pool; /* the last item is the pool of the others */
    enum cr_pool_kind pool_kind;
};

struct cr_compare_column {
    const char *id, *label;
    const struct cr_program *program;
    struct cr_run_result run; /* numbers NaN, no clusters, where the column is */
    const char *undefined;    /* ... undefined: why (no future agrees with the evidence); or NULL */
    double weight;
};
enum cr_compared { CR_COMPARED_OUTCOME, CR_COMPARED_TAG, CR_COMPARED_PAYOFF, CR_COMPARED_MEASURE };
struct cr_difference { /* b minus a */
    int a, b;          /* columns */
    enum cr_compared what;
    const char *id, *label;
    double difference, se, low, high; /* 95 % interval; se NaN where nothing is known of it */
    bool paired;                      /* the error is of differences cluster by cluster */
};
struct cr_regret_row {
    double expected, max;                       /* over the drawn worlds; of the payoff */
    double best_share;                          /* worlds in which the option is the best */
    struct cr_error expected_error, best_error; /* of how few worlds were drawn */
};
struct cr_pooled {
    double linear, log; /* log NaN unless the pool is a logarithmic one */
    struct cr_disagreement spread;
};
struct cr_pooled_branch {
    int node, branch;
    struct cr_pooled pool;
};
struct cr_compare_result {
    enum cr_compare_kind kind;
    struct cr_compare_column *columns;
    size_t n;
    int first; /* the first column that is defined: the others are compared with it */
    struct cr_difference *differences;
    size_t n_differences;
    int node, actor; /* CHOICES: the decision and whose payoff; -1 */
    struct cr_dominance_row *dominance;
    size_t n_dominance;
    struct cr_regret_row *regret; /* [n], NULL without */
    bool pool;
    enum cr_pool_kind pool_kind;
    struct cr_pooled *pooled; /* [n_outcomes] */
    struct cr_pooled_branch *branches;
    size_t n_branches;
    int *branch_order; /* by range */
    size_t failed;     /* after a failure: the column that could not be played */
    const char *about;
    const char **notes;
    size_t n_notes;
};

enum cr_status cr_compare(struct cr_arena *arena, const struct cr_compare_ask *ask,
    struct cr_compare_result *result, struct cr_diags *diags, struct cr_fault *fault) CR_MUST_USE;

#endif
