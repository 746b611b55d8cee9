/* Regret (Savage 1951): how much more the best strategy would have given, had one known how
 * everything that is not decided here turns out.
 *
 * A joint outcome says for every draw, "the k-th visit of this node", which branch comes. Of a path
 * with total x that took the branches A, the largest regret over all joint outcomes that agree with
 * A is M(A) - x, M(A) being the best total of any path that takes no other branch at the draws of
 * A: such a path and this one can both be what happens, one strategy leading to each. So regret is
 * a property of paths, and minimax regret is backward induction on it, exact under perfect recall.
 * It needs every path as a position of its own (cr_unroll_spec.histories). Costs for each end a
 * search of the tree: paths x positions x worlds at most. */
#include "engine/tree/parts.h"

#include "program/fault.h"
#include "program/intern.h"

#include <math.h>

enum { MOST_STEPS = 2000000000 }; /* some ten seconds */

struct regret {
    struct cr_tree *tree;
    struct cr_tree_block *b;
    int lane, actor;
    double sign;   /* -1 for costs */
    int *event_of; /* [n_positions] which draw, -1: none */
    int *taken;    /* [n events] the branch of the path looked at, -1: it does not come to it */
    int *stack;
    double steps;
};

/* The same node behind itself is another draw. */
static int visit_of(const struct cr_tree *tree, int position)
{
    int visits = 0, point = tree->u->positions[position].point;
    for (int at = tree->parent[position]; at >= 0; at = tree->parent[at])
        visits += tree->u->positions[at].point == point;
    return visits;
}

static bool is_drawn(const struct cr_tree *tree, int position)
{
    int point = tree->u->positions[position].point;
    return point >= 0 && tree->program->points[point].kind != CR_RULE && !tree->solved[point];
}

static struct regret new_regret(struct cr_tree *tree, struct cr_tree_block *b, int actor)
{
    int n = tree->u->n_positions;
    struct regret r = {.tree = tree, .b = b, .actor = actor};
    struct cr_intern events;
    cr_intern_init(&events, tree->arena);
    r.sign = tree->program->scenario->actors[actor].minimise ? -1 : 1;
    r.event_of = CR_NEW(tree->arena, int, n);
    r.stack = CR_NEW(tree->arena, int, n);
    for (int i = 0; i < n; i++) {
        bool is_new;
        r.event_of[i] = -1;
        if (!is_drawn(tree, i))
            continue;
        int32_t words[2] = {tree->u->positions[i].point, visit_of(tree, i)};
        r.event_of[i] = cr_intern_get(&events, words, 2, &is_new);
    }
    r.taken = CR_NEW(tree->arena, int, events.n);
    for (size_t k = 0; k < events.n; k++)
        r.taken[k] = -1;
    return r;
}

/* What the actor has in total at an end, more being better. */
static double total_at(const struct regret *r, int position)
{
    const struct cr_tree *tree = r->tree;
    size_t n = (size_t)r->b->n, lane = (size_t)r->lane;
    size_t row = (size_t)tree->column_of[r->actor] * (size_t)tree->u->n_positions;
    int var = tree->u->total_var[r->actor];
    double gained =
        var < 0 ? 0 : r->b->values[(size_t)cr_unroll_var(tree->u, position, var) * n + lane];
    return r->sign * (gained + r->b->column[(row + (size_t)position) * n + lane]);
}

/* Whether a branch can come: of positive probability, or open to whoever decides. */
static bool can_come(const struct regret *r, int position, const struct cr_arc *arc)
{
    const struct cr_tree *tree = r->tree;
    const struct cr_position *at = &tree->u->positions[position];
    size_t row = (size_t)(tree->u->sites[at->site].first +
                          tree->program->branches[arc->branch].local),
           k = row * (size_t)r->b->n + (size_t)r->lane;
    return tree->solved[at->point] ? r->b->open[k] : r->b->p[k] > 0;
}

/* Marks what was drawn on the way to an end, or takes the marks away. */
static void mark(struct regret *r, int end, bool on)
{
    const struct cr_tree *tree = r->tree;
    for (int at = end; tree->parent[at] >= 0; at = tree->parent[at]) {
        int event = r->event_of[tree->parent[at]];
        int branch = tree->u->arcs[tree->first_arc_in[at]].branch;
        if (event >= 0)
            r->taken[event] = on ? tree->program->branches[branch].local : -1;
    }
}

/* M(A) of the marked draws. */
static double best_with_marks(struct regret *r)
{
    const struct cr_tree *tree = r->tree;
    double best = -INFINITY;
    int n = 0;
    r->stack[n++] = 0;
    while (n > 0) {
        int position = r->stack[--n];
        const struct cr_position *at = &tree->u->positions[position];
        r->steps++;
        if (at->outcome >= 0)
            best = cr_tree_fold(true, best, total_at(r, position));
        int fixed = r->event_of[position] < 0 ? -1 : r->taken[r->event_of[position]];
        for (int a = 0; a < at->n_arcs; a++) {
            const struct cr_arc *arc = &tree->u->arcs[at->first_arc + (size_t)a];
            if ((fixed < 0 || tree->program->branches[arc->branch].local == fixed) &&
                can_come(r, position, arc))
                r->stack[n++] = arc->to;
        }
    }
    return best;
}

/* Of an end that only impossible moves lead to, the path itself is among those compared. */
static double regret_at(struct regret *r, int end)
{
    double own = total_at(r, end);
    mark(r, end, true);
    double best = best_with_marks(r);
    mark(r, end, false);
    return cr_tree_fold(true, best, own) - own;
}

static enum cr_status refuse(struct cr_fault *fault, const struct cr_tree *tree)
{
    cr_fault_set(fault, CR_E_POSITIONS, CR_NOWHERE, 0,
        "minimax regret compares every path with every other, and %d positions are too many for "
        "that: use --rule maximin, fix some decisions with --choose, or ask `compare --choices "
        "NODE`, which counts the regret of each option",
        tree->u->n_positions);
    fault->world = UINT64_MAX;
    fault->refused = true;
    return CR_INPUT;
}

enum cr_status cr_tree_regret(struct cr_tree *tree, struct cr_tree_block *b, struct cr_fault *fault)
{
    size_t n = (size_t)b->n;
    for (int c = 0; c < tree->n_columns; c++) {
        if (!tree->columns[c].regret)
            continue;
        struct regret r = new_regret(tree, b, tree->columns[c].actor);
        for (int i = 0; i < tree->u->n_positions; i++) {
            size_t row = ((size_t)c * (size_t)tree->u->n_positions + (size_t)i) * n;
            for (r.lane = 0; tree->u->positions[i].outcome >= 0 && r.lane < b->n; r.lane++) {
                b->column[row + (size_t)r.lane] = regret_at(&r, i);
                if (r.steps > MOST_STEPS)
                    return refuse(fault, tree);
            }
        }
    }
    return CR_OK;
}
