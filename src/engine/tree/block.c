/* The numbers of a block of worlds: slots, values, shares at every site, payoffs at every end. What
 * is not defined is NaN here; whether anybody can get there is seen later. */
#include "engine/tree/tree.h"
#include "program/fault.h"
#include "program/rows.h"
#include "program/weights.h"
#include "program/worlds.h"

#include <math.h>
#include <string.h>

/* One lane as a block of its own, for finding out which lanes are at fault. */
struct cr_tree_case {
    const double **slot_at, **state_at, **bit_at, **visit_at;
    double **state_to, *copy, *p;
    unsigned char *open;
};

/* Doubles for all positions, values and sites of one lane, and how many lanes a block of 256 MB
 * holds. */
static int block_size(const struct cr_tree *tree)
{
    const struct cr_unroll *u = tree->u;
    double lane =
        3.0 * u->n_values + u->n_site_branches * (1.2 + tree->n_paid) +
        u->n_positions * (4.5 + tree->n_columns + (tree->totals ? 0 : 2.0 * tree->n_paid)) +
        (double)tree->each_size + tree->program->n_slots +
        (tree->options.split ? u->n_positions + (double)u->n_arcs : 0);
    double lanes = 32.0 * 1024 * 1024 / lane;
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
    b->reach = CR_NEW(arena, double, positions);
    b->behind = CR_NEW(arena, double, positions);
    for (size_t i = 0; i < positions && !tree->program->has_evidence; i++)
        b->behind[i] = 1;
    b->sweep = CR_NEW(arena, double, positions);
    b->sweep2 = CR_NEW(arena, double, tree->stages_forward ? 0 : positions);
    if (tree->program->n_stages > 0)
        b->mass = CR_NEW(arena, double, (size_t)u->n_values *n);
    if (!tree->totals) {
        b->first_moment = CR_NEW(arena, double, positions *(size_t)tree->n_paid);
        b->second_moment = CR_NEW(arena, double, positions *(size_t)tree->n_paid);
    }
    b->each = CR_NEW(arena, double, tree->each_size *n);
    if (tree->options.split) {
        b->runs = CR_NEW(arena, uint64_t, positions);
        b->taken = CR_NEW(arena, uint64_t, u->n_arcs * n);
        b->streams = CR_NEW(arena, struct cr_luck_stream *, n);
        for (size_t i = 0; i < n; i++)
            b->streams[i] = cr_luck_stream_new(arena, &tree->options.luck);
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
    b->behind_start = CR_NEW(arena, double, n);
    b->row = CR_NEW(arena, double, n);
    b->row2 = CR_NEW(arena, double, n);
    b->row3 = CR_NEW(arena, double, n);
    b->shares = CR_NEW(arena, double, (size_t)p->max_branches *n);
    b->state_copy = CR_NEW(arena, double, (size_t)p->n_states *n);
    b->visit_copy = CR_NEW(arena, double, (size_t)p->n_visits *n);
    b->zeros = CR_NEW(arena, double, n);
    b->ones = CR_NEW(arena, double, n);
    b->stage = CR_NEW(arena, double, n);
    b->slot_at = pointers(arena, NULL, p->n_slots, 0);
    b->state_at = pointers(arena, NULL, p->n_states, 0);
    b->bit_at = pointers(arena, NULL, p->n_bits, 0);
    b->visit_at = pointers(arena, NULL, p->n_visits, 0);
    b->state_from = pointers(arena, NULL, p->n_states, 0);
    b->state_to = CR_NEW(arena, double *, p->n_states);
    b->one = case_new(tree);
    return b;
}

/* ---- Entering a position ---- */

static void fill(double *at, int n, double x)
{
    for (int i = 0; i < n; i++)
        at[i] = x;
}

void cr_tree_enter(
    const struct cr_tree *tree, struct cr_tree_block *b, int position, struct cr_lanes *lanes)
{
    const struct cr_program *p = tree->program;
    const struct cr_unroll *u = tree->u;
    int n = b->n;
    for (int s = 0; s < p->n_states; s++) {
        int id = cr_unroll_var(u, position, s);
        b->state_at[s] = id < 0 ? b->zeros : &b->values[(size_t)id * (size_t)n];
    }
    for (int k = 0; k < p->n_bits; k++)
        b->bit_at[k] = cr_unroll_bit(u, position, k) ? b->ones : b->zeros;
    for (int v = 0; v < p->n_visits; v++) {
        b->visit_at[v] = b->zeros;
        if (u->visit_key[v] < 0)
            continue;
        b->visit_at[v] = &b->visit_copy[(size_t)v * (size_t)n];
        fill(&b->visit_copy[(size_t)v * (size_t)n], n, cr_unroll_visits(u, position, v));
    }
    if (b->stage_filled != u->positions[position].stage) {
        b->stage_filled = u->positions[position].stage;
        fill(b->stage, tree->block, b->stage_filled);
    }
    *lanes = (struct cr_lanes){.slots = b->slot_at,
        .states = b->state_at,
        .bits = b->bit_at,
        .visits = b->visit_at,
        .stage = b->stage,
        .n = n};
}

static void one_lane(
    const struct cr_tree *tree, struct cr_tree_block *b, int lane, struct cr_lanes *lanes)
{
    const struct cr_program *p = tree->program;
    struct cr_tree_case *one = b->one;
    for (int k = 0; k < p->n_slots; k++)
        one->slot_at[k] = b->slot_at[k] + lane;
    for (int k = 0; k < p->n_states; k++)
        one->state_at[k] = b->state_at[k] + lane;
    for (int k = 0; k < p->n_bits; k++)
        one->bit_at[k] = b->bit_at[k] + lane;
    for (int k = 0; k < p->n_visits; k++)
        one->visit_at[k] = b->visit_at[k] + lane;
    *lanes = (struct cr_lanes){.slots = one->slot_at,
        .states = one->state_at,
        .bits = one->bit_at,
        .visits = one->visit_at,
        .stage = b->stage,
        .n = 1};
}

void cr_tree_enter_lane(const struct cr_tree *tree, struct cr_tree_block *b, int position, int lane,
    struct cr_lanes *lanes)
{
    cr_tree_enter(tree, b, position, lanes);
    one_lane(tree, b, lane, lanes);
}

/* A number for every lane, NaN where it is not defined. */
static void number(
    const struct cr_number *x, const struct cr_lanes *lanes, double *regs, double *out)
{
    if (x->kind == CR_FROM_CODE)
        cr_code_run(x->code, lanes, regs, out);
    else if (x->kind == CR_FROM_SLOT)
        memcpy(out, lanes->slots[x->slot], (size_t)lanes->n * sizeof *out);
    else
        fill(out, lanes->n, x->number);
}

/* ---- Sites ---- */

static enum cr_choose_kind plays(const struct cr_point *point)
{
    return point->kind == CR_DECISION ? point->choose.kind : CR_CHOOSE_AS_WRITTEN;
}

/* After a fault somewhere in the block: each lane alone. */
static void site_by_lane(
    const struct cr_tree *tree, struct cr_tree_block *b, const struct cr_site *site)
{
    const struct cr_point *point = &tree->program->points[site->point];
    double *p = &b->p[(size_t)site->first * (size_t)b->n];
    unsigned char *open = &b->open[(size_t)site->first * (size_t)b->n];
    b->bad = true;
    for (int i = 0; i < b->n; i++) {
        struct cr_lanes lanes;
        struct cr_fault fault = {0};
        one_lane(tree, b, i, &lanes);
        const int *lens_of = tree->program->pool_weights ? &b->lens_of[i] : NULL;
        int ok = cr_weights_run(tree->program, site->point, plays(point), &lanes, lens_of,
            b->one->p, b->one->open, b->scratch, &fault);
        for (int k = 0; k < point->n_branches; k++) {
            p[k * b->n + i] = ok ? b->one->p[k] : NAN;
            open[k * b->n + i] = ok ? b->one->open[k] : 1;
        }
    }
}

/* A decision that is fixed to one option, lane by lane: where the option does not exist, the first
 * open one. */
static void fix_option(
    const struct cr_tree *tree, struct cr_tree_block *b, const struct cr_site *site)
{
    const struct cr_point *point = &tree->program->points[site->point];
    double *p = &b->p[(size_t)site->first * (size_t)b->n];
    const unsigned char *open = &b->open[(size_t)site->first * (size_t)b->n];
    for (int i = 0; i < b->n; i++) {
        if (isnan(p[i]))
            continue;
        for (int k = 0; k < point->n_branches; k++)
            b->one->open[k] = open[k * b->n + i];
        cr_policy_choose(
            &point->choose, NULL, b->one->open, point->n_branches, false, b->one->p, NULL, NULL);
        for (int k = 0; k < point->n_branches; k++)
            p[k * b->n + i] = b->one->p[k];
    }
}

/* What cannot be added up is no number: the path to it is told when something asks for it. */
static void drop_endless(struct cr_tree_block *b, double *x)
{
    for (int i = 0; i < b->n; i++) {
        x[i] = fabs(x[i]) <= CR_PAYOFF_MOST ? x[i] : NAN;
        b->bad |= isnan(x[i]);
    }
}

static void load_pays(const struct cr_tree *tree, struct cr_tree_block *b,
    const struct cr_site *site, const struct cr_lanes *lanes)
{
    const struct cr_point *point = &tree->program->points[site->point];
    for (int k = 0; k < point->n_branches; k++) {
        const struct cr_branch *branch = &tree->program->branches[point->first_branch + k];
        size_t row = (size_t)(site->first + k) * (size_t)tree->n_paid;
        memset(
            &b->pay[row * (size_t)b->n], 0, (size_t)tree->n_paid * (size_t)b->n * sizeof *b->pay);
        for (int i = 0; i < branch->n_pays; i++) {
            double *to =
                &b->pay[(row + (size_t)tree->paid_of[branch->pays[i].actor]) * (size_t)b->n];
            number(&branch->pays[i].value, lanes, b->scratch, to);
            drop_endless(b, to);
        }
    }
}

static void load_site(
    const struct cr_tree *tree, struct cr_tree_block *b, const struct cr_site *site)
{
    const struct cr_point *point = &tree->program->points[site->point];
    struct cr_lanes lanes;
    struct cr_fault fault = {0};
    size_t first = (size_t)site->first * (size_t)b->n;
    bool settled = site->fixed && !tree->program->pool_weights;
    if (settled && tree->n_paid == 0 && b->filled == b->n)
        return; /* the same shares stand there since the block before */
    cr_tree_enter(tree, b, site->position, &lanes);
    if (!cr_weights_run(tree->program, site->point, plays(point), &lanes,
            tree->program->pool_weights ? b->lens_of : NULL, &b->p[first], &b->open[first],
            b->scratch, &fault))
        site_by_lane(tree, b, site);
    if (plays(point) == CR_CHOOSE_OPTION && point->forced < 0)
        fix_option(tree, b, site);
    load_pays(tree, b, site, &lanes);
}

/* ---- Values ---- */

/* The branch's effects in the block's copies of the states; NaN in lanes where they are not
 * defined. */
static bool run_effects(
    const struct cr_tree *tree, struct cr_tree_block *b, int branch, const struct cr_lanes *lanes)
{
    struct cr_fault fault = {0};
    if (cr_effects_run(tree->program, branch, lanes, b->state_to, NULL, b->scratch, &fault))
        return true;
    b->bad = true;
    for (int i = 0; i < b->n; i++) {
        struct cr_lanes single;
        struct cr_fault again = {0};
        for (int s = 0; s < tree->program->n_states; s++) {
            if (b->state_from[s])
                b->state_to[s][i] = b->state_from[s][i];
        }
        one_lane(tree, b, i, &single);
        for (int s = 0; s < tree->program->n_states; s++)
            b->one->state_to[s] = b->state_from[s] ? b->state_to[s] + i : NULL;
        if (cr_effects_run(
                tree->program, branch, &single, b->one->state_to, NULL, b->scratch, &again))
            continue;
        for (int s = 0; s < tree->program->n_states; s++) {
            if (b->state_from[s])
                b->state_to[s][i] = NAN;
        }
    }
    return false;
}

/* Where the effects of a branch put a variable: where its value will stand, or a row of scratch if
 * nobody asks for it later. Branches with sets work in place. */
static void open_state(struct cr_tree_block *b, int s, bool in_place)
{
    if (!b->state_to[s])
        b->state_to[s] = &b->state_copy[(size_t)s * (size_t)b->n];
    if (b->state_from[s])
        return;
    b->state_from[s] = b->state_at[s];
    if (!in_place)
        return;
    memcpy(b->state_to[s], b->state_at[s], (size_t)b->n * sizeof(double));
    b->state_at[s] = b->state_to[s];
}

/* Points state_to at where the branch's effects go. */
static void open_states(const struct cr_tree *tree, struct cr_tree_block *b,
    const struct cr_branch *branch, const struct cr_making *making)
{
    const struct cr_unroll *u = tree->u;
    size_t n_states = (size_t)tree->program->n_states;
    memset(b->state_to, 0, n_states * sizeof *b->state_to);
    memset(b->state_from, 0, n_states * sizeof *b->state_from);
    for (size_t k = making->first_pair; k < making->first_pair + making->n_pairs; k++) {
        if (u->pairs[k][0] < tree->program->n_states)
            b->state_to[u->pairs[k][0]] = &b->values[(size_t)u->pairs[k][1] * (size_t)b->n];
    }
    for (int k = 0; k < branch->n_sets; k++)
        open_state(b, branch->sets[k].state, true);
    for (int k = 0; k < branch->n_changes; k++)
        open_state(b, branch->changes[k].state, branch->n_sets > 0);
}

static void load_making(
    const struct cr_tree *tree, struct cr_tree_block *b, const struct cr_making *making)
{
    const struct cr_unroll *u = tree->u;
    const struct cr_branch *branch = &tree->program->branches[making->branch];
    const struct cr_site *site = &u->sites[u->positions[making->from].site];
    size_t n = (size_t)b->n;
    struct cr_lanes lanes;
    cr_tree_enter(tree, b, making->from, &lanes);
    open_states(tree, b, branch, making);
    bool fine = !b->bad;
    if (branch->n_sets + branch->n_changes > 0)
        fine &= run_effects(tree, b, making->branch, &lanes);
    for (size_t k = making->first_pair; k < making->first_pair + making->n_pairs; k++) {
        int var = u->pairs[k][0], id = u->pairs[k][1];
        double *to = &b->values[(size_t)id * n];
        if (var >= tree->program->n_states) {
            int j = tree->paid_of_var[var - tree->program->n_states];
            const double *before = &b->values[(size_t)cr_unroll_var(u, making->from, var) * n];
            const double *pay =
                &b->pay[((size_t)(site->first + branch->local) * (size_t)tree->n_paid + (size_t)j) *
                        n];
            for (size_t i = 0; i < n; i++)
                to[i] = before[i] + pay[i];
            fine = false; /* of sums, nobody has looked yet */
        }
        b->value_bad[id] |= !fine && cr_rows_outside(to, n, -INFINITY, INFINITY) < n;
        b->bad |= b->value_bad[id];
    }
}

static void load_given(const struct cr_tree *tree, struct cr_tree_block *b)
{
    const struct cr_unroll *u = tree->u;
    for (int id = 0; id < u->n_values; id++) {
        const struct cr_value_id *value = &u->values[id];
        double *to = &b->values[(size_t)id * (size_t)b->n];
        b->value_bad[id] = 0;
        if (value->kind == CR_ID_SLOT)
            memcpy(to, b->slot_at[value->slot], (size_t)b->n * sizeof *to);
        else if (value->kind == CR_ID_NUMBER && b->filled != b->n)
            fill(to, b->n, value->number);
        if (value->kind == CR_ID_NUMBER && isnan(value->number))
            b->value_bad[id] = b->bad = true;
    }
}

/* ---- Ends ---- */

/* What an outcome alone pays an actor. */
static void ending_pay(const struct cr_tree *tree, struct cr_tree_block *b, int outcome, int actor,
    const struct cr_lanes *lanes, double *out)
{
    const struct cr_ending *ending = &tree->program->endings[outcome];
    fill(out, b->n, 0);
    for (int k = 0; k < ending->n_pays; k++) {
        if (ending->pays[k].actor != actor)
            continue;
        if (!ending->pays_by_lens) {
            number(&ending->pays[k].value, lanes, b->scratch, out);
            continue;
        }
        for (size_t lens = 0; lens < tree->program->setup->n_lenses; lens++) {
            number(&ending->pays_by_lens[lens][k].value, lanes, b->scratch, b->row3);
            for (int i = 0; i < b->n; i++)
                out[i] = b->lens_of[i] == (int)lens ? b->row3[i] : out[i];
        }
    }
}

static void end_payoff(const struct cr_tree *tree, struct cr_tree_block *b, int position, int actor,
    const struct cr_lanes *lanes, double *out)
{
    const struct cr_code *own = tree->program->actor_payoffs[actor];
    ending_pay(tree, b, tree->u->positions[position].outcome, actor, lanes, out);
    if (!own)
        return;
    cr_code_run(own, lanes, b->scratch, b->row3);
    for (int i = 0; i < b->n; i++)
        out[i] += b->row3[i];
}

static void load_end(const struct cr_tree *tree, struct cr_tree_block *b, int position)
{
    size_t n = (size_t)b->n, stride = (size_t)tree->u->n_positions * n;
    struct cr_lanes lanes;
    cr_tree_enter(tree, b, position, &lanes);
    for (int c = 0; c < tree->n_columns; c++) {
        int actor = tree->columns[c].actor;
        double *out = &b->column[(size_t)c * stride + (size_t)position * n];
        end_payoff(tree, b, position, actor, &lanes, out);
        drop_endless(b, out);
        if (tree->columns[c].utility) {
            int var = tree->u->total_var[actor];
            const double *gained =
                var < 0 ? b->zeros : &b->values[(size_t)cr_unroll_var(tree->u, position, var) * n];
            for (size_t i = 0; i < n; i++)
                b->row2[i] = gained[i] + out[i];
            lanes.payoff = b->row2;
            cr_code_run(tree->program->utilities[actor], &lanes, b->scratch, out);
        }
        for (size_t i = 0; i < n; i++)
            b->bad |= isnan(out[i]);
        if (b->size && tree->columns[c].compared)
            b->size[(size_t)c * (size_t)tree->u->n_positions + (size_t)position] =
                cr_tree_size(b, out);
    }
}

/* ---- The block ---- */

/* Draws the block's worlds. */
static int draw_slots(struct cr_tree *tree, struct cr_tree_block *b, struct cr_fault *fault)
{
    struct cr_arena *scratch = cr_arena_new();
    if (!scratch)
        longjmp(*cr_arena_catch(tree->arena), 1);
    int *lens_of = tree->program->pool_weights ? b->lens_of : NULL;
    if (setjmp(*cr_arena_catch(scratch))) {
        cr_arena_free(scratch);
        longjmp(*cr_arena_catch(tree->arena), 1);
    }
    int ok = cr_worlds_fill(tree->program, tree->worlds.spec, b->first, b->n, b->slots,
        (size_t)b->n, lens_of, scratch, fault);
    cr_arena_free(scratch);
    return ok;
}

/* Where decisions are settled first, worlds are looked at several times, and drawing them can cost
 * more than a small tree: up to 256 MB are kept. */
static int recall_slots(struct cr_tree *tree, struct cr_tree_block *b, struct cr_fault *fault)
{
    size_t n = (size_t)b->n, n_slots = (size_t)tree->program->n_slots,
           worlds = (size_t)tree->worlds.n;
    bool once = tree->n_families == 0 || tree->options.each;
    if (once || n_slots * worlds > (size_t)32 * 1024 * 1024)
        return draw_slots(tree, b, fault);
    if (!tree->drawn) {
        tree->drawn = CR_NEW(tree->arena, double, n_slots *worlds);
        tree->drawn_lens = CR_NEW(tree->arena, int, worlds);
        tree->drawn_yet = CR_NEW(tree->arena, bool, worlds / (size_t)tree->block + 1);
    }
    double *kept = &tree->drawn[n_slots * b->first];
    bool *yet = &tree->drawn_yet[b->first / (uint64_t)tree->block];
    if (*yet) {
        memcpy(b->slots, kept, n_slots * n * sizeof *kept);
        memcpy(b->lens_of, &tree->drawn_lens[b->first], n * sizeof *b->lens_of);
        return 1;
    }
    *yet = true;
    int ok = draw_slots(tree, b, fault);
    memcpy(kept, b->slots, n_slots * n * sizeof *kept);
    memcpy(&tree->drawn_lens[b->first], b->lens_of, n * sizeof *b->lens_of);
    return ok;
}

static int load_slots(struct cr_tree *tree, struct cr_tree_block *b, struct cr_fault *fault)
{
    const struct cr_tree_worlds *worlds = &tree->worlds;
    size_t n = (size_t)b->n;
    if (worlds->spec && !recall_slots(tree, b, fault))
        return 0;
    for (int s = 0; s < tree->program->n_slots && !worlds->spec; s++)
        memcpy(&b->slots[(size_t)s * n], &worlds->slots[(size_t)s * worlds->stride + b->first],
            n * sizeof *b->slots);
    if (worlds->weights)
        memcpy(b->weight, &worlds->weights[b->first], n * sizeof *b->weight);
    else
        fill(b->weight, b->n, 1 / (double)worlds->n);
    if (!worlds->spec && worlds->lens_of)
        memcpy(b->lens_of, &worlds->lens_of[b->first], n * sizeof *b->lens_of);
    for (int s = 0; s < tree->program->n_slots; s++)
        b->slot_at[s] = &b->slots[(size_t)s * n];
    return 1;
}

int cr_tree_load(
    struct cr_tree *tree, struct cr_tree_block *b, uint64_t first, struct cr_fault *fault)
{
    const struct cr_unroll *u = tree->u;
    uint64_t left = tree->worlds.n - first;
    b->first = first;
    b->n = left < (uint64_t)tree->block ? (int)left : tree->block;
    b->bad = b->counted = false;
    b->filled = first > 0 ? b->filled : 0;
    fill(b->ones, b->filled == b->n ? 0 : b->n, 1);
    if (!load_slots(tree, b, fault))
        return 0;
    load_given(tree, b);
    size_t making = 0;
    int site = 0;
    for (int i = 0; i < u->n_positions;
         i++) { /* sites and makings come in the order of their positions */
        if (u->positions[i].outcome >= 0)
            load_end(tree, b, i);
        if (site < u->n_sites && u->sites[site].position == i)
            load_site(tree, b, &u->sites[site++]);
        while (making < u->n_makings && u->makings[making].from == i)
            load_making(tree, b, &u->makings[making++]);
    }
    b->filled = b->bad ? 0 : b->n;
    return !b->ranked || cr_tree_utilities_rise(tree, b, fault);
}
