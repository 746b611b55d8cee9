/* What is settled without libyaml: bytes that are no text, before it sees one of them; control
 * characters that escapes have made, and what stands behind the document, after it. */
#include "yaml/reader.h"

#include "base/utf8.h"

#include <string.h>

enum { MOST_CONTROLS = 20 }; /* reported; a binary file has thousands */

static void report(struct cr_yaml_reader *reader, enum cr_code_id code, size_t at, size_t n,
    const char *hint, const char *message)
{
    struct cr_place place = {(uint32_t)at, (uint32_t)(at + n)};
    cr_diag(reader->diags, code, place, hint, "%s", message);
}

static bool starts(const struct cr_source *source, const char *bytes, size_t n)
{
    return source->n >= n && memcmp(source->bytes, bytes, n) == 0;
}

/* UTF-16 and UTF-32 by their byte order marks or by the zero byte beside their first letter. */
static bool is_wide(const struct cr_source *source)
{
    if (starts(source, "\xff\xfe", 2) || starts(source, "\xfe\xff", 2) ||
        starts(source, "\0\0\xfe\xff", 4))
        return true;
    return source->n >= 2 && source->n % 2 == 0 && !source->bytes[0] != !source->bytes[1];
}

static void report_byte(struct cr_yaml_reader *reader, size_t at)
{
    unsigned byte = (unsigned char)reader->source->bytes[at];
    const char *hint = byte >= 0xa0 && byte < 0xf5
                           ? "is the file saved as Latin-1 or Windows-1252? Save it as UTF-8"
                           : "save the file as UTF-8";
    report(reader, CR_E_YAML_ENCODING, at, 1, hint,
        cr_arena_printf(reader->arena, "the byte 0x%02X is not UTF-8 here", byte));
}

/* Whether YAML and we let a code point stand unescaped. NEL is a line end of YAML's. */
static bool may_stand(uint32_t code, size_t at, size_t base)
{
    if (code == '\r' || code == 0x85)
        return true;
    if (code == 0xfffe || code == 0xffff || (code == 0xfeff && at >= base))
        return false;
    return cr_utf8_printable(code);
}

static void report_control(struct cr_yaml_reader *reader, uint32_t code, size_t at, size_t n)
{
    const char *message = "a byte order mark inside the file: U+FEFF";
    if (code < 0x100)
        message = cr_arena_printf(reader->arena, "a control character: \\x%02x", (unsigned)code);
    else if (code != 0xfeff)
        message = cr_arena_printf(
            reader->arena, "an invisible control character: U+%04X", (unsigned)code);
    report(reader, CR_E_YAML_CONTROL, at, n, "delete it", message);
}

static enum cr_status check_characters(struct cr_yaml_reader *reader)
{
    const struct cr_source *source = reader->source;
    int controls = 0;
    for (size_t i = reader->base, length; i < source->n; i += length) {
        unsigned char c = (unsigned char)source->bytes[i];
        uint32_t code = c;
        length = 1;
        if (c >= 0x20 && c < 0x7f)
            continue;
        length = cr_utf8_decode(source->bytes + i, source->n - i, &code);
        if (!length) {
            report_byte(reader, i);
            return CR_INPUT;
        }
        if (!may_stand(code, i, reader->base)) {
            report_control(reader, code, i, length);
            if (++controls == MOST_CONTROLS)
                return CR_INPUT;
        }
    }
    return controls == 0 ? CR_OK : CR_INPUT;
}

static bool is_break(char c)
{
    return c == '\n' || c == '\r';
}

static size_t line_end(const struct cr_source *source, size_t at)
{
    while (at < source->n && !is_break(source->bytes[at]))
        at++;
    return at;
}

/* %YAML 1.1 or 1.2, perhaps with blanks or a comment behind. */
static bool is_known_directive(const char *line, size_t n)
{
    if (n < 9 || memcmp(line, "%YAML 1.", 8) != 0 || (line[8] != '1' && line[8] != '2'))
        return false;
    size_t i = 9;
    while (i < n && (line[i] == ' ' || line[i] == '\t'))
        i++;
    return i == n || (line[i] == '#' && i > 9);
}

/* libyaml compares each directive with all before it, and some change what follows: none but one
 * %YAML reaches it. */
static enum cr_status check_directives(struct cr_yaml_reader *reader)
{
    const struct cr_source *source = reader->source;
    int seen = 0;
    for (size_t at = reader->base; at < source->n; at++) {
        size_t end = line_end(source, at), first = at;
        while (first < end && (source->bytes[first] == ' ' || source->bytes[first] == '\t'))
            first++;
        if (source->bytes[at] == '%') {
            if (seen++ || !is_known_directive(source->bytes + at, end - at)) {
                report(reader, CR_E_YAML_DIRECTIVE, at, end - at,
                    "delete this line; a text that begins with % needs quotes",
                    seen > 1 ? "a second YAML directive" : "a YAML directive");
                return CR_INPUT;
            }
        } else if (first < end && source->bytes[first] != '#') {
            return CR_OK;
        }
        at = end;
    }
    return CR_OK;
}

enum cr_status cr_yaml_check_bytes(struct cr_yaml_reader *reader)
{
    const struct cr_source *source = reader->source;
    if (source->n > reader->limits->bytes) {
        report(reader, CR_E_YAML_LIMIT, 0, 0, NULL,
            cr_arena_printf(reader->arena, "the file has %zu bytes; at most %zu are allowed",
                source->n, reader->limits->bytes));
        return CR_INPUT;
    }
    if (is_wide(source)) {
        report(reader, CR_E_YAML_ENCODING, 0, 0, "save the file as UTF-8",
            "the file is UTF-16 or UTF-32, not UTF-8");
        return CR_INPUT;
    }
    reader->base = starts(source, "\xef\xbb\xbf", 3) ? 3 : 0;
    enum cr_status status = check_characters(reader);
    return status == CR_OK ? check_directives(reader) : status;
}

void cr_yaml_check_rest(struct cr_yaml_reader *reader, size_t from, bool marked)
{
    const struct cr_source *source = reader->source;
    for (size_t at = from; at < source->n; at++) {
        char c = source->bytes[at];
        if (c == ' ' || c == '\t' || is_break(c))
            continue;
        size_t end = line_end(source, at);
        bool own_line = at == 0 || is_break(source->bytes[at - 1]);
        if (c == '#') {
            at = end ? end - 1 : end;
        } else if (own_line && end - at >= 3 && memcmp(source->bytes + at, "...", 3) == 0) {
            at += 2;
            marked = true;
        } else if (own_line && end - at >= 3 && memcmp(source->bytes + at, "---", 3) == 0) {
            report(reader, CR_E_YAML_SECOND, at, 3,
                "one file holds one scenario: move the second into a file of its own",
                "a second document begins here");
            return;
        } else if (own_line && !marked && reader->root && !reader->root->flow &&
                   reader->root->kind != CR_YAML_SCALAR) {
            report(reader, CR_E_YAML_INDENT, at, 1, "keys of one mapping begin in the same column",
                "this line is indented less than the first line of the scenario");
            return;
        } else {
            report(reader, CR_E_YAML_SECOND, at, end - at, "delete it",
                "there is something after the end of the scenario");
            return;
        }
    }
}

void cr_yaml_check_text(struct cr_yaml_reader *reader, const struct cr_yaml *scalar)
{
    /* Only escapes can make what check_characters has not seen. */
    if (scalar->direct || scalar->style != CR_YAML_QUOTED)
        return;
    for (size_t i = 0, length; i < scalar->n; i += length) {
        uint32_t code;
        length = cr_utf8_decode(scalar->text + i, scalar->n - i, &code);
        if (!length)
            length = 1;
        else if (cr_utf8_printable(code) && code != 0xfeff)
            continue;
        const char *character = code < 0x100
                                    ? cr_arena_printf(reader->arena, "\\x%02x", (unsigned)code)
                                    : cr_arena_printf(reader->arena, "U+%04X", (unsigned)code);
        cr_diag(reader->diags, CR_E_YAML_CONTROL, scalar->place,
            "delete the escape; \\n and \\t are the only ones allowed",
            "this text contains the control character %s", character);
        return;
    }
}
