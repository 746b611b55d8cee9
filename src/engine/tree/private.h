/* Decisions of actors who know different things (engine/tree/private.c). */
#ifndef CR_ENGINE_TREE_PRIVATE_H
#define CR_ENGINE_TREE_PRIVATE_H

#include "engine/game/game.h"
#include "program/fault.h"

struct cr_tree;

struct cr_tree_game {
    struct cr_game game;
    struct cr_game_result result;
    int *player_of; /* [n_actors] or -1 */
    int n_players;
    int *number;    /* [by family and set] in the game; -1: it is not solved */
    int *option_of; /* [options of the game] the branch, local */
    double *belief; /* [n_positions] in its information set; 0 elsewhere */
    double *factor; /* [n_positions] the same for each unit of its chance weight; -1 elsewhere */
};
/* Solves the decisions of a tree that hides something: sets have their policies, and positions
 * their beliefs, in tree->game. */
enum cr_status cr_tree_private(struct cr_tree *tree, struct cr_fault *fault) CR_MUST_USE;

/* Lets everybody play so from now on. */
void cr_tree_private_play(struct cr_tree *tree, const struct cr_game_play *play);

#endif
