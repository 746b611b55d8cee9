/* The steps of a path in the order in which docs/reference/language.md has them: section 5 for what
 * branches are worth, section 6 for what happens when one is taken. */
#include "engine/reference/path.h"

#include "base/fmath.h"
#include "program/fault.h"

#include <math.h>
#include <string.h>

/* Rounding a weight may show, as language.md allows. */
#define SLACK 1e-9

static const struct cr_branch *branch_at(const struct cr_path_state *path, int local)
{
    return &path->program->branches[path->program->points[path->point].first_branch + local];
}

static const struct cr_branch_item *item_at(const struct cr_path_state *path, int local)
{
    return &path->program->scenario->nodes[path->program->points[path->point].node].branches[local];
}

/* ---- Numbers ---- */

static bool was_taken(void *context, int node, int branch)
{
    const struct cr_path_state *path = context;
    return path->taken[path->program->points[node].first_branch + branch] > 0;
}

static double count_visits(void *context, int node)
{
    const struct cr_path_state *path = context;
    return path->visits[node];
}

static enum cr_status evaluate(struct cr_path_state *path, const struct cr_code *code, double *x)
{
    struct cr_expr_env env = {.parameters = path->slots,
        .state = path->state,
        .context = path,
        .took = was_taken,
        .visits = count_visits,
        .stage = path->stage};
    struct cr_expr_fault why;
    if (cr_expr_eval(code->expr, &env, x, &why) == CR_OK)
        return CR_OK;
    return cr_fault_set(path->fault, CR_E_WORLD_EXPR, why.place, 0, "%s", why.text);
}

static enum cr_status compute_number(
    struct cr_path_state *path, const struct cr_number *n, double *x)
{
    switch (n->kind) {
    case CR_FROM_CONST:
        *x = n->number;
        return CR_OK;
    case CR_FROM_SLOT:
        *x = path->slots[n->slot];
        return CR_OK;
    case CR_FROM_CODE:
        return evaluate(path, n->code, x);
    case CR_FROM_DIST:
        *x = path->luck.effect(path->luck.of, n, (uint32_t)path->visits[path->point] - 1);
        *x *= n->times ? path->slots[n->times - 1] : 1;
        return CR_OK;
    }
    return CR_INPUT;
}

/* ---- The shares of a node's branches: written, lenses, shifts, conditions ---- */

static enum cr_status normalise(struct cr_path_state *path, int n)
{
    double total = 0;
    for (int b = 0; b < n; b++)
        total += path->p[b];
    if (!(total > 0 && total < INFINITY)) {
        const struct cr_node *node =
            &path->program->scenario->nodes[path->program->points[path->point].node];
        return cr_fault_set(path->fault, CR_E_WORLD_TOTAL, node->place, 0,
            "the weights of node '%s' total %.6g here", node->id, total);
    }
    for (int b = 0; b < n; b++)
        path->p[b] /= total;
    return CR_OK;
}

static enum cr_status in_range(
    struct cr_path_state *path, const struct cr_branch *branch, double top, double *x)
{
    if (!(*x >= -SLACK && *x <= top + SLACK))
        return cr_fault_set(path->fault, CR_E_WORLD_WEIGHT, branch->place, 0,
            "the weight of '%s' is %.6g here; %s", branch->name, *x,
            top == 1 ? "a probability lies between 0 and 1" : "a weight is at least 0");
    *x = *x < 0 ? 0 : *x > top ? top : *x;
    return CR_OK;
}

static enum cr_status written_weights(struct cr_path_state *path, const struct cr_point *point)
{
    int n_rest = 0;
    double total = 0;
    for (int b = 0; b < point->n_branches; b++) {
        const struct cr_branch *branch = branch_at(path, b);
        if (branch->weight_kind == CR_W_REST) {
            n_rest++;
            continue;
        }
        if (compute_number(path, &branch->weight, &path->p[b]) != CR_OK ||
            in_range(path, branch, point->probability ? 1 : INFINITY, &path->p[b]) != CR_OK)
            return CR_INPUT;
        total += path->p[b];
    }
    for (int b = 0; b < point->n_branches; b++) {
        if (branch_at(path, b)->weight_kind == CR_W_REST)
            path->p[b] = total < 1 ? (1 - total) / n_rest : 0;
    }
    return CR_OK;
}

/* One group of ops: what one lens says (multipliers come first), or all that is set. The siblings
 * of what is given keep their proportions. */
static enum cr_status apply_lens(
    struct cr_path_state *path, const struct cr_point *point, const struct cr_lens_op *ops, int n)
{
    double given = 0, others = 0, x;
    int n_given = 0;
    for (int k = 0; k < n && ops[k].multiplier; k++) {
        double factor;
        if (compute_number(path, &ops[k].value, &factor) != CR_OK)
            return CR_INPUT;
        path->p[ops[k].branch] *=
            point->blends || ops[k].strength == 1 ? factor : cr_pow(factor, ops[k].strength);
    }
    if (ops[0].multiplier && normalise(path, point->n_branches) != CR_OK)
        return CR_INPUT;
    for (int b = 0; b < point->n_branches; b++)
        path->open[b] = 1; /* for now: not given */
    for (int k = 0; k < n; k++) {
        if (ops[k].multiplier)
            continue;
        if (compute_number(path, &ops[k].value, &x) != CR_OK)
            return CR_INPUT;
        if (!(x >= -SLACK && x <= 1 + SLACK))
            return cr_fault_set(path->fault, CR_E_WORLD_WEIGHT, ops[k].value.place, 0,
                "the probability set for '%s' is %.6g here; a probability lies between 0 and 1",
                branch_at(path, ops[k].branch)->name, x);
        path->p[ops[k].branch] = fmin(fmax(x, 0), 1);
        path->open[ops[k].branch] = 0;
        n_given++;
    }
    if (n_given == 0)
        return CR_OK;
    for (int b = 0; b < point->n_branches; b++)
        *(path->open[b] ? &others : &given) += path->p[b];
    if (given > (n_given == point->n_branches ? 1.005 : 1) + SLACK ||
        (n_given == point->n_branches && given < 0.995 - SLACK) ||
        (ops[0].lens < 0 && n_given < point->n_branches && others == 0 && given < 1 - SLACK))
        return cr_fault_set(path->fault, CR_E_WORLD_TOTAL,
            path->program->scenario->nodes[point->node].place, 0,
            "the probabilities set at node '%s' total %.6g here",
            path->program->scenario->nodes[point->node].id, given);
    for (int b = 0; b < point->n_branches; b++) {
        if (path->open[b])
            path->p[b] *= others > 0 ? fmax(1 - given, 0) / others : 0;
    }
    return normalise(path, point->n_branches);
}

/* exp of the mean logarithm of what the file and the lenses see, weighted by their strengths; with
 * a floor, for branches to which somebody gives as much. */
static enum cr_status blend_lenses(
    struct cr_path_state *path, const struct cr_point *point, int n_ops)
{
    int n = point->n_branches;
    double floor = path->program->setup->floor;
    double *own = path->opinions, *plain = own + n, *floored = plain + n, *top = floored + n;
    for (int b = 0; b < n; b++) {
        own[b] = path->p[b];
        plain[b] = point->own > 0 ? point->own * cr_log(own[b]) : 0;
        floored[b] = point->own > 0 ? point->own * cr_log(fmax(own[b], floor)) : 0;
        top[b] = point->own > 0 ? own[b] : 0;
    }
    for (int k = 0, m; k < n_ops; k += m) {
        double strength = point->lens_ops[k].strength;
        for (m = 0; k + m < n_ops && point->lens_ops[k + m].lens == point->lens_ops[k].lens;)
            m++;
        for (int b = 0; b < n; b++)
            path->p[b] = own[b];
        if (strength == 0)
            continue;
        if (apply_lens(path, point, &point->lens_ops[k], m) != CR_OK)
            return CR_INPUT;
        for (int b = 0; b < n; b++) {
            plain[b] += strength * cr_log(path->p[b]);
            floored[b] += strength * cr_log(fmax(path->p[b], floor));
            top[b] = fmax(top[b], path->p[b]);
        }
    }
    for (int b = 0; b < n; b++) {
        if (point->own < 0 && own[b] > 0)
            plain[b] += point->own * cr_log(own[b]);
        else if (point->own < 0)
            plain[b] /= 1 - point->own;
        path->p[b] = cr_exp(floor > 0 && top[b] >= floor ? floored[b] : plain[b]);
    }
    return normalise(path, n);
}

static enum cr_status lenses(struct cr_path_state *path, const struct cr_point *point)
{
    int n_lens = 0, k = 0;
    if (point->n_lens_ops > 0 && normalise(path, point->n_branches) != CR_OK)
        return CR_INPUT;
    while (n_lens < point->n_lens_ops && point->lens_ops[n_lens].lens >= 0)
        n_lens++;
    if (n_lens > 0 && n_lens < point->n_lens_ops &&
        apply_lens(path, point, &point->lens_ops[n_lens], point->n_lens_ops - n_lens) != CR_OK)
        return CR_INPUT; /* lenses see what is set */
    if (point->blends && blend_lenses(path, point, n_lens) != CR_OK)
        return CR_INPUT;
    for (k = point->blends ? n_lens : 0; k < point->n_lens_ops;) {
        const struct cr_lens_op *ops = &point->lens_ops[k];
        int m = 1;
        while (k + m < point->n_lens_ops && ops[m].lens == ops[0].lens)
            m++;
        if ((path->lens < 0 || ops[0].lens < 0 || ops[0].lens == path->lens) &&
            apply_lens(path, point, ops, m) != CR_OK)
            return CR_INPUT;
        k += m;
    }
    return CR_OK;
}

/* As the file and the command line say them: the program's own compiled shifts are not looked at.
 */
static enum cr_status shift(
    struct cr_path_state *path, const struct cr_shift *written, int local, double *p)
{
    const struct cr_setup *setup = path->program->setup;
    struct cr_shift now = *written, *s = &now;
    double power = 1;
    for (size_t i = 0; i < setup->n_sets; i++) {
        const struct cr_setup_set *set = &setup->sets[i];
        if (!cr_sizes_have_shift(
                &set->sizes, path->program->points[path->point].node, local, written))
            continue;
        if (set->factor)
            power *= set->value.number;
        else
            s->factor = set->shift->factor;
        if (set->shift && set->shift->per > 0)
            s->per = set->shift->per;
        if (set->shift && set->shift->from_written)
            s->from = set->shift->from;
    }
    if (s->node >= 0) {
        if (was_taken(path, s->node, s->branch))
            *p *= power == 1 ? s->factor : cr_pow(s->factor, power);
        return CR_OK;
    }
    double rate = cr_log(s->factor) / s->per * power, away = path->state[s->state] - s->from;
    double factor = cr_exp(rate * away);
    if (!isfinite(factor))
        return cr_fault_set(path->fault, CR_E_WORLD_WEIGHT, s->place, 0,
            "the shift grows without bound: the variable is %.6g, %.6g from its centre",
            path->state[s->state], away);
    *p *= factor;
    return CR_OK;
}

static enum cr_status fill_weights(struct cr_path_state *path, const struct cr_point *point)
{
    if (written_weights(path, point) != CR_OK)
        return CR_INPUT;
    if (lenses(path, point) != CR_OK)
        return CR_INPUT;
    for (int b = 0; b < point->n_branches; b++) {
        const struct cr_branch_item *item = item_at(path, b);
        for (size_t k = 0; k < item->n_shifts; k++) {
            if (shift(path, &item->shifts[k], b, &path->p[b]) != CR_OK)
                return CR_INPUT;
        }
    }
    return CR_OK;
}

/* open[] and how many are; 0 is a fault. */
static int fill_open(struct cr_path_state *path, const struct cr_point *point)
{
    int n_open = 0;
    for (int b = 0; b < point->n_branches; b++) {
        double holds = 1;
        if (branch_at(path, b)->when && evaluate(path, branch_at(path, b)->when, &holds) != CR_OK)
            return 0;
        path->open[b] = holds != 0;
        n_open += path->open[b];
    }
    if (n_open > 0)
        return n_open;
    const struct cr_node *node = &path->program->scenario->nodes[point->node];
    cr_fault_set(path->fault, CR_E_WORLD_NO_BRANCH, node->place, 0,
        "at node '%s' no branch is left: every 'when' is false", node->id);
    return 0;
}

static void choose(struct cr_path_state *path, const struct cr_point *point)
{
    int n_ties;
    cr_policy_play(path->policy, path->automaton, point, path->open,
        path->program->scenario->actors[point->actor].minimise, path->p, path->ties, &n_ties);
}

enum cr_status cr_path_shares(struct cr_path_state *path)
{
    const struct cr_point *point = &path->program->points[path->point];
    int n = point->n_branches, n_open;
    enum cr_choose_kind kind = point->choose.kind;
    for (int b = 0; b < n; b++)
        path->p[b] = b == point->forced;
    if (point->forced >= 0)
        return CR_OK;
    if (point->kind != CR_RULE && kind == CR_CHOOSE_AS_WRITTEN) {
        if (fill_weights(path, point) != CR_OK || !fill_open(path, point))
            return CR_INPUT;
        for (int b = 0; b < n; b++)
            path->p[b] = path->open[b] ? path->p[b] : 0;
        return normalise(path, n);
    }
    if ((n_open = fill_open(path, point)) == 0)
        return CR_INPUT;
    if (point->kind == CR_DECISION && kind != CR_CHOOSE_UNIFORM) {
        choose(path, point);
        return CR_OK;
    }
    for (int b = 0, first = 1; b < n; b++) {
        if (point->kind == CR_RULE)
            path->p[b] = path->open[b] && first;
        else
            path->p[b] = path->open[b] ? 1.0 / n_open : 0;
        first &= !path->open[b];
    }
    return CR_OK;
}

int cr_path_insisted(const struct cr_path_state *path)
{
    const struct cr_point *point = &path->program->points[path->point];
    if (point->saw < 0 || point->forced >= 0)
        return -1;
    for (int b = 0; b < point->n_branches; b++) {
        if (b != point->saw && branch_at(path, b)->likelihood > 0)
            return -1;
    }
    return point->saw;
}

/* ---- Taking it: payoff, set, change, bounds ---- */

static double clamp(const struct cr_state_item *item, double x)
{
    return x < item->low ? item->low : x > item->high ? item->high : x;
}

static double bounded_sum(const struct cr_state_item *item, double x, double d)
{
    if (item->bounds == CR_BOUNDS_SOFT) {
        double half = (item->high - item->low) / 2, room = d < 0 ? x - item->low : item->high - x;
        d *= fmin(1, room / half);
    }
    return item->bounds == CR_BOUNDS_NONE ? x + d : clamp(item, x + d);
}

static enum cr_status effects(
    struct cr_path_state *path, const struct cr_effect_op *ops, int n, bool setting)
{
    const struct cr_scenario *s = path->program->scenario;
    for (int k = 0; k < n; k++) {
        if (compute_number(path, &ops[k].value, &path->values[k]) != CR_OK)
            return CR_INPUT;
    }
    for (int k = 0; k < n; k++) {
        const struct cr_state_item *item = &s->states[ops[k].state];
        double *x = &path->state[ops[k].state];
        *x = setting ? clamp(item, path->values[k]) : bounded_sum(item, *x, path->values[k]);
        if (!isfinite(*x))
            return cr_fault_set(path->fault, CR_E_WORLD_EXPR, ops[k].value.place, 0,
                "'%s' grows without bound here", item->id);
    }
    return CR_OK;
}

static enum cr_status add_payoffs(struct cr_path_state *path, const struct cr_pay_op *pays, int n)
{
    for (int k = 0; k < n; k++) {
        double x;
        if (compute_number(path, &pays[k].value, &x) != CR_OK)
            return CR_INPUT;
        path->payoffs[pays[k].actor] += x;
    }
    return CR_OK;
}

/* The next node, or the end; arrivals beyond `at_most` go on to `after` uncounted. */
static enum cr_status enter_node(struct cr_path_state *path, int node, int outcome)
{
    for (int hops = 0; node >= 0; hops++) {
        const struct cr_point *point = &path->program->points[node];
        if (hops > path->program->n_points)
            return cr_fault_set(path->fault, CR_E_WORLD_EXPR,
                path->program->scenario->nodes[node].place, 0,
                "every node of this loop is full and sends on to the next");
        if (!point->at_most || path->visits[node] < (double)point->at_most)
            break;
        outcome = point->after_outcome;
        node = point->after_next;
    }
    path->point = node;
    path->outcome = node < 0 ? outcome : -1;
    if (node >= 0) {
        path->visits[node] += 1;
        if (path->program->points[node].stage >= 0)
            path->stage = path->program->points[node].stage;
    }
    return CR_OK;
}

/* Of the evidence on a branch, as the lens of this world reads it. */
static double likelihood(const struct cr_path_state *path, const struct cr_branch *branch)
{
    double own = branch->by_lens && path->lens >= 0 ? branch->by_lens[path->lens] : 1;
    return own * branch->likelihood;
}

enum cr_status cr_path_play_branch(struct cr_path_state *path, int local)
{
    const struct cr_point *point = &path->program->points[path->point];
    const struct cr_branch *branch = branch_at(path, local);
    if (cr_path_insisted(path) >= 0)
        path->weight *= path->p[local] * likelihood(path, branch);
    else if (point->evidence && path->visits[path->point] == 1)
        path->weight *= likelihood(path, branch);
    if (add_payoffs(path, branch->pays, branch->n_pays) != CR_OK ||
        effects(path, branch->sets, branch->n_sets, 1) != CR_OK ||
        effects(path, branch->changes, branch->n_changes, 0) != CR_OK)
        return CR_INPUT;
    path->taken[point->first_branch + local]++;
    if (path->policy->needed)
        path->automaton = path->policy->move[path->policy->first[path->automaton] + local];
    return enter_node(path, branch->next, branch->outcome);
}

/* ---- The end ---- */

/* Evidence that speaks of a node or branch the path never met makes it impossible. */
static void unmet_evidence(struct cr_path_state *path)
{
    const struct cr_program *p = path->program;
    for (int k = 0; p->has_evidence && k < p->n_points; k++) {
        if (p->points[k].must_reach && path->visits[k] == 0)
            path->weight = 0;
    }
    for (int b = 0; p->has_evidence && b < p->n_branches; b++) {
        if (p->branches[b].must_take && !path->taken[b])
            path->weight = 0;
    }
}

enum cr_status cr_path_end(struct cr_path_state *path)
{
    const struct cr_program *p = path->program;
    const struct cr_ending *ending = &p->endings[path->outcome];
    unmet_evidence(path);
    if (add_payoffs(path, ending->pays_by_lens ? ending->pays_by_lens[path->lens] : ending->pays,
            ending->n_pays) != CR_OK)
        return CR_INPUT;
    for (int a = 0; a < p->n_actors; a++) {
        double x = 0;
        if (p->actor_payoffs[a] && evaluate(path, p->actor_payoffs[a], &x) != CR_OK)
            return CR_INPUT;
        path->payoffs[a] += x;
        if (!(fabs(path->payoffs[a]) <= CR_PAYOFF_MOST))
            return cr_payoff_fault(
                p, a, p->scenario->actors[a].place, 0, path->payoffs[a], path->fault);
    }
    for (int m = 0; m < p->n_measures; m++) {
        if (evaluate(path, p->measures[m], &path->measures[m]) != CR_OK)
            return CR_INPUT;
    }
    return CR_OK;
}

/* ---- Worlds, and the start of a path ---- */

static enum cr_status compute_slot(struct cr_path_state *path, int at)
{
    const struct cr_slot *s = &path->program->slots[at];
    const struct cr_slot_value *value =
        s->by_lens && path->lens >= 0 ? &s->by_lens[path->lens] : &s->value;
    double x = value->number, computed = 0;
    if (value->kind == CR_FROM_DIST)
        x = path->luck.number(path->luck.of, at, value);
    if (value->code && evaluate(path, value->code, &computed) != CR_OK)
        return CR_INPUT;
    x += computed + value->offset;
    path->slots[at] = x < s->low ? s->low : x > s->high ? s->high : x;
    return CR_OK;
}

static enum cr_status set_of_shares(struct cr_path_state *path, int first)
{
    const struct cr_slot *s = &path->program->slots[first];
    double kappa = path->slots[s->confidence];
    if (!(kappa > 0))
        return cr_fault_set(path->fault, CR_E_WORLD_WEIGHT, s->place, 0,
            "the confidence is %.6g here; it must be above 0", kappa);
    path->luck.shares(path->luck.of, first, kappa, &path->slots[first]);
    return CR_OK;
}

enum cr_status cr_path_world(struct cr_path_state *path, int lens)
{
    const struct cr_program *p = path->program;
    path->lens = lens;
    for (int k = 0; k < p->n_slots; k++) {
        int at = p->slot_order[k];
        enum cr_status status = CR_OK;
        if (p->slots[at].kind != CR_SLOT_SHARE)
            status = compute_slot(path, at);
        else if (p->slots[at].first_share == at)
            status = set_of_shares(path, at);
        if (status != CR_OK)
            return status;
    }
    return CR_OK;
}

enum cr_status cr_path_begin(struct cr_path_state *path)
{
    const struct cr_program *p = path->program;
    path->stage = -1;
    path->weight = 1;
    path->automaton = path->policy->needed ? path->policy->start : 0;
    memset(path->payoffs, 0, (size_t)p->n_actors * sizeof *path->payoffs);
    memset(path->visits, 0, (size_t)p->n_points * sizeof *path->visits);
    memset(path->taken, 0, (size_t)p->n_branches * sizeof *path->taken);
    for (int v = 0; v < p->n_states; v++)
        path->state[v] = path->slots[p->states[v].start];
    return enter_node(path, p->start_point, p->start_outcome);
}

struct cr_path_state *cr_path_new(struct cr_arena *arena, const struct cr_program *p,
    const struct cr_policy *policy, struct cr_path_luck luck, struct cr_fault *fault)
{
    struct cr_path_state *path = CR_NEW(arena, struct cr_path_state, 1);
    *path = (struct cr_path_state){.program = p, .policy = policy, .luck = luck, .fault = fault};
    path->slots = CR_NEW(arena, double, p->n_slots);
    path->state = CR_NEW(arena, double, p->n_states);
    path->payoffs = CR_NEW(arena, double, p->n_actors);
    path->measures = CR_NEW(arena, double, p->n_measures);
    path->visits = CR_NEW(arena, double, p->n_points);
    path->taken = CR_NEW(arena, unsigned, p->n_branches);
    path->p = CR_NEW(arena, double, p->max_branches);
    path->open = CR_NEW(arena, unsigned char, p->max_branches);
    path->ties = CR_NEW(arena, int, p->max_branches);
    path->opinions = CR_NEW(arena, double, 4 * p->max_branches);
    path->values = CR_NEW(arena, double, p->max_effects);
    return path;
}
