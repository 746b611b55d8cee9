/* What others ask of a scenario: read it, print it, order its parameters, find things by name. The
 * model itself is scenario/model.h. */
#ifndef CR_SCENARIO_SCENARIO_H
#define CR_SCENARIO_SCENARIO_H

#include "scenario/model.h"

#include <stdbool.h>

/* Reads and checks a source. Returns the scenario, or NULL when there are errors (all of them in
 * `diags`, warnings as well). After it returns a scenario only numeric faults that depend on the
 * world are left to be found. `strict`: adds the warnings of a reviewer. */
struct cr_scenario *cr_scenario_read(
    struct cr_arena *arena, const struct cr_source *source, int strict, struct cr_diags *diags);

/* The value at the base case where it does not depend on anything: number, or the distribution's
 * mean. */
double cr_value_mean(const struct cr_value *value);

/* Orders n values of parameters so that each comes after those its expression uses (those of the
 * file, or with a lens's values in their place). Returns -1, or a parameter that stands on a cycle;
 * then `order` holds the cycle, ended by -1 if it is shorter than n. */
int cr_scenario_order(
    struct cr_arena *arena, const struct cr_value *const *values, size_t n, int *order);
/* The base values: every parameter at its mean (expressions evaluated at the means of what they
 * use) and every state variable at the mean of its start as written. NaN where there is no mean or
 * the expression fails there. */
void cr_scenario_base(
    const struct cr_scenario *scenario, double *parameter_means, double *state_starts);

/* What is wrong with a date, in words; NULL: it is one. */
const char *cr_date_fault(const char *text);
/* Compares two dates of the language, < 0 if a is earlier. A partial date counts as its last day.
 */
int cr_date_compare(const char *a, const char *b);

/* Canonical YAML: read-print-read is the identity. */
void cr_scenario_print(const struct cr_scenario *scenario, struct cr_buf *out);

/* For every node whether each path comes there exactly once. */
unsigned char *cr_scenario_passed_once(struct cr_arena *arena, const struct cr_scenario *scenario);
/* Whether a path can come to the node again. */
bool cr_scenario_comes_back(struct cr_arena *arena, const struct cr_scenario *scenario, int node);

/* node.branch as text to indices; whether it was found. The branch is what stands behind the first
 * dot. */
bool cr_scenario_branch(
    const struct cr_scenario *scenario, const char *text, int *node, int *branch);
/* node.signal, or a bare signal where it is unique. */
bool cr_scenario_signal(
    const struct cr_scenario *scenario, const char *text, int *node, int *signal);
/* "node.branch", in `arena`. */
const char *cr_scenario_branch_name(
    struct cr_arena *arena, const struct cr_scenario *scenario, int node, int branch);

/* Reads one value text of the command line (--set) as the language reads it at that place: a branch
 * of a node of relative weights (WEIGHT), or of probabilities; a factor is written x1.2. */
enum cr_value_place {
    CR_AT_PARAMETER,
    CR_AT_WEIGHT,
    CR_AT_START,
    CR_AT_PROBABILITY,
    CR_AT_FACTOR,
    CR_AT_EFFECT
};
enum cr_status cr_value_read_text(struct cr_arena *arena, const struct cr_scenario *scenario,
    const char *text, enum cr_value_place place, struct cr_value *value,
    struct cr_diags *diags) CR_MUST_USE;
/* Whether the text of a value is a factor, x1.2. */
bool cr_value_is_factor(const char *text);
/* Another multiplier for a shift, as the file writes it; by a variable x1.1 alone keeps what is
 * behind it. */
enum cr_status cr_shift_read_text(struct cr_arena *arena, const struct cr_scenario *scenario,
    const char *text, struct cr_shift *shift, struct cr_diags *diags) CR_MUST_USE;
/* The branch of a node by its name, or -1. */
int cr_node_branch(const struct cr_node *node, const char *name);

#endif
