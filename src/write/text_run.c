/* `run` for people: shares with two kinds of uncertainty kept apart, payoffs, measures, and the
 * state by stage as a line of blocks. Below stand the sentences without which the numbers would be
 * misread: what the intervals are, how to read bars and tags, what was taken as given. */
#include "stats/error.h"
#include "write/decisions.h"
#include "write/text_run.h"
#include "write/text.h"
#include "write/text_tables.h"

#include <math.h>
#include <string.h>

/* ------------------------------------------------------------------ state by stage */

static const char *spark(const struct cr_style *style, double share)
{
    static const char *const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static const char *const plain[] = {"_", ".", ",", "-", "~", "+", "*", "#"};
    int level = share <= 0 ? 0 : share >= 1 ? 7 : (int)(share * 8);
    level = level > 7 ? 7 : level;
    return style->ascii ? plain[level] : blocks[level];
}

/* The range over which a variable is drawn: its bounds, or what its means span. */
static void find_spark_range(
    const struct cr_view *view, const struct cr_run_result *r, size_t v, double *low, double *high)
{
    const struct cr_scenario *s = view->scenario;
    *low = s->states[v].low;
    *high = s->states[v].high;
    if (isfinite(*low) && isfinite(*high) && *high > *low)
        return;
    *low = INFINITY;
    *high = -INFINITY;
    for (size_t t = 0; t < s->n_stages; t++) {
        double mean = r->stages[t * s->n_states + v].mean;
        if (isfinite(mean)) {
            *low = fmin(*low, mean);
            *high = fmax(*high, mean);
        }
    }
    if (*high <= *low)
        *high = *low + 1;
}

static void print_stage_row(struct cr_buf *out, const struct cr_view *view,
    const struct cr_run_result *r, size_t v, size_t label, int decimals)
{
    const struct cr_scenario *s = view->scenario;
    const struct cr_style *style = &view->style;
    double low, high, first = NAN, last = NAN;
    find_spark_range(view, r, v, &low, &high);
    cr_buf_str(out, "  ");
    cr_text_left(out, style,
        cr_text_clean(view->arena, s->states[v].label ? s->states[v].label : s->states[v].id),
        label);
    cr_buf_str(out, "  ");
    struct cr_buf cells;
    cr_buf_init(&cells, view->arena);
    for (size_t t = 0; t < s->n_stages; t++) {
        const struct cr_quantity *q = &r->stages[t * s->n_states + v];
        bool there = q->n > 0 && isfinite(q->mean);
        cr_buf_str(&cells, there ? spark(style, (q->mean - low) / (high - low)) : " ");
        first = isnan(first) && there ? q->mean : first;
        last = there ? q->mean : last;
    }
    cr_tinted(out, style, CR_BLUE, cells.s);
    cr_text_right(out, style, cr_text_number(view->arena, first, decimals), 9);
    cr_buf_printf(out, " %s ", cr_glyph(style, CR_G_ARROW));
    cr_text_right(out, style, cr_text_number(view->arena, last, decimals), 7);
    cr_text_end_line(out);
}

static void print_stage_rows(
    struct cr_buf *out, const struct cr_view *view, const struct cr_run_result *r)
{
    const struct cr_scenario *s = view->scenario;
    const struct cr_style *style = &view->style;
    double size = 0;
    size_t label = 14;
    for (size_t i = 0; i < s->n_stages * s->n_states; i++)
        size = fmax(size, isfinite(r->stages[i].mean) ? fabs(r->stages[i].mean) : 0);
    for (size_t v = 0; v < s->n_states; v++) {
        const char *text =
            cr_text_clean(view->arena, s->states[v].label ? s->states[v].label : s->states[v].id);
        size_t w = cr_text_width(text);
        label = w > label ? w : label;
    }
    size_t numbers = 4 + s->n_stages + 9 + 4 + 7;
    size_t most = (size_t)style->width > numbers + 4 ? (size_t)style->width - numbers : 4;
    label = label > most ? most : label;
    struct cr_buf head;
    cr_buf_init(&head, view->arena);
    cr_text_left(&head, style, "STATE BY STAGE", label);
    cr_buf_str(&head, "  MEAN");
    cr_buf_str(out, "\n  ");
    cr_tinted(out, style, CR_DIM, head.s);
    cr_text_end_line(out);
    for (size_t v = 0; v < s->n_states; v++)
        print_stage_row(out, view, r, v, label, cr_text_decimals(size));
}

/* ------------------------------------------------------------------ the page */

static struct cr_text_row *new_rows(const struct cr_view *view, size_t n)
{
    return CR_NEW(view->arena, struct cr_text_row, n);
}

static const char *name_of(const struct cr_view *view, const char *label, const char *id)
{
    return cr_text_clean(view->arena, label && *label ? label : id);
}

static void print_shares(
    struct cr_buf *out, const struct cr_view *view, const struct cr_run_result *r)
{
    const struct cr_scenario *s = view->scenario;
    struct cr_text_row *rows = new_rows(view, s->n_outcomes);
    for (size_t i = 0; i < s->n_outcomes; i++)
        rows[i] =
            (struct cr_text_row){.label = name_of(view, s->outcomes[i].label, s->outcomes[i].id),
                .share = &r->outcomes[i]};
    cr_text_shares(out, view, "OUTCOME", rows, s->n_outcomes);
    if (!s->n_tags)
        return;
    rows = new_rows(view, s->n_tags);
    for (size_t i = 0; i < s->n_tags; i++)
        rows[i] =
            (struct cr_text_row){.label = name_of(view, NULL, s->tags[i]), .share = &r->tags[i]};
    cr_text_shares(out, view, "TAG", rows, s->n_tags);
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

static bool has_intervals(const struct cr_view *view, const struct cr_run_result *r)
{
    return r->worlds > 1 && view->scenario->n_outcomes > 0 && !isnan(r->outcomes[0].q05);
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
    bool told = has_intervals(view, r);
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
    if (has_intervals(view, r) && style->width >= 60)
        cr_buf_printf(&text,
            "In the bars %s ends at the interval's lower end, %s at the share, %s at the upper "
            "end. ",
            cr_glyph(style, CR_G_FULL), cr_glyph(style, CR_G_DARK), cr_glyph(style, CR_G_LIGHT));
    if (s->n_tags)
        cr_buf_str(&text, "A tag groups outcomes, and an outcome may have several: the shares of "
                          "tags need not total 100%. ");
    if (paid > 1)
        cr_buf_str(&text, "Every actor's payoff has a scale of its own: it compares futures, not "
                          "actors. ");
    if (s->n_stages > 1 && s->n_states)
        cr_buf_printf(&text,
            "The state goes from its mean in the first stage, %s, to that in the "
            "last, %s.",
            name_of(view, s->stages[0].label, s->stages[0].id),
            name_of(view, s->stages[s->n_stages - 1].label, s->stages[s->n_stages - 1].id));
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
    if (has_intervals(view, r))
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
