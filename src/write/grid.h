/* Tables on a page for people. */
#ifndef CR_WRITE_GRID_H
#define CR_WRITE_GRID_H

#include "write/table.h"

/* The first column names the rows and stands left, the others right. Nothing is cut: where the page
 * is too narrow the names go on below, then stand on lines of their own, then every row becomes a
 * list of its values. */
struct cr_grid {
    const struct cr_view *view;
    size_t n_columns;
    const char *heads[CR_TABLE_COLUMNS];
    CR_VEC(const char *) cells; /* row by row */
    CR_VEC(const char *) bars;  /* behind each row, printed as they are; none on a plain page */
    const char *bar_head;
    CR_VEC(const char *) notes; /* below each row, "" for none */
    size_t n_left;              /* columns that stand left; 0: the first */
    size_t first;               /* columns of the first column; 0: as it needs */
};
/* Heads are parted by '|'. */
void cr_grid_init(struct cr_grid *grid, const struct cr_view *view, const char *heads);
/* The next cell; the text is cleaned. */
void cr_grid_cell(struct cr_grid *grid, const char *text);
/* The columns of the widest cell or head of column c. */
size_t cr_grid_widest(const struct cr_grid *grid, size_t c);
/* What column c cannot do without: of texts their longest piece, of numbers all. */
size_t cr_grid_least(const struct cr_grid *grid, size_t c);
void cr_grid_print(struct cr_grid *grid, struct cr_buf *out);

#endif
