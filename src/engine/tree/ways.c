/* Which way leads to a position, to be shown to people: the first in file order of those with the
 * fewest moves that never happen. So where a position can be reached it is a way that can happen,
 * under the policy, the chances and the evidence; and ways that merge there are counted alike. */
#include "engine/tree/ways.h"

#include "engine/tree/parts.h"

#include <limits.h>
#include <math.h>

struct walker {
    struct cr_tree *tree;
    struct cr_tree_ways *ways;
    bool *never; /* [n_arcs] */
};

/* Whether the branch is taken in some world of the block, and the evidence can come true behind. */
static bool happens(
    const struct cr_tree *tree, const double *share, const struct cr_arc *arc, size_t n)
{
    if (!(arc->likelihood > 0) || tree->u->positions[arc->to].dead)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (share[i] > 0)
            return true;
    }
    return false;
}

static void count_moves(struct walker *w, const struct cr_tree_block *b)
{
    struct cr_tree *tree = w->tree;
    int *moves = w->ways->moves;
    for (int i = 1; i < tree->u->n_positions; i++)
        moves[i] = INT_MAX;
    for (int k = 0; k < tree->u->n_positions; k++) {
        int at = tree->order[k];
        const struct cr_position *p = &tree->u->positions[at];
        const double *shares = p->outcome < 0 ? cr_tree_shares(tree, b, at, b->shares) : NULL;
        for (int a = 0; a < p->n_arcs; a++) {
            size_t arc = p->first_arc + (size_t)a;
            int to = tree->u->arcs[arc].to;
            w->never[arc] =
                !happens(tree, cr_tree_share_of(tree, shares, &tree->u->arcs[arc], (size_t)b->n),
                    &tree->u->arcs[arc], (size_t)b->n);
            int own = moves[at] + w->never[arc];
            moves[to] = own < moves[to] ? own : moves[to];
        }
    }
}

static bool is_shortest(const struct walker *w, int from, size_t arc)
{
    const int *moves = w->ways->moves;
    return moves[w->tree->u->arcs[arc].to] == moves[from] + w->never[arc];
}

/* Depth first in file order along shortest ways alone. */
static void find_parents(struct walker *w, struct cr_arena *work)
{
    const struct cr_unroll *u = w->tree->u;
    struct cr_tree_ways *ways = w->ways;
    int *stack = CR_NEW(work, int, u->n_positions), *next = CR_NEW(work, int, u->n_positions);
    int depth = 0;
    for (int i = 0; i < u->n_positions; i++)
        ways->parent[i] = ways->arc_in[i] = -1;
    stack[depth++] = 0;
    while (depth > 0) {
        int at = stack[depth - 1];
        if (next[at] == u->positions[at].n_arcs) {
            depth--;
            continue;
        }
        size_t arc = u->positions[at].first_arc + (size_t)next[at]++;
        int to = u->arcs[arc].to;
        if (to == 0 || ways->parent[to] >= 0 || !is_shortest(w, at, arc))
            continue;
        ways->parent[to] = at;
        ways->arc_in[to] = (int)arc;
        stack[depth++] = to;
    }
}

static void count_paths(struct walker *w)
{
    const struct cr_tree *tree = w->tree;
    double *paths = w->ways->paths;
    paths[0] = 1;
    for (int k = 0; k < tree->u->n_positions; k++) {
        int at = tree->order[k];
        const struct cr_position *p = &tree->u->positions[at];
        for (int a = 0; a < p->n_arcs; a++) {
            if (is_shortest(w, at, p->first_arc + (size_t)a))
                paths[tree->u->arcs[p->first_arc + (size_t)a].to] += paths[at];
        }
    }
}

struct cr_tree_ways *cr_tree_ways_new(
    struct cr_arena *work, struct cr_tree *tree, const struct cr_tree_block *block)
{
    struct cr_tree_ways *ways = CR_NEW(work, struct cr_tree_ways, 1);
    struct walker w = {tree, ways, CR_NEW(work, bool, tree->u->n_arcs)};
    ways->tree = tree;
    ways->moves = CR_NEW(work, int, tree->u->n_positions);
    ways->parent = CR_NEW(work, int, tree->u->n_positions);
    ways->arc_in = CR_NEW(work, int, tree->u->n_positions);
    ways->paths = CR_NEW(work, double, tree->u->n_positions);
    count_moves(&w, block);
    find_parents(&w, work);
    count_paths(&w);
    return ways;
}

int cr_tree_ways_position(const struct cr_tree_ways *ways, const struct cr_family *family)
{
    int best = -1;
    for (int k = family->first; k < family->first + family->n; k++) {
        int at = ways->tree->members[k];
        if (best < 0 || ways->moves[at] < ways->moves[best] ||
            (ways->moves[at] == ways->moves[best] && at < best))
            best = at;
    }
    return best;
}

double cr_tree_ways_paths(const struct cr_tree_ways *ways, int position)
{
    if (ways->tree->hides)
        return 1; /* every history is one of its own */
    while (ways->tree->u->positions[position].hidden)
        position = ways->parent[position];
    return ways->paths[position];
}

void cr_tree_ways_path(const struct cr_tree_ways *ways, struct cr_arena *arena, int position,
    int *n, int **nodes, int **branches)
{
    const struct cr_tree *tree = ways->tree;
    int count = 0, actor = tree->program->points[tree->u->positions[position].point].actor;
    for (int at = position; ways->parent[at] >= 0; at = ways->parent[at])
        count += cr_tree_learns_branch(
            &tree->program->points[tree->u->positions[ways->parent[at]].point], actor);
    *n = count;
    *nodes = CR_NEW(arena, int, count);
    *branches = CR_NEW(arena, int, count);
    for (int at = position; ways->parent[at] >= 0; at = ways->parent[at]) {
        const struct cr_branch *branch =
            &tree->program->branches[tree->u->arcs[ways->arc_in[at]].branch];
        if (!cr_tree_learns_branch(&tree->program->points[branch->node], actor))
            continue;
        count--;
        (*nodes)[count] = branch->node;
        (*branches)[count] = branch->local;
    }
}
