/* Inside the public handles: for the command line, which shows more than the public interface, and
 * for the tests. */
#ifndef CR_API_API_H
#define CR_API_API_H

#include "crossroads.h"

#include "engine/durable/checkpoint.h"
#include "program/fault.h"
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

enum cr_result_of { CR_OF_NOTHING, CR_OF_RUN, CR_OF_SOLVE, CR_OF_PATH, CR_OF_ANALYSIS };
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
    struct cr_long_run kept;
    int lock;           /* of the checkpoint, or -1 */
    const char *note;   /* on its parts, for the result; or NULL */
    const char *remark; /* a sentence that is no part of the result, or NULL */
};

/* As crossroads_load, with the names to show. */
enum crossroads_status crossroads_load_as(const char *path, const char *shown, const char *name,
    unsigned flags, struct crossroads_scenario **out);

/* As crossroads_load_text, with the names to show. */
enum crossroads_status crossroads_load_text_as(const char *name, const char *shown,
    const char *text, size_t n, unsigned flags, struct crossroads_scenario **out);
/* A scenario that only says why there is none; NULL when memory is short. */
struct crossroads_scenario *crossroads_no_scenario(const char *name, const char *problem);

/* ---- Long runs (api/durable.c) ---- */
/* Makes ready what result->kept says: the lock, the head, the parts to begin with. Not CR_OK:
 * result->message says why. */
enum cr_status cr_durable_begin(
    struct crossroads_result *result, const struct crossroads_options *options) CR_MUST_USE;
/* Gives the lock back and finds words for a checkpoint that could not be written. */
void cr_durable_end(struct crossroads_result *result, const struct crossroads_options *options,
    enum cr_status status);
/* How many runs of how many a kept file holds; 0: it is none of ours. */
int cr_durable_peek(const char *path, uint64_t *done, uint64_t *total);
uint64_t cr_api_worlds(const struct crossroads_options *options);

/* ---- Analyses ---- */
/* A piece of work on a result whose setup is read and whose program is built. CR_USAGE with
 * result->message or result->fault. */
typedef enum cr_status cr_api_work(
    struct crossroads_result *result, const struct crossroads_options *options, void *context);
enum crossroads_status crossroads_analyse(struct crossroads_scenario *scenario,
    const struct crossroads_options *options, cr_api_work *work, void *context,
    struct crossroads_result **result);
/* Of options that name a generator there is. */
struct cr_luck cr_api_luck(const struct crossroads_options *options);
struct cr_run_options cr_api_run_options(const struct crossroads_options *options);

/* Turns the options' texts into a setup. CR_USAGE or CR_INPUT with result->message set. */
enum cr_status cr_setup_read(
    struct crossroads_result *result, const struct crossroads_options *options);

/* Plays one future. */
enum crossroads_status crossroads_replay(struct crossroads_scenario *scenario,
    const struct crossroads_options *options, uint64_t run, struct crossroads_result **result);

/* Whether the decisions of what was run are too many to be solved, as far as a glance shows. */
bool cr_api_hopeless(struct crossroads_result *result);

/* A view for the writers over a result (or, with NULL, over the scenario alone). */
void cr_view_init(struct cr_view *view, struct cr_arena *arena,
    const struct crossroads_scenario *scenario, const struct crossroads_result *result,
    const struct cr_style *style);

#endif
