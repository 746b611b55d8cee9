/* compare, pool: several files, lenses, options or opinions at once. */
#include "cli/cli.h"

#include "api/analyses.h"
#include "write/pages.h"

#include <string.h>

/* Opens every file of the call; the first one becomes cli->scenario. */
static int open_all(struct cr_cli *cli, struct crossroads_scenario ***scenarios, size_t *n)
{
    struct crossroads_scenario **list =
        CR_NEW(cli->arena, struct crossroads_scenario *, cli->args.operands.n);
    *scenarios = list;
    for (*n = 0; *n < cli->args.operands.n; (*n)++) {
        int code = cr_open_scenario(cli, cli->args.operands.at[*n], 0, false, &list[*n]);
        if (code)
            return code;
        if (*n == 0)
            cli->scenario = list[0];
    }
    return 0;
}

static void close_others(struct crossroads_scenario **scenarios, size_t n)
{
    for (size_t i = 1; i < n; i++)
        crossroads_scenario_free(scenarios[i]);
}

static int check_sides(struct cr_cli *cli)
{
    const struct cr_option_value *at = cli->args.at;
    bool lenses = at[CR_O_LENSES].set, choices = at[CR_O_CHOICES].set;
    if (lenses && choices)
        return cr_misuse(cli, "--lenses and --choices: one at a time");
    if ((lenses || choices) && cli->args.operands.n > 1)
        return cr_misuse(cli, "--lenses and --choices compare within one file");
    if (!lenses && !choices && cli->args.operands.n < 2)
        return cr_misuse(cli, "give two files or more, or --lenses, or --choices NODE");
    if (at[CR_O_POOL].set && !lenses)
        return cr_misuse(cli, "--pool goes with --lenses (the command pool merges files)");
    return 0;
}

static int compare(struct cr_cli *cli, const struct crossroads_options *options,
    struct crossroads_scenario **scenarios, size_t n, const char *format)
{
    const struct cr_option_value *at = cli->args.at;
    struct cr_sides sides = {.scenarios = scenarios,
        .n = n,
        .lenses = at[CR_O_LENSES].set,
        .pool = at[CR_O_POOL].set,
        .pool_kind = at[CR_O_POOL].choice == 1 ? CR_POOL_LOG : CR_POOL_LINEAR,
        .node = at[CR_O_CHOICES].set ? at[CR_O_CHOICES].text : NULL};
    struct cr_compare_result compared;
    cli->progress.what = "comparing";
    enum crossroads_status status = crossroads_compare(&sides, options, &compared, &cli->result);
    int code = cr_tell_failure(cli, status);
    return code ? code : cr_write_forms(cli, &cr_forms_compare, format, &compared);
}

int cr_command_compare(struct cr_cli *cli)
{
    const struct cr_writer *writer = cr_chosen_writer(cli);
    const struct cr_option_value *output = &cli->args.at[CR_O_OUTPUT];
    struct crossroads_options options;
    struct crossroads_scenario **scenarios;
    size_t n = 0;
    int code;
    if (!writer)
        return CR_EXIT_USAGE;
    if ((code = check_sides(cli)) || (code = cr_fill_options(cli, &options, CR_RUNS_COMPARE)) ||
        (output->set && (code = cr_check_output(cli, output->text))))
        return code;
    code = open_all(cli, &scenarios, &n);
    if (!code)
        code = compare(cli, &options, scenarios, n, writer->name);
    close_others(scenarios, n);
    return code;
}

/* ------------------------------------------------------------------ pool */

/* With -o FILE.yaml the pooled scenario is written there, and the page goes to standard output. */
static int write_pooled(struct cr_cli *cli, const struct cr_scenario *scenario)
{
    struct cr_option_value *output = &cli->args.at[CR_O_OUTPUT];
    struct cr_buf out;
    cr_buf_init(&out, cli->arena);
    cr_buf_printf(&out, "# %s: pooled by crossroads %s\n", cli->command, crossroads_version());
    cr_scenario_print(scenario, &out);
    int code = cr_write_file(cli, output->text, &out);
    output->set = false;
    return code;
}

static int pool(struct cr_cli *cli, const struct crossroads_options *options,
    struct crossroads_scenario **scenarios, size_t n, const char *format)
{
    const struct cr_option_value *at = cli->args.at;
    enum cr_pool_kind kind = at[CR_O_POOL].choice == 1 ? CR_POOL_LOG : CR_POOL_LINEAR;
    struct cr_pool_result pooled;
    struct cr_scenario *scenario;
    enum crossroads_status status =
        crossroads_pool(scenarios, n, options, kind, &pooled, &scenario, &cli->result);
    int code = cr_tell_failure(cli, status);
    size_t length = at[CR_O_OUTPUT].set ? strlen(at[CR_O_OUTPUT].text) : 0;
    if (!code && length > 5 && !strcmp(at[CR_O_OUTPUT].text + length - 5, ".yaml"))
        code = write_pooled(cli, scenario);
    return code ? code : cr_write_forms(cli, &cr_forms_pool, format, &pooled);
}

int cr_command_pool(struct cr_cli *cli)
{
    const struct cr_writer *writer = cr_chosen_writer(cli);
    const struct cr_option_value *output = &cli->args.at[CR_O_OUTPUT];
    struct crossroads_options options;
    struct crossroads_scenario **scenarios;
    size_t n = 0;
    int code;
    if (!writer)
        return CR_EXIT_USAGE;
    if ((code = cr_fill_options(cli, &options, CR_RUNS_COMPARE)) ||
        (output->set && (code = cr_check_output(cli, output->text))))
        return code;
    code = open_all(cli, &scenarios, &n);
    if (!code)
        code = pool(cli, &options, scenarios, n, writer->name);
    close_others(scenarios, n);
    return code;
}
