/* Text as a word of a shell command. */
#include "base/shell.h"

#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

static bool is_visible(uint32_t code)
{
    return code >= ' ' && cr_utf8_printable(code);
}

static bool is_plain(const char *text)
{
    uint32_t code;
    for (size_t n = strlen(text), i = 0, length; i < n; i += length)
        if (!(length = cr_utf8_decode(text + i, n - i, &code)) || !is_visible(code))
            return false;
    return true;
}

/* $'...': what would drive a terminal, break a line or is no text is written in octal. */
static void escape_wild(struct cr_buf *out, const char *text)
{
    size_t n = strlen(text);
    cr_buf_str(out, "$'");
    for (size_t i = 0, length; i < n; i += length) {
        uint32_t code;
        length = cr_utf8_decode(text + i, n - i, &code);
        bool visible = length && is_visible(code);
        length = length ? length : 1;
        if (visible && (text[i] == '\'' || text[i] == '\\'))
            cr_buf_char(out, '\\');
        for (size_t k = 0; k < length; k++)
            if (visible)
                cr_buf_char(out, text[i + k]);
            else
                cr_buf_printf(out, "\\%03o", (unsigned)(unsigned char)text[i + k]);
    }
    cr_buf_char(out, '\'');
}

void cr_escape_shell(struct cr_buf *out, const char *text)
{
    static const char safe[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=+,%@";
    if (*text && text[strspn(text, safe)] == 0) {
        cr_buf_str(out, text);
        return;
    }
    if (!is_plain(text)) {
        escape_wild(out, text);
        return;
    }
    cr_buf_char(out, '\'');
    for (const char *s = text; *s; s++)
        if (*s == '\'')
            cr_buf_str(out, "'\\''");
        else
            cr_buf_char(out, *s);
    cr_buf_char(out, '\'');
}
