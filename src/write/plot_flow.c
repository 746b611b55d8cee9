/* How a state variable drifts between three bands, stage by stage. Bars stand at the stages; a
 * ribbon between two bars is as wide as the share of futures that go from one band to the other,
 * and leaves and arrives beside those before it. */
#include "write/escape.h"
#include "write/plot_parts.h"
#include "write/plot_script.h"
#include "write/plots.h"
#include "write/table.h"

enum { WIDTH = 900, HEIGHT = 520, POINTS = 24, LEFT = 40, RIGHT = 172 };
#define GAP 0.035
#define HALF 0.035 /* of a bar's width, in columns */

static const char *const names[CR_BANDS] = {"low", "middle", "high"};
static const char *const colors[CR_BANDS] = {"#D55E00", "#7F7F7F", "#0072B2"};

struct drift {
    const struct cr_view *view;
    const struct cr_picture *p;
    const struct cr_flow *flow;
    const char *label[CR_BANDS];
    double *x; /* [n_columns] where they stand */
    bool dated;
};

/* The upper edge of a band's bar, from the top downwards; the highest band stands on top. */
static double top_of(const struct cr_flow *flow, int column, int band)
{
    double y = 0;
    for (int b = CR_BANDS - 1; b > band; b--)
        y += flow->share[column * CR_BANDS + b] + GAP;
    return y;
}

/* By their dates, where no two stages would then stand too near for their bars; the start stands
 * one column before the first. */
static void place_columns(struct drift *d)
{
    int n = d->flow->n_columns;
    double *times = cr_plot_times(d->view, &d->dated);
    d->x = CR_NEW(d->view->arena, double, n + 1);
    for (int c = 2; c < n; c++)
        d->dated = d->dated && times[c - 1] - times[c - 2] >= 0.45;
    for (int c = 1; c < n; c++)
        d->x[c] = d->dated ? times[c - 1] : c;
}

/* Whether the bands are what they were made to be: values that are seldom equal are. */
static bool are_thirds(const struct cr_flow *flow)
{
    for (int b = 0; b < CR_BANDS; b++) {
        double sum = 0;
        for (int c = 0; c < flow->n_columns; c++)
            sum += flow->share[c * CR_BANDS + b];
        if (sum < 0.28 * flow->n_columns || sum > 0.39 * flow->n_columns)
            return false;
    }
    return true;
}

static void name_bands(struct drift *d)
{
    const double *e = d->flow->edges;
    struct cr_arena *arena = d->view->arena;
    d->label[0] = cr_arena_printf(arena, "below %.4g", e[0]);
    d->label[1] = cr_arena_printf(arena, "%.4g to %.4g", e[0], e[1]);
    d->label[2] = cr_arena_printf(arena, "%.4g and more", e[1]);
}

static void fill_bars(const struct drift *d, struct cr_tables *tables)
{
    const struct cr_scenario *s = d->view->scenario;
    struct cr_table *table = cr_table_add(tables, "bars",
        "band: 0 low, 1 middle, 2 high; column 0: the start; x: where it stands",
        "id column x band low high p label");
    for (int c = 0; c < d->flow->n_columns; c++)
        for (int b = 0; b < CR_BANDS; b++) {
            double top = top_of(d->flow, c, b), p = d->flow->share[c * CR_BANDS + b];
            double x[] = {c, d->x[c], b, top, top + p, p};
            if (p > 0)
                cr_table_row(tables, table, c ? s->stages[c - 1].id : "start", x, 6, d->label[b]);
        }
}

/* What has left and what has arrived at the ends of a ribbon before it. */
static double gone(const struct cr_flow *flow, int column, int from, int to, bool arrived)
{
    double y = 0;
    for (int b = CR_BANDS - 1; b > (arrived ? from : to); b--)
        y += flow->move[(column * CR_BANDS + (arrived ? b : from)) * CR_BANDS + (arrived ? to : b)];
    return y;
}

static void fill_ribbon(
    const struct drift *d, struct cr_tables *tables, int column, int from, int to)
{
    const struct cr_flow *flow = d->flow;
    double p = flow->move[(column * CR_BANDS + from) * CR_BANDS + to];
    double y0 = top_of(flow, column, from) + gone(flow, column, from, to, false);
    double y1 = top_of(flow, column + 1, to) + gone(flow, column, from, to, true);
    struct cr_table *table = cr_table_add(tables,
        cr_arena_printf(d->view->arena, "%s %d %s", names[from], column, names[to]), NULL,
        "id x low high p");
    for (int i = 0; i <= POINTS; i++) {
        double u = (double)i / POINTS, s = u * u * (3 - 2 * u), y = y0 + (y1 - y0) * s;
        double left = d->x[column] + HALF, right = d->x[column + 1] - HALF;
        double x[] = {left + u * (right - left), y, y + p, p};
        cr_table_row(tables, table, names[from], x, 4, NULL);
    }
}

/* Ribbons by the band they leave, so that the script colours them by number. */
static void write_data(const struct drift *d, struct cr_buf *dat, int *n_of)
{
    struct cr_tables tables = {.arena = d->view->arena};
    fill_bars(d, &tables);
    for (int from = 0; from < CR_BANDS; from++)
        for (int c = 0; c + 1 < d->flow->n_columns; c++)
            for (int to = CR_BANDS - 1; to >= 0; to--)
                if (d->flow->move[(c * CR_BANDS + from) * CR_BANDS + to] > 0) {
                    fill_ribbon(d, &tables, c, from, to);
                    n_of[from]++;
                }
    cr_plot_dat(d->view, d->p, &tables, dat);
}

static void write_tics(const struct drift *d, struct cr_buf *body)
{
    const char **stages = cr_plot_stages(d->view);
    cr_buf_str(body, "set xtics ('start' 0");
    for (int c = 1; c < d->flow->n_columns; c++) {
        cr_buf_str(body, ", ");
        cr_plot_tic(body, d->view->arena, stages[c - 1]);
        cr_buf_printf(body, " %.6g", d->x[c]);
    }
    cr_buf_str(body, ") offset 0,-0.3 textcolor rgb INK font 'sans,10'\n");
}

static void write_body(const struct drift *d, const int *n_of, struct cr_buf *body)
{
    int last = d->flow->n_columns - 1, block = 1;
    cr_buf_printf(body,
        "\n# ---- the picture: block 0 are the bars, then the ribbons by the band they leave\n"
        "set lmargin at screen %d./W; set rmargin at screen 1 - %d./W\n"
        "set tmargin at screen 1 - 80./H; set bmargin at screen (62. + 14*NOTE_LINES)/H\n"
        "unset ytics; set xrange [-0.1:%g]; set yrange [%g:-0.01]\n"
        "bar(b) = column('band') == b ? column('x') : NaN\n"
        "# shares too thin for a number get none\n"
        "share(c) = column('p') >= 0.02 && column('column') %s %d ? c : NaN\n"
        "final(c) = column('column') == %d ? c : NaN\n",
        LEFT, RIGHT, d->x[last] + 0.1, 1 + 2 * GAP, "<", last, last);
    write_tics(d, body);
    cr_buf_str(body, "plot ");
    for (int b = 0; b < CR_BANDS; b++)
        if (n_of[b]) {
            cr_buf_printf(body,
                "for [i = %d:%d] f index i using 'x':'low':'high' with filledcurves fc rgb '%s', "
                "\\\n     ",
                block, block + n_of[b] - 1, cr_plot_faint(d->view->arena, colors[b], "90"));
            block += n_of[b];
        }
    for (int b = 0; b < CR_BANDS; b++)
        cr_buf_printf(body,
            "f index 'bars' using (bar(%d)):'low':(column('x') - %g):(column('x') + %g):"
            "'low':'high' with boxxyerror fc rgb '%s', \\\n     ",
            b, HALF, HALF, colors[b]);
    cr_buf_str(body,
        "f index 'bars' using (share(column('x') + 0.06)):((column('low') + "
        "column('high'))/2):(sprintf('%.0f%%', 100*column('p'))) with labels left font 'sans,10' "
        "textcolor rgb INK, \\\n"
        "     '' index 'bars' using (final(column('x') + 0.06)):((column('low') + "
        "column('high'))/2):(sprintf('%s: %.0f%%', stringcolumn('label'), 100*column('p'))) with "
        "labels left font 'sans,10' textcolor rgb INK\n");
}

void cr_plot_flow(const struct cr_view *view, const struct cr_picture *p,
    const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp)
{
    struct drift d = {.view = view, .p = p, .flow = &p->flow};
    int n_of[CR_BANDS] = {0};
    struct cr_buf body;
    name_bands(&d);
    place_columns(&d);
    write_data(&d, dat, n_of);
    cr_buf_init(&body, view->arena);
    write_body(&d, n_of, &body);
    const char *label = cr_plot_label(view->arena, p->flow.state.label, p->flow.state.id);
    const char *note = cr_arena_printf(view->arena,
        "Height is the share of futures in a band of '%s' at the end of each stage; a ribbon keeps "
        "the colour of where it comes from.%s%s Futures differ by what the file leaves open and by "
        "luck, both. %s",
        label, are_thirds(&p->flow) ? " Each band holds about a third of all values." : "",
        d.dated ? " The axis is time." : "", cr_plot_played(view, p));
    int width = p->flow.n_columns > 7 ? 130 * p->flow.n_columns : WIDTH;
    cr_plot_script(view, options, width, HEIGHT,
        cr_arena_printf(view->arena, "How '%s' drifts", label), note, body.s, gp);
}
