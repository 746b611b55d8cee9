/* Results to files, folders and standard output (cli/output.c). */
#ifndef CR_CLI_OUTPUT_H
#define CR_CLI_OUTPUT_H

#include "cli/cli.h"

/* Whether `path` could be written: not an input, no folder, nothing foreign. Before any work is
 * done. */
enum cr_status cr_check_output(struct cr_cli *cli, const char *path) CR_MUST_USE;
/* The same of -o, if it is given; a folder for tables is made. */
enum cr_status cr_check_output_option(struct cr_cli *cli) CR_MUST_USE;
/* Writes a result to -o or standard output. */
enum cr_status cr_write_result(struct cr_cli *cli, const char *bytes, size_t n) CR_MUST_USE;
/* The same of a text of the command's own. */
enum cr_status cr_write_page(struct cr_cli *cli, const struct cr_buf *page) CR_MUST_USE;
/* The same of a text that the library handed out, which is freed. */
enum cr_status cr_write_owned(struct cr_cli *cli, char *bytes, size_t n) CR_MUST_USE;
enum cr_status cr_write_file(
    struct cr_cli *cli, const char *path, const char *bytes, size_t n) CR_MUST_USE;
bool cr_is_folder(const char *path);
/* Whether -o names a folder: it ends in "/". */
bool cr_is_folder_path(const char *path);

#endif
