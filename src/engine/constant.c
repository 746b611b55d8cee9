#include "engine/constant.h"

#include "random/stream.h"

#include <math.h>
#include <string.h>

struct cr_constant {
    const struct cr_walk_job *job;
    int *order;            /* [n_points] parents first */
    uint64_t **thresholds; /* [n_points] */
    int *n_thresholds;
    int *ends; /* the branches that lead to outcomes */
    size_t n_ends;
    double *values; /* [column * n_ends + end] */
};

struct cr_constant_room {
    const struct cr_constant *constant;
    int **lists;           /* [n_points] the lanes that wait there */
    size_t *waiting;       /* [n_points] */
    size_t *counts;        /* [max_branches] */
    int **forks;           /* [max_branches] */
    uint64_t runs, *taken; /* [n_branches] since the last tally */
    double *parts;         /* [n_ends] */
};

/* ---- Is it one? ---- */

static bool leads_nowhere_twice(struct cr_arena *arena, const struct cr_program *p)
{
    bool *met = CR_NEW(arena, bool, p->n_points);
    met[p->start_point] = true;
    for (int b = 0; b < p->n_branches; b++) {
        int to = p->branches[b].next;
        if (to >= 0 && met[to])
            return false;
        if (to >= 0)
            met[to] = true;
    }
    return true;
}

static bool is_constant(struct cr_arena *arena, const struct cr_walk_job *job)
{
    const struct cr_program *p = job->program;
    if (job->worlds.spec.worlds != 1 || job->luck_divisor != 1 || job->policy->needed ||
        p->n_uncertain > 0 || p->pool_weights || p->has_evidence || p->loops || p->start_point < 0)
        return false;
    for (int k = 0; k < p->n_points; k++) {
        if (!job->plan->alike[k] || p->points[k].visits >= 0 || p->points[k].at_most > 0)
            return false;
    }
    for (int b = 0; b < p->n_branches; b++) {
        if (!job->plan->constant[b])
            return false;
    }
    return leads_nowhere_twice(arena, p);
}

/* ---- Its numbers ---- */

static void put_in_order(struct cr_constant *c, const struct cr_program *p)
{
    for (int k = 0; k < p->n_points; k++) {
        int at = k;
        while (at > 0 && p->points[c->order[at - 1]].order > p->points[k].order) {
            c->order[at] = c->order[at - 1];
            at--;
        }
        c->order[at] = k;
    }
}

/* As cr_rows_pick_alike has it: beyond the total the last branch above 0 is taken. */
static void find_thresholds(struct cr_constant *c, struct cr_arena *arena)
{
    const struct cr_program *p = c->job->program;
    for (int k = 0; k < p->n_points; k++) {
        const double *share = c->job->plan->alike[k];
        double sum = 0;
        for (int b = 0; b < p->points[k].n_branches; b++)
            c->n_thresholds[k] = share[b] > 0 ? b : c->n_thresholds[k];
        c->thresholds[k] = CR_NEW(arena, uint64_t, c->n_thresholds[k]);
        for (int b = 0; b < c->n_thresholds[k]; b++) {
            sum += share[b];
            c->thresholds[k][b] = cr_fork_threshold(sum);
        }
    }
}

/* The branch that leads to each node; -1 at the start and where none does. */
static int *ways_in(struct cr_arena *arena, const struct cr_program *p)
{
    int *in = CR_NEW(arena, int, p->n_points);
    for (int k = 0; k < p->n_points; k++)
        in[k] = -1;
    for (int b = 0; b < p->n_branches; b++) {
        if (p->branches[b].next >= 0)
            in[p->branches[b].next] = b;
    }
    return in;
}

/* Plays one lane to an end, for the numbers that it has there. */
static bool visit_end(struct cr_constant *c, struct cr_walk *walk, const struct cr_columns *columns,
    const int *in, int *forced, size_t end)
{
    const struct cr_program *p = c->job->program;
    for (int b = c->ends[end]; b >= 0; b = in[p->branches[b].node])
        forced[p->branches[b].node] = p->branches[b].local;
    walk->forced = forced;
    if (!cr_walk_block(walk, 0, 1))
        return false;
    for (int k = 0; k < columns->n; k++)
        c->values[(size_t)k * c->n_ends + end] = cr_column_row(walk, columns, k)[0];
    return true;
}

/* Ends that no path from the start leads to are not ends. */
static bool is_reached(const struct cr_program *p, const int *in, int branch)
{
    int node = p->branches[branch].node;
    while (in[node] >= 0)
        node = p->branches[in[node]].node;
    return node == p->start_point;
}

const struct cr_constant *cr_constant_new(
    struct cr_arena *arena, const struct cr_walk_job *job, const struct cr_columns *columns)
{
    const struct cr_program *p = job->program;
    if (!is_constant(arena, job))
        return NULL;
    struct cr_constant *c = CR_NEW(arena, struct cr_constant, 1);
    c->job = job;
    c->order = CR_NEW(arena, int, p->n_points);
    c->thresholds = CR_NEW(arena, uint64_t *, p->n_points);
    c->n_thresholds = CR_NEW(arena, int, p->n_points);
    c->ends = CR_NEW(arena, int, p->n_branches);
    int *in = ways_in(arena, p), *forced = CR_NEW(arena, int, p->n_points);
    put_in_order(c, p);
    find_thresholds(c, arena);
    for (int b = 0; b < p->n_branches; b++) {
        if (p->branches[b].next < 0 && is_reached(p, in, b))
            c->ends[c->n_ends++] = b;
    }
    c->values = CR_NEW(arena, double, (size_t)columns->n * c->n_ends);
    struct cr_walk *walk = cr_walk_new(arena, job);
    for (size_t end = 0; end < c->n_ends; end++) {
        if (!visit_end(c, walk, columns, in, forced, end))
            return NULL;
    }
    return c;
}

struct cr_constant_room *cr_constant_room_new(struct cr_arena *arena, const struct cr_constant *c)
{
    const struct cr_program *p = c->job->program;
    struct cr_constant_room *room = CR_NEW(arena, struct cr_constant_room, 1);
    room->constant = c;
    room->lists = CR_NEW(arena, int *, p->n_points);
    for (int k = 0; k < p->n_points; k++)
        room->lists[k] = k == p->start_point ? NULL : CR_NEW(arena, int, CR_BLOCK + CR_FORK_SLACK);
    room->waiting = CR_NEW(arena, size_t, p->n_points);
    room->counts = CR_NEW(arena, size_t, p->max_branches);
    room->forks = CR_NEW(arena, int *, p->max_branches);
    room->taken = CR_NEW(arena, uint64_t, p->n_branches);
    room->parts = CR_NEW(arena, double, c->n_ends);
    return room;
}

/* ---- Playing ---- */

static void fork_at(
    const struct cr_constant *c, struct cr_constant_room *room, uint64_t first, int node)
{
    const struct cr_program *p = c->job->program;
    const struct cr_point *point = &p->points[node];
    int n = c->n_thresholds[node];
    for (int b = 0; b <= n; b++) {
        int next = p->branches[point->first_branch + b].next;
        room->forks[b] = next < 0 ? NULL : room->lists[next];
    }
    cr_fork_rows(c->job->seed, first, point->event, CR_DOMAIN_BRANCH, c->thresholds[node], n,
        room->lists[node], room->waiting[node], room->forks, room->counts);
    for (int b = 0; b <= n; b++) {
        int next = p->branches[point->first_branch + b].next;
        room->taken[point->first_branch + b] += room->counts[b];
        if (next >= 0)
            room->waiting[next] = room->counts[b];
    }
}

void cr_constant_block(
    const struct cr_constant *c, struct cr_constant_room *room, uint64_t first, int n)
{
    const struct cr_program *p = c->job->program;
    memset(room->waiting, 0, (size_t)p->n_points * sizeof *room->waiting);
    room->waiting[p->start_point] = (size_t)n;
    room->runs += (uint64_t)n;
    for (int k = 0; k < p->n_points; k++) {
        if (room->waiting[c->order[k]] > 0)
            fork_at(c, room, first, c->order[k]);
    }
}

/* ---- Counting ---- */

size_t cr_constant_ends(const struct cr_constant *c)
{
    return c->n_ends;
}

const double *cr_constant_values(const struct cr_constant *c, int column)
{
    return &c->values[(size_t)column * c->n_ends];
}

void cr_constant_counts(const struct cr_constant *c, const struct cr_tally *tally,
    const struct cr_tally_shape *shape, double *counts)
{
    for (size_t end = 0; end < c->n_ends; end++)
        counts[end] = tally->sums[shape->at_branches + (size_t)c->ends[end]];
}

/* Runs that weigh 1 each, given as counts of equal values. */
static void add_counted(
    struct cr_moments *to, const double *values, const double *counts, size_t n, double runs)
{
    struct cr_moments part;
    cr_moments_init(&part);
    cr_moments_block(&part, values, counts, n);
    part.n = part.weight2 = runs;
    cr_moments_merge(to, &part);
}

void cr_constant_tally(
    struct cr_constant_room *room, struct cr_tally *tally, const struct cr_tally_shape *shape)
{
    const struct cr_constant *c = room->constant;
    const struct cr_program *p = c->job->program;
    double runs = (double)room->runs, one = 1;
    tally->runs += room->runs;
    tally->sums[shape->at_weight] += runs;
    tally->sums[shape->at_square] += runs;
    for (size_t end = 0; end < c->n_ends; end++) {
        room->parts[end] = (double)room->taken[c->ends[end]];
        tally->sums[shape->at_outcomes + (size_t)p->branches[c->ends[end]].outcome] +=
            room->parts[end];
    }
    for (int k = 0; k < shape->columns.n; k++) {
        if (cr_column_used(p, &shape->columns, k))
            add_counted(&tally->moments[k], cr_constant_values(c, k), room->parts, c->n_ends, runs);
    }
    add_counted(&tally->moments[shape->at_weight_moment], &one, &runs, 1, runs);
    for (int b = 0; b < p->n_branches; b++) {
        tally->sums[shape->at_branches + (size_t)b] += (double)room->taken[b];
        tally->sums[shape->at_reach + (size_t)p->branches[b].node] += (double)room->taken[b];
    }
    memset(room->taken, 0, (size_t)p->n_branches * sizeof *room->taken);
    room->runs = 0;
}
