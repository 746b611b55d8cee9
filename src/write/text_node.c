/* `show FILE NODE`: one question with everything the file says about it: its facts, each branch
 * with weight, effects, shifts and reasons, its signals, and which branches lead here. */
#include "program/program.h"
#include "write/describe.h"
#include "write/fold.h"
#include "write/pages.h"
#include "write/text.h"

static void print_heading(struct cr_buf *out, const struct cr_view *view, const char *text)
{
    cr_buf_char(out, '\n');
    cr_tinted(out, &view->style, CR_BOLD, text);
    cr_buf_char(out, '\n');
}

static void print_reasons(
    struct cr_buf *out, const struct cr_view *view, const struct cr_because *b, size_t indent)
{
    for (size_t i = 0; i < b->n; i++) {
        const struct cr_source_item *source =
            b->sources[i] < 0 ? NULL : &view->scenario->sources[b->sources[i]];
        const char *text =
            source && source->cite
                ? cr_arena_printf(view->arena, "because %s: %s%s%s", b->texts[i], source->cite,
                      source->url ? ", " : "", source->url ? source->url : "")
                : cr_arena_printf(view->arena, "because %s", b->texts[i]);
        cr_text_note(out, &view->style, CR_DIM, cr_text_clean(view->arena, text), indent);
    }
}

static void print_about(
    struct cr_buf *out, const struct cr_view *view, const char *text, size_t indent)
{
    if (text && *text)
        cr_text_wrap(out, &view->style, cr_text_clean(view->arena, text), indent);
}

/* The branch, its weight, how many take it, and where it leads: on one line if they fit. */
static void print_branch_title(struct cr_buf *out, const struct cr_view *view,
    const struct cr_run_result *r, int node, size_t b)
{
    const struct cr_node *n = &view->scenario->nodes[node];
    const struct cr_branch_item *item = &n->branches[b];
    const struct cr_style *style = &view->style;
    struct cr_arena *arena = view->arena;
    const char *name = cr_text_clean(arena, item->name), *weight = cr_describe_weight(view, n, b);
    const char *share = !r ? ""
                        : r->nodes[node].reach > 0
                            ? cr_text_percent(arena, r->nodes[node].shares[b])
                            : "-";
    const char *rest = cr_arena_printf(arena, "%s%s%s%s%s%s%s %s", *weight ? "the file says " : "",
        weight, *weight && r ? ", " : "", r ? "turns out " : "", share, *weight || r ? "  " : "",
        cr_glyph(style, CR_G_ARROW), cr_describe_target(view, &item->then));
    if (style->plain) {
        cr_text_item(out, style,
            cr_arena_printf(arena, "%s %s: %s", cr_glyph(style, CR_G_TEE), name, rest), 0);
        return;
    }
    bool fits = cr_text_width(name) + 2 + cr_text_width(rest) + 3 <= (size_t)style->width;
    cr_buf_printf(out, "%s ", cr_glyph(style, b + 1 < n->n_branches ? CR_G_TEE : CR_G_CORNER));
    if (fits) {
        cr_tinted(out, style, CR_BOLD, name);
        cr_buf_printf(out, "  %s\n", rest);
        return;
    }
    struct cr_lines lines = cr_fold(arena, name, (size_t)style->width - 6);
    for (size_t i = 0; i < lines.at.n; i++) {
        cr_buf_str(out, i ? "   " : "");
        cr_tinted(out, style, CR_BOLD, lines.at.at[i]);
        cr_buf_char(out, '\n');
    }
    cr_text_wrap(out, style, rest, 5);
}

/* What the lenses in play make of the branch, who stands for it, and why. */
static void print_lens_weights(struct cr_buf *out, const struct cr_view *view, int node, size_t b)
{
    size_t n = view->program ? view->program->setup->n_lenses : 0;
    for (size_t k = 0; k < n; k++) {
        const struct cr_lens_weight *w = cr_describe_through(view, k, node, b);
        if (!w)
            continue;
        const char *basis = cr_describe_basis(w);
        cr_text_wrap(out, &view->style,
            cr_arena_printf(view->arena, "lens %s %s%s%s%s",
                view->scenario->lenses[view->program->setup->lenses[k].lens].id,
                cr_describe_lens_weight(view, w), basis ? " (" : "", basis ? basis : "",
                basis ? ")" : ""),
            5);
        print_reasons(out, view, &w->because, 7);
    }
}

/* Under --verbose: what --set and `sensitivity --effects` call the effects and shifts. */
static void print_names(struct cr_buf *out, const struct cr_view *view, int node, size_t b)
{
    struct cr_sizes_list list = {0};
    struct cr_buf names;
    cr_buf_init(&names, view->arena);
    if (view->style.verbose)
        list = cr_sizes_singles(view->arena, view->scenario);
    for (size_t i = 0; i < list.n; i++) {
        const struct cr_sizes *z = &list.at[i];
        if (z->of != CR_SIZES_MULTIPLIERS && z->node == node && z->branch == (int)b)
            cr_buf_printf(&names, "%s%s",
                names.n ? ", " : "names: ", cr_sizes_name(view->arena, view->scenario, z));
    }
    if (names.n)
        cr_text_wrap(out, &view->style, cr_text_clean(view->arena, names.s), 5);
}

static void print_branch(struct cr_buf *out, const struct cr_view *view,
    const struct cr_run_result *r, int node, size_t b)
{
    const struct cr_branch_item *item = &view->scenario->nodes[node].branches[b];
    const struct cr_style *style = &view->style;
    struct cr_arena *arena = view->arena;
    print_branch_title(out, view, r, node, b);
    if (item->label)
        cr_text_wrap(out, style, cr_text_clean(arena, item->label), 5);
    if (item->when)
        cr_text_wrap(out, style,
            cr_arena_printf(arena, "only when %s", cr_describe_condition(view, item->when)), 5);
    const char *effects = cr_describe_effects_in_words(view, item);
    if (*effects)
        cr_text_wrap(out, style, effects, 5);
    if (item->n_shifts)
        cr_text_wrap(out, style, cr_describe_shifts_in_words(view, item), 5);
    print_names(out, view, node, b);
    print_about(out, view, item->about, 5);
    print_reasons(out, view, &item->because, 5);
    print_lens_weights(out, view, node, b);
}

static void print_facts(
    struct cr_buf *out, const struct cr_view *view, const struct cr_run_result *r, int node)
{
    const struct cr_scenario *s = view->scenario;
    const struct cr_node *n = &s->nodes[node];
    struct cr_arena *arena = view->arena;
    static const char *const kinds[] = {"chance", "decision", "rule"};
    const char *dot = cr_glyph(&view->style, CR_G_DOT);
    struct cr_buf line;
    cr_buf_init(&line, arena);
    cr_buf_str(&line, kinds[n->kind]);
    if (n->kind == CR_DECISION)
        cr_buf_printf(&line, " of %s",
            s->actors[n->actor].label ? s->actors[n->actor].label : s->actors[n->actor].id);
    if (n->stage >= 0)
        cr_buf_printf(&line, " %s %s", dot,
            s->stages[n->stage].label ? s->stages[n->stage].label : s->stages[n->stage].id);
    if (r)
        cr_buf_printf(&line, " %s reached by %s of futures", dot,
            cr_text_percent(arena, r->nodes[node].reach));
    if (n->hidden)
        cr_buf_printf(&line, " %s hidden: no actor learns what happened here", dot);
    if (n->private_seen)
        cr_buf_printf(&line, " %s %s", dot, cr_describe_seers(view, n));
    if (n->at_most)
        cr_buf_printf(&line, " %s at most %llu times, then %s", dot, (unsigned long long)n->at_most,
            cr_describe_target(view, &n->after));
    if (n->confidence.kind != CR_VALUE_NONE)
        cr_buf_printf(&line, " %s worth %s comparable cases", dot,
            cr_describe_value(view, &n->confidence, 0));
    cr_text_note(out, &view->style, CR_DIM, cr_text_clean(arena, line.s), 0);
}

static void print_ways_here(struct cr_buf *out, const struct cr_view *view, int node, int outcome)
{
    const struct cr_scenario *s = view->scenario;
    struct cr_buf text;
    cr_buf_init(&text, view->arena);
    for (size_t i = 0; i < s->n_nodes; i++)
        for (size_t b = 0; b < s->nodes[i].n_branches; b++) {
            const struct cr_target *then = &s->nodes[i].branches[b].then;
            if (node >= 0 ? then->node == node : then->outcome == outcome)
                cr_buf_printf(&text, "%s%s", text.n ? ", " : "",
                    cr_scenario_branch_name(view->arena, s, (int)i, (int)b));
        }
    if (!text.n)
        return;
    print_heading(out, view, "Reached by");
    cr_text_wrap(out, &view->style, cr_text_clean(view->arena, text.s), 2);
}

static void print_signals(struct cr_buf *out, const struct cr_view *view, const struct cr_node *n)
{
    if (!n->n_signals)
        return;
    print_heading(out, view, "What an observer may see first");
    for (size_t i = 0; i < n->n_signals; i++) {
        struct cr_buf line;
        cr_buf_init(&line, view->arena);
        cr_buf_printf(&line, "%s:", n->signals[i].name);
        for (size_t b = 0; b < n->n_branches; b++)
            cr_buf_printf(&line, "%s %s if %s", b ? "," : "",
                cr_text_percent(view->arena, n->signals[i].likelihood[b]), n->branches[b].name);
        cr_text_wrap(out, &view->style, cr_text_clean(view->arena, line.s), 2);
    }
}

/* Behind the id, or, where that would not fit, on lines of its own. */
static void print_question(
    struct cr_buf *out, const struct cr_view *view, const char *id, const char *text)
{
    const struct cr_style *style = &view->style;
    if (style->plain) {
        cr_buf_printf(out, " %s: %s\n", id, text);
        return;
    }
    bool fits = cr_text_width(id) + 4 + cr_text_width(text) <= (size_t)style->width;
    cr_buf_char(out, ' ');
    cr_tinted(out, style, CR_BOLD, id);
    if (fits)
        cr_buf_printf(out, "  %s", text);
    cr_buf_char(out, '\n');
    if (!fits)
        cr_text_wrap(out, style, text, 2);
}

void cr_text_show_node(
    const struct cr_view *view, const struct cr_run_result *r, int node, struct cr_buf *out)
{
    const struct cr_node *n = &view->scenario->nodes[node];
    const struct cr_style *style = &view->style;
    cr_tinted(out, style, n->kind == CR_DECISION ? CR_ORANGE : CR_BLUE,
        cr_glyph(style, cr_node_glyph(n->kind)));
    print_question(out, view, n->id, cr_text_clean(view->arena, n->ask));
    print_facts(out, view, r, node);
    print_about(out, view, n->about, 0);
    print_reasons(out, view, &n->because, 0);
    cr_buf_char(out, '\n');
    for (size_t b = 0; b < n->n_branches; b++)
        print_branch(out, view, r, node, b);
    print_signals(out, view, n);
    print_ways_here(out, view, node, -1);
    if (!style->quiet)
        cr_buf_char(out, '\n');
    cr_text_provenance(out, view, "",
        cr_arena_printf(view->arena, "crossroads show %s", cr_text_shell(view->arena, view->name)));
}

void cr_text_show_outcome(
    const struct cr_view *view, const struct cr_run_result *r, int outcome, struct cr_buf *out)
{
    const struct cr_scenario *s = view->scenario;
    const struct cr_outcome *o = &s->outcomes[outcome];
    const struct cr_style *style = &view->style;
    cr_buf_str(out, cr_glyph(style, CR_G_OUTCOME));
    print_question(out, view, o->id, cr_text_clean(view->arena, o->label ? o->label : ""));
    if (r)
        cr_text_note(out, style, CR_DIM,
            cr_arena_printf(view->arena, "outcome of %s of futures",
                cr_text_share(view->arena, &r->outcomes[outcome])),
            0);
    print_about(out, view, o->about, 0);
    print_reasons(out, view, &o->because, 0);
    for (size_t i = 0; i < o->n_tags; i++)
        cr_text_wrap(out, style, cr_arena_printf(view->arena, "tag %s", s->tags[o->tags[i]]), 2);
    for (size_t i = 0; i < o->n_pays; i++)
        cr_text_wrap(out, style, cr_describe_pay_in_words(view, &o->pays[i]), 2);
    print_ways_here(out, view, -1, outcome);
    if (!style->quiet)
        cr_buf_char(out, '\n');
    cr_text_provenance(out, view, "",
        cr_arena_printf(view->arena, "crossroads show %s", cr_text_shell(view->arena, view->name)));
}
