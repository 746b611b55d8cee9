#include "flagship.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Formulas, as the scenario has them ---- */

enum {
    WESTERN_FLANK,
    EASTERN,
    COHESION,
    SOVEREIGNTY,
    MULTIVECTOR,
    REFORM,
    STABILITY,
    GRIEVANCE,
    EXTREMISM,
    RUSSIAN,
    CHINESE,
    WESTERN,
    OLD_GUARD,
    OIL
};

static void payoffs(const double *s, double *out)
{
    out[0] = 0.30 * s[STABILITY] + 0.18 * s[SOVEREIGNTY] + 0.14 * (100 - s[GRIEVANCE]) +
             0.12 * s[MULTIVECTOR] + 0.08 * (100 - 2 * fabs(s[RUSSIAN] - 50)) +
             0.06 * (100 - fabs(s[REFORM] - 40) / 0.6) + 0.08 * (100 - s[OLD_GUARD]) +
             0.04 * s[OIL];
    out[1] = 0.35 * (100 - s[GRIEVANCE]) + 0.25 * s[REFORM] + 0.20 * s[SOVEREIGNTY] +
             0.10 * s[STABILITY] + 0.10 * (100 - s[EXTREMISM]);
    out[2] = 0.50 * s[OLD_GUARD] + 0.20 * (100 - s[REFORM]) +
             0.20 * (100 - fabs(s[STABILITY] - 45) / 0.55) + 0.10 * s[RUSSIAN];
    out[3] = 0.24 * s[RUSSIAN] + 0.19 * s[COHESION] + 0.15 * s[WESTERN_FLANK] +
             0.14 * s[STABILITY] + 0.10 * s[EASTERN] + 0.09 * (100 - s[WESTERN]) +
             0.09 * (100 - s[CHINESE]);
    out[4] = 0.25 * s[STABILITY] + 0.25 * s[CHINESE] + 0.20 * (100 - s[EXTREMISM]) +
             0.12 * s[EASTERN] + 0.10 * (100 - 2 * fabs(s[RUSSIAN] - 50)) +
             0.08 * (100 - s[WESTERN]);
    out[5] = 0.25 * s[SOVEREIGNTY] + 0.20 * s[WESTERN] + 0.15 * s[REFORM] +
             0.15 * (100 - s[RUSSIAN]) + 0.15 * (100 - s[WESTERN_FLANK]) +
             0.10 * (100 - s[CHINESE]);
    out[6] = 0.45 * s[COHESION] + 0.30 * s[WESTERN] + 0.25 * (100 - fabs(s[RUSSIAN] - 45) / 0.55);
    out[7] = 0.35 * s[WESTERN_FLANK] + 0.25 * s[COHESION] +
             0.20 * (100 - fabs(s[RUSSIAN] - 65) / 0.65) + 0.20 * (100 - s[WESTERN]);
    out[8] = 0.30 * s[EASTERN] + 0.25 * s[COHESION] + 0.25 * (100 - fabs(s[RUSSIAN] - 60) / 0.6) +
             0.20 * (100 - 2 * fabs(s[CHINESE] - 50));
    out[9] = 0.35 * (100 - s[EXTREMISM]) + 0.25 * s[COHESION] +
             0.20 * (100 - fabs(s[CHINESE] - 55) / 0.55) +
             0.20 * (100 - fabs(s[RUSSIAN] - 60) / 0.6);
}

static void measures(const double *s, double *out)
{
    out[0] = s[WESTERN_FLANK] - s[EASTERN];
    out[1] = s[REFORM] - (100 - s[SOVEREIGNTY]);
}

static int fusion(const double *s)
{
    return s[EASTERN] >= 64 && s[EASTERN] >= s[WESTERN_FLANK];
}

static int bloc(const double *s)
{
    return s[WESTERN_FLANK] >= 66 && s[COHESION] >= 45;
}

static int vouchsafed(const double *s)
{
    return s[SOVEREIGNTY] < 52 || (s[RUSSIAN] >= 76 && s[MULTIVECTOR] < 50);
}

static int new_kazakhstan(const double *s)
{
    return s[REFORM] >= 46;
}

typedef int condition(const double *state);
static const struct {
    const char *branch;
    condition *holds;
} conditions[] = {{"fusion", fusion}, {"bloc", bloc}, {"vouchsafed", vouchsafed},
    {"new_kazakhstan", new_kazakhstan}};
/* What asks for the past: one of two branches was taken, and neither of two others. */
static const struct {
    const char *branch, *after[2], *unless[2];
} pasts[] = {{"war", {"western_war.full_scale", "western_war.limited"}, {NULL, NULL}},
    {"fragile", {"unrest.nationwide", "succession.sudden_exit"}, {NULL, NULL}},
    {"hollow", {"members_response.freeze_or_exit", NULL},
        {"csto_again.comes_and_leaves", "csto_again.comes_and_stays"}}};

/* ---- The tree ---- */

enum { NODES = 40, BRANCHES = 120, EFFECTS = 8, SHIFTS = 12, WIDEST = 8 };

struct effect {
    int state;
    double mean, sd;
};

struct shift {
    const unsigned char *taken; /* or NULL: */
    int state;
    double factor, rate, from;
};

struct branch {
    struct node *next; /* NULL: */
    int outcome;
    double weight;
    condition *holds; /* of a rule; NULL: always, or: */
    int past;         /* one of these was taken, and none of those */
    const unsigned char *after[2], *unless[2];
    int n_effects, n_shifts;
    struct effect effects[EFFECTS];
    struct shift shifts[SHIFTS];
};

struct node {
    struct branch *branches;
    int n, rule, stage, saw;
    double alpha[WIDEST], weights[WIDEST]; /* of the Dirichlet, and as drawn for this world */
    int uncertain;
};

struct flagship {
    gsl_rng *rng;
    struct node nodes[NODES], *start;
    struct branch branches[BRANCHES];
    unsigned char taken[BRANCHES];
    double low[FLAGSHIP_STATES], high[FLAGSHIP_STATES], a[FLAGSHIP_STATES], b[FLAGSHIP_STATES];
    double *kept, *weights, *order; /* kept[column * rows + run] */
    uint64_t rows, n_kept;
};

static int refuse(const char *why)
{
    printf("the obvious program of crossroads.yaml: %s\n", why);
    return 0;
}

/* Where it is kept whether the branch was taken; a name that is NULL never is. */
static const unsigned char *taken(
    const struct flagship *f, const struct cr_program *p, const char *name)
{
    static const unsigned char never = 0;
    for (int b = 0; name && b < p->n_branches; b++) {
        if (strcmp(p->branches[b].name, name) == 0)
            return &f->taken[b];
    }
    return &never;
}

/* What a branch of a rule asks for. */
static int fill_condition(
    struct flagship *f, const struct cr_program *p, const char *name, struct branch *to)
{
    const char *branch = strchr(name, '.') + 1;
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++) {
        if (strcmp(branch, conditions[i].branch) == 0)
            to->holds = conditions[i].holds;
    }
    for (size_t i = 0; i < sizeof pasts / sizeof *pasts; i++) {
        if (strcmp(branch, pasts[i].branch) != 0)
            continue;
        to->past = 1;
        for (int k = 0; k < 2; k++) {
            to->after[k] = taken(f, p, pasts[i].after[k]);
            to->unless[k] = taken(f, p, pasts[i].unless[k]);
        }
    }
    return to->holds || to->past || refuse(name);
}

static int fill_branch(struct flagship *f, const struct cr_program *p, int k)
{
    const struct cr_branch *from = &p->branches[k];
    struct branch *to = &f->branches[k];
    if (from->n_changes > EFFECTS || from->n_shifts > SHIFTS || from->n_sets || from->n_pays)
        return refuse("a branch does what it does not know");
    to->next = from->next >= 0 ? &f->nodes[from->next] : NULL;
    to->outcome = from->outcome;
    to->weight = from->weight.number;
    to->n_effects = from->n_changes;
    to->n_shifts = from->n_shifts;
    for (int i = 0; i < from->n_changes; i++) {
        const struct cr_number *x = &from->changes[i].value;
        if (x->kind != CR_FROM_DIST || x->dist->kind != CR_DIST_NORMAL)
            return refuse("an effect is not normal");
        to->effects[i] =
            (struct effect){from->changes[i].state, x->dist->args[0], x->dist->args[1]};
    }
    for (int i = 0; i < from->n_shifts; i++) {
        const struct cr_shift_op *s = &from->shifts[i];
        to->shifts[i] = (struct shift){NULL, s->state, s->factor, s->rate, s->from};
        if (s->bit >= 0)
            to->shifts[i].taken =
                &f->taken[p->points[p->bit_node[s->bit]].first_branch + p->bit_branch[s->bit]];
        else if (s->state < 0)
            return refuse("a shift looks at what cannot have been");
    }
    return !from->when || fill_condition(f, p, from->name, to);
}

static int fill_node(struct flagship *f, const struct cr_program *p, int k)
{
    const struct cr_point *from = &p->points[k];
    struct node *to = &f->nodes[k];
    if (from->n_branches > WIDEST || from->n_lens_ops || from->has_rest)
        return refuse("a node asks what it does not know");
    to->branches = &f->branches[from->first_branch];
    to->n = from->n_branches;
    to->rule = from->kind == CR_RULE;
    to->stage = from->stage;
    to->saw = from->saw;
    for (int i = 0; i < to->n; i++) {
        const struct cr_number *w = &p->branches[from->first_branch + i].weight;
        if (!fill_branch(f, p, from->first_branch + i))
            return 0;
        if (w->kind != CR_FROM_SLOT)
            continue;
        const struct cr_slot *s = &p->slots[w->slot], *kappa = &p->slots[s->confidence];
        if (s->kind != CR_SLOT_SHARE || kappa->value.kind != CR_FROM_CONST)
            return refuse("a weight is uncertain in another way");
        to->alpha[i] = s->share * kappa->value.number;
        to->uncertain = 1;
    }
    return 1;
}

/* pert(low, mode, high) is a beta law (Malcolm et al. 1959). */
static int fill_start(struct flagship *f, const struct cr_program *p, int k)
{
    const struct cr_slot_value *start = &p->slots[p->states[k].start].value;
    if (start->kind != CR_FROM_DIST || start->laws[0].dist->kind != CR_DIST_PERT)
        return refuse("a start is not a pert law");
    const double *x = start->laws[0].dist->args;
    f->low[k] = x[0];
    f->high[k] = x[2];
    f->a[k] = 1 + 4 * (x[1] - x[0]) / (x[2] - x[0]);
    f->b[k] = 1 + 4 * (x[2] - x[1]) / (x[2] - x[0]);
    return 1;
}

static int fill(struct flagship *f, const struct cr_program *p)
{
    if (p->n_points > NODES || p->n_branches > BRANCHES || p->n_states != FLAGSHIP_STATES ||
        p->n_actors != FLAGSHIP_ACTORS || p->n_measures != FLAGSHIP_MEASURES ||
        p->n_stages != FLAGSHIP_STAGES || p->n_endings != FLAGSHIP_OUTCOMES || p->loops)
        return refuse("the scenario has another shape than it was written for");
    for (int k = 0; k < p->n_points; k++) {
        if (!fill_node(f, p, k))
            return 0;
    }
    for (int k = 0; k < p->n_states; k++) {
        if (!fill_start(f, p, k))
            return 0;
    }
    f->start = &f->nodes[p->start_point];
    return 1;
}

struct flagship *flagship_new(const struct cr_program *program, unsigned long seed)
{
    struct flagship *f = calloc(1, sizeof *f);
    if (!f)
        return NULL;
    f->rng = gsl_rng_alloc(gsl_rng_mt19937);
    gsl_rng_set(f->rng, seed);
    if (fill(f, program))
        return f;
    flagship_free(f);
    return NULL;
}

void flagship_free(struct flagship *f)
{
    if (!f)
        return;
    gsl_rng_free(f->rng);
    free(f->kept);
    free(f->weights);
    free(f->order);
    free(f);
}

/* ---- Quantiles ---- */

int flagship_keep(struct flagship *f, uint64_t rows)
{
    f->kept = calloc(rows * FLAGSHIP_COLUMNS, sizeof *f->kept);
    f->weights = calloc(rows, sizeof *f->weights);
    f->order = calloc(rows, sizeof *f->order);
    f->rows = rows;
    f->n_kept = 0;
    return f->kept && f->weights && f->order;
}

double flagship_summarise(struct flagship *f)
{
    static const double levels[] = {0.05, 0.25, 0.5, 0.75, 0.95};
    size_t n = f->n_kept;
    double all = 0;
    for (int c = 0; c < FLAGSHIP_COLUMNS; c++) {
        double *x = &f->kept[(uint64_t)c * f->rows], *w = f->order, total = 0, so_far = 0;
        memcpy(w, f->weights, n * sizeof *w);
        double mean = gsl_stats_wmean(w, 1, x, 1, n);
        all += mean + gsl_stats_wsd_m(w, 1, x, 1, n, mean);
        gsl_sort2(x, 1, w, 1, n);
        for (size_t i = 0; i < n; i++)
            total += w[i];
        for (size_t i = 0, level = 0; i < n && level < 5; i++) {
            so_far += w[i];
            for (; level < 5 && so_far >= levels[level] * total; level++)
                all += x[i];
        }
    }
    f->n_kept = 0;
    return all;
}

/* ---- Playing ---- */

static void draw_world(struct flagship *f, double *start)
{
    for (int i = 0; i < FLAGSHIP_STATES; i++)
        start[i] = f->low[i] + (f->high[i] - f->low[i]) * gsl_ran_beta(f->rng, f->a[i], f->b[i]);
    for (struct node *node = f->nodes; node < f->nodes + NODES; node++) {
        if (node->uncertain)
            gsl_ran_dirichlet(f->rng, (size_t)node->n, node->alpha, node->weights);
    }
}

static int by_rule(const struct node *node, const double *state)
{
    for (int k = 0; k < node->n; k++) {
        const struct branch *b = &node->branches[k];
        if (b->holds
                ? b->holds(state)
                : !b->past || ((*b->after[0] || *b->after[1]) && !*b->unless[0] && !*b->unless[1]))
            return k;
    }
    return node->n - 1;
}

static double weigh(const struct node *node, const double *state, double *w)
{
    double total = 0;
    for (int k = 0; k < node->n; k++) {
        const struct branch *b = &node->branches[k];
        w[k] = node->uncertain ? node->weights[k] : b->weight;
        for (int i = 0; i < b->n_shifts; i++) {
            const struct shift *s = &b->shifts[i];
            if (!s->taken)
                w[k] *= exp(s->rate * (state[s->state] - s->from));
            else if (*s->taken)
                w[k] *= s->factor;
        }
        total += w[k];
    }
    return total;
}

/* The branch that is taken: what was seen is not left to luck, but weighs. */
static int choose(struct flagship *f, const struct node *node, const double *state, double *weight)
{
    double w[WIDEST];
    if (node->rule)
        return by_rule(node, state);
    double total = weigh(node, state, w);
    if (node->saw >= 0) {
        *weight *= w[node->saw] / total;
        return node->saw;
    }
    double u = gsl_rng_uniform(f->rng) * total;
    int k = 0;
    while (k < node->n - 1 && u >= w[k])
        u -= w[k++];
    return k;
}

/* Soft bounds of 0 and 100: the nearer the bound, the less a change towards it does. */
static double moved(double x, double change)
{
    double room = change > 0 ? 100 - x : x;
    x += room < 50 ? change * (room / 50) : change;
    return x < 0 ? 0 : x > 100 ? 100 : x;
}

static void take(struct flagship *f, const struct branch *b, double *state)
{
    f->taken[b - f->branches] = 1;
    for (int i = 0; i < b->n_effects; i++) {
        const struct effect *e = &b->effects[i];
        double change = e->mean + gsl_ran_gaussian_ziggurat(f->rng, e->sd);
        state[e->state] = moved(state[e->state], change);
    }
}

/* The stages from `stage` to before `next` end with this state. */
static void end_stages(const double *state, int stage, int next, double *columns)
{
    for (int t = stage; t < next; t++)
        memcpy(
            &columns[FLAGSHIP_ENDS + t * FLAGSHIP_STATES], state, FLAGSHIP_STATES * sizeof *state);
}

static void play_one(struct flagship *f, const double *start, struct flagship_totals *totals)
{
    double columns[FLAGSHIP_COLUMNS], *state = columns, weight = 1;
    const struct node *node = f->start;
    const struct branch *b = NULL;
    int stage = 0, all = f->kept != NULL;
    memcpy(state, start, FLAGSHIP_STATES * sizeof *state);
    memset(f->taken, 0, sizeof f->taken);
    while (node) {
        if (all && node->stage > stage) {
            end_stages(state, stage, node->stage, columns);
            stage = node->stage;
        }
        b = &node->branches[choose(f, node, state, &weight)];
        take(f, b, state);
        node = b->next;
    }
    payoffs(state, &columns[FLAGSHIP_STATES]);
    measures(state, &columns[FLAGSHIP_STATES + FLAGSHIP_ACTORS]);
    if (all)
        end_stages(state, stage, FLAGSHIP_STAGES, columns);
    totals->weight += weight;
    totals->outcomes[b->outcome] += weight;
    for (int c = 0; c < (all ? FLAGSHIP_COLUMNS : FLAGSHIP_ENDS); c++)
        totals->columns[c] += weight * columns[c];
    if (!all || f->n_kept == f->rows)
        return;
    for (int c = 0; c < FLAGSHIP_COLUMNS; c++)
        f->kept[(uint64_t)c * f->rows + f->n_kept] = columns[c];
    f->weights[f->n_kept++] = weight;
}

void flagship_play(
    struct flagship *f, uint64_t worlds, uint64_t runs, struct flagship_totals *totals)
{
    double start[FLAGSHIP_STATES];
    for (uint64_t world = 0; world < worlds; world++) {
        draw_world(f, start);
        for (uint64_t r = 0; r < runs; r++)
            play_one(f, start, totals);
    }
}
