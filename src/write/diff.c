/* `diff`: what two files say differently, and what that does. diff.def lists the fields; the page
 * tells the changes by topic, and then how outcomes and payoffs moved. */
#include "analysis/diff.h"
#include "write/forms.h"
#include "write/grid.h"
#include "write/groups.h"
#include "write/names.h"
#include "write/pages.h"
#include "write/text.h"
#include "write/text_compare.h"

#include <math.h>
#include <string.h>

enum { TOP = 12 /* changes of words that are shown without --verbose */ };

static const char *const change_kinds[] = {"added", "removed", "renamed", "changed"};
static const char *const change_topics[] = {
    "items", "weights", "effects", "ways", "numbers", "words"};

static const char *or_file(const char *where)
{
    return *where ? where : "file";
}

/* The change as a sentence without its end. */
static const char *change_text(struct cr_arena *arena, const struct cr_change *c)
{
    bool item = c->topic == CR_TOPIC_ITEMS;
    const char *of = *c->where && !item ? cr_arena_printf(arena, " of '%s'", c->where) : "";
    const char *what = item ? cr_arena_printf(arena, "%s '%s'", c->what, c->where) : c->what;
    switch (c->kind) {
    case CR_RENAMED:
        return cr_arena_printf(arena, "%s is now called '%s'", what, c->to);
    case CR_ADDED:
        return cr_arena_printf(arena, "%s%s is new%s%s", what, of, *c->to ? ": " : "", c->to);
    case CR_REMOVED:
        return cr_arena_printf(arena, "%s%s is gone%s%s", what, of, *c->from ? ": " : "", c->from);
    case CR_CHANGED:
        break;
    }
    return cr_arena_printf(arena, "%s%s: from %s to %s", what, of, c->from, c->to);
}

#define DIFF_ROW(d)                                                                                \
    TEXT(id, (d)->id, "its name in the first file; in the second where the first has none")        \
    J(TEXT_OR_NULL(now, (d)->now, "its name in the second file where that is another"))            \
    NUM(before, (d)->before.value, "", "in the first file; missing where it has none")             \
    NUM(before_se, (d)->before.se, "", "its standard error; 0 where exact")                        \
    NUM(after, (d)->after.value, "", "in the second file; missing where it has none")              \
    NUM(after_se, (d)->after.se, "", "its standard error")                                         \
    NUM(difference, (d)->difference ? (d)->difference->difference : NAN, "", "after minus before") \
    NUM(se, (d)->difference ? (d)->difference->se : NAN, "",                                       \
        "its standard error; missing where every run went the same way in both")                   \
    NUM(low, (d)->difference ? (d)->difference->low : NAN, "",                                     \
        "lower end of the 95 % interval of the difference")                                        \
    NUM(high, (d)->difference ? (d)->difference->high : NAN, "", "upper end")                      \
    BOOL(paired, (d)->difference && (d)->difference->paired,                                       \
        "paired world by world on the same random numbers")                                        \
    TEXT(label, cr_label_of((d)->label, (d)->id), "its label")

static const struct cr_field fields[] = {
#include "write/as_list.def"
#include "write/diff.def"
#include "write/as_nothing.def"
};

static void walk_fields(struct cr_out *o, const struct cr_view *view, const void *result)
{
#include "write/as_code.def"
#include "write/diff.def"
#include "write/as_nothing.def"
}

static void fill_facts(struct cr_facts *facts, const struct cr_view *view, const void *result)
{
    const struct cr_diff_result *r = result;
    if (r->played)
        cr_facts_run(facts, view, &r->compared.columns[r->compared.first].run);
    else
        cr_facts_luck(facts, view, &(struct cr_luck){1, NULL}, 0, 0, CR_ENGINE_EXACT);
}

/* ------------------------------------------------------------------ the page */

static void print_items(
    const struct cr_view *view, const struct cr_diff_result *r, struct cr_buf *out)
{
    static const char signs[] = {'+', '-', '~'};
    for (size_t i = 0; i < r->diff.n; i++) {
        const struct cr_change *c = &r->diff.changes[i];
        if (c->topic != CR_TOPIC_ITEMS)
            continue;
        const char *text = cr_text_clean(view->arena, change_text(view->arena, c));
        cr_text_item(
            out, &view->style, cr_arena_printf(view->arena, "%c %s", signs[c->kind], text), 2);
    }
}

/* A topic as a grid: where and what, what it was, what it is. */
static void print_topic(const struct cr_view *view, const struct cr_diff_result *r,
    enum cr_change_topic topic, const char *head, struct cr_buf *out)
{
    struct cr_grid grid;
    size_t shown = 0, n = 0,
           most = topic == CR_TOPIC_WORDS && !view->style.verbose ? TOP : SIZE_MAX;
    cr_grid_init(&grid, view, cr_arena_printf(view->arena, "%s|WAS|IS", head));
    grid.n_left = 3;
    for (size_t i = 0; i < r->diff.n; i++) {
        const struct cr_change *c = &r->diff.changes[i];
        bool plain = !strcmp(c->what, "weight");
        if (c->topic != topic || ++n > most)
            continue;
        shown++;
        cr_grid_cell(&grid, plain ? c->where
                                  : cr_arena_printf(view->arena, "%s%s%s", c->where,
                                        *c->where ? " " : "", c->what));
        cr_grid_cell(&grid, c->from ? c->from : "-");
        cr_grid_cell(&grid, c->to ? c->to : "-");
    }
    if (shown)
        cr_grid_print(&grid, out);
    if (n > shown)
        cr_buf_printf(out, "  ... and %zu more (-v shows all)\n", n - shown);
}

static const char *value_text(
    const struct cr_view *view, const struct cr_diff_row *row, const struct cr_diff_side *side)
{
    if (isnan(side->value))
        return "-";
    if (row->what == CR_COMPARED_OUTCOME || row->what == CR_COMPARED_TAG)
        return cr_text_share(view->arena,
            &(struct cr_share){
                .share = side->value, .se = side->se, .low = side->low, .high = side->high});
    return cr_text_number(view->arena, side->value, cr_text_decimals(side->value));
}

static void print_rows(const struct cr_view *view, const struct cr_diff_result *r,
    enum cr_compared what, const char *head, struct cr_buf *out)
{
    struct cr_grid grid;
    size_t n = 0;
    cr_grid_init(&grid, view, cr_arena_printf(view->arena, "%s|WAS|IS|DIFFERENCE", head));
    for (size_t i = 0; i < r->n_rows; i++) {
        const struct cr_diff_row *row = &r->rows[i];
        if (row->what != what)
            continue;
        n++;
        const char *label = cr_label_of(row->label, row->id);
        cr_grid_cell(
            &grid, row->now ? cr_arena_printf(view->arena, "%s (now %s)", label, row->now) : label);
        cr_grid_cell(&grid, value_text(view, row, &row->before));
        cr_grid_cell(&grid, value_text(view, row, &row->after));
        cr_grid_cell(&grid, row->difference            ? cr_text_difference(view, row->difference)
                            : isnan(row->before.value) ? "new"
                                                       : "gone");
    }
    if (n)
        cr_grid_print(&grid, out);
}

static void print_changes(
    const struct cr_view *view, const struct cr_diff_result *r, struct cr_buf *out)
{
    print_items(view, r, out);
    print_topic(view, r, CR_TOPIC_WEIGHTS, "WEIGHT", out);
    print_topic(view, r, CR_TOPIC_EFFECTS, "EFFECT", out);
    print_topic(view, r, CR_TOPIC_WAYS, "WAY", out);
    print_topic(view, r, CR_TOPIC_NUMBERS, "NUMBER", out);
    print_topic(view, r, CR_TOPIC_WORDS, "WORDS", out);
}

static void print_page(const struct cr_view *view, const void *result, struct cr_buf *out)
{
    const struct cr_diff_result *r = result;
    const struct cr_style *style = &view->style;
    const char *played = "";
    if (r->played) {
        const struct cr_run_result *run = &r->compared.columns[r->compared.first].run;
        played = run->engine == CR_ENGINE_EXACT
                     ? "exact"
                     : cr_arena_printf(view->arena, "%s runs %s %s each",
                           cr_text_whole(view->arena, (double)run->runs), cr_glyph(style, CR_G_DOT),
                           cr_text_luck(view->arena, &run->luck));
    }
    cr_text_title(out, view,
        cr_arena_printf(view->arena, "%s, then %s", cr_text_clean(view->arena, r->files[0]),
            cr_text_clean(view->arena, r->files[1])),
        played);
    if (r->diff.n && !r->diff.n_common)
        cr_buf_str(out, ""); /* two scenarios: a list of everything would say nothing */
    else
        print_changes(view, r, out);
    print_rows(view, r, CR_COMPARED_OUTCOME, "OUTCOME", out);
    if (style->verbose)
        print_rows(view, r, CR_COMPARED_TAG, "TAG", out);
    print_rows(view, r, CR_COMPARED_PAYOFF, "MEAN PAYOFF", out);
    if (style->verbose)
        print_rows(view, r, CR_COMPARED_MEASURE, "MEAN AT THE END", out);
    if (style->quiet && r->played)
        return;
    cr_buf_char(out, '\n');
    if (r->about)
        cr_text_wrap(out, style, r->about, 0);
    for (size_t i = 0; i < r->n_notes; i++)
        cr_text_wrap(out, style,
            cr_arena_printf(view->arena, "Note: %s", cr_text_clean(view->arena, r->notes[i])), 0);
    if (!style->quiet)
        cr_text_provenance(out, view, "", NULL);
}

const struct cr_forms cr_forms_diff = {
    "diff", fields, sizeof fields / sizeof *fields, walk_fields, print_page, fill_facts};
