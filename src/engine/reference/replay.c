/* The walk's luck, looked up one number at a time by the addresses that the walk uses: a world, a
 * branch, a drawn effect. With the path of reference/path.c this is any run of a walk again, bit
 * for bit. */
#include "engine/reference/replay.h"

#include "base/fmath.h"
#include "engine/reference/path.h"
#include "random/copula.h"
#include "random/quantile.h"
#include "luck/sobol.h"
#include "luck/stream.h"
#include "random/table.h"

#include <math.h>
#include <string.h>

/* One world being worked out, slot by slot. */
struct world {
    const struct cr_program *program;
    const struct cr_world_spec *spec;
    uint64_t number;
    double *out, *correlated; /* [n_slots]; [n_copula] uniforms, or NULL */
    uint64_t design;          /* the key of stratified points */
    double *drawn;            /* [n_uncertain + 1] of a sequence, or NULL: by address */
    int lens;                 /* -1 without a pool */
    struct cr_fault *fault;
};

static double plain_uniform(const struct world *w, int slot)
{
    const struct cr_world_spec *spec = w->spec;
    uint32_t event = w->program->slots[slot].event;
    if (spec->sampling == CR_SAMPLING_LHS)
        return cr_lhs(w->design, event, w->number, spec->worlds);
    if (spec->sampling == CR_SAMPLING_SOBOL)
        return cr_sobol_scrambled(w->design, event, (uint32_t)slot, w->number);
    if (w->drawn)
        return w->drawn[w->program->slots[slot].column];
    return cr_uniform(spec->luck.seed, w->number, event, CR_DOMAIN_WORLD, 0);
}

static double uniform(const struct world *w, int slot)
{
    int k = w->program->slots[slot].correlated;
    return k >= 0 && w->correlated ? w->correlated[k] : plain_uniform(w, slot);
}

static double *correlate(const struct world *w, struct cr_arena *arena)
{
    const struct cr_program *p = w->program;
    if (!p->copula)
        return NULL;
    double *u = CR_NEW(arena, double, p->n_copula);
    for (int k = 0; k < p->n_copula; k++)
        u[k] = plain_uniform(w, p->copula_slots[k]);
    cr_copula_apply(p->copula, u);
    return u;
}

/* The lens whose stretch of [0, 1) holds the world's uniform. */
static int draw_lens(const struct world *w)
{
    const struct cr_program *p = w->program;
    int n = (int)p->setup->n_lenses;
    uint64_t seed = w->spec->luck.seed;
    double u = w->drawn ? w->drawn[p->n_uncertain]
                        : cr_uniform(seed, w->number, cr_event("lens"), CR_DOMAIN_LENS, 0);
    double sum = 0;
    for (int k = 0; k < n; k++) {
        sum += p->pool_weights[k];
        if (u < sum)
            return k;
    }
    return n - 1;
}

static int compute(struct world *w, int slot)
{
    const struct cr_slot *s = &w->program->slots[slot];
    const struct cr_slot_value *value =
        s->by_lens && w->lens >= 0 ? &s->by_lens[w->lens] : &s->value;
    double x = value->number;
    if (value->kind == CR_FROM_DIST)
        x = cr_dist_draw(value->dist, uniform(w, slot));
    if (value->kind == CR_FROM_CODE) {
        struct cr_expr_env env = {.parameters = w->out};
        struct cr_expr_fault why;
        if (!cr_expr_eval(value->code->expr, &env, &x, &why))
            return cr_fault_set(w->fault, CR_E_WORLD_EXPR, why.place, 0, "%s", why.text);
    }
    x += value->offset;
    w->out[slot] = x < s->low ? s->low : x > s->high ? s->high : x;
    return 1;
}

/* Dirichlet(kappa p) as normalised gammas with shapes kappa p; in logarithms, for where a shape is
 * far below 1 the gamma itself underflows. */
static int compute_shares(struct world *w, int first)
{
    const struct cr_slot *slots = w->program->slots, *s = &slots[first];
    double kappa = w->out[s->confidence], top = -INFINITY, total = 0;
    if (!(kappa > 0))
        return cr_fault_set(w->fault, CR_E_WORLD_WEIGHT, s->place, 0,
            "the confidence is %.6g here; it must be above 0", kappa);
    double *x = &w->out[first];
    for (int k = 0; k < s->n_shares; k++) {
        double shape = kappa * slots[first + k].share, u = uniform(w, first + k);
        struct cr_quantile_table *table = slots[first + k].table;
        if (table && cr_quantile_table_law(table).a == shape)
            cr_quantile_table_logs(table, &u, &x[k], 1);
        else
            x[k] = shape > 0 ? cr_log_gamma_quantile(shape, u) : -INFINITY;
        top = fmax(top, x[k]);
    }
    for (int k = 0; k < s->n_shares; k++) {
        x[k] = isinf(x[k]) ? 0 : cr_exp(x[k] - top);
        total += x[k];
    }
    for (int k = 0; k < s->n_shares; k++)
        x[k] /= total;
    return 1;
}

int cr_replay_world(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_world_spec *spec, uint64_t world, double *out, int *lens,
    struct cr_fault *fault)
{
    struct world w = {.program = program,
        .spec = spec,
        .number = world,
        .out = out,
        .design = cr_luck_design(&spec->luck, arena),
        .lens = -1,
        .fault = fault};
    if (!cr_luck_addressed(&spec->luck)) {
        size_t columns = (size_t)program->n_uncertain + (program->pool_weights != NULL);
        w.drawn = CR_NEW(arena, double, columns);
        cr_luck_worlds(&spec->luck, world, 1, columns, w.drawn, arena);
    }
    if (program->pool_weights)
        *lens = w.lens = draw_lens(&w);
    w.correlated = correlate(&w, arena);
    for (int k = 0; k < program->n_slots; k++) {
        int slot = program->slot_order[k], ok = 1;
        if (program->slots[slot].kind != CR_SLOT_SHARE)
            ok = compute(&w, slot);
        else if (program->slots[slot].first_share == slot)
            ok = compute_shares(&w, slot);
        if (!ok)
            return 0;
    }
    return 1;
}

/* ---- A run in it ---- */

struct replay {
    const struct cr_replay_job *job;
    uint64_t run;
    struct cr_path_state *path;
};

static double draw_effect(void *luck, const struct cr_number *n, uint32_t visit)
{
    const struct replay *r = luck;
    return cr_dist_draw(
        n->dist, cr_uniform(r->job->luck.seed, r->run, n->event, CR_DOMAIN_EFFECT, visit));
}

static int pick_branch(const struct replay *r)
{
    const double *p = r->path->p;
    int b = cr_path_insisted(r->path);
    if (b >= 0)
        return b;
    const struct cr_point *point = &r->job->program->points[r->path->point];
    uint32_t visit = (uint32_t)r->path->visits[r->path->point] - 1;
    double u = cr_uniform(r->job->luck.seed, r->run, point->event, CR_DOMAIN_BRANCH, visit);
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

static int play(const struct replay *r, struct cr_arena *arena, struct steps *steps)
{
    struct cr_path_state *path = r->path;
    size_t size = (size_t)path->program->n_states * sizeof *path->state;
    while (path->point >= 0) {
        if (!cr_path_shares(path))
            return 0;
        int b = pick_branch(r);
        struct cr_step step = {
            path->point, b, CR_NEW(arena, double, path->program->n_states), path->p[b]};
        if (!cr_path_take(path, b))
            return 0;
        memcpy(step.state, path->state, size);
        cr_vec_push(arena, steps, step);
    }
    return cr_path_end(path);
}

int cr_replay_run(struct cr_arena *arena, const struct cr_replay_job *job, uint64_t run,
    struct cr_path *path, struct cr_fault *fault)
{
    struct replay r = {job, run, NULL};
    struct steps steps = {0};
    uint64_t world = run % job->worlds.worlds;
    double *slots = CR_NEW(arena, double, job->program->n_slots);
    int lens = -1;
    r.path = cr_path_new(arena, job->program, job->policy, draw_effect, &r, fault);
    int ok = cr_replay_world(arena, job->program, &job->worlds, world, slots, &lens, fault) &&
             cr_path_begin(r.path, slots, lens) && play(&r, arena, &steps);
    *path = (struct cr_path){job->luck, steps.at, steps.n, ok ? r.path->outcome : -1, slots,
        r.path->state, r.path->payoffs, r.path->measures, r.path->weight};
    if (!ok) {
        fault->run = run;
        fault->world = world;
    }
    return ok;
}

/* ---- The public way in: the policy and the world of a run, then the run ---- */

enum cr_status cr_engine_replay(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *options, uint64_t run, struct cr_path *path,
    struct cr_fault *fault)
{
    uint64_t worlds = program->n_uncertain ? options->worlds : 0;
    struct cr_policy policy = {0};
    struct cr_solve_options solve = {.luck = options->luck,
        .worlds = worlds < CR_POLICY_WORLDS ? worlds : CR_POLICY_WORLDS,
        .sampling = options->sampling,
        .threads = options->threads,
        .max_positions = options->max_positions};
    enum cr_status status = cr_policy_solve(arena, program, &solve, &policy, fault);
    if (status != CR_OK)
        return status;
    bool one = !program->n_uncertain && !program->pool_weights;
    struct cr_replay_job job = {.program = program,
        .policy = &policy,
        .worlds = {options->luck, one ? 1 : options->worlds, options->sampling},
        .luck = options->luck};
    return cr_replay_run(arena, &job, run, path, fault) ? CR_OK : CR_INPUT;
}
