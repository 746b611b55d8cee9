/* Canonical YAML of nodes, lenses and observations.
 *
 * Keys are written in the order of the table of keys, values as the author wrote them; what equals
 * the default has no line. */
#include "scenario/print_nodes.h"

#include "scenario/keys.h"
#include "scenario/print_parts.h"
#include "scenario/scenario.h"

#include <string.h>

static const char *target_id(const struct cr_scenario *s, const struct cr_target *target)
{
    if (target->node >= 0)
        return s->nodes[target->node].id;
    return target->outcome >= 0 ? s->outcomes[target->outcome].id : NULL;
}

static void print_open(struct cr_buf *out, int indent, const char *key)
{
    cr_print_key(out, indent, key);
    cr_buf_char(out, '\n');
}

static void print_effects(struct cr_buf *out, const struct cr_scenario *s, const char *key,
    const struct cr_effect *effects, size_t n)
{
    if (n > 0)
        print_open(out, 4, key);
    for (size_t i = 0; i < n; i++)
        cr_print_entry(out, 5, s->states[effects[i].state].id, effects[i].value.text);
}

static void print_shifts(
    struct cr_buf *out, const struct cr_scenario *s, const struct cr_branch_item *branch)
{
    struct cr_buf text;

    if (branch->n_shifts > 0)
        print_open(out, 4, "shift");
    cr_buf_init(&text, out->arena);
    for (size_t i = 0; i < branch->n_shifts; i++) {
        const struct cr_shift *shift = &branch->shifts[i];
        cr_buf_clear(&text);
        cr_buf_char(&text, 'x');
        cr_buf_num(&text, shift->factor);
        if (shift->state >= 0) {
            cr_buf_str(&text, " per ");
            cr_buf_num(&text, shift->per);
            if (shift->from_written) {
                cr_buf_str(&text, " from ");
                cr_buf_num(&text, shift->from);
            }
        }
        cr_print_entry(out, 5,
            shift->state >= 0 ? s->states[shift->state].id
                              : cr_scenario_branch_name(out->arena, s, shift->node, shift->branch),
            text.s);
    }
}

static void print_branch(
    struct cr_buf *out, const struct cr_scenario *s, const struct cr_branch_item *branch)
{
    print_open(out, 3, branch->name);
    cr_print_entry(out, 4, "label", branch->label);
    cr_print_entry(out, 4, "about", branch->about);
    if (branch->weight.form == CR_WEIGHT_REST)
        cr_print_entry(out, 4, "weight", "rest");
    else if (branch->weight.form == CR_WEIGHT_VALUE)
        cr_print_entry(out, 4, "weight", branch->weight.value.text);
    cr_print_because(out, 4, &branch->because);
    cr_print_expr(out, 4, "when", branch->when);
    print_shifts(out, s, branch);
    cr_print_pays(out, 4, s, branch->pays, branch->n_pays);
    print_effects(out, s, "set", branch->sets, branch->n_sets);
    print_effects(out, s, "change", branch->changes, branch->n_changes);
    cr_print_entry(out, 4, "then", target_id(s, &branch->then));
}

/* Likelihoods by branch; those equal to `unwritten` need no line, but one line must be there. */
static void print_likelihoods(struct cr_buf *out, int indent, const struct cr_node *node,
    const double *likelihood, double unwritten)
{
    size_t n = 0;

    for (size_t b = 0; b < node->n_branches; b++)
        if (likelihood[b] != unwritten || (b + 1 == node->n_branches && n == 0)) {
            cr_print_number(out, indent, node->branches[b].name, likelihood[b]);
            n++;
        }
}

static void print_signals(struct cr_buf *out, const struct cr_node *node)
{
    if (node->n_signals > 0)
        print_open(out, 2, "signals");
    for (size_t k = 0; k < node->n_signals; k++) {
        print_open(out, 3, node->signals[k].name);
        print_likelihoods(out, 4, node, node->signals[k].likelihood, 0);
    }
}

/* On one line, as there may be nobody in the list. */
static void print_seen_by(
    struct cr_buf *out, const struct cr_scenario *s, const struct cr_node *node)
{
    cr_print_key(out, 2, "seen_by");
    cr_buf_str(out, " [");
    for (size_t k = 0; k < node->n_seen_by; k++)
        cr_buf_printf(out, "%s%s", k > 0 ? ", " : "", s->actors[node->seen_by[k]].id);
    cr_buf_str(out, "]\n");
}

void cr_print_node(struct cr_buf *out, const struct cr_scenario *s, const struct cr_node *node)
{
    static const char *const key[] = {
        [CR_CHANCE] = "chance", [CR_DECISION] = "options", [CR_RULE] = "rule"};

    print_open(out, 1, node->id);
    cr_print_entry(out, 2, "stage", node->stage >= 0 ? s->stages[node->stage].id : NULL);
    cr_print_entry(out, 2, "ask", node->ask);
    cr_print_entry(out, 2, "about", node->about);
    cr_print_because(out, 2, &node->because);
    cr_print_entry(out, 2, "hidden", node->hidden ? "true" : NULL);
    if (node->private_seen)
        print_seen_by(out, s, node);
    cr_print_entry(out, 2, "confidence", node->confidence.text);
    if (node->at_most > 0) {
        cr_print_number(out, 2, "at_most", (double)node->at_most);
        cr_print_entry(out, 2, "after", target_id(s, &node->after));
    }
    if (node->kind == CR_DECISION)
        cr_print_entry(out, 2, "decision", s->actors[node->actor].id);
    print_open(out, 2, key[node->kind]);
    for (size_t b = 0; b < node->n_branches; b++)
        print_branch(out, s, &node->branches[b]);
    print_signals(out, node);
}

static void print_lens_weights(
    struct cr_buf *out, const struct cr_scenario *s, const struct cr_lens *lens)
{
    struct cr_buf text;

    if (lens->n_weights > 0)
        print_open(out, 2, "weights");
    cr_buf_init(&text, out->arena);
    for (size_t i = 0; i < lens->n_weights; i++) {
        const struct cr_lens_weight *w = &lens->weights[i];
        cr_buf_clear(&text);
        cr_buf_char(&text, 'x');
        cr_buf_num(&text, w->factor);
        const char *name = cr_scenario_branch_name(out->arena, s, w->node, w->branch);
        const char *weight = w->multiplier ? text.s : w->value.text;
        if (w->basis == CR_BASIS_NONE && w->because.n == 0) {
            cr_print_entry(out, 3, name, weight);
            continue;
        }
        print_open(out, 3, name);
        cr_print_entry(out, 4, "weight", weight);
        cr_print_entry(out, 4, "basis", w->basis ? cr_bases[w->basis - CR_BASIS_SAID] : NULL);
        cr_print_because(out, 4, &w->because);
    }
}

static void print_informs(struct cr_buf *out, int indent, const struct cr_scenario *s,
    const struct cr_inform *informs, size_t n)
{
    if (n > 0)
        print_open(out, indent, "informs");
    for (size_t k = 0; k < n; k++) {
        const struct cr_node *node = &s->nodes[informs[k].node];
        print_open(out, indent + 1, node->id);
        print_likelihoods(out, indent + 2, node, informs[k].likelihood, 1);
    }
}

static void print_readings(
    struct cr_buf *out, const struct cr_scenario *s, const struct cr_lens *lens)
{
    if (lens->n_observations > 0)
        print_open(out, 2, "observations");
    for (size_t i = 0; i < lens->n_observations; i++) {
        const struct cr_lens_observation *reading = &lens->observations[i];
        print_open(out, 3, s->observations[reading->observation].id);
        print_informs(out, 4, s, reading->informs, reading->n_informs);
        cr_print_entry(
            out, 4, "basis", reading->basis ? cr_bases[reading->basis - CR_BASIS_SAID] : NULL);
        cr_print_because(out, 4, &reading->because);
    }
}

static void print_lens_values(
    struct cr_buf *out, const struct cr_scenario *s, const struct cr_lens *lens)
{
    if (lens->n_parameters > 0)
        print_open(out, 2, "parameters");
    for (size_t i = 0; i < lens->n_parameters; i++)
        cr_print_entry(
            out, 3, s->parameters[lens->parameters[i].index].id, lens->parameters[i].value.text);
    if (lens->n_starts > 0)
        print_open(out, 2, "start");
    for (size_t i = 0; i < lens->n_starts; i++) {
        const struct cr_lens_value *v = &lens->starts[i];
        const char *text = v->value.text;
        if (!v->shift && (text[0] == '-' || text[0] == '+'))
            text = cr_arena_printf(out->arena, "=%s", text);
        cr_print_entry(out, 3, s->states[v->index].id, text);
    }
    if (lens->n_pays > 0)
        print_open(out, 2, "payoffs");
    for (size_t i = 0; i < lens->n_pays; i++)
        cr_print_entry(out, 3,
            cr_arena_printf(out->arena, "%s.%s", s->outcomes[lens->pays[i].outcome].id,
                s->actors[lens->pays[i].actor].id),
            lens->pays[i].value.text);
}

void cr_print_lenses(struct cr_buf *out, const struct cr_scenario *s)
{
    if (s->n_lenses == 0 && s->pool_as_written == 0)
        return;
    cr_buf_str(out, "\nlenses:\n");
    for (size_t i = 0; i < s->n_lenses; i++) {
        const struct cr_lens *lens = &s->lenses[i];
        print_open(out, 1, lens->id);
        cr_print_entry(out, 2, "label", lens->label);
        cr_print_entry(out, 2, "about", lens->about);
        cr_print_because(out, 2, &lens->because);
        cr_print_number(out, 2, "pool", lens->pool);
        print_lens_weights(out, s, lens);
        print_lens_values(out, s, lens);
        print_readings(out, s, lens);
    }
    if (s->pool_as_written > 0) {
        print_open(out, 1, "as_written");
        cr_print_number(out, 2, "pool", s->pool_as_written);
    }
}

static void print_saw(
    struct cr_buf *out, const struct cr_scenario *s, const struct cr_observation *o)
{
    const struct cr_node *node;

    if (o->saw_node < 0)
        return;
    node = &s->nodes[o->saw_node];
    cr_print_entry(out, 2, "saw",
        cr_arena_printf(out->arena, "%s.%s", node->id,
            o->saw_branch >= 0 ? node->branches[o->saw_branch].name
                               : node->signals[o->saw_signal].name));
}

void cr_print_observations(struct cr_buf *out, const struct cr_scenario *s)
{
    if (s->n_observations > 0)
        cr_buf_str(out, "\nobservations:\n");
    for (size_t i = 0; i < s->n_observations; i++) {
        const struct cr_observation *o = &s->observations[i];
        print_open(out, 1, o->id);
        cr_print_entry(out, 2, "date", o->date);
        print_saw(out, s, o);
        print_informs(out, 2, s, o->informs, o->n_informs);
        cr_print_entry(out, 2, "about", o->about);
        cr_print_because(out, 2, &o->because);
    }
}
