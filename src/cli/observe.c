/* observe: what was seen, and what follows; --score: how the forecasts did. */
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/report.h"
#include "cli/say.h"
#include "cli/setup.h"

/* Scores ask every lens once a question: few runs each, in few worlds that are spread evenly, so
 * that a question's chances are sure to half a point all the same. */
enum { SCORE_WORLDS = 1000 };

static enum crossroads_status score(
    struct cr_cli *cli, struct crossroads_options *options, const struct crossroads_seen *seen)
{
    const struct cr_option_value *at = cli->args.at;
    if (!at[CR_O_WORLDS].set && options->runs >= SCORE_WORLDS)
        options->worlds = SCORE_WORLDS;
    if (!at[CR_O_SAMPLING].set)
        options->sampling = CROSSROADS_LHS;
    cli->progress.what = "scoring";
    return crossroads_score(cli->scenario, options, seen, &cli->result);
}

static enum crossroads_status observe(
    struct cr_cli *cli, const struct crossroads_options *options, struct crossroads_seen *seen)
{
    seen->names = cli->args.operands.at + 1;
    seen->n = cli->args.operands.n - 1;
    cli->progress.what = "conditioning";
    return crossroads_observe(cli->scenario, options, seen, &cli->result);
}

enum cr_status cr_command_observe(struct cr_cli *cli)
{
    const char *format = cr_chosen_format(cli);
    struct crossroads_options options;
    struct crossroads_seen seen;
    bool scoring = cli->args.at[CR_O_SCORE].set;
    enum cr_status failure;
    if (!format)
        return CR_USAGE;
    if ((failure = cr_fill_options(cli, &options, scoring ? CR_RUNS_SCORE : CR_RUNS_OBSERVE)) !=
            CR_OK ||
        (failure = cr_check_output_option(cli)) != CR_OK ||
        (failure = cr_open_scenario(cli, cli->args.operands.at[0], 0, false, &cli->scenario)) !=
            CR_OK)
        return failure;
    if (scoring && cli->args.operands.n > 1)
        return cr_usage_error(
            cli, "--score takes what happened from the file; --until and --given narrow it");
    crossroads_seen_init(&seen);
    seen.until = cli->args.at[CR_O_UNTIL].text;
    enum crossroads_status status =
        scoring ? score(cli, &options, &seen) : observe(cli, &options, &seen);
    return cr_write_analysis(cli, status, format);
}
