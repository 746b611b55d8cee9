/* plot: data, script and picture. */
#include "cli/cli.h"

#include "api/pictures.h"
#include "api/sensitivity.h"
#include "base/seam.h"
#include "write/text.h"

#include <math.h>
#include <string.h>

struct files {
    const char *folder; /* "" or with the slash at its end */
    const char *stem, *extension;
    const char *dat, *gp, *picture;
};

static const char *const endings[] = {"png", "svg", "pdf", "txt"};

static int known_ending(const char *word)
{
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (!strcmp(word, endings[i]))
            return 1;
    return 0;
}

/* -o FILE.svg: folder, stem and ending of one picture. */
static int name_one(struct cr_cli *cli, const char *path, struct files *f)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path,
               *dot = strrchr(base, '.');
    if (!dot || dot == base || !known_ending(dot + 1))
        return cr_misuse(
            cli, cr_arena_printf(cli->arena,
                     "a picture ends in .png, .svg, .pdf or .txt; a folder in /: '%s'", path));
    f->folder = cr_arena_strndup(cli->arena, path, (size_t)(base - path));
    f->stem = cr_arena_strndup(cli->arena, base, (size_t)(dot - base));
    f->extension = dot + 1;
    return 0;
}

/* -o DIR/: the folder is made where there is none. */
static int make_folder(struct cr_cli *cli)
{
    const char *path = cli->args.at[CR_O_OUTPUT].text;
    char problem[256];
    if (!path || !*path || path[strlen(path) - 1] != '/' || cr_is_folder(path))
        return 0;
    enum cr_status status = cr_seam_make_folder(path, problem);
    if (status != CR_OK)
        cr_say(cli, "cannot make the folder %s: %s", path, problem);
    return cr_status_exit(status);
}

static int name_files(struct cr_cli *cli, const char *kind, size_t kinds, struct files *f)
{
    const struct cr_option_value *o = &cli->args.at[CR_O_OUTPUT];
    int code;
    *f = (struct files){.folder = "", .extension = "png"};
    if (o->set && (!*o->text || o->text[strlen(o->text) - 1] == '/' || cr_is_folder(o->text))) {
        size_t n = strlen(o->text);
        f->folder =
            n && o->text[n - 1] == '/' ? o->text : cr_arena_printf(cli->arena, "%s/", o->text);
    } else if (o->set) {
        if (kinds > 1)
            return cr_misuse(cli, "several pictures need a folder: -o DIR/");
        if ((code = name_one(cli, o->text, f)))
            return code;
    }
    if (!f->stem)
        f->stem = cr_arena_printf(
            cli->arena, "%s-%s", cr_scenario_stem(cli, cli->args.operands.at[0]), kind);
    /* A path that begins with '-' would look like an option to gnuplot. */
    const char *folder = !*f->folder && *f->stem == '-' ? "./"
                         : *f->folder == '-' ? cr_arena_printf(cli->arena, "./%s", f->folder)
                                             : f->folder;
    f->dat = cr_arena_printf(cli->arena, "%s%s.dat", folder, f->stem);
    f->gp = cr_arena_printf(cli->arena, "%s%s.gp", folder, f->stem);
    f->picture = cr_arena_printf(cli->arena, "%s%s.%s", folder, f->stem, f->extension);
    if ((code = cr_check_output(cli, f->dat)) || (code = cr_check_output(cli, f->gp)))
        return code;
    /* gnuplot's pictures do not say who made them; beside a script of ours they are ours. */
    return cr_seam_exists(f->gp) ? 0 : cr_check_output(cli, f->picture);
}

static int draw(struct cr_cli *cli, const struct files *f)
{
    const char *const words[] = {"gnuplot", f->gp, NULL};
    int result = cr_spawn(words);
    if (result == 0 && cr_seam_exists(f->picture))
        return 0;
    if (result == -1)
        cr_say(cli,
            "gnuplot not found: wrote %s and %s; install gnuplot (Debian: gnuplot-nox) and run: "
            "gnuplot %s",
            f->gp, f->dat, cr_text_shell(cli->arena, f->gp));
    else if (result == -2)
        cr_say(cli, "gnuplot could not be started: wrote %s and %s", f->gp, f->dat);
    else
        cr_say(cli, "gnuplot failed (exit %d): wrote %s and %s", result, f->gp, f->dat);
    return CR_EXIT_IO;
}

/* FILE alone draws the usual pictures, FILE all every one that there is; else they have names. */
static bool named(const struct cr_cli *cli)
{
    return cli->args.operands.n > 2 ||
           (cli->args.operands.n == 2 && strcmp(cli->args.operands.at[1], "all") != 0);
}

static int ask_sensitivity(struct cr_cli *cli, const struct crossroads_options *options,
    const struct cr_sensitivity_ask *ask, struct cr_sensitivity *found,
    struct crossroads_result **result)
{
    struct crossroads_result *before = cli->result;
    cli->progress.what = "moving inputs";
    enum crossroads_status status =
        crossroads_sensitivity(cli->scenario, options, ask, found, result);
    cli->result = *result;
    int code = cr_tell_failure(cli, status);
    cli->result = before;
    return code;
}

/* Without a word about them: the two inputs with the longest bars; NULL where there are fewer. */
static int longest_two(struct cr_cli *cli, const struct crossroads_options *options,
    const struct cr_sensitivity_ask *ask, const char **two)
{
    struct cr_sensitivity *found = CR_NEW(cli->arena, struct cr_sensitivity, 1);
    struct cr_sensitivity_ask tornado = {.kind = CR_SENSITIVITY_TORNADO, .target = ask->target};
    struct crossroads_result *result = NULL;
    int code = ask_sensitivity(cli, options, &tornado, found, &result);
    const struct cr_tornado *t = &found->tornado;
    *two = !code && t->n >= 2 ? cr_arena_printf(cli->arena, "%s,%s", t->rows[t->order[0]].input.id,
                                    t->rows[t->order[1]].input.id)
                              : NULL;
    crossroads_result_free(result);
    return code;
}

/* What a picture of moved inputs shows: computed for it alone. *lacks: why there is none. */
static int move_inputs(struct cr_cli *cli, const struct cr_plot *plot,
    const struct crossroads_options *options, struct cr_sensitivity *found,
    struct crossroads_result **result, const char **lacks)
{
    const struct cr_option_value *at = cli->args.at;
    bool two = !strcmp(plot->name, "twoway");
    struct cr_sensitivity_ask ask = {.kind = two ? CR_SENSITIVITY_TWOWAY : CR_SENSITIVITY_TORNADO,
        .target = at[CR_O_TARGET].text,
        .two = at[CR_O_TWO].text};
    int code = two && !ask.two ? longest_two(cli, options, &ask, &ask.two) : 0;
    *lacks = two && !ask.two && !code ? "it needs two uncertain inputs" : NULL;
    if (code || *lacks)
        return code;
    if ((code = ask_sensitivity(cli, options, &ask, found, result)))
        return code;
    *lacks = !two && !found->tornado.n ? "it needs an uncertain input" : NULL;
    return 0;
}

/* What another picture shows: computed for it alone, with fewer runs unless they are asked for. */
static int compute(struct cr_cli *cli, const struct cr_plot *plot,
    const struct crossroads_options *run, struct cr_picture *picture,
    struct crossroads_result **result)
{
    const struct cr_option_value *at = cli->args.at;
    struct crossroads_options options = *run;
    struct crossroads_result *before = cli->result;
    uint64_t most = plot->picture == CR_PICTURE_PHASE || plot->picture == CR_PICTURE_FLOW ||
                            plot->picture == CR_PICTURE_RISK
                        ? 20000
                        : 100000;
    struct cr_picture_ask ask = {.kind = (enum cr_picture_kind)plot->picture,
        .axes = at[CR_O_AXES].set ? at[CR_O_AXES].text : NULL,
        .target = at[CR_O_TARGET].set ? at[CR_O_TARGET].text : NULL};
    if (!at[CR_O_RUNS].set || plot->picture == CR_PICTURE_PHASE || plot->picture == CR_PICTURE_FLOW)
        options.runs = options.runs < most ? options.runs : most;
    options.worlds = options.worlds < options.runs ? options.worlds : options.runs;
    cli->progress.what = "simulating";
    enum crossroads_status status =
        crossroads_picture(cli->scenario, &options, &ask, picture, result);
    cli->result = *result;
    int code = cr_tell_failure(cli, status);
    cli->result = before;
    return code;
}

/* A picture that was asked for by name must be there; of all, those are drawn that there are. */
static int refuse(struct cr_cli *cli, const struct cr_plot *plot, const char *lacks)
{
    if (!named(cli))
        return 0;
    return cr_misuse(cli, cr_arena_printf(cli->arena, "there is no picture '%s' of %s: %s",
                              plot->name, cli->scenario->name, lacks));
}

enum { FAN_WORLDS = 300, FAN_RUNS = 30000 };

/* A run does not tell what state variables are on average in each world: a sample of futures does,
 * a hundred of each world. */
static int add_worlds(struct cr_cli *cli, const struct cr_plot *plot,
    const struct crossroads_options *run, struct cr_plot_options *options)
{
    struct cr_run_result *r = &cli->result->run;
    const struct cr_scenario *s = cli->scenario->scenario;
    struct crossroads_options few = *run;
    struct crossroads_result *result = NULL;
    struct cr_picture picture;
    if (r->worlds < 2 || isfinite(r->stages[0].world_q05))
        return 0;
    few.worlds = r->worlds < FAN_WORLDS ? r->worlds : FAN_WORLDS;
    few.runs = r->runs < FAN_RUNS ? r->runs : FAN_RUNS;
    int code = compute(cli, plot, &few, &picture, &result);
    for (size_t i = 0; !code && i < s->n_stages * s->n_states; i++) {
        r->stages[i].world_q05 = picture.fan.low[i];
        r->stages[i].world_q95 = picture.fan.high[i];
    }
    options->worlds = few.worlds;
    options->futures = few.runs;
    crossroads_result_free(result);
    return code;
}

static int plot_one(struct cr_cli *cli, const struct cr_plot *plot, size_t kinds,
    const struct crossroads_options *run, struct cr_buf *report)
{
    struct crossroads_result *moved = NULL;
    const char *lacks = NULL;
    struct files f;
    struct cr_view view;
    struct cr_buf dat, gp;
    int code = name_files(cli, plot->name, kinds, &f);
    if (code)
        return code;
    const struct cr_option_value *at = cli->args.at;
    struct cr_plot_options options = {.stem = f.stem,
        .extension = f.extension,
        .threshold = at[CR_O_RARER].set ? at[CR_O_RARER].number : 0.0005,
        .depth = at[CR_O_DEPTH].whole > 1000 ? 1000 : (int)at[CR_O_DEPTH].whole,
        .from = at[CR_O_FROM].text};
    struct cr_sensitivity *found = CR_NEW(cli->arena, struct cr_sensitivity, 1);
    struct cr_picture picture;
    if (plot->moved)
        code = move_inputs(cli, plot, run, found, &moved, &lacks);
    else if (plot->drawn)
        code = compute(cli, plot, run, &picture, &moved);
    else if (plot->picture)
        code = add_worlds(cli, plot, run, &options);
    if (code || lacks) {
        crossroads_result_free(moved);
        return lacks ? refuse(cli, plot, lacks) : code;
    }
    cr_view_init(&view, cli->arena, cli->scenario, moved ? moved : cli->result, &cli->style);
    cr_buf_init(&dat, cli->arena);
    cr_buf_init(&gp, cli->arena);
    if (plot->moved)
        plot->moved(&view, found, &options, &dat, &gp);
    else if (plot->drawn)
        plot->drawn(&view, &picture, &options, &dat, &gp);
    else
        plot->write(&view, &cli->result->run, &options, &dat, &gp);
    crossroads_result_free(moved);
    if ((code = cr_write_file(cli, f.dat, &dat)) || (code = cr_write_file(cli, f.gp, &gp)) ||
        (code = draw(cli, &f)))
        return code;
    const char *const written[] = {f.dat, f.gp, f.picture};
    for (size_t i = 0; i < 3; i++) {
        cr_buf_escaped(report, written[i], strlen(written[i]));
        cr_buf_char(report, '\n');
    }
    return 0;
}

static int find_kinds(struct cr_cli *cli, const struct cr_plot **kinds, size_t *n)
{
    const char *names[32], *near;
    for (size_t i = 0; i < cr_n_plots; i++)
        names[i] = cr_plots[i].name;
    *n = 0;
    for (size_t i = 1; i < cli->args.operands.n && named(cli); i++) {
        const char *word = cli->args.operands.at[i];
        const struct cr_plot *plot = cr_plot_find(word);
        near = plot ? NULL : cr_suggest(word, names, cr_n_plots);
        if (!plot)
            return cr_misuse(cli, near ? cr_arena_printf(cli->arena,
                                             "unknown picture '%s'; did you mean '%s'?", word, near)
                                       : cr_arena_printf(cli->arena, "unknown picture '%s'", word));
        kinds[(*n)++] = plot;
    }
    for (size_t i = 0; i < cr_n_plots && !named(cli); i++)
        if (cr_plots[i].usual || cli->args.operands.n > 1)
            kinds[(*n)++] = &cr_plots[i];
    return 0;
}

static bool plays(const struct cr_plot *const *kinds, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (kinds[i]->write)
            return true;
    return false;
}

static int leave_out(struct cr_cli *cli, const struct cr_plot **kinds, size_t *n)
{
    size_t kept = 0;
    for (size_t i = 0; i < *n; i++) {
        const char *lacks = cr_plot_lacks(kinds[i], cli->scenario->scenario);
        int code = lacks ? refuse(cli, kinds[i], lacks) : 0;
        if (code)
            return code;
        if (!lacks)
            kinds[kept++] = kinds[i];
    }
    *n = kept;
    return 0;
}

static int check_from(struct cr_cli *cli)
{
    const struct cr_option_value *from = &cli->args.at[CR_O_FROM];
    const struct cr_scenario *s = cli->scenario->scenario;
    if (!from->set || cr_map_find(s->node_map, from->text) >= 0)
        return 0;
    const char **ids = CR_NEW(cli->arena, const char *, s->n_nodes + 1);
    for (size_t i = 0; i < s->n_nodes; i++)
        ids[i] = s->nodes[i].id;
    const char *near = cr_suggest(from->text, ids, s->n_nodes);
    return cr_misuse(
        cli, near ? cr_arena_printf(cli->arena,
                        "--from: there is no question '%s'; did you mean '%s'?", from->text, near)
                  : cr_arena_printf(cli->arena, "--from: there is no question '%s'", from->text));
}

int cr_command_plot(struct cr_cli *cli)
{
    const struct cr_plot *kinds[32];
    struct crossroads_options options;
    struct cr_buf report;
    struct files f;
    size_t n;
    int code;
    if ((code = find_kinds(cli, kinds, &n)))
        return code;
    bool tree_only = n == 1 && !strcmp(kinds[0]->name, "tree");
    if ((code = cr_fill_options(cli, &options, tree_only ? CR_RUNS_PLOT_TREE : CR_RUNS_PLOT)))
        return code;
    if ((code = cr_open_scenario(cli, cli->args.operands.at[0], 0, false, &cli->scenario)) ||
        (code = leave_out(cli, kinds, &n)) || (code = check_from(cli)) || (code = make_folder(cli)))
        return code;
    for (size_t i = 0; i < n; i++)
        if ((code = name_files(cli, kinds[i]->name, n, &f)))
            return code;
    enum crossroads_status status = CROSSROADS_OK;
    if (plays(kinds, n))
        status = crossroads_run(cli->scenario, &options, &cli->result);
    if ((code = cr_tell_failure(cli, status)))
        return code;
    cr_buf_init(&report, cli->arena);
    for (size_t i = 0; i < n && !code; i++)
        code = plot_one(cli, kinds[i], n, &options, &report);
    if (report.n && !cli->style.quiet) {
        int written = cr_write_file(cli, "-", &report);
        code = code ? code : written;
    }
    return code ? code : cli->result ? cr_tell_result(cli, status) : 0;
}
