/* Texts on several lines: a name is never cut, it goes on below. */
#include "write/fold.h"

#include "base/buf.h"
#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* The bytes of the next piece: a word, or a part of a name up to its dot, stroke or underscore.
 * Numbers and dates stay whole. */
static size_t measure_piece(const char *text)
{
    size_t n = 0;
    while (text[n] && text[n] != ' ') {
        n++;
        if (n > 1 && strchr("._/", text[n - 1]) && is_letter(text[n]) && text[n - 2] != ' ')
            break;
    }
    return n;
}

/* A line as it is printed: the blanks that hold a name and its number together are blanks. */
static void push_line(struct cr_arena *arena, struct cr_lines *lines, const char *text, size_t n)
{
    char *line = cr_arena_strndup(arena, text, n);
    size_t to = 0;
    for (size_t i = 0; i < n; i++) {
        bool glue = !strncmp(line + i, CR_GLUE, sizeof CR_GLUE - 1);
        line[to++] = glue ? ' ' : line[i];
        i += glue ? sizeof CR_GLUE - 2 : 0;
    }
    line[to] = 0;
    cr_vec_push(arena, &lines->at, line);
}

size_t cr_fold_least(const char *text)
{
    size_t least = 0;
    while (*text) {
        size_t n = measure_piece(text), columns = cr_utf8_width(text, n);
        least = columns > least ? columns : least;
        text += n + (text[n] == ' ');
    }
    return least;
}

struct cr_lines cr_fold(struct cr_arena *arena, const char *text, size_t width)
{
    struct cr_lines lines = {0};
    struct cr_buf line;
    size_t used = 0;
    cr_buf_init(&line, arena);
    width = width ? width : 1;
    if (cr_utf8_width(text, strlen(text)) <= width) { /* blanks that line numbers up stay */
        push_line(arena, &lines, text, strlen(text));
        return lines;
    }
    for (bool blank = false; *text;) {
        size_t n = measure_piece(text), columns = cr_utf8_width(text, n);
        if (used && used + blank + columns > width) {
            push_line(arena, &lines, line.s, line.n);
            cr_buf_clear(&line);
            used = 0;
        }
        while (columns > width) {
            size_t bytes = cr_utf8_fit(text, n, width);
            if (!bytes)
                break;
            push_line(arena, &lines, text, bytes);
            text += bytes;
            n -= bytes;
            columns = cr_utf8_width(text, n);
        }
        if (used && blank) {
            cr_buf_char(&line, ' ');
            used++;
        }
        cr_buf_add(&line, text, n);
        used += columns;
        text += n;
        blank = *text == ' ';
        text += strspn(text, " ");
    }
    if (used || !lines.at.n)
        push_line(arena, &lines, line.s, line.n);
    return lines;
}
