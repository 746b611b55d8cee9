/* Bars to the probability of each outcome, with the 50% and the 90% interval over worlds; the
 * likeliest first, each in the colour that it has in every picture. */
#include "write/plot_parts.h"
#include "write/plot_script.h"
#include "write/plots.h"
#include "write/table.h"
#include "write/table_forms.h"
#include "write/text.h"

#include <math.h>
#include <string.h>

enum { CUT = 38 }; /* columns of a line of a name */

static size_t *order_by_share(const struct cr_view *view, const struct cr_run_result *r)
{
    size_t n = view->scenario->n_outcomes, *order = CR_NEW(view->arena, size_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        size_t k = i;
        for (; k && r->outcomes[order[k - 1]].share < r->outcomes[i].share; k--)
            order[k] = order[k - 1];
        order[k] = i;
    }
    return order;
}

static bool has_spread(const struct cr_view *view, const struct cr_run_result *r)
{
    for (size_t i = 0; i < view->scenario->n_outcomes; i++)
        if (isfinite(r->outcomes[i].q05) && r->outcomes[i].q95 > r->outcomes[i].q05)
            return true;
    return false;
}

/* What three lines hold. */
static const char *label_of(const struct cr_view *view, const struct cr_outcome *o)
{
    return cr_plot_cut(view->arena, o->label && *o->label ? o->label : o->id, 3 * CUT - 16);
}

static void write_data(
    const struct cr_view *view, const struct cr_run_result *r, struct cr_buf *dat)
{
    struct cr_tables tables = {.arena = view->arena};
    struct cr_facts facts;
    struct cr_table *table = cr_table_add(&tables, "outcomes",
        "the most likely first; quantiles: over worlds", "id share se q05 q25 q50 q75 q95 label");
    size_t *order = order_by_share(view, r);
    for (size_t i = 0; i < view->scenario->n_outcomes; i++) {
        const struct cr_share *s = &r->outcomes[order[i]];
        double x[] = {s->share, s->se, s->q05, s->q25, s->q50, s->q75, s->q95};
        const struct cr_outcome *o = &view->scenario->outcomes[order[i]];
        cr_table_row(&tables, table, o->id, x, 7, label_of(view, o));
    }
    cr_facts_run(&facts, view, r);
    cr_dat_tables(view, &facts, &tables, dat);
}

/* The end of the axis in percent and the step of its tics, with room for the number behind the
 * longest line. */
static double find_axis(const struct cr_view *view, const struct cr_run_result *r, double *step)
{
    static const double steps[] = {1, 2, 5, 10, 20};
    double high = 0;
    for (size_t i = 0; i < view->scenario->n_outcomes; i++) {
        const struct cr_share *s = &r->outcomes[i];
        high = fmax(high, 100 * (isfinite(s->q95) ? fmax(s->q95, s->share) : s->share));
    }
    *step = 20;
    for (size_t i = sizeof steps / sizeof *steps; i-- > 0;)
        if (high / steps[i] <= 7)
            *step = steps[i];
    return fmin(high * 1.04, 102); /* no bar ends at the edge */
}

/* Every bar in the colour that its outcome has in all pictures, pale, so that the lines stand out.
 */
static void write_bars(
    const struct cr_view *view, const struct cr_run_result *r, struct cr_buf *body)
{
    size_t *order = order_by_share(view, r);
    cr_buf_str(body, "plot f index 'outcomes' using "
                     "(0*column('share')):0:ytic(lines(stringcolumn('label'), 38)) "
                     "with points ps 0");
    for (size_t i = 0; i < view->scenario->n_outcomes; i++)
        cr_buf_printf(body,
            ", \\\n     '' index 'outcomes' every ::%zu::%zu using (0):(%zu):(0):"
            "(100*column('share')):(%zu-0.34):(%zu+0.34) with boxxyerror fc rgb '%s'",
            i, i, i, i, i, cr_plot_faint(view->arena, cr_plot_color(view, (int)order[i]), "98"));
}

static void write_body(
    const struct cr_view *view, const struct cr_run_result *r, double left, struct cr_buf *body)
{
    double step, high = find_axis(view, r, &step);
    bool lines = has_spread(view, r);
    size_t n = view->scenario->n_outcomes;
    cr_buf_printf(body,
        "\n# ---- the picture\n"
        "set lmargin at screen %.3f; set rmargin at screen 0.9; set tmargin at screen TOP; set "
        "bmargin "
        "at screen BOTTOM\n"
        "set grid xtics lt 1 lc rgb GRID lw 1\n"
        "set xrange [0:%.4g]; set format x '%%.0f%%%%'; set xtics %g textcolor rgb MUTED\n"
        "set xlabel 'share of futures' textcolor rgb MUTED font 'sans,10'\n"
        "set yrange [%zu-0.45:-0.55]          # reversed: the first row of the file on top\n",
        left, high > 0 ? high : 100, step, n);
    write_bars(view, r, body);
    if (lines)
        cr_buf_str(body, ", \\\n     '' index 'outcomes' using "
                         "(100*column('share')):0:(100*column('q05')):(100*column('q95')) "
                         "with xerrorbars ps 0 lw 1.2 lc rgb INK, \\\n"
                         "     '' index 'outcomes' using "
                         "(100*column('share')):0:(100*column('q25')):(100*column('q75')) "
                         "with xerrorbars ps 0 lw 5 lc rgb INK, \\\n"
                         "     '' index 'outcomes' using (100*column('share')):0 with points pt 7 "
                         "ps 0.7 lc rgb 'white'");
    cr_buf_printf(body,
        ", \\\n     '' index 'outcomes' using (100*%s):0:(sprintf('%%.1f%%%%', "
        "100*column('share'))) "
        "with labels left offset 1,0 textcolor rgb INK font 'sans,11'\n",
        lines ? "(column('q95') > column('share') ? column('q95') : column('share'))"
              : "column('share')");
}

void cr_plot_outcomes(const struct cr_view *view, const struct cr_run_result *r,
    const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp)
{
    const struct cr_scenario *s = view->scenario;
    struct cr_buf body;
    size_t longest = 4;
    int rows = (int)(s->n_outcomes < 60 ? s->n_outcomes : 60), width = 900,
        height = 150 + 52 * rows;
    for (size_t i = 0; i < s->n_outcomes; i++) {
        size_t w, lines;
        cr_plot_lines(view->arena, label_of(view, &s->outcomes[i]), CUT, &w, &lines);
        longest = w > longest ? w : longest;
    }
    double left = fmin(40 + 8.5 * (double)longest, 0.6 * width) / width;
    write_data(view, r, dat);
    cr_buf_init(&body, view->arena);
    cr_buf_printf(&body, "TOP = 1 - 76./H; BOTTOM = (74. + 14*NOTE_LINES)/H\n");
    write_body(view, r, left, &body);
    const char *note =
        has_spread(view, r)
            ? cr_arena_printf(view->arena,
                  "Bar and white dot: the probability of each outcome. Thick line 50%%, thin line "
                  "90%% of %s worlds: what the file leaves open, not the error of the simulation. "
                  "%s",
                  cr_text_whole(view->arena, (double)r->worlds), cr_plot_run_played(view, r))
            : cr_arena_printf(view->arena, "Bar: the probability of each outcome. %s",
                  cr_plot_run_played(view, r));
    cr_plot_script(
        view, options, width, height + 18, "How likely each ending is", note, body.s, gp);
}
