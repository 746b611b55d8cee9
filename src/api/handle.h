/* Inside the public handles: what this room's files share, and the tests that look behind the
 * interface. */
#ifndef CR_API_HANDLE_H
#define CR_API_HANDLE_H

#include "crossroads.h"

#include "engine/durable/checkpoint.h"
#include "write/handout.h"
#include "write/write.h"

struct crossroads_scenario {
    struct cr_arena *arena;
    char *bytes; /* of the file, to be freed; NULL if the caller owns them */
    struct cr_source source;
    struct cr_diags diags;
    struct cr_scenario *scenario;  /* NULL when it has errors */
    const char *name;              /* as the user named it, for commands: "alliance" */
    const char *shown;             /* in messages and results: "alliance.yaml" */
    char problem[256];             /* why it could not be read */
    const struct cr_unpack *parts; /* of a run that shards played, while they are being merged */
    size_t n_parts;
    const char *note; /* on how they fit together, or NULL */
};

enum cr_result_of {
    CR_OF_NOTHING,
    CR_OF_RUN,
    CR_OF_SOLVE,
    CR_OF_PATH,
    CR_OF_ANALYSIS, /* `found`, written by `forms` */
    CR_OF_PLOT,
    CR_OF_HANDOUT /* `sheet`, and `run` where it shows odds */
};
/* A sheet for a class. */
struct cr_sheet {
    enum cr_handout kind;
    int *only; /* [n] nodes that are asked; n 0: all */
    size_t n;
};
/* What a picture shows, by its kind. */
struct cr_plotted {
    const struct cr_plot *plot;
    struct cr_plot_options options;
    struct cr_run_result run;
    struct cr_sensitivity moved;
    struct cr_picture picture;
    struct cr_plot_texts texts; /* once it is written */
};
struct crossroads_result {
    struct cr_arena *arena;
    const struct crossroads_scenario *from;
    struct cr_setup setup;
    struct cr_diags diags; /* of the options' texts and of the program */
    struct cr_program *program;
    struct cr_fault fault;
    const char *message;
    const char *command;
    enum cr_result_of of;
    struct cr_run_result run;
    struct cr_solve_result solve;
    const struct cr_voi *voi; /* of solve, or NULL */
    struct cr_path path;
    uint64_t path_run; /* number of the future in `path` */
    const struct cr_forms *forms;
    void *found;
    const struct cr_scenario *pooled; /* of crossroads_pool, or NULL */
    struct cr_plotted *plotted;
    struct cr_sheet sheet;
    struct cr_long_run kept;
    int lock;           /* of the checkpoint, or -1 */
    const char *note;   /* on its parts, for the result; or NULL */
    const char *remark; /* a sentence that is no part of the result, or NULL */
};

/* What GSL complained of and nobody foresaw: no number of that call is to be used. */
#define CR_COMPLAINT "the mathematical library complains: %s; please report this\n"

/* A scenario without content, and a result without numbers; NULL when memory is short. */
struct crossroads_scenario *cr_new_scenario(const char *name, const char *shown);
struct crossroads_result *cr_new_result(
    const struct crossroads_scenario *scenario, const char *command);

/* Sets the message, "...; did you mean 'near'?" if near is not NULL; returns CR_USAGE. */
enum cr_status cr_refuse(
    struct crossroads_result *result, const char *message, const char *near) CR_MUST_USE;

/* The numbers of an analysis, if it came to an end, and what writes them. */
void cr_set_found(struct crossroads_result *result, enum cr_status status,
    const struct cr_forms *forms, void *found);

/* A caller's structure, however long it is, laid over one that holds the defaults. False: it is of
 * a newer library. NULL and a size of 0 are fine. */
bool cr_copy_sized(void *to, size_t size, const void *from);

/* A view for the writers over a result (or, with NULL, over the scenario alone). */
void cr_view_init(struct cr_view *view, struct cr_arena *arena,
    const struct crossroads_scenario *scenario, const struct crossroads_result *result,
    const struct cr_style *style);

#endif
