/* Results to bytes. Writers print what the engines found and compute no results of their own; they
 * never run an engine, open a file or know about a terminal: what it can do stands in struct
 * cr_style.
 *
 * Formats are one table, write/writers.def. A new one is a row there and a function for each kind
 * of result it can show. */
#ifndef CR_WRITE_WRITE_H
#define CR_WRITE_WRITE_H

#include "base/buf.h"
#include "engine/engine.h"

#define CR_WRITE_DIGITS 6 /* significant digits in data files unless told otherwise */

struct cr_style {
    int width;  /* columns of the page, at least CR_WIDTH_MIN */
    bool color; /* ANSI colours */
    bool ascii; /* nothing but ASCII of our own; texts of the author stay as they are */
    bool quiet; /* the result without what is said about it */
    bool verbose;
    int digits;        /* significant digits in dat, csv and md; 0: CR_WRITE_DIGITS; 17: all */
    const char *table; /* only this table (csv, dat, md), or NULL */
};
#define CR_WIDTH_MIN 40
#define CR_WIDTH_MAX 1000

struct cr_voi;
struct cr_sensitivity;
struct cr_picture;
/* What every writer is given. */
struct cr_view {
    struct cr_arena *arena; /* for scratch */
    const struct cr_scenario *scenario;
    const struct cr_program *program; /* NULL where nothing was compiled */
    const char *version,
        *command; /* the command that makes these bytes again, quoted for a shell */
    const char
        *name; /* how the user named the scenario ("alliance"), for the commands we suggest */
    struct cr_style style;
    bool hopeless;            /* the decisions are too many to be solved: nothing that needs that is
                                 recommended */
    const struct cr_voi *voi; /* of `solve --voi`, or NULL */
};

enum cr_result_kind { CR_RESULT_RUN, CR_RESULT_SOLVE, CR_N_RESULT_KINDS };

struct cr_writer {
    const char *name, *extension, *help;
    /* NULL where the format has no such form. */
    void (*run)(const struct cr_view *view, const struct cr_run_result *result, struct cr_buf *out);
    void (*solve)(
        const struct cr_view *view, const struct cr_solve_result *result, struct cr_buf *out);
    /* The scenario itself; result (may be NULL) adds reach and probabilities. */
    void (*scenario)(
        const struct cr_view *view, const struct cr_run_result *result, struct cr_buf *out);
};
extern const struct cr_writer cr_writers[];
extern const size_t cr_n_writers;
/* By name ("json"), or NULL. */
const struct cr_writer *cr_writer_find(const char *name);

/* The functions of the table. */
void cr_text_run(
    const struct cr_view *view, const struct cr_run_result *result, struct cr_buf *out);
void cr_text_solve(
    const struct cr_view *view, const struct cr_solve_result *result, struct cr_buf *out);
void cr_json_run(
    const struct cr_view *view, const struct cr_run_result *result, struct cr_buf *out);
void cr_json_solve(
    const struct cr_view *view, const struct cr_solve_result *result, struct cr_buf *out);
void cr_dat_run(const struct cr_view *view, const struct cr_run_result *result, struct cr_buf *out);
void cr_dat_solve(
    const struct cr_view *view, const struct cr_solve_result *result, struct cr_buf *out);
void cr_csv_run(const struct cr_view *view, const struct cr_run_result *result, struct cr_buf *out);
void cr_csv_solve(
    const struct cr_view *view, const struct cr_solve_result *result, struct cr_buf *out);
void cr_md_run(const struct cr_view *view, const struct cr_run_result *result, struct cr_buf *out);
void cr_md_solve(
    const struct cr_view *view, const struct cr_solve_result *result, struct cr_buf *out);
void cr_dot_scenario(
    const struct cr_view *view, const struct cr_run_result *result, struct cr_buf *out);
void cr_mermaid_scenario(
    const struct cr_view *view, const struct cr_run_result *result, struct cr_buf *out);
/* The schema of all scenario files; looks at neither view nor result, which may be NULL. */
#define CR_SCHEMA_TITLE "crossroads scenario"
void cr_json_schema(
    const struct cr_view *view, const struct cr_run_result *result, struct cr_buf *out);
void cr_yaml_scenario(
    const struct cr_view *view, const struct cr_run_result *result, struct cr_buf *out);

/* ---- What has one form only ---- */

/* `show`: the whole graph; one node (index) in detail; one outcome; one future with the state after
 * each step. */
void cr_text_show(
    const struct cr_view *view, const struct cr_run_result *result, struct cr_buf *out);
void cr_text_show_node(
    const struct cr_view *view, const struct cr_run_result *result, int node, struct cr_buf *out);
void cr_text_show_outcome(const struct cr_view *view, const struct cr_run_result *result,
    int outcome, struct cr_buf *out);
void cr_text_path(
    const struct cr_view *view, const struct cr_path *path, uint64_t run, struct cr_buf *out);
void cr_json_show(
    const struct cr_view *view, const struct cr_run_result *result, int node, struct cr_buf *out);
void cr_json_path(
    const struct cr_view *view, const struct cr_path *path, uint64_t run, struct cr_buf *out);

/* `check`: what was read, in one line ("ok ..."), and the problems of several files as one JSON
 * document. */
void cr_text_check(const struct cr_view *view, struct cr_buf *out);
struct cr_checked {
    const char *file;
    const struct cr_diags *diags;
};
void cr_json_check(const struct cr_checked *files, size_t n, const char *version,
    struct cr_arena *arena, struct cr_buf *out);
/* The page of one code, for --explain. */
void cr_text_code(
    const struct cr_code_info *code, const struct cr_style *style, struct cr_buf *out);

/* ---- Pictures: a data file and a gnuplot script that draws it ---- */

struct cr_plot_options {
    const char *stem; /* file name without folder and ending, e.g. "alliance-tree" */
    const char
        *extension; /* of the picture if the script is given no other: "png", "svg", "pdf", "txt" */
    double threshold;         /* tree: branches rarer than this are gathered */
    int depth;                /* tree: columns of questions to draw; 0: all */
    uint64_t worlds, futures; /* fan: of the sample behind the bars of worlds; 0: the run itself */
    const char *from;         /* tree: the question to begin at; NULL: the start */
};
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
    int picture; /* enum cr_picture_kind; 0: the run alone */
    bool usual;  /* drawn if nobody says which */
};
extern const struct cr_plot cr_plots[];
extern const size_t cr_n_plots;
const struct cr_plot *cr_plot_find(const char *name);
/* Why there is no such picture of a scenario, as a sentence; NULL: there is one. */
const char *cr_plot_lacks(const struct cr_plot *plot, const struct cr_scenario *scenario);
/* The first lines of a script of ours hold the hash of the rest, so that edits can be told. 1: ours
 * and untouched; 0: ours and edited; -1: not ours. */
int cr_plot_script_state(const char *bytes, size_t n);
/* Whether the bytes of a file show that this program wrote it. */
int cr_write_is_ours(const char *bytes, size_t n);

#endif
