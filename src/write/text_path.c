/* `show FILE --run N`: one future, step by step: the numbers of its world, each branch with the
 * chance it had and what it changed, and where it ends. */
#include "write/names.h"
#include "write/pages.h"
#include "write/text.h"

#include <math.h>
#include <string.h>

/* "grip 49 -> 57" for what a step changed. */
static const char *changes_text(
    const struct cr_view *view, const double *before, const double *after)
{
    const struct cr_scenario *s = view->scenario;
    struct cr_buf text;
    cr_buf_init(&text, view->arena);
    for (size_t v = 0; v < s->n_states; v++)
        if (before[v] != after[v])
            cr_buf_printf(&text, "%s%s %.4g %s %.4g", text.n ? ", " : "",
                cr_text_clean(view->arena, cr_label_of(s->states[v].label, s->states[v].id)),
                before[v], cr_glyph(&view->style, CR_G_ARROW), after[v]);
    return text.s;
}

/* The state before the first step: the starts of this world, clamped as the language says. */
static double *start_of(const struct cr_view *view, const struct cr_path *path)
{
    const struct cr_program *p = view->program;
    double *state = CR_NEW(view->arena, double, p->n_states + 1);
    for (int v = 0; v < p->n_states; v++)
        state[v] = fmin(fmax(path->slots[p->states[v].start], p->states[v].low), p->states[v].high);
    return state;
}

static void print_world(struct cr_buf *out, const struct cr_view *view, const struct cr_path *path)
{
    const struct cr_program *p = view->program;
    struct cr_buf text;
    cr_buf_init(&text, view->arena);
    for (int i = 0; i < p->n_slots; i++)
        if (p->slots[i].uncertain)
            cr_buf_printf(&text, "%s%s %.4g", text.n ? ", " : "", p->slots[i].name, path->slots[i]);
    if (text.n)
        cr_text_note(out, &view->style, CR_DIM,
            cr_arena_printf(view->arena, "In this world: %s.", cr_text_clean(view->arena, text.s)),
            0);
}

static void print_step(
    struct cr_buf *out, const struct cr_view *view, const struct cr_step *s, const double *before)
{
    const struct cr_node *n = &view->scenario->nodes[s->node];
    const struct cr_style *style = &view->style;
    const struct cr_branch_item *b = &n->branches[s->branch];
    cr_text_hanging(out, style, CR_BOLD,
        cr_arena_printf(view->arena, "%s %s%s%s", cr_glyph(style, cr_node_glyph(n->kind)), n->id,
            n->ask ? ": " : "", cr_text_clean(view->arena, n->ask)),
        0, 2);
    cr_text_hanging(out, style, CR_PLAIN,
        cr_arena_printf(view->arena, "%s %s (chance %s)", cr_glyph(style, CR_G_CORNER),
            cr_text_clean(view->arena, b->label ? b->label : b->name),
            cr_text_percent(view->arena, s->probability)),
        0, 3);
    const char *changed = changes_text(view, before, s->state);
    if (*changed)
        cr_text_note(out, style, CR_DIM, changed, 3);
}

static void print_ending(struct cr_buf *out, const struct cr_view *view, const struct cr_path *path)
{
    const struct cr_scenario *s = view->scenario;
    const struct cr_style *style = &view->style;
    const char *label = path->outcome < 0                  ? "no outcome"
                        : s->outcomes[path->outcome].label ? s->outcomes[path->outcome].label
                                                           : s->outcomes[path->outcome].id;
    cr_text_hanging(out, style, CR_BOLD,
        cr_arena_printf(
            view->arena, "%s %s", cr_glyph(style, CR_G_OUTCOME), cr_text_clean(view->arena, label)),
        0, 2);
    cr_buf_char(out, '\n');
    for (size_t i = 0; i < s->n_actors; i++)
        if (s->actors[i].has_payoff)
            cr_text_wrap(out, style,
                cr_arena_printf(view->arena, "%s gets %.5g",
                    cr_text_clean(
                        view->arena, s->actors[i].label ? s->actors[i].label : s->actors[i].id),
                    path->payoffs[i]),
                2);
    for (size_t i = 0; i < s->n_measures; i++)
        cr_text_wrap(out, style,
            cr_arena_printf(view->arena, "%s is %.5g",
                cr_text_clean(
                    view->arena, s->measures[i].label ? s->measures[i].label : s->measures[i].id),
                path->measures[i]),
            2);
    for (size_t i = 0; i < s->n_states; i++)
        cr_text_wrap(out, style,
            cr_arena_printf(view->arena, "%s ends at %.5g",
                cr_text_clean(
                    view->arena, s->states[i].label ? s->states[i].label : s->states[i].id),
                path->state[i]),
            2);
}

void cr_text_path(
    const struct cr_view *view, const struct cr_path *path, uint64_t run, struct cr_buf *out)
{
    const struct cr_scenario *s = view->scenario;
    cr_text_title(out, view, s->title ? s->title : view->name,
        cr_arena_printf(view->arena, "future %llu of %s", (unsigned long long)run,
            cr_text_luck(view->arena, &path->luck)));
    print_world(out, view, path);
    cr_buf_char(out, '\n');
    const double *before = start_of(view, path);
    for (size_t i = 0; i < path->n_steps; i++) {
        print_step(out, view, &path->steps[i], before);
        before = path->steps[i].state;
    }
    print_ending(out, view, path);
    if (path->weight != 1)
        cr_text_wrap(out, &view->style,
            cr_arena_printf(
                view->arena, "The evidence gives this future the weight %.5g.", path->weight),
            0);
    if (!view->style.quiet)
        cr_buf_char(out, '\n');
    if (!view->style.quiet && !cr_luck_addressed(&path->luck))
        cr_text_note(out, &view->style, CR_DIM,
            cr_arena_printf(view->arena,
                "%s deals its numbers in one sequence, so this future was found by playing those "
                "before it, from the last multiple of 65,536 on.",
                path->luck.type->name),
            0);
    cr_text_provenance(out, view, "",
        cr_arena_printf(view->arena, "crossroads run %s", cr_text_shell(view->arena, view->name)));
}
