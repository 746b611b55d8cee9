/* The value of knowing one parameter where several decide. Once it is known all play the
 * equilibrium that belongs to its value, so what the actor gets is E[value of the world's own
 * equilibrium], and plans cannot be compared by the one actor's values: the equilibrium is made
 * anew along the parameter, over worlds in which it is moved to that value. Every world is then
 * valued under the plan of its value of the parameter, and compared with the plan for not knowing
 * it.
 *
 * Where the work allows, a plan is made at the parameter's value in each world. Else at some of
 * these values (33 or more), and between neighbours with different plans where the equilibrium
 * switches, by halving. What may be missed so goes into the error: a narrow part of the range
 * between equal plans, and values between different plans that were not halved to the end. In the
 * largest trees the other numbers stand at their means while plans are made (voi_lanes.c); that is
 * said in a note. */
#include "analysis/voi_inside.h"

#include <math.h>

#define WORK 3e7  /* positions times worlds, over all parameters: some seconds; and */
#define ALONE 16  /* worlds that the rest of making a plan costs as much as */
#define CELLS 32  /* parts of the range that are looked at first, at least */
#define LEAST 64  /* worlds to make a plan over, at least */
#define MOST 1024 /* and at most */

struct line {
    struct cr_voi_worlds *w;
    size_t input;
    struct cr_voi_moved moved;
    const size_t *order;    /* worlds, by the input */
    size_t *first;          /* [n_values + 1] ranks of the first worlds of each value */
    size_t n_values, cells; /* parts of the range whose ends are looked at first */
    size_t left;            /* plans that may still be made */
    int *plan_of, *other;   /* [n_values] the plan; one that it may be as well */
    CR_VEC(struct cr_voi_plan) plans;
};

static double value_at(const struct line *l, size_t k)
{
    return l->w->regress.x[l->input][l->order[l->first[k]]];
}

static void find_values(struct line *l)
{
    size_t n = l->w->n;
    const double *x = l->w->regress.x[l->input];
    l->order = cr_voi_order(l->w, l->input);
    l->first = CR_NEW(l->w->job->work, size_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || x[l->order[i]] != x[l->order[i - 1]])
            l->first[l->n_values++] = i;
    }
    l->first[l->n_values] = n;
    l->plan_of = CR_NEW(l->w->job->work, int, l->n_values);
    l->other = CR_NEW(l->w->job->work, int, l->n_values);
    for (size_t k = 0; k < l->n_values; k++)
        l->plan_of[k] = l->other[k] = -1;
}

/* ---- The plan at one value ---- */

static int plan_number(struct line *l)
{
    for (size_t k = 0; k < l->plans.n; k++) {
        if (cr_voi_is(l->w, &l->plans.at[k]))
            return (int)k;
    }
    struct cr_voi_plan plan = {0};
    cr_voi_remember(l->w, &plan);
    cr_vec_push(l->w->job->work, &l->plans, plan);
    return (int)l->plans.n - 1;
}

static enum cr_status make(struct line *l, size_t k)
{
    struct cr_voi_worlds *w = l->w;
    if (l->plan_of[k] >= 0)
        return CR_OK;
    enum cr_status status = cr_voi_move(&l->moved, w, l->input, value_at(l, k));
    if (status == CR_OK)
        status = cr_voi_settle(w, l->moved.slots, l->moved.n, l->moved.n);
    if (status == CR_OK)
        l->plan_of[k] = plan_number(l);
    l->left -= l->left > 0;
    return status;
}

/* Between two values whose plans are known. */
static enum cr_status fill_between(struct line *l, size_t a, size_t b)
{
    size_t middle = a + (b - a) / 2;
    bool alike = l->plan_of[a] == l->plan_of[b];
    if (b - a < 2)
        return CR_OK;
    if (alike || l->left == 0) {
        for (size_t k = a + 1; k < b; k++) {
            l->plan_of[k] = l->plan_of[k <= middle ? a : b];
            l->other[k] = alike ? -1 : l->plan_of[k <= middle ? b : a];
        }
        return CR_OK;
    }
    enum cr_status status = make(l, middle);
    if (status == CR_OK)
        status = fill_between(l, a, middle);
    return status == CR_OK ? fill_between(l, middle, b) : status;
}

static enum cr_status fill_plans(struct line *l)
{
    size_t n = l->cells;
    enum cr_status status = make(l, 0);
    for (size_t c = 1; c <= n && status == CR_OK; c++)
        status = make(l, (l->n_values - 1) * c / n);
    for (size_t c = 1; c <= n && status == CR_OK; c++)
        status = fill_between(l, (l->n_values - 1) * (c - 1) / n, (l->n_values - 1) * c / n);
    return status;
}

/* ---- The worlds under their plans ---- */

/* out[n]: what every world is worth under plan `of` its value; -1: worlds left as they are. */
static enum cr_status value_worlds(struct line *l, const int *of, double *out)
{
    struct cr_voi_worlds *w = l->w;
    size_t *worlds = CR_NEW(w->job->work, size_t, w->n);
    double *part = CR_NEW(w->job->work, double, w->n);
    for (size_t p = 0; p < l->plans.n; p++) {
        size_t n = 0;
        for (size_t k = 0; k < l->n_values; k++) {
            for (size_t i = l->first[k]; of[k] == (int)p && i < l->first[k + 1]; i++)
                worlds[n++] = l->order[i];
        }
        if (n == 0)
            continue;
        cr_voi_gather(w, worlds, n);
        enum cr_status status = cr_voi_value(w, &l->plans.at[p], w->gathered, n, n, part);
        if (status != CR_OK)
            return status;
        for (size_t i = 0; i < n; i++)
            out[worlds[i]] = part[i];
    }
    return CR_OK;
}

/* The largest part of the range that may have been missed between equal plans, a third of it: one
 * that is worth as much more or less as the parts differ. */
static double missed(const struct line *l, const double *gain)
{
    size_t n = l->cells;
    double low = 0, high = 0;
    if (n + 1 == l->n_values)
        return 0;
    for (size_t c = 0; c < n; c++) {
        size_t first = l->w->n * c / n, end = l->w->n * (c + 1) / n;
        double mean = 0;
        for (size_t i = first; i < end; i++)
            mean += gain[l->order[i]] / (double)(end - first);
        low = fmin(low, mean);
        high = fmax(high, mean);
    }
    return (high - low) / (3 * (double)n);
}

/* ---- All of it ---- */

/* How many worlds plans are made over; 0: too few. */
static size_t worlds_for(const struct cr_voi_worlds *w, double work)
{
    size_t n = w->n < MOST ? w->n : MOST;
    n -= n % CR_VOI_SCRAMBLES;
    while (n > LEAST && work / (double)(n + ALONE) < 2 * CELLS)
        n = n / 2 - n / 2 % CR_VOI_SCRAMBLES;
    return work / (double)(n + ALONE) < 2 * CELLS || w->job->inputs.n == 1 ? 0 : n;
}

/* What is played where the parameter is not known: the plan made over the same worlds unmoved. */
static enum cr_status find_usual(struct line *l, double *value)
{
    struct cr_voi_worlds *w = l->w;
    struct cr_voi_plan usual = {0};
    if (l->moved.n == w->n) {
        for (size_t i = 0; i < w->n; i++)
            value[i] = w->base.value[i];
        return CR_OK;
    }
    cr_voi_unmoved(&l->moved, w);
    enum cr_status status = cr_voi_settle(w, l->moved.slots, l->moved.n, l->moved.n);
    if (status != CR_OK)
        return status;
    cr_voi_remember(w, &usual);
    return cr_voi_value(w, &usual, w->slots, w->n, w->n, value);
}

/* Plans with the others at their means, one at the value of every world: nothing is missed between
 * them. Where there are no others that is everything, so what it is held against is the plan made
 * over all worlds, too. */
static enum cr_status at_means(struct cr_voi_worlds *w, size_t input, double *value, double *se)
{
    double *gain = CR_NEW(w->job->work, double, w->n);
    enum cr_status status = w->lanes ? CR_OK : cr_voi_lanes(w);
    if (status != CR_OK)
        return status;
    w->job->at_means |= w->job->inputs.n > 1;
    for (size_t i = 0; i < w->n; i++)
        gain[i] = w->lanes->known[input * w->n + i] -
                  (w->job->inputs.n == 1 ? w->base.value[i] : w->lanes->usual[i]);
    *value = cr_regress_mean(w->job->work, &w->regress, gain, se);
    return CR_OK;
}

enum cr_status cr_voi_in_game(struct cr_voi_worlds *w, size_t input, double *value, double *se)
{
    double work = WORK / (double)w->job->inputs.n / (double)w->common.tree->u->n_positions;
    size_t n = worlds_for(w, work);
    if (n == 0)
        return at_means(w, input, value, se);
    struct line l = {.w = w, .input = input};
    double *gain = CR_NEW(w->job->work, double, w->n), *usual = CR_NEW(w->job->work, double, w->n),
           *other = CR_NEW(w->job->work, double, w->n), doubt = 0;
    *value = *se = 0;
    find_values(&l);
    l.left = (size_t)fmax(2 * CELLS, work / (double)(n + ALONE));
    l.cells = l.left >= l.n_values || l.n_values <= CELLS + 1 ? l.n_values - 1 : l.left / 2;
    l.moved = cr_voi_moved_new(w, n);
    enum cr_status status = find_usual(&l, usual);
    if (status == CR_OK)
        status = fill_plans(&l);
    if (status == CR_OK)
        status = value_worlds(&l, l.plan_of, gain);
    for (size_t i = 0; i < w->n; i++)
        other[i] = gain[i];
    if (status == CR_OK)
        status = value_worlds(&l, l.other, other);
    if (status != CR_OK)
        return status;
    for (size_t i = 0; i < w->n; i++) {
        doubt += fabs(other[i] - gain[i]) / (double)w->n;
        gain[i] -= usual[i];
    }
    double own = missed(&l, gain), sampling;
    *value = cr_regress_mean(w->job->work, &w->regress, gain, &sampling);
    *se = sqrt(sampling * sampling + (doubt + own) * (doubt + own));
    return CR_OK;
}
