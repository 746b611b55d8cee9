/* The manual pages (cli/help_man.c). */
#ifndef CR_CLI_HELP_MAN_H
#define CR_CLI_HELP_MAN_H

#include "cli/options.h"

/* In roff: of a command, or of the program (NULL). */
void cr_help_man(const struct cr_command *command, struct cr_buf *out);

#endif
