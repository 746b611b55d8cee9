/* The same scenario in several ways: through every lens (a dot for each lens and outcome), or with
 * every option of a decision (a curve of the chance to get at least so much). */
#include "write/escape.h"
#include "write/plot_parts.h"
#include "write/plot_script.h"
#include "write/plots.h"
#include "write/table.h"
#include "write/text.h"

#include <math.h>

enum { WIDTH = 980, CUT = 30, LEGEND = 272, CURVES = 12 };

static const char *way_name(const struct cr_view *view, const struct cr_way *way)
{
    return cr_plot_label(view->arena, way->label, way->id);
}

/* The file as written stands in ink, apart from the lenses, which leave that colour out. */
static const char *way_color(const struct cr_ways *ways, size_t k)
{
    enum { INK = 7 };
    if (ways->node < 0)
        return cr_plot_palette(k ? (int)(k - 1 < INK ? k - 1 : k) : INK);
    return cr_plot_palette((int)k);
}

/* ------------------------------------------------------------------ lenses */

struct dots {
    const struct cr_view *view;
    const struct cr_picture *p;
    struct cr_classes classes; /* the rows */
    int n, order[CR_CLASSES], pitch;
    bool lines; /* shares differ between worlds */
};

static const struct cr_share *share_of(const struct dots *d, size_t way, int row)
{
    const struct cr_run_result *run = &d->p->ways.at[way].run;
    const struct cr_class *c = &d->classes.at[row];
    return c->outcome >= 0 ? &run->outcomes[c->outcome] : &run->tags[c->tag];
}

static void find_rows(struct dots *d)
{
    cr_classes_find(d->view->arena, d->view->scenario, &d->classes);
    for (int i = 0; i < d->classes.n; i++) {
        if (d->classes.at[i].outcome < 0 && d->classes.at[i].tag < 0)
            continue; /* "other" has no share of its own */
        int k = d->n++;
        for (; k && share_of(d, 0, d->order[k - 1])->share < share_of(d, 0, i)->share; k--)
            d->order[k] = d->order[k - 1];
        d->order[k] = i;
    }
}

/* A lens's mark in a row: side by side, so that no two can cover each other. */
static double height(const struct dots *d, size_t way, int row)
{
    double n = (double)d->p->ways.n;
    return row + ((double)way - (n - 1) / 2) / (n + 1.5);
}

static const char *row_text(const struct dots *d, int row)
{
    return cr_plot_cut(d->view->arena,
        cr_plot_class_label(d->view->arena, &d->classes.at[d->order[row]]), 3 * CUT - 16);
}

static void write_dots_data(struct dots *d, struct cr_buf *dat)
{
    struct cr_tables tables = {.arena = d->view->arena};
    struct cr_table *rows = cr_table_add(&tables, "rows", NULL, "id row label");
    for (int i = 0; i < d->n; i++) {
        double x[] = {i};
        cr_table_row(&tables, rows, d->classes.at[d->order[i]].id, x, 1, row_text(d, i));
    }
    for (size_t w = 0; w < d->p->ways.n; w++) {
        struct cr_table *table = cr_table_add(&tables,
            cr_arena_printf(d->view->arena, "lens %s", d->p->ways.at[w].id),
            w ? NULL : "quantiles: over worlds; y: where the mark stands", "id y share se q05 q95");
        for (int i = 0; i < d->n; i++) {
            const struct cr_share *s = share_of(d, w, d->order[i]);
            double x[] = {height(d, w, i), s->share, s->se, s->q05, s->q95};
            d->lines = d->lines || (isfinite(s->q05) && s->q95 > s->q05);
            cr_table_row(&tables, table, d->classes.at[d->order[i]].id, x, 5, NULL);
        }
    }
    cr_plot_dat(d->view, d->p, &tables, dat);
}

/* Names beside the picture, with their marks, one below the other; returns the pixels they need. */
static int write_legend(const struct cr_view *view, const char *const *texts,
    const char *const *colors, const int *shapes, size_t n, struct cr_buf *body)
{
    int y = 66 + CR_PLOT_HEAD;
    cr_plot_array(body, "NAME", texts, n);
    for (size_t i = 0; i < n; i++) {
        size_t widest, lines;
        cr_plot_lines(view->arena, texts[i], CUT, &widest, &lines);
        cr_buf_printf(body,
            "set label %zu lines(NAME[%zu], %d) at screen 1 - %d./W, screen 1 - %d./H left point "
            "pt %d ps 1.1 lc rgb '%s' offset 1.2,0 font 'sans,10' textcolor rgb INK\n",
            i + 1, i + 1, CUT, LEGEND - 22, y, shapes[i], colors[i]);
        y += 16 * (int)lines + 12;
    }
    return y;
}

static int write_legend_of(
    const struct cr_view *view, const struct cr_picture *p, bool means, struct cr_buf *body)
{
    const struct cr_ways *ways = &p->ways;
    size_t n = means && ways->n > CURVES ? CURVES : ways->n;
    const char **texts = CR_NEW(view->arena, const char *, n),
               **colors = CR_NEW(view->arena, const char *, n);
    int *shapes = CR_NEW(view->arena, int, n);
    double size = 0;
    for (size_t i = 0; i < n && means; i++)
        size = fmax(size, fabs(ways->at[i].run.payoffs[ways->actor].mean));
    for (size_t i = 0; i < n; i++) {
        texts[i] = cr_plot_cut(view->arena, way_name(view, &ways->at[i]), 3 * CUT - 16);
        if (means)
            texts[i] = cr_arena_printf(view->arena, "%s (mean %s)", texts[i],
                cr_text_number(view->arena, ways->at[i].run.payoffs[ways->actor].mean,
                    cr_text_decimals(size)));
        colors[i] = way_color(ways, i);
        shapes[i] = means ? 5 : cr_plot_shape((int)i);
    }
    return write_legend(view, texts, colors, shapes, n, body);
}

static int write_dots_body(const struct dots *d, double left, struct cr_buf *body)
{
    const struct cr_ways *ways = &d->p->ways;
    double high = 0.01;
    for (size_t w = 0; w < ways->n; w++)
        for (int i = 0; i < d->n; i++) {
            const struct cr_share *s = share_of(d, w, d->order[i]);
            high = fmax(high, fmax(s->share, isfinite(s->q95) ? s->q95 : 0));
        }
    cr_buf_printf(body,
        "\n# ---- the picture: block 0 are the rows, then one block a lens\n"
        "set lmargin at screen %.0f./W; set rmargin at screen 1 - %d./W\n"
        "set tmargin at screen 1 - 76./H; set bmargin at screen (58. + 14*NOTE_LINES)/H\n"
        "set grid xtics lt 1 lc rgb GRID lw 1\n"
        "set xrange [0:%.4g]; set format x '%%.0f%%%%'; set xtics textcolor rgb MUTED\n"
        "set yrange [%g:-0.5]          # reversed: the first row on top\n",
        left, LEGEND, fmin(100, 102 * high), d->n - 0.5);
    int tall = write_legend_of(d->view, d->p, false, body);
    for (int i = 1; i < d->n; i++)
        cr_buf_printf(body,
            "set arrow %d from graph 0, first %g to graph 1, first %g nohead lc rgb GRID lw 1\n", i,
            i - 0.5, i - 0.5);
    cr_buf_str(
        body, "plot f index 'rows' using (NaN):'row':ytic(lines(stringcolumn('label'), 30))");
    for (size_t w = 0; w < ways->n && d->lines; w++)
        cr_buf_printf(body,
            ", \\\n     f index %zu using (100*column('share')):'y':(100*column('q05')):"
            "(100*column('q95')) with xerrorbars ps 0 lw 1 lc rgb '%s'",
            w + 1, way_color(ways, w));
    for (size_t w = 0; w < ways->n; w++)
        cr_buf_printf(body,
            ", \\\n     f index %zu using (100*column('share')):'y' with points pt %d ps 0.9 lc "
            "rgb "
            "'%s'",
            w + 1, cr_plot_shape((int)w), way_color(ways, w));
    cr_buf_str(body, "\n");
    return tall;
}

void cr_plot_lenses(const struct cr_view *view, const struct cr_picture *p,
    const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp)
{
    struct dots d = {.view = view, .p = p};
    struct cr_buf body;
    size_t widest = 6;
    find_rows(&d);
    write_dots_data(&d, dat);
    for (int i = 0; i < d.n; i++) {
        size_t w, lines;
        cr_plot_lines(view->arena, row_text(&d, i), CUT, &w, &lines);
        widest = w > widest ? w : widest;
    }
    cr_buf_init(&body, view->arena);
    int tall = write_dots_body(&d, 40 + 8.5 * (double)(widest > 34 ? 34 : widest), &body);
    const char *note = cr_arena_printf(view->arena,
        "Probability of each %s seen through each lens by itself.%s %s Each lens: %s",
        d.classes.tags ? "tag" : "outcome",
        d.lines ? " Lines: 90% of worlds: what the file leaves open under that lens, not the error "
                  "of the simulation."
                : "",
        cr_luck_addressed(&p->luck)
            ? "The same luck everywhere, so lenses differ by what they change, hardly by luck."
            : "Independent luck for each lens, so small differences may be luck.",
        cr_plot_played(view, p));
    int rows = 150 + d.n * (12 * (int)p->ways.n + 20);
    cr_plot_script(view, options, WIDTH, rows > tall + 60 ? rows : tall + 60,
        "What each lens makes of it", note, body.s, gp);
}

/* ------------------------------------------------------------------ risk */

static size_t count_curves(const struct cr_ways *ways)
{
    return ways->n < CURVES ? ways->n : CURVES;
}

/* The axis, with some room beyond what there is. */
static void find_risk_axis(const struct cr_ways *ways, double *low, double *high)
{
    *low = INFINITY;
    *high = -INFINITY;
    for (size_t i = 0; i < count_curves(ways); i++)
        if (ways->at[i].n) {
            *low = fmin(*low, ways->at[i].x[0]);
            *high = fmax(*high, ways->at[i].x[ways->at[i].n - 1]);
        }
    if (!isfinite(*low))
        *low = *high = 0;
    double room = *high > *low ? 0.02 * (*high - *low) : 1;
    *low -= room;
    *high += room;
}

static void write_risk_data(
    const struct cr_view *view, const struct cr_picture *p, struct cr_buf *dat)
{
    struct cr_tables tables = {.arena = view->arena};
    double low, high;
    find_risk_axis(&p->ways, &low, &high);
    struct cr_table *names = cr_table_add(
        &tables, "ways", "mean: of the payoff; q: of futures", "id mean se q05 q50 q95 label");
    for (size_t i = 0; i < p->ways.n; i++) {
        const struct cr_quantity *q = &p->ways.at[i].run.payoffs[p->ways.actor];
        double x[] = {q->mean, q->se, q->q05, q->q50, q->q95};
        cr_table_row(&tables, names, p->ways.at[i].id, x, 5, way_name(view, &p->ways.at[i]));
    }
    for (size_t i = 0; i < count_curves(&p->ways); i++) {
        const struct cr_way *way = &p->ways.at[i];
        struct cr_table *table =
            cr_table_add(&tables, cr_arena_printf(view->arena, "way %s", way->id),
                i ? NULL : "p: chance that the payoff is at least x", "id x p");
        double first[] = {low, 1}, last[] = {high, 0}; /* the edges of the picture */
        cr_table_row(&tables, table, way->id, first, 2, NULL);
        for (size_t k = 0; k < way->n; k++) {
            double x[] = {way->x[k], way->p[k]};
            cr_table_row(&tables, table, way->id, x, 2, NULL);
        }
        cr_table_row(&tables, table, way->id, last, 2, NULL);
    }
    cr_plot_dat(view, p, &tables, dat);
}

/* "cost to the ministry", "payoff of Russia" */
static const char *actor_text(const struct cr_view *view, const struct cr_ways *ways)
{
    const struct cr_actor *actor = &view->scenario->actors[ways->actor];
    return cr_arena_printf(view->arena, "%s of %s", actor->minimise ? "cost" : "payoff",
        cr_plot_cut(view->arena, cr_plot_label(view->arena, actor->label, actor->id), 60));
}

static int write_risk_body(
    const struct cr_view *view, const struct cr_picture *p, struct cr_buf *body)
{
    const struct cr_ways *ways = &p->ways;
    double low, high;
    find_risk_axis(ways, &low, &high);
    cr_buf_printf(body,
        "\n# ---- the picture: block 0 are the ways, then one block a curve\n"
        "set lmargin at screen 92./W; set rmargin at screen 1 - %d./W\n"
        "set tmargin at screen 1 - 76./H; set bmargin at screen (76. + 14*NOTE_LINES)/H\n"
        "set grid xtics ytics lt 1 lc rgb GRID lw 1\n"
        "set xrange [%.6g:%.6g]; set xtics textcolor rgb MUTED\n"
        "set yrange [0:100.5]; set ytics 25 textcolor rgb MUTED; set format y '%%.0f%%%%'\n"
        "set xlabel ",
        LEGEND, low, high);
    cr_escape_gnuplot(body, actor_text(view, ways));
    cr_buf_str(body,
        " textcolor rgb MUTED; set ylabel 'chance of at least so much' textcolor rgb MUTED\n");
    int tall = write_legend_of(view, p, true, body);
    cr_buf_str(body, "plot ");
    for (size_t i = 0; i < count_curves(ways); i++)
        cr_buf_printf(body,
            "%sf index %zu using 'x':(100*column('p')) with fsteps lw 2.2 lc rgb '%s'",
            i ? ", \\\n     " : "", i + 1, way_color(ways, i));
    cr_buf_str(body, "\n");
    return tall;
}

void cr_plot_risk(const struct cr_view *view, const struct cr_picture *p,
    const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp)
{
    const struct cr_scenario *s = view->scenario;
    const struct cr_ways *ways = &p->ways;
    bool cost = s->actors[ways->actor].minimise;
    struct cr_buf body;
    write_risk_data(view, p, dat);
    cr_buf_init(&body, view->arena);
    int tall = write_risk_body(view, p, &body);
    const char *what = ways->node >= 0 ? cr_arena_printf(view->arena, "with each option of '%s'",
                                             cr_plot_cut(view->arena, s->nodes[ways->node].ask, 80))
                       : ways->n > 1   ? "through each lens"
                                       : "as the file stands";
    const char *note = cr_arena_printf(view->arena,
        "Chance that the %s is at least x, %s. A curve that lies everywhere to the %s is better "
        "whatever one thinks of risk. Futures differ by what the file leaves open and by luck, "
        "both; %s for every curve. Each curve: %s",
        cost ? "cost" : "payoff", what, cost ? "left" : "right",
        cr_luck_addressed(&p->luck) ? "the same luck" : "independent luck",
        cr_plot_played(view, p));
    const char *given = cr_plot_given(view, ways->at[0].run.evidence_probability);
    note = cr_arena_printf(view->arena, "%s %s", note, given);
    struct cr_view alone = *view; /* each curve has a way of its own to play */
    alone.program = NULL;
    cr_plot_script(&alone, options, WIDTH, tall + 60 > 500 ? tall + 60 : 500,
        cr_arena_printf(view->arena, "How much %s is at risk", actor_text(view, ways)), note,
        body.s, gp);
}
