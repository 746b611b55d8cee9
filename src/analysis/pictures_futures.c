/* Pictures of single futures, and of estimates as runs accumulate. */
#include "analysis/pictures_inside.h"

#include "base/fmath.h"
#include "engine/engine.h"
#include "stats/quantile.h"

#include <math.h>
#include <string.h>

enum { MARKS = 2000, LEAST_RUNS = 100, CURVES = 5, STEPS = 8 /* a tenfold of runs */ };

/* Where an aim's value stands in cr_future.end. */
static double end_of(
    const struct cr_program *p, const struct cr_future *f, const struct cr_aim *aim)
{
    int at = aim->kind == CR_AIM_PAYOFF    ? aim->item
             : aim->kind == CR_AIM_MEASURE ? p->n_actors + aim->item
                                           : p->n_actors + p->n_measures + aim->item;
    return f->end[at];
}

/* ------------------------------------------------------------------ phase */

static bool quantity(const struct cr_program *p, const char *name, struct cr_aim *aim)
{
    return cr_aim_find(p, name, aim) && aim->kind != CR_AIM_OUTCOME && aim->kind != CR_AIM_TAG;
}

static double state_at(const struct cr_program *p, const struct cr_future *f, int column, int state)
{
    return f->stages[(size_t)column * (size_t)p->n_states + (size_t)state];
}

/* The variable whose values lie farthest apart at the end, measured in its own range; not `but`. */
static int busiest(const struct cr_program *p, const struct cr_futures *f, int but)
{
    int best = but == 0 && p->n_states > 1; /* the first that may be taken */
    double most = -1;
    for (int v = 0; v < p->n_states; v++) {
        double mean = 0, square = 0, range = p->states[v].high - p->states[v].low;
        for (size_t i = 0; i < f->n; i++)
            mean += f->at[i].weight * state_at(p, &f->at[i], p->n_stages, v) / f->weight;
        for (size_t i = 0; i < f->n; i++) {
            double d = state_at(p, &f->at[i], p->n_stages, v) - mean;
            square += f->at[i].weight * d * d / f->weight;
        }
        double size = isfinite(range) ? sqrt(square) / range : sqrt(square) / (fabs(mean) + 1e-300);
        if (v != but && size > most * (1 + 1e-9)) {
            most = size;
            best = v;
        }
    }
    return best;
}

static struct cr_aim state_aim(const struct cr_program *p, int state)
{
    const struct cr_state_item *item = &p->scenario->states[state];
    return (struct cr_aim){
        CR_AIM_STATE, state, cr_targets_of(p).states + state, item->id, item->label, false};
}

static struct cr_aim measure_aim(const struct cr_program *p, int measure)
{
    const struct cr_measure *m = &p->scenario->measures[measure];
    return (struct cr_aim){
        CR_AIM_MEASURE, measure, cr_targets_of(p).measures + measure, m->id, m->label, false};
}

/* Without a word about them: the first two measures; where there are fewer, state variables whose
 * values lie far apart. */
static void default_axes(
    const struct cr_program *p, const struct cr_futures *f, struct cr_cloud *cloud)
{
    int x = p->n_measures ? -1 : busiest(p, f, -1);
    cloud->x = x < 0 ? measure_aim(p, 0) : state_aim(p, x);
    cloud->y = p->n_measures >= 2 ? measure_aim(p, 1) : state_aim(p, busiest(p, f, x));
}

static enum cr_status find_axes(struct cr_arena *arena, const struct cr_program *p,
    const char *axes, struct cr_cloud *cloud, struct cr_fault *fault)
{
    const char *comma = strchr(axes, ',');
    if (!comma)
        return cr_picture_refuse(fault, "--axes takes two names: --axes A,B");
    const char *names[] = {
        cr_arena_strndup(arena, axes, (size_t)(comma - axes)), comma + 1 + strspn(comma + 1, " ")};
    for (int i = 0; i < 2; i++)
        if (!quantity(p, names[i], i ? &cloud->y : &cloud->x)) {
            const char *text = cr_arena_printf(
                arena, "there is no measure, state variable or payoff '%s' for an axis", names[i]);
            return cr_picture_refuse(fault, text);
        }
    return CR_OK;
}

/* A sample in which every future stands for the same weight: all of them, or the futures in which
 * the running total passes the middle of each of MARKS equal parts. */
static size_t *sample_futures(struct cr_arena *arena, const struct cr_futures *f, size_t *n)
{
    size_t *chosen = CR_NEW(arena, size_t, MARKS + 1);
    double total = 0, part = f->weight / MARKS;
    *n = 0;
    for (size_t i = 0; i < f->n; i++) {
        total += f->at[i].weight;
        while (*n < MARKS && ((double)*n + 0.5) * part <= total)
            chosen[(*n)++] = i;
    }
    return chosen;
}

static void fill_points(struct cr_arena *arena, const struct cr_program *p,
    const struct cr_futures *f, struct cr_cloud *c)
{
    size_t n, *chosen = sample_futures(arena, f, &n);
    c->points = CR_NEW(arena, struct cr_cloud_point, n + 1);
    for (int k = 0; k < c->classes.n; k++)
        for (size_t i = 0; i < n; i++) {
            const struct cr_future *one = &f->at[chosen[i]];
            if (c->classes.of[one->outcome] != k)
                continue;
            c->points[c->n++] = (struct cr_cloud_point){
                end_of(p, one, &c->x), end_of(p, one, &c->y), k, one->outcome, one->run};
            c->n_of[k]++;
        }
}

static void fill_means(const struct cr_program *p, const struct cr_futures *f, struct cr_cloud *c)
{
    for (size_t i = 0; i < f->n; i++) {
        int k = c->classes.of[f->at[i].outcome];
        c->share[k] += f->at[i].weight;
        c->mean_x[k] += f->at[i].weight * end_of(p, &f->at[i], &c->x);
        c->mean_y[k] += f->at[i].weight * end_of(p, &f->at[i], &c->y);
    }
    for (int k = 0; k < c->classes.n; k++) {
        c->mean_x[k] /= c->share[k];
        c->mean_y[k] /= c->share[k];
        c->share[k] /= f->weight;
    }
}

enum cr_status cr_picture_phase(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_picture_ask *ask, const struct cr_run_options *options,
    struct cr_picture *picture, struct cr_fault *fault)
{
    struct cr_futures futures;
    struct cr_cloud *cloud = &picture->cloud;
    enum cr_status status = ask->axes ? find_axes(arena, program, ask->axes, cloud, fault) : CR_OK;
    if (status == CR_OK)
        status = cr_engine_futures(arena, program, options, &futures, fault);
    if (status == CR_OK && !futures.n)
        status = cr_picture_refuse(fault, "no future that was played agrees with the evidence");
    if (status != CR_OK)
        return status;
    if (!ask->axes)
        default_axes(program, &futures, cloud);
    cr_classes_find(arena, program->scenario, &cloud->classes);
    fill_points(arena, program, &futures, cloud);
    fill_means(program, &futures, cloud);
    return CR_OK;
}

/* ------------------------------------------------------------------ flow */

/* The largest power of 10 below a width. */
static double unit_of(double width)
{
    double unit = 1e-300;
    while (unit * 10 < width)
        unit *= 10;
    return unit;
}

/* Round numbers for the edges, as round as keeps them apart and near the thirds. */
static void round_edges(double *edges, double width)
{
    static const double parts[] = {1, 0.5, 0.2, 0.1};
    double unit = unit_of(width), apart = edges[1] - edges[0];
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        double step = unit * parts[i], a = floor(edges[0] / step + 0.5) * step,
               b = floor(edges[1] / step + 0.5) * step;
        if (b > a && b - a < 2 * apart) {
            edges[0] = a;
            edges[1] = b;
            return;
        }
    }
}

/* Edges at the thirds of all values, so that no band is empty by design. */
static void find_edges(struct cr_arena *arena, const struct cr_program *p,
    const struct cr_futures *f, struct cr_flow *flow)
{
    static const double levels[] = {0.05, 1. / 3, 2. / 3, 0.95};
    size_t columns = (size_t)flow->n_columns, n = 0;
    double *values = CR_NEW(arena, double, f->n *columns),
           *weights = CR_NEW(arena, double, f->n *columns), q[4];
    for (size_t i = 0; i < f->n; i++)
        for (int c = 0; c < flow->n_columns; c++, n++) {
            values[n] = state_at(p, &f->at[i], c, flow->state.item);
            weights[n] = f->at[i].weight;
        }
    cr_quantiles(arena, values, weights, n, levels, 4, q);
    flow->edges[0] = q[1];
    flow->edges[1] = q[2];
    if (q[3] > q[0])
        round_edges(flow->edges, (q[3] - q[0]) / 3);
}

static int band_of(const struct cr_flow *flow, double x)
{
    return (x >= flow->edges[0]) + (x >= flow->edges[1]);
}

static void fill_flow(struct cr_arena *arena, const struct cr_program *p,
    const struct cr_futures *f, struct cr_flow *flow)
{
    flow->share = CR_NEW(arena, double, flow->n_columns *CR_BANDS);
    flow->move = CR_NEW(arena, double, flow->n_columns *CR_BANDS *CR_BANDS);
    for (size_t i = 0; i < f->n; i++)
        for (int c = 0, from = 0; c < flow->n_columns; c++) {
            int band = band_of(flow, state_at(p, &f->at[i], c, flow->state.item));
            double w = f->at[i].weight / f->weight;
            flow->share[c * CR_BANDS + band] += w;
            if (c)
                flow->move[((c - 1) * CR_BANDS + from) * CR_BANDS + band] += w;
            from = band;
        }
}

enum cr_status cr_picture_flow(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_picture_ask *ask, const struct cr_run_options *options,
    struct cr_picture *picture, struct cr_fault *fault)
{
    const struct cr_scenario *s = program->scenario;
    struct cr_futures futures;
    struct cr_flow *flow = &picture->flow;
    int state = ask->target ? cr_map_find(s->state_map, ask->target) : -1;
    if (ask->target && state < 0)
        return cr_picture_refuse(fault, "the target of the picture 'flow' is a state variable");
    enum cr_status status = cr_engine_futures(arena, program, options, &futures, fault);
    if (status == CR_OK && !futures.n)
        status = cr_picture_refuse(fault, "no future that was played agrees with the evidence");
    if (status != CR_OK)
        return status;
    state = state >= 0 ? state : busiest(program, &futures, -1);
    flow->state =
        (struct cr_aim){CR_AIM_STATE, state, 0, s->states[state].id, s->states[state].label, false};
    flow->n_columns = program->n_stages + 1;
    find_edges(arena, program, &futures, flow);
    fill_flow(arena, program, &futures, flow);
    return CR_OK;
}

/* ------------------------------------------------------------------ converge */

static bool find_outcomes(struct cr_arena *arena, const struct cr_scenario *s, const char *target,
    const struct cr_run_result *run, struct cr_converge *c)
{
    int one = target ? cr_map_find(s->outcome_map, target) : -1;
    c->outcomes = CR_NEW(arena, int, s->n_outcomes + 1);
    if (one >= 0)
        c->outcomes[c->n++] = one;
    for (int i = 0; i < (int)s->n_outcomes && !target; i++) {
        int k = c->n++;
        for (; k && run->outcomes[c->outcomes[k - 1]].share < run->outcomes[i].share; k--)
            c->outcomes[k] = c->outcomes[k - 1];
        c->outcomes[k] = i;
    }
    c->n = c->n > CURVES ? CURVES : c->n;
    return c->n > 0;
}

/* Steps of the same factor, from LEAST_RUNS to all. */
static void find_steps(struct cr_arena *arena, uint64_t runs, struct cr_converge *c)
{
    double at = LEAST_RUNS;
    c->runs = CR_NEW(arena, uint64_t, 20 * STEPS);
    for (; at < (double)runs * 0.999 && c->n_steps < 20 * STEPS - 1; at *= 1.3335214321633240)
        c->runs[c->n_steps++] = (uint64_t)(at + 0.5);
    c->runs[c->n_steps++] = runs;
}

/* The exact value, where an evaluator knows it; silent where none does. */
static void find_exact(struct cr_arena *arena, const struct cr_program *p,
    const struct cr_run_options *options, struct cr_converge *c)
{
    struct cr_run_options o = *options;
    struct cr_run_result run;
    struct cr_fault fault = {0};
    bool certain = p->n_uncertain == 0 && !p->pool_weights;
    o.spec.engine =
        certain ? CR_ENGINE_EXACT : CR_ENGINE_ROLLBACK; /* AUTO would play another walk */
    o.spec.max_positions = o.spec.max_positions ? o.spec.max_positions : 100000;
    c->exact = CR_NEW(arena, double, c->n);
    enum cr_status status =
        p->random_effects ? CR_USAGE : cr_engine_run(arena, p, &o, &run, &fault);
    for (int i = 0; i < c->n; i++)
        c->exact[i] = status == CR_OK ? run.outcomes[c->outcomes[i]].share : NAN;
    c->exact_engine = status == CR_OK ? run.engine : CR_ENGINE_WALK;
}

enum cr_status cr_picture_converge(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_picture_ask *ask, const struct cr_run_options *options,
    struct cr_picture *picture, struct cr_fault *fault)
{
    struct cr_converge *c = &picture->converge;
    struct cr_run_options o = *options;
    struct cr_run_result run;
    o.spec.engine = CR_ENGINE_WALK;
    o.lean = true;
    enum cr_status status = cr_engine_run(arena, program, &o, &run, fault);
    if (status != CR_OK)
        return status;
    if (!find_outcomes(arena, program->scenario, ask->target, &run, c))
        return cr_picture_refuse(fault, "the target of the picture 'converge' is an outcome");
    find_steps(arena, options->spec.runs, c);
    c->share = CR_NEW(arena, double, (size_t)c->n * c->n_steps);
    c->se = CR_NEW(arena, double, (size_t)c->n * c->n_steps);
    for (size_t k = 0; k < c->n_steps && status == CR_OK; k++) {
        o.spec.runs = c->runs[k];
        o.spec.worlds = options->spec.worlds < o.spec.runs ? options->spec.worlds : o.spec.runs;
        status = cr_engine_run(arena, program, &o, &run, fault);
        for (int i = 0; i < c->n && status == CR_OK; i++) {
            c->share[(size_t)i * c->n_steps + k] = run.outcomes[c->outcomes[i]].share;
            c->se[(size_t)i * c->n_steps + k] = run.outcomes[c->outcomes[i]].se;
        }
    }
    find_exact(arena, program, options, c);
    return status;
}
