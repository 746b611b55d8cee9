/* What an engine is asked, and what a single future is. */
#ifndef CR_ENGINE_OPTIONS_H
#define CR_ENGINE_OPTIONS_H

#include "engine/result.h"
#include "program/fault.h"
#include "program/worlds.h"

/* Called now and then from the calling thread: done of total (in runs or worlds). Returns nonzero
 * to stop early. */
typedef int cr_progress(void *context, double done, double total);

struct cr_long_run;
/* What was decided for the caller (engine/effort.h). */
struct cr_run_plan {
    bool open_runs, open_worlds; /* their numbers were left open */
    bool wish;                   /* so was the precision: missing it is no failure */
    uint64_t first;              /* runs before the precision is looked at for the first time */
};
/* Called before a run is played anew because the one before was less precise than was asked: how
 * many runs (0: worlds are exact) and worlds it will take, and seconds, as far as that one tells.
 */
typedef void cr_expect(void *context, double runs, double worlds, double seconds);

struct cr_run_options {
    struct cr_luck luck;
    uint64_t runs,
        worlds; /* worlds <= runs; both >= 1; without anything uncertain worlds is taken as 1 */
    struct cr_run_plan plan; /* zero: everything was given */
    enum cr_engine engine;
    enum cr_sampling sampling;
    int threads;            /* 0: as many as there are processors */
    double precision;       /* stop when every outcome's 95 % error is below it; 0: no such rule */
    double max_seconds;     /* 0: no limit */
    uint64_t max_positions; /* 0: 1,000,000 */
    bool lean;     /* a walk and a rollback give shares and means with their errors only: no
                      quantiles; a rollback no standard deviations and stages either */
    bool clusters; /* keep what comparisons on the same luck need (struct cr_clusters) */
    struct cr_long_run *long_run; /* engine/durable/checkpoint.h; NULL: keep nothing */
    cr_progress *progress;
    void *progress_context;
    cr_expect *expect; /* may be NULL */
    void *expect_context;
};

struct cr_solve_options {
    struct cr_luck luck;
    uint64_t worlds; /* 0: base case */
    enum cr_rule rule;
    uint64_t equilibria; /* paths to others; 0: none */
    enum cr_sampling sampling;
    int threads;
    uint64_t max_positions;
    cr_progress *progress;
    void *progress_context;
};
/* ---- One future, for show --run, play and the tests ---- */

struct cr_step {
    int node, branch;   /* branch local */
    double *state;      /* [n_states] after it */
    double probability; /* of the branch, here */
};
struct cr_path {
    struct cr_luck luck;
    struct cr_step *steps;
    size_t n_steps;
    int outcome;
    double *slots;    /* the world */
    double *state;    /* final */
    double *payoffs;  /* [n_actors] */
    double *measures; /* [n_measures] */
    double weight;    /* likelihood of the evidence on it */
};
#endif
