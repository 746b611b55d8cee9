/* Scenarios: paths, standard input, bundled names (cli/load.c). */
#ifndef CR_CLI_LOAD_H
#define CR_CLI_LOAD_H

#include "cli/cli.h"

/* Loads `file` (a path, "-", or a bundled name) into *scenario; else says why. A scenario with
 * errors is kept only if `keep`. */
enum cr_status cr_open_scenario(struct cr_cli *cli, const char *file, unsigned flags, bool keep,
    struct crossroads_scenario **scenario) CR_MUST_USE;
/* How the program was called; what stands beside it is found where the system does not say where it
 * is. */
void cr_set_program_path(const char *path);
/* The n-th folder of bundled scenarios, or NULL behind the last: beside the program, of the
 * installation, of the environment, of the source. */
const char *cr_bundle_folder(struct cr_arena *arena, size_t n);
/* Where the file that is meant by a path or a bundled name stands; `file` itself where nothing is
 * bundled under it. */
const char *cr_scenario_path(struct cr_arena *arena, const char *file);
/* Adds the names of the bundled scenarios, of each of these folders those `below` it ("",
 * "/classics", "/templates"). */
struct cr_names {
    CR_VEC(const char *) list;
};
void cr_list_bundled(struct cr_arena *arena, const char *below, struct cr_names *names);
/* Names of scenarios in a folder: whole ("a.yaml"), or without the ending. Sorted, so that nothing
 * depends on the file system. */
void cr_list_scenarios(
    struct cr_arena *arena, const char *folder, bool whole, struct cr_names *names);
/* "alliance" for "folder/alliance.yaml": the stem of the files we write. */
const char *cr_scenario_stem(struct cr_cli *cli, const char *file);

#endif
