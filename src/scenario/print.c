/* Canonical YAML of a scenario. Block style throughout, every short form written out, texts quoted
 * where a reader of YAML could take them for something else. What was read from it is the same
 * model. */
#include "scenario/print_nodes.h"
#include "scenario/print_parts.h"
#include "scenario/scenario.h"

static void print_open(struct cr_buf *out, const char *key, size_t n)
{
    if (n == 0)
        return;
    cr_buf_char(out, '\n');
    cr_print_key(out, 0, key);
    cr_buf_char(out, '\n');
}

/* A mapping must not be left empty, or it would have no value. */
static void print_item(struct cr_buf *out, const char *id)
{
    cr_print_key(out, 1, id);
    cr_buf_char(out, '\n');
}

static void print_people(struct cr_buf *out, const struct cr_scenario *s)
{
    print_open(out, "actors", s->n_actors);
    for (size_t i = 0; i < s->n_actors; i++) {
        const struct cr_actor *actor = &s->actors[i];
        print_item(out, actor->id);
        cr_print_entry(out, 2, "label", actor->label);
        cr_print_entry(out, 2, "about", actor->about);
        cr_print_expr(out, 2, "payoff", actor->payoff);
        cr_print_expr(out, 2, "utility", actor->utility);
        cr_print_entry(out, 2, "goal", actor->minimise ? "min" : NULL);
        cr_print_because(out, 2, &actor->because);
    }
    print_open(out, "stages", s->n_stages);
    for (size_t i = 0; i < s->n_stages; i++) {
        print_item(out, s->stages[i].id);
        cr_print_entry(out, 2, "label", s->stages[i].label);
        cr_print_entry(out, 2, "about", s->stages[i].about);
        cr_print_entry(out, 2, "date", s->stages[i].date);
    }
    print_open(out, "sources", s->n_sources);
    for (size_t i = 0; i < s->n_sources; i++) {
        print_item(out, s->sources[i].id);
        cr_print_entry(out, 2, "cite", s->sources[i].cite);
        cr_print_entry(out, 2, "date", s->sources[i].date);
        cr_print_entry(out, 2, "url", s->sources[i].url);
        cr_print_entry(out, 2, "note", s->sources[i].note);
    }
}

static void print_parameters(struct cr_buf *out, const struct cr_scenario *s)
{
    print_open(out, "parameters", s->n_parameters);
    for (size_t i = 0; i < s->n_parameters; i++) {
        const struct cr_parameter *p = &s->parameters[i];
        print_item(out, p->id);
        cr_print_entry(out, 2, "value", p->value.text);
        cr_print_entry(out, 2, "label", p->label);
        cr_print_entry(out, 2, "about", p->about);
        cr_print_because(out, 2, &p->because);
    }
    print_open(out, "correlations", s->n_correlations);
    for (size_t i = 0; i < s->n_correlations; i++) {
        const struct cr_correlation *c = &s->correlations[i];
        const char *const pair[] = {c->a, c->b};
        cr_buf_str(out, "  - rho: ");
        cr_buf_num(out, c->rho);
        cr_buf_char(out, '\n');
        cr_print_list(out, 2, "between", pair, 2);
    }
}

static void print_state(struct cr_buf *out, const struct cr_scenario *s)
{
    print_open(out, "state", s->n_states);
    for (size_t i = 0; i < s->n_states; i++) {
        const struct cr_state_item *state = &s->states[i];
        print_item(out, state->id);
        cr_print_entry(out, 2, "start", state->start.text);
        cr_print_interval(out, 2, state->low, state->high);
        cr_print_entry(out, 2, "bounds", state->bounds == CR_BOUNDS_SOFT ? "soft" : NULL);
        cr_print_entry(out, 2, "label", state->label);
        cr_print_entry(out, 2, "about", state->about);
        cr_print_entry(out, 2, "low", state->low_text);
        cr_print_entry(out, 2, "high", state->high_text);
        cr_print_because(out, 2, &state->because);
    }
    print_open(out, "measures", s->n_measures);
    for (size_t i = 0; i < s->n_measures; i++) {
        const struct cr_measure *m = &s->measures[i];
        print_item(out, m->id);
        cr_print_expr(out, 2, "value", m->value);
        cr_print_entry(out, 2, "label", m->label);
        cr_print_entry(out, 2, "about", m->about);
        cr_print_interval(out, 2, m->low, m->high);
        cr_print_because(out, 2, &m->because);
    }
}

static void print_outcomes(struct cr_buf *out, const struct cr_scenario *s)
{
    print_open(out, "outcomes", s->n_outcomes);
    for (size_t i = 0; i < s->n_outcomes; i++) {
        const struct cr_outcome *o = &s->outcomes[i];
        const char **tags = CR_NEW(out->arena, const char *, o->n_tags);
        for (size_t k = 0; k < o->n_tags; k++)
            tags[k] = s->tags[o->tags[k]];
        print_item(out, o->id);
        cr_print_entry(out, 2, "label", o->label);
        cr_print_entry(out, 2, "about", o->about);
        cr_print_because(out, 2, &o->because);
        cr_print_list(out, 2, "tags", tags, o->n_tags);
        cr_print_entry(out, 2, "color", o->color);
        cr_print_pays(out, 2, s, o->pays, o->n_pays);
    }
}

static void print_lesson(struct cr_buf *out, const struct cr_lesson *lesson)
{
    if (lesson->minutes <= 0 && !lesson->n_objectives && !lesson->n_discussion && !lesson->n_notes)
        return;
    print_open(out, "lesson", 1);
    if (lesson->minutes > 0)
        cr_print_number(out, 1, "minutes", lesson->minutes);
    cr_print_list(out, 1, "objectives", lesson->objectives, lesson->n_objectives);
    cr_print_list(out, 1, "discussion", lesson->discussion, lesson->n_discussion);
    cr_print_list(out, 1, "notes", lesson->notes, lesson->n_notes);
}

void cr_scenario_print(const struct cr_scenario *s, struct cr_buf *out)
{
    cr_buf_str(out, "crossroads: 1\n");
    cr_print_entry(out, 0, "title", s->title);
    cr_print_entry(out, 0, "about", s->about);
    cr_print_entry(out, 0, "as_of", s->as_of);
    cr_print_entry(out, 0, "start",
        s->start.node >= 0 ? s->nodes[s->start.node].id : s->outcomes[s->start.outcome].id);
    print_people(out, s);
    print_parameters(out, s);
    print_state(out, s);
    if (s->n_nodes == 0)
        cr_buf_str(out, "\nnodes: {}\n");
    print_open(out, "nodes", s->n_nodes);
    for (size_t i = 0; i < s->n_nodes; i++)
        cr_print_node(out, s, &s->nodes[i]);
    print_outcomes(out, s);
    cr_print_lenses(out, s);
    cr_print_observations(out, s);
    print_lesson(out, &s->lesson);
}
