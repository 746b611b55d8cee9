/* The numbers of a block of worlds: slots, values, shares at every site, payoffs at every end. What
 * is not defined is NaN here; whether anybody can get there is seen later.
 *
 * Positions are numbered so that whatever a position reads was made by an earlier one: one pass in
 * that order works out the payoffs of ends, the shares of sites and the values that branches make,
 * each for all lanes at once. Where a lane has a fault, the site or branch is done again lane by
 * lane, so that the others keep their numbers. */
#include "engine/tree/parts.h"
#include "program/fault.h"
#include "program/rows.h"
#include "program/weights.h"
#include "program/worlds.h"

#include <math.h>
#include <string.h>

/* A number for every lane, NaN where it is not defined. */
static void number(
    const struct cr_number *x, const struct cr_lanes *lanes, double *regs, double *out)
{
    if (x->kind == CR_FROM_CODE)
        cr_code_run(x->code, lanes, regs, out);
    else if (x->kind == CR_FROM_SLOT)
        memcpy(out, lanes->slots[x->slot], (size_t)lanes->n * sizeof *out);
    else
        cr_tree_fill(out, lanes->n, x->number);
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
        cr_tree_one_lane(tree, b, i, &lanes);
        const int *lens_of = tree->program->pool_weights ? &b->lens_of[i] : NULL;
        bool ok = cr_weights_run(tree->program, site->point, plays(point), &lanes, lens_of,
                      b->view.one->p, b->view.one->open, b->scratch, &fault) == CR_OK;
        for (int k = 0; k < point->n_branches; k++) {
            p[k * b->n + i] = ok ? b->view.one->p[k] : NAN;
            open[k * b->n + i] = ok ? b->view.one->open[k] : 1;
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
            b->view.one->open[k] = open[k * b->n + i];
        cr_policy_choose(&point->choose, NULL, b->view.one->open, point->n_branches, false,
            b->view.one->p, NULL, NULL);
        for (int k = 0; k < point->n_branches; k++)
            p[k * b->n + i] = b->view.one->p[k];
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
    if (cr_weights_run(tree->program, site->point, plays(point), &lanes,
            tree->program->pool_weights ? b->lens_of : NULL, &b->p[first], &b->open[first],
            b->scratch, &fault) != CR_OK)
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
    if (cr_effects_run(tree->program, branch, lanes, b->view.state_to, NULL, b->scratch, &fault) ==
        CR_OK)
        return true;
    b->bad = true;
    for (int i = 0; i < b->n; i++) {
        struct cr_lanes single;
        struct cr_fault again = {0};
        for (int s = 0; s < tree->program->n_states; s++) {
            if (b->view.state_from[s])
                b->view.state_to[s][i] = b->view.state_from[s][i];
        }
        cr_tree_one_lane(tree, b, i, &single);
        for (int s = 0; s < tree->program->n_states; s++)
            b->view.one->state_to[s] = b->view.state_from[s] ? b->view.state_to[s] + i : NULL;
        if (cr_effects_run(tree->program, branch, &single, b->view.one->state_to, NULL, b->scratch,
                &again) == CR_OK)
            continue;
        for (int s = 0; s < tree->program->n_states; s++) {
            if (b->view.state_from[s])
                b->view.state_to[s][i] = NAN;
        }
    }
    return false;
}

/* Where the effects of a branch put a variable: where its value will stand, or a row of scratch if
 * nobody asks for it later. Branches with sets work in place. */
static void open_state(struct cr_tree_block *b, int s, bool in_place)
{
    if (!b->view.state_to[s])
        b->view.state_to[s] = &b->view.state_copy[(size_t)s * (size_t)b->n];
    if (b->view.state_from[s])
        return;
    b->view.state_from[s] = b->view.state_at[s];
    if (!in_place)
        return;
    memcpy(b->view.state_to[s], b->view.state_at[s], (size_t)b->n * sizeof(double));
    b->view.state_at[s] = b->view.state_to[s];
}

/* Points state_to at where the branch's effects go. */
static void open_states(const struct cr_tree *tree, struct cr_tree_block *b,
    const struct cr_branch *branch, const struct cr_making *making)
{
    const struct cr_unroll *u = tree->u;
    size_t n_states = (size_t)tree->program->n_states;
    memset(b->view.state_to, 0, n_states * sizeof *b->view.state_to);
    memset(b->view.state_from, 0, n_states * sizeof *b->view.state_from);
    for (size_t k = making->first_pair; k < making->first_pair + making->n_pairs; k++) {
        if (u->pairs[k][0] < tree->program->n_states)
            b->view.state_to[u->pairs[k][0]] = &b->values[(size_t)u->pairs[k][1] * (size_t)b->n];
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
            memcpy(to, b->view.slot_at[value->slot], (size_t)b->n * sizeof *to);
        else if (value->kind == CR_ID_NUMBER && b->filled != b->n)
            cr_tree_fill(to, b->n, value->number);
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
    cr_tree_fill(out, b->n, 0);
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
                var < 0 ? b->view.zeros
                        : &b->values[(size_t)cr_unroll_var(tree->u, position, var) * n];
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
static enum cr_status draw_slots(
    struct cr_tree *tree, struct cr_tree_block *b, struct cr_fault *fault)
{
    struct cr_arena *scratch = cr_arena_scratch();
    int *lens_of = tree->program->pool_weights ? b->lens_of : NULL;
    enum cr_status status = cr_worlds_fill(tree->program, tree->worlds.spec, b->first, b->n,
        b->slots, (size_t)b->n, lens_of, scratch, fault);
    cr_arena_free(scratch);
    return status;
}

/* Where decisions are settled first, worlds are looked at several times, and drawing them can cost
 * more than a small tree: up to 256 MB are kept. */
static enum cr_status recall_slots(
    struct cr_tree *tree, struct cr_tree_block *b, struct cr_fault *fault)
{
    size_t n = (size_t)b->n, n_slots = (size_t)tree->program->n_slots,
           worlds = (size_t)tree->worlds.n;
    bool once = tree->n_families == 0 || tree->options.each;
    if (once || n_slots * worlds > (size_t)32 * 1024 * 1024)
        return draw_slots(tree, b, fault);
    if (!tree->drawn.slots) {
        tree->drawn.slots = CR_NEW(tree->arena, double, n_slots *worlds);
        tree->drawn.lens_of = CR_NEW(tree->arena, int, worlds);
        tree->drawn.yet = CR_NEW(tree->arena, bool, worlds / (size_t)tree->block + 1);
    }
    double *kept = &tree->drawn.slots[n_slots * b->first];
    bool *yet = &tree->drawn.yet[b->first / (uint64_t)tree->block];
    if (*yet) {
        memcpy(b->slots, kept, n_slots * n * sizeof *kept);
        memcpy(b->lens_of, &tree->drawn.lens_of[b->first], n * sizeof *b->lens_of);
        return CR_OK;
    }
    *yet = true;
    enum cr_status status = draw_slots(tree, b, fault);
    memcpy(kept, b->slots, n_slots * n * sizeof *kept);
    memcpy(&tree->drawn.lens_of[b->first], b->lens_of, n * sizeof *b->lens_of);
    return status;
}

static enum cr_status load_slots(
    struct cr_tree *tree, struct cr_tree_block *b, struct cr_fault *fault)
{
    const struct cr_tree_worlds *worlds = &tree->worlds;
    size_t n = (size_t)b->n;
    if (worlds->spec && recall_slots(tree, b, fault) != CR_OK)
        return CR_INPUT;
    for (int s = 0; s < tree->program->n_slots && !worlds->spec; s++)
        memcpy(&b->slots[(size_t)s * n], &worlds->slots[(size_t)s * worlds->stride + b->first],
            n * sizeof *b->slots);
    if (worlds->weights)
        memcpy(b->weight, &worlds->weights[b->first], n * sizeof *b->weight);
    else
        cr_tree_fill(b->weight, b->n, 1 / (double)worlds->n);
    if (!worlds->spec && worlds->lens_of)
        memcpy(b->lens_of, &worlds->lens_of[b->first], n * sizeof *b->lens_of);
    for (int s = 0; s < tree->program->n_slots; s++)
        b->view.slot_at[s] = &b->slots[(size_t)s * n];
    return CR_OK;
}

enum cr_status cr_tree_load(
    struct cr_tree *tree, struct cr_tree_block *b, uint64_t first, struct cr_fault *fault)
{
    const struct cr_unroll *u = tree->u;
    uint64_t left = tree->worlds.n - first;
    b->first = first;
    b->n = left < (uint64_t)tree->block ? (int)left : tree->block;
    b->bad = b->counts.there = false;
    b->filled = first > 0 ? b->filled : 0;
    cr_tree_fill(b->view.ones, b->filled == b->n ? 0 : b->n, 1);
    if (load_slots(tree, b, fault) != CR_OK)
        return CR_INPUT;
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
    return b->ranked ? cr_tree_utilities_rise(tree, b, fault) : CR_OK;
}
