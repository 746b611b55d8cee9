/* The walk of a tree whose worlds settle everything but the branches.
 *
 * All ways through the graph are numbered once (as far as there is room); one spread of the walk
 * over all worlds records shares at every node and payoffs at every end; then a superblock of
 * runs is forked from node to node by lists of runs, and only counted at the ends. It takes the
 * same branches, by the same luck, as the ordinary walk. */
#include "engine/walk/settled.h"

#include "luck/stream.h"

#include <string.h>

enum {
    MOST_WORLDS = 4096,
    MOST_POSITIONS = 512,   /* of the unrolled tree */
    MOST_NUMBERS = 1 << 22, /* shares and ends of all worlds */
    LEAST_RUNS = 16         /* a world, below which paths are cheaper than all of the tree */
};

/* A node on one way to it. */
struct position {
    int node;
    int first;                  /* the first of its branches in `to` and `thresholds` */
    struct cr_fork_step *steps; /* [n_branches - 1] */
};

struct cr_settled {
    const struct cr_walk_job *job;
    struct cr_columns columns;
    struct position *positions; /* [n_positions] in the order of a search in file order */
    int n_positions, n_ways;
    int *to;                 /* [n_ways] position, or -1 - end */
    int n_ends, *end_branch; /* [n_ends] */
    size_t worlds, stride;   /* worlds come round again up to the stride */
    double *values;          /* [(column * n_ends + end) * worlds + world] */
};

struct cr_settled_room {
    const struct cr_settled *settled;
    int **lists;     /* [n_positions] the lanes that wait there */
    size_t *waiting; /* [n_positions] */
    int **ends; /* [n_ends] the lanes that came there; NULL with one world: `counts` tells all */
    size_t *counts;  /* [max_branches] how many lanes take each branch */
    int **forks;     /* [max_branches] */
    uint32_t *ended; /* [end * stride + place] runs that ended so since the last count */
    uint64_t runs;   /* runs played since the last count */
};

/* ---- The tree of all ways ---- */

/* Numbers the ways from a node on, as far as there is room. */
static bool unroll(struct cr_settled *s, int node)
{
    const struct cr_program *p = s->job->program;
    const struct cr_point *point = &p->points[node];
    if (s->n_positions == MOST_POSITIONS)
        return false;
    struct position *at = &s->positions[s->n_positions++];
    *at = (struct position){.node = node, .first = s->n_ways};
    int first = s->n_ways;
    s->n_ways += point->n_branches;
    if (s->n_ways > 4 * MOST_POSITIONS)
        return false;
    for (int b = 0; b < point->n_branches; b++) {
        int branch = point->first_branch + b, next = p->branches[branch].next;
        s->to[first + b] = next < 0 ? -1 - s->n_ends : s->n_positions;
        if (next < 0)
            s->end_branch[s->n_ends++] = branch;
        else if (!unroll(s, next))
            return false;
    }
    return true;
}

static bool may_settle(const struct cr_walk_job *job, uint64_t runs)
{
    const struct cr_program *p = job->program;
    uint64_t worlds = job->worlds.spec.worlds;
    if (!cr_luck_addressed(&job->luck) || job->luck_divisor != 1 || job->policy->needed ||
        p->random_effects || p->pool_weights || p->has_evidence || p->loops || p->start_point < 0)
        return false;
    if (worlds > MOST_WORLDS || (worlds > 1 && (!job->worlds.values || runs < LEAST_RUNS * worlds)))
        return false;
    for (int k = 0; k < p->n_points; k++) {
        if (p->points[k].visits >= 0 || p->points[k].at_most > 0)
            return false;
    }
    return true;
}

/* ---- Its numbers in every world ---- */

struct spreading {
    struct cr_settled *settled;
    struct cr_arena *arena;
    uint64_t first; /* world of lane 0 */
    int position, end;
};

static void note_node(void *context, const struct cr_walk *walk, int node, const double *p,
    size_t stride, size_t step)
{
    struct spreading *x = context;
    struct cr_settled *s = x->settled;
    struct position *at = &s->positions[x->position++];
    int n = s->job->program->points[node].n_branches;
    bool varies = step > 0 && s->worlds > 1;
    if (x->first == 0) {
        at->steps = CR_NEW(x->arena, struct cr_fork_step, n - 1);
        for (int b = 0; b + 1 < n; b++)
            at->steps[b] =
                (struct cr_fork_step){CR_NEW(x->arena, uint64_t, varies ? s->stride : 1), varies};
    }
    int lanes = varies ? walk->n : 1;
    for (int i = 0; i < lanes; i++) {
        double sum = 0;
        int last = 0;
        for (int b = 0; b < n; b++)
            last = p[(size_t)b * stride + (size_t)i * step] > 0 ? b : last;
        for (int b = 0; b + 1 < n; b++) { /* beyond the total the last one above 0 is taken */
            sum += p[(size_t)b * stride + (size_t)i * step];
            uint64_t *to = (uint64_t *)(uintptr_t)at->steps[b].at;
            to[varies ? x->first + (uint64_t)i : 0] =
                b < last ? cr_fork_threshold(sum) : UINT64_MAX;
        }
    }
}

static void note_end(void *context, const struct cr_walk *walk, int branch)
{
    struct spreading *x = context;
    struct cr_settled *s = x->settled;
    size_t end = (size_t)x->end++;
    (void)branch;
    for (int c = 0; c < s->columns.n; c++)
        memcpy(&s->values[((size_t)c * (size_t)s->n_ends + end) * s->worlds + x->first],
            cr_column_row(walk, &s->columns, c), (size_t)walk->n * sizeof(double));
}

static bool fill_positions(struct cr_settled *s, struct cr_arena *arena)
{
    struct cr_walk *walk = cr_walk_new(arena, s->job);
    for (uint64_t first = 0; first < s->worlds; first += CR_BLOCK) {
        struct spreading x = {s, arena, first, 0, 0};
        struct cr_walk_visitor visitor = {&x, note_node, note_end};
        int n = s->worlds - first < CR_BLOCK ? (int)(s->worlds - first) : CR_BLOCK;
        if (cr_walk_spread(walk, first, n, &visitor) != CR_OK)
            return false;
    }
    return true;
}

/* Lets the first worlds come again behind the last. */
static void repeat_worlds(struct cr_settled *s)
{
    for (int k = 0; k < s->n_positions; k++) {
        struct position *at = &s->positions[k];
        int n = s->job->program->points[at->node].n_branches;
        for (int b = 0; b + 1 < n; b++) {
            uint64_t *row = (uint64_t *)(uintptr_t)at->steps[b].at;
            for (size_t w = s->worlds; at->steps[b].varies && w < s->stride; w++)
                row[w] = row[w - s->worlds];
        }
    }
}

const struct cr_settled *cr_settled_new(struct cr_arena *arena, const struct cr_walk_job *job,
    const struct cr_tally_shape *shape, uint64_t runs)
{
    if (!may_settle(job, runs))
        return NULL;
    struct cr_settled *s = CR_NEW(arena, struct cr_settled, 1);
    s->job = job;
    s->columns = shape->columns;
    s->worlds = job->worlds.spec.worlds;
    s->stride = s->worlds > 1 ? s->worlds + CR_BLOCK : 1;
    s->positions = CR_NEW(arena, struct position, MOST_POSITIONS);
    size_t ways = 4 * MOST_POSITIONS + (size_t)job->program->max_branches;
    s->to = CR_NEW(arena, int, ways);
    s->end_branch = CR_NEW(arena, int, ways);
    if (!unroll(s, job->program->start_point))
        return NULL;
    size_t rows = (size_t)s->n_ways + (size_t)s->n_ends * (size_t)(s->columns.n + 1);
    if (rows * s->stride > MOST_NUMBERS)
        return NULL;
    s->values = CR_NEW(arena, double, (size_t)s->columns.n *(size_t)s->n_ends * s->worlds);
    if (!fill_positions(s, arena))
        return NULL;
    repeat_worlds(s);
    return s;
}

struct cr_tally_shape cr_settled_shape(
    const struct cr_settled *s, const struct cr_tally_shape *shape)
{
    struct cr_tally_shape counts = *shape;
    counts.n_sums = (size_t)s->n_ends * s->worlds;
    counts.n_moments = 0;
    return counts;
}

struct cr_settled_room *cr_settled_room_new(struct cr_arena *arena, const struct cr_settled *s)
{
    struct cr_settled_room *room = CR_NEW(arena, struct cr_settled_room, 1);
    size_t most = (size_t)s->job->program->max_branches;
    room->settled = s;
    room->lists = CR_NEW(arena, int *, s->n_positions);
    for (int k = 1; k < s->n_positions; k++) /* at the start all lanes are in order */
        room->lists[k] = CR_NEW(arena, int, CR_BLOCK + CR_FORK_SLACK);
    room->waiting = CR_NEW(arena, size_t, s->n_positions);
    room->ends = CR_NEW(arena, int *, s->n_ends);
    for (int k = 0; k < s->n_ends && s->worlds > 1; k++)
        room->ends[k] = CR_NEW(arena, int, CR_BLOCK + CR_FORK_SLACK);
    room->counts = CR_NEW(arena, size_t, most);
    room->forks = CR_NEW(arena, int *, most);
    room->ended = CR_NEW(arena, uint32_t, (size_t)s->n_ends * s->stride);
    return room;
}

/* ---- Playing ---- */

static void count_end(struct cr_settled_room *room, int end, size_t n, uint64_t world)
{
    uint32_t *row = &room->ended[(size_t)end * room->settled->stride];
    const int *lanes = room->ends[end];
    if (!lanes)
        row[0] += (uint32_t)n;
    for (size_t i = 0; lanes && i < n; i++)
        row[world + (uint64_t)lanes[i]]++;
}

static void fork_at(struct cr_settled_room *room, int position, uint64_t first, uint64_t world)
{
    const struct cr_settled *s = room->settled;
    const struct position *at = &s->positions[position];
    const struct cr_point *point = &s->job->program->points[at->node];
    const int *to = &s->to[at->first];
    int n = point->n_branches;
    for (int b = 0; b < n; b++)
        room->forks[b] = to[b] < 0 ? room->ends[-1 - to[b]] : room->lists[to[b]];
    struct cr_fork fork = {
        s->job->luck.seed, first, point->event, CR_DOMAIN_BRANCH, at->steps, n - 1, world};
    cr_fork_rows(&fork, room->lists[position], room->waiting[position], room->forks, room->counts);
    for (int b = 0; b < n; b++) {
        if (to[b] >= 0)
            room->waiting[to[b]] = room->counts[b];
        else if (room->counts[b] > 0)
            count_end(room, -1 - to[b], room->counts[b], world);
    }
}

void cr_settled_block(struct cr_settled_room *room, uint64_t first, int n)
{
    const struct cr_settled *s = room->settled;
    memset(room->waiting, 0, (size_t)s->n_positions * sizeof *room->waiting);
    room->waiting[0] = (size_t)n;
    room->runs += (uint64_t)n;
    for (int k = 0; k < s->n_positions; k++) {
        if (room->waiting[k] > 0)
            fork_at(room, k, first, first % s->worlds);
    }
}

/* ---- Counting ---- */

void cr_settled_count(struct cr_settled_room *room, struct cr_tally *counts)
{
    const struct cr_settled *s = room->settled;
    for (int end = 0; end < s->n_ends; end++) {
        uint32_t *row = &room->ended[(size_t)end * s->stride];
        double *sum = &counts->sums[(size_t)end * s->worlds];
        for (size_t from = 0; from < s->stride; from += s->worlds) {
            size_t left = s->stride - from, n = left < s->worlds ? left : s->worlds;
            for (size_t w = 0; w < n; w++)
                sum[w] += row[from + w];
        }
        memset(row, 0, s->stride * sizeof *row);
    }
    counts->runs += room->runs;
    room->runs = 0;
}

/* Runs that weigh 1 each, given as counts of equal values. */
static void add_counted(struct cr_moments *to, const double *values, const double *counts, size_t n)
{
    struct cr_moments part;
    cr_moments_init(&part);
    cr_moments_block(&part, values, counts, n);
    part.n = part.weight2 = part.weight;
    cr_moments_merge(to, &part);
}

static void tally_end(const struct cr_settled *s, const struct cr_tally *counts,
    const struct cr_tally_shape *shape, struct cr_tally *tally, size_t end)
{
    const struct cr_program *p = s->job->program;
    const double *count = &counts->sums[end * s->worlds];
    size_t outcome = (size_t)p->branches[s->end_branch[end]].outcome;
    double *outcomes = &tally->sums[shape->at_outcomes + outcome * s->worlds];
    for (size_t w = 0; w < s->worlds; w++) {
        tally->sums[shape->at_weight + w] += count[w];
        tally->sums[shape->at_square + w] += count[w];
        outcomes[w] += count[w];
    }
    for (int c = 0; c < shape->columns.n; c++) {
        if (!cr_column_used(p, &shape->columns, c))
            continue;
        const double *values = &s->values[((size_t)c * (size_t)s->n_ends + end) * s->worlds];
        add_counted(&tally->moments[c], values, count, s->worlds);
        for (size_t w = 0; w < s->worlds && c < shape->columns.n_clustered && s->worlds > 1; w++)
            tally->sums[shape->at_columns + (size_t)c * s->worlds + w] += count[w] * values[w];
    }
    double one = 1, runs = 0;
    for (size_t w = 0; w < s->worlds; w++)
        runs += count[w];
    add_counted(&tally->moments[shape->at_weight_moment], &one, &runs, 1);
}

/* How many runs took each way: those that came to the ends behind it. A position stands before all
 * that it leads to. */
static void tally_ways(const struct cr_settled *s, const struct cr_tally *counts,
    const struct cr_tally_shape *shape, struct cr_tally *tally)
{
    double there[MOST_POSITIONS] = {0};
    for (int k = s->n_positions; k-- > 0;) {
        const struct position *at = &s->positions[k];
        const struct cr_point *point = &s->job->program->points[at->node];
        for (int b = 0; b < point->n_branches; b++) {
            int to = s->to[at->first + b];
            double runs = to < 0 ? 0 : there[to];
            for (size_t w = 0; w < s->worlds && to < 0; w++)
                runs += counts->sums[(size_t)(-1 - to) * s->worlds + w];
            tally->sums[shape->at_branches + (size_t)(point->first_branch + b)] += runs;
            there[k] += runs;
        }
        tally->sums[shape->at_reach + (size_t)at->node] += there[k];
    }
}

void cr_settled_tally(const struct cr_settled *s, const struct cr_tally *counts,
    const struct cr_tally_shape *shape, struct cr_tally *tally)
{
    tally->runs = counts->runs;
    for (size_t end = 0; end < (size_t)s->n_ends; end++)
        tally_end(s, counts, shape, tally, end);
    tally_ways(s, counts, shape, tally);
}

const double *cr_settled_values(const struct cr_settled *s, int column, size_t *n)
{
    *n = (size_t)s->n_ends * s->worlds;
    return &s->values[(size_t)column * *n];
}
