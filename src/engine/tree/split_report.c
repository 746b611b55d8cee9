/* What counted runs amount to, as a walk would report it. */
#include "engine/tree/exact.h"
#include "engine/run_report.h"
#include "engine/tree/parts.h"
#include "engine/tree/report.h"
#include "stats/error.h"

#include <math.h>

struct counts {
    const struct cr_report *report;
    double *n; /* [worlds] runs */
    double *k; /* [worlds] runs with the outcome or tag at hand */
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
static struct cr_error error_of(const struct counts *c, double share)
{
    const struct cr_tree_sums *sums = c->report->sums;
    struct cr_error e = sums->worlds > 1
                            ? cr_ratio_error(c->k, c->n, (size_t)sums->worlds, c->report->designs)
                            : cr_counted_error(share, c->runs);
    return cr_share_error(share, c->runs, (double)sums->worlds, &e);
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
    struct cr_error e = error_of(c, p);
    struct cr_share share = {p, e.se, e.low, e.high, NAN, NAN, NAN, NAN, NAN, count};
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
    struct cr_parts parts = {c->runs, c->runs, 0, 3 * c->runs}; /* in units of sd */
    struct cr_error e = cr_error_of_parts(q->mean, c->runs / q->sd, &parts);
    if (c->report->sums->worlds > 1 && q->se > 0)
        return;
    if (!(e.se > 0) || c->report->sums->worlds > 1)
        e = cr_error_unknown();
    cr_quantity_set_error(q, &e);
}

/* What nobody met. */
static void fill_unmet(
    const struct cr_report *report, const struct counts *c, struct cr_run_result *result)
{
    double worlds = (double)report->sums->worlds;
    result->unmet = cr_unmet_bound(c->runs, worlds);
    for (int k = 0; k < report->tree->program->n_points; k++) {
        double visits = c->runs * result->nodes[k].reach;
        result->nodes[k].unreached = result->unmet;
        result->nodes[k].unmet = visits > 0 ? cr_unmet_bound(fmax(1, visits), worlds) : NAN;
    }
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
    fill_unmet(report, &c, result);
}
