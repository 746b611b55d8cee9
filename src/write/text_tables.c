/* Tables for people: shares with bars, quantities with intervals. Names and numbers are measured
 * over all tables of a page first; what the page has left is the bars', which have one scale. */
#include "write/text_tables.h"

#include "base/fmath.h"
#include "stats/error.h"
#include "write/grid.h"
#include "write/text.h"

#include <math.h>

enum { BARS_LEAST = 18, BARS_MOST = 40, PAGE_WITH_BARS = 72 };

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

/* `unit`: columns of a whole. */
static const char *bar_text(
    const struct cr_view *view, const struct cr_share *s, double unit, size_t width)
{
    double low = isfinite(s->q05) ? fmin(s->q05, s->share) : s->share;
    double high = isfinite(s->q95) ? fmax(s->q95, s->share) : s->share;
    size_t full = (size_t)lround(low * unit), dark = (size_t)lround(s->share * unit);
    size_t light = (size_t)lround(high * unit);
    struct cr_buf cells;
    cr_buf_init(&cells, view->arena);
    light = light > width ? width : light;
    cr_buf_repeat(&cells, cr_glyph(&view->style, CR_G_FULL), full);
    cr_buf_repeat(&cells, cr_glyph(&view->style, CR_G_DARK), dark - full);
    cr_buf_repeat(&cells, cr_glyph(&view->style, CR_G_LIGHT), light > dark ? light - dark : 0);
    return cells.s;
}

const char *cr_text_interval(struct cr_arena *arena, const struct cr_share *s)
{
    if (!isfinite(s->q05) || !isfinite(s->q95))
        return "";
    return cr_arena_printf(arena, "%.1f to %5.1f", 100 * s->q05, 100 * s->q95);
}

bool cr_text_has_interval(const struct cr_share *shares, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (isfinite(shares[i].q05) && shares[i].q95 > shares[i].q05)
            return true;
    return false;
}

bool cr_text_has_bars(const struct cr_view *view)
{
    return view->style.width >= PAGE_WITH_BARS && !view->style.plain;
}

const char *cr_text_ruler(
    const struct cr_view *view, size_t width, const char *low, const char *high)
{
    struct cr_buf text;
    size_t used = cr_text_width(low) + cr_text_width(high) + 2;
    cr_buf_init(&text, view->arena);
    cr_buf_printf(&text, "%s ", low);
    if (used < width)
        cr_buf_repeat(&text, cr_glyph(&view->style, CR_G_RULER), width - used);
    cr_buf_printf(&text, " %s", high);
    return text.s;
}

/* The end of the scale: the largest share or upper end of an interval, upwards to a round one. */
static double end_of_scale(const struct cr_text_table *tables, size_t n)
{
    static const double round[] = {0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};
    double most = 0;
    for (size_t t = 0; t < n; t++)
        for (size_t i = 0; i < tables[t].n; i++) {
            const struct cr_share *s = tables[t].rows[i].share;
            most = fmax(most, isfinite(s->q95) ? fmax(s->q95, s->share) : s->share);
        }
    for (size_t i = 0; i < sizeof round / sizeof *round; i++)
        if (most <= round[i])
            return round[i];
    return 1;
}

static void fill_shares(struct cr_grid *grid, const struct cr_view *view,
    const struct cr_text_table *table, bool interval)
{
    cr_grid_init(grid, view,
        cr_arena_printf(
            view->arena, "%s|PROBABILITY%s", table->title, interval ? "|90% INTERVAL" : ""));
    sort_rows(table->rows, table->n);
    for (size_t i = 0; i < table->n; i++) {
        cr_grid_cell(grid, table->rows[i].label);
        cr_grid_cell(grid, cr_text_share(view->arena, table->rows[i].share));
        if (interval)
            cr_vec_push(
                view->arena, &grid->cells, cr_text_interval(view->arena, table->rows[i].share));
    }
}

static bool table_has_interval(const struct cr_text_table *table)
{
    for (size_t i = 0; i < table->n; i++)
        if (cr_text_has_interval(table->rows[i].share, 1))
            return true;
    return false;
}

/* Draws the bars of a table in what is left beside its columns. */
static void draw_bars(
    struct cr_grid *grid, const struct cr_text_table *table, size_t width, double end)
{
    const struct cr_view *view = grid->view;
    grid->bar_head =
        cr_text_ruler(view, width, "0%", cr_arena_printf(view->arena, "%.0f%%", 100 * end));
    for (size_t i = 0; i < table->n; i++)
        cr_vec_push(view->arena, &grid->bars,
            bar_text(view, table->rows[i].share, (double)width / end, width));
}

void cr_text_shares(
    struct cr_buf *out, const struct cr_view *view, const struct cr_text_table *tables, size_t n)
{
    struct cr_grid *grids = CR_NEW(view->arena, struct cr_grid, n + 1);
    size_t first = 0, least = 0, numbers = 0, page = (size_t)view->style.width;
    bool interval = false;
    for (size_t t = 0; t < n; t++)
        interval |= table_has_interval(&tables[t]);
    for (size_t t = 0; t < n; t++) {
        size_t own = 0;
        fill_shares(&grids[t], view, &tables[t], interval);
        for (size_t c = 1; c < grids[t].n_columns; c++)
            own += 2 + cr_grid_widest(&grids[t], c);
        numbers = own > numbers ? own : numbers;
        own = cr_grid_widest(&grids[t], 0);
        first = own > first ? own : first;
        own = cr_grid_least(&grids[t], 0);
        least = own > least ? own : least;
    }
    size_t rest = page > 2 + numbers + 3 ? page - 2 - numbers - 3 : 0; /* for names and bars */
    bool bars = cr_text_has_bars(view) && rest >= 20 + BARS_LEAST && rest >= least + BARS_LEAST;
    size_t most = bars ? rest - BARS_LEAST : rest;
    first = first > most ? most : first;
    size_t width = rest - first > BARS_MOST ? BARS_MOST : rest - first;
    for (size_t t = 0; t < n; t++) {
        grids[t].first = bars ? first : 0;
        if (bars)
            draw_bars(&grids[t], &tables[t], width, end_of_scale(tables, n));
        cr_grid_print(&grids[t], out);
    }
}

/* ------------------------------------------------------------------ payoffs and measures */

/* Half of the 95 % interval of the mean; 0 where there is none. */
static double half_of(const struct cr_quantity *q)
{
    double half = cr_error_half(q->mean, q->low, q->high);
    return q->se > 0 && isfinite(half) ? half : 0;
}

/* The decimals of the numbers of a table, and of its means: more than their error would be luck. */
static int find_decimals(const struct cr_text_row *rows, size_t n, int *of_means)
{
    double size = 0, least = INFINITY;
    for (size_t i = 0; i < n; i++) {
        size = fmax(size, fmax(fabs(rows[i].quantity->mean),
                              fmax(fabs(rows[i].quantity->q05), fabs(rows[i].quantity->q95))));
        if (half_of(rows[i].quantity) > 0)
            least = fmin(least, half_of(rows[i].quantity));
    }
    int decimals = cr_text_decimals(size);
    *of_means = decimals;
    while (*of_means > 0 && isfinite(least) && least >= 10 * cr_pow(10, -*of_means))
        --*of_means;
    return decimals;
}

void cr_text_quantities(struct cr_buf *out, const struct cr_view *view, const char *title,
    const struct cr_text_row *rows, size_t n)
{
    struct cr_grid grid;
    int fewer, decimals = find_decimals(rows, n, &fewer);
    bool errors = false;
    size_t high = 0;
    for (size_t i = 0; i < n; i++) {
        const struct cr_quantity *q = rows[i].quantity;
        size_t own = cr_text_width(cr_text_number(view->arena, q->q95, decimals));
        errors |= *cr_text_error(view, half_of(q), fewer) != 0;
        high = own > high ? own : high;
    }
    cr_grid_init(&grid, view,
        cr_arena_printf(
            view->arena, "%s|MEAN%s|90%% OF FUTURES", title, errors ? "|ERROR (95%)" : ""));
    for (size_t i = 0; i < n; i++) {
        const struct cr_quantity *q = rows[i].quantity;
        const char *top = cr_text_number(view->arena, q->q95, decimals);
        cr_grid_cell(&grid, rows[i].label);
        cr_grid_cell(&grid, cr_text_number(view->arena, q->mean, fewer));
        if (errors)
            cr_grid_cell(&grid, cr_text_error(view, half_of(q), fewer));
        cr_vec_push(view->arena, &grid.cells,
            isfinite(q->q05) ? cr_arena_printf(view->arena, "%s to %*s%s",
                                   cr_text_number(view->arena, q->q05, decimals),
                                   (int)(high - cr_text_width(top)), "", top)
                             : "");
    }
    cr_grid_print(&grid, out);
}
