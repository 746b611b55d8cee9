/* Results to files, folders and standard output (cli/output.c). */
#ifndef CR_CLI_OUTPUT_H
#define CR_CLI_OUTPUT_H

#include "cli/cli.h"

/* Whether `path` could be written: not an input, no folder, nothing foreign. Before any work is
 * done. 0 or exit code. */
int cr_check_output(struct cr_cli *cli, const char *path);
/* The same of -o, if it is given. */
int cr_check_output_option(struct cr_cli *cli);
/* Writes a result to -o or standard output; 0 or the exit code. */
int cr_write_result(struct cr_cli *cli, const char *bytes, size_t n);
/* The same of a text of the command's own. */
int cr_write_page(struct cr_cli *cli, const struct cr_buf *page);
/* The same of a text that the library handed out, which is freed. */
int cr_write_owned(struct cr_cli *cli, char *bytes, size_t n);
int cr_write_file(struct cr_cli *cli, const char *path, const char *bytes, size_t n);
bool cr_is_folder(const char *path);

#endif
