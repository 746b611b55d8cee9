/* Inside the engine: one function an evaluator; cr_engine_run picks. */
#ifndef CR_ENGINE_RUN_H
#define CR_ENGINE_RUN_H

#include "engine/engine.h"

enum cr_status cr_run_walk(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, struct cr_run_result *result,
    struct cr_fault *fault) CR_MUST_USE;

/* u^-1(expected utility) for an actor with an increasing utility: the payoff in [low, high] whose
 * utility is the expected one, by bisection to full precision. NaN where the utility has no value
 * there. */
double cr_certainty_equivalent(struct cr_arena *scratch, const struct cr_program *program,
    int actor, double expected_utility, double low, double high);

/* Rows of a result, all NaN or 0 as result.h says for "not known". */
void cr_run_result_init(
    struct cr_arena *arena, const struct cr_program *program, struct cr_run_result *result);
void cr_run_note(struct cr_arena *arena, struct cr_run_result *result, const char *note);

/* Runs a world, on average, below which the luck of the runs hides the spread of the worlds. */
enum { CR_FEWEST_RUNS = 10 };
/* Quantiles over worlds of the probability within a world, where k[w] of n[w] (effective) runs are
 * seen and the world counts weight[w]; k is changed. */
void cr_run_spread_of_worlds(struct cr_arena *scratch, double *k, const double *n,
    const double *weight, uint64_t worlds, double q[5]);
void cr_share_set_quantiles(struct cr_share *share, const double q[5]);
/* An interval over worlds that is missing is said. */
void cr_run_note_intervals(
    struct cr_arena *arena, const struct cr_program *program, struct cr_run_result *result);

/* part / whole, both summed over the same paths: what misses the whole by rounding alone (1e-12 of
 * it) is the whole. */
double cr_share_of(double part, double whole);

#endif
