/* The manual pages, made from the tables of commands and options: crossroads(1), which is short and
 * names the others, and one for every command with what it does, its options and its examples.
 * The text of the tables goes through an escape, because roff reads backslashes, hyphens, quotation
 * marks and a dot at the start of a line as its own. */
#include "cli/help_man.h"
#include "cli/help.h"

#include "crossroads.h"

#include <string.h>

/* Text of a page. What stands in backticks is bold; a line may break behind a bar. */
static void roff(struct cr_buf *out, const char *text)
{
    bool bold = false;
    if (*text == '.' || *text == '\'')
        cr_buf_str(out, "\\&");
    for (; *text; text++)
        switch (*text) {
        case '-':
            cr_buf_str(out, "\\-");
            break;
        case '\\':
            cr_buf_str(out, "\\e");
            break;
        case '"':
            cr_buf_str(out, "\\(dq");
            break;
        case '|':
            cr_buf_str(out, "|\\:");
            break;
        case '`':
            bold = !bold;
            cr_buf_str(out, bold ? "\\fB" : "\\fR");
            break;
        default:
            cr_buf_char(out, *text);
        }
}

static void paragraph(struct cr_buf *out, const char *text)
{
    roff(out, text);
    cr_buf_char(out, '\n');
}

static void options(struct cr_buf *out, const struct cr_command *command)
{
    for (size_t i = 0; i < CR_N_OPTIONS; i++) {
        const struct cr_option *o = &cr_options[i];
        bool general = !strcmp(o->commands, "*");
        if (command ? general || !cr_option_for(o, command->name) : !general)
            continue;
        cr_buf_str(out, ".TP\n.B ");
        paragraph(out, cr_option_head(out->arena, o, command) + (o->letter ? 0 : 4));
        paragraph(out, cr_option_help(out->arena, o, command));
    }
}

static void write_head(struct cr_buf *out, const char *name, const char *summary)
{
    cr_buf_str(out, ".TH ");
    for (const char *s = name; *s; s++)
        cr_buf_char(out, *s >= 'a' && *s <= 'z' ? (char)(*s - 'a' + 'A') : *s);
    cr_buf_printf(
        out, " 1 \"\" \"crossroads %s\" \"User Commands\"\n.SH NAME\n", crossroads_version());
    roff(out, name);
    cr_buf_str(out, " \\- ");
    paragraph(out, summary);
}

/* One example a paragraph; what it does, behind "  # ", is indented below it. */
static void examples(struct cr_buf *out, const char *lines)
{
    cr_buf_str(out, ".SH EXAMPLES\n");
    for (const char *s = lines; *s;) {
        size_t n = strcspn(s, "\n");
        const char *line = cr_arena_strndup(out->arena, s, n), *does = strstr(line, "  # ");
        cr_buf_str(out, ".TP\n.B ");
        paragraph(out, does ? cr_arena_strndup(out->arena, line, (size_t)(does - line)) : line);
        if (does)
            paragraph(out, does + 4);
        s += n + (s[n] == '\n');
    }
}

static void write_see_also(struct cr_buf *out, const struct cr_command *here)
{
    const char *before = "";
    cr_buf_str(out, ".SH SEE ALSO\n");
    if (here)
        cr_buf_printf(out, ".BR crossroads (1)");
    before = here ? ",\n" : "";
    for (size_t i = 0; i < cr_n_commands; i++)
        if (&cr_commands[i] != here) {
            cr_buf_printf(out, "%s.BR crossroads\\-%s (1)", before, cr_commands[i].name);
            before = ",\n";
        }
    cr_buf_str(out, ",\n.BR gnuplot (1)\n");
}

static void command_page(const struct cr_command *c, struct cr_buf *out)
{
    write_head(out, cr_arena_printf(out->arena, "crossroads-%s", c->name), c->summary);
    cr_buf_printf(out, ".SH SYNOPSIS\n.B crossroads %s\n.I ", c->name);
    roff(out, c->operands);
    cr_buf_str(out, "\n[\\fIoptions\\fR]\n.SH DESCRIPTION\n");
    paragraph(out, c->about);
    cr_buf_str(out, ".PP\n");
    paragraph(out, cr_help_about);
    cr_buf_str(out, ".SH OPTIONS\n");
    options(out, c);
    cr_buf_str(out, ".SS Options of all commands\n");
    options(out, NULL);
    examples(out, c->examples);
    write_see_also(out, c);
}

static void exit_codes(struct cr_buf *out)
{
    static const struct {
        const char *code, *means;
    } exits[] = {
#define CR_EXITS(code, means) {#code, means},
#include "cli/exits.def"
#undef CR_EXITS
    };
    cr_buf_str(out, ".SH EXIT STATUS\n");
    for (size_t i = 0; i < sizeof exits / sizeof *exits; i++) {
        cr_buf_printf(out, ".TP\n.B %s\n", exits[i].code);
        paragraph(out, exits[i].means);
    }
}

static void environment(struct cr_buf *out)
{
    static const char *const items[][2] = {
        {"CROSSROADS_SCENARIOS", "Folders of scenarios that can be called by their bare names, "
                                 "separated by colons."},
        {"NO_COLOR", "No colours, whatever the terminal."},
        {"GSL_RNG_TYPE, GSL_RNG_SEED", "The generator and the seed where --rng and --seed do not "
                                       "say."}};
    cr_buf_str(out, ".SH ENVIRONMENT\n");
    for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
        cr_buf_printf(out, ".TP\n.B %s\n", items[i][0]);
        paragraph(out, items[i][1]);
    }
}

static void program_page(struct cr_buf *out)
{
    write_head(out, "crossroads", "scenarios as decision trees, simulated and solved");
    cr_buf_str(out, ".SH SYNOPSIS\n.B crossroads\n.I COMMAND\n[\\fIFILE\\fR] "
                    "[\\fIoptions\\fR]\n.SH DESCRIPTION\n");
    paragraph(out, cr_help_about);
    paragraph(out, "Options may stand before or after FILE; `--` ends them.");
    cr_buf_str(out, ".SH COMMANDS\n");
    for (size_t i = 0; i < cr_n_commands; i++) {
        cr_buf_printf(out, ".TP\n.BR crossroads\\-%s (1)\n", cr_commands[i].name);
        paragraph(out, cr_commands[i].summary);
    }
    cr_buf_str(out, ".SH OPTIONS OF ALL COMMANDS\n");
    options(out, NULL);
    exit_codes(out);
    environment(out);
    write_see_also(out, NULL);
}

void cr_help_man(const struct cr_command *command, struct cr_buf *out)
{
    if (command)
        command_page(command, out);
    else
        program_page(out);
}
