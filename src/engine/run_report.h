/* What the engines' results have in common: where every figure is not known to begin with, shares
 * of outcomes and tags, what is said beside them. */
#ifndef CR_ENGINE_RUN_REPORT_H
#define CR_ENGINE_RUN_REPORT_H

#include "engine/options.h"
#include "program/fault.h"
#include "stats/error.h"

/* u^-1(expected utility) for an actor with an increasing utility: the payoff in [low, high] whose
 * utility is the expected one, by bisection to full precision. NaN where the utility has no value
 * there. */
double cr_certainty_equivalent(struct cr_arena *scratch, const struct cr_program *program,
    int actor, double expected_utility, double low, double high);

/* Rows of a result, all NaN or 0 as result.h says for "not known". */
void cr_run_result_init(
    struct cr_arena *arena, const struct cr_program *program, struct cr_run_result *result);
/* What is believed of each lens: its weight in the pool times the mean weight of its runs, in
 * proportion; NaN where it has none. */
void cr_lens_posterior(const double *pool, const struct cr_lens_sums *sums, double *out);
void cr_run_note(struct cr_arena *arena, struct cr_run_result *result, const char *note);

/* Fills outcomes and tags: of each by the share of the outcomes that are its members. */
typedef struct cr_share cr_run_share_of(void *context, const unsigned char *member);
void cr_run_fill_shares(struct cr_arena *arena, const struct cr_scenario *scenario,
    cr_run_share_of *share_of, void *context, struct cr_run_result *result);
/* Quantiles over worlds of the probability within a world, which is seen through the luck of its
 * runs: of the world's weight, y[w] is with the outcome; square[w] is the sum of the runs' squared
 * weights, from which follows how many equal runs they are worth (Kish 1965, section 8.2). Of one
 * world they are the share itself; with a handful of runs a world nothing is said. */
void cr_run_fill_quantiles(struct cr_arena *scratch, const double *y, const double *weight,
    const double *square, uint64_t worlds, struct cr_share *share);
/* A quantity of which nothing is known but its count of futures. */
struct cr_quantity cr_quantity_unknown(double n);
void cr_quantity_set_error(struct cr_quantity *quantity, const struct cr_error *error);
/* What limits how far intervals and errors may be trusted: intervals over worlds that are missing,
 * outcomes that no run met, few worlds, means that a handful of runs (or worlds) carries; and a
 * small effective sample. */
void cr_run_note_errors(
    struct cr_arena *arena, const struct cr_program *program, struct cr_run_result *result);
void cr_run_note_effective(struct cr_arena *arena, struct cr_run_result *result);
/* CR_INPUT: no run agrees with the evidence. */
enum cr_status cr_run_no_evidence(
    const struct cr_program *program, uint64_t runs, struct cr_fault *fault) CR_MUST_USE;
/* A share's 95% error: the longer arm of its interval. */
double cr_share_half(const struct cr_share *share);
/* The largest 95% error of an outcome's share. */
double cr_run_error(const struct cr_program *program, const struct cr_run_result *result);
/* Whether some outcome's 95% error is above `precision` (0: none is asked for). */
bool cr_run_misses(
    const struct cr_program *program, const struct cr_run_result *result, double precision);

/* part / whole, both summed over the same paths: what misses the whole by rounding alone (1e-12 of
 * it) is the whole. */
double cr_share_of(double part, double whole);

#endif
