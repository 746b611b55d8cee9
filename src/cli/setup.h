/* Options of the command line to options of the library (cli/setup.c). */
#ifndef CR_CLI_SETUP_H
#define CR_CLI_SETUP_H

#include "cli/cli.h"

/* Says what is wrong, if anything is. `runs`: the default. */
enum cr_status cr_fill_options(
    struct cr_cli *cli, struct crossroads_options *options, enum cr_runs_id runs) CR_MUST_USE;
/* --json, --format: "text" unless said otherwise; NULL after saying that they disagree. */
const char *cr_chosen_format(struct cr_cli *cli);
/* What to say where it ended before there was anything to show. */
const char *cr_unfinished(struct cr_cli *cli);
/* Reads a number behind an option that takes any text: "0.3", with % too. */
enum cr_status cr_read_bound(struct cr_cli *cli, enum cr_option_id id, double *x) CR_MUST_USE;
/* --effects and --by. */
enum cr_status cr_read_effects(
    struct cr_cli *cli, enum crossroads_effects *effects, double *by) CR_MUST_USE;

#endif
