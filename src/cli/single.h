/* Results of run, solve and merge (cli/single.c). */
#ifndef CR_CLI_SINGLE_H
#define CR_CLI_SINGLE_H

#include "cli/cli.h"

/* Whether cli->scenario's result can be written so. */
enum cr_status cr_check_table(struct cr_cli *cli, const char *format) CR_MUST_USE;
/* Writes cli->result, which is whole, and says how it ended. */
enum cr_status cr_write_single(
    struct cr_cli *cli, enum crossroads_status status, const char *format) CR_MUST_USE;
/* Why there is no result of shards: what is wrong with the files or with the scenario in them. */
enum cr_status cr_report_unmerged(struct cr_cli *cli, enum crossroads_status status) CR_MUST_USE;

#endif
