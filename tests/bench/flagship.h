/* The obvious GSL program of crossroads.yaml: its numbers are taken from the scenario, its
 * formulas are native C. */
#ifndef CR_TESTS_BENCH_FLAGSHIP_H
#define CR_TESTS_BENCH_FLAGSHIP_H

#include "program/program.h"

enum {
    FLAGSHIP_STATES = 14,
    FLAGSHIP_ACTORS = 10,
    FLAGSHIP_MEASURES = 2,
    FLAGSHIP_STAGES = 5,
    FLAGSHIP_OUTCOMES = 16,
    FLAGSHIP_ENDS = FLAGSHIP_STATES + FLAGSHIP_ACTORS + FLAGSHIP_MEASURES,
    FLAGSHIP_COLUMNS = FLAGSHIP_ENDS + FLAGSHIP_STAGES * FLAGSHIP_STATES
};

/* Sums over runs, each times its weight. Columns: the states at the end, payoffs, measures, then
 * the states at the end of each stage. */
struct flagship_totals {
    double weight, outcomes[FLAGSHIP_OUTCOMES], columns[FLAGSHIP_COLUMNS];
};

struct flagship;
/* Of the program under its evidence. NULL after saying why: memory is short, or the scenario has
 * something that this program was not written for. */
struct flagship *flagship_new(const struct cr_program *program, unsigned long seed);
void flagship_free(struct flagship *flagship);
/* From now on keeps what all columns are in at most `rows` runs. 0 when memory is short. */
int flagship_keep(struct flagship *flagship, uint64_t rows);
/* Mean, spread and five quantiles of every column by sorting; then forgets. The sum of all. */
double flagship_summarise(struct flagship *flagship);
/* `runs` futures in each of some worlds. Stages are looked at only where columns are kept. */
void flagship_play(
    struct flagship *flagship, uint64_t worlds, uint64_t runs, struct flagship_totals *totals);

#endif
