/* Numbers in all their forms.
 *
 * The forms are tried in turn: number, estimative word, range, distribution, expression. The rules
 * of a place say which are allowed there; the first that fits is taken, a text that nearly fits one
 * gets that one's message, and what people write instead is caught before (slips.c). */
#include "scenario/reader.h"

#include <math.h>
#include <string.h>

/*                                            where                      words dists odds state path
 * payoff */
const struct cr_value_rules cr_rules_parameter = {"a parameter", 1, 1, 0, 0, 0, 0};
const struct cr_value_rules cr_rules_start = {"a starting value", 1, 1, 0, 0, 0, 0};
const struct cr_value_rules cr_rules_weight = {"a weight", 1, 1, 1, 1, 1, 0};
const struct cr_value_rules cr_rules_new_weight = {"a new weight", 1, 1, 1, 1, 1, 0};
const struct cr_value_rules cr_rules_confidence = {"confidence", 0, 1, 0, 0, 0, 0};
const struct cr_value_rules cr_rules_effect = {"the effect of a branch", 0, 1, 0, 1, 1, 0};
const struct cr_value_rules cr_rules_pay = {"a payoff", 0, 1, 0, 1, 1, 0};
const struct cr_value_rules cr_rules_outcome_pay = {"an outcome's payoff", 0, 0, 0, 1, 1, 0};
const struct cr_value_rules cr_rules_when = {"a condition", 0, 0, 0, 1, 1, 0};
const struct cr_value_rules cr_rules_measure = {"a measure", 0, 0, 0, 1, 1, 0};
const struct cr_value_rules cr_rules_actor_payoff = {"an actor's payoff", 0, 0, 0, 1, 1, 0};
const struct cr_value_rules cr_rules_utility = {"a utility", 0, 0, 0, 0, 0, 1};

double cr_value_mean(const struct cr_value *value)
{
    if (value->kind == CR_VALUE_NUMBER)
        return value->number;
    return value->kind == CR_VALUE_DIST ? value->dist->mean : NAN;
}

/* Whether the text itself says that it is a probability: a %, a word or counts. */
static bool speaks_of_probability(struct cr_span span)
{
    for (size_t i = 0; i < span.n; i++) {
        if (span.s[i] == '%')
            return true;
        if (span.n - i > 6 && strncmp(span.s + i, "counts", 6) == 0 &&
            (span.s[i + 6] == '(' || span.s[i + 6] == ' '))
            return true;
    }
    return false;
}

/* 1: read; 0: faulty (reported); -1: not of this form. */
static int try_number(struct cr_reader *r, struct cr_span span, struct cr_value *value)
{
    const char *why = NULL;
    int percent;

    switch (cr_span_number(span, &value->number, &percent, &why)) {
    case CR_NUM_IS:
        value->kind = CR_VALUE_NUMBER;
        return 1;
    case CR_NUM_FAULTY:
        cr_diag(r->diags, CR_E_NUMBER, cr_span_place(span), why,
            "'%s' is not a number of the language", cr_span_text(r->arena, span));
        return 0;
    default:
        return -1;
    }
}

static enum cr_status set_dist(struct cr_value *value, struct cr_dist *dist)
{
    value->dist = dist;
    value->kind = dist ? CR_VALUE_DIST : CR_VALUE_NONE;
    return dist ? CR_OK : CR_INPUT;
}

static bool is_function(const char *name)
{
    for (int op = 0; op < CR_N_OPS; op++)
        if (strcmp(cr_ops[op].text, name) == 0)
            return true;
    return false;
}

/* A misspelt distribution, before the expression parser takes it for a misspelt function. */
static bool misspelt_dist(struct cr_reader *r, struct cr_span span)
{
    const char *names[CR_N_DISTS], *text, *near;
    struct cr_span name, inside;

    if (!cr_span_call(span, &name, &inside))
        return false;
    text = cr_span_text(r->arena, name);
    if (is_function(text))
        return false;
    for (int k = 0; k < CR_N_DISTS; k++)
        names[k] = cr_dists[k].text;
    near = cr_suggest(text, names, CR_N_DISTS);
    if (near)
        cr_diag(r->diags, CR_E_DIST, cr_span_place(name),
            cr_hint(r->diags, "did you mean '%s'?", near), "there is no distribution '%s'", text);
    return near != NULL;
}

static enum cr_status read_forms(struct cr_reader *r, struct cr_span span,
    const struct cr_value_rules *rules, struct cr_value *value)
{
    struct cr_span low, high, inside;
    int kind, done = try_number(r, span, value);

    if (done >= 0)
        return done ? CR_OK : CR_INPUT;
    if (rules->words && set_dist(value, cr_word_dist(r, span)) == CR_OK) {
        value->percent = 1;
        return CR_OK;
    }
    if (cr_report_blank(r, span) || cr_report_slip(r, span, rules))
        return CR_INPUT;
    if (rules->dists && cr_span_range(span, &low, &high))
        return set_dist(value, cr_read_range(r, span, low, high, rules));
    if (rules->dists && cr_span_dist(span, &kind, &inside))
        return set_dist(value, cr_read_dist(r, span, rules));
    if (rules->dists && misspelt_dist(r, span))
        return CR_INPUT;
    value->expr = cr_read_expr_span(r, span, rules);
    value->kind = value->expr ? CR_VALUE_EXPR : CR_VALUE_NONE;
    if (value->expr && cr_expr_is_number(value->expr, &value->number))
        value->kind = CR_VALUE_NUMBER;
    return value->expr ? CR_OK : CR_INPUT;
}

enum cr_status cr_read_value_span(struct cr_reader *r, struct cr_span span,
    const struct cr_value_rules *rules, struct cr_value *value)
{
    memset(value, 0, sizeof *value);
    value->place = cr_span_place(span);
    if (span.n == 0) {
        cr_diag(r->diags, CR_E_NO_VALUE, value->place, NULL, "%s is empty", rules->where);
        return CR_INPUT;
    }
    value->text = cr_span_text(r->arena, span);
    value->percent = speaks_of_probability(span);
    if (read_forms(r, span, rules, value) == CR_OK)
        return CR_OK;
    value->kind = CR_VALUE_NONE;
    return CR_INPUT;
}

enum cr_status cr_read_value(struct cr_reader *r, const struct cr_yaml *yaml,
    const struct cr_value_rules *rules, struct cr_value *value)
{
    memset(value, 0, sizeof *value);
    value->place = CR_NOWHERE;
    if (!yaml || cr_expect(r, yaml, CR_YAML_SCALAR, rules->where) != CR_OK)
        return CR_INPUT;
    return cr_read_value_span(r, cr_span_of(yaml), rules, value);
}
