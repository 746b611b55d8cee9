/* The JSON Schema (draft-07) of scenario files, made from the tables that the reader uses: an
 * editor then completes keys, explains them, and marks what `check` would refuse. Three rules of
 * what editors do well shape it: every object says additionalProperties: false; no oneOf, because
 * the message would be about an arbitrary alternative (which keys exclude each other is for
 * `check`); and a short form is one more type of the same object. */
#include "scenario/keys.h"
#include "write/escape.h"
#include "write/pages.h"

#include <string.h>

#define TEXT "\"string\", \"number\", \"boolean\""
#define NAME "^[A-Za-z][A-Za-z0-9_]*$"
#define FREE "^[^. ]([^.]*[^. ])?$"
#define DIGITS "[-+]?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?%?"
#define NUMBER "{\"type\": [\"number\", \"string\"], \"pattern\": \"^" DIGITS "$\"}"
#define TEXTS "\"items\": {\"type\": [" TEXT "]}"
#define MAP_OF_VALUES(names)                                                                       \
    "\"propertyNames\": {\"pattern\": \"" names                                                    \
    "\"}, \"additionalProperties\": {\"$ref\": \"#/definitions/value\"}"

/* What the JSON of a value may be: its types, what else holds, what stands in the hover text
 * behind the help of the key. `snippets`: r (ranges and words), d (distributions), w (weights),
 * f (functions). */
static const struct type {
    const char *types, *more, *words, *snippets;
} types[] = {
    [CR_TYPE_VERSION] = {"\"number\", \"string\"", "\"enum\": [1, \"1\"], \"default\": 1", "", ""},
    [CR_TYPE_TEXT] = {TEXT, "", "", ""},
    [CR_TYPE_TEXTS] = {TEXT ", \"array\"", TEXTS, "One text, or a list of texts.", ""},
    [CR_TYPE_DATE] = {"\"string\", \"integer\"",
        "\"pattern\": \"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$\", \"examples\": [\"2022-01-20\", "
        "\"2022-01\", 2022]",
        "", ""},
    [CR_TYPE_FLAG] = {"\"boolean\", \"string\"", "\"enum\": [true, false, \"true\", \"false\"]", "",
        ""},
    [CR_TYPE_GOAL] = {"\"string\"", "\"enum\": [\"max\", \"min\"], \"default\": \"max\"", "", ""},
    [CR_TYPE_BOUNDS] = {"\"string\"", "\"enum\": [\"clamp\", \"soft\"], \"default\": \"clamp\"", "",
        ""},
    [CR_TYPE_NUMBER] = {"\"number\", \"string\"", "\"pattern\": \"^" DIGITS "$\"", "", ""},
    [CR_TYPE_COUNT] = {"\"integer\", \"string\"",
        "\"minimum\": 1, \"pattern\": \"^" DIGITS "$\", \"examples\": [4]", "A whole number.", ""},
    [CR_TYPE_VALUE] = {"\"number\", \"string\"", "", "", "rd"},
    [CR_TYPE_WEIGHT] = {"\"number\", \"string\"", "\"minimum\": 0", "", "wrd"},
    [CR_TYPE_EXPRESSION] = {"\"number\", \"string\"", "", "An expression.", "f"},
    [CR_TYPE_TARGET] = {"\"string\", \"boolean\"", "\"pattern\": \"" NAME "\"",
        "The name of a node or an outcome.", ""},
    [CR_TYPE_ACTOR] = {"\"string\", \"boolean\"", "\"pattern\": \"" NAME "\"",
        "A name under `actors`.", ""},
    [CR_TYPE_ACTORS] = {"\"string\", \"array\"",
        "\"pattern\": \"" NAME "\", \"items\": {\"type\": [\"string\", \"boolean\"], "
        "\"pattern\": \"" NAME "\"}, \"uniqueItems\": true",
        "Names under `actors`.", ""},
    [CR_TYPE_STAGE] = {"\"string\", \"boolean\"", "\"pattern\": \"" NAME "\"",
        "A name under `stages`.", ""},
    [CR_TYPE_BECAUSE] = {TEXT ", \"array\"", TEXTS,
        "A name under `sources`, a sentence of your own, or a list of them.", ""},
    [CR_TYPE_TAGS] = {TEXT ", \"array\"", TEXTS, "", ""},
    [CR_TYPE_COLOR] = {"\"string\"", "\"examples\": [\"#1f77b4\", \"darkgreen\"]", "", ""},
    [CR_TYPE_INTERVAL] = {"\"array\"",
        "\"items\": " NUMBER ", \"minItems\": 2, \"maxItems\": 2, \"examples\": [[0, 100]]", "",
        ""},
    [CR_TYPE_INPUT_PAIR] = {"\"array\"",
        "\"items\": {\"type\": [" TEXT "]}, \"minItems\": 2, \"maxItems\": 2", "", ""},
    [CR_TYPE_SIGNALS] = {"\"object\"",
        "\"propertyNames\": {\"pattern\": \"" FREE
        "\"}, \"additionalProperties\": {\"type\": \"object\", \"additionalProperties\": " NUMBER
        "}",
        "signal: {branch: 70%}.", ""},
    [CR_TYPE_SHIFTS] = {"\"object\"",
        "\"additionalProperties\": {\"type\": \"string\", \"pattern\": \"^ *x *[0-9]\", "
        "\"examples\": [\"x1.3\", \"x1.15 per 10\", \"x1.15 per 10 from 50\"]}",
        "", ""},
    [CR_TYPE_EFFECTS] = {"\"object\"", MAP_OF_VALUES(NAME), "variable: value.", ""},
    [CR_TYPE_PAYOFFS] = {"\"object\"", MAP_OF_VALUES(NAME), "actor: value.", ""},
    [CR_TYPE_LENS_WEIGHT] = {"\"string\"", "\"examples\": [\"30%\", \"20% to 40%\", \"x1.5\"]", "",
        ""},
    [CR_TYPE_BASIS] = {"\"string\"", "\"enum\": [\"said\", \"implied\", \"ours\"]", "", ""},
    [CR_TYPE_LENS_PARAMETERS] = {"\"object\"", MAP_OF_VALUES(NAME), "", ""},
    [CR_TYPE_LENS_STARTS] = {"\"object\"", MAP_OF_VALUES(NAME), "", ""},
    [CR_TYPE_LENS_PAYOFFS] = {"\"object\"", MAP_OF_VALUES("[.]"), "", ""},
    [CR_TYPE_SAW] = {TEXT, "", "", ""},
    [CR_TYPE_INFORMS] = {"\"object\"",
        "\"propertyNames\": {\"pattern\": \"" NAME
        "\"}, \"additionalProperties\": {\"type\": \"object\", \"additionalProperties\": " NUMBER
        "}",
        "", ""},
    [CR_TYPE_OBJECT] = {"\"object\"", "", "", ""},
    [CR_TYPE_MAP_OF] = {"\"object\"", "", "", ""},
    [CR_TYPE_LIST_OF] = {"\"array\"", "", "", ""},
};

/* Whole items to begin with: in an editor they appear under their names and jump from gap to gap.
 */
static const struct snippet {
    enum cr_object object;
    const char *label, *body;
} items[] = {
    {CR_OBJECT_NODE, "chance node",
        "{\"ask\": \"${1:What happens?}\", \"because\": \"${2:Where the numbers come from.}\", "
        "\"chance\": {\"${3:one thing}\": {\"weight\": \"${4:60%}\", \"then\": \"${5:next}\"}, "
        "\"${6:another}\": {\"weight\": \"rest\", \"then\": \"${7:next}\"}}}"},
    {CR_OBJECT_NODE, "decision node",
        "{\"ask\": \"${1:What does the actor do?}\", \"decision\": \"${2:actor}\", \"options\": "
        "{\"${3:one thing}\": {\"then\": \"${4:next}\"}, \"${5:another}\": {\"then\": "
        "\"${6:next}\"}}}"},
    {CR_OBJECT_NODE, "rule node",
        "{\"ask\": \"${1:Which case is it?}\", \"rule\": {\"${2:high}\": {\"when\": \"${3:grip >= "
        "60}\", \"then\": \"${4:next}\"}, \"${5:otherwise}\": {\"then\": \"${6:next}\"}}}"},
    {CR_OBJECT_BRANCH, "branch", "{\"weight\": \"${1:20% to 40%}\", \"then\": \"${2:next}\"}"},
    {CR_OBJECT_STATE, "state variable",
        "{\"start\": \"${1:40 to 60}\", \"between\": [0, 100], \"label\": \"${2:Label}\"}"},
    {CR_OBJECT_LENS, "lens",
        "{\"label\": \"${1:Whose eyes}\", \"weights\": {\"${2:node.branch}\": \"${3:x2}\"}, "
        "\"because\": \"${4:Why they see it so.}\"}"},
    {CR_OBJECT_OBSERVATION, "observation",
        "{\"date\": \"${1:2022-01-20}\", \"saw\": \"${2:node.branch}\"}"},
};

/* "word" in a list: with a comma in front but for the first. */
static void write_entry(struct cr_buf *out, const char *text, int *n)
{
    cr_buf_str(out, (*n)++ ? ", " : "");
    cr_escape_json(out, text);
}

/* ${1:mean}, ${2:sd} of "mean, sd": gaps to fill in. */
static void write_gaps(struct cr_buf *body, const char *parameters)
{
    for (int k = 1; *parameters; k++) {
        size_t n = strcspn(parameters, ",");
        cr_buf_printf(body, "%s${%d:", k > 1 ? ", " : "", k);
        cr_buf_add(body, parameters, n);
        cr_buf_char(body, '}');
        parameters += n + strspn(parameters + n, ", ");
    }
}

static void write_snippet(
    struct cr_buf *out, const char *label, const char *help, const char *body, int *n)
{
    cr_buf_str(out, (*n)++ ? ", {\"label\": " : "{\"label\": ");
    cr_escape_json(out, label);
    if (help) {
        cr_buf_str(out, ", \"description\": ");
        cr_escape_json(out, help);
    }
    cr_buf_str(out, ", \"body\": ");
    if (*body == '{')
        cr_buf_str(out, body); /* JSON already */
    else
        cr_escape_json(out, body);
    cr_buf_char(out, '}');
}

/* The forms of a number as completions: ranges, words, every distribution. */
static void write_forms(struct cr_buf *out, const char *which)
{
    int n = 0;

    cr_buf_str(out, ", \"defaultSnippets\": [");
    if (strchr(which, 'w'))
        write_snippet(out, "rest", "what the other branches leave", "rest", &n);
    if (strchr(which, 'w'))
        write_snippet(out, "35%", "a probability", "${1:35}%", &n);
    write_snippet(out, "20% to 40%", "a probability: nine times out of ten in this range",
        "${1:20}% to ${2:40}%", &n);
    if (!strchr(which, 'w'))
        write_snippet(
            out, "20 to 40", "nine times out of ten in this range", "${1:20} to ${2:40}", &n);
    for (size_t i = 0; i < CR_N_WORDS; i++)
        write_snippet(
            out, cr_words[i], "a word for a range of probability (ICD 203)", cr_words[i], &n);
    for (int i = 0; i < CR_N_DISTS; i++) {
        struct cr_buf body, label;
        cr_buf_init(&body, out->arena);
        cr_buf_init(&label, out->arena);
        cr_buf_printf(&label, "%s(%s)", cr_dists[i].text, cr_dists[i].params);
        cr_buf_printf(&body, "%s(", cr_dists[i].text);
        write_gaps(&body, cr_dists[i].params);
        cr_buf_char(&body, ')');
        write_snippet(out, label.s, cr_dists[i].help, body.s, &n);
    }
    cr_buf_char(out, ']');
}

static void write_examples(struct cr_buf *out, const char *which)
{
    static const char *const weights[] = {"rest", "35%", "20% to 40%", "likely", "counts(3, 9)"};
    static const char *const values[] = {"20 to 40", "10% to 35%", "normal(50, 5)", "counts(3, 9)"};
    int n = 0;
    bool weight = strchr(which, 'w') != NULL;

    cr_buf_str(out, ", \"examples\": [");
    for (size_t i = 0; weight && i < sizeof weights / sizeof *weights; i++)
        write_entry(out, weights[i], &n);
    for (size_t i = 0; !weight && i < sizeof values / sizeof *values; i++)
        write_entry(out, values[i], &n);
    cr_buf_char(out, ']');
}

/* Operators and functions, for the hover text of an expression. */
static void write_functions(struct cr_buf *text)
{
    cr_buf_str(text, "\n\nOperators:");
    for (int i = 0; i < CR_N_OPS; i++)
        if (cr_ops[i].binding > 0 && i != CR_OP_NEG)
            cr_buf_printf(text, " `%s`", cr_ops[i].text);
    cr_buf_str(text, "\n\nFunctions:\n");
    for (int i = 0; i < CR_N_OPS; i++)
        if (cr_ops[i].binding == 0 && cr_ops[i].arity != 0)
            cr_buf_printf(text, "\n- `%s`: %s", cr_ops[i].text, cr_ops[i].help);
}

static void write_type(struct cr_buf *out, enum cr_key_type type)
{
    const struct type *t = &types[type];

    cr_buf_printf(out, "\"type\": [%s]%s%s", t->types, *t->more ? ", " : "", t->more);
    if (strchr(t->snippets, 'd')) {
        write_examples(out, t->snippets);
        write_forms(out, t->snippets);
    }
}

static void write_description(struct cr_buf *out, const struct cr_key_info *row)
{
    const struct type *t = &types[row->type];
    struct cr_buf text;

    cr_buf_init(&text, out->arena);
    cr_buf_printf(&text, "%s%s%s", row->help, *t->words ? " " : "", t->words);
    if (strchr(t->snippets, 'f'))
        write_functions(&text);
    cr_buf_str(out, "\"description\": ");
    cr_escape_json(out, text.s);
    cr_buf_str(out, ", ");
}

static void write_property(struct cr_buf *out, const struct cr_key_info *row)
{
    const char *of = row->of < CR_N_OBJECTS ? cr_objects[row->of].noun : "";

    cr_escape_json(out, row->key);
    cr_buf_str(out, ": {");
    write_description(out, row);
    if (row->type == CR_TYPE_OBJECT)
        cr_buf_printf(out, "\"allOf\": [{\"$ref\": \"#/definitions/%s\"}]", of);
    else
        write_type(out, row->type);
    if (row->type == CR_TYPE_LIST_OF)
        cr_buf_printf(out, ", \"items\": {\"$ref\": \"#/definitions/%s\"}", of);
    if (row->type == CR_TYPE_MAP_OF)
        cr_buf_printf(out,
            "%s, \"propertyNames\": {\"pattern\": \"%s\"}, \"additionalProperties\": {\"$ref\": "
            "\"#/definitions/%s\"}",
            row->of == CR_OBJECT_BRANCH || row->required ? ", \"minProperties\": 1" : "",
            row->of == CR_OBJECT_BRANCH        ? FREE
            : row->of == CR_OBJECT_LENS_WEIGHT ? "[.]"
                                               : NAME,
            of);
    cr_buf_char(out, '}');
}

static void write_item_snippets(struct cr_buf *out, int object, const char *margin)
{
    int n = 0;

    for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
        if ((int)items[i].object != object)
            continue;
        if (!n)
            cr_buf_printf(out, "%s\"defaultSnippets\": [", margin);
        write_snippet(out, items[i].label, NULL, items[i].body, &n);
    }
    if (n)
        cr_buf_str(out, "],\n");
}

static void write_required(
    struct cr_buf *out, const struct cr_object_info *info, const char *margin)
{
    int n = 0;

    for (int k = 0; k < info->n; k++) {
        if (!cr_keys[info->first + k].required)
            continue;
        if (!n)
            cr_buf_printf(out, "%s\"required\": [", margin);
        write_entry(out, cr_keys[info->first + k].key, &n);
    }
    if (n)
        cr_buf_str(out, "],\n");
}

/* The members of an object's schema, each on a line that begins with `margin`. A short form adds
 * the types of the key that may stand alone. */
static void write_object(struct cr_buf *out, int object, const char *margin)
{
    const struct cr_object_info *info = &cr_objects[object];
    const struct type *alone = NULL;

    for (int k = 0; k < info->n; k++)
        if (*info->short_form && !strcmp(cr_keys[info->first + k].key, info->short_form))
            alone = &types[cr_keys[info->first + k].type];
    cr_buf_printf(out, "%s\"type\": [\"object\"%s%s],\n", margin, alone ? ", " : "",
        alone ? alone->types : "");
    if (alone && *alone->more)
        cr_buf_printf(out, "%s%s,\n", margin, alone->more);
    write_item_snippets(out, object, margin);
    write_required(out, info, margin);
    cr_buf_printf(out, "%s\"additionalProperties\": false,\n%s\"properties\": {", margin, margin);
    for (int k = 0; k < info->n; k++) {
        cr_buf_printf(out, "%s\n%s  ", k ? "," : "", margin);
        write_property(out, &cr_keys[info->first + k]);
    }
    cr_buf_printf(out, "\n%s}", margin);
}

void cr_json_schema(
    const struct cr_view *view, const struct cr_run_result *result, struct cr_buf *out)
{
    (void)view;
    (void)result;
    cr_buf_str(out, "{\n  \"$schema\": \"http://json-schema.org/draft-07/schema#\",\n"
                    "  \"title\": \"" CR_SCHEMA_TITLE "\",\n  \"description\": \"Made by "
                    "`crossroads export schema` from the tables that the program reads files "
                    "with. What it cannot say (names that must exist, weights that must total "
                    "100%, ...) `crossroads check` says.\",\n");
    write_object(out, CR_OBJECT_SCENARIO, "  ");
    cr_buf_str(out, ",\n  \"definitions\": {\n    \"value\": {");
    write_type(out, CR_TYPE_VALUE);
    cr_buf_char(out, '}');
    for (int object = CR_OBJECT_SCENARIO + 1; object < CR_N_OBJECTS; object++) {
        cr_buf_str(out, ",\n    ");
        cr_escape_json(out, cr_objects[object].noun);
        cr_buf_str(out, ": {\n");
        write_object(out, object, "      ");
        cr_buf_str(out, "\n    }");
    }
    cr_buf_str(out, "\n  }\n}\n");
}
