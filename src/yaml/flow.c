/* Commas and colons inside [ ] and { } that YAML takes for something else than the author: a comma
 * in a call ends the item for YAML, and a key of { } without its colon has no value. */
#include "yaml/reader.h"

#include <string.h>

/* Bytes looked through for a closing parenthesis; a hostile file could have an open one at each
 * comma. */
enum { LONGEST_CALL = 200 };

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static size_t skip_blanks(const struct cr_source *source, size_t at)
{
    while (at < source->n && is_blank(source->bytes[at]))
        at++;
    return at;
}

static int open_parentheses(const struct cr_yaml *scalar)
{
    int open = 0;
    for (size_t i = 0; i < scalar->n; i++)
        open += (scalar->text[i] == '(') - (scalar->text[i] == ')');
    return open;
}

/* normal(12, 5) without quotes: the value ends at the comma, in the middle of the parentheses.
 * Returns the end of the whole, or 0. */
static size_t split_call(const struct cr_source *source, const struct cr_yaml *scalar)
{
    int open = open_parentheses(scalar);
    size_t at = skip_blanks(source, scalar->place.end);
    if (open <= 0 || at >= source->n || source->bytes[at] != ',')
        return 0;
    size_t stop = at + LONGEST_CALL < source->n ? at + LONGEST_CALL : source->n;
    for (; at < stop && !strchr("{}[]\"\n\r", source->bytes[at]); at++) {
        open += (source->bytes[at] == '(') - (source->bytes[at] == ')');
        if (open == 0)
            return at + 1;
    }
    return 0;
}

static void check_call(
    struct cr_yaml_reader *reader, struct cr_yaml_frame *frame, const struct cr_yaml *scalar)
{
    const struct cr_source *source = reader->source;
    size_t end = scalar->place.at < frame->comma ? 0 : split_call(source, scalar);
    if (!end)
        return;
    size_t at = scalar->place.at;
    const char *whole = cr_yaml_quote(reader, source->bytes + at, end - at);
    const char *mark = memchr(source->bytes + at, '\'', end - at) ? "\"" : "'";
    cr_diag(reader->diags, CR_E_YAML_FLOW_COMMA, (struct cr_place){(uint32_t)at, (uint32_t)end},
        cr_hint(reader->diags, "write %s%s%s", mark, whole, mark),
        "a comma between { } or [ ] needs quotes");
    frame->comma = (uint32_t)end;
}

/* "Candidate #1": YAML ends the text before the #. A comment proper has a blank behind its #, or
 * stands apart. */
static void check_hash(struct cr_yaml_reader *reader, const struct cr_yaml *scalar)
{
    const struct cr_source *source = reader->source;
    size_t at = scalar->place.end;
    if (scalar->n == 0 || at + 2 >= source->n || source->bytes[at] != ' ' ||
        source->bytes[at + 1] != '#')
        return;
    if (source->bytes[at + 2] < '0' || source->bytes[at + 2] > '9')
        return;
    cr_diag(reader->diags, CR_W_YAML_HASH, (struct cr_place){(uint32_t)at + 1, (uint32_t)at + 2},
        "put the text into quotes, or a space after the #",
        "the text ends before this #: the rest of the line is a comment");
}

void cr_yaml_check_scalar(struct cr_yaml_reader *reader, const struct cr_yaml *scalar)
{
    if (scalar->style != CR_YAML_PLAIN)
        return;
    check_hash(reader, scalar);
    cr_yaml_check_indent(reader, scalar);
    if (!reader->frames.n)
        return;
    struct cr_yaml_frame *frame = &reader->frames.at[reader->frames.n - 1];
    if (frame->node->flow)
        check_call(reader, frame, scalar);
}

/* b:1 in { }: one text, and no value. */
static bool glued_colon(const struct cr_yaml *key)
{
    const char *colon = key->style == CR_YAML_PLAIN ? memchr(key->text, ':', key->n) : NULL;
    return colon && colon > key->text && colon + 1 < key->text + key->n;
}

bool cr_yaml_check_flow_key(
    struct cr_yaml_reader *reader, struct cr_yaml_frame *map, const struct cr_yaml *key)
{
    const struct cr_source *source = reader->source;
    size_t at = key->place.end;
    while (at < source->n && (is_blank(source->bytes[at]) || strchr("\r\n", source->bytes[at])))
        at++;
    if (at >= source->n || (source->bytes[at] != ',' && source->bytes[at] != '}'))
        return true;
    if (map->comma || !key->n)
        return false;
    const struct cr_yaml *before =
        reader->items.n > map->base ? reader->items.at[reader->items.n - 1] : NULL;
    const char *text = cr_yaml_quote(reader, key->text, key->n);
    if (glued_colon(key)) {
        size_t colon = (size_t)((const char *)memchr(key->text, ':', key->n) - key->text);
        map->comma = key->place.end;
        if (key->direct && cr_yaml_report_colon(reader, key->place.at + colon))
            return 0;
        cr_diag(reader->diags, CR_E_YAML_COLON, cr_yaml_place(key, colon, colon + 1),
            "put a space after the colon", "'%s' is one text: its colon has no space after it",
            text);
    } else if (before && before->kind == CR_YAML_SCALAR && before->style == CR_YAML_PLAIN &&
               before->n && before->place.end <= key->place.at &&
               key->place.end - before->place.at < 200) {
        uint32_t from = before->place.at;
        const char *whole = cr_yaml_quote(reader, source->bytes + from, key->place.end - from);
        cr_diag(reader->diags, CR_E_YAML_FLOW_COMMA, (struct cr_place){from, key->place.end},
            cr_hint(reader->diags, "write \"%s\" if it is one text", whole),
            "a comma between { } or [ ] needs quotes: '%s' has no colon", text);
        map->comma = key->place.end;
    }
    return false;
}
