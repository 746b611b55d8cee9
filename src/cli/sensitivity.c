/* sensitivity: what moves a number of the model, and what would change a decision.
 *
 * One command for several methods, of which one is chosen at a time; which options go with which is
 * checked here, names of inputs and targets in the library. */
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/report.h"
#include "cli/say.h"
#include "cli/setup.h"

/* One way of looking at a time. */
static enum cr_status read_kind(struct cr_cli *cli, struct crossroads_sensitivity_options *ask)
{
    static const enum crossroads_method by_method[] = {
        CROSSROADS_METHOD_TORNADO, CROSSROADS_METHOD_SOBOL, CROSSROADS_METHOD_MORRIS};
    const struct cr_option_value *at = cli->args.at;
    int ways =
        at[CR_O_METHOD].set + at[CR_O_TWO].set + at[CR_O_THRESHOLD].set + at[CR_O_DISCOVER].set;
    if (ways > 1)
        return cr_usage_error(
            cli, "--method, --two, --threshold and --discover exclude each other");
    ask->method = at[CR_O_TWO].set         ? CROSSROADS_METHOD_TWOWAY
                  : at[CR_O_THRESHOLD].set ? CROSSROADS_METHOD_THRESHOLD
                  : at[CR_O_DISCOVER].set  ? CROSSROADS_METHOD_DISCOVERY
                                           : by_method[at[CR_O_METHOD].choice];
    ask->two = at[CR_O_TWO].text;
    ask->inputs = cli->args.operands.at + 1;
    ask->n_inputs = cli->args.operands.n - 1;
    enum cr_status status = cr_read_effects(cli, &ask->effects, &ask->by);
    if (status != CR_OK)
        return status;
    if (ask->n_inputs && ask->method != CROSSROADS_METHOD_THRESHOLD && !ask->effects)
        return cr_usage_error(cli, "inputs after FILE go with --threshold or --effects");
    if (ask->effects && ask->method != CROSSROADS_METHOD_TORNADO)
        return cr_usage_error(
            cli, "--effects moves one thing at a time: it goes with --method tornado alone");
    bool discovers = ask->method == CROSSROADS_METHOD_DISCOVERY;
    if (!discovers && (at[CR_O_BELOW].set || at[CR_O_ABOVE].set))
        return cr_usage_error(cli, "--below and --above go with --discover");
    if (!discovers && at[CR_O_WORLDS].set)
        return cr_usage_error(cli,
            ask->method == CROSSROADS_METHOD_SOBOL || ask->method == CROSSROADS_METHOD_MORRIS
                ? "--worlds goes with --discover; how many points --method draws, --points says"
                : "--worlds goes with --discover; here inputs are moved and no worlds drawn");
    if (at[CR_O_BELOW].set && at[CR_O_ABOVE].set)
        return cr_usage_error(cli, "--below and --above exclude each other");
    if (ask->method == CROSSROADS_METHOD_THRESHOLD && at[CR_O_TARGET].set)
        return cr_usage_error(cli, "--threshold looks at decisions, it takes no --target");
    return CR_OK;
}

static enum cr_status read_points(struct cr_cli *cli, struct crossroads_sensitivity_options *ask)
{
    const struct cr_option_value *v = &cli->args.at[CR_O_POINTS];
    ask->points = v->whole;
    if (!v->set)
        return CR_OK;
    if (ask->method != CROSSROADS_METHOD_SOBOL && ask->method != CROSSROADS_METHOD_MORRIS &&
        ask->method != CROSSROADS_METHOD_TWOWAY)
        return cr_usage_error(cli, "--points goes with --method sobol, --method morris and --two");
    if (v->whole < 2 || v->whole > 1000000)
        return cr_usage_error(cli, "--points is 2 to 1,000,000");
    if (ask->method == CROSSROADS_METHOD_TWOWAY && v->whole > 1000)
        return cr_usage_error(cli, "--points with --two is at most 1,000 along each axis");
    if (ask->method == CROSSROADS_METHOD_SOBOL && (v->whole & (v->whole - 1)))
        return cr_usage_error(cli, "--points with --method sobol is a power of 2");
    return CR_OK;
}

static enum cr_status read_ask(struct cr_cli *cli, const struct crossroads_options *options,
    struct crossroads_sensitivity_options *ask)
{
    const struct cr_option_value *at = cli->args.at;
    enum cr_status status;
    crossroads_sensitivity_options_init(ask);
    ask->target = at[CR_O_TARGET].text;
    ask->runs = at[CR_O_RUNS].whole;
    ask->worlds = at[CR_O_WORLDS].whole;
    if ((status = read_kind(cli, ask)) != CR_OK || (status = read_points(cli, ask)) != CR_OK ||
        (status = cr_read_bound(cli, CR_O_BELOW, &ask->below)) != CR_OK ||
        (status = cr_read_bound(cli, CR_O_ABOVE, &ask->above)) != CR_OK)
        return status;
    if (at[CR_O_ENGINE].set && options->engine == CROSSROADS_SPLIT)
        return cr_usage_error(cli,
            "--engine split counts runs; a moved input needs no runs where the "
            "tree can be evaluated, and --engine walk plays them elsewhere");
    if (at[CR_O_WORLDS].set && (ask->worlds < 64 || ask->worlds > 1000000))
        return cr_usage_error(cli, "--worlds with --discover is 64 to 1,000,000");
    return CR_OK;
}

enum cr_status cr_command_sensitivity(struct cr_cli *cli)
{
    const char *format = cr_chosen_format(cli);
    struct crossroads_options options;
    struct crossroads_sensitivity_options ask;
    enum cr_status status;
    if (!format)
        return CR_USAGE;
    if ((status = cr_fill_options(cli, &options, CR_RUNS_SENSITIVITY)) != CR_OK ||
        (status = read_ask(cli, &options, &ask)) != CR_OK ||
        (status = cr_check_output_option(cli)) != CR_OK ||
        (status = cr_open_scenario(cli, cli->args.operands.at[0], 0, false, &cli->scenario)) !=
            CR_OK)
        return status;
    cli->progress.what = "moving inputs";
    return cr_write_analysis(
        cli, crossroads_sensitivity(cli->scenario, &options, &ask, &cli->result), format);
}
