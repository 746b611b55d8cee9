/* Tables in a terminal: cells are collected first, then measured and printed. Where the page is too
 * narrow the first column is cut, then columns at the end are left out. */
#include "write/grid.h"

#include "write/text.h"
#include "write/text_tables.h"

#include <string.h>

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

/* Widths such that the lines fit the page: the first column gives way, then the last ones are left
 * out. Returns how many columns there are. */
static size_t find_widths(const struct cr_grid *grid, size_t *widths)
{
    size_t total = 0, n = grid->n_columns, page = (size_t)grid->view->style.width;
    for (size_t c = 0; c < n; c++) {
        widths[c] = cr_text_width(grid->heads[c]);
        for (size_t i = c; i < grid->cells.n; i += grid->n_columns) {
            size_t w = cr_text_width(grid->cells.at[i]);
            widths[c] = w > widths[c] ? w : widths[c];
        }
        total += 2 + widths[c];
    }
    if (total > page && widths[0] > 12) {
        size_t less = total - page < widths[0] - 12 ? total - page : widths[0] - 12;
        widths[0] -= less;
        total -= less;
    }
    while (total > page && n > 2)
        total -= 2 + widths[--n];
    return n;
}

static void print_row(const struct cr_grid *grid, const char *const *cells, const size_t *widths,
    size_t n, struct cr_buf *out)
{
    const struct cr_style *style = &grid->view->style;
    size_t n_left = grid->n_left ? grid->n_left : 1;
    for (size_t c = 0; c < n; c++) {
        cr_buf_str(out, "  ");
        if (c < n_left)
            cr_text_left(out, style, cells[c], widths[c]);
        else
            cr_text_right(out, style, cells[c], widths[c]);
    }
}

void cr_grid_print(struct cr_grid *grid, struct cr_buf *out)
{
    size_t widths[CR_TABLE_COLUMNS];
    struct cr_buf head;
    cr_buf_init(&head, grid->view->arena);
    size_t n = find_widths(grid, widths);
    print_row(grid, grid->heads, widths, n, &head);
    while (head.n && head.s[head.n - 1] == ' ')
        head.s[--head.n] = 0;
    cr_buf_char(out, '\n');
    cr_tinted(out, &grid->view->style, CR_DIM, head.s);
    cr_buf_char(out, '\n');
    for (size_t i = 0; i + grid->n_columns <= grid->cells.n; i += grid->n_columns) {
        print_row(grid, &grid->cells.at[i], widths, n, out);
        cr_text_end_line(out);
    }
}
