/* compare, diff, pool: several files, lenses, options or opinions at once.
 *
 * The first file is the one the result belongs to; the others are opened beside it and closed when
 * everything is written. */
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/report.h"
#include "cli/say.h"
#include "cli/setup.h"

#include <string.h>

/* Opens every file of the call; the first one becomes cli->scenario. */
static enum cr_status open_all(
    struct cr_cli *cli, struct crossroads_scenario ***scenarios, size_t *n)
{
    struct crossroads_scenario **list =
        CR_NEW(cli->arena, struct crossroads_scenario *, cli->args.operands.n);
    *scenarios = list;
    for (*n = 0; *n < cli->args.operands.n; (*n)++) {
        enum cr_status status =
            cr_open_scenario(cli, cli->args.operands.at[*n], 0, false, &list[*n]);
        if (status != CR_OK)
            return status;
        if (*n == 0)
            cli->scenario = list[0];
    }
    return CR_OK;
}

static void close_others(struct crossroads_scenario **scenarios, size_t n)
{
    for (size_t i = 1; i < n; i++)
        crossroads_scenario_free(scenarios[i]);
}

static enum cr_status check_sides(struct cr_cli *cli)
{
    const struct cr_option_value *at = cli->args.at;
    bool lenses = at[CR_O_LENSES].set, choices = at[CR_O_CHOICES].set;
    if (lenses && choices)
        return cr_usage_error(cli, "--lenses and --choices: one at a time");
    if ((lenses || choices) && cli->args.operands.n > 1)
        return cr_usage_error(cli, "--lenses and --choices compare within one file");
    if (!lenses && !choices && cli->args.operands.n < 2)
        return cr_usage_error(cli, "give two files or more, or --lenses, or --choices NODE");
    if (at[CR_O_POOL].set && !lenses)
        return cr_usage_error(cli, "--pool goes with --lenses (the command pool merges files)");
    return CR_OK;
}

static enum crossroads_pool_kind pool_kind(const struct cr_cli *cli)
{
    return cli->args.at[CR_O_POOL].choice == 1 ? CROSSROADS_POOL_LOG : CROSSROADS_POOL_LINEAR;
}

static enum cr_status compare(struct cr_cli *cli, const struct crossroads_options *options,
    struct crossroads_scenario **scenarios, size_t n, const char *format)
{
    const struct cr_option_value *at = cli->args.at;
    struct crossroads_compare_options how;
    crossroads_compare_options_init(&how);
    how.sides = at[CR_O_LENSES].set    ? CROSSROADS_SIDES_LENSES
                : at[CR_O_CHOICES].set ? CROSSROADS_SIDES_CHOICES
                                       : CROSSROADS_SIDES_FILES;
    how.decision = at[CR_O_CHOICES].text;
    how.pooled = at[CR_O_POOL].set;
    how.pool = pool_kind(cli);
    cli->progress.what = "comparing";
    return cr_write_analysis(
        cli, crossroads_compare(scenarios, n, options, &how, &cli->result), format);
}

/* With -o FILE.yaml the pooled scenario is written there, and the page goes to standard output. */
static enum cr_status write_pooled(struct cr_cli *cli)
{
    struct cr_option_value *output = &cli->args.at[CR_O_OUTPUT];
    size_t n, length = output->set ? strlen(output->text) : 0;
    const char *yaml;
    struct cr_buf out;
    if (length <= 5 || strcmp(output->text + length - 5, ".yaml") != 0)
        return CR_OK;
    if (crossroads_write(cli->result, "yaml", &cli->style, &yaml, &n) != CROSSROADS_OK)
        return CR_IO;
    cr_buf_init(&out, cli->arena);
    cr_buf_printf(&out, "# %s: pooled by crossroads %s\n", cli->command, crossroads_version());
    cr_buf_add(&out, yaml, n);
    enum cr_status status = cr_write_file(cli, output->text, out.s, out.n);
    output->set = false;
    return status;
}

static enum cr_status pool(struct cr_cli *cli, const struct crossroads_options *options,
    struct crossroads_scenario **scenarios, size_t n, const char *format)
{
    enum crossroads_status status =
        crossroads_pool(scenarios, n, options, pool_kind(cli), &cli->result);
    enum cr_status failure = cr_report_failure(cli, status);
    failure = failure != CR_OK ? failure : write_pooled(cli);
    return failure != CR_OK ? failure : cr_write_analysis(cli, status, format);
}

static enum cr_status diff(struct cr_cli *cli, const struct crossroads_options *options,
    struct crossroads_scenario **scenarios, size_t n, const char *format)
{
    (void)n; /* two, as the table of commands says */
    cli->progress.what = "comparing";
    return cr_write_analysis(
        cli, crossroads_diff(scenarios[0], scenarios[1], options, &cli->result), format);
}

typedef enum cr_status work_on_files(struct cr_cli *cli, const struct crossroads_options *options,
    struct crossroads_scenario **scenarios, size_t n, const char *format);

static enum cr_status open_and_work(struct cr_cli *cli, work_on_files *work, enum cr_runs_id runs)
{
    const char *format = cr_chosen_format(cli);
    struct crossroads_options options;
    struct crossroads_scenario **scenarios;
    size_t n = 0;
    enum cr_status status;
    if (!format)
        return CR_USAGE;
    if ((status = cr_fill_options(cli, &options, runs)) != CR_OK ||
        (status = cr_check_output_option(cli)) != CR_OK)
        return status;
    status = open_all(cli, &scenarios, &n);
    if (status == CR_OK)
        status = work(cli, &options, scenarios, n, format);
    close_others(scenarios, n);
    return status;
}

enum cr_status cr_command_compare(struct cr_cli *cli)
{
    enum cr_status status = check_sides(cli);
    return status != CR_OK ? status : open_and_work(cli, compare, CR_RUNS_COMPARE);
}

enum cr_status cr_command_pool(struct cr_cli *cli)
{
    return open_and_work(cli, pool, CR_RUNS_COMPARE);
}

enum cr_status cr_command_diff(struct cr_cli *cli)
{
    return open_and_work(cli, diff, CR_RUNS_DIFF);
}
