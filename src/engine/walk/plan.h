/* What each node and branch needs to see, worked out once: the walk gathers only that. */
#ifndef CR_ENGINE_WALK_PLAN_H
#define CR_ENGINE_WALK_PLAN_H

#include "program/program.h"

struct cr_needs {
    int *slots, *states, *bits, *visits; /* indices, each once */
    int n_slots, n_states, n_bits, n_visits;
    bool stage;
};
struct cr_plan {
    struct cr_needs *points; /* [n_points]: to find the shares of the branches */
    struct cr_needs
        *branches; /* [n_branches]: to apply effects and payoffs; the changed states included */
    struct cr_needs *endings; /* [n_endings]: to pay the outcome */
    struct cr_needs final;    /* actors' payoffs and measures */
    const double **alike; /* [n_points]: the shares of the branches where they are the same in every
                             run, else NULL */
    bool *apart; /* [n_branches]: its effects and payoffs depend on nothing: constants and draws */
    bool *same_stage; /* [n_points]: all that comes here is in its stage already */
    bool *clamped; /* [n_points]: the branch that was seen is forced, the weight takes its share */
};
struct cr_plan *cr_plan_new(struct cr_arena *arena, const struct cr_program *program);

#endif
