/* Clairvoyance and control of one chance node at the base case.
 *
 * Lanes of one block are messages: "branch b will come", "it will not come at all", or one interval
 * of the node's luck. Every lane decides for itself (as somebody does who has heard the message),
 * and what the lanes are worth is added up by the probability of the message.
 *
 * Told a branch: before the first decision on a path, the node's own chances multiply the weight of
 * the way (value_before); where it comes later, its chances there are the message's, given the
 * place at which the first decision is made, and it then takes the branch for certain. Beliefs at
 * information sets weigh ways with the same factors (believe), so that a message about one thing
 * also teaches about what bears on it. */
#include "analysis/voi_inside.h"

#include "engine/tree/parts.h"

#include <limits.h>
#include <math.h>
#include <string.h>

enum { NEVER = -1, SEVERAL = -2 };

struct clair {
    struct cr_voi_job *job;
    struct cr_point_tree *t;
    struct cr_voi_luck *luck;
    int point;       /* the node */
    int n_messages;  /* its branches, and that it does not come */
    bool *possible;  /* [n_positions] can be reached at all, whatever is decided */
    bool *undecided; /* [n_positions] ... before any decision */
    int *comes; /* [n_positions] the site at which the node comes from here on; NEVER, SEVERAL */
    /* Ways here by state: 0 undecided and the node has not come, 1 undecided and it has, 2 decided.
     */
    double *mass[3];             /* [n_positions * lanes] */
    unsigned short *order[3];    /* impossible moves on the best way */
    double *sure, *open, *worth; /* [n_positions * lanes] value_before */
};

static size_t lanes_of(const struct clair *c)
{
    return (size_t)c->t->block->n;
}

static bool is_decision(const struct clair *c, int position)
{
    int family = c->t->tree->family_of[position];
    return family >= 0 && c->t->tree->families[family].solved;
}

static size_t share_row(const struct clair *c, int position, const struct cr_arc *arc)
{
    const struct cr_tree *tree = c->t->tree;
    return (size_t)(tree->u->sites[tree->u->positions[position].site].first +
                    tree->program->branches[arc->branch].local) *
           lanes_of(c);
}

/* ---- What can come where (lane 0: all lanes are the base case) ---- */

static bool passable(const struct clair *c, int position, const struct cr_arc *arc)
{
    size_t row = share_row(c, position, arc);
    return is_decision(c, position) ? c->t->block->open[row] != 0 : c->luck->pristine[row] > 0;
}

static void find_possible(struct clair *c)
{
    const struct cr_tree *tree = c->t->tree;
    c->possible[0] = c->undecided[0] = true;
    for (int k = 0; k < tree->u->n_positions; k++) {
        int at = tree->order[k];
        const struct cr_position *p = &tree->u->positions[at];
        for (int a = 0; a < p->n_arcs && c->possible[at]; a++) {
            const struct cr_arc *arc = &tree->u->arcs[p->first_arc + (size_t)a];
            if (!passable(c, at, arc))
                continue;
            c->possible[arc->to] = true;
            c->undecided[arc->to] |= c->undecided[at] && !is_decision(c, at);
        }
    }
}

static bool same_chances(const struct clair *c, int a, int b)
{
    const struct cr_unroll *u = c->t->tree->u;
    for (int k = 0; k < c->t->tree->program->points[c->point].n_branches; k++) {
        double p = c->luck->pristine[(size_t)(u->sites[a].first + k) * lanes_of(c)];
        double q = c->luck->pristine[(size_t)(u->sites[b].first + k) * lanes_of(c)];
        if (!(fabs(p - q) <= 1e-12))
            return false;
    }
    return true;
}

static int merge_sites(const struct clair *c, int a, int b)
{
    if (a == NEVER || b == NEVER)
        return a == NEVER ? b : a;
    if (a == SEVERAL || b == SEVERAL)
        return SEVERAL;
    return same_chances(c, a, b) ? a : SEVERAL;
}

static void find_comes(struct clair *c)
{
    const struct cr_tree *tree = c->t->tree;
    for (int k = tree->u->n_positions; k-- > 0;) {
        int at = tree->order[k];
        const struct cr_position *p = &tree->u->positions[at];
        c->comes[at] = NEVER;
        if (p->point == c->point) {
            c->comes[at] = p->site;
            continue;
        }
        for (int a = 0; a < p->n_arcs; a++) {
            const struct cr_arc *arc = &tree->u->arcs[p->first_arc + (size_t)a];
            if (passable(c, at, arc))
                c->comes[at] = merge_sites(c, c->comes[at], c->comes[arc->to]);
        }
    }
}

/* Whether its branch is settled, but for luck, by the time of every first decision. */
static bool is_event(const struct clair *c)
{
    for (int i = 0; i < c->t->tree->u->n_positions; i++) {
        if (c->undecided[i] && is_decision(c, i) && c->comes[i] == SEVERAL)
            return false;
    }
    return true;
}

static bool can_come(const struct clair *c)
{
    for (int i = 0; i < c->t->tree->u->n_positions; i++) {
        if (c->possible[i] && c->t->tree->u->positions[i].point == c->point)
            return true;
    }
    return false;
}

/* ---- Telling a branch ---- */

/* The probability of a lane's message where a first decision is made, or where a path ends. */
static double message_probability(const struct clair *c, int position, int message)
{
    int site = c->comes[position];
    bool none = message == c->n_messages - 1;
    if (site < 0)
        return none ? 1 : 0;
    if (none)
        return 0;
    return c->luck->pristine[(size_t)(c->t->tree->u->sites[site].first + message) * lanes_of(c)];
}

static void add_way(struct clair *c, int state, size_t to, double mass, unsigned order)
{
    unsigned short capped = (unsigned short)(order < USHRT_MAX ? order : USHRT_MAX);
    if (capped > c->order[state][to])
        return;
    if (capped < c->order[state][to])
        c->mass[state][to] = 0;
    c->order[state][to] = capped;
    c->mass[state][to] += mass;
}

static void add_by(struct clair *c, int state, size_t to, double mass, unsigned order, double share)
{
    if (share > 0)
        add_way(c, state, to, mass * share, order);
    else
        add_way(c, state, to, mass, order + 1);
}

/* All undecided ways to a decision become decided ones. */
static void join(struct clair *c, int at, int lane, int message)
{
    size_t k = (size_t)at * lanes_of(c) + (size_t)lane;
    if (c->order[1][k] < USHRT_MAX)
        add_way(c, 2, k, c->mass[1][k], c->order[1][k]);
    if (c->order[0][k] < USHRT_MAX)
        add_by(c, 2, k, c->mass[0][k], c->order[0][k], message_probability(c, at, message));
    c->t->block->chance[k] = c->mass[2][k];
    c->t->block->order[k] = c->order[2][k];
}

static void add_along(struct clair *c, int at, const struct cr_arc *arc, int lane, int message)
{
    const struct cr_tree_block *b = c->t->block;
    size_t k = (size_t)at * lanes_of(c) + (size_t)lane,
           to = (size_t)arc->to * lanes_of(c) + (size_t)lane,
           row = share_row(c, at, arc) + (size_t)lane;
    bool decides = is_decision(c, at), here = c->t->tree->u->positions[at].point == c->point;
    int local = c->t->tree->program->branches[arc->branch].local;
    double share = decides ? b->open[row] : b->p[row];
    for (int state = decides ? 2 : 0; state < 3; state++) {
        if (c->order[state][k] == USHRT_MAX)
            continue;
        double by = share;
        if (here && state == 0)
            by = local == message ? c->luck->pristine[row] : 0;
        add_by(c, here && state == 0 ? 1 : state, to, c->mass[state][k], c->order[state][k],
            decides && share > 0 ? 1 : by);
    }
}

static void compute_masses(struct clair *c)
{
    const struct cr_tree *tree = c->t->tree;
    size_t n = lanes_of(c), all = (size_t)tree->u->n_positions * n;
    for (int state = 0; state < 3; state++) {
        memset(c->mass[state], 0, all * sizeof *c->mass[state]);
        memset(c->order[state], 0xff, all * sizeof *c->order[state]);
    }
    for (size_t lane = 0; lane < n; lane++) {
        c->mass[0][lane] = 1; /* position 0 is the start */
        c->order[0][lane] = 0;
    }
    for (int k = 0; k < tree->u->n_positions; k++) {
        int at = tree->order[k];
        const struct cr_position *p = &tree->u->positions[at];
        for (int lane = 0; lane < (int)n; lane++) {
            int message = lane < c->n_messages ? lane : 0;
            if (is_decision(c, at))
                join(c, at, lane, message);
            for (int a = 0; a < p->n_arcs; a++)
                add_along(c, at, &tree->u->arcs[p->first_arc + (size_t)a], lane, message);
        }
    }
}

/* What an arc pays the actor, and what the column says behind it. */
static double pays(const struct clair *c, int at, const struct cr_arc *arc, int lane)
{
    const struct cr_tree *tree = c->t->tree;
    int column = tree->choice_column[c->job->actor], paid = tree->paid_of[c->job->actor];
    if (tree->columns[column].utility || paid < 0)
        return 0;
    size_t branch = share_row(c, at, arc) / lanes_of(c);
    return c->t->block
        ->pay[(branch * (size_t)tree->n_paid + (size_t)paid) * lanes_of(c) + (size_t)lane];
}

static void value_at(struct clair *c, int at, int lane, int message)
{
    const struct cr_tree *tree = c->t->tree;
    const struct cr_position *p = &tree->u->positions[at];
    size_t n = lanes_of(c), k = (size_t)at * n + (size_t)lane;
    size_t column = (size_t)tree->choice_column[c->job->actor] * (size_t)tree->u->n_positions;
    double end = c->t->block->column[(column + (size_t)at) * n + (size_t)lane];
    c->sure[k] = c->open[k] = c->worth[k] = 0;
    if (p->outcome >= 0 || is_decision(c, at)) {
        c->sure[k] = end;
        c->open[k] = message_probability(c, at, message);
        c->worth[k] = c->open[k] > 0 ? c->open[k] * end : 0;
        return;
    }
    bool here = p->point == c->point;
    for (int a = 0; a < p->n_arcs; a++) {
        const struct cr_arc *arc = &tree->u->arcs[p->first_arc + (size_t)a];
        size_t to = (size_t)arc->to * n + (size_t)lane;
        double share = c->luck->pristine[share_row(c, at, arc) + (size_t)lane];
        double pay = pays(c, at, arc, lane);
        if (!(share > 0))
            continue;
        c->sure[k] += share * (pay + c->sure[to]);
        if (here && tree->program->branches[arc->branch].local != message)
            continue;
        c->open[k] += share * (here ? 1 : c->open[to]);
        c->worth[k] += share * (here ? pay + c->sure[to] : pay * c->open[to] + c->worth[to]);
    }
}

/* Backwards over the positions before any decision. sure: worth once the node has come (given the
 * message); open, worth: probability of the message, and that times what follows, while it has
 * not. */
static double value_before(struct clair *c, double *probability)
{
    const struct cr_tree *tree = c->t->tree;
    double total = 0;
    *probability = 0;
    for (int k = tree->u->n_positions; k-- > 0;) {
        int at = tree->order[k];
        for (int m = 0; m < c->n_messages && c->undecided[at]; m++)
            value_at(c, at, m, m);
    }
    for (int m = 0; m < c->n_messages; m++) {
        total += c->worth[m];
        *probability += c->open[m];
    }
    return c->job->sign * total;
}

/* Where it comes the node takes the lane's branch; messages beyond the branches leave it alone. */
static void force(struct clair *c, int n_branches)
{
    const struct cr_unroll *u = c->t->tree->u;
    size_t n = lanes_of(c);
    for (int s = 0; s < u->n_sites; s++) {
        for (int lane = 0; u->sites[s].point == c->point && lane < n_branches; lane++) {
            size_t row = (size_t)u->sites[s].first * n + (size_t)lane;
            bool open = c->t->block->open[row + (size_t)lane * n] != 0;
            for (int k = 0; k < n_branches && open; k++)
                c->t->block->p[row + (size_t)k * n] = k == lane;
        }
    }
}

static enum cr_status value_of_branch(struct clair *c, double *value)
{
    double probability;
    cr_voi_luck_restore(c->luck);
    force(c, c->n_messages - 1);
    compute_masses(c);
    if (cr_tree_back(c->t->tree, c->t->block, 0, c->job->fault) != CR_OK)
        return CR_INPUT;
    *value = value_before(c, &probability);
    cr_voi_luck_restore(c->luck);
    return fabs(probability - 1) < 1e-9 ? CR_OK : CR_BUG;
}

/* ---- Telling its luck ---- */

static enum cr_status value_of_luck(struct clair *c, double *value)
{
    int index = c->luck->index_of[c->point];
    cr_voi_luck_edges(c->luck, c->job->work, index, 0);
    const double *edge = c->luck->edges[index];
    int intervals = c->luck->n_edges[index] - 1;
    *value = 0;
    for (int first = 0; first < intervals; first += (int)lanes_of(c)) {
        int n = intervals - first < (int)lanes_of(c) ? intervals - first : (int)lanes_of(c);
        for (int i = 0; i < n; i++)
            cr_voi_luck_set(c->luck, index, i, (edge[first + i] + edge[first + i + 1]) / 2);
        cr_tree_chance(c->t->tree, c->t->block);
        if (cr_tree_back(c->t->tree, c->t->block, 0, c->job->fault) != CR_OK)
            return CR_INPUT;
        for (int i = 0; i < n; i++)
            *value += (edge[first + i + 1] - edge[first + i]) * cr_voi_root(c->job, c->t, i);
        cr_voi_luck_restore(c->luck);
    }
    return CR_OK;
}

/* ---- Control ---- */

static enum cr_status choose_branch(struct clair *c, struct cr_voi_node *out)
{
    int n_branches = c->n_messages - 1;
    cr_voi_luck_restore(c->luck);
    force(c, n_branches);
    cr_tree_chance(c->t->tree, c->t->block);
    if (cr_tree_back(c->t->tree, c->t->block, 0, c->job->fault) != CR_OK)
        return CR_INPUT;
    const struct cr_tree *tree = c->t->tree;
    double size =
        c->t->block
            ->size[(size_t)tree->choice_column[c->job->actor] * (size_t)tree->u->n_positions];
    double best = c->job->base; /* nobody has to meddle */
    for (int k = 0; k < n_branches; k++) {
        double value = cr_voi_root(c->job, c->t, k);
        bool ties = cr_worth_ties((struct cr_worth){value, size}, (struct cr_worth){best, size});
        if (value > best && !ties) {
            best = value;
            out->best = k;
        }
    }
    cr_voi_luck_restore(c->luck);
    out->control = cr_voi_gain(c->job, c->job->base, best - c->job->base);
    return CR_OK;
}

/* ---- All nodes ---- */

static void allocate(struct clair *c)
{
    struct cr_arena *work = c->job->work;
    size_t positions = (size_t)c->t->tree->u->n_positions, all = positions * lanes_of(c);
    c->possible = CR_NEW(work, bool, positions);
    c->undecided = CR_NEW(work, bool, positions);
    c->comes = CR_NEW(work, int, positions);
    for (int state = 0; state < 3; state++) {
        c->mass[state] = CR_NEW(work, double, all);
        c->order[state] = CR_NEW(work, unsigned short, all);
    }
    c->sure = CR_NEW(work, double, all);
    c->open = CR_NEW(work, double, all);
    c->worth = CR_NEW(work, double, all);
    find_possible(c);
}

static enum cr_status one_node(struct clair *c, struct cr_voi_node *out)
{
    double value;
    *out = (struct cr_voi_node){.node = c->point, .value = NAN, .control = NAN, .best = -1};
    if (c->job->program->loops && cr_voi_luck_again(c->t, c->point)) {
        out->why = "it can come more than once on one path, so it is not one event";
        return CR_OK;
    }
    c->n_messages = c->t->tree->program->points[c->point].n_branches + 1;
    if (c->n_messages > (int)lanes_of(c)) {
        out->why = "it has too many branches for a tree of this size";
        return CR_OK;
    }
    find_comes(c);
    out->luck = !is_event(c);
    enum cr_status status = out->luck ? value_of_luck(c, &value) : value_of_branch(c, &value);
    if (status != CR_OK)
        return status;
    out->value = cr_voi_gain(c->job, c->job->base, value - c->job->base);
    return choose_branch(c, out);
}

/* t: the base case in every lane, loaded. */
enum cr_status cr_voi_nodes(struct cr_voi_job *job, struct cr_point_tree *t)
{
    const struct cr_program *p = t->tree->program;
    struct clair c = {.job = job, .t = t, .luck = cr_voi_luck_new(job->work, t)};
    cr_voi_luck_save(c.luck);
    allocate(&c);
    job->result->nodes = CR_NEW(job->arena, struct cr_voi_node, p->n_points);
    for (c.point = 0; c.point < p->n_points; c.point++) {
        if (p->points[c.point].kind != CR_CHANCE || !t->tree->visited[c.point] || !can_come(&c))
            continue;
        enum cr_status status = one_node(&c, &job->result->nodes[job->result->n_nodes]);
        if (status != CR_OK)
            return status;
        job->result->n_nodes++;
        if (cr_voi_tick(job, c.point, p->n_points))
            return CR_INTERRUPTED;
    }
    return CR_OK;
}
