/* State variables by stage: one panel each, bands over futures, bars over worlds. The script draws
 * the panels in a loop over the blocks of the data, with the scale of each in an array. */
#include "write/escape.h"
#include "write/plot_parts.h"
#include "write/plot_script.h"
#include "write/plots.h"
#include "write/table.h"
#include "write/table_forms.h"
#include "write/text.h"

#include <math.h>

enum { CELL = 178, HEAD = 58 + CR_PLOT_HEAD, MOST = 36 };
#define STILL 0.02 /* of its scale: a variable that moves less from stage to stage is left out */

struct fan {
    const struct cr_view *view;
    const struct cr_run_result *r;
    int *shown; /* [n] state variables that are drawn */
    int n, columns, rows, cell, width;
    const double *times; /* of the stages */
    bool dated;
    bool worlds;       /* means within worlds are known */
    const char *still; /* names of those that are left out; NULL: none */
};

static const struct cr_quantity *at(const struct fan *f, int stage, int state)
{
    return &f->r->stages[(size_t)stage * f->view->scenario->n_states + (size_t)state];
}

/* The panel's scale: what the author says, else what there is. */
static void find_scale(const struct fan *f, int state, double *low, double *high)
{
    const struct cr_state_item *item = &f->view->scenario->states[state];
    *low = INFINITY;
    *high = -INFINITY;
    for (int k = 0; k < (int)f->view->scenario->n_stages; k++) {
        const struct cr_quantity *q = at(f, k, state);
        if (q->n > 0 && isfinite(q->q05) && isfinite(q->q95)) {
            *low = fmin(*low, q->q05);
            *high = fmax(*high, q->q95);
        }
    }
    double room = *high > *low ? 0.08 * (*high - *low) : 1;
    *low = isfinite(*low) ? *low - room : 0;
    *high = isfinite(*high) ? *high + room : 1;
    if (isfinite(item->low) && isfinite(item->high)) {
        *low = item->low;
        *high = item->high;
    }
}

/* Whether any quantile of a variable goes anywhere, beside the scale on which it would be seen. */
static bool moves(const struct fan *f, int state)
{
    double low, high, most = 0, least[5] = {0}, largest[5] = {0};
    bool any = false;
    find_scale(f, state, &low, &high);
    for (int k = 0; k < (int)f->view->scenario->n_stages; k++) {
        const struct cr_quantity *q = at(f, k, state);
        double x[5] = {q->q05, q->q25, q->q50, q->q75, q->q95};
        for (int i = 0; i < 5 && q->n > 0; i++) {
            least[i] = any ? fmin(least[i], x[i]) : x[i];
            largest[i] = any ? fmax(largest[i], x[i]) : x[i];
        }
        any = any || q->n > 0;
    }
    for (int i = 0; i < 5 && any; i++)
        most = fmax(most, largest[i] - least[i]);
    return most >= STILL * (high - low);
}

/* With one stage nothing can move, and where nothing does everything is shown. */
static void choose_shown(struct fan *f)
{
    const struct cr_scenario *s = f->view->scenario;
    struct cr_buf still;
    int left = 0;
    cr_buf_init(&still, f->view->arena);
    f->shown = CR_NEW(f->view->arena, int, s->n_states + 1);
    f->n = 0;
    for (size_t i = 0; i < s->n_states; i++) {
        if (s->n_stages < 2 || moves(f, (int)i)) {
            f->shown[f->n++] = (int)i;
            continue;
        }
        cr_buf_printf(&still, "%s%s", left++ ? ", " : "",
            cr_plot_label(f->view->arena, s->states[i].label, s->states[i].id));
    }
    f->still = left && f->n ? still.s : NULL;
    for (size_t i = 0; i < s->n_states && !f->still; i++)
        f->shown[i] = (int)i;
    f->n = f->still ? f->n : (int)s->n_states;
    f->n = f->n < MOST ? f->n : MOST;
}

static void write_data(struct fan *f, struct cr_buf *dat)
{
    const struct cr_scenario *s = f->view->scenario;
    struct cr_tables tables = {.arena = f->view->arena};
    struct cr_facts facts;
    const char **names = cr_plot_stages(f->view);
    for (int v = 0; v < f->n; v++) {
        struct cr_table *table = cr_table_add(&tables, s->states[f->shown[v]].id,
            v ? NULL
              : "q: of futures; world: of the mean in a world; n: futures that came by; time: "
                "where "
                "the stage stands on the axis",
            "id stage time mean q05 q25 q50 q75 q95 world_q05 world_q95 n label");
        for (int k = 0; k < (int)s->n_stages; k++) {
            const struct cr_quantity *q = at(f, k, f->shown[v]);
            double x[] = {k + 1, f->times[k], q->mean, q->q05, q->q25, q->q50, q->q75, q->q95,
                q->world_q05, q->world_q95, q->n};
            f->worlds = f->worlds || isfinite(q->world_q05);
            cr_table_row(&tables, table, s->stages[k].id, x, 11, names[k]);
        }
    }
    cr_facts_run(&facts, f->view, f->r);
    cr_dat_tables(f->view, &facts, &tables, dat);
}

static void write_panels(const struct fan *f, struct cr_buf *body)
{
    const struct cr_scenario *s = f->view->scenario;
    const char **names = CR_NEW(f->view->arena, const char *, f->n);
    for (int v = 0; v < f->n; v++)
        names[v] = cr_plot_cut(f->view->arena,
            cr_plot_label(f->view->arena, s->states[f->shown[v]].label, s->states[f->shown[v]].id),
            (size_t)((f->cell - 40) / 7.4));
    cr_plot_array(body, "NAME", names, (size_t)f->n);
    cr_buf_printf(body, "array LOW[%d]; array HIGH[%d]\n", f->n, f->n);
    for (int v = 0; v < f->n; v++) {
        double low, high;
        find_scale(f, f->shown[v], &low, &high);
        cr_buf_printf(body, "LOW[%d] = %.6g; HIGH[%d] = %.6g\n", v + 1, low, v + 1, high);
    }
}

/* Names of stages, those that would touch the one before left out. */
static void write_tics(const struct fan *f, struct cr_buf *body)
{
    const char **names = cr_plot_stages(f->view);
    size_t n = f->view->scenario->n_stages;
    double per = n < 2 ? 0 : (f->cell - 50) / (double)(n - 1), end = -INFINITY;
    cr_buf_str(body, "set xtics (");
    for (size_t i = 0; i < n; i++) {
        double half = 3.2 * (double)cr_text_width(cr_text_clean(f->view->arena, names[i])) + 5;
        bool fits = per * f->times[i] - half >= end;
        end = fits ? per * f->times[i] + half : end;
        cr_buf_str(body, i ? ", " : "");
        cr_plot_tic(body, f->view->arena, fits ? names[i] : "");
        cr_buf_printf(body, " %.6g", f->times[i]);
    }
    cr_buf_str(body, ") font 'sans,8' textcolor rgb MUTED\n");
}

static void write_curves(const struct fan *f, struct cr_buf *body)
{
    size_t n = f->view->scenario->n_stages;
    cr_buf_printf(body,
        "set multiplot\ndo for [k = 0:%d] {\n"
        "    c = k %% COLS; r = k / COLS\n"
        "    set lmargin at screen (20. + c*CELL + 34)/W; set rmargin at screen (20. + (c+1)*CELL "
        "- 16)/W\n"
        "    set tmargin at screen 1 - (%d. + r*%d + 36)/H; set bmargin at screen 1 - (%d. + "
        "(r+1)*%d - 22)/H\n"
        "    set label 1 NAME[k+1] at graph 0, graph 1 left offset 0,0.8 textcolor rgb INK font "
        "'sans,10'\n"
        "    set xrange [%g:%g]; set yrange [LOW[k+1]:HIGH[k+1]]\n",
        f->n - 1, HEAD, CELL, HEAD, CELL, n > 1 ? 0.9 : 0.5, n > 1 ? (double)n + 0.1 : 1.5);
    if (n > 1)
        cr_buf_str(body,
            "    plot f index k using 'time':'q05':'q95' with filledcurves fc rgb TINT, \\\n"
            "         '' index k using 'time':'q25':'q75' with filledcurves fc rgb '#7fb5da', \\\n"
            "         '' index k using 'time':'q50' with lines lw 2 lc rgb BLUE");
    else
        cr_buf_str(body,
            "    plot f index k using 'time':'q50':'q05':'q95' with yerrorbars ps 0 lw 16 lc rgb "
            "TINT, \\\n"
            "         '' index k using 'time':'q50':'q25':'q75' with yerrorbars ps 0 lw 16 lc rgb "
            "'#7fb5da', \\\n"
            "         '' index k using 'time':'q50' with points pt 7 ps 0.6 lc rgb BLUE");
    if (f->worlds)
        cr_buf_str(body, ", \\\n         '' index k using 'time':'mean':'world_q05':'world_q95' "
                         "with yerrorbars pt 7 ps 0.35 lw 1.4 lc rgb INK");
    cr_buf_str(
        body, "\n    unset label 901; unset label 902; unset label 903\n}\nunset multiplot\n");
}

static const char *note_of(const struct fan *f, const struct cr_plot_options *o)
{
    struct cr_arena *arena = f->view->arena;
    struct cr_buf note;
    cr_buf_init(&note, arena);
    cr_buf_str(&note, "Where futures stand at the end of each stage. Line: median; dark band 50%, "
                      "light band 90% of the futures that come by.");
    if (f->worlds)
        cr_buf_printf(&note,
            " Black dot and bar: mean, and 90%% of the means in %s worlds%s: what the file leaves "
            "open, without the luck of a single future.",
            cr_text_whole(arena, (double)(o->futures ? o->worlds : f->r->worlds)),
            o->futures ? cr_arena_printf(arena, " (of %s futures, their luck taken out)",
                             cr_text_whole(arena, (double)o->futures))
                       : "");
    if (f->n == MOST)
        cr_buf_printf(&note, " The first %d variables.", MOST);
    if (f->still)
        cr_buf_printf(&note, " Left out, because no quantile moves by 2%% of its scale: %s.",
            cr_plot_cut(arena, f->still, 300));
    if (f->dated)
        cr_buf_str(&note, " The axis is time.");
    cr_buf_printf(&note, " %s", cr_plot_run_played(f->view, f->r));
    return note.s;
}

void cr_plot_fan(const struct cr_view *view, const struct cr_run_result *r,
    const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp)
{
    struct fan f = {.view = view, .r = r};
    struct cr_buf body;
    f.times = cr_plot_times(view, &f.dated);
    choose_shown(&f);
    f.columns = f.n <= 1 ? 1 : f.n <= 4 ? 2 : f.n <= 9 ? 3 : 4;
    f.rows = (f.n + f.columns - 1) / f.columns;
    f.width = f.columns == 1 ? 640 : 1000;
    f.cell = (f.width - 40) / f.columns;
    write_data(&f, dat);
    cr_buf_init(&body, view->arena);
    cr_buf_printf(&body,
        "\n# ---- the picture: small panels, COLS in a row\nCOLS = %d; CELL = %d\n", f.columns,
        f.cell);
    write_panels(&f, &body);
    write_tics(&f, &body);
    cr_buf_str(&body, "set ytics autofreq font 'sans,8' textcolor rgb MUTED; set grid ytics lt 1 "
                      "lc rgb GRID lw 1\n");
    write_curves(&f, &body);
    cr_plot_script(view, options, f.width, HEAD - CR_PLOT_HEAD + f.rows * CELL + 72,
        "How state variables go, stage by stage", note_of(&f, options), body.s, gp);
}
