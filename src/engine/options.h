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
    bool open_runs, open_worlds; /* the number of runs, of worlds, was left open */
    bool wish;                   /* the precision was left open: missing it is no failure */
    uint64_t first;              /* runs before the precision is looked at for the first time */
};
/* Called before a run is played anew because the one before was less precise than was asked: how
 * many runs (0: worlds are exact) and worlds it will take, and seconds, as far as that one tells.
 */
typedef void cr_expect(void *context, double runs, double worlds, double seconds);

/* How much is played or evaluated, on what luck, and how. Every engine and every analysis is asked
 * by it, alone or inside options of its own; api/spec.c fills it from the options of the library.
 * What an engine or an analysis has no use for, it does not look at. */
struct cr_run_spec {
    struct cr_luck luck;
#define CR_SPEC(member, type, theirs, option, value, help) type member;
#define CR_SPEC_READ(member, type, help) type member;
#include "base/run_spec.def"
#undef CR_SPEC
#undef CR_SPEC_READ
    cr_progress *progress;  /* may be NULL */
    void *progress_context; /* what `progress` gets */
    cr_expect *expect;      /* may be NULL */
    void *expect_context;   /* what `expect` gets */
};
/* The same for a part of the work that nobody watches, and that ends when it is done: luck, worlds,
 * sampling, threads and the size of a tree. */
static inline struct cr_run_spec cr_spec_of_part(const struct cr_run_spec *whole)
{
    return (struct cr_run_spec){.luck = whole->luck,
        .worlds = whole->worlds,
        .sampling = whole->sampling,
        .threads = whole->threads,
        .max_positions = whole->max_positions};
}

struct cr_run_options {
    struct cr_run_spec spec;
    struct cr_run_plan plan; /* zero: everything was given */
    bool lean;     /* a walk and a rollback give shares and means with their errors only: no
                      quantiles; a rollback no standard deviations and stages either */
    bool clusters; /* keep what comparisons on the same luck need (struct cr_clusters) */
    struct cr_long_run *long_run; /* engine/durable/checkpoint.h; NULL: keep nothing */
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
