/* gnuplot scripts: what does not depend on the picture. A script begins with a hash of its own
 * lines, so that one that was edited is known; then come the command that makes it again, the texts
 * of title, scenario and note, broken to the width, and the preamble. Every text of the author's is
 * in single quotes, in which gnuplot runs nothing. */
#include "write/plot_script.h"

#include "base/utf8.h"
#include "write/decisions.h"
#include "write/escape.h"
#include "write/names.h"
#include "write/text.h"

#include <math.h>
#include <string.h>

const char *cr_plot_cut(struct cr_arena *arena, const char *text, size_t columns)
{
    static const struct cr_style style = {0};
    struct cr_buf out;
    cr_buf_init(&out, arena);
    cr_text_cut(&out, &style, cr_text_clean(arena, text), columns);
    return out.s;
}

static const char mark[] = "#!/usr/bin/env gnuplot\n# Written by crossroads ";
static const char hash_mark[] = "; sha256 of the lines below: ";

/* What does not depend on the picture: the lines of plots/style.gp. */
static const char *const style_lines[] = {
#include "write/style_gp.h"
};

/* Wraps a note to the picture: lines joined by "\n" of double quotes, the texts themselves
 * single-quoted. */
static int write_note(
    struct cr_buf *body, struct cr_arena *arena, const char *note, size_t columns, int n_lines)
{
    const char *text = cr_text_clean(arena, note);
    while (*text) {
        size_t n = strlen(text);
        if (cr_utf8_width(text, n) > columns) {
            n = cr_utf8_fit(text, n, columns);
            size_t at = n;
            while (at && text[at] != ' ')
                at--;
            n = at ? at : n;
        }
        cr_buf_str(body, n_lines++ ? ".\"\\n\"." : "");
        cr_escape_gnuplot(body, cr_arena_strndup(arena, text, n));
        text += n;
        text += strspn(text, " ");
    }
    return n_lines;
}

const char *cr_plot_given(const struct cr_view *view, double probability)
{
    const struct cr_setup *setup = view->program ? view->program->setup : NULL;
    struct cr_buf out;
    cr_buf_init(&out, view->arena);
    if (!setup || setup->n_evidence == 0)
        return "";
    for (size_t i = 0; i < setup->n_evidence; i++) {
        const char *name = setup->evidence[i].name;
        cr_buf_printf(&out, "%s%s",
            i == 0                      ? "Given "
            : i + 1 < setup->n_evidence ? ", "
                                        : " and ",
            name ? cr_text_clean(view->arena, name) : "what was seen");
    }
    probability = cr_evidence_probability(view, probability);
    if (isfinite(probability))
        cr_buf_printf(&out, " (%s)", cr_text_chance(view->arena, probability));
    cr_buf_char(&out, '.');
    return out.s;
}

void cr_plot_script(const struct cr_view *view, const struct cr_plot_options *options, int width,
    int height, const char *title, const char *note, const char *body, struct cr_buf *gp)
{
    struct cr_buf text;
    char hash[65];
    cr_buf_init(&text, view->arena);
    if (view->command) {
        cr_buf_str(&text, "# again: ");
        cr_escape_comment(&text, view->command);
        cr_buf_char(&text, '\n');
    }
    cr_buf_str(&text, "# scenario: ");
    cr_escape_comment(&text, view->scenario->source->name);
    cr_buf_printf(&text, ", sha256 %s\n# usage: gnuplot ", view->scenario->source->sha256);
    cr_escape_comment(&text, options->stem);
    cr_buf_str(&text, ".gp    or: gnuplot -c ");
    cr_escape_comment(&text, options->stem);
    cr_buf_str(&text, ".gp OUT.png|OUT.svg|OUT.pdf|OUT.txt|- [SCALE]\n\nstem = ");
    cr_escape_gnuplot(&text, options->stem);
    cr_buf_str(&text, "; ending = ");
    cr_escape_gnuplot(&text, cr_arena_printf(view->arena, ".%s", options->extension));
    cr_buf_str(&text, "\ntitle_text = ");
    size_t columns = width > 120 ? (size_t)((width - 40) / 6.2) : 20;
    cr_escape_gnuplot(&text, cr_plot_cut(view->arena, title, (size_t)((width - 40) / 11.8)));
    cr_buf_str(&text, "\nscenario_text = ");
    const char *of = view->scenario->title ? view->scenario->title : view->name;
    cr_escape_gnuplot(&text, cr_plot_cut(view->arena, of, (size_t)((width - 40) / 8.2)));
    cr_buf_str(&text, "\nnote_text = ");
    const char *given = cr_plot_given(view, options->given);
    if (options->texts)
        *options->texts = (struct cr_plot_texts){cr_arena_printf(view->arena, "%s: %s", of, title),
            cr_arena_printf(view->arena, "%s %s", note, given)};
    const char *decisions = cr_decisions_text(view);
    int n_lines = write_note(&text, view->arena, note, columns, 0);
    if (*given)
        n_lines = write_note(&text, view->arena, given, columns, n_lines);
    if (decisions)
        n_lines = write_note(&text, view->arena, decisions, columns, n_lines);
    if (view->command)
        n_lines = write_note(&text, view->arena,
            cr_plot_cut(view->arena, view->command, 2 * columns), columns, n_lines);
    cr_buf_printf(&text, "%s\nNOTE_LINES = %d; W = %d; H = %d\n", n_lines ? "" : "''", n_lines,
        width, height + CR_PLOT_HEAD + 14 * (n_lines - 2));
    if (options->style)
        cr_buf_str(&text, options->style);
    for (size_t i = 0; !options->style && i < sizeof style_lines / sizeof *style_lines; i++)
        cr_buf_printf(&text, "%s\n", style_lines[i]);
    cr_buf_str(&text, body);
    cr_sha256(text.s, text.n, hash);
    cr_buf_printf(gp, "%s%s%s%s\n", mark, view->version, hash_mark, hash);
    cr_buf_add(gp, text.s, text.n);
}

int cr_plot_script_state(const char *bytes, size_t n)
{
    size_t head = sizeof mark - 1;
    if (n < head || memcmp(bytes, mark, head) != 0)
        return -1;
    const char *end = memchr(bytes + head, '\n', n - head);
    if (!end || end - bytes < 64)
        return 0;
    char hash[65];
    cr_sha256(end + 1, n - (size_t)(end + 1 - bytes), hash);
    return memcmp(end - 64, hash, 64) == 0;
}
