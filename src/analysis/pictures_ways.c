/* One run for each of several ways to see or to play it: through every lens, or with every option
 * of a decision, all on the same luck. */
#include "analysis/pictures_inside.h"

#include "engine/engine.h"
#include "program/compile.h"
#include "program/fault.h"
#include "stats/quantile.h"

#include <math.h>
#include <string.h>

enum { CURVE = 201 }; /* points of a curve of risk */

static enum cr_status run_way(struct cr_arena *arena, const struct cr_picture_ask *ask,
    const struct cr_setup *setup, const struct cr_run_options *o, struct cr_way *way,
    struct cr_fault *fault)
{
    const struct cr_program *program = cr_program_build(arena, ask->scenario, setup, ask->diags);
    return program ? cr_engine_run(arena, program, o, &way->run, fault) : CR_INPUT;
}

static struct cr_setup *copy_setup(struct cr_arena *arena, const struct cr_setup *setup)
{
    struct cr_setup *copy = CR_NEW(arena, struct cr_setup, 1);
    *copy = *setup;
    return copy;
}

/* The file as written, every lens for itself, and the pool. */
static enum cr_status run_lenses(struct cr_arena *arena, const struct cr_picture_ask *ask,
    const struct cr_run_options *o, struct cr_ways *ways, struct cr_fault *fault)
{
    const struct cr_scenario *s = ask->scenario;
    enum cr_status status = CR_OK;
    ways->node = -1;
    ways->at = CR_NEW(arena, struct cr_way, s->n_lenses + 1);
    for (size_t i = 0; i <= s->n_lenses && !status; i++) {
        struct cr_setup *setup = copy_setup(arena, ask->setup);
        struct cr_setup_lens *lens = CR_NEW(arena, struct cr_setup_lens, 1);
        struct cr_way *way = &ways->at[ways->n++];
        *lens = (struct cr_setup_lens){(int)i - 1, 1};
        setup->lenses = lens;
        setup->n_lenses = i > 0;
        setup->pool = false;
        way->id = i ? s->lenses[i - 1].id : "as_written";
        way->label = i ? s->lenses[i - 1].label : "As written";
        status = run_way(arena, ask, setup, o, way, fault);
    }
    return status;
}

enum cr_status cr_picture_lenses(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_picture_ask *ask, const struct cr_run_options *o, struct cr_picture *picture,
    struct cr_fault *fault)
{
    struct cr_run_options lean = *o;
    (void)program;
    if (ask->setup->n_lenses)
        return cr_picture_refuse(fault, "the picture 'lenses' shows all of them; leave --lens out");
    lean.lean = true;
    return run_lenses(arena, ask, &lean, &picture->ways, fault);
}

/* ------------------------------------------------------------------ risk */

/* Who decides first, and where; else the first with a payoff, nowhere. */
static void find_decider(const struct cr_program *p, const char *target, struct cr_ways *ways)
{
    const struct cr_scenario *s = p->scenario;
    int order = 0, wanted = target ? cr_map_find(s->actor_map, target) : -1;
    ways->actor = wanted >= 0 ? wanted : cr_first_decider(p);
    ways->node = -1;
    for (int n = 0; n < p->n_points; n++) {
        const struct cr_point *point = &p->points[n];
        if (point->kind != CR_DECISION || point->actor != ways->actor || point->n_branches < 2 ||
            point->forced >= 0 || point->evidence)
            continue;
        if (ways->node < 0 || point->order < order) {
            ways->node = n;
            order = point->order;
        }
    }
    for (size_t i = 0; i < s->n_actors && ways->actor < 0; i++)
        ways->actor = s->actors[i].has_payoff ? (int)i : -1;
}

static enum cr_status run_options(struct cr_arena *arena, const struct cr_picture_ask *ask,
    const struct cr_run_options *o, struct cr_ways *ways, struct cr_fault *fault)
{
    const struct cr_scenario *s = ask->scenario;
    const struct cr_node *node = &s->nodes[ways->node];
    enum cr_status status = CR_OK;
    ways->at = CR_NEW(arena, struct cr_way, node->n_branches);
    for (size_t b = 0; b < node->n_branches && !status; b++) {
        struct cr_setup *setup = copy_setup(arena, ask->setup);
        struct cr_choose *at = CR_NEW(arena, struct cr_choose, s->n_nodes);
        struct cr_way *way = &ways->at[ways->n++];
        if (setup->choose_at)
            memcpy(at, setup->choose_at, s->n_nodes * sizeof *at);
        at[ways->node] = (struct cr_choose){CR_CHOOSE_OPTION, 0, (int)b};
        setup->choose_at = at;
        way->id = node->branches[b].name;
        way->label = node->branches[b].label;
        status = run_way(arena, ask, setup, o, way, fault);
        if (status == CR_INPUT && fault->set) { /* not open in some future: no curve of it */
            *fault = (struct cr_fault){0};
            ways->n--;
            status = CR_OK;
        }
    }
    return status;
}

/* The last of n rising numbers that is not above v; 0 if all are. */
static size_t last_up_to(const double *x, size_t n, double v)
{
    size_t low = 0, high = n;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (x[middle] <= v)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* P(payoff >= x), exact in the sample, at the least and the largest payoff and at those where
 * evenly spaced probabilities are reached. */
static void fill_curve(struct cr_arena *arena, const struct cr_sample *sample, struct cr_way *way)
{
    double levels[CURVE], x[CURVE], weight[CURVE] = {0}, above = 0;
    for (int i = 0; i < CURVE; i++)
        levels[i] = (double)i / (CURVE - 1);
    way->x = CR_NEW(arena, double, CURVE);
    way->p = CR_NEW(arena, double, CURVE);
    if (!sample->n)
        return;
    cr_quantiles(arena, sample->values, sample->weights, sample->n, levels, CURVE, x);
    for (int i = 0; i < CURVE; i++)
        if (!i || x[i] > way->x[way->n - 1])
            way->x[way->n++] = x[i];
    for (size_t i = 0; i < sample->n; i++) /* into the step that ends at the next larger x */
        weight[last_up_to(way->x, way->n, sample->values[i])] +=
            sample->weights ? sample->weights[i] : 1;
    for (size_t i = way->n; i-- > 0;) {
        above += weight[i];
        way->p[i] = above;
    }
    for (size_t i = 0; i < way->n; i++)
        way->p[i] /= above;
}

enum cr_status cr_picture_risk(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_picture_ask *ask, const struct cr_run_options *options,
    struct cr_picture *picture, struct cr_fault *fault)
{
    struct cr_ways *ways = &picture->ways;
    struct cr_run_options o = *options;
    o.clusters = true;
    o.spec.engine = CR_ENGINE_WALK;
    if (ask->target && cr_map_find(ask->scenario->actor_map, ask->target) < 0)
        return cr_picture_refuse(fault, "the target of the picture 'risk' is an actor");
    find_decider(program, ask->target, ways);
    if (ways->actor < 0 || !ask->scenario->actors[ways->actor].has_payoff)
        return cr_picture_refuse(fault, "the picture 'risk' needs an actor with a payoff");
    enum cr_status status = ways->node >= 0 ? run_options(arena, ask, &o, ways, fault)
                                            : run_lenses(arena, ask, &o, ways, fault);
    for (size_t i = 0; i < ways->n && !status; i++)
        fill_curve(arena, &ways->at[i].run.payoff_samples[ways->actor], &ways->at[i]);
    return status;
}
