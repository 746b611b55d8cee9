#include "engine/replay.h"

#include "base/fmath.h"
#include "luck/stream.h"

#include <math.h>

/* Rounding a weight may show, as language.md allows. */
#define SLACK 1e-9

/* One path being played. Taken branches and visits are kept for every node, whether or not anybody
 * asks: a program that fails to number a branch somebody asks for then shows. */
struct replay {
    struct cr_arena *arena;
    const struct cr_replay_job *job;
    const struct cr_program *program;
    uint64_t run;
    struct cr_path *path;
    struct cr_fault *fault;
    double *state, *visits, *p;  /* [n_states], [n_points], [max_branches] */
    double *values;              /* [max_effects] */
    unsigned char *taken, *open; /* [n_branches], [max_branches] */
    int *ties;
    double stage;
    int lens, automaton; /* lens -1: no pool */
    int point;           /* where the path stands, -1 at its end */
    CR_VEC(struct cr_step) steps;
};

static const struct cr_branch *branch_at(const struct replay *r, int local)
{
    return &r->program->branches[r->program->points[r->point].first_branch + local];
}

static const struct cr_branch_item *item_at(const struct replay *r, int local)
{
    return &r->program->scenario->nodes[r->program->points[r->point].node].branches[local];
}

/* ---- Numbers ---- */

static int took(void *context, int node, int branch)
{
    const struct replay *r = context;
    return r->taken[r->program->points[node].first_branch + branch];
}

static double visits(void *context, int node)
{
    const struct replay *r = context;
    return r->visits[node];
}

static int evaluate(struct replay *r, const struct cr_code *code, double *x)
{
    struct cr_expr_env env = {.parameters = r->path->slots,
        .state = r->state,
        .context = r,
        .took = took,
        .visits = visits,
        .stage = r->stage};
    struct cr_expr_fault why;
    if (cr_expr_eval(code->expr, &env, x, &why))
        return 1;
    return cr_fault_set(r->fault, CR_E_WORLD_EXPR, why.place, 0, "%s", why.text);
}

static int number(struct replay *r, const struct cr_number *n, double *x)
{
    switch (n->kind) {
    case CR_FROM_CONST:
        *x = n->number;
        return 1;
    case CR_FROM_SLOT:
        *x = r->path->slots[n->slot];
        return 1;
    case CR_FROM_CODE:
        return evaluate(r, n->code, x);
    case CR_FROM_DIST: {
        uint32_t visit = (uint32_t)r->visits[r->point] - 1;
        *x = cr_dist_draw(
            n->dist, cr_uniform(r->job->seed, r->run, n->event, CR_DOMAIN_EFFECT, visit));
        return 1;
    }
    }
    return 0;
}

/* ---- The shares of a node's branches: written, lenses, shifts, conditions ---- */

static int normalise(struct replay *r, int n)
{
    double total = 0;
    for (int b = 0; b < n; b++)
        total += r->p[b];
    if (!(total > 0 && total < INFINITY)) {
        const struct cr_node *node =
            &r->program->scenario->nodes[r->program->points[r->point].node];
        return cr_fault_set(r->fault, CR_E_WORLD_TOTAL, node->place, 0,
            "the weights of node '%s' total %.6g here", node->id, total);
    }
    for (int b = 0; b < n; b++)
        r->p[b] /= total;
    return 1;
}

static int in_range(struct replay *r, const struct cr_branch *branch, double top, double *x)
{
    if (!(*x >= -SLACK && *x <= top + SLACK))
        return cr_fault_set(r->fault, CR_E_WORLD_WEIGHT, branch->place, 0,
            "the weight of '%s' is %.6g here; %s", branch->name, *x,
            top == 1 ? "a probability lies between 0 and 1" : "a weight is at least 0");
    *x = *x < 0 ? 0 : *x > top ? top : *x;
    return 1;
}

static int written_weights(struct replay *r, const struct cr_point *point)
{
    int n_rest = 0;
    double total = 0;
    for (int b = 0; b < point->n_branches; b++) {
        const struct cr_branch *branch = branch_at(r, b);
        if (branch->weight_kind == CR_W_REST) {
            n_rest++;
            continue;
        }
        if (!number(r, &branch->weight, &r->p[b]) ||
            !in_range(r, branch, point->probability ? 1 : INFINITY, &r->p[b]))
            return 0;
        total += r->p[b];
    }
    for (int b = 0; b < point->n_branches; b++) {
        if (branch_at(r, b)->weight_kind == CR_W_REST)
            r->p[b] = total < 1 ? (1 - total) / n_rest : 0;
    }
    return 1;
}

/* One branch to a probability, or part of the way in log-odds; the others keep their proportions.
 */
static void move_share(struct replay *r, const struct cr_lens_op *op, int n, double target)
{
    double old = r->p[op->branch];
    if (op->strength != 1 && old > 0 && old < 1 && target > 0 && target < 1)
        target = cr_logistic(op->strength * cr_logit(target) + (1 - op->strength) * cr_logit(old));
    for (int b = 0; b < n; b++)
        r->p[b] *= old < 1 ? (1 - target) / (1 - old) : 0;
    r->p[op->branch] = target;
}

static int lens(struct replay *r, const struct cr_point *point, const struct cr_lens_op *op)
{
    double x;
    if (r->lens >= 0 && op->lens >= 0 && op->lens != r->lens)
        return 1;
    if (!number(r, &op->value, &x))
        return 0;
    if (op->multiplier) {
        r->p[op->branch] *= x;
    } else {
        if (!(x >= -SLACK && x <= 1 + SLACK))
            return cr_fault_set(r->fault, CR_E_WORLD_WEIGHT, op->value.place, 0,
                "the probability set for '%s' is %.6g here; a probability lies between 0 and 1",
                branch_at(r, op->branch)->name, x);
        move_share(r, op, point->n_branches, fmin(fmax(x, 0), 1));
    }
    return normalise(r, point->n_branches);
}

/* As the file says them: the program's own compiled shifts are not looked at. */
static int shift(struct replay *r, const struct cr_shift *s, double *p)
{
    if (s->node >= 0) {
        if (took(r, s->node, s->branch))
            *p *= s->factor;
        return 1;
    }
    double rate = cr_log(s->factor) / s->per, away = r->state[s->state] - s->from;
    double factor = cr_exp(rate * away);
    if (!isfinite(factor))
        return cr_fault_set(r->fault, CR_E_WORLD_WEIGHT, s->place, 0,
            "the shift grows without bound: the variable is %.6g, %.6g from its centre",
            r->state[s->state], away);
    *p *= factor;
    return 1;
}

static int weights(struct replay *r, const struct cr_point *point)
{
    if (!written_weights(r, point))
        return 0;
    if (point->n_lens_ops > 0 && !normalise(r, point->n_branches))
        return 0;
    for (int k = 0; k < point->n_lens_ops; k++) {
        if (!lens(r, point, &point->lens_ops[k]))
            return 0;
    }
    for (int b = 0; b < point->n_branches; b++) {
        const struct cr_branch_item *item = item_at(r, b);
        for (size_t k = 0; k < item->n_shifts; k++) {
            if (!shift(r, &item->shifts[k], &r->p[b]))
                return 0;
        }
    }
    return 1;
}

/* open[] and how many are; 0 is a fault. */
static int conditions(struct replay *r, const struct cr_point *point)
{
    int n_open = 0;
    for (int b = 0; b < point->n_branches; b++) {
        double holds = 1;
        if (branch_at(r, b)->when && !evaluate(r, branch_at(r, b)->when, &holds))
            return 0;
        r->open[b] = holds != 0;
        n_open += r->open[b];
    }
    if (n_open > 0)
        return n_open;
    const struct cr_node *node = &r->program->scenario->nodes[point->node];
    return cr_fault_set(r->fault, CR_E_WORLD_NO_BRANCH, node->place, 0,
        "at node '%s' no branch is left: every 'when' is false", node->id);
}

static void choose(struct replay *r, const struct cr_point *point)
{
    const struct cr_policy *policy = r->job->policy;
    const struct cr_worth *worth = NULL;
    int n_ties;
    if (policy->needed)
        worth = cr_policy_worth(policy, r->automaton, r->open, point->n_branches);
    cr_policy_choose(&point->choose, worth, r->open, point->n_branches,
        r->program->scenario->actors[point->actor].minimise, r->p, r->ties, &n_ties);
}

/* p[] for the point the path stands at. */
static int shares(struct replay *r, const struct cr_point *point)
{
    int n = point->n_branches, n_open;
    enum cr_choose_kind kind = point->choose.kind;
    for (int b = 0; b < n; b++)
        r->p[b] = b == point->forced;
    if (point->forced >= 0)
        return 1;
    if (point->kind != CR_RULE && kind == CR_CHOOSE_AS_WRITTEN) {
        if (!weights(r, point) || !conditions(r, point))
            return 0;
        for (int b = 0; b < n; b++)
            r->p[b] = r->open[b] ? r->p[b] : 0;
        return normalise(r, n);
    }
    if ((n_open = conditions(r, point)) == 0)
        return 0;
    if (point->kind == CR_DECISION && kind != CR_CHOOSE_UNIFORM) {
        choose(r, point);
        return 1;
    }
    for (int b = 0, first = 1; b < n; b++) {
        if (point->kind == CR_RULE)
            r->p[b] = r->open[b] && first;
        else
            r->p[b] = r->open[b] ? 1.0 / n_open : 0;
        first &= !r->open[b];
    }
    return 1;
}

/* ---- Which branch ---- */

/* The branch that evidence insists on: all others have likelihood 0. It is taken, and the path
 * weighs what the branch was worth; -1 where there is a choice. */
static int insisted(const struct replay *r, const struct cr_point *point)
{
    if (point->saw < 0 || point->forced >= 0)
        return -1;
    for (int b = 0; b < point->n_branches; b++) {
        if (b != point->saw && branch_at(r, b)->likelihood > 0)
            return -1;
    }
    return point->saw;
}

static int pick(struct replay *r, const struct cr_point *point)
{
    int b = insisted(r, point);
    if (b >= 0) {
        r->path->weight *= r->p[b] * branch_at(r, b)->likelihood;
        return b;
    }
    uint32_t visit = (uint32_t)r->visits[r->point] - 1;
    double u = cr_uniform(r->job->seed, r->run, point->event, CR_DOMAIN_BRANCH, visit);
    double below = r->p[0];
    for (b = 0; u >= below && b + 1 < point->n_branches; b++)
        below += r->p[b + 1];
    while (b > 0 && r->p[b] == 0) /* u beyond a total that rounding left a little below 1 */
        b--;
    if (point->evidence && visit == 0)
        r->path->weight *= branch_at(r, b)->likelihood;
    return b;
}

/* ---- Taking it: payoff, set, change, bounds ---- */

static double clamp(const struct cr_state_item *item, double x)
{
    return x < item->low ? item->low : x > item->high ? item->high : x;
}

static double changed(const struct cr_state_item *item, double x, double d)
{
    if (item->bounds == CR_BOUNDS_SOFT) {
        double half = (item->high - item->low) / 2, room = d < 0 ? x - item->low : item->high - x;
        d *= fmin(1, room / half);
    }
    return item->bounds == CR_BOUNDS_NONE ? x + d : clamp(item, x + d);
}

static int effects(struct replay *r, const struct cr_effect_op *ops, int n, int setting)
{
    const struct cr_scenario *s = r->program->scenario;
    for (int k = 0; k < n; k++) {
        if (!number(r, &ops[k].value, &r->values[k]))
            return 0;
    }
    for (int k = 0; k < n; k++) {
        const struct cr_state_item *item = &s->states[ops[k].state];
        double *x = &r->state[ops[k].state];
        *x = setting ? clamp(item, r->values[k]) : changed(item, *x, r->values[k]);
        if (!isfinite(*x))
            return cr_fault_set(r->fault, CR_E_WORLD_EXPR, ops[k].value.place, 0,
                "'%s' grows without bound here", item->id);
    }
    return 1;
}

static int pay(struct replay *r, const struct cr_pay_op *pays, int n)
{
    for (int k = 0; k < n; k++) {
        double x;
        if (!number(r, &pays[k].value, &x))
            return 0;
        r->path->payoffs[pays[k].actor] += x;
    }
    return 1;
}

static void record(struct replay *r, int local)
{
    int n = r->program->n_states;
    struct cr_step step = {r->point, local, CR_NEW(r->arena, double, n), r->p[local]};
    for (int v = 0; v < n; v++)
        step.state[v] = r->state[v];
    cr_vec_push(r->arena, &r->steps, step);
}

/* The next node, or the end; arrivals beyond `at_most` go on to `after` uncounted. */
static int arrive(struct replay *r, int node, int outcome)
{
    for (int hops = 0; node >= 0; hops++) {
        const struct cr_point *point = &r->program->points[node];
        if (hops > r->program->n_points)
            return cr_fault_set(r->fault, CR_E_WORLD_EXPR, r->program->scenario->nodes[node].place,
                0, "every node of this loop is full and sends on to the next");
        if (!point->at_most || r->visits[node] < (double)point->at_most)
            break;
        outcome = point->after_outcome;
        node = point->after_next;
    }
    r->point = node;
    r->path->outcome = node < 0 ? outcome : -1;
    if (node >= 0)
        r->visits[node] += 1;
    return 1;
}

static int step(struct replay *r)
{
    const struct cr_point *point = &r->program->points[r->point];
    const struct cr_policy *policy = r->job->policy;
    if (point->stage >= 0)
        r->stage = point->stage;
    if (!shares(r, point))
        return 0;
    int local = pick(r, point);
    const struct cr_branch *branch = branch_at(r, local);
    if (!pay(r, branch->pays, branch->n_pays) || !effects(r, branch->sets, branch->n_sets, 1) ||
        !effects(r, branch->changes, branch->n_changes, 0))
        return 0;
    record(r, local);
    r->taken[point->first_branch + local] = 1;
    if (policy->needed)
        r->automaton = policy->move[policy->first[r->automaton] + local];
    return arrive(r, branch->next, branch->outcome);
}

/* ---- The end ---- */

/* Evidence that speaks of a node or branch the path never met makes it impossible. */
static void unmet_evidence(struct replay *r)
{
    const struct cr_program *p = r->program;
    for (int k = 0; p->has_evidence && k < p->n_points; k++) {
        if (p->points[k].must_reach && r->visits[k] == 0)
            r->path->weight = 0;
    }
    for (int b = 0; p->has_evidence && b < p->n_branches; b++) {
        if (p->branches[b].must_take && !r->taken[b])
            r->path->weight = 0;
    }
}

static int finish(struct replay *r)
{
    const struct cr_program *p = r->program;
    const struct cr_ending *ending = &p->endings[r->path->outcome];
    unmet_evidence(r);
    if (!pay(
            r, ending->pays_by_lens ? ending->pays_by_lens[r->lens] : ending->pays, ending->n_pays))
        return 0;
    for (int a = 0; a < p->n_actors; a++) {
        double x = 0;
        if (p->actor_payoffs[a] && !evaluate(r, p->actor_payoffs[a], &x))
            return 0;
        r->path->payoffs[a] += x;
    }
    for (int m = 0; m < p->n_measures; m++) {
        if (!evaluate(r, p->measures[m], &r->path->measures[m]))
            return 0;
    }
    for (int v = 0; v < p->n_states; v++)
        r->path->state[v] = r->state[v];
    return 1;
}

static void prepare(struct replay *r)
{
    const struct cr_program *p = r->program;
    *r->path = (struct cr_path){.outcome = -1, .weight = 1};
    r->path->slots = CR_NEW(r->arena, double, p->n_slots);
    r->path->state = CR_NEW(r->arena, double, p->n_states);
    r->path->payoffs = CR_NEW(r->arena, double, p->n_actors);
    r->path->measures = CR_NEW(r->arena, double, p->n_measures);
    r->state = CR_NEW(r->arena, double, p->n_states);
    r->visits = CR_NEW(r->arena, double, p->n_points);
    r->taken = CR_NEW(r->arena, unsigned char, p->n_branches);
    r->p = CR_NEW(r->arena, double, p->max_branches);
    r->open = CR_NEW(r->arena, unsigned char, p->max_branches);
    r->ties = CR_NEW(r->arena, int, p->max_branches);
    r->values = CR_NEW(r->arena, double, p->max_effects);
    r->automaton = r->job->policy->needed ? r->job->policy->start : 0;
}

static int play(struct replay *r, uint64_t world)
{
    const struct cr_program *p = r->program;
    if (!cr_replay_world(r->arena, p, &r->job->worlds, world, r->path->slots, &r->lens, r->fault))
        return 0;
    for (int v = 0; v < p->n_states; v++)
        r->state[v] = r->path->slots[p->states[v].start];
    if (!arrive(r, p->start_point, p->start_outcome))
        return 0;
    while (r->point >= 0) {
        if (!step(r))
            return 0;
    }
    return finish(r);
}

int cr_replay_run(struct cr_arena *arena, const struct cr_replay_job *job, uint64_t run,
    struct cr_path *path, struct cr_fault *fault)
{
    struct replay r = {.arena = arena,
        .job = job,
        .program = job->program,
        .run = run,
        .path = path,
        .fault = fault,
        .stage = -1,
        .lens = -1};
    uint64_t world = run % job->worlds.worlds;
    prepare(&r);
    int ok = play(&r, world);
    path->steps = r.steps.at;
    path->n_steps = r.steps.n;
    if (!ok) {
        fault->run = run;
        fault->world = world;
    }
    return ok;
}
