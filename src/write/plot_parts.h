/* What several pictures share. */
#ifndef CR_WRITE_PLOT_PARTS_H
#define CR_WRITE_PLOT_PARTS_H

#include "analysis/pictures.h"
#include "write/plot_script.h"
#include "write/table.h"

/* Colours that colour-blind readers can tell apart, "#0072B2"; shapes that stay apart in print. An
 * outcome has its colour by its place in the file, or what the author says, in every picture. */
const char *cr_plot_palette(int k);
int cr_plot_shape(int k);
const char *cr_plot_color(const struct cr_view *view, int outcome);
const char *cr_plot_class_color(
    const struct cr_view *view, const struct cr_classes *classes, int k);
/* The colour with two hex digits of transparency: "00" none, "ff" all. */
const char *cr_plot_faint(struct cr_arena *arena, const char *color, const char *alpha);
/* An id as words; a label, or without one the id as words. */
const char *cr_plot_words(struct cr_arena *arena, const char *id);
const char *cr_plot_label(struct cr_arena *arena, const char *label, const char *id);
const char *cr_plot_class_label(struct cr_arena *arena, const struct cr_class *c);
/* What the script's lines() makes of a text: the widest line in columns, and how many. */
void cr_plot_lines(
    struct cr_arena *arena, const char *text, size_t columns, size_t *widest, size_t *n);
/* `array NAME[n] = ['...', ...]`. */
void cr_plot_array(struct cr_buf *out, const char *name, const char *const *texts, size_t n);
/* A text as the name of a tic, where gnuplot would read a percent sign as a format. */
void cr_plot_tic(struct cr_buf *out, struct cr_arena *arena, const char *text);
/* Places of texts of so much height, from the highest down, moved so that none covers another. */
void cr_plot_apart(double *y, const double *size, size_t n, double low, double high);
/* Short names of the stages: dates where all have one, else labels. */
const char **cr_plot_stages(const struct cr_view *view);
/* Where the stages stand on an axis, the first at 1, the last at how many there are: by their dates
 * where all have one and none is earlier than the one before, else at equal distances (*dated
 * false). */
double *cr_plot_times(const struct cr_view *view, bool *dated);
/* The data file, with what the picture says about itself. */
void cr_plot_dat(const struct cr_view *view, const struct cr_picture *picture,
    struct cr_tables *tables, struct cr_buf *dat);
/* "20,000 runs in 1,000 worlds, seed 1, engine walk.", or that it is exact. */
const char *cr_plot_played(const struct cr_view *view, const struct cr_picture *picture);
const char *cr_plot_run_played(const struct cr_view *view, const struct cr_run_result *result);

#endif
