/* Blanks that are not the keyboard's, at the places where YAML wants one: before the first word of
 * a line and behind a colon. For YAML they are letters, so that a line that looks indented belongs
 * to somewhere else, and all that follows would be told as a fault of the author's. */
#include "yaml/reader.h"

#include "base/utf8.h"

static void report_blank(struct cr_yaml_reader *reader, size_t at, const char *where)
{
    uint32_t code = 0;
    size_t bytes = cr_utf8_decode(reader->source->bytes + at, reader->source->n - at, &code);
    cr_diag(reader->diags, CR_E_YAML_BLANK, (struct cr_place){(uint32_t)at, (uint32_t)(at + bytes)},
        "delete it and type a space", "%s is %s (U+%04X), not an ordinary space", where,
        cr_utf8_blank(code), (unsigned)code);
    reader->stop = 1;
}

bool cr_yaml_blank_at(const struct cr_yaml_reader *reader, size_t at)
{
    uint32_t code = 0;
    return at < reader->source->n && (unsigned char)reader->source->bytes[at] >= 0xc0 &&
           cr_utf8_decode(reader->source->bytes + at, reader->source->n - at, &code) &&
           cr_utf8_blank(code);
}

bool cr_yaml_report_indent(struct cr_yaml_reader *reader, size_t line)
{
    const struct cr_source *source = reader->source;
    size_t at = line;
    while (at < source->n && (source->bytes[at] == ' ' || source->bytes[at] == '\t'))
        at++;
    if (!cr_yaml_blank_at(reader, at))
        return false;
    report_blank(reader, at, "what indents this line");
    return true;
}

bool cr_yaml_report_colon(struct cr_yaml_reader *reader, size_t colon)
{
    if (!cr_yaml_blank_at(reader, colon + 1))
        return false;
    report_blank(reader, colon + 1, "what comes after this colon");
    return true;
}

void cr_yaml_check_indent(struct cr_yaml_reader *reader, const struct cr_yaml *scalar)
{
    const struct cr_source *source = reader->source;
    size_t line = scalar->place.at;
    if (!scalar->n || !cr_yaml_blank_at(reader, scalar->place.at))
        return;
    while (
        line > reader->base && source->bytes[line - 1] != '\n' && source->bytes[line - 1] != '\r')
        if (source->bytes[--line] != ' ')
            return;
    report_blank(reader, scalar->place.at, "what indents this line");
}
