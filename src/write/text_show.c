/* `show` for people: the whole graph, each question once, in the order of the file. Under each
 * branch stands what it asks for and what it changes, in words. The widths of a branch's line are
 * found over all branches first; what does not fit stands on lines of its own. */
#include "write/decisions.h"
#include "write/describe.h"
#include "write/fold.h"
#include "write/grid.h"
#include "write/names.h"
#include "write/pages.h"
#include "write/text.h"

/* Widths of a branch's line; a target of 0 stands below. */
struct columns {
    size_t name, weight, share, target;
};
enum { NAME_LEAST = 12, WEIGHT_MOST = 18, REACHED = 9 };

static size_t wider(size_t width, const char *text)
{
    size_t w = cr_text_width(text);
    return w > width ? w : width;
}

static size_t width_of(const struct columns *c)
{
    return 3 + c->name + 2 + c->weight + (c->share ? 2 + c->share : 0) +
           (c->target ? 4 + c->target : 0);
}

/* What is too long for its column stands on a line of its own. */
static struct columns lay_out(const struct cr_view *view, bool shares)
{
    const struct cr_scenario *s = view->scenario;
    size_t width = (size_t)view->style.width;
    struct columns c = {.name = 6, .weight = 9, .share = shares ? 9 : 0, .target = 4};
    for (size_t i = 0; i < s->n_nodes; i++)
        for (size_t b = 0; b < s->nodes[i].n_branches; b++) {
            const struct cr_branch_item *branch = &s->nodes[i].branches[b];
            c.name = wider(c.name, cr_text_clean(view->arena, branch->name));
            c.weight = wider(c.weight, cr_describe_weight(view, &s->nodes[i], b));
            c.target = wider(c.target, cr_describe_target(view, &branch->then));
        }
    c.weight = c.weight > WEIGHT_MOST ? WEIGHT_MOST : c.weight;
    size_t over = width_of(&c) > width ? width_of(&c) - width : 0;
    size_t give = c.name > NAME_LEAST ? c.name - NAME_LEAST : 0;
    c.name -= over < give ? over : give;
    if (width_of(&c) > width)
        c.target = 0;
    return c;
}

/* A line that belongs to a branch, beside the line down to the next one. */
static void print_below(struct cr_buf *out, const struct cr_view *view, bool last, const char *text)
{
    const struct cr_style *style = &view->style;
    const char *line = last ? "" : cr_glyph(style, CR_G_PIPE);
    struct cr_lines lines = cr_fold(view->arena, text, (size_t)style->width - 6);
    if (style->plain)
        cr_text_item(out, style, text, 0);
    for (size_t i = 0; i < lines.at.n && !style->plain; i++) {
        cr_buf_str(out, line);
        cr_buf_repeat(out, " ", 5 - cr_text_width(line) + (i > 0));
        cr_tinted(out, style, CR_DIM, lines.at.at[i]);
        cr_buf_char(out, '\n');
    }
}

static const char *share_text(
    const struct cr_view *view, const struct cr_run_result *r, size_t node, size_t b)
{
    return r->nodes[node].reach > 0 ? cr_text_percent(view->arena, r->nodes[node].shares[b]) : "-";
}

/* "Branch: none: FILE SAYS 45%, TURNS OUT 44.9%, then moscow_design". */
static void print_plain_branch(struct cr_buf *out, const struct cr_view *view,
    const struct cr_run_result *r, size_t node, size_t b)
{
    const struct cr_node *n = &view->scenario->nodes[node];
    const char *weight = cr_describe_weight(view, n, b);
    cr_buf_printf(out, "%s %s:%s%s", cr_glyph(&view->style, CR_G_TEE),
        cr_text_clean(view->arena, n->branches[b].name), *weight ? " FILE SAYS " : "", weight);
    if (r)
        cr_buf_printf(out, "%s TURNS OUT %s", *weight ? "," : "", share_text(view, r, node, b));
    cr_buf_printf(out, "%s then %s\n", *weight || r ? "," : "",
        cr_describe_target(view, &n->branches[b].then));
}

static void print_branch_line(struct cr_buf *out, const struct cr_view *view,
    const struct cr_run_result *r, size_t node, size_t b, const struct columns *c)
{
    const struct cr_node *n = &view->scenario->nodes[node];
    const struct cr_style *style = &view->style;
    bool last = b + 1 == n->n_branches;
    const char *name = cr_text_clean(view->arena, n->branches[b].name),
               *weight = cr_describe_weight(view, n, b),
               *target = cr_describe_target(view, &n->branches[b].then);
    bool long_name = cr_text_width(name) > c->name, long_weight = cr_text_width(weight) > c->weight;
    cr_buf_printf(out, "%s ", cr_glyph(style, last ? CR_G_CORNER : CR_G_TEE));
    if (long_name) {
        struct cr_lines lines = cr_fold(view->arena, name, (size_t)style->width - 6);
        for (size_t i = 0; i < lines.at.n; i++) {
            cr_buf_printf(out, "%s%s\n", i ? "   " : "", lines.at.at[i]);
            cr_buf_str(out, i + 1 < lines.at.n ? (last ? " " : cr_glyph(style, CR_G_PIPE)) : "");
        }
        cr_buf_printf(out, "%s  ", last ? " " : cr_glyph(style, CR_G_PIPE));
    }
    cr_text_left(out, style, long_name ? "" : name, c->name);
    cr_buf_str(out, "  ");
    cr_text_right(out, style, long_weight ? "(below)" : weight, c->weight);
    if (c->share) {
        cr_buf_str(out, "  ");
        cr_text_right(out, style, share_text(view, r, node, b), c->share);
    }
    if (c->target)
        cr_buf_printf(out, "  %s %s", cr_glyph(style, CR_G_ARROW), target);
    cr_text_end_line(out);
    if (!c->target)
        print_below(out, view, last,
            cr_arena_printf(view->arena, "%s %s", cr_glyph(style, CR_G_ARROW), target));
    if (long_weight)
        print_below(out, view, last, cr_arena_printf(view->arena, "the file says %s", weight));
}

static void print_branch(struct cr_buf *out, const struct cr_view *view,
    const struct cr_run_result *r, size_t node, size_t b, const struct columns *c)
{
    const struct cr_node *n = &view->scenario->nodes[node];
    const struct cr_branch_item *branch = &n->branches[b];
    bool last = b + 1 == n->n_branches;
    if (view->style.plain)
        print_plain_branch(out, view, r, node, b);
    else
        print_branch_line(out, view, r, node, b, c);
    if (branch->when)
        print_below(out, view, last,
            cr_arena_printf(
                view->arena, "only when %s", cr_describe_condition(view, branch->when)));
    const char *effects = cr_describe_effects_in_words(view, branch);
    if (*effects)
        print_below(out, view, last, effects);
    if (branch->n_shifts)
        print_below(out, view, last, cr_describe_shifts_in_words(view, branch));
}

static const char *node_facts(const struct cr_view *view, const struct cr_node *n)
{
    const struct cr_scenario *s = view->scenario;
    const char *dot = cr_glyph(&view->style, CR_G_DOT);
    struct cr_buf text;
    cr_buf_init(&text, view->arena);
    if (n->stage >= 0)
        cr_buf_str(&text, cr_label_of(s->stages[n->stage].label, s->stages[n->stage].id));
    if (n->kind == CR_DECISION)
        cr_buf_printf(&text, "%s%s%s%s decides", text.n ? " " : "", text.n ? dot : "",
            text.n ? " " : "", cr_label_of(s->actors[n->actor].label, s->actors[n->actor].id));
    if (n->hidden)
        cr_buf_printf(
            &text, "%s%s%shidden", text.n ? " " : "", text.n ? dot : "", text.n ? " " : "");
    if (n->private_seen)
        cr_buf_printf(&text, "%s%s%s%s", text.n ? " " : "", text.n ? dot : "", text.n ? " " : "",
            cr_describe_seers(view, n));
    if (n->at_most)
        cr_buf_printf(&text, "%s%s%sat most %llu times, then %s", text.n ? " " : "",
            text.n ? dot : "", text.n ? " " : "", (unsigned long long)n->at_most,
            cr_describe_target(view, &n->after));
    return cr_text_clean(view->arena, text.s);
}

/* The question beside how often it is reached. */
static void print_node_title(
    struct cr_buf *out, const struct cr_view *view, const struct cr_run_result *r, size_t node)
{
    const struct cr_node *n = &view->scenario->nodes[node];
    const struct cr_style *style = &view->style;
    const char *reach = r ? cr_text_percent(view->arena, r->nodes[node].reach) : "",
               *facts = node_facts(view, n);
    const char *title = cr_arena_printf(
        view->arena, "%s%s%s", n->id, n->ask ? ": " : "", cr_text_clean(view->arena, n->ask));
    if (style->plain) {
        cr_text_item(out, style,
            cr_arena_printf(view->arena, "%s %s", cr_glyph(style, cr_node_glyph(n->kind)), title),
            0);
        if (*facts)
            cr_text_item(out, style, facts, 0);
        if (r)
            cr_buf_printf(out, "REACHED by %s of futures\n", reach);
        return;
    }
    size_t mark = cr_text_width(cr_glyph(style, cr_node_glyph(n->kind))) + 1;
    size_t room = (size_t)style->width - mark - (r ? REACHED : 0);
    struct cr_lines lines = cr_fold(view->arena, title, room);
    cr_tinted(out, style, n->kind == CR_DECISION ? CR_ORANGE : CR_BLUE,
        cr_glyph(style, cr_node_glyph(n->kind)));
    for (size_t i = 0; i < lines.at.n; i++) {
        cr_buf_repeat(out, " ", i ? mark : 1);
        cr_tinted(out, style, CR_BOLD, lines.at.at[i]);
        if (i == 0 && r) {
            cr_buf_repeat(out, " ", room - cr_text_width(lines.at.at[i]));
            cr_text_right(out, style, reach, REACHED);
        }
        cr_buf_char(out, '\n');
    }
    if (*facts)
        cr_text_note(out, style, CR_DIM, facts, mark);
}

static void print_heads(
    struct cr_buf *out, const struct cr_view *view, bool shares, const struct columns *c)
{
    const struct cr_style *style = &view->style;
    struct cr_buf head;
    if (style->plain)
        return;
    cr_buf_init(&head, view->arena);
    cr_text_left(&head, style, "  QUESTION", (size_t)style->width - (shares ? REACHED : 0));
    if (shares)
        cr_text_right(&head, style, "REACHED", REACHED);
    cr_text_end_line(&head);
    cr_buf_str(&head, "   ");
    cr_text_left(&head, style, "BRANCH", c->name);
    cr_buf_str(&head, "  ");
    cr_text_right(&head, style, "FILE SAYS", c->weight);
    if (c->share)
        cr_buf_str(&head, "  TURNS OUT");
    cr_buf_str(&head, c->target ? "  NEXT" : "");
    cr_tinted(out, style, CR_DIM, head.s);
    cr_buf_char(out, '\n');
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
    struct cr_grid grid;
    bool plain = view->style.plain;
    cr_grid_init(&grid, view, r ? "OUTCOME|WHAT IT IS|REACHED" : "OUTCOME|WHAT IT IS");
    grid.n_left = 2;
    for (size_t i = 0; i < s->n_outcomes; i++) {
        cr_grid_cell(&grid, cr_arena_printf(view->arena, "%s%s%s",
                                plain ? "" : cr_glyph(&view->style, CR_G_OUTCOME), plain ? "" : " ",
                                s->outcomes[i].id));
        cr_grid_cell(&grid, s->outcomes[i].label ? s->outcomes[i].label : "");
        if (r)
            cr_grid_cell(&grid, cr_text_share(view->arena, &r->outcomes[i]));
    }
    cr_grid_print(&grid, out);
}

/* What the columns are. */
static const char *key_text(const struct cr_view *view, const struct cr_run_result *r)
{
    const struct cr_style *style = &view->style;
    const char *reached =
        !r ? ""
        : r->runs && r->engine == CR_ENGINE_WALK
            ? cr_arena_printf(view->arena,
                  "REACHED: how many of %s futures get there (%s). TURNS OUT: how many of those at "
                  "a "
                  "question take the branch. ",
                  cr_text_whole(view->arena, (double)r->runs), cr_text_luck(view->arena, &r->luck))
            : "REACHED: the probability of getting there. TURNS OUT: that of the branch for those "
              "at "
              "the question. ";
    return cr_arena_printf(view->arena, "%s%s%s", "FILE SAYS: the weight as it is written. ",
        reached,
        style->plain ? ""
                     : cr_arena_printf(view->arena, "%s chance  %s decision  %s rule  %s outcome",
                           cr_glyph(style, CR_G_CHANCE), cr_glyph(style, CR_G_DECISION),
                           cr_glyph(style, CR_G_RULE), cr_glyph(style, CR_G_OUTCOME)));
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
    print_heads(out, view, r != NULL, &c);
    for (size_t i = 0; i < s->n_nodes; i++) {
        print_node_title(out, view, r, i);
        for (size_t b = 0; b < s->nodes[i].n_branches; b++)
            print_branch(out, view, r, i, b, &c);
        if (i + 1 < s->n_nodes)
            cr_buf_char(out, '\n');
    }
    print_outcomes(out, view, r);
    if (style->quiet)
        return;
    cr_buf_char(out, '\n');
    cr_text_wrap(out, style, key_text(view, r), 0);
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
