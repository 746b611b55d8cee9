/* Mappings with known keys.
 *
 * The table of keys (keys.def) says which keys an object has. A mapping is sorted into an array by
 * key, so that a reader asks for a field by name; unknown, empty and missing keys are reported
 * here, once for all objects. */
#include "scenario/reader.h"

#include <stdio.h>
#include <string.h>

bool cr_yaml_empty(const struct cr_yaml *yaml)
{
    return yaml->kind == CR_YAML_SCALAR && yaml->style == CR_YAML_PLAIN && yaml->n == 0;
}

struct cr_place cr_yaml_spot(const struct cr_yaml *yaml)
{
    struct cr_place place = yaml->place;
    if (yaml->kind != CR_YAML_SCALAR) {
        if (yaml->kind == CR_YAML_MAP && !yaml->flow && yaml->n_items > 0)
            return yaml->keys[0]->place;
        if (place.end > place.at + 1)
            place.end = place.at + 1;
    }
    return place;
}

static const char *kind_name(const struct cr_yaml *yaml)
{
    switch (yaml->kind) {
    case CR_YAML_LIST:
        return "a list";
    case CR_YAML_MAP:
        return "a mapping";
    default:
        return "a single value";
    }
}

enum cr_status cr_expect(
    struct cr_reader *r, const struct cr_yaml *yaml, enum cr_yaml_kind kind, const char *what)
{
    static const char *const wanted[] = {"one value", "a list", "a mapping"};
    static const char *const hints[] = {NULL,
        "write [a, b], or a line beginning with '- ' for each",
        "write 'name: value' lines below it, indented"};

    if (yaml->kind == kind)
        return CR_OK;
    if (cr_yaml_empty(yaml))
        cr_diag(r->diags, CR_E_NO_VALUE, cr_yaml_spot(yaml), NULL, "%s has no value", what);
    else
        cr_diag(r->diags, CR_E_WRONG_KIND, cr_yaml_spot(yaml), hints[kind],
            "%s should be %s, but here is %s", what, wanted[kind], kind_name(yaml));
    return CR_INPUT;
}

/* The position of a key among an object's own, or -1. */
static int find_key(const struct cr_object_info *info, const char *text)
{
    for (int k = 0; k < info->n; k++)
        if (strcmp(cr_keys[info->first + k].key, text) == 0)
            return k;
    return -1;
}

/* Where a misplaced key belongs; helps where a key is right but too deep or too high. */
static const char *home_of(struct cr_reader *r, enum cr_object object, const char *text)
{
    int home = -1;

    for (int k = 0; k < CR_N_KEYS; k++) {
        if (cr_keys[k].object == object || strcmp(cr_keys[k].key, text) != 0)
            continue;
        if (home >= 0)
            return cr_hint(r->diags,
                "'%s' belongs to other parts of a scenario; look at the indentation", text);
        home = k;
    }
    if (home < 0)
        return NULL;
    return cr_hint(r->diags, "'%s' belongs to %s; look at the indentation", text,
        cr_objects[cr_keys[home].object].a_noun);
}

/* Other words for a key that people write, and editors of other trees have. */
static const char *const synonyms[][2] = {{"question", "ask"}, {"text", "ask"},
    {"probability", "weight"}, {"prob", "weight"}, {"p", "weight"}, {"likelihood", "weight"},
    {"odds", "weight"}, {"to", "then"}, {"next", "then"}, {"goto", "then"}, {"outcome", "then"},
    {"branches", "chance"}, {"choices", "options"}, {"actor", "decision"}, {"if", "when"},
    {"effects", "change"}, {"utility", "payoff"}, {"payoffs", "payoff"}, {"name", "label"},
    {"title", "label"}, {"description", "about"}, {"note", "about"}, {"source", "because"},
    {"reason", "because"}, {"initial", "start"}, {"range", "between"}, {"colour", "color"}};

static const char *meant_by(const struct cr_object_info *info, const char *text)
{
    for (size_t i = 0; i < sizeof synonyms / sizeof *synonyms; i++)
        if (!strcmp(synonyms[i][0], text) && find_key(info, synonyms[i][1]) >= 0)
            return synonyms[i][1];
    return NULL;
}

/* Returns the bit of the key that was probably meant, or 0. */
static uint32_t report_unknown(
    struct cr_reader *r, enum cr_object object, const struct cr_yaml *key)
{
    const struct cr_object_info *info = &cr_objects[object];
    const char *names[CR_MAX_FIELDS];
    const char *near, *hint;

    for (int k = 0; k < info->n; k++)
        names[k] = cr_keys[info->first + k].key;
    near = meant_by(info, key->text);
    near = near ? near : cr_suggest(key->text, names, (size_t)info->n);
    hint = near ? cr_hint(r->diags, "did you mean '%s'?", near) : home_of(r, object, key->text);
    cr_diag(r->diags, CR_E_UNKNOWN_KEY, key->place, hint, "%s has no key '%s'", info->a_noun,
        key->text);
    return near ? 1u << find_key(info, near) : 0;
}

/* What belongs behind a key that was left empty. */
static const char *missing_value(struct cr_reader *r, const struct cr_key_info *key)
{
    if (key->type == CR_TYPE_MAP_OF && key->of == CR_OBJECT_BRANCH)
        return "write a line for each answer below it, indented: NAME: {weight: 60%, then: TARGET}";
    return cr_hint(r->diags, "%s: %s", key->key, key->help);
}

static void read_entry(struct cr_reader *r, enum cr_object object, const struct cr_yaml *key,
    const struct cr_yaml *item, struct cr_fields *fields)
{
    int k = find_key(&cr_objects[object], key->text);

    if (k < 0) {
        fields->meant |= report_unknown(r, object, key);
        fields->unknown++;
        return;
    }
    fields->given |= 1u << k;
    fields->key[k] = key;
    if (cr_yaml_empty(item))
        cr_diag(r->diags, CR_E_NO_VALUE, key->place,
            missing_value(r, &cr_keys[cr_objects[object].first + k]), "'%s' has no value",
            key->text);
    else
        fields->at[k] = item;
}

/* All that is missing in one sentence: 'start', 'nodes'. */
static void report_missing(struct cr_reader *r, enum cr_object object, const struct cr_yaml *key,
    const struct cr_fields *fields)
{
    const struct cr_object_info *info = &cr_objects[object];
    struct cr_place place = key ? key->place : cr_yaml_spot(fields->yaml);
    const struct cr_key_info *first = NULL;
    struct cr_buf list;

    cr_buf_init(&list, r->arena);
    for (int k = 0; k < info->n; k++) {
        const struct cr_key_info *row = &cr_keys[info->first + k];
        if (!row->required || (fields->given | fields->meant) >> k & 1u)
            continue;
        if (row->type == CR_TYPE_VERSION) {
            cr_diag(r->diags, CR_E_VERSION, place, "begin the file with 'crossroads: 1'",
                "the file does not say for which version of the language it is written");
            continue;
        }
        cr_buf_printf(&list, "%s'%s'", first ? ", " : "", row->key);
        first = first ? first : row;
    }
    if (first && key)
        cr_diag(r->diags, CR_E_MISSING_KEY, place,
            cr_hint(r->diags, "%s: %s", first->key, first->help), "%s '%s' has no %s", info->noun,
            key->text, list.s);
    else if (first)
        cr_diag(r->diags, CR_E_MISSING_KEY, place,
            cr_hint(r->diags, "%s: %s", first->key, first->help), "%s has no %s",
            object == CR_OBJECT_SCENARIO ? "the file" : info->a_noun, list.s);
}

/* A scalar in place of a mapping: its short form, if it has one. */
static enum cr_status read_short_form(struct cr_reader *r, enum cr_object object,
    const struct cr_yaml *key, const struct cr_yaml *yaml, struct cr_fields *fields)
{
    const struct cr_object_info *info = &cr_objects[object];
    int k = find_key(info, info->short_form);
    char what[64];

    if (k >= 0 && yaml->kind == CR_YAML_SCALAR && !cr_yaml_empty(yaml)) {
        fields->given |= 1u << k;
        fields->at[k] = yaml;
        fields->key[k] = key;
        return CR_OK;
    }
    if (key && cr_yaml_empty(yaml)) {
        cr_diag(r->diags, CR_E_NO_VALUE, key->place, NULL, "%s '%s' has no value", info->noun,
            key->text);
        return CR_INPUT;
    }
    snprintf(what, sizeof what, "%s", info->a_noun);
    return cr_expect(r, yaml, CR_YAML_MAP, what);
}

enum cr_status cr_object_read(struct cr_reader *r, enum cr_object object, const struct cr_yaml *key,
    const struct cr_yaml *yaml, struct cr_fields *fields)
{
    memset(fields, 0, sizeof *fields);
    if (yaml->kind != CR_YAML_MAP) {
        if (read_short_form(r, object, key, yaml, fields) != CR_OK)
            return CR_INPUT;
        fields->yaml = yaml;
    } else {
        fields->yaml = yaml;
        for (uint32_t i = 0; i < yaml->n_items; i++)
            read_entry(r, object, yaml->keys[i], yaml->items[i], fields);
    }
    report_missing(r, object, key, fields);
    return CR_OK;
}
