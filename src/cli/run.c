/* run, solve, export: compute, render, write. */
#include "cli/cli.h"

#include "api/sensitivity.h"
#include "cli/ranks.h"
#include "write/decisions.h"
#include "write/text.h"

#include <string.h>

typedef enum crossroads_status compute(struct crossroads_scenario *scenario,
    const struct crossroads_options *options, struct crossroads_result **result);

/* -v: how long it took, and how; on standard error, because it is not the same twice. */
static void say_cost(struct cr_cli *cli)
{
    const struct crossroads_result *r = cli->result;
    if (!cli->style.verbose)
        return;
    if (r->of == CR_OF_RUN)
        cr_say(cli, "engine %s, %.3g s", cr_engine_name(r->run.engine), r->run.seconds);
    else
        cr_say(cli, "engine %s, %s positions, %.3g s", cr_engine_name(r->solve.engine),
            cr_text_whole(cli->arena, r->solve.positions), r->solve.seconds);
}

static const char *const tables[] = {
    "outcomes", "tags", "payoffs", "measures", "nodes", "policy", "value", "voi"};

/* --table names a block of the result or a state variable. */
int cr_check_table(struct cr_cli *cli, const struct cr_writer *writer)
{
    const char *name = cli->style.table;
    const struct cr_scenario *s = cli->scenario->scenario;
    bool plain =
        !strcmp(writer->name, "dat") || !strcmp(writer->name, "csv") || !strcmp(writer->name, "md");
    if (!name)
        return 0;
    if (!plain)
        return cr_misuse(cli, "--table goes with dat, csv and md");
    size_t n = sizeof tables / sizeof *tables - !cli->args.at[CR_O_VOI].set; /* it stands last */
    for (size_t i = 0; i < n; i++)
        if (!strcmp(tables[i], name))
            return 0;
    if (cr_map_find(s->state_map, name) >= 0 && s->n_stages)
        return 0;
    const char *near = cr_suggest(name, tables, n);
    return cr_misuse(cli, cr_arena_printf(cli->arena, "there is no table '%s'%s%s%s", name,
                              near ? "; did you mean '" : "", near ? near : "", near ? "'?" : ""));
}

int cr_write_with(struct cr_cli *cli, const struct cr_writer *writer)
{
    struct cr_view view;
    struct cr_buf out;
    cr_view_init(&view, cli->arena, cli->scenario, cli->result, &cli->style);
    view.voi = cli->voi;
    view.hopeless = cli->result->of == CR_OF_RUN && !strcmp(writer->name, "text") &&
                    !cli->style.quiet && cr_decisions_text(&view) && cr_api_hopeless(cli->result);
    cr_buf_init(&out, cli->arena);
    if (cli->result->of == CR_OF_RUN)
        writer->run(&view, &cli->result->run, &out);
    else
        writer->solve(&view, &cli->result->solve, &out);
    return cr_write_result(cli, &out);
}

/* solve --voi: the plan, and what it would be worth to know more. */
static enum crossroads_status solve_voi(
    struct cr_cli *cli, const struct crossroads_options *options)
{
    const struct cr_option_value *at = cli->args.at;
    struct cr_voi *voi = CR_NEW(cli->arena, struct cr_voi, 1);
    struct cr_voi_ask ask = {at[CR_O_FOR].text, at[CR_O_NESTED].set};
    cli->voi = voi;
    return crossroads_solve_voi(cli->scenario, options, &ask, voi, &cli->result);
}

/* Computes cli->result, alone or with other ranks; 0 or the exit code. */
static int compute_result(struct cr_cli *cli, const struct crossroads_options *options,
    compute *how, enum crossroads_status *status)
{
    if (cr_ranks_several() && cli->args.command == cr_command_find("run")) {
        *status = CROSSROADS_OK;
        return cr_ranks_run(cli, options);
    }
    *status = cli->args.at[CR_O_VOI].set ? solve_voi(cli, options)
                                         : how(cli->scenario, options, &cli->result);
    if (cli->result && cli->result->remark)
        cr_say(cli, "%s", cli->result->remark);
    return options->shards ? 0 : cr_tell_failure(cli, *status);
}

static int perform(
    struct cr_cli *cli, const char *file, compute *how, const struct cr_writer *writer)
{
    struct crossroads_options options;
    enum crossroads_status status;
    const struct cr_option_value *output = &cli->args.at[CR_O_OUTPUT];
    int code;
    if ((code = cr_fill_options(cli, &options, CR_RUNS_RUN)) ||
        (code = cr_ranks_check(cli, file)) ||
        (output->set && (code = cr_check_output(cli, output->text))) ||
        (code = cr_fill_long_run(cli, &options)))
        return code;
    if ((code = cr_open_scenario(cli, file, 0, false, &cli->scenario)) ||
        (code = cr_check_table(cli, writer)) ||
        (code = compute_result(cli, &options, how, &status)) || !cr_ranks_first())
        return code;
    if (options.shards)
        return cr_tell_shard(cli, status);
    if ((code = cr_write_with(cli, writer)))
        return code;
    say_cost(cli);
    return cr_tell_result(cli, status);
}

/* --json, --format; NULL after saying that they disagree. */
const struct cr_writer *cr_chosen_writer(struct cr_cli *cli)
{
    const struct cr_option_value *format = &cli->args.at[CR_O_FORMAT];
    bool json = cli->args.at[CR_O_JSON].set;
    if (json && format->set && strcmp(format->text, "json") != 0) {
        cr_misuse(cli, cr_arena_printf(cli->arena, "--json and --format %s contradict each other",
                           format->text));
        return NULL;
    }
    return cr_writer_find(json ? "json" : format->set ? format->text : "text");
}

int cr_command_run(struct cr_cli *cli)
{
    const struct cr_writer *writer = cr_chosen_writer(cli);
    return writer ? perform(cli, cli->args.operands.at[0], crossroads_run, writer) : CR_EXIT_USAGE;
}

int cr_command_solve(struct cr_cli *cli)
{
    const struct cr_writer *writer = cr_chosen_writer(cli);
    cli->progress.what = "solving";
    if (!cli->args.at[CR_O_VOI].set &&
        (cli->args.at[CR_O_FOR].set || cli->args.at[CR_O_NESTED].set))
        return cr_misuse(cli, "--for and --nested go with --voi");
    if (cli->args.at[CR_O_VOI].set && cli->args.at[CR_O_RULE].choice)
        return cr_misuse(
            cli, "--voi values information by expectations, which --rule does without");
    return writer ? perform(cli, cli->args.operands.at[0], crossroads_solve, writer)
                  : CR_EXIT_USAGE;
}

/* ------------------------------------------------------------------ export */

static const char *formats(struct cr_cli *cli, const char *word, const char **near)
{
    const char *names[32];
    size_t n = 0;
    struct cr_buf text;
    cr_buf_init(&text, cli->arena);
    for (size_t i = 0; i < cr_n_writers; i++)
        if (strcmp(cr_writers[i].name, "text") != 0) {
            cr_buf_printf(&text, "%s%s", n ? ", " : "", cr_writers[i].name);
            names[n++] = cr_writers[i].name;
        }
    *near = cr_suggest(word, names, n);
    return text.s;
}

static int export_scenario(struct cr_cli *cli, const struct cr_writer *writer, const char *file)
{
    const struct cr_option_value *output = &cli->args.at[CR_O_OUTPUT];
    struct crossroads_options options;
    struct cr_view view;
    struct cr_buf out;
    int code;
    if ((code = cr_fill_options(cli, &options, CR_RUNS_EXPORT_GRAPH)) ||
        (output->set && (code = cr_check_output(cli, output->text))) ||
        (code = cr_open_scenario(cli, file, 0, false, &cli->scenario)))
        return code;
    bool plain = !strcmp(writer->name, "yaml");
    if (!plain &&
        (code = cr_tell_failure(cli, crossroads_run(cli->scenario, &options, &cli->result))))
        return code;
    cr_view_init(&view, cli->arena, cli->scenario, cli->result, &cli->style);
    view.command = cli->command;
    cr_buf_init(&out, cli->arena);
    writer->scenario(&view, plain ? NULL : &cli->result->run, &out);
    return cr_write_result(cli, &out);
}

static int export_schema(struct cr_cli *cli)
{
    const struct cr_option_value *output = &cli->args.at[CR_O_OUTPUT];
    struct cr_buf out;
    int code;
    if (output->set && (code = cr_check_output(cli, output->text)))
        return code;
    cr_buf_init(&out, cli->arena);
    cr_json_schema(NULL, NULL, &out);
    return cr_write_result(cli, &out);
}

int cr_command_export(struct cr_cli *cli)
{
    const char *word = cli->args.operands.at[0], *near;
    const char *file = cli->args.operands.n > 1 ? cli->args.operands.at[1] : NULL;
    const struct cr_writer *writer = cr_writer_find(word);
    if (!writer || !strcmp(word, "text")) {
        const char *all = formats(cli, word, &near);
        return cr_misuse(cli,
            near
                ? cr_arena_printf(cli->arena, "unknown format '%s'; did you mean '%s'?", word, near)
                : cr_arena_printf(cli->arena, "unknown format '%s'; there are %s", word, all));
    }
    if (writer->scenario == cr_json_schema)
        return file ? cr_misuse(cli, "the schema is the same for all scenarios; it takes no FILE")
                    : export_schema(cli);
    if (!file)
        return cr_misuse(cli, "'export' needs FORMAT FILE");
    bool solve = cli->args.at[CR_O_OF].set && cli->args.at[CR_O_OF].choice == 1;
    if (cli->args.at[CR_O_RULE].set && !solve)
        return cr_misuse(cli, "--rule goes with --of solve");
    if (!writer->run)
        return export_scenario(cli, writer, file);
    return perform(cli, file, solve ? crossroads_solve : crossroads_run, writer);
}
