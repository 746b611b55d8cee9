/* Options of the command line to options of the library (cli/setup.c). */
#ifndef CR_CLI_SETUP_H
#define CR_CLI_SETUP_H

#include "cli/cli.h"

/* 0, or the exit code after saying what is wrong. `runs`: the default. */
int cr_fill_options(struct cr_cli *cli, struct crossroads_options *options, enum cr_runs_id runs);
/* --json, --format: "text" unless said otherwise; NULL after saying that they disagree. */
const char *cr_chosen_format(struct cr_cli *cli);
/* What to say where it ended before there was anything to show. */
const char *cr_unfinished(struct cr_cli *cli);
/* Reads a number behind an option that takes any text: "0.3", with % too. 0, or the exit code. */
int cr_read_bound(struct cr_cli *cli, enum cr_option_id id, double *x);
/* --effects and --by. 0, or the exit code. */
int cr_read_effects(struct cr_cli *cli, enum crossroads_effects *effects, double *by);

#endif
