/* A block of worlds as arrays over lanes: how much room it takes, how many worlds fit, and what a
 * position looks like from inside it.
 *
 * Every array has one row of n lanes for each position, value, site or branch, so that all work on
 * a block is loops over rows. cr_tree_enter points a set of lanes at the values a position has; it
 * copies only what is not kept as a row (visit counts, the stage). cr_tree_enter_lane does the same
 * for one lane, for finding out which lanes are at fault. */
#include "engine/tree/parts.h"
#include "program/fault.h"
#include "program/rows.h"
#include "program/weights.h"
#include "program/worlds.h"

#include <math.h>
#include <string.h>

/* Doubles for all positions, values and sites of one lane, and how many lanes a block of 128 MB
 * holds. */
static int block_size(const struct cr_tree *tree)
{
    const struct cr_unroll *u = tree->u;
    bool back = tree->options.backwards;
    double forward = back ? 0 : 3.2 + (tree->totals ? 0 : 2.0 * tree->n_paid);
    double lane = (back ? 1.0 : 3.0) * u->n_values + u->n_site_branches * (1.2 + tree->n_paid) +
                  u->n_positions * (1.3 + tree->n_columns + forward) + (double)tree->each_size +
                  tree->program->n_slots +
                  (tree->options.split ? u->n_positions + (double)u->n_arcs : 0);
    double lanes = 16.0 * 1024 * 1024 / lane;
    int n = lanes < 1 ? 1 : lanes > 256 ? 256 : (int)lanes;
    if (tree->options.block > 0)
        n = tree->options.block;
    return tree->worlds.n < (uint64_t)n ? (int)tree->worlds.n : n;
}

static const double **pointers(struct cr_arena *arena, const double *at, int n, size_t stride)
{
    const double **list = CR_NEW(arena, const double *, n);
    for (int i = 0; i < n; i++)
        list[i] = at ? &at[(size_t)i * stride] : NULL;
    return list;
}

static struct cr_tree_case *case_new(const struct cr_tree *tree)
{
    const struct cr_program *p = tree->program;
    struct cr_arena *arena = tree->arena;
    struct cr_tree_case *one = CR_NEW(arena, struct cr_tree_case, 1);
    one->slot_at = pointers(arena, NULL, p->n_slots, 0);
    one->state_at = pointers(arena, NULL, p->n_states, 0);
    one->bit_at = pointers(arena, NULL, p->n_bits, 0);
    one->visit_at = pointers(arena, NULL, p->n_visits, 0);
    one->state_to = CR_NEW(arena, double *, p->n_states);
    one->copy = CR_NEW(arena, double, p->n_states);
    one->p = CR_NEW(arena, double, p->max_branches);
    one->open = CR_NEW(arena, unsigned char, p->max_branches);
    return one;
}

static void forward_arrays(struct cr_tree *tree, struct cr_tree_forward *f, size_t n)
{
    const struct cr_unroll *u = tree->u;
    struct cr_arena *arena = tree->arena;
    size_t positions = (size_t)u->n_positions * n;
    f->reach = CR_NEW(arena, double, positions);
    f->behind = CR_NEW(arena, double, positions);
    for (size_t i = 0; i < positions && !tree->program->has_evidence; i++)
        f->behind[i] = 1;
    f->sweep = CR_NEW(arena, double, positions);
    f->sweep2 = CR_NEW(arena, double, tree->stages_forward ? 0 : positions);
    if (tree->program->n_stages > 0)
        f->mass = CR_NEW(arena, double, (size_t)u->n_values *n);
    if (!tree->totals) {
        f->first_moment = CR_NEW(arena, double, positions *(size_t)tree->n_paid);
        f->second_moment = CR_NEW(arena, double, positions *(size_t)tree->n_paid);
    }
    f->behind_start = CR_NEW(arena, double, n);
}

static void block_arrays(struct cr_tree *tree, struct cr_tree_block *b, size_t n)
{
    const struct cr_unroll *u = tree->u;
    struct cr_arena *arena = tree->arena;
    size_t positions = (size_t)u->n_positions * n, sites = (size_t)u->n_site_branches * n;
    b->values = CR_NEW(arena, double, (size_t)u->n_values *n);
    b->value_bad = CR_NEW(arena, unsigned char, u->n_values);
    b->p = CR_NEW(arena, double, sites);
    b->open = CR_NEW(arena, unsigned char, sites);
    b->pay = CR_NEW(arena, double, sites *(size_t)tree->n_paid);
    b->column = CR_NEW(arena, double, positions *(size_t)tree->n_columns);
    if (tree->n_families > 0)
        b->size = CR_NEW(arena, double, (size_t)u->n_positions *(size_t)tree->n_columns);
    if (tree->n_families > 0 || tree->options.each) {
        b->chance = CR_NEW(arena, double, positions);
        b->order = CR_NEW(arena, unsigned short, positions);
    }
    if (!tree->options.backwards)
        forward_arrays(tree, &b->forward, n);
    b->each = CR_NEW(arena, double, tree->each_size *n);
    if (tree->options.split) {
        b->counts.runs = CR_NEW(arena, uint64_t, positions);
        b->counts.taken = CR_NEW(arena, uint64_t, u->n_arcs * n);
        b->counts.streams = CR_NEW(arena, struct cr_luck_stream *, n);
        for (size_t i = 0; i < n; i++)
            b->counts.streams[i] = cr_luck_stream_new(arena, &tree->options.luck);
    }
}

struct cr_tree_block *cr_tree_block_new(struct cr_tree *tree)
{
    const struct cr_program *p = tree->program;
    struct cr_arena *arena = tree->arena;
    struct cr_tree_block *b = CR_NEW(arena, struct cr_tree_block, 1);
    tree->block = block_size(tree);
    size_t n = (size_t)tree->block;
    block_arrays(tree, b, n);
    b->slots = CR_NEW(arena, double, (size_t)p->n_slots *n);
    b->weight = CR_NEW(arena, double, n);
    b->lens_of = CR_NEW(arena, int, n);
    b->scratch = CR_NEW(arena, double, cr_weights_scratch(p, (int)n) + (size_t)p->max_regs * n);
    for (int c = 0; c < tree->n_columns && !b->ranked; c++)
        b->ranked = tree->columns[c].utility
                        ? CR_NEW(arena, struct cr_at_payoff, tree->u->n_positions)
                        : NULL;
    b->row = CR_NEW(arena, double, n);
    b->row2 = CR_NEW(arena, double, n);
    b->row3 = CR_NEW(arena, double, n);
    b->seen = CR_NEW(arena, double, n);
    b->shares = CR_NEW(arena, double, (size_t)p->max_branches *n);
    b->view.state_copy = CR_NEW(arena, double, (size_t)p->n_states *n);
    b->view.visit_copy = CR_NEW(arena, double, (size_t)p->n_visits *n);
    b->view.zeros = CR_NEW(arena, double, n);
    b->view.ones = CR_NEW(arena, double, n);
    b->view.stage = CR_NEW(arena, double, n);
    b->view.slot_at = pointers(arena, NULL, p->n_slots, 0);
    b->view.state_at = pointers(arena, NULL, p->n_states, 0);
    b->view.bit_at = pointers(arena, NULL, p->n_bits, 0);
    b->view.visit_at = pointers(arena, NULL, p->n_visits, 0);
    b->view.state_from = pointers(arena, NULL, p->n_states, 0);
    b->view.state_to = CR_NEW(arena, double *, p->n_states);
    b->view.one = case_new(tree);
    return b;
}

/* ---- Entering a position ---- */

void cr_tree_enter(
    const struct cr_tree *tree, struct cr_tree_block *b, int position, struct cr_lanes *lanes)
{
    const struct cr_program *p = tree->program;
    const struct cr_unroll *u = tree->u;
    int n = b->n;
    for (int s = 0; s < p->n_states; s++) {
        int id = cr_unroll_var(u, position, s);
        b->view.state_at[s] = id < 0 ? b->view.zeros : &b->values[(size_t)id * (size_t)n];
    }
    for (int k = 0; k < p->n_bits; k++)
        b->view.bit_at[k] = cr_unroll_bit(u, position, k) ? b->view.ones : b->view.zeros;
    for (int v = 0; v < p->n_visits; v++) {
        b->view.visit_at[v] = b->view.zeros;
        if (u->visit_key[v] < 0)
            continue;
        b->view.visit_at[v] = &b->view.visit_copy[(size_t)v * (size_t)n];
        cr_tree_fill(
            &b->view.visit_copy[(size_t)v * (size_t)n], n, cr_unroll_visits(u, position, v));
    }
    if (b->view.stage_filled != u->positions[position].stage) {
        b->view.stage_filled = u->positions[position].stage;
        cr_tree_fill(b->view.stage, tree->block, b->view.stage_filled);
    }
    *lanes = (struct cr_lanes){.slots = b->view.slot_at,
        .states = b->view.state_at,
        .bits = b->view.bit_at,
        .visits = b->view.visit_at,
        .stage = b->view.stage,
        .n = n};
}

void cr_tree_one_lane(
    const struct cr_tree *tree, struct cr_tree_block *b, int lane, struct cr_lanes *lanes)
{
    const struct cr_program *p = tree->program;
    struct cr_tree_case *one = b->view.one;
    for (int k = 0; k < p->n_slots; k++)
        one->slot_at[k] = b->view.slot_at[k] + lane;
    for (int k = 0; k < p->n_states; k++)
        one->state_at[k] = b->view.state_at[k] + lane;
    for (int k = 0; k < p->n_bits; k++)
        one->bit_at[k] = b->view.bit_at[k] + lane;
    for (int k = 0; k < p->n_visits; k++)
        one->visit_at[k] = b->view.visit_at[k] + lane;
    *lanes = (struct cr_lanes){.slots = one->slot_at,
        .states = one->state_at,
        .bits = one->bit_at,
        .visits = one->visit_at,
        .stage = b->view.stage,
        .n = 1};
}

void cr_tree_enter_lane(const struct cr_tree *tree, struct cr_tree_block *b, int position, int lane,
    struct cr_lanes *lanes)
{
    cr_tree_enter(tree, b, position, lanes);
    cr_tree_one_lane(tree, b, lane, lanes);
}

double cr_tree_size(const struct cr_tree_block *b, const double *row)
{
    double most = 0;
    int step = b->n > 8 ? b->n / 8 : 1;
    for (int i = 0; i < b->n; i += step)
        most = fmax(most, fabs(row[i]));
    return most;
}
