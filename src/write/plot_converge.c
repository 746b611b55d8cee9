/* Estimates of the likeliest outcomes as runs accumulate, with their 95 % band and, where an engine
 * knows it, the exact value. The names stand at the ends of the lines, pushed apart. */
#include "write/plot_parts.h"
#include "write/plot_script.h"
#include "write/plots.h"
#include "write/table.h"
#include "write/text.h"

#include <math.h>

enum { WIDTH = 900, HEIGHT = 480, CUT = 28 };
#define END 1.12 /* of the axis, times the last number of runs: where the names begin */

static double share_at(const struct cr_converge *c, int i, size_t k)
{
    return c->share[(size_t)i * c->n_steps + k];
}

static double high_of(const struct cr_converge *c)
{
    double high = 0.01;
    for (int i = 0; i < c->n; i++)
        for (size_t k = 0; k < c->n_steps; k++) {
            double se = c->se[(size_t)i * c->n_steps + k];
            high = fmax(high, share_at(c, i, k) + (isfinite(se) ? 1.96 * se : 0));
        }
    return fmin(high * 1.04, 1);
}

static const char *name_of(const struct cr_view *view, int outcome)
{
    const struct cr_outcome *o = &view->scenario->outcomes[outcome];
    return cr_plot_cut(view->arena, cr_plot_label(view->arena, o->label, o->id), 3 * CUT - 16);
}

static bool is_exact_known(const struct cr_converge *c)
{
    return c->n && isfinite(c->exact[0]);
}

/* Names stand at the ends of their lines, pushed apart; a name hangs from its first line. */
static void write_data(const struct cr_view *view, const struct cr_picture *p, struct cr_buf *dat)
{
    const struct cr_converge *c = &p->converge;
    struct cr_tables tables = {.arena = view->arena};
    double high = high_of(c), *y = CR_NEW(view->arena, double, c->n),
           *size = CR_NEW(view->arena, double, c->n), unit = high / (HEIGHT - 58 - 104);
    struct cr_table *names = cr_table_add(&tables, "names",
        "at: where the name stands; exact: without sampling of futures",
        "id at share se exact label");
    for (int i = 0; i < c->n; i++) {
        size_t widest, lines;
        const char *name = name_of(view, c->outcomes[i]);
        cr_plot_lines(
            view->arena, cr_arena_printf(view->arena, "00.0%% %s", name), CUT, &widest, &lines);
        size[i] = unit * (16 * (double)lines + 6);
        y[i] = share_at(c, i, c->n_steps - 1) - size[i] / 2 + unit * 11;
    }
    cr_plot_apart(y, size, (size_t)c->n, 0, high);
    for (int i = 0; i < c->n; i++) {
        double x[] = {y[i] + size[i] / 2 - unit * 11, share_at(c, i, c->n_steps - 1),
            c->se[(size_t)i * c->n_steps + c->n_steps - 1], c->exact[i]};
        cr_table_row(&tables, names, view->scenario->outcomes[c->outcomes[i]].id, x, 4,
            name_of(view, c->outcomes[i]));
    }
    for (int i = 0; i < c->n; i++) {
        const char *id = view->scenario->outcomes[c->outcomes[i]].id;
        struct cr_table *table = cr_table_add(&tables,
            cr_arena_printf(view->arena, "outcome %s", id), NULL, "id runs share se low high");
        for (size_t k = 0; k < c->n_steps; k++) {
            double s = share_at(c, i, k), se = c->se[(size_t)i * c->n_steps + k];
            double x[] = {
                (double)c->runs[k], s, se, fmax(0, s - 1.96 * se), fmin(1, s + 1.96 * se)};
            cr_table_row(&tables, table, id, x, 5, NULL);
        }
    }
    cr_plot_dat(view, p, &tables, dat);
}

static void write_tics(const struct cr_view *view, double last, struct cr_buf *body)
{
    cr_buf_str(body, "set xtics (");
    for (double x = 100; x <= last * 1.0001; x *= 10)
        cr_buf_printf(body, "%s'%s' %.0f", x > 100 ? ", " : "", cr_text_whole(view->arena, x), x);
    cr_buf_str(body, ") textcolor rgb MUTED\n");
}

static void write_body(const struct cr_view *view, const struct cr_converge *c, struct cr_buf *body)
{
    double last = (double)c->runs[c->n_steps - 1];
    cr_buf_printf(body,
        "\n# ---- the picture: block 0 are the names, then one block an outcome\n"
        "set lmargin at screen 70./W; set rmargin at screen 1 - 262./W\n"
        "set tmargin at screen 1 - 76./H; set bmargin at screen (76. + 14*NOTE_LINES)/H\n"
        "set grid xtics ytics lt 1 lc rgb GRID lw 1\n"
        "set logscale x; set xrange [%.6g:%.6g]; set xlabel 'runs' textcolor rgb MUTED\n"
        "set yrange [0:%.6g]; set format y '%%.0f%%%%'; set ytics textcolor rgb MUTED\n",
        (double)c->runs[0], END * last, 100 * high_of(c));
    write_tics(view, last, body);
    cr_buf_str(body, "plot ");
    for (int i = 0; i < c->n; i++)
        cr_buf_printf(body,
            "f index %d using 'runs':(100*column('low')):(100*column('high')) with filledcurves fc "
            "rgb '%s', \\\n     ",
            i + 1, cr_plot_faint(view->arena, cr_plot_color(view, c->outcomes[i]), "c0"));
    for (int i = 0; i < c->n; i++)
        cr_buf_printf(body,
            "f index %d using 'runs':(100*column('share')) with lines lw 2 lc rgb '%s', \\\n     ",
            i + 1, cr_plot_color(view, c->outcomes[i]));
    for (int i = 0; i < c->n && is_exact_known(c); i++)
        cr_buf_printf(body,
            "f index %d using 'runs':(%.10g) with lines dt 2 lw 1.1 lc rgb INK, \\\n     ", i + 1,
            100 * c->exact[i]);
    for (int i = 0; i < c->n; i++)
        cr_buf_printf(body,
            "%sf index 'names' every ::%d::%d using (%.6g):(100*column('at')) with points pt 5 ps "
            "0.9 lc rgb '%s'",
            i ? ", \\\n     " : "", i, i, END * last, cr_plot_color(view, c->outcomes[i]));
    cr_buf_printf(body,
        ", \\\n     f index 'names' using (%.6g):(100*column('at')):(lines(sprintf('%%.1f%%%% "
        "%%s', 100*column('share'), esc(stringcolumn('label'))), %d)) with labels left offset "
        "1.2,0 "
        "font 'sans,10' textcolor rgb INK\n",
        END * last, CUT);
}

void cr_plot_converge(const struct cr_view *view, const struct cr_picture *p,
    const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp)
{
    const struct cr_scenario *s = view->scenario;
    const struct cr_converge *c = &p->converge;
    struct cr_buf body;
    write_data(view, p, dat);
    cr_buf_init(&body, view->arena);
    write_body(view, c, &body);
    const char *exact =
        is_exact_known(c)
            ? cr_arena_printf(view->arena, " Dashed: the exact value%s, by the engine %s.",
                  p->worlds > 1 ? " in the same worlds" : "", cr_engine_name(c->exact_engine))
            : "";
    const char *note = cr_arena_printf(view->arena,
        "%s as runs accumulate. Band: the 95%% error of the estimate, which more runs%s make "
        "smaller%s.%s %s",
        c->n == (int)s->n_outcomes ? "Probability of each outcome"
        : c->n == 1                ? "Probability of one outcome"
                                   : "Probabilities of the likeliest outcomes",
        p->worlds > 1 ? " and worlds" : "",
        p->worlds > 1 ? "; what the file leaves open stays and is not shown here" : "", exact,
        cr_plot_played(view, p));
    cr_plot_script(view, options, WIDTH, HEIGHT, "How estimates settle", note, body.s, gp);
}
