/* What there is to say about how a computation ended: why it failed, how to see a number fail, what
 * a precision would have taken, what an interrupted run is worth. */
#include "cli/folder.h"
#include "cli/output.h"
#include "cli/report.h"
#include "cli/say.h"
#include "cli/setup.h"
#include "cli/words.h"

#include "base/status.h"

#include <math.h>
#include <string.h>

/* How to see a numeric fault happen. */
static void say_replay(struct cr_cli *cli)
{
    uint64_t run;
    if (crossroads_failed_run(cli->result, &run) != CROSSROADS_OK)
        return;
    const char *file = cli->args.operands.at[cli->args.command == cr_command_find("export")];
    cr_say(cli, "replay it: crossroads show %s --run %llu --seed %llu%s",
        cr_shell_word(cli->arena, file), (unsigned long long)run, (unsigned long long)cli->seed,
        cr_args_overlay(&cli->args));
}

enum cr_status cr_report_failure(struct cr_cli *cli, enum crossroads_status status)
{
    bool numbers = crossroads_has_numbers(cli->result),
         problems = crossroads_result_problem_count(cli->result) > 0;
    cr_progress_erase(&cli->progress);
    if (status == CROSSROADS_OK || status == CROSSROADS_TARGET)
        return CR_OK;
    if (numbers && (status == CROSSROADS_INTERRUPTED || status == CROSSROADS_IO))
        return CR_OK; /* what was played is whole, even where a checkpoint could not be written */
    if (status == CROSSROADS_INTERRUPTED)
        cr_say(cli, "%s", cr_unfinished(cli));
    else if (problems)
        cr_say_text(cli, crossroads_result_problems(cli->result, cli->color_errors));
    else if (status == CROSSROADS_USAGE)
        return cr_usage_error(cli,
            *crossroads_message(cli->result) ? crossroads_message(cli->result) : "usage error");
    else
        cr_say(cli, "%s",
            *crossroads_message(cli->result) ? crossroads_message(cli->result)
                                             : crossroads_status_text(status));
    if (status == CROSSROADS_INPUT)
        say_replay(cli);
    return (enum cr_status)status;
}

/* The square of an error falls with the number of worlds, or of runs where they are of one world;
 * what would be enough, to two digits upwards. */
static double enough(double n, double error, double wanted)
{
    double want = n * (error / wanted) * (error / wanted), unit = 1;
    while (want >= 100 * unit)
        unit *= 10;
    return ceil(want / unit) * unit;
}

static void say_what_is_missing(struct cr_cli *cli, const struct crossroads_account *a)
{
    double wanted = cli->args.at[CR_O_PRECISION].number;
    bool worlds = a->worlds > 1;
    uint64_t has = worlds ? a->worlds : a->runs;
    double n = enough((double)has, a->error, wanted);
    const char *runs =
        worlds && n > (double)a->runs ? cr_arena_printf(cli->arena, " --runs %.0f", n) : "";
    cr_say(cli,
        "--precision %s was not reached: the error is %.2g points, set by %s %s; about --%s %.0f%s "
        "would reach it",
        cli->args.at[CR_O_PRECISION].text, 100 * a->error, cr_whole_text(cli->arena, has),
        worlds ? "worlds" : "runs", worlds ? "worlds" : "runs", n, runs);
}

/* What an interrupted run is worth, by what its engine goes on in. */
static void say_interrupted(struct cr_cli *cli, const struct crossroads_account *a)
{
    if (!strcmp(a->engine, "gsl"))
        cr_say(
            cli, "interrupted: results of the first %s runs", cr_whole_text(cli->arena, a->runs));
    else if (strcmp(a->engine, "walk") != 0)
        cr_say(cli, "interrupted: results of the first %s worlds",
            cr_whole_text(cli->arena, a->worlds));
    else
        cr_say(cli,
            "interrupted: results of the first %s runs; the same seed reproduces them with --runs "
            "%llu --worlds %llu%s",
            cr_whole_text(cli->arena, a->runs), (unsigned long long)a->runs,
            (unsigned long long)a->worlds,
            cli->args.at[CR_O_CHECKPOINT].set ? ", and --resume goes on" : "");
}

enum cr_status cr_report_result(struct cr_cli *cli, enum crossroads_status status)
{
    struct crossroads_account a;
    if (crossroads_get_account(cli->result, &a) != CROSSROADS_OK)
        return (enum cr_status)status;
    if (status == CROSSROADS_TARGET)
        say_what_is_missing(cli, &a);
    if (status == CROSSROADS_IO)
        cr_say(cli, "%s; the results are of the first %s runs", crossroads_message(cli->result),
            cr_whole_text(cli->arena, a.runs));
    if (status == CROSSROADS_INTERRUPTED && a.runs > 0)
        say_interrupted(cli, &a);
    return (enum cr_status)status;
}

enum cr_status cr_write_analysis(
    struct cr_cli *cli, enum crossroads_status status, const char *format)
{
    const char *bytes;
    size_t n;
    enum cr_status failure = cr_report_failure(cli, status);
    if (failure != CR_OK || cli->folder)
        return failure != CR_OK ? failure : cr_write_folder(cli, format);
    status = crossroads_write(cli->result, format, &cli->style, &bytes, &n);
    return status == CROSSROADS_OK ? cr_write_result(cli, bytes, n)
                                   : cr_usage_error(cli, crossroads_message(cli->result));
}
