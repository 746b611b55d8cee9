/* Luck: every drawn node as one uniform number U, the branch being F^-1(U) on every way there. */
#include "analysis/voi_inside.h"

#include "engine/tree/parts.h"
#include "numeric/sample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Nodes that are drawn ---- */

static bool is_drawn(const struct cr_tree *tree, int point)
{
    return tree->program->points[point].kind != CR_RULE && !tree->solved[point] &&
           tree->visited[point];
}

/* Whether the node lies behind itself, walking the positions backwards. */
bool cr_voi_luck_again(const struct cr_point_tree *t, int point)
{
    const struct cr_tree *tree = t->tree;
    const struct cr_unroll *u = tree->u;
    struct cr_arena *scratch = tree->arena;
    bool *below = CR_NEW(scratch, bool, u->n_positions);
    for (int k = u->n_positions; k-- > 0;) {
        int at = tree->order[k];
        const struct cr_position *p = &u->positions[at];
        for (int a = 0; a < p->n_arcs; a++)
            below[at] |= below[u->arcs[p->first_arc + (size_t)a].to];
        if (p->point == point && below[at])
            return true;
        below[at] |= p->point == point;
    }
    return false;
}

struct cr_voi_luck *cr_voi_luck_new(struct cr_arena *arena, const struct cr_point_tree *t)
{
    const struct cr_program *p = t->tree->program;
    struct cr_voi_luck *luck = CR_NEW(arena, struct cr_voi_luck, 1);
    luck->t = t;
    luck->points = CR_NEW(arena, int, p->n_points);
    luck->index_of = CR_NEW(arena, int, p->n_points);
    for (int n = 0; n < p->n_points; n++) {
        luck->index_of[n] = is_drawn(t->tree, n) ? luck->n : -1;
        if (luck->index_of[n] >= 0)
            luck->points[luck->n++] = n;
        luck->again |= luck->index_of[n] >= 0 && p->loops && cr_voi_luck_again(t, n);
    }
    luck->edges = CR_NEW(arena, double *, luck->n);
    luck->n_edges = CR_NEW(arena, int, luck->n);
    luck->pristine =
        CR_NEW(arena, double, (size_t)t->tree->u->n_site_branches *(size_t)t->tree->block);
    return luck;
}

static size_t shares_size(const struct cr_voi_luck *luck)
{
    return (size_t)luck->t->tree->u->n_site_branches * (size_t)luck->t->block->n;
}

void cr_voi_luck_save(struct cr_voi_luck *luck)
{
    memcpy(luck->pristine, luck->t->block->p, shares_size(luck) * sizeof *luck->pristine);
}

void cr_voi_luck_restore(struct cr_voi_luck *luck)
{
    memcpy(luck->t->block->p, luck->pristine, shares_size(luck) * sizeof *luck->pristine);
}

/* ---- Intervals ---- */

/* All ends of branches' intervals at any of the node's sites; those closer than 1e-13 are one. */
void cr_voi_luck_edges(struct cr_voi_luck *luck, struct cr_arena *arena, int index, int lane)
{
    const struct cr_unroll *u = luck->t->tree->u;
    int n_branches = luck->t->tree->program->points[luck->points[index]].n_branches, count = 2;
    size_t n = (size_t)luck->t->block->n;
    for (int s = 0; s < u->n_sites; s++)
        count += u->sites[s].point == luck->points[index] ? n_branches : 0;
    double *all = CR_NEW(arena, double, count);
    int m = 0, kept = 1;
    all[m++] = 0;
    all[m++] = 1;
    for (int s = 0; s < u->n_sites; s++) {
        double sum = 0;
        for (int k = 0; u->sites[s].point == luck->points[index] && k < n_branches; k++) {
            sum += luck->pristine[(size_t)(u->sites[s].first + k) * n + (size_t)lane];
            if (!isnan(sum))
                all[m++] = sum < 1 ? sum : 1;
        }
    }
    cr_sort_numbers(all, (size_t)m);
    for (int k = 1; k < m; k++) {
        if (all[k] - all[kept - 1] > 1e-13)
            all[kept++] = all[k];
    }
    all[kept - 1] = 1;
    luck->edges[index] = all;
    luck->n_edges[index] = kept;
}

void cr_voi_luck_set(struct cr_voi_luck *luck, int index, int lane, double u)
{
    const struct cr_unroll *unroll = luck->t->tree->u;
    int n_branches = luck->t->tree->program->points[luck->points[index]].n_branches;
    size_t n = (size_t)luck->t->block->n;
    for (int s = 0; s < unroll->n_sites; s++) {
        if (unroll->sites[s].point != luck->points[index])
            continue;
        size_t row = (size_t)unroll->sites[s].first * n + (size_t)lane;
        double sum = 0;
        int chosen = -1;
        for (int k = 0; k < n_branches; k++) {
            double share = luck->pristine[row + (size_t)k * n];
            sum += share;
            if (share > 0 && (chosen < 0 || sum - share <= u)) /* the last that begins by u */
                chosen = k;
        }
        for (int k = 0; k < n_branches && !isnan(sum); k++)
            luck->t->block->p[row + (size_t)k * n] = k == chosen;
    }
}

/* ---- All luck known ---- */

struct combination {
    int *digit; /* [n] interval of every node */
    bool finished;
};

/* The luck of the next combination in a lane; its probability, 0 when there is none left. */
static double next_lane(struct cr_voi_luck *luck, struct combination *c, int lane)
{
    double weight = 1;
    if (c->finished)
        return 0;
    for (int i = 0; i < luck->n; i++) {
        const double *edge = &luck->edges[i][c->digit[i]];
        weight *= edge[1] - edge[0];
        cr_voi_luck_set(luck, i, lane, edge[0] + (edge[1] - edge[0]) / 2);
    }
    int i = 0;
    while (i < luck->n && ++c->digit[i] == luck->n_edges[i] - 1)
        c->digit[i++] = 0;
    c->finished = i == luck->n;
    return weight;
}

bool cr_voi_luck_perfect(struct cr_voi_job *job, struct cr_point_tree *t, struct cr_voi_luck *luck,
    double limit, double *value, enum cr_status *status)
{
    double combinations = 1;
    for (int i = 0; i < luck->n; i++) {
        cr_voi_luck_edges(luck, job->work, i, 0);
        combinations *= luck->n_edges[i] - 1;
    }
    if (combinations > limit)
        return false;
    struct combination c = {CR_NEW(job->work, int, luck->n + 1), false};
    double *weight = CR_NEW(job->work, double, t->block->n);
    *value = 0;
    while (!c.finished) {
        for (int lane = 0; lane < t->block->n; lane++)
            weight[lane] = next_lane(luck, &c, lane);
        cr_tree_chance(t->tree, t->block);
        if (cr_tree_back(t->tree, t->block, 0, job->fault) != CR_OK) {
            *status = CR_INPUT;
            return true;
        }
        for (int lane = 0; lane < t->block->n; lane++)
            *value += weight[lane] > 0 ? weight[lane] * cr_voi_root(job, t, lane) : 0;
    }
    cr_voi_luck_restore(luck);
    return true;
}
