/* What every page is made with. Widths are counted in columns of the terminal, not in bytes, and
 * what does not fit goes on below; numbers have the decimals that their error
 * is worth, and never round to what is not so (a share that is not 0 is never "0.0%"). */
#include "write/text.h"

#include "base/fmath.h"
#include "base/utf8.h"
#include "program/evidence.h"
#include "write/escape.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* As drawn, in ASCII, and in words for a page that is read aloud. */
static const char *const glyphs[CR_N_GLYPHS][3] = {
    [CR_G_CHANCE] = {"●", "(o)", "Chance:"},
    [CR_G_DECISION] = {"■", "[#]", "Decision:"},
    [CR_G_RULE] = {"◆", "<?>", "Rule:"},
    [CR_G_OUTCOME] = {"▲", "^", "Outcome:"},
    [CR_G_TEE] = {"├─", "|-", "Branch:"},
    [CR_G_CORNER] = {"└─", "`-", "Branch:"},
    [CR_G_PIPE] = {"│", "|", ""},
    [CR_G_ARROW] = {"→", "->", "to"},
    [CR_G_FULL] = {"█", "#", ""},
    [CR_G_DARK] = {"▓", "=", ""},
    [CR_G_LIGHT] = {"░", "-", ""},
    [CR_G_DOT] = {"·", "-", ";"},
    [CR_G_CUT] = {"…", "~", "..."},
    [CR_G_PLUSMINUS] = {"±", "+-", "plus or minus "},
    [CR_G_RULER] = {"─", "-", ""},
    [CR_G_UP] = {"▲ ", "+", "up "},
    [CR_G_DOWN] = {"▼ ", "-", "down "},
};

const char *cr_glyph(const struct cr_style *style, enum cr_glyph glyph)
{
    return glyphs[glyph][style->plain ? 2 : style->ascii];
}

enum cr_glyph cr_node_glyph(enum cr_node_kind kind)
{
    static const enum cr_glyph of[] = {CR_G_CHANCE, CR_G_DECISION, CR_G_RULE};
    return of[kind];
}

void cr_tinted(
    struct cr_buf *out, const struct cr_style *style, enum cr_tint tint, const char *text)
{
    static const char *const codes[] = {"", "\x1b[1m", "\x1b[2m", "\x1b[34m", "\x1b[33m"};
    bool on = style->color && tint != CR_PLAIN && *text;
    if (on)
        cr_buf_str(out, codes[tint]);
    cr_buf_str(out, text);
    if (on)
        cr_buf_str(out, "\x1b[0m");
}

const char *cr_text_clean(struct cr_arena *arena, const char *text)
{
    struct cr_buf flat, clean;
    cr_buf_init(&flat, arena);
    cr_buf_init(&clean, arena);
    for (const char *s = text ? text : ""; *s; s++) {
        bool blank = strchr(" \t\r\n", *s) != NULL;
        if (!blank)
            cr_buf_char(&flat, *s);
        else if (flat.n && flat.s[flat.n - 1] != ' ')
            cr_buf_char(&flat, ' ');
    }
    while (flat.n && flat.s[flat.n - 1] == ' ')
        flat.s[--flat.n] = 0;
    cr_buf_escaped(&clean, flat.s, flat.n);
    return clean.s;
}

size_t cr_text_width(const char *text)
{
    return cr_utf8_width(text, strlen(text));
}

void cr_text_cut(struct cr_buf *out, const struct cr_style *style, const char *text, size_t width)
{
    size_t n = strlen(text);
    if (cr_utf8_width(text, n) <= width) {
        cr_buf_str(out, text);
    } else if (width > 0) {
        size_t bytes = cr_utf8_fit(text, n, width - 1);
        while (bytes && text[bytes - 1] == ' ')
            bytes--;
        cr_buf_add(out, text, bytes);
        cr_buf_str(out, cr_glyph(style, CR_G_CUT));
    }
}

void cr_text_left(struct cr_buf *out, const struct cr_style *style, const char *text, size_t width)
{
    size_t before = out->n;
    cr_text_cut(out, style, text, width);
    size_t used = cr_utf8_width(out->s + before, out->n - before);
    if (used < width)
        cr_buf_repeat(out, " ", width - used);
}

void cr_text_right(struct cr_buf *out, const struct cr_style *style, const char *text, size_t width)
{
    size_t used = cr_text_width(text);
    if (used < width)
        cr_buf_repeat(out, " ", width - used);
    cr_text_cut(out, style, text, width);
}

void cr_text_end_line(struct cr_buf *out)
{
    while (out->n && out->s[out->n - 1] == ' ')
        out->s[--out->n] = 0;
    cr_buf_char(out, '\n');
}

/* The length of the next word and its columns; `text` starts at a word. */
static size_t measure_word(const char *text, size_t *columns)
{
    size_t n = strcspn(text, " \n");
    *columns = cr_utf8_width(text, n);
    return n;
}

/* One line, whatever its length: blanks once, no blank before a stop. */
static void print_plain(struct cr_buf *out, const char *text)
{
    for (bool begun = false; *text;) {
        text += strspn(text, " \n");
        size_t n = strcspn(text, " \n");
        if (begun && n && strcmp(cr_arena_strndup(out->arena, text, n), ";") != 0)
            cr_buf_char(out, ' ');
        cr_buf_add(out, text, n);
        begun |= n > 0;
        text += n;
    }
    cr_buf_char(out, '\n');
}

/* The first line after `first` blanks, the others after `indent`; on a plain page one line. */
static void print_lines(struct cr_buf *out, const struct cr_style *style, enum cr_tint tint,
    const char *text, size_t first, size_t indent)
{
    if (style->plain) {
        print_plain(out, text);
        return;
    }
    size_t width = (size_t)style->width > indent + 10 ? (size_t)style->width - indent : 10;
    struct cr_buf line;
    cr_buf_init(&line, out->arena);
    size_t used = 0;
    while (*text) {
        text += strspn(text, " \n");
        size_t columns, n = measure_word(text, &columns);
        if (used && (used + 1 + columns > width || !n)) {
            cr_buf_repeat(out, " ", first);
            cr_tinted(out, style, tint, line.s);
            cr_buf_char(out, '\n');
            cr_buf_clear(&line);
            used = 0;
            first = indent;
        }
        if (!n)
            break;
        if (columns > width)
            columns = cr_utf8_width(text, n = cr_utf8_fit(text, n, width));
        if (used)
            cr_buf_char(&line, ' ');
        cr_buf_add(&line, text, n);
        used += columns + (used > 0);
        text += n;
    }
    if (!used)
        return;
    cr_buf_repeat(out, " ", first);
    cr_tinted(out, style, tint, line.s);
    cr_buf_char(out, '\n');
}

void cr_text_wrap(struct cr_buf *out, const struct cr_style *style, const char *text, size_t indent)
{
    print_lines(out, style, CR_PLAIN, text, indent, indent);
}

void cr_text_note(struct cr_buf *out, const struct cr_style *style, enum cr_tint tint,
    const char *text, size_t indent)
{
    print_lines(out, style, tint, text, indent, indent);
}

void cr_text_item(struct cr_buf *out, const struct cr_style *style, const char *text, size_t indent)
{
    print_lines(out, style, CR_PLAIN, text, indent, indent + 4);
}

void cr_text_hanging(struct cr_buf *out, const struct cr_style *style, enum cr_tint tint,
    const char *text, size_t first, size_t indent)
{
    print_lines(out, style, tint, text, first, indent);
}

static const char *separate_thousands(struct cr_arena *arena, const char *digits)
{
    struct cr_buf out;
    cr_buf_init(&out, arena);
    if (*digits == '-')
        cr_buf_char(&out, *digits++);
    size_t whole = strcspn(digits, ".");
    for (size_t i = 0; i < whole; i++) {
        if (i && (whole - i) % 3 == 0)
            cr_buf_char(&out, ',');
        cr_buf_char(&out, digits[i]);
    }
    cr_buf_str(&out, digits + whole);
    return out.s;
}

const char *cr_text_luck(struct cr_arena *arena, const struct cr_luck *luck)
{
    return cr_arena_printf(arena, "seed %llu%s%s", (unsigned long long)luck->seed,
        luck->type ? ", rng " : "", luck->type ? cr_luck_name(luck) : "");
}

const char *cr_text_whole(struct cr_arena *arena, double x)
{
    return cr_text_number(arena, x, 0);
}

const char *cr_text_percent(struct cr_arena *arena, double p)
{
    if (!isfinite(p))
        return "-";
    if (p > 0 && p < 0.0005)
        return "<0.1%";
    if (p < 1 && p > 0.9995)
        return ">99.9%";
    return cr_arena_printf(arena, "%.1f%%", 100 * p);
}

const char *cr_text_chance(struct cr_arena *arena, double p)
{
    return p > 0 && p < 0.0005 ? cr_arena_printf(arena, "%.2g", p) : cr_text_percent(arena, p);
}

/* One digit of the error; two where the first is 1. */
static int error_decimals(double error, int most)
{
    int decimals = 0;
    for (double unit = 1; decimals < most && (error < unit || (decimals && error < 2 * unit));
         unit /= 10)
        decimals++;
    return decimals;
}

const char *cr_text_estimate(
    const struct cr_view *view, double x, double half, const char *unit, int most, int plain)
{
    if (!isfinite(x) || !(half > 1e-12 * fabs(x))) /* less is rounding */
        return cr_arena_printf(
            view->arena, "%s%s", cr_text_number(view->arena, x, plain), isfinite(x) ? unit : "");
    int decimals = error_decimals(half, most);
    return cr_arena_printf(view->arena, "%s%s %s", cr_text_number(view->arena, x, decimals), unit,
        cr_text_error(view, half, decimals));
}

double cr_text_rounded_up(double p)
{
    double unit = cr_pow(10, floor(cr_log10(p)) - 1);
    return ceil(p / unit - 1e-9) * unit;
}

const char *cr_text_share(struct cr_arena *arena, const struct cr_share *s)
{
    if (isnan(s->se) && s->share <= 0 && s->high > 0)
        return cr_arena_printf(arena, "<%.2g%%", 100 * cr_text_rounded_up(s->high));
    if (isnan(s->se) && s->share >= 1 && s->low < 1)
        return cr_arena_printf(arena, ">%.10g%%", 100 - 100 * cr_text_rounded_up(1 - s->low));
    return cr_text_percent(arena, s->share);
}

const char *cr_text_error(const struct cr_view *view, double half, int decimals)
{
    double least = cr_pow(10, -decimals);
    if (!(half > 0))
        return "";
    return cr_arena_printf(view->arena, "%s%s%s", cr_glyph(&view->style, CR_G_PLUSMINUS),
        half < least / 2 ? "<" : "",
        cr_text_number(view->arena, half < least / 2 ? least : half, decimals));
}

const char *cr_text_number(struct cr_arena *arena, double x, int decimals)
{
    double size = fabs(x);
    if (!isfinite(x))
        return "-";
    if (size >= 1e15)
        return cr_arena_printf(arena, "%.4g", x);
    if (decimals > 7 && size > 0 && size < 1e-3) {
        int digits = decimals + (int)floor(cr_log10(size));
        return digits < 0 ? "0" : cr_arena_printf(arena, "%.*e", digits, x);
    }
    char digits[64];
    snprintf(digits, sizeof digits, "%.*f", decimals, x);
    if (digits[strspn(digits, "-0.")] == 0 && *digits == '-')
        return separate_thousands(arena, digits + 1); /* no -0.0 */
    return separate_thousands(arena, digits);
}

int cr_text_decimals(double size)
{
    double a = fabs(size);
    if (a == 0)
        return 1;
    if (a < 0.001)
        return 2 - (int)fmax(floor(cr_log10(a)), -300);
    return a < 0.01 ? 5 : a < 0.1 ? 4 : a < 1 ? 3 : a < 10 ? 2 : a < 10000 ? 1 : 0;
}

const char *cr_text_about_payoffs(const struct cr_view *view, size_t n)
{
    const struct cr_scenario *s = view->scenario;
    bool costs = false;
    for (size_t i = 0; i < s->n_actors; i++)
        costs |= s->actors[i].has_payoff && s->actors[i].minimise;
    return cr_arena_printf(view->arena, "A payoff is counted in the units of the file%s%s. ",
        costs ? ", and of an actor with `goal: min` less is better" : "",
        n > 1 ? "; every actor's has a scale of its own: it compares futures, not actors" : "");
}

void cr_text_title(
    struct cr_buf *out, const struct cr_view *view, const char *title, const char *facts)
{
    const struct cr_style *style = &view->style;
    const char *clean = cr_text_clean(view->arena, title);
    size_t left = cr_text_width(clean), right = cr_text_width(facts), width = (size_t)style->width;
    if (style->plain || !right || left + 3 + right > width) {
        cr_text_note(out, style, CR_BOLD, clean, 0);
        if (right)
            cr_text_note(out, style, CR_DIM, facts, 0);
        return;
    }
    cr_tinted(out, style, CR_BOLD, clean);
    size_t page = width < 100 ? width : 100;
    cr_buf_repeat(out, " ", left + 3 + right <= page ? page - left - right : 3);
    cr_tinted(out, style, CR_DIM, facts);
    cr_buf_char(out, '\n');
}

const char *cr_text_shell(struct cr_arena *arena, const char *text)
{
    struct cr_buf out;
    cr_buf_init(&out, arena);
    cr_escape_shell(&out, text);
    return cr_text_clean(arena, out.s);
}

/* Whether the file's own observations are among the evidence: those --ignore can lift. */
static bool from_file(const struct cr_setup *setup)
{
    for (size_t i = 0; i < setup->n_evidence; i++) {
        if (setup->evidence[i].observation >= 0)
            return true;
    }
    return false;
}

void cr_text_given(struct cr_buf *out, const struct cr_view *view, double probability)
{
    const struct cr_setup *setup = view->program ? view->program->setup : NULL;
    if (!setup || setup->n_evidence == 0)
        return;
    struct cr_buf list;
    cr_buf_init(&list, view->arena);
    for (size_t i = 0; i < setup->n_evidence; i++) {
        const char *before = i == 0 ? "" : i + 1 < setup->n_evidence ? ", " : " and ";
        const char *name = setup->evidence[i].name;
        cr_buf_str(&list, before);
        cr_buf_str(&list, name ? cr_text_clean(view->arena, name) : "what was seen");
    }
    const char *beforehand = cr_evidence_is_soft(setup->evidence, setup->n_evidence)
                                 ? ""
                                 : cr_arena_printf(view->arena, ", which had probability %s",
                                       cr_text_chance(view->arena, probability));
    cr_text_wrap(out, &view->style,
        cr_arena_printf(view->arena, "Given %s%s.%s", list.s, beforehand,
            from_file(setup) ? " `--ignore all` lifts what the file dates on or before as_of."
                             : ""),
        0);
}

void cr_text_provenance(
    struct cr_buf *out, const struct cr_view *view, const char *facts, const char *next)
{
    const struct cr_style *style = &view->style;
    const struct cr_source *source = view->scenario->source;
    const char *dot = cr_glyph(style, CR_G_DOT);
    if (style->quiet)
        return;
    const char *line = cr_arena_printf(view->arena, "crossroads %s %s %s %s sha256 %.12s%s%s%s%s",
        view->version, dot, cr_text_clean(view->arena, source->name), dot, source->sha256,
        *facts ? " " : "", *facts ? dot : "", *facts ? " " : "", facts);
    cr_text_note(out, style, CR_DIM, line, 0);
    const char *again = view->command ? cr_arena_printf(view->arena, "again: %s",
                                            cr_text_clean(view->arena, view->command))
                                      : "";
    const char *then = next ? cr_arena_printf(view->arena, "next: %s", next) : "";
    size_t width = cr_text_width(again) + 6 + cr_text_width(then);
    if (*again && *then && width <= (size_t)style->width) {
        cr_buf_printf(out, "%s      %s\n", again, then);
        return;
    }
    if (*again)
        cr_buf_printf(out, "%s\n", again); /* never cut: it is there to be copied */
    if (*then)
        cr_buf_printf(out, "%s\n", then);
}
