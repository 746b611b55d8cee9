/* What evidence changes: runs before and after it, side by side.
 *
 * Both run on the same luck, so that changes are known better than either value: their errors
 * come from the differences cluster by cluster. What to watch next is found by asking, for every
 * question still open, how far its answers would move the target. */
#include "analysis/observe.h"

#include "analysis/inputs.h"
#include "analysis/notes.h"
#include "analysis/sensitivity.h"
#include "base/fmath.h"
#include "engine/engine.h"
#include "engine/tree/tree.h"
#include "program/compile.h"
#include "program/evidence.h"
#include "program/worlds.h"
#include "stats/error.h"
#include "stats/moments.h"

#include <math.h>
#include <string.h>

#define BLOCK 1024

double cr_entropy(const double *p, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum -= p[i] > 0 ? p[i] * cr_log(p[i]) : 0;
    return sum / cr_log(2) + 0.0;
}

double cr_bayes_factor(double before, double after)
{
    if (!(before > 0 && before < 1 && after >= 0 && after <= 1))
        return NAN;
    return after < 1 ? after / (1 - after) * ((1 - before) / before) : INFINITY;
}

int cr_progress_part(void *what, double done, double total)
{
    const struct cr_progress_part *part = what;
    if (!part->progress)
        return 0;
    return part->progress(part->context, 100 * (part->before + part->share * done / total), 100);
}

/* ---- Runs under two setups ---- */

struct job {
    struct cr_arena *arena;
    const struct cr_scenario *scenario;
    const struct cr_observe_ask *ask;
    struct cr_observe_result *result;
    struct cr_diags *diags;
    struct cr_fault *fault;
};

static enum cr_status run_under(const struct job *job, const struct cr_setup *setup,
    const struct cr_run_options *base, double from, double share, const struct cr_program **program,
    struct cr_run_result *result)
{
    struct cr_run_options options = *base;
    struct cr_progress_part part = {base->spec.progress, base->spec.progress_context, from, share};
    options.spec.progress = cr_progress_part;
    options.spec.progress_context = &part;
    const struct cr_program *built = cr_program_build(job->arena, job->scenario, setup, job->diags);
    if (!built)
        return CR_INPUT;
    *program = built;
    return cr_engine_run(job->arena, built, &options, result, job->fault);
}

/* ---- Before and after ---- */

/* What a run says of one outcome or tag, and cluster by cluster. */
static void outcome_row(
    const struct cr_run_result *r, const unsigned char *member, size_t n_outcomes, double *row)
{
    memset(row, 0, r->clusters->n * sizeof *row);
    for (size_t o = 0; o < n_outcomes; o++)
        for (size_t g = 0; member[o] && g < r->clusters->n; g++)
            row[g] += r->clusters->outcomes[o * r->clusters->n + g];
}

/* One row of a run: its share, and what the clusters say of it. */
struct side {
    const struct cr_run_result *run;
    double share;
    struct cr_error error;
    double *y;
};

static struct side side_of(const struct job *job, const struct cr_run_result *run,
    const struct cr_share *share, const unsigned char *member)
{
    struct side s = {run, share->share, cr_error_unknown(), NULL};
    s.error.se = share->se;
    s.error.low = share->low;
    s.error.high = share->high;
    s.y = CR_NEW(job->arena, double, run->clusters->n);
    outcome_row(run, member, job->scenario->n_outcomes, s.y);
    return s;
}

/* Whether the spread of its clusters is not to be trusted. */
static bool is_rare(const struct side *s)
{
    double runs = isnan(s->run->effective) ? (double)s->run->runs : s->run->effective;
    return isnan(s->error.se) ||
           (s->run->engine != CR_ENGINE_ROLLBACK && cr_share_is_rare(s->share, runs));
}

static struct cr_error change_error(const struct side *b, const struct side *a)
{
    size_t n = a->run->clusters->n;
    struct cr_error e = cr_error_unknown();
    if (a->run->engine == CR_ENGINE_EXACT)
        return cr_error_exact(a->share - b->share);
    if (!is_rare(b) && !is_rare(a) && n == b->run->clusters->n)
        e = cr_ratio_difference_error(a->y, a->run->clusters->weight, b->y,
            b->run->clusters->weight, n, cr_world_designs(a->run->sampling, a->run->worlds));
    if (e.se > 0 || (e.se >= 0 && a->run->engine == CR_ENGINE_ROLLBACK))
        return e;
    return cr_error_apart(b->share, &b->error, a->share, &a->error);
}

static double logit(double p)
{
    return cr_log(p / (1 - p));
}

static struct cr_error logit_error(double p, const struct cr_error *e)
{
    struct cr_error out = *e;
    out.se = e->se / (p * (1 - p));
    out.low = logit(e->low);
    out.high = logit(e->high);
    return out;
}

/* Of the logarithm: that is a difference of logits, which moves by the change of each share over
 * p (1 - p). Where one of the shares is 0 or 1 as far as runs tell, what the ends allow. */
static struct cr_error factor_error(
    const struct job *job, double factor, const struct side *b, const struct side *a)
{
    size_t n = a->run->clusters->n;
    struct cr_error e = cr_error_unknown();
    if (a->run->engine == CR_ENGINE_EXACT)
        return isnan(factor) ? e : cr_error_exact(factor);
    if (isnan(b->error.se) || isnan(a->error.se)) {
        e.low = cr_bayes_factor(b->error.high, a->error.low);
        e.high = cr_bayes_factor(b->error.low, a->error.high);
        return e;
    }
    if (!(factor > 0 && isfinite(factor)))
        return e;
    if (!is_rare(b) && !is_rare(a) && n == b->run->clusters->n) {
        double *x = CR_NEW(job->arena, double, 2 * n), *y = x + n;
        const double *wx = b->run->clusters->weight, *wy = a->run->clusters->weight;
        double slope_x = 1 / (b->share * (1 - b->share)), slope_y = 1 / (a->share * (1 - a->share));
        for (size_t g = 0; g < n; g++) {
            x[g] = slope_x * (b->y[g] - b->share * wx[g]);
            y[g] = slope_y * (a->y[g] - a->share * wy[g]);
        }
        e = cr_ratio_difference_error(
            y, wy, x, wx, n, cr_world_designs(a->run->sampling, a->run->worlds));
        e.low += cr_log(factor);
        e.high += cr_log(factor);
    }
    /* The spread may be nought where what would tell runs apart is rare. */
    if (!(e.se > 1e-12)) {
        struct cr_error x = logit_error(b->share, &b->error), y = logit_error(a->share, &a->error);
        if (a->run->engine == CR_ENGINE_ROLLBACK)
            return cr_error_exact(factor);
        e = cr_error_apart(logit(b->share), &x, logit(a->share), &y);
    }
    e.se *= factor;
    e.low = cr_exp(e.low);
    e.high = cr_exp(e.high);
    return e;
}

static struct cr_belief compute_belief(const struct job *job, const struct cr_share *before,
    const struct cr_share *after, const unsigned char *member)
{
    struct side b = side_of(job, &job->result->before, before, member);
    struct side a = side_of(job, &job->result->after, after, member);
    double factor = cr_bayes_factor(b.share, a.share);
    if (job->result->n_seen == 0) /* the same runs */
        return (struct cr_belief){b.share, a.share, factor, b.error, a.error, cr_error_exact(0),
            isnan(factor) ? cr_error_unknown() : cr_error_exact(factor)};
    return (struct cr_belief){b.share, a.share, factor, b.error, a.error, change_error(&b, &a),
        factor_error(job, factor, &b, &a)};
}

static void fill_beliefs(const struct job *job)
{
    const struct cr_scenario *s = job->scenario;
    struct cr_observe_result *r = job->result;
    unsigned char *member = CR_NEW(job->arena, unsigned char, s->n_outcomes);
    double *p = CR_NEW(job->arena, double, 2 * s->n_outcomes);
    r->outcomes = CR_NEW(job->arena, struct cr_belief, s->n_outcomes);
    r->tags = CR_NEW(job->arena, struct cr_belief, s->n_tags);
    for (size_t o = 0; o < s->n_outcomes; o++) {
        member[o] = 1;
        r->outcomes[o] = compute_belief(job, &r->before.outcomes[o], &r->after.outcomes[o], member);
        member[o] = 0;
        p[o] = r->outcomes[o].before;
        p[s->n_outcomes + o] = r->outcomes[o].after;
    }
    for (size_t t = 0; t < s->n_tags; t++) {
        for (size_t o = 0; o < s->n_outcomes; o++) {
            member[o] = 0;
            for (size_t i = 0; i < s->outcomes[o].n_tags; i++)
                member[o] |= s->outcomes[o].tags[i] == (int)t;
        }
        r->tags[t] = compute_belief(job, &r->before.tags[t], &r->after.tags[t], member);
    }
    r->entropy_before = cr_entropy(p, s->n_outcomes);
    r->entropy_after = cr_entropy(p + s->n_outcomes, s->n_outcomes);
}

/* P(seen | known before) = P(both) / P(known before), a ratio over the same clusters. What is known
 * only in proportion has none. */
static void fill_probability(const struct job *job)
{
    struct cr_observe_result *r = job->result;
    if (cr_evidence_is_soft(r->seen, r->n_seen)) {
        r->evidence_probability = r->evidence_se = NAN;
        return;
    }
    const struct cr_clusters *b = r->before.clusters, *a = r->after.clusters;
    double known = isnan(r->before.evidence_probability) ? 1 : r->before.evidence_probability;
    r->evidence_probability = r->after.evidence_probability / known;
    r->evidence_se = r->after.engine == CR_ENGINE_EXACT ? 0
                     : a->n == b->n                     ? cr_ratio_error(a->weight, b->weight, a->n,
                                                              cr_world_designs(r->after.sampling, r->after.worlds))
                                          .se
                                    : NAN;
}

/* How surprised one is on average by what is to be seen at a node: a branch, and whether it is
 * reached at all; or a signal. In bits. */
static double expected_surprise(const struct job *job, const struct cr_setup_evidence *seen)
{
    const struct cr_node *node = &job->scenario->nodes[seen->node];
    const struct cr_node_result *before = &job->result->before.nodes[seen->node];
    double *p = CR_NEW(job->arena, double, node->n_branches + 1), signal = 0;
    for (size_t b = 0; b < node->n_branches; b++) {
        p[b] = before->reach * before->shares[b];
        if (seen->signal >= 0)
            signal += p[b] * node->signals[seen->signal].likelihood[b];
    }
    p[node->n_branches] = fmax(0, 1 - before->reach);
    if (seen->signal < 0)
        return cr_entropy(p, node->n_branches + 1);
    return cr_entropy((double[]){signal, fmax(0, 1 - signal)}, 2);
}

/* Many answers are improbable together without being a surprise: what counts is how much less
 * probable they are than such answers are on average. The entropies of single questions total at
 * least that of all together. */
static bool is_surprise(const struct job *job)
{
    const struct cr_observe_result *r = job->result;
    double expected = 0;
    for (size_t i = 0; i < r->n_seen; i++)
        expected += expected_surprise(job, &r->seen[i]);
    return r->evidence_probability < 0.01 * cr_exp(-expected * cr_log(2));
}

/* ---- Parameters, causes, lenses ---- */

/* Mean and deviation over the worlds themselves, where the run was not asked for them. */
static enum cr_status slots_of_worlds(const struct job *job, const struct cr_program *p,
    const struct cr_run_result *r, double *mean, double *sd)
{
    struct cr_world_spec spec = {r->luck, r->worlds, r->sampling, false};
    double *rows = CR_NEW(job->arena, double, (size_t)p->n_slots *BLOCK);
    int *lens_of = p->pool_weights ? CR_NEW(job->arena, int, BLOCK) : NULL;
    struct cr_moments *all = CR_NEW(job->arena, struct cr_moments, p->n_slots);
    for (int s = 0; s < p->n_slots; s++)
        cr_moments_init(&all[s]);
    for (uint64_t w = 0; w < r->worlds; w += BLOCK) {
        int n = r->worlds - w < BLOCK ? (int)(r->worlds - w) : BLOCK;
        if (cr_worlds_fill(p, &spec, w, n, rows, BLOCK, lens_of, job->arena, job->fault) != CR_OK)
            return CR_INPUT;
        for (int s = 0; s < p->n_slots; s++) {
            struct cr_moments part;
            cr_moments_init(&part);
            cr_moments_block(&part, &rows[(size_t)s * BLOCK], NULL, (size_t)n);
            cr_moments_merge(&all[s], &part);
        }
    }
    for (int s = 0; s < p->n_slots; s++) {
        mean[s] = all[s].mean;
        sd[s] = cr_moments_sd(&all[s]);
    }
    return CR_OK;
}

static bool listed(const struct cr_slot *slot)
{
    return slot->uncertain && slot->kind != CR_SLOT_CONFIDENCE;
}

static enum cr_status fill_slots(const struct job *job, const struct cr_program *before)
{
    struct cr_observe_result *r = job->result;
    const struct cr_program *p = r->program;
    double *mean = r->before.slot_mean, *sd = r->before.slot_sd;
    if (!mean && p->n_uncertain > 0) {
        mean = CR_NEW(job->arena, double, p->n_slots);
        sd = CR_NEW(job->arena, double, p->n_slots);
        if (slots_of_worlds(job, before, &r->before, mean, sd) != CR_OK)
            return CR_INPUT;
    }
    double *moved = CR_NEW(job->arena, double, p->n_slots);
    r->slots = CR_NEW(job->arena, struct cr_observe_slot, p->n_slots);
    r->slot_moved = -1;
    for (int s = 0; s < p->n_slots && r->after.slot_mean; s++) {
        if (!listed(&p->slots[s]) || !isfinite(r->after.slot_mean[s]))
            continue;
        double change = fabs(r->after.slot_mean[s] - mean[s]);
        moved[r->n_slots] = sd[s] > 0 ? change / sd[s] : 0;
        r->slots[r->n_slots] = (struct cr_observe_slot){
            s, mean[s], sd[s], r->after.slot_mean[s], r->after.slot_sd[s], moved[r->n_slots]};
        r->n_slots++;
    }
    r->slot_order = cr_order_by(job->arena, moved, r->n_slots);
    if (r->n_slots && moved[r->slot_order[0]] > 0)
        r->slot_moved = r->slot_order[0];
    return CR_OK;
}

/* Known of a branch only where no run took it. */
static struct cr_error branch_error(const struct cr_run_result *r, size_t node, double share)
{
    struct cr_error e = cr_error_unknown();
    if (r->engine == CR_ENGINE_EXACT)
        return isnan(share) ? e : cr_error_exact(share);
    if (!(r->nodes[node].unmet > 0) && (share <= 0 || share >= 1))
        return cr_error_exact(share);
    if (share <= 0 || share >= 1) {
        e.low = share <= 0 ? 0 : 1 - r->nodes[node].unmet;
        e.high = share <= 0 ? r->nodes[node].unmet : 1;
    }
    return e;
}

static void fill_causes(const struct job *job)
{
    const struct cr_scenario *s = job->scenario;
    struct cr_observe_result *r = job->result;
    double most = 0;
    r->causes = CR_NEW(job->arena, struct cr_observe_cause, s->n_nodes);
    r->cause_moved = -1;
    for (size_t k = 0; k < s->n_nodes; k++) {
        bool unseen = s->nodes[k].hidden || s->nodes[k].private_seen;
        if (!unseen || s->nodes[k].kind != CR_CHANCE)
            continue;
        struct cr_observe_cause *cause = &r->causes[r->n_causes];
        cause->node = (int)k;
        cause->branches = CR_NEW(job->arena, struct cr_belief, s->nodes[k].n_branches);
        for (size_t b = 0; b < s->nodes[k].n_branches; b++) {
            double before = r->before.nodes[k].shares[b], after = r->after.nodes[k].shares[b];
            cause->branches[b] = (struct cr_belief){before, after, cr_bayes_factor(before, after),
                branch_error(&r->before, k, before), branch_error(&r->after, k, after),
                branch_error(&r->after, k, NAN), branch_error(&r->after, k, NAN)};
            cause->moved += fabs(after - before) / 2;
        }
        if (cause->moved > most) {
            most = cause->moved;
            r->cause_moved = (int)r->n_causes;
        }
        r->n_causes++;
    }
}

static void find_facts(const struct job *job)
{
    struct cr_observe_result *r = job->result;
    size_t before = job->ask->before->n_evidence;
    r->facts = CR_NEW(job->arena, struct cr_observe_fact, r->n_seen + 1);
    if (before)
        r->facts[r->n_facts++] = (struct cr_observe_fact){"known before", before};
    for (size_t i = 0; i < r->n_seen; i++) {
        const struct cr_setup_evidence *e = &r->seen[i];
        if (!i || e->observation < 0 || e->observation != e[-1].observation)
            r->facts[r->n_facts++].name = e->name;
        r->facts[r->n_facts - 1].n_items = before + i + 1;
    }
}

/* Likelihoods that are all alike tell nothing. */
static bool is_informative(const struct job *job, size_t fact)
{
    const struct cr_setup *setup = job->ask->after;
    const struct cr_observe_fact *f = &job->result->facts[fact];
    for (size_t i = fact ? f[-1].n_items : 0; i < f->n_items; i++) {
        const struct cr_setup_evidence *e = &setup->evidence[i];
        const double *likelihood =
            e->likelihood ? cr_evidence_likelihood(job->arena, job->scenario, setup, e) : NULL;
        if (e->likelihood && cr_evidence_by_lens(job->arena, job->scenario, setup, e))
            return true; /* of the lenses, at least */
        for (size_t b = 0; b < job->scenario->nodes[e->node].n_branches; b++) {
            if (!likelihood || likelihood[b] != likelihood[0])
                return true;
        }
    }
    return false;
}

static struct cr_lens_sums copy_sums(struct cr_arena *arena, const struct cr_lens_sums *from)
{
    size_t n = from->n_lenses * from->n;
    double *weight = CR_NEW(arena, double, 2 * n);
    memcpy(weight, from->weight, n * sizeof *weight);
    memcpy(weight + n, from->runs, n * sizeof *weight);
    return (struct cr_lens_sums){from->n_lenses, from->n, weight, weight + n};
}

struct fact_call {
    struct job *job;
    size_t fact;
    double from, share;
    struct cr_lens_sums *sums;
};

/* What the lenses make of the facts up to one of them. */
static enum cr_status play_fact(struct cr_arena *work, struct cr_arena *arena, void *context)
{
    struct fact_call *call = context;
    struct job job = *call->job;
    struct cr_setup setup = *job.ask->after;
    struct cr_run_options options = *job.ask->run;
    const struct cr_program *program;
    struct cr_run_result run;
    job.arena = work;
    options.lean = options.clusters = true;
    setup.n_evidence = job.result->facts[call->fact].n_items;
    enum cr_status status =
        run_under(&job, &setup, &options, call->from, call->share, &program, &run);
    if (status == CR_OK)
        *call->sums = copy_sums(arena, &run.clusters->lenses);
    return status;
}

/* One fact after the other, so that each one's part can be told. Before all of them stand the
 * weights of the file: runs that weigh alike. */
static enum cr_status fill_lenses(struct job *job, double from, double share)
{
    struct cr_observe_result *r = job->result;
    if (!r->program->pool_weights)
        return CR_OK;
    size_t n = r->n_facts;
    struct cr_lens_sums *states = CR_NEW(job->arena, struct cr_lens_sums, n + 1);
    states[n] = r->after.clusters->lenses;
    states[0] = r->before.clusters->lenses;
    if (job->ask->before->n_evidence && n > 1)
        states[1] = states[0];
    states[0].weight = states[0].runs;
    for (size_t f = job->ask->before->n_evidence > 0; f + 1 < n; f++) {
        if (f && !is_informative(job, f)) {
            states[f + 1] = states[f];
            continue;
        }
        double part = share / (double)n;
        struct fact_call call = {job, f, from + part * (double)f, part, &states[f + 1]};
        enum cr_status status = cr_with_work(job->arena, play_fact, &call);
        if (status != CR_OK)
            return status;
    }
    r->n_lenses = job->ask->after->n_lenses;
    r->lenses = cr_lens_beliefs(
        job->arena, r->program->pool_weights, states, n, r->after.engine == CR_ENGINE_EXACT);
    return CR_OK;
}

/* ---- What to watch for next ---- */

static bool settled(const struct job *job, int node)
{
    const struct cr_point *point = &job->result->program->points[node];
    return point->saw >= 0 || point->forced >= 0 || job->result->after.nodes[node].reach <= 0;
}

static bool known(const struct cr_setup *setup, int node, int signal, int observation)
{
    for (size_t i = 0; i < setup->n_evidence; i++) {
        const struct cr_setup_evidence *e = &setup->evidence[i];
        if (observation >= 0 ? e->observation == observation
                             : e->signal >= 0 && e->node == node && e->signal == signal)
            return true;
    }
    return false;
}

/* An undated observation is a signpost if its likelihoods can be probabilities and some question it
 * bears on is still open. */
static bool is_signpost(const struct job *job, int index)
{
    const struct cr_observation *o = &job->scenario->observations[index];
    bool open = o->saw_node >= 0 && o->saw_signal >= 0 && !settled(job, o->saw_node);
    if (o->date || known(job->ask->after, -1, -1, index) || o->saw_branch >= 0)
        return false;
    if (job->ask->after->pool && cr_evidence_reader(job->scenario, job->ask->after, index))
        return false; /* no one likelihood holds in all its worlds */
    for (size_t i = 0; i < o->n_informs; i++) {
        size_t n = job->scenario->nodes[o->informs[i].node].n_branches;
        open |= !settled(job, o->informs[i].node);
        for (size_t b = 0; b < n; b++) {
            if (o->informs[i].likelihood[b] > 1)
                return false;
        }
    }
    return open;
}

static void add_signal(struct job *job, const char *name, int node, int signal, int observation)
{
    struct cr_observe_result *r = job->result;
    r->signals[r->n_signals++] = (struct cr_observe_signal){
        name, node, signal, observation, .probability = NAN, .gain = NAN};
}

static void find_signals(struct job *job)
{
    const struct cr_scenario *s = job->scenario;
    size_t most = s->n_observations;
    for (size_t k = 0; k < s->n_nodes; k++)
        most += s->nodes[k].n_signals;
    job->result->signals = CR_NEW(job->arena, struct cr_observe_signal, most);
    for (size_t k = 0; k < s->n_nodes; k++) {
        for (size_t i = 0; i < s->nodes[k].n_signals; i++) {
            const char *name =
                cr_arena_printf(job->arena, "%s.%s", s->nodes[k].id, s->nodes[k].signals[i].name);
            if (!settled(job, (int)k) && !known(job->ask->after, (int)k, (int)i, -1))
                add_signal(job, name, (int)k, (int)i, -1);
        }
    }
    for (size_t i = 0; i < s->n_observations; i++) {
        if (is_signpost(job, (int)i))
            add_signal(job, s->observations[i].id, -1, -1, (int)i);
    }
}

/* The evidence so far with one more thing behind it. */
static struct cr_setup with_signal(const struct job *job, const struct cr_observe_signal *signal)
{
    struct cr_setup setup = *job->ask->after;
    size_t n = setup.n_evidence;
    const struct cr_observation *o =
        signal->observation < 0 ? NULL : &job->scenario->observations[signal->observation];
    struct cr_setup_evidence *list =
        CR_NEW(job->arena, struct cr_setup_evidence, n + 1 + (o ? o->n_informs : 0));
    if (n)
        memcpy(list, setup.evidence, n * sizeof *list);
    if (!o)
        list[n++] =
            (struct cr_setup_evidence){signal->node, -1, signal->signal, NULL, signal->name, -1};
    else if (o->saw_signal >= 0)
        list[n++] = (struct cr_setup_evidence){
            o->saw_node, -1, o->saw_signal, NULL, o->id, signal->observation};
    for (size_t i = 0; o && i < o->n_informs; i++)
        list[n++] = (struct cr_setup_evidence){
            o->informs[i].node, -1, -1, o->informs[i].likelihood, o->id, signal->observation};
    setup.evidence = list;
    setup.n_evidence = n;
    return setup;
}

/* H(O) - P(s) H(O | s) - P(not s) H(O | not s): the mutual information of the outcome and whether
 * the signal is seen (Cover and Thomas, Elements of Information Theory, 2nd ed., section 2.4). */
static double gain_of(const struct job *job, const struct cr_run_result *seen, double probability)
{
    const struct cr_scenario *s = job->scenario;
    double *with = CR_NEW(job->arena, double, 2 * s->n_outcomes), *without = with + s->n_outcomes;
    if (!(probability > 0 && probability < 1))
        return 0;
    for (size_t o = 0; o < s->n_outcomes; o++) {
        double p = job->result->outcomes[o].after;
        with[o] = seen->outcomes[o].share;
        without[o] = fmax(0, p - probability * with[o]) / (1 - probability);
    }
    double gain = job->result->entropy_after - probability * cr_entropy(with, s->n_outcomes) -
                  (1 - probability) * cr_entropy(without, s->n_outcomes);
    return fmax(gain, 0);
}

struct signal_call {
    struct job *job;
    size_t index;
    double from, share;
};

static enum cr_status weigh_signal(struct cr_arena *work, struct cr_arena *arena, void *context)
{
    struct signal_call *call = context;
    struct job job = *call->job;
    struct cr_observe_result *r = job.result;
    struct cr_observe_signal *signal = &r->signals[call->index];
    const struct cr_program *program;
    struct cr_run_result seen;
    struct cr_run_options options = *job.ask->run;
    (void)arena;
    job.arena = work;
    options.lean = true;
    struct cr_setup setup = with_signal(&job, signal);
    enum cr_status status =
        run_under(&job, &setup, &options, call->from, call->share, &program, &seen);
    if (status == CR_INPUT && job.fault->code == CR_E_EVIDENCE_IMPOSSIBLE) {
        *job.fault = (struct cr_fault){0};
        signal->probability = signal->gain = 0;
        return CR_OK;
    }
    if (status != CR_OK)
        return status;
    double so_far = isnan(r->after.evidence_probability) ? 1 : r->after.evidence_probability;
    signal->probability = fmin(seen.evidence_probability / so_far, 1);
    signal->gain = gain_of(&job, &seen, signal->probability);
    return CR_OK;
}

static enum cr_status weigh_signals(struct job *job, double from)
{
    struct cr_observe_result *r = job->result;
    double *gain = CR_NEW(job->arena, double, r->n_signals);
    for (size_t i = 0; i < r->n_signals; i++) {
        double share = (1 - from) / (double)r->n_signals;
        struct signal_call call = {job, i, from + share * (double)i, share};
        enum cr_status status = cr_with_work(job->arena, weigh_signal, &call);
        if (status != CR_OK)
            return status;
        gain[i] = r->signals[i].gain;
    }
    r->signal_order = cr_order_by(job->arena, gain, r->n_signals);
    /* Miller 1955: the plug-in estimate of an information is too large by this much. */
    if (r->after.engine == CR_ENGINE_WALK)
        r->gain_noise =
            ((double)job->scenario->n_outcomes - 1) /
            (2 * cr_log(2) *
                (isnan(r->after.effective) ? (double)r->after.runs : r->after.effective));
    return CR_OK;
}

/* ---- All of it ---- */

static void fill_words(const struct job *job)
{
    struct cr_observe_result *r = job->result;
    for (size_t k = 0; k < r->n_lenses; k++) {
        if (!isnan(r->lenses[k].before))
            continue;
        cr_analysis_note(job->arena, &r->notes, &r->n_notes,
            "Some lenses have no world of their own to be judged by: more --worlds give them one.");
        break;
    }
    r->about =
        "Before is what the file believes with the facts up to its date, after is what it "
        "believes once this was seen as well; a Bayes factor is how many times likelier what "
        "was seen is if the row is true than if it is not. Errors (se) are those of the "
        "simulation alone; how unsure the authors are is already averaged into every number.";
    for (size_t i = 0; i < r->after.n_notes; i++)
        cr_analysis_note(job->arena, &r->notes, &r->n_notes, r->after.notes[i]);
    if (job->ask->after->n_evidence == job->ask->before->n_evidence)
        cr_analysis_note(job->arena, &r->notes, &r->n_notes, job->ask->nothing);
    if (is_surprise(job))
        cr_analysis_note(job->arena, &r->notes, &r->n_notes,
            "What was seen was a hundred times less probable beforehand than such answers are on "
            "average: a surprise speaks against the model as much as it speaks for the outcomes it "
            "favours.");
}

enum cr_status cr_observe(struct cr_arena *arena, const struct cr_scenario *scenario,
    const struct cr_observe_ask *ask, struct cr_observe_result *r, struct cr_diags *diags,
    struct cr_fault *fault)
{
    struct job job = {arena, scenario, ask, r, diags, fault};
    struct cr_run_options options = *ask->run;
    const struct cr_program *before;
    *r = (struct cr_observe_result){.slot_moved = -1, .cause_moved = -1};
    options.lean = options.clusters = true;
    r->n_seen = ask->after->n_evidence - ask->before->n_evidence;
    r->seen = ask->after->evidence + ask->before->n_evidence;
    enum cr_status status = run_under(&job, ask->before, &options, 0, 0.15, &before, &r->before);
    if (status == CR_OK)
        status = run_under(&job, ask->after, &options, 0.15, 0.15, &r->program, &r->after);
    if (status != CR_OK)
        return status;
    if (isnan(r->after.evidence_probability))
        r->after.evidence_probability = 1;
    fill_beliefs(&job);
    fill_probability(&job);
    fill_causes(&job);
    find_facts(&job);
    status = fill_slots(&job, before);
    if (status == CR_OK)
        status = fill_lenses(&job, 0.3, 0.4);
    if (status == CR_OK && ask->signals) {
        find_signals(&job);
        status = weigh_signals(&job, r->n_lenses ? 0.7 : 0.3);
    }
    fill_words(&job);
    return status;
}
