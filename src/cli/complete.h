/* What can stand at the cursor (cli/complete.c). */
#ifndef CR_CLI_COMPLETE_H
#define CR_CLI_COMPLETE_H

#include "cli/cli.h"

/* Answers `crossroads --complete WORD...`: the words behind the program's name, of which the last
 * is being typed. */
enum cr_status cr_complete(struct cr_cli *cli, size_t n, char *const *words) CR_MUST_USE;

#endif
