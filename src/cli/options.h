/* The options of the command line, read by one table (cli/options.def). */
#ifndef CR_CLI_OPTIONS_H
#define CR_CLI_OPTIONS_H

#include "base/buf.h"
#include "base/num.h"

#include <stdbool.h>

enum cr_option_kind {
    CR_OPT_FLAG,
    CR_OPT_TEXT,
    CR_OPT_LIST,
    CR_OPT_WHOLE,
    CR_OPT_COUNT,
    CR_OPT_NUMBER,
    CR_OPT_CHOICE,
    CR_OPT_MAYBE /* a choice that may be left out: --name, --name=word; the first word is meant */
};
enum cr_option_id {
#define CR_OPTION(ID, name, letter, kind, value, commands, again, help) CR_O_##ID,
#include "cli/options.def"
#undef CR_OPTION
    CR_N_OPTIONS
};

struct cr_option {
    const char *name;
    char letter;
    enum cr_option_kind kind;
    const char *value, *commands;
    bool again;
    const char *help;
};
extern const struct cr_option cr_options[CR_N_OPTIONS];

struct cr_command {
    const char *name, *operands;
    size_t least, most;
    const char *summary, *about, *examples;
};
extern const struct cr_command cr_commands[];
extern const size_t cr_n_commands;
const struct cr_command *cr_command_find(const char *name);
/* Whether the next word is its value. */
static inline bool cr_option_waits(const struct cr_option *option)
{
    return option->kind != CR_OPT_FLAG && option->kind != CR_OPT_MAYBE;
}
/* What an option does with a command (NULL: with any), and what stands for its value there. */
const char *cr_option_text(
    const struct cr_option *option, const struct cr_command *command, const char **value);
/* What does what a word that is no command says ("simulate": "run"), or NULL. */
const char *cr_command_meant(const char *word);
/* Reads a whole number: 1000000, 1_000_000, 1e6, 10k, 2M, 1.5M, 1G. */
enum cr_num_fault cr_count_read(struct cr_arena *arena, const char *text, uint64_t *x);
bool cr_option_for(const struct cr_option *option, const char *command);

/* How many futures are played where --runs does not say. */
enum cr_runs_id {
#define CR_RUNS(ID, command, with, runs) CR_RUNS_##ID,
#include "cli/runs.def"
#undef CR_RUNS
    CR_N_RUNS
};
struct cr_default_runs {
    const char *command, *with; /* with: an option or kind, or "" */
    uint64_t runs;
};
extern const struct cr_default_runs cr_default_runs[CR_N_RUNS];

struct cr_option_value {
    bool set;
    const char *text;
    uint64_t whole;
    double number;
    int choice; /* index of the word */
    CR_VEC(const char *) list;
};
struct cr_args {
    struct cr_arena *arena;
    struct cr_option_value at[CR_N_OPTIONS];
    const struct cr_command *command; /* NULL: none was given */
    CR_VEC(const char *) operands;    /* behind the command */
    const char *error;                /* what is wrong with the call, or NULL */
};

/* Reads a command line. CR_USAGE: args->error says what is wrong. Options may stand anywhere; `--`
 * ends them. */
enum cr_status cr_args_read(
    struct cr_args *args, struct cr_arena *arena, int argc, char *const *argv) CR_MUST_USE;
/* --rng list, which needs no file. */
bool cr_wants_generators(const struct cr_args *args);
/* The command that makes the same bytes again, quoted for a shell; `seed` is written out. */
const char *cr_args_again(const struct cr_args *args, uint64_t seed);
/* Options that say what is laid over the file (lens, set, given, ...) as words of a command; ""
 * without. */
const char *cr_args_overlay(const struct cr_args *args);
/* One line: "usage: crossroads run FILE [options]". */
const char *cr_usage_line(struct cr_arena *arena, const struct cr_command *command);

#endif
