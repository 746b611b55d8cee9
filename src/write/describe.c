/* The author's items in short words: a weight, the effects of a branch, a shift, a target. Each is
 * a text in the arena, cleaned of what could drive a terminal; numbers appear as they were written
 * where the text is known, else shortest. */
#include "write/describe.h"

#include "program/program.h"
#include "scenario/keys.h"
#include "scenario/scenario.h"

#include "write/text.h"

#include <math.h>
#include <string.h>

const char *cr_describe_expr(const struct cr_view *view, const struct cr_expr *expr)
{
    struct cr_buf text;
    cr_buf_init(&text, view->arena);
    cr_expr_print(expr, &text);
    return cr_text_clean(view->arena, text.s);
}

const char *cr_describe_value(const struct cr_view *view, const struct cr_value *value, bool sign)
{
    if (value->kind == CR_VALUE_NUMBER && sign) {
        struct cr_buf text;
        cr_buf_init(&text, view->arena);
        if (value->number >= 0)
            cr_buf_char(&text, '+');
        cr_buf_num(&text, value->number);
        return text.s;
    }
    if (value->text)
        return cr_text_clean(view->arena, value->text);
    if (value->kind == CR_VALUE_EXPR)
        return cr_describe_expr(view, value->expr);
    struct cr_buf text;
    cr_buf_init(&text, view->arena);
    if (value->kind == CR_VALUE_NUMBER)
        cr_buf_num(&text, value->number);
    return text.s;
}

/* The total of a node's relative weights if all are plain numbers, else NaN. */
static double relative_total(const struct cr_node *node)
{
    double total = 0;
    for (size_t i = 0; i < node->n_branches; i++) {
        const struct cr_weight *w = &node->branches[i].weight;
        if (w->form != CR_WEIGHT_VALUE || w->value.kind != CR_VALUE_NUMBER)
            return NAN;
        total += w->value.number;
    }
    return total;
}

const char *cr_describe_weight(
    const struct cr_view *view, const struct cr_node *node, size_t branch)
{
    const struct cr_weight *w = &node->branches[branch].weight;
    if (node->kind == CR_RULE)
        return node->branches[branch].when ? "" : "otherwise";
    if (w->form == CR_WEIGHT_REST)
        return "rest";
    if (w->form == CR_WEIGHT_NONE)
        return node->has_weights ? "" : node->kind == CR_DECISION ? "" : "equal";
    const char *text = cr_describe_value(view, &w->value, 0);
    double total = relative_total(node);
    if (node->mode != CR_MODE_RELATIVE || !isfinite(total) || fabs(total - 1) < 1e-9)
        return text;
    struct cr_buf of;
    cr_buf_init(&of, view->arena);
    cr_buf_printf(&of, "%s of %.6g", text, total);
    return of.s;
}

static void print_separator(struct cr_buf *text, const char *separator)
{
    if (text->n)
        cr_buf_str(text, separator);
}

const char *cr_describe_effects(const struct cr_view *view, const struct cr_branch_item *branch)
{
    const struct cr_scenario *s = view->scenario;
    struct cr_buf text;
    cr_buf_init(&text, view->arena);
    for (size_t i = 0; i < branch->n_sets; i++) {
        print_separator(&text, ", ");
        cr_buf_printf(&text, "%s = %s", s->states[branch->sets[i].state].id,
            cr_describe_value(view, &branch->sets[i].value, 0));
    }
    for (size_t i = 0; i < branch->n_changes; i++) {
        print_separator(&text, ", ");
        cr_buf_printf(&text, "%s %s", s->states[branch->changes[i].state].id,
            cr_describe_value(view, &branch->changes[i].value, 1));
    }
    for (size_t i = 0; i < branch->n_pays; i++) {
        print_separator(&text, ", ");
        cr_buf_printf(&text, "pays %s %s", s->actors[branch->pays[i].actor].id,
            cr_describe_value(view, &branch->pays[i].value, 1));
    }
    return text.s;
}

/* "CSTO cohesion about -5", "Pain +10 to +30" is "Pain about +20 (10 to 30)". */
static const char *amount_in_words(
    const struct cr_view *view, const struct cr_value *value, bool sign)
{
    double mean = value->kind == CR_VALUE_DIST ? cr_value_mean(value) : NAN;
    const char *text = cr_describe_value(view, value, sign);
    if (!isfinite(mean))
        return text;
    bool range = strstr(text, " to ") && !strchr(text, '(');
    return cr_arena_printf(view->arena, sign ? "about %+.3g%s%s%s" : "about %.3g%s%s%s", mean,
        range ? " (" : "", range ? text : "", range ? ")" : "");
}

static const char *state_name(const struct cr_view *view, int state)
{
    const struct cr_state_item *s = &view->scenario->states[state];
    return cr_text_clean(view->arena, s->label ? s->label : s->id);
}

static const char *actor_name(const struct cr_view *view, int actor)
{
    const struct cr_actor *a = &view->scenario->actors[actor];
    return cr_text_clean(view->arena, a->label ? a->label : a->id);
}

const char *cr_describe_pay_in_words(const struct cr_view *view, const struct cr_pay *pay)
{
    return cr_arena_printf(view->arena, "payoff of %s %s%s", actor_name(view, pay->actor),
        pay->value.kind == CR_VALUE_EXPR ? "by " : "", amount_in_words(view, &pay->value, true));
}

const char *cr_describe_effects_in_words(
    const struct cr_view *view, const struct cr_branch_item *branch)
{
    struct cr_buf text;
    cr_buf_init(&text, view->arena);
    for (size_t i = 0; i < branch->n_sets; i++) {
        print_separator(&text, ", ");
        cr_buf_printf(&text, "%s becomes %s", state_name(view, branch->sets[i].state),
            amount_in_words(view, &branch->sets[i].value, false));
    }
    for (size_t i = 0; i < branch->n_changes; i++) {
        const struct cr_value *value = &branch->changes[i].value;
        print_separator(&text, ", ");
        cr_buf_printf(&text, "%s %s%s", state_name(view, branch->changes[i].state),
            value->kind == CR_VALUE_EXPR ? "by " : "", amount_in_words(view, value, true));
    }
    for (size_t i = 0; i < branch->n_pays; i++) {
        print_separator(&text, ", ");
        cr_buf_str(&text, cr_describe_pay_in_words(view, &branch->pays[i]));
    }
    return text.s;
}

/* The label of a variable, parameter or measure of this name; NULL: there is none. */
static const char *label_of_name(const struct cr_view *view, const char *name)
{
    const struct cr_scenario *s = view->scenario;
    int state = cr_map_find(s->state_map, name), parameter = cr_map_find(s->parameter_map, name);
    return state >= 0       ? s->states[state].label
           : parameter >= 0 ? s->parameters[parameter].label
                            : NULL;
}

/* Names become labels, and took('node.branch') the branch. */
const char *cr_describe_condition(const struct cr_view *view, const struct cr_expr *expr)
{
    static const char took[] = "took('";
    const char *text = cr_describe_expr(view, expr);
    struct cr_buf words;
    cr_buf_init(&words, view->arena);
    while (*text) {
        size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
        if (!strncmp(text, took, sizeof took - 1)) {
            const char *name = text + sizeof took - 1;
            size_t length = strcspn(name, "'");
            cr_buf_add(&words, name, length);
            text = name + length + strspn(name + length, "')");
            cr_buf_str(&words, " was taken");
        } else if (n) {
            const char *name = cr_arena_strndup(view->arena, text, n),
                       *label = label_of_name(view, name);
            cr_buf_str(&words, label ? cr_text_clean(view->arena, label) : name);
            text += n;
        } else {
            cr_buf_char(&words, *text++);
        }
    }
    return words.s;
}

const char *cr_describe_shifts_in_words(
    const struct cr_view *view, const struct cr_branch_item *branch)
{
    struct cr_buf text;
    cr_buf_init(&text, view->arena);
    for (size_t i = 0; i < branch->n_shifts; i++) {
        const struct cr_shift *shift = &branch->shifts[i];
        cr_buf_str(&text, i ? ", x" : "odds x");
        cr_buf_num(&text, shift->factor);
        if (shift->node >= 0) {
            cr_buf_printf(&text, " after %s",
                cr_text_clean(view->arena, cr_scenario_branch_name(view->arena, view->scenario,
                                               shift->node, shift->branch)));
            continue;
        }
        cr_buf_str(&text, " per ");
        cr_buf_num(&text, shift->per);
        cr_buf_printf(&text, " of %s from %.6g", state_name(view, shift->state), shift->from);
    }
    return text.s;
}

const char *cr_describe_lens_weight(const struct cr_view *view, const struct cr_lens_weight *weight)
{
    struct cr_buf text;
    if (!weight->multiplier)
        return cr_describe_value(view, &weight->value, 0);
    cr_buf_init(&text, view->arena);
    cr_buf_char(&text, 'x');
    cr_buf_num(&text, weight->factor);
    return text.s;
}

const char *cr_describe_basis(const struct cr_lens_weight *weight)
{
    return weight->basis ? cr_bases[weight->basis - CR_BASIS_SAID] : NULL;
}

const struct cr_lens_weight *cr_describe_through(
    const struct cr_view *view, size_t k, int node, size_t branch)
{
    int index = view->program->setup->lenses[k].lens;
    const struct cr_lens *lens = index < 0 ? NULL : &view->scenario->lenses[index];
    for (size_t i = 0; lens && i < lens->n_weights; i++)
        if (lens->weights[i].node == node && lens->weights[i].branch == (int)branch)
            return &lens->weights[i];
    return NULL;
}

static const char *actor_label(const struct cr_scenario *s, int actor)
{
    return s->actors[actor].label ? s->actors[actor].label : s->actors[actor].id;
}

const char *cr_describe_seers(const struct cr_view *view, const struct cr_node *node)
{
    const struct cr_scenario *s = view->scenario;
    bool decides = node->kind == CR_DECISION;
    size_t n = 0, at = 0;
    struct cr_buf text;
    cr_buf_init(&text, view->arena);
    for (size_t k = 0; k < node->n_seen_by; k++)
        n += node->seen_by[k] != node->actor;
    cr_buf_str(&text, n > 0 ? "seen by " : decides ? "not seen by the others" : "seen by nobody");
    for (size_t k = 0; k < node->n_seen_by; k++) {
        if (node->seen_by[k] == node->actor)
            continue;
        cr_buf_printf(&text, "%s%s",
            at == 0       ? ""
            : at + 1 == n ? " and "
                          : ", ",
            actor_label(s, node->seen_by[k]));
        at++;
    }
    cr_buf_str(&text, n > 0 ? " only" : "");
    return text.s;
}

const char *cr_describe_target(const struct cr_view *view, const struct cr_target *target)
{
    const struct cr_scenario *s = view->scenario;
    return target->node >= 0      ? s->nodes[target->node].id
           : target->outcome >= 0 ? s->outcomes[target->outcome].id
                                  : "";
}
