/* How decisions are played: computed by the tree (engine/policy.c), looked up by the walk.
 *
 * A policy is an automaton over what actors can see. A run carries a state of it; taking a branch
 * moves it on. At a decision the row says the probability of each option for the set of options
 * open there. */
#ifndef CR_ENGINE_POLICY_H
#define CR_ENGINE_POLICY_H

#include "engine/choose.h"
#include "engine/options.h"
#include "program/fault.h"

struct cr_policy {
    bool needed; /* false: every decision is as written, uniform or fixed: no lookup */
    int n_states;
    int start;
    /* move[first[s] + local branch]: the next automaton state after taking that branch at s's node;
     * -1: cannot happen. */
    const int *first, *move;
    const int *point; /* [n_states]: the node s stands at (-1: an outcome) */
    /* worth[first[s] + local branch]: for a decision node the deciding actor's utility of that
     * option (NaN: never worked out because it is closed for ever), from which the choice among the
     * open options is made: */
    const struct cr_worth *worth;
    /* An information set is what was seen and what is open: sets [first_set[s], first_set[s + 1])
     * of state s are those met in solving, set k with open options and values at [set_at[k], ...).
     * Use cr_policy_worth. */
    const int *first_set;
    const size_t *set_at;
    const unsigned char *set_open;
    const struct cr_worth *set_worth;
    /* Where actors know different things they are solved for together, and their options have
     * probabilities of their own, in the places of set_worth; else NULL. */
    const double *set_p;
    const char **notes; /* sentences about options that are equally good */
    int n_notes;
};
/* Worlds over which a walk's decisions are solved, at most: solving costs the whole tree in each.
 */
enum { CR_POLICY_WORLDS = 1000 };
/* The values of the n options at automaton state s for what is open there: of that information set,
 * or where it was not met in solving the values over all sets at s. */
const struct cr_worth *cr_policy_worth(
    const struct cr_policy *policy, int s, const unsigned char *open, int n);
/* The probabilities of the n options at a decision in automaton state s, for what is open there;
 * ties may be NULL. A policy that is not needed goes by `point` alone. */
void cr_policy_play(const struct cr_policy *policy, int s, const struct cr_point *point,
    const unsigned char *open, bool minimise, double *p, int *ties, int *n_ties);
/* Solves for a policy of the program over `options->worlds` worlds (0: base case). policy->needed
 * is false when no decision needs it. */
enum cr_status cr_policy_solve(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_spec *options, struct cr_policy *policy,
    struct cr_fault *fault) CR_MUST_USE;

/* The policy of a run: over its worlds, or as many of them. */
enum cr_status cr_policy_for_run(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, struct cr_policy *policy,
    struct cr_fault *fault) CR_MUST_USE;

void cr_run_note_policy(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, const struct cr_policy *policy,
    struct cr_run_result *result);

#endif
