/* A game in extensive form, as flat arrays, and its equilibria. It knows nothing of scenarios: a
 * tree (engine/tree/private.c) says what it is made of.
 *
 * Every history is a node; a node stands behind its parent. Chance is in the weights: `weight` is
 * how likely the chance moves on the way are (over worlds: on average). What is not linked to its
 * parent lies behind a chance move of probability 0 and adds nothing to it.
 *
 * Options are numbered through all information sets. Perfect recall is assumed. */
#ifndef CR_ENGINE_GAME_GAME_H
#define CR_ENGINE_GAME_GAME_H

#include "base/arena.h"

#include <stdbool.h>

struct cr_game {
    int n_nodes, n_players, n_sets, n_options;
    const int *parent;    /* [n_nodes] -1 at the root, which is node 0 */
    const bool *linked;   /* [n_nodes] */
    const int *set;       /* [n_nodes] the information set that decides here, or -1 */
    const int *taken;     /* [n_nodes] the option that leads here, or -1 */
    const double *weight; /* [n_nodes] above 0 */
    const double *payoff; /* [n_nodes * n_players] of ends: what each wants as much of as he can
                             get, on average; 0 elsewhere */
    const int *player;    /* [n_sets] */
    const int *first;     /* [n_sets + 1] index of its first option */
    const int *depth;     /* [n_sets] own moves before it */
    const int *member_of; /* [n_sets + 1] where its histories begin in `member` */
    const int *member;    /* histories of every set: those with the fewest impossible moves */
    const double *span;   /* [n_players] span of the payoffs; above 0 */
};

/* How everybody plays. */
struct cr_game_play {
    double *log_p;     /* [n_options] logarithm of p; of a limit also where p is 0 */
    double *p;         /* [n_options] */
    double *belief;    /* [by member] in its information set */
    double *log_reach; /* [n_nodes] by the choices on the way */
    double *value;     /* [n_options] to who decides, under the beliefs */
    double *regret;    /* [n_players] what a strategy of one's own could bring at most */
    double set_regret; /* the largest gain at a single information set */
    double worst;      /* the largest of `regret` and `set_regret`, in parts of the player's span */
};

struct cr_game_result {
    struct cr_game_play play;
    double lambda; /* lambda that was reached, or asked for */
    int forks;     /* how many forks of the path were met */
    bool again;    /* the path passes the lambda asked for again */
    bool polished;
    int steps;
};

enum cr_game_status {
    CR_GAME_OK,
    CR_GAME_LOST /* the path could not be followed to the lambda asked for */
};
/* The largest number of options less sets that is followed. */
enum { CR_GAME_MOST = 600 };

/* The branch of logit equilibria (logit.c) from a way of playing at lambda 0, given by log-odds
 * prior[n_options]; NULL: all options alike, the principal branch. To the first point with
 * `lambda`, or with lambda infinite to the limit, polished. */
enum cr_game_status cr_game_follow(struct cr_arena *arena, const struct cr_game *game,
    double lambda, const double *prior, struct cr_game_result *result);

/* Equilibria that `tries` less 1 branches from random beginnings end in, each once, the given one
 * first, then pure ones (others.c); how many. */
int cr_game_others(struct cr_arena *arena, const struct cr_game *game,
    const struct cr_game_play *principal, uint64_t tries, uint64_t seed,
    struct cr_game_play **list);

/* ---- Shared by the files of this folder ---- */

struct cr_game_play cr_game_play_new(struct cr_arena *arena, const struct cr_game *game);

/* Evaluates a play with given log_p and p: reach, beliefs and values (values.c). */
struct cr_game_sweep; /* room */
struct cr_game_sweep *cr_game_sweep_new(struct cr_arena *arena, const struct cr_game *game);
void cr_game_value(struct cr_game_sweep *sweep, struct cr_game_play *play);
/* The change of the values when log_p and p change like this, at the play that cr_game_value saw
 * last. */
void cr_game_slope(struct cr_game_sweep *sweep, const struct cr_game_play *play,
    const double *d_log_p, const double *d_p, double *d_value);
/* regret, set_regret and worst of a play that has its values (gains.c). */
void cr_game_regret(
    struct cr_arena *scratch, const struct cr_game *game, struct cr_game_play *play);
/* Makes an equilibrium exact (polish.c): better, or as it was. True where it became better. */
bool cr_game_polish(struct cr_arena *arena, const struct cr_game *game, struct cr_game_play *play);

#endif
