/* What the gnuplot scripts have in common. */
#ifndef CR_WRITE_PLOT_H
#define CR_WRITE_PLOT_H

#include "write/table.h"

/* Writes a whole script: the mark with the hash of what follows, the usage, sizes in pixels, the
 * preamble (terminal by the ending of the output, fonts, colours), the title and the note, then
 * `body`. */
void cr_plot_script(const struct cr_view *view, const struct cr_plot_options *options, int width,
    int height, const char *title, const char *note, const char *body, struct cr_buf *gp);

void cr_plot_outcomes(const struct cr_view *view, const struct cr_run_result *result,
    const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp);
void cr_plot_tree(const struct cr_view *view, const struct cr_run_result *result,
    const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp);

/* A text cut to so many columns. */
const char *cr_plot_cut(struct cr_arena *arena, const char *text, size_t columns);

#endif
