/* Pools of opinions, and how far copies of a scenario disagree: shares are matched by the names
 * of branches, and only copies that answer for every branch of a question are pooled. */
#include "analysis/pool.h"

#include "analysis/notes.h"
#include "analysis/sensitivity.h"
#include "base/fmath.h"
#include "program/weights.h"
#include "program/worlds.h"

#include <math.h>
#include <string.h>

static double total_of(const double *x, size_t n)
{
    double total = 0;
    for (size_t i = 0; i < n; i++)
        total += x[i];
    return total;
}

void cr_pool(enum cr_pool_kind kind, const double *p, const double *weights, size_t n_opinions,
    size_t n, double *out)
{
    double all = total_of(weights, n_opinions), total = 0;
    for (size_t k = 0; k < n; k++) {
        double sum = 0, floor = 0;
        for (size_t i = 0; i < n_opinions; i++)
            floor = weights[i] > 0 && p[i * n + k] >= CR_POOL_FLOOR ? CR_POOL_FLOOR : floor;
        for (size_t i = 0; i < n_opinions; i++) {
            double x = p[i * n + k], a = weights[i] / all;
            if (a > 0)
                sum += kind == CR_POOL_LINEAR ? a * x : a * cr_log(x > floor ? x : floor);
        }
        out[k] = kind == CR_POOL_LINEAR ? sum : cr_exp(sum);
        total += out[k];
    }
    for (size_t k = 0; k < n && total > 0; k++)
        out[k] /= total;
}

struct cr_disagreement cr_disagree(
    const double *p, size_t stride, const double *weights, size_t n_opinions)
{
    struct cr_disagreement d = {INFINITY, -INFINITY, 0, 0, -1, -1};
    double all = 0;
    for (size_t i = 0; i < n_opinions; i++) {
        double x = p[i * stride];
        if (isnan(x) || !(weights[i] > 0))
            continue;
        all += weights[i];
        d.mean += weights[i] * x;
        if (x < d.low) {
            d.low = x;
            d.lowest = (int)i;
        }
        if (x > d.high) {
            d.high = x;
            d.highest = (int)i;
        }
    }
    d.mean = all > 0 ? d.mean / all : NAN;
    for (size_t i = 0; i < n_opinions; i++) {
        double miss = p[i * stride] - d.mean;
        if (!isnan(miss) && weights[i] > 0)
            d.sd += weights[i] / all * miss * miss;
    }
    d.sd = sqrt(d.sd);
    if (d.high - d.low < 1e-9)
        d.lowest = d.highest = -1;
    return d;
}

/* ---- What a copy says before anything has happened ---- */

static const double **columns_of(struct cr_arena *arena, const double *x, int n)
{
    const double **at = CR_NEW(arena, const double *, n);
    for (int i = 0; i < n; i++)
        at[i] = &x[i];
    return at;
}

enum cr_status cr_node_shares(
    struct cr_arena *arena, const struct cr_program *program, int node, double *shares)
{
    double *slots = CR_NEW(arena, double, program->n_slots);
    double *states = CR_NEW(arena, double, program->n_states);
    double *bits = CR_NEW(arena, double, program->n_bits);
    double *visits = CR_NEW(arena, double, program->n_visits);
    double *scratch = CR_NEW(arena, double, cr_weights_scratch(program, 1)), stage = -1;
    struct cr_fault fault = {0};
    if (cr_worlds_base(program, program->pool_weights ? 0 : -1, slots, &fault) != CR_OK)
        return CR_INPUT;
    for (int v = 0; v < program->n_states; v++)
        states[v] = slots[program->states[v].start];
    struct cr_lanes lanes = {.slots = columns_of(arena, slots, program->n_slots),
        .states = columns_of(arena, states, program->n_states),
        .bits = columns_of(arena, bits, program->n_bits),
        .visits = columns_of(arena, visits, program->n_visits),
        .stage = &stage,
        .n = 1};
    return cr_weights_run(
        program, node, CR_CHOOSE_AS_WRITTEN, &lanes, NULL, shares, NULL, scratch, &fault);
}

/* ---- Copies ---- */

struct copies {
    struct cr_arena *arena;
    const struct cr_program *const *programs;
    size_t n;
    double *weights; /* all 1 */
    struct cr_pool_result *result;
};

/* A copy's shares for the branches of the first copy's node, by name. */
static void copy_shares(
    const struct copies *c, size_t file, const struct cr_node *asked, double *out)
{
    const struct cr_program *p = c->programs[file];
    int node = cr_map_find(p->scenario->node_map, asked->id);
    for (size_t b = 0; b < asked->n_branches; b++)
        out[b] = NAN;
    if (node < 0 || p->scenario->nodes[node].kind != asked->kind)
        return;
    double *shares = CR_NEW(c->arena, double, p->scenario->nodes[node].n_branches);
    if (cr_node_shares(c->arena, p, node, shares) != CR_OK)
        return;
    for (size_t b = 0; b < asked->n_branches; b++) {
        for (size_t k = 0; k < p->scenario->nodes[node].n_branches; k++) {
            if (!strcmp(p->scenario->nodes[node].branches[k].name, asked->branches[b].name))
                out[b] = shares[k];
        }
    }
}

/* Only copies that answer for every branch are pooled. */
static void pool_node(const struct copies *c, const double *all, struct cr_pool_node *node)
{
    size_t n = node->n_branches, used = 0;
    double *p = CR_NEW(c->arena, double, c->n *n), *out = CR_NEW(c->arena, double, n);
    for (size_t i = 0; i < c->n; i++) {
        if (isnan(total_of(&all[i * n], n)))
            continue;
        memcpy(&p[used++ * n], &all[i * n], n * sizeof *p);
    }
    if (used)
        cr_pool(c->result->kind, p, c->weights, used, n, out);
    for (size_t b = 0; b < n; b++)
        node->branches[b].pooled = used ? out[b] : NAN;
}

/* Who stands farthest from the pool; nobody where several do alike, as two always do. */
static void find_outlier(const struct copies *c, struct cr_pool_node *node)
{
    node->outlier = -1;
    node->outlier_distance = 0;
    for (size_t i = 0; i < c->n; i++) {
        double distance = 0;
        for (size_t b = 0; b < node->n_branches; b++)
            distance += fabs(node->branches[b].p[i] - node->branches[b].pooled) / 2;
        if (isnan(distance))
            continue;
        c->result->farness[i] += distance;
        if (distance > node->outlier_distance + 1e-12) {
            node->outlier_distance = distance;
            node->outlier = (int)i;
        } else if (distance > node->outlier_distance - 1e-12) {
            node->outlier = -1;
        }
    }
}

static void compare_node(const struct copies *c, int index, struct cr_pool_node *node)
{
    const struct cr_node *asked = &c->programs[0]->scenario->nodes[index];
    size_t n = asked->n_branches;
    double *all = CR_NEW(c->arena, double, c->n *n);
    *node = (struct cr_pool_node){.id = asked->id, .node = index, .n_branches = n};
    node->branches = CR_NEW(c->arena, struct cr_pool_branch, n);
    for (size_t i = 0; i < c->n; i++)
        copy_shares(c, i, asked, &all[i * n]);
    for (size_t b = 0; b < n; b++) {
        struct cr_pool_branch *branch = &node->branches[b];
        branch->name = asked->branches[b].name;
        branch->p = CR_NEW(c->arena, double, c->n);
        for (size_t i = 0; i < c->n; i++)
            branch->p[i] = all[i * n + b];
        branch->spread = cr_disagree(branch->p, 1, c->weights, c->n);
        node->distance = fmax(node->distance, branch->spread.high - branch->spread.low);
    }
    node->differs = node->distance > 1e-9;
    pool_node(c, all, node);
    find_outlier(c, node);
}

static void note_strangers(const struct copies *c)
{
    struct cr_pool_result *r = c->result;
    for (size_t k = 0; k < r->n_nodes; k++) {
        for (size_t i = 0; i < c->n; i++) {
            double sum = 0;
            for (size_t b = 0; b < r->nodes[k].n_branches; b++)
                sum += r->nodes[k].branches[b].p[i];
            if (isnan(sum))
                cr_analysis_note(c->arena, &r->notes, &r->n_notes,
                    cr_arena_printf(c->arena,
                        "%s has no question '%s' with these branches; it is pooled without it.",
                        r->files[i], r->nodes[k].id));
        }
    }
}

void cr_pool_files(struct cr_arena *arena, const struct cr_program *const *programs,
    const char *const *names, size_t n, enum cr_pool_kind kind, struct cr_pool_result *r)
{
    const struct cr_scenario *s = programs[0]->scenario;
    struct copies c = {arena, programs, n, CR_NEW(arena, double, n), r};
    *r = (struct cr_pool_result){.kind = kind, .n_files = n};
    r->files = CR_NEW(arena, const char *, n);
    r->farness = CR_NEW(arena, double, n);
    r->nodes = CR_NEW(arena, struct cr_pool_node, s->n_nodes);
    double *distance = CR_NEW(arena, double, s->n_nodes);
    for (size_t i = 0; i < n; i++) {
        r->files[i] = names[i];
        c.weights[i] = 1;
    }
    for (size_t k = 0; k < s->n_nodes; k++) {
        if (s->nodes[k].kind == CR_RULE || !s->nodes[k].has_weights)
            continue;
        compare_node(&c, (int)k, &r->nodes[r->n_nodes]);
        distance[r->n_nodes] = r->nodes[r->n_nodes].distance;
        r->n_differ += r->nodes[r->n_nodes++].differs;
    }
    for (size_t i = 0; i < n && r->n_nodes; i++)
        r->farness[i] /= (double)r->n_nodes;
    r->order = cr_order_by(arena, distance, r->n_nodes);
    r->about = cr_arena_printf(arena,
        "Each number is a branch's probability as a copy writes it, before anything has happened "
        "(uncertain numbers at their means); the pool is their %s mean with equal weights. Low to "
        "high is how far the copies are apart: disagreement between people, neither chance nor "
        "what a single author is unsure of.",
        kind == CR_POOL_LINEAR ? "plain" : "normalised geometric");
    if (kind == CR_POOL_LOG)
        cr_analysis_note(arena, &r->notes, &r->n_notes, CR_POOL_LOG_NOTE);
    note_strangers(&c);
}

/* ---- The pooled scenario ---- */

static void pool_weights(
    struct cr_arena *arena, struct cr_node *node, const struct cr_pool_node *pooled)
{
    struct cr_branch_item *branches = CR_NEW(arena, struct cr_branch_item, node->n_branches);
    memcpy(branches, node->branches, node->n_branches * sizeof *branches);
    for (size_t b = 0; b < node->n_branches; b++) {
        struct cr_buf text;
        double p = pooled->branches[b].pooled;
        cr_buf_init(&text, arena);
        cr_buf_printf(&text, "%.8g%%", 100 * p);
        struct cr_value value = {.kind = CR_VALUE_NUMBER,
            .place = branches[b].weight.place,
            .number = p,
            .text = text.s,
            .percent = 1};
        branches[b].weight.form = CR_WEIGHT_VALUE;
        branches[b].weight.probability = 1;
        branches[b].weight.value = value;
    }
    node->branches = branches;
    node->mode = CR_MODE_PROBABILITY;
}

struct cr_scenario *cr_pool_scenario(
    struct cr_arena *arena, const struct cr_scenario *first, const struct cr_pool_result *pooled)
{
    struct cr_scenario *s = CR_NEW(arena, struct cr_scenario, 1);
    *s = *first;
    s->nodes = CR_NEW(arena, struct cr_node, s->n_nodes);
    memcpy(s->nodes, first->nodes, s->n_nodes * sizeof *s->nodes);
    for (size_t k = 0; k < pooled->n_nodes; k++) {
        if (pooled->nodes[k].differs)
            pool_weights(arena, &s->nodes[pooled->nodes[k].node], &pooled->nodes[k]);
    }
    s->title = cr_arena_printf(
        arena, "%s (%zu opinions pooled)", first->title ? first->title : "Pooled", pooled->n_files);
    return s;
}
