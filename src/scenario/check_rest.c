/* In how many worlds the siblings of `rest` leave less than nothing.
 *
 * The siblings' probabilities are drawn in trial worlds and added up; the warning gives the share
 * of worlds in which the sum is above 1. The draws have a seed of their own, so the answer is the
 * same each time. */
#include "scenario/reader.h"

#include "luck/stream.h"

#include <math.h>

#define CR_TRIAL_WORLDS 1000
#define CR_TRIAL_DRAWS 2000000 /* in one file; more would make a check slow */

struct trial {
    struct cr_reader *r;
    size_t draws;       /* still allowed */
    double *parameters; /* world by world, made when first needed; correlations left out */
};

static void find_path(void *context, const struct cr_expr *e)
{
    int *found = context;

    *found |= e->op == CR_OP_TOOK || e->op == CR_OP_VISITS || e->op == CR_OP_STAGE ||
              (e->op == CR_OP_NAME && e->kind != CR_NAME_PARAMETER);
}

/* Whether the weights of a node depend on nothing but the world. */
static bool is_worldly(const struct cr_node *node)
{
    int path = 0;

    for (size_t b = 0; b < node->n_branches; b++)
        if (node->branches[b].weight.value.kind == CR_VALUE_EXPR)
            cr_expr_each(node->branches[b].weight.value.expr, find_path, &path);
    return !path;
}

/* A cheap look first: at their 99.9th percentiles, do the weights exceed 1 together? */
static bool may_exceed(const struct cr_node *node)
{
    double sum = 0;
    size_t n = 0, uncertain = 0, rest = 0;

    for (size_t b = 0; b < node->n_branches; b++) {
        const struct cr_value *value = &node->branches[b].weight.value;
        rest += node->branches[b].weight.form == CR_WEIGHT_REST;
        if (value->kind == CR_VALUE_NUMBER)
            sum += value->number;
        else if (value->kind == CR_VALUE_DIST)
            sum += cr_dist_quantile(value->dist, 0.999);
        else if (value->kind == CR_VALUE_EXPR)
            sum += 1;
        uncertain += value->kind == CR_VALUE_DIST || value->kind == CR_VALUE_EXPR;
        n +=
            value->kind != CR_VALUE_NONE && !(value->kind == CR_VALUE_NUMBER && value->number <= 0);
    }
    return rest > 0 && uncertain > 0 && n > 1 && sum > 1;
}

static double draw(const struct cr_dist *dist, const char *name, size_t world)
{
    return cr_dist_quantile(dist, cr_uniform(1, world, cr_event(name), CR_DOMAIN_WORLD, 0));
}

static void draw_parameters(struct trial *t)
{
    const struct cr_scenario *s = t->r->names;
    struct cr_expr_fault fault;
    size_t n = s->n_parameters;

    t->parameters = CR_NEW(t->r->arena, double, n *CR_TRIAL_WORLDS);
    for (size_t k = 0; k < n * CR_TRIAL_WORLDS; k++) {
        size_t world = k / n;
        double *row = &t->parameters[world * n];
        int i = s->parameter_order[k % n];
        const struct cr_value *value = &s->parameters[i].value;
        struct cr_expr_env env = {.parameters = row};
        row[i] = value->number;
        if (value->kind == CR_VALUE_DIST)
            row[i] = draw(value->dist, s->parameters[i].id, world);
        else if (value->kind == CR_VALUE_EXPR &&
                 cr_expr_eval(value->expr, &env, &row[i], &fault) != CR_OK)
            row[i] = NAN;
    }
}

/* The sum of a node's written weights in one world. */
static double sum_in_world(
    const struct trial *t, const struct cr_node *node, const char *const *names, size_t world)
{
    struct cr_expr_env env = {.parameters = &t->parameters[world * t->r->names->n_parameters]};
    struct cr_expr_fault fault;
    double sum = 0, x;

    for (size_t b = 0; b < node->n_branches; b++) {
        const struct cr_value *value = &node->branches[b].weight.value;
        x = value->number;
        if (value->kind == CR_VALUE_DIST)
            x = draw(value->dist, names[b], world);
        else if (value->kind == CR_VALUE_EXPR &&
                 cr_expr_eval(value->expr, &env, &x, &fault) != CR_OK)
            return 0; /* a fault of its own, told by the run */
        sum += value->kind == CR_VALUE_NONE ? 0 : x;
    }
    return sum;
}

/* "55% to 80% and 20% to 45%": where the written weights end, and what that comes to. */
static const char *way_out(struct cr_reader *r, const struct cr_node *node)
{
    struct cr_buf sum;
    double total = 0;
    size_t n = 0;

    cr_buf_init(&sum, r->arena);
    for (size_t b = 0; b < node->n_branches; b++) {
        const struct cr_value *value = &node->branches[b].weight.value;
        double high =
            value->kind == CR_VALUE_DIST ? cr_dist_quantile(value->dist, 0.95) : value->number;
        if (value->kind == CR_VALUE_NONE)
            continue;
        if (value->kind == CR_VALUE_EXPR || ++n > 6)
            return "there 'rest' is 0 and the others are normalised; if that is not meant, lower "
                   "them until they leave room, or write 'rest' for one of them";
        total += high;
        cr_buf_printf(&sum, "%s%.4g%%", n > 1 ? " + " : "", 100 * high);
    }
    return cr_hint(r->diags,
        "there 'rest' is 0 and the others are normalised; if that is not meant, write 'rest' for "
        "one of them, or ranges whose upper ends total at most 100%% (now %s = %.4g%%)",
        sum.s, 100 * total);
}

static void try_node(struct trial *t, int at)
{
    const struct cr_scenario *s = t->r->names;
    const struct cr_node *node = &s->nodes[at];
    const char **names = CR_NEW(t->r->arena, const char *, node->n_branches);
    size_t exceeded = 0;

    if (!t->parameters)
        draw_parameters(t);
    for (size_t b = 0; b < node->n_branches; b++)
        names[b] = cr_scenario_branch_name(t->r->arena, s, at, (int)b);
    for (size_t world = 0; world < CR_TRIAL_WORLDS; world++)
        exceeded += sum_in_world(t, node, names, world) > 1 + 1e-9;
    if (exceeded > 0)
        cr_diag(t->r->diags, CR_W_REST_SQUEEZED, node->place, way_out(t->r, node),
            "the probabilities of node '%s' exceed 100%% in %.1f%% of worlds", node->id,
            (double)exceeded * 100 / CR_TRIAL_WORLDS);
}

void cr_check_rest(struct cr_reader *r)
{
    const struct cr_scenario *s = r->names;
    struct trial t = {.r = r, .draws = CR_TRIAL_DRAWS};

    if (!cr_is_faultless(r) || s->n_parameters > CR_TRIAL_DRAWS / CR_TRIAL_WORLDS)
        return;
    for (size_t i = 0; i < s->n_nodes; i++) {
        const struct cr_node *node = &s->nodes[i];
        size_t cost = node->n_branches * CR_TRIAL_WORLDS;
        if (node->kind == CR_RULE || node->mode != CR_MODE_PROBABILITY || !may_exceed(node) ||
            !is_worldly(node))
            continue;
        if (cost > t.draws)
            return;
        t.draws -= cost;
        try_node(&t, (int)i);
    }
}
