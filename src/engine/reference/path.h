/* One path through one world, a step at a time, by scalar code that is to be read beside
 * docs/reference/language.md: what a node's branches are worth, what taking one does, what counts
 * at the end. It goes straight from the scenario's expressions (cr_expr_eval) and shares nothing
 * with the walk but the policy; slow on purpose.
 *
 * Whoever plays brings the luck. Here nothing is drawn: the replay picks branches by the addresses
 * of the walk, the readable engine by a gsl_rng:
 *
 *     cr_path_begin(path, slots, lens)
 *     while (path->point >= 0)
 *         cr_path_shares(path), then cr_path_take(path, a branch picked by path->p)
 *     cr_path_end(path)
 *
 * All of them return 0 after a fault, which then stands in *path->fault. */
#ifndef CR_ENGINE_REFERENCE_PATH_H
#define CR_ENGINE_REFERENCE_PATH_H

#include "engine/policy.h"

/* Draws an effect or payoff that the file gives as a distribution, at so many visits of the node
 * before this one. */
typedef double cr_path_draw(void *luck, const struct cr_number *number, uint32_t visit);

struct cr_path_state {
    const struct cr_program *program;
    const struct cr_policy *policy;
    cr_path_draw *draw;
    void *luck;
    struct cr_fault *fault;
    /* Where the path stands: */
    int point;    /* node, -1 at the end */
    int outcome;  /* at the end, else -1 */
    double stage; /* of the last node that has one, -1 before */
    double *p;    /* [max_branches] shares at `point`, after cr_path_shares */
    /* What it has gathered; branches taken and visits are kept for every node, whether or not
     * anybody asks: a program that fails to number a branch somebody asks for then shows. */
    const double *slots;        /* the world */
    double *state;              /* [n_states] */
    double *payoffs, *measures; /* [n_actors]; [n_measures] at the end */
    double weight;              /* likelihood of the evidence so far */
    double *visits;             /* [n_points] */
    unsigned *taken;            /* [n_branches] how often */
    /* Scratch: */
    double *values;      /* [max_effects] */
    unsigned char *open; /* [max_branches] */
    int *ties;           /* [max_branches] */
    int lens, automaton; /* lens -1: no pool */
};

struct cr_path_state *cr_path_new(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_policy *policy, cr_path_draw *draw, void *luck, struct cr_fault *fault);
/* To the start of another path: slots[n_slots] must stay while it is played; lens -1: no pool. */
int cr_path_begin(struct cr_path_state *path, const double *slots, int lens);
/* path->p: with which probability each branch comes here. */
int cr_path_shares(struct cr_path_state *path);
/* The branch that evidence insists on here: it has to be taken, and the path weighs what it was
 * worth. -1 where there is a choice. */
int cr_path_insisted(const struct cr_path_state *path);
/* Takes a branch: its payoffs and effects, and on to the next node or the end. */
int cr_path_take(struct cr_path_state *path, int branch);
/* At an outcome: evidence that was missed, totals, measures. */
int cr_path_end(struct cr_path_state *path);

#endif
