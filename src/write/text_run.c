/* `run` for people: shares with two kinds of uncertainty kept apart, payoffs, measures, and the
 * state by stage. Below stand the sentences without which the numbers would be
 * misread: what the intervals are, how to read bars and tags, what was taken as given. */
#include "stats/error.h"
#include "write/decisions.h"
#include "write/grid.h"
#include "write/text_cross.h"
#include "write/text_run.h"
#include "write/text.h"
#include "write/text_tables.h"

#include <math.h>
#include <string.h>

static struct cr_text_row *new_rows(const struct cr_view *view, size_t n)
{
    return CR_NEW(view->arena, struct cr_text_row, n);
}

static const char *name_of(const struct cr_view *view, const char *label, const char *id)
{
    return cr_text_clean(view->arena, label && *label ? label : id);
}

/* ------------------------------------------------------------------ state by stage */

enum { STAGE = 9 }; /* columns of a stage's number */

/* The stage of a column: all of them, or so many that fit, the first and the last among them. */
static size_t stage_at(const struct cr_scenario *s, size_t column, size_t columns)
{
    return columns > 1 ? column * (s->n_stages - 1) / (columns - 1) : s->n_stages - 1;
}

static size_t count_stages(const struct cr_view *view)
{
    size_t most = view->style.plain                ? CR_TABLE_COLUMNS - 1
                  : view->style.width > 28 + STAGE ? ((size_t)view->style.width - 28) / STAGE
                                                   : 1;
    most = most < CR_TABLE_COLUMNS - 1 ? most : CR_TABLE_COLUMNS - 1;
    return view->scenario->n_stages < most ? view->scenario->n_stages : most;
}

static const char *stage_head(const struct cr_view *view, const struct cr_stage *stage)
{
    return cr_text_clean(view->arena, stage->date ? stage->date : stage->id);
}

static void print_stage_rows(
    struct cr_buf *out, const struct cr_view *view, const struct cr_run_result *r)
{
    const struct cr_scenario *s = view->scenario;
    size_t columns = count_stages(view);
    struct cr_grid grid;
    struct cr_buf heads;
    double size = 0;
    for (size_t i = 0; i < s->n_stages * s->n_states; i++)
        size = fmax(size, isfinite(r->stages[i].mean) ? fabs(r->stages[i].mean) : 0);
    cr_buf_init(&heads, view->arena);
    cr_buf_str(&heads, "STATE, mean after stage");
    for (size_t c = 0; c < columns; c++)
        cr_buf_printf(&heads, "|%s", stage_head(view, &s->stages[stage_at(s, c, columns)]));
    cr_grid_init(&grid, view, heads.s);
    for (size_t v = 0; v < s->n_states; v++) {
        cr_grid_cell(&grid, name_of(view, s->states[v].label, s->states[v].id));
        for (size_t c = 0; c < columns; c++) {
            const struct cr_quantity *q = &r->stages[stage_at(s, c, columns) * s->n_states + v];
            cr_grid_cell(&grid,
                q->n > 0 ? cr_text_number(view->arena, q->mean, cr_text_decimals(size)) : "-");
        }
    }
    cr_grid_print(&grid, out);
}

/* ------------------------------------------------------------------ the page */

/* Outcomes, before them as a grid where they are one, and tags. */
static bool has_tag(const struct cr_outcome *outcome, int tag)
{
    for (size_t i = 0; i < outcome->n_tags; i++)
        if (outcome->tags[i] == tag)
            return true;
    return false;
}

/* Whether two tags stand for the same outcomes, and so have the same numbers by definition. */
static bool same_outcomes(const struct cr_scenario *s, int a, int b)
{
    for (size_t o = 0; o < s->n_outcomes; o++)
        if (has_tag(&s->outcomes[o], a) != has_tag(&s->outcomes[o], b))
            return false;
    return true;
}

/* A row for each set of outcomes that has a tag, under all the tags it has. */
static size_t tag_rows(
    const struct cr_view *view, const struct cr_run_result *r, struct cr_text_row *rows)
{
    enum { MANY = 200 }; /* beyond, nobody reads them, and every pair would be looked at */
    const struct cr_scenario *s = view->scenario;
    int *first = CR_NEW(view->arena, int, s->n_tags + 1);
    size_t n = 0;
    for (int tag = 0; tag < (int)s->n_tags; tag++) {
        const char *name = name_of(view, NULL, s->tags[tag]);
        size_t k = 0;
        while (k < n && (s->n_tags > MANY || !same_outcomes(s, first[k], tag)))
            k++;
        if (k < n) {
            rows[k].label = cr_arena_printf(view->arena, "%s, %s", rows[k].label, name);
            continue;
        }
        first[n] = tag;
        rows[n++] = (struct cr_text_row){.label = name, .share = &r->tags[tag]};
    }
    return n;
}

static void print_shares(
    struct cr_buf *out, const struct cr_view *view, const struct cr_run_result *r)
{
    const struct cr_scenario *s = view->scenario;
    struct cr_text_row *rows = new_rows(view, s->n_outcomes), *tags = new_rows(view, s->n_tags);
    struct cr_cross cross;
    for (size_t i = 0; i < s->n_outcomes; i++)
        rows[i] =
            (struct cr_text_row){.label = name_of(view, s->outcomes[i].label, s->outcomes[i].id),
                .share = &r->outcomes[i]};
    size_t n_tags = tag_rows(view, r, tags);
    if (cr_cross_find(view->arena, s, &cross))
        cr_text_cross(out, view, &cross, r->outcomes, r->tags);
    cr_text_shares(out, view,
        (struct cr_text_table[]){{"OUTCOME", rows, s->n_outcomes}, {"TAG", tags, n_tags}},
        1 + (n_tags > 0));
}

static void print_quantities(
    struct cr_buf *out, const struct cr_view *view, const struct cr_run_result *r)
{
    const struct cr_scenario *s = view->scenario;
    struct cr_text_row *rows = new_rows(view, s->n_actors + 1);
    size_t n = 0;
    for (size_t i = 0; i < s->n_actors; i++)
        if (s->actors[i].has_payoff)
            rows[n++] =
                (struct cr_text_row){.label = name_of(view, s->actors[i].label, s->actors[i].id),
                    .quantity = &r->payoffs[i]};
    if (n)
        cr_text_quantities(out, view, "PAYOFF", rows, n);
    n = 0;
    rows = new_rows(view, s->n_measures + s->n_states + 1);
    for (size_t i = 0; i < s->n_measures; i++)
        rows[n++] =
            (struct cr_text_row){.label = name_of(view, s->measures[i].label, s->measures[i].id),
                .quantity = &r->measures[i]};
    for (size_t i = 0; i < s->n_states && !s->n_stages; i++)
        rows[n++] =
            (struct cr_text_row){.label = name_of(view, s->states[i].label, s->states[i].id),
                .quantity = &r->measures[s->n_measures + i]};
    if (n)
        cr_text_quantities(out, view, "MEASURE", rows, n);
    if (s->n_stages && s->n_states)
        print_stage_rows(out, view, r);
}

/* The largest error of a share; NaN where it is not known. */
static double largest_error(const struct cr_share *shares, size_t n)
{
    double largest = 0;
    for (size_t i = 0; i < n && !isnan(largest); i++) {
        const struct cr_share *s = &shares[i];
        double half = cr_error_half(s->share, s->low, s->high);
        largest = isnan(half) ? NAN : fmax(largest, half);
    }
    return largest;
}

/* Whether worlds were drawn and can be told from the luck within them. */
static bool has_worlds(const struct cr_view *view, const struct cr_run_result *r)
{
    return r->worlds > 1 && view->scenario->n_outcomes > 0 && !isnan(r->outcomes[0].q05);
}

static bool shows_intervals(const struct cr_view *view, const struct cr_run_result *r)
{
    return r->worlds > 1 && (cr_text_has_interval(r->outcomes, view->scenario->n_outcomes) ||
                                cr_text_has_interval(r->tags, view->scenario->n_tags));
}

/* What the intervals take as exact: the numbers that no world varies, and how to vary them. */
static void print_exact(struct cr_buf *out, const struct cr_view *view)
{
    struct cr_sizes_list list = cr_sizes_singles(view->arena, view->scenario);
    const struct cr_setup *setup = view->program ? view->program->setup : NULL;
    size_t effects = 0, multipliers = 0;
    for (size_t i = 0; i < list.n; i++) {
        bool in_play = list.at[i].of == CR_SIZES_SHIFTS;
        for (size_t k = 0; list.at[i].of == CR_SIZES_MULTIPLIERS && setup && k < setup->n_lenses;
             k++)
            in_play |= setup->lenses[k].lens == list.at[i].lens;
        effects += list.at[i].of == CR_SIZES_EFFECTS;
        multipliers += in_play;
    }
    if (effects + multipliers == 0)
        return;
    const char *first = cr_arena_printf(
                   view->arena, "Effects (%s)", cr_text_whole(view->arena, (double)effects)),
               *second =
                   cr_arena_printf(view->arena, "%s (%s)", effects ? "multipliers" : "Multipliers",
                       cr_text_whole(view->arena, (double)multipliers));
    cr_text_wrap(out, &view->style,
        cr_arena_printf(view->arena,
            "%s%s%s are taken as exact: crossroads sensitivity %s --effects", effects ? first : "",
            effects && multipliers ? " and " : "", multipliers ? second : "",
            cr_text_shell(view->arena, view->name)),
        0);
}

/* Which of the two uncertainties an interval is, and how large the other one is. */
static const char *about_intervals(const struct cr_view *view, const struct cr_run_result *r)
{
    double half = largest_error(r->outcomes, view->scenario->n_outcomes),
           tags = largest_error(r->tags, view->scenario->n_tags);
    bool told = shows_intervals(view, r);
    const char *first =
        told ? cr_arena_printf(view->arena,
                   "The interval comes from what the file leaves open: the share lies inside it in "
                   "90%% "
                   "of the %s worlds. ",
                   cr_text_whole(view->arena, (double)r->worlds))
        : r->worlds > 1
            ? ""
            : "Nothing in the file is uncertain but the branches, so the shares have no interval. ";
    half = isnan(tags) || tags > half ? tags : half;
    if (isnan(half))
        return cr_arena_printf(view->arena, "%sThe error of the simulation is not known.", first);
    if (half <= 0)
        return cr_arena_printf(view->arena, "%sThe shares are exact.", first);
    double points = 100 * half;
    int decimals = points >= 0.995 ? 1 : points >= 0.0995 ? 2 : 3;
    return cr_arena_printf(view->arena, "%s%s is at most %s points (95%%%s).", first,
        told ? "The interval is not the error of the simulation, which"
             : "The error of the simulation",
        cr_text_error(view, points, points < 0.0005 ? 5 : decimals),
        r->worlds < 2 ? ""
        : r->grows    ? "; --precision makes it smaller"
                      : "; more worlds make it smaller");
}

/* The stages behind the heads of the columns. */
static const char *stages_text(const struct cr_view *view)
{
    const struct cr_scenario *s = view->scenario;
    size_t columns = count_stages(view);
    struct cr_buf text;
    cr_buf_init(&text, view->arena);
    for (size_t c = 0; c < columns; c++) {
        const struct cr_stage *stage = &s->stages[stage_at(s, c, columns)];
        const char *name = name_of(view, stage->label, stage->id);
        if (strcmp(name, stage_head(view, stage)) != 0)
            cr_buf_printf(&text, "%s%s %s", text.n ? "; " : "", stage_head(view, stage), name);
    }
    return cr_arena_printf(view->arena, "%s%s%s%s", text.n ? "Stages: " : "", text.s,
        text.n ? ". " : "",
        columns < s->n_stages
            ? cr_arena_printf(view->arena, "(%zu of %zu stages are shown.)", columns, s->n_stages)
            : "");
}

/* How to read what stands above: what a first reader takes for something else. */
static void print_reading_key(
    struct cr_buf *out, const struct cr_view *view, const struct cr_run_result *r)
{
    const struct cr_style *style = &view->style;
    const struct cr_scenario *s = view->scenario;
    struct cr_buf text;
    size_t paid = 0;
    for (size_t i = 0; i < s->n_actors; i++)
        paid += s->actors[i].has_payoff;
    cr_buf_init(&text, view->arena);
    if (shows_intervals(view, r) && cr_text_has_bars(view))
        cr_buf_printf(&text,
            "In the bars %s ends at the interval's lower end, %s at the probability, %s at the "
            "upper end. ",
            cr_glyph(style, CR_G_FULL), cr_glyph(style, CR_G_DARK), cr_glyph(style, CR_G_LIGHT));
    if (s->n_tags)
        cr_buf_str(&text, "A tag groups outcomes, and an outcome may have several: the "
                          "probabilities of tags need not total 100%. ");
    if (paid > 0)
        cr_buf_str(&text, cr_text_about_payoffs(view, paid));
    if (s->n_stages > 1 && s->n_states)
        cr_buf_str(&text, stages_text(view));
    if (text.n)
        cr_text_wrap(out, style, text.s, 0);
}

/* What to ask next: something that can be answered. */
static const char *next_command(const struct cr_view *view)
{
    const struct cr_scenario *s = view->scenario;
    const char *name = cr_text_shell(view->arena, view->name), *node = NULL;
    bool decides = false, weights = true;
    for (size_t i = 0; i < s->n_nodes; i++) {
        const struct cr_point *point = view->program ? &view->program->points[i] : NULL;
        bool open = s->nodes[i].kind == CR_DECISION && point && point->forced < 0 &&
                    !point->evidence && point->choose.kind != CR_CHOOSE_OPTION;
        decides |= s->nodes[i].kind == CR_DECISION;
        weights &= !open || s->nodes[i].has_weights;
        node = open && !node ? s->nodes[i].id : node;
    }
    if (decides && !view->hopeless)
        return cr_arena_printf(view->arena, "crossroads solve %s", name);
    if (node && weights)
        return cr_arena_printf(view->arena, "crossroads compare %s --choices %s", name,
            cr_text_shell(view->arena, node));
    return cr_arena_printf(view->arena, "crossroads show %s", name);
}

static void print_footer(
    struct cr_buf *out, const struct cr_view *view, const struct cr_run_result *r)
{
    const struct cr_style *style = &view->style;
    if (style->quiet)
        return;
    cr_buf_char(out, '\n');
    if (!r->complete)
        cr_text_wrap(out, style,
            cr_arena_printf(view->arena,
                "Interrupted: these are the exact results of the first %s runs%s.",
                cr_text_whole(view->arena, (double)r->runs),
                r->engine == CR_ENGINE_GSL
                    ? ""
                    : cr_arena_printf(view->arena,
                          "; the same seed gives them with --runs %.0f --worlds %.0f",
                          (double)r->runs, (double)r->worlds)),
            0);
    cr_text_wrap(out, style, about_intervals(view, r), 0);
    if (has_worlds(view, r))
        print_exact(out, view);
    print_reading_key(out, view, r);
    cr_text_decisions(out, view);
    cr_text_given(out, view, r->evidence_probability);
    for (size_t i = 0; i < r->n_notes; i++)
        cr_text_wrap(out, style,
            cr_arena_printf(view->arena, "Note: %s", cr_text_clean(view->arena, r->notes[i])), 0);
    cr_text_provenance(out, view,
        cr_arena_printf(view->arena, "engine %s", cr_engine_name(r->engine)), next_command(view));
}

/* " · given 2 observations", or nothing. */
static const char *given_text(const struct cr_view *view)
{
    size_t n = view->program ? view->program->setup->n_evidence : 0;
    if (n == 0)
        return "";
    return cr_arena_printf(view->arena, " %s given %zu observation%s",
        cr_glyph(&view->style, CR_G_DOT), n, n == 1 ? "" : "s");
}

/* Futures are only played by a walk; else every one of them is weighed. */
static const char *played_text(const struct cr_view *view, const struct cr_run_result *r)
{
    const char *dot = cr_glyph(&view->style, CR_G_DOT);
    const char *worlds = r->worlds > 1 ? cr_arena_printf(view->arena, "%s worlds %s ",
                                             cr_text_whole(view->arena, (double)r->worlds), dot)
                                       : "";
    if (r->engine == CR_ENGINE_EXACT)
        return "exact: all futures weighed";
    if (r->engine == CR_ENGINE_ROLLBACK)
        return cr_arena_printf(
            view->arena, "%sexact in each %s %s", worlds, dot, cr_text_luck(view->arena, &r->luck));
    return cr_arena_printf(view->arena, "%s runs %s %s%s",
        cr_text_whole(view->arena, (double)r->runs), dot, worlds,
        cr_text_luck(view->arena, &r->luck));
}

void cr_text_run(const struct cr_view *view, const void *result, struct cr_buf *out)
{
    const struct cr_run_result *r = result;
    const char *title = view->scenario->title ? view->scenario->title : view->name;
    cr_text_title(out, view, title,
        cr_arena_printf(view->arena, "%s%s", played_text(view, r), given_text(view)));
    print_shares(out, view, r);
    print_quantities(out, view, r);
    print_footer(out, view, r);
}
