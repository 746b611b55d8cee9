/* The program's own parts: what every command shares. */
#ifndef CR_CLI_CLI_H
#define CR_CLI_CLI_H

#include "api/api.h"
#include "cli/options.h"

enum {
    CR_EXIT_OK = 0,
    CR_EXIT_INPUT = 1,
    CR_EXIT_USAGE = 2,
    CR_EXIT_IO = 3,
    CR_EXIT_TARGET = 4,
    CR_EXIT_BUG = 70,
    CR_EXIT_INTERRUPTED = 130
};

struct cr_progress_line {
    double start, last;
    bool terminal, shown, told, ascii;
    int width;
    const char *what; /* "simulating" */
    double limit;     /* seconds that --max-time gives; 0: no limit */
    bool parts;       /* what is finished of it is a result */
};

struct cr_voi;
struct cr_cli {
    struct cr_arena *arena;
    struct cr_args args;
    struct cr_style style; /* of standard output */
    bool color_errors;
    uint64_t seed;
    const char *rng;     /* NULL: the default */
    const char *command; /* that makes the same bytes again */
    struct cr_progress_line progress;
    struct crossroads_scenario *scenario;
    struct crossroads_result *result;
    const struct cr_voi *voi; /* of solve --voi, or NULL */
};

typedef int cr_command_function(struct cr_cli *cli);
#define CR_COMMAND(name, operands, least, most, summary, about, examples)                          \
    int cr_command_##name(struct cr_cli *cli);
#include "cli/commands.def"
#undef CR_COMMAND

/* ---- messages: "crossroads: ..." on standard error ---- */
void cr_say(struct cr_cli *cli, const char *format, ...) CR_PRINTF(2, 3);
/* Says it with the usage line; returns CR_EXIT_USAGE. */
int cr_misuse(struct cr_cli *cli, const char *message);
/* Diagnostics as they are, on standard error. */
void cr_say_problems(struct cr_cli *cli, const struct cr_diags *diags);
/* Why there is no result of shards: what is wrong with the files or with the scenario in them. */
int cr_say_unmerged(struct cr_cli *cli, enum crossroads_status status);

/* ---- scenarios (cli/load.c) ---- */
/* Loads `file` (a path, "-", or a bundled name) into *scenario; else says why and returns the exit
 * code. A scenario with errors is kept only if `keep`. */
int cr_open_scenario(struct cr_cli *cli, const char *file, unsigned flags, bool keep,
    struct crossroads_scenario **scenario);
/* The n-th folder of bundled scenarios, or NULL behind the last: of the installation, of the
 * environment, of the source. */
const char *cr_bundle_folder(struct cr_arena *arena, size_t n);
/* The path of a bundled scenario, or NULL. */
const char *cr_bundled_path(struct cr_arena *arena, const char *name);
/* "alliance" for "folder/alliance.yaml": the stem of the files we write. */
const char *cr_scenario_stem(struct cr_cli *cli, const char *file);

/* What only a simulation shows of a scenario without errors: added to its diagnostics
 * (cli/review.c). */
void cr_review(struct crossroads_scenario *scenario);

/* ---- options to what the library takes (cli/setup.c) ---- */
/* 0, or the exit code after saying what is wrong. `runs`: the default. */
int cr_fill_options(struct cr_cli *cli, struct crossroads_options *options, enum cr_runs_id runs);
/* Says why a run or solve failed; returns the exit code. 0 for statuses whose result is whole. */
int cr_tell_failure(struct cr_cli *cli, enum crossroads_status status);
/* The exit code of a whole result, after what there is to say about it. */
int cr_tell_result(struct cr_cli *cli, enum crossroads_status status);

/* ---- results (cli/run.c) ---- */
/* --json, --format; NULL after saying that they disagree. */
const struct cr_writer *cr_chosen_writer(struct cr_cli *cli);
/* Whether --table names a block of the result or a state variable; 0 or exit code. */
int cr_check_table(struct cr_cli *cli, const struct cr_writer *writer);
/* Writes cli->result; 0 or exit code. */
int cr_write_with(struct cr_cli *cli, const struct cr_writer *writer);

/* ---- analyses (cli/observe.c) ---- */
/* Writes the result of an analysis; 0 or exit code. */
struct cr_forms;
int cr_write_forms(
    struct cr_cli *cli, const struct cr_forms *forms, const char *format, const void *result);

/* ---- long runs (cli/durable.c) ---- */
/* --checkpoint, --resume, --shard; 0, or the exit code after saying what is wrong. */
int cr_fill_long_run(struct cr_cli *cli, struct crossroads_options *options);
/* What there is to say of a shard, which has no results; the exit code. */
int cr_tell_shard(struct cr_cli *cli, enum crossroads_status status);

/* ---- output (cli/output.c) ---- */
/* Whether `path` could be written: not an input, no folder, nothing foreign. Before any work is
 * done. 0 or exit code. */
int cr_check_output(struct cr_cli *cli, const char *path);
/* Writes a result to -o or standard output; 0 or the exit code. */
int cr_write_result(struct cr_cli *cli, const struct cr_buf *bytes);
int cr_write_file(struct cr_cli *cli, const char *path, const struct cr_buf *bytes);
bool cr_is_folder(const char *path);

/* ---- what ends it early (cli/interrupt.c) ---- */
void cr_watch_signals(void);
/* --max-time: engines stop by themselves then; work that does not is ended with `message`, a line
 * that stays. */
void cr_watch_time(double seconds, const char *message);
bool cr_interrupted(void);
/* What is finished is being made a result: not to be ended any more. */
void cr_winding_up(void);

/* ---- progress (cli/progress.c) ---- */
void cr_progress_init(struct cr_progress_line *line, const struct cr_style *style, bool quiet);
int cr_progress_step(void *line, double done, double total);
void cr_progress_erase(struct cr_progress_line *line);

/* ---- other programs (cli/spawn.c) ---- */
/* Runs a program found in PATH with arguments (NULL at the end), its output thrown away. The exit
 * code; -1: not found; -2: could not be started; 128 + n: ended by signal n. */
int cr_spawn(const char *const *arguments);

#endif
