/* `show` for people: the whole graph, each question once, in the order of the file. The widths of
 * a branch's line are found over all branches first; a narrow page loses effects, then weights. */
#include "write/decisions.h"
#include "write/describe.h"
#include "write/pages.h"
#include "write/text.h"
#include "write/text_tables.h"

#include <math.h>
#include <string.h>

/* Widths of a branch's line: name, weight, share, effects, target. */
struct columns {
    size_t name, weight, share, effects, target;
};

static size_t wider(size_t width, const char *text, size_t most)
{
    size_t w = cr_text_width(text);
    w = w > most ? most : w;
    return w > width ? w : width;
}

static const char *effects_text(const struct cr_view *view, const struct cr_branch_item *branch)
{
    const char *effects = cr_describe_effects(view, branch);
    if (!branch->when)
        return effects;
    const char *when =
        cr_arena_printf(view->arena, "only when %s", cr_describe_expr(view, branch->when));
    return *effects ? cr_arena_printf(view->arena, "%s; %s", when, effects) : when;
}

/* Narrow pages lose the effects first, then the weights. */
static struct columns lay_out(const struct cr_view *view, bool shares)
{
    const struct cr_scenario *s = view->scenario;
    size_t width = (size_t)view->style.width;
    struct columns c = {.name = 6, .weight = 4, .share = shares ? 7 : 0, .target = 4};
    size_t effects = 0;
    for (size_t i = 0; i < s->n_nodes; i++)
        for (size_t b = 0; b < s->nodes[i].n_branches; b++) {
            const struct cr_branch_item *branch = &s->nodes[i].branches[b];
            c.name = wider(c.name, cr_text_clean(view->arena, branch->name), width / 4);
            c.weight = wider(c.weight, cr_describe_weight(view, &s->nodes[i], b), width / 5);
            c.target = wider(c.target, cr_describe_target(view, &branch->then), width / 4);
            effects = wider(effects, effects_text(view, branch), width);
        }
    size_t fixed = 3 + c.name + 2 + c.weight + c.share + 5 + c.target;
    if (fixed > width) {
        size_t over = fixed - width;
        c.weight = c.weight > over + 3 ? c.weight - over : 0;
        fixed = 3 + c.name + 2 + c.weight + c.share + 5 + c.target;
    }
    if (fixed + 10 <= width && effects)
        c.effects = width - fixed - 2 < effects ? width - fixed - 2 : effects;
    return c;
}

static void print_branch(struct cr_buf *out, const struct cr_view *view,
    const struct cr_run_result *r, size_t node, size_t b, const struct columns *c)
{
    const struct cr_node *n = &view->scenario->nodes[node];
    const struct cr_branch_item *branch = &n->branches[b];
    const struct cr_style *style = &view->style;
    cr_buf_printf(out, "%s ", cr_glyph(style, b + 1 < n->n_branches ? CR_G_TEE : CR_G_CORNER));
    cr_text_left(out, style, cr_text_clean(view->arena, branch->name), c->name);
    cr_buf_str(out, "  ");
    cr_text_left(out, style, cr_describe_weight(view, n, b), c->weight);
    if (c->share)
        cr_text_right(out, style,
            r->nodes[node].reach > 0 ? cr_text_percent(view->arena, r->nodes[node].shares[b]) : "-",
            c->share);
    if (c->effects) {
        struct cr_buf effects;
        cr_buf_init(&effects, view->arena);
        cr_text_left(&effects, style, effects_text(view, branch), c->effects);
        cr_buf_str(out, "  ");
        cr_tinted(out, style, CR_DIM, effects.s);
    }
    cr_buf_printf(out, "  %s ", cr_glyph(style, CR_G_ARROW));
    cr_text_cut(out, style, cr_describe_target(view, &branch->then), c->target);
    cr_text_end_line(out);
}

static void print_node_title(
    struct cr_buf *out, const struct cr_view *view, const struct cr_run_result *r, size_t node)
{
    const struct cr_node *n = &view->scenario->nodes[node];
    const struct cr_style *style = &view->style;
    size_t page = (size_t)style->width;
    const char *stage = n->stage < 0 ? ""
                        : view->scenario->stages[n->stage].label
                            ? view->scenario->stages[n->stage].label
                            : view->scenario->stages[n->stage].id;
    const char *reach = r ? cr_text_percent(view->arena, r->nodes[node].reach) : "";
    const char *right = cr_arena_printf(view->arena, "%s%*s",
        page >= 72 ? cr_text_clean(view->arena, stage) : "", r ? 8 : 0, reach);
    struct cr_buf left;
    cr_buf_init(&left, view->arena);
    cr_buf_printf(&left, "%s  %s", n->id, cr_text_clean(view->arena, n->ask));
    if (n->kind == CR_DECISION)
        cr_buf_printf(&left, "  (%s decides)",
            cr_text_clean(view->arena, view->scenario->actors[n->actor].label
                                           ? view->scenario->actors[n->actor].label
                                           : view->scenario->actors[n->actor].id));
    if (n->hidden)
        cr_buf_str(&left, "  (hidden)");
    if (n->private_seen)
        cr_buf_printf(&left, "  (%s)", cr_text_clean(view->arena, cr_describe_seers(view, n)));
    if (n->at_most)
        cr_buf_printf(&left, "  (at most %llu times)", (unsigned long long)n->at_most);
    cr_tinted(out, style, n->kind == CR_DECISION ? CR_ORANGE : CR_BLUE,
        cr_glyph(style, cr_node_glyph(n->kind)));
    cr_buf_char(out, ' ');
    size_t mark = cr_text_width(cr_glyph(style, cr_node_glyph(n->kind))) + 1,
           room = cr_text_width(right) + 2;
    struct cr_buf cut;
    cr_buf_init(&cut, view->arena);
    cr_text_left(&cut, style, left.s, page > mark + room ? page - mark - room : 10);
    cr_tinted(out, style, CR_BOLD, cut.s);
    cr_buf_printf(out, "  %s", right);
    cr_text_end_line(out);
}

static const char *count_text(struct cr_arena *arena, size_t n, const char *one)
{
    return cr_arena_printf(
        arena, "%s %s%s", cr_text_whole(arena, (double)n), one, n == 1 ? "" : "s");
}

static const char *size_text(const struct cr_view *view)
{
    const struct cr_scenario *s = view->scenario;
    const char *dot = cr_glyph(&view->style, CR_G_DOT);
    struct cr_buf text;
    cr_buf_init(&text, view->arena);
    cr_buf_printf(&text, "%s %s %s", count_text(view->arena, s->n_nodes, "question"), dot,
        count_text(view->arena, s->n_outcomes, "outcome"));
    if (s->n_actors)
        cr_buf_printf(&text, " %s %s", dot, count_text(view->arena, s->n_actors, "actor"));
    if (s->n_stages)
        cr_buf_printf(&text, " %s %s", dot, count_text(view->arena, s->n_stages, "stage"));
    if (s->n_parameters)
        cr_buf_printf(&text, " %s %s", dot, count_text(view->arena, s->n_parameters, "parameter"));
    return text.s;
}

static void print_outcomes(
    struct cr_buf *out, const struct cr_view *view, const struct cr_run_result *r)
{
    const struct cr_scenario *s = view->scenario;
    const struct cr_style *style = &view->style;
    size_t id = 4, width = (size_t)style->width;
    for (size_t i = 0; i < s->n_outcomes; i++)
        id = wider(id, s->outcomes[i].id, width / 3);
    for (size_t i = 0; i < s->n_outcomes; i++) {
        cr_buf_printf(out, "%s ", cr_glyph(style, CR_G_OUTCOME));
        cr_text_left(out, style, s->outcomes[i].id, id);
        cr_buf_str(out, "  ");
        size_t used = 2 + id + 2 + (r ? 9 : 0);
        const char *label = s->outcomes[i].label ? s->outcomes[i].label : "";
        cr_text_left(
            out, style, cr_text_clean(view->arena, label), width > used ? width - used : 4);
        if (r)
            cr_text_right(out, style, cr_text_share(view->arena, &r->outcomes[i]), 8);
        cr_text_end_line(out);
    }
}

/* Under --verbose: what --set and `sensitivity --effects` call effects and shifts. */
static void print_names(struct cr_buf *out, const struct cr_view *view)
{
    struct cr_sizes_list list = cr_sizes_groups(view->arena, view->scenario);
    struct cr_buf names;
    cr_buf_init(&names, view->arena);
    for (size_t i = 0; i < list.n; i++)
        cr_buf_printf(
            &names, "%s%s", i ? ", " : "", cr_sizes_name(view->arena, view->scenario, &list.at[i]));
    if (list.n)
        cr_text_wrap(out, &view->style,
            cr_arena_printf(view->arena,
                "Effects and multipliers in groups, for --set NAME=x1.2 and sensitivity --effects: "
                "%s. Single ones: show a question with -v.",
                cr_text_clean(view->arena, names.s)),
            0);
}

void cr_text_show(const struct cr_view *view, const struct cr_run_result *r, struct cr_buf *out)
{
    const struct cr_scenario *s = view->scenario;
    const struct cr_style *style = &view->style;
    cr_text_title(out, view, s->title ? s->title : view->name, size_text(view));
    cr_buf_char(out, '\n');
    struct columns c = lay_out(view, r != NULL);
    for (size_t i = 0; i < s->n_nodes; i++) {
        print_node_title(out, view, r, i);
        for (size_t b = 0; b < s->nodes[i].n_branches; b++)
            print_branch(out, view, r, i, b, &c);
        cr_buf_char(out, '\n');
    }
    print_outcomes(out, view, r);
    if (style->quiet)
        return;
    cr_buf_char(out, '\n');
    const char *last = r ? r->runs && r->engine == CR_ENGINE_WALK
                               ? cr_arena_printf(view->arena,
                                     "Last column: how often a future gets there (%s runs, %s).",
                                     cr_text_whole(view->arena, (double)r->runs),
                                     cr_text_luck(view->arena, &r->luck))
                               : "Last column: how often a future gets there."
                         : "";
    cr_text_wrap(out, style,
        cr_arena_printf(view->arena, "%s%s%s chance  %s decision  %s rule  %s outcome", last,
            *last ? " " : "", cr_glyph(style, CR_G_CHANCE), cr_glyph(style, CR_G_DECISION),
            cr_glyph(style, CR_G_RULE), cr_glyph(style, CR_G_OUTCOME)),
        0);
    if (style->verbose)
        print_names(out, view);
    if (r)
        cr_text_decisions(out, view);
    for (size_t i = 0; r && i < r->n_notes; i++)
        cr_text_wrap(out, style,
            cr_arena_printf(view->arena, "Note: %s", cr_text_clean(view->arena, r->notes[i])), 0);
    cr_text_provenance(out, view, "",
        s->n_nodes ? cr_arena_printf(view->arena, "crossroads show %s %s",
                         cr_text_shell(view->arena, view->name), s->nodes[0].id)
                   : NULL);
}
