/* Speed, as ratios: every row plays two programs in turn, many short rounds in one process, and
 * takes the median of the rounds' ratios, so that what else the machine does hits both alike. */
#ifndef CR_TESTS_BENCH_BENCH_H
#define CR_TESTS_BENCH_BENCH_H

#include <stddef.h>
#include <stdint.h>

/* One of the two: does `units` pieces of work (runs, worlds, values) and returns how many seconds
 * they took by the clock of the row; below 0: it failed, and has said why. */
struct bench_side {
    const char *what;
    double units;
    double (*play)(void *context, int round);
    void *context;
};

/* What the rounds came to. A ratio is (seconds a unit of the baseline) / (seconds a unit of ours).
 */
struct bench_result {
    double ratio, low, high; /* median and quartiles of the ratios */
    double baseline, ours;   /* medians of seconds a unit */
    double fast, slow;       /* quartiles of ours */
    int rounds;
};
/* Plays baseline and ours in turn after one round that does not count. 0 after a failure. */
int bench_compare(const struct bench_side *baseline, const struct bench_side *ours, int rounds,
    struct bench_result *result);

/* How a row is judged: the ratio must be at least, or a number at most. */
enum bench_sense { BENCH_AT_LEAST, BENCH_AT_MOST, BENCH_NO_BOUND };
/* Prints a row of the table. `unit`: of the bound, e.g. "x" or " ms"; absolutes: a sentence. */
void bench_row(const char *what, double reached, double low, double high, const char *unit,
    enum bench_sense sense, double bound, const char *absolutes);
/* The usual one: a comparison that must reach a ratio (0: no bound); `unit` in nanoseconds. */
void bench_row_of(
    const char *what, const struct bench_result *result, double bound, const char *unit);
/* A row that cannot be measured here, and why. */
void bench_skip(const char *what, const char *why);
void bench_head(void);
void bench_machine(void);

double bench_cpu(void);                     /* seconds of processor time of this process */
double bench_wall(void);                    /* seconds of the monotonic clock */
double bench_median(double *values, int n); /* sorts them */

/* What the command line says. */
struct bench_setting {
    const char *program; /* the crossroads program */
    const char *root;    /* of the source tree */
    int rounds;
};

/* Families of rows. 0: two programs that should compute the same do not, or one failed. */
int bench_walk(const struct bench_setting *setting);
int bench_flagship(const struct bench_setting *setting);
int bench_tree(const struct bench_setting *setting);
int bench_split(const struct bench_setting *setting);
int bench_numbers(const struct bench_setting *setting);
int bench_threads(const struct bench_setting *setting);
int bench_start(const struct bench_setting *setting);
int bench_numpy(const struct bench_setting *setting);
int bench_plan(const struct bench_setting *setting);
int bench_decades(const struct bench_setting *setting);
int bench_errors(const struct bench_setting *setting);

#endif
