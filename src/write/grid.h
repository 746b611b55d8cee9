/* Tables in a terminal. */
#ifndef CR_WRITE_GRID_H
#define CR_WRITE_GRID_H

#include "write/table.h"

/* A grid in a terminal: the first column stands left and is cut to the page, the others right. */
struct cr_grid {
    const struct cr_view *view;
    size_t n_columns;
    const char *heads[CR_TABLE_COLUMNS];
    CR_VEC(const char *) cells; /* row by row */
    size_t n_left;              /* columns that stand left; 0: the first */
};
/* Heads are parted by '|'. */
void cr_grid_init(struct cr_grid *grid, const struct cr_view *view, const char *heads);
/* The next cell; the text is cleaned. */
void cr_grid_cell(struct cr_grid *grid, const char *text);
void cr_grid_print(struct cr_grid *grid, struct cr_buf *out);

#endif
