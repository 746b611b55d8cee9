/* Pages made from the tables of commands and options: the help in a terminal and the reference in
 * Markdown (the manual pages are made the same way in help_man.c). None of them names a command or
 * an option by itself, so that a new row of the tables stands in all of them. */
#include "cli/help.h"
#include "cli/words.h"

#include "crossroads.h"

#include <string.h>

const char cr_help_about[] =
    "FILE is a path, '-' for standard input, or the bare name of a bundled "
    "scenario (crossroads list shows them).";

const char *cr_option_head(
    struct cr_arena *arena, const struct cr_option *o, const struct cr_command *command)
{
    const char *value;
    cr_option_text(o, command, &value);
    value = o->kind == CR_OPT_FLAG    ? ""
            : o->kind == CR_OPT_MAYBE ? cr_arena_printf(arena, "[=%s]", value)
                                      : cr_arena_printf(arena, " %s", value);
    return o->letter ? cr_arena_printf(arena, "-%c, --%s%s", o->letter, o->name, value)
                     : cr_arena_printf(arena, "    --%s%s", o->name, value);
}

/* What an option does; of --runs also how many there are without it. */
const char *cr_option_help(
    struct cr_arena *arena, const struct cr_option *o, const struct cr_command *command)
{
    const char *list = "", *value, *help = cr_option_text(o, command, &value);
    if (o != &cr_options[CR_O_RUNS] || !command)
        return help;
    for (int i = 0; i < CR_N_RUNS; i++) {
        const struct cr_default_runs *d = &cr_default_runs[i];
        if (!strcmp(d->command, command->name))
            list = cr_arena_printf(arena, "%s%s%s%s%s", list, *list ? "; " : "", d->with,
                *d->with ? ": " : "default ",
                d->runs ? cr_whole_text(arena, d->runs)
                        : "what every share needs to be within 0.25 points, at most 1,048,576");
    }
    return cr_arena_printf(arena, "%s (%s)", help, list);
}

/* Words from column `indent` on, wrapped at `width`; the first line is already at `column`. */
static void wrap(struct cr_buf *out, const char *text, size_t column, size_t indent, size_t width)
{
    if (column > indent) {
        cr_buf_char(out, '\n');
        column = 0;
    }
    cr_buf_repeat(out, " ", indent - column);
    column = indent;
    for (bool first = true; *text; first = false) {
        size_t n = strcspn(text, " ");
        if (!first && column + 1 + n > width) {
            cr_buf_char(out, '\n');
            cr_buf_repeat(out, " ", indent);
            column = indent;
        } else if (!first) {
            cr_buf_char(out, ' ');
            column++;
        }
        cr_buf_add(out, text, n);
        column += n;
        text += n + strspn(text + n, " ");
    }
    cr_buf_char(out, '\n');
}

/* The head of an option; a list of words too long for the page goes on below. Returns the column.
 */
static size_t put_head(const char *head, size_t width, struct cr_buf *out)
{
    enum { BELOW = 8 };
    size_t column = 2;
    cr_buf_str(out, "  ");
    while (column + strlen(head) > width) {
        size_t n = width - column;
        while (n && head[n - 1] != '|')
            n--;
        if (!n)
            break;
        cr_buf_add(out, head, n);
        cr_buf_char(out, '\n');
        cr_buf_repeat(out, " ", BELOW);
        head += n;
        column = BELOW;
    }
    cr_buf_str(out, head);
    return column + strlen(head);
}

static void option_lines(
    const struct cr_option *o, const struct cr_command *command, size_t width, struct cr_buf *out)
{
    size_t indent = width >= 70 ? 30 : 8;
    size_t column = put_head(cr_option_head(out->arena, o, command), width, out);
    wrap(out, cr_option_help(out->arena, o, command), column + 2 > indent ? indent + 1 : column,
        indent, width);
}

static void commands_page(size_t width, struct cr_buf *out)
{
    size_t widest = 0;
    for (size_t i = 0; i < cr_n_commands; i++)
        widest = strlen(cr_commands[i].name) > widest ? strlen(cr_commands[i].name) : widest;
    cr_buf_str(out, "crossroads: scenarios as decision trees, simulated and solved\n\n");
    cr_buf_printf(out, "%s\n\nCommands\n", cr_usage_line(out->arena, NULL));
    for (size_t i = 0; i < cr_n_commands; i++) {
        cr_buf_printf(out, "  %s", cr_commands[i].name);
        wrap(out, cr_commands[i].summary, 2 + strlen(cr_commands[i].name), 4 + widest, width);
    }
    cr_buf_char(out, '\n');
    wrap(out, cr_help_about, 0, 0, width);
}

static const char first_steps[] = "\nExamples\n  crossroads list\n  crossroads show alliance\n"
                                  "  crossroads run alliance\n  crossroads solve oil_wildcatter\n"
                                  "  crossroads COMMAND --help\n";

void cr_help_short(size_t width, struct cr_buf *out)
{
    commands_page(width > 100 ? 100 : width, out);
    cr_buf_str(out, first_steps);
}

static void program_page(size_t width, struct cr_buf *out)
{
    commands_page(width, out);
    cr_buf_str(out, "\nEverywhere\n");
    for (size_t i = 0; i < CR_N_OPTIONS; i++)
        if (!strcmp(cr_options[i].commands, "*"))
            option_lines(&cr_options[i], NULL, width, out);
    cr_buf_str(out, first_steps);
}

/* ------------------------------------------------------------------ pictures */

static bool is_plot(const struct cr_command *c)
{
    return c == cr_command_find("plot");
}

/* "usual" and what the scenario must have, for the end of a line. */
static const char *picture_needs(struct cr_arena *arena, const struct crossroads_picture *p)
{
    return *p->needs ? cr_arena_printf(arena, "needs %s", p->needs) : "";
}

static void picture_lines(size_t width, struct cr_buf *out)
{
    struct crossroads_picture p;
    cr_buf_str(out, "\nPictures (* drawn where no KIND is given)\n");
    for (size_t i = 0; crossroads_get_picture(i, &p) == CROSSROADS_OK; i++) {
        const char *needs = picture_needs(out->arena, &p);
        cr_buf_printf(out, "  %c %s", p.usual ? '*' : ' ', p.name);
        wrap(out, cr_arena_printf(out->arena, "%s%s%s", p.help, *needs ? "; " : "", needs),
            4 + strlen(p.name), 14, width);
    }
}

void cr_help_page(const struct cr_command *c, size_t width, struct cr_buf *out)
{
    width = width > 100 ? 100 : width;
    if (!c) {
        program_page(width, out);
        return;
    }
    wrap(out, cr_arena_printf(out->arena, "crossroads %s: %s", c->name, c->summary), 0, 0, width);
    cr_buf_printf(out, "\nusage: crossroads %s %s [options]\n\n", c->name, c->operands);
    wrap(out, c->about, 0, 0, width);
    if (is_plot(c))
        picture_lines(width, out);
    cr_buf_str(out, "\nOptions\n");
    for (size_t i = 0; i < CR_N_OPTIONS; i++)
        if (cr_option_for(&cr_options[i], c->name) && strcmp(cr_options[i].commands, "*") != 0)
            option_lines(&cr_options[i], c, width, out);
    cr_buf_str(out, "\nEverywhere\n");
    for (size_t i = 0; i < CR_N_OPTIONS; i++)
        if (!strcmp(cr_options[i].commands, "*"))
            option_lines(&cr_options[i], NULL, width, out);
    cr_buf_str(out, "\nExamples\n");
    for (const char *s = c->examples; *s;) {
        size_t n = strcspn(s, "\n");
        cr_buf_str(out, "  ");
        cr_buf_add(out, s, n);
        cr_buf_char(out, '\n');
        s += n + (s[n] == '\n');
    }
}

/* ------------------------------------------------------------------ Markdown */

/* A cell of a table: | would end it. */
static void cell(struct cr_buf *out, const char *text)
{
    for (; *text; text++)
        cr_buf_printf(out, "%s%c", *text == '|' ? "\\" : "", *text);
}

static void option_row(
    const struct cr_option *o, const struct cr_command *command, struct cr_buf *out)
{
    cr_buf_str(out, "| `");
    cell(out, cr_option_head(out->arena, o, command) + (o->letter ? 0 : 4));
    cr_buf_str(out, "` | ");
    cell(out, cr_option_help(out->arena, o, command));
    cr_buf_str(out, " |\n");
}

static const char table_head[] = "| option | does |\n| --- | --- |\n";

static void picture_rows(struct cr_buf *out)
{
    struct crossroads_picture p;
    cr_buf_str(
        out, "| picture | shows | needs | drawn without a KIND |\n| --- | --- | --- | :---: |\n");
    for (size_t i = 0; crossroads_get_picture(i, &p) == CROSSROADS_OK; i++)
        cr_buf_printf(
            out, "| `%s` | %s | %s | %s |\n", p.name, p.help, p.needs, p.usual ? "yes" : "");
    cr_buf_char(out, '\n');
}

static void command_section(const struct cr_command *c, struct cr_buf *out)
{
    cr_buf_printf(out, "\n## %s\n\n`crossroads %s %s [options]`: %s.\n\n%s\n\n```\n%s```\n\n",
        c->name, c->name, c->operands, c->summary, c->about, c->examples);
    if (is_plot(c))
        picture_rows(out);
    cr_buf_str(out, table_head);
    for (size_t i = 0; i < CR_N_OPTIONS; i++)
        if (cr_option_for(&cr_options[i], c->name) && strcmp(cr_options[i].commands, "*") != 0)
            option_row(&cr_options[i], c, out);
}

/* Which option goes with which command, at a glance. */
static void overview(struct cr_buf *out)
{
    cr_buf_str(out, "\n## Options by command\n\n| option |");
    for (size_t c = 0; c < cr_n_commands; c++)
        cr_buf_printf(out, " %s |", cr_commands[c].name);
    cr_buf_str(out, "\n| --- |");
    for (size_t c = 0; c < cr_n_commands; c++)
        cr_buf_str(out, " :---: |");
    cr_buf_char(out, '\n');
    for (size_t i = 0; i < CR_N_OPTIONS; i++) {
        if (!*cr_options[i].commands)
            continue;
        cr_buf_printf(out, "| `--%s` |", cr_options[i].name);
        for (size_t c = 0; c < cr_n_commands; c++)
            cr_buf_str(out, cr_option_for(&cr_options[i], cr_commands[c].name) ? " x |" : " |");
        cr_buf_char(out, '\n');
    }
}

static const char conduct[] =
    "\n## Streams, exit codes, files\n\n"
    "Standard output is the result and nothing else. Messages, and a progress line where it is a "
    "terminal, go to standard "
    "error.\n\n"
    "| exit | means |\n| --- | --- |\n"
#define CR_EXITS(code, means) "| " #code " | " means " |\n"
#include "cli/exits.def"
#undef CR_EXITS
    "\n"
    "Files are written whole or not at all, never over the scenario, and over a file that this "
    "program did not write only "
    "with `--force`. The same command always produces identical output: the seed is 1 unless you "
    "set it, "
    "and the number of threads "
    "changes nothing.\n\n"
    "## Pages\n\n"
    "A page fits its width (`--width`, at least 40). Nothing is cut: names go on below, and where "
    "columns do not fit beside each other a row becomes a list of its values. Bars of one page "
    "have one scale, which is written above them.\n\n"
    "`--plain` makes pages to be read aloud by a screen reader, or line by line in braille: no "
    "bars, no frames, no colours, words for signs; every row of a table is one line, its name, "
    "then each value behind the heading of its column. Lines are not wrapped.\n\n"
    "## Bundled scenarios\n\n"
    "A bare name is looked up in the folder `scenarios` beside the program, in the folder where it "
    "was "
    "installed, then in the folders of `CROSSROADS_SCENARIOS` (separated by `:`), then in the "
    "source "
    "tree it was built from; each of them also in its `classics` folder. A file of that "
    "name in the current folder wins. `both` is another name for `crossroads`, the scenario.\n";

void cr_help_markdown(struct cr_buf *out)
{
    cr_buf_str(out, "# Commands\n\n<!-- Made by `crossroads --help-markdown` from the tables of "
                    "commands and options; a test "
                    "keeps it current. -->\n\n");
    cr_buf_printf(out,
        "%s Options may stand before or after FILE; `--` ends them.\n\n| command | does |\n| --- | "
        "--- |\n",
        cr_help_about);
    for (size_t i = 0; i < cr_n_commands; i++)
        cr_buf_printf(out, "| [`%s`](#%s) | %s |\n", cr_commands[i].name, cr_commands[i].name,
            cr_commands[i].summary);
    for (size_t i = 0; i < cr_n_commands; i++)
        command_section(&cr_commands[i], out);
    cr_buf_printf(out, "\n## Everywhere\n\n%s", table_head);
    for (size_t i = 0; i < CR_N_OPTIONS; i++)
        if (!strcmp(cr_options[i].commands, "*"))
            option_row(&cr_options[i], NULL, out);
    overview(out);
    cr_buf_str(out, conduct);
}
