/* How much is played where the caller leaves it open: how many runs in how many worlds, how these
 * are drawn, and when it is enough. A plan never looks at the clock, so the same command gives the
 * same digits. The error of a share is set by the worlds first and
 * by the luck of the runs in each next, so there are many worlds with twenty runs each rather than
 * few with many, and they are drawn evenly. */
#ifndef CR_ENGINE_EFFORT_H
#define CR_ENGINE_EFFORT_H

#include "engine/options.h"

/* The 95 % error of every outcome's share at which an open number of runs ends. */
#define CR_EFFORT_ERROR 0.0025

/* Closes what is open in *o: runs 0, worlds 0, CR_SAMPLING_AUTO. What was given stays. After it
 * runs >= worlds >= 1; `plan` says what was decided. Without `precision`, an open number of runs
 * gets CR_EFFORT_ERROR and `plan.wish`: missing that is no failure. Shards cannot tell when a whole
 * is enough: they play a number of runs that depends on nothing. */
void cr_effort_plan(struct cr_run_options *o);
/* Closes it by numbers that depend on nothing, 1,000,000 runs in 1,000 random worlds: for analyses
 * of several runs, and for engines that plan nothing (the readable one, counted runs, integrals).
 */
void cr_effort_close(struct cr_run_options *o);
/* The plan after one that missed the precision: `error` is its largest 95 % error of a share,
 * `exact` says that no luck was left within its worlds. False where no more can be done: runs or
 * worlds were given, a file is kept, or more runs than any machine plays would be needed. */
bool cr_effort_grow(struct cr_run_options *o, double error, bool exact);

#endif
