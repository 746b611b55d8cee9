/* Results to bytes: the face of this room for those above it. No file below includes it but the
 * dispatchers (write.c, plot.c). Writers print what the engines found and compute no results.
 *
 * Formats are one table, write/writers.def; a new one is a row there. What a result holds stands in
 * its .def file, from which all formats but the page are made (fields.h). */
#ifndef CR_WRITE_WRITE_H
#define CR_WRITE_WRITE_H

#include "analysis/pictures.h"
#include "analysis/sensitivity.h"
#include "write/pages.h"
#include "write/plot_script.h"

struct cr_writer {
    const char *name, *extension, *help;
    bool results; /* it shows what was computed: see cr_forms_write */
    /* The scenario itself; result (may be NULL) adds reach and
     * probabilities. NULL: the format has no such form. */
    void (*scenario)(
        const struct cr_view *view, const struct cr_run_result *result, struct cr_buf *out);
};
extern const struct cr_writer cr_writers[];
extern const size_t cr_n_writers;
/* By name ("json"), or NULL. */
const struct cr_writer *cr_writer_find(const char *name);

/* The JSON Schema of the document of a result ("run", "solve", ...); false: there is none of this
 * name. */
bool cr_write_schema(const char *name, struct cr_buf *out);

/* ---- Pictures: a data file and a gnuplot script that draws it ---- */

struct cr_plot {
    const char *name, *help;
    void (*write)(const struct cr_view *view, const struct cr_run_result *result,
        const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp);
    /* ... or of what moved (then `write` is NULL). */
    void (*moved)(const struct cr_view *view, const struct cr_sensitivity *result,
        const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp);
    /* ... or of what was computed for this picture alone. */
    void (*drawn)(const struct cr_view *view, const struct cr_picture *picture,
        const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp);
    int picture;       /* enum cr_picture_kind; 0: the run alone */
    bool usual;        /* drawn if nobody says which */
    const char *needs; /* what a scenario must have; NULL: what cr_picture_needs says */
};
extern const struct cr_plot cr_plots[];
extern const size_t cr_n_plots;
const struct cr_plot *cr_plot_find(const char *name);
/* What it needs of a scenario, a phrase; "" nothing. */
const char *cr_plot_needs(const struct cr_plot *plot);
/* Why there is no such picture of a scenario, as a sentence; NULL: there is one. */
const char *cr_plot_lacks(const struct cr_plot *plot, const struct cr_scenario *scenario);
/* Whether the bytes of a file show that this program wrote it. */
bool cr_write_is_ours(const char *bytes, size_t n);

#endif
