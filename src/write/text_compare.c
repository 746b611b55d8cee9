/* `compare` for people: what stands side by side, what differs and how surely. Columns that do not
 * fit the page follow in further grids below; each grid repeats the labels of the rows. */
#include "write/text_compare.h"

#include "analysis/compare.h"
#include "stats/error.h"
#include "write/grid.h"
#include "write/names.h"
#include "write/text.h"

#include <math.h>
#include <string.h>

enum { CELL = 13, LABEL = 26, TOP = 8 };

/* Columns that fit beside the labels. */
static size_t count_fitting(const struct cr_view *view, size_t n)
{
    size_t most = (size_t)view->style.width > LABEL + 4 + CELL
                      ? ((size_t)view->style.width - LABEL - 2) / (CELL + 2)
                      : 1;
    most = most < 1 ? 1 : most > 14 ? 14 : most;
    return n < most ? n : most;
}

/* An id as a head: '|' would end it. */
static const char *head_text(const struct cr_view *view, const char *id)
{
    char *text = cr_arena_strdup(view->arena, cr_text_clean(view->arena, id));
    for (char *s = text; *s; s++)
        if (*s == '|')
            *s = '/';
    return text;
}

static void begin_grid(struct cr_grid *grid, const struct cr_view *view,
    const struct cr_compare_result *r, const char *title, size_t from, size_t to)
{
    struct cr_buf heads;
    cr_buf_init(&heads, view->arena);
    cr_buf_str(&heads, title);
    for (size_t c = from; c < to; c++)
        cr_buf_printf(&heads, "|%s", head_text(view, r->columns[c].id));
    cr_grid_init(grid, view, heads.s);
}

/* ------------------------------------------------------------------ shares and means */

static void print_shares(
    const struct cr_view *view, const struct cr_compare_result *r, struct cr_buf *out)
{
    const struct cr_scenario *s = r->columns[0].program->scenario;
    for (size_t from = 0, to; from < r->n; from = to) {
        struct cr_grid grid;
        to = from + count_fitting(view, r->n - from);
        begin_grid(&grid, view, r, "OUTCOME", from, to);
        for (size_t o = 0; o < s->n_outcomes; o++) {
            cr_grid_cell(&grid, cr_label_of(s->outcomes[o].label, s->outcomes[o].id));
            for (size_t c = from; c < to; c++) {
                const struct cr_scenario *other = r->columns[c].program->scenario;
                int k = cr_map_find(other->outcome_map, s->outcomes[o].id);
                cr_grid_cell(&grid,
                    k < 0 ? "-" : cr_text_share(view->arena, &r->columns[c].run.outcomes[k]));
            }
        }
        cr_grid_print(&grid, out);
    }
}

static void print_payoffs(
    const struct cr_view *view, const struct cr_compare_result *r, struct cr_buf *out)
{
    const struct cr_scenario *s = r->columns[0].program->scenario;
    for (size_t from = 0, to; from < r->n; from = to) {
        struct cr_grid grid;
        to = from + count_fitting(view, r->n - from);
        begin_grid(&grid, view, r, "MEAN PAYOFF", from, to);
        for (size_t a = 0; a < s->n_actors; a++) {
            if (!s->actors[a].has_payoff)
                continue;
            cr_grid_cell(&grid, cr_label_of(s->actors[a].label, s->actors[a].id));
            for (size_t c = from; c < to; c++) {
                int k = cr_map_find(r->columns[c].program->scenario->actor_map, s->actors[a].id);
                double mean = k < 0 ? NAN : r->columns[c].run.payoffs[k].mean;
                cr_grid_cell(&grid, cr_text_number(view->arena, mean, cr_text_decimals(mean)));
            }
        }
        if (grid.cells.n)
            cr_grid_print(&grid, out);
    }
}

/* ------------------------------------------------------------------ differences */

const char *cr_text_difference(const struct cr_view *view, const struct cr_difference *d)
{
    bool share = d->what == CR_COMPARED_OUTCOME || d->what == CR_COMPARED_TAG;
    double scale = share ? 100 : 1, x = scale * d->difference,
           e = scale * cr_error_half(d->difference, d->low, d->high);
    int most = share ? 2 : cr_text_decimals(fmax(fabs(x), isnan(e) ? 0 : e)) + 1;
    return cr_arena_printf(
        view->arena, "%s%s", x > 0 ? "+" : "", cr_text_estimate(view, x, e, "", most, most - 1));
}

static const struct cr_difference *find_difference(
    const struct cr_compare_result *r, int b, enum cr_compared what, const char *id)
{
    for (size_t i = 0; i < r->n_differences; i++) {
        const struct cr_difference *d = &r->differences[i];
        if (d->a == r->first && d->b == b && d->what == what && !strcmp(d->id, id))
            return d;
    }
    return NULL;
}

static void print_difference_rows(struct cr_grid *grid, const struct cr_compare_result *r,
    enum cr_compared what, size_t from, size_t to)
{
    for (size_t i = 0; i < r->n_differences; i++) {
        const struct cr_difference *row = &r->differences[i];
        if (row->a != r->first || row->b != r->differences[0].b || row->what != what)
            continue;
        cr_grid_cell(grid, cr_label_of(row->label, row->id));
        for (size_t c = from; c < to; c++) {
            const struct cr_difference *d = find_difference(r, (int)c, what, row->id);
            cr_grid_cell(grid, d ? cr_text_difference(grid->view, d) : "-");
        }
    }
}

static void print_differences(
    const struct cr_view *view, const struct cr_compare_result *r, struct cr_buf *out)
{
    for (size_t from = (size_t)r->first + 1, to; from < r->n; from = to) {
        struct cr_grid grid;
        to = from + count_fitting(view, r->n - from);
        begin_grid(&grid, view, r,
            cr_arena_printf(view->arena, "MINUS %s", head_text(view, r->columns[r->first].id)),
            from, to);
        print_difference_rows(&grid, r, CR_COMPARED_OUTCOME, from, to);
        if (view->style.verbose)
            print_difference_rows(&grid, r, CR_COMPARED_TAG, from, to);
        print_difference_rows(&grid, r, CR_COMPARED_PAYOFF, from, to);
        if (view->style.verbose)
            print_difference_rows(&grid, r, CR_COMPARED_MEASURE, from, to);
        cr_grid_print(&grid, out);
    }
}

/* ------------------------------------------------------------------ choices */

/* Pairs of which it is open whether one dominates the other in either order. */
static const char *open_pairs(const struct cr_view *view, const struct cr_compare_result *r)
{
    struct cr_buf text;
    cr_buf_init(&text, view->arena);
    for (size_t i = 0; i + 1 < r->n_dominance; i += 2) {
        const struct cr_dominance_row *d = &r->dominance[i];
        if (d->holds || d[1].holds || (d->decided && d[1].decided))
            continue;
        cr_buf_printf(&text, "%s'%s' over '%s'", text.n ? ", " : "",
            cr_text_clean(view->arena, r->columns[d->a].id),
            cr_text_clean(view->arena, r->columns[d->b].id));
    }
    return text.n ? text.s : NULL;
}

static void print_dominance(
    const struct cr_view *view, const struct cr_compare_result *r, struct cr_buf *out)
{
    static const char *const why[] = {"at no level does it pay less",
        "at no level do its worst futures pay less on average, which counts for whoever dislikes "
        "risk"};
    bool some = false;
    const char *open = open_pairs(view, r);
    cr_buf_char(out, '\n');
    for (size_t i = 0; i < r->n_dominance; i++) {
        const struct cr_dominance_row *d = &r->dominance[i];
        if (!d->holds || (d->order == 2 && r->dominance[i - 1].holds))
            continue;
        some = true;
        cr_text_wrap(out, &view->style,
            cr_arena_printf(view->arena, "'%s' dominates '%s' (order %d) in these futures: %s.",
                cr_text_clean(view->arena, r->columns[d->a].id),
                cr_text_clean(view->arena, r->columns[d->b].id), d->order, why[d->order - 1]),
            2);
    }
    if (open && !isnan(r->dominance[0].margin))
        cr_text_wrap(out, &view->style,
            cr_arena_printf(
                view->arena, "Dominance not decided, at 95%%, by so few futures: %s.", open),
            2);
    else if (!some && r->n_dominance && !isnan(r->dominance[0].margin))
        cr_text_wrap(out, &view->style,
            "No option dominates another: which is best depends on how much risk one likes.", 2);
    if (!view->style.verbose || !r->n_dominance)
        return;
    struct cr_grid grid;
    cr_grid_init(&grid, view, "THIS OPTION|OVER|ORDER|MARGIN|HOLDS");
    for (size_t i = 0; i < r->n_dominance; i++) {
        const struct cr_dominance_row *d = &r->dominance[i];
        cr_grid_cell(&grid, r->columns[d->a].id);
        cr_grid_cell(&grid, r->columns[d->b].id);
        cr_grid_cell(&grid, d->order == 1 ? "1" : "2");
        cr_grid_cell(&grid, cr_text_number(view->arena, d->margin, cr_text_decimals(d->margin)));
        cr_grid_cell(&grid, !d->decided ? "not decided" : d->holds ? "yes" : "no");
    }
    cr_grid_print(&grid, out);
}

/* How rare the worlds are, by 95 %, that have more than the largest of those that were drawn (Wilks
 * 1941). */
static const char *rarity_text(const struct cr_view *view, const struct cr_run_result *run)
{
    double worlds =
        isnan(run->effective) ? (double)run->worlds : fmin(run->effective, (double)run->worlds);
    return worlds > 1 ? cr_arena_printf(view->arena, ", by 95%% fewer than %.2g%% of worlds",
                            100 * cr_text_rounded_up(cr_unmet_bound(worlds, 1)))
                      : "";
}

static void print_regret(
    const struct cr_view *view, const struct cr_compare_result *r, struct cr_buf *out)
{
    struct cr_grid grid;
    cr_grid_init(&grid, view, "REGRET|EXPECTED|LARGEST|BEST IN");
    for (size_t c = 0; c < r->n; c++) {
        const struct cr_regret_row *row = &r->regret[c];
        int decimals = cr_text_decimals(row->max);
        cr_grid_cell(&grid, r->columns[c].label);
        double half =
                   cr_error_half(row->expected, row->expected_error.low, row->expected_error.high),
               wins = cr_error_half(row->best_share, row->best_error.low, row->best_error.high);
        cr_grid_cell(
            &grid, cr_text_estimate(view, row->expected, half, "", decimals + 2, decimals));
        cr_grid_cell(&grid, cr_text_number(view->arena, row->max, decimals));
        const struct cr_share best = {.share = row->best_share,
            .se = row->best_error.se,
            .low = row->best_error.low,
            .high = row->best_error.high};
        cr_grid_cell(&grid, row->best_error.se > 0 ? cr_text_estimate(view, 100 * row->best_share,
                                                         100 * wins, "%", 2, 1)
                                                   : cr_text_share(view->arena, &best));
    }
    cr_grid_print(&grid, out);
    if (!view->style.quiet)
        cr_text_wrap(out, &view->style,
            cr_arena_printf(view->arena,
                "Regret: what the option best in a world would bring %s more there, averaged over "
                "the worlds and at its largest in those that were drawn (others may have more%s); "
                "it is about what we do not know.",
                cr_label_of(
                    view->scenario->actors[r->actor].label, view->scenario->actors[r->actor].id),
                rarity_text(view, &r->columns[r->first].run)),
            2);
}

/* ------------------------------------------------------------------ pools */

static void print_spread(
    struct cr_grid *grid, const struct cr_compare_result *r, const struct cr_disagreement *d)
{
    struct cr_arena *arena = grid->view->arena;
    const struct cr_view *view = grid->view;
    for (int end = 0; end < 2; end++) {
        int who = end ? d->highest : d->lowest;
        cr_grid_cell(
            grid, cr_arena_printf(arena, "%s %s", cr_text_percent(arena, end ? d->high : d->low),
                      who < 0 ? "(all)" : head_text(view, r->columns[who].id)));
    }
}

static void print_pool(
    struct cr_grid *grid, const struct cr_compare_result *r, const struct cr_pooled *p)
{
    cr_grid_cell(grid, cr_text_percent(grid->view->arena, p->linear));
    if (r->pool_kind == CR_POOL_LOG)
        cr_grid_cell(grid, cr_text_percent(grid->view->arena, p->log));
    print_spread(grid, r, &p->spread);
}

static void begin_pools(const struct cr_view *view, const struct cr_compare_result *r,
    const char *title, struct cr_grid *grid)
{
    cr_grid_init(grid, view,
        cr_arena_printf(view->arena, "%s|LINEAR%s|LOWEST|HIGHEST", title,
            r->pool_kind == CR_POOL_LOG ? "|LOG" : ""));
}

static void print_pools(
    const struct cr_view *view, const struct cr_compare_result *r, struct cr_buf *out)
{
    const struct cr_scenario *s = view->scenario;
    struct cr_grid grid;
    begin_pools(view, r, "POOLED OUTCOMES", &grid);
    for (size_t o = 0; o < s->n_outcomes; o++) {
        cr_grid_cell(&grid, cr_label_of(s->outcomes[o].label, s->outcomes[o].id));
        print_pool(&grid, r, &r->pooled[o]);
    }
    cr_grid_print(&grid, out);
    size_t n = view->style.verbose || r->n_branches < TOP ? r->n_branches : TOP;
    begin_pools(view, r, "WHERE THEY DISAGREE", &grid);
    for (size_t i = 0; i < n; i++) {
        const struct cr_pooled_branch *p = &r->branches[r->branch_order[i]];
        cr_grid_cell(&grid, cr_scenario_branch_name(view->arena, s, p->node, p->branch));
        print_pool(&grid, r, &p->pool);
    }
    if (n)
        cr_grid_print(&grid, out);
}

/* ------------------------------------------------------------------ the page */

static void print_legend(
    const struct cr_view *view, const struct cr_compare_result *r, struct cr_buf *out)
{
    struct cr_grid grid;
    cr_grid_init(&grid, view, r->pool ? "COLUMN|STANDS FOR|WEIGHT" : "COLUMN|STANDS FOR");
    grid.n_left = 2;
    for (size_t c = 0; c < r->n; c++) {
        cr_grid_cell(&grid, r->columns[c].id);
        cr_grid_cell(&grid, r->columns[c].label);
        if (r->pool)
            cr_grid_cell(&grid,
                r->columns[c].weight > 0 ? cr_text_percent(view->arena, r->columns[c].weight) : "");
    }
    cr_grid_print(&grid, out);
}

/* What the numbers of the grids are counted in. */
static const char *units_text(const struct cr_view *view, const struct cr_compare_result *r)
{
    const struct cr_scenario *s = r->columns[0].program->scenario;
    size_t paid = 0;
    for (size_t i = 0; i < s->n_actors; i++)
        paid += s->actors[i].has_payoff;
    return cr_arena_printf(view->arena, "%s%s",
        r->n_differences ? "MINUS: outcomes in percentage points, payoffs in their own units. "
                         : "",
        paid ? cr_text_about_payoffs(view, paid) : "");
}

void cr_text_compare(const struct cr_view *view, const void *result, struct cr_buf *out)
{
    const struct cr_compare_result *r = result;
    const struct cr_run_result *run = &r->columns[r->first].run;
    const struct cr_style *style = &view->style;
    const char *dot = cr_glyph(style, CR_G_DOT);
    const char *title = r->kind == CR_COMPARE_FILES
                            ? cr_arena_printf(view->arena, "%zu scenarios side by side", r->n)
                            : cr_label_of(view->scenario->title, view->name);
    cr_text_title(out, view, title,
        cr_arena_printf(view->arena, "%s runs %s %s each",
            cr_text_whole(view->arena, (double)run->runs), dot,
            cr_text_luck(view->arena, &run->luck)));
    print_legend(view, r, out);
    print_shares(view, r, out);
    print_payoffs(view, r, out);
    if (r->n_differences)
        print_differences(view, r, out);
    if (r->regret) {
        print_dominance(view, r, out);
        print_regret(view, r, out);
    }
    if (r->pool)
        print_pools(view, r, out);
    if (style->quiet)
        return;
    cr_buf_char(out, '\n');
    cr_text_wrap(out, style, r->about, 0);
    cr_text_wrap(out, style, units_text(view, r), 0);
    for (size_t i = 0; i < r->n_notes; i++)
        cr_text_wrap(out, style,
            cr_arena_printf(view->arena, "Note: %s", cr_text_clean(view->arena, r->notes[i])), 0);
    cr_text_provenance(
        out, view, cr_arena_printf(view->arena, "engine %s", cr_engine_name(run->engine)), NULL);
}
