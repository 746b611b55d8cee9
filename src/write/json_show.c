/* `show --json`: the graph with reach and shares, or one future. */
#include "write/decisions.h"
#include "write/describe.h"
#include "write/document.h"
#include "write/json.h"
#include "write/pages.h"

#include <math.h>

static void begin(
    struct cr_json *j, struct cr_buf *out, const char *schema, const struct cr_view *view)
{
    const struct cr_source *source = view->scenario->source;
    cr_json_begin(j, out, schema);
    cr_json_text(j, "version", view->version);
    cr_json_object(j, "scenario");
    cr_json_text(j, "file", source->name);
    cr_json_text(j, "title", view->scenario->title);
    cr_json_text(j, "sha256", source->sha256);
    cr_json_end(j);
    cr_json_text(j, "command", view->command);
}

/* What the lenses in play make of a branch: who stands for it, and why. */
static void through_lenses(struct cr_json *j, const struct cr_view *view, size_t node, size_t b)
{
    size_t n = view->program ? view->program->setup->n_lenses : 0;
    cr_json_array(j, "lenses");
    for (size_t k = 0; k < n; k++) {
        const struct cr_lens_weight *w = cr_describe_through(view, k, (int)node, b);
        if (!w)
            continue;
        cr_json_object(j, NULL);
        cr_json_text(j, "lens", view->scenario->lenses[view->program->setup->lenses[k].lens].id);
        cr_json_text(j, "weight", cr_describe_lens_weight(view, w));
        cr_json_text(j, "basis", cr_describe_basis(w));
        cr_json_texts(j, "because", w->because.texts, w->because.n);
        cr_json_end(j);
    }
    cr_json_end(j);
}

static void branch(struct cr_json *j, const struct cr_view *view, const struct cr_run_result *r,
    size_t node, size_t b)
{
    const struct cr_node *n = &view->scenario->nodes[node];
    const struct cr_branch_item *item = &n->branches[b];
    cr_json_object(j, NULL);
    cr_json_text(j, "branch", item->name);
    cr_json_text(j, "label", item->label);
    cr_json_text(j, "weight", cr_describe_weight(view, n, b));
    cr_json_num(j, "share", r ? r->nodes[node].shares[b] : NAN);
    cr_json_text(j, "when", item->when ? cr_describe_expr(view, item->when) : NULL);
    cr_json_text(j, "effects", cr_describe_effects(view, item));
    cr_json_text(j, "then", cr_describe_target(view, &item->then));
    through_lenses(j, view, node, b);
    cr_json_end(j);
}

void cr_json_show(
    const struct cr_view *view, const struct cr_run_result *r, int only, struct cr_buf *out)
{
    static const char *const kinds[] = {"chance", "decision", "rule"};
    const struct cr_scenario *s = view->scenario;
    struct cr_json j;
    begin(&j, out, "crossroads.show/1", view);
    cr_json_text(&j, "start", cr_describe_target(view, &s->start));
    cr_json_array(&j, "nodes");
    for (size_t i = 0; i < s->n_nodes; i++) {
        const struct cr_node *n = &s->nodes[i];
        if (only >= 0 && (size_t)only != i)
            continue;
        cr_json_object(&j, NULL);
        cr_json_text(&j, "node", n->id);
        cr_json_text(&j, "kind", kinds[n->kind]);
        cr_json_text(&j, "ask", n->ask);
        cr_json_text(&j, "about", n->about);
        cr_json_text(&j, "actor", n->actor >= 0 ? s->actors[n->actor].id : NULL);
        cr_json_text(&j, "stage", n->stage >= 0 ? s->stages[n->stage].id : NULL);
        cr_json_bool(&j, "hidden", n->hidden);
        cr_json_num(&j, "reach", r ? r->nodes[i].reach : NAN);
        cr_json_array(&j, "branches");
        for (size_t b = 0; b < n->n_branches; b++)
            branch(&j, view, r, i, b);
        cr_json_end(&j);
        cr_json_end(&j);
    }
    cr_json_end(&j);
    cr_json_array(&j, "outcomes");
    for (size_t i = 0; i < s->n_outcomes && only < 0; i++) {
        cr_json_object(&j, NULL);
        cr_json_text(&j, "id", s->outcomes[i].id);
        cr_json_text(&j, "label", s->outcomes[i].label);
        cr_json_num(&j, "share", r ? r->outcomes[i].share : NAN);
        cr_json_end(&j);
    }
    cr_json_end(&j);
    cr_json_text(&j, "decisions", r ? cr_decisions_text(view) : NULL);
    cr_json_texts(&j, "notes", r ? r->notes : NULL, r ? r->n_notes : 0);
    cr_json_finish(&j);
}

static void state(struct cr_json *j, const char *key, const struct cr_scenario *s, const double *x)
{
    cr_json_object(j, key);
    for (size_t v = 0; v < s->n_states; v++)
        cr_json_num(j, s->states[v].id, x[v]);
    cr_json_end(j);
}

void cr_json_path(
    const struct cr_view *view, const struct cr_path *path, uint64_t run, struct cr_buf *out)
{
    const struct cr_scenario *s = view->scenario;
    const struct cr_program *p = view->program;
    struct cr_json j;
    begin(&j, out, "crossroads.path/1", view);
    cr_json_seed(&j, &path->luck);
    cr_json_whole(&j, "run", run);
    cr_json_object(&j, "world");
    for (int i = 0; i < p->n_slots; i++)
        if (p->slots[i].uncertain || p->slots[i].kind == CR_SLOT_PARAMETER)
            cr_json_num(&j, p->slots[i].name, path->slots[i]);
    cr_json_end(&j);
    cr_json_array(&j, "steps");
    for (size_t i = 0; i < path->n_steps; i++) {
        const struct cr_step *step = &path->steps[i];
        cr_json_object(&j, NULL);
        cr_json_text(&j, "node", s->nodes[step->node].id);
        cr_json_text(&j, "branch", s->nodes[step->node].branches[step->branch].name);
        cr_json_num(&j, "probability", step->probability);
        state(&j, "state", s, step->state);
        cr_json_end(&j);
    }
    cr_json_end(&j);
    cr_json_text(&j, "outcome", path->outcome >= 0 ? s->outcomes[path->outcome].id : NULL);
    state(&j, "state", s, path->state);
    cr_json_object(&j, "measures");
    for (size_t i = 0; i < s->n_measures; i++)
        cr_json_num(&j, s->measures[i].id, path->measures[i]);
    cr_json_end(&j);
    cr_json_object(&j, "payoffs");
    for (size_t i = 0; i < s->n_actors; i++)
        cr_json_num(&j, s->actors[i].id, s->actors[i].has_payoff ? path->payoffs[i] : NAN);
    cr_json_end(&j);
    cr_json_num(&j, "weight", path->weight);
    cr_json_finish(&j);
}
