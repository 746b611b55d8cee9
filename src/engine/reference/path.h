/* One path through one world, a step at a time, by scalar code that is to be read beside
 * docs/reference/language.md: what a node's branches are worth, what taking one does, what counts
 * at the end. It goes straight from the scenario's expressions (cr_expr_eval) and shares nothing
 * with the walk but the policy; slow on purpose.
 *
 * Whoever plays brings the luck. Here nothing is drawn: the replay looks numbers up by the
 * addresses of the walk, the readable engine has a gsl_rng:
 *
 *     cr_path_world(path, lens)
 *     cr_path_begin(path)
 *     while (path->point >= 0)
 *         cr_path_shares(path), then cr_path_play_branch(path, a branch picked by path->p)
 *     cr_path_end(path)
 *
 * After a fault, which then stands in *path->fault, all of them return CR_INPUT. */
#ifndef CR_ENGINE_REFERENCE_PATH_H
#define CR_ENGINE_REFERENCE_PATH_H

#include "engine/policy.h"
#include "program/fault.h"

/* Where random numbers come from. */
struct cr_path_luck {
    void *of;
    /* A number of the world, in a slot: of one law, or of several at the same uniform. */
    double (*number)(void *of, int slot, const struct cr_slot_value *value);
    /* Shares of a set with `confidence: kappa`, whose slots begin at `first`: Dirichlet with kappa
     * times their cases, of `whole`.
     */
    void (*shares)(void *of, int first, double kappa, double *shares);
    /* An effect or payoff of the run, at so many visits of the node before this one. */
    double (*effect)(void *of, const struct cr_number *number, uint32_t visit);
};

struct cr_path_state {
    const struct cr_program *program;
    const struct cr_policy *policy;
    struct cr_path_luck luck;
    struct cr_fault *fault;
    /* Where the path stands: */
    int point;    /* node, -1 at the end */
    int outcome;  /* at the end, else -1 */
    double stage; /* of the last node that has one, -1 before */
    double *p;    /* [max_branches] shares at `point`, after cr_path_shares */
    /* The world: */
    double *slots; /* [n_slots] */
    int lens;      /* in a pool, else -1 */
    /* What the path has gathered. Branches taken and visits are kept for every node, whether or not
     * anybody asks: a program that fails to number a branch somebody asks for then shows. */
    double *state;              /* [n_states] */
    double *payoffs, *measures; /* [n_actors]; [n_measures] at the end */
    double weight;              /* likelihood of the evidence so far */
    double *visits;             /* [n_points] */
    unsigned *taken;            /* [n_branches] how often */
    int automaton;              /* state of the policy */
    /* Scratch: */
    double *values;      /* [max_effects] */
    unsigned char *open; /* [max_branches] */
    int *ties;           /* [max_branches] */
    double *opinions;    /* [4 * max_branches] of the lenses */
};

struct cr_path_state *cr_path_new(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_policy *policy, struct cr_path_luck luck, struct cr_fault *fault);
/* Another world: draws path->slots, seen through a lens of the pool (-1: there is none). */
enum cr_status cr_path_world(struct cr_path_state *path, int lens) CR_MUST_USE;
/* To the start of another path in it. */
enum cr_status cr_path_begin(struct cr_path_state *path) CR_MUST_USE;
/* path->p: with which probability each branch comes here. */
enum cr_status cr_path_shares(struct cr_path_state *path) CR_MUST_USE;
/* The branch that evidence insists on here: it has to be taken, and the path weighs what it was
 * worth. -1 where there is a choice. */
int cr_path_insisted(const struct cr_path_state *path);
/* Takes a branch: its payoffs and effects, and on to the next node or the end. */
enum cr_status cr_path_play_branch(struct cr_path_state *path, int branch) CR_MUST_USE;
/* At an outcome: evidence that was missed, totals, measures. */
enum cr_status cr_path_end(struct cr_path_state *path) CR_MUST_USE;

#endif
