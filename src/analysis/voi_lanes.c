/* Plans along every parameter with the other numbers at their means, many at a time: each lane of a
 * block is the base case with the parameter at the value that one world has for it, and decides for
 * itself. That world, in the same lane of a second block, is then played by the plan so made. The
 * worlds of a stretch are worked out once for all parameters. */
#include "analysis/voi_inside.h"

#include "engine/tree/parts.h"

#include <string.h>

struct lanes {
    struct cr_voi_worlds *w;
    struct cr_tree_block *worlds; /* the worlds of the stretch */
    struct cr_voi_moved moved;    /* the base case in as many lanes */
    size_t first, n;              /* the stretch */
};

static const unsigned char *open_at(
    const struct cr_tree *tree, const struct cr_tree_block *b, int position, int lane)
{
    size_t first = (size_t)tree->u->sites[tree->u->positions[position].site].first;
    return &b->open[first * (size_t)b->n + (size_t)lane];
}

static bool same_open(const unsigned char *a, const unsigned char *b, int n_branches, int n)
{
    for (int k = 0; k < n_branches; k++) {
        if (a[k * n] != b[k * n])
            return false;
    }
    return true;
}

/* The position of a family at which the plan of a lane says what to do where the world at
 * `position` has the options it has: that position itself, or one that an actor cannot tell from
 * it; -1: nowhere. */
static int planned_at(const struct lanes *l, const struct cr_family *family, int position, int lane)
{
    const struct cr_tree *tree = l->w->each.tree;
    const struct cr_tree_block *plan = l->w->each.block;
    int n_branches = tree->program->points[family->point].n_branches;
    const unsigned char *open = open_at(tree, l->worlds, position, lane);
    if (same_open(open, open_at(tree, plan, position, lane), n_branches, plan->n))
        return position;
    for (int k = family->first; k < family->first + family->n; k++) {
        if (same_open(open, open_at(tree, plan, tree->order[k], lane), n_branches, plan->n))
            return tree->order[k];
    }
    return -1;
}

/* Where no plan says anything: the first option that is open. */
static void write_first_open(
    const struct lanes *l, double *p, int position, int lane, int n_branches)
{
    const unsigned char *open = open_at(l->w->each.tree, l->worlds, position, lane);
    bool taken = false;
    for (int k = 0; k < n_branches; k++) {
        bool takes = !taken && open[k * l->worlds->n];
        p[k * l->worlds->n] = takes;
        taken |= takes;
    }
}

/* Every world plays by the plan in its lane. */
static void write_policy(struct lanes *l)
{
    const struct cr_tree *tree = l->w->each.tree;
    size_t n = (size_t)l->worlds->n;
    for (int position = 0; position < tree->u->n_positions; position++) {
        if (!cr_tree_is_solved(tree, position))
            continue;
        const struct cr_family *family = &tree->families[tree->family_of[position]];
        int n_branches = tree->program->points[family->point].n_branches;
        for (int lane = 0; lane < l->worlds->n; lane++) {
            double *to = &l->worlds->each[tree->each_at[position] * n + (size_t)lane];
            int at = planned_at(l, family, position, lane);
            if (at < 0) {
                write_first_open(l, to, position, lane, n_branches);
                continue;
            }
            const double *from = &l->w->each.block->each[tree->each_at[at] * n + (size_t)lane];
            for (int k = 0; k < n_branches; k++)
                to[(size_t)k * n] = from[(size_t)k * n];
        }
    }
}

/* What the worlds of the stretch are worth under the plans of the lanes in l->moved. */
static enum cr_status value_stretch(struct lanes *l, double *out)
{
    struct cr_voi_worlds *w = l->w;
    struct cr_point_tree played = {w->each.tree, l->worlds};
    cr_point_tree_set_slots(&w->each, l->moved.slots, l->n, l->moved.n);
    if (cr_point_tree_settle(&w->each, 0, w->job->fault) != CR_OK)
        return CR_INPUT;
    write_policy(l);
    if (cr_tree_back(w->each.tree, l->worlds, w->each.tree->n_levels + 1, w->job->fault) != CR_OK)
        return CR_INPUT;
    for (size_t i = 0; i < l->n; i++)
        out[l->first + i] = cr_voi_root(w->job, &played, (int)i);
    return CR_OK;
}

static enum cr_status play_stretch(struct lanes *l)
{
    struct cr_voi_worlds *w = l->w;
    size_t inputs = w->job->inputs.n;
    cr_point_tree_set_slots(&w->each, w->slots, w->n, w->n);
    if (cr_tree_load(w->each.tree, l->worlds, l->first, w->job->fault) != CR_OK)
        return CR_INPUT;
    l->n = (size_t)l->worlds->n;
    cr_voi_unmoved(&l->moved, w);
    enum cr_status status = value_stretch(l, w->lanes->usual);
    for (size_t i = 0; i < inputs && status == CR_OK; i++) {
        status = cr_voi_move_each(&l->moved, w, i, &w->regress.x[i][l->first]);
        if (status == CR_OK)
            status = value_stretch(l, &w->lanes->known[i * w->n]);
        if (cr_voi_tick(w->job, (double)(l->first * inputs + i * l->n), (double)(inputs * w->n)))
            return CR_INTERRUPTED;
    }
    return status;
}

enum cr_status cr_voi_lanes(struct cr_voi_worlds *w)
{
    struct cr_arena *work = w->job->work;
    struct lanes l = {.w = w};
    w->lanes = CR_NEW(work, struct cr_voi_lanes, 1);
    w->lanes->usual = CR_NEW(work, double, w->n);
    w->lanes->known = CR_NEW(work, double, w->n * w->job->inputs.n);
    cr_point_tree_set_slots(&w->each, w->slots, w->n, w->n);
    l.worlds = cr_tree_block_new(w->each.tree);
    size_t lanes = (size_t)w->each.tree->block;
    l.moved = (struct cr_voi_moved){.n = lanes, .means = true};
    l.moved.slots = CR_NEW(work, double, lanes *(size_t)w->job->program->n_slots);
    for (; l.first < w->n; l.first += l.n) {
        l.moved.n = w->n - l.first < lanes ? w->n - l.first : lanes;
        enum cr_status status = play_stretch(&l);
        if (status != CR_OK)
            return status;
    }
    return CR_OK;
}
