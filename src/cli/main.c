/* The program: sets the process up so that nothing surprises it, reads the command line, calls the
 * command. */
#include "cli/commands.h"
#include "cli/complete.h"
#include "cli/help.h"
#include "cli/help_man.h"
#include "cli/interrupt.h"
#include "cli/load.h"
#include "cli/luck.h"
#include "cli/output.h"
#include "cli/ranks.h"
#include "cli/say.h"

#include "base/map.h"
#include "base/num.h"
#include "base/seam.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* ------------------------------------------------------------------ the terminal */

static bool says_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return strstr(value, "UTF-8") || strstr(value, "utf8") || strstr(value, "UTF8") ||
                   strstr(value, "utf-8");
    }
    return false;
}

static int terminal_width(void)
{
    struct winsize size;
    if (isatty(STDOUT_FILENO) && !ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col > 0)
        return size.ws_col < CROSSROADS_WIDTH_MIN   ? CROSSROADS_WIDTH_MIN
               : size.ws_col > CROSSROADS_WIDTH_MAX ? CROSSROADS_WIDTH_MAX
                                                    : size.ws_col;
    return 80;
}

static bool wants_color(const struct cr_args *args, int fd)
{
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");
    if (args->at[CR_O_COLOR].set && args->at[CR_O_COLOR].choice)
        return args->at[CR_O_COLOR].choice == 1;
    return isatty(fd) && !(no && *no) && term && *term && strcmp(term, "dumb") != 0;
}

static enum cr_status set_style(struct cr_cli *cli)
{
    const struct cr_option_value *at = cli->args.at;
    struct crossroads_write_options *style = &cli->style;
    if (at[CR_O_WIDTH].set && at[CR_O_WIDTH].whole < CROSSROADS_WIDTH_MIN)
        return cr_usage_error(cli, "--width is at least 40");
    crossroads_write_options_init(style);
    if (at[CR_O_DIGITS].whole > 17)
        return cr_usage_error(cli, "--digits is 1 to 17");
    style->width = at[CR_O_WIDTH].whole > CROSSROADS_WIDTH_MAX ? CROSSROADS_WIDTH_MAX
                   : at[CR_O_WIDTH].set                        ? (int)at[CR_O_WIDTH].whole
                                                               : terminal_width();
    bool to_file = at[CR_O_OUTPUT].set && !(at[CR_O_COLOR].set && at[CR_O_COLOR].choice == 1);
    style->color = !to_file && !at[CR_O_PLAIN].set && wants_color(&cli->args, STDOUT_FILENO);
    style->ascii = at[CR_O_ASCII].set || !says_utf8();
    style->plain = at[CR_O_PLAIN].set;
    style->quiet = at[CR_O_QUIET].set;
    style->verbose = at[CR_O_VERBOSE].set;
    style->digits = (int)at[CR_O_DIGITS].whole;
    style->table = at[CR_O_TABLE].text;
    cli->color_errors = wants_color(&cli->args, STDERR_FILENO);
    return CR_OK;
}

/* ------------------------------------------------------------------ luck */

/* Good enough to differ between two calls; the seed is printed, so nothing depends on how it was
 * made. */
static uint64_t random_seed(void)
{
    double clock = cr_seam_clock();
    struct {
        double clock;
        long process;
        const void *place;
    } mix = {clock, (long)getpid(), &clock};
    return cr_hash64(&mix, sizeof mix, 0) >> 11; /* 53 bits: JSON readers keep them */
}

static enum cr_status choose_luck(struct cr_cli *cli)
{
    struct cr_chosen_luck luck;
    const char *problem = cr_read_luck(&cli->args, &luck);
    if (problem)
        return cr_usage_error(cli, problem);
    cli->seed = luck.random ? cr_ranks_seed(random_seed()) : luck.seed;
    cli->rng = luck.rng;
    for (size_t i = 0; i < luck.n_notes && !cli->style.quiet; i++)
        cr_say(cli, "%s", luck.notes[i]);
    return CR_OK;
}

static enum cr_status list_generators(struct cr_cli *cli)
{
    struct cr_buf out;
    cr_buf_init(&out, cli->arena);
    cr_list_generators(cli->arena, &out);
    return cr_write_page(cli, &out);
}

/* ------------------------------------------------------------------ pages */

static enum cr_status page(struct cr_cli *cli)
{
    const struct cr_option_value *at = cli->args.at;
    struct cr_buf out;
    cr_buf_init(&out, cli->arena);
    if (at[CR_O_VERSION].set)
        cr_buf_printf(&out, "crossroads %s\n", crossroads_version());
    else if (at[CR_O_HELP].set)
        cr_help_page(cli->args.command, (size_t)cli->style.width, &out);
    else if (at[CR_O_HELP_MARKDOWN].set)
        cr_help_markdown(&out);
    else if (at[CR_O_HELP_ERRORS].set)
        cr_help_errors(&out);
    else if (at[CR_O_HELP_MAN].set)
        cr_help_man(cli->args.command, &out);
    else if (at[CR_O_COMPLETION].set)
        cr_help_completion(at[CR_O_COMPLETION].text, &out);
    else {
        cr_help_short((size_t)cli->style.width, &out);
        cr_say_text(cli, out.s);
        return CR_USAGE;
    }
    cli->args.at[CR_O_OUTPUT].set = false;
    return cr_write_page(cli, &out);
}

static bool wants_page(const struct cr_args *args)
{
    return !args->command || args->at[CR_O_VERSION].set || args->at[CR_O_HELP].set ||
           args->at[CR_O_HELP_MARKDOWN].set || args->at[CR_O_HELP_ERRORS].set ||
           args->at[CR_O_HELP_MAN].set || args->at[CR_O_COMPLETION].set;
}

static enum cr_status dispatch(struct cr_cli *cli)
{
    static cr_command_function *const functions[] = {
#define CR_COMMAND(name, operands, least, most, summary, about, examples) cr_command_##name,
#include "cli/commands.def"
#undef CR_COMMAND
    };
    if (!cr_ranks_first() && cli->args.command != cr_command_find("run"))
        return CR_OK; /* only a run is divided */
    return functions[cli->args.command - cr_commands](cli);
}

static enum cr_status run(struct cr_cli *cli, int argc, char **argv)
{
    enum cr_status failure;
    if (argc > 1 && !strcmp(argv[1], "--complete"))
        return cr_complete(cli, (size_t)argc - 2, argv + 2);
    if (cr_args_read(&cli->args, cli->arena, argc, argv) != CR_OK)
        return cr_usage_error(cli, cli->args.error);
    if ((failure = set_style(cli)) != CR_OK || (failure = choose_luck(cli)) != CR_OK)
        return failure;
    cr_progress_init(&cli->progress, cli->style.width, cli->style.ascii, cli->style.quiet);
    if (wants_page(&cli->args))
        return page(cli);
    if (cr_wants_generators(&cli->args))
        return list_generators(cli);
    cli->command = cr_args_again(&cli->args, cli->seed);
    enum cr_status status = dispatch(cli);
    return cr_interrupted() && status != CR_IO && status != CR_MEMORY ? CR_INTERRUPTED : status;
}

struct command_line {
    struct cr_cli *cli;
    int argc;
    char **argv;
    enum cr_status status;
};

static enum cr_status run_line(void *what)
{
    struct command_line *line = what;
    line->status = run(line->cli, line->argc, line->argv);
    return CR_OK;
}

static enum cr_status run_guarded(struct cr_cli *cli, int argc, char **argv)
{
    struct command_line line = {cli, argc, argv, CR_OK};
    if (cr_try(run_line, &line) == CR_OK)
        return line.status;
    cr_progress_erase(&cli->progress);
    cr_say_shortage();
    return CR_MEMORY;
}

/* A closed stream would let the next file we open take its number. Standard output comes back such
 * that writing to it fails, so that lost results are told of. */
static void open_streams(void)
{
    static const int flags[] = {O_WRONLY, O_RDONLY, O_RDWR};
    for (int fd = 0; fd < 3; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", flags[fd]) != fd)
            _exit(cr_status_exit(CR_IO));
}

/* Of several ranks only the first speaks. */
static void fall_silent(void)
{
    int nowhere = open("/dev/null", O_WRONLY);
    if (nowhere < 0 || dup2(nowhere, STDOUT_FILENO) < 0 || dup2(nowhere, STDERR_FILENO) < 0)
        _exit(cr_status_exit(CR_IO));
    close(nowhere);
}

int main(int argc, char **argv)
{
    struct cr_cli cli = {0};
    open_streams();
    cr_set_program_path(argc > 0 ? argv[0] : "");
    if (!cr_ranks_begin(&argc, &argv))
        fall_silent();
    cr_watch_signals();
    cli.arena = cr_arena_new();
    if (!cli.arena) {
        cr_say_shortage();
        return cr_ranks_end(cr_status_exit(CR_MEMORY));
    }
    enum cr_status status = run_guarded(&cli, argc, argv);
    crossroads_result_free(cli.result);
    crossroads_scenario_free(cli.scenario);
    cr_arena_free(cli.arena);
    return cr_ranks_end(cr_status_exit(status));
}
