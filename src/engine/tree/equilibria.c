/* Other equilibria, played over the tree for what they are worth to everybody. */
#include "engine/tree/equilibria.h"

#include "engine/tree/parts.h"
#include "engine/tree/private.h"

#include <math.h>

/* How each set of the result's policy is played. */
static void fill_plan(
    const struct cr_report *r, const struct cr_solve_result *result, struct cr_other *other)
{
    other->p = CR_NEW(r->arena, double *, result->n_policy);
    for (size_t i = 0; i < result->n_policy; i++) {
        const struct cr_decision_result *row = &result->policy[i];
        const struct cr_info_set *set = &r->tree->families[row->family].sets[row->set];
        other->p[i] = CR_NEW(r->arena, double, row->n_options);
        for (int k = 0; k < row->n_options; k++)
            other->p[i][k] = set->p ? set->p[row->options[k].option] : row->options[k].probability;
    }
}

static enum cr_status fill_other(const struct cr_report *r, const struct cr_game_play *play,
    const struct cr_solve_result *result, struct cr_other *other, struct cr_fault *fault)
{
    struct cr_tree *tree = r->tree;
    const struct cr_program *p = tree->program;
    struct cr_tree_sums sums;
    cr_tree_private_play(tree, play);
    enum cr_status status = cr_tree_play(tree, &sums, fault);
    if (status != CR_OK)
        return status;
    fill_plan(r, result, other);
    other->value = CR_NEW(r->arena, double, p->n_actors);
    other->regret = CR_NEW(r->arena, double, p->n_actors);
    other->set_regret = play->set_regret;
    for (int a = 0; a < p->n_actors; a++) {
        double total = 0;
        for (uint64_t w = 0; w < sums.worlds; w++)
            total += sums.payoff[(size_t)a * sums.stride + w] / sums.evidence;
        other->value[a] = p->scenario->actors[a].has_payoff ? total : NAN;
        other->regret[a] =
            tree->game->player_of[a] < 0 ? NAN : play->regret[tree->game->player_of[a]];
    }
    return CR_OK;
}

enum cr_status cr_tree_equilibria(const struct cr_report *r, const struct cr_run_spec *options,
    struct cr_solve_result *result, struct cr_fault *fault)
{
    struct cr_tree *tree = r->tree;
    struct cr_game_play *list;
    if (options->equilibria == 0 || !tree->game || !result->equilibrium.concept)
        return CR_OK;
    int n = cr_game_others(tree->arena, &tree->game->game, &tree->game->result.play,
        options->equilibria, options->luck.seed, &list);
    tree->options.spread = tree->options.nodes = tree->options.lanes = false;
    result->others = CR_NEW(r->arena, struct cr_other, n);
    for (int k = 0; k < n; k++) {
        enum cr_status status = fill_other(r, &list[k], result, &result->others[k], fault);
        if (status != CR_OK)
            return status;
        result->n_others++;
    }
    return CR_OK;
}
