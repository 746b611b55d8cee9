/* Many single futures, kept: for pictures that show each of them, or how they went. */
#ifndef CR_ENGINE_WALK_FUTURES_H
#define CR_ENGINE_WALK_FUTURES_H

#include "engine/options.h"
#include "program/fault.h"

struct cr_future {
    uint64_t run; /* number of the run: `show --run` replays it */
    int outcome;
    double weight;  /* likelihood of the evidence; 1 without */
    double *end;    /* payoffs of actors, measures, state variables, at the end */
    double *stages; /* [(n_stages + 1) * n_states]: the state at the start, then after each stage;
                       a stage that is passed over leaves it as it was */
};
struct cr_futures {
    struct cr_luck luck;
    uint64_t played, worlds;
    struct cr_future *at; /* [n] futures that the evidence allows */
    size_t n;
    double weight; /* of all */
};
/* The first options->runs futures of a seed, as the walk plays them. */
enum cr_status cr_engine_futures(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, struct cr_futures *futures,
    struct cr_fault *fault) CR_MUST_USE;

#endif
