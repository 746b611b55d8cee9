/* Pages made from the tables of commands, options and codes. */
#ifndef CR_CLI_HELP_H
#define CR_CLI_HELP_H

#include "cli/options.h"

void cr_help_page(
    const struct cr_command *command, size_t width, struct cr_buf *out); /* NULL: of the program */
void cr_help_markdown(struct cr_buf *out);
void cr_help_errors(struct cr_buf *out);
void cr_help_man(struct cr_buf *out);
void cr_help_completion(const char *shell, struct cr_buf *out);

#endif
