/* A scenario that has been read: names of the command line, values of --set.
 *
 * A value from the command line goes through the same reader as one of the file, with the rules of
 * its place, so both are refused for the same reasons. */
#include "scenario/reader.h"

#include <string.h>

bool cr_scenario_branch(const struct cr_scenario *s, const char *text, int *node, int *branch)
{
    const char *dot = strchr(text, '.');

    *node = *branch = -1;
    if (!dot)
        return false;
    *node = cr_map_find(s->node_map, cr_arena_strndup(s->arena, text, (size_t)(dot - text)));
    if (*node >= 0)
        *branch = cr_node_branch(&s->nodes[*node], dot + 1);
    return *branch >= 0;
}

bool cr_scenario_signal(const struct cr_scenario *s, const char *text, int *node, int *signal)
{
    const char *dot = strchr(text, '.');
    int found = 0;

    *node = *signal = -1;
    if (dot) {
        *node = cr_map_find(s->node_map, cr_arena_strndup(s->arena, text, (size_t)(dot - text)));
        if (*node >= 0)
            *signal = cr_node_signal(&s->nodes[*node], dot + 1);
        return *signal >= 0;
    }
    for (size_t i = 0; i < s->n_nodes; i++) {
        int k = cr_node_signal(&s->nodes[i], text);
        if (k < 0)
            continue;
        found++;
        *node = (int)i;
        *signal = k;
    }
    return found == 1;
}

/* A number for a branch: a relative weight, or a probability. */
static enum cr_status check_weight(
    struct cr_reader *r, enum cr_value_place place, const struct cr_value *value)
{
    bool relative = place == CR_AT_WEIGHT && !value->percent;

    if (value->kind != CR_VALUE_NUMBER || (value->number >= 0 && (relative || value->number <= 1)))
        return CR_OK;
    if (value->number < 0 && relative)
        cr_diag(r->diags, CR_E_WEIGHT_NEGATIVE, value->place, "a weight is at least 0",
            "the weight %s is negative", value->text);
    else
        cr_diag(r->diags, value->number < 0 ? CR_E_WEIGHT_NEGATIVE : CR_E_WEIGHT_ABOVE,
            value->place, NULL, "a probability lies between 0%% and 100%%, but here is %s",
            value->text);
    return CR_INPUT;
}

/* x1.2: the factor as a number. */
static enum cr_status read_factor(
    struct cr_reader *r, const struct cr_yaml *scalar, struct cr_value *value)
{
    int done;

    *value = (struct cr_value){.kind = CR_VALUE_NUMBER, .place = CR_NOWHERE, .text = scalar->text};
    done = cr_read_multiplier(r, cr_span_of(scalar), &value->number);
    if (done == 0)
        cr_diag(r->diags, CR_E_SHIFT, CR_NOWHERE, "write x1.2 for a fifth more, x0 for none",
            "'%s' is not a multiplier", scalar->text);
    return done > 0 ? CR_OK : CR_INPUT;
}

static struct cr_yaml *scalar_of(struct cr_arena *arena, const char *text)
{
    struct cr_yaml *scalar = CR_NEW(arena, struct cr_yaml, 1);
    scalar->kind = CR_YAML_SCALAR;
    scalar->place = CR_NOWHERE;
    scalar->text = cr_arena_strdup(arena, text);
    scalar->n = (uint32_t)strlen(text);
    return scalar;
}

enum cr_status cr_value_read_text(struct cr_arena *arena, const struct cr_scenario *s,
    const char *text, enum cr_value_place place, struct cr_value *value, struct cr_diags *diags)
{
    struct cr_reader r = {.arena = arena, .diags = diags, .names = s, .suggestions = 8};
    struct cr_yaml *scalar = scalar_of(arena, text);
    const struct cr_value_rules *rules = &cr_rules_new_weight;

    if (place == CR_AT_PARAMETER)
        rules = &cr_rules_parameter;
    else if (place == CR_AT_START)
        rules = &cr_rules_start;
    else if (place == CR_AT_EFFECT)
        rules = &cr_rules_effect;
    if (place == CR_AT_FACTOR)
        return read_factor(&r, scalar, value);
    if (cr_read_value(&r, scalar, rules, value) != CR_OK)
        return CR_INPUT;
    return place == CR_AT_WEIGHT || place == CR_AT_PROBABILITY ? check_weight(&r, place, value)
                                                               : CR_OK;
}

bool cr_value_is_factor(const char *text)
{
    const char *number = *text == 'x' || *text == 'X'        ? text + 1
                         : strncmp(text, "\xc3\x97", 2) == 0 ? text + 2
                                                             : NULL;
    return number && number[strspn(number, " ")] >= '0' && number[strspn(number, " ")] <= '9';
}

enum cr_status cr_shift_read_text(struct cr_arena *arena, const struct cr_scenario *s,
    const char *text, struct cr_shift *shift, struct cr_diags *diags)
{
    struct cr_reader r = {.arena = arena, .diags = diags, .names = s, .suggestions = 8};
    struct cr_yaml *scalar = scalar_of(arena, text);
    struct cr_span span = cr_span_of(scalar);
    if (shift->state < 0 || strchr(text, ' '))
        return cr_read_shift_form(&r, span, shift);
    int done = cr_read_multiplier(&r, span, &shift->factor);
    if (done == 0 || (done > 0 && shift->factor == 0))
        cr_diag(diags, CR_E_SHIFT, CR_NOWHERE, "as in x1.15, or x1.15 per 10",
            "'%s' is not a shift by a state variable", text);
    return done > 0 && shift->factor > 0 ? CR_OK : CR_INPUT;
}
