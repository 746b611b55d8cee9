/* gnuplot scripts: what does not depend on the picture. */
#ifndef CR_WRITE_PLOT_SCRIPT_H
#define CR_WRITE_PLOT_SCRIPT_H

#include "write/view.h"

struct cr_plot_options {
    const char *style; /* gnuplot lines in place of plots/style.gp, with an end of line; NULL */
    const char *stem;  /* file name without folder and ending, e.g. "alliance-tree" */
    const char
        *extension; /* of the picture if the script is given no other: "png", "svg", "pdf", "txt" */
    double threshold;         /* tree: branches rarer than this are gathered */
    int depth;                /* tree: columns of questions to draw; 0: all */
    uint64_t worlds, futures; /* fan: of the sample behind the bars of worlds; 0: the run itself */
    const char *from;         /* tree: the question to begin at; NULL: the start */
    double given;             /* the probability of the evidence; NaN: not known */
    struct cr_plot_texts *texts; /* what the picture says it shows; NULL: nobody asks */
};
struct cr_plot_texts {
    const char *title, *note;
};

/* Writes a whole script: the mark with the hash of what follows, the usage, sizes in pixels
 * (`height` is that with a note of two lines; each line more makes it taller), the preamble
 * (terminal by the ending of the output, fonts, colours), what is shown (`title`) and of which
 * scenario, the note with what was given, then `body`. */
void cr_plot_script(const struct cr_view *view, const struct cr_plot_options *options, int width,
    int height, const char *title, const char *note, const char *body, struct cr_buf *gp);
/* The first lines of a script of ours hold the hash of the rest, so that edits can be told. 1: ours
 * and untouched; 0: ours and edited; -1: not ours. */
int cr_plot_script_state(const char *bytes, size_t n);
enum { CR_PLOT_HEAD = 18 }; /* pixels of the line below the title, which names the scenario */
/* "Given a.b and c.d (31.4%).", or "" where nothing was. */
const char *cr_plot_given(const struct cr_view *view, double probability);
/* A text cut to so many columns. */
const char *cr_plot_cut(struct cr_arena *arena, const char *text, size_t columns);

#endif
