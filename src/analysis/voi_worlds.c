/* The value of knowing parameters, over worlds: everything at once, and each for itself. */
#include "analysis/voi_inside.h"

#include "base/fmath.h"
#include "random/sobol.h"
#include "random/stream.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define GROUPS 8       /* worlds by an input, for plans that fit a part of its range */
#define SINGLE 48      /* worlds whose own best plan is tried */
#define PLANS 16       /* plans compared, at most */
#define DRAWS 200      /* of the coefficients, for the error */
#define EXACT_LUCK 256 /* combinations of luck up to which they are all gone through */

/* ---- Plans ---- */

/* A policy as a list: what is played by a family where these options are open. */
struct entry {
    int family;
    const unsigned char *open;
    double *p;
};
struct plan {
    CR_VEC(struct entry) list;
    double *value; /* [n] in every world */
};

struct worlds {
    struct cr_voi_job *job;
    size_t n;
    double *slots; /* [n_slots * n] */
    struct cr_point_tree common, each;
    struct cr_regress regress;
    double *best_each; /* [n] the best in each world */
    struct plan base;  /* the best on average */
    struct plan *plans;
    size_t n_plans;
    double *gathered; /* [n_slots * n] scratch: some of the worlds */
};

static void forget(struct cr_tree *tree)
{
    for (int f = 0; f < tree->n_families; f++)
        tree->families[f].n_sets = 0;
}

static void remember(struct worlds *w, struct plan *plan)
{
    const struct cr_tree *tree = w->common.tree;
    for (int f = 0; f < tree->n_families; f++) {
        int n = tree->program->points[tree->families[f].point].n_branches;
        for (size_t s = 0; tree->families[f].solved && s < tree->families[f].n_sets; s++) {
            const struct cr_info_set *set = &tree->families[f].sets[s];
            if (!set->p)
                continue;
            struct entry entry = {f, set->open, CR_NEW(w->job->work, double, n)};
            memcpy(entry.p, set->p, (size_t)n * sizeof *entry.p);
            cr_vec_push(w->job->work, &plan->list, entry);
        }
    }
}

/* A set that the plan has not met takes what the plan that is best on average does there, else its
 * first open option. */
static void fill_set(
    struct worlds *w, const struct plan *plan, int family, struct cr_info_set *set, int n)
{
    const struct plan *from[2] = {plan, &w->base};
    set->p = CR_NEW(w->job->work, double, n);
    for (int i = 0; i < 2; i++) {
        for (size_t k = 0; k < from[i]->list.n; k++) {
            const struct entry *entry = &from[i]->list.at[k];
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

static void apply(struct worlds *w, const struct plan *plan)
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
static int value_block(struct worlds *w, const struct plan *plan)
{
    apply(w, plan);
    return cr_tree_back(
        w->common.tree, w->common.block, w->common.tree->n_levels + 1, w->job->fault);
}

/* Of worlds 0 .. n - 1 of `slots`. */
static enum cr_status value_worlds(struct worlds *w, const struct plan *plan, const double *slots,
    size_t n, size_t stride, double *out)
{
    cr_point_tree_use(&w->common, slots, n, stride);
    forget(w->common.tree);
    for (size_t first = 0; first < n; first += (size_t)w->common.block->n) {
        if (!cr_tree_load(w->common.tree, w->common.block, first, w->job->fault) ||
            !value_block(w, plan))
            return CR_INPUT;
        for (int i = 0; i < w->common.block->n; i++)
            out[first + (size_t)i] = cr_voi_root(w->job, &w->common, i);
    }
    return CR_OK;
}

static enum cr_status settle_on(
    struct worlds *w, const double *slots, size_t n, size_t stride, struct plan *plan)
{
    cr_point_tree_use(&w->common, slots, n, stride);
    forget(w->common.tree);
    enum cr_status status = cr_tree_settle(w->common.tree, w->job->fault);
    if (status == CR_OK)
        remember(w, plan);
    return status;
}

/* ---- Drawing worlds ---- */

/* Sixteen scrambles of Sobol points, one behind the other: as many independent samples, whose
 * differences say how sure a mean is. */
static uint64_t scramble_seed(const struct worlds *w, size_t world)
{
    return w->job->options->seed + 0x9e3779b97f4a7c15u * (world / (w->n / CR_VOI_SCRAMBLES));
}

static enum cr_status draw(struct worlds *w)
{
    const struct cr_program *p = w->job->program;
    size_t part = w->n / CR_VOI_SCRAMBLES;
    w->slots = CR_NEW(w->job->work, double, (size_t)p->n_slots * w->n);
    w->gathered = CR_NEW(w->job->work, double, (size_t)p->n_slots * w->n);
    for (size_t first = 0; first < w->n; first += part) {
        struct cr_world_spec spec = {scramble_seed(w, first), part, CR_SAMPLING_SOBOL};
        if (!cr_worlds_fill(
                p, &spec, 0, (int)part, &w->slots[first], w->n, NULL, w->job->work, w->job->fault))
            return CR_INPUT;
    }
    return CR_OK;
}

/* Inputs with their true means; correlated ones are no control variates of each other's, and those
 * cut at a bound do not have the mean of their law. */
static void prepare_regression(struct worlds *w)
{
    const struct cr_analysis_inputs *inputs = &w->job->inputs;
    const double **x = CR_NEW(w->job->work, const double *, inputs->n);
    double *mean = CR_NEW(w->job->work, double, inputs->n);
    for (size_t i = 0; i < inputs->n; i++) {
        const struct cr_slot *slot = &w->job->program->slots[inputs->at[i].slot];
        const struct cr_dist *dist = inputs->at[i].dist;
        bool cut = dist && (dist->low + slot->value.offset < slot->low ||
                               dist->high + slot->value.offset > slot->high);
        x[i] = &w->slots[(size_t)inputs->at[i].slot * w->n];
        mean[i] = cut ? NAN : inputs->at[i].base;
    }
    w->regress = (struct cr_regress){w->n, inputs->n, x, mean};
}

/* ---- Everything known ---- */

static enum cr_status value_each(struct worlds *w)
{
    struct cr_point_tree *t = &w->each;
    cr_point_tree_use(t, w->slots, w->n, w->n);
    for (size_t first = 0; first < w->n; first += (size_t)t->block->n) {
        if (!cr_point_tree_settle(t, first, w->job->fault))
            return CR_INPUT;
        cr_voi_range(w->job, t);
        for (int i = 0; i < t->block->n; i++)
            w->best_each[first + (size_t)i] = cr_voi_root(w->job, t, i);
        if (cr_voi_tick(w->job, (double)first, (double)w->n))
            return CR_INTERRUPTED;
    }
    return CR_OK;
}

static void give_all(struct worlds *w)
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
static void set_luck(struct worlds *w, struct cr_luck *luck, size_t first)
{
    for (int k = 0; k < luck->n; k++) {
        const struct cr_point *point = &w->job->program->points[luck->points[k]];
        for (int i = 0; i < luck->t->block->n; i++) {
            double u = cr_sobol_scrambled(scramble_seed(w, first + (size_t)i), point->event,
                (unsigned)(w->job->program->n_slots + k),
                (first + (size_t)i) % (w->n / CR_VOI_SCRAMBLES));
            cr_luck_set(luck, k, i, u);
        }
    }
}

/* Each world with one luck, under the plan that is best on average and with all of it known: the
 * difference is much surer than either. */
static enum cr_status sample_luck(struct worlds *w, double *gain)
{
    struct cr_luck *luck = cr_luck_new(w->job->work, &w->each),
                   *same = cr_luck_new(w->job->work, &w->common);
    cr_point_tree_use(&w->each, w->slots, w->n, w->n);
    cr_point_tree_use(&w->common, w->slots, w->n, w->n);
    forget(w->common.tree);
    size_t step = (size_t)(w->each.tree->block < w->common.tree->block ? w->each.tree->block
                                                                       : w->common.tree->block);
    w->each.tree->block = w->common.tree->block = (int)step;
    for (size_t first = 0; first < w->n; first += step) {
        if (!cr_tree_load(w->each.tree, w->each.block, first, w->job->fault) ||
            !cr_tree_load(w->common.tree, w->common.block, first, w->job->fault))
            return CR_INPUT;
        cr_luck_keep(luck);
        cr_luck_keep(same);
        set_luck(w, luck, first);
        set_luck(w, same, first);
        cr_tree_chance(w->each.tree, w->each.block);
        if (!cr_tree_back(w->each.tree, w->each.block, 0, w->job->fault) ||
            !value_block(w, &w->base))
            return CR_INPUT;
        for (int i = 0; i < w->each.block->n; i++)
            gain[first + (size_t)i] =
                cr_voi_root(w->job, &w->each, i) - cr_voi_root(w->job, &w->common, i);
    }
    return CR_OK;
}

/* All combinations of luck in every world; false where there are too many. */
static bool every_luck(struct worlds *w, double *gain, enum cr_status *status)
{
    size_t lanes = (size_t)w->each.tree->block;
    double *same = CR_NEW(w->job->work, double, (size_t)w->job->program->n_slots *lanes);
    struct cr_luck *luck = cr_luck_new(w->job->work, &w->each);
    double limit = fmin(EXACT_LUCK, 4e8 / ((double)w->n * w->each.tree->u->n_positions));
    for (size_t k = 0; k < w->n && *status == CR_OK; k++) {
        double value;
        for (int s = 0; s < w->job->program->n_slots; s++) {
            for (size_t i = 0; i < lanes; i++)
                same[(size_t)s * lanes + i] = w->slots[(size_t)s * w->n + k];
        }
        cr_point_tree_use(&w->each, same, lanes, lanes);
        if (!cr_tree_load(w->each.tree, w->each.block, 0, w->job->fault)) {
            *status = CR_INPUT;
            return true;
        }
        cr_luck_keep(luck);
        if (!cr_luck_perfect(w->job, &w->each, luck, limit, &value, status))
            return false;
        gain[k] = value - w->base.value[k];
    }
    return true;
}

static enum cr_status give_perfect(struct worlds *w)
{
    struct cr_voi *r = w->job->result;
    double *gain = CR_NEW(w->job->work, double, w->n), se, none;
    enum cr_status status = CR_OK;
    if (cr_luck_new(w->job->work, &w->each)->again)
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

static size_t *order_worlds(struct worlds *w, size_t input)
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
static void gather(struct worlds *w, const size_t *worlds, size_t n)
{
    for (int s = 0; s < w->job->program->n_slots; s++) {
        for (size_t i = 0; i < n; i++)
            w->gathered[(size_t)s * n + i] = w->slots[(size_t)s * w->n + worlds[i]];
    }
}

/* ---- Plans worth comparing ---- */

static bool same_values(const double *a, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!(fabs(a[i] - b[i]) <= 1e-9 * fmax(1, fabs(a[i]))))
            return false;
    }
    return true;
}

/* Values the plan in all worlds and keeps it if it differs from those there are. */
static enum cr_status try_plan(struct worlds *w, struct plan *plan)
{
    double probe[32];
    size_t n = w->n < 32 ? w->n : 32;
    enum cr_status status = value_worlds(w, plan, w->slots, n, w->n, probe);
    for (size_t k = 0; status == CR_OK && k < w->n_plans; k++) {
        if (same_values(w->plans[k].value, probe, n))
            return CR_OK;
    }
    if (status != CR_OK || w->n_plans == PLANS)
        return status;
    plan->value = CR_NEW(w->job->work, double, w->n);
    status = value_worlds(w, plan, w->slots, w->n, w->n, plan->value);
    w->plans[w->n_plans++] = *plan;
    return status;
}

/* The plan that is best on average over worlds, the best in single worlds, and the best over parts
 * of every input's range. */
static enum cr_status find_plans(struct worlds *w)
{
    enum cr_status status = CR_OK;
    size_t group = w->n / GROUPS;
    w->plans = CR_NEW(w->job->work, struct plan, PLANS);
    w->plans[w->n_plans++] = w->base;
    for (size_t i = 0; i < w->job->inputs.n && status == CR_OK; i++) {
        const size_t *order = order_worlds(w, i);
        for (size_t g = 0; g < GROUPS && status == CR_OK && group > 0; g += GROUPS - 1) {
            struct plan plan = {0};
            gather(w, &order[g * group], group);
            status = settle_on(w, w->gathered, group, group, &plan);
            if (status == CR_OK)
                status = try_plan(w, &plan);
        }
        if (cr_voi_tick(w->job, (double)i, (double)w->job->inputs.n))
            return CR_INTERRUPTED;
    }
    for (size_t k = 0; k < SINGLE && k < w->n && status == CR_OK && w->n_plans < PLANS; k++) {
        struct plan plan = {0};
        size_t twice[2] = {k, k};
        gather(w, twice, 2);
        status = settle_on(w, w->gathered, 2, 2, &plan);
        if (status == CR_OK)
            status = try_plan(w, &plan);
    }
    return status;
}

/* ---- One parameter, one decider: regression ---- */

struct fits {
    struct cr_spline spline;
    size_t k;            /* plans against the base one */
    double *coefficient; /* [k * p] */
    double *fitted;      /* [k * n] */
    double *root;        /* [k * k] Cholesky root of the residuals' covariance */
    double *rest;        /* [k * n] */
};

static void fill_siblings(const struct worlds *w, size_t input, bool *skip)
{
    const struct cr_analysis_input *at = w->job->inputs.at;
    const struct cr_slot *own = &w->job->program->slots[at[input].slot];
    for (size_t j = 0; j < w->job->inputs.n; j++) {
        const struct cr_slot *slot = &w->job->program->slots[at[j].slot];
        skip[j] = at[j].share && at[input].share && slot->first_share == own->first_share;
        skip[j] |= slot->correlated >= 0 && own->correlated >= 0;
    }
}

/* Cholesky, pivots of nothing left at 0. */
static void find_root(struct fits *f, size_t n)
{
    for (size_t a = 0; a < f->k; a++) {
        for (size_t b = 0; b <= a; b++) {
            double sum = 0;
            for (size_t i = 0; i < n; i++)
                sum += f->rest[a * n + i] * f->rest[b * n + i];
            sum /= (double)n - (double)f->spline.p;
            for (size_t c = 0; c < b; c++)
                sum -= f->root[a * f->k + c] * f->root[b * f->k + c];
            double pivot = f->root[b * f->k + b];
            if (a == b)
                f->root[a * f->k + b] = sqrt(fmax(sum, 0));
            else
                f->root[a * f->k + b] = pivot > 0 ? sum / pivot : 0;
        }
    }
}

static void fit_plans(struct worlds *w, size_t input, struct fits *f)
{
    bool *skip = CR_NEW(w->job->work, bool, w->job->inputs.n);
    f->spline = cr_spline_new(w->job->work, w->regress.x[input], w->n);
    f->k = w->n_plans - 1;
    f->coefficient = CR_NEW(w->job->work, double, f->k * f->spline.p);
    f->fitted = CR_NEW(w->job->work, double, f->k * w->n);
    f->rest = CR_NEW(w->job->work, double, f->k * w->n);
    f->root = CR_NEW(w->job->work, double, f->k * f->k);
    fill_siblings(w, input, skip);
    for (size_t k = 0; k < f->k; k++) {
        double *y = &f->rest[k * w->n], *fit = &f->fitted[k * w->n];
        for (size_t i = 0; i < w->n; i++)
            y[i] = w->plans[k + 1].value[i] - w->base.value[i];
        cr_regress_take(w->job->work, &w->regress, (int)input, skip, y);
        cr_spline_fit(&f->spline, y, &f->coefficient[k * f->spline.p], fit);
        for (size_t i = 0; i < w->n; i++)
            y[i] -= fit[i];
    }
    find_root(f, w->n);
}

/* E[max over plans of the fit] - max of E. best[n]: of the first, in every world. */
static double best_of_fits(const struct fits *f, size_t n, const double *fitted, double *best)
{
    double mean = 0, fixed = 0;
    for (size_t i = 0; i < n; i++) {
        best[i] = 0; /* the base plan */
        for (size_t k = 0; k < f->k; k++)
            best[i] = fmax(best[i], fitted[k * n + i]);
        mean += best[i] / (double)n;
    }
    for (size_t k = 0; k < f->k; k++) {
        double average = 0;
        for (size_t i = 0; i < n; i++)
            average += fitted[k * n + i] / (double)n;
        fixed = fmax(fixed, average);
    }
    return mean - fixed;
}

/* The error: coefficients drawn from their law (in an orthonormal basis they are independent, and
 * between plans they vary together as the residuals do), and worlds are a sample. */
static double fit_error(struct worlds *w, size_t input, const struct fits *f, double sampling)
{
    size_t n = w->n, p = f->spline.p;
    double *fitted = CR_NEW(w->job->work, double, f->k *n), *z = CR_NEW(w->job->work, double, f->k);
    double mean = 0, m2 = 0, *best = CR_NEW(w->job->work, double, n);
    uint32_t event = w->job->program->slots[w->job->inputs.at[input].slot].event;
    for (uint32_t d = 0; d < DRAWS; d++) {
        memcpy(fitted, f->fitted, f->k * n * sizeof *fitted);
        for (size_t c = 0; c < p; c++) {
            for (size_t k = 0; k < f->k; k++)
                z[k] = cr_normal_quantile(cr_uniform(w->job->options->seed, d, event,
                    CR_DOMAIN_BOOTSTRAP, (uint32_t)(c * PLANS + k)));
            for (size_t k = 0; k < f->k; k++) {
                double shift = 0;
                for (size_t b = 0; b <= k; b++)
                    shift += f->root[k * f->k + b] * z[b];
                for (size_t i = 0; i < n; i++)
                    fitted[k * n + i] += shift * f->spline.q[c * n + i];
            }
        }
        double value = best_of_fits(f, n, fitted, best), delta = value - mean;
        mean += delta / (d + 1);
        m2 += delta * (value - mean);
    }
    return sqrt(m2 / (DRAWS - 1) + sampling * sampling);
}

static void by_regression(struct worlds *w, size_t input, double *value, double *se)
{
    struct fits f;
    double *best = CR_NEW(w->job->work, double, w->n);
    *value = *se = 0;
    if (w->n_plans < 2)
        return;
    fit_plans(w, input, &f);
    *value = best_of_fits(&f, w->n, f.fitted, best);
    *se = fit_error(w, input, &f, cr_scrambles_se(best, w->n));
}

/* ---- One parameter in a game: worlds in groups ---- */

/* Everybody knows in which part of its range the parameter lies, and plays the equilibrium of that
 * part. */
static enum cr_status by_groups(struct worlds *w, size_t input, double *value, double *se)
{
    const size_t *order = order_worlds(w, input);
    double *gain = CR_NEW(w->job->work, double, w->n), *part = CR_NEW(w->job->work, double, w->n);
    bool *skip = CR_NEW(w->job->work, bool, w->job->inputs.n);
    for (size_t g = 0; g < GROUPS; g++) {
        size_t first = w->n * g / GROUPS, n = w->n * (g + 1) / GROUPS - first;
        struct plan plan = {0};
        gather(w, &order[first], n);
        enum cr_status status = settle_on(w, w->gathered, n, n, &plan);
        if (status == CR_OK)
            status = value_worlds(w, &plan, w->gathered, n, n, part);
        if (status != CR_OK)
            return status;
        for (size_t i = 0; i < n; i++)
            gain[order[first + i]] = part[i] - w->base.value[order[first + i]];
    }
    fill_siblings(w, input, skip);
    cr_regress_take(w->job->work, &w->regress, (int)input, skip, gain);
    *value = 0;
    for (size_t i = 0; i < w->n; i++)
        *value += gain[i] / (double)w->n;
    *se = cr_scrambles_se(gain, w->n);
    return CR_OK;
}

/* ---- One parameter, nested: to check ---- */

#define OUTER 64

/* At 64 values of the parameter, in the middle of equal parts of its law, the others as they are in
 * the worlds: E[max] against max E, the plan made anew each time. */
static enum cr_status nested(struct worlds *w, size_t input, double *value, double *se)
{
    const struct cr_program *p = w->job->program;
    const struct cr_analysis_input *at = &w->job->inputs.at[input];
    size_t n = w->n < 512 ? w->n : 512;
    double *best = CR_NEW(w->job->work, double, n), mean = 0, steps = 0, before = 0;
    for (int o = 0; o < OUTER; o++) {
        struct cr_design design = {p, n, CR_NEW(w->job->work, double, n *(size_t)p->n_slots), NULL};
        struct plan plan = {0};
        double x = cr_input_quantile(p, at, (o + 0.5) / OUTER), gain = 0;
        for (int s = 0; s < p->n_slots; s++)
            memcpy(&design.slots[(size_t)s * n], &w->slots[(size_t)s * w->n], n * sizeof(double));
        for (size_t i = 0; i < n; i++)
            cr_design_move(&design, i, at, x);
        if (!cr_design_finish(w->job->work, &design, w->job->fault))
            return CR_INPUT;
        enum cr_status status = settle_on(w, design.slots, n, n, &plan);
        if (status == CR_OK)
            status = value_worlds(w, &plan, design.slots, n, n, best);
        for (size_t i = 0; i < n && status == CR_OK; i++)
            gain += best[i] / (double)n;
        if (status == CR_OK)
            status = value_worlds(w, &w->base, design.slots, n, n, best);
        for (size_t i = 0; i < n && status == CR_OK; i++)
            gain -= best[i] / (double)n;
        if (status != CR_OK)
            return status;
        mean += gain / OUTER;
        steps += o > 0 ? (gain - before) * (gain - before) / 2 : 0;
        before = gain;
    }
    *value = mean;
    *se = sqrt(steps / (OUTER - 1) / OUTER); /* of equal parts: by the steps between neighbours */
    return CR_OK;
}

/* ---- All of it ---- */

static enum cr_status give_parameter(struct worlds *w, size_t input, struct cr_voi_parameter *out)
{
    double value, se, none, base;
    enum cr_status status = CR_OK;
    base = cr_regress_mean(w->job->work, &w->regress, w->base.value, &none);
    *out = (struct cr_voi_parameter){
        .input = w->job->inputs.at[input], .nested = NAN, .nested_se = NAN};
    if (w->job->one_decides)
        by_regression(w, input, &value, &se);
    else
        status = by_groups(w, input, &value, &se);
    if (status != CR_OK)
        return status;
    out->value = cr_voi_gain(w->job, base, value);
    out->se = cr_voi_gain_se(w->job, base, value, se);
    if (!w->job->options->nested)
        return CR_OK;
    status = nested(w, input, &value, &se);
    out->nested = cr_voi_gain(w->job, base, value);
    out->nested_se = cr_voi_gain_se(w->job, base, value, se);
    return status;
}

static enum cr_status give_parameters(struct worlds *w)
{
    struct cr_voi *r = w->job->result;
    enum cr_status status = w->job->one_decides ? find_plans(w) : CR_OK;
    r->parameters = CR_NEW(w->job->arena, struct cr_voi_parameter, w->job->inputs.n);
    for (size_t i = 0; i < w->job->inputs.n && status == CR_OK; i++) {
        status = give_parameter(w, i, &r->parameters[r->n_parameters++]);
        if (cr_voi_tick(w->job, (double)i, (double)w->job->inputs.n))
            return CR_INTERRUPTED;
    }
    return status;
}

/* As many worlds as keep the work within half a minute or so. */
static size_t suitable(const struct worlds *w, const struct cr_point_tree *t)
{
    double most = 3e8 / ((double)t->tree->u->n_positions * (2.0 * (double)w->job->inputs.n + 8));
    size_t n = 1024;
    while (n > 64 && (double)n > most)
        n /= 2;
    return n;
}

static enum cr_status build(struct worlds *w)
{
    struct cr_voi_job *job = w->job;
    const double *slots = w->slots;
    enum cr_status status = cr_point_tree_build(job->work, job->program, slots, w->n, true,
        job->options->max_positions, &w->each, job->fault);
    if (status == CR_OK)
        status = cr_point_tree_build(job->work, job->program, slots, w->n, false,
            job->options->max_positions, &w->common, job->fault);
    return status;
}

enum cr_status cr_voi_worlds(struct cr_voi_job *job)
{
    struct worlds w = {.job = job, .n = job->options->worlds};
    struct cr_design two = cr_design_new(job->work, job->program, &job->inputs, 2);
    enum cr_status status = cr_point_tree_build(job->work, job->program, two.slots, 2, false,
        job->options->max_positions, &w.common, job->fault);
    if (status != CR_OK)
        return status;
    w.n = w.n > 0 ? w.n : suitable(&w, &w.common);
    w.n = (w.n + CR_VOI_SCRAMBLES - 1) / CR_VOI_SCRAMBLES * CR_VOI_SCRAMBLES;
    job->result->worlds = w.n;
    status = draw(&w);
    if (status == CR_OK)
        status = build(&w);
    if (status != CR_OK)
        return status;
    prepare_regression(&w);
    w.best_each = CR_NEW(job->work, double, w.n);
    w.base.value = CR_NEW(job->work, double, w.n);
    status = settle_on(&w, w.slots, w.n, w.n, &w.base);
    if (status == CR_OK)
        status = value_worlds(&w, &w.base, w.slots, w.n, w.n, w.base.value);
    if (status == CR_OK)
        status = value_each(&w);
    if (status != CR_OK)
        return status;
    give_all(&w);
    status = give_perfect(&w);
    return status == CR_OK ? give_parameters(&w) : status;
}

/* Nothing is uncertain but luck; t: the base case in every lane, loaded. */
enum cr_status cr_voi_perfect_base(struct cr_voi_job *job, struct cr_point_tree *t)
{
    struct cr_luck *luck = cr_luck_new(job->work, t);
    enum cr_status status = CR_OK;
    double value;
    if (luck->again)
        return CR_OK;
    cr_luck_keep(luck);
    if (cr_luck_perfect(job, t, luck, 2e8 / t->tree->u->n_positions, &value, &status)) {
        job->result->perfect = cr_voi_gain(job, job->base, value - job->base);
        job->result->perfect_se = 0;
        return status;
    }
    struct worlds w = {.job = job, .n = 4096};
    w.slots = cr_design_new(job->work, job->program, &job->inputs, w.n).slots;
    double *gain = CR_NEW(job->work, double, w.n), se;
    status = build(&w);
    if (status == CR_OK)
        status = settle_on(&w, w.slots, 2, w.n, &w.base);
    if (status == CR_OK)
        status = sample_luck(&w, gain);
    if (status != CR_OK)
        return status;
    w.regress.n = w.n;
    double mean = cr_regress_mean(job->work, &w.regress, gain, &se);
    job->result->perfect = cr_voi_gain(job, job->base, mean);
    job->result->perfect_se = cr_voi_gain_se(job, job->base, mean, se);
    return CR_OK;
}
