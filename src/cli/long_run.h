/* Checkpoints and shards (cli/long_run.c). */
#ifndef CR_CLI_LONG_RUN_H
#define CR_CLI_LONG_RUN_H

#include "cli/cli.h"

/* --checkpoint, --resume, --shard; 0, or the exit code after saying what is wrong. */
int cr_fill_long_run(struct cr_cli *cli, struct crossroads_options *options);
/* What there is to say of a shard, which has no results; the exit code. */
int cr_report_shard(
    struct cr_cli *cli, const struct crossroads_options *options, enum crossroads_status status);

#endif
