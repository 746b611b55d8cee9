/* check: every problem of some files, or the page of a code. */
#include "cli/cli.h"

#include "write/text.h"

#include <string.h>

static int explain_all(struct cr_cli *cli)
{
    struct cr_buf out;
    cr_buf_init(&out, cli->arena);
    for (size_t i = 0; i < CR_N_CODES; i++) {
        cr_buf_str(&out, i ? "\n\n" : "");
        cr_text_code(&cr_codes[i], &cli->style, &out);
    }
    return cr_write_result(cli, &out);
}

static int explain(struct cr_cli *cli)
{
    const char *word = cli->args.at[CR_O_EXPLAIN].text, *ids[CR_N_CODES];
    const struct cr_code_info *code = cr_code_find(word);
    struct cr_buf out;
    if (!strcmp(word, "all"))
        return explain_all(cli);
    if (!code) {
        for (size_t i = 0; i < CR_N_CODES; i++)
            ids[i] = cr_codes[i].id;
        const char *near = cr_suggest(word, ids, CR_N_CODES);
        return cr_misuse(
            cli, cr_arena_printf(cli->arena, "there is no code '%s'%s%s%s", word,
                     near ? "; did you mean '" : "", near ? near : "", near ? "'?" : ""));
    }
    cr_buf_init(&out, cli->arena);
    cr_text_code(code, &cli->style, &out);
    return cr_write_result(cli, &out);
}

/* Reads one file. `report` gets the ok line; the problems go to standard error, or, with --json,
 * stay where they are. */
static int check_one(struct cr_cli *cli, const char *file, struct crossroads_scenario **scenario,
    struct cr_buf *report)
{
    bool json = cli->args.at[CR_O_JSON].set;
    int code = cr_open_scenario(
        cli, file, cli->args.at[CR_O_STRICT].set ? CROSSROADS_STRICT : 0, true, scenario);
    if (!*scenario)
        return code;
    if (cli->args.at[CR_O_STRICT].set && (*scenario)->scenario)
        cr_review(*scenario);
    if ((*scenario)->diags.n_errors)
        code = CR_EXIT_INPUT;
    if (json)
        return code;
    if ((*scenario)->diags.problems.n)
        cr_say_problems(cli, &(*scenario)->diags);
    if ((*scenario)->scenario && !cli->style.quiet) {
        struct cr_view view;
        cr_view_init(&view, cli->arena, *scenario, NULL, &cli->style);
        cr_text_check(&view, report);
    }
    return code;
}

int cr_command_check(struct cr_cli *cli)
{
    size_t n = cli->args.operands.n;
    const struct cr_option_value *output = &cli->args.at[CR_O_OUTPUT];
    struct cr_buf report;
    int worst = 0, code;
    if (output->set && (code = cr_check_output(cli, output->text)))
        return code;
    if (cli->args.at[CR_O_EXPLAIN].set)
        return explain(cli);
    if (!n)
        return cr_misuse(cli, "'check' needs FILE...");
    struct crossroads_scenario **all = CR_NEW(cli->arena, struct crossroads_scenario *, n);
    struct cr_checked *checked = CR_NEW(cli->arena, struct cr_checked, n);
    size_t n_checked = 0;
    cr_buf_init(&report, cli->arena);
    for (size_t i = 0; i < n; i++) {
        code = check_one(cli, cli->args.operands.at[i], &all[i], &report);
        worst = code > worst ? code : worst;
        if (all[i])
            checked[n_checked++] = (struct cr_checked){all[i]->shown, &all[i]->diags};
    }
    if (cli->args.at[CR_O_JSON].set)
        cr_json_check(checked, n_checked, crossroads_version(), cli->arena, &report);
    code = report.n ? cr_write_result(cli, &report) : 0;
    for (size_t i = 0; i < n; i++)
        crossroads_scenario_free(all[i]);
    return code ? code : worst;
}
