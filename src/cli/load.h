/* Scenarios: paths, standard input, bundled names (cli/load.c). */
#ifndef CR_CLI_LOAD_H
#define CR_CLI_LOAD_H

#include "cli/cli.h"

/* Loads `file` (a path, "-", or a bundled name) into *scenario; else says why and returns the exit
 * code. A scenario with errors is kept only if `keep`. */
int cr_open_scenario(struct cr_cli *cli, const char *file, unsigned flags, bool keep,
    struct crossroads_scenario **scenario);
/* The n-th folder of bundled scenarios, or NULL behind the last: of the installation, of the
 * environment, of the source. */
const char *cr_bundle_folder(struct cr_arena *arena, size_t n);
/* "alliance" for "folder/alliance.yaml": the stem of the files we write. */
const char *cr_scenario_stem(struct cr_cli *cli, const char *file);

#endif
