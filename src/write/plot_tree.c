/* The graph of questions as ribbons, each as wide as the chance of going there. */
#include "write/lattice.h"
#include "write/plot.h"
#include "write/text.h"

#include <math.h>
#include <string.h>

enum { ROW = 46, TITLE_CUT = 22, BRANCH_CUT = 24, OUTCOME_CUT = 72, OUTCOME_LINE = 36, SHOWN_BRANCHES = 160 };

struct drawing {
    const struct cr_view *view;
    const struct cr_run_result *r;
    struct cr_lattice l;
    int width, height;
    double right; /* pixels kept for the names of outcomes */
};

/* An id as words: western_war -> western war. */
static const char *words(struct cr_arena *arena, const char *id, size_t cut)
{
    char *text = cr_arena_strdup(arena, id);
    for (char *s = text; *s; s++)
        if (*s == '_')
            *s = ' ';
    return cr_plot_cut(arena, text, cut);
}

static const char *spot_text(const struct drawing *d, const struct cr_spot *spot)
{
    const struct cr_scenario *s = d->view->scenario;
    struct cr_arena *arena = d->view->arena;
    switch (spot->kind) {
    case CR_SPOT_NODE:
        return words(arena, s->nodes[spot->node].id, TITLE_CUT);
    case CR_SPOT_BRANCH:
        return words(arena, s->nodes[spot->node].branches[spot->branch].name, BRANCH_CUT);
    case CR_SPOT_OTHER:
        return cr_arena_printf(arena, "other (%d)", spot->gathered);
    case CR_SPOT_OUTCOME:
        return cr_plot_cut(arena, s->outcomes[spot->outcome].label ? s->outcomes[spot->outcome].label
                                                                  : s->outcomes[spot->outcome].id, OUTCOME_CUT);
    case CR_SPOT_BEND:
        break;
    }
    return "";
}

/* Pixels a spot's text is wide: 0.68 pixels a point of the font and character, measured on DejaVu Sans. */
static double text_pixels(const struct drawing *d, const struct cr_spot *spot)
{
    double n = (double)cr_text_width(spot_text(d, spot));
    if (spot->kind == CR_SPOT_NODE)
        return n * 6.8;
    if (spot->kind == CR_SPOT_BRANCH || spot->kind == CR_SPOT_OTHER)
        return (n + 5) * 5.6;
    return 0;
}

/* Layers stand so far apart that neighbouring texts cannot touch. */
static void place_layers(struct drawing *d)
{
    struct cr_lattice *l = &d->l;
    double *half = CR_NEW(d->view->arena, double, l->n_layers), *x = CR_NEW(d->view->arena, double, l->n_layers);
    double name = 8;
    for (size_t i = 0; i < l->spots.n; i++) {
        struct cr_spot *spot = &l->spots.at[i];
        half[spot->layer] = fmax(half[spot->layer], text_pixels(d, spot) / 2);
        double n = (double)cr_text_width(spot_text(d, spot));
        if (spot->kind == CR_SPOT_OUTCOME)
            name = fmax(name, fmin(n, OUTCOME_LINE));
    }
    for (int k = 0; k < l->n_layers; k++)
        x[k] = k ? x[k - 1] + fmax(70, half[k - 1] + half[k] + 14) : fmax(30, half[0] + 14);
    for (size_t i = 0; i < l->spots.n; i++)
        l->spots.at[i].x = x[l->spots.at[i].layer];
    d->right = 16 + 46 + 6.9 * name + 16;
    d->width = (int)(x[l->n_layers - 1] + d->right);
    d->width = d->width < 720 ? 720 : d->width;
    d->height = (int)(110 + ROW * (l->rows + 0.3));
    d->height = d->height < 300 ? 300 : d->height;
}

/* ------------------------------------------------------------------ the data */

static int shape_of(const struct drawing *d, const struct cr_spot *spot)
{
    return spot->kind == CR_SPOT_OUTCOME ? 3 : (int)d->view->scenario->nodes[spot->node].kind;
}

static const char *spot_id(const struct drawing *d, const struct cr_spot *spot)
{
    const struct cr_scenario *s = d->view->scenario;
    if (spot->kind == CR_SPOT_OUTCOME)
        return s->outcomes[spot->outcome].id;
    if (spot->kind == CR_SPOT_BRANCH)
        return cr_scenario_branch_name(d->view->arena, s, spot->node, spot->branch);
    return s->nodes[spot->node].id;
}

static void spot_tables(const struct drawing *d, struct cr_tables *tables)
{
    const struct cr_lattice *l = &d->l;
    cr_table_add(tables, "nodes", "kind: 0 chance, 1 decision, 2 rule; half: of the ribbon, in rows",
        "id x y kind half p label");
    cr_table_add(tables, "branches", "p: given the node", "id x y p label");
    cr_table_add(tables, "outcomes", NULL, "id x y p label");
    for (size_t i = 0; i < l->spots.n; i++) {
        const struct cr_spot *spot = &l->spots.at[i];
        const char *label = spot_text(d, spot);
        double x[] = {spot->x, spot->y, shape_of(d, spot->kind == CR_SPOT_BEND ? &l->spots.at[0] : spot),
            l->scale * spot->p / 2, spot->p};
        double reach = spot->node >= 0 ? d->r->nodes[spot->node].reach : 1;
        double p[] = {spot->x, spot->y, reach > 0 ? spot->p / reach : 0};
        double o[] = {spot->x, spot->y, spot->p};
        if (spot->kind == CR_SPOT_NODE)
            cr_table_row(tables, &tables->all.at[0], spot_id(d, spot), x, 5, label);
        else if (spot->kind == CR_SPOT_BRANCH || spot->kind == CR_SPOT_OTHER)
            cr_table_row(tables, &tables->all.at[1], spot_id(d, spot), p, 3, label);
        else if (spot->kind == CR_SPOT_OUTCOME)
            cr_table_row(tables, &tables->all.at[2], spot_id(d, spot), o, 3, label);
    }
}

/* One ribbon: points of a smooth curve through its links, lower and upper edge. */
static void ribbon_table(const struct drawing *d, struct cr_tables *tables, int ribbon)
{
    enum { POINTS = 16 };
    const struct cr_lattice *l = &d->l;
    struct cr_table *table = NULL;
    for (size_t i = 0; i < l->links.n; i++) {
        const struct cr_link *link = &l->links.at[i];
        if (link->ribbon != ribbon)
            continue;
        const struct cr_spot *a = &l->spots.at[link->from], *b = &l->spots.at[link->to];
        if (!table) {
            int decision = d->view->scenario->nodes[a->node].kind == CR_DECISION;
            const char *name = cr_arena_printf(d->view->arena, "%s %d", decision ? "choice" : "ribbon", ribbon + 1);
            table = cr_table_add(tables, name, NULL, "id x low high");
        }
        double half = fmax(l->scale * link->p / 2, 0.008);
        for (int k = 0; k <= POINTS; k++) {
            double u = (double)k / POINTS, s = u * u * (3 - 2 * u);
            double y = link->from_y + (link->to_y - link->from_y) * s;
            double x[] = {a->x + (b->x - a->x) * u, y - half, y + half};
            cr_table_row(tables, table, spot_id(d, a->node >= 0 ? a : b), x, 3, NULL);
        }
    }
}

/* Which ribbons are of decisions: drawn in another colour. Their blocks come behind the others. */
static int is_choice(const struct drawing *d, int ribbon)
{
    for (size_t i = 0; i < d->l.links.n; i++)
        if (d->l.links.at[i].ribbon == ribbon)
            return d->view->scenario->nodes[d->l.spots.at[d->l.links.at[i].from].node].kind == CR_DECISION;
    return 0;
}

static int data(const struct drawing *d, struct cr_buf *dat)
{
    struct cr_tables tables = {.arena = d->view->arena};
    struct cr_facts facts;
    int chance = 0;
    spot_tables(d, &tables);
    for (int choice = 0; choice < 2; choice++)
        for (int i = 0; i < d->l.n_ribbons; i++)
            if (is_choice(d, i) == choice) {
                ribbon_table(d, &tables, i);
                chance += !choice;
            }
    cr_facts_run(&facts, d->view, d->r);
    struct cr_view view = *d->view;
    view.style.table = NULL;
    cr_dat_tables(&view, &facts, &tables, dat);
    return chance;
}

/* ------------------------------------------------------------------ the script */

static int has_kind(const struct drawing *d, enum cr_node_kind kind)
{
    for (size_t i = 0; i < d->l.spots.n; i++)
        if (d->l.spots.at[i].kind == CR_SPOT_NODE && d->view->scenario->nodes[d->l.spots.at[i].node].kind == kind)
            return 1;
    return 0;
}

static void glyphs(const struct drawing *d, struct cr_buf *body)
{
    static const char *const points[] = {"7", "5", "13"}, *const colors[] = {"BLUE", "RUST", "MUTED"};
    for (int kind = 0; kind < 3; kind++)
        if (has_kind(d, (enum cr_node_kind)kind))
            cr_buf_printf(body, "     f index 'nodes' using 'x':(kind(%d)) with points pt %s ps 1.7 lc rgb 'white', \\\n"
                                "     '' index 'nodes' using 'x':(kind(%d)) with points pt %s ps 1.3 lc rgb %s, \\\n",
                kind, points[kind], kind, points[kind], colors[kind]);
}

static void body_of(const struct drawing *d, int chance, int all, struct cr_buf *body)
{
    cr_buf_printf(body, "\n# ---- the picture: x in pixels, y in rows from the top\n"
                        "set lmargin at screen 0; set rmargin at screen 1\n"
                        "set tmargin at screen 1 - 52./H; set bmargin at screen 58./H\n"
                        "unset xtics; unset ytics; set xrange [0:W]; set yrange [%.4g:0]\n"
                        "set style textbox opaque fillcolor rgb '#10ffffff' noborder margins 0.3,0.15\n"
                        "kind(k) = (column('kind') == k) ? column('y') : NaN\n"
                        "FIRST = %d; CHOICE = FIRST + %d; LAST = FIRST + %d   # blocks of ribbons: chance, then choices\n",
        d->l.rows + 0.15, 3, chance, all);
    cr_buf_str(body, "plot ");
    if (chance > 0)
        cr_buf_str(body, "for [i = FIRST:CHOICE-1] f index i using 'x':'low':'high' with filledcurves fc rgb '#b6d5eb', \\\n     ");
    if (all > chance)
        cr_buf_str(body, "for [i = CHOICE:LAST-1] f index i using 'x':'low':'high' with filledcurves fc rgb SAND, \\\n     ");
    cr_buf_str(body, "NaN notitle, \\\n");
    glyphs(d, body);
    cr_buf_str(body, "     f index 'outcomes' using 'x':'y' with points pt 9 ps 1.3 lc rgb INK, \\\n"
                     "     '' index 'branches' using 'x':'y':(sprintf('%s %.0f%%', stringcolumn('label'), "
                     "100*column('p'))) with labels boxed font 'sans,8' textcolor rgb INK, \\\n"
                     "     '' index 'nodes' using (column('x')):(column('y') - column('half') - 0.3):"
                     "(stringcolumn('label')) with labels boxed font 'sans:Bold,9' textcolor rgb INK, \\\n"
                     "     '' index 'outcomes' using (column('x') + 16):'y':(sprintf('%5.1f%%', 100*column('p'))) with "
                     "labels left font 'sans,10' textcolor rgb INK, \\\n");
    cr_buf_printf(body, "     '' index 'outcomes' using (column('x') + 66):'y':(lines(stringcolumn('label'), %d)) with "
                        "labels left font 'sans,10' textcolor rgb INK\n", OUTCOME_LINE);
}

static const char *note_of(const struct drawing *d)
{
    struct cr_buf note;
    cr_buf_init(&note, d->view->arena);
    cr_buf_str(&note, "Ribbon width is the chance of getting there; a percentage beside a branch is its share where the "
                      "question is asked. Circle: chance. Square: decision. Triangle: outcome.");
    if (has_kind(d, CR_RULE))
        cr_buf_str(&note, " Diamond: rule.");
    if (d->l.gathered)
        cr_buf_printf(&note, " %d rare branches are gathered as 'other'.", d->l.gathered);
    cr_buf_printf(&note, " %s runs, seed %llu, engine %s.", cr_text_whole(d->view->arena, (double)d->r->runs),
        (unsigned long long)d->r->seed, cr_engine_name(d->r->engine));
    return note.s;
}

static size_t branches_drawn(const struct cr_lattice *l)
{
    size_t n = 0;
    for (size_t i = 0; i < l->spots.n; i++)
        n += l->spots.at[i].kind == CR_SPOT_BRANCH;
    return n;
}

void cr_plot_tree(const struct cr_view *view, const struct cr_run_result *r, const struct cr_plot_options *options,
    struct cr_buf *dat, struct cr_buf *gp)
{
    struct drawing d = {.view = view, .r = r};
    double threshold = options->threshold;
    const struct cr_scenario *s = view->scenario;
    cr_lattice_build(&d.l, view->arena, s, r, threshold, options->depth);
    while (branches_drawn(&d.l) > SHOWN_BRANCHES && threshold < 0.2) {
        threshold = threshold > 0 ? 2 * threshold : 0.001;
        cr_lattice_build(&d.l, view->arena, s, r, threshold, options->depth);
    }
    place_layers(&d);
    struct cr_buf body;
    cr_buf_init(&body, view->arena);
    int chance = data(&d, dat);
    body_of(&d, chance, d.l.n_ribbons, &body);
    cr_plot_script(view, options, d.width, d.height, s->title ? s->title : view->name, note_of(&d), body.s, gp);
}
