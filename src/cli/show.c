/* show: the graph, one question, one future. */
#include "cli/cli.h"

#include "api/analyses.h"
#include "base/num.h"
#include "write/pages.h"

#include <string.h>

static int replay(struct cr_cli *cli, const struct crossroads_options *options, bool json)
{
    uint64_t run = cli->args.at[CR_O_RUN].whole;
    struct cr_view view;
    struct cr_buf out;
    int code;
    if (run >= (1ull << 53))
        return cr_misuse(cli, "--run is below 2^53");
    enum crossroads_status status = crossroads_replay(cli->scenario, options, run, &cli->result);
    if ((code = cr_tell_failure(cli, status)))
        return code;
    cr_view_init(&view, cli->arena, cli->scenario, cli->result, &cli->style);
    cr_buf_init(&out, cli->arena);
    if (json)
        cr_json_path(&view, &cli->result->path, run, &out);
    else
        cr_text_path(&view, &cli->result->path, run, &out);
    return cr_write_result(cli, &out);
}

/* The node or outcome meant; both -1 for the whole. 0 after saying that there is none. */
static int find_node(struct cr_cli *cli, int *node, int *outcome)
{
    const struct cr_scenario *s = cli->scenario->scenario;
    *node = *outcome = -1;
    if (cli->args.operands.n < 2)
        return 1;
    const char *word = cli->args.operands.at[1];
    *node = cr_map_find(s->node_map, word);
    *outcome = *node < 0 ? cr_map_find(s->outcome_map, word) : -1;
    if (*node >= 0 || *outcome >= 0)
        return 1;
    const char *near = cr_suggest(word, s->node_map->keys, s->node_map->n);
    near = near ? near : cr_suggest(word, s->outcome_map->keys, s->outcome_map->n);
    cr_misuse(cli, cr_arena_printf(cli->arena, "there is no question or outcome '%s'%s%s%s", word,
                       near ? "; did you mean '" : "", near ? near : "", near ? "'?" : ""));
    return 0;
}

static void render(struct cr_cli *cli, bool json, const struct cr_run_result *run, int node,
    int outcome, struct cr_buf *out)
{
    struct cr_view view;
    cr_view_init(&view, cli->arena, cli->scenario, cli->result, &cli->style);
    view.command = cli->command;
    if (json)
        cr_json_show(&view, run, node, out);
    else if (node >= 0)
        cr_text_show_node(&view, run, node, out);
    else if (outcome >= 0)
        cr_text_show_outcome(&view, run, outcome, out);
    else
        cr_text_show(&view, run, out);
}

/* The likeliest futures. */
static int paths(struct cr_cli *cli, const struct crossroads_options *options, const char *format)
{
    enum { MOST = 10000 };
    const struct cr_option_value *v = &cli->args.at[CR_O_PATHS];
    struct cr_paths_result found;
    uint64_t most;
    if (cr_num_read_u64(v->text, strlen(v->text), &most) != CR_NUM_OK || !most || most > MOST)
        return cr_misuse(cli, "--paths takes how many futures to show, 1 to 10,000");
    cli->progress.what = "searching";
    enum crossroads_status status =
        crossroads_paths(cli->scenario, options, (size_t)most, &found, &cli->result);
    int code = cr_tell_failure(cli, status);
    return code ? code : cr_write_forms(cli, &cr_forms_paths, format, &found);
}

int cr_command_show(struct cr_cli *cli)
{
    const struct cr_option_value *output = &cli->args.at[CR_O_OUTPUT];
    struct crossroads_options options;
    struct cr_buf out;
    int code, node, outcome;
    bool one = cli->args.at[CR_O_RUN].set;
    bool likeliest = cli->args.at[CR_O_PATHS].set;
    const struct cr_writer *writer = cr_chosen_writer(cli);
    if (!writer)
        return CR_EXIT_USAGE;
    bool json = !strcmp(writer->name, "json"), page = !strcmp(writer->name, "text");
    if (!likeliest && (!(page || json) || cli->args.at[CR_O_TABLE].set))
        return cr_misuse(cli, "tables (--format dat, csv or md, --table) go with --paths; for the "
                              "tree as data there is `crossroads export`");
    if ((code = cr_fill_options(cli, &options,
             one         ? CR_RUNS_SHOW_RUN
             : likeliest ? CR_RUNS_SHOW_PATHS
                         : CR_RUNS_SHOW)))
        return code;
    if (output->set && (code = cr_check_output(cli, output->text)))
        return code;
    if ((code = cr_open_scenario(cli, cli->args.operands.at[0], 0, false, &cli->scenario)))
        return code;
    if (one)
        return replay(cli, &options, json);
    if (likeliest)
        return paths(cli, &options, writer->name);
    if (!find_node(cli, &node, &outcome))
        return CR_EXIT_USAGE;
    enum crossroads_status status = crossroads_run(cli->scenario, &options, &cli->result);
    code = cr_tell_failure(cli, status);
    if (code == CR_EXIT_USAGE || code == CR_EXIT_INTERRUPTED || (code && json))
        return code;
    cr_buf_init(&out, cli->arena); /* without the chances it is still the graph, for people */
    render(cli, json, code ? NULL : &cli->result->run, node, outcome, &out);
    int written = cr_write_result(cli, &out);
    return written ? written : code ? code : cr_tell_result(cli, status);
}
