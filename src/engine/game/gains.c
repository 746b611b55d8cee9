/* What somebody could gain against the others' play: by any strategy of his own, from the start,
 * and at one information set alone, under the beliefs there.
 *
 * The best reply is found from a player's last information sets to his first. With perfect recall
 * whoever knows his own moves before a set knows how many there were, so sets with equally many are
 * settled together, after those with more. */
#include "engine/game/game.h"

#include "base/fmath.h"

#include <math.h>
#include <string.h>

struct reply {
    const struct cr_game *game;
    const struct cr_game_play *play;
    int player, most;
    int *depth;    /* [n_nodes] own moves before the node */
    double *reach; /* [n_nodes] by the others' choices */
    double *sum;   /* [n_nodes] payoff over ends, by chance and the others, under the best reply */
    double *worth; /* [n_options] */
    int *best;     /* [n_sets] */
};

static bool is_own(const struct reply *r, int node)
{
    return r->game->set[node] >= 0 && r->game->player[r->game->set[node]] == r->player;
}

static void prepare_reply(struct reply *r)
{
    const struct cr_game *game = r->game;
    r->most = 0;
    for (int i = 0; i < game->n_nodes; i++) {
        int parent = game->parent[i], taken = game->taken[i];
        bool own = i > 0 && is_own(r, parent);
        r->depth[i] = (i > 0 ? r->depth[parent] : 0) + own;
        r->reach[i] = (i > 0 ? r->reach[parent] : 1) * (taken < 0 || own ? 1 : r->play->p[taken]);
        r->most = r->depth[i] > r->most ? r->depth[i] : r->most;
        r->sum[i] =
            game->payoff[(size_t)i * (size_t)game->n_players + (size_t)r->player] * game->weight[i];
    }
    memset(r->worth, 0, (size_t)game->n_options * sizeof *r->worth);
}

/* The options of own sets with `depth` moves before them have their values; the best are taken. */
static void choose(struct reply *r, int depth)
{
    const struct cr_game *game = r->game;
    for (int s = 0; s < game->n_sets; s++) {
        if (game->player[s] != r->player || game->depth[s] != depth)
            continue;
        r->best[s] = game->first[s];
        for (int o = game->first[s]; o < game->first[s + 1]; o++) {
            if (r->worth[o] > r->worth[r->best[s]])
                r->best[s] = o;
        }
    }
}

static double best_reply(struct reply *r)
{
    const struct cr_game *game = r->game;
    prepare_reply(r);
    for (int depth = r->most; depth >= 0; depth--) {
        for (int i = game->n_nodes; i-- > 1;) { /* what stands right behind own moves */
            if (r->depth[i] == depth + 1 && game->linked[i] && is_own(r, game->parent[i]))
                r->worth[game->taken[i]] += r->reach[game->parent[i]] * r->sum[i];
        }
        choose(r, depth);
        for (int i = game->n_nodes; i-- > 1;) {
            int parent = game->parent[i], taken = game->taken[i];
            if (r->depth[parent] != depth || !game->linked[i])
                continue;
            double p = taken < 0           ? 1
                       : is_own(r, parent) ? r->best[game->set[parent]] == taken
                                           : r->play->p[taken];
            r->sum[parent] += p * r->sum[i];
        }
    }
    return r->sum[0];
}

/* The expected payoff of the play itself. */
static double as_played(const struct reply *r, double *sum)
{
    const struct cr_game *game = r->game;
    for (int i = 0; i < game->n_nodes; i++)
        sum[i] =
            game->payoff[(size_t)i * (size_t)game->n_players + (size_t)r->player] * game->weight[i];
    for (int i = game->n_nodes; i-- > 1;) {
        if (game->linked[i])
            sum[game->parent[i]] += (game->taken[i] < 0 ? 1 : r->play->p[game->taken[i]]) * sum[i];
    }
    return sum[0];
}

void cr_game_regret(struct cr_arena *scratch, const struct cr_game *game, struct cr_game_play *play)
{
    struct reply r = {.game = game, .play = play};
    r.depth = CR_NEW(scratch, int, game->n_nodes);
    r.reach = CR_NEW(scratch, double, game->n_nodes);
    r.sum = CR_NEW(scratch, double, game->n_nodes);
    r.worth = CR_NEW(scratch, double, game->n_options);
    r.best = CR_NEW(scratch, int, game->n_sets);
    play->worst = play->set_regret = 0;
    for (r.player = 0; r.player < game->n_players; r.player++) {
        double best = best_reply(&r);
        play->regret[r.player] = fmax(0, best - as_played(&r, r.sum));
        play->worst = fmax(play->worst, play->regret[r.player] / game->span[r.player]);
    }
    for (int s = 0; s < game->n_sets; s++) {
        double most = -INFINITY, mean = 0;
        for (int o = game->first[s]; o < game->first[s + 1]; o++) {
            most = fmax(most, play->value[o]);
            mean += play->p[o] * play->value[o];
        }
        if (game->first[s + 1] - game->first[s] < 2)
            continue;
        play->set_regret = fmax(play->set_regret, most - mean);
        play->worst = fmax(play->worst, (most - mean) / game->span[game->player[s]]);
    }
}
