/* export: results, the graph, the canonical form and the schema, for other programs.
 *
 * What a format can show decides what is computed: a result takes a run or a solution, a graph a
 * short run for its chances, the canonical form and the schema nothing. */
#include "cli/commands.h"
#include "cli/folder.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/report.h"
#include "cli/say.h"
#include "cli/setup.h"
#include "cli/single.h"

#include "base/diag.h"

#include <string.h>

/* Everything but the page for people. */
static bool find_format(struct cr_cli *cli, const char *word, struct crossroads_format *found)
{
    struct cr_buf list;
    struct crossroads_format format;
    CR_VEC(const char *) names = {0};
    cr_buf_init(&list, cli->arena);
    for (size_t i = 0; crossroads_get_format(i, &format) == CROSSROADS_OK; i++) {
        if (!strcmp(format.name, "text"))
            continue;
        *found = format;
        if (!strcmp(format.name, word))
            return true;
        cr_buf_printf(&list, "%s%s", list.n ? ", " : "", format.name);
        cr_vec_push(cli->arena, &names, format.name);
    }
    const char *near = cr_suggest(word, names.at, names.n);
    const char *text = cr_arena_printf(cli->arena, "unknown format '%s'", word);
    if (near)
        cr_unknown_word(cli, text, near);
    else
        cr_usage_error(cli, cr_arena_printf(cli->arena, "%s; there are %s", text, list.s));
    return false;
}

static enum cr_status export_scenario(struct cr_cli *cli, const char *format, const char *file)
{
    struct crossroads_options options;
    const char *bytes;
    size_t n;
    enum cr_status status;
    if ((status = cr_fill_options(cli, &options, CR_RUNS_EXPORT_GRAPH)) != CR_OK ||
        (status = cr_check_output_option(cli)) != CR_OK ||
        (status = cr_open_scenario(cli, file, 0, false, &cli->scenario)) != CR_OK)
        return status;
    if (strcmp(format, "yaml") != 0 &&
        (status = cr_report_failure(cli, crossroads_run(cli->scenario, &options, &cli->result))) !=
            CR_OK)
        return status;
    if (crossroads_write_scenario(cli->scenario, cli->result, NULL, cli->command, format,
            &cli->style, &bytes, &n) != CROSSROADS_OK)
        return cr_usage_error(cli, "this cannot be exported");
    return cr_write_result(cli, bytes, n);
}

static enum cr_status export_schema(struct cr_cli *cli)
{
    char *bytes;
    size_t n;
    enum cr_status status = cr_check_output_option(cli);
    if (status != CR_OK)
        return status;
    return crossroads_schema(cli->args.at[CR_O_OF].text, &bytes, &n) == CROSSROADS_OK
               ? cr_write_owned(cli, bytes, n)
               : CR_IO;
}

static enum cr_status export_result(
    struct cr_cli *cli, const char *format, const char *file, bool solve)
{
    struct crossroads_options options;
    enum cr_status failure;
    if ((failure = cr_choose_folder(cli, &format)) != CR_OK ||
        (failure = cr_fill_options(cli, &options, CR_RUNS_EXPORT)) != CR_OK ||
        (failure = cr_check_output_option(cli)) != CR_OK ||
        (failure = cr_open_scenario(cli, file, 0, false, &cli->scenario)) != CR_OK ||
        (failure = cr_check_table(cli, format)) != CR_OK)
        return failure;
    enum crossroads_status status =
        (solve ? crossroads_solve : crossroads_run)(cli->scenario, &options, &cli->result);
    failure = cr_report_failure(cli, status);
    return failure != CR_OK ? failure : cr_write_single(cli, status, format);
}

enum cr_status cr_command_export(struct cr_cli *cli)
{
    const char *word = cli->args.operands.at[0];
    const char *file = cli->args.operands.n > 1 ? cli->args.operands.at[1] : NULL;
    struct crossroads_format format;
    if (!find_format(cli, word, &format))
        return CR_USAGE;
    if (!format.results && !format.scenarios)
        return file ? cr_usage_error(
                          cli, "the schema is the same for all scenarios; it takes no FILE")
                    : export_schema(cli);
    if (!file)
        return cr_usage_error(cli, "'export' needs FORMAT FILE");
    bool solve = cli->args.at[CR_O_OF].set && cli->args.at[CR_O_OF].choice == 1;
    if (cli->args.at[CR_O_OF].set && cli->args.at[CR_O_OF].choice > 1)
        return cr_usage_error(cli, "--of takes run or solve, except for the schema");
    if (cli->args.at[CR_O_RULE].set && !solve)
        return cr_usage_error(cli, "--rule goes with --of solve");
    return format.results ? export_result(cli, format.name, file, solve)
                          : export_scenario(cli, format.name, file);
}
