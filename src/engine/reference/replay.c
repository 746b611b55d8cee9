/* The walk's luck, looked up one number at a time by the addresses that the walk uses: a world, a
 * branch, a drawn effect; where luck is a sequence, taken from a script. With the path of
 * reference/path.c this is any run of a walk again, bit for bit. */
#include "engine/reference/replay.h"

#include "base/fmath.h"
#include "engine/reference/path.h"
#include "program/worlds.h"
#include "random/copula.h"
#include "random/quantile.h"
#include "luck/sobol.h"
#include "luck/stream.h"
#include "random/table.h"

#include <assert.h>
#include <math.h>
#include <string.h>

struct replay {
    const struct cr_replay_job *job;
    uint64_t run, world;
    uint64_t design;      /* key of the world's stratified points */
    uint64_t lenses;      /* key of the lenses of all worlds */
    double *point;        /* [dimensions] the world's point of GSL's sequence, or NULL */
    unsigned dimensions;  /* how many numbers come from `point`; the others are drawn */
    double *drawn;        /* [n_uncertain + 1] draws of a sequence; NULL: by address */
    double *correlated;   /* [n_copula] uniforms, or NULL */
    const double *draws;  /* [n_draws] the run's draws of a script */
    size_t n_draws, used; /* how many draws there are, how many are used */
    struct cr_path_state *path;
};

/* ---- The world's luck ---- */

static uint64_t parts_of(const struct cr_world_spec *spec)
{
    return spec->whole ? 1 : CR_WORLD_DESIGNS;
}

static double plain_uniform(const struct replay *r, int slot)
{
    const struct cr_world_spec *spec = &r->job->worlds;
    uint32_t event = r->job->program->slots[slot].event;
    uint64_t parts = parts_of(spec), at = r->world / parts;
    if (spec->sampling == CR_SAMPLING_LHS)
        return cr_lhs(r->design, event, at, (spec->worlds + parts - 1 - r->world % parts) / parts);
    if (spec->sampling == CR_SAMPLING_SOBOL)
        return cr_sobol_scrambled(r->design, event, (uint32_t)slot, at);
    unsigned column = (unsigned)r->job->program->slots[slot].column;
    if (r->point && column < r->dimensions)
        return cr_quasi_shift(r->point[column], r->design, event);
    if (r->drawn)
        return r->drawn[r->job->program->slots[slot].column];
    return cr_uniform(spec->luck.seed, r->world, event, CR_DOMAIN_WORLD, 0);
}

static double uniform(const struct replay *r, int slot)
{
    int k = r->job->program->slots[slot].correlated;
    return k >= 0 && r->correlated ? r->correlated[k] : plain_uniform(r, slot);
}

/* What a world's numbers are drawn from. */
static void prepare_world(struct replay *r, struct cr_arena *arena)
{
    const struct cr_program *p = r->job->program;
    enum cr_sampling sampling = r->job->worlds.sampling;
    if (cr_sampling_is_quasi(sampling)) {
        r->dimensions = cr_quasi_dimensions(cr_sampling_quasi(sampling), (unsigned)p->n_uncertain);
        r->point = CR_NEW(arena, double, r->dimensions);
        if (r->dimensions > 0)
            cr_quasi_points(cr_sampling_quasi(sampling), r->dimensions,
                r->world / parts_of(&r->job->worlds), 1, r->point);
    }
    const struct cr_luck *luck = &r->job->worlds.luck;
    struct cr_luck apart = cr_luck_apart(luck, r->world % parts_of(&r->job->worlds));
    r->design = cr_luck_design(&apart, arena);
    r->lenses = cr_luck_design(luck, arena);
    if (!cr_luck_addressed(luck)) {
        r->drawn = CR_NEW(arena, double, p->n_uncertain);
        cr_luck_worlds(luck, r->world, 1, (size_t)p->n_uncertain, r->drawn, arena);
    }
    if (!p->copula)
        return;
    r->correlated = CR_NEW(arena, double, p->n_copula);
    for (int k = 0; k < p->n_copula; k++)
        r->correlated[k] = plain_uniform(r, p->copula_slots[k]);
    cr_copula_apply(p->copula, r->correlated);
}

/* The lens whose stretch of [0, 1) holds the middle of the world's cell, cells being shuffled; -1
 * without a pool. */
static int draw_lens(const struct replay *r)
{
    const struct cr_program *p = r->job->program;
    int n = p->pool_weights ? (int)p->setup->n_lenses : 0;
    uint64_t worlds = r->job->worlds.worlds < CR_LHS_MOST ? r->job->worlds.worlds : CR_LHS_MOST;
    double cell =
        (double)cr_lhs_cell(r->lenses, cr_event("the lens of a world"), r->world % worlds, worlds);
    double below = 0, u = (cell + 0.5) / (double)worlds;
    for (int k = 0; k < n; k++) {
        below += p->pool_weights[k];
        if (u < below)
            return k;
    }
    return n - 1;
}

static double draw_number(void *of, int slot, const struct cr_slot_value *value)
{
    double u = uniform(of, slot), x = 0;
    for (int k = 0; k < value->n_laws; k++)
        x += value->laws[k].factor * cr_dist_draw(value->laws[k].dist, u);
    return x;
}

/* Normalised gammas with shapes kappa p; in logarithms, for where a shape is far below 1 the gamma
 * itself underflows. */
static void draw_shares(void *of, int first, double kappa, double *x)
{
    const struct replay *r = of;
    const struct cr_slot *s = &r->job->program->slots[first];
    double top = -INFINITY, total = 0;
    for (int k = 0; k < s->n_shares; k++) {
        double shape = kappa * s[k].cases, u = uniform(r, first + k);
        if (s[k].table && cr_quantile_table_law(s[k].table).a == shape)
            cr_quantile_table_logs(s[k].table, &u, &x[k], 1);
        else
            x[k] = shape > 0 ? cr_log_gamma_quantile(shape, u) : -INFINITY;
        top = fmax(top, x[k]);
    }
    for (int k = 0; k < s->n_shares; k++) {
        x[k] = isinf(x[k]) ? 0 : cr_exp(x[k] - top);
        total += x[k];
    }
    for (int k = 0; k < s->n_shares; k++)
        x[k] *= s->whole / total;
}

/* ---- The run's ---- */

static double draw_uniform(struct replay *r, uint32_t event, enum cr_domain domain, uint32_t visit)
{
    if (!r->job->draws)
        return cr_uniform(r->job->luck.seed, r->run, event, domain, visit);
    assert(r->used < r->n_draws);
    return r->draws[r->used++];
}

static double draw_effect(void *of, const struct cr_number *n, uint32_t visit)
{
    return cr_dist_draw(n->dist, draw_uniform(of, n->event, CR_DOMAIN_EFFECT, visit));
}

static int pick_branch(struct replay *r)
{
    const double *p = r->path->p;
    int b = cr_path_insisted(r->path);
    if (b >= 0)
        return b;
    const struct cr_point *point = &r->job->program->points[r->path->point];
    uint32_t visit = (uint32_t)r->path->visits[r->path->point] - 1;
    double u = draw_uniform(r, point->event, CR_DOMAIN_BRANCH, visit);
    double below = p[0];
    for (b = 0; u >= below && b + 1 < point->n_branches; b++)
        below += p[b + 1];
    while (b > 0 && p[b] == 0) /* u beyond a total that rounding left a little below 1 */
        b--;
    return b;
}

struct steps {
    struct cr_step *at;
    size_t n, cap;
};

static enum cr_status play(struct replay *r, struct cr_arena *arena, struct steps *steps)
{
    struct cr_path_state *path = r->path;
    size_t size = (size_t)path->program->n_states * sizeof *path->state;
    while (path->point >= 0) {
        if (cr_path_shares(path) != CR_OK)
            return CR_INPUT;
        int b = pick_branch(r);
        struct cr_step step = {
            path->point, b, CR_NEW(arena, double, path->program->n_states), path->p[b]};
        if (cr_path_play_branch(path, b) != CR_OK)
            return CR_INPUT;
        memcpy(step.state, path->state, size);
        cr_vec_push(arena, steps, step);
    }
    return cr_path_end(path);
}

enum cr_status cr_replay_run(struct cr_arena *arena, const struct cr_replay_job *job, uint64_t run,
    struct cr_path *path, struct cr_fault *fault)
{
    struct replay r = {.job = job, .run = run, .world = run % job->worlds.worlds};
    struct cr_path_luck luck = {&r, draw_number, draw_shares, draw_effect};
    struct steps steps = {0};
    if (job->draws && job->draws(job->script, run, &r.draws, &r.n_draws, fault) != CR_OK)
        return CR_INPUT;
    r.path = cr_path_new(arena, job->program, job->policy, luck, fault);
    prepare_world(&r, arena);
    enum cr_status status = cr_path_world(r.path, draw_lens(&r));
    if (status == CR_OK)
        status = cr_path_begin(r.path);
    if (status == CR_OK)
        status = play(&r, arena, &steps);
    *path = (struct cr_path){job->luck, steps.at, steps.n, status == CR_OK ? r.path->outcome : -1,
        r.path->slots, r.path->state, r.path->payoffs, r.path->measures, r.path->weight};
    if (status != CR_OK) {
        fault->run = run;
        fault->world = r.world;
    }
    return status;
}
