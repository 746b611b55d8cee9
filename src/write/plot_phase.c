/* Futures as a cloud on two axes, coloured and shaped by how they end. A large mark stands at the
 * mean of each ending's futures, where the data have it; the ending's name stands beside it. Names
 * that would cover each other or a mark are pushed apart along the shorter way, in pixels, and a
 * name that stands away from its mark gets a line to it. */
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
    LINE = 16,
    MARK = 20, /* a large mark and the white around it */
    NEAR = 10  /* between a mark and its name */
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
    struct box box[CR_CLASSES], mark[CR_CLASSES];
    struct box edge[CR_CLASSES]; /* the point of the name's box that is nearest to the mark */
    bool far[CR_CLASSES];        /* the name stands away from its mark */
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

static double value_at_pixel(const struct phase *d, int axis, double x)
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

/* Pushes two boxes apart, along the way that is shorter; `fixed`: the second one stays. */
static bool push_apart(struct box *a, struct box *b, bool fixed)
{
    double dx = (a->w + b->w) / 2 + 4 - fabs(a->x - b->x),
           dy = (a->h + b->h) / 2 + 4 - fabs(a->y - b->y);
    double part = fixed ? 1 : 0.5;
    if (dx <= 0 || dy <= 0)
        return false;
    if (dx < dy) {
        double push = a->x <= b->x ? -dx : dx;
        a->x += part * push;
        b->x -= (1 - part) * push;
    } else {
        double push = a->y <= b->y ? -dy : dy;
        a->y += part * push;
        b->y -= (1 - part) * push;
    }
    return true;
}

static void find_edge(struct phase *d, int k)
{
    const struct box *b = &d->box[k], *m = &d->mark[k];
    d->edge[k].x = fmin(fmax(m->x, b->x - b->w / 2), b->x + b->w / 2);
    d->edge[k].y = fmin(fmax(m->y, b->y - b->h / 2), b->y + b->h / 2);
    double dx = d->edge[k].x - m->x, dy = d->edge[k].y - m->y;
    d->far[k] = sqrt(dx * dx + dy * dy) > MARK / 2 + NEAR + 2;
}

/* Marks at the means; names to the right of them, or where the page ends to the left, pushed apart
 * until nothing covers anything. */
static void place_names(struct phase *d)
{
    int n = d->c->classes.n;
    double right = WIDTH - LEFT - RIGHT;
    for (int k = 0; k < n; k++) {
        size_t widest, lines;
        cr_plot_lines(d->view->arena, cr_arena_printf(d->view->arena, "%s 00%%", class_text(d, k)),
            CUT, &widest, &lines);
        double x = pixel(d, 0, d->c->mean_x[k]), y = pixel(d, 1, d->c->mean_y[k]);
        double w = 8.4 * (double)widest + 12, away = MARK / 2.0 + NEAR + w / 2;
        d->mark[k] = (struct box){x, y, MARK, MARK};
        d->box[k] = (struct box){
            x + away + w / 2 > right ? x - away : x + away, y, w, LINE * (double)lines + 8};
        keep_inside(&d->box[k]);
    }
    bool moved = true;
    for (int turn = 0; turn < 500 && moved; turn++) {
        moved = false;
        for (int a = 0; a < n; a++)
            for (int b = 0; b < n; b++) {
                if (!d->c->n_of[a] || !d->c->n_of[b])
                    continue;
                moved |= a < b && push_apart(&d->box[a], &d->box[b], false);
                moved |= push_apart(&d->box[a], &d->mark[b], true);
            }
        for (int k = 0; k < n; k++)
            keep_inside(&d->box[k]);
    }
    for (int k = 0; k < n; k++)
        find_edge(d, k);
}

static void write_data(const struct phase *d, struct cr_buf *dat)
{
    struct cr_tables tables = {.arena = d->view->arena};
    const struct cr_scenario *s = d->view->scenario;
    struct cr_table *names = cr_table_add(&tables, "classes",
        "x, y: the mean of all futures that end there, and the large mark; at: where the name "
        "begins; "
        "edge: the end of the line to it; far: 1 with that line",
        "id x y at_x at_y edge_x edge_y far share marks label");
    for (int k = 0; k < d->c->classes.n; k++) {
        const struct box *b = &d->box[k];
        double x[] = {d->c->mean_x[k], d->c->mean_y[k], value_at_pixel(d, 0, b->x - b->w / 2 + 6),
            value_at_pixel(d, 1, b->y + b->h / 2 - 4 - LINE / 2),
            value_at_pixel(d, 0, d->edge[k].x), value_at_pixel(d, 1, d->edge[k].y), d->far[k],
            d->c->share[k], (double)d->c->n_of[k]};
        if (d->c->n_of[k])
            cr_table_row(&tables, names, d->c->classes.at[k].id, x, 9, class_text(d, k));
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
        LEFT, RIGHT, TOP + CR_PLOT_HEAD);
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
        "f index 'classes' using (far(column('x'))):'y':(column('edge_x') - column('x')):"
        "(column('edge_y') - column('y')) with vectors nohead lc rgb INK lw 1, \\\n"
        "     '' index 'classes' using 'at_x':'at_y':(lines(sprintf('%%s %%.0f%%%%', "
        "esc(stringcolumn('label')), 100*column('share')), %d)) with labels left boxed font "
        "'sans:Bold,10' textcolor rgb INK",
        CUT);
    for (int k = 0, row = 0; k < d->c->classes.n; k++)
        if (d->c->n_of[k]) { /* the mean, on white */
            cr_buf_printf(body,
                ", \\\n     '' index 'classes' every ::%d::%d using 'x':'y' with points pt %d ps "
                "2.5 lc rgb 'white', '' index 'classes' every ::%d::%d using 'x':'y' with points "
                "pt "
                "%d ps 1.7 lc rgb '%s'",
                row, row, cr_plot_shape(k), row, row, cr_plot_shape(k),
                cr_plot_class_color(d->view, &d->c->classes, k));
            row++;
        }
    cr_buf_str(body, "\n");
}

void cr_plot_phase(const struct cr_view *view, const struct cr_picture *p,
    const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp)
{
    struct phase d = {.view = view, .p = p, .c = &p->cloud};
    struct cr_buf body;
    find_range(&d);
    place_names(&d);
    write_data(&d, dat);
    cr_buf_init(&body, view->arena);
    write_body(&d, &body);
    const char *note = cr_arena_printf(view->arena,
        "Where %s futures end: one small mark each, colour and shape are the %s. The large marks "
        "stand at the means, with names and shares. Marks differ by what the file leaves open and "
        "by luck, both. "
        "Drawn from %s",
        cr_text_whole(view->arena, (double)p->cloud.n),
        p->cloud.classes.tags ? "tag of the ending" : "ending", cr_plot_played(view, p));
    cr_plot_script(
        view, options, WIDTH, HEIGHT, "Where futures end, on two axes", note, body.s, gp);
}
