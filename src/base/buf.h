/* A growing byte buffer in an arena; always NUL-terminated. */
#ifndef CR_BASE_BUF_H
#define CR_BASE_BUF_H

#include "base/arena.h"

struct cr_buf {
    struct cr_arena *arena;
    char *s; /* never NULL after init */
    size_t n, cap;
};

void cr_buf_init(struct cr_buf *buf, struct cr_arena *arena);
void cr_buf_clear(struct cr_buf *buf); /* length 0, memory kept */
void cr_buf_add(struct cr_buf *buf, const char *bytes, size_t n);
void cr_buf_str(struct cr_buf *buf, const char *text);
void cr_buf_char(struct cr_buf *buf, char c);
void cr_buf_repeat(struct cr_buf *buf, const char *text, size_t times);
void cr_buf_printf(struct cr_buf *buf, const char *format, ...) CR_PRINTF(2, 3);
/* The shortest decimal that reads back as the same double (base/num.h). */
void cr_buf_num(struct cr_buf *buf, double x);
/* Text of unknown origin for a terminal: control characters, bidi controls and bytes that are not
 * UTF-8 appear as \n, \t, \x1b, \u202e. */
void cr_buf_escaped(struct cr_buf *buf, const char *text, size_t n);

#endif
