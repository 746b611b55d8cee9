/* A solved tree as textbooks draw it: from left to right, every history a row, every option there
 * is. What is played is strong, what is not is thin, dashed and grey; a value stands at every
 * question, and at every end how likely it is and what everybody gets.
 *
 * Ends stand at equal distances, a question in the middle of what follows it. A branch is a slanted
 * line, then a level one with its name above it; columns are as wide as their longest name. */
#include "write/escape.h"
#include "write/plot_parts.h"
#include "write/plot_script.h"
#include "write/plots.h"
#include "write/table.h"
#include "write/text.h"

#include <math.h>
#include <string.h>

enum {
    PITCH = 34,      /* pixels between two ends */
    SLANT = 26,      /* of the slanted line, to the right */
    LEFT = 34,       /* of the root, at least */
    BESIDE = 22,     /* how far a value reaches to the right of its question */
    NAME_CUT = 26,   /* columns of a branch's name */
    END_CUT = 34,    /* ... of an end's */
    ASK_CUT = 60,    /* ... of a question's */
    ACTORS = 4,      /* whose payoffs are shown */
    PAY_WIDTH = 84,  /* pixels of a column of payoffs */
    REACH_WIDTH = 58 /* ... of the column of chances */
};

struct tree {
    const struct cr_view *view;
    const struct cr_picture *p;
    const struct cr_unfolded *h;
    int *column;                /* of each spot: how many questions stand before it */
    int n_columns, ends;        /* ends: all stand in the last column */
    double *x;                  /* [n_columns] */
    int actors[ACTORS], n_paid; /* with a payoff */
    double size[ACTORS];        /* of the largest value, for the decimals */
    double width, end_names;
};

static const struct cr_branch_item *branch_of(const struct tree *t, int spot)
{
    const struct cr_unfolded_spot *s = &t->h->spots[spot];
    const struct cr_unfolded_spot *parent = &t->h->spots[s->parent];
    return &t->view->scenario->nodes[parent->point].branches[s->branch];
}

static bool is_decision(const struct tree *t, const struct cr_unfolded_spot *s)
{
    return s->point >= 0 && t->view->scenario->nodes[s->point].kind == CR_DECISION;
}

/* "overrun · 25%"; of what is chosen for being best the name alone. */
static const char *branch_text(const struct tree *t, int spot)
{
    struct cr_arena *arena = t->view->arena;
    const struct cr_unfolded_spot *s = &t->h->spots[spot], *parent = &t->h->spots[s->parent];
    const struct cr_branch_item *b = branch_of(t, spot);
    const char *name = cr_plot_cut(arena, cr_plot_label(arena, b->label, b->name), NAME_CUT);
    bool pure = parent->settled && (s->share > 0.9999 || s->share < 0.0001);
    if (pure || (!parent->played && is_decision(t, parent)))
        return name;
    return cr_arena_printf(arena, "%s \xC2\xB7 %s", name, cr_text_percent(arena, s->share));
}

static const char *end_text(const struct tree *t, const struct cr_unfolded_spot *s)
{
    const struct cr_outcome *o = &t->view->scenario->outcomes[s->outcome];
    return cr_plot_cut(t->view->arena, cr_plot_label(t->view->arena, o->label, o->id), END_CUT);
}

static const char *number_text(const struct tree *t, int actor, double x)
{
    return isnan(x) ? "-" : cr_text_number(t->view->arena, x, cr_text_decimals(t->size[actor]));
}

static void find_actors(struct tree *t)
{
    const struct cr_scenario *s = t->view->scenario;
    for (size_t a = 0; a < s->n_actors && t->n_paid < ACTORS; a++) {
        double size = 0;
        bool any = false;
        for (int i = 0; i < t->h->n; i++) {
            double x = t->h->spots[i].value[a];
            any = any || !isnan(x);
            size = isnan(x) ? size : fmax(size, fabs(x));
        }
        if (any && s->actors[a].has_payoff) {
            t->size[t->n_paid] = size;
            t->actors[t->n_paid++] = (int)a;
        }
    }
}

/* What stands at a question: the value of who decides, else of everybody. */
static const char *value_text(const struct tree *t, const struct cr_unfolded_spot *s)
{
    struct cr_buf out;
    int decider = is_decision(t, s) ? t->view->scenario->nodes[s->point].actor : -1, n = 0;
    cr_buf_init(&out, t->view->arena);
    cr_buf_str(&out, "");
    for (int k = 0; k < t->n_paid; k++)
        if (decider < 0 || decider == t->actors[k] || t->n_paid == 1)
            cr_buf_printf(
                &out, "%s%s", n++ ? " | " : "", number_text(t, k, s->value[t->actors[k]]));
    return out.s;
}

static double value_pixels(const struct tree *t, const struct cr_unfolded_spot *s)
{
    return t->n_paid ? 6.6 * (double)cr_text_width(value_text(t, s)) : 0;
}

/* ------------------------------------------------------------------ places */

static void place_columns(struct tree *t)
{
    struct cr_arena *arena = t->view->arena;
    double *wide = CR_NEW(arena, double, t->h->n + 2);
    t->column = CR_NEW(arena, int, t->h->n);
    t->x = CR_NEW(arena, double, t->h->n + 2);
    for (int i = 0; i < t->h->n; i++) {
        const struct cr_unfolded_spot *s = &t->h->spots[i];
        t->column[i] = s->parent < 0 ? 0 : t->column[s->parent] + 1;
        t->n_columns = t->column[i] > t->n_columns ? t->column[i] : t->n_columns;
        size_t name = s->parent < 0 ? 0 : cr_text_width(branch_text(t, i));
        wide[t->column[i]] = fmax(wide[t->column[i]], 6.4 * (double)name + SLANT + 26);
        if (s->outcome >= 0)
            t->end_names = fmax(t->end_names, 7.0 * (double)cr_text_width(end_text(t, s)));
        else /* the value beside the question */
            wide[t->column[i] + 1] = fmax(
                wide[t->column[i] + 1], 6.6 * (double)cr_text_width(value_text(t, s)) + SLANT + 60);
    }
    /* room for the root's name and value */
    int first = t->h->spots[0].point;
    size_t root = first < 0 ? 0 : cr_text_width(t->view->scenario->nodes[first].id);
    t->x[0] = fmax(LEFT, 3.8 * (double)root + 10);
    t->x[0] = fmax(t->x[0], value_pixels(t, &t->h->spots[0]) - BESIDE + 8);
    for (int c = 1; c <= t->n_columns; c++)
        t->x[c] = t->x[c - 1] + fmax(96, wide[c]);
    t->width = t->x[t->n_columns] + 18 + REACH_WIDTH + t->end_names + 16 +
               PAY_WIDTH * (double)t->n_paid + 24;
}

/* The last column holds the ends, wherever they come. */
static double x_of(const struct tree *t, int spot)
{
    return t->h->spots[spot].outcome >= 0 ? t->x[t->n_columns] : t->x[t->column[spot]];
}

static double y_of(const struct tree *t, int spot)
{
    const struct cr_unfolded_spot *s = &t->h->spots[spot];
    return s->first_end + 0.5 * (s->n_ends - 1) + 0.5;
}

/* ------------------------------------------------------------------ the data */

static const char *spot_id(const struct tree *t, int spot)
{
    const struct cr_unfolded_spot *s = &t->h->spots[spot];
    return s->outcome >= 0 ? t->view->scenario->outcomes[s->outcome].id
                           : t->view->scenario->nodes[s->point].id;
}

static double first_value(const struct tree *t, const struct cr_unfolded_spot *s)
{
    int decider = is_decision(t, s) ? t->view->scenario->nodes[s->point].actor : -1;
    int actor = decider >= 0 ? decider : t->n_paid ? t->actors[0] : -1;
    return actor >= 0 ? s->value[actor] : NAN;
}

static void fill_questions(const struct tree *t, struct cr_tables *tables)
{
    const struct cr_scenario *s = t->view->scenario;
    struct cr_table *table = cr_table_add(tables, "questions",
        "kind: 0 chance, 1 decision, 2 rule; played: 1 where it comes to that; value: of who "
        "decides, else of the first who is paid",
        "id x y kind played reach value label");
    struct cr_table *values =
        cr_table_add(tables, "values", "what stands at the questions", "id x y played label");
    for (int i = 0; i < t->h->n; i++) {
        const struct cr_unfolded_spot *spot = &t->h->spots[i];
        if (spot->outcome >= 0)
            continue;
        const struct cr_node *node = &s->nodes[spot->point];
        double x[] = {x_of(t, i), y_of(t, i), (double)node->kind, spot->played, spot->reach,
            first_value(t, spot)};
        cr_table_row(tables, table, node->id, x, 6,
            cr_plot_cut(t->view->arena, cr_plot_words(t->view->arena, node->id), NAME_CUT));
        double away = fmax(0, value_pixels(t, spot) / 2 - BESIDE); /* not under the branches */
        double at[] = {x_of(t, i) - away, y_of(t, i), spot->played};
        if (t->n_paid)
            cr_table_row(tables, values, node->id, at, 3, value_text(t, spot));
    }
}

static void fill_branches(const struct tree *t, struct cr_tables *tables)
{
    struct cr_table *table = cr_table_add(tables, "branches",
        "share: given the question before; chosen: 1 at a decision; level: where the name begins",
        "id x y dx dy level_x level played chosen share label");
    for (int i = 1; i < t->h->n; i++) {
        const struct cr_unfolded_spot *s = &t->h->spots[i], *parent = &t->h->spots[s->parent];
        if (s->parent < 0)
            continue;
        double from = x_of(t, s->parent), y = y_of(t, s->parent), slant = from + SLANT;
        /* the name stands behind the value of the question before */
        double name = from + SLANT + 4;
        double x[] = {from, y, slant - from, y_of(t, i) - y, name, x_of(t, i) - slant, s->played,
            is_decision(t, parent), s->share};
        cr_table_row(tables, table,
            cr_arena_printf(t->view->arena, "%s.%s", spot_id(t, s->parent), branch_of(t, i)->name),
            x, 9, branch_text(t, i));
    }
}

static void fill_ends(const struct tree *t, struct cr_tables *tables)
{
    const struct cr_scenario *s = t->view->scenario;
    struct cr_table *table = cr_table_add(tables, "ends", NULL, "id x y played reach label");
    struct cr_table *payoffs = cr_table_add(
        tables, "payoffs", "actor: the column, from the left", "id x y played actor value label");
    double right = t->x[t->n_columns] + 18 + REACH_WIDTH + t->end_names + 16;
    for (int i = 0; i < t->h->n; i++) {
        const struct cr_unfolded_spot *spot = &t->h->spots[i];
        if (spot->outcome < 0)
            continue;
        double x[] = {x_of(t, i), y_of(t, i), spot->played, spot->reach};
        cr_table_row(tables, table, s->outcomes[spot->outcome].id, x, 4, end_text(t, spot));
        for (int k = 0; k < t->n_paid; k++) {
            double value = spot->value[t->actors[k]];
            double at[] = {right + PAY_WIDTH * (k + 1), y_of(t, i), spot->played, k, value};
            cr_table_row(
                tables, payoffs, s->actors[t->actors[k]].id, at, 5, number_text(t, k, value));
        }
    }
}

/* Endings that come up more than once, with all that leads there. */
static const char *sums_text(const struct tree *t)
{
    const struct cr_scenario *s = t->view->scenario;
    struct cr_buf out;
    int n = 0;
    cr_buf_init(&out, t->view->arena);
    cr_buf_str(&out, "");
    for (size_t o = 0; o < s->n_outcomes; o++) {
        int times = 0;
        double reach = 0;
        for (int i = 0; i < t->h->n; i++)
            if (t->h->spots[i].outcome == (int)o && t->h->spots[i].played) {
                times++;
                reach += t->h->spots[i].reach;
            }
        if (times < 2)
            continue;
        cr_buf_printf(&out, "%s%s %s", n++ ? ", " : "In all: ",
            cr_plot_label(t->view->arena, s->outcomes[o].label, s->outcomes[o].id),
            cr_text_percent(t->view->arena, reach));
    }
    if (n)
        cr_buf_char(&out, '.');
    return cr_plot_cut(t->view->arena, out.s, 400);
}

/* ------------------------------------------------------------------ the script */

static void write_heads(const struct tree *t, struct cr_buf *body)
{
    const struct cr_scenario *s = t->view->scenario;
    double right = t->x[t->n_columns] + 18 + REACH_WIDTH + t->end_names + 16;
    for (int k = 0; k < t->n_paid; k++) {
        const struct cr_actor *actor = &s->actors[t->actors[k]];
        cr_buf_printf(body, "set label %d lines(", 20 + k);
        cr_escape_gnuplot(body, cr_plot_cut(t->view->arena,
                                    cr_plot_label(t->view->arena, actor->label, actor->id), 26));
        cr_buf_printf(body, ", 13) at %.6g,-0.55 right textcolor rgb MUTED font 'sans,9'\n",
            right + PAY_WIDTH * (k + 1));
    }
}

/* The same marks twice: what is played, and grey what is not. */
static void write_branches(struct cr_buf *body)
{
    static const char *const looks[] = {
        "lw 1.2 dt 2 lc rgb '#8a8a8a'", "lw 2.6 lc rgb BLUE", "lw 3.4 lc rgb RUST"};
    for (int look = 0; look < 3; look++)
        cr_buf_printf(body,
            "     f index 'branches' using (look(%d) ? column('x') : NaN):'y':'dx':'dy' with "
            "vectors "
            "nohead %s, \\\n"
            "     '' index 'branches' using (look(%d) ? column('x') + column('dx') : "
            "NaN):(column('y') + column('dy')):'level':(0) with vectors nohead %s, \\\n",
            look, looks[look], look, looks[look]);
}

static void write_body(const struct tree *t, struct cr_buf *body)
{
    static const char *const points[] = {"7", "5", "13"}, *const colors[] = {
                                                              "BLUE", "RUST", "MUTED"};
    cr_buf_printf(body,
        "\n# ---- the picture: x in pixels, y in rows from the top\n"
        "set lmargin at screen 0; set rmargin at screen 1\n"
        "set tmargin at screen 1 - 92./H; set bmargin at screen (30. + 14*NOTE_LINES)/H\n"
        "unset xtics; unset ytics; set xrange [0:W]; set yrange [%d:0]\n"
        "set style textbox opaque fillcolor rgb '#10ffffff' noborder margins 0.3,0.15\n"
        "GREY = '#8a8a8a'\n"
        "# 0: not played, 1: chance, 2: chosen\n"
        "look(k) = (column('played') < 1 ? 0 : column('chosen') < 1 ? 1 : 2) == k\n"
        "played(k, x) = column('played') == k ? x : NaN\n",
        t->h->n_ends);
    write_heads(t, body);
    cr_buf_str(body, "plot NaN notitle, \\\n");
    write_branches(body);
    for (int kind = 0; kind < 3; kind++)
        for (int played = 0; played < 2; played++)
            cr_buf_printf(body,
                "     f index 'questions' using (column('kind') == %d ? played(%d, column('x')) : "
                "NaN):'y' with points pt %s ps 1.6 lc rgb %s, \\\n",
                kind, played, points[kind], played ? colors[kind] : "GREY");
    for (int played = 0; played < 2; played++) {
        const char *ink = played ? "INK" : "GREY";
        cr_buf_printf(body,
            "     f index 'branches' using (played(%d, column('level_x'))):(column('y') + "
            "column('dy') - 0.24):(esc(stringcolumn('label'))) with labels left font 'sans,9' "
            "textcolor rgb %s, \\\n"
            "     f index 'questions' using (played(%d, column('x'))):(column('y') - "
            "0.42):(esc(stringcolumn('label'))) with labels boxed font 'sans:Bold,9' textcolor rgb "
            "%s, \\\n"
            "     f index 'ends' using (played(%d, column('x'))):'y' with points pt 9 ps 1.2 lc "
            "rgb "
            "%s, \\\n"
            "     '' index 'ends' using (played(%d, column('x') + 18 + %d)):'y':(%s) with labels "
            "right font 'sans,10' textcolor rgb %s, \\\n"
            "     '' index 'ends' using (played(%d, column('x') + 28 + "
            "%d)):'y':(esc(stringcolumn('label'))) with labels left font 'sans,10' textcolor rgb "
            "%s, \\\n",
            played, ink, played, ink, played, ink, played, REACH_WIDTH - 8,
            played ? "sprintf('%.1f%%', 100*column('reach'))" : "'-'", ink, played, REACH_WIDTH - 8,
            ink);
        if (t->n_paid)
            cr_buf_printf(body,
                "     f index 'payoffs' using (played(%d, "
                "column('x'))):'y':(esc(stringcolumn('label'))) with labels right font 'sans%s,10' "
                "textcolor rgb %s, \\\n"
                "     f index 'values' using (played(%d, column('x') - 12)):(column('y') + "
                "0.42):(esc(stringcolumn('label'))) with labels boxed font 'sans,9' textcolor rgb "
                "%s, \\\n",
                played, played ? ":Bold" : "", ink, played, played ? "RUST" : "GREY");
    }
    cr_buf_str(body, "     NaN notitle\n");
}

void cr_plot_solved(const struct cr_view *view, const struct cr_picture *p,
    const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp)
{
    struct tree t = {.view = view, .p = p, .h = &p->unfolded};
    struct cr_tables tables = {.arena = view->arena};
    struct cr_buf body;
    find_actors(&t);
    place_columns(&t);
    fill_questions(&t, &tables);
    fill_branches(&t, &tables);
    fill_ends(&t, &tables);
    cr_plot_dat(view, p, &tables, dat);
    cr_buf_init(&body, view->arena);
    write_body(&t, &body);
    const char *value = t.n_paid
                            ? " The number at a question is what it is worth from the start on: at "
                              "a decision to who decides. At the ends: how likely, and what "
                              "everybody gets in all."
                            : " At the ends: how likely.";
    const char *note = cr_arena_printf(view->arena,
        "Thick: what is played; red a choice, blue chance. Grey and dashed: what is not played, "
        "and "
        "what would follow. Circle: chance. Square: decision. Diamond: rule. Triangle: end.%s %s "
        "%s Uncertain numbers stand at their means; what is hidden shows with what follows from "
        "it.%s",
        value, sums_text(&t), cr_plot_played(view, p),
        view->program && view->program->has_private
            ? " The numbers are of the history that is drawn; who decides may not see all of it."
            : "");
    int width = (int)fmax(720, t.width);
    cr_plot_script(view, options, width, 132 + PITCH * (t.h->n_ends > 3 ? t.h->n_ends : 4),
        "The tree, solved", note, body.s, gp);
}
