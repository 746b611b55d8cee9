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

enum form { FORM_TEXT, FORM_JSON, FORM_LINES };

/* The form of the report: with FORM_TEXT problems go to standard error at once. CR_USAGE: check has
 * no such form. */
static enum cr_status read_form(struct cr_cli *cli, enum form *form)
{
    const struct cr_option_value *format = &cli->args.at[CR_O_FORMAT];
    bool json = cli->args.at[CR_O_JSON].set;
    const char *word = format->set ? format->text : json ? "json" : "text";
    *form = !strcmp(word, "json") ? FORM_JSON : !strcmp(word, "gcc") ? FORM_LINES : FORM_TEXT;
    if (json && *form != FORM_JSON)
        return cr_usage_error(cli, "--json and --format contradict each other");
    if (*form == FORM_TEXT && strcmp(word, "text") != 0)
        return cr_usage_error(cli, "'check' writes text, json or gcc");
    return CR_OK;
}

/* Reads one file. Its problems go to standard error, or, in another form than text, stay where they
 * are. */
static enum cr_status check_one(
    struct cr_cli *cli, const char *file, enum form form, struct crossroads_scenario **scenario)
{
    bool strict = cli->args.at[CR_O_STRICT].set;
    enum cr_status status =
        cr_open_scenario(cli, file, strict ? CROSSROADS_STRICT : 0, true, scenario);
    if (!*scenario)
        return status;
    if (status == CR_OK && strict && crossroads_review(*scenario) == CROSSROADS_INPUT)
        status = CR_INPUT;
    if (form == FORM_TEXT && crossroads_problem_count(*scenario))
        cr_say_problems(cli, *scenario);
    return status;
}

static void add_escaped(struct cr_buf *out, const char *text)
{
    cr_buf_escaped(out, text, strlen(text));
}

/* FILE:LINE:COLUMN: error: what is wrong; a way out [CODE], as compilers write it and editors read
 * it. */
static enum cr_status write_lines(struct cr_cli *cli, struct crossroads_scenario *const *checked,
    const char *const *files, size_t n_checked)
{
    static const char *const severities[] = {"error", "warning", "note"};
    struct crossroads_problem p;
    struct cr_buf out;
    cr_buf_init(&out, cli->arena);
    for (size_t k = 0; k < n_checked; k++)
        for (size_t i = 0; crossroads_problem(checked[k], i, &p) == CROSSROADS_OK; i++) {
            add_escaped(&out, files[k]);
            cr_buf_printf(&out, ":%u:%u: %s: ", p.line ? p.line : 1, p.column ? p.column : 1,
                severities[p.severity]);
            add_escaped(&out, p.message);
            if (p.hint) {
                cr_buf_str(&out, "; ");
                add_escaped(&out, p.hint);
            }
            cr_buf_printf(&out, " [%s]\n", p.id);
        }
    return out.n ? cr_write_result(cli, out.s, out.n) : CR_OK;
}

/* The line of each file without errors, or all problems as JSON. */
static enum cr_status write_report(
    struct cr_cli *cli, struct crossroads_scenario *const *checked, size_t n_checked, bool json)
{
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
    enum form form;
    if ((status = read_form(cli, &form)) != CR_OK)
        return status;
    struct crossroads_scenario **checked = CR_NEW(cli->arena, struct crossroads_scenario *, n);
    const char **files = CR_NEW(cli->arena, const char *, n);
    for (size_t i = 0; i < n; i++) {
        files[n_checked] = cli->args.operands.at[i];
        status = check_one(cli, files[n_checked], form, &checked[n_checked]);
        worst = cr_status_exit(status) > cr_status_exit(worst) ? status : worst;
        n_checked += checked[n_checked] != NULL;
    }
    status = form == FORM_LINES ? write_lines(cli, checked, files, n_checked)
                                : write_report(cli, checked, n_checked, form == FORM_JSON);
    for (size_t i = 0; i < n_checked; i++)
        crossroads_scenario_free(checked[i]);
    return status != CR_OK ? status : worst;
}
