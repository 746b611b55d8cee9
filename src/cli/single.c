/* Results of run, solve and merge. */
#include "cli/folder.h"
#include "cli/output.h"
#include "cli/report.h"
#include "cli/say.h"
#include "cli/single.h"
#include "cli/words.h"

#include "base/status.h"

enum cr_status cr_check_table(struct cr_cli *cli, const char *format)
{
    const char *problem = "";
    enum crossroads_kind kind = cli->args.at[CR_O_VOI].set ? CROSSROADS_OF_VOI : CROSSROADS_OF_RUN;
    enum crossroads_status status =
        crossroads_writable(cli->scenario, kind, format, cli->style.table, &problem);
    return status == CROSSROADS_OK ? CR_OK : cr_usage_error(cli, problem);
}

/* -v: how long it took, and how; on standard error, because it is not the same twice. */
static void say_cost(struct cr_cli *cli)
{
    struct crossroads_account a;
    if (!cli->style.verbose || crossroads_get_account(cli->result, &a) != CROSSROADS_OK)
        return;
    const char *positions = a.positions > 0 ? cr_arena_printf(cli->arena, "%s positions, ",
                                                  cr_whole_text(cli->arena, (uint64_t)a.positions))
                                            : "";
    cr_say(cli, "engine %s, %s%.3g s", a.engine, positions, a.seconds);
}

enum cr_status cr_write_single(
    struct cr_cli *cli, enum crossroads_status status, const char *format)
{
    const char *bytes;
    size_t n;
    enum cr_status failure = CR_USAGE;
    if (cli->folder)
        failure = cr_write_folder(cli, format);
    else if (crossroads_write(cli->result, format, &cli->style, &bytes, &n) == CROSSROADS_OK)
        failure = cr_write_result(cli, bytes, n);
    if (failure != CR_OK)
        return failure;
    say_cost(cli);
    return cr_report_result(cli, status);
}

enum cr_status cr_report_unmerged(struct cr_cli *cli, enum crossroads_status status)
{
    if (crossroads_problem_count(cli->scenario))
        cr_say_problems(cli, cli->scenario);
    else
        cr_say(cli, "%s",
            *crossroads_problems(cli->scenario) ? crossroads_problems(cli->scenario)
                                                : crossroads_status_text(status));
    return (enum cr_status)status;
}
