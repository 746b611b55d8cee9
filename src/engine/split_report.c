/* What counted runs amount to, as a walk would report it. */
#include "engine/exact_run.h"
#include "engine/run_report.h"
#include "engine/tree_report.h"
#include "stats/interval.h"

#include <math.h>

struct counts {
    const struct cr_report *report;
    double *n; /* [worlds] runs */
    double *k; /* [worlds] of those, with the outcome or tag at hand */
    double runs;
};

static void add_outcome(const struct counts *c, int outcome)
{
    const struct cr_tree_sums *sums = c->report->sums;
    uint64_t n_endings = (uint64_t)c->report->tree->program->n_endings;
    for (uint64_t w = 0; w < sums->worlds; w++)
        c->k[w] += (double)sums->ended[w * n_endings + (uint64_t)outcome];
}

/* Of one world the luck of its runs, of several the spread of worlds. */
static double error_of(const struct counts *c, double share)
{
    const struct cr_tree_sums *sums = c->report->sums;
    if (sums->worlds > 1)
        return cr_cluster_se(c->k, c->n, (size_t)sums->worlds);
    return sqrt(share * (1 - share) / c->runs);
}

static struct cr_share share_of(void *context, const unsigned char *member)
{
    const struct counts *c = context;
    uint64_t worlds = c->report->sums->worlds;
    for (uint64_t w = 0; w < worlds; w++)
        c->k[w] = 0;
    for (int o = 0; o < c->report->tree->program->n_endings; o++) {
        if (member[o])
            add_outcome(c, o);
    }
    double count = cr_sum(c->k, worlds), p = count / c->runs;
    struct cr_share share = {p, error_of(c, p), NAN, NAN, NAN, NAN, NAN, count};
    cr_run_fill_quantiles(c->report->work, c->k, c->n, c->n, worlds, &share);
    return share;
}

/* Means within a world are means of its runs: their quantiles would show the luck of the runs. */
static void fill_quantity(const struct counts *c, struct cr_quantity *q)
{
    if (q->n == 0)
        return;
    q->n = c->runs;
    q->world_q05 = q->world_q95 = NAN;
    if (c->report->sums->worlds == 1 && !isnan(q->se))
        q->se = q->sd / sqrt(c->runs);
}

void cr_split_report(const struct cr_report *report, struct cr_run_result *result)
{
    const struct cr_program *p = report->tree->program;
    uint64_t worlds = report->sums->worlds, runs = 0;
    struct counts c = {
        report, CR_NEW(report->work, double, worlds), CR_NEW(report->work, double, worlds), 0};
    for (uint64_t w = 0; w < worlds; w++) {
        c.n[w] = (double)cr_tree_runs_in(report->tree, w);
        runs += cr_tree_runs_in(report->tree, w);
    }
    c.runs = (double)runs;
    result->runs = runs;
    cr_run_fill_shares(report->arena, p->scenario, share_of, &c, result);
    for (int a = 0; a < p->n_actors; a++)
        fill_quantity(&c, &result->payoffs[a]);
    for (int m = 0; m < p->n_measures + p->n_states; m++)
        fill_quantity(&c, &result->measures[m]);
    for (int k = 0; k < p->n_stages * p->n_states; k++)
        fill_quantity(&c, &result->stages[k]);
    cr_run_note_intervals(report->arena, p, result);
}
