/* Running and solving a program. Engines never print and know no YAML. */
#ifndef CR_ENGINE_ENGINE_H
#define CR_ENGINE_ENGINE_H

#include "engine/result.h"
#include "program/fault.h"
#include "program/worlds.h"

/* Called now and then from the calling thread: done of total (in runs or worlds). Returns nonzero
 * to stop early. */
typedef int cr_progress(void *context, double done, double total);

struct cr_long_run;
struct cr_run_options {
    struct cr_luck luck;
    uint64_t runs,
        worlds; /* worlds <= runs; both >= 1; without anything uncertain worlds is taken as 1 */
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
};

/* Plays or evaluates the program. CR_INPUT: a numeric fault, in *fault. CR_INTERRUPTED, and
 * CR_IO if a checkpoint could not be written: *result is whole for the runs it names. `arena` owns
 * the result. */
enum cr_status cr_engine_run(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, struct cr_run_result *result,
    struct cr_fault *fault) CR_MUST_USE;

struct cr_solve_options {
    struct cr_luck luck;
    uint64_t worlds; /* 0: base case */
    enum cr_rule rule;
    enum cr_sampling sampling;
    int threads;
    uint64_t max_positions;
    cr_progress *progress;
    void *progress_context;
};
/* Exact evaluation with choices by backward induction at information sets (or as the program's
 * `choose` says). CR_USAGE with fault->text: the rule cannot be followed here. */
enum cr_status cr_engine_solve(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_solve_options *options, struct cr_solve_result *result,
    struct cr_fault *fault) CR_MUST_USE;

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
/* Replays run r of a seed exactly as the walk plays it, by a scalar routine of its own (the tests'
 * reference). */
enum cr_status cr_engine_replay(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, uint64_t run, struct cr_path *path,
    struct cr_fault *fault) CR_MUST_USE;

#endif
