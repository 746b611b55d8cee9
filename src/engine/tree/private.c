/* Decisions of actors who know different things, solved together over the tree.
 *
 * Every path is a position of its own here, so a position is a history, and what each actor has
 * seen on the way sorts the histories into information sets (order.c). Over all worlds the
 * histories weigh what chance gives them on average, and ends pay what they pay there on average:
 * actors do not know the world, so this loses nothing. That is a game (engine/game/game.h); its
 * equilibrium becomes the policy of the sets, and its beliefs say how the histories of a set weigh
 * when the options' values are summed up (choice.c). */
#include "engine/tree/private.h"

#include "base/fmath.h"
#include "engine/tree/parts.h"
#include "engine/tree/refuse.h"

#include <float.h>
#include <limits.h>
#include <math.h>

struct builder {
    struct cr_tree *tree;
    struct cr_tree_game *out;
    int *parent;    /* [n_positions] */
    int *arc_in;    /* [n_positions] the branch taken there, local; -1 at the start */
    int *set_at;    /* [n_positions] which set of its family; -1: none */
    int *order;     /* [n_positions] the fewest impossible moves, over worlds */
    double *weight; /* [n_positions] */
    double *payoff; /* [n_positions * n_players] times weight, then the mean */
    int *actor_of;  /* [n_players] */
    int *first_set; /* [n_families] its first set among all */
    int n_all;      /* sets, those of decisions that are not solved as well */
};

/* ---- Who plays ---- */

static void find_players(struct builder *x)
{
    const struct cr_tree *tree = x->tree;
    const struct cr_program *p = tree->program;
    x->out->player_of = CR_NEW(tree->arena, int, p->n_actors);
    x->actor_of = CR_NEW(tree->arena, int, p->n_actors);
    for (int a = 0; a < p->n_actors; a++)
        x->out->player_of[a] = -1;
    for (int f = 0; f < tree->n_families; f++) {
        int actor = p->points[tree->families[f].point].actor;
        if (!tree->families[f].solved || x->out->player_of[actor] >= 0)
            continue;
        x->actor_of[x->out->n_players] = actor;
        x->out->player_of[actor] = x->out->n_players++;
    }
}

static void find_ways(struct builder *x)
{
    const struct cr_tree *tree = x->tree;
    const struct cr_unroll *u = tree->u;
    x->parent = CR_NEW(tree->arena, int, u->n_positions);
    x->arc_in = CR_NEW(tree->arena, int, u->n_positions);
    x->parent[0] = x->arc_in[0] = -1;
    for (int i = 0; i < u->n_positions; i++) {
        for (int a = 0; a < u->positions[i].n_arcs; a++) {
            const struct cr_arc *arc = &u->arcs[u->positions[i].first_arc + (size_t)a];
            x->parent[arc->to] = i;
            x->arc_in[arc->to] = tree->program->branches[arc->branch].local;
        }
    }
}

/* ---- What worlds give ---- */

/* What an actor wants as much of as possible, at an end. */
static double wanted(
    const struct cr_tree *tree, const struct cr_tree_block *b, int end, int actor, int lane)
{
    int c = tree->choice_column[actor], var = tree->u->total_var[actor];
    size_t n = (size_t)b->n;
    double x =
        b->column[((size_t)c * (size_t)tree->u->n_positions + (size_t)end) * n + (size_t)lane];
    if (!cr_tree_is_whole(&tree->columns[c]) && var >= 0)
        x += b->values[(size_t)cr_unroll_var(tree->u, end, var) * n + (size_t)lane];
    return cr_tree_wants_less(tree, c) ? -x : x;
}

/* Adds a world to a position. False after a fault. */
static bool add_world(
    struct builder *x, struct cr_tree_block *b, int i, int lane, struct cr_fault *fault)
{
    struct cr_tree *tree = x->tree;
    const struct cr_position *at = &tree->u->positions[i];
    size_t k = (size_t)i * (size_t)b->n + (size_t)lane;
    int players = x->out->n_players;
    if (b->order[k] > x->order[i])
        return true;
    if (b->order[k] < x->order[i]) {
        x->order[i] = b->order[k];
        x->weight[i] = 0;
        for (int a = 0; a < players; a++)
            x->payoff[(size_t)i * (size_t)players + (size_t)a] = 0;
    }
    double weight = fmax(b->weight[lane] * b->chance[k], DBL_MIN);
    x->weight[i] += weight;
    if (at->outcome < 0)
        return at->n_arcs > 0 || x->order[i] > 0 ||
               cr_tree_explain(tree, b, i, lane, fault) == CR_OK;
    for (int a = 0; a < players; a++) {
        double value = wanted(tree, b, i, x->actor_of[a], lane);
        if (isnan(value) && x->order[i] == 0 && !at->dead)
            return cr_tree_explain(tree, b, i, lane, fault) == CR_OK;
        x->payoff[(size_t)i * (size_t)players + (size_t)a] += isnan(value) ? 0 : weight * value;
    }
    return true;
}

/* The set of a decision must be the same in all worlds: nobody can solve for an actor whose options
 * tell him of the world. */
static enum cr_status find_set(
    struct builder *x, struct cr_tree_block *b, int i, int lane, struct cr_fault *fault)
{
    struct cr_tree *tree = x->tree;
    int f = tree->family_of[i];
    if (f < 0)
        return CR_OK;
    const struct cr_info_set *set = cr_tree_set(tree, b, i, lane);
    int index = (int)(set - tree->families[f].sets);
    if (x->set_at[i] >= 0 && x->set_at[i] != index) {
        const struct cr_node *node =
            &tree->program->scenario->nodes[tree->program->points[tree->families[f].point].node];
        return cr_tree_refuse_private(fault, node->place,
            cr_arena_printf(tree->arena,
                "which options are open at '%s' differs between the worlds, and actors who know "
                "different things would learn about the world from it, for which there is no "
                "method yet: leave --worlds out",
                node->id));
    }
    x->set_at[i] = index;
    return CR_OK;
}

static enum cr_status add_block(struct builder *x, struct cr_tree_block *b, struct cr_fault *fault)
{
    for (int i = 0; i < x->tree->u->n_positions; i++) {
        for (int lane = 0; lane < b->n; lane++) {
            enum cr_status status = find_set(x, b, i, lane, fault);
            if (status != CR_OK)
                return status;
            if (!add_world(x, b, i, lane, fault))
                return CR_INPUT;
        }
    }
    return CR_OK;
}

static enum cr_status add_worlds(struct builder *x, struct cr_fault *fault)
{
    struct cr_tree *tree = x->tree;
    struct cr_tree_block *b = tree->shared;
    int n = tree->u->n_positions;
    x->set_at = CR_NEW(tree->arena, int, n);
    x->order = CR_NEW(tree->arena, int, n);
    x->weight = CR_NEW(tree->arena, double, n);
    x->payoff = CR_NEW(tree->arena, double, (size_t)n *(size_t)x->out->n_players);
    for (int i = 0; i < n; i++) {
        x->set_at[i] = -1;
        x->order[i] = INT_MAX;
    }
    for (uint64_t first = 0; first < tree->worlds.n; first += (uint64_t)b->n) {
        if (cr_tree_load(tree, b, first, fault) != CR_OK)
            return CR_INPUT;
        cr_tree_chance(tree, b);
        enum cr_status status = add_block(x, b, fault);
        if (status != CR_OK)
            return status;
    }
    for (int i = 0; i < n; i++) {
        for (int a = 0; a < x->out->n_players; a++)
            x->payoff[(size_t)i * (size_t)x->out->n_players + (size_t)a] /= x->weight[i];
    }
    return CR_OK;
}

/* ---- The game ---- */

/* The number of a position's set among all sets; -1: none. */
static int set_of(const struct builder *x, int i)
{
    int f = x->tree->family_of[i];
    return f < 0 ? -1 : x->first_set[f] + x->set_at[i];
}

static void number_sets(struct builder *x, struct cr_game *game)
{
    const struct cr_tree *tree = x->tree;
    int options = 0;
    x->first_set = CR_NEW(tree->arena, int, tree->n_families);
    for (int f = 0; f < tree->n_families; f++) {
        x->first_set[f] = x->n_all;
        x->n_all += (int)tree->families[f].n_sets;
        options += (int)tree->families[f].n_sets *
                   tree->program->points[tree->families[f].point].n_branches;
    }
    int *player = CR_NEW(tree->arena, int, x->n_all),
        *first = CR_NEW(tree->arena, int, x->n_all + 1);
    x->out->number = CR_NEW(tree->arena, int, x->n_all);
    x->out->option_of = CR_NEW(tree->arena, int, options);
    for (int f = 0, at = 0; f < tree->n_families; f++) {
        const struct cr_family *family = &tree->families[f];
        const struct cr_point *point = &tree->program->points[family->point];
        for (size_t s = 0; s < family->n_sets; s++, at++) {
            x->out->number[at] = family->solved ? game->n_sets : -1;
            if (!family->solved)
                continue;
            player[game->n_sets] = x->out->player_of[point->actor];
            for (int k = 0; k < point->n_branches; k++) {
                if (family->sets[s].open[k])
                    x->out->option_of[game->n_options++] = k;
            }
            first[++game->n_sets] = game->n_options;
        }
    }
    game->player = player;
    game->first = first;
}

/* The option that a branch is at a set. */
static int option_at(const struct builder *x, const struct cr_game *game, int set, int local)
{
    for (int o = game->first[set]; o < game->first[set + 1]; o++) {
        if (x->out->option_of[o] == local)
            return o;
    }
    return -1;
}

static void fill_nodes(struct builder *x, struct cr_game *game)
{
    struct cr_arena *arena = x->tree->arena;
    int n = x->tree->u->n_positions;
    int *set = CR_NEW(arena, int, n), *taken = CR_NEW(arena, int, n);
    bool *linked = CR_NEW(arena, bool, n);
    for (int i = 0; i < n; i++) {
        int all = set_of(x, i), from = i > 0 ? set[x->parent[i]] : -1;
        set[i] = all < 0 ? -1 : x->out->number[all];
        taken[i] = from < 0 ? -1 : option_at(x, game, from, x->arc_in[i]);
        linked[i] = i > 0 && x->order[i] == x->order[x->parent[i]] && (from < 0 || taken[i] >= 0);
    }
    game->n_nodes = n;
    game->parent = x->parent;
    game->set = set;
    game->taken = taken;
    game->linked = linked;
    game->weight = x->weight;
    game->payoff = x->payoff;
}

/* Histories by set (number in `of`), those of the fewest impossible moves. */
static int *gather_members(struct builder *x, const int *of, int n_sets, const int **member)
{
    struct cr_arena *arena = x->tree->arena;
    int n = x->tree->u->n_positions, *first = CR_NEW(arena, int, n_sets + 2),
        *list = CR_NEW(arena, int, n), *least = CR_NEW(arena, int, n_sets);
    for (int s = 0; s < n_sets; s++)
        least[s] = INT_MAX;
    for (int i = 0; i < n; i++) {
        if (of[i] >= 0 && x->order[i] < least[of[i]])
            least[of[i]] = x->order[i];
    }
    for (int i = 0; i < n; i++)
        first[of[i] >= 0 && x->order[i] == least[of[i]] ? of[i] + 2 : 0]++;
    first[0] = 0;
    for (int s = 0; s < n_sets; s++)
        first[s + 2] += first[s + 1];
    for (int i = 0; i < n; i++) {
        if (of[i] >= 0 && x->order[i] == least[of[i]])
            list[first[of[i] + 1]++] = i;
    }
    *member = list;
    return first;
}

static void fill_sets(struct builder *x, struct cr_game *game)
{
    int *depth = CR_NEW(x->tree->arena, int, game->n_sets);
    game->member_of = gather_members(x, game->set, game->n_sets, &game->member);
    for (int s = 0; s < game->n_sets; s++) {
        for (int i = game->parent[game->member[game->member_of[s]]]; i >= 0; i = game->parent[i])
            depth[s] += game->set[i] >= 0 && game->player[game->set[i]] == game->player[s];
    }
    game->depth = depth;
}

/* The span of what each can get; who gets the same everywhere has the largest of the others. */
static void fill_spans(struct builder *x, struct cr_game *game)
{
    int players = game->n_players;
    double *span = CR_NEW(x->tree->arena, double, players), widest = 0;
    for (int a = 0; a < players; a++) {
        double low = INFINITY, high = -INFINITY;
        for (int i = 0; i < game->n_nodes; i++) {
            if (x->tree->u->positions[i].outcome < 0)
                continue;
            low = fmin(low, x->payoff[(size_t)i * (size_t)players + (size_t)a]);
            high = fmax(high, x->payoff[(size_t)i * (size_t)players + (size_t)a]);
        }
        span[a] = high - low;
        widest = fmax(widest, span[a]);
    }
    for (int a = 0; a < players; a++)
        span[a] = span[a] > 0 ? span[a] : widest > 0 ? widest : 1;
    game->span = span;
}

/* ---- The answer ---- */

void cr_tree_private_play(struct cr_tree *tree, const struct cr_game_play *play)
{
    const struct cr_tree_game *out = tree->game;
    for (int f = 0, at = 0; f < tree->n_families; f++) {
        struct cr_family *family = &tree->families[f];
        for (size_t s = 0; s < family->n_sets; s++, at++) {
            struct cr_info_set *set = &family->sets[s];
            int number = out->number[at];
            if (number < 0)
                continue;
            cr_tree_policy(set, tree->program->points[family->point].n_branches);
            set->n_ties = 0;
            for (int o = out->game.first[number]; o < out->game.first[number + 1]; o++) {
                set->p[out->option_of[o]] = play->p[o];
                if (play->p[o] > 0)
                    set->ties[set->n_ties++] = out->option_of[o];
            }
        }
    }
}

/* Beliefs of all sets, those of decisions that are not solved as well. */
static void keep_beliefs(struct builder *x, const struct cr_game *game)
{
    struct cr_tree *tree = x->tree;
    int n = game->n_nodes, *of = CR_NEW(tree->arena, int, n);
    const int *member;
    const double *log_reach = x->out->result.play.log_reach;
    x->out->belief = CR_NEW(tree->arena, double, n);
    x->out->factor = CR_NEW(tree->arena, double, n);
    for (int i = 0; i < n; i++) {
        of[i] = set_of(x, i);
        x->out->factor[i] = -1;
    }
    const int *first = gather_members(x, of, x->n_all, &member);
    for (int s = 0; s < x->n_all; s++) {
        double most = -INFINITY, total = 0;
        for (int k = first[s]; k < first[s + 1]; k++)
            most = fmax(most, log_reach[member[k]] + cr_log(x->weight[member[k]]));
        for (int k = first[s]; k < first[s + 1]; k++)
            total += x->out->belief[member[k]] =
                cr_exp(log_reach[member[k]] + cr_log(x->weight[member[k]]) - most);
        for (int k = first[s]; k < first[s + 1]; k++) {
            x->out->belief[member[k]] /= total;
            x->out->factor[member[k]] = x->out->belief[member[k]] / x->weight[member[k]];
        }
    }
}

/* How the solved decisions are played: infinite for best replies; NaN where they differ. */
static double precision(const struct cr_tree *tree)
{
    double lambda = -1;
    for (int f = 0; f < tree->n_families; f++) {
        const struct cr_choose *choose = &tree->program->points[tree->families[f].point].choose;
        double own = choose->kind == CR_CHOOSE_QUANTAL ? choose->lambda : INFINITY;
        if (tree->families[f].solved)
            lambda = lambda < 0 || lambda == own ? own : NAN;
    }
    return lambda < 0 ? INFINITY : lambda;
}

static enum cr_status solve(struct builder *x, struct cr_game *game, struct cr_fault *fault)
{
    struct cr_tree *tree = x->tree;
    double lambda = precision(tree);
    if (isnan(lambda))
        return cr_tree_refuse_private(fault, CR_NOWHERE,
            "where actors know different things, all who are solved for are played alike: one "
            "--choose best, or one --choose quantal:L, for all decisions");
    if (game->n_options - game->n_sets > CR_GAME_MOST)
        return cr_tree_refuse_private(fault, CR_NOWHERE,
            cr_arena_printf(tree->arena,
                "actors who know different things have %d information sets with %d options here; "
                "the method takes %d more options than sets at most",
                game->n_sets, game->n_options, CR_GAME_MOST));
    if (cr_game_follow(tree->arena, game, lambda, NULL, &x->out->result) != CR_GAME_OK &&
        !(isinf(lambda) && x->out->result.play.worst < 1e-6))
        return cr_tree_refuse_private(fault, CR_NOWHERE,
            cr_arena_printf(tree->arena,
                "the equilibria could be followed to lambda %.6g only: payoffs of very different "
                "sizes can be the reason",
                x->out->result.lambda));
    return CR_OK;
}

enum cr_status cr_tree_private(struct cr_tree *tree, struct cr_fault *fault)
{
    struct cr_tree_game *out = CR_NEW(tree->arena, struct cr_tree_game, 1);
    struct builder x = {.tree = tree, .out = out};
    struct cr_game *game = &out->game;
    find_players(&x);
    find_ways(&x);
    enum cr_status status = add_worlds(&x, fault);
    if (status != CR_OK)
        return status;
    game->n_players = out->n_players;
    number_sets(&x, game);
    fill_nodes(&x, game);
    fill_sets(&x, game);
    fill_spans(&x, game);
    if ((status = solve(&x, game, fault)) != CR_OK)
        return status;
    tree->game = out;
    cr_tree_private_play(tree, &out->result.play);
    keep_beliefs(&x, game);
    return CR_OK;
}
