/* Unrolls the settled tree into histories, for a picture.
 *
 * A history is what a watcher has seen; the positions that may stand behind it, with their weights,
 * are a crowd. A crowd at a hidden question moves on through all its branches at once; then its
 * positions stand at visible questions, one spot for each question they stand at. From a spot a
 * crowd follows every branch, at a decision also those that are not played. Weights leave decisions
 * out, so that what is not played has values as well; they are put in again on the way back, where
 * masses and values are added up. */
#include "engine/tree/unfold.h"

#include "engine/tree/parts.h"

#include <math.h>
#include <string.h>

enum { MOST_POSITIONS = 200000, MOST_CROWD = 4000, DEEPEST = 120 };

struct member {
    int position, lane;
    double weight;
    double *gained; /* [n_actors] */
};
struct crowd {
    CR_VEC(struct member) list;
};
struct unrolling {
    struct cr_arena *work, *arena;
    struct cr_tree *tree;
    struct cr_tree_block *block;
    double *room; /* [max_branches * lanes] shares */
    CR_VEC(struct cr_unfolded_spot) spots;
    CR_VEC(double) mass; /* of each spot: with the evidence, decisions put in below it */
    int n_ends, deep;
    bool too_many;
};

static const struct cr_point *point_of(const struct unrolling *u, int position)
{
    int point = u->tree->u->positions[position].point;
    return point >= 0 ? &u->tree->program->points[point] : NULL;
}

static const double *shares_of(struct unrolling *u, int position)
{
    return cr_tree_shares(u->tree, u->block, position, u->room);
}

static double share_at(const struct unrolling *u, const double *shares, int local, int lane)
{
    return shares[(size_t)local * (size_t)u->block->n + (size_t)lane];
}

/* A member goes on by an arc, with what its branch pays. */
static void follow(struct unrolling *u, const struct member *from, const struct cr_arc *arc,
    double factor, struct crowd *to)
{
    const struct cr_tree *tree = u->tree;
    int n_actors = tree->program->n_actors;
    double weight = from->weight * factor * arc->likelihood;
    if (!(weight > 0) || to->list.n >= MOST_CROWD) {
        u->too_many = u->too_many || to->list.n >= MOST_CROWD;
        return;
    }
    struct member next = {.position = arc->to, .lane = from->lane, .weight = weight};
    next.gained = CR_NEW(u->work, double, n_actors + 1);
    size_t row = (size_t)(tree->u->sites[tree->u->positions[from->position].site].first +
                          tree->program->branches[arc->branch].local);
    for (int a = 0; a < n_actors; a++) {
        int paid = tree->paid_of[a];
        next.gained[a] = from->gained[a];
        if (paid >= 0)
            next.gained[a] +=
                u->block->pay[(row * (size_t)tree->n_paid + (size_t)paid) * (size_t)u->block->n +
                              (size_t)from->lane];
    }
    cr_vec_push(u->work, &to->list, next);
}

static const struct cr_arc *arc_by(const struct unrolling *u, int position, int local)
{
    const struct cr_position *at = &u->tree->u->positions[position];
    for (int a = 0; a < at->n_arcs; a++) {
        const struct cr_arc *arc = &u->tree->u->arcs[at->first_arc + (size_t)a];
        if (u->tree->program->branches[arc->branch].local == local)
            return arc;
    }
    return NULL;
}

/* Everybody at a hidden question goes on, until all stand where something is to be seen. */
static void pass_hidden(struct unrolling *u, struct crowd *crowd)
{
    for (size_t i = 0; i < crowd->list.n && !u->too_many;) {
        struct member member = crowd->list.at[i];
        const struct cr_point *point = point_of(u, member.position);
        if (!point || !point->hidden) {
            i++;
            continue;
        }
        crowd->list.at[i] = crowd->list.at[--crowd->list.n];
        const double *shares = shares_of(u, member.position);
        for (int k = 0; k < point->n_branches; k++) {
            const struct cr_arc *arc = arc_by(u, member.position, k);
            if (arc)
                follow(u, &member, arc, share_at(u, shares, k, member.lane), crowd);
        }
    }
}

/* The total of what a member has at its end. */
static double total_of(const struct unrolling *u, const struct member *m, int actor)
{
    const struct cr_tree *tree = u->tree;
    int column = tree->column_of[actor];
    if (column < 0)
        return NAN;
    size_t n = (size_t)u->block->n;
    return m->gained[actor] + u->block->column[(size_t)column * (size_t)tree->u->n_positions * n +
                                               (size_t)m->position * n + (size_t)m->lane];
}

static void end_here(struct unrolling *u, int spot, const struct crowd *crowd)
{
    struct cr_unfolded_spot *s = &u->spots.at[spot];
    double mass = 0;
    s->n_ends = 1;
    u->n_ends++;
    for (size_t i = 0; i < crowd->list.n; i++)
        if (!u->tree->u->positions[crowd->list.at[i].position].dead)
            mass += crowd->list.at[i].weight;
    for (int a = 0; a < u->tree->program->n_actors; a++) {
        double sum = 0;
        for (size_t i = 0; i < crowd->list.n; i++)
            if (!u->tree->u->positions[crowd->list.at[i].position].dead)
                sum += crowd->list.at[i].weight * total_of(u, &crowd->list.at[i], a);
        s->value[a] = mass > 0 ? sum / mass : NAN;
    }
    u->mass.at[spot] = mass;
}

static void put_spots(struct unrolling *u, struct crowd *crowd, int parent, int branch);

/* What the policy gives a branch, over the members of a crowd. */
static double played_share(struct unrolling *u, const struct crowd *crowd, int local)
{
    double sum = 0, all = 0;
    for (size_t i = 0; i < crowd->list.n; i++) {
        const struct member *m = &crowd->list.at[i];
        double share = share_at(u, shares_of(u, m->position), local, m->lane);
        sum += isfinite(share) ? m->weight * share : 0;
        all += m->weight;
    }
    return all > 0 ? sum / all : 0;
}

/* Where a rule leaves only one way there is nothing to be seen: the crowd goes on without a spot.
 */
static bool pass_through(struct unrolling *u, const struct crowd *crowd, int parent, int branch)
{
    const struct cr_point *point = point_of(u, crowd->list.at[0].position);
    struct crowd next = {0};
    int ways = 0;
    if (!point || point->kind != CR_RULE)
        return false;
    for (int k = 0; k < point->n_branches && ways < 2; k++) {
        size_t before = next.list.n;
        for (size_t i = 0; i < crowd->list.n; i++) {
            const struct member *m = &crowd->list.at[i];
            const struct cr_arc *arc = arc_by(u, m->position, k);
            if (arc)
                follow(u, m, arc, share_at(u, shares_of(u, m->position), k, m->lane), &next);
        }
        ways += next.list.n > before;
    }
    if (ways != 1)
        return false;
    put_spots(u, &next, parent, branch);
    return true;
}

/* The crowd of a branch. At a decision it goes on whole, also where the branch is not played;
 * members who know more than the watcher, and so play otherwise, count by how often they do. */
static void put_branch(struct unrolling *u, const struct crowd *crowd, int spot, int local)
{
    bool decision = u->tree->program->points[u->spots.at[spot].point].kind == CR_DECISION;
    double all = decision ? played_share(u, crowd, local) : 1;
    struct crowd next = {0};
    for (size_t i = 0; i < crowd->list.n; i++) {
        const struct member *m = &crowd->list.at[i];
        const struct cr_arc *arc = arc_by(u, m->position, local);
        if (!arc)
            continue;
        double share = share_at(u, shares_of(u, m->position), local, m->lane);
        follow(u, m, arc, !decision ? share : all > 0 ? share / all : 1, &next);
    }
    if (next.list.n)
        put_spots(u, &next, spot, local);
}

/* Adds up what follows a spot. `played`: what the policy gives each branch of a decision. */
static void add_up(struct unrolling *u, int spot, const double *played)
{
    const struct cr_tree *tree = u->tree;
    struct cr_unfolded_spot *s = &u->spots.at[spot];
    double mass = 0;
    for (int c = spot + 1; c < (int)u->spots.n; c++)
        if (u->spots.at[c].parent == spot)
            mass += played[u->spots.at[c].branch] * u->mass.at[c];
    for (int a = 0; a < tree->program->n_actors; a++) {
        double sum = 0;
        for (int c = spot + 1; c < (int)u->spots.n; c++) {
            double part =
                u->spots.at[c].parent == spot ? played[u->spots.at[c].branch] * u->mass.at[c] : 0;
            sum += part > 0 ? part * u->spots.at[c].value[a] : 0;
        }
        s->value[a] = mass > 0 ? sum / mass : NAN;
    }
    for (int c = spot + 1; c < (int)u->spots.n; c++)
        if (u->spots.at[c].parent == spot) {
            double part = played[u->spots.at[c].branch] * u->mass.at[c];
            u->spots.at[c].share = mass > 0 ? part / mass : 0;
            s->n_ends += u->spots.at[c].n_ends;
        }
    u->mass.at[spot] = mass;
}

static int put_spot(struct unrolling *u, int position, int parent, int branch)
{
    const struct cr_position *at = &u->tree->u->positions[position];
    struct cr_unfolded_spot spot = {.point = at->point,
        .outcome = at->outcome,
        .parent = parent,
        .branch = branch,
        .first_end = u->n_ends,
        .settled = cr_tree_is_solved(u->tree, position),
        .share = 1};
    spot.value = CR_NEW(u->arena, double, u->tree->program->n_actors + 1);
    cr_vec_push(u->work, &u->spots, spot);
    cr_vec_push(u->work, &u->mass, 0);
    return (int)u->spots.n - 1;
}

/* A spot for the members that stand where the first of them stands; the others come to their own.
 */
static void put_spots(struct unrolling *u, struct crowd *crowd, int parent, int branch)
{
    pass_hidden(u, crowd);
    u->too_many = u->too_many || ++u->deep > DEEPEST || u->n_ends >= CR_UNFOLDED_ENDS;
    while (crowd->list.n && !u->too_many) {
        struct crowd here = {0}, rest = {0};
        const struct cr_position *first = &u->tree->u->positions[crowd->list.at[0].position];
        for (size_t i = 0; i < crowd->list.n; i++) {
            const struct cr_position *at = &u->tree->u->positions[crowd->list.at[i].position];
            bool same = at->point == first->point && at->outcome == first->outcome;
            cr_vec_push(u->work, same ? &here.list : &rest.list, crowd->list.at[i]);
        }
        if (pass_through(u, &here, parent, branch)) {
            *crowd = rest;
            continue;
        }
        int spot = put_spot(u, here.list.at[0].position, parent, branch);
        if (first->outcome >= 0) {
            end_here(u, spot, &here);
        } else {
            const struct cr_point *point = &u->tree->program->points[first->point];
            double *played = CR_NEW(u->work, double, point->n_branches);
            for (int k = 0; k < point->n_branches; k++)
                played[k] = point->kind == CR_DECISION ? played_share(u, &here, k) : 1;
            for (int k = 0; k < point->n_branches && !u->too_many; k++)
                put_branch(u, &here, spot, k);
            add_up(u, spot, played);
        }
        *crowd = rest;
    }
    u->deep--;
}

/* What is hidden may lead to several questions at once: then there are several roots. */
static void fill_reach(struct unrolling *u)
{
    double all = 0;
    for (size_t i = 0; i < u->spots.n; i++)
        all += u->spots.at[i].parent < 0 ? u->mass.at[i] : 0;
    for (size_t i = 0; i < u->spots.n; i++)
        if (u->spots.at[i].parent < 0)
            u->spots.at[i].share = all > 0 ? u->mass.at[i] / all : 0;
    for (size_t i = 0; i < u->spots.n; i++) {
        struct cr_unfolded_spot *s = &u->spots.at[i];
        s->reach = s->parent < 0 ? s->share : s->share * u->spots.at[s->parent].reach;
        s->played = s->reach > 0;
    }
}

struct call {
    const struct cr_program *program;
    struct cr_unfolded *unfolded;
    struct cr_fault *fault;
};

static enum cr_status solve_decisions(struct unrolling *u, const struct call *call)
{
    struct cr_tree_worlds worlds = {0};
    struct cr_tree_options options = {
        .max_positions = MOST_POSITIONS, .all_decisions = true, .nodes = true, .spread = true};
    struct cr_tree_sums sums;
    enum cr_status status = cr_tree_base_worlds(u->work, call->program, &worlds, call->fault);
    if (status == CR_OK)
        status = cr_tree_build(u->work, call->program, &worlds, &options, &u->tree, call->fault);
    if (status == CR_OK)
        status = cr_tree_settle(u->tree, call->fault);
    if (status == CR_OK)
        status = cr_tree_play(u->tree, &sums, call->fault);
    return status;
}

static enum cr_status unroll(struct cr_arena *work, struct cr_arena *arena, void *context)
{
    struct call *call = context;
    struct unrolling u = {.work = work, .arena = arena};
    struct crowd all = {0};
    enum cr_status status = solve_decisions(&u, call);
    if (status == CR_REFUSED || (status == CR_INPUT && call->fault->code == CR_E_POSITIONS)) {
        call->unfolded->lacks = "its tree is too large to be solved";
        return CR_OK;
    }
    if (status != CR_OK)
        return status;
    u.block = u.tree->shared;
    u.room = CR_NEW(work, double, (size_t)call->program->max_branches *(size_t)u.block->n);
    if (u.block->first > 0 || (uint64_t)u.block->n != u.tree->worlds.n)
        u.too_many = true; /* a pool of very many lenses */
    for (int i = 0; i < u.block->n; i++) {
        struct member member = {.position = 0, .lane = i, .weight = u.block->weight[i]};
        member.gained = CR_NEW(work, double, call->program->n_actors + 1);
        cr_vec_push(work, &all.list, member);
    }
    put_spots(&u, &all, -1, -1);
    if (u.too_many) {
        call->unfolded->lacks = "its tree has too many ends to be drawn one by one";
        return CR_OK;
    }
    fill_reach(&u);
    call->unfolded->n = (int)u.spots.n;
    call->unfolded->n_ends = u.n_ends;
    call->unfolded->spots = CR_NEW(arena, struct cr_unfolded_spot, u.spots.n + 1);
    memcpy(call->unfolded->spots, u.spots.at, u.spots.n * sizeof *u.spots.at);
    return CR_OK;
}

enum cr_status cr_tree_unfold(struct cr_arena *arena, const struct cr_program *program,
    struct cr_unfolded *unfolded, struct cr_fault *fault)
{
    struct call call = {program, unfolded, fault};
    *unfolded = (struct cr_unfolded){0};
    return cr_with_work(arena, unroll, &call);
}
