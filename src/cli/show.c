/* show: the graph, one question, one future, the likeliest futures.
 *
 * The graph gets its chances from a short run; where that fails for people the graph is shown
 * without them, and the exit code tells. */
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/report.h"
#include "cli/say.h"
#include "cli/setup.h"

#include "base/diag.h"
#include "base/num.h"

#include <string.h>

static enum cr_status replay(
    struct cr_cli *cli, const struct crossroads_options *options, const char *format)
{
    uint64_t run = cli->args.at[CR_O_RUN].whole;
    if (run >= (1ull << 53))
        return cr_usage_error(cli, "--run is below 2^53");
    return cr_write_analysis(
        cli, crossroads_replay(cli->scenario, options, run, &cli->result), format);
}

/* The likeliest futures. */
static enum cr_status find_paths(
    struct cr_cli *cli, const struct crossroads_options *options, const char *format)
{
    enum { MOST = 10000 };
    const struct cr_option_value *v = &cli->args.at[CR_O_PATHS];
    uint64_t most;
    if (cr_count_read(cli->arena, v->text, &most) != CR_NUM_OK || !most || most > MOST)
        return cr_usage_error(cli, "--paths takes how many futures to show, 1 to 10,000");
    cli->progress.what = "searching";
    return cr_write_analysis(
        cli, crossroads_paths(cli->scenario, options, (size_t)most, &cli->result), format);
}

/* The question or outcome meant (NULL: the whole); says so when there is none. */
static enum cr_status find_id(struct cr_cli *cli, const char **id)
{
    static const enum crossroads_ids both[] = {CROSSROADS_QUESTION_IDS, CROSSROADS_OUTCOME_IDS};
    CR_VEC(const char *) names = {0};
    const char *known;
    *id = cli->args.operands.n > 1 ? cli->args.operands.at[1] : NULL;
    for (size_t k = 0; k < 2 && *id; k++) {
        for (size_t i = 0; (known = crossroads_id(cli->scenario, both[k], i)); i++) {
            if (!strcmp(known, *id))
                return CR_OK;
            cr_vec_push(cli->arena, &names, known);
        }
    }
    return *id ? cr_usage_error(
                     cli, cr_arena_printf(cli->arena, "there is no question or outcome '%s'%s", *id,
                              cr_candidates(cli->arena, *id, names.at, names.n)))
               : CR_OK;
}

static enum cr_status show(
    struct cr_cli *cli, const struct crossroads_options *options, const char *format)
{
    const char *id, *bytes;
    size_t n;
    enum cr_status failure = find_id(cli, &id);
    if (failure != CR_OK)
        return failure;
    enum crossroads_status status = crossroads_run(cli->scenario, options, &cli->result);
    failure = cr_report_failure(cli, status);
    if (failure == CR_USAGE || failure == CR_INTERRUPTED ||
        (failure != CR_OK && !strcmp(format, "json")))
        return failure;
    /* Without the chances it is still the graph, for people. */
    if (crossroads_write_scenario(cli->scenario, cli->result, id, cli->command, format, &cli->style,
            &bytes, &n) != CROSSROADS_OK)
        return CR_IO;
    enum cr_status written = cr_write_result(cli, bytes, n);
    return written != CR_OK ? written : failure != CR_OK ? failure : cr_report_result(cli, status);
}

enum cr_status cr_command_show(struct cr_cli *cli)
{
    struct crossroads_options options;
    bool one = cli->args.at[CR_O_RUN].set, likeliest = cli->args.at[CR_O_PATHS].set,
         lesson = cli->args.at[CR_O_LESSON].set;
    const char *format = cr_chosen_format(cli);
    enum cr_status status;
    if (!format)
        return CR_USAGE;
    bool page = !strcmp(format, "text") || !strcmp(format, "json");
    if (one + likeliest + lesson > 1 || (lesson && cli->args.operands.n > 1))
        return cr_usage_error(cli, "--run, --paths, --lesson and a NODE: one at a time");
    if (!likeliest && (!page || cli->args.at[CR_O_TABLE].set))
        return cr_usage_error(cli,
            "tables (--format dat, csv or md, --table) go with --paths; for the tree as data there "
            "is `crossroads export`");
    if ((status = cr_fill_options(cli, &options,
             one         ? CR_RUNS_SHOW_RUN
             : likeliest ? CR_RUNS_SHOW_PATHS
                         : CR_RUNS_SHOW)) != CR_OK ||
        (status = cr_check_output_option(cli)) != CR_OK ||
        (status = cr_open_scenario(cli, cli->args.operands.at[0], 0, false, &cli->scenario)) !=
            CR_OK)
        return status;
    if (lesson)
        return cr_write_analysis(
            cli, crossroads_lesson(cli->scenario, &options, &cli->result), format);
    return one         ? replay(cli, &options, format)
           : likeliest ? find_paths(cli, &options, format)
                       : show(cli, &options, format);
}
