/* The readable engine, `--engine gsl`: a Monte Carlo simulation with the GNU Scientific Library and
 * nothing clever in it, from the seed to the standard error. If you are new here, read this file
 * first, from top to bottom:
 *
 *     gsl_rng_set(the seed)
 *     for every world                what we do not know: parameters, uncertain weights, starts
 *         draw its numbers           gsl_ran_gaussian, gsl_ran_beta, gsl_ran_dirichlet, ...
 *         for every run in it        what nobody knows: one future
 *             until it has ended     the shares of the branches here (reference/path.c)
 *                 pick a branch      gsl_ran_discrete, or a uniform against the sums of the shares
 *                 take it            drawn effects: gsl_ran_* again
 *             add it up              gsl_rstat
 *     shares, means, errors
 *
 * Under evidence a run weighs what the evidence makes of it (likelihood weighting), and a mean is a
 * weighted one. One thread, one generator, one run at a time. The other engines do the same by the
 * thousand runs, or without any; tests hold them against this one, with which they share nothing
 * but the compiled program and the policy of who decides. */
#include "engine/reference/gsl.h"

#include "base/fmath.h"
#include "base/seam.h"
#include "engine/reference/path.h"
#include "engine/run_report.h"
#include "engine/spread.h"
#include "numeric/trouble.h"
#include "program/fault.h"
#include "random/copula.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rstat.h>
#include <math.h>

/* A number that runs have: a payoff, a measure, a variable at the end of a stage. */
struct figure {
    gsl_rstat_workspace *runs;
    double *batches;         /* [n_batches] weight times value */
    struct cr_spread spread; /* values with their weights: quantiles (gsl_rstat's are interpolated),
                                and under evidence mean and spread */
};

struct simulation {
    struct cr_arena *arena;
    const struct cr_program *program;
    const struct cr_run_options *options;
    gsl_rng *rng;
    struct cr_path_state *path;
    gsl_ran_discrete_t **forks; /* [n_points] where the shares are the same for ever, else NULL; and
                                   one more for the lenses of a pool */
    /* The world: */
    uint64_t n_worlds;
    double *uniforms;      /* [n_copula] of the correlated ones */
    double *alpha, *theta; /* [max_branches] of a Dirichlet */
    /* What is added up. Runs of one world are alike and worlds are not: errors come from how much
     * batches differ, and a batch is a world (or the worlds of one number mod 1,024, where there
     * are many). */
    uint64_t n_batches, batch, played;
    double *weight, *square; /* [n_batches] of the runs, and of their squared weights */
    double *ended;           /* [n_endings * n_batches] weight */
    double *reach, *taken;   /* [n_points] at least once, [n_branches] by visits: weight */
    double *lenses;          /* [n_lenses] weight, in a pool */
    int measures, states, utilities, stages,
        n_figures; /* where each kind begins; before: payoffs */
    struct figure *figures;
    double *values; /* [n_figures] of the run at hand; NaN: it has none */
    double begun;
    uint64_t branches; /* taken so far, over all runs */
    bool out_of_time;
};

enum { BATCHES = 1024, MOST_WORLDS = 4096, KEPT = 1 << 24 };

/* ---- One number: every law of the language that GSL draws, by GSL ---- */

/* GSL counts in 32 bits and draws gammas and betas by rejection: where a law leaves what those are
 * good for, and where GSL has no such law, a uniform goes through the quantile function. */
static bool is_tame(double shape)
{
    return shape > 0.01 && shape < 1e6;
}

static double draw_beta(const gsl_rng *rng, const struct cr_dist *d, double a, double b)
{
    if (!is_tame(a) || !is_tame(b))
        return cr_dist_quantile(d, gsl_rng_uniform_pos(rng));
    return gsl_ran_beta(rng, a, b);
}

static double draw_gamma(const gsl_rng *rng, const struct cr_dist *d, double shape, double scale)
{
    if (!is_tame(shape))
        return cr_dist_quantile(d, gsl_rng_uniform_pos(rng));
    return gsl_ran_gamma(rng, shape, scale);
}

static double draw(const gsl_rng *rng, const struct cr_dist *d)
{
    const double *x = d->args;
    double m = d->mean, v = d->sd * d->sd, k;
    switch (d->kind) {
    case CR_DIST_NORMAL:
        return x[0] + gsl_ran_gaussian(rng, x[1]);
    case CR_DIST_LOGNORMAL:
        return gsl_ran_lognormal(rng, x[0], x[1]);
    case CR_DIST_LOGNORMAL_MEAN:
        k = cr_log1p(v / (m * m));
        return gsl_ran_lognormal(rng, cr_log(m) - k / 2, sqrt(k));
    case CR_DIST_LOGITNORMAL:
        return cr_logistic(x[0] + gsl_ran_gaussian(rng, x[1]));
    case CR_DIST_UNIFORM:
        return gsl_ran_flat(rng, x[0], x[1]);
    case CR_DIST_EXPONENTIAL:
        return gsl_ran_exponential(rng, x[0]);
    case CR_DIST_WEIBULL:
        return gsl_ran_weibull(rng, x[0], x[1]);
    case CR_DIST_STUDENT_T:
        return is_tame(x[0]) ? gsl_ran_tdist(rng, x[0])
                             : cr_dist_quantile(d, gsl_rng_uniform_pos(rng));
    case CR_DIST_BETA:
        return draw_beta(rng, d, x[0], x[1]);
    case CR_DIST_COUNTS: /* x[0] of x[1] cases */
        return draw_beta(rng, d, x[0] + 0.5, x[1] - x[0] + 0.5);
    case CR_DIST_BETA_MEAN:
        k = m * (1 - m) / v - 1;
        return draw_beta(rng, d, m * k, (1 - m) * k);
    case CR_DIST_PERT: /* low, mode, high */
        k = x[2] - x[0];
        return x[0] + k * gsl_ran_beta(rng, 1 + 4 * (x[1] - x[0]) / k, 1 + 4 * (x[2] - x[1]) / k);
    case CR_DIST_GAMMA:
        return draw_gamma(rng, d, x[0], x[1]);
    case CR_DIST_GAMMA_MEAN:
        return draw_gamma(rng, d, m * m / v, v / m);
    case CR_DIST_POISSON:
        if (x[0] < 1e6)
            return gsl_ran_poisson(rng, x[0]);
        break;
    case CR_DIST_BINOMIAL:
        if (x[0] < 1e6)
            return gsl_ran_binomial(rng, x[1], (unsigned)x[0]);
        break;
    case CR_DIST_BERNOULLI:
        return gsl_ran_bernoulli(rng, x[0]);
    default: /* triangular, choice, quantiles, truncated */
        break;
    }
    return cr_dist_quantile(d, gsl_rng_uniform_pos(rng));
}

/* ---- Luck: of a world, of a run ---- */

static double draw_number(void *of, int slot, const struct cr_slot_value *value)
{
    const struct simulation *s = of;
    int correlated = s->program->copula ? s->program->slots[slot].correlated : -1;
    if (correlated < 0 && value->n_laws == 1)
        return value->laws[0].factor * draw(s->rng, value->laws[0].dist);
    double u = correlated < 0 ? gsl_rng_uniform_pos(s->rng) : s->uniforms[correlated], x = 0;
    for (int k = 0; k < value->n_laws;
         k++) /* several readings of one number rise and fall with it */
        x += value->laws[k].factor * cr_dist_quantile(value->laws[k].dist, u);
    return x;
}

/* A share of 0 stays 0. */
static void draw_shares(void *of, int first, double kappa, double *shares)
{
    const struct simulation *s = of;
    const struct cr_slot *slot = &s->program->slots[first];
    size_t n = 0;
    for (int k = 0; k < slot->n_shares; k++) {
        if (slot[k].cases > 0)
            s->alpha[n++] = kappa * slot[k].cases;
    }
    gsl_ran_dirichlet(s->rng, n, s->alpha, s->theta);
    for (int k = slot->n_shares; k-- > 0;)
        shares[k] = slot[k].cases > 0 ? slot->whole * s->theta[--n] : 0;
}

static double draw_effect(void *of, const struct cr_number *number, uint32_t visit)
{
    const struct simulation *s = of;
    (void)visit; /* a sequence need not be told which of its numbers is wanted */
    return draw(s->rng, number->dist);
}

static enum cr_status draw_world(struct simulation *s)
{
    const struct cr_program *p = s->program;
    int lens = p->pool_weights ? (int)gsl_ran_discrete(s->rng, s->forks[p->n_points]) : -1;
    for (int k = 0; k < p->n_copula; k++)
        s->uniforms[k] = gsl_rng_uniform_pos(s->rng);
    if (p->copula)
        cr_copula_apply(p->copula, s->uniforms);
    return cr_path_world(s->path, lens);
}

/* ---- A run ---- */

/* Whether the shares at a node are numbers in the file, so that one table serves every run. */
static bool is_constant(const struct cr_program *p, const struct cr_point *point)
{
    bool constant = point->kind != CR_RULE && point->choose.kind == CR_CHOOSE_AS_WRITTEN &&
                    point->fixed && point->n_lens_ops == 0 && point->forced < 0 && point->saw < 0;
    for (int b = 0; b < point->n_branches; b++)
        constant &= p->branches[point->first_branch + b].weight.kind == CR_FROM_CONST;
    return constant;
}

/* The branch of a run at the node where its path stands; -1 after a fault. */
static int pick_branch(struct simulation *s)
{
    struct cr_path_state *path = s->path;
    const struct cr_point *point = &s->program->points[path->point];
    gsl_ran_discrete_t **fork = &s->forks[path->point];
    if (!*fork) {
        if (cr_path_shares(path) != CR_OK)
            return -1;
        if (is_constant(s->program, point))
            *fork = gsl_ran_discrete_preproc((size_t)point->n_branches, path->p);
    }
    if (*fork)
        return (int)gsl_ran_discrete(s->rng, *fork);
    int last = cr_path_insisted(path);
    if (last >= 0)
        return last;
    double u = gsl_rng_uniform(s->rng), below = 0;
    for (int b = 0; b < point->n_branches; b++) {
        below += path->p[b];
        if (u < below)
            return b;
        last = path->p[b] > 0 ? b : last;
    }
    return last; /* u lies above a total that rounding left below 1 */
}

/* Looks up now and then: a future may be as long as its author likes. */
static bool is_stopped(struct simulation *s)
{
    const struct cr_run_options *o = s->options;
    if (++s->branches % 1024 != 0)
        return false;
    s->out_of_time = o->spec.max_seconds > 0 && cr_seam_clock() - s->begun > o->spec.max_seconds;
    return s->out_of_time || cr_seam_stopped() ||
           (o->spec.progress &&
               o->spec.progress(o->spec.progress_context, (double)s->played, (double)o->spec.runs));
}

/* CR_INTERRUPTED when the path was left because all is to stop. */
static enum cr_status play_path(struct simulation *s)
{
    struct cr_path_state *path = s->path;
    int n = s->program->n_states;
    for (int k = 0; k < s->n_figures; k++)
        s->values[k] = NAN;
    if (cr_path_begin(path) != CR_OK)
        return CR_INPUT;
    while (path->point >= 0) {
        int b = pick_branch(s), stage = (int)path->stage;
        if (b < 0 || cr_path_play_branch(path, b) != CR_OK)
            return CR_INPUT;
        if (is_stopped(s))
            return CR_INTERRUPTED;
        for (int v = 0; v < n && stage >= 0; v++)
            s->values[s->stages + stage * n + v] = path->state[v];
    }
    return cr_path_end(path);
}

/* ---- Adding up ---- */

static enum cr_status fill_values(struct simulation *s)
{
    const struct cr_program *p = s->program;
    const struct cr_path_state *path = s->path;
    for (int a = 0; a < p->n_actors; a++) {
        struct cr_expr_env env = {.parameters = path->slots, .payoff = path->payoffs[a]};
        struct cr_expr_fault why;
        if (p->scenario->actors[a].has_payoff)
            s->values[a] = path->payoffs[a];
        if (p->utilities[a] &&
            cr_expr_eval(p->utilities[a]->expr, &env, &s->values[s->utilities + a], &why) != CR_OK)
            return cr_fault_set(path->fault, CR_E_WORLD_EXPR, why.place, 0, "%s", why.text);
    }
    for (int m = 0; m < p->n_measures; m++)
        s->values[s->measures + m] = path->measures[m];
    for (int v = 0; v < p->n_states; v++)
        s->values[s->states + v] = path->state[v];
    for (int k = 0; k < p->n_stages * p->n_states; k++) { /* no branch there: as the stage before */
        double *x = &s->values[s->stages + k];
        if (isnan(*x))
            *x = k < p->n_states ? path->slots[p->states[k].start] : x[-p->n_states];
    }
    return CR_OK;
}

static enum cr_status add_run(struct simulation *s)
{
    const struct cr_program *p = s->program;
    const struct cr_path_state *path = s->path;
    double weight = path->weight;
    s->played++;
    if (fill_values(s) != CR_OK)
        return CR_INPUT;
    if (!(weight > 0)) /* the evidence rules this future out */
        return CR_OK;
    s->weight[s->batch] += weight;
    s->square[s->batch] += weight * weight;
    s->ended[(uint64_t)path->outcome * s->n_batches + s->batch] += weight;
    for (int k = 0; k < p->n_points; k++)
        s->reach[k] += path->visits[k] > 0 ? weight : 0;
    for (int b = 0; b < p->n_branches; b++)
        s->taken[b] += weight * path->taken[b];
    if (path->lens >= 0)
        s->lenses[path->lens] += weight;
    for (int k = 0; k < s->n_figures; k++) {
        struct figure *f = &s->figures[k];
        if (isnan(s->values[k]))
            continue;
        gsl_rstat_add(s->values[k], f->runs);
        f->batches[s->batch] += weight * s->values[k];
        cr_spread_add(&f->spread, &s->values[k], &weight, 1);
    }
    return CR_OK;
}

/* A world gets every W-th run, as in every engine; here they are played one behind the other, so
 * that no table of worlds is kept. */
static enum cr_status simulate(struct simulation *s)
{
    uint64_t runs = s->options->spec.runs, worlds = s->n_worlds;
    for (uint64_t world = 0; world < worlds; world++) {
        uint64_t here = runs / worlds + (world < runs % worlds);
        if (draw_world(s) != CR_OK)
            return CR_INPUT;
        for (uint64_t run = 0; run < here; run++) {
            s->batch = (worlds > 1 ? world : run) % s->n_batches;
            enum cr_status status = play_path(s);
            if (status == CR_OK)
                status = add_run(s);
            if (status == CR_OK)
                continue;
            s->n_worlds = run > 0 || world == 0 ? world + 1 : world;
            return status == CR_INTERRUPTED && s->out_of_time ? CR_OK : status;
        }
    }
    return CR_OK;
}

/* ---- Results ---- */

/* So many batches have runs in them. */
static size_t batches_played(const struct simulation *s)
{
    uint64_t all = s->n_worlds > 1 ? s->n_worlds : s->played;
    return (size_t)(all < s->n_batches ? all : s->n_batches);
}

static bool several_worlds(const struct simulation *s)
{
    return s->options->spec.worlds > 1 && (s->program->n_uncertain > 0 || s->program->pool_weights);
}

/* Where nothing is uncertain and no evidence weighs, every run is worth the same and tells of
 * itself. */
static bool is_plain(const struct simulation *s)
{
    return s->n_worlds == 1 && !s->program->has_evidence;
}

/* So many equal runs have as much to say (Kish 1965). */
static double effective(const struct simulation *s)
{
    double total = cr_sum(s->weight, (size_t)s->n_batches);
    return total * total / cr_sum(s->square, (size_t)s->n_batches);
}

/* What may be as likely (95 %) that none of a part of the runs met. */
static double unmet(const struct simulation *s, double part)
{
    return cr_unmet_bound(fmax(1, effective(s) * part), (double)s->n_worlds);
}

/* The share of some outcomes together. */
static struct cr_share share_of(void *context, const unsigned char *member)
{
    const struct simulation *s = context;
    size_t n = batches_played(s);
    double *y = CR_NEW(s->arena, double, n), total = cr_sum(s->weight, n);
    for (int o = 0; o < s->program->n_endings; o++) {
        for (size_t i = 0; i < n && member[o]; i++)
            y[i] += s->ended[(size_t)o * s->n_batches + i];
    }
    double count = cr_sum(y, n), p = count / total;
    struct cr_error e =
        is_plain(s) ? cr_counted_error(p, total) : cr_ratio_error(y, s->weight, n, 0);
    e = cr_share_error(p, effective(s), (double)s->n_worlds, &e);
    struct cr_share share = {p, e.se, e.low, e.high, NAN, NAN, NAN, NAN, NAN, count};
    if (s->n_worlds <= s->n_batches)
        cr_run_fill_quantiles(s->arena, y, s->weight, s->square, s->n_worlds, &share);
    return share;
}

/* Of a mean: from the squares of the runs about it, or from the batches. Where all runs had the
 * same, nothing is known: another may have another. */
static struct cr_error error_of(const struct simulation *s, const struct figure *f)
{
    const gsl_rstat_workspace *r = f->runs;
    struct cr_parts parts = {(double)r->n, r->M2, r->M3, r->M4};
    struct cr_error e = is_plain(s) ? cr_error_of_parts(r->mean, parts.n, &parts)
                                    : cr_ratio_error(f->batches, s->weight, batches_played(s), 0);
    return e.se > 0 ? e : cr_error_unknown();
}

static struct cr_quantity quantity(struct simulation *s, int figure)
{
    struct figure *f = &s->figures[figure];
    struct cr_quantity q = cr_quantity_unknown((double)gsl_rstat_n(f->runs));
    struct cr_error e = error_of(s, f);
    cr_spread_finish(&f->spread, &q);
    if (q.n > 0 && !s->program->has_evidence) {
        q.mean = gsl_rstat_mean(f->runs);
        q.sd = gsl_rstat_sd(f->runs);
    }
    cr_quantity_set_error(&q, &e);
    return q;
}

static void fill_quantities(struct simulation *s, struct cr_run_result *result)
{
    const struct cr_program *p = s->program;
    for (int a = 0; a < p->n_actors; a++) {
        gsl_rstat_workspace *paid = s->figures[a].runs;
        if (p->scenario->actors[a].has_payoff)
            result->payoffs[a] = quantity(s, a);
        if (p->utilities[a])
            result->certainty[a] = cr_certainty_equivalent(s->arena, p, a,
                quantity(s, s->utilities + a).mean, gsl_rstat_min(paid), gsl_rstat_max(paid));
    }
    for (int m = 0; m < p->n_measures + p->n_states; m++)
        result->measures[m] = quantity(s, s->measures + m);
    for (int k = 0; k < p->n_stages * p->n_states; k++) {
        result->stages[k] = quantity(s, s->stages + k);
        struct cr_error none = cr_error_unknown(); /* only what is final has one, as in a walk */
        cr_quantity_set_error(&result->stages[k], &none);
    }
}

static void fill_nodes(const struct simulation *s, double total, struct cr_run_result *result)
{
    const struct cr_program *p = s->program;
    for (int k = 0; k < p->n_points; k++) {
        const struct cr_point *point = &p->points[k];
        const double *taken = &s->taken[point->first_branch];
        double visits = cr_sum(taken, (size_t)point->n_branches);
        result->nodes[k].reach = cr_share_of(s->reach[k], total);
        for (int b = 0; b < point->n_branches; b++)
            result->nodes[k].shares[b] = visits > 0 ? taken[b] / visits : NAN;
        result->nodes[k].unreached = result->unmet;
        result->nodes[k].unmet = visits > 0 ? unmet(s, visits / total) : NAN;
    }
}

static void fill_result(struct simulation *s, struct cr_run_result *result)
{
    const struct cr_program *p = s->program;
    double total = cr_sum(s->weight, (size_t)s->n_batches);
    result->luck = (struct cr_luck){s->options->spec.luck.seed, s->rng->type};
    result->engine = CR_ENGINE_GSL;
    result->runs = s->played;
    result->worlds = s->n_worlds;
    cr_run_fill_shares(s->arena, p->scenario, share_of, s, result);
    fill_quantities(s, result);
    result->unmet = unmet(s, 1);
    cr_run_note_errors(s->arena, p, result);
    fill_nodes(s, total, result);
    for (size_t k = 0; p->pool_weights && k < p->setup->n_lenses; k++)
        s->lenses[k] /= total;
    result->lens_weights = s->lenses;
    if (!p->has_evidence)
        return;
    result->evidence_probability = total / (double)s->played;
    result->effective = effective(s);
    cr_run_note_effective(s->arena, result);
}

/* ---- Beginning and end ---- */

static void release(void *what)
{
    struct simulation *s = what;
    gsl_rng_free(s->rng);
    for (int k = 0; k <= s->program->n_points; k++)
        gsl_ran_discrete_free(s->forks[k]);
    for (int k = 0; k < s->n_figures && s->figures[k].runs; k++)
        gsl_rstat_free(s->figures[k].runs);
}

static struct simulation *new_simulation(
    struct cr_arena *arena, const struct cr_program *p, const struct cr_run_options *options)
{
    struct simulation *s = CR_NEW(arena, struct simulation, 1);
    bool several = p->n_uncertain > 0 || p->pool_weights;
    uint64_t worlds = several ? options->spec.worlds : 1;
    uint64_t batches = several && worlds <= MOST_WORLDS ? worlds : BATCHES;
    *s = (struct simulation){.arena = arena,
        .program = p,
        .options = options,
        .begun = cr_seam_clock(),
        .n_worlds = worlds,
        .n_batches = batches,
        .forks = CR_NEW(arena, gsl_ran_discrete_t *, p->n_points + 1),
        .uniforms = CR_NEW(arena, double, p->n_copula),
        .alpha = CR_NEW(arena, double, p->max_branches),
        .theta = CR_NEW(arena, double, p->max_branches),
        .weight = CR_NEW(arena, double, batches),
        .square = CR_NEW(arena, double, batches),
        .ended = CR_NEW(arena, double, (uint64_t)p->n_endings *batches),
        .reach = CR_NEW(arena, double, p->n_points),
        .taken = CR_NEW(arena, double, p->n_branches),
        .lenses = p->pool_weights ? CR_NEW(arena, double, p->setup->n_lenses) : NULL};
    s->measures = p->n_actors;
    s->states = s->measures + p->n_measures;
    s->utilities = s->states + p->n_states;
    s->stages = s->utilities + p->n_actors;
    s->n_figures = s->stages + p->n_stages * p->n_states;
    s->values = CR_NEW(arena, double, s->n_figures);
    s->figures = CR_NEW(arena, struct figure, s->n_figures);
    for (int k = 0; k < s->n_figures; k++) {
        s->figures[k].batches = CR_NEW(arena, double, batches);
        cr_spread_init(&s->figures[k].spread, arena, KEPT / (size_t)s->n_figures);
    }
    return s;
}

/* What GSL allocates is given back with the arena. Returns whether there is memory for it. */
static bool begin_gsl(struct simulation *s)
{
    const struct cr_program *p = s->program;
    const struct cr_luck *luck = &s->options->spec.luck;
    cr_arena_defer(s->arena, release, s);
    if (!(s->rng = gsl_rng_alloc(luck->type ? luck->type : gsl_rng_mt19937)))
        return false;
    gsl_rng_set(s->rng, luck->seed);
    for (int k = 0; k < s->n_figures; k++) {
        if (!(s->figures[k].runs = gsl_rstat_alloc()))
            return false;
    }
    if (p->pool_weights)
        s->forks[p->n_points] = gsl_ran_discrete_preproc(p->setup->n_lenses, p->pool_weights);
    return !p->pool_weights || s->forks[p->n_points];
}

enum cr_status cr_run_gsl(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, struct cr_run_result *result, struct cr_fault *fault)
{
    struct cr_policy policy;
    enum cr_status status = cr_policy_for_run(arena, program, options, &policy, fault);
    if (status != CR_OK)
        return status;
    struct simulation *s = new_simulation(arena, program, options);
    struct cr_path_luck luck = {s, draw_number, draw_shares, draw_effect};
    s->path = cr_path_new(arena, program, &policy, luck, fault);
    cr_run_result_init(arena, program, result);
    struct cr_gsl_watch watch;
    cr_gsl_enter(&watch);
    status = begin_gsl(s) ? simulate(s) : CR_MEMORY;
    if (cr_gsl_leave(&watch))
        cr_gsl_blame(&watch);
    if (status == CR_MEMORY)
        return status;
    if (status == CR_INPUT) { /* no other engine meets this very run: there is nothing to replay */
        fault->run = fault->world = UINT64_MAX;
        return status;
    }
    if (s->played == 0 || (s->n_worlds == 1 && several_worlds(s))) /* of which one tells nothing */
        return CR_INTERRUPTED;
    if (!(cr_sum(s->weight, (size_t)s->n_batches) > 0))
        return cr_run_no_evidence(program, s->played, fault);
    fill_result(s, result);
    cr_run_note_policy(arena, program, options, &policy, result);
    result->complete = status == CR_OK;
    result->target_missed = cr_run_misses(program, result, options->spec.precision);
    result->seconds = cr_seam_clock() - s->begun;
    return status;
}
