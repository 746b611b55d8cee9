/* Plans: policies as lists that can be kept, valued in other worlds and compared. */
#include "analysis/voi_inside.h"

#include "engine/tree/parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Plans ---- */

void cr_voi_forget(struct cr_tree *tree)
{
    for (int f = 0; f < tree->n_families; f++)
        tree->families[f].n_sets = 0;
}

void cr_voi_remember(struct cr_voi_worlds *w, struct cr_voi_plan *plan)
{
    const struct cr_tree *tree = w->common.tree;
    for (int f = 0; f < tree->n_families; f++) {
        int n = tree->program->points[tree->families[f].point].n_branches;
        for (size_t s = 0; tree->families[f].solved && s < tree->families[f].n_sets; s++) {
            const struct cr_info_set *set = &tree->families[f].sets[s];
            if (!set->p)
                continue;
            unsigned char *open = CR_NEW(w->job->work, unsigned char, n);
            struct cr_voi_entry entry = {f, open, CR_NEW(w->job->work, double, n)};
            memcpy(open, set->open, (size_t)n);
            memcpy(entry.p, set->p, (size_t)n * sizeof *entry.p);
            cr_vec_push(w->job->work, &plan->list, entry);
        }
    }
}

bool cr_voi_is(const struct cr_voi_worlds *w, const struct cr_voi_plan *plan)
{
    const struct cr_tree *tree = w->common.tree;
    size_t k = 0;
    for (int f = 0; f < tree->n_families; f++) {
        size_t n = (size_t)tree->program->points[tree->families[f].point].n_branches;
        for (size_t s = 0; tree->families[f].solved && s < tree->families[f].n_sets; s++) {
            const struct cr_info_set *set = &tree->families[f].sets[s];
            if (!set->p)
                continue;
            const struct cr_voi_entry *entry = k < plan->list.n ? &plan->list.at[k++] : NULL;
            if (!entry || entry->family != f || memcmp(entry->open, set->open, n) != 0 ||
                memcmp(entry->p, set->p, n * sizeof *set->p) != 0)
                return false;
        }
    }
    return k == plan->list.n;
}

/* A set that the plan has not met takes what the plan that is best on average does there, else its
 * first open option. */
static void fill_set(struct cr_voi_worlds *w, const struct cr_voi_plan *plan, int family,
    struct cr_info_set *set, int n)
{
    const struct cr_voi_plan *from[2] = {plan, &w->base};
    cr_tree_policy(set, n);
    for (int i = 0; i < 2; i++) {
        for (size_t k = 0; k < from[i]->list.n; k++) {
            const struct cr_voi_entry *entry = &from[i]->list.at[k];
            if (entry->family != family || memcmp(entry->open, set->open, (size_t)n) != 0)
                continue;
            memcpy(set->p, entry->p, (size_t)n * sizeof *set->p);
            return;
        }
    }
    for (int k = 0; k < n; k++) {
        if (set->open[k]) {
            set->p[k] = 1;
            return;
        }
    }
}

static void write_plan(struct cr_voi_worlds *w, const struct cr_voi_plan *plan)
{
    struct cr_tree *tree = w->common.tree;
    for (int i = 0; i < tree->u->n_positions; i++) {
        int family = tree->family_of[i];
        if (family < 0 || !tree->families[family].solved)
            continue;
        int n = tree->program->points[tree->families[family].point].n_branches;
        for (int lane = 0; lane < w->common.block->n; lane++) {
            struct cr_info_set *set = cr_tree_set(tree, w->common.block, i, lane);
            if (!set->p)
                fill_set(w, plan, family, set, n);
        }
    }
}

/* Values of the loaded block under a plan: a sweep that settles nothing. */
enum cr_status cr_voi_value_block(struct cr_voi_worlds *w, const struct cr_voi_plan *plan)
{
    write_plan(w, plan);
    return cr_tree_back(
        w->common.tree, w->common.block, w->common.tree->n_levels + 1, w->job->fault);
}

/* Of worlds 0 .. n - 1 of `slots`. */
enum cr_status cr_voi_value(struct cr_voi_worlds *w, const struct cr_voi_plan *plan,
    const double *slots, size_t n, size_t stride, double *out)
{
    cr_point_tree_set_slots(&w->common, slots, n, stride);
    cr_voi_forget(w->common.tree);
    for (size_t first = 0; first < n; first += (size_t)w->common.block->n) {
        if (cr_tree_load(w->common.tree, w->common.block, first, w->job->fault) != CR_OK ||
            cr_voi_value_block(w, plan) != CR_OK)
            return CR_INPUT;
        for (int i = 0; i < w->common.block->n; i++)
            out[first + (size_t)i] = cr_voi_root(w->job, &w->common, i);
    }
    return CR_OK;
}

enum cr_status cr_voi_settle(struct cr_voi_worlds *w, const double *slots, size_t n, size_t stride)
{
    cr_point_tree_set_slots(&w->common, slots, n, stride);
    cr_voi_forget(w->common.tree);
    return cr_tree_settle(w->common.tree, w->job->fault);
}

/* ---- Worlds in the order of an input ---- */

struct keyed {
    double x;
    size_t world;
};

static int by_value(const void *a, const void *b)
{
    const struct keyed *p = a, *q = b;
    if (p->x != q->x)
        return p->x < q->x ? -1 : 1;
    return p->world < q->world ? -1 : p->world > q->world;
}

size_t *cr_voi_order(struct cr_voi_worlds *w, size_t input)
{
    struct keyed *list = CR_NEW(w->job->work, struct keyed, w->n);
    size_t *order = CR_NEW(w->job->work, size_t, w->n);
    for (size_t i = 0; i < w->n; i++)
        list[i] = (struct keyed){w->regress.x[input][i], i};
    qsort(list, w->n, sizeof *list, by_value);
    for (size_t i = 0; i < w->n; i++)
        order[i] = list[i].world;
    return order;
}

/* The slots of some worlds, side by side. */
void cr_voi_gather(struct cr_voi_worlds *w, const size_t *worlds, size_t n)
{
    for (int s = 0; s < w->job->program->n_slots; s++) {
        for (size_t i = 0; i < n; i++)
            w->gathered[(size_t)s * n + i] = w->slots[(size_t)s * w->n + worlds[i]];
    }
}
