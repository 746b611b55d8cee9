/* What there is a picture of, the classes, and the ways: runs through every lens or option. */
#include "analysis/pictures.h"

#include "engine/engine.h"
#include "program/compile.h"
#include "program/fault.h"
#include "stats/quantile.h"

#include <math.h>
#include <string.h>

enum { CURVE = 201 }; /* points of a curve of risk */

enum cr_status cr_picture_refuse(struct cr_fault *fault, const char *text)
{
    cr_fault_set(fault, CR_E_ENGINE, CR_NOWHERE, 0, "%s", text);
    return CR_USAGE;
}

static bool any_payoff(const struct cr_scenario *s)
{
    for (size_t i = 0; i < s->n_actors; i++)
        if (s->actors[i].has_payoff)
            return true;
    return false;
}

const char *cr_picture_lacks(const struct cr_scenario *s, enum cr_picture_kind kind)
{
    switch (kind) {
    case CR_PICTURE_PHASE:
        return s->n_measures + s->n_states < 2 ? "it needs two measures or state variables" : NULL;
    case CR_PICTURE_LENSES:
        return !s->n_lenses ? "it needs lenses" : NULL;
    case CR_PICTURE_RISK:
        return !any_payoff(s) ? "it needs an actor with a payoff" : NULL;
    case CR_PICTURE_FLOW:
    case CR_PICTURE_FAN:
        return !s->n_stages || !s->n_states ? "it needs stages and a state variable" : NULL;
    case CR_PICTURE_NONE:
    case CR_PICTURE_CONVERGE:
        break;
    }
    return NULL;
}

/* ------------------------------------------------------------------ classes */

static bool has_tag(const struct cr_outcome *o, int tag)
{
    for (size_t i = 0; i < o->n_tags; i++)
        if (o->tags[i] == tag)
            return true;
    return false;
}

/* Takes a tag into the set if no outcome has one of the set already. */
static bool take_tag(const struct cr_scenario *s, struct cr_classes *c, int tag)
{
    bool some = false;
    for (size_t i = 0; i < s->n_outcomes; i++) {
        bool has = has_tag(&s->outcomes[i], tag);
        some = some || has;
        if (has && c->of[i] >= 0)
            return false;
    }
    if (!some || c->n == CR_CLASSES)
        return false;
    for (size_t i = 0; i < s->n_outcomes; i++)
        if (has_tag(&s->outcomes[i], tag))
            c->of[i] = c->n;
    c->at[c->n++] = (struct cr_class){-1, tag, s->tags[tag], NULL};
    return true;
}

/* Tags in file order from `first` on: do they part the outcomes? */
static bool part_by_tags(const struct cr_scenario *s, struct cr_classes *c, size_t first)
{
    c->n = 0;
    for (size_t i = 0; i < s->n_outcomes; i++)
        c->of[i] = -1;
    for (size_t t = first; t < s->n_tags; t++)
        take_tag(s, c, (int)t);
    for (size_t i = 0; i < s->n_outcomes; i++)
        if (c->of[i] < 0)
            return false;
    return c->n > 1;
}

void cr_classes_find(struct cr_arena *arena, const struct cr_scenario *s, struct cr_classes *c)
{
    *c = (struct cr_classes){.of = CR_NEW(arena, int, s->n_outcomes + 1)};
    if (s->n_outcomes > CR_CLASSES) {
        for (size_t t = 0; t < s->n_tags && !c->tags; t++)
            c->tags = part_by_tags(s, c, t);
        if (c->tags)
            return;
    }
    c->n = 0;
    for (size_t i = 0; i < s->n_outcomes; i++) {
        bool last = c->n == CR_CLASSES - 1 && s->n_outcomes > CR_CLASSES;
        c->of[i] = c->n;
        if (last)
            c->at[c->n] = (struct cr_class){-1, -1, "other", "other outcomes"};
        else
            c->at[c->n++] = (struct cr_class){(int)i, -1, s->outcomes[i].id, s->outcomes[i].label};
    }
    c->n += s->n_outcomes > CR_CLASSES;
}

/* ------------------------------------------------------------------ ways */

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
    o.engine = CR_ENGINE_WALK;
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

enum cr_status cr_picture_make(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_picture_ask *ask, const struct cr_run_options *o, struct cr_picture *picture,
    struct cr_fault *fault)
{
    typedef enum cr_status make(struct cr_arena *, const struct cr_program *,
        const struct cr_picture_ask *, const struct cr_run_options *, struct cr_picture *,
        struct cr_fault *);
    static make *const makers[] = {NULL, cr_picture_phase, cr_picture_flow, cr_picture_converge,
        cr_picture_lenses, cr_picture_risk, cr_picture_fan};
    *picture = (struct cr_picture){.kind = ask->kind,
        .luck = o->luck,
        .runs = o->runs,
        .worlds = program->n_uncertain || program->pool_weights ? o->worlds : 1,
        .engine = CR_ENGINE_WALK};
    enum cr_status status = makers[ask->kind](arena, program, ask, o, picture, fault);
    if (status == CR_OK && picture->ways.n) {
        picture->engine = picture->ways.at[0].run.engine;
        picture->worlds = picture->ways.at[0].run.worlds;
    }
    return status;
}
