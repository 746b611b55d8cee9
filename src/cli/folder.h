/* -o DIR/: a file for every table of a result (cli/folder.c). */
#ifndef CR_CLI_FOLDER_H
#define CR_CLI_FOLDER_H

#include "cli/cli.h"

/* Whether -o names a folder: then cli->folder is set, and *format is csv unless dat was asked for.
 * 0, or the exit code where it cannot be. */
enum cr_status cr_choose_folder(struct cr_cli *cli, const char **format) CR_MUST_USE;
/* Writes the tables of cli->result. */
enum cr_status cr_write_folder(struct cr_cli *cli, const char *format) CR_MUST_USE;

#endif
