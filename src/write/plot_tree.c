/* The graph of questions as ribbons, each as wide as the chance of going there. lattice.c says in
 * which layer and row everything stands; here layers are placed so that texts have room, a long
 * chain of them is broken into bands like a text into lines, and the ribbons are drawn as curves.
 */
#include "write/lattice.h"
#include "write/plot_parts.h"
#include "write/plot_script.h"
#include "write/plots.h"
#include "write/table.h"
#include "write/table_forms.h"
#include "write/text.h"

#include <math.h>
#include <string.h>

enum {
    BAND = 1600,
    ROW_LEAST = 46,
    ROW_MOST = 78,
    TITLE_CUT = 28,
    BRANCH_CUT = 24,
    OUTCOME_CUT = 72,
    OUTCOME_LINE = 36,
    SHOWN_BRANCHES = 110,
    SHOWN_UNTAKEN = 60 /* with more, options that nobody takes are left out */
};

/* A stretch of layers that stands in one line of the page. Long chains of questions are broken,
 * like a text, at layers that hold a single question; it ends one line and begins the next. */
struct band {
    int first, last; /* layers */
    double dx, dy;   /* added to places */
};
struct drawing {
    const struct cr_view *view;
    const struct cr_run_result *r;
    struct cr_lattice l;
    struct band *bands;
    int n_bands, width, height;
    double rows;
    const char **stages;
    double *x;    /* of layers, before they are broken */
    double right; /* pixels kept for the names of outcomes */
};

/* An id as words: western_war -> western war. */
static const char *id_in_words(struct cr_arena *arena, const char *id, size_t cut)
{
    char *text = cr_arena_strdup(arena, id);
    for (char *s = text; *s; s++)
        if (*s == '_')
            *s = ' ';
    return cr_plot_cut(arena, text, cut);
}

/* The label where it is short enough to stand in a ribbon, else the name. */
static const char *branch_name(const struct drawing *d, const struct cr_branch_item *b)
{
    bool fits = b->label && cr_text_width(b->label) <= BRANCH_CUT;
    return fits ? cr_plot_cut(d->view->arena, b->label, BRANCH_CUT)
                : id_in_words(d->view->arena, b->name, BRANCH_CUT);
}

/* Whether a question is among the first of its stage: these say when that is. */
static bool begins_stage(const struct drawing *d, const struct cr_spot *spot)
{
    const struct cr_scenario *s = d->view->scenario;
    int stage = s->nodes[spot->node].stage;
    for (size_t i = 0; i < d->l.spots.n && stage >= 0; i++) {
        const struct cr_spot *other = &d->l.spots.at[i];
        if (other->kind == CR_SPOT_NODE && other->layer < spot->layer &&
            s->nodes[other->node].stage == stage)
            return false;
    }
    return stage >= 0;
}

static const char *spot_text(const struct drawing *d, const struct cr_spot *spot)
{
    const char *name;
    const struct cr_scenario *s = d->view->scenario;
    struct cr_arena *arena = d->view->arena;
    switch (spot->kind) {
    case CR_SPOT_NODE:
        name = id_in_words(arena, s->nodes[spot->node].id, TITLE_CUT);
        return !begins_stage(d, spot)
                   ? name
                   : cr_arena_printf(arena, "%s \xC2\xB7 %s", name,
                         cr_plot_cut(arena, d->stages[s->nodes[spot->node].stage], 12));
    case CR_SPOT_BRANCH:
        name = branch_name(d, &s->nodes[spot->node].branches[spot->branch]);
        return spot->back < 0 ? name
                              : cr_arena_printf(arena, "%s (back to %s)", name,
                                    id_in_words(arena, s->nodes[spot->back].id, BRANCH_CUT));
    case CR_SPOT_OTHER:
        return cr_arena_printf(arena, "other (%d)", spot->gathered);
    case CR_SPOT_OUTCOME:
        return cr_plot_cut(arena,
            s->outcomes[spot->outcome].label ? s->outcomes[spot->outcome].label
                                             : s->outcomes[spot->outcome].id,
            OUTCOME_CUT);
    case CR_SPOT_BEND:
        break;
    }
    return "";
}

/* Pixels a spot's text is wide: 0.68 pixels a point of the font and character, measured on DejaVu
 * Sans. */
static double text_pixels(const struct drawing *d, const struct cr_spot *spot)
{
    double n = (double)cr_text_width(spot_text(d, spot));
    if (spot->kind == CR_SPOT_NODE)
        return n * 6.8;
    if (spot->kind == CR_SPOT_BRANCH || spot->kind == CR_SPOT_OTHER)
        return (n + 7) * 5.6;
    return 0;
}

/* Layers stand so far apart that neighbouring texts cannot touch. */
static double *place_layers(struct drawing *d)
{
    struct cr_lattice *l = &d->l;
    double *half = CR_NEW(d->view->arena, double, l->n_layers), name = 8;
    d->x = CR_NEW(d->view->arena, double, l->n_layers);
    for (size_t i = 0; i < l->spots.n; i++) {
        struct cr_spot *spot = &l->spots.at[i];
        half[spot->layer] = fmax(half[spot->layer], text_pixels(d, spot) / 2);
        if (spot->kind == CR_SPOT_OUTCOME)
            name = fmax(name, fmin((double)cr_text_width(spot_text(d, spot)), OUTCOME_LINE));
    }
    for (int k = 0; k < l->n_layers; k++)
        d->x[k] = k ? d->x[k - 1] + fmax(70, half[k - 1] + half[k] + 14) : 0;
    for (size_t i = 0; i < l->spots.n; i++)
        l->spots.at[i].x = d->x[l->spots.at[i].layer];
    d->right = 72 + 6.9 * name + 16;
    return half;
}

static bool is_waist(const struct cr_lattice *l, int layer)
{
    int n = 0, node = 0;
    for (size_t i = 0; i < l->spots.n; i++)
        if (l->spots.at[i].layer == layer) {
            n++;
            node = l->spots.at[i].kind == CR_SPOT_NODE;
        }
    return n == 1 && node;
}

/* The last layer of a band that begins at `first`: the farthest waist that fits the page, else the
 * next one. */
static int band_end(const struct drawing *d, int first)
{
    int last = d->l.n_layers - 1, best = -1;
    if (d->x[last] - d->x[first] + d->right <= BAND)
        return last;
    for (int k = first + 1; k < last; k++) {
        if (!is_waist(&d->l, k))
            continue;
        if (best >= 0 && d->x[k] - d->x[first] + 60 > BAND)
            break;
        best = k;
    }
    return best >= 0 ? best : last;
}

static void place_band(struct drawing *d, struct band *band, double left)
{
    double top = INFINITY, bottom = -INFINITY;
    for (size_t i = 0; i < d->l.spots.n; i++) {
        const struct cr_spot *spot = &d->l.spots.at[i];
        if (spot->layer < band->first || spot->layer > band->last)
            continue;
        top = fmin(top, spot->y - spot->space);
        bottom = fmax(bottom, spot->y + spot->space);
    }
    band->dx = left - d->x[band->first];
    band->dy = d->rows - top;
    d->rows += bottom - top + 0.7;
    double right = band->last == d->l.n_layers - 1 ? d->right : 96;
    d->width = (int)fmax(d->width, d->x[band->last] + band->dx + right);
}

static void place_bands(struct drawing *d)
{
    double *half = place_layers(d);
    d->bands = CR_NEW(d->view->arena, struct band, d->l.n_layers);
    d->width = 720;
    for (int first = 0;; first = d->bands[d->n_bands - 1].last) {
        struct band *band = &d->bands[d->n_bands++];
        band->first = first;
        band->last = band_end(d, first);
        place_band(d, band, fmax(30, half[first] + 14));
        if (band->last == d->l.n_layers - 1)
            break;
    }
    d->rows -= 0.4;
    double row =
        fmin(fmax((0.42 * d->width - 110) / d->rows, ROW_LEAST), d->n_bands > 1 ? 56 : ROW_MOST);
    d->height = (int)fmax(110 + row * d->rows, 260);
}

/* The band in which a link stands. */
static const struct band *band_of(const struct drawing *d, const struct cr_link *link)
{
    int layer = d->l.spots.at[link->from].layer;
    for (int i = 0; i < d->n_bands; i++)
        if (layer >= d->bands[i].first && layer < d->bands[i].last)
            return &d->bands[i];
    return &d->bands[0];
}

/* ------------------------------------------------------------------ the data */

/* Not for bends, which show nothing. */
static const char *spot_id(const struct drawing *d, const struct cr_spot *spot)
{
    const struct cr_scenario *s = d->view->scenario;
    if (spot->kind == CR_SPOT_OUTCOME)
        return s->outcomes[spot->outcome].id;
    if (spot->kind == CR_SPOT_BRANCH)
        return cr_scenario_branch_name(d->view->arena, s, spot->node, spot->branch);
    return s->nodes[spot->node].id;
}

static void fill_spot_row(const struct drawing *d, struct cr_tables *tables,
    const struct cr_spot *spot, const struct band *band)
{
    const char *label = spot_text(d, spot), *id = spot_id(d, spot);
    double x = spot->x + band->dx, y = spot->y + band->dy;
    double reach = spot->node >= 0 ? d->r->nodes[spot->node].reach : 1;
    if (spot->kind == CR_SPOT_NODE) {
        double node[] = {x, y, (double)d->view->scenario->nodes[spot->node].kind,
            d->l.scale * spot->p / 2, spot->p};
        cr_table_row(tables, &tables->all.at[0], id, node, 5, label);
    } else if (spot->kind == CR_SPOT_BRANCH || spot->kind == CR_SPOT_OTHER) {
        double branch[] = {x, y, reach > 0 ? spot->p / reach : 0};
        cr_table_row(tables, &tables->all.at[1], id, branch, 3, label);
    } else if (spot->kind == CR_SPOT_OUTCOME) {
        double outcome[] = {x, y, spot->p};
        cr_table_row(tables, &tables->all.at[2], id, outcome, 3, label);
    }
}

static void fill_spot_tables(const struct drawing *d, struct cr_tables *tables)
{
    cr_table_add(tables, "nodes",
        "kind: 0 chance, 1 decision, 2 rule; half: of the ribbon, in rows",
        "id x y kind half p label");
    cr_table_add(tables, "branches", "p: given the node", "id x y p label");
    cr_table_add(tables, "outcomes", NULL, "id x y p label");
    for (int b = 0; b < d->n_bands; b++)
        for (size_t i = 0; i < d->l.spots.n; i++)
            if (d->l.spots.at[i].layer >= d->bands[b].first &&
                d->l.spots.at[i].layer <= d->bands[b].last && d->l.spots.at[i].kind != CR_SPOT_BEND)
                fill_spot_row(d, tables, &d->l.spots.at[i], &d->bands[b]);
}

/* One ribbon: points of a smooth curve through its links, lower and upper edge. */
static void fill_ribbon_table(const struct drawing *d, struct cr_tables *tables, int ribbon)
{
    enum { POINTS = 16 };
    const struct cr_lattice *l = &d->l;
    struct cr_table *table = NULL;
    const char *id = "";
    for (size_t i = 0; i < l->links.n; i++) {
        const struct cr_link *link = &l->links.at[i];
        if (link->ribbon != ribbon)
            continue;
        const struct cr_spot *a = &l->spots.at[link->from], *b = &l->spots.at[link->to];
        const struct band *band = band_of(d, link);
        if (!table) {
            bool decision = d->view->scenario->nodes[a->node].kind == CR_DECISION;
            const char *name = cr_arena_printf(
                d->view->arena, "%s %d", decision ? "choice" : "ribbon", ribbon + 1);
            table = cr_table_add(tables, name, NULL, "id x low high");
            id = spot_id(d, b); /* a ribbon begins between a question and a branch */
        }
        double half = fmax(l->scale * link->p / 2, 0.008);
        for (int k = 0; k <= POINTS; k++) {
            double u = (double)k / POINTS, s = u * u * (3 - 2 * u);
            double y = link->from_y + (link->to_y - link->from_y) * s;
            double x[] = {
                a->x + (b->x - a->x) * u + band->dx, y - half + band->dy, y + half + band->dy};
            cr_table_row(tables, table, id, x, 3, NULL);
        }
    }
}

enum ribbon_kind { CHANCE, CHOICE, UNTAKEN, N_KINDS };

/* Whether a ribbon is of chance, of a decision, or of what nobody takes: each is drawn in its own
 * way, and their blocks come in this order. */
static enum ribbon_kind kind_of(const struct drawing *d, int ribbon)
{
    for (size_t i = 0; i < d->l.links.n; i++)
        if (d->l.links.at[i].ribbon == ribbon) {
            const struct cr_spot *from = &d->l.spots.at[d->l.links.at[i].from];
            bool decision = d->view->scenario->nodes[from->node].kind == CR_DECISION;
            return !(d->l.links.at[i].p > 0) ? UNTAKEN : decision ? CHOICE : CHANCE;
        }
    return CHANCE;
}

/* Writes the data; n[kind]: ribbons of each kind; *blocks: what stands before the first of them. */
static void write_data(const struct drawing *d, struct cr_buf *dat, int *blocks, int *n)
{
    struct cr_tables tables = {.arena = d->view->arena};
    struct cr_facts facts;
    fill_spot_tables(d, &tables);
    *blocks = 0;
    for (size_t i = 0; i < tables.all.n; i++)
        *blocks += tables.all.at[i].rows.n > 0; /* empty ones are left out */
    for (int kind = 0; kind < N_KINDS; kind++)
        for (int i = 0; i < d->l.n_ribbons; i++)
            if (kind_of(d, i) == (enum ribbon_kind)kind) {
                fill_ribbon_table(d, &tables, i);
                n[kind]++;
            }
    cr_facts_run(&facts, d->view, d->r);
    struct cr_view view = *d->view;
    view.style.table = NULL;
    cr_dat_tables(&view, &facts, &tables, dat);
}

/* ------------------------------------------------------------------ the script */

static bool has_kind(const struct drawing *d, enum cr_node_kind kind)
{
    for (size_t i = 0; i < d->l.spots.n; i++)
        if (d->l.spots.at[i].kind == CR_SPOT_NODE &&
            d->view->scenario->nodes[d->l.spots.at[i].node].kind == kind)
            return true;
    return false;
}

static bool has_spot(const struct drawing *d, enum cr_spot_kind kind)
{
    for (size_t i = 0; i < d->l.spots.n; i++)
        if (d->l.spots.at[i].kind == kind)
            return true;
    return false;
}

static void write_glyphs(const struct drawing *d, struct cr_buf *body)
{
    static const char *const points[] = {"7", "5", "13"}, *const colors[] = {
                                                              "BLUE", "RUST", "MUTED"};
    for (int kind = 0; kind < 3; kind++)
        if (has_kind(d, (enum cr_node_kind)kind))
            cr_buf_printf(body,
                "     f index 'nodes' using 'x':(kind(%d)) with points pt %s ps 1.7 lc rgb "
                "'white', \\\n"
                "     '' index 'nodes' using 'x':(ink(kind(%d))) with points pt %s ps 1.3 lc rgb "
                "%s, "
                "'' index 'nodes' using 'x':(grey(kind(%d))) with points pt %s ps 1.3 lc rgb GREY, "
                "\\\n",
                kind, points[kind], kind, points[kind], colors[kind], kind, points[kind]);
}

static void write_ribbons(const int *n, struct cr_buf *body)
{
    static const char *const looks[] = {"'x':'low':'high' with filledcurves fc rgb '#b6d5eb'",
        "'x':'low':'high' with filledcurves fc rgb SAND",
        "'x':'low' with lines dt 2 lw 1.2 lc rgb GREY"};
    static const char *const ends[] = {"FIRST", "CHOICE", "UNTAKEN", "LAST"};
    for (int kind = 0; kind < N_KINDS; kind++)
        if (n[kind])
            cr_buf_printf(body, "for [i = %s:%s-1] f index i using %s, \\\n     ", ends[kind],
                ends[kind + 1], looks[kind]);
}

/* Texts and glyphs twice: in ink, and grey what nobody comes to. */
static void write_texts(const struct drawing *d, struct cr_buf *body)
{
    for (int grey = 0; grey < (d->l.untaken ? 2 : 1); grey++) {
        const char *ink = grey ? "GREY" : "INK", *here = grey ? "grey" : "ink";
        if (has_spot(d, CR_SPOT_OUTCOME))
            cr_buf_printf(body,
                "     f index 'outcomes' using 'x':(%s(column('y'))) with points pt 9 ps 1.3 lc "
                "rgb %s, "
                "\\\n"
                "     '' index 'outcomes' using (column('x') + "
                "16):(%s(column('y'))):(sprintf('%%5.1f%%%%', "
                "100*column('p'))) with labels left font 'sans,10' textcolor rgb %s, \\\n"
                "     '' index 'outcomes' using (column('x') + 72):(%s(column('y'))):"
                "(lines(esc(stringcolumn('label')), %d)) with labels left font 'sans,10' textcolor "
                "rgb "
                "%s, \\\n",
                here, ink, here, ink, here, OUTCOME_LINE, ink);
        if (has_spot(d, CR_SPOT_BRANCH) || has_spot(d, CR_SPOT_OTHER))
            cr_buf_printf(body,
                "     f index 'branches' using 'x':(%s(column('y'))):(%s) with labels boxed font "
                "'sans,8' textcolor rgb %s, \\\n",
                here,
                grey ? "esc(stringcolumn('label'))"
                     : "sprintf('%s \xC2\xB7 %.0f%%', esc(stringcolumn('label')), 100*column('p'))",
                ink);
        if (has_spot(d, CR_SPOT_NODE))
            cr_buf_printf(body,
                "     f index 'nodes' using 'x':(%s(column('y') - column('half') - 0.3)):"
                "(esc(stringcolumn('label'))) with labels boxed font 'sans:Bold,9' textcolor rgb "
                "%s, "
                "\\\n",
                here, ink);
    }
}

static void write_body(const struct drawing *d, int blocks, const int *n, struct cr_buf *body)
{
    cr_buf_printf(body,
        "\n# ---- the picture: x in pixels, y in rows from the top\n"
        "set lmargin at screen 0; set rmargin at screen 1\n"
        "set tmargin at screen 1 - 72./H; set bmargin at screen (30. + 14*NOTE_LINES)/H\n"
        "unset xtics; unset ytics; set xrange [0:W]; set yrange [%.4g:0]\n"
        "set style textbox opaque fillcolor rgb '#10ffffff' noborder margins 0.3,0.15\n"
        "GREY = '#8a8a8a'\n"
        "kind(k) = (column('kind') == k) ? column('y') : NaN\n"
        "# what is reached in ink, what nobody comes to in grey\n"
        "ink(y) = column('p') > 0 ? y : NaN; grey(y) = column('p') > 0 ? NaN : y\n"
        "# blocks of ribbons: chance, then choices, then what nobody takes\n"
        "FIRST = %d; CHOICE = FIRST + %d; UNTAKEN = CHOICE + %d; LAST = UNTAKEN + %d\n",
        d->rows, blocks, n[CHANCE], n[CHOICE], n[UNTAKEN]);
    cr_buf_str(body, "plot ");
    write_ribbons(n, body);
    cr_buf_str(body, "NaN notitle, \\\n");
    write_glyphs(d, body);
    write_texts(d, body);
    cr_buf_str(body, "     NaN notitle\n");
}

static const char *note_of(const struct drawing *d, int depth, int from)
{
    struct cr_buf note;
    cr_buf_init(&note, d->view->arena);
    cr_buf_str(&note, "Ribbon width is the chance of getting there; a percentage beside a branch "
                      "is its share where the "
                      "question is asked. Circle, blue: chance. Square, sand: decision. Triangle: "
                      "outcome.");
    if (has_kind(d, CR_RULE))
        cr_buf_str(&note, " Diamond: rule.");
    if (d->l.untaken)
        cr_buf_str(&note, " Dashed and grey: options that nobody takes, and what would follow.");
    if (d->l.merged && !d->l.loops)
        cr_buf_str(&note, " Every ending stands once, with all that leads to it.");
    if (d->l.loops)
        cr_buf_str(&note, " Questions are asked again: widths and shares are of one visit, the "
                          "outcomes of whole futures.");
    if (from >= 0)
        cr_buf_printf(&note,
            " Only what follows '%s', which %s of futures ask; widths and the numbers of outcomes "
            "are of all futures.",
            id_in_words(d->view->arena, d->view->scenario->nodes[from].id, TITLE_CUT),
            cr_text_percent(d->view->arena, d->r->nodes[from].reach));
    if (depth > 0)
        cr_buf_printf(&note, " %d columns of questions.", depth);
    if (d->l.gathered)
        cr_buf_printf(&note, " %d rare branch%s gathered as 'other'.", d->l.gathered,
            d->l.gathered == 1 ? " is" : "es are");
    cr_buf_printf(&note, " %s", cr_plot_run_played(d->view, d->r));
    return note.s;
}

static size_t count_branches(const struct cr_lattice *l)
{
    size_t n = 0;
    for (size_t i = 0; i < l->spots.n; i++)
        n += l->spots.at[i].kind == CR_SPOT_BRANCH;
    return n;
}

/* Decisions that are played for what is best: there the other options are worth seeing. What is
 * given rules branches out for another reason. */
static const bool *free_choices(const struct cr_view *view)
{
    const struct cr_program *p = view->program;
    if (!p || p->setup->n_evidence > 0)
        return NULL;
    bool *free = CR_NEW(view->arena, bool, p->n_points + 1);
    for (int i = 0; i < p->n_points; i++)
        free[i] = p->points[i].kind == CR_DECISION && p->points[i].forced < 0 &&
                  p->points[i].choose.kind == CR_CHOOSE_BEST;
    return free;
}

void cr_plot_tree(const struct cr_view *view, const struct cr_run_result *r,
    const struct cr_plot_options *options, struct cr_buf *dat, struct cr_buf *gp)
{
    struct drawing d = {.view = view, .r = r, .stages = cr_plot_stages(view)};
    const struct cr_scenario *s = view->scenario;
    double threshold = options->threshold;
    int from = options->from ? cr_map_find(s->node_map, options->from) : -1;
    if (from >= 0)
        threshold *= r->nodes[from].reach;
    const bool *free = free_choices(view);
    cr_lattice_build(&d.l, view->arena, s, r, threshold, options->depth, from, free);
    if (count_branches(&d.l) > SHOWN_UNTAKEN)
        cr_lattice_build(&d.l, view->arena, s, r, threshold, options->depth, from, free = NULL);
    while (count_branches(&d.l) > SHOWN_BRANCHES && threshold < 0.2) {
        threshold = threshold > 0 ? 2 * threshold : 0.001;
        cr_lattice_build(&d.l, view->arena, s, r, threshold, options->depth, from, free);
    }
    place_bands(&d);
    struct cr_buf body;
    cr_buf_init(&body, view->arena);
    int blocks, n[N_KINDS] = {0};
    write_data(&d, dat, &blocks, n);
    write_body(&d, blocks, n, &body);
    cr_plot_script(view, options, d.width, d.height,
        "The questions, and how often they are reached", note_of(&d, options->depth, from), body.s,
        gp);
}
