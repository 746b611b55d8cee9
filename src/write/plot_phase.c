/* Futures as a cloud on two axes, coloured and shaped by how they end. The name of an ending stands
 * at the mean of its futures; names that overlap are pushed apart along the shorter way, in pixels,
 * and one that was pushed far gets a line to its place. */
#include "write/escape.h"
#include "write/plot_parts.h"
#include "write/plot_script.h"
#include "write/plots.h"
#include "write/table.h"
#include "write/text.h"

#include <math.h>

enum {
    WIDTH = 900,
    HEIGHT = 780,
    LEFT = 104,
    RIGHT = 24,
    TOP = 62,
    BOTTOM = 112,
    CUT = 26,
    LINE = 16
};

/* A box with a name, in pixels from the lower left corner of the plot. */
struct box {
    double x, y, w, h; /* middle and size */
};
struct phase {
    const struct cr_view *view;
    const struct cr_picture *p;
    const struct cr_cloud *c;
    double low[2], high[2];
    struct box box[CR_CLASSES];
    bool far[CR_CLASSES]; /* the name stands away from its cluster */
};

static const char *axis_label(const struct phase *d, const struct cr_aim *aim)
{
    return cr_plot_label(d->view->arena, aim->label, aim->id);
}

static const char *class_text(const struct phase *d, int k)
{
    return cr_plot_cut(
        d->view->arena, cr_plot_class_label(d->view->arena, &d->c->classes.at[k]), 4 * CUT - 16);
}

static void find_range(struct phase *d)
{
    for (int axis = 0; axis < 2; axis++) {
        double low = INFINITY, high = -INFINITY;
        for (size_t i = 0; i < d->c->n; i++) {
            double x = axis ? d->c->points[i].y : d->c->points[i].x;
            low = fmin(low, x);
            high = fmax(high, x);
        }
        double room = high > low ? 0.05 * (high - low) : 1;
        d->low[axis] = low - room;
        d->high[axis] = high + room;
    }
}

static double pixel(const struct phase *d, int axis, double x)
{
    double size = axis ? HEIGHT - TOP - BOTTOM : WIDTH - LEFT - RIGHT;
    return (x - d->low[axis]) / (d->high[axis] - d->low[axis]) * size;
}

static double value(const struct phase *d, int axis, double x)
{
    double size = axis ? HEIGHT - TOP - BOTTOM : WIDTH - LEFT - RIGHT;
    return d->low[axis] + x / size * (d->high[axis] - d->low[axis]);
}

static void keep_inside(struct box *b)
{
    double w = WIDTH - LEFT - RIGHT, h = HEIGHT - TOP - BOTTOM;
    b->x = fmin(fmax(b->x, b->w / 2 + 2), w - b->w / 2 - 2);
    b->y = fmin(fmax(b->y, b->h / 2 + 2), h - b->h / 2 - 2);
}

/* Pushes two boxes apart, along the way that is shorter. */
static bool push_apart(struct box *a, struct box *b)
{
    double dx = (a->w + b->w) / 2 + 4 - fabs(a->x - b->x),
           dy = (a->h + b->h) / 2 + 4 - fabs(a->y - b->y);
    if (dx <= 0 || dy <= 0)
        return false;
    if (dx < dy) {
        double push = (a->x <= b->x ? -dx : dx) / 2;
        a->x += push;
        b->x -= push;
    } else {
        double push = (a->y <= b->y ? -dy : dy) / 2;
        a->y += push;
        b->y -= push;
    }
    return true;
}

/* Names at the means of their clusters, pushed apart until none overlaps. */
static void place_names(struct phase *d)
{
    int n = d->c->classes.n;
    for (int k = 0; k < n; k++) {
        size_t widest, lines;
        cr_plot_lines(d->view->arena, cr_arena_printf(d->view->arena, "%s 00%%", class_text(d, k)),
            CUT, &widest, &lines);
        d->box[k] = (struct box){pixel(d, 0, d->c->mean_x[k]), pixel(d, 1, d->c->mean_y[k]),
            8.4 * (double)widest + 34, LINE * (double)lines + 8};
        keep_inside(&d->box[k]);
    }
    bool moved = true;
    for (int turn = 0; turn < 500 && moved; turn++) {
        moved = false;
        for (int a = 0; a < n; a++)
            for (int b = a + 1; b < n; b++)
                if (d->c->n_of[a] && d->c->n_of[b])
                    moved |= push_apart(&d->box[a], &d->box[b]);
        for (int k = 0; k < n; k++)
            keep_inside(&d->box[k]);
    }
    for (int k = 0; k < n; k++)
        d->far[k] = fabs(d->box[k].x - pixel(d, 0, d->c->mean_x[k])) > d->box[k].w / 2 + 4 ||
                    fabs(d->box[k].y - pixel(d, 1, d->c->mean_y[k])) > d->box[k].h / 2 + 4;
}

static void write_data(const struct phase *d, struct cr_buf *dat)
{
    struct cr_tables tables = {.arena = d->view->arena};
    const struct cr_scenario *s = d->view->scenario;
    struct cr_table *names = cr_table_add(&tables, "classes",
        "x, y: the mean of all futures that end there; at: where the name stands; far: 1 with a "
        "line",
        "id x y at_x at_y mark_x far share marks label");
    for (int k = 0; k < d->c->classes.n; k++) {
        const struct box *b = &d->box[k];
        double x[] = {d->c->mean_x[k], d->c->mean_y[k], value(d, 0, b->x - b->w / 2 + 26),
            value(d, 1, b->y + b->h / 2 - 4 - LINE / 2), value(d, 0, b->x - b->w / 2 + 11),
            d->far[k], d->c->share[k], (double)d->c->n_of[k]};
        if (d->c->n_of[k])
            cr_table_row(&tables, names, d->c->classes.at[k].id, x, 8, class_text(d, k));
    }
    size_t i = 0;
    for (int k = 0; k < d->c->classes.n; k++) {
        if (!d->c->n_of[k])
            continue;
        struct cr_table *table = cr_table_add(&tables,
            cr_arena_printf(d->view->arena, "class %s", d->c->classes.at[k].id), NULL,
            "id x y run");
        for (size_t m = 0; m < d->c->n_of[k]; m++, i++) {
            const struct cr_cloud_point *point = &d->c->points[i];
            double x[] = {point->x, point->y, (double)point->run};
            cr_table_row(&tables, table, s->outcomes[point->outcome].id, x, 3, NULL);
        }
    }
    cr_plot_dat(d->view, d->p, &tables, dat);
}

static void write_axes(const struct phase *d, struct cr_buf *body)
{
    const struct cr_aim *aims[] = {&d->c->x, &d->c->y};
    for (int axis = 0; axis < 2; axis++) {
        cr_buf_printf(body, "set %srange [%.6g:%.6g]; set %slabel ", axis ? "y" : "x", d->low[axis],
            d->high[axis], axis ? "y" : "x");
        cr_escape_gnuplot(body, cr_plot_cut(d->view->arena, axis_label(d, aims[axis]), 70));
        cr_buf_printf(body, " textcolor rgb MUTED\n");
    }
}

static void write_body(const struct phase *d, struct cr_buf *body)
{
    int block = 1;
    cr_buf_printf(body,
        "\n# ---- the picture: block 0 are the names, then one block of marks a class\n"
        "set lmargin at screen %d./W; set rmargin at screen 1 - %d./W\n"
        "set tmargin at screen 1 - %d./H; set bmargin at screen (78. + 14*NOTE_LINES)/H\n"
        "set grid xtics ytics lt 1 lc rgb GRID lw 1\n"
        "set xtics textcolor rgb MUTED; set ytics textcolor rgb MUTED\n"
        "set style textbox opaque fillcolor rgb '#18ffffff' noborder margins 0.6,0.35\n"
        "far(x) = column('far') > 0 ? x : NaN\n",
        LEFT, RIGHT, TOP);
    write_axes(d, body);
    cr_buf_str(body, "plot ");
    for (int turn = 0; turn < d->c->classes.n; turn++)
        if (d->c->n_of[turn]) {
            const char *color = cr_plot_class_color(d->view, &d->c->classes, turn);
            cr_buf_printf(body,
                "%s index %d using 'x':'y' with points pt %d ps 0.5 lc rgb '%s', \\\n     ",
                block == 1 ? "f" : "''", block, cr_plot_shape(turn),
                cr_plot_faint(d->view->arena, color, "70"));
            block++;
        }
    cr_buf_printf(body,
        "f index 'classes' using (far(column('x'))):'y':(column('at_x') - column('x')):"
        "(column('at_y') - column('y')) with vectors nohead lc rgb INK lw 0.8, \\\n"
        "     '' index 'classes' using (far(column('x'))):'y' with points pt 7 ps 0.6 lc rgb INK, "
        "\\\n"
        "     '' index 'classes' using 'at_x':'at_y':(lines(sprintf('%%s %%.0f%%%%', "
        "esc(stringcolumn('label')), 100*column('share')), %d)) with labels left boxed font "
        "'sans:Bold,10' textcolor rgb INK",
        CUT);
    for (int k = 0, row = 0; k < d->c->classes.n; k++)
        if (d->c->n_of[k]) { /* the class's mark beside its name, on white */
            cr_buf_printf(body,
                ", \\\n     '' index 'classes' every ::%d::%d using 'mark_x':'at_y' with points pt "
                "%d ps 2 lc rgb 'white', '' index 'classes' every ::%d::%d using 'mark_x':'at_y' "
                "with points pt %d ps 1.3 lc rgb '%s'",
                row, row, cr_plot_shape(k), row, row, cr_plot_shape(k),
                cr_plot_class_color(d->view, &d->c->classes, k));
            row++;
        }
    cr_buf_str(body, "\n");
}

void cr_plot_phase(const struct cr_view *view, const struct cr_picture *p,
    const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp)
{
    const struct cr_scenario *s = view->scenario;
    struct phase d = {.view = view, .p = p, .c = &p->cloud};
    struct cr_buf body;
    find_range(&d);
    place_names(&d);
    write_data(&d, dat);
    cr_buf_init(&body, view->arena);
    write_body(&d, &body);
    const char *note = cr_arena_printf(view->arena,
        "Where %s futures end: one mark each, colour and shape are the %s. Names stand at the "
        "means, with their shares. Marks differ by what the file leaves open and by luck, both. "
        "Drawn from %s",
        cr_text_whole(view->arena, (double)p->cloud.n),
        p->cloud.classes.tags ? "tag of the ending" : "ending", cr_plot_played(view, p));
    cr_plot_script(
        view, options, WIDTH, HEIGHT, s->title ? s->title : view->name, note, body.s, gp);
}
