/* The tree over the points of a design, with what is best at every information set: loaded and
 * swept backwards block by block, every point deciding for itself. */
#include "analysis/inputs_tree.h"

#include "engine/tree/parts.h"

#include <limits.h>
#include <math.h>
#include <string.h>

enum cr_status cr_point_tree_build(struct cr_arena *arena, const struct cr_program *program,
    const double *slots, size_t n, bool each, int actor, uint64_t max_positions,
    struct cr_point_tree *out, struct cr_fault *fault)
{
    struct cr_tree_worlds worlds = {.n = n, .slots = slots, .stride = n};
    struct cr_tree_options options = {.max_positions = max_positions,
        .each = each,
        .backwards = true,
        .narrow = true,
        .actor = actor};
    enum cr_status status = cr_tree_build(arena, program, &worlds, &options, &out->tree, fault);
    out->block = status == CR_OK ? out->tree->shared : NULL;
    return status;
}

void cr_point_tree_set_slots(struct cr_point_tree *t, const double *slots, size_t n, size_t stride)
{
    t->tree->worlds = (struct cr_tree_worlds){.n = n, .slots = slots, .stride = stride};
}

enum cr_status cr_point_tree_settle(struct cr_point_tree *t, size_t first, struct cr_fault *fault)
{
    if (cr_tree_load(t->tree, t->block, first, fault) != CR_OK)
        return CR_INPUT;
    cr_tree_chance(t->tree, t->block);
    return cr_tree_back(t->tree, t->block, 0, fault);
}

/* ---- Information sets ---- */

static const unsigned char *open_at(const struct cr_point_tree *t, int position, int lane)
{
    const struct cr_unroll *u = t->tree->u;
    size_t first = (size_t)u->sites[u->positions[position].site].first;
    return &t->block->open[first * (size_t)t->block->n + (size_t)lane];
}

static bool same_open(
    const struct cr_point_tree *t, const unsigned char *open, int position, int lane)
{
    const unsigned char *there = open_at(t, position, lane);
    int n = t->tree->program->points[t->tree->u->positions[position].point].n_branches;
    for (int k = 0; k < n; k++) {
        if (open[k] != there[(size_t)k * (size_t)t->block->n])
            return false;
    }
    return true;
}

int cr_decision_row(
    struct cr_decision_rows *rows, const struct cr_point_tree *t, int position, int lane, bool add)
{
    int family = t->tree->family_of[position];
    int n = t->tree->program->points[t->tree->u->positions[position].point].n_branches;
    for (size_t r = 0; r < rows->list.n; r++) {
        if (rows->list.at[r].family == family &&
            same_open(t, rows->list.at[r].open, position, lane))
            return (int)r;
    }
    if (!add)
        return -1;
    const unsigned char *there = open_at(t, position, lane);
    unsigned char *open = CR_NEW(rows->arena, unsigned char, n);
    for (int k = 0; k < n; k++)
        open[k] = there[(size_t)k * (size_t)t->block->n];
    struct cr_decision_row row = {family, position, open};
    cr_vec_push(rows->arena, &rows->list, row);
    return (int)rows->list.n - 1;
}

/* What an option adds at a position: what it pays at once and all that follows. */
static double option_value(
    const struct cr_point_tree *t, int position, const struct cr_arc *arc, int column, int lane)
{
    const struct cr_tree *tree = t->tree;
    const struct cr_tree_block *b = t->block;
    size_t n = (size_t)b->n, row = (size_t)column * (size_t)tree->u->n_positions;
    double value = b->column[(row + (size_t)arc->to) * n + (size_t)lane];
    int paid = tree->paid_of[tree->columns[column].actor];
    if (tree->columns[column].utility || paid < 0)
        return value;
    size_t branch = (size_t)(tree->u->sites[tree->u->positions[position].site].first +
                             tree->program->branches[arc->branch].local);
    return value + b->pay[(branch * (size_t)tree->n_paid + (size_t)paid) * n + (size_t)lane];
}

/* Over the positions the set may stand for, each by its chance reach, those of the fewest
 * impossible moves alone: as the engine settles it (engine/tree/choice.c). */
void cr_decision_values(
    const struct cr_point_tree *t, const struct cr_decision_row *row, int lane, double *value)
{
    const struct cr_tree *tree = t->tree;
    const struct cr_tree_block *b = t->block;
    const struct cr_family *family = &tree->families[row->family];
    const struct cr_point *point = &tree->program->points[family->point];
    int column = tree->choice_column[point->actor], least = INT_MAX;
    double weight = 0, sign = tree->program->scenario->actors[point->actor].minimise ? -1 : 1;
    for (int k = 0; k < point->n_branches; k++)
        value[k] = row->open[k] ? 0 : NAN;
    for (int k = family->first; k < family->first + family->n; k++) {
        int position = tree->order[k];
        size_t at = (size_t)position * (size_t)b->n + (size_t)lane;
        if (b->order[at] > least || !same_open(t, row->open, position, lane))
            continue;
        if (b->order[at] < least) {
            weight = 0;
            for (int o = 0; o < point->n_branches; o++)
                value[o] = row->open[o] ? 0 : NAN;
        }
        least = b->order[at];
        weight += b->chance[at];
        const struct cr_position *p = &tree->u->positions[position];
        for (int a = 0; a < p->n_arcs; a++) {
            const struct cr_arc *arc = &tree->u->arcs[p->first_arc + (size_t)a];
            value[tree->program->branches[arc->branch].local] +=
                b->chance[at] * option_value(t, position, arc, column, lane);
        }
    }
    for (int k = 0; k < point->n_branches; k++)
        value[k] *= sign / weight;
}

int cr_decision_choice(const struct cr_point_tree *t, int position, int lane)
{
    const struct cr_tree *tree = t->tree;
    const double *p = &t->block->each[tree->each_at[position] * (size_t)t->block->n];
    int n = tree->program->points[tree->u->positions[position].point].n_branches;
    for (int k = 0; k < n; k++) {
        if (p[(size_t)k * (size_t)t->block->n + (size_t)lane] > 0.5)
            return k;
    }
    return -1;
}
