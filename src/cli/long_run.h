/* Checkpoints and shards (cli/long_run.c). */
#ifndef CR_CLI_LONG_RUN_H
#define CR_CLI_LONG_RUN_H

#include "cli/cli.h"

/* --checkpoint, --resume, --shard; says what is wrong, if anything is. */
enum cr_status cr_fill_long_run(struct cr_cli *cli, struct crossroads_options *options) CR_MUST_USE;
/* What there is to say of a shard, which has no results. */
enum cr_status cr_report_shard(struct cr_cli *cli, const struct crossroads_options *options,
    enum crossroads_status status) CR_MUST_USE;

#endif
