/* The commands; each returns how it went. */
#ifndef CR_CLI_COMMANDS_H
#define CR_CLI_COMMANDS_H

#include "cli/cli.h"

typedef enum cr_status cr_command_function(struct cr_cli *cli);
#define CR_COMMAND(name, operands, least, most, summary, about, examples)                          \
    enum cr_status cr_command_##name(struct cr_cli *cli);
#include "cli/commands.def"
#undef CR_COMMAND

#endif
