/* The value of knowing everything, over worlds: parameters, and luck as well. */
#include "analysis/voi_inside.h"

#include "engine/tree/parts.h"
#include "luck/sobol.h"
#include "program/worlds.h"

#include <math.h>
#include <string.h>

#define EXACT_LUCK 256 /* combinations of luck up to which they are all gone through */

/* ---- Drawing worlds ---- */

/* The luck of a scramble. */
static struct cr_luck scramble_luck(const struct cr_voi_worlds *w, size_t scramble)
{
    return cr_luck_apart(&w->job->options->spec.luck, scramble);
}

static void choose_designs(struct cr_voi_worlds *w)
{
    for (size_t k = 0; k < CR_VOI_SCRAMBLES; k++) {
        struct cr_luck luck = scramble_luck(w, k);
        w->designs[k] = cr_luck_design(&luck, w->job->work);
    }
}

/* Sixteen scrambles of Sobol points, one behind the other: as many independent samples, whose
 * differences say how sure a mean is. */
static enum cr_status draw_slots(struct cr_voi_worlds *w)
{
    const struct cr_program *p = w->job->program;
    size_t part = w->n / CR_VOI_SCRAMBLES;
    w->slots = CR_NEW(w->job->work, double, (size_t)p->n_slots * w->n);
    w->gathered = CR_NEW(w->job->work, double, (size_t)p->n_slots * w->n);
    for (size_t first = 0; first < w->n; first += part) {
        struct cr_world_spec spec = {scramble_luck(w, first / part), part, CR_SAMPLING_SOBOL, true};
        if (cr_worlds_fill(p, &spec, 0, (int)part, &w->slots[first], w->n, NULL, w->job->work,
                w->job->fault) != CR_OK)
            return CR_INPUT;
    }
    return CR_OK;
}

/* Inputs with their true means; correlated ones are no control variates of each other's, and those
 * cut at a bound do not have the mean of their law. */
static void prepare_regression(struct cr_voi_worlds *w)
{
    const struct cr_analysis_inputs *inputs = &w->job->inputs;
    const double **x = CR_NEW(w->job->work, const double *, inputs->n);
    double *mean = CR_NEW(w->job->work, double, inputs->n);
    for (size_t i = 0; i < inputs->n; i++) {
        const struct cr_slot *slot = &w->job->program->slots[inputs->at[i].slot];
        double low = slot->value.offset, high = low;
        for (int k = 0; k < slot->value.n_laws; k++) {
            low += slot->value.laws[k].factor * slot->value.laws[k].dist->low;
            high += slot->value.laws[k].factor * slot->value.laws[k].dist->high;
        }
        bool cut = low < slot->low || high > slot->high;
        x[i] = &w->slots[(size_t)inputs->at[i].slot * w->n];
        mean[i] = cut ? NAN : inputs->at[i].base;
    }
    w->regress = (struct cr_regress){w->n, inputs->n, x, mean, NULL};
    if (w->n >= 4 * inputs->n)
        w->regress.least = cr_least_new(w->job->work, x, w->n, inputs->n);
}

/* ---- Everything known ---- */

static enum cr_status value_each(struct cr_voi_worlds *w)
{
    struct cr_point_tree *t = &w->each;
    cr_point_tree_set_slots(t, w->slots, w->n, w->n);
    for (size_t first = 0; first < w->n; first += (size_t)t->block->n) {
        if (cr_point_tree_settle(t, first, w->job->fault) != CR_OK)
            return CR_INPUT;
        cr_voi_range(w->job, t);
        for (int i = 0; i < t->block->n; i++)
            w->best_each[first + (size_t)i] = cr_voi_root(w->job, t, i);
        if (cr_voi_tick(w->job, (double)first, (double)w->n))
            return CR_INTERRUPTED;
    }
    return CR_OK;
}

static void value_all(struct cr_voi_worlds *w)
{
    struct cr_voi *r = w->job->result;
    double *gain = CR_NEW(w->job->work, double, w->n), se, none;
    for (size_t i = 0; i < w->n; i++)
        gain[i] = w->best_each[i] - w->base.value[i];
    double mean = cr_regress_mean(w->job->work, &w->regress, gain, &se);
    double base = cr_regress_mean(w->job->work, &w->regress, w->base.value, &none);
    r->base_worlds = w->job->sign * cr_voi_worth(w->job, base);
    r->parameters_all = cr_voi_gain(w->job, base, mean);
    r->parameters_all_se = cr_voi_gain_se(w->job, base, mean, se);
}

/* ---- ... luck as well ---- */

/* Luck of every lane by a coordinate of the Sobol sequence behind those of the slots. */
static void set_luck(struct cr_voi_worlds *w, struct cr_voi_luck *luck, size_t first)
{
    for (int k = 0; k < luck->n; k++) {
        const struct cr_point *point = &w->job->program->points[luck->points[k]];
        for (int i = 0; i < luck->t->block->n; i++) {
            size_t part = w->n / CR_VOI_SCRAMBLES, world = first + (size_t)i;
            double u = cr_sobol_scrambled(w->designs[world / part], point->event,
                (unsigned)(w->job->program->n_slots + k), world % part);
            cr_voi_luck_set(luck, k, i, u);
        }
    }
}

/* Each world with one luck, under the plan that is best on average and with all of it known: the
 * difference is much surer than either. */
static enum cr_status sample_luck(struct cr_voi_worlds *w, double *gain)
{
    struct cr_voi_luck *luck = cr_voi_luck_new(w->job->work, &w->each),
                       *same = cr_voi_luck_new(w->job->work, &w->common);
    cr_point_tree_set_slots(&w->each, w->slots, w->n, w->n);
    cr_point_tree_set_slots(&w->common, w->slots, w->n, w->n);
    cr_voi_forget(w->common.tree);
    size_t step = (size_t)(w->each.tree->block < w->common.tree->block ? w->each.tree->block
                                                                       : w->common.tree->block);
    w->each.tree->block = w->common.tree->block = (int)step;
    for (size_t first = 0; first < w->n; first += step) {
        if (cr_tree_load(w->each.tree, w->each.block, first, w->job->fault) != CR_OK ||
            cr_tree_load(w->common.tree, w->common.block, first, w->job->fault) != CR_OK)
            return CR_INPUT;
        cr_voi_luck_save(luck);
        cr_voi_luck_save(same);
        set_luck(w, luck, first);
        set_luck(w, same, first);
        cr_tree_chance(w->each.tree, w->each.block);
        if (cr_tree_back(w->each.tree, w->each.block, 0, w->job->fault) != CR_OK ||
            cr_voi_value_block(w, &w->base) != CR_OK)
            return CR_INPUT;
        for (int i = 0; i < w->each.block->n; i++)
            gain[first + (size_t)i] =
                cr_voi_root(w->job, &w->each, i) - cr_voi_root(w->job, &w->common, i);
    }
    return CR_OK;
}

/* All combinations of luck in every world; false where there are too many. */
static bool every_luck(struct cr_voi_worlds *w, double *gain, enum cr_status *status)
{
    size_t lanes = (size_t)w->each.tree->block;
    double *same = CR_NEW(w->job->work, double, (size_t)w->job->program->n_slots *lanes);
    struct cr_voi_luck *luck = cr_voi_luck_new(w->job->work, &w->each);
    double limit = fmin(EXACT_LUCK, 4e8 / ((double)w->n * w->each.tree->u->n_positions));
    for (size_t k = 0; k < w->n && *status == CR_OK; k++) {
        double value;
        for (int s = 0; s < w->job->program->n_slots; s++) {
            for (size_t i = 0; i < lanes; i++)
                same[(size_t)s * lanes + i] = w->slots[(size_t)s * w->n + k];
        }
        cr_point_tree_set_slots(&w->each, same, lanes, lanes);
        if (cr_tree_load(w->each.tree, w->each.block, 0, w->job->fault) != CR_OK) {
            *status = CR_INPUT;
            return true;
        }
        cr_voi_luck_save(luck);
        if (!cr_voi_luck_perfect(w->job, &w->each, luck, limit, &value, status))
            return false;
        gain[k] = value - w->base.value[k];
    }
    return true;
}

static enum cr_status value_perfect(struct cr_voi_worlds *w)
{
    struct cr_voi *r = w->job->result;
    double *gain = CR_NEW(w->job->work, double, w->n), se, none;
    enum cr_status status = CR_OK;
    if (cr_voi_luck_new(w->job->work, &w->each)->again)
        return CR_OK;
    if (!every_luck(w, gain, &status))
        status = sample_luck(w, gain);
    if (status != CR_OK)
        return status;
    double mean = cr_regress_mean(w->job->work, &w->regress, gain, &se);
    double base = cr_regress_mean(w->job->work, &w->regress, w->base.value, &none);
    r->perfect = cr_voi_gain(w->job, base, mean);
    r->perfect_se = cr_voi_gain_se(w->job, base, mean, se);
    return CR_OK;
}

/* ---- All of it ---- */

/* As many worlds as keep the work within half a minute or so. */
static size_t suitable(const struct cr_voi_worlds *w, const struct cr_point_tree *t)
{
    double most = 3e8 / ((double)t->tree->u->n_positions * (2.0 * (double)w->job->inputs.n + 8));
    size_t n = 1024;
    while (n > 64 && (double)n > most)
        n /= 2;
    return n;
}

static enum cr_status build_trees(struct cr_voi_worlds *w)
{
    struct cr_voi_job *job = w->job;
    const double *slots = w->slots;
    enum cr_status status = cr_point_tree_build(job->work, job->program, slots, w->n, true,
        job->actor, job->options->spec.max_positions, &w->each, job->fault);
    if (status == CR_OK)
        status = cr_point_tree_build(job->work, job->program, slots, w->n, false, job->actor,
            job->options->spec.max_positions, &w->common, job->fault);
    return status;
}

enum cr_status cr_voi_worlds(struct cr_voi_job *job)
{
    struct cr_voi_worlds w = {.job = job, .n = job->options->spec.worlds};
    struct cr_design two = cr_design_new(job->work, job->program, &job->inputs, 2);
    enum cr_status status = cr_point_tree_build(job->work, job->program, two.slots, 2, false,
        job->actor, job->options->spec.max_positions, &w.common, job->fault);
    if (status != CR_OK)
        return status;
    w.n = w.n > 0 ? w.n : suitable(&w, &w.common);
    w.n = (w.n + CR_VOI_SCRAMBLES - 1) / CR_VOI_SCRAMBLES * CR_VOI_SCRAMBLES;
    job->result->worlds = w.n;
    choose_designs(&w);
    status = draw_slots(&w);
    if (status == CR_OK)
        status = build_trees(&w);
    if (status != CR_OK)
        return status;
    prepare_regression(&w);
    w.best_each = CR_NEW(job->work, double, w.n);
    w.base.value = CR_NEW(job->work, double, w.n);
    status = cr_voi_settle(&w, w.slots, w.n, w.n);
    if (status == CR_OK) {
        cr_voi_remember(&w, &w.base);
        status = cr_voi_value(&w, &w.base, w.slots, w.n, w.n, w.base.value);
    }
    if (status == CR_OK)
        status = value_each(&w);
    if (status != CR_OK)
        return status;
    value_all(&w);
    status = value_perfect(&w);
    return status == CR_OK ? cr_voi_parameters(&w) : status;
}

/* Nothing is uncertain but luck; t: the base case in every lane, loaded. */
enum cr_status cr_voi_perfect_base(struct cr_voi_job *job, struct cr_point_tree *t)
{
    struct cr_voi_luck *luck = cr_voi_luck_new(job->work, t);
    enum cr_status status = CR_OK;
    double value;
    if (luck->again)
        return CR_OK;
    cr_voi_luck_save(luck);
    if (cr_voi_luck_perfect(job, t, luck, 2e8 / t->tree->u->n_positions, &value, &status)) {
        job->result->perfect = cr_voi_gain(job, job->base, value - job->base);
        job->result->perfect_se = 0;
        return status;
    }
    struct cr_voi_worlds w = {.job = job, .n = 4096};
    w.slots = cr_design_new(job->work, job->program, &job->inputs, w.n).slots;
    double *gain = CR_NEW(job->work, double, w.n), se;
    choose_designs(&w);
    status = build_trees(&w);
    if (status == CR_OK)
        status = cr_voi_settle(&w, w.slots, 2, w.n);
    if (status == CR_OK) {
        cr_voi_remember(&w, &w.base);
        status = sample_luck(&w, gain);
    }
    if (status != CR_OK)
        return status;
    w.regress.n = w.n;
    double mean = cr_regress_mean(job->work, &w.regress, gain, &se);
    job->result->perfect = cr_voi_gain(job, job->base, mean);
    job->result->perfect_se = cr_voi_gain_se(job, job->base, mean, se);
    return CR_OK;
}
