/* `observe`: what was believed before and after. observe.def lists the fields of the document and
 * the tables; the page prints one grid for each of them (outcomes, tags, hidden causes, parameters,
 * lenses with the facts that moved them, signals), the longest cut to what moved most. */
#include "analysis/observe.h"
#include "stats/error.h"
#include "write/decisions.h"
#include "write/forms.h"
#include "write/grid.h"
#include "write/groups.h"
#include "write/inputs.h"
#include "write/names.h"
#include "write/pages.h"
#include "write/text.h"

#include <math.h>

enum { TOP = 8 }; /* rows of parameters and signals on the page without -v */

/* ------------------------------------------------------------------ data */

/* The lens of the setup, in the file. */
static int lens_at(const struct cr_observe_result *r, size_t k)
{
    return r->program->setup->lenses[k].lens;
}

static const struct cr_field fields[] = {
#include "write/as_list.def"
#include "write/observe.def"
#include "write/as_nothing.def"
};

static void walk_fields(struct cr_out *o, const struct cr_view *view, const void *result)
{
#include "write/as_code.def"
#include "write/observe.def"
#include "write/as_nothing.def"
}

static void fill_facts(struct cr_facts *facts, const struct cr_view *view, const void *result)
{
    const struct cr_observe_result *r = result;
    cr_facts_run(facts, view, &r->after);
}

/* ------------------------------------------------------------------ the page */

static const char *change_text(const struct cr_view *view, double change)
{
    if (!isfinite(change) || fabs(change) < 0.0005)
        return "";
    return cr_arena_printf(view->arena, "%s%.1f",
        cr_glyph(&view->style, change > 0 ? CR_G_UP : CR_G_DOWN), 100 * fabs(change));
}

static const char *factor_text(const struct cr_view *view, const struct cr_belief *b)
{
    if (isnan(b->factor_error.se) && b->bayes_factor <= 0 && b->factor_error.high > 0)
        return cr_arena_printf(view->arena, "<%.2g", cr_text_rounded_up(b->factor_error.high));
    return isfinite(b->bayes_factor) ? cr_arena_printf(view->arena, "%.3g", b->bayes_factor) : "-";
}

static const char *share_text(const struct cr_view *view, double share, const struct cr_error *e)
{
    struct cr_share s = {.share = share, .se = e->se, .low = e->low, .high = e->high};
    return cr_text_share(view->arena, &s);
}

static void print_belief(struct cr_grid *grid, const char *label, const struct cr_belief *b)
{
    cr_grid_cell(grid, label);
    cr_grid_cell(grid, share_text(grid->view, b->before, &b->before_error));
    cr_grid_cell(grid, share_text(grid->view, b->after, &b->after_error));
    cr_grid_cell(grid, change_text(grid->view, b->after - b->before));
    cr_grid_cell(grid, factor_text(grid->view, b));
}

static void print_beliefs(
    const struct cr_view *view, const struct cr_observe_result *r, struct cr_buf *out)
{
    const struct cr_scenario *s = view->scenario;
    struct cr_grid grid;
    cr_grid_init(&grid, view, "OUTCOME|BEFORE|AFTER|CHANGE|BAYES FACTOR");
    for (size_t i = 0; i < s->n_outcomes; i++)
        print_belief(&grid, cr_label_of(s->outcomes[i].label, s->outcomes[i].id), &r->outcomes[i]);
    cr_grid_print(&grid, out);
    if (!s->n_tags)
        return;
    cr_grid_init(&grid, view, "TAG|BEFORE|AFTER|CHANGE|BAYES FACTOR");
    for (size_t i = 0; i < s->n_tags; i++)
        print_belief(&grid, s->tags[i], &r->tags[i]);
    cr_grid_print(&grid, out);
}

static void print_causes(
    const struct cr_view *view, const struct cr_observe_result *r, struct cr_buf *out)
{
    const struct cr_scenario *s = view->scenario;
    struct cr_grid grid;
    cr_grid_init(&grid, view, "HIDDEN CAUSE|BEFORE|AFTER|CHANGE|BAYES FACTOR");
    for (size_t i = 0; i < r->n_causes; i++) {
        const struct cr_node *node = &s->nodes[r->causes[i].node];
        for (size_t b = 0; b < node->n_branches; b++)
            print_belief(&grid,
                cr_arena_printf(view->arena, "%s: %s", node->id, node->branches[b].name),
                &r->causes[i].branches[b]);
    }
    if (r->n_causes)
        cr_grid_print(&grid, out);
}

static const char *spread_text(const struct cr_view *view, int slot, double mean, double sd)
{
    if (cr_slot_in_percent(view, slot))
        return cr_arena_printf(view->arena, "%s (%s)", cr_text_percent(view->arena, mean),
            cr_text_number(view->arena, 100 * sd, 1));
    int decimals = cr_text_decimals(fmax(fabs(mean), sd));
    return cr_arena_printf(view->arena, "%s (%s)", cr_text_number(view->arena, mean, decimals),
        cr_text_number(view->arena, sd, decimals));
}

static void print_parameters(
    const struct cr_view *view, const struct cr_observe_result *r, struct cr_buf *out)
{
    struct cr_grid grid;
    size_t n = view->style.verbose || r->n_slots < TOP ? r->n_slots : TOP;
    cr_grid_init(&grid, view, "PARAMETER, mean (sd)|BEFORE|AFTER|MOVED, in sd");
    for (size_t i = 0; i < n; i++) {
        const struct cr_observe_slot *o = &r->slots[r->slot_order[i]];
        cr_grid_cell(&grid, r->program->slots[o->slot].name);
        cr_grid_cell(&grid, spread_text(view, o->slot, o->mean_before, o->sd_before));
        cr_grid_cell(&grid, spread_text(view, o->slot, o->mean_after, o->sd_after));
        cr_grid_cell(&grid, cr_text_number(view->arena, o->moved, 2));
    }
    if (n)
        cr_grid_print(&grid, out);
    if (n < r->n_slots)
        cr_buf_printf(out, "  ... and %zu that moved less (-v shows all)\n", r->n_slots - n);
}

/* Columns of lenses that fit beside the names of facts. */
enum { FACT = 24, GAIN = 9 };

static const char *gain_text(const struct cr_view *view, double gain)
{
    if (isinf(gain))
        return "never";
    return isnan(gain) ? "-" : cr_arena_printf(view->arena, "%+.2f", gain);
}

/* How far a fact moved the lens that it moved most. */
static double reach_of(const struct cr_observe_result *r, size_t fact)
{
    double most = 0;
    for (size_t k = 0; k < r->n_lenses; k++)
        if (!isnan(r->lenses[k].moved[fact]))
            most = fmax(most, fabs(r->lenses[k].moved[fact]));
    return most;
}

/* The facts that moved somebody most, in their order. */
static size_t choose_facts(
    const struct cr_view *view, const struct cr_observe_result *r, size_t *list)
{
    size_t n = 0;
    for (size_t f = 0; f < r->n_facts; f++) {
        size_t farther = 0;
        for (size_t o = 0; o < r->n_facts; o++)
            farther +=
                reach_of(r, o) > reach_of(r, f) || (o < f && reach_of(r, o) == reach_of(r, f));
        if (view->style.verbose || farther < TOP)
            list[n++] = f;
    }
    return n;
}

static void print_facts(
    const struct cr_view *view, const struct cr_observe_result *r, struct cr_buf *out)
{
    size_t most = ((size_t)view->style.width - FACT - 2) / (GAIN + 2);
    size_t *list = CR_NEW(view->arena, size_t, r->n_facts), n = choose_facts(view, r, list);
    for (size_t from = 0, to; from < r->n_lenses; from = to) {
        struct cr_grid grid;
        struct cr_buf heads;
        to = r->n_lenses - from < most ? r->n_lenses : from + (most ? most : 1);
        cr_buf_init(&heads, view->arena);
        cr_buf_str(&heads, "GAIN BY FACT, in bits");
        for (size_t k = from; k < to; k++)
            cr_buf_printf(&heads, "|%s", cr_lens_id(view, lens_at(r, k)));
        cr_grid_init(&grid, view, heads.s);
        for (size_t i = 0; i < n; i++) {
            cr_grid_cell(&grid, r->facts[list[i]].name);
            for (size_t k = from; k < to; k++)
                cr_grid_cell(&grid, gain_text(view, r->lenses[k].moved[list[i]]));
        }
        cr_grid_print(&grid, out);
    }
    if (n < r->n_facts)
        cr_buf_printf(out, "  ... and %zu that moved less (-v shows all)\n", r->n_facts - n);
}

static void print_lenses(
    const struct cr_view *view, const struct cr_observe_result *r, struct cr_buf *out)
{
    struct cr_grid grid;
    cr_grid_init(&grid, view, "LENS, weight|IN THE FILE|AFTER|CHANGE|BAYES FACTOR");
    for (size_t k = 0; k < r->n_lenses; k++) {
        const struct cr_lens_belief *b = &r->lenses[k];
        cr_grid_cell(&grid, cr_lens_label(view, lens_at(r, k)));
        cr_grid_cell(&grid, cr_text_percent(view->arena, b->before));
        cr_grid_cell(&grid, cr_text_estimate(view, 100 * b->after, 196 * b->after_se, "%", 1, 1));
        cr_grid_cell(&grid, change_text(view, b->after - b->before));
        cr_grid_cell(
            &grid, cr_text_estimate(view, b->bayes_factor, 1.96 * b->bayes_factor_se, "", 3, 3));
    }
    if (!r->n_lenses)
        return;
    cr_grid_print(&grid, out);
    if (r->n_facts)
        print_facts(view, r, out);
}

static void print_lens_note(
    const struct cr_view *view, const struct cr_observe_result *r, struct cr_buf *out)
{
    double largest = 0;
    for (size_t k = 0; k < r->n_lenses; k++)
        for (size_t f = 0; f < r->n_facts; f++)
            largest = fmax(largest, r->lenses[k].moved_se[f]);
    if (!r->n_lenses || !r->n_facts)
        return;
    cr_text_wrap(out, &view->style,
        cr_arena_printf(view->arena,
            "Weights of lenses begin with those of the file, before any fact. Gain by fact: what a "
            "fact, given all before it, added to the logarithm of the lens's weight%s. A lens is "
            "rewarded for every number that it carries, also for those that "
            "its author in the file put there and its namesake never stated.",
            largest > 0 ? cr_arena_printf(view->arena, " (to %s%.1g bits, 95%%)",
                              cr_glyph(&view->style, CR_G_PLUSMINUS), 1.96 * largest)
                        : ""),
        0);
}

static void print_signals(
    const struct cr_view *view, const struct cr_observe_result *r, struct cr_buf *out)
{
    struct cr_grid grid;
    size_t n = view->style.verbose || r->n_signals < TOP ? r->n_signals : TOP;
    cr_grid_init(&grid, view, "WATCH FOR NEXT|CHANCE TO SEE IT|GAIN, in bits");
    for (size_t i = 0; i < n; i++) {
        const struct cr_observe_signal *signal = &r->signals[r->signal_order[i]];
        cr_grid_cell(&grid, signal->name);
        cr_grid_cell(&grid, cr_text_percent(view->arena, signal->probability));
        cr_grid_cell(&grid, cr_text_number(view->arena, signal->gain, 4));
    }
    if (n)
        cr_grid_print(&grid, out);
}

static const char *seen_text(const struct cr_view *view, const struct cr_observe_result *r)
{
    struct cr_buf text;
    cr_buf_init(&text, view->arena);
    for (size_t i = 0, shown = 0; i < r->n_seen; i++) {
        if (i && r->seen[i].observation >= 0 &&
            r->seen[i].observation == r->seen[i - 1].observation)
            continue;
        cr_buf_printf(&text, "%s%s", shown++ ? ", " : "", r->seen[i].name);
    }
    return text.n ? text.s : "nothing that was not known";
}

/* How far off luck may put the numbers of the table: the largest error of any of them; of Bayes
 * factors as a part of themselves. */
static const char *precision_text(const struct cr_view *view, const struct cr_observe_result *r)
{
    double after = 0, change = 0, most = 0, effective = r->after.effective;
    const char *sign = cr_glyph(&view->style, CR_G_PLUSMINUS), *factors = "";
    for (size_t i = 0; i < view->scenario->n_outcomes; i++) {
        const struct cr_belief *b = &r->outcomes[i];
        const struct cr_error *a = &b->after_error, *c = &b->change_error, *f = &b->factor_error;
        double part = cr_error_half(b->bayes_factor, f->low, f->high) / b->bayes_factor;
        after = fmax(after, cr_error_half(b->after, a->low, a->high));
        change = fmax(change, cr_error_half(b->after - b->before, c->low, c->high));
        most = isfinite(part) ? fmax(most, part) : most;
    }
    if (!(after > 0) || isnan(effective))
        return NULL;
    if (most > 0)
        factors = cr_arena_printf(view->arena, ", a Bayes factor to %s%s%% of itself or better",
            sign, cr_text_number(view->arena, 100 * most, most < 0.1));
    return cr_arena_printf(view->arena,
        "AFTER of an outcome is right to %s%.2g points (95%%) as far as the simulation goes, "
        "CHANGE "
        "to %s%.2g%s; the effective sample size is %s.",
        sign, 100 * after, sign, 100 * change, factors, cr_text_number(view->arena, effective, 0));
}

static bool watches_likelihoods(const struct cr_view *view, const struct cr_observe_result *r)
{
    for (size_t i = 0; i < r->n_signals; i++) {
        int o = r->signals[i].observation;
        if (o >= 0 && view->scenario->observations[o].n_informs)
            return true;
    }
    return false;
}

static void print_footer(
    const struct cr_view *view, const struct cr_observe_result *r, struct cr_buf *out)
{
    const struct cr_style *style = &view->style;
    if (style->quiet)
        return;
    cr_buf_char(out, '\n');
    cr_text_wrap(out, style, r->about, 0);
    cr_text_decisions(out, view);
    const char *precision = precision_text(view, r);
    if (precision)
        cr_text_wrap(out, style, precision, 0);
    print_lens_note(view, r, out);
    cr_text_wrap(out, style,
        cr_arena_printf(view->arena, "Uncertainty about the outcome: %.2f bits before, %.2f after.",
            r->entropy_before, r->entropy_after),
        0);
    if (r->slot_moved >= 0)
        cr_text_wrap(out, style,
            cr_arena_printf(view->arena, "The parameter that moved most is %s%s%s.",
                r->program->slots[r->slots[r->slot_moved].slot].name,
                r->cause_moved >= 0 ? ", the hidden cause " : "",
                r->cause_moved >= 0 ? view->scenario->nodes[r->causes[r->cause_moved].node].id
                                    : ""),
            0);
    else if (r->cause_moved >= 0)
        cr_text_wrap(out, style,
            cr_arena_printf(view->arena, "The hidden cause that moved most is %s.",
                view->scenario->nodes[r->causes[r->cause_moved].node].id),
            0);
    if (r->n_signals)
        cr_text_wrap(out, style,
            cr_arena_printf(view->arena,
                "Gain: how many bits about the outcome one expects to learn by looking whether it "
                "happens%s.",
                r->gain_noise > 0
                    ? cr_arena_printf(view->arena, "; %.4f of it is what chance alone would show",
                          r->gain_noise)
                    : ""),
            0);
    if (watches_likelihoods(view, r))
        cr_text_wrap(out, style,
            "Likelihoods of an observation that is still to come are read as the chances to see "
            "it.",
            0);
    for (size_t i = 0; i < r->n_notes; i++)
        cr_text_wrap(out, style,
            cr_arena_printf(view->arena, "Note: %s", cr_text_clean(view->arena, r->notes[i])), 0);
    cr_text_provenance(out, view,
        cr_arena_printf(view->arena, "engine %s", cr_engine_name(r->after.engine)), NULL);
}

static void print_page(const struct cr_view *view, const void *result, struct cr_buf *out)
{
    const struct cr_observe_result *r = result;
    const char *dot = cr_glyph(&view->style, CR_G_DOT);
    cr_text_title(out, view, cr_label_of(view->scenario->title, view->name),
        cr_arena_printf(view->arena, "%s runs %s %s",
            cr_text_whole(view->arena, (double)r->after.runs), dot,
            cr_text_luck(view->arena, &r->after.luck)));
    cr_text_wrap(out, &view->style,
        cr_arena_printf(view->arena, "You saw: %s.%s",
            cr_text_clean(view->arena, seen_text(view, r)),
            r->n_seen && !isnan(r->evidence_probability)
                ? cr_arena_printf(view->arena, " Its probability beforehand: %s.",
                      cr_text_chance(view->arena, r->evidence_probability))
                : ""),
        0);
    print_beliefs(view, r, out);
    print_causes(view, r, out);
    print_parameters(view, r, out);
    print_lenses(view, r, out);
    print_signals(view, r, out);
    print_footer(view, r, out);
}

const struct cr_forms cr_forms_observe = {
    "observe", fields, sizeof fields / sizeof *fields, walk_fields, print_page, fill_facts};
