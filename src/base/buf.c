/* A text that grows, in an arena. */
#include "base/buf.h"

#include "base/num.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

void cr_buf_init(struct cr_buf *buf, struct cr_arena *arena)
{
    buf->arena = arena;
    buf->n = 0;
    buf->cap = 64;
    buf->s = CR_NEW(arena, char, buf->cap);
}

void cr_buf_clear(struct cr_buf *buf)
{
    buf->n = 0;
    buf->s[0] = 0;
}

/* Makes room for `more` bytes and the NUL behind them. An overflowing sum reaches the arena as a
 * size that no memory satisfies. */
static void reserve(struct cr_buf *buf, size_t more)
{
    if (more < buf->cap - buf->n)
        return;
    size_t need = more > SIZE_MAX / 4 - buf->n ? SIZE_MAX / 2 : buf->n + more + 1;
    size_t cap = 2 * buf->cap > need ? 2 * buf->cap : need;
    buf->s = cr_arena_grow(buf->arena, buf->s, buf->n + 1, cap, 1);
    buf->cap = cap;
}

void cr_buf_add(struct cr_buf *buf, const char *bytes, size_t n)
{
    if (!n)
        return;
    reserve(buf, n);
    memcpy(buf->s + buf->n, bytes, n);
    buf->n += n;
    buf->s[buf->n] = 0;
}

void cr_buf_str(struct cr_buf *buf, const char *text)
{
    cr_buf_add(buf, text, strlen(text));
}

void cr_buf_char(struct cr_buf *buf, char c)
{
    cr_buf_add(buf, &c, 1);
}

void cr_buf_repeat(struct cr_buf *buf, const char *text, size_t times)
{
    size_t n = strlen(text);
    while (times--)
        cr_buf_add(buf, text, n);
}

void cr_buf_printf(struct cr_buf *buf, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(buf->s + buf->n, buf->cap - buf->n, format, args);
    if (n < 0)
        cr_shortage(); /* printf's own buffers found no memory */
    if ((size_t)n >= buf->cap - buf->n) {
        buf->s[buf->n] = 0;
        reserve(buf, (size_t)n);
        vsnprintf(buf->s + buf->n, buf->cap - buf->n, format, again);
    }
    buf->n += (size_t)n;
    va_end(again);
    va_end(args);
}

void cr_buf_num(struct cr_buf *buf, double x)
{
    char text[32];
    cr_num_print(text, x);
    cr_buf_str(buf, text);
}

void cr_buf_escaped(struct cr_buf *buf, const char *text, size_t n)
{
    for (size_t i = 0; i < n;) {
        uint32_t code;
        size_t length = cr_utf8_decode(text + i, n - i, &code);
        if (length == 0) {
            cr_buf_printf(buf, "\\x%02x", (unsigned char)text[i]);
            length = 1;
        } else if (code == '\n') {
            cr_buf_str(buf, "\\n");
        } else if (code == '\t') {
            cr_buf_str(buf, "\\t");
        } else if (cr_utf8_printable(code)) {
            cr_buf_add(buf, text + i, length);
        } else {
            cr_buf_printf(buf, code < 0x100 ? "\\x%02x" : "\\u%04x", (unsigned)code);
        }
        i += length;
    }
}
