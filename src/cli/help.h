/* Pages made from the tables of commands, options and codes. */
#ifndef CR_CLI_HELP_H
#define CR_CLI_HELP_H

#include "cli/options.h"

/* What the program does, in a screen: for a call without a command. */
void cr_help_short(size_t width, struct cr_buf *out);
void cr_help_page(
    const struct cr_command *command, size_t width, struct cr_buf *out); /* NULL: of the program */
void cr_help_markdown(struct cr_buf *out);
void cr_help_errors(struct cr_buf *out);
/* The completion script for a shell, "bash", "zsh" or "fish" (cli/completion.c). */
void cr_help_completion(const char *shell, struct cr_buf *out);

/* "-n, --runs N"; four blanks in place of a letter that there is not. */
const char *cr_option_head(
    struct cr_arena *arena, const struct cr_option *option, const struct cr_command *command);
/* What an option does; of --runs also how many there are without it. */
const char *cr_option_help(
    struct cr_arena *arena, const struct cr_option *option, const struct cr_command *command);
extern const char cr_help_about[]; /* what FILE may be */

#endif
