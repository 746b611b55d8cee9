/* Parameters, state variables, measures and correlations: the numbers of a file.
 *
 * Correlations are read last of all, when every input that they may name is known. */
#include "scenario/reader.h"

#include <math.h>
#include <string.h>

void cr_read_parameters(struct cr_reader *r, const struct cr_yaml *yaml)
{
    for (size_t i = 0; i < r->s->n_parameters; i++) {
        struct cr_parameter *p = &r->s->parameters[i];
        struct cr_fields f;

        p->id = p->label = yaml->keys[i]->text;
        p->place = p->value.place = yaml->keys[i]->place;
        if (cr_object_read(r, CR_OBJECT_PARAMETER, yaml->keys[i], yaml->items[i], &f) != CR_OK)
            continue;
        if (CR_FIELD(&f, PARAMETER, label))
            p->label = cr_read_text(r, CR_FIELD(&f, PARAMETER, label), "'label'");
        p->about = cr_read_text(r, CR_FIELD(&f, PARAMETER, about), "'about'");
        cr_read_because(r, CR_FIELD(&f, PARAMETER, because), &p->because);
        cr_read_value(r, CR_FIELD(&f, PARAMETER, value), &cr_rules_parameter, &p->value);
    }
}

static void read_bounds(struct cr_reader *r, const struct cr_fields *f, struct cr_state_item *state)
{
    static const char *const kinds[] = {"clamp", "soft"};
    const struct cr_yaml *bounds = CR_FIELD(f, STATE, bounds);

    state->low = -INFINITY;
    state->high = INFINITY;
    if (cr_read_interval(r, CR_FIELD(f, STATE, between), &state->low, &state->high) == CR_OK)
        state->bounds = CR_BOUNDS_CLAMP;
    if (!bounds)
        return;
    if (!CR_GIVEN(f, STATE, between)) {
        cr_diag(r->diags, CR_E_SOFT, CR_FIELD_KEY(f, STATE, bounds)->place,
            "add 'between: [low, high]'", "state variable '%s' has 'bounds' without 'between'",
            state->id);
        return;
    }
    if (cr_read_choice(r, bounds, "'bounds'", kinds, 2) == 1 && state->bounds != CR_BOUNDS_NONE)
        state->bounds = CR_BOUNDS_SOFT;
}

static void check_start(struct cr_reader *r, const struct cr_state_item *state)
{
    const struct cr_value *start = &state->start;

    if (start->kind == CR_VALUE_NUMBER || start->kind == CR_VALUE_DIST)
        cr_warn_of_percent(r, start, (int)(state - r->names->states), "'start'");
    if (start->kind == CR_VALUE_DIST && start->dist->kind == CR_DIST_NORMAL &&
        strstr(start->text, " to ") && (state->bounds == CR_BOUNDS_NONE || state->low < 0))
        cr_warn_of_sign(r, start->dist, start->place);
    if (start->kind != CR_VALUE_NUMBER || state->bounds == CR_BOUNDS_NONE ||
        (start->number >= state->low && start->number <= state->high))
        return;
    cr_diag(r->diags, CR_W_START_OUTSIDE, start->place, "it is moved to the nearer bound",
        "'%s' starts at %s, outside its bounds", state->id, start->text);
}

void cr_read_state(struct cr_reader *r, const struct cr_yaml *yaml)
{
    for (size_t i = 0; i < r->s->n_states; i++) {
        struct cr_state_item *state = &r->s->states[i];
        struct cr_fields f;

        state->id = state->label = yaml->keys[i]->text;
        state->place = state->start.place = yaml->keys[i]->place;
        state->low = -INFINITY;
        state->high = INFINITY;
        if (cr_object_read(r, CR_OBJECT_STATE, yaml->keys[i], yaml->items[i], &f) != CR_OK)
            continue;
        if (CR_FIELD(&f, STATE, label))
            state->label = cr_read_text(r, CR_FIELD(&f, STATE, label), "'label'");
        state->about = cr_read_text(r, CR_FIELD(&f, STATE, about), "'about'");
        state->low_text = cr_read_text(r, CR_FIELD(&f, STATE, low), "'low'");
        state->high_text = cr_read_text(r, CR_FIELD(&f, STATE, high), "'high'");
        cr_read_because(r, CR_FIELD(&f, STATE, because), &state->because);
        cr_read_value(r, CR_FIELD(&f, STATE, start), &cr_rules_start, &state->start);
        read_bounds(r, &f, state);
        check_start(r, state);
    }
}

void cr_read_measures(struct cr_reader *r, const struct cr_yaml *yaml)
{
    for (size_t i = 0; i < r->s->n_measures; i++) {
        struct cr_measure *m = &r->s->measures[i];
        struct cr_fields f;

        m->id = m->label = yaml->keys[i]->text;
        m->place = yaml->keys[i]->place;
        m->low = m->high = NAN;
        if (cr_object_read(r, CR_OBJECT_MEASURE, yaml->keys[i], yaml->items[i], &f) != CR_OK)
            continue;
        if (CR_FIELD(&f, MEASURE, label))
            m->label = cr_read_text(r, CR_FIELD(&f, MEASURE, label), "'label'");
        m->about = cr_read_text(r, CR_FIELD(&f, MEASURE, about), "'about'");
        cr_read_because(r, CR_FIELD(&f, MEASURE, because), &m->because);
        m->value = cr_read_expr(r, CR_FIELD(&f, MEASURE, value), &cr_rules_measure);
        cr_read_interval(r, CR_FIELD(&f, MEASURE, between), &m->low, &m->high);
    }
}

/* The value behind the name of an uncertain input, or NULL (reported). */
static const struct cr_value *find_input(struct cr_reader *r, const struct cr_yaml *yaml)
{
    const struct cr_scenario *s = r->names;
    const char *dot = strchr(yaml->text, '.'), *hint;
    int i, node, branch;

    if (dot && strncmp(yaml->text, "start.", 6) == 0) {
        i = cr_find_state(r, dot + 1, yaml->place);
        return i < 0 ? NULL : &s->states[i].start;
    }
    if (dot) {
        if (cr_find_branch(r, yaml->text, yaml->place, &node, &branch, NULL) != CR_OK)
            return NULL;
        return &s->nodes[node].branches[branch].weight.value;
    }
    i = cr_map_find(s->parameter_map, yaml->text);
    if (i >= 0)
        return &s->parameters[i].value;
    if (cr_map_find(s->state_map, yaml->text) >= 0)
        hint = cr_hint(r->diags, "write start.%s for its starting value", yaml->text);
    else
        hint = cr_similar(r, yaml->text, s->parameter_map, NULL);
    cr_diag(r->diags, CR_E_CORRELATION, yaml->place, hint, "there is no uncertain input '%s'",
        yaml->text);
    return NULL;
}

static enum cr_status check_input(struct cr_reader *r, const struct cr_yaml *yaml)
{
    const struct cr_value *value;

    if (cr_expect(r, yaml, CR_YAML_SCALAR, "an input of a correlation") != CR_OK ||
        !(value = find_input(r, yaml)))
        return CR_INPUT;
    if (value->kind == CR_VALUE_DIST)
        return CR_OK;
    if (value->kind == CR_VALUE_NONE && value->text)
        return CR_INPUT; /* faulty itself, and reported there */
    cr_diag(r->diags, CR_E_CORRELATION, yaml->place,
        "correlate inputs that are a range, a word or a distribution",
        value->kind == CR_VALUE_EXPR ? "'%s' follows from others, so it is not drawn"
                                     : "'%s' is not uncertain, so it is not drawn",
        yaml->text);
    return CR_INPUT;
}

static enum cr_status read_pair(
    struct cr_reader *r, const struct cr_yaml *yaml, struct cr_correlation *c)
{
    bool good;

    if (!yaml || cr_expect(r, yaml, CR_YAML_LIST, "'between'") != CR_OK)
        return CR_INPUT;
    if (yaml->n_items != 2) {
        cr_diag(r->diags, CR_E_CORRELATION, cr_yaml_spot(yaml), "write [one, other]",
            "a correlation is between two inputs, here are %u", (unsigned)yaml->n_items);
        return CR_INPUT;
    }
    good = check_input(r, yaml->items[0]) == CR_OK;
    good &= check_input(r, yaml->items[1]) == CR_OK;
    if (!good)
        return CR_INPUT;
    c->a = yaml->items[0]->text;
    c->b = yaml->items[1]->text;
    if (strcmp(c->a, c->b) != 0)
        return CR_OK;
    cr_diag(r->diags, CR_E_CORRELATION, yaml->items[1]->place, NULL,
        "'%s' cannot be correlated with itself", c->a);
    return CR_INPUT;
}

static enum cr_status read_rho(struct cr_reader *r, const struct cr_yaml *yaml, double *rho)
{
    if (cr_read_number(r, yaml, "'rho'", rho) != CR_OK)
        return CR_INPUT;
    if (*rho >= -1 && *rho <= 1)
        return CR_OK;
    cr_diag(r->diags, CR_E_RHO, yaml->place, NULL, "'rho' lies between -1 and 1, but here is %s",
        yaml->text);
    return CR_INPUT;
}

/* Whether the pair is new, whichever way round. */
static enum cr_status is_new_pair(
    struct cr_reader *r, struct cr_map *pairs, const struct cr_correlation *c)
{
    bool turned = strcmp(c->a, c->b) > 0;
    const char *key =
        cr_arena_printf(r->arena, "%s\n%s", turned ? c->b : c->a, turned ? c->a : c->b);

    if (cr_map_add(pairs, key, 0))
        return CR_OK;
    cr_diag(r->diags, CR_E_CORRELATION, c->place, "leave one of the two out",
        "'%s' and '%s' are correlated twice", c->a, c->b);
    return CR_INPUT;
}

void cr_read_correlations(struct cr_reader *r, const struct cr_yaml *yaml)
{
    struct cr_scenario *s = r->s;
    struct cr_map pairs;

    if (!yaml || cr_expect(r, yaml, CR_YAML_LIST, "'correlations'") != CR_OK)
        return;
    cr_map_init(&pairs, r->arena);
    s->correlations = CR_NEW(r->arena, struct cr_correlation, yaml->n_items);
    for (uint32_t i = 0; i < yaml->n_items; i++) {
        struct cr_correlation *c = &s->correlations[s->n_correlations];
        struct cr_fields f;
        bool good;

        if (cr_object_read(r, CR_OBJECT_CORRELATION, NULL, yaml->items[i], &f) != CR_OK)
            continue;
        c->place = cr_yaml_spot(yaml->items[i]);
        good = read_pair(r, CR_FIELD(&f, CORRELATION, between), c) == CR_OK;
        good &= read_rho(r, CR_FIELD(&f, CORRELATION, rho), &c->rho) == CR_OK;
        if (good && is_new_pair(r, &pairs, c) == CR_OK)
            s->n_correlations++;
    }
}
