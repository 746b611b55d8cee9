/* The lines of canonical YAML: quotes, blocks, keys, numbers, lists.
 *
 * A text stands plain where it is letters, digits and a few signs; as a literal block where it has
 * several lines and nothing that would need an escape; else between double quotes with escapes.
 * YAML allows plain texts more generously; what is left out here only gains quotes. */
#include "scenario/print_parts.h"

#include "scenario/reader.h"

#include "base/utf8.h"

#include <math.h>
#include <string.h>

/* Whether a text needs no quotes: words, digits and a few signs, beginning with a letter or digit.
 * Generous YAML would allow more; what is left out here only gains quotes. */
static bool is_plain(const char *text, size_t n)
{
    static const char inside[] = "_-.,/()+*^<>=%;!?'";

    if (n == 0 || n > 80 || text[n - 1] == ' ')
        return false;
    for (size_t i = 0; i < n; i++) {
        bool letter = cr_is_identifier(text + i, 1);
        bool digit = text[i] >= '0' && text[i] <= '9';
        if (!letter && !digit && (i == 0 || !(text[i] == ' ' || strchr(inside, text[i]))))
            return false;
    }
    return strcmp(text, "x") != 0;
}

static void quote_code(struct cr_buf *out, const char *bytes, size_t step, uint32_t code)
{
    if (code == '"' || code == '\\')
        cr_buf_printf(out, "\\%c", (char)code);
    else if (code == '\n')
        cr_buf_str(out, "\\n");
    else if (code == '\t')
        cr_buf_str(out, "\\t");
    else if (code < 0x20 || code == 0x7f || !cr_utf8_printable(code))
        cr_buf_printf(out, code > 0xffff ? "\\U%08X" : "\\u%04X", (unsigned)code);
    else
        cr_buf_add(out, bytes, step);
}

void cr_print_text(struct cr_buf *out, const char *text)
{
    size_t n = strlen(text);

    if (is_plain(text, n)) {
        cr_buf_add(out, text, n);
        return;
    }
    cr_buf_char(out, '"');
    for (size_t i = 0; i < n;) {
        uint32_t code = 0;
        size_t step = cr_utf8_decode(text + i, n - i, &code);
        if (step == 0) /* cannot come from a file, which is checked to be UTF-8 */
            break;
        quote_code(out, text + i, step, code);
        i += step;
    }
    cr_buf_char(out, '"');
}

/* Whether a text can stand as a literal block: several lines, nothing that would need an escape, no
 * blank in front (it would be taken for indentation) and no line of blanks only. */
static bool is_block(const char *text)
{
    size_t n = strlen(text);

    if (!strchr(text, '\n') || text[0] == ' ' || text[0] == '\n' || text[n - 1] != '\n' ||
        (n > 1 && text[n - 2] == '\n') || strstr(text, " \n") || strchr(text, '\t'))
        return false;
    for (size_t i = 0; i < n;) {
        uint32_t code = 0;
        size_t step = cr_utf8_decode(text + i, n - i, &code);
        bool is_break = code == 0x85 || code == 0x2028 || code == 0x2029 || code == 0xfeff;
        if (step == 0 || is_break || (code != '\n' && !cr_utf8_printable(code)))
            return false;
        i += step;
    }
    return true;
}

static void print_block(struct cr_buf *out, int indent, const char *text)
{
    cr_buf_str(out, "|\n");
    while (*text) {
        size_t line = strcspn(text, "\n");
        if (line > 0)
            cr_buf_repeat(out, "  ", (size_t)indent);
        cr_buf_add(out, text, line + 1);
        text += line + 1;
    }
}

void cr_print_key(struct cr_buf *out, int indent, const char *key)
{
    cr_buf_repeat(out, "  ", (size_t)indent);
    cr_print_text(out, key);
    cr_buf_char(out, ':');
}

void cr_print_entry(struct cr_buf *out, int indent, const char *key, const char *text)
{
    if (!text)
        return;
    cr_print_key(out, indent, key);
    cr_buf_char(out, ' ');
    if (is_block(text)) {
        print_block(out, indent + 1, text);
        return;
    }
    cr_print_text(out, text);
    cr_buf_char(out, '\n');
}

void cr_print_number(struct cr_buf *out, int indent, const char *key, double x)
{
    cr_print_key(out, indent, key);
    cr_buf_char(out, ' ');
    cr_buf_num(out, x);
    cr_buf_char(out, '\n');
}

void cr_print_expr(struct cr_buf *out, int indent, const char *key, const struct cr_expr *expr)
{
    struct cr_buf text;

    if (!expr)
        return;
    cr_buf_init(&text, out->arena);
    cr_expr_print(expr, &text);
    cr_print_entry(out, indent, key, text.s);
}

void cr_print_list(
    struct cr_buf *out, int indent, const char *key, const char *const *texts, size_t n)
{
    if (n == 0)
        return;
    cr_print_key(out, indent, key);
    cr_buf_char(out, '\n');
    for (size_t i = 0; i < n; i++) {
        cr_buf_repeat(out, "  ", (size_t)indent + 1);
        cr_buf_str(out, "- ");
        cr_print_text(out, texts[i]);
        cr_buf_char(out, '\n');
    }
}

void cr_print_because(struct cr_buf *out, int indent, const struct cr_because *because)
{
    cr_print_list(out, indent, "because", because->texts, because->n);
}

void cr_print_interval(struct cr_buf *out, int indent, double low, double high)
{
    if (!isfinite(low) || !isfinite(high))
        return;
    cr_print_key(out, indent, "between");
    cr_buf_str(out, " [");
    cr_buf_num(out, low);
    cr_buf_str(out, ", ");
    cr_buf_num(out, high);
    cr_buf_str(out, "]\n");
}

void cr_print_pays(struct cr_buf *out, int indent, const struct cr_scenario *s,
    const struct cr_pay *pays, size_t n)
{
    if (n == 0)
        return;
    cr_print_key(out, indent, "payoff");
    cr_buf_char(out, '\n');
    for (size_t i = 0; i < n; i++)
        cr_print_entry(out, indent + 1, s->actors[pays[i].actor].id, pays[i].value.text);
}
