/* What several pictures share: colours and shapes, names, sizes of texts as gnuplot will break
 * them, and places that keep texts apart. */
#include "write/plot_parts.h"

#include "base/utf8.h"
#include "write/escape.h"
#include "write/plot_script.h"
#include "write/table.h"
#include "write/table_forms.h"
#include "write/text.h"

#include <ctype.h>
#include <string.h>

/* Okabe and Ito's colours, those that stand out on white first; then darker ones of the same hues,
 * for the ninth outcome and those behind it. */
static const char *const palette[] = {"#0072B2", "#D55E00", "#009E73", "#E69F00", "#56B4E9",
    "#CC79A7", "#7F7F7F", "#222222", "#003F66", "#7A3500", "#00573F", "#8A6000", "#2C6F96",
    "#7F3F62", "#4A4A4A", "#A39300"};
enum { PALETTE = sizeof palette / sizeof *palette };

const char *cr_plot_palette(int k)
{
    return palette[k % PALETTE];
}

/* Shapes that stay apart in print: filled circle, square, triangles, diamond; then open ones. */
int cr_plot_shape(int k)
{
    static const int shapes[] = {7, 5, 9, 13, 11, 6, 4, 8};
    return shapes[k % (int)(sizeof shapes / sizeof *shapes)];
}

/* Names mean the colour of the palette that comes nearest. Others we do not know: what a plot
 * program makes of a name is its own affair, and an unknown one would end the script. */
static const char *named(const char *name)
{
    static const struct {
        const char *name, *color;
    } names[] = {
#define CR_COLOR(name, color) {#name, color},
#include "scenario/colors.def"
#undef CR_COLOR
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(names[i].name, name))
            return names[i].color;
    return NULL;
}

/* The author's colour of an outcome; NULL: the file has none that we know. */
static const char *own_color(const struct cr_view *view, int outcome)
{
    const char *c = view->scenario->outcomes[outcome].color;
    if (c && *c == '#' && strlen(c) == 4)
        return cr_arena_printf(view->arena, "#%c%c%c%c%c%c", c[1], c[1], c[2], c[2], c[3], c[3]);
    return !c ? NULL : *c == '#' ? c : named(c);
}

static int hex_of(const char *color, int at)
{
    static const char digits[] = "0123456789abcdef";
    int x = 0;
    for (int i = 0; i < 2; i++) {
        const char *d = strchr(digits, tolower((unsigned char)color[at + i]));
        x = 16 * x + (d ? (int)(d - digits) : 0);
    }
    return x;
}

/* Whether the eye would take two colours for one. */
static bool looks_like(const char *a, const char *b)
{
    int distance = 0;
    for (int at = 1; at < 7; at += 2) {
        int d = hex_of(a, at) - hex_of(b, at);
        distance += d * d;
    }
    return distance < 60 * 60;
}

/* Colours of the palette that no author took, in order; used up, they begin anew. */
static const char *free_color(const struct cr_view *view, int turn)
{
    int left[PALETTE], n = 0;
    for (int k = 0; k < PALETTE; k++) {
        bool taken = false;
        for (size_t i = 0; i < view->scenario->n_outcomes && !taken; i++) {
            const char *own = own_color(view, (int)i);
            taken = own && looks_like(own, palette[k]);
        }
        if (!taken)
            left[n++] = k;
    }
    return n ? palette[left[turn % n]] : palette[turn % PALETTE];
}

const char *cr_plot_color(const struct cr_view *view, int outcome)
{
    const char *own = own_color(view, outcome);
    int turn = 0;
    if (own)
        return own;
    for (int i = 0; i < outcome; i++)
        turn += !own_color(view, i);
    return free_color(view, turn);
}

const char *cr_plot_class_color(const struct cr_view *view, const struct cr_classes *c, int k)
{
    return c->at[k].outcome >= 0 ? cr_plot_color(view, c->at[k].outcome) : cr_plot_palette(k);
}

/* "#0072B2" as "#700072B2": alpha first, 00 is opaque. */
const char *cr_plot_faint(struct cr_arena *arena, const char *color, const char *alpha)
{
    return cr_arena_printf(arena, "#%s%s", alpha, color + 1);
}

const char *cr_plot_words(struct cr_arena *arena, const char *id)
{
    char *text = cr_arena_strdup(arena, id);
    for (char *s = text; *s; s++)
        if (*s == '_')
            *s = ' ';
    return text;
}

const char *cr_plot_label(struct cr_arena *arena, const char *label, const char *id)
{
    return label && *label ? label : cr_plot_words(arena, id);
}

const char *cr_plot_class_label(struct cr_arena *arena, const struct cr_class *c)
{
    return cr_plot_label(arena, c->label, c->id);
}

void cr_plot_lines(
    struct cr_arena *arena, const char *text, size_t columns, size_t *widest, size_t *n)
{
    const char *s = cr_text_clean(arena, text);
    *widest = *n = 0;
    while (*s) {
        size_t length = strlen(s), fits = cr_utf8_fit(s, length, columns), take = fits;
        if (fits < length) { /* as lines() of the script does: at the last blank, or in a word */
            while (take && s[take] != ' ')
                take--;
            take = take ? take : fits ? fits : length;
        }
        size_t w = cr_text_width(cr_arena_strndup(arena, s, take));
        *widest = w > *widest ? w : *widest;
        s += take + strspn(s + take, " ");
        ++*n;
    }
}

void cr_plot_array(struct cr_buf *out, const char *name, const char *const *texts, size_t n)
{
    cr_buf_printf(out, "array %s[%zu] = [", name, n ? n : 1);
    for (size_t i = 0; i < n; i++) {
        cr_buf_str(out, i ? ", " : "");
        cr_escape_gnuplot(out, texts[i]);
    }
    cr_buf_str(out, n ? "]\n" : "'']\n");
}

void cr_plot_tic(struct cr_buf *out, struct cr_arena *arena, const char *text)
{
    struct cr_buf doubled;
    cr_buf_init(&doubled, arena);
    cr_buf_str(&doubled, "");
    for (; *text; text++) {
        cr_buf_char(&doubled, *text);
        if (*text == '%')
            cr_buf_char(&doubled, '%');
    }
    cr_escape_gnuplot(out, doubled.s);
}

void cr_plot_apart(double *y, const double *size, size_t n, double low, double high)
{
    for (size_t i = 0; i < n; i++) { /* downwards: below the one above */
        double most = i ? y[i - 1] - (size[i - 1] + size[i]) / 2 : high - size[0] / 2;
        y[i] = y[i] < most ? y[i] : most;
    }
    for (size_t i = n; i-- > 0;) { /* upwards again: not below the floor */
        double least = i + 1 < n ? y[i + 1] + (size[i + 1] + size[i]) / 2 : low + size[i] / 2;
        y[i] = y[i] > least ? y[i] : least;
    }
}

static bool is_year_first(const char *date)
{
    return date && strlen(date) >= 4 && isdigit((unsigned char)date[0]) &&
           isdigit((unsigned char)date[3]);
}

/* 0: no dates; 4: years tell the stages apart; 7: years and months do. */
static size_t date_length(const struct cr_scenario *s)
{
    size_t length = 4;
    for (size_t i = 0; i < s->n_stages; i++) {
        if (!is_year_first(s->stages[i].date))
            return 0;
        if (i && !strncmp(s->stages[i].date, s->stages[i - 1].date, 4))
            length = 7;
    }
    return length;
}

const char **cr_plot_stages(const struct cr_view *view)
{
    const struct cr_scenario *s = view->scenario;
    const char **names = CR_NEW(view->arena, const char *, s->n_stages + 1);
    size_t length = date_length(s);
    for (size_t i = 0; i < s->n_stages; i++) {
        const char *date = s->stages[i].date;
        names[i] =
            length
                ? cr_arena_strndup(view->arena, date, strlen(date) < length ? strlen(date) : length)
                : cr_plot_cut(view->arena,
                      cr_plot_label(view->arena, s->stages[i].label, s->stages[i].id), 16);
    }
    return names;
}

/* Years: the end of what a date names, "2024" as "2024-12-31". */
static double years(const char *date)
{
    int part[3] = {0, 12, 31};
    for (int i = 0; i < 3 && *date; i++) {
        part[i] = 0;
        for (; isdigit((unsigned char)*date) && part[i] < 100000; date++)
            part[i] = 10 * part[i] + (*date - '0');
        date += *date != '\0';
    }
    return part[0] + (part[1] - 1) / 12.0 + part[2] / 372.0;
}

double *cr_plot_times(const struct cr_view *view, bool *dated)
{
    const struct cr_scenario *s = view->scenario;
    size_t n = s->n_stages;
    double *at = CR_NEW(view->arena, double, n + 1), apart = 0;
    *dated = n > 1;
    for (size_t i = 0; i < n && *dated; i++) {
        *dated = is_year_first(s->stages[i].date);
        at[i] = *dated ? years(s->stages[i].date) : 0;
        *dated = *dated && (!i || at[i] >= at[i - 1]);
    }
    *dated = *dated && at[n - 1] > at[0];
    for (size_t i = 1; i < n && *dated; i++) { /* stages of one date side by side */
        apart = 0.05 * (at[n - 1] - at[0]);
        at[i] = at[i] < at[i - 1] + apart ? at[i - 1] + apart : at[i];
    }
    double first = at[0], all = n > 1 ? at[n - 1] - at[0] : 1;
    for (size_t i = 0; i < n; i++)
        at[i] = *dated ? 1 + (at[i] - first) / all * ((double)n - 1) : (double)i + 1;
    return at;
}

void cr_plot_dat(const struct cr_view *view, const struct cr_picture *p, struct cr_tables *tables,
    struct cr_buf *dat)
{
    struct cr_facts facts;
    cr_facts_luck(&facts, view, &p->luck, p->runs, p->worlds, p->engine);
    cr_dat_tables(view, &facts, tables, dat);
}

/* Only a walk plays runs; else every future is weighed. */
static const char *effort_text(const struct cr_view *view, const struct cr_luck *luck,
    uint64_t runs, uint64_t worlds, enum cr_engine engine)
{
    struct cr_arena *arena = view->arena;
    const char *in =
        worlds > 1 ? cr_arena_printf(arena, " in %s worlds", cr_text_whole(arena, (double)worlds))
                   : "";
    if (engine == CR_ENGINE_EXACT)
        return "Exact: all futures are weighed.";
    if (engine == CR_ENGINE_ROLLBACK)
        return cr_arena_printf(
            arena, "Exact%s, %s.", worlds > 1 ? in : " in its world", cr_text_luck(arena, luck));
    return cr_arena_printf(arena, "%s runs%s, %s, engine %s.", cr_text_whole(arena, (double)runs),
        in, cr_text_luck(arena, luck), cr_engine_name(engine));
}

const char *cr_plot_played(const struct cr_view *view, const struct cr_picture *p)
{
    return effort_text(view, &p->luck, p->runs, p->worlds, p->engine);
}

const char *cr_plot_run_played(const struct cr_view *view, const struct cr_run_result *r)
{
    return effort_text(view, &r->luck, r->runs, r->worlds, r->engine);
}
