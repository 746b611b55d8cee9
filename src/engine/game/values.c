/* What options are worth when everybody plays like this, and how that changes with the play.
 *
 * Forwards, logarithms of how likely the choices on the way make each history; from them and the
 * weights of chance the beliefs in each information set, which so have a limit where choices become
 * infinitely rare. Backwards, the payoffs summed over ends, weighted by chance and by the choices
 * that are still to come. An option's value is the mean over the set's histories, by the beliefs.
 * The derivative goes through the same two sweeps. */
#include "engine/game/game.h"

#include "base/fmath.h"

#include <math.h>
#include <string.h>

struct cr_game_sweep {
    const struct cr_game *game;
    double *log_weight; /* [n_nodes] */
    double *sum;        /* [n_nodes * n_players] */
    double *d_reach;    /* [n_nodes] */
    double *d_sum;      /* [n_nodes * n_players] */
    double *d_belief;   /* [by member] */
    int *slot;          /* [n_nodes] its place among the members, or -1 */
};

struct cr_game_play cr_game_play_new(struct cr_arena *arena, const struct cr_game *game)
{
    return (struct cr_game_play){.log_p = CR_NEW(arena, double, game->n_options),
        .p = CR_NEW(arena, double, game->n_options),
        .belief = CR_NEW(arena, double, game->member_of[game->n_sets]),
        .log_reach = CR_NEW(arena, double, game->n_nodes),
        .value = CR_NEW(arena, double, game->n_options),
        .regret = CR_NEW(arena, double, game->n_players)};
}

struct cr_game_sweep *cr_game_sweep_new(struct cr_arena *arena, const struct cr_game *game)
{
    size_t n = (size_t)game->n_nodes, all = n * (size_t)game->n_players;
    struct cr_game_sweep *sweep = CR_NEW(arena, struct cr_game_sweep, 1);
    *sweep = (struct cr_game_sweep){.game = game,
        .log_weight = CR_NEW(arena, double, n),
        .sum = CR_NEW(arena, double, all),
        .d_reach = CR_NEW(arena, double, n),
        .d_sum = CR_NEW(arena, double, all),
        .d_belief = CR_NEW(arena, double, game->member_of[game->n_sets]),
        .slot = CR_NEW(arena, int, n)};
    for (int i = 0; i < game->n_nodes; i++) {
        sweep->log_weight[i] = cr_log(game->weight[i]);
        sweep->slot[i] = -1;
    }
    for (int k = 0; k < game->member_of[game->n_sets]; k++)
        sweep->slot[game->member[k]] = k;
    return sweep;
}

static void find_beliefs(const struct cr_game_sweep *sweep, struct cr_game_play *play)
{
    const struct cr_game *game = sweep->game;
    for (int s = 0; s < game->n_sets; s++) {
        double most = -INFINITY, total = 0;
        for (int k = game->member_of[s]; k < game->member_of[s + 1]; k++) {
            int i = game->member[k];
            most = fmax(most, play->log_reach[i] + sweep->log_weight[i]);
        }
        for (int k = game->member_of[s]; k < game->member_of[s + 1]; k++) {
            int i = game->member[k];
            play->belief[k] = cr_exp(play->log_reach[i] + sweep->log_weight[i] - most);
            total += play->belief[k];
        }
        for (int k = game->member_of[s]; k < game->member_of[s + 1]; k++)
            play->belief[k] /= total;
    }
}

void cr_game_value(struct cr_game_sweep *sweep, struct cr_game_play *play)
{
    const struct cr_game *game = sweep->game;
    size_t players = (size_t)game->n_players;
    for (int i = 0; i < game->n_nodes; i++) {
        play->log_reach[i] = i == 0 ? 0 : play->log_reach[game->parent[i]];
        play->log_reach[i] += game->taken[i] < 0 ? 0 : play->log_p[game->taken[i]];
    }
    find_beliefs(sweep, play);
    memset(play->value, 0, (size_t)game->n_options * sizeof *play->value);
    for (size_t k = 0; k < (size_t)game->n_nodes * players; k++)
        sweep->sum[k] = game->payoff[k] * game->weight[k / players];
    for (int i = game->n_nodes; i-- > 1;) {
        int parent = game->parent[i], taken = game->taken[i];
        if (!game->linked[i])
            continue;
        if (taken >= 0 && sweep->slot[parent] >= 0)
            play->value[taken] +=
                play->belief[sweep->slot[parent]] / game->weight[parent] *
                sweep->sum[(size_t)i * players + (size_t)game->player[game->set[parent]]];
        double p = taken < 0 ? 1 : play->p[taken];
        for (size_t a = 0; a < players; a++)
            sweep->sum[(size_t)parent * players + a] += p * sweep->sum[(size_t)i * players + a];
    }
}

static void slope_of_beliefs(struct cr_game_sweep *sweep, const struct cr_game_play *play)
{
    const struct cr_game *game = sweep->game;
    for (int s = 0; s < game->n_sets; s++) {
        double mean = 0;
        for (int k = game->member_of[s]; k < game->member_of[s + 1]; k++)
            mean += play->belief[k] * sweep->d_reach[game->member[k]];
        for (int k = game->member_of[s]; k < game->member_of[s + 1]; k++)
            sweep->d_belief[k] = play->belief[k] * (sweep->d_reach[game->member[k]] - mean);
    }
}

void cr_game_slope(struct cr_game_sweep *sweep, const struct cr_game_play *play,
    const double *d_log_p, const double *d_p, double *d_value)
{
    const struct cr_game *game = sweep->game;
    size_t players = (size_t)game->n_players;
    for (int i = 0; i < game->n_nodes; i++) {
        sweep->d_reach[i] = i == 0 ? 0 : sweep->d_reach[game->parent[i]];
        sweep->d_reach[i] += game->taken[i] < 0 ? 0 : d_log_p[game->taken[i]];
    }
    slope_of_beliefs(sweep, play);
    memset(d_value, 0, (size_t)game->n_options * sizeof *d_value);
    memset(sweep->d_sum, 0, (size_t)game->n_nodes * players * sizeof *sweep->d_sum);
    for (int i = game->n_nodes; i-- > 1;) {
        int parent = game->parent[i], taken = game->taken[i];
        if (!game->linked[i])
            continue;
        const double *sum = &sweep->sum[(size_t)i * players],
                     *d_sum = &sweep->d_sum[(size_t)i * players];
        if (taken >= 0 && sweep->slot[parent] >= 0) {
            int k = sweep->slot[parent], own = game->player[game->set[parent]];
            d_value[taken] += (sweep->d_belief[k] * sum[own] + play->belief[k] * d_sum[own]) /
                              game->weight[parent];
        }
        double p = taken < 0 ? 1 : play->p[taken], d = taken < 0 ? 0 : d_p[taken];
        double *to = &sweep->d_sum[(size_t)parent * players];
        for (size_t a = 0; a < players; a++)
            to[a] += p * d_sum[a] + d * sum[a];
    }
}
