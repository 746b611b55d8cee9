/* What is kept of a block of runs: sums by cluster, and moments of the distributions.
 *
 * The sums are one array, in which a shape says where the weights, outcomes, payoffs, ... of
 * every cluster stand; merging two tallies adds the arrays up. Runs of a block stand in
 * consecutive clusters, so adding is a loop over stretches. */
#include "engine/walk/tally.h"

#include "program/rows.h"

#include <string.h>

static bool ends_in_last_stage(const struct cr_program *p)
{
    bool last = p->n_stages > 0 && p->start_point >= 0;
    for (int k = 0; k < p->n_points; k++) {
        const struct cr_point *point = &p->points[k];
        bool ends = point->at_most > 0 && point->after_next < 0;
        for (int b = 0; b < point->n_branches; b++)
            ends |= p->branches[point->first_branch + b].next < 0;
        last &= !ends || (point->stage == p->n_stages - 1 && point->at_most == 0);
    }
    return last;
}

struct cr_columns cr_columns_of(const struct cr_program *p)
{
    struct cr_columns c = {0};
    c.measures = p->n_actors;
    c.states = c.measures + p->n_measures;
    c.utilities = c.states + p->n_states;
    c.stages = c.utilities + p->n_actors;
    c.n_clustered = c.stages;
    c.n = c.stages + p->n_stages * p->n_states;
    c.final_stage = ends_in_last_stage(p) ? c.n - p->n_states : c.n;
    return c;
}

static int clusters_of(uint64_t worlds, uint64_t rows, bool grouped)
{
    if (worlds == 1 && !grouped)
        return 1;
    bool fits = worlds <= 4096 || (worlds <= CR_MAX_CLUSTERS && worlds * rows <= CR_MOST_SUMS);
    return worlds == 1 || !fits ? CR_GROUPS : (int)worlds;
}

void cr_tally_shape_init(struct cr_tally_shape *s, struct cr_arena *arena,
    const struct cr_program *p, uint64_t worlds, bool grouped)
{
    s->program = p;
    s->columns = cr_columns_of(p);
    s->worlds = worlds;
    s->clusters = clusters_of(worlds,
        2 + (uint64_t)p->n_endings + (uint64_t)s->columns.n_clustered +
            (p->pool_weights ? 2 * (uint64_t)p->setup->n_lenses : 0),
        grouped || p->has_evidence);
    size_t g = (size_t)s->clusters;
    s->at_weight = 0;
    s->at_square = g;
    s->at_outcomes = 2 * g;
    s->at_columns = s->at_outcomes + g * (size_t)p->n_endings;
    s->at_branches = s->at_columns + g * (size_t)s->columns.n_clustered;
    s->at_reach = s->at_branches + (size_t)p->n_branches;
    s->at_lenses = s->at_reach + (size_t)p->n_points;
    s->n_sums = s->at_lenses + (p->pool_weights ? 2 * g * p->setup->n_lenses : 0);
    s->at_weight_moment = s->columns.n;
    s->at_slots = s->columns.n + 1;
    int *uncertain = CR_NEW(arena, int, p->n_slots), n = 0;
    s->slots_by_world = p->has_evidence && (uint64_t)s->clusters == worlds;
    for (int k = 0; p->has_evidence && !s->slots_by_world && k < p->n_slots; k++) {
        if (p->slots[k].uncertain)
            uncertain[n++] = k;
    }
    s->uncertain = uncertain;
    s->n_moments = s->at_slots + n;
}

static size_t n_within(const struct cr_tally_shape *s)
{
    return (size_t)s->columns.n_clustered * (size_t)s->clusters;
}

const struct cr_within *cr_tally_within(
    const struct cr_tally *t, const struct cr_tally_shape *s, int column, int cluster)
{
    return &t->within[(size_t)column * (size_t)s->clusters + (size_t)cluster];
}

struct cr_tally *cr_tally_new(struct cr_arena *arena, const struct cr_tally_shape *shape)
{
    struct cr_tally *t = CR_NEW(arena, struct cr_tally, 1);
    t->sums = CR_NEW(arena, double, shape->n_sums);
    t->moments = CR_NEW(arena, struct cr_moments, shape->n_moments);
    if (shape->spreads)
        t->within = CR_NEW(arena, struct cr_within, n_within(shape));
    cr_tally_clear(t, shape);
    return t;
}

void cr_tally_clear(struct cr_tally *t, const struct cr_tally_shape *shape)
{
    t->runs = 0;
    memset(t->sums, 0, shape->n_sums * sizeof *t->sums);
    for (int i = 0; i < shape->n_moments; i++)
        cr_moments_init(&t->moments[i]);
    if (t->within)
        memset(t->within, 0, n_within(shape) * sizeof *t->within);
}

const double *cr_column_row(const struct cr_walk *w, const struct cr_columns *c, int column)
{
    const double *from = w->pays;
    int row = column;
    if (column >= c->stages) {
        from = w->stage_states;
        row = column - c->stages;
    } else if (column >= c->utilities) {
        from = w->utility;
        row = column - c->utilities;
    } else if (column >= c->states) {
        from = w->states;
        row = column - c->states;
    } else if (column >= c->measures) {
        from = w->measures;
        row = column - c->measures;
    }
    return from + (size_t)row * CR_BLOCK;
}

bool cr_column_used(const struct cr_program *p, const struct cr_columns *c, int column)
{
    if (column < c->measures)
        return p->scenario->actors[column].has_payoff;
    if (column >= c->stages)
        return column < c->final_stage;
    return column < c->utilities || p->utilities[column - c->utilities];
}

/* The cluster of a run, and how many lanes from there on stand in consecutive clusters. Clusters
 * follow worlds; with too many worlds they are groups of worlds; with one world, groups of runs. */
static int segment(const struct cr_tally_shape *s, uint64_t run, int left, int *cluster)
{
    uint64_t world = s->worlds == 1 ? run : run % s->worlds, g = (uint64_t)s->clusters;
    uint64_t count = g - world % g;
    if (s->worlds > 1 && s->worlds - world < count)
        count = s->worlds - world;
    *cluster = (int)(world % g);
    return count < (uint64_t)left ? (int)count : left;
}

/* Adds weight * value (value NULL: weight) of every lane to its cluster. */
static void add_clusters(
    const struct cr_tally_shape *s, const struct cr_walk *w, double *row, const double *value)
{
    if (s->clusters == 1) { /* every run weighs 1; of values, the moments tell */
        row[0] += value ? 0 : w->n;
        return;
    }
    for (int done = 0, count, at; done < w->n; done += count) {
        count = segment(s, w->first + (uint64_t)done, w->n - done, &at);
        if (value)
            cr_rows_add_product(&row[at], w->weight + done, value + done, (size_t)count);
        for (int i = 0; !value && i < count; i++)
            row[at + i] += w->weight[done + i];
    }
}

/* Of every lens and cluster, the weight of its runs, and, behind all those, how many there are. */
static void add_lenses(const struct cr_tally_shape *s, const struct cr_walk *w, double *sums)
{
    size_t n = (size_t)s->clusters, counts = n * s->program->setup->n_lenses;
    for (int done = 0, count, at; done < w->n; done += count) {
        count = segment(s, w->first + (uint64_t)done, w->n - done, &at);
        for (int i = 0; i < count; i++) {
            size_t k = (size_t)w->lens_of[done + i] * n + (n > 1 ? (size_t)(at + i) : 0);
            sums[k] += w->weight[done + i];
            sums[counts + k] += 1;
        }
    }
}

/* Welford 1962 with weights (West 1979), every lane to its cluster. */
static void add_within(const struct cr_tally_shape *s, const struct cr_walk *w,
    struct cr_within *row, const double *value)
{
    for (int done = 0, count, at; done < w->n; done += count) {
        count = segment(s, w->first + (uint64_t)done, w->n - done, &at);
        for (int i = 0; i < count; i++) {
            double weight = w->weight[done + i], x = value[done + i];
            struct cr_within *to = &row[at + i];
            if (!(weight > 0))
                continue;
            double step = x - to->mean;
            to->weight += weight;
            to->mean += step * (weight / to->weight);
            to->m2 += weight * step * (x - to->mean);
        }
    }
}

/* Chan, Golub and LeVeque 1979. */
static void merge_within(struct cr_within *to, const struct cr_within *other)
{
    double total = to->weight + other->weight, step = other->mean - to->mean;
    if (!(other->weight > 0))
        return;
    to->m2 += other->m2 + step * step * to->weight * (other->weight / total);
    to->mean += step * (other->weight / total);
    to->weight = total;
}

static void add_outcomes(
    struct cr_tally *t, const struct cr_tally_shape *s, const struct cr_walk *w)
{
    for (int i = 0; i < w->n && s->clusters == 1; i++)
        t->sums[s->at_outcomes + (size_t)w->outcome[i]]++;
    for (int done = 0, count, at; done < w->n && s->clusters > 1; done += count) {
        count = segment(s, w->first + (uint64_t)done, w->n - done, &at);
        for (int i = done; i < done + count; i++) {
            size_t row = s->at_outcomes + (size_t)w->outcome[i] * (size_t)s->clusters;
            t->sums[row + (size_t)(at + i - done)] += w->weight[i];
        }
    }
}

void cr_tally_block(struct cr_tally *t, const struct cr_tally_shape *s, const struct cr_walk *w)
{
    const struct cr_program *p = s->program;
    const double *weights = p->has_evidence ? w->weight : NULL;
    t->runs += (uint64_t)w->n;
    add_clusters(s, w, &t->sums[s->at_weight], NULL);
    add_clusters(s, w, &t->sums[s->at_square], s->clusters == 1 ? NULL : w->weight);
    add_outcomes(t, s, w);
    for (int c = 0; c < s->columns.n; c++) {
        if (!cr_column_used(p, &s->columns, c))
            continue;
        const double *row = cr_column_row(w, &s->columns, c);
        cr_moments_block(&t->moments[c], row, weights, (size_t)w->n);
        if (c < s->columns.n_clustered)
            add_clusters(s, w, &t->sums[s->at_columns + (size_t)c * (size_t)s->clusters], row);
        if (t->within && c < s->columns.n_clustered)
            add_within(s, w, &t->within[(size_t)c * (size_t)s->clusters], row);
    }
    cr_moments_block(&t->moments[s->at_weight_moment], w->weight, NULL, (size_t)w->n);
    for (int k = s->at_slots; k < s->n_moments; k++)
        cr_moments_block(
            &t->moments[k], w->slots[s->uncertain[k - s->at_slots]], weights, (size_t)w->n);
    for (int b = 0; b < p->n_branches; b++)
        t->sums[s->at_branches + (size_t)b] += w->branch_weight[b];
    for (int k = 0; k < p->n_points; k++)
        t->sums[s->at_reach + (size_t)k] += w->reach[k];
    if (p->pool_weights)
        add_lenses(s, w, &t->sums[s->at_lenses]);
}

void cr_tally_merge(
    struct cr_tally *t, const struct cr_tally_shape *s, const struct cr_tally *other)
{
    t->runs += other->runs;
    for (size_t i = 0; i < s->n_sums; i++)
        t->sums[i] += other->sums[i];
    for (int i = 0; i < s->n_moments; i++)
        cr_moments_merge(&t->moments[i], &other->moments[i]);
    for (size_t i = 0; t->within && i < n_within(s); i++)
        merge_within(&t->within[i], &other->within[i]);
}
