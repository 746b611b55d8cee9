/* From the tree's sums to rows of results.
 *
 * Sums are masses world by world: probability with the evidence times weight. A share is a ratio
 * of two of them; where the worlds are a sample its error comes from their spread
 * (stats/error.c), and its quantiles are over worlds. */
#include "engine/tree/report.h"

#include "engine/run_report.h"
#include "numeric/sample.h"
#include "program/evidence.h"
#include "program/fault.h"
#include "stats/error.h"
#include "stats/quantile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct cr_program *program_of(const struct cr_report *r)
{
    return r->tree->program;
}

static const struct cr_actor *actor_of(const struct cr_report *r, int actor)
{
    return &program_of(r)->scenario->actors[actor];
}

/* ---- Checks ---- */

static const char *evidence_name(const struct cr_program *p)
{
    const struct cr_setup *setup = p->setup;
    struct cr_buf list;
    cr_buf_init(&list, p->arena);
    for (size_t i = 0; i < setup->n_evidence; i++) {
        cr_buf_str(&list, i > 0 ? ", " : "");
        cr_buf_str(&list, setup->evidence[i].name ? setup->evidence[i].name : "evidence");
    }
    return list.s;
}

double cr_report_effective(const struct cr_report *r)
{
    const struct cr_tree_sums *sums = r->sums;
    double squares = 0;
    for (uint64_t w = 0; w < sums->worlds; w++)
        squares += sums->world_weight[w] * sums->world_weight[w];
    return sums->evidence * sums->evidence / squares;
}

enum cr_status cr_report_check(struct cr_report *r, struct cr_fault *fault)
{
    const struct cr_program *p = program_of(r);
    if (!(r->sums->evidence > 0)) {
        cr_fault_set(fault, CR_E_EVIDENCE_IMPOSSIBLE, cr_evidence_place(p), 0,
            "the evidence cannot happen: %s", evidence_name(p));
        fault->world = UINT64_MAX;
        return CR_INPUT;
    }
    if (r->sampled) {
        r->possible = cr_tree_possible(r->arena, r->tree, r->tree->shared);
        r->unmet = cr_unmet_bound(cr_report_effective(r), 1);
    }
    return CR_OK;
}

/* ---- Notes ---- */

void cr_report_note(struct cr_report *r, const char *sentence)
{
    r->notes = cr_arena_grow(r->arena, r->notes, r->n_notes, r->n_notes + 1, sizeof *r->notes);
    r->notes[r->n_notes++] = cr_arena_strdup(r->arena, sentence);
}

void cr_report_notes(struct cr_report *r)
{
    const struct cr_program *p = program_of(r);
    for (size_t i = 0; i < r->tree->n_notes; i++)
        cr_report_note(r, r->tree->notes[i]);
    if (p->random_effects)
        cr_report_note(r, "Random effects count at their means here; `run` plays them out.");
    for (int a = 0; a < p->n_actors; a++) {
        bool decides = false;
        for (int n = 0; n < p->n_points; n++)
            decides |= r->tree->solved[n] && p->points[n].actor == a;
        if (decides && p->utilities[a] && r->tree->options.rule)
            cr_report_note(r, cr_arena_printf(r->work,
                                  "Worst and best cases need no utility: %s compares payoffs.",
                                  actor_of(r, a)->label));
        else if (decides && p->utilities[a])
            cr_report_note(
                r, cr_arena_printf(r->work, "%s maximises expected utility; payoffs stay payoffs.",
                       actor_of(r, a)->label));
        if (decides && !actor_of(r, a)->has_payoff)
            cr_report_note(r, cr_arena_printf(r->work,
                                  "%s decides but has no payoff anywhere: every option is as good, "
                                  "the first is played.",
                                  actor_of(r, a)->label));
    }
}

/* ---- Shares ---- */

static bool has_tag(const struct cr_program *p, int outcome, int tag)
{
    const struct cr_outcome *item = &p->scenario->outcomes[outcome];
    for (size_t i = 0; i < item->n_tags; i++) {
        if (item->tags[i] == tag)
            return true;
    }
    return false;
}

/* The mass of all outcomes with a tag, in every world. */
static double *tag_masses(const struct cr_report *r, int tag)
{
    const struct cr_program *p = program_of(r);
    double *mass = CR_NEW(r->work, double, r->sums->worlds);
    for (int o = 0; o < p->n_endings; o++) {
        if (!has_tag(p, o, tag))
            continue;
        const double *row = &r->sums->outcome[(size_t)o * r->sums->stride];
        for (uint64_t w = 0; w < r->sums->worlds; w++)
            mass[w] += row[w];
    }
    return mass;
}

/* Of the mass by weight, `whole` being all of it. */
static struct cr_error error_of(const struct cr_report *r, const double *mass, double whole)
{
    const struct cr_tree_sums *s = r->sums;
    return r->sampled ? cr_ratio_error_of(mass, whole, s->world_weight, s->world_total,
                            (size_t)s->worlds, r->designs)
                      : cr_error_exact(whole / s->evidence);
}

/* Quantiles over worlds of mass by weight; worlds that the evidence rules out do not count. */
static void world_quantiles(
    const struct cr_report *r, const double *mass, const double *levels, size_t m, double *out)
{
    const double *weight = r->sums->world_weight;
    double *ratio = CR_NEW(r->work, double, r->sums->worlds);
    for (uint64_t w = 0; w < r->sums->worlds; w++)
        ratio[w] = weight[w] > 0 ? mass[w] / weight[w] : 0;
    cr_quantiles(r->work, ratio, weight, (size_t)r->sums->worlds, levels, m, out);
    cr_arena_drop(r->work, ratio);
}

static const double *outcome_masses(const struct cr_report *r, int outcome)
{
    return &r->sums->outcome[(size_t)outcome * r->sums->stride];
}

/* Nothing, or all, in every world that was drawn: of another, little is known, unless no world at
 * all can have more (less). A world's share is between 0 and 1, so what no world has met is rarer
 * than the worlds that none of the drawn ones is. `member`: the outcomes that are in the share. */
static void bound_share(const struct cr_report *r, const bool *member, struct cr_share *s)
{
    bool more = false, less = false;
    for (int o = 0; r->sampled && o < program_of(r)->n_endings; o++)
        *(member[o] ? &more : &less) |= r->possible.endings[o];
    if (!(s->share <= 0 && more) && !(s->share >= 1 && less))
        return;
    s->se = NAN;
    s->low = s->share <= 0 ? 0 : 1 - r->unmet;
    s->high = s->share <= 0 ? r->unmet : 1;
}

static struct cr_share share_of(const struct cr_report *r, const double *mass, const bool *member)
{
    static const double levels[5] = {0.05, 0.25, 0.5, 0.75, 0.95};
    double q[5] = {NAN, NAN, NAN, NAN, NAN};
    double whole = cr_sum(mass, r->sums->worlds), share = cr_share_of(whole, r->sums->evidence);
    struct cr_error e = error_of(r, mass, whole);
    if (!r->lean)
        world_quantiles(r, mass, levels, 5, q);
    struct cr_share out = {.share = share,
        .se = e.se,
        .low = e.low < 0 ? 0 : e.low,
        .high = e.high > 1 ? 1 : e.high,
        .q05 = q[0],
        .q25 = q[1],
        .q50 = q[2],
        .q75 = q[3],
        .q95 = q[4],
        .count = NAN};
    bound_share(r, member, &out);
    return out;
}

struct cr_share cr_report_outcome_share(const struct cr_report *r, int outcome)
{
    bool *member = CR_NEW(r->work, bool, program_of(r)->n_endings);
    member[outcome] = true;
    struct cr_share share = share_of(r, outcome_masses(r, outcome), member);
    cr_arena_drop(r->work, member);
    return share;
}

struct cr_share cr_report_tag_share(const struct cr_report *r, int tag)
{
    bool *member = CR_NEW(r->work, bool, program_of(r)->n_endings);
    for (int o = 0; o < program_of(r)->n_endings; o++)
        member[o] = has_tag(program_of(r), o, tag);
    struct cr_share share = share_of(r, tag_masses(r, tag), member);
    cr_arena_drop(r->work, member);
    return share;
}

double cr_report_outcome(const struct cr_report *r, int outcome)
{
    return cr_share_of(cr_sum(outcome_masses(r, outcome), r->sums->worlds), r->sums->evidence);
}

double cr_report_tag(const struct cr_report *r, int tag)
{
    double *mass = tag_masses(r, tag), whole = cr_sum(mass, r->sums->worlds);
    cr_arena_drop(r->work, mass);
    return cr_share_of(whole, r->sums->evidence);
}

/* ---- Quantities ---- */

/* NULL where no distributions were gathered. */
static struct cr_spread *one_of(struct cr_spread *list, int i)
{
    return list ? &list[i] : NULL;
}

static struct cr_quantity quantity(
    const struct cr_report *r, struct cr_spread *spread, const double *means, double n)
{
    static const double levels[2] = {0.05, 0.95};
    struct cr_quantity q = cr_quantity_unknown(n);
    if (spread)
        cr_spread_finish(spread, &q);
    if (!means)
        return q;
    double ends[2] = {NAN, NAN}, whole = cr_sum(means, r->sums->worlds);
    if (isnan(whole / r->sums->evidence))
        return q;
    if (!r->lean)
        world_quantiles(r, means, levels, 2, ends);
    q.mean = whole / r->sums->evidence;
    struct cr_error e = error_of(r, means, whole);
    cr_quantity_set_error(&q, &e);
    q.world_q05 = ends[0];
    q.world_q95 = ends[1];
    return q;
}

struct cr_quantity cr_report_payoff(const struct cr_report *r, int actor, double n)
{
    if (!actor_of(r, actor)->has_payoff)
        return cr_quantity_unknown(0);
    struct cr_quantity q = quantity(
        r, one_of(r->sums->payoffs, actor), &r->sums->payoff[(size_t)actor * r->sums->stride], n);
    if (r->tree->paid_of[actor] >= 0 &&
        r->tree->u->total_var[actor] < 0) /* only moments were followed */
        q.sd = sqrt(fmax(0, r->sums->second[actor] / r->sums->evidence - q.mean * q.mean));
    return q;
}

struct cr_quantity cr_report_measure(const struct cr_report *r, int row, double n)
{
    return quantity(
        r, one_of(r->sums->measures, row), &r->sums->measure[(size_t)row * r->sums->stride], n);
}

struct cr_quantity cr_report_stage(const struct cr_report *r, int row, double n)
{
    return quantity(r, one_of(r->sums->stages, row), NULL, n);
}

static double utility_at(const struct cr_report *r, int actor, double payoff)
{
    struct cr_tree_block *b = r->tree->shared;
    struct cr_lanes lanes = {.slots = b->view.slot_at, .payoff = &payoff, .n = 1};
    double u;
    cr_code_run(program_of(r)->utilities[actor], &lanes, b->scratch, &u);
    return u;
}

/* The payoffs met under the policy may not reach as far as those of options that are not taken. */
double cr_report_equivalent(const struct cr_report *r, int actor, double expected)
{
    double low, high, step;
    cr_spread_range(&r->sums->payoffs[actor], &low, &high);
    step = fmax(high - low, fmax(fabs(low), fabs(high)));
    for (int k = 0; k < 60 && utility_at(r, actor, low) > expected; k++, step *= 2)
        low -= step;
    for (int k = 0; k < 60 && utility_at(r, actor, high) < expected; k++, step *= 2)
        high += step;
    return low < high ? cr_certainty_equivalent(r->work, program_of(r), actor, expected, low, high)
                      : low;
}

double cr_report_certainty(const struct cr_report *r, int actor)
{
    struct cr_quantity u = {0};
    if (!program_of(r)->utilities[actor] || !actor_of(r, actor)->has_payoff)
        return NAN;
    cr_spread_finish(&r->sums->utilities[actor], &u);
    return cr_report_equivalent(r, actor, u.mean);
}

/* ---- Nodes ---- */

void cr_report_nodes(const struct cr_report *r, struct cr_node_result *nodes)
{
    const struct cr_program *p = program_of(r);
    for (int n = 0; n < p->n_points; n++) {
        const struct cr_point *point = &p->points[n];
        double visits = 0;
        double reach = cr_share_of(r->sums->reach[n], r->sums->evidence);
        nodes[n].reach = reach;
        nodes[n].unreached = r->sampled && r->possible.points[n] ? r->unmet : 0;
        nodes[n].unmet = r->sampled && r->possible.open[n] ? fmin(1, r->unmet / reach) : 0;
        for (int b = 0; b < point->n_branches; b++)
            visits += r->sums->branch[point->first_branch + b];
        for (int b = 0; b < point->n_branches; b++)
            nodes[n].shares[b] =
                visits > 0 ? cr_share_of(r->sums->branch[point->first_branch + b], visits) : NAN;
    }
}

double cr_report_evidence(const struct cr_report *r)
{
    return program_of(r)->has_evidence ? cr_share_of(r->sums->evidence, r->sums->weight) : NAN;
}
