/* Pages made from the tables of commands and options: the help in a terminal, the reference in
 * Markdown, the manual page, and completion for three shells. None of them names a command or an
 * option by itself, so that a new row of the tables stands in all of them. */
#include "cli/help.h"
#include "cli/words.h"

#include <string.h>

static const char about[] = "FILE is a path, '-' for standard input, or the bare name of a bundled "
                            "scenario (alliance, kazakhstan, crossroads, ...).";

static const char *option_head(struct cr_arena *arena, const struct cr_option *o)
{
    const char *value = o->kind == CR_OPT_FLAG ? "" : cr_arena_printf(arena, " %s", o->value);
    return o->letter ? cr_arena_printf(arena, "-%c, --%s%s", o->letter, o->name, value)
                     : cr_arena_printf(arena, "    --%s%s", o->name, value);
}

/* What an option does; of --runs also how many there are without it. */
static const char *option_help(
    struct cr_arena *arena, const struct cr_option *o, const struct cr_command *command)
{
    const char *list = "";
    if (o != &cr_options[CR_O_RUNS] || !command)
        return o->help;
    for (int i = 0; i < CR_N_RUNS; i++) {
        const struct cr_default_runs *d = &cr_default_runs[i];
        if (!strcmp(d->command, command->name))
            list = cr_arena_printf(arena, "%s%s%s%s%s", list, *list ? "; " : "", d->with,
                *d->with ? ": " : "default ",
                d->runs ? cr_whole_text(arena, d->runs)
                        : "what every share needs to be within 0.25 points, at most 1,048,576");
    }
    return cr_arena_printf(arena, "%s (%s)", o->help, list);
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
    for (int first = 1; *text; first = 0) {
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
    size_t column = put_head(option_head(out->arena, o), width, out);
    wrap(out, option_help(out->arena, o, command), column + 2 > indent ? indent + 1 : column,
        indent, width);
}

static void program_page(size_t width, struct cr_buf *out)
{
    cr_buf_str(out, "crossroads: scenarios as decision trees, simulated and solved\n\n");
    cr_buf_printf(out, "%s\n\nCommands\n", cr_usage_line(out->arena, NULL));
    for (size_t i = 0; i < cr_n_commands; i++) {
        cr_buf_printf(out, "  %s", cr_commands[i].name);
        wrap(out, cr_commands[i].summary, 2 + strlen(cr_commands[i].name), 11, width);
    }
    cr_buf_char(out, '\n');
    wrap(out, about, 0, 0, width);
    cr_buf_str(out, "\nEverywhere\n");
    for (size_t i = 0; i < CR_N_OPTIONS; i++)
        if (!strcmp(cr_options[i].commands, "*"))
            option_lines(&cr_options[i], NULL, width, out);
    cr_buf_str(out, "\nExamples\n  crossroads show alliance\n  crossroads run alliance\n  "
                    "crossroads solve oil_wildcatter\n"
                    "  crossroads COMMAND --help\n");
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
    cell(out, option_head(out->arena, o) + (o->letter ? 0 : 4));
    cr_buf_str(out, "` | ");
    cell(out, option_help(out->arena, o, command));
    cr_buf_str(out, " |\n");
}

static const char table_head[] = "| option | does |\n| --- | --- |\n";

static void command_section(const struct cr_command *c, struct cr_buf *out)
{
    cr_buf_printf(out, "\n## %s\n\n`crossroads %s %s [options]`: %s.\n\n%s\n\n```\n%s```\n\n%s",
        c->name, c->name, c->operands, c->summary, c->about, c->examples, table_head);
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
    "| 0 | done |\n"
    "| 1 | the scenario has errors |\n"
    "| 2 | usage error |\n"
    "| 3 | something could not be read, written or allocated, or gnuplot is missing or failed |\n"
    "| 4 | a target such as `--precision` was not met |\n"
    "| 5 | nothing is wrong with the file, but this cannot be computed: a tree too large to solve "
    "(E210), or evidence that no run met (E205) |\n"
    "| 70 | a fault of the program itself: please report it |\n"
    "| 130 | interrupted, after printing what was complete; or `--max-time` was over before "
    "anything was |\n\n"
    "Files are written whole or not at all, never over the scenario, and over a file that this "
    "program did not write only "
    "with `--force`. The same command makes the same bytes: the seed is 1 unless told otherwise, "
    "and the number of threads "
    "changes nothing.\n\n"
    "## Bundled scenarios\n\n"
    "A bare name is looked up in the folder where the program was installed, then in the folders "
    "of `CROSSROADS_SCENARIOS` "
    "(separated by `:`), then in the source tree it was built from; each of them also in its "
    "`classics` folder. A file of that "
    "name in the current folder wins.\n";

void cr_help_markdown(struct cr_buf *out)
{
    cr_buf_str(out, "# Commands\n\n<!-- Made by `crossroads --help-markdown` from the tables of "
                    "commands and options; a test "
                    "keeps it current. -->\n\n");
    cr_buf_printf(out,
        "%s Options may stand before or after FILE; `--` ends them.\n\n| command | does |\n| --- | "
        "--- |\n",
        about);
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

/* ------------------------------------------------------------------ the manual page */

/* Text of a page: backslashes and hyphens are special, and a dot at the start of a line. */
static void roff(struct cr_buf *out, const char *text)
{
    if (*text == '.' || *text == '\'')
        cr_buf_str(out, "\\&");
    for (; *text; text++)
        if (*text == '-' || *text == '\\')
            cr_buf_str(out, *text == '-' ? "\\-" : "\\e");
        else
            cr_buf_char(out, *text);
}

static void man_options(struct cr_buf *out, const struct cr_command *command)
{
    for (size_t i = 0; i < CR_N_OPTIONS; i++) {
        const struct cr_option *o = &cr_options[i];
        int general = !strcmp(o->commands, "*");
        if (command ? general || !cr_option_for(o, command->name) : !general)
            continue;
        cr_buf_str(out, ".TP\n.B ");
        roff(out, option_head(out->arena, o) + (o->letter ? 0 : 4));
        cr_buf_char(out, '\n');
        roff(out, option_help(out->arena, o, command));
        cr_buf_char(out, '\n');
    }
}

void cr_help_man(struct cr_buf *out)
{
    cr_buf_str(out, ".TH CROSSROADS 1\n.SH NAME\ncrossroads \\- scenarios as decision trees, "
                    "simulated and solved\n"
                    ".SH SYNOPSIS\n.B crossroads\n.I COMMAND\n[\\fIFILE\\fR] "
                    "[\\fIoptions\\fR]\n.SH DESCRIPTION\n");
    roff(out, about);
    cr_buf_str(out, "\n.SH COMMANDS\n");
    for (size_t i = 0; i < cr_n_commands; i++) {
        cr_buf_printf(out, ".SS %s %s\n", cr_commands[i].name, cr_commands[i].operands);
        roff(out, cr_commands[i].about);
        cr_buf_char(out, '\n');
        man_options(out, &cr_commands[i]);
        cr_buf_str(out, ".PP\n.nf\n");
        for (const char *s = cr_commands[i].examples; *s;) {
            size_t n = strcspn(s, "\n");
            roff(out, cr_arena_strndup(out->arena, s, n));
            cr_buf_char(out, '\n');
            s += n + (s[n] == '\n');
        }
        cr_buf_str(out, ".fi\n");
    }
    cr_buf_str(out, ".SH OPTIONS OF ALL COMMANDS\n");
    man_options(out, NULL);
    cr_buf_str(out,
        ".SH EXIT STATUS\n0 done; 1 the scenario has errors; 2 usage; 3 cannot read, write or "
        "allocate, or gnuplot is "
        "missing or failed; 4 a target was not met; 70 a fault of the program; 130 interrupted.\n");
}

/* ------------------------------------------------------------------ completion */

static void long_options(struct cr_buf *out, const char *command)
{
    for (size_t i = 0; i < CR_N_OPTIONS; i++)
        if (cr_option_for(&cr_options[i], command))
            cr_buf_printf(
                out, "%s--%s", out->n && out->s[out->n - 1] != '"' ? " " : "", cr_options[i].name);
}

static void bash(struct cr_buf *out)
{
    cr_buf_str(out, "_crossroads() {\n    local cur=${COMP_WORDS[COMP_CWORD]} "
                    "prev=${COMP_WORDS[COMP_CWORD-1]} words=\"\"\n"
                    "    COMPREPLY=()\n    case $prev in\n");
    for (size_t i = 0; i < CR_N_OPTIONS; i++)
        if (cr_options[i].kind == CR_OPT_CHOICE && *cr_options[i].commands) {
            char *words = cr_arena_strdup(out->arena, cr_options[i].value);
            for (char *s = words; *s; s++)
                *s = *s == '|' ? ' ' : *s;
            cr_buf_printf(out,
                "    --%s) COMPREPLY=($(compgen -W \"%s\" -- \"$cur\")); return ;;\n",
                cr_options[i].name, words);
        }
    cr_buf_str(out, "    esac\n    case ${COMP_WORDS[1]} in\n");
    for (size_t c = 0; c < cr_n_commands; c++) {
        cr_buf_printf(out, "    %s) words=\"", cr_commands[c].name);
        long_options(out, cr_commands[c].name);
        cr_buf_str(out, "\" ;;\n");
    }
    cr_buf_str(out, "    esac\n    if [ \"$COMP_CWORD\" = 1 ]; then words=\"");
    for (size_t c = 0; c < cr_n_commands; c++)
        cr_buf_printf(out, "%s%s", c ? " " : "", cr_commands[c].name);
    cr_buf_str(out,
        "\"; fi\n    case $cur in\n    -*) COMPREPLY=($(compgen -W \"$words\" -- \"$cur\")) ;;\n"
        "    *) if [ \"$COMP_CWORD\" = 1 ]; then COMPREPLY=($(compgen -W \"$words\" -- "
        "\"$cur\"));\n"
        "       else COMPREPLY=($(compgen -f -- \"$cur\")); fi ;;\n    esac\n}\n"
        "complete -o filenames -F _crossroads crossroads\n");
}

static void fish(struct cr_buf *out)
{
    for (size_t c = 0; c < cr_n_commands; c++)
        cr_buf_printf(out, "complete -c crossroads -n __fish_use_subcommand -a %s -d '%s'\n",
            cr_commands[c].name, cr_commands[c].summary);
    for (size_t i = 0; i < CR_N_OPTIONS; i++) {
        const struct cr_option *o = &cr_options[i];
        if (!*o->commands)
            continue;
        cr_buf_str(out, "complete -c crossroads");
        if (strcmp(o->commands, "*") != 0)
            cr_buf_printf(out, " -n '__fish_seen_subcommand_from %s'", o->commands);
        cr_buf_printf(out, " -l %s", o->name);
        if (o->letter)
            cr_buf_printf(out, " -s %c", o->letter);
        if (o->kind != CR_OPT_FLAG)
            cr_buf_str(out, " -r");
        cr_buf_char(out, '\n');
    }
}

void cr_help_completion(const char *shell, struct cr_buf *out)
{
    cr_buf_printf(out, "# Completion of crossroads for %s; made by crossroads --completion %s\n",
        shell, shell);
    if (!strcmp(shell, "fish")) {
        fish(out);
        return;
    }
    if (!strcmp(shell, "zsh"))
        cr_buf_str(out, "autoload -U +X bashcompinit && bashcompinit\n");
    bash(out);
}
