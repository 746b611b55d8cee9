/* Worlds in which one parameter is moved to a value, and what depends on it moves along: the others
 * then have the law that they have given that value. Shares of one node keep their proportions.
 * Among correlated numbers the copula is normal: with z the normal scores and r the correlation,
 * z[j] - r z[input] is independent of z[input], so it is kept while z[input] moves. */
#include "analysis/voi_inside.h"

#include "numeric/normal.h"
#include "program/worlds.h"
#include "random/copula.h"

#include <math.h>
#include <string.h>

/* Whole scrambles have the same part of their points taken. */
struct cr_voi_moved cr_voi_moved_new(struct cr_voi_worlds *w, size_t n)
{
    size_t each = w->n / CR_VOI_SCRAMBLES, part = n / CR_VOI_SCRAMBLES;
    struct cr_voi_moved m = {.n = n};
    m.from = CR_NEW(w->job->work, size_t, n);
    m.slots = CR_NEW(w->job->work, double, n *(size_t)w->job->program->n_slots);
    for (size_t i = 0; i < n; i++)
        m.from[i] = i / part * each + i % part;
    return m;
}

void cr_voi_unmoved(struct cr_voi_moved *m, const struct cr_voi_worlds *w)
{
    for (int s = 0; s < w->job->program->n_slots && m->means; s++) {
        for (size_t i = 0; i < m->n; i++)
            m->slots[(size_t)s * m->n + i] = w->job->inputs.base[s];
    }
    if (m->means)
        return;
    for (int s = 0; s < w->job->program->n_slots; s++) {
        for (size_t i = 0; i < m->n; i++)
            m->slots[(size_t)s * m->n + i] = w->slots[(size_t)s * w->n + m->from[i]];
    }
}

/* ---- What is correlated ---- */

/* Whether an input is drawn from the laws of its slot: not a share, not over a range given by hand.
 */
static bool has_law(const struct cr_analysis_input *input, const struct cr_slot *slot)
{
    return !input->share && isnan(input->low) && slot->value.n_laws > 0;
}

/* The normal score of a value of the slot: of its probability under the slot's law. Lenses may have
 * made that a sum of quantiles at one uniform, which has no cdf in closed form. */
static double score_of(const struct cr_slot *slot, double x)
{
    const struct cr_slot_law *law = &slot->value.laws[0];
    double low = 1e-15, high = 1 - 1e-15, u;
    if (slot->value.n_laws == 1 && law->factor > 0) {
        u = cr_dist_cdf(law->dist, (x - slot->value.offset) / law->factor);
    } else {
        for (int i = 0; i < 60; i++) {
            u = low + (high - low) / 2;
            if (cr_slot_quantile(slot, u) < x)
                low = u;
            else
                high = u;
        }
        u = low + (high - low) / 2;
    }
    return cr_normal_quantile(fmin(fmax(u, 1e-15), 1 - 1e-15));
}

static void move_correlated(struct cr_design *design, const struct cr_voi_worlds *w,
    const struct cr_analysis_input *input, const double *x, size_t step)
{
    const struct cr_program *p = w->job->program;
    const struct cr_slot *own = &p->slots[input->slot];
    const double *root = p->copula->root;
    int d = p->copula->d;
    for (size_t k = 0; k < w->job->inputs.n; k++) {
        const struct cr_analysis_input *other = &w->job->inputs.at[k];
        const struct cr_slot *slot = &p->slots[other->slot];
        double r = 0, *row = &design->slots[(size_t)other->slot * design->n];
        if (slot->correlated < 0 || other->slot == input->slot || !has_law(other, slot))
            continue;
        for (int c = 0; c < d; c++)
            r += root[slot->correlated * d + c] * root[own->correlated * d + c];
        for (size_t i = 0; i < design->n && r != 0; i++) {
            double from = score_of(own, design->slots[(size_t)input->slot * design->n + i]),
                   to = score_of(own, x[i * step]);
            double z = score_of(slot, row[i]) + r * (to - from);
            cr_design_move(design, i, other, cr_input_quantile(p, other, cr_normal_cdf(z)));
        }
    }
}

/* ---- All of it ---- */

struct finish {
    struct cr_design *design;
    struct cr_fault *fault;
};

static enum cr_status finish(struct cr_arena *work, struct cr_arena *arena, void *context)
{
    (void)arena;
    const struct finish *call = context;
    return cr_design_finish(work, call->design, call->fault) == CR_OK ? CR_OK : CR_INPUT;
}

/* Point i moved to x[i * step]. */
static enum cr_status move_to(
    struct cr_voi_moved *m, struct cr_voi_worlds *w, size_t input, const double *x, size_t step)
{
    const struct cr_analysis_input *at = &w->job->inputs.at[input];
    struct cr_design design = {w->job->program, m->n, m->slots, NULL};
    struct finish call = {&design, w->job->fault};
    cr_voi_unmoved(m, w);
    const struct cr_slot *slot = &w->job->program->slots[at->slot];
    if (slot->correlated >= 0 && has_law(at, slot))
        move_correlated(&design, w, at, x, step);
    for (size_t i = 0; i < m->n; i++)
        cr_design_move(&design, i, at, x[i * step]);
    return cr_with_work(w->job->work, finish, &call);
}

enum cr_status cr_voi_move(struct cr_voi_moved *m, struct cr_voi_worlds *w, size_t input, double x)
{
    return move_to(m, w, input, &x, 0);
}

enum cr_status cr_voi_move_each(
    struct cr_voi_moved *m, struct cr_voi_worlds *w, size_t input, const double *x)
{
    return move_to(m, w, input, x, 1);
}
