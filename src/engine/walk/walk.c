/* Plays a block of runs.
 *
 * All runs of the block that stand at one node wait there together. The node that comes first in
 * the program's topological order is played next (a heap of nodes with waiting lanes), so that a
 * node without loops is played once for all runs that reach it: its shares are worked out for all
 * its lanes at once, one uniform a lane picks a branch, the lanes are sorted by branch, and each
 * branch's effects and payoffs are done for its lanes. What a node reads is gathered from the
 * block's rows into dense ones only where not all lanes stand there; which rows it reads is known
 * beforehand (plan.c). A counter-based generator is asked by run, node and visit, so neither the
 * order of nodes nor the size of blocks changes any result. */
#include "engine/walk/walk.h"

#include "program/fault.h"
#include "program/rows.h"
#include "program/weights.h"
#include "program/worlds.h"

#include <math.h>
#include <string.h>

/* Working arrays of a thread. A row has CR_BLOCK entries. */
struct cr_walk_scratch {
    /* What a node sees: into the block, or into `gathered`. */
    const double **slots;  /* [n_slots] */
    const double **states; /* [n_states] */
    const double **bits;   /* [n_bits] */
    const double **visits; /* [n_visits] */
    double *stage;         /* a row */
    double *gathered;      /* as many rows as any node needs */
    double
        *slots_room; /* [n_slots] rows, where the block's worlds do not stand in a row in a table */

    /* The shares of a node, and luck for its lanes. */
    double *p;                     /* [max_branches] rows */
    unsigned char *open;           /* [max_branches] rows */
    double *uniforms;              /* a row */
    struct cr_luck_stream *stream; /* where uniforms come from */
    const uint64_t *luck;  /* a row: the run whose luck a lane has; the block's, or luck_room */
    const uint32_t *visit; /* a row: which visit it is; NULL: the first; or visit_room */
    uint64_t *luck_room;   /* a row: `luck` of the lanes at hand */
    uint32_t *visit_room;  /* a row: the numbers of their visits */
    int *lens_of;          /* a row: lenses of the lanes at hand */

    /* A branch being taken. */
    double **moved; /* [n_states] where its effects write */
    double *draws;  /* [max_draws] rows */
    double *values; /* a row */
    double *work;   /* scratch of program/weights.h */

    /* Which lanes stand where. */
    int *lanes;     /* a row: lanes at the node at hand */
    int *by_branch; /* a row: `lanes` sorted by the branch they take */
    int *choice;    /* a row: the branch each lane takes */
    int *all;       /* a row: 0, 1, 2, ... */
    int *at;        /* a row: the node at which a lane waits, or -1 */
    int *waiting;   /* [n_points] how many lanes wait at each node */
    int *heap;      /* [n_points + 1] nodes with waiting lanes, least `order` first */
    int n_heap;     /* how many nodes are in the heap */
    int *fill;      /* [max_branches + 1] where the lanes of each branch begin in by_branch */

    /* One lane alone, at a decision. */
    unsigned char *one_open; /* [max_branches] */
    double *one_p;           /* [max_branches] */
    int *one_ties;           /* [max_branches] */
};

#define ROW(array, row) ((array) + (size_t)(row)*CR_BLOCK)

static size_t gather_rows(const struct cr_program *p)
{
    return (size_t)p->n_slots + (size_t)p->n_states + (size_t)p->n_bits + (size_t)p->n_visits;
}

static struct cr_walk_scratch *scratch_new(struct cr_arena *a, const struct cr_program *p)
{
    struct cr_walk_scratch *s = CR_NEW(a, struct cr_walk_scratch, 1);
    s->slots = CR_NEW(a, const double *, p->n_slots);
    s->states = CR_NEW(a, const double *, p->n_states);
    s->bits = CR_NEW(a, const double *, p->n_bits);
    s->visits = CR_NEW(a, const double *, p->n_visits);
    s->moved = CR_NEW(a, double *, p->n_states);
    s->gathered = CR_NEW(a, double, gather_rows(p) * CR_BLOCK);
    s->stage = CR_NEW(a, double, CR_BLOCK);
    s->p = CR_NEW(a, double, (size_t)p->max_branches *CR_BLOCK);
    s->open = CR_NEW(a, unsigned char, (size_t)p->max_branches *CR_BLOCK);
    s->draws = CR_NEW(a, double, (size_t)p->max_draws *CR_BLOCK);
    s->values = CR_NEW(a, double, CR_BLOCK);
    s->uniforms = CR_NEW(a, double, CR_BLOCK);
    s->work = CR_NEW(a, double, cr_weights_scratch(p, CR_BLOCK));
    s->luck_room = CR_NEW(a, uint64_t, CR_BLOCK);
    s->visit_room = CR_NEW(a, uint32_t, CR_BLOCK);
    s->lanes = CR_NEW(a, int, CR_BLOCK + CR_ROWS_SLACK);
    s->by_branch = CR_NEW(a, int, CR_BLOCK + CR_ROWS_SLACK);
    s->lens_of = CR_NEW(a, int, CR_BLOCK);
    s->choice = CR_NEW(a, int, CR_BLOCK);
    s->all = CR_NEW(a, int, CR_BLOCK);
    s->at = CR_NEW(a, int, CR_BLOCK);
    s->waiting = CR_NEW(a, int, p->n_points);
    s->heap = CR_NEW(a, int, p->n_points + 1);
    s->fill = CR_NEW(a, int, p->max_branches + 1);
    s->one_open = CR_NEW(a, unsigned char, p->max_branches);
    s->one_p = CR_NEW(a, double, p->max_branches);
    s->one_ties = CR_NEW(a, int, p->max_branches);
    for (int i = 0; i < CR_BLOCK; i++)
        s->all[i] = i;
    return s;
}

struct cr_walk *cr_walk_new(struct cr_arena *arena, const struct cr_walk_job *job)
{
    const struct cr_program *p = job->program;
    struct cr_walk *w = CR_NEW(arena, struct cr_walk, 1);
    w->job = job;
    w->arena = arena;
    w->scratch = scratch_new(arena, p);
    w->scratch->stream = cr_luck_stream_new(arena, &job->luck);
    w->slots = CR_NEW(arena, const double *, p->n_slots);
    w->scratch->slots_room = CR_NEW(arena, double, (size_t)p->n_slots *CR_BLOCK);
    w->states = CR_NEW(arena, double, (size_t)p->n_states *CR_BLOCK);
    w->bits = CR_NEW(arena, double, (size_t)p->n_bits *CR_BLOCK);
    w->visits = CR_NEW(arena, double, (size_t)p->n_visits *CR_BLOCK);
    w->pays = CR_NEW(arena, double, (size_t)p->n_actors *CR_BLOCK);
    w->utility = CR_NEW(arena, double, (size_t)p->n_actors *CR_BLOCK);
    w->measures = CR_NEW(arena, double, (size_t)p->n_measures *CR_BLOCK);
    w->stage = CR_NEW(arena, double, CR_BLOCK);
    w->weight = CR_NEW(arena, double, CR_BLOCK);
    w->luck = CR_NEW(arena, uint64_t, CR_BLOCK);
    w->stage_states = CR_NEW(arena, double, (size_t)p->n_stages *(size_t)p->n_states *CR_BLOCK);
    w->stage_seen = CR_NEW(arena, unsigned char, (size_t)p->n_stages *CR_BLOCK);
    w->lens_of = CR_NEW(arena, int, CR_BLOCK);
    w->automaton = CR_NEW(arena, int, CR_BLOCK);
    w->outcome = CR_NEW(arena, int, CR_BLOCK);
    w->stage_now = CR_NEW(arena, int, CR_BLOCK);
    w->branch_weight = CR_NEW(arena, double, p->n_branches);
    w->reach = CR_NEW(arena, double, p->n_points);
    w->reached = p->loops ? CR_NEW(arena, unsigned char, (size_t)p->n_points *CR_BLOCK) : NULL;
    return w;
}

/* ---- Waiting lanes ---- */

static void heap_push(struct cr_walk *w, int node)
{
    const struct cr_point *points = w->job->program->points;
    struct cr_walk_scratch *s = w->scratch;
    int at = s->n_heap++;
    while (at > 0 && points[s->heap[(at - 1) / 2]].order > points[node].order) {
        s->heap[at] = s->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    s->heap[at] = node;
}

static int heap_pop(struct cr_walk *w)
{
    const struct cr_point *points = w->job->program->points;
    struct cr_walk_scratch *s = w->scratch;
    int top = s->heap[0], last = s->heap[--s->n_heap], at = 0;
    for (;;) {
        int child = 2 * at + 1;
        if (child + 1 < s->n_heap &&
            points[s->heap[child + 1]].order < points[s->heap[child]].order)
            child++;
        if (child >= s->n_heap || points[last].order <= points[s->heap[child]].order)
            break;
        s->heap[at] = s->heap[child];
        at = child;
    }
    s->heap[at] = last;
    return top;
}

static void queue_lanes(struct cr_walk *w, int node, int n)
{
    if (w->scratch->waiting[node] == 0)
        heap_push(w, node);
    w->scratch->waiting[node] += n;
}

/* A lane arrives at a node or an outcome; arrivals beyond `at_most` go on to `after` and are not
 * counted. */
static void arrive(struct cr_walk *w, int lane, int node, int outcome)
{
    const struct cr_program *p = w->job->program;
    while (node >= 0) {
        const struct cr_point *point = &p->points[node];
        double *visits = point->visits >= 0 ? &ROW(w->visits, point->visits)[lane] : NULL;
        if (point->at_most && *visits >= (double)point->at_most) {
            outcome = point->after_outcome;
            node = point->after_next;
            continue;
        }
        if (visits)
            *visits += 1;
        queue_lanes(w, node, 1);
        w->scratch->at[lane] = node;
        return;
    }
    w->scratch->at[lane] = -1;
    w->outcome[lane] = outcome;
}

/* Lanes that arrive together; where nobody counts visits, all go the same way. */
static void arrive_together(struct cr_walk *w, const int *lanes, int n, int node, int outcome)
{
    const struct cr_point *point = node >= 0 ? &w->job->program->points[node] : NULL;
    if (point && (point->visits >= 0 || point->at_most)) {
        for (int i = 0; i < n; i++)
            arrive(w, lanes[i], node, outcome);
        return;
    }
    cr_rows_put_ints(w->scratch->at, lanes, (size_t)n, node);
    if (point)
        queue_lanes(w, node, n);
    else
        cr_rows_put_ints(w->outcome, lanes, (size_t)n, outcome);
}

/* Takes the lanes that wait at a node, in ascending order: a full block then is the identity, and
 * rows are read forwards. Where luck is by address, results do not depend on it; a sequence is
 * given out in this order. */
static const int *collect_lanes(struct cr_walk *w, int node, int *n)
{
    struct cr_walk_scratch *s = w->scratch;
    *n = s->waiting[node];
    s->waiting[node] = 0;
    if (*n == w->n)
        return s->all;
    cr_rows_find(s->at, node, NULL, (size_t)w->n, s->lanes);
    return s->lanes;
}

/* ---- Seeing only what is needed ---- */

static const double *gather(const double *row, const int *lanes, int n, double **next)
{
    double *out = *next;
    cr_rows_read_at(row, lanes, (size_t)n, out);
    *next += CR_BLOCK;
    return out;
}

/* Lanes are in ascending order, so all of them are the block as it stands. */
static bool whole_block(int n, int block)
{
    return n == block;
}

static struct cr_lanes gather_inputs(
    struct cr_walk *w, const struct cr_needs *needs, const int *lanes, int n)
{
    struct cr_walk_scratch *s = w->scratch;
    double *next = s->gathered;
    bool all = whole_block(n, w->n);
#define SEE(list, block, row_of)                                                                   \
    for (int k = 0; k < needs->n_##list; k++) {                                                    \
        const double *row = row_of(block, needs->list[k]);                                         \
        s->list[needs->list[k]] = all ? row : gather(row, lanes, n, &next);                        \
    }
#define BLOCK_ROW(rows, row) ROW(rows, row)
#define SLOT_ROW(rows, row) ((rows)[row])
    SEE(slots, w->slots, SLOT_ROW)
    SEE(states, w->states, BLOCK_ROW)
    SEE(bits, w->bits, BLOCK_ROW)
    SEE(visits, w->visits, BLOCK_ROW)
#undef BLOCK_ROW
#undef SLOT_ROW
#undef SEE
    if (needs->stage)
        cr_rows_read_at(w->stage, lanes, (size_t)n, s->stage);
    return (struct cr_lanes){s->slots, s->states, s->bits, s->visits, s->stage, NULL, n};
}

static uint64_t run_of(const struct cr_walk *w, int lane)
{
    return w->first + (uint64_t)lane;
}

static enum cr_status complete_fault(struct cr_walk *w, const int *lanes)
{
    int lane = lanes ? lanes[w->fault.lane] : w->fault.lane;
    w->fault.run = run_of(w, lane);
    w->fault.world = w->fault.run % w->job->worlds.spec.worlds;
    return CR_INPUT;
}

/* ---- Choosing a branch ---- */

static uint32_t visit_of(const struct cr_walk *w, const struct cr_point *point, int lane)
{
    return point->visits < 0 ? 0 : (uint32_t)ROW(w->visits, point->visits)[lane] - 1;
}

/* Whose luck the lanes have, and at which visit: what addresses their draws at this node. */
static void address(struct cr_walk *w, const struct cr_point *point, const int *lanes, int n)
{
    struct cr_walk_scratch *s = w->scratch;
    s->luck = w->luck;
    s->visit = NULL; /* the first for all */
    if (!whole_block(n, w->n)) {
        cr_rows_read_words_at(w->luck, lanes, (size_t)n, s->luck_room);
        s->luck = s->luck_room;
    }
    if (point->visits >= 0) {
        for (int i = 0; i < n; i++)
            s->visit_room[i] = visit_of(w, point, lanes[i]);
        s->visit = s->visit_room;
    }
}

static void draw_uniforms(
    struct cr_walk *w, uint32_t event, enum cr_domain domain, int n, double *out)
{
    struct cr_walk_scratch *s = w->scratch;
    cr_luck_fill(s->stream, s->luck, event, domain, s->visit, out, (size_t)n);
    for (int i = 0; w->job->script && i < n; i++) {
        cr_vec_push(w->arena, &w->drawn, out[i]);
        cr_vec_push(w->arena, &w->drawn_by, (int)(s->luck[i] - w->first));
    }
}

/* The options' probabilities where they are not weights: uniform, one option, or from the policy's
 * values. */
static void choose_option(struct cr_walk *w, const struct cr_point *point, const int *lanes, int n)
{
    struct cr_walk_scratch *s = w->scratch;
    const struct cr_policy *policy = w->job->policy;
    const struct cr_actor *actor = &w->job->program->scenario->actors[point->actor];
    unsigned char *open = s->one_open;
    double *p = s->one_p;
    int n_ties;
    for (int i = 0; i < n; i++) {
        for (int b = 0; b < point->n_branches; b++)
            open[b] = s->open[b * n + i];
        cr_policy_play(
            policy, w->automaton[lanes[i]], point, open, actor->minimise, p, s->one_ties, &n_ties);
        for (int b = 0; b < point->n_branches; b++)
            s->p[b * n + i] = p[b];
    }
}

/* The shares that all lanes have at a node, or NULL: a replay wants to see them in place. */
static const double *alike(const struct cr_walk *w, int node)
{
    return w->step ? NULL : w->job->plan->alike[node];
}

static enum cr_status compute_shares(struct cr_walk *w, int node, const int *lanes, int n)
{
    const struct cr_program *p = w->job->program;
    const struct cr_point *point = &p->points[node];
    struct cr_walk_scratch *s = w->scratch;
    if (alike(w, node))
        return CR_OK;
    struct cr_lanes seen = gather_inputs(w, &w->job->plan->points[node], lanes, n);
    if (p->pool_weights)
        cr_rows_read_ints_at(w->lens_of, lanes, (size_t)n, s->lens_of);
    if (cr_weights_run(p, node, point->choose.kind, &seen, p->pool_weights ? s->lens_of : NULL,
            s->p, s->open, s->work, &w->fault) != CR_OK)
        return complete_fault(w, lanes);
    enum cr_choose_kind kind = point->choose.kind;
    if (point->kind == CR_DECISION && point->forced < 0 && kind != CR_CHOOSE_AS_WRITTEN &&
        kind != CR_CHOOSE_UNIFORM)
        choose_option(w, point, lanes, n);
    return CR_OK;
}

/* Of the evidence on a branch, as the lens of the lane's world reads it. */
static double likelihood(const struct cr_walk *w, const struct cr_branch *branch, int lane)
{
    return branch->by_lens ? branch->likelihood * branch->by_lens[w->lens_of[lane]]
                           : branch->likelihood;
}

/* choice[i] for every lane, and the evidence's weight. */
static void choose_branches(struct cr_walk *w, int node, const int *lanes, int n)
{
    const struct cr_point *point = &w->job->program->points[node];
    const struct cr_branch *branches = &w->job->program->branches[point->first_branch];
    struct cr_walk_scratch *s = w->scratch;
    if (w->job->plan->clamped[node] && point->forced < 0) {
        for (int i = 0; i < n; i++) {
            s->choice[i] = point->saw;
            w->weight[lanes[i]] *=
                s->p[point->saw * n + i] * likelihood(w, &branches[point->saw], lanes[i]);
        }
        return;
    }
    address(w, point, lanes, n);
    draw_uniforms(w, point->event, CR_DOMAIN_BRANCH, n, s->uniforms);
    const double *same = alike(w, node);
    if (same)
        cr_rows_pick_alike(same, point->n_branches, s->uniforms, (size_t)n, s->choice);
    else
        cr_rows_pick(s->p, point->n_branches, s->uniforms, (size_t)n, s->choice);
    for (int i = 0; point->evidence && i < n; i++) {
        if (visit_of(w, point, lanes[i]) == 0)
            w->weight[lanes[i]] *= likelihood(w, &branches[s->choice[i]], lanes[i]);
    }
}

/* ---- Taking a branch ---- */

static void draw_effect(struct cr_walk *w, const struct cr_number *number, int n, double *out)
{
    draw_uniforms(w, number->event, CR_DOMAIN_EFFECT, n, out);
    cr_dist_draws(number->dist, out, out, (size_t)n);
}

static enum cr_status add_payoffs(struct cr_walk *w, const struct cr_branch *branch,
    const struct cr_lanes *seen, const int *lanes, int n)
{
    struct cr_walk_scratch *s = w->scratch;
    for (int k = 0; k < branch->n_pays; k++) {
        const struct cr_number *number = &branch->pays[k].value;
        if (number->kind == CR_FROM_DIST)
            draw_effect(w, number, n, s->values);
        else if (cr_number_run(w->job->program, number, seen, s->work, s->values, &w->fault) !=
                 CR_OK)
            return complete_fault(w, lanes);
        double *total = ROW(w->pays, branch->pays[k].actor);
        for (int i = 0; i < n; i++)
            total[lanes[i]] += s->values[i];
    }
    return CR_OK;
}

static void draw_effects(
    struct cr_walk *w, const struct cr_branch *branch, const struct cr_lanes *seen, int n)
{
    int next = 0;
    double *draws = w->scratch->draws;
    for (int k = 0; k < branch->n_sets; k++) {
        if (branch->sets[k].value.kind == CR_FROM_DIST)
            draw_effect(w, &branch->sets[k].value, n, &draws[(size_t)next++ * (size_t)n]);
    }
    for (int k = 0; k < branch->n_changes; k++) {
        if (branch->changes[k].value.kind != CR_FROM_DIST)
            continue;
        double *drawn = &draws[(size_t)next++ * (size_t)n];
        draw_effect(w, &branch->changes[k].value, n, drawn);
        cr_number_times(&branch->changes[k].value, seen, drawn);
    }
}

static void write_back(
    struct cr_walk *w, const struct cr_effect_op *ops, int n_ops, const int *lanes, int n)
{
    for (int k = 0; k < n_ops; k++)
        cr_rows_put(
            ROW(w->states, ops[k].state), lanes, (size_t)n, w->scratch->moved[ops[k].state]);
}

/* A number that depends on nothing: a constant, or drawn into `values`. */
static struct cr_operand draw_apart(struct cr_walk *w, const struct cr_number *number, int n)
{
    if (number->kind != CR_FROM_DIST)
        return (struct cr_operand){&number->number, 0};
    draw_effect(w, number, n, w->scratch->values);
    return (struct cr_operand){w->scratch->values, 1};
}

/* The same of a branch whose effects and payoffs depend on nothing: in place, one by one. */
static enum cr_status apply_apart(struct cr_walk *w, const struct cr_point *point,
    const struct cr_branch *branch, const int *lanes, int n)
{
    const struct cr_program *p = w->job->program;
    address(w, point, lanes, n);
    for (int k = 0; k < branch->n_pays; k++)
        cr_rows_add_at(ROW(w->pays, branch->pays[k].actor), lanes, (size_t)n,
            draw_apart(w, &branch->pays[k].value, n));
    for (int k = 0; k < branch->n_sets; k++) {
        const struct cr_effect_op *op = &branch->sets[k];
        const struct cr_state_var *var = &p->states[op->state];
        struct cr_operand x = draw_apart(w, &op->value, n);
        double held[CR_BLOCK];
        cr_rows_clamp(x.at, var->low, var->high, x.step ? (size_t)n : 1, held);
        if (x.step)
            cr_rows_put(ROW(w->states, op->state), lanes, (size_t)n, held);
        else
            cr_rows_put_all(ROW(w->states, op->state), lanes, (size_t)n, held[0]);
    }
    for (int k = 0; k < branch->n_changes; k++) {
        const struct cr_effect_op *op = &branch->changes[k];
        struct cr_operand d = draw_apart(w, &op->value, n);
        int i = cr_change_at(
            p, op, d.step ? d.at : NULL, ROW(w->states, op->state), lanes, n, &w->fault);
        if (i < n) {
            w->fault.lane = i;
            return complete_fault(w, lanes);
        }
    }
    return CR_OK;
}

/* Payoffs count first, then set, then change; the branch does not yet count as taken. */
static enum cr_status apply_branch(
    struct cr_walk *w, const struct cr_point *point, int at, const int *lanes, int n)
{
    const struct cr_program *p = w->job->program;
    const struct cr_branch *branch = &p->branches[at];
    const struct cr_needs *needs = &w->job->plan->branches[at];
    if (w->job->plan->apart[at]) {
        if (apply_apart(w, point, branch, lanes, n) != CR_OK)
            return CR_INPUT;
    } else {
        struct cr_lanes seen = gather_inputs(w, needs, lanes, n);
        address(w, point, lanes, n);
        if (add_payoffs(w, branch, &seen, lanes, n) != CR_OK)
            return CR_INPUT;
        /* The effects write in place: into the block itself if the whole of it is here, else into
         * the gathered copies. */
        for (int k = 0; k < needs->n_states; k++)
            w->scratch->moved[needs->states[k]] =
                (double *)(uintptr_t)seen.states[needs->states[k]];
        draw_effects(w, branch, &seen, n);
        if (cr_effects_run(p, at, &seen, w->scratch->moved, w->scratch->draws, w->scratch->work,
                &w->fault) != CR_OK)
            return complete_fault(w, lanes);
        if (!whole_block(n, w->n)) {
            write_back(w, branch->sets, branch->n_sets, lanes, n);
            write_back(w, branch->changes, branch->n_changes, lanes, n);
        }
    }
    if (branch->bit >= 0)
        cr_rows_put_all(ROW(w->bits, branch->bit), lanes, (size_t)n, 1);
    return CR_OK;
}

static void move_lanes(struct cr_walk *w, const struct cr_branch *branch, const int *lanes, int n)
{
    const struct cr_policy *policy = w->job->policy;
    for (int i = 0; policy->needed && i < n; i++) {
        int *state = &w->automaton[lanes[i]];
        *state = policy->move[policy->first[*state] + branch->local];
    }
    arrive_together(w, lanes, n, branch->next, branch->outcome);
}

/* Lanes sorted by the branch they take, stable: by_branch[fill[b] .. fill[b + 1]) take branch b. */
static void partition(struct cr_walk *w, const struct cr_point *point, const int *lanes, int n)
{
    struct cr_walk_scratch *s = w->scratch;
    s->fill[0] = 0;
    for (int b = 0; b < point->n_branches; b++) {
        int from = s->fill[b];
        s->fill[b + 1] =
            from + (int)cr_rows_find(s->choice, b, lanes, (size_t)n, s->by_branch + from);
    }
}

/* Keeps the state of lanes that leave a stage: what it was after the last branch they took there.
 */
static void snapshot(struct cr_walk *w, int stage, const int *lanes, int n)
{
    const struct cr_program *p = w->job->program;
    unsigned char *seen = ROW(w->stage_seen, stage);
    for (int i = 0; i < n; i++)
        seen[lanes[i]] = 1;
    for (int v = 0; v < p->n_states; v++) {
        const double *from = ROW(w->states, v);
        double *to = ROW(w->stage_states, stage * p->n_states + v);
        if (whole_block(n, w->n))
            memcpy(to, from, (size_t)n * sizeof *to);
        else
            cr_rows_copy(from, lanes, (size_t)n, to);
    }
}

/* Those of the lanes that are in stage `from` leave it for `to`. Returns how many. */
static int change_stage(struct cr_walk *w, int from, int to, const int *lanes, int n)
{
    struct cr_walk_scratch *s = w->scratch;
    int leaving = (int)cr_rows_find(s->choice, from, lanes, (size_t)n, s->by_branch);
    if (leaving > 0 && from >= 0)
        snapshot(w, from, s->by_branch, leaving);
    cr_rows_put_ints(w->stage_now, s->by_branch, (size_t)leaving, to);
    for (int i = 0; i < leaving; i++)
        w->stage[s->by_branch[i]] = to;
    return leaving;
}

static void enter_stage(struct cr_walk *w, int stage, const int *lanes, int n)
{
    struct cr_walk_scratch *s = w->scratch;
    cr_rows_read_ints_at(w->stage_now, lanes, (size_t)n, s->choice);
    int there = (int)cr_rows_find(s->choice, stage, lanes, (size_t)n, s->by_branch);
    for (int from = -1; there < n && from < w->job->program->n_stages; from++) {
        if (from != stage)
            there += change_stage(w, from, stage, lanes, n);
    }
}

/* At the end of the paths; `stage` still says where that was. */
static void copy_last_stages(struct cr_walk *w)
{
    struct cr_walk_scratch *s = w->scratch;
    for (int stage = 0; stage < w->job->program->n_stages; stage++) {
        size_t n = cr_rows_find(w->stage_now, stage, NULL, (size_t)w->n, s->by_branch);
        if (n > 0)
            snapshot(w, stage, s->by_branch, (int)n);
    }
}

static void count_arrivals(struct cr_walk *w, int node, const int *lanes, int n)
{
    const struct cr_point *point = &w->job->program->points[node];
    if (point->stage >= 0 && !w->job->plan->same_stage[node])
        enter_stage(w, point->stage, lanes, n);
    unsigned char *reached = w->reached ? ROW(w->reached, node) : NULL;
    for (int i = 0; reached && i < n; i++)
        reached[lanes[i]] = 1;
}

/* Under evidence a path's weight is known only at its end, so who took which branch is written
 * down. */
static void note_taken(struct cr_walk *w, int branch, const int *lanes, int n)
{
    if (!w->job->program->has_evidence && !w->job->record) {
        w->branch_weight[branch] += n;
        return;
    }
    cr_vec_push(w->arena, &w->taken, branch);
    cr_vec_push(w->arena, &w->taken, n);
    cr_vec_reserve(w->arena, &w->taken, (size_t)n);
    memcpy(w->taken.at + w->taken.n, lanes, (size_t)n * sizeof *lanes);
    w->taken.n += (size_t)n;
}

static void sum_branch_weights(struct cr_walk *w)
{
    for (size_t at = 0; at < w->taken.n;) {
        int branch = w->taken.at[at], n = w->taken.at[at + 1];
        w->branch_weight[branch] += cr_rows_sum(w->weight, &w->taken.at[at + 2], (size_t)n);
        at += 2 + (size_t)n;
    }
    if (!w->job->record)
        w->taken.n = 0;
}

/* Weight of the runs that were at each node at all. */
static void sum_reach(struct cr_walk *w)
{
    const struct cr_program *p = w->job->program;
    for (int k = 0; k < p->n_points; k++) {
        const struct cr_point *point = &p->points[k];
        w->reach[k] = 0;
        for (int b = 0; !w->reached && b < point->n_branches; b++)
            w->reach[k] += w->branch_weight[point->first_branch + b];
        for (int i = 0; w->reached && i < w->n; i++)
            w->reach[k] += ROW(w->reached, k)[i] ? w->weight[i] : 0;
    }
}

static enum cr_status visit_node(struct cr_walk *w, int node)
{
    const struct cr_point *point = &w->job->program->points[node];
    struct cr_walk_scratch *s = w->scratch;
    int n;
    const int *here = collect_lanes(w, node, &n);
    count_arrivals(w, node, here, n);
    if (compute_shares(w, node, here, n) != CR_OK)
        return CR_INPUT;
    choose_branches(w, node, here, n);
    double probability = w->step ? s->p[s->choice[0] * n] : 0;
    partition(w, point, here, n);
    for (int b = 0; b < point->n_branches; b++) {
        int from = s->fill[b], count = s->fill[b + 1] - from;
        if (count == 0)
            continue;
        const int *lanes = &s->by_branch[from];
        if (apply_branch(w, point, point->first_branch + b, lanes, count) != CR_OK)
            return CR_INPUT;
        if (w->step)
            w->step(w->step_context, w, node, b, probability);
        note_taken(w, point->first_branch + b, lanes, count);
        move_lanes(w, &w->job->program->branches[point->first_branch + b], lanes, count);
    }
    return CR_OK;
}

/* ---- The start and the end of a block ---- */

/* Works worlds out where there are too many of them for a table. */
static enum cr_status draw_worlds(struct cr_walk *w, uint64_t world, int count, int at)
{
    struct cr_arena *scratch = cr_arena_scratch();
    enum cr_status status = cr_worlds_fill(w->job->program, &w->job->worlds.spec, world, count,
        w->scratch->slots_room + at, CR_BLOCK, w->lens_of + at, scratch, &w->fault);
    cr_arena_free(scratch);
    return status;
}

static enum cr_status fill_slots(struct cr_walk *w)
{
    const struct cr_world_table *t = &w->job->worlds;
    const struct cr_program *p = w->job->program;
    uint64_t world = w->first % t->spec.worlds, stride = t->stride ? t->stride : t->spec.worlds;
    double *room = w->scratch->slots_room;
    bool in_a_row = t->values && world + (uint64_t)w->n <= stride;
    for (int s = 0; s < p->n_slots; s++)
        w->slots[s] = in_a_row ? &t->values[(size_t)s * stride + world] : ROW(room, s);
    for (int i = 0; in_a_row && t->lens_of && i < w->n; i++)
        w->lens_of[i] = t->lens_of[(world + (uint64_t)i) % t->spec.worlds];
    if (in_a_row)
        return CR_OK;
    for (int done = 0; done < w->n;) {
        uint64_t left = t->spec.worlds - world;
        int count = (uint64_t)(w->n - done) < left ? w->n - done : (int)left;
        if (t->values) {
            for (int s = 0; s < p->n_slots; s++)
                memcpy(&ROW(room, s)[done], &t->values[(size_t)s * stride + world],
                    (size_t)count * sizeof(double));
            for (int i = 0; t->lens_of && i < count; i++)
                w->lens_of[done + i] = t->lens_of[world + (uint64_t)i];
        } else if (draw_worlds(w, world, count, done) != CR_OK) {
            w->fault.lane += done; /* of the block, not of this stretch of worlds */
            return CR_INPUT;
        }
        done += count;
        world = 0;
    }
    return CR_OK;
}

static void begin(struct cr_walk *w)
{
    const struct cr_program *p = w->job->program;
    for (int v = 0; v < p->n_states; v++)
        memcpy(ROW(w->states, v), w->slots[p->states[v].start], (size_t)w->n * sizeof(double));
    memset(w->bits, 0, (size_t)p->n_bits * CR_BLOCK * sizeof(double));
    memset(w->visits, 0, (size_t)p->n_visits * CR_BLOCK * sizeof(double));
    memset(w->pays, 0, (size_t)p->n_actors * CR_BLOCK * sizeof(double));
    memset(w->stage_seen, 0, (size_t)p->n_stages * CR_BLOCK);
    if (w->reached)
        memset(w->reached, 0, (size_t)p->n_points * CR_BLOCK);
    memset(w->branch_weight, 0, (size_t)p->n_branches * sizeof(double));
    for (int i = 0; i < w->n; i++) {
        w->weight[i] = 1;
        w->luck[i] = run_of(w, i) / w->job->luck_divisor;
        w->stage[i] = -1;
        w->stage_now[i] = -1;
        w->automaton[i] = w->job->policy->needed ? w->job->policy->start : 0;
    }
}

/* Paths on which something never happened weigh nothing. */
static void drop_unmet(struct cr_walk *w, const double *happened)
{
    for (int i = 0; i < w->n; i++)
        w->weight[i] = happened[i] > 0 ? w->weight[i] : 0;
}

/* Evidence that speaks of a node or branch the path never met. */
static void unmet_evidence(struct cr_walk *w)
{
    const struct cr_program *p = w->job->program;
    for (int k = 0; p->has_evidence && k < p->n_points; k++) {
        const struct cr_point *point = &p->points[k];
        if (!point->must_reach)
            continue;
        drop_unmet(w, ROW(w->visits, point->visits));
        for (int b = point->first_branch; b < point->first_branch + point->n_branches; b++) {
            if (p->branches[b].must_take)
                drop_unmet(w, ROW(w->bits, p->branches[b].bit));
        }
    }
}

static enum cr_status pay_ending(struct cr_walk *w, int outcome, const int *lanes, int n)
{
    const struct cr_program *p = w->job->program;
    const struct cr_ending *ending = &p->endings[outcome];
    struct cr_lanes seen = gather_inputs(w, &w->job->plan->endings[outcome], lanes, n);
    int n_rows = ending->pays_by_lens ? (int)p->setup->n_lenses : 1;
    for (int row = 0; row < n_rows; row++) {
        const struct cr_pay_op *pays =
            ending->pays_by_lens ? ending->pays_by_lens[row] : ending->pays;
        for (int k = 0; k < ending->n_pays; k++) {
            if (cr_number_run(p, &pays[k].value, &seen, w->scratch->work, w->scratch->values,
                    &w->fault) != CR_OK)
                return complete_fault(w, lanes);
            for (int i = 0; i < n; i++) {
                if (!ending->pays_by_lens || w->lens_of[lanes[i]] == row)
                    ROW(w->pays, pays[k].actor)[lanes[i]] += w->scratch->values[i];
            }
        }
    }
    return CR_OK;
}

static enum cr_status pay_endings(struct cr_walk *w)
{
    struct cr_walk_scratch *s = w->scratch;
    for (int o = 0; o < w->job->program->n_endings; o++) {
        if (w->job->program->endings[o].n_pays == 0)
            continue;
        int n = (int)cr_rows_find(w->outcome, o, NULL, (size_t)w->n, s->lanes);
        if (n > 0 && pay_ending(w, o, s->lanes, n) != CR_OK)
            return CR_INPUT;
    }
    return CR_OK;
}

static enum cr_status final_code(
    struct cr_walk *w, const struct cr_code *code, const struct cr_lanes *seen, double *out)
{
    struct cr_number number = {.kind = CR_FROM_CODE, .code = code};
    if (cr_number_run(w->job->program, &number, seen, w->scratch->work, out, &w->fault) == CR_OK)
        return CR_OK;
    return complete_fault(w, NULL);
}

/* A stage in which a path took no branch has the state of the stage before, the first one that of
 * the start. */
static void fill_missed_stages(struct cr_walk *w)
{
    const struct cr_program *p = w->job->program;
    for (int stage = 0; stage < p->n_stages; stage++) {
        const unsigned char *seen = ROW(w->stage_seen, stage);
        if (!memchr(seen, 0, (size_t)w->n))
            continue;
        for (int v = 0; v < p->n_states; v++) {
            double *to = ROW(w->stage_states, stage * p->n_states + v);
            const double *from =
                stage == 0 ? w->slots[p->states[v].start] : to - (size_t)p->n_states * CR_BLOCK;
            for (int i = 0; i < w->n; i++)
                to[i] = seen[i] ? to[i] : from[i];
        }
    }
}

static enum cr_status finish(struct cr_walk *w)
{
    const struct cr_program *p = w->job->program;
    struct cr_walk_scratch *s = w->scratch;
    unmet_evidence(w);
    copy_last_stages(w);
    fill_missed_stages(w);
    sum_branch_weights(w);
    sum_reach(w);
    if (pay_endings(w) != CR_OK)
        return CR_INPUT;
    struct cr_lanes seen = gather_inputs(w, &w->job->plan->final, s->all, w->n);
    for (int a = 0; a < p->n_actors; a++) {
        if (p->actor_payoffs[a]) {
            if (final_code(w, p->actor_payoffs[a], &seen, s->values) != CR_OK)
                return CR_INPUT;
            for (int i = 0; i < w->n; i++)
                ROW(w->pays, a)[i] += s->values[i];
        }
    }
    for (int a = 0; a < p->n_actors; a++) {
        const double *total = ROW(w->pays, a);
        int i = (int)cr_rows_outside(total, (size_t)w->n, -CR_PAYOFF_MOST, CR_PAYOFF_MOST);
        if (i < w->n) {
            cr_payoff_fault(p, a, p->scenario->actors[a].place, i, total[i], &w->fault);
            return complete_fault(w, NULL);
        }
    }
    for (int m = 0; m < p->n_measures; m++) {
        if (final_code(w, p->measures[m], &seen, ROW(w->measures, m)) != CR_OK)
            return CR_INPUT;
    }
    for (int a = 0; a < p->n_actors; a++) {
        seen.payoff = ROW(w->pays, a);
        seen.slots = w->scratch->slots;
        if (p->utilities[a] && final_code(w, p->utilities[a], &seen, ROW(w->utility, a)) != CR_OK)
            return CR_INPUT;
    }
    return CR_OK;
}

/* Whether the block is to be left: a future may be as long as the author likes. */
static bool halts(const struct cr_walk *w, int visits)
{
    enum { ASKED_EVERY = 128 };
    return visits % ASKED_EVERY == 0 && w->job->halt && w->job->halt(w->halt_context);
}

enum cr_status cr_walk_block(struct cr_walk *w, uint64_t first, int n)
{
    w->first = first;
    w->n = n;
    w->taken.n = 0;
    w->drawn.n = w->drawn_by.n = 0;
    if (first % CR_SUPERBLOCK == 0)
        cr_luck_begin(w->scratch->stream, CR_DOMAIN_BRANCH, first / CR_SUPERBLOCK);
    if (fill_slots(w) != CR_OK) {
        w->fault.run = first + (uint64_t)w->fault.lane;
        return CR_INPUT;
    }
    begin(w);
    const struct cr_program *p = w->job->program;
    arrive_together(w, w->scratch->all, n, p->start_point, p->start_outcome);
    for (int visits = 1; w->scratch->n_heap > 0; visits = visits % (1 << 20) + 1) {
        if (visit_node(w, heap_pop(w)) != CR_OK)
            return CR_INPUT;
        if (halts(w, visits))
            return CR_INTERRUPTED;
    }
    return finish(w);
}

/* ---- Every way ---- */

/* What a way changes, of the lanes that are there: written to `room`, or read back from it. */
static void keep_rows(const struct cr_walk *w, double *rows, int n_rows, double **room, bool back)
{
    for (int k = 0; k < n_rows; k++, *room += w->n) {
        double *row = ROW(rows, k), *from = back ? *room : row, *to = back ? row : *room;
        memcpy(to, from, (size_t)w->n * sizeof *to);
    }
}

static void keep_way(
    const struct cr_walk *w, double *room, unsigned char *seen, int *stage, bool back)
{
    const struct cr_program *p = w->job->program;
    size_t n_seen = (size_t)p->n_stages * CR_BLOCK, n_stage = (size_t)w->n * sizeof *stage;
    keep_rows(w, w->states, p->n_states, &room, back);
    keep_rows(w, w->bits, p->n_bits, &room, back);
    keep_rows(w, w->pays, p->n_actors, &room, back);
    keep_rows(w, w->stage, 1, &room, back);
    keep_rows(w, w->stage_states, p->n_stages * p->n_states, &room, back);
    memcpy(back ? w->stage_seen : seen, back ? seen : w->stage_seen, n_seen);
    memcpy(back ? w->stage_now : stage, back ? stage : w->stage_now, n_stage);
}

static enum cr_status spread_from(
    struct cr_walk *w, int node, const struct cr_walk_visitor *visitor);

/* Takes all lanes along one branch, and on to all that lies behind it. */
static enum cr_status spread_along(
    struct cr_walk *w, const struct cr_point *point, int at, const struct cr_walk_visitor *visitor)
{
    const struct cr_branch *branch = &w->job->program->branches[at];
    if (apply_branch(w, point, at, w->scratch->all, w->n) != CR_OK)
        return CR_INPUT;
    if (branch->next >= 0)
        return spread_from(w, branch->next, visitor);
    cr_rows_put_ints(w->outcome, w->scratch->all, (size_t)w->n, branch->outcome);
    if (finish(w) != CR_OK)
        return CR_INPUT;
    visitor->end(visitor->context, w, at);
    return CR_OK;
}

static enum cr_status spread_from(
    struct cr_walk *w, int node, const struct cr_walk_visitor *visitor)
{
    const struct cr_program *p = w->job->program;
    const struct cr_point *point = &p->points[node];
    int n = w->n;
    count_arrivals(w, node, w->scratch->all, n);
    if (compute_shares(w, node, w->scratch->all, n) != CR_OK)
        return CR_INPUT;
    const double *same = alike(w, node);
    visitor->node(
        visitor->context, w, node, same ? same : w->scratch->p, same ? 1 : (size_t)n, same ? 0 : 1);
    size_t rows = (size_t)p->n_states + (size_t)p->n_bits + (size_t)p->n_actors + 1 +
                  (size_t)p->n_stages * (size_t)p->n_states;
    double *room = CR_NEW(w->arena, double, rows *(size_t)n);
    unsigned char *seen = CR_NEW(w->arena, unsigned char, (size_t)p->n_stages *CR_BLOCK);
    int *stage = CR_NEW(w->arena, int, n);
    keep_way(w, room, seen, stage, false);
    enum cr_status status = CR_OK;
    for (int b = 0; b < point->n_branches && status == CR_OK; b++) {
        if (b > 0)
            keep_way(w, room, seen, stage, true);
        status = spread_along(w, point, point->first_branch + b, visitor);
    }
    cr_arena_drop(w->arena, stage);
    cr_arena_drop(w->arena, seen);
    cr_arena_drop(w->arena, room);
    return status;
}

enum cr_status cr_walk_spread(
    struct cr_walk *w, uint64_t first, int n, const struct cr_walk_visitor *visitor)
{
    w->first = first;
    w->n = n;
    w->taken.n = 0;
    if (fill_slots(w) != CR_OK)
        return CR_INPUT;
    begin(w);
    return spread_from(w, w->job->program->start_point, visitor);
}
