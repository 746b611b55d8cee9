/* Results of run, solve and merge (cli/single.c). */
#ifndef CR_CLI_SINGLE_H
#define CR_CLI_SINGLE_H

#include "cli/cli.h"

/* Whether cli->scenario's result can be written so; 0 or exit code. */
int cr_check_table(struct cr_cli *cli, const char *format);
/* Writes cli->result, which is whole, and says how it ended; the exit code. */
int cr_write_single(struct cr_cli *cli, enum crossroads_status status, const char *format);
/* Why there is no result of shards: what is wrong with the files or with the scenario in them. */
int cr_report_unmerged(struct cr_cli *cli, enum crossroads_status status);

#endif
