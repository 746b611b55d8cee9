/* run, solve.
 *
 * Both go the same way: options, output and file are checked, the result is computed (a run perhaps
 * with other ranks), written, and what there is to say about it is said last. */
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/long_run.h"
#include "cli/output.h"
#include "cli/ranks.h"
#include "cli/report.h"
#include "cli/say.h"
#include "cli/setup.h"
#include "cli/single.h"

static enum crossroads_status solve(struct cr_cli *cli, const struct crossroads_options *options)
{
    const struct cr_option_value *at = cli->args.at;
    struct crossroads_voi_options voi;
    if (!at[CR_O_VOI].set)
        return crossroads_solve(cli->scenario, options, &cli->result);
    crossroads_voi_options_init(&voi);
    voi.actor = at[CR_O_FOR].text;
    voi.nested = at[CR_O_NESTED].set;
    return crossroads_voi(cli->scenario, options, &voi, &cli->result);
}

/* Computes cli->result, alone or with other ranks. */
static enum cr_status compute(struct cr_cli *cli, const struct crossroads_options *options,
    bool solves, enum crossroads_status *status)
{
    struct crossroads_account a;
    if (cr_ranks_several() && !solves) {
        *status = CROSSROADS_OK;
        return cr_ranks_run(cli, options);
    }
    *status = solves ? solve(cli, options) : crossroads_run(cli->scenario, options, &cli->result);
    if (crossroads_get_account(cli->result, &a) == CROSSROADS_OK && a.remark)
        cr_say(cli, "%s", a.remark);
    return options->shards ? CR_OK : cr_report_failure(cli, *status);
}

static enum cr_status perform(struct cr_cli *cli, bool solves, const char *format)
{
    const char *file = cli->args.operands.at[0];
    struct crossroads_options options;
    enum crossroads_status status;
    enum cr_status failure;
    if ((failure = cr_fill_options(cli, &options, CR_RUNS_RUN)) != CR_OK ||
        (failure = cr_ranks_check(cli, file)) != CR_OK ||
        (failure = cr_check_output_option(cli)) != CR_OK ||
        (failure = cr_fill_long_run(cli, &options)) != CR_OK)
        return failure;
    if ((failure = cr_open_scenario(cli, file, 0, false, &cli->scenario)) != CR_OK ||
        (failure = cr_check_table(cli, format)) != CR_OK ||
        (failure = compute(cli, &options, solves, &status)) != CR_OK || !cr_ranks_first())
        return failure;
    return options.shards ? cr_report_shard(cli, &options, status)
                          : cr_write_single(cli, status, format);
}

enum cr_status cr_command_run(struct cr_cli *cli)
{
    const char *format = cr_chosen_format(cli);
    return format ? perform(cli, false, format) : CR_USAGE;
}

enum cr_status cr_command_solve(struct cr_cli *cli)
{
    const char *format = cr_chosen_format(cli);
    cli->progress.what = "solving";
    if (!cli->args.at[CR_O_VOI].set &&
        (cli->args.at[CR_O_FOR].set || cli->args.at[CR_O_NESTED].set))
        return cr_usage_error(cli, "--for and --nested go with --voi");
    if (cli->args.at[CR_O_VOI].set && cli->args.at[CR_O_RULE].choice)
        return cr_usage_error(
            cli, "--voi values information by expectations, which --rule does without");
    return format ? perform(cli, true, format) : CR_USAGE;
}
