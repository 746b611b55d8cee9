/* check: every problem of some files, or the page of a code.
 *
 * Every file is read, whatever is wrong with those before it; the exit code is the worst. Problems
 * go to standard error as they are found, the lines of files without errors to standard output at
 * the end. */
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/say.h"

#include "base/diag.h"

#include <string.h>

static enum cr_status explain(struct cr_cli *cli)
{
    const char *word = cli->args.at[CR_O_EXPLAIN].text, *ids[CR_N_CODES];
    char *bytes;
    size_t n;
    enum crossroads_status status = crossroads_explain(word, &cli->style, &bytes, &n);
    if (status == CROSSROADS_OK)
        return cr_write_owned(cli, bytes, n);
    for (size_t i = 0; i < CR_N_CODES; i++)
        ids[i] = cr_codes[i].id;
    return cr_unknown_word(cli, cr_arena_printf(cli->arena, "there is no code '%s'", word),
        cr_suggest(word, ids, CR_N_CODES));
}

/* Reads one file. Its problems go to standard error, or, with --json, stay where they are. */
static enum cr_status check_one(
    struct cr_cli *cli, const char *file, struct crossroads_scenario **scenario)
{
    bool strict = cli->args.at[CR_O_STRICT].set;
    enum cr_status status =
        cr_open_scenario(cli, file, strict ? CROSSROADS_STRICT : 0, true, scenario);
    if (!*scenario)
        return status;
    if (status == CR_OK && strict && crossroads_review(*scenario) == CROSSROADS_INPUT)
        status = CR_INPUT;
    if (!cli->args.at[CR_O_JSON].set && crossroads_problem_count(*scenario))
        cr_say_problems(cli, *scenario);
    return status;
}

/* The line of each file without errors, or all problems as JSON. */
static enum cr_status write_report(
    struct cr_cli *cli, struct crossroads_scenario *const *checked, size_t n_checked)
{
    bool json = cli->args.at[CR_O_JSON].set;
    char *bytes;
    size_t n;
    if (!json && cli->style.quiet)
        return CR_OK;
    if (crossroads_write_check(
            checked, n_checked, json ? "json" : "text", &cli->style, &bytes, &n) != CROSSROADS_OK) {
        cr_say(cli, "out of memory");
        return CR_MEMORY;
    }
    if (n)
        return cr_write_owned(cli, bytes, n);
    crossroads_free(bytes);
    return CR_OK;
}

enum cr_status cr_command_check(struct cr_cli *cli)
{
    size_t n = cli->args.operands.n, n_checked = 0;
    enum cr_status worst = CR_OK, status;
    if ((status = cr_check_output_option(cli)) != CR_OK)
        return status;
    if (cli->args.at[CR_O_EXPLAIN].set)
        return explain(cli);
    if (!n)
        return cr_usage_error(cli, "'check' needs FILE...");
    struct crossroads_scenario **checked = CR_NEW(cli->arena, struct crossroads_scenario *, n);
    for (size_t i = 0; i < n; i++) {
        status = check_one(cli, cli->args.operands.at[i], &checked[n_checked]);
        worst = cr_status_exit(status) > cr_status_exit(worst) ? status : worst;
        n_checked += checked[n_checked] != NULL;
    }
    status = write_report(cli, checked, n_checked);
    for (size_t i = 0; i < n_checked; i++)
        crossroads_scenario_free(checked[i]);
    return status != CR_OK ? status : worst;
}
