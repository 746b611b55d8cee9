/* Lenses: other weights, parameters, starts, payoffs and readings of facts for the same tree.
 *
 * A lens names what it changes and is read after the tree, so each name is resolved at once. It
 * stays data here: the compiler (room program) applies it. */
#include "scenario/reader.h"

#include <string.h>

static bool bare_number_fault(struct cr_reader *r, const struct cr_value *value)
{
    const char *hint;

    if (value->kind != CR_VALUE_NUMBER || value->percent)
        return false;
    if (value->number > 1)
        hint = cr_hint(r->diags, "write %s%% for a probability, x%s for a multiplier", value->text,
            value->text);
    else
        hint = cr_hint(
            r->diags, "write a probability with %%, as in 30%%, or a multiplier: x%s", value->text);
    cr_diag(r->diags, CR_E_LENS_RELATIVE, value->place, hint,
        "under a lens, the bare number %s can be read in two ways", value->text);
    return true;
}

static bool out_of_range(struct cr_reader *r, const struct cr_value *value)
{
    if (value->kind != CR_VALUE_NUMBER || (value->number >= -1e-9 && value->number <= 1 + 1e-9))
        return false;
    cr_diag(r->diags, value->number < 0 ? CR_E_WEIGHT_NEGATIVE : CR_E_WEIGHT_ABOVE, value->place,
        NULL, "a probability lies between 0%% and 100%%, but here is %s", value->text);
    return true;
}

static enum cr_status read_number(
    struct cr_reader *r, const struct cr_yaml *yaml, struct cr_lens_weight *w)
{
    struct cr_span span;
    int done;

    if (cr_expect(r, yaml, CR_YAML_SCALAR, "a weight under a lens") != CR_OK)
        return CR_INPUT;
    span = cr_span_of(yaml);
    done = cr_read_multiplier(r, span, &w->factor);
    if (done != 0) {
        w->multiplier = true;
        w->value.place = yaml->place;
        return done > 0 ? CR_OK : CR_INPUT;
    }
    if (cr_read_value_span(r, span, &cr_rules_new_weight, &w->value) != CR_OK ||
        bare_number_fault(r, &w->value) || out_of_range(r, &w->value))
        return CR_INPUT;
    return CR_OK;
}

/* The short form x1.3, or the long one with a reason and with who stands for it. */
static enum cr_status read_weight(struct cr_reader *r, const struct cr_yaml *key,
    const struct cr_yaml *yaml, struct cr_lens_weight *w)
{
    struct cr_fields f;

    if (cr_object_read(r, CR_OBJECT_LENS_WEIGHT, key, yaml, &f) != CR_OK)
        return CR_INPUT;
    cr_read_because(r, CR_FIELD(&f, LENS_WEIGHT, because), &w->because);
    w->basis = cr_read_basis(r, CR_FIELD(&f, LENS_WEIGHT, basis));
    return CR_FIELD(&f, LENS_WEIGHT, weight) ? read_number(r, CR_FIELD(&f, LENS_WEIGHT, weight), w)
                                             : CR_INPUT;
}

static bool missing_dot(struct cr_reader *r, const struct cr_yaml *key, const char *form)
{
    if (strchr(key->text, '.'))
        return false;
    cr_diag(r->diags, CR_E_UNKNOWN_BRANCH, key->place, NULL, "'%s' should be written %s", key->text,
        form);
    return true;
}

static void read_weights(struct cr_reader *r, const struct cr_yaml *yaml, struct cr_lens *lens)
{
    if (!yaml || cr_expect(r, yaml, CR_YAML_MAP, "'weights'") != CR_OK)
        return;
    lens->weights = CR_NEW(r->arena, struct cr_lens_weight, yaml->n_items);
    for (uint32_t i = 0; i < yaml->n_items; i++) {
        const struct cr_yaml *key = yaml->keys[i];
        struct cr_lens_weight *w = &lens->weights[lens->n_weights];
        bool found = !missing_dot(r, key, "node.branch") &&
                     cr_find_branch(r, key->text, key->place, &w->node, &w->branch, NULL) == CR_OK;

        w->place = key->place;
        if (read_weight(r, key, yaml->items[i], w) != CR_OK || !found)
            continue;
        if (r->names->nodes[w->node].kind == CR_RULE)
            cr_diag(r->diags, CR_E_LENS_RULE, key->place, NULL,
                "node '%s' is a rule, so a lens has no weight to change there",
                r->names->nodes[w->node].id);
        lens->n_weights++;
    }
}

static int find_parameter(struct cr_reader *r, const struct cr_yaml *key)
{
    int k = cr_map_find(r->names->parameter_map, key->text);

    if (k < 0) {
        cr_diag(r->diags, CR_E_UNKNOWN_PARAMETER, key->place,
            cr_similar(r, key->text, r->names->parameter_map, NULL), "there is no parameter '%s'",
            key->text);
    }
    return k;
}

static void read_parameters(struct cr_reader *r, const struct cr_yaml *yaml, struct cr_lens *lens)
{
    if (!yaml || cr_expect(r, yaml, CR_YAML_MAP, "'parameters'") != CR_OK)
        return;
    lens->parameters = CR_NEW(r->arena, struct cr_lens_value, yaml->n_items);
    for (uint32_t i = 0; i < yaml->n_items; i++) {
        struct cr_lens_value *v = &lens->parameters[lens->n_parameters];
        v->index = find_parameter(r, yaml->keys[i]);
        v->place = yaml->keys[i]->place;
        if (cr_read_value(r, yaml->items[i], &cr_rules_parameter, &v->value) == CR_OK &&
            v->index >= 0)
            lens->n_parameters++;
    }
}

static enum cr_status read_start(
    struct cr_reader *r, const struct cr_yaml *yaml, struct cr_lens_value *v)
{
    struct cr_span span;

    if (cr_expect(r, yaml, CR_YAML_SCALAR, "a starting value") != CR_OK)
        return CR_INPUT;
    span = cr_span_of(yaml);
    v->shift = span.n > 0 && (span.s[0] == '+' || span.s[0] == '-');
    if (span.n > 0 && span.s[0] == '=')
        span = cr_span_cut(span, 1, span.n);
    if (cr_read_value_span(r, span, &cr_rules_start, &v->value) != CR_OK)
        return CR_INPUT;
    if (!v->shift || v->value.kind == CR_VALUE_NUMBER)
        return CR_OK;
    cr_diag(r->diags, CR_E_LENS_START, v->value.place,
        cr_hint(r->diags, "write =%s to replace the starting value", v->value.text),
        "'%s' begins with a sign, so it should shift by a plain number", v->value.text);
    return CR_INPUT;
}

static void read_starts(struct cr_reader *r, const struct cr_yaml *yaml, struct cr_lens *lens)
{
    if (!yaml || cr_expect(r, yaml, CR_YAML_MAP, "'start'") != CR_OK)
        return;
    lens->starts = CR_NEW(r->arena, struct cr_lens_value, yaml->n_items);
    for (uint32_t i = 0; i < yaml->n_items; i++) {
        struct cr_lens_value *v = &lens->starts[lens->n_starts];
        v->index = cr_find_state(r, yaml->keys[i]->text, yaml->keys[i]->place);
        v->place = yaml->keys[i]->place;
        if (read_start(r, yaml->items[i], v) == CR_OK && v->index >= 0)
            lens->n_starts++;
    }
}

static enum cr_status find_pay(
    struct cr_reader *r, const struct cr_yaml *key, struct cr_lens_pay *pay)
{
    const char *dot = strchr(key->text, '.'), *id;

    if (missing_dot(r, key, "outcome.actor"))
        return CR_INPUT;
    id = cr_arena_strndup(r->arena, key->text, (size_t)(dot - key->text));
    pay->outcome = cr_map_find(r->names->outcome_map, id);
    if (pay->outcome < 0) {
        cr_diag(r->diags, CR_E_UNKNOWN_OUTCOME, key->place,
            cr_similar(r, id, r->names->outcome_map, NULL), "there is no outcome '%s'", id);
        return CR_INPUT;
    }
    pay->actor = cr_find_actor(r, dot + 1, key->place);
    pay->place = key->place;
    if (pay->actor >= 0)
        r->s->actors[pay->actor].has_payoff = true;
    return pay->actor >= 0 ? CR_OK : CR_INPUT;
}

static void read_payoffs(struct cr_reader *r, const struct cr_yaml *yaml, struct cr_lens *lens)
{
    if (!yaml || cr_expect(r, yaml, CR_YAML_MAP, "'payoffs'") != CR_OK)
        return;
    lens->pays = CR_NEW(r->arena, struct cr_lens_pay, yaml->n_items);
    for (uint32_t i = 0; i < yaml->n_items; i++) {
        struct cr_lens_pay *pay = &lens->pays[lens->n_pays];
        bool found = find_pay(r, yaml->keys[i], pay) == CR_OK;
        if (cr_read_value(r, yaml->items[i], &cr_rules_outcome_pay, &pay->value) == CR_OK && found)
            lens->n_pays++;
    }
}

/* A reader weighs a fact otherwise; upon what it bears is for the file to say. */
static void check_reading(struct cr_reader *r, const struct cr_lens_observation *reading)
{
    const struct cr_observation *o = &r->names->observations[reading->observation];

    for (size_t i = 0; i < reading->n_informs; i++) {
        const struct cr_node *node = &r->names->nodes[reading->informs[i].node];
        size_t k = 0;
        while (k < o->n_informs && o->informs[k].node != reading->informs[i].node)
            k++;
        if (k == o->n_informs)
            cr_diag(r->diags, CR_E_LENS_OBSERVATION, reading->informs[i].place,
                cr_hint(
                    r->diags, "let '%s' inform '%s' with equal likelihoods first", o->id, node->id),
                "the observation '%s' does not inform '%s', so a lens cannot read it otherwise",
                o->id, node->id);
    }
}

static int find_observation(struct cr_reader *r, const struct cr_yaml *key)
{
    int index = cr_map_find(r->names->observation_map, key->text);

    if (index < 0)
        cr_diag(r->diags, CR_E_LENS_OBSERVATION, key->place,
            cr_similar(r, key->text, r->names->observation_map, NULL),
            "there is no observation '%s'", key->text);
    return index;
}

static void read_readings(struct cr_reader *r, const struct cr_yaml *yaml, struct cr_lens *lens)
{
    if (!yaml || cr_expect(r, yaml, CR_YAML_MAP, "'observations'") != CR_OK)
        return;
    lens->observations = CR_NEW(r->arena, struct cr_lens_observation, yaml->n_items);
    for (uint32_t i = 0; i < yaml->n_items; i++) {
        struct cr_lens_observation *reading = &lens->observations[lens->n_observations];
        struct cr_fields f;
        reading->observation = find_observation(r, yaml->keys[i]);
        reading->place = yaml->keys[i]->place;
        if (cr_object_read(r, CR_OBJECT_LENS_OBSERVATION, yaml->keys[i], yaml->items[i], &f) !=
            CR_OK)
            continue;
        cr_read_informs(
            r, CR_FIELD(&f, LENS_OBSERVATION, informs), &reading->informs, &reading->n_informs);
        reading->basis = cr_read_basis(r, CR_FIELD(&f, LENS_OBSERVATION, basis));
        cr_read_because(r, CR_FIELD(&f, LENS_OBSERVATION, because), &reading->because);
        if (reading->observation < 0)
            continue;
        check_reading(r, reading);
        lens->n_observations++;
    }
}

static double read_pool(struct cr_reader *r, const struct cr_yaml *yaml, double otherwise)
{
    double pool;

    if (!yaml || cr_read_number(r, yaml, "'pool'", &pool) != CR_OK)
        return otherwise;
    if (pool >= 0)
        return pool;
    cr_diag(r->diags, CR_E_WEIGHT_NEGATIVE, yaml->place, NULL,
        "the weight of a lens in the pool cannot be %s", yaml->text);
    return otherwise;
}

/* `as_written` is no lens: it gives the file itself a weight in the pool. */
static void read_as_written(
    struct cr_reader *r, const struct cr_yaml *key, const struct cr_yaml *yaml)
{
    struct cr_fields f;

    if (cr_object_read(r, CR_OBJECT_LENS, key, yaml, &f) != CR_OK)
        return;
    if (!CR_GIVEN(&f, LENS, pool) || (f.given & (f.given - 1)) != 0)
        cr_diag(r->diags, CR_E_LENS_AS_WRITTEN, key->place, "write as_written: {pool: 1}",
            "'as_written' names the file itself, so it takes 'pool' and nothing else");
    else
        r->s->pool_as_written = read_pool(r, CR_FIELD(&f, LENS, pool), 0);
}

void cr_read_lenses(struct cr_reader *r, const struct cr_yaml *yaml)
{
    struct cr_scenario *s = r->s;

    for (uint32_t i = 0, k = 0; i < yaml->n_items; i++) {
        struct cr_lens *lens = &s->lenses[k];
        struct cr_fields f;

        if (strcmp(yaml->keys[i]->text, "as_written") == 0) {
            read_as_written(r, yaml->keys[i], yaml->items[i]);
            continue;
        }
        k++;
        lens->id = lens->label = yaml->keys[i]->text;
        lens->place = yaml->keys[i]->place;
        lens->pool = 1;
        if (cr_object_read(r, CR_OBJECT_LENS, yaml->keys[i], yaml->items[i], &f) != CR_OK)
            continue;
        if (CR_FIELD(&f, LENS, label))
            lens->label = cr_read_text(r, CR_FIELD(&f, LENS, label), "'label'");
        lens->about = cr_read_text(r, CR_FIELD(&f, LENS, about), "'about'");
        cr_read_because(r, CR_FIELD(&f, LENS, because), &lens->because);
        lens->pool = read_pool(r, CR_FIELD(&f, LENS, pool), 1);
        read_weights(r, CR_FIELD(&f, LENS, weights), lens);
        read_parameters(r, CR_FIELD(&f, LENS, parameters), lens);
        read_starts(r, CR_FIELD(&f, LENS, start), lens);
        read_payoffs(r, CR_FIELD(&f, LENS, payoffs), lens);
        read_readings(r, CR_FIELD(&f, LENS, observations), lens);
    }
}
