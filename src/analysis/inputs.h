/* What an analysis moves: the uncertain numbers of a program, one by one, and points made of them.
 *
 * An input has a law of its own: the distribution of its slot, or for a share of a node with
 * `confidence` its marginal. A Dirichlet(kappa p) share is Beta(kappa p, kappa (1 - p)), and it is
 * independent of the proportions among its siblings; so a share is moved with its siblings keeping
 * their proportions, and this means the same in every analysis. */
#ifndef CR_ANALYSIS_INPUTS_H
#define CR_ANALYSIS_INPUTS_H

#include "analysis/target.h"
#include "program/fault.h"

struct cr_analysis_input {
    const char *id, *label; /* "unrest_again", "reading.strategic", "start.grip"; label or NULL */
    int slot;
    bool share;       /* of a confidence set */
    double a, b;      /* SHARE: of the beta law */
    double low, high; /* range given by hand */
    double by;        /* of effects, shifts, multipliers: moved by this factor both ways; else 0 */
    double base;
};
struct cr_analysis_inputs {
    struct cr_analysis_input *at; /* in file order */
    size_t n;
    double *base;    /* [n_slots] the base case */
    bool sizes;      /* of effects, shifts and multipliers, instead of what is uncertain */
    bool correlated; /* some are correlated with each other: moving one alone is then a fiction */
};

/* The uncertain inputs of a program. CR_INPUT with *fault: the base case fails. CR_USAGE with
 * fault->text: a pool of lenses. */
enum cr_status cr_inputs_find(struct cr_arena *arena, const struct cr_program *program,
    struct cr_analysis_inputs *inputs, struct cr_fault *fault) CR_MUST_USE;
/* In their place what the setup moves: the sizes of effects, shifts and multipliers, which have no
 * law: each from 1 / by to by of its size, effects times so much, multipliers to that power. One
 * multiplier of 0 or 1 has no size, and is left out. */
void cr_inputs_find_sizes(struct cr_arena *arena, const struct cr_program *program, double by,
    struct cr_analysis_inputs *inputs);
/* An input by name, or by "NAME=lo..hi" any parameter, start or uncertain weight over a range.
 * CR_USAGE with a sentence in *problem. */
enum cr_status cr_input_read(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_analysis_inputs *inputs, const char *text, struct cr_analysis_input *input,
    const char **problem) CR_MUST_USE;
/* The value at a level u in (0, 1) of its law, or in [0, 1] of its range. */
double cr_input_quantile(
    const struct cr_program *program, const struct cr_analysis_input *input, double u);

/* Points: slots[slot * n + point]. */
struct cr_design {
    const struct cr_program *program;
    size_t n;
    double *slots;
    const bool *fixed; /* [n_slots] computed slots that are moved by hand all the same; or NULL */
};
/* n points at the base case. */
struct cr_design cr_design_new(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_analysis_inputs *inputs, size_t n);
/* Puts an input of a point at x; the siblings of a share keep their proportions. */
void cr_design_move(
    struct cr_design *design, size_t point, const struct cr_analysis_input *input, double x);
/* A copy of another point. */
void cr_design_copy(struct cr_design *design, size_t to, size_t from);
/* Works out again what is computed from the inputs: before a design is evaluated. */
enum cr_status cr_design_finish(
    struct cr_arena *arena, struct cr_design *design, struct cr_fault *fault) CR_MUST_USE;

#endif
