/* Other equilibria, and what signals say, for the result of solve. */
#ifndef CR_ENGINE_TREE_EQUILIBRIA_H
#define CR_ENGINE_TREE_EQUILIBRIA_H

#include "engine/tree/report.h"

/* Looks for other equilibria (game/others.c) and plays each of them for its values. Plays the tree
 * anew, so it comes last. */
enum cr_status cr_tree_equilibria(const struct cr_report *report, const struct cr_run_spec *options,
    struct cr_solve_result *result, struct cr_fault *fault) CR_MUST_USE;
/* Notes on what the first choices of those who know something say about it (signals.c). */
void cr_tree_signals(struct cr_report *report, const struct cr_solve_result *result);

#endif
