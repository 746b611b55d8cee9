/* From near an equilibrium to it.
 *
 * At the end of the path every option that is played in the limit is worth nearly the same as the
 * others of its set that are, and every other is hardly played at all. Which are which is guessed
 * by how rarely an option is played, in several ways. What is hardly played is then never played,
 * but its log-odds stay, since they say what is believed where nobody comes; and all log-odds are
 * moved by Gauss and Newton's least steps until the options that are played are worth the same.
 * Solutions can form a continuum (as in Kuhn's poker), hence singular values. Of all guesses the
 * one with the smallest regrets is kept, if they are smaller than before. */
#include "engine/game/game.h"

#include "base/fmath.h"
#include "numeric/linear.h"

#include <math.h>
#include <string.h>

struct polish {
    const struct cr_game *game;
    struct cr_game_sweep *sweep;
    struct cr_game_play play;
    bool *played;                    /* [n_options] */
    double *odds;                    /* [n_options] log-odds, in each set up to a constant */
    double *tried;                   /* [n_options] */
    double *change;                  /* [n_options] */
    double *matrix, *right;          /* [rows * n_options], [rows] */
    double *d_log_p, *d_p, *d_value; /* [n_options] */
    int rows;
};

/* Probabilities among what is played; the rest by its odds against those. */
static void play_odds(struct polish *x, const double *odds)
{
    const struct cr_game *game = x->game;
    for (int s = 0; s < game->n_sets; s++) {
        double most = -INFINITY, total = 0;
        for (int o = game->first[s]; o < game->first[s + 1]; o++)
            most = x->played[o] ? fmax(most, odds[o]) : most;
        for (int o = game->first[s]; o < game->first[s + 1]; o++)
            total += x->played[o] ? cr_exp(odds[o] - most) : 0;
        double all = most + cr_log(total);
        for (int o = game->first[s]; o < game->first[s + 1]; o++) {
            x->play.log_p[o] = odds[o] - all;
            x->play.p[o] = x->played[o] ? cr_exp(odds[o] - all) : 0;
        }
    }
    cr_game_value(x->sweep, &x->play);
}

static void guess(struct polish *x, const struct cr_game_play *near, double rare)
{
    const struct cr_game *game = x->game;
    for (int s = 0; s < game->n_sets; s++) {
        int best = game->first[s];
        for (int o = game->first[s]; o < game->first[s + 1]; o++) {
            x->odds[o] = near->log_p[o];
            x->played[o] = near->p[o] > rare;
            best = near->p[o] > near->p[best] ? o : best;
        }
        x->played[best] = true;
    }
}

/* The option of its set that one is held against: the first that is played; -1: it is that one, or
 * is not played. */
static int find_reference(const struct polish *x, int s, int o)
{
    int first = x->game->first[s];
    while (!x->played[first])
        first++;
    return x->played[o] && o != first ? first : -1;
}

/* By how much what is played is worth more than the first; the largest in parts of the span. */
static double differences(struct polish *x)
{
    const struct cr_game *game = x->game;
    double worst = 0;
    x->rows = 0;
    for (int s = 0; s < game->n_sets; s++) {
        for (int o = game->first[s]; o < game->first[s + 1]; o++) {
            int first = find_reference(x, s, o);
            if (first < 0)
                continue;
            double d = (x->play.value[first] - x->play.value[o]) / game->span[game->player[s]];
            x->right[x->rows++] = d;
            worst = fmax(worst, fabs(d));
        }
    }
    return worst;
}

/* The derivatives of the differences with respect to every log-odds. */
static void fill_matrix(struct polish *x)
{
    const struct cr_game *game = x->game;
    int n = game->n_options;
    for (int s = 0; s < game->n_sets; s++) {
        for (int v = game->first[s]; v < game->first[s + 1]; v++) {
            memset(x->d_log_p, 0, (size_t)n * sizeof *x->d_log_p);
            memset(x->d_p, 0, (size_t)n * sizeof *x->d_p);
            for (int o = game->first[s]; o < game->first[s + 1]; o++) {
                x->d_log_p[o] = (o == v) - x->play.p[v];
                x->d_p[o] = x->play.p[o] * x->d_log_p[o];
            }
            cr_game_slope(x->sweep, &x->play, x->d_log_p, x->d_p, x->d_value);
            int row = 0;
            for (int t = 0; t < game->n_sets; t++) {
                for (int o = game->first[t]; o < game->first[t + 1]; o++) {
                    int first = find_reference(x, t, o);
                    if (first >= 0)
                        x->matrix[(size_t)row++ * (size_t)n + (size_t)v] =
                            (x->d_value[o] - x->d_value[first]) / game->span[game->player[t]];
                }
            }
        }
    }
}

/* A least step, as far as it helps; the differences behind it. */
static double improve(struct polish *x, struct cr_arena *scratch, double worst)
{
    int n = x->game->n_options;
    fill_matrix(x);
    cr_linear_least(scratch, x->matrix, (size_t)x->rows, (size_t)n, x->right, 1e-11, x->change);
    for (double part = 1; part > 1e-3; part /= 2) {
        for (int o = 0; o < n; o++)
            x->tried[o] = x->odds[o] + part * x->change[o];
        play_odds(x, x->tried);
        double now = differences(x);
        if (now < worst) {
            memcpy(x->odds, x->tried, (size_t)n * sizeof *x->odds);
            return now;
        }
    }
    play_odds(x, x->odds);
    return differences(x);
}

static void solve(struct polish *x, struct cr_arena *scratch)
{
    enum { ROUNDS = 30 };
    play_odds(x, x->odds);
    double worst = differences(x);
    for (int round = 0; round < ROUNDS && worst > 1e-15 && x->rows > 0; round++) {
        double now = improve(x, scratch, worst);
        if (!(now < worst))
            return;
        worst = now;
    }
}

bool cr_game_polish(struct cr_arena *arena, const struct cr_game *game, struct cr_game_play *play)
{
    static const double rare[] = {1e-2, 1e-3, 1e-4, 1e-5, 1e-7, 1e-10};
    size_t n = (size_t)game->n_options;
    struct polish x = {.game = game};
    x.sweep = cr_game_sweep_new(arena, game);
    x.play = cr_game_play_new(arena, game);
    x.played = CR_NEW(arena, bool, n);
    x.odds = CR_NEW(arena, double, n);
    x.tried = CR_NEW(arena, double, n);
    x.change = CR_NEW(arena, double, n);
    x.matrix = CR_NEW(arena, double, n *n);
    x.right = CR_NEW(arena, double, n);
    x.d_log_p = CR_NEW(arena, double, n);
    x.d_p = CR_NEW(arena, double, n);
    x.d_value = CR_NEW(arena, double, n);
    struct cr_game_play near = cr_game_play_new(arena, game);
    memcpy(near.p, play->p, n * sizeof *near.p);
    memcpy(near.log_p, play->log_p, n * sizeof *near.log_p);
    bool better = false;
    for (size_t k = 0; k < sizeof rare / sizeof *rare; k++) {
        struct cr_arena *scratch = cr_arena_scratch();
        guess(&x, &near, rare[k]);
        solve(&x, scratch);
        cr_game_regret(scratch, game, &x.play);
        cr_arena_free(scratch);
        if (!(x.play.worst < play->worst))
            continue;
        struct cr_game_play swap = *play;
        *play = x.play;
        x.play = swap;
        better = true;
    }
    return better;
}
