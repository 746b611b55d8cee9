/* Tables on a page: cells are collected first, then measured and printed. Names of rows and heads
 * go on below first, then texts do; where that is not enough the names of the rows stand on lines
 * of their own, and at last every row is a list of its values. A plain page has such lists only. */
#include "write/grid.h"

#include "write/fold.h"
#include "write/text.h"
#include "write/text_tables.h"

#include <string.h>

enum { GAP = 2, NARROWEST = 16, OWN_LINE = 4 };

enum shape { ROWS, NAMES_ABOVE, LISTS };

struct layout {
    enum shape shape;
    size_t widths[CR_TABLE_COLUMNS];
};

void cr_grid_init(struct cr_grid *grid, const struct cr_view *view, const char *heads)
{
    *grid = (struct cr_grid){.view = view};
    for (const char *s = heads; *s && grid->n_columns < CR_TABLE_COLUMNS;) {
        size_t n = strcspn(s, "|");
        grid->heads[grid->n_columns++] = cr_arena_strndup(view->arena, s, n);
        s += n + (s[n] == '|');
    }
}

void cr_grid_cell(struct cr_grid *grid, const char *text)
{
    cr_vec_push(grid->view->arena, &grid->cells, cr_text_clean(grid->view->arena, text));
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t count_left(const struct cr_grid *grid)
{
    return grid->n_left ? grid->n_left : 1;
}

static size_t widest_cell(const struct cr_grid *grid, size_t c)
{
    size_t width = 0;
    for (size_t i = c; i < grid->cells.n; i += grid->n_columns)
        width = larger(width, cr_text_width(grid->cells.at[i]));
    return width;
}

size_t cr_grid_widest(const struct cr_grid *grid, size_t c)
{
    return larger(widest_cell(grid, c), cr_text_width(grid->heads[c]));
}

size_t cr_grid_least(const struct cr_grid *grid, size_t c)
{
    size_t least = cr_fold_least(grid->heads[c]);
    if (c >= count_left(grid))
        return larger(least, widest_cell(grid, c));
    for (size_t i = c; i < grid->cells.n; i += grid->n_columns)
        least = larger(least, cr_fold_least(grid->cells.at[i]));
    return least;
}

static size_t sum_widths(const struct cr_grid *grid, const size_t *widths)
{
    size_t total = 0;
    for (size_t c = 0; c < grid->n_columns; c++)
        total += GAP + widths[c];
    return total;
}

/* Takes columns from c, down to `least`, until the page is wide enough. */
static void narrow(const struct cr_grid *grid, struct layout *l, size_t c, size_t least)
{
    size_t total = sum_widths(grid, l->widths), page = (size_t)grid->view->style.width;
    if (total > page && l->widths[c] > least)
        l->widths[c] -= smaller(total - page, l->widths[c] - least);
}

/* Texts give way by turns, the widest first. */
static void narrow_texts(const struct cr_grid *grid, struct layout *l)
{
    size_t left = count_left(grid), page = (size_t)grid->view->style.width,
           floors[CR_TABLE_COLUMNS];
    for (size_t c = 0; c < left; c++)
        floors[c] = c ? cr_grid_least(grid, c) : larger(cr_grid_least(grid, c), NARROWEST);
    while (sum_widths(grid, l->widths) > page) {
        size_t widest = left;
        for (size_t c = 0; c < left; c++)
            if (l->widths[c] > floors[c] && (widest == left || l->widths[c] > l->widths[widest]))
                widest = c;
        if (widest == left)
            return;
        l->widths[widest]--;
    }
}

static struct layout lay_out(const struct cr_grid *grid)
{
    struct layout l = {.shape = ROWS};
    size_t page = (size_t)grid->view->style.width, n = grid->n_columns, left = count_left(grid);
    for (size_t c = 0; c < n; c++)
        l.widths[c] = cr_grid_widest(grid, c);
    if (grid->first)
        l.widths[0] = larger(grid->first, cr_grid_least(grid, 0));
    narrow(grid, &l, 0, larger(cr_grid_least(grid, 0), page * 2 / 5));
    for (size_t c = n; c-- > left;)
        narrow(grid, &l, c, cr_grid_least(grid, c));
    narrow_texts(grid, &l);
    if (sum_widths(grid, l.widths) <= page)
        return l;
    l.shape = NAMES_ABOVE;
    l.widths[0] = OWN_LINE;
    for (size_t c = 1; c < n; c++)
        l.widths[c] = c < left ? l.widths[c] : cr_grid_least(grid, c);
    if (n < 3 || sum_widths(grid, l.widths) > page)
        l.shape = LISTS;
    return l;
}

/* The k-th line of a row: of each cell the line that stands there. `up`: the last lines of all
 * cells stand in one line, as heads do. */
static void print_line(const struct cr_grid *grid, const struct layout *l,
    const struct cr_lines *folded, size_t k, size_t n_lines, bool up, struct cr_buf *out)
{
    const struct cr_style *style = &grid->view->style;
    for (size_t c = 0; c < grid->n_columns; c++) {
        const struct cr_lines *cell = &folded[c];
        size_t skip = up ? n_lines - cell->at.n : 0;
        bool there = k >= skip && k - skip < cell->at.n;
        const char *text = there ? cell->at.at[k - skip] : "";
        cr_buf_repeat(out, " ", GAP);
        if (c < count_left(grid))
            cr_text_left(out, style, text, l->widths[c]);
        else
            cr_text_right(out, style, text, l->widths[c]);
    }
}

/* The cells of a row on as many lines as they take; names that go on are set in. */
static size_t fold_row(const struct cr_grid *grid, const struct layout *l, const char *const *cells,
    struct cr_lines *folded)
{
    struct cr_arena *arena = grid->view->arena;
    size_t n_lines = 1;
    for (size_t c = 0; c < grid->n_columns; c++) {
        bool above = c == 0 && l->shape == NAMES_ABOVE;
        folded[c] = cr_fold(arena, above ? "" : cells[c], l->widths[c]);
        if (c == 0 && folded[c].at.n > 1 && cr_fold_least(cells[c]) + 2 <= l->widths[0]) {
            folded[c] = cr_fold(arena, cells[c], l->widths[c] - 2);
            for (size_t i = 1; i < folded[c].at.n; i++)
                folded[c].at.at[i] = cr_arena_printf(arena, "  %s", folded[c].at.at[i]);
        }
        n_lines = larger(n_lines, folded[c].at.n);
    }
    return n_lines;
}

static void print_head(const struct cr_grid *grid, const struct layout *l, struct cr_buf *out)
{
    struct cr_lines folded[CR_TABLE_COLUMNS];
    size_t n = 1;
    for (size_t c = 0; c < grid->n_columns; c++) {
        bool above = c == 0 && l->shape == NAMES_ABOVE;
        folded[c] = cr_fold(grid->view->arena, above ? "" : grid->heads[c], l->widths[c]);
        n = larger(n, folded[c].at.n);
    }
    if (l->shape == NAMES_ABOVE) {
        cr_buf_str(out, "  ");
        cr_tinted(out, &grid->view->style, CR_DIM, grid->heads[0]);
        cr_buf_char(out, '\n');
    }
    for (size_t k = 0; k < n; k++) {
        struct cr_buf head;
        cr_buf_init(&head, grid->view->arena);
        print_line(grid, l, folded, k, n, true, &head);
        if (k + 1 == n && grid->bars.n && grid->bar_head)
            cr_buf_printf(&head, "   %s", grid->bar_head);
        while (head.n && head.s[head.n - 1] == ' ')
            head.s[--head.n] = 0;
        cr_tinted(out, &grid->view->style, CR_DIM, head.s);
        cr_buf_char(out, '\n');
    }
}

static void print_row(
    const struct cr_grid *grid, const struct layout *l, size_t row, struct cr_buf *out)
{
    struct cr_lines folded[CR_TABLE_COLUMNS];
    const char *const *cells = &grid->cells.at[row * grid->n_columns];
    size_t n = fold_row(grid, l, cells, folded);
    if (l->shape == NAMES_ABOVE)
        cr_text_wrap(out, &grid->view->style, cells[0], 2);
    for (size_t k = 0; k < n; k++) {
        print_line(grid, l, folded, k, n, false, out);
        if (k == 0 && row < grid->bars.n && *grid->bars.at[row]) {
            cr_buf_str(out, "   ");
            cr_tinted(out, &grid->view->style, CR_BLUE, grid->bars.at[row]);
        }
        cr_text_end_line(out);
    }
    if (row < grid->notes.n && *grid->notes.at[row])
        cr_text_wrap(out, &grid->view->style, grid->notes.at[row], 6);
}

/* "NAME: HEAD value, HEAD value": what has no value is left out. */
static void print_list(const struct cr_grid *grid, size_t row, struct cr_buf *out)
{
    const char *const *cells = &grid->cells.at[row * grid->n_columns];
    struct cr_buf text;
    cr_buf_init(&text, grid->view->arena);
    cr_buf_printf(&text, "%s:", cells[0]);
    for (size_t c = 1, some = 0; c < grid->n_columns; c++) {
        const char *cell = cr_text_clean(grid->view->arena, cells[c]);
        if (!*cell)
            continue;
        cr_buf_printf(
            &text, "%s%s%s%s", some ? ", " : " ", grid->heads[c], *grid->heads[c] ? " " : "", cell);
        some = 1;
    }
    const struct cr_style *style = &grid->view->style;
    size_t width = style->plain ? text.n : (size_t)style->width - 6;
    struct cr_lines lines = cr_fold(grid->view->arena, text.s, width);
    for (size_t i = 0; i < lines.at.n; i++) {
        cr_buf_repeat(out, " ", style->plain ? 0 : i ? 6 : 2);
        cr_buf_printf(out, "%s\n", lines.at.at[i]);
    }
    if (row < grid->notes.n && *grid->notes.at[row])
        cr_text_wrap(out, &grid->view->style, grid->notes.at[row], 6);
}

void cr_grid_print(struct cr_grid *grid, struct cr_buf *out)
{
    const struct cr_style *style = &grid->view->style;
    struct layout l = lay_out(grid);
    size_t n = grid->n_columns ? grid->cells.n / grid->n_columns : 0;
    cr_buf_char(out, '\n');
    if (style->plain || l.shape == LISTS) {
        cr_text_wrap(out, style, cr_arena_printf(grid->view->arena, "%s", grid->heads[0]), 2);
        for (size_t i = 0; i < n; i++)
            print_list(grid, i, out);
        return;
    }
    print_head(grid, &l, out);
    for (size_t i = 0; i < n; i++)
        print_row(grid, &l, i, out);
}
