/* Text of the author's in the languages that are written. Each language has a function that writes
 * one character, given where it stands; a common loop reads UTF-8 character by character, replaces
 * what is not UTF-8, and calls it. So no language can forget a broken byte. */
#include "write/escape.h"

#include "base/utf8.h"

#include <string.h>

/* The next code point and its length; a stray byte counts as U+FFFD of one byte. */
static size_t read_character(const char *s, size_t n, uint32_t *code)
{
    size_t length = cr_utf8_decode(s, n, code);
    if (length)
        return length;
    *code = 0xFFFD;
    return 1;
}

static void write_bytes(struct cr_buf *out, const char *s, size_t length, uint32_t code)
{
    if (code == 0xFFFD)
        cr_buf_str(out, "\xEF\xBF\xBD");
    else
        cr_buf_add(out, s, length);
}

/* Calls `special` for every code point; where it returns false the code point is copied. */
static void escape_each(
    struct cr_buf *out, const char *text, bool (*special)(struct cr_buf *, uint32_t))
{
    size_t n = strlen(text);
    for (size_t i = 0; i < n;) {
        uint32_t code;
        size_t length = read_character(text + i, n - i, &code);
        if (!special(out, code))
            write_bytes(out, text + i, length, code);
        i += length;
    }
}

static bool is_control(uint32_t code)
{
    return code < 0x20 || code == '\t' || !cr_utf8_printable(code);
}

static bool write_json_character(struct cr_buf *out, uint32_t code)
{
    static const char from[] = "\"\\\n\r\t\b\f", to[] = "\"\\nrtbf";
    const char *at = code && code < 0x80 ? strchr(from, (int)code) : NULL;
    if (at)
        cr_buf_printf(out, "\\%c", to[at - from]);
    else if (code < 0x20 || code == 0x7f || code == 0x2028 || code == 0x2029 || code == '<')
        cr_buf_printf(out, "\\u%04x", (unsigned)code);
    else
        return false;
    return true;
}

void cr_escape_json(struct cr_buf *out, const char *text)
{
    cr_buf_char(out, '"');
    escape_each(out, text, write_json_character);
    cr_buf_char(out, '"');
}

static bool write_csv_character(struct cr_buf *out, uint32_t code)
{
    if (code == '"')
        cr_buf_str(out, "\"\"");
    else if (code == 0)
        cr_buf_char(out, ' ');
    else
        return false;
    return true;
}

void cr_escape_csv(struct cr_buf *out, const char *text, bool label)
{
    bool guard = label && *text && strchr("=+-@\t\r", *text) != NULL;
    bool quote = strpbrk(text, ",\"\r\n") != NULL || *text == ' ';
    if (quote)
        cr_buf_char(out, '"');
    if (guard)
        cr_buf_char(out, '\'');
    escape_each(out, text, write_csv_character);
    if (quote)
        cr_buf_char(out, '"');
}

static bool write_dat_character(struct cr_buf *out, uint32_t code)
{
    if (code == '"')
        cr_buf_char(out, '\'');
    else if (code == '\\') /* gnuplot reads \n in quotes as a line break */
        cr_buf_str(out, "\\\\");
    else if (is_control(code))
        cr_buf_char(out, ' ');
    else
        return false;
    return true;
}

void cr_escape_dat(struct cr_buf *out, const char *text)
{
    cr_buf_char(out, '"');
    escape_each(out, text, write_dat_character);
    cr_buf_char(out, '"');
}

void cr_escape_dat_id(struct cr_buf *out, const char *text)
{
    bool bare = *text && *text != '#' && !strpbrk(text, " \t\r\n\"'") && strcmp(text, "NA") != 0;
    for (const char *s = text; bare && *s; s++)
        bare = (unsigned char)*s >= 0x20 && (unsigned char)*s != 0x7f;
    if (bare)
        cr_buf_str(out, text);
    else
        cr_escape_dat(out, text);
}

static bool write_gnuplot_character(struct cr_buf *out, uint32_t code)
{
    if (code == '\'')
        cr_buf_str(out, "''");
    else if (is_control(code))
        cr_buf_char(out, ' ');
    else
        return false;
    return true;
}

/* A stretch in which no two quotes stand side by side and none at the beginning. */
static void write_single_quoted(struct cr_buf *out, const char *text, size_t n)
{
    cr_buf_char(out, '\'');
    escape_each(out, cr_arena_strndup(out->arena, text, n), write_gnuplot_character);
    cr_buf_char(out, '\'');
}

/* gnuplot loses its place where doubled quotes stand at the beginning of a string or side by side:
 * such quotes go into strings of their own, which hold nothing else. */
void cr_escape_gnuplot(struct cr_buf *out, const char *text)
{
    const char *from = text;
    for (const char *s = text; *s;) {
        size_t run = strspn(s, "'");
        if (run > 1 || (run == 1 && s == text)) {
            if (s > from) {
                write_single_quoted(out, from, (size_t)(s - from));
                cr_buf_char(out, '.');
            }
            cr_buf_char(out, '"');
            cr_buf_add(out, s, run);
            cr_buf_str(out, "\".");
            from = s + run;
        }
        s += run ? run : 1;
    }
    write_single_quoted(out, from, strlen(from));
}

static bool write_dot_character(struct cr_buf *out, uint32_t code)
{
    if (code == '"' || code == '\\')
        cr_buf_printf(out, "\\%c", (char)code);
    else if (is_control(code))
        cr_buf_char(out, ' ');
    else
        return false;
    return true;
}

void cr_escape_dot(struct cr_buf *out, const char *text)
{
    cr_buf_char(out, '"');
    escape_each(out, text, write_dot_character);
    cr_buf_char(out, '"');
}

static bool write_xml_character(struct cr_buf *out, uint32_t code)
{
    if (is_control(code))
        cr_buf_char(out, ' ');
    else if (code < 0x80 && strchr("\"&'<>", (int)code))
        cr_buf_printf(out, "&#%u;", (unsigned)code);
    else
        return false;
    return true;
}

void cr_escape_xml(struct cr_buf *out, const char *text)
{
    escape_each(out, text, write_xml_character);
}

static bool write_mermaid_character(struct cr_buf *out, uint32_t code)
{
    if (is_control(code))
        cr_buf_char(out, ' ');
    else if (code < 0x80 && strchr("\"#;&<>`\\|[](){}", (int)code))
        cr_buf_printf(out, "#%u;", (unsigned)code);
    else
        return false;
    return true;
}

void cr_escape_mermaid(struct cr_buf *out, const char *text)
{
    cr_buf_char(out, '"');
    escape_each(out, text, write_mermaid_character);
    cr_buf_char(out, '"');
}

static bool write_md_character(struct cr_buf *out, uint32_t code)
{
    if (is_control(code))
        cr_buf_char(out, ' ');
    else if (code < 0x80 && strchr("|\\`*_[]<>", (int)code))
        cr_buf_printf(out, "\\%c", (char)code);
    else
        return false;
    return true;
}

/* Line ends and other control characters are no text: blanks. */
static bool write_html_character(struct cr_buf *out, uint32_t code)
{
    if (is_control(code))
        cr_buf_char(out, ' ');
    else if (code < 0x80 && strchr("&<>\"'", (int)code))
        cr_buf_printf(out, "&#%d;", (int)code);
    else
        return false;
    return true;
}

void cr_escape_html(struct cr_buf *out, const char *text)
{
    escape_each(out, text, write_html_character);
}

void cr_escape_md(struct cr_buf *out, const char *text)
{
    escape_each(out, text, write_md_character);
}

static bool write_comment_character(struct cr_buf *out, uint32_t code)
{
    if (!is_control(code))
        return false;
    cr_buf_char(out, ' ');
    return true;
}

void cr_escape_comment(struct cr_buf *out, const char *text)
{
    escape_each(out, text, write_comment_character);
}
