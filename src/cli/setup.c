/* Options of the command line to options of the library, and what there is to say about what came
 * of them. */
#include "cli/cli.h"

#include "base/num.h"
#include "stats/error.h"
#include "write/text.h"

#include <math.h>
#include <string.h>

enum { MOST_THREADS = 1024 };

/* Of an end before there was anything to show. */
static const char *unfinished(struct cr_cli *cli)
{
    const struct cr_option_value *limit = &cli->args.at[CR_O_MAX_TIME];
    return limit->set && !cr_interrupted()
               ? cr_arena_printf(
                     cli->arena, "nothing was finished within --max-time %s", limit->text)
               : "interrupted before any result was complete";
}

static int read_time(struct cr_cli *cli, double *seconds)
{
    const char *text = cli->args.at[CR_O_MAX_TIME].text;
    size_t n = strlen(text);
    double unit = 1;
    if (n && strchr("smh", text[n - 1])) {
        unit = text[n - 1] == 'm' ? 60 : text[n - 1] == 'h' ? 3600 : 1;
        n--;
    }
    if (cr_num_read(text, n, seconds) != CR_NUM_OK || *seconds <= 0)
        return cr_misuse(
            cli, cr_arena_printf(
                     cli->arena, "--max-time takes seconds above 0 (10s, 2m, 1h), not '%s'", text));
    *seconds *= unit;
    cli->progress.limit = *seconds;
    cr_watch_time(*seconds, cr_arena_printf(cli->arena, "crossroads: %s\n", unfinished(cli)));
    return 0;
}

static int check_counts(struct cr_cli *cli, const struct crossroads_options *o)
{
    const struct cr_option_value *at = cli->args.at;
    if (at[CR_O_PRECISION].set && !(o->precision > 0))
        return cr_misuse(cli, "--precision is above 0");
    if (o->runs > (1ull << 53))
        return cr_misuse(cli, "--runs is at most 2^53 (about 9e15), which would take years");
    if (cr_option_for(&cr_options[CR_O_RUNS], cli->args.command->name) && at[CR_O_WORLDS].set &&
        o->worlds > o->runs && !(at[CR_O_OF].set && at[CR_O_OF].choice == 1))
        return cr_misuse(cli, cr_arena_printf(cli->arena,
                                  "--worlds %s is more than the %s runs: every world needs one",
                                  cr_text_whole(cli->arena, (double)o->worlds),
                                  cr_text_whole(cli->arena, (double)o->runs)));
    return 0;
}

static int set_threads(struct cr_cli *cli, struct crossroads_options *o)
{
    const struct cr_option_value *v = &cli->args.at[CR_O_THREADS];
    if (!v->set)
        return 0;
    if (v->whole > MOST_THREADS)
        cr_say(cli, "note: --threads %s taken as %d", v->text, MOST_THREADS);
    o->threads = v->whole > MOST_THREADS ? MOST_THREADS : (int)v->whole;
    return 0;
}

static void set_lists(const struct cr_option_value *at, struct crossroads_options *o)
{
    o->sets = at[CR_O_SET].list.at;
    o->n_sets = at[CR_O_SET].list.n;
    o->lenses = at[CR_O_LENS].list.at;
    o->n_lenses = at[CR_O_LENS].list.n;
    o->given = at[CR_O_GIVEN].list.at;
    o->n_given = at[CR_O_GIVEN].list.n;
    o->does = at[CR_O_DO].list.at;
    o->n_does = at[CR_O_DO].list.n;
    o->ignores = at[CR_O_IGNORE].list.at;
    o->n_ignores = at[CR_O_IGNORE].list.n;
    o->chooses = at[CR_O_CHOOSE].list.at;
    o->n_chooses = at[CR_O_CHOOSE].list.n;
}

int cr_fill_options(struct cr_cli *cli, struct crossroads_options *o, enum cr_runs_id runs)
{
    const struct cr_option_value *at = cli->args.at;
    int fault;
    crossroads_options_init(o);
    o->seed = cli->seed;
    o->rng = cli->rng;
    o->runs = at[CR_O_RUNS].set ? at[CR_O_RUNS].whole : cr_default_runs[runs].runs;
    o->worlds = at[CR_O_WORLDS].whole;
    if (!at[CR_O_RUNS].set && o->worlds > o->runs) /* every world needs a run */
        o->runs = o->worlds;
    o->engine = (enum crossroads_engine)at[CR_O_ENGINE].choice;
    o->sampling = (enum crossroads_sampling)at[CR_O_SAMPLING].choice;
    o->rule = (enum crossroads_rule)at[CR_O_RULE].choice;
    o->precision = at[CR_O_PRECISION].number;
    o->max_positions = at[CR_O_MAX_POSITIONS].whole;
    o->command = cli->command;
    cli->progress.parts = cli->args.command == cr_command_find("run") ||
                          cli->args.command == cr_command_find("export");
    o->progress = cr_progress_step;
    o->progress_context = &cli->progress;
    set_lists(at, o);
    const char *command = cli->args.command->name;
    if (o->engine >= CROSSROADS_GSL && strcmp(command, "run") != 0 &&
        strcmp(command, "export") != 0)
        return cr_misuse(cli, cr_arena_printf(cli->arena, "--engine %s goes with run and export",
                                  cr_text_clean(cli->arena, at[CR_O_ENGINE].text)));
    if (at[CR_O_MAX_TIME].set && (fault = read_time(cli, &o->max_seconds)))
        return fault;
    if ((fault = check_counts(cli, o)))
        return fault;
    return set_threads(cli, o);
}

/* How to see a numeric fault happen. */
static void say_replay(struct cr_cli *cli)
{
    const struct cr_fault *fault = &cli->result->fault;
    if (!fault->set || (fault->run == UINT64_MAX && fault->world == UINT64_MAX))
        return;
    uint64_t run =
        fault->run == UINT64_MAX ? fault->world : fault->run; /* run r lives in world r mod W */
    cr_say(cli, "replay it: crossroads show %s --run %llu --seed %llu%s",
        cr_text_shell(
            cli->arena, cli->args.operands.at[cli->args.command == cr_command_find("export")]),
        (unsigned long long)run, (unsigned long long)cli->seed, cr_args_overlay(&cli->args));
}

int cr_tell_failure(struct cr_cli *cli, enum crossroads_status status)
{
    cr_progress_erase(&cli->progress);
    if (status == CROSSROADS_OK || status == CROSSROADS_TARGET)
        return 0;
    if (status == CROSSROADS_INTERRUPTED && cli->result && cli->result->of != CR_OF_NOTHING &&
        (cli->result->of != CR_OF_RUN || cli->result->run.runs > 0))
        return 0;
    if (status == CROSSROADS_IO && cli->result && cli->result->of == CR_OF_RUN)
        return 0; /* a checkpoint could not be written: what was played is whole */
    if (status == CROSSROADS_INTERRUPTED) {
        cr_say(cli, "%s", unfinished(cli));
    } else if (status == CROSSROADS_USAGE && cli->result && cli->result->diags.problems.n) {
        cr_say_problems(cli, &cli->result->diags);
        return CR_EXIT_USAGE;
    } else if (status == CROSSROADS_USAGE)
        return cr_misuse(cli, cli->result && *crossroads_message(cli->result)
                                  ? crossroads_message(cli->result)
                                  : "the call makes no sense");
    else if (cli->result && cli->result->diags.problems.n)
        cr_say_problems(cli, &cli->result->diags);
    else
        cr_say(cli, "%s",
            cli->result && *crossroads_message(cli->result) ? crossroads_message(cli->result)
                                                            : crossroads_status_text(status));
    if (status == CROSSROADS_INPUT && cli->result)
        say_replay(cli);
    return cr_status_exit((enum cr_status)status);
}

/* The square of an error falls with the number of worlds, or of runs where they are of one world;
 * what would be enough, to two digits upwards. */
static double enough(double n, double error, double wanted)
{
    double want = n * (error / wanted) * (error / wanted), unit = 1;
    while (want >= 100 * unit)
        unit *= 10;
    return ceil(want / unit) * unit;
}

static void say_what_is_missing(struct cr_cli *cli)
{
    const struct cr_run_result *r = &cli->result->run;
    double error = 0, wanted = cli->args.at[CR_O_PRECISION].number;
    for (size_t o = 0; o < cli->result->from->scenario->n_outcomes; o++) {
        const struct cr_share *s = &r->outcomes[o];
        error = fmax(error, cr_error_half(s->share, s->low, s->high));
    }
    bool worlds = r->worlds > 1;
    double n = enough(worlds ? (double)r->worlds : (double)r->runs, error, wanted);
    const char *runs =
        worlds && n > (double)r->runs ? cr_arena_printf(cli->arena, " --runs %.0f", n) : "";
    cr_say(cli,
        "--precision %s was not reached: the error is %.2g points, set by %s %s; about --%s %.0f%s "
        "would reach it",
        cli->args.at[CR_O_PRECISION].text, 100 * error,
        cr_text_whole(cli->arena, worlds ? (double)r->worlds : (double)r->runs),
        worlds ? "worlds" : "runs", worlds ? "worlds" : "runs", n, runs);
}

int cr_tell_result(struct cr_cli *cli, enum crossroads_status status)
{
    if (status == CROSSROADS_TARGET)
        say_what_is_missing(cli);
    if (status == CROSSROADS_IO)
        cr_say(cli, "%s; the results are of the first %s runs", cli->result->message,
            cr_text_whole(cli->arena, (double)cli->result->run.runs));
    const struct cr_run_result *r = &cli->result->run;
    if (status == CROSSROADS_INTERRUPTED && cli->result->of == CR_OF_RUN &&
        r->engine == CR_ENGINE_GSL)
        cr_say(cli, "interrupted: results of the first %s runs",
            cr_text_whole(cli->arena, (double)r->runs));
    else if (status == CROSSROADS_INTERRUPTED && cli->result->of == CR_OF_RUN &&
             r->engine != CR_ENGINE_WALK)
        cr_say(cli, "interrupted: results of the first %s worlds",
            cr_text_whole(cli->arena, (double)r->worlds));
    else if (status == CROSSROADS_INTERRUPTED && cli->result->of == CR_OF_RUN)
        cr_say(cli,
            "interrupted: results of the first %s runs; the same seed reproduces them with --runs "
            "%llu%s",
            cr_text_whole(cli->arena, (double)r->runs), (unsigned long long)r->runs,
            cli->args.at[CR_O_CHECKPOINT].set ? ", and --resume goes on" : "");
    return cr_status_exit((enum cr_status)status);
}
