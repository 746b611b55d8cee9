/* A message for people: where it is, what is wrong, and the line of the file with a mark under
 * the place. */
#include "base/diag.h"
#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

enum {
    WINDOW = 96, /* columns of the author's line that are shown */
    BEFORE = 48, /* of these, at most so many before the caret if the line is longer */
    TAB = 4
};

static const char *const names[] = {"error", "warning", "note"};
static const char *const colors[] = {"\x1b[1;31m", "\x1b[1;33m", "\x1b[1;36m"};
#define BOLD "\x1b[1m"
#define DIM "\x1b[34m"
#define OFF "\x1b[0m"

/* One character of the author's line as it is shown: tabs become blanks, whatever could drive the
 * terminal becomes an escape. Returns the bytes taken. */
static size_t write_character(struct cr_buf *out, const char *s, size_t n, size_t column)
{
    uint32_t code;
    size_t bytes = cr_utf8_decode(s, n, &code);
    if (bytes && code == '\t')
        cr_buf_repeat(out, " ", TAB - column % TAB);
    else
        cr_buf_escaped(out, s, bytes ? bytes : 1);
    return bytes ? bytes : 1;
}

/* Where the window on a line begins: at 0, or, when the caret is far right, BEFORE characters
 * before it. Lines may have megabytes, so widths are only taken of short stretches. */
static size_t window_start(const char *line, size_t n, size_t caret)
{
    if (caret <= 4 * WINDOW && cr_utf8_width(line, caret) + 8 <= WINDOW)
        return 0;
    if (n <= 4 * WINDOW && cr_utf8_width(line, n) <= WINDOW)
        return 0;
    size_t from = caret;
    for (size_t characters = 0; from > 0 && characters < BEFORE; characters++)
        for (from--; from > 0 && ((unsigned char)line[from] & 0xc0) == 0x80;)
            from--;
    return from;
}

struct excerpt {
    struct cr_buf text;  /* text of the line */
    size_t caret, marks; /* columns before the first ^, and how many there are */
};

/* The author's line, or a window on it, with the columns of bytes [from, to). */
static void cut_out(struct excerpt *e, const char *line, size_t n, size_t from, size_t to)
{
    size_t start = window_start(line, n, from);
    size_t shown = 0, end = 0;
    if (start)
        cr_buf_str(&e->text, "...");
    e->caret = SIZE_MAX;
    size_t i = start;
    while (i < n) {
        shown = cr_utf8_width(e->text.s, e->text.n);
        if (shown >= WINDOW)
            break;
        if (i >= from && e->caret == SIZE_MAX)
            e->caret = shown;
        i += write_character(&e->text, line + i, n - i, shown);
        if (i <= to)
            end = cr_utf8_width(e->text.s, e->text.n);
    }
    shown = cr_utf8_width(e->text.s, e->text.n);
    if (e->caret == SIZE_MAX)
        e->caret = shown;
    if (i < n)
        cr_buf_str(&e->text, "...");
    e->marks = end > e->caret ? end - e->caret : 1;
}

static void gutter(struct cr_buf *out, bool color, const char *number, size_t width)
{
    if (color)
        cr_buf_str(out, DIM);
    cr_buf_str(out, number);
    cr_buf_repeat(out, " ", width - strlen(number));
    cr_buf_str(out, " |");
    if (color)
        cr_buf_str(out, OFF);
}

static void print_hint(struct cr_buf *out, const struct cr_problem *problem)
{
    if (problem->hint) {
        cr_buf_char(out, ' ');
        cr_buf_escaped(out, problem->hint, strlen(problem->hint));
    }
    cr_buf_char(out, '\n');
}

static void print_excerpt(const struct cr_diags *diags, struct cr_buf *out, bool color,
    const struct cr_problem *problem, uint32_t line)
{
    const struct cr_source *source = diags->source;
    size_t n;
    const char *text = cr_source_line(source, line, &n);
    size_t from = problem->place.at - (size_t)(text - source->bytes);
    size_t to = problem->place.end - (size_t)(text - source->bytes);
    from = problem->place.at < (size_t)(text - source->bytes) ? 0 : from < n ? from : n;
    to = to < n ? to : n;
    struct excerpt e;
    cr_buf_init(&e.text, out->arena);
    cut_out(&e, text, n, from, to);
    char number[16];
    snprintf(number, sizeof number, "%lu", (unsigned long)line);
    size_t width = strlen(number);
    gutter(out, color, "", width);
    cr_buf_char(out, '\n');
    gutter(out, color, number, width);
    cr_buf_str(out, e.text.n ? " " : "");
    cr_buf_add(out, e.text.s, e.text.n);
    cr_buf_char(out, '\n');
    gutter(out, color, "", width);
    cr_buf_repeat(out, " ", e.caret + 1);
    if (color)
        cr_buf_str(out, colors[cr_codes[problem->code].severity]);
    cr_buf_repeat(out, "^", e.marks);
    if (color)
        cr_buf_str(out, OFF);
    print_hint(out, problem);
}

static void print_problem(
    const struct cr_diags *diags, struct cr_buf *out, bool color, const struct cr_problem *problem)
{
    const struct cr_code_info *code = &cr_codes[problem->code];
    const char *name = diags->source ? diags->source->name : "crossroads";
    bool somewhere = diags->source && problem->place.at != UINT32_MAX;
    uint32_t line = 0, column = 0;
    if (color)
        cr_buf_str(out, BOLD);
    cr_buf_escaped(out, name, strlen(name));
    if (somewhere) {
        cr_source_locate(diags->source, problem->place.at, &line, &column);
        cr_buf_printf(out, ":%lu:%lu", (unsigned long)line, (unsigned long)column);
    }
    cr_buf_str(out, ": ");
    if (color)
        cr_buf_printf(out, OFF "%s", colors[code->severity]);
    cr_buf_printf(out, "%s[%s]%s: ", names[code->severity], code->id, color ? OFF : "");
    cr_buf_escaped(out, problem->message, strlen(problem->message));
    cr_buf_char(out, '\n');
    if (somewhere) {
        print_excerpt(diags, out, color, problem, line);
    } else if (problem->hint) {
        cr_buf_str(out, "   =");
        print_hint(out, problem);
    }
}

static void count(struct cr_buf *out, size_t n, const char *what)
{
    cr_buf_printf(out, "%zu %s%s", n, what, n == 1 ? "" : "s");
}

void cr_diags_print(const struct cr_diags *diags, struct cr_buf *out, bool color, size_t limit)
{
    size_t n = diags->problems.n, shown = n < limit ? n : limit;
    if (!n)
        return;
    for (size_t i = 0; i < shown; i++)
        print_problem(diags, out, color, &diags->problems.at[i]);
    if (shown < n)
        cr_buf_printf(out, "... and %zu more\n", n - shown);
    if (diags->n_errors)
        count(out, diags->n_errors, "error");
    if (diags->n_errors && diags->n_warnings)
        cr_buf_str(out, ", ");
    if (diags->n_warnings)
        count(out, diags->n_warnings, "warning");
    if (diags->n_errors || diags->n_warnings)
        cr_buf_char(out, '\n');
}
