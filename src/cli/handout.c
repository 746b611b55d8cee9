/* handout: sheets for a class. */
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/report.h"
#include "cli/setup.h"

#include <string.h>

/* By the name of the file: HTML, else Markdown. */
static const char *paper_of(const struct cr_cli *cli)
{
    const struct cr_option_value *output = &cli->args.at[CR_O_OUTPUT];
    const char *dot = output->set ? strrchr(output->text, '.') : NULL;
    return dot && (!strcmp(dot, ".html") || !strcmp(dot, ".htm")) ? "html" : "md";
}

enum cr_status cr_command_handout(struct cr_cli *cli)
{
    struct crossroads_options options;
    struct crossroads_handout_options how;
    enum cr_status status;
    if ((status = cr_fill_options(cli, &options, CR_RUNS_HANDOUT)) != CR_OK ||
        (status = cr_check_output_option(cli)) != CR_OK ||
        (status = cr_open_scenario(cli, cli->args.operands.at[0], 0, false, &cli->scenario)) !=
            CR_OK)
        return status;
    crossroads_handout_options_init(&how);
    how.kind = cli->args.operands.at[1];
    how.nodes = cli->args.operands.at + 2;
    how.n = cli->args.operands.n - 2;
    return cr_write_analysis(
        cli, crossroads_handout(cli->scenario, &options, &how, &cli->result), paper_of(cli));
}
