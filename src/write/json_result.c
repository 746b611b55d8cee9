/* `run --json` and `solve --json`; the keys are the contract of their schema number. */
#include "write/json_result.h"

#include "program/worlds.h"
#include "write/decisions.h"
#include "write/document.h"
#include "write/json.h"
#include "write/pages.h"
#include "write/voi.h"

#include <math.h>

static void provenance(struct cr_json *j, const struct cr_view *view)
{
    const struct cr_source *source = view->scenario->source;
    cr_json_text(j, "version", view->version);
    cr_json_object(j, "scenario");
    cr_json_text(j, "file", source->name);
    cr_json_text(j, "title", view->scenario->title);
    cr_json_text(j, "sha256", source->sha256);
    cr_json_end(j);
    cr_json_text(j, "command", view->command);
}

static void notes(struct cr_json *j, const char *const *texts, size_t n)
{
    cr_json_array(j, "notes");
    for (size_t i = 0; i < n; i++)
        cr_json_text(j, NULL, texts[i]);
    cr_json_end(j);
}

static void share(struct cr_json *j, const char *id, const char *label, const struct cr_share *s)
{
    cr_json_object(j, NULL);
    cr_json_text(j, "id", id);
    if (label)
        cr_json_text(j, "label", label);
    cr_json_num(j, "share", s->share);
    cr_json_num(j, "se", s->se);
    cr_json_num(j, "low", s->low);
    cr_json_num(j, "high", s->high);
    cr_json_num(j, "q05", s->q05);
    cr_json_num(j, "q25", s->q25);
    cr_json_num(j, "q50", s->q50);
    cr_json_num(j, "q75", s->q75);
    cr_json_num(j, "q95", s->q95);
    cr_json_end(j);
}

static void quantiles(struct cr_json *j, const struct cr_quantity *q)
{
    cr_json_num(j, "q05", q->q05);
    cr_json_num(j, "q25", q->q25);
    cr_json_num(j, "q50", q->q50);
    cr_json_num(j, "q75", q->q75);
    cr_json_num(j, "q95", q->q95);
}

static void quantity(
    struct cr_json *j, const char *key, const char *id, const struct cr_quantity *q)
{
    cr_json_object(j, NULL);
    cr_json_text(j, key, id);
    cr_json_num(j, "mean", q->mean);
    cr_json_num(j, "se", q->se);
    cr_json_num(j, "low", q->low);
    cr_json_num(j, "high", q->high);
    cr_json_num(j, "sd", q->sd);
    quantiles(j, q);
    cr_json_end(j);
}

static void measures(struct cr_json *j, const struct cr_scenario *s, const struct cr_quantity *q)
{
    cr_json_array(j, "measures");
    for (size_t i = 0; i < s->n_measures; i++)
        quantity(j, "id", s->measures[i].id, &q[i]);
    for (size_t i = 0; i < s->n_states; i++)
        quantity(j, "id", s->states[i].id, &q[s->n_measures + i]);
    cr_json_end(j);
}

static void payoffs(struct cr_json *j, const struct cr_scenario *s, const struct cr_quantity *q,
    const double *certainty)
{
    cr_json_array(j, "payoffs");
    for (size_t i = 0; i < s->n_actors; i++) {
        if (!s->actors[i].has_payoff)
            continue;
        cr_json_object(j, NULL);
        cr_json_text(j, "actor", s->actors[i].id);
        cr_json_num(j, "mean", q[i].mean);
        cr_json_num(j, "se", q[i].se);
        cr_json_num(j, "low", q[i].low);
        cr_json_num(j, "high", q[i].high);
        cr_json_num(j, "sd", q[i].sd);
        quantiles(j, &q[i]);
        if (certainty && s->actors[i].utility)
            cr_json_num(j, "certainty_equivalent", certainty[i]);
        cr_json_end(j);
    }
    cr_json_end(j);
}

static void stages(struct cr_json *j, const struct cr_scenario *s, const struct cr_quantity *q)
{
    cr_json_array(j, "stages");
    for (size_t t = 0; t < s->n_stages; t++)
        for (size_t v = 0; v < s->n_states; v++) {
            const struct cr_quantity *at = &q[t * s->n_states + v];
            cr_json_object(j, NULL);
            cr_json_text(j, "stage", s->stages[t].id);
            cr_json_text(j, "variable", s->states[v].id);
            cr_json_num(j, "n", at->n);
            cr_json_num(j, "mean", at->mean);
            quantiles(j, at);
            cr_json_end(j);
        }
    cr_json_end(j);
}

static void nodes(
    struct cr_json *j, const struct cr_scenario *s, const struct cr_node_result *nodes)
{
    cr_json_array(j, "nodes");
    for (size_t i = 0; i < s->n_nodes; i++) {
        cr_json_object(j, NULL);
        cr_json_text(j, "node", s->nodes[i].id);
        cr_json_num(j, "reach", nodes[i].reach);
        if (nodes[i].reach <= 0)
            cr_json_num(j, "high", nodes[i].unreached);
        cr_json_array(j, "branches");
        for (size_t b = 0; b < s->nodes[i].n_branches; b++) {
            cr_json_object(j, NULL);
            cr_json_text(j, "branch", s->nodes[i].branches[b].name);
            cr_json_num(j, "share", nodes[i].shares[b]);
            if (nodes[i].shares[b] <= 0)
                cr_json_num(j, "high", nodes[i].unmet);
            cr_json_end(j);
        }
        cr_json_end(j);
        cr_json_end(j);
    }
    cr_json_end(j);
}

static void evidence(struct cr_json *j, const struct cr_view *view, const struct cr_run_result *r)
{
    if (!isnan(r->evidence_probability))
        cr_json_num(j, "evidence_probability", cr_json_evidence(view, r->evidence_probability));
    cr_json_given(j, view);
    if (!isnan(r->chi_square))
        cr_json_num(j, "chi_square", r->chi_square);
    if (!isnan(r->effective))
        cr_json_num(j, "effective_sample_size", r->effective);
    if (!r->lens_weights || !view->program)
        return;
    cr_json_array(j, "lenses");
    for (size_t i = 0; i < view->program->setup->n_lenses; i++) {
        int lens = view->program->setup->lenses[i].lens;
        cr_json_object(j, NULL);
        cr_json_text(j, "id", lens < 0 ? "as_written" : view->scenario->lenses[lens].id);
        cr_json_num(j, "weight", r->lens_weights[i]);
        cr_json_end(j);
    }
    cr_json_end(j);
}

void cr_json_run_members(
    struct cr_json *j, const struct cr_view *view, const struct cr_run_result *r)
{
    const struct cr_scenario *s = view->scenario;
    cr_json_seed(j, &r->luck);
    cr_json_whole(j, "runs", r->runs);
    cr_json_whole(j, "worlds", r->worlds);
    cr_json_text(j, "engine", cr_engine_name(r->engine));
    cr_json_text(j, "sampling", cr_sampling_name(r->sampling));
    cr_json_bool(j, "complete", r->complete);
    evidence(j, view, r);
    cr_json_array(j, "outcomes");
    for (size_t i = 0; i < s->n_outcomes; i++)
        share(j, s->outcomes[i].id, s->outcomes[i].label, &r->outcomes[i]);
    cr_json_end(j);
    cr_json_array(j, "tags");
    for (size_t i = 0; i < s->n_tags; i++)
        share(j, s->tags[i], NULL, &r->tags[i]);
    cr_json_end(j);
    payoffs(j, s, r->payoffs, r->certainty);
    measures(j, s, r->measures);
    stages(j, s, r->stages);
    nodes(j, s, r->nodes);
    cr_json_text(j, "decisions", cr_decisions_text(view));
    notes(j, r->notes, r->n_notes);
}

void cr_json_run(const struct cr_view *view, const struct cr_run_result *r, struct cr_buf *out)
{
    struct cr_json j;
    cr_json_begin(&j, out, "crossroads.run/1");
    provenance(&j, view);
    cr_json_run_members(&j, view, r);
    cr_json_finish(&j);
}

/* {"kazakhstan": 22.5, ...}: one number an actor. */
static void by_actor(
    struct cr_json *j, const char *key, const struct cr_scenario *s, const double *x)
{
    cr_json_object(j, key);
    for (size_t i = 0; i < s->n_actors; i++)
        cr_json_num(j, s->actors[i].id, x && s->actors[i].has_payoff ? x[i] : NAN);
    cr_json_end(j);
}

static void option(struct cr_json *j, const struct cr_scenario *s,
    const struct cr_decision_result *d, const struct cr_option_result *o, bool worlds)
{
    cr_json_object(j, NULL);
    cr_json_text(j, "option", s->nodes[d->node].branches[o->option].name);
    by_actor(j, "value", s, o->value);
    by_actor(j, "from_here", s, o->from_here);
    cr_json_num(j, "utility", o->utility);
    cr_json_num(j, "certainty_equivalent", o->certainty);
    cr_json_num(j, "probability", o->probability);
    if (worlds) {
        cr_json_num(j, "best_share", o->best_share);
        cr_json_num(j, "q05", o->q05);
        cr_json_num(j, "q50", o->q50);
        cr_json_num(j, "q95", o->q95);
    }
    cr_json_end(j);
}

static void decision(struct cr_json *j, struct cr_arena *arena, const struct cr_scenario *s,
    const struct cr_decision_result *d, bool worlds)
{
    const struct cr_node *node = &s->nodes[d->node];
    cr_json_object(j, NULL);
    cr_json_text(j, "node", node->id);
    cr_json_array(j, "path");
    for (int i = 0; i < d->n_path; i++)
        cr_json_text(
            j, NULL, cr_scenario_branch_name(arena, s, d->path_nodes[i], d->path_branches[i]));
    cr_json_end(j);
    cr_json_num(j, "paths", d->n_paths);
    cr_json_text(j, "actor", s->actors[d->actor].id);
    cr_json_text(j, "choice", d->choice < 0 ? NULL : node->branches[d->choice].name);
    cr_json_array(j, "ties");
    for (int i = 0; i < d->n_ties; i++)
        cr_json_text(j, NULL, node->branches[d->ties[i]].name);
    cr_json_end(j);
    cr_json_num(j, "reach", d->reach);
    cr_json_array(j, "options");
    for (int i = 0; i < d->n_options; i++)
        option(j, s, d, &d->options[i], worlds);
    cr_json_end(j);
    cr_json_end(j);
}

static void over_worlds(struct cr_json *j, const struct cr_share *share)
{
    if (!share)
        return;
    cr_json_num(j, "se", share->se);
    cr_json_num(j, "low", share->low);
    cr_json_num(j, "high", share->high);
    cr_json_num(j, "q05", share->q05);
    cr_json_num(j, "q50", share->q50);
    cr_json_num(j, "q95", share->q95);
}

static void probabilities(
    struct cr_json *j, const struct cr_scenario *s, const struct cr_solve_result *r)
{
    cr_json_array(j, "outcomes");
    for (size_t i = 0; i < s->n_outcomes; i++) {
        cr_json_object(j, NULL);
        cr_json_text(j, "id", s->outcomes[i].id);
        cr_json_text(j, "label", s->outcomes[i].label);
        cr_json_num(j, "probability", r->outcomes[i]);
        over_worlds(j, r->outcome_shares ? &r->outcome_shares[i] : NULL);
        cr_json_end(j);
    }
    cr_json_end(j);
    cr_json_array(j, "tags");
    for (size_t i = 0; i < s->n_tags; i++) {
        cr_json_object(j, NULL);
        cr_json_text(j, "id", s->tags[i]);
        cr_json_num(j, "probability", r->tags[i]);
        over_worlds(j, r->tag_shares ? &r->tag_shares[i] : NULL);
        cr_json_end(j);
    }
    cr_json_end(j);
}

void cr_json_solve(const struct cr_view *view, const struct cr_solve_result *r, struct cr_buf *out)
{
    const struct cr_scenario *s = view->scenario;
    struct cr_json j;
    cr_json_begin(&j, out, "crossroads.solve/1");
    provenance(&j, view);
    cr_json_seed(&j, &r->luck);
    cr_json_whole(&j, "runs", 0);
    cr_json_whole(&j, "worlds", r->worlds);
    cr_json_text(&j, "engine", cr_engine_name(r->engine));
    cr_json_text(&j, "rule", cr_rule_name(r->rule));
    by_actor(&j, "value", s, r->value);
    if (r->value_q05) {
        by_actor(&j, "value_q05", s, r->value_q05);
        by_actor(&j, "value_q95", s, r->value_q95);
    }
    double *certain = CR_NEW(view->arena, double, s->n_actors + 1);
    for (size_t i = 0; i < s->n_actors; i++) /* without a utility an actor does not mind risk */
        certain[i] = s->actors[i].utility || r->rule ? r->certainty[i] : r->value[i];
    by_actor(&j, "certainty_equivalent", s, certain);
    if (!isnan(r->evidence_probability))
        cr_json_num(&j, "evidence_probability", cr_json_evidence(view, r->evidence_probability));
    cr_json_given(&j, view);
    cr_json_array(&j, "policy");
    for (size_t i = 0; i < r->n_policy; i++)
        decision(&j, view->arena, s, &r->policy[i], r->worlds > 0);
    cr_json_end(&j);
    probabilities(&j, s, r);
    payoffs(&j, s, r->payoffs, NULL);
    measures(&j, s, r->measures);
    nodes(&j, s, r->nodes);
    cr_json_num(&j, "positions", r->positions);
    if (view->voi)
        cr_json_voi(view, view->voi, &j);
    notes(&j, r->notes, r->n_notes);
    cr_json_finish(&j);
}
