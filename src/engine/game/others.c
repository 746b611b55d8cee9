/* Other equilibria than that at the end of the principal branch: the ends of branches that begin
 * with other ways of playing at lambda 0, drawn at random, from nearly even to nearly pure ones.
 * Every limit of such a branch is a sequential equilibrium too; nobody knows whether all are found.
 */
#include "engine/game/game.h"

#include <math.h>

/* The next of a sequence of uniforms (Steele, Lea and Flood 2014, splitmix64). */
static double draw(uint64_t *luck)
{
    uint64_t z = *luck += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return ((double)((z ^ (z >> 31)) >> 12) + 0.5) / 4503599627370496.0;
}

static bool differs(
    const struct cr_game *game, const struct cr_game_play *a, const struct cr_game_play *b)
{
    double most = 0;
    for (int o = 0; o < game->n_options; o++)
        most = fmax(most, fabs(a->p[o] - b->p[o]));
    return most > 1e-6;
}

static bool is_pure(const struct cr_game *game, const struct cr_game_play *play)
{
    bool pure = true;
    for (int o = 0; o < game->n_options; o++)
        pure &= play->p[o] < 1e-6 || play->p[o] > 1 - 1e-6;
    return pure;
}

/* Behind the first, pure ones before those that mix, else as they were found. */
static void insert(
    const struct cr_game *game, struct cr_game_play *list, int n, const struct cr_game_play *play)
{
    int at = n;
    for (; at > 1 && is_pure(game, play) && !is_pure(game, &list[at - 1]); at--)
        list[at] = list[at - 1];
    list[at] = *play;
}

int cr_game_others(struct cr_arena *arena, const struct cr_game *game,
    const struct cr_game_play *principal, uint64_t tries, uint64_t seed, struct cr_game_play **list)
{
    static const double wide[] = {2, 6, 12, 24};
    double *prior = CR_NEW(arena, double, game->n_options);
    int n = 1;
    *list = CR_NEW(arena, struct cr_game_play, tries + 1);
    (*list)[0] = *principal;
    for (uint64_t t = 1; t < tries; t++) {
        struct cr_game_result result;
        bool known = false;
        for (int o = 0; o < game->n_options; o++)
            prior[o] = wide[t % 4] * (2 * draw(&seed) - 1);
        (void)cr_game_follow(
            arena, game, INFINITY, prior, &result); /* what counts is where it is */
        for (int k = 0; k < n && !known; k++)
            known = !differs(game, &(*list)[k], &result.play);
        if (!known && result.play.worst <= 1e-8)
            insert(game, *list, n++, &result.play);
    }
    return n;
}
