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

/* What stands at the ends of the bars: the inputs' values as people read them. */
static void write_ends(
    const struct cr_view *view, const struct cr_tornado *r, size_t n, struct cr_buf *body)
{
    const char **left = CR_NEW(view->arena, const char *, n + 1),
               **right = CR_NEW(view->arena, const char *, n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct cr_tornado_row *row = &r->rows[r->order[i]];
        const char *low = cr_text_input(view, &row->input, row->x[0]),
                   *high = cr_text_input(view, &row->input, row->x[4]);
        left[i] = row->y[0] <= row->y[4] ? low : high;
        right[i] = row->y[0] <= row->y[4] ? high : low;
    }
    cr_plot_array(body, "LEFT", left, n);
    cr_plot_array(body, "RIGHT", right, n);
}

static void write_tornado_body(const struct cr_view *view, const struct cr_sensitivity *s, size_t n,
    double left, struct cr_buf *body)
{
    double low, high, unit = is_probability(s) ? 100 : 1;
    find_range(&s->tornado, n, &low, &high);
    cr_buf_printf(body,
        "TOP = 1 - 98./H; BOTTOM = (84. + 14*NOTE_LINES)/H\n"
        "\n# ---- the picture\n"
        "set lmargin at screen %.3f; set rmargin at screen 0.95; set tmargin at screen TOP; set "
        "bmargin at screen BOTTOM\n"
        "set grid xtics lt 1 lc rgb GRID lw 1\n"
        "set xtics textcolor rgb MUTED%s\nset xlabel ",
        left, unit > 1 ? "; set format x '%g%%'" : "");
    cr_escape_gnuplot(body, cr_text_clean(view->arena, headline(view, s)));
    cr_buf_printf(body,
        " textcolor rgb MUTED\nunit = %g; base = %.17g\nset xrange [%.17g:%.17g]\n"
        "set yrange [%zu-0.45:-0.6]           # reversed: the first row of the file on top\n"
        "set arrow 1 from base, graph 0 to base, graph 1 nohead lc rgb INK lw 1.2 front\n"
        "set label 1 ",
        unit, unit * s->tornado.head.base, unit * low, unit * high, n);
    cr_escape_gnuplot(body, cr_arena_printf(view->arena, "base %s",
                                cr_text_aim(view, &s->tornado.head.target, s->tornado.head.base,
                                    s->tornado.head.base)));
    cr_buf_str(body, " at base, graph 1 center offset 0,0.6 textcolor rgb MUTED font 'sans,9'\n");
    write_ends(view, &s->tornado, n, body);
    cr_buf_str(body,
        "lo(a,b) = a < b ? a : b; hi(a,b) = a < b ? b : a\n"
        "left_of(k) = k < 0 || k >= |LEFT| ? '' : LEFT[k+1]; right_of(k) = k < 0 || k >= |RIGHT| ? "
        "'' : RIGHT[k+1]\n"
        "plot f index 'tornado' using (base):0:(base):(unit*column('low_out')):($0-0.32):($0+0.32):"
        "ytic(lines(stringcolumn('label'), 38)) with boxxyerror fc rgb SAND, \\\n"
        "     '' index 'tornado' using "
        "(base):0:(base):(unit*column('high_out')):($0-0.32):($0+0.32) "
        "with boxxyerror fc rgb BLUE, \\\n"
        "     '' index 'tornado' using (lo(base, unit*lo(column('low_out'), "
        "column('high_out')))):0:(left_of(int($0))) with "
        "labels right offset -0.6,0 tc rgb INK font 'sans,9', \\\n"
        "     '' index 'tornado' using (hi(base, unit*hi(column('low_out'), "
        "column('high_out')))):0:(right_of(int($0))) "
        "with labels left offset 0.6,0 tc rgb INK font 'sans,9'\n");
}

/* Rows that move the target at all; the longest stand first. */
static size_t count_moving(const struct cr_tornado *r)
{
    size_t n = 0;
    while (cr_tornado_moves(r, n))
        n++;
    return n;
}

void cr_plot_tornado(const struct cr_view *view, const struct cr_sensitivity *s,
    const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp)
{
    struct cr_tables tables = {.arena = view->arena};
    struct cr_buf body;
    /* Where nothing moves it, that is the picture: the inputs without a bar. */
    size_t moving = count_moving(&s->tornado), named = moving ? moving : s->tornado.n,
           n = named < BARS ? named : BARS;
    int width = 900, height = 208 + 34 * (int)n;
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
    const char *still = moving < s->tornado.n
                            ? cr_arena_printf(view->arena, " %zu input%s move%s it by nothing.",
                                  s->tornado.n - moving, s->tornado.n - moving == 1 ? "" : "s",
                                  s->tornado.n - moving == 1 ? "s" : "")
                            : "";
    bool sized = s->tornado.head.by > 0;
    const char *note = cr_arena_printf(view->arena,
        "%s Pale: towards %s; blue: towards %s; the inputs' values stand at the ends.%s%s",
        s->tornado.head.about, sized ? "the smaller size" : "the 5th percentile",
        sized ? "the larger" : "the 95th",
        moving > n  ? " The largest twenty."
        : named > n ? " Twenty of them."
                    : "",
        still);
    cr_plot_script(view, options, width, height,
        cr_arena_printf(
            view->arena, "What moves %s", cr_aim_phrase(view->arena, &s->tornado.head.target)),
        note, body.s, gp);
}

/* ------------------------------------------------------------------ two at a time */

/* Where a step of the grid leads from one best option to another: pieces of lines through the
 * cells, from the middle of one side to that of another, or to the middle of the cell where three
 * meet. */
static void add_switches(const struct cr_view *view, const struct cr_twoway *r, struct cr_tables *t)
{
    struct cr_table *table = cr_table_add(
        t, "switches", "pieces of the lines where another option becomes best", "id x y dx dy");
    for (size_t iy = 0; r->choice && iy + 1 < r->n_b; iy++)
        for (size_t ix = 0; ix + 1 < r->n_a; ix++) {
            static const double side[4][2] = {{0.5, 0}, {1, 0.5}, {0.5, 1}, {0, 0.5}};
            const int *c = &r->choice[iy * r->n_a + ix];
            int corner[5] = {c[0], c[1], c[r->n_a + 1], c[r->n_a], c[0]}, n = 0, at[4];
            double wide = r->x[ix + 1] - r->x[ix], tall = r->y[iy + 1] - r->y[iy];
            for (int k = 0; k < 4; k++)
                if (corner[k] != corner[k + 1])
                    at[n++] = k;
            for (int k = 0; k < (n == 2 ? 1 : n); k++) {
                double end[2] = {n == 2 ? side[at[1]][0] : 0.5, n == 2 ? side[at[1]][1] : 0.5};
                double x[] = {r->x[ix] + side[at[k]][0] * wide, r->y[iy] + side[at[k]][1] * tall,
                    (end[0] - side[at[k]][0]) * wide, (end[1] - side[at[k]][1]) * tall};
                cr_table_row(t, table, cr_arena_printf(view->arena, "%zu.%zu", iy, ix), x, 4, NULL);
            }
        }
}

/* The name of each option inside the region where it is best: at the point of the region nearest to
 * its middle that keeps away from the cross, and so far from the edges that the name fits. */
enum { FRAME = 547 }; /* pixels of the frame's width */

static void name_region(const struct cr_view *view, const struct cr_twoway *r, int option,
    const double *unit, struct cr_buf *body)
{
    const char *name = cr_text_clean(view->arena,
        cr_plot_label(view->arena, view->scenario->nodes[r->node].branches[option].label,
            view->scenario->nodes[r->node].branches[option].name));
    double wide = r->x[r->n_a - 1] - r->x[0], tall = r->y[r->n_b - 1] - r->y[0];
    double half = fmin(0.45, (4.2 * (double)cr_text_width(name) + 8) / FRAME), best = INFINITY;
    double x = 0, y = 0, n = 0, at[2] = {0, 0};
    for (size_t k = 0; k < r->n_a * r->n_b; k++)
        if (r->choice[k] == option) {
            x += (r->x[k % r->n_a] - r->x[0]) / wide;
            y += (r->y[k / r->n_a] - r->y[0]) / tall;
            n++;
        }
    for (size_t k = 0; k < r->n_a * r->n_b && n > 0; k++) {
        double u = (r->x[k % r->n_a] - r->x[0]) / wide, v = (r->y[k / r->n_a] - r->y[0]) / tall;
        double cross_u = (r->a.base - r->x[0]) / wide, cross_v = (r->b.base - r->y[0]) / tall;
        double away = (u - x / n) * (u - x / n) + (v - y / n) * (v - y / n);
        if (r->choice[k] != option)
            continue;
        if (fabs(u - cross_u) < half + 0.03 && fabs(v - cross_v) < 0.06)
            away += 1;                              /* under the cross */
        for (int side = -1; side <= 1; side += 2) { /* over the line */
            double beside = (u + side * half) * (double)(r->n_a - 1) + 0.5;
            size_t ix = beside < 0                      ? 0
                        : beside > (double)(r->n_a - 1) ? r->n_a - 1
                                                        : (size_t)beside;
            away += r->choice[k / r->n_a * r->n_a + ix] == option ? 0 : 0.3;
        }
        if (u < half || u > 1 - half || v < 0.04 || v > 0.96)
            away += 2; /* out of the frame */
        if (away < best) {
            best = away;
            at[0] = r->x[0] + fmin(fmax(u, half), 1 - half) * wide;
            at[1] = r->y[0] + fmin(fmax(v, 0.04), 0.96) * tall;
        }
    }
    if (n == 0)
        return;
    cr_buf_printf(body, "set label %d ", 10 + option);
    cr_escape_gnuplot(body, name);
    cr_buf_printf(body, " at %.9g,%.9g center front boxed textcolor rgb INK font 'sans,12'\n",
        unit[0] * at[0], unit[1] * at[1]);
}

static void write_twoway_axes(
    const struct cr_view *view, const struct cr_twoway *r, const double *unit, struct cr_buf *body)
{
    static const char *const axes[] = {"x", "y"};
    const struct cr_analysis_input *inputs[] = {&r->a, &r->b};
    double ends[2][2] = {{r->x[0], r->x[r->n_a - 1]}, {r->y[0], r->y[r->n_b - 1]}};
    for (int i = 0; i < 2; i++) {
        cr_buf_printf(body, "set %slabel ", axes[i]);
        cr_escape_gnuplot(body, cr_plot_cut(view->arena, input_words(view, inputs[i]), 54));
        cr_buf_printf(body, " textcolor rgb INK%s\nset %srange [%.17g:%.17g]\n",
            i && unit[i] == 1 ? " offset 1.5,0" : "", axes[i], unit[i] * ends[i][0],
            unit[i] * ends[i][1]);
        if (unit[i] > 1)
            cr_buf_printf(body, "set format %s '%%g%%%%'\n", axes[i]);
    }
}

static void write_twoway_body(
    const struct cr_view *view, const struct cr_sensitivity *s, bool lines, struct cr_buf *body)
{
    const struct cr_twoway *r = &s->twoway;
    const double unit[] = {cr_input_is_chance(view, &r->a) ? 100 : 1,
        cr_input_is_chance(view, &r->b) ? 100 : 1, is_probability(s) ? 100 : 1};
    cr_buf_str(body,
        "TOP = 1 - 76./H; BOTTOM = (78. + 14*NOTE_LINES)/H\n"
        "\n# ---- the picture\n"
        "set lmargin at screen 0.12; set rmargin at screen 0.84; set tmargin at screen TOP; set "
        "bmargin at screen BOTTOM\n"
        "set palette defined (0 '#f7f7f7', 1 '#d1e5f0', 2 '#92c5de', 3 '#4393c3', 4 '#2166ac')\n"
        "set colorbox user origin screen 0.855,BOTTOM size screen 0.025,TOP-BOTTOM noborder\n"
        "set style textbox opaque fillcolor rgb '#18ffffff' noborder margins 0.6,0.35\n"
        "set cblabel ");
    cr_escape_gnuplot(body, cr_plot_cut(view->arena, headline(view, s), 60));
    cr_buf_printf(body, " textcolor rgb INK font 'sans,10' offset 0.6,0\n%s",
        unit[2] > 1 ? "set format cb '%g%%'\n" : "");
    write_twoway_axes(view, r, unit, body);
    for (int o = 0; r->choice && o < (int)view->scenario->nodes[r->node].n_branches; o++)
        name_region(view, r, o, unit, body);
    cr_buf_printf(body,
        "set label 3 '+' at %.17g,%.17g center front textcolor rgb RUST font 'sans,20'\n",
        unit[0] * r->a.base, unit[1] * r->b.base);
    const char *where =
        cr_arena_printf(view->arena, "(%g*column('x')):(%g*column('y'))", unit[0], unit[1]);
    cr_buf_printf(
        body, "plot f index 'twoway' using %s:(%g*column('z')) with image", where, unit[2]);
    for (int turn = 0; turn < 2 && lines; turn++)
        cr_buf_printf(body,
            ", \\\n     f index 'switches' using %s:(%g*column('dx')):(%g*column('dy')) with "
            "vectors "
            "nohead lw %d lc rgb %s",
            where, unit[0], unit[1], turn ? 2 : 4, turn ? "INK" : "'white'");
    cr_buf_char(body, '\n');
}

void cr_plot_twoway(const struct cr_view *view, const struct cr_sensitivity *s,
    const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp)
{
    const struct cr_twoway *r = &s->twoway;
    struct cr_tables tables = {.arena = view->arena};
    struct cr_buf body;
    cr_forms_tables(&cr_forms_sensitivity, view, s, &tables);
    add_switches(view, r, &tables);
    write_dat(view, s, &tables, dat);
    cr_buf_init(&body, view->arena);
    write_twoway_body(view, s, tables.all.at[tables.all.n - 1].rows.n > 0, &body);
    const char *lines =
        r->choice ? cr_arena_printf(view->arena, " Names and lines: what is best at '%s' there.",
                        cr_plot_label(view->arena, NULL, view->scenario->nodes[r->node].id))
                  : "";
    cr_plot_script(view, options, 760, 620, headline(view, s),
        cr_arena_printf(view->arena, "%s Cross: the base case.%s", r->head.about, lines), body.s,
        gp);
}
