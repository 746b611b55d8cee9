/* Pictures of moved inputs: the tornado, and a grid of two. Both draw the tables that `sensitivity`
 * prints; regions of the grid where a decision is the same are named at their middle. */
#include "write/escape.h"
#include "write/inputs.h"
#include "write/pages.h"
#include "write/plot_parts.h"
#include "write/plot_script.h"
#include "write/plots.h"
#include "write/table.h"
#include "write/table_forms.h"
#include "write/text.h"

#include <math.h>
#include <string.h>

enum { BARS = 20 };

static void write_dat(const struct cr_view *view, const struct cr_sensitivity *s,
    struct cr_tables *tables, struct cr_buf *dat)
{
    struct cr_facts facts;
    cr_forms_sensitivity.facts(&facts, view, s);
    cr_dat_tables(view, &facts, tables, dat);
}

static const char *headline(const struct cr_view *view, const struct cr_sensitivity *s)
{
    const struct cr_aim *aim = &cr_sensitivity_head(s)->target;
    char *text = cr_arena_strdup(view->arena, cr_aim_phrase(view->arena, aim));
    if (*text >= 'a' && *text <= 'z')
        *text = (char)(*text - 'a' + 'A');
    return text;
}

static bool is_probability(const struct cr_sensitivity *s)
{
    enum cr_aim_kind kind = cr_sensitivity_head(s)->target.kind;
    return kind == CR_AIM_OUTCOME || kind == CR_AIM_TAG;
}

/* ------------------------------------------------------------------ tornado */

static const char *input_words(const struct cr_view *view, const struct cr_analysis_input *input)
{
    return cr_plot_cut(view->arena, cr_input_label(view, input), 2 * 38 - 16);
}

static size_t longest_label(const struct cr_view *view, const struct cr_tornado *r, size_t n)
{
    size_t longest = 4;
    for (size_t i = 0; i < n; i++) {
        size_t w, lines;
        cr_plot_lines(view->arena, input_words(view, &r->rows[r->order[i]].input), 38, &w, &lines);
        longest = w > longest ? w : longest;
    }
    return longest > 44 ? 44 : longest;
}

/* The scale, with room for the inputs' values at both ends. */
static void find_range(const struct cr_tornado *r, size_t n, double *low, double *high)
{
    *low = *high = r->head.base;
    for (size_t i = 0; i < n; i++) {
        const double *y = r->rows[r->order[i]].y;
        *low = fmin(*low, fmin(y[0], y[4]));
        *high = fmax(*high, fmax(y[0], y[4]));
    }
    double room = *high > *low ? 0.12 * (*high - *low) : 1;
    *low -= room;
    *high += room;
}

static void write_tornado_body(const struct cr_view *view, const struct cr_sensitivity *s, size_t n,
    double left, struct cr_buf *body)
{
    double low, high;
    find_range(&s->tornado, n, &low, &high);
    cr_buf_printf(body,
        "TOP = 1 - 78./H; BOTTOM = (66. + 14*NOTE_LINES)/H\n"
        "\n# ---- the picture\n"
        "set lmargin at screen %.3f; set rmargin at screen 0.95; set tmargin at screen TOP; set "
        "bmargin at screen BOTTOM\n"
        "set grid xtics lt 1 lc rgb GRID lw 1\n"
        "set xtics textcolor rgb MUTED\nset xlabel ",
        left);
    cr_escape_gnuplot(body, cr_text_clean(view->arena, headline(view, s)));
    cr_buf_printf(body,
        " textcolor rgb MUTED\nbase = %.17g\nset xrange [%.17g:%.17g]\n"
        "set yrange [%zu-0.45:-0.6]           # reversed: the first row of the file on top\n"
        "set arrow 1 from base, graph 0 to base, graph 1 nohead lc rgb INK lw 1.2 front\n"
        "set label 1 sprintf('base %%.4g', base) at base, graph 1 center offset 0,0.6 textcolor "
        "rgb "
        "MUTED font 'sans,9'\n",
        s->tornado.head.base, low, high, n);
    if (is_probability(s))
        cr_buf_str(body, "set format x '%g'\n");
    cr_buf_str(body,
        "lo(a,b) = a < b ? a : b; hi(a,b) = a < b ? b : a\n"
        "plot f index 'tornado' using (base):0:(base):(column('low_out')):($0-0.32):($0+0.32):"
        "ytic(lines(stringcolumn('label'), 38)) with boxxyerror fc rgb SAND, \\\n"
        "     '' index 'tornado' using (base):0:(base):(column('high_out')):($0-0.32):($0+0.32) "
        "with boxxyerror fc rgb BLUE, \\\n"
        "     '' index 'tornado' using (lo(column('low_out'),column('high_out'))):0:(sprintf('%.3g "
        "', column('low_out') <= column('high_out') ? column('low_in') : column('high_in'))) with "
        "labels right offset -0.4,0 tc rgb INK font 'sans,9', \\\n"
        "     '' index 'tornado' using (hi(column('low_out'),column('high_out'))):0:(sprintf(' "
        "%.3g', column('low_out') <= column('high_out') ? column('high_in') : column('low_in'))) "
        "with labels left offset 0.4,0 tc rgb INK font 'sans,9'\n");
}

void cr_plot_tornado(const struct cr_view *view, const struct cr_sensitivity *s,
    const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp)
{
    struct cr_tables tables = {.arena = view->arena};
    struct cr_buf body;
    size_t n = s->tornado.n < BARS ? s->tornado.n : BARS;
    int width = 900, height = 190 + 34 * (int)n;
    cr_forms_tables(&cr_forms_sensitivity, view, s, &tables);
    struct cr_table *table = &tables.all.at[0];
    table->rows.n = n;
    for (size_t i = 0; i < n; i++) /* the label stands last */
        table->rows.at[i].cells[table->n_columns - 1].text =
            input_words(view, &s->tornado.rows[s->tornado.order[i]].input);
    write_dat(view, s, &tables, dat);
    cr_buf_init(&body, view->arena);
    double left = (40 + 8.2 * (double)longest_label(view, &s->tornado, n)) / width;
    write_tornado_body(view, s, n, left, &body);
    bool sized = s->tornado.head.by > 0;
    const char *note = cr_arena_printf(view->arena,
        "%s Pale: towards %s; blue: towards %s; the inputs' values stand at the ends.%s",
        s->tornado.head.about, sized ? "the smaller size" : "the 5th percentile",
        sized ? "the larger" : "the 95th", s->tornado.n > n ? " The largest twenty." : "");
    cr_plot_script(view, options, width, height,
        cr_arena_printf(
            view->arena, "What moves %s", cr_aim_phrase(view->arena, &s->tornado.head.target)),
        note, body.s, gp);
}

/* ------------------------------------------------------------------ two at a time */

/* The first and the last option that are best somewhere. */
static void choices_of(const struct cr_twoway *r, int *low, int *high)
{
    *low = *high = r->choice ? r->choice[0] : 0;
    for (size_t k = 0; r->choice && k < r->n_a * r->n_b; k++) {
        *low = r->choice[k] < *low ? r->choice[k] : *low;
        *high = r->choice[k] > *high ? r->choice[k] : *high;
    }
}

/* The name of each option in the middle of where it is best. */
static void name_regions(const struct cr_view *view, const struct cr_twoway *r, struct cr_buf *body)
{
    const struct cr_node *node = &view->scenario->nodes[r->node];
    for (int o = 0; o < (int)node->n_branches; o++) {
        double x = 0, y = 0, n = 0;
        for (size_t k = 0; k < r->n_a * r->n_b; k++) {
            bool here = r->choice[k] == o;
            x += here ? r->x[k % r->n_a] : 0;
            y += here ? r->y[k / r->n_a] : 0;
            n += here;
        }
        if (n == 0)
            continue;
        cr_buf_printf(body, "set label %d ", 10 + o);
        cr_escape_gnuplot(body, cr_text_clean(view->arena, node->branches[o].name));
        cr_buf_printf(
            body, " at %.9g,%.9g center front textcolor rgb INK font 'sans,12'\n", x / n, y / n);
    }
}

static void write_twoway_body(
    const struct cr_view *view, const struct cr_twoway *r, struct cr_buf *body)
{
    int low, high;
    choices_of(r, &low, &high);
    cr_buf_str(body,
        "TOP = 1 - 56./H; BOTTOM = (78. + 14*NOTE_LINES)/H\n"
        "\n# ---- the picture\n"
        "set lmargin at screen 0.12; set rmargin at screen 0.84; set tmargin at screen TOP; set "
        "bmargin at screen BOTTOM\n"
        "set palette defined (0 '#f7f7f7', 1 '#d1e5f0', 2 '#92c5de', 3 '#4393c3', 4 '#2166ac')\n"
        "set colorbox user origin screen 0.87,BOTTOM size screen 0.025,TOP-BOTTOM noborder\n"
        "set xlabel ");
    cr_escape_gnuplot(body, cr_plot_cut(view->arena, input_words(view, &r->a), 60));
    cr_buf_str(body, " textcolor rgb INK\nset ylabel ");
    cr_escape_gnuplot(body, cr_plot_cut(view->arena, input_words(view, &r->b), 50));
    cr_buf_printf(body,
        " textcolor rgb INK offset 1.5,0\n"
        "set xrange [%.17g:%.17g]; set yrange [%.17g:%.17g]\n",
        r->x[0], r->x[r->n_a - 1], r->y[0], r->y[r->n_b - 1]);
    if (r->choice)
        name_regions(view, r, body);
    cr_buf_printf(body,
        "set label 3 '+' at %.17g,%.17g center front textcolor rgb RUST font 'sans,20'\n",
        r->a.base, r->b.base);
    for (int o = low; o <= high && low < high; o++)
        cr_buf_printf(body,
            "set table $SWITCH%d; set contour base; set cntrparam levels discrete 0.5; unset "
            "surface\nsplot f index 'twoway' using 'x':'y':(column('choice') == %d)\nunset table; "
            "unset "
            "contour; set surface\n",
            o, o);
    cr_buf_str(body, "plot f index 'twoway' using 'x':'y':'z' with image");
    for (int o = low; o <= high && low < high; o++)
        cr_buf_printf(body, ", \\\n     $SWITCH%d using 1:2 with lines lw 2 lc rgb INK", o);
    cr_buf_char(body, '\n');
}

void cr_plot_twoway(const struct cr_view *view, const struct cr_sensitivity *s,
    const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp)
{
    const struct cr_twoway *r = &s->twoway;
    struct cr_tables tables = {.arena = view->arena};
    struct cr_buf body;
    cr_forms_tables(&cr_forms_sensitivity, view, s, &tables);
    write_dat(view, s, &tables, dat);
    cr_buf_init(&body, view->arena);
    write_twoway_body(view, r, &body);
    const char *lines =
        r->choice ? cr_arena_printf(view->arena, " Names and lines: what is best at '%s' there.",
                        view->scenario->nodes[r->node].id)
                  : "";
    cr_plot_script(view, options, 760, 620, headline(view, s),
        cr_arena_printf(view->arena, "%s Cross: the base case.%s", r->head.about, lines), body.s,
        gp);
}
