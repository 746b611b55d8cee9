/* observe: what was seen, and what follows; --score: how the forecasts did. */
#include "cli/cli.h"

#include "api/analyses.h"
#include "write/pages.h"

#include <string.h>

/* Scores ask every lens once a question: few runs each, in few worlds that are spread evenly, so
 * that a question's chances are sure to half a point all the same. */
enum { SCORE_WORLDS = 1000 };

int cr_write_forms(
    struct cr_cli *cli, const struct cr_forms *forms, const char *format, const void *result)
{
    struct cr_view view;
    struct cr_buf out;
    const char *near = NULL, *table = cli->style.table;
    cr_view_init(&view, cli->arena, cli->scenario, cli->result, &cli->style);
    cr_buf_init(&out, cli->arena);
    cr_progress_erase(&cli->progress);
    if (table && (!strcmp(format, "text") || !strcmp(format, "json")))
        return cr_misuse(cli, "--table goes with dat, csv and md");
    if (table && !cr_forms_has_table(forms, &view, result, table, &near))
        return cr_misuse(
            cli, cr_arena_printf(cli->arena, "there is no table '%s'%s%s%s", table,
                     near ? "; did you mean '" : "", near ? near : "", near ? "'?" : ""));
    cr_forms_write(forms, format, &view, result, &out);
    return cr_write_result(cli, &out);
}

static int score(struct cr_cli *cli, const struct crossroads_options *options, const char *format)
{
    const struct cr_option_value *until = &cli->args.at[CR_O_UNTIL];
    struct cr_score_result scored;
    int code;
    if (cli->args.operands.n > 1)
        return cr_misuse(
            cli, "--score takes what happened from the file; --until and --given narrow it");
    cli->progress.what = "scoring";
    enum crossroads_status status = crossroads_score(
        cli->scenario, options, until->set ? until->text : NULL, &scored, &cli->result);
    if ((code = cr_tell_failure(cli, status)))
        return code;
    return cr_write_forms(cli, &cr_forms_score, format, &scored);
}

static int observe(struct cr_cli *cli, const struct crossroads_options *options, const char *format)
{
    const struct cr_option_value *until = &cli->args.at[CR_O_UNTIL];
    struct cr_seen seen = {
        cli->args.operands.at + 1, cli->args.operands.n - 1, until->set ? until->text : NULL};
    struct cr_observe_result observed;
    int code;
    cli->progress.what = "conditioning";
    enum crossroads_status status =
        crossroads_observe(cli->scenario, options, &seen, &observed, &cli->result);
    if ((code = cr_tell_failure(cli, status)))
        return code;
    return cr_write_forms(cli, &cr_forms_observe, format, &observed);
}

int cr_command_observe(struct cr_cli *cli)
{
    const struct cr_writer *writer = cr_chosen_writer(cli);
    const struct cr_option_value *output = &cli->args.at[CR_O_OUTPUT];
    struct crossroads_options options;
    bool scoring = cli->args.at[CR_O_SCORE].set;
    int code;
    if (!writer)
        return CR_EXIT_USAGE;
    if ((code = cr_fill_options(cli, &options, scoring ? CR_RUNS_SCORE : CR_RUNS_OBSERVE)) ||
        (output->set && (code = cr_check_output(cli, output->text))) ||
        (code = cr_open_scenario(cli, cli->args.operands.at[0], 0, false, &cli->scenario)))
        return code;
    if (scoring && !cli->args.at[CR_O_WORLDS].set && options.runs >= SCORE_WORLDS)
        options.worlds = SCORE_WORLDS;
    if (scoring && !cli->args.at[CR_O_SAMPLING].set)
        options.sampling = CROSSROADS_LHS;
    return scoring ? score(cli, &options, writer->name) : observe(cli, &options, writer->name);
}
