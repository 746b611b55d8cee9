/* Options of the command line to options of the library.
 *
 * An option stands in the table (cli/options.def), is read there, and is handed on here; what it
 * means in a scenario the library finds out. Choices are handed on by their place in the table's
 * list of words, which is that of the library's enum (tests/unit/cli_options_test.c checks it). */
#include "cli/interrupt.h"
#include "cli/say.h"
#include "cli/folder.h"
#include "cli/setup.h"
#include "cli/words.h"

#include "base/num.h"

#include <math.h>
#include <string.h>

enum { MOST_THREADS = 1024 };

const char *cr_unfinished(struct cr_cli *cli)
{
    const struct cr_option_value *limit = &cli->args.at[CR_O_MAX_TIME];
    return limit->set && !cr_interrupted()
               ? cr_arena_printf(
                     cli->arena, "nothing was finished within --max-time %s", limit->text)
               : "interrupted before any result was complete";
}

const char *cr_chosen_format(struct cr_cli *cli)
{
    const struct cr_option_value *format = &cli->args.at[CR_O_FORMAT];
    bool json = cli->args.at[CR_O_JSON].set;
    if (json && format->set && strcmp(format->text, "json") != 0) {
        cr_usage_error(cli, cr_arena_printf(cli->arena,
                                "--json and --format %s contradict each other", format->text));
        return NULL;
    }
    if (format->set && !strcmp(format->text, "gcc")) {
        cr_usage_error(cli, "--format gcc is for the problems that 'check' finds");
        return NULL;
    }
    const char *chosen = json ? "json" : format->set ? format->text : "text";
    return cr_choose_folder(cli, &chosen) == CR_OK ? chosen : NULL;
}

enum cr_status cr_read_bound(struct cr_cli *cli, enum cr_option_id id, double *x)
{
    const struct cr_option_value *v = &cli->args.at[id];
    size_t n = v->set ? strlen(v->text) : 0;
    *x = NAN;
    if (!v->set)
        return CR_OK;
    bool percent = n && v->text[n - 1] == '%';
    if (cr_num_read(v->text, n - percent, x) != CR_NUM_OK)
        return cr_usage_error(cli, cr_arena_printf(cli->arena, "--%s takes a number, not '%s'",
                                       cr_options[id].name, v->text));
    *x /= percent ? 100 : 1;
    return CR_OK;
}

enum cr_status cr_read_effects(struct cr_cli *cli, enum crossroads_effects *effects, double *by)
{
    const struct cr_option_value *at = cli->args.at;
    *effects = !at[CR_O_EFFECTS].set          ? CROSSROADS_EFFECTS_NO
               : at[CR_O_EFFECTS].choice == 0 ? CROSSROADS_EFFECTS_GROUPS
                                              : CROSSROADS_EFFECTS_SINGLE;
    *by = at[CR_O_BY].number;
    if (at[CR_O_BY].set && !at[CR_O_EFFECTS].set)
        return cr_usage_error(cli, "--by goes with --effects");
    if (at[CR_O_BY].set && !(*by > 1 && *by <= 1000))
        return cr_usage_error(cli, "--by is above 1 and at most 1000: --by 2 goes from x0.5 to x2");
    return CR_OK;
}

static enum cr_status read_time(struct cr_cli *cli, double *seconds)
{
    const char *text = cli->args.at[CR_O_MAX_TIME].text;
    size_t n = strlen(text);
    double unit = 1;
    if (n && strchr("smh", text[n - 1])) {
        unit = text[n - 1] == 'm' ? 60 : text[n - 1] == 'h' ? 3600 : 1;
        n--;
    }
    if (cr_num_read(text, n, seconds) != CR_NUM_OK || *seconds <= 0)
        return cr_usage_error(
            cli, cr_arena_printf(
                     cli->arena, "--max-time takes seconds above 0 (10s, 2m, 1h), not '%s'", text));
    *seconds *= unit;
    cli->progress.limit = *seconds;
    cr_watch_time(*seconds, cr_arena_printf(cli->arena, "crossroads: %s\n", cr_unfinished(cli)));
    return CR_OK;
}

static enum cr_status check_counts(struct cr_cli *cli, const struct crossroads_options *o)
{
    const struct cr_option_value *at = cli->args.at;
    if (at[CR_O_PRECISION].set && !(o->precision > 0))
        return cr_usage_error(cli, "--precision is above 0");
    if (o->runs > (1ull << 53))
        return cr_usage_error(cli, "--runs is at most 2^53 (about 9e15), which would take years");
    if (cr_option_for(&cr_options[CR_O_RUNS], cli->args.command->name) && at[CR_O_WORLDS].set &&
        o->runs && o->worlds > o->runs && !(at[CR_O_OF].set && at[CR_O_OF].choice == 1))
        return cr_usage_error(
            cli, cr_arena_printf(cli->arena,
                     "--worlds %s is more than the %s runs: every world needs one",
                     cr_whole_text(cli->arena, o->worlds), cr_whole_text(cli->arena, o->runs)));
    return CR_OK;
}

static enum cr_status set_threads(struct cr_cli *cli, struct crossroads_options *o)
{
    const struct cr_option_value *v = &cli->args.at[CR_O_THREADS];
    if (!v->set)
        return CR_OK;
    if (v->whole > MOST_THREADS)
        cr_say(cli, "note: --threads %s taken as %d", v->text, MOST_THREADS);
    o->threads = v->whole > MOST_THREADS ? MOST_THREADS : (int)v->whole;
    return CR_OK;
}

/* What is handed on as it was read. */
static void set_numbers(const struct cr_option_value *at, struct crossroads_options *o)
{
#define CR_SPEC(member, type, theirs, option, value, help)                                         \
    if (at[CR_O_##option].set)                                                                     \
        o->member = (theirs)at[CR_O_##option].value;
#define CR_SPEC_READ(member, type, help)
#include "base/run_spec.def"
#undef CR_SPEC
#undef CR_SPEC_READ
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

/* What the first runs tell about the precision that is asked for. */
static void say_expected(void *context, double runs, double worlds, double seconds)
{
    struct cr_cli *cli = context;
    const char *played = "";
    cr_progress_erase(&cli->progress);
    if (runs > 0)
        played =
            cr_arena_printf(cli->arena, "%s runs in ", cr_whole_text(cli->arena, (uint64_t)runs));
    cr_say(cli, "note: --precision %s takes about %s%s worlds, some %.*f s",
        cli->args.at[CR_O_PRECISION].text, played, cr_whole_text(cli->arena, (uint64_t)worlds),
        seconds < 10, seconds);
}

enum cr_status cr_fill_options(
    struct cr_cli *cli, struct crossroads_options *o, enum cr_runs_id runs)
{
    const struct cr_option_value *at = cli->args.at;
    enum cr_status status;
    crossroads_options_init(o);
    o->seed = cli->seed;
    o->rng = cli->rng;
    set_numbers(at, o);
    o->runs = at[CR_O_RUNS].set ? at[CR_O_RUNS].whole : cr_default_runs[runs].runs;
    if (o->runs && !at[CR_O_RUNS].set && o->worlds > o->runs) /* every world needs a run */
        o->runs = o->worlds;
    o->command = cli->command;
    cli->progress.parts = cli->args.command == cr_command_find("run") ||
                          cli->args.command == cr_command_find("export");
    o->progress = cr_progress_step;
    o->progress_context = &cli->progress;
    o->expect = at[CR_O_QUIET].set ? NULL : say_expected;
    o->expect_context = cli;
    set_lists(at, o);
    const char *command = cli->args.command->name;
    if (o->engine >= CROSSROADS_GSL && strcmp(command, "run") != 0 &&
        strcmp(command, "export") != 0)
        return cr_usage_error(
            cli, cr_arena_printf(
                     cli->arena, "--engine %s goes with run and export", at[CR_O_ENGINE].text));
    if (at[CR_O_MAX_TIME].set && (status = read_time(cli, &o->max_seconds)) != CR_OK)
        return status;
    if ((status = check_counts(cli, o)) != CR_OK)
        return status;
    return set_threads(cli, o);
}
