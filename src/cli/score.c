/* score: a class's answers against what happened. */
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/report.h"
#include "cli/say.h"
#include "cli/setup.h"

#include "base/seam.h"

#include <string.h>

/* Answers are small: 200 students and 50 questions make a megabyte. */
enum { LARGEST = 1 << 26 };

static enum cr_status score(
    struct cr_cli *cli, const struct crossroads_options *options, const char *format)
{
    const char *path = cli->args.operands.at[1];
    const struct cr_option_value *truths = &cli->args.at[CR_O_TRUTH];
    struct crossroads_answers answers;
    char *bytes, problem[256];
    size_t n;
    if (cr_seam_read(path, LARGEST, &bytes, &n, problem) != CR_OK) {
        cr_say(cli, "%s: %s", path, problem);
        return CR_IO;
    }
    crossroads_answers_init(&answers);
    answers.name = path;
    answers.text = bytes;
    answers.n = n;
    answers.truths = truths->list.at;
    answers.n_truths = truths->list.n;
    cli->progress.what = "scoring";
    enum crossroads_status status =
        crossroads_score_answers(cli->scenario, options, &answers, &cli->result);
    cr_seam_free(bytes);
    return cr_write_analysis(cli, status, format);
}

enum cr_status cr_command_score(struct cr_cli *cli)
{
    const char *format = cr_chosen_format(cli);
    struct crossroads_options options;
    enum cr_status status;
    if (!format)
        return CR_USAGE;
    if (!strcmp(cli->args.operands.at[0], "-") && !strcmp(cli->args.operands.at[1], "-"))
        return cr_usage_error(cli, "the file and the answers cannot both come from standard input");
    if ((status = cr_fill_options(cli, &options, CR_RUNS_ANSWERS)) != CR_OK ||
        (status = cr_check_output_option(cli)) != CR_OK ||
        (status = cr_open_scenario(cli, cli->args.operands.at[0], 0, false, &cli->scenario)) !=
            CR_OK)
        return status;
    return score(cli, &options, format);
}
