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

const char *cr_plot_color(const struct cr_view *view, int outcome)
{
    const char *c = view->scenario->outcomes[outcome].color, *known = NULL;
    if (c && *c == '#' && strlen(c) == 4)
        return cr_arena_printf(view->arena, "#%c%c%c%c%c%c", c[1], c[1], c[2], c[2], c[3], c[3]);
    if (c)
        known = *c == '#' ? c : named(c);
    return known ? known : cr_plot_palette(outcome);
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
                : cr_plot_cut(view->arena, cr_plot_words(view->arena, s->stages[i].id), 12);
    }
    return names;
}

void cr_plot_dat(const struct cr_view *view, const struct cr_picture *p, struct cr_tables *tables,
    struct cr_buf *dat)
{
    struct cr_facts facts;
    cr_facts_luck(&facts, view, &p->luck, p->runs, p->worlds, p->engine);
    cr_dat_tables(view, &facts, tables, dat);
}

const char *cr_plot_played(const struct cr_view *view, const struct cr_picture *p)
{
    return cr_arena_printf(view->arena, "%s runs in %s world%s, %s, engine %s.",
        cr_text_whole(view->arena, (double)p->runs), cr_text_whole(view->arena, (double)p->worlds),
        p->worlds == 1 ? "" : "s", cr_text_luck(view->arena, &p->luck), cr_engine_name(p->engine));
}
