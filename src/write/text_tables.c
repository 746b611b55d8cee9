/* Tables for people: shares with bars, quantities with intervals. The width of the labels and of
 * the numbers is found first; what the page has left is the bar's. */
#include "write/text_tables.h"

#include "base/fmath.h"
#include "stats/error.h"
#include "write/text.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------ rows */

/* Widths of the parts of a line; 0 leaves a part out. */
struct layout {
    size_t label, interval, bar;
    double scale; /* the share or value at the end of the bar */
};

static size_t find_widest(const struct cr_text_row *rows, size_t n, size_t least)
{
    size_t width = least;
    for (size_t i = 0; i < n; i++) {
        size_t w = cr_text_width(rows[i].label);
        width = w > width ? w : width;
    }
    return width;
}

/* Labels may take what is left by the numbers; a bar of fewer than 8 columns is not worth drawing.
 */
static struct layout lay_out(
    const struct cr_style *style, size_t label, size_t numbers, size_t interval, size_t bar)
{
    struct layout l = {.label = label, .interval = interval};
    size_t width = (size_t)style->width, fixed = 2 + 2 + numbers;
    if (fixed + 12 + (interval ? 2 + interval : 0) > width)
        l.interval = 0;
    if (l.interval)
        fixed += 2 + l.interval;
    size_t most = width > fixed + 4 ? width - fixed : 4;
    size_t reserve = most > 45 ? 22 : 13; /* for the bar */
    if (bar && label + reserve > most && most >= reserve + 16)
        l.label = most - reserve;
    l.label = l.label > most ? most : l.label;
    size_t rest = width - (fixed + l.label < width ? fixed + l.label : width);
    if (bar && rest >= 8 + 3)
        l.bar = rest - 3 < 40 ? rest - 3 : 40;
    return l;
}

/* ------------------------------------------------------------------ outcomes and tags */

static void sort_rows(struct cr_text_row *rows, size_t n)
{
    for (size_t i = 1; i < n; i++) { /* few, and ties stay in file order */
        struct cr_text_row row = rows[i];
        size_t k = i;
        for (; k && rows[k - 1].share->share < row.share->share; k--)
            rows[k] = rows[k - 1];
        rows[k] = row;
    }
}

static void print_bar(struct cr_buf *out, const struct cr_style *style, const struct cr_share *s,
    const struct layout *l)
{
    double low = isfinite(s->q05) ? fmin(s->q05, s->share) : s->share;
    double high = isfinite(s->q95) ? fmax(s->q95, s->share) : s->share;
    double unit = l->scale > 0 ? (double)l->bar / l->scale : 0;
    size_t full = (size_t)lround(low * unit), dark = (size_t)lround(s->share * unit);
    size_t light = (size_t)lround(high * unit);
    struct cr_buf cells;
    cr_buf_init(&cells, out->arena);
    cr_buf_repeat(&cells, cr_glyph(style, CR_G_FULL), full);
    cr_buf_repeat(&cells, cr_glyph(style, CR_G_DARK), dark - full);
    cr_buf_repeat(&cells, cr_glyph(style, CR_G_LIGHT), light - dark);
    cr_tinted(out, style, CR_BLUE, cells.s);
}

static const char *interval_text(struct cr_arena *arena, double low, double high)
{
    if (!isfinite(low) || !isfinite(high))
        return "";
    return cr_arena_printf(arena, "%5.1f to %5.1f", 100 * low, 100 * high);
}

static bool has_interval(const struct cr_text_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (isfinite(rows[i].share->q05) && rows[i].share->q95 > rows[i].share->q05)
            return true;
    return false;
}

void cr_text_end_line(struct cr_buf *out)
{
    while (out->n && out->s[out->n - 1] == ' ')
        out->s[--out->n] = 0;
    cr_buf_char(out, '\n');
}

void cr_text_shares(struct cr_buf *out, const struct cr_view *view, const char *title,
    struct cr_text_row *rows, size_t n)
{
    const struct cr_style *style = &view->style;
    sort_rows(rows, n);
    struct layout l =
        lay_out(style, find_widest(rows, n, strlen(title)), 7, has_interval(rows, n) ? 14 : 0, 1);
    struct cr_buf head;
    for (size_t i = 0; i < n; i++) {
        const struct cr_share *s = rows[i].share;
        l.scale = fmax(l.scale, isfinite(s->q95) ? fmax(s->q95, s->share) : s->share);
    }
    cr_buf_init(&head, view->arena);
    cr_text_left(&head, style, title, l.label);
    cr_text_right(&head, style, "SHARE", 9);
    if (l.interval)
        cr_buf_str(&head, "   90% INTERVAL");
    cr_buf_str(out, "\n  ");
    cr_tinted(out, style, CR_DIM, head.s);
    cr_buf_char(out, '\n');
    for (size_t i = 0; i < n; i++) {
        const struct cr_share *s = rows[i].share;
        cr_buf_str(out, "  ");
        cr_text_left(out, style, rows[i].label, l.label);
        cr_text_right(out, style, cr_text_share(view->arena, s), 9);
        if (l.interval)
            cr_text_right(out, style, interval_text(view->arena, s->q05, s->q95), 2 + l.interval);
        if (l.bar) {
            cr_buf_str(out, "   ");
            print_bar(out, style, s, &l);
        }
        cr_text_end_line(out);
    }
}

/* ------------------------------------------------------------------ payoffs and measures */

/* Half of the 95 % interval of the mean; 0 where there is none. */
static double half_of(const struct cr_quantity *q)
{
    double half = cr_error_half(q->mean, q->low, q->high);
    return q->se > 0 && isfinite(half) ? half : 0;
}

static void print_quantity_row(struct cr_buf *out, const struct cr_view *view,
    const struct cr_text_row *row, const struct layout *l, size_t number, size_t error,
    int decimals, int fewer)
{
    const struct cr_style *style = &view->style;
    const struct cr_quantity *q = row->quantity;
    cr_buf_str(out, "  ");
    cr_text_left(out, style, row->label, l->label);
    cr_text_right(out, style, cr_text_number(view->arena, q->mean, fewer), number + 2);
    if (error) {
        cr_buf_char(out, ' ');
        cr_text_left(out, style, cr_text_error(view, half_of(q), fewer), error - 1);
    }
    if (l->interval && isfinite(q->q05)) {
        cr_buf_str(out, "  ");
        cr_buf_repeat(out, " ", l->interval - (2 * number + 4));
        cr_text_right(out, style, cr_text_number(view->arena, q->q05, decimals), number);
        cr_buf_str(out, " to ");
        cr_text_right(out, style, cr_text_number(view->arena, q->q95, decimals), number);
    }
    cr_text_end_line(out);
}

void cr_text_quantities(struct cr_buf *out, const struct cr_view *view, const char *title,
    const struct cr_text_row *rows, size_t n)
{
    const struct cr_style *style = &view->style;
    double size = 0, least = INFINITY;
    for (size_t i = 0; i < n; i++) {
        size = fmax(size, fmax(fabs(rows[i].quantity->mean),
                              fmax(fabs(rows[i].quantity->q05), fabs(rows[i].quantity->q95))));
        if (half_of(rows[i].quantity) > 0)
            least = fmin(least, half_of(rows[i].quantity));
    }
    int decimals = cr_text_decimals(size), fewer = decimals;
    while (fewer > 0 && isfinite(least) && least >= 10 * cr_pow(10, -fewer))
        fewer--; /* of means more would be luck */
    size_t number = cr_text_width(cr_text_number(view->arena, -size, decimals)), error = 0;
    for (size_t i = 0; i < n; i++) {
        size_t width = cr_text_width(cr_text_error(view, half_of(rows[i].quantity), fewer));
        error = width && width + 1 > error ? width + 1 : error;
    }
    number = number < 6 ? 6 : number;
    size_t interval = 2 * number + 4;
    interval = interval < 14 ? 14 : interval;
    struct layout l =
        lay_out(style, find_widest(rows, n, strlen(title)), number + 2 + error, interval, 0);
    struct cr_buf head;
    cr_buf_init(&head, view->arena);
    cr_text_left(&head, style, title, l.label);
    cr_text_right(&head, style, "MEAN", number + 2);
    if (l.interval) {
        cr_buf_repeat(&head, " ", 2 + error);
        cr_text_right(&head, style, "90% OF FUTURES", l.interval);
    }
    cr_buf_str(out, "\n  ");
    cr_tinted(out, style, CR_DIM, head.s);
    cr_buf_char(out, '\n');
    for (size_t i = 0; i < n; i++)
        print_quantity_row(out, view, &rows[i], &l, number, error, decimals, fewer);
}
