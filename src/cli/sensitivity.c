/* sensitivity: what moves a number of the model, and what would change a decision. */
#include "cli/cli.h"

#include "api/sensitivity.h"
#include "base/num.h"

#include <math.h>
#include <string.h>

/* --below, --above: any number, with % as well. */
static int read_bound(struct cr_cli *cli, enum cr_option_id id, double *x)
{
    const struct cr_option_value *v = &cli->args.at[id];
    size_t n = v->set ? strlen(v->text) : 0;
    *x = NAN;
    if (!v->set)
        return 0;
    bool percent = n && v->text[n - 1] == '%';
    if (cr_num_read(v->text, n - percent, x) != CR_NUM_OK)
        return cr_misuse(cli, cr_arena_printf(cli->arena, "--%s takes a number, not '%s'",
                                  cr_options[id].name, v->text));
    *x /= percent ? 100 : 1;
    return 0;
}

/* One way of looking at a time. */
static int read_kind(struct cr_cli *cli, struct cr_sensitivity_ask *ask)
{
    static const enum cr_sensitivity_kind by_method[] = {
        CR_SENSITIVITY_TORNADO, CR_SENSITIVITY_SOBOL, CR_SENSITIVITY_MORRIS};
    const struct cr_option_value *at = cli->args.at;
    int ways =
        at[CR_O_METHOD].set + at[CR_O_TWO].set + at[CR_O_THRESHOLD].set + at[CR_O_DISCOVER].set;
    if (ways > 1)
        return cr_misuse(cli, "--method, --two, --threshold and --discover exclude each other");
    ask->kind = at[CR_O_TWO].set         ? CR_SENSITIVITY_TWOWAY
                : at[CR_O_THRESHOLD].set ? CR_SENSITIVITY_SWITCHES
                : at[CR_O_DISCOVER].set  ? CR_SENSITIVITY_DISCOVERY
                                         : by_method[at[CR_O_METHOD].choice];
    ask->two = at[CR_O_TWO].text;
    ask->inputs = cli->args.operands.at + 1;
    ask->n_inputs = cli->args.operands.n - 1;
    if (ask->n_inputs && ask->kind != CR_SENSITIVITY_SWITCHES)
        return cr_misuse(cli, "inputs behind FILE go with --threshold");
    bool discovers = ask->kind == CR_SENSITIVITY_DISCOVERY;
    if (!discovers && (at[CR_O_BELOW].set || at[CR_O_ABOVE].set))
        return cr_misuse(cli, "--below and --above go with --discover");
    if (!discovers && at[CR_O_WORLDS].set)
        return cr_misuse(cli,
            ask->kind == CR_SENSITIVITY_SOBOL || ask->kind == CR_SENSITIVITY_MORRIS
                ? "--worlds goes with --discover; how many points --method draws, --points says"
                : "--worlds goes with --discover; here inputs are moved and no worlds drawn");
    if (at[CR_O_BELOW].set && at[CR_O_ABOVE].set)
        return cr_misuse(cli, "--below and --above exclude each other");
    if (ask->kind == CR_SENSITIVITY_SWITCHES && at[CR_O_TARGET].set)
        return cr_misuse(cli, "--threshold looks at decisions, it takes no --target");
    return 0;
}

static int read_points(struct cr_cli *cli, struct cr_sensitivity_ask *ask)
{
    const struct cr_option_value *v = &cli->args.at[CR_O_POINTS];
    ask->points = v->whole;
    if (!v->set)
        return 0;
    if (ask->kind != CR_SENSITIVITY_SOBOL && ask->kind != CR_SENSITIVITY_MORRIS &&
        ask->kind != CR_SENSITIVITY_TWOWAY)
        return cr_misuse(cli, "--points goes with --method sobol, --method morris and --two");
    if (v->whole < 2 || v->whole > 1000000)
        return cr_misuse(cli, "--points is 2 to 1,000,000");
    if (ask->kind == CR_SENSITIVITY_TWOWAY && v->whole > 1000)
        return cr_misuse(cli, "--points with --two is at most 1,000 along each axis");
    if (ask->kind == CR_SENSITIVITY_SOBOL && (v->whole & (v->whole - 1)))
        return cr_misuse(cli, "--points with --method sobol is a power of 2");
    return 0;
}

static int read_ask(
    struct cr_cli *cli, const struct crossroads_options *options, struct cr_sensitivity_ask *ask)
{
    const struct cr_option_value *at = cli->args.at;
    int code;
    *ask = (struct cr_sensitivity_ask){.target = at[CR_O_TARGET].text,
        .runs = at[CR_O_RUNS].whole,
        .worlds = at[CR_O_WORLDS].whole};
    if ((code = read_kind(cli, ask)) || (code = read_points(cli, ask)) ||
        (code = read_bound(cli, CR_O_BELOW, &ask->below)) ||
        (code = read_bound(cli, CR_O_ABOVE, &ask->above)))
        return code;
    if (at[CR_O_ENGINE].set && options->engine == CROSSROADS_SPLIT)
        return cr_misuse(cli, "--engine split counts runs; a moved input needs no runs where the "
                              "tree can be evaluated, and --engine walk plays them elsewhere");
    if (at[CR_O_WORLDS].set && (ask->worlds < 64 || ask->worlds > 1000000))
        return cr_misuse(cli, "--worlds with --discover is 64 to 1,000,000");
    return 0;
}

int cr_command_sensitivity(struct cr_cli *cli)
{
    const struct cr_writer *writer = cr_chosen_writer(cli);
    const struct cr_option_value *output = &cli->args.at[CR_O_OUTPUT];
    struct cr_sensitivity *found = CR_NEW(cli->arena, struct cr_sensitivity, 1);
    struct crossroads_options options;
    struct cr_sensitivity_ask ask;
    int code;
    if (!writer)
        return CR_EXIT_USAGE;
    if ((code = cr_fill_options(cli, &options, CR_RUNS_SENSITIVITY)) ||
        (code = read_ask(cli, &options, &ask)) ||
        (output->set && (code = cr_check_output(cli, output->text))) ||
        (code = cr_open_scenario(cli, cli->args.operands.at[0], 0, false, &cli->scenario)))
        return code;
    cli->progress.what = "moving inputs";
    enum crossroads_status status =
        crossroads_sensitivity(cli->scenario, &options, &ask, found, &cli->result);
    if ((code = cr_tell_failure(cli, status)))
        return code;
    return cr_write_forms(cli, &cr_forms_sensitivity, writer->name, found);
}
