#include "naive.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct effect {
    int state;
    double amount;
    model_expression *formula; /* or NULL */
};

struct branch {
    struct node *next; /* NULL: */
    int outcome;
    double weight;
    model_expression *formula; /* or NULL */
    int n_effects;
    struct effect effects[MODEL_EFFECTS];
};

struct node {
    gsl_ran_discrete_t *table; /* NULL: the weights are not constant */
    struct branch *branches;
    int n;
};

struct naive {
    gsl_rng *rng;
    const struct model *model;
    struct node nodes[MODEL_NODES];
    struct branch branches[MODEL_BRANCHES];
    double parameters[MODEL_PARAMETERS];
    double *kept; /* [column * rows + row], or NULL */
    uint64_t rows, n_kept;
    int columns;
};

/* ---- Making it ---- */

static void fill_branch(struct naive *n, const struct model_branch *from, struct branch *to)
{
    to->next = from->next >= 0 ? &n->nodes[from->next] : NULL;
    to->outcome = -1 - from->next;
    to->weight = from->weight;
    to->formula = from->formula >= 0 ? model_formulas[from->formula].native : NULL;
    to->n_effects = from->n_effects;
    for (int i = 0; i < from->n_effects; i++) {
        const struct model_effect *e = &from->effects[i];
        to->effects[i] = (struct effect){
            e->state, e->amount, e->formula >= 0 ? model_formulas[e->formula].native : NULL};
    }
}

static void fill_node(struct naive *n, int k)
{
    const struct model_node *from = &n->model->nodes[k];
    struct node *to = &n->nodes[k];
    double weights[8];
    bool constant = true;
    to->n = from->n;
    to->branches = &n->branches[from->first];
    for (int i = 0; i < from->n; i++) {
        const struct model_branch *b = &n->model->branches[from->first + i];
        fill_branch(n, b, &to->branches[i]);
        constant &= b->formula < 0;
        weights[i] = b->weight;
    }
    if (constant)
        to->table = gsl_ran_discrete_preproc((size_t)from->n, weights);
}

struct naive *naive_new(const struct model *model, unsigned long seed)
{
    struct naive *n = calloc(1, sizeof *n);
    if (!n)
        return NULL;
    n->model = model;
    n->rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(n->rng, seed);
    for (int k = 0; k < model->n_nodes; k++)
        fill_node(n, k);
    return n;
}

void naive_free(struct naive *n)
{
    if (!n)
        return;
    for (int k = 0; k < n->model->n_nodes; k++) {
        if (n->nodes[k].table)
            gsl_ran_discrete_free(n->nodes[k].table);
    }
    gsl_rng_free(n->rng);
    free(n->kept);
    free(n);
}

/* ---- Quantiles ---- */

int naive_keep(struct naive *n, uint64_t rows, int columns)
{
    free(n->kept);
    n->kept = calloc(rows * (uint64_t)columns, sizeof *n->kept);
    n->rows = n->kept ? rows : 0;
    n->columns = columns;
    n->n_kept = 0;
    return n->kept != NULL;
}

static void keep(struct naive *n, const double *values)
{
    if (n->n_kept == n->rows)
        return;
    for (int c = 0; c < n->columns; c++)
        n->kept[(uint64_t)c * n->rows + n->n_kept] = values[c];
    n->n_kept++;
}

double naive_summarise(struct naive *n)
{
    static const double levels[] = {0.05, 0.25, 0.5, 0.75, 0.95};
    double all = 0;
    for (int c = 0; c < n->columns; c++) {
        double *x = &n->kept[(uint64_t)c * n->rows], mean = gsl_stats_mean(x, 1, n->n_kept);
        all += mean + gsl_stats_sd_m(x, 1, n->n_kept, mean);
        gsl_sort(x, 1, n->n_kept);
        for (int i = 0; i < 5; i++)
            all += gsl_stats_quantile_from_sorted_data(x, 1, n->n_kept, levels[i]);
    }
    n->n_kept = 0;
    return all;
}

/* ---- The constant tree ---- */

void naive_constant(struct naive *n, uint64_t runs, struct naive_totals *totals)
{
    int n_states = n->model->n_states;
    for (uint64_t r = 0; r < runs; r++) {
        double state[MODEL_STATES];
        const struct node *node = n->nodes;
        const struct branch *b = NULL;
        memcpy(state, n->model->start, (size_t)n_states * sizeof *state);
        while (node) {
            b = &node->branches[gsl_ran_discrete(n->rng, node->table)];
            for (int i = 0; i < b->n_effects; i++)
                state[b->effects[i].state] += b->effects[i].amount;
            node = b->next;
        }
        totals->outcomes[b->outcome]++;
        for (int i = 0; i < n_states; i++)
            totals->states[i] += state[i];
        if (n->kept)
            keep(n, state);
    }
    totals->runs += (double)runs;
}

/* ---- The uncertain tree ---- */

static void draw_parameters(struct naive *n)
{
    for (int i = 0; i < n->model->n_parameters; i++) {
        const struct model_parameter *p = &n->model->parameters[i];
        double *x = &n->parameters[i];
        switch (p->law) {
        case MODEL_P_NORMAL:
            *x = p->a + gsl_ran_gaussian_ziggurat(n->rng, p->b);
            break;
        case MODEL_P_UNIFORM:
            *x = gsl_ran_flat(n->rng, p->a, p->b);
            break;
        case MODEL_P_LOGNORMAL:
            *x = gsl_ran_lognormal(n->rng, p->a, p->b);
            break;
        case MODEL_P_BETA:
            *x = gsl_ran_beta(n->rng, p->a, p->b);
            break;
        case MODEL_P_GAMMA:
            *x = gsl_ran_gamma(n->rng, p->a, p->b);
            break;
        }
    }
}

/* The weights of a question here and now; returns their total. */
static double weigh(const struct naive *n, const struct node *node, const double *state, double *w)
{
    double total = 0;
    for (int i = 0; i < node->n; i++) {
        const struct branch *b = &node->branches[i];
        w[i] = b->formula ? b->formula(n->parameters, state) : b->weight;
        total += w[i];
    }
    return total;
}

static int choose(gsl_rng *rng, const double *w, int n, double total)
{
    double u = gsl_rng_uniform(rng) * total;
    int k = 0;
    while (k < n - 1 && u >= w[k])
        u -= w[k++];
    return k;
}

/* All amounts are of the state before; then they are added. */
static void apply(const struct naive *n, const struct branch *b, double *state)
{
    double amounts[MODEL_EFFECTS];
    for (int i = 0; i < b->n_effects; i++) {
        const struct effect *e = &b->effects[i];
        amounts[i] = e->formula ? e->formula(n->parameters, state) : e->amount;
    }
    for (int i = 0; i < b->n_effects; i++)
        state[b->effects[i].state] += amounts[i];
}

void naive_uncertain(struct naive *n, uint64_t worlds, uint64_t runs, struct naive_totals *totals)
{
    int n_states = n->model->n_states;
    for (uint64_t world = 0; world < worlds; world++) {
        draw_parameters(n);
        for (uint64_t r = 0; r < runs; r++) {
            double state[MODEL_STATES], w[3];
            const struct node *node = n->nodes;
            const struct branch *b = NULL;
            memcpy(state, n->model->start, (size_t)n_states * sizeof *state);
            while (node) {
                size_t k;
                if (node->table) {
                    k = gsl_ran_discrete(n->rng, node->table);
                } else {
                    double total = weigh(n, node, state, w);
                    k = (size_t)choose(n->rng, w, node->n, total);
                }
                b = &node->branches[k];
                apply(n, b, state);
                node = b->next;
            }
            totals->outcomes[b->outcome]++;
            for (int i = 0; i < n_states; i++)
                totals->states[i] += state[i];
            if (n->kept)
                keep(n, state);
        }
    }
    totals->runs += (double)worlds * (double)runs;
}

/* ---- Rollback ---- */

static void descend(const struct naive *n, const struct node *node, const double *state,
    double reach, struct naive_totals *totals)
{
    int n_states = n->model->n_states;
    double w[3], total = weigh(n, node, state, w);
    for (int k = 0; k < node->n; k++) {
        const struct branch *b = &node->branches[k];
        double here[MODEL_STATES], p = reach * w[k] / total;
        memcpy(here, state, (size_t)n_states * sizeof *here);
        apply(n, b, here);
        if (b->next) {
            descend(n, b->next, here, p, totals);
            continue;
        }
        totals->outcomes[b->outcome] += p;
        for (int i = 0; i < n_states; i++)
            totals->states[i] += p * here[i];
    }
}

void naive_rollback(struct naive *n, uint64_t worlds, struct naive_totals *totals)
{
    for (uint64_t world = 0; world < worlds; world++) {
        struct naive_totals here = {0};
        draw_parameters(n);
        descend(n, n->nodes, n->model->start, 1, &here);
        for (int o = 0; o < n->model->n_outcomes; o++)
            totals->outcomes[o] += here.outcomes[o];
        for (int i = 0; i < n->model->n_states; i++)
            totals->states[i] += here.states[i];
        if (n->kept)
            keep(n, here.outcomes);
    }
    totals->runs += (double)worlds;
}
