#include "write/plot_script.h"

#include "base/utf8.h"
#include "write/decisions.h"
#include "write/escape.h"
#include "write/text.h"

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

/* Everything that does not depend on the picture. */
static const char preamble[] =
    "# ---- where things are: the data stand beside this script, whatever folder it is started "
    "from\n"
    "here = ''\n"
    "do for [i = 1:strlen(ARG0)] { if (ARG0[i:i] eq '/') { here = ARG0[1:i] } }\n"
    "f = here.stem.'.dat'\n"
    "out = (ARGC >= 1) ? ARG1 : here.stem.ending\n"
    "S = (ARGC >= 2) ? real(ARG2) : 2    # pixels of a PNG for each of W and H\n"
    "tail = (strlen(out) > 4) ? out[strlen(out)-3:strlen(out)] : out\n"
    "has(t) = strstrt(' '.GPVAL_TERMINALS.' ', ' '.t.' ') > 0\n"
    "# ---- the terminal, by the ending of the output\n"
    "if (tail eq '.svg') { set terminal svg size W,H dynamic font 'sans,13' background 'white' } "
    "else {\n"
    "if (tail eq '.pdf') { set terminal pdfcairo size W/100.,H/100. font 'sans,9' } else {\n"
    "if (tail eq '.txt' || out eq '-') { set terminal dumb size 120,40 } else {\n"
    "if (has('pngcairo')) { set terminal pngcairo size S*W,S*H fontscale S linewidth S pointscale "
    "S font 'sans,11' } "
    "else {\n"
    "if (has('png')) { set terminal png size S*W,S*H } else {\n"
    "if (has('svg')) { set terminal svg size W,H font 'sans,13' background 'white' } } } } } }\n"
    "if (out ne '-') { set output out }\n"
    "set encoding utf8\n"
    "set datafile missing 'NA'\n"
    "set termoption noenhanced   # labels are text, not markup\n"
    "# ---- ink, and colours that colour-blind readers can tell apart (Okabe and Ito)\n"
    "INK = '#222222'; MUTED = '#5f5f5f'; GRID = '#e3e3e3'\n"
    "BLUE = '#0072B2'; TINT = '#cfe3f1'; RUST = '#B34700'; SAND = '#f3dcc8'\n"
    "set border 0\n"
    "set key off\n"
    "set tics scale 0 textcolor rgb INK\n"
    "set errorbars 0\n"
    "set style fill solid 1.0 noborder\n"
    "# breaks a text into lines of at most n characters\n"
    "gap(s, k) = (k < 2) ? 0 : ((s[k:k] eq ' ') ? k : gap(s, k-1))\n"
    "lines(s, n) = (strlen(s) <= n) ? s : (gap(s, n+1) == 0) ? s[1:n].\"\\n\".lines(s[n+1:"
    "strlen(s)], n) : s[1:gap(s, n+1)-1].\"\\n\".lines(s[gap(s, n+1)+1:strlen(s)], n)\n"
    "# a text that goes through a column of labels, where a backslash would mean something\n"
    "esc(s) = (strstrt(s, '\\') == 0) ? s : s[1:strstrt(s, '\\')].'\\'.esc(s[strstrt(s, '\\')+1:"
    "strlen(s)])\n"
    "set label 901 title_text at screen 20./W, screen 1-28./H left textcolor rgb INK font "
    "'sans,15'\n"
    "set label 902 note_text at screen 20./W, screen (4. + 14*NOTE_LINES)/H left textcolor rgb "
    "MUTED font "
    "'sans,9'\n";

/* Wraps a note to the picture: lines joined by "\n" of double quotes, the texts themselves
 * single-quoted. */
static int note_lines(
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
    cr_buf_str(&text, "\nnote_text = ");
    const char *decisions = cr_decisions_text(view);
    int n_lines = note_lines(&text, view->arena, note, columns, 0);
    if (decisions)
        n_lines = note_lines(&text, view->arena, decisions, columns, n_lines);
    if (view->command)
        n_lines = note_lines(&text, view->arena,
            cr_plot_cut(view->arena, view->command, 2 * columns), columns, n_lines);
    cr_buf_printf(&text, "%s\nNOTE_LINES = %d; W = %d; H = %d\n", n_lines ? "" : "''", n_lines,
        width, height + 14 * (n_lines - 2));
    cr_buf_str(&text, preamble);
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
