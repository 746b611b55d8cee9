/* What counted runs amount to, as a walk would report it. */
#include "engine/exact_run.h"
#include "engine/run.h"
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

/* Uses up c->k. */
static struct cr_share share_of(const struct counts *c)
{
    const struct cr_tree_sums *sums = c->report->sums;
    double count = 0;
    for (uint64_t w = 0; w < sums->worlds; w++)
        count += c->k[w];
    double p = count / c->runs, q[5] = {p, p, p, p, p};
    struct cr_share share = {.share = p, .se = error_of(c, p), .count = count};
    bool hidden = sums->worlds > 1 && c->runs < (double)(CR_FEWEST_RUNS * sums->worlds);
    for (int i = 0; i < 5 && hidden; i++)
        q[i] = NAN;
    if (sums->worlds > 1 && !hidden)
        cr_run_spread_of_worlds(c->report->work, c->k, c->n, c->n, sums->worlds, q);
    cr_share_set_quantiles(&share, q);
    for (uint64_t w = 0; w < sums->worlds; w++)
        c->k[w] = 0;
    return share;
}

static void fill_shares(const struct counts *c, struct cr_run_result *result)
{
    const struct cr_scenario *s = c->report->tree->program->scenario;
    for (size_t o = 0; o < s->n_outcomes; o++) {
        add_outcome(c, (int)o);
        result->outcomes[o] = share_of(c);
    }
    for (size_t tag = 0; tag < s->n_tags; tag++) {
        for (size_t o = 0; o < s->n_outcomes; o++) {
            bool member = false;
            for (size_t i = 0; i < s->outcomes[o].n_tags; i++)
                member |= s->outcomes[o].tags[i] == (int)tag;
            if (member)
                add_outcome(c, (int)o);
        }
        result->tags[tag] = share_of(c);
    }
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
    fill_shares(&c, result);
    for (int a = 0; a < p->n_actors; a++)
        fill_quantity(&c, &result->payoffs[a]);
    for (int m = 0; m < p->n_measures + p->n_states; m++)
        fill_quantity(&c, &result->measures[m]);
    for (int k = 0; k < p->n_stages * p->n_states; k++)
        fill_quantity(&c, &result->stages[k]);
    cr_run_note_intervals(report->arena, p, result);
}
