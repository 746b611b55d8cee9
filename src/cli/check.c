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

static int explain(struct cr_cli *cli)
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
static int check_one(struct cr_cli *cli, const char *file, struct crossroads_scenario **scenario)
{
    bool strict = cli->args.at[CR_O_STRICT].set;
    int code = cr_open_scenario(cli, file, strict ? CROSSROADS_STRICT : 0, true, scenario);
    if (!*scenario)
        return code;
    if (!code && strict && crossroads_review(*scenario) == CROSSROADS_INPUT)
        code = CR_EXIT_INPUT;
    if (!cli->args.at[CR_O_JSON].set && crossroads_problem_count(*scenario))
        cr_say_problems(cli, *scenario);
    return code;
}

/* The line of each file without errors, or all problems as JSON. */
static int write_report(
    struct cr_cli *cli, struct crossroads_scenario *const *checked, size_t n_checked)
{
    bool json = cli->args.at[CR_O_JSON].set;
    char *bytes;
    size_t n;
    if (!json && cli->style.quiet)
        return 0;
    if (crossroads_write_check(
            checked, n_checked, json ? "json" : "text", &cli->style, &bytes, &n) != CROSSROADS_OK) {
        cr_say(cli, "out of memory");
        return CR_EXIT_IO;
    }
    if (n)
        return cr_write_owned(cli, bytes, n);
    crossroads_free(bytes);
    return 0;
}

int cr_command_check(struct cr_cli *cli)
{
    size_t n = cli->args.operands.n, n_checked = 0;
    int worst = 0, code;
    if ((code = cr_check_output_option(cli)))
        return code;
    if (cli->args.at[CR_O_EXPLAIN].set)
        return explain(cli);
    if (!n)
        return cr_usage_error(cli, "'check' needs FILE...");
    struct crossroads_scenario **checked = CR_NEW(cli->arena, struct crossroads_scenario *, n);
    for (size_t i = 0; i < n; i++) {
        code = check_one(cli, cli->args.operands.at[i], &checked[n_checked]);
        worst = code > worst ? code : worst;
        n_checked += checked[n_checked] != NULL;
    }
    code = write_report(cli, checked, n_checked);
    for (size_t i = 0; i < n_checked; i++)
        crossroads_scenario_free(checked[i]);
    return code ? code : worst;
}
