/* Names: what they may be, whose they are, and what a misspelt one may have meant.
 *
 * Names are declared before anything is read, in maps of which some share a namespace. A name that
 * is not found is compared with all that could stand there by edit distance; that takes time, so a
 * file has a budget of searches. */
#include "scenario/reader.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool cr_is_identifier(const char *text, size_t n)
{
    if (n == 0 || !is_letter(text[0]))
        return false;
    for (size_t i = 1; i < n; i++)
        if (!is_letter(text[i]) && !(text[i] >= '0' && text[i] <= '9') && text[i] != '_')
            return false;
    return true;
}

/* A usable name made of a bad one: blanks and signs become _, what is not ASCII is left out. */
static const char *mended(struct cr_reader *r, const char *text)
{
    char name[64];
    size_t n = 0;

    for (const char *c = text; *c && n < sizeof name - 1; c++) {
        bool word = is_letter(*c) || (*c >= '0' && *c <= '9') || *c == '_';
        if ((unsigned char)*c >= 0x80)
            return NULL;
        if (word)
            name[n++] = *c;
        else if (n > 0 && name[n - 1] != '_')
            name[n++] = '_';
    }
    while (n > 0 && name[n - 1] == '_')
        n--;
    name[n] = '\0';
    return cr_is_identifier(name, n) ? cr_hint(r->diags, "for instance '%s'", name) : NULL;
}

/* The first character that keeps a text from being an identifier, in words. */
static const char *offender(struct cr_reader *r, const char *text, size_t n)
{
    for (size_t i = 0; i < n;) {
        uint32_t code = 0;
        size_t step = cr_utf8_decode(text + i, n - i, &code);
        if (code >= 0x80)
            return cr_hint(r->diags, "'%.*s' (U+%04X) is not one of a-z, A-Z, 0-9, _", (int)step,
                text + i, (unsigned)code);
        i += step ? step : 1;
    }
    return "a letter, then letters, digits or _";
}

bool cr_typographic(const char *text, size_t n, size_t *from, size_t *to)
{
    uint32_t code = 0;
    size_t first = cr_utf8_decode(text, n, &code), last = n;
    *from = n > 0 && first && cr_utf8_quote(code) ? first : 0;
    while (last > *from && ((unsigned char)text[--last] & 0xc0) == 0x80)
        ;
    *to = n;
    if (last > *from && cr_utf8_decode(text + last, n - last, &code) && cr_utf8_quote(code))
        *to = last;
    return *from > 0 || *to < n;
}

const char *cr_odd_name(struct cr_reader *r, const char *id)
{
    size_t n = strlen(id), from, to;
    uint32_t code = 0;
    if (cr_utf8_find_blank(id, n, &code) < n)
        return cr_hint(r->diags, "the name holds %s (U+%04X): delete it and type a space",
            cr_utf8_blank(code), (unsigned)code);
    if (cr_typographic(id, n, &from, &to))
        return cr_hint(r->diags, "these quotes are typographic and part of the name; write %.*s",
            (int)(to - from), id + from);
    return NULL;
}

static bool is_reserved(enum cr_object object, const char *id)
{
    bool in_expressions =
        object == CR_OBJECT_PARAMETER || object == CR_OBJECT_STATE || object == CR_OBJECT_MEASURE;

    if (in_expressions)
        return cr_expr_reserved(id) || cr_dist_find(id) >= 0;
    if (object == CR_OBJECT_NODE)
        return strcmp(id, "start") == 0; /* start.x is the start of variable x */
    if (object == CR_OBJECT_LENS)
        return strcmp(id, "pool") == 0;
    if (object == CR_OBJECT_OBSERVATION)
        return strcmp(id, "all") == 0;
    return false;
}

static void check_name(struct cr_reader *r, enum cr_object object, const struct cr_yaml *key)
{
    const char *noun = cr_objects[object].noun;

    if (!cr_is_identifier(key->text, key->n)) {
        const char *hint = cr_odd_name(r, key->text);
        hint = hint ? hint : mended(r, key->text);
        cr_diag(r->diags, CR_E_BAD_NAME, key->place, hint ? hint : offender(r, key->text, key->n),
            "'%s' cannot be the name of %s", key->text, cr_objects[object].a_noun);
    } else if (is_reserved(object, key->text)) {
        cr_diag(r->diags, CR_E_RESERVED_NAME, key->place,
            cr_hint(r->diags, "choose another name, for instance '%s_%c'", key->text, noun[0]),
            "'%s' is a word of the language and cannot be the name of %s", key->text,
            cr_objects[object].a_noun);
    }
}

/* The name that others will call it by: without the typographic quotes that were told. */
static const char *called(struct cr_reader *r, const struct cr_yaml *key)
{
    size_t from, to;
    if (!cr_typographic(key->text, key->n, &from, &to) ||
        !cr_is_identifier(key->text + from, to - from))
        return key->text;
    return cr_arena_strndup(r->arena, key->text + from, to - from);
}

size_t cr_declare(struct cr_reader *r, enum cr_object object, const struct cr_yaml *yaml,
    struct cr_map *map, const struct cr_map *other, const struct cr_map *third)
{
    for (uint32_t i = 0; i < yaml->n_items; i++) {
        const struct cr_yaml *key = yaml->keys[i];
        check_name(r, object, key);
        if ((other && cr_map_find(other, key->text) >= 0) ||
            (third && cr_map_find(third, key->text) >= 0)) {
            r->bad_targets++;
            cr_diag(r->diags, CR_E_NAME_TAKEN, key->place, "give one of the two another name",
                "the name '%s' is taken: %s share their names", key->text,
                object == CR_OBJECT_OUTCOME ? "nodes and outcomes"
                                            : "parameters, state variables and measures");
        }
        cr_map_add(map, called(r, key), (int)i);
    }
    return yaml->n_items;
}

/* Letters of alphabets that have look-alikes of each other. */
static int alphabet(uint32_t code)
{
    if ((code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z'))
        return 1;
    if (code >= 0x370 && code <= 0x3FF)
        return 2;
    if (code >= 0x400 && code <= 0x52F)
        return 4;
    return 0;
}

static void check_alphabets(struct cr_reader *r, const struct cr_yaml *key, const char *what)
{
    int in_word = 0;

    for (size_t i = 0; i < key->n;) {
        uint32_t code = 0;
        size_t step = cr_utf8_decode(key->text + i, key->n - i, &code);
        int letter = alphabet(code);
        if (code == ' ' || code == '-')
            in_word = 0;
        if (in_word && letter && letter != in_word) {
            cr_diag(r->diags, CR_W_ALPHABETS, cr_yaml_place(key, i, i + step),
                "it may look like another letter", "%s '%s' mixes alphabets: '%.*s' is U+%04X",
                what, key->text, (int)step, key->text + i, (unsigned)code);
            return;
        }
        in_word = letter ? letter : in_word;
        i += step ? step : 1;
    }
}

/* Curly quotes that a word processor has made: they become letters of the name. */
static void check_quotes(struct cr_reader *r, const struct cr_yaml *key, const char *what)
{
    size_t from, to;

    if (cr_typographic(key->text, key->n, &from, &to))
        cr_diag(r->diags, CR_W_QUOTES, key->place,
            cr_hint(r->diags, "write \"%.*s\" with the straight quotes of the keyboard, or none",
                (int)(to - from), key->text + from),
            "typographic quotes are part of the name of %s: '%s'", what, key->text);
}

/* The blank of another kind that a name begins or ends with, in words, or NULL. */
static const char *odd_end(struct cr_reader *r, const struct cr_yaml *key)
{
    size_t last = key->n;
    uint32_t code = 0;

    if (cr_utf8_find_blank(key->text, key->n, &code) != 0) {
        while (last > 0 && ((unsigned char)key->text[--last] & 0xc0) == 0x80)
            ;
        if (!cr_utf8_decode(key->text + last, key->n - last, &code))
            return NULL;
    }
    if (!cr_utf8_blank(code))
        return NULL;
    return cr_hint(
        r->diags, "it begins or ends with %s (U+%04X)", cr_utf8_blank(code), (unsigned)code);
}

void cr_check_free_name(struct cr_reader *r, const struct cr_yaml *key, const char *what)
{
    const char *wrong = NULL;

    if (key->n == 0)
        wrong = "it is empty";
    else if (key->text[0] == ' ' || key->text[key->n - 1] == ' ')
        wrong = "it begins or ends with a space";
    else
        wrong = odd_end(r, key);
    for (size_t i = 0; i < key->n && !wrong; i++) {
        if (key->text[i] == '.')
            wrong = "the dot parts node and branch, as in node.branch";
        else if ((unsigned char)key->text[i] < 0x20 || key->text[i] == 0x7f)
            wrong = "it holds a control character";
    }
    if (wrong)
        cr_diag(r->diags, CR_E_BRANCH_NAME, key->place, wrong, "'%s' cannot be the name of %s",
            key->text, what);
    else {
        check_alphabets(r, key, what);
        check_quotes(r, key, what);
    }
}

const char *cr_similar_of(struct cr_reader *r, const char *word, const char *const *words, size_t n)
{
    const char *near;

    /* Each search reads all names, so that a file of nothing but faults could take quadratic time.
     */
    if (r->suggestions <= 0)
        return NULL;
    r->suggestions--;
    near = cr_suggest(word, words, n);
    return near ? cr_hint(r->diags, "did you mean '%s'?", near) : NULL;
}

const char *cr_similar(
    struct cr_reader *r, const char *word, const struct cr_map *a, const struct cr_map *b)
{
    const char *hint = cr_odd_name(r, word);

    if (!hint && a)
        hint = cr_similar_of(r, word, a->keys, a->n);
    if (!hint && b)
        hint = cr_similar_of(r, word, b->keys, b->n);
    return hint;
}
