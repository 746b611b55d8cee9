/* merge: the shards of a run to its result. */
#include "cli/commands.h"
#include "cli/output.h"
#include "cli/report.h"
#include "cli/setup.h"
#include "cli/single.h"

#include <string.h>

/* The command of the undivided run, with the form of the result as it is asked for here. */
static const char *whole_command(struct cr_cli *cli)
{
    struct crossroads_account a;
    const char *command =
        crossroads_get_account(cli->result, &a) == CROSSROADS_OK && a.command ? a.command : "";
    const char *seed = NULL, *form = strstr(cli->command, " --");
    for (const char *at = command; (at = strstr(at, " --seed ")); at++)
        seed = at;
    if (!seed || !form || !strncmp(form, " --seed", 7))
        return command;
    return cr_arena_printf(cli->arena, "%.*s%s%s", (int)(seed - command), command, form, seed);
}

enum cr_status cr_command_merge(struct cr_cli *cli)
{
    const char *format = cr_chosen_format(cli);
    enum cr_status failure;
    if (!format)
        return CR_USAGE;
    if ((failure = cr_check_output_option(cli)) != CR_OK)
        return failure;
    enum crossroads_status status =
        crossroads_merge(cli->args.operands.at, cli->args.operands.n, &cli->scenario, &cli->result);
    if (!cli->result)
        return cr_report_unmerged(cli, status);
    if ((failure = cr_report_failure(cli, status)) != CR_OK ||
        (failure = cr_check_table(cli, format)) != CR_OK)
        return failure;
    if (crossroads_set_command(cli->result, whole_command(cli)) != CROSSROADS_OK)
        return CR_IO;
    return cr_write_single(cli, status, format);
}
