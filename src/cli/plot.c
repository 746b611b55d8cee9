/* plot: data, script and picture.
 *
 * One run is played for all pictures of a run; the library computes what the others show. Each
 * picture is a data file and a script, and gnuplot draws it. */
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/output.h"
#include "cli/report.h"
#include "cli/say.h"
#include "cli/setup.h"
#include "cli/child.h"
#include "cli/words.h"

#include "base/diag.h"
#include "base/seam.h"
#include "base/status.h"

#include <string.h>

enum { MOST_KINDS = 32 };

struct files {
    const char *folder; /* "" or with the slash at its end */
    const char *stem, *extension;
    const char *dat, *gp, *picture;
    const char *svg_head; /* what an SVG says of itself */
};

static const char *const endings[] = {"png", "svg", "pdf", "txt"};

static bool known_ending(const char *word)
{
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (!strcmp(word, endings[i]))
            return true;
    return false;
}

/* -o FILE.svg: folder, stem and ending of one picture. */
static enum cr_status name_one(struct cr_cli *cli, const char *path, struct files *f)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path,
               *dot = strrchr(base, '.');
    if (!dot || dot == base || !known_ending(dot + 1))
        return cr_usage_error(
            cli, cr_arena_printf(cli->arena,
                     "a picture ends in .png, .svg, .pdf or .txt; a folder in /: '%s'", path));
    f->folder = cr_arena_strndup(cli->arena, path, (size_t)(base - path));
    f->stem = cr_arena_strndup(cli->arena, base, (size_t)(dot - base));
    f->extension = dot + 1;
    return CR_OK;
}

/* -o DIR/: the folder is made where there is none. */
static enum cr_status make_folder(struct cr_cli *cli)
{
    const char *path = cli->args.at[CR_O_OUTPUT].text;
    char problem[256];
    if (!path || !*path || path[strlen(path) - 1] != '/' || cr_is_folder(path))
        return CR_OK;
    enum cr_status status = cr_seam_make_folder(path, problem);
    if (status != CR_OK)
        cr_say(cli, "cannot make the folder %s: %s", path, problem);
    return status;
}

static enum cr_status name_files(
    struct cr_cli *cli, const char *kind, size_t kinds, struct files *f)
{
    const struct cr_option_value *o = &cli->args.at[CR_O_OUTPUT];
    enum cr_status status;
    *f = (struct files){.folder = "", .extension = "png"};
    if (o->set && (!*o->text || o->text[strlen(o->text) - 1] == '/' || cr_is_folder(o->text))) {
        size_t n = strlen(o->text);
        f->folder =
            n && o->text[n - 1] == '/' ? o->text : cr_arena_printf(cli->arena, "%s/", o->text);
    } else if (o->set) {
        if (kinds > 1)
            return cr_usage_error(cli, "several pictures need a folder: -o DIR/");
        if ((status = name_one(cli, o->text, f)) != CR_OK)
            return status;
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
    if ((status = cr_check_output(cli, f->dat)) != CR_OK ||
        (status = cr_check_output(cli, f->gp)) != CR_OK)
        return status;
    /* gnuplot's pictures do not say who made them; beside a script of ours they are ours. */
    return cr_seam_exists(f->gp) ? CR_OK : cr_check_output(cli, f->picture);
}

/* gnuplot's SVG calls itself "Gnuplot": in place of that goes what the picture shows. */
static enum cr_status describe_svg(struct cr_cli *cli, const struct files *f)
{
    enum { LARGEST = 64 << 20 };
    char problem[256], *bytes;
    size_t n;
    if (strcmp(f->extension, "svg") != 0 ||
        cr_seam_read(f->picture, LARGEST, &bytes, &n, problem) != CR_OK)
        return CR_OK; /* it stays as it is */
    char *from = strstr(bytes, "<title>"), *to = strstr(bytes, "</desc>");
    enum cr_status status = CR_OK;
    if (from && to && from < to) {
        struct cr_buf out;
        cr_buf_init(&out, cli->arena);
        cr_buf_add(&out, bytes, (size_t)(from - bytes));
        cr_buf_str(&out, f->svg_head);
        cr_buf_str(&out, to + strlen("</desc>"));
        status = cr_seam_write(f->picture, out.s, out.n, 1, problem);
        if (status != CR_OK)
            cr_say(cli, "cannot write %s: %s", f->picture, problem);
    }
    cr_seam_free(bytes);
    return status;
}

static enum cr_status draw(struct cr_cli *cli, const struct files *f)
{
    const char *const words[] = {"gnuplot", f->gp, NULL};
    int result = cr_spawn(words);
    if (result == 0 && cr_seam_exists(f->picture))
        return describe_svg(cli, f);
    if (result == -1)
        cr_say(cli,
            "gnuplot not found: wrote %s and %s; install gnuplot (Debian: gnuplot-nox) and run: "
            "gnuplot %s",
            f->gp, f->dat, cr_shell_word(cli->arena, f->gp));
    else if (result == -2)
        cr_say(cli, "gnuplot could not be started: wrote %s and %s", f->gp, f->dat);
    else
        cr_say(cli, "gnuplot failed (exit %d): wrote %s and %s", result, f->gp, f->dat);
    return CR_IO;
}

/* FILE alone draws the usual pictures, FILE all every one that there is; else they have names. */
static bool is_named(const struct cr_cli *cli)
{
    return cli->args.operands.n > 2 ||
           (cli->args.operands.n == 2 && strcmp(cli->args.operands.at[1], "all") != 0);
}

/* A picture that was asked for by name must be there; of all, those are drawn that there are. */
static enum cr_status refuse(
    struct cr_cli *cli, const struct crossroads_picture *kind, const char *lacks)
{
    if (!is_named(cli))
        return CR_OK;
    return cr_usage_error(cli, cr_arena_printf(cli->arena, "there is no picture '%s' of %s: %s",
                                   kind->name, cli->args.operands.at[0], lacks));
}

/* --style: the lines of a file. */
static enum cr_status read_style(struct cr_cli *cli, const char **style)
{
    const struct cr_option_value *file = &cli->args.at[CR_O_STYLE];
    char problem[256], *bytes;
    size_t n;
    if (!file->set)
        return CR_OK;
    enum cr_status status = cr_seam_read(file->text, (size_t)1 << 20, &bytes, &n, problem);
    if (status != CR_OK) {
        cr_say(
            cli, "cannot read %s: %s", file->text, status == CR_MEMORY ? "out of memory" : problem);
        return status;
    }
    *style = cr_arena_strdup(cli->arena, bytes);
    cr_seam_free(bytes);
    return CR_OK;
}

static enum cr_status fill_plot_options(
    struct cr_cli *cli, const struct files *f, struct crossroads_plot_options *o)
{
    const struct cr_option_value *at = cli->args.at;
    crossroads_plot_options_init(o);
    o->stem = f->stem;
    o->extension = f->extension;
    o->target = at[CR_O_TARGET].text;
    o->two = at[CR_O_TWO].text;
    o->axes = at[CR_O_AXES].text;
    o->from = at[CR_O_FROM].text;
    o->rarer = at[CR_O_RARER].set ? at[CR_O_RARER].number : o->rarer;
    o->depth = at[CR_O_DEPTH].whole > 1000 ? 1000 : (int)at[CR_O_DEPTH].whole;
    o->all_runs = at[CR_O_RUNS].set;
    enum cr_status status = cr_read_effects(cli, &o->effects, &o->by);
    return status != CR_OK ? status : read_style(cli, &o->style);
}

/* Computes a picture and writes its two files. *drawn: whether there is one. */
static enum cr_status write_files(struct cr_cli *cli, const struct crossroads_picture *kind,
    const struct crossroads_options *options, struct files *f, bool *drawn)
{
    struct crossroads_plot_options how;
    struct crossroads_result *run = cli->result, *result = NULL;
    const char *data, *script;
    size_t n_data, n_script;
    *drawn = false;
    enum cr_status failure = fill_plot_options(cli, f, &how);
    if (failure != CR_OK)
        return failure;
    cli->progress.what = kind->of_run ? "simulating" : "drawing";
    enum crossroads_status status = crossroads_plot(
        cli->scenario, options, kind->name, &how, kind->of_run ? run : NULL, &result);
    cli->result = result; /* for what is said about it */
    failure = cr_report_failure(cli, status);
    cli->result = run;
    *drawn = failure == CR_OK && crossroads_has_numbers(result);
    if (failure == CR_OK && !*drawn)
        failure = refuse(cli, kind, crossroads_message(result));
    if (*drawn && crossroads_write_plot(result, &cli->style, &data, &n_data, &script, &n_script) !=
                      CROSSROADS_OK)
        failure = CR_IO;
    f->svg_head = cr_arena_strdup(cli->arena, crossroads_svg_head(result));
    if (*drawn && failure == CR_OK)
        failure = cr_write_file(cli, f->dat, data, n_data);
    if (*drawn && failure == CR_OK)
        failure = cr_write_file(cli, f->gp, script, n_script);
    crossroads_result_free(result);
    return failure;
}

static enum cr_status plot_one(struct cr_cli *cli, const struct crossroads_picture *kind,
    size_t kinds, const struct crossroads_options *options, struct cr_buf *report)
{
    struct files f;
    bool drawn;
    enum cr_status status = name_files(cli, kind->name, kinds, &f);
    if (status != CR_OK || (status = write_files(cli, kind, options, &f, &drawn)) != CR_OK ||
        !drawn || (status = draw(cli, &f)) != CR_OK)
        return status;
    const char *const written[] = {f.dat, f.gp, f.picture};
    for (size_t i = 0; i < 3; i++) {
        cr_buf_escaped(report, written[i], strlen(written[i]));
        cr_buf_char(report, '\n');
    }
    return CR_OK;
}

static enum cr_status find_kinds(struct cr_cli *cli, struct crossroads_picture *kinds, size_t *n)
{
    struct crossroads_picture all[MOST_KINDS];
    const char *names[MOST_KINDS];
    size_t n_all = 0;
    while (n_all < MOST_KINDS && crossroads_get_picture(n_all, &all[n_all]) == CROSSROADS_OK) {
        names[n_all] = all[n_all].name;
        n_all++;
    }
    *n = 0;
    for (size_t i = 1; i < cli->args.operands.n && is_named(cli); i++) {
        const char *word = cli->args.operands.at[i];
        size_t k = 0;
        while (k < n_all && strcmp(names[k], word) != 0)
            k++;
        if (k == n_all)
            return cr_usage_error(
                cli, cr_arena_printf(cli->arena,
                         "unknown picture '%s'%s (crossroads plot --help tells what each shows)",
                         word, cr_candidates(cli->arena, word, names, n_all)));
        kinds[(*n)++] = all[k];
    }
    for (size_t i = 0; i < n_all && !is_named(cli); i++)
        if (all[i].usual || cli->args.operands.n > 1)
            kinds[(*n)++] = all[i];
    return CR_OK;
}

static enum cr_status leave_out(struct cr_cli *cli, struct crossroads_picture *kinds, size_t *n)
{
    size_t kept = 0;
    for (size_t i = 0; i < *n; i++) {
        const char *lacks = crossroads_picture_lacks(cli->scenario, kinds[i].name);
        enum cr_status status = lacks ? refuse(cli, &kinds[i], lacks) : CR_OK;
        if (status != CR_OK)
            return status;
        if (!lacks)
            kinds[kept++] = kinds[i];
    }
    *n = kept;
    return CR_OK;
}

static enum cr_status check_from(struct cr_cli *cli)
{
    const struct cr_option_value *from = &cli->args.at[CR_O_FROM];
    CR_VEC(const char *) ids = {0};
    const char *id;
    if (!from->set)
        return CR_OK;
    for (size_t i = 0; (id = crossroads_id(cli->scenario, CROSSROADS_QUESTION_IDS, i)); i++) {
        if (!strcmp(id, from->text))
            return CR_OK;
        cr_vec_push(cli->arena, &ids, id);
    }
    return cr_usage_error(
        cli, cr_arena_printf(cli->arena, "--from: there is no question '%s'%s", from->text,
                 cr_candidates(cli->arena, from->text, ids.at, ids.n)));
}

static bool any_of_run(const struct crossroads_picture *kinds, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (kinds[i].of_run)
            return true;
    return false;
}

enum cr_status cr_command_plot(struct cr_cli *cli)
{
    struct crossroads_picture kinds[MOST_KINDS];
    struct crossroads_options options;
    struct cr_buf report;
    struct files f;
    size_t n;
    enum cr_status failure;
    if ((failure = find_kinds(cli, kinds, &n)) != CR_OK)
        return failure;
    bool tree_only = n == 1 && !strcmp(kinds[0].name, "tree");
    if ((failure = cr_fill_options(cli, &options, tree_only ? CR_RUNS_PLOT_TREE : CR_RUNS_PLOT)) !=
        CR_OK)
        return failure;
    if ((failure = cr_open_scenario(cli, cli->args.operands.at[0], 0, false, &cli->scenario)) !=
            CR_OK ||
        (failure = leave_out(cli, kinds, &n)) != CR_OK || (failure = check_from(cli)) != CR_OK ||
        (failure = make_folder(cli)) != CR_OK)
        return failure;
    for (size_t i = 0; i < n; i++)
        if ((failure = name_files(cli, kinds[i].name, n, &f)) != CR_OK)
            return failure;
    enum crossroads_status status = CROSSROADS_OK;
    if (any_of_run(kinds, n))
        status = crossroads_run(cli->scenario, &options, &cli->result);
    if ((failure = cr_report_failure(cli, status)) != CR_OK)
        return failure;
    cr_buf_init(&report, cli->arena);
    for (size_t i = 0; i < n && failure == CR_OK; i++)
        failure = plot_one(cli, &kinds[i], n, &options, &report);
    if (report.n && !cli->style.quiet) {
        enum cr_status written = cr_write_file(cli, "-", report.s, report.n);
        failure = failure != CR_OK ? failure : written;
    }
    return failure != CR_OK ? failure : cli->result ? cr_report_result(cli, status) : CR_OK;
}
