/* Outcomes as a grid of two families of tags. */
#ifndef CR_WRITE_TEXT_CROSS_H
#define CR_WRITE_TEXT_CROSS_H

#include "write/view.h"

/* Two families of tags such that every outcome bears one of each, and every pair of them is one
 * outcome: two questions crossed. */
struct cr_cross {
    int *rows, *columns; /* tags */
    size_t n_rows, n_columns;
    int *outcomes; /* n_rows * n_columns */
};
/* False: the outcomes are no such grid (or too few for one to help). */
bool cr_cross_find(
    struct cr_arena *arena, const struct cr_scenario *scenario, struct cr_cross *cross);
/* The grid with the shares of its cells, rows and columns. */
void cr_text_cross(struct cr_buf *out, const struct cr_view *view, const struct cr_cross *cross,
    const struct cr_share *outcomes, const struct cr_share *tags);

#endif
