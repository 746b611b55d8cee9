/* Inside the public handles: for the command line, which shows more than the public interface, and
 * for the tests. */
#ifndef CR_API_API_H
#define CR_API_API_H

#include "crossroads.h"

#include "write/write.h"

struct crossroads_scenario {
    struct cr_arena *arena;
    char *bytes; /* of the file, to be freed; NULL if the caller owns them */
    struct cr_source source;
    struct cr_diags diags;
    struct cr_scenario *scenario; /* NULL when it has errors */
    const char *name;             /* as the user named it, for commands: "alliance" */
    const char *shown;            /* in messages and results: "alliance.yaml" */
    char problem[256];            /* why it could not be read */
};

enum cr_result_of { CR_OF_NOTHING, CR_OF_RUN, CR_OF_SOLVE, CR_OF_PATH };
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
    struct cr_path path;
};

/* As crossroads_load, with the names to show. */
enum crossroads_status crossroads_load_as(const char *path, const char *shown, const char *name,
    unsigned flags, struct crossroads_scenario **out);

/* Turns the options' texts into a setup. CR_USAGE or CR_INPUT with result->message set. */
enum cr_status cr_setup_read(
    struct crossroads_result *result, const struct crossroads_options *options);

/* Plays one future. */
enum crossroads_status crossroads_replay(struct crossroads_scenario *scenario,
    const struct crossroads_options *options, uint64_t run, struct crossroads_result **result);

/* A view for the writers over a result (or, with NULL, over the scenario alone). */
void cr_view_init(struct cr_view *view, struct cr_arena *arena,
    const struct crossroads_scenario *scenario, const struct crossroads_result *result,
    const struct cr_style *style);

#endif
