/* `sensitivity` for people: bars of the tornado, a grid for the indices and for two inputs, a
 * sentence for each point where a decision switches, a box for each set of worlds. */
#include "write/text_sensitivity.h"

#include "write/grid.h"
#include "write/inputs.h"
#include "write/names.h"
#include "write/text.h"
#include "write/text_tables.h"

#include <math.h>
#include <string.h>

enum { TOP = 15, SWITCHES = 20, GRID = 7, BARS = 34, BARS_LEAST = 14, NAMES = 22 };

static const char *arrow(const struct cr_view *view, const char *a, const char *b)
{
    return cr_arena_printf(view->arena, "%s %s %s", a, cr_glyph(&view->style, CR_G_ARROW), b);
}

static size_t count_shown(const struct cr_view *view, size_t n, size_t most)
{
    return view->style.verbose || n < most ? n : most;
}

static void print_more(const struct cr_view *view, size_t all, size_t some, struct cr_buf *out)
{
    if (some < all)
        cr_text_note(out, &view->style, CR_DIM,
            cr_arena_printf(view->arena, "%zu more that %s less (all: -v, --json)", all - some,
                all - some == 1 ? "matters" : "matter"),
            2);
}

/* ------------------------------------------------------------------ tornado */

struct bars {
    double low, high; /* of the target, over the rows shown */
    size_t width;
};

static size_t column_of(const struct bars *b, double y)
{
    double x = b->high > b->low ? (y - b->low) / (b->high - b->low) : 0.5;
    return (size_t)lround(x * (double)(b->width - 1));
}

/* Light where the input is low, full where it is high, a mark at the base. */
static const char *draw_bar(
    const struct cr_view *view, const struct bars *b, const struct cr_tornado_row *row, double base)
{
    struct cr_buf text;
    size_t low = column_of(b, row->y[0]), high = column_of(b, row->y[4]), mid = column_of(b, base);
    double reach[2] = {row->y[0], row->y[0]};
    for (int k = 1; k < CR_TORNADO_POINTS; k++) {
        reach[0] = fmin(reach[0], row->y[k]);
        reach[1] = fmax(reach[1], row->y[k]);
    }
    size_t first = column_of(b, reach[0]), last = column_of(b, reach[1]);
    cr_buf_init(&text, view->arena);
    for (size_t i = 0; i < b->width; i++) {
        bool full = high >= mid ? i >= mid && i <= high : i <= mid && i >= high;
        bool light = low <= mid ? i >= low && i <= mid : i <= low && i >= mid;
        const char *cell = i == mid                             ? cr_glyph(&view->style, CR_G_PIPE)
                           : full                               ? cr_glyph(&view->style, CR_G_FULL)
                           : light || (i >= first && i <= last) ? cr_glyph(&view->style, CR_G_LIGHT)
                                                                : " ";
        cr_buf_str(&text, cell);
    }
    return text.s;
}

static void find_range(const struct cr_tornado *r, size_t n, struct bars *b)
{
    b->low = b->high = r->head.base;
    for (size_t i = 0; i < n; i++) {
        for (int k = 0; k < CR_TORNADO_POINTS; k++) {
            b->low = fmin(b->low, r->rows[r->order[i]].y[k]);
            b->high = fmax(b->high, r->rows[r->order[i]].y[k]);
        }
    }
}

/* The bars take what the columns leave, if that is enough. */
static void draw_bars(const struct cr_view *view, const struct cr_tornado *r, size_t n,
    struct bars *b, double size, struct cr_grid *grid)
{
    const struct cr_aim *aim = &r->head.target;
    size_t least = cr_grid_least(grid, 0), floor = least > NAMES ? least : NAMES;
    size_t used = 2 + floor + 3, page = (size_t)view->style.width;
    for (size_t c = 1; c < grid->n_columns; c++)
        used += 2 + cr_grid_widest(grid, c);
    if (view->style.plain || used + BARS_LEAST > page)
        return;
    size_t names = cr_grid_widest(grid, 0);
    b->width = page - used < BARS ? page - used : BARS;
    grid->first = names < floor + page - used - b->width ? names : floor + page - used - b->width;
    grid->bar_head = cr_text_ruler(view, b->width, cr_text_aim(view, aim, b->low, size),
        cr_text_aim(view, aim, b->high, size));
    for (size_t i = 0; i < n; i++)
        cr_vec_push(
            view->arena, &grid->bars, draw_bar(view, b, &r->rows[r->order[i]], r->head.base));
}

/* Whether the page shows bars. */
static bool print_tornado(
    const struct cr_view *view, const struct cr_tornado *r, struct cr_buf *out)
{
    struct cr_grid grid;
    size_t n = count_shown(view, r->n, TOP);
    const struct cr_aim *aim = &r->head.target;
    struct bars b = {.width = 0};
    find_range(r, n, &b);
    double size = fmax(fabs(b.low), fabs(b.high));
    cr_grid_init(&grid, view, "INPUT|ITS RANGE|TARGET THERE|SWING");
    for (size_t i = 0; i < n; i++) {
        const struct cr_tornado_row *row = &r->rows[r->order[i]];
        cr_grid_cell(&grid, cr_input_label(view, &row->input));
        cr_grid_cell(&grid, arrow(view, cr_text_input(view, &row->input, row->x[0]),
                                cr_text_input(view, &row->input, row->x[4])));
        cr_grid_cell(&grid, arrow(view, cr_text_aim(view, aim, row->y[0], size),
                                cr_text_aim(view, aim, row->y[4], size)));
        cr_grid_cell(&grid, cr_arena_printf(view->arena, "%s%s", row->bend ? "~ " : "",
                                cr_text_aim(view, aim, row->swing, row->swing)));
    }
    draw_bars(view, r, n, &b, size, &grid);
    cr_grid_print(&grid, out);
    print_more(view, r->n, n, out);
    return b.width > 0;
}

static bool has_bend(const struct cr_tornado *r)
{
    for (size_t i = 0; i < r->n; i++) {
        if (r->rows[i].bend)
            return true;
    }
    return false;
}

/* ------------------------------------------------------------------ indices */

static const char *with_error(const struct cr_view *view, double x, double se)
{
    if (isnan(x))
        return "-";
    return cr_arena_printf(view->arena, "%.3f %s", x, cr_text_error(view, 1.96 * se, 3));
}

static void print_sobol(const struct cr_view *view, const struct cr_sobol *r, struct cr_buf *out)
{
    struct cr_grid grid;
    size_t n = count_shown(view, r->n, TOP);
    cr_grid_init(&grid, view, "INPUT|FIRST ORDER|TOTAL");
    for (size_t i = 0; i < n; i++) {
        const struct cr_sobol_row *row = &r->rows[r->order[i]];
        cr_grid_cell(&grid, cr_input_label(view, &row->input));
        cr_grid_cell(&grid, with_error(view, row->first, row->first_se));
        cr_grid_cell(&grid, with_error(view, row->total, row->total_se));
    }
    cr_grid_print(&grid, out);
    print_more(view, r->n, n, out);
    const struct cr_aim *aim = &r->head.target;
    cr_text_wrap(out, &view->style,
        cr_arena_printf(view->arena, "Over worlds: mean %s, standard deviation %s.",
            cr_text_aim(view, aim, r->mean, r->mean), cr_text_aim(view, aim, r->sd, r->sd)),
        0);
}

static void print_morris(const struct cr_view *view, const struct cr_morris *r, struct cr_buf *out)
{
    struct cr_grid grid;
    size_t n = count_shown(view, r->n, TOP);
    const struct cr_aim *aim = &r->head.target;
    cr_grid_init(&grid, view, "INPUT|MU*|MU|SIGMA");
    for (size_t i = 0; i < n; i++) {
        const struct cr_morris_row *row = &r->rows[r->order[i]];
        double size = row->mu_star;
        cr_grid_cell(&grid, cr_input_label(view, &row->input));
        cr_grid_cell(&grid, cr_text_aim(view, aim, row->mu_star, size));
        cr_grid_cell(&grid, cr_text_aim(view, aim, row->mu, size));
        cr_grid_cell(&grid, cr_text_aim(view, aim, row->sigma, size));
    }
    cr_grid_print(&grid, out);
    print_more(view, r->n, n, out);
}

/* ------------------------------------------------------------------ two at a time */

/* At most so many of the grid's lines, ends included. */
static size_t grid_line(size_t n, size_t k, size_t lines)
{
    return lines > 1 ? (n - 1) * k / (lines - 1) : 0;
}

static void print_twoway(const struct cr_view *view, const struct cr_twoway *r, struct cr_buf *out)
{
    struct cr_grid grid;
    size_t columns = r->n_a < GRID ? r->n_a : GRID, rows = r->n_b < 11 ? r->n_b : 11;
    struct cr_buf heads;
    double size = 0;
    for (size_t k = 0; k < r->n_a * r->n_b; k++)
        size = fmax(size, fabs(r->z[k]));
    cr_buf_init(&heads, view->arena);
    cr_buf_str(&heads, cr_text_clean(view->arena, r->b.id));
    for (size_t c = 0; c < columns; c++)
        cr_buf_printf(
            &heads, "|%s", cr_text_input(view, &r->a, r->x[grid_line(r->n_a, c, columns)]));
    cr_grid_init(&grid, view, heads.s);
    for (size_t k = rows; k-- > 0;) {
        size_t iy = grid_line(r->n_b, k, rows);
        cr_grid_cell(&grid, cr_text_input(view, &r->b, r->y[iy]));
        for (size_t c = 0; c < columns; c++) {
            size_t at = iy * r->n_a + grid_line(r->n_a, c, columns);
            const char *z = cr_text_aim(view, &r->head.target, r->z[at], size);
            cr_grid_cell(&grid, r->choice ? cr_arena_printf(view->arena, "%s %c", z,
                                                'a' + (char)(r->choice[at] % 26))
                                          : z);
        }
    }
    cr_text_wrap(out, &view->style,
        cr_arena_printf(view->arena, "Columns: %s. Rows: %s.", cr_input_label(view, &r->a),
            cr_input_label(view, &r->b)),
        0);
    cr_grid_print(&grid, out);
    if (!r->choice)
        return;
    struct cr_buf legend;
    const struct cr_node *node = &view->scenario->nodes[r->node];
    cr_buf_init(&legend, view->arena);
    for (size_t k = 0; k < node->n_branches; k++)
        cr_buf_printf(&legend, "%s%c %s", k ? ", " : "", 'a' + (char)(k % 26),
            cr_text_clean(view->arena, node->branches[k].name));
    cr_text_wrap(out, &view->style,
        cr_arena_printf(view->arena, "Best at '%s': %s.", node->id, legend.s), 0);
}

/* ------------------------------------------------------------------ switch points */

static const char *branch(const struct cr_view *view, int node, int local)
{
    return cr_text_clean(view->arena, view->scenario->nodes[node].branches[local].name);
}

/* "would choose B instead of A if X were above 0.3 (now 0.2)", seen from what is best now. */
static const char *switch_sentence(const struct cr_view *view, const struct cr_switch *s)
{
    const struct cr_node *node = &view->scenario->nodes[s->node];
    const struct cr_actor *actor = &view->scenario->actors[node->actor];
    bool up = s->input.base < s->at;
    int here = up ? s->from : s->to, there = up ? s->to : s->from;
    const char *path = cr_switch_path(view->arena, view->scenario, s);
    return cr_arena_printf(view->arena,
        "At '%s'%s%s, %s would choose '%s' instead of '%s' if '%s' were %s %s (now %s).", node->id,
        *path ? " after " : "", cr_text_clean(view->arena, path),
        cr_text_clean(view->arena, actor->label ? actor->label : actor->id),
        branch(view, s->node, there), branch(view, s->node, here), s->input.id,
        up ? "above" : "below", cr_text_input(view, &s->input, s->at),
        cr_text_input(view, &s->input, s->input.base));
}

static const char *where_looked(const struct cr_view *view, const struct cr_switches *r)
{
    if (r->n_ranges == r->n_inputs)
        return "over the range given for it";
    return cr_arena_printf(view->arena, "from the %.1fth to the %.1fth percentile%s", 100 * r->low,
        100 * r->high, r->n_ranges ? " or over the range given for it" : "");
}

/* Those that can be reached first. */
static void print_switches(
    const struct cr_view *view, const struct cr_switches *r, struct cr_buf *out)
{
    size_t left = count_shown(view, r->n, SWITCHES), all = r->n;
    cr_buf_char(out, '\n');
    for (int on_way = 1; on_way >= 0; on_way--) {
        for (size_t i = 0; i < r->n; i++) {
            if (r->rows[i].on_way != (on_way == 1) || left == 0)
                continue;
            cr_text_wrap(out, &view->style,
                cr_arena_printf(view->arena, "%s %s%s", cr_glyph(&view->style, CR_G_DECISION),
                    switch_sentence(view, &r->rows[i]),
                    on_way ? "" : " (nobody comes there when all play what is best)"),
                2);
            left--;
        }
    }
    print_more(view, all, count_shown(view, all, SWITCHES), out);
    if (r->n == 0 && r->n_decisions == 0)
        cr_text_wrap(out, &view->style, "No decision is solved, so nothing can switch.", 2);
    else if (r->n == 0 && r->n_inputs == 0)
        cr_text_wrap(out, &view->style, "No input can move, so nothing can switch.", 2);
    else if (r->n == 0)
        cr_text_wrap(out, &view->style,
            cr_arena_printf(view->arena,
                "No single input, %s, changes what is best at any of %zu information sets.",
                where_looked(view, r), r->n_decisions),
            2);
}

/* ------------------------------------------------------------------ boxes */

static const char *limit_text(const struct cr_view *view, const struct cr_box_limit *limit)
{
    const char *low = cr_text_input(view, &limit->input, limit->low),
               *high = cr_text_input(view, &limit->input, limit->high);
    if (isnan(limit->low))
        return cr_arena_printf(view->arena, "below %s", high);
    if (isnan(limit->high))
        return cr_arena_printf(view->arena, "above %s", low);
    return cr_arena_printf(view->arena, "%s to %s", low, high);
}

static void print_box(
    const struct cr_view *view, const struct cr_discovery *r, size_t i, struct cr_buf *out)
{
    const struct cr_box *b = &r->boxes[i];
    struct cr_grid grid;
    cr_buf_char(out, '\n');
    cr_text_wrap(out, &view->style,
        cr_arena_printf(view->arena,
            "Box %zu: coverage %s, density %s (overall %s), %s of all worlds. Mostly when", i + 1,
            cr_text_percent(view->arena, b->coverage), cr_text_percent(view->arena, b->density),
            cr_text_percent(view->arena, r->rate), cr_text_percent(view->arena, b->support)),
        0);
    cr_grid_init(&grid, view, "INPUT|IS|QUASI-P");
    for (size_t k = 0; k < b->n; k++) {
        cr_grid_cell(&grid, cr_input_label(view, &b->limits[k].input));
        cr_grid_cell(&grid, limit_text(view, &b->limits[k]));
        cr_grid_cell(&grid, cr_arena_printf(view->arena, "%.2g", b->limits[k].qp));
    }
    cr_grid_print(&grid, out);
}

static void print_discovery(
    const struct cr_view *view, const struct cr_discovery *r, struct cr_buf *out)
{
    for (size_t i = 0; i < r->n; i++)
        print_box(view, r, i, out);
    if (r->n == 0)
        cr_text_wrap(
            out, &view->style, "No part of the inputs' ranges stands out: it happens anywhere.", 2);
}

/* ------------------------------------------------------------------ the page */

static const char *headline(const struct cr_view *view, const struct cr_sensitivity *s)
{
    const struct cr_sensitivity_head *head = cr_sensitivity_head(s);
    struct cr_buf text;
    if (s->kind == CR_SENSITIVITY_SWITCHES)
        return "What is best, and how wrong one number may be before something else is.";
    cr_buf_init(&text, view->arena);
    cr_buf_str(&text, cr_text_clean(view->arena, cr_aim_phrase(view->arena, &head->target)));
    if (text.s[0] >= 'a' && text.s[0] <= 'z')
        text.s[0] = (char)(text.s[0] - 'a' + 'A');
    cr_buf_printf(
        &text, ": %s at the base case.", cr_text_aim(view, &head->target, head->base, head->base));
    return text.s;
}

static void print_footer(
    const struct cr_view *view, const struct cr_sensitivity *s, bool bars, struct cr_buf *out)
{
    const struct cr_sensitivity_head *head = cr_sensitivity_head(s);
    const struct cr_style *style = &view->style;
    if (style->quiet)
        return;
    cr_buf_char(out, '\n');
    cr_text_wrap(out, style, cr_text_clean(view->arena, head->about), 0);
    if (bars)
        cr_text_wrap(out, style,
            cr_arena_printf(view->arena,
                "Bars: %s from the base (%s) to the target with the input low, %s with the input "
                "high; all on the scale above them.",
                cr_glyph(style, CR_G_LIGHT), cr_glyph(style, CR_G_PIPE),
                cr_glyph(style, CR_G_FULL)),
            0);
    if (s->kind == CR_SENSITIVITY_TORNADO && has_bend(&s->tornado))
        cr_text_wrap(out, style,
            "~ the target bends: it does not go one way only, and SWING is how far it goes.", 0);
    for (size_t i = 0; i < head->n_notes; i++)
        cr_text_wrap(out, style,
            cr_arena_printf(view->arena, "Note: %s", cr_text_clean(view->arena, head->notes[i])),
            0);
    const char *facts = cr_arena_printf(view->arena, "engine %s", cr_engine_name(head->engine));
    const char *name = cr_text_shell(view->arena, view->name);
    cr_text_provenance(out, view, facts,
        s->kind == CR_SENSITIVITY_TORNADO
            ? cr_arena_printf(view->arena, "crossroads sensitivity %s %s", name,
                  head->by > 0 ? "--effects=single" : "--method sobol")
            : NULL);
}

void cr_text_sensitivity(const struct cr_view *view, const void *result, struct cr_buf *out)
{
    const struct cr_sensitivity *s = result;
    const struct cr_sensitivity_head *head = cr_sensitivity_head(s);
    const char *dot = cr_glyph(&view->style, CR_G_DOT);
    cr_text_title(out, view, cr_label_of(view->scenario->title, view->name),
        cr_arena_printf(view->arena, "%s points %s %s",
            cr_text_whole(view->arena, (double)head->points), dot,
            cr_text_luck(view->arena, &head->luck)));
    cr_text_wrap(out, &view->style, headline(view, s), 0);
    bool bars = false;
    switch (s->kind) {
    case CR_SENSITIVITY_TORNADO:
        bars = print_tornado(view, &s->tornado, out);
        break;
    case CR_SENSITIVITY_SOBOL:
        print_sobol(view, &s->sobol, out);
        break;
    case CR_SENSITIVITY_MORRIS:
        print_morris(view, &s->morris, out);
        break;
    case CR_SENSITIVITY_TWOWAY:
        print_twoway(view, &s->twoway, out);
        break;
    case CR_SENSITIVITY_SWITCHES:
        print_switches(view, &s->switches, out);
        break;
    case CR_SENSITIVITY_DISCOVERY:
        print_discovery(view, &s->discovery, out);
        break;
    }
    print_footer(view, s, bars, out);
}
