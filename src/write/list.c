/* `list FILE`: the names that a file has, by what takes them. list.def lists the fields; the page
 * prints a grid for each kind of thing that there is. */
#include "write/describe.h"
#include "write/forms.h"
#include "write/grid.h"
#include "write/groups.h"
#include "write/names.h"
#include "write/pages.h"
#include "write/text.h"

#include "program/program.h"

static const char *kind_name(enum cr_node_kind kind)
{
    static const char *const names[] = {"chance", "decision", "rule"};
    return names[kind];
}

static uint64_t count_outcomes(const struct cr_scenario *s, int tag)
{
    uint64_t n = 0;
    for (size_t i = 0; i < s->n_outcomes; i++)
        for (size_t t = 0; t < s->outcomes[i].n_tags; t++)
            n += s->outcomes[i].tags[t] == tag;
    return n;
}

/* "pump.repaired", "pump.smoke" (a signal), or NULL. */
static const char *saw_text(const struct cr_view *view, const struct cr_observation *seen)
{
    const struct cr_scenario *s = view->scenario;
    if (seen->saw_node < 0)
        return NULL;
    const struct cr_node *node = &s->nodes[seen->saw_node];
    if (seen->saw_signal >= 0)
        return cr_arena_printf(
            view->arena, "%s.%s", node->id, node->signals[seen->saw_signal].name);
    return cr_scenario_branch_name(view->arena, s, seen->saw_node, seen->saw_branch);
}

/* ------------------------------------------------------------------ data */

static const struct cr_field fields[] = {
#include "write/as_list.def"
#include "write/list.def"
#include "write/as_nothing.def"
};

static void walk_fields(struct cr_out *o, const struct cr_view *view, const void *result)
{
#include "write/as_code.def"
#include "write/list.def"
#include "write/as_nothing.def"
}

static void fill_facts(struct cr_facts *facts, const struct cr_view *view, const void *result)
{
    (void)result;
    cr_facts_file(facts, view);
}

/* ------------------------------------------------------------------ the page */

static const char *branches_text(const struct cr_view *view, const struct cr_node *node)
{
    struct cr_buf text;
    cr_buf_init(&text, view->arena);
    for (size_t b = 0; b < node->n_branches; b++)
        cr_buf_printf(&text, "%s%s", b ? ", " : "", node->branches[b].name);
    return text.s;
}

static void print_nodes(const struct cr_view *view, struct cr_buf *out)
{
    const struct cr_scenario *s = view->scenario;
    struct cr_grid grid;
    cr_grid_init(&grid, view, "QUESTION|DECIDED BY|BRANCHES");
    grid.n_left = 3;
    for (size_t i = 0; i < s->n_nodes; i++) {
        const struct cr_node *n = &s->nodes[i];
        cr_grid_cell(&grid, n->id);
        cr_grid_cell(&grid, n->actor >= 0 ? s->actors[n->actor].id : kind_name(n->kind));
        cr_grid_cell(&grid, branches_text(view, n));
    }
    if (s->n_nodes)
        cr_grid_print(&grid, out);
}

static void print_signals(const struct cr_view *view, struct cr_buf *out)
{
    const struct cr_scenario *s = view->scenario;
    struct cr_grid grid;
    cr_grid_init(&grid, view, "SIGNAL|SEEN FIRST OF");
    grid.n_left = 2;
    for (size_t i = 0; i < s->n_nodes; i++)
        for (size_t k = 0; k < s->nodes[i].n_signals; k++) {
            cr_grid_cell(&grid, s->nodes[i].signals[k].name);
            cr_grid_cell(&grid, s->nodes[i].id);
        }
    if (grid.cells.n)
        cr_grid_print(&grid, out);
}

static void print_observations(const struct cr_view *view, struct cr_buf *out)
{
    const struct cr_scenario *s = view->scenario;
    struct cr_grid grid;
    cr_grid_init(&grid, view, "OBSERVATION|DATE|SAW");
    grid.n_left = 3;
    for (size_t i = 0; i < s->n_observations; i++) {
        const char *saw = saw_text(view, &s->observations[i]);
        cr_grid_cell(&grid, s->observations[i].id);
        cr_grid_cell(&grid, s->observations[i].date ? s->observations[i].date : "no date");
        cr_grid_cell(&grid, saw ? saw : "(weighs the branches)");
    }
    if (s->n_observations)
        cr_grid_print(&grid, out);
}

static void print_tags(const struct cr_view *view, struct cr_buf *out)
{
    const struct cr_scenario *s = view->scenario;
    struct cr_grid grid;
    cr_grid_init(&grid, view, "TAG|GATHERS");
    grid.n_left = 2;
    for (size_t t = 0; t < s->n_tags; t++) {
        struct cr_buf text;
        cr_buf_init(&text, view->arena);
        for (size_t i = 0; i < s->n_outcomes; i++)
            for (size_t k = 0; k < s->outcomes[i].n_tags; k++)
                if (s->outcomes[i].tags[k] == (int)t)
                    cr_buf_printf(&text, "%s%s", text.n ? ", " : "", s->outcomes[i].id);
        cr_grid_cell(&grid, s->tags[t]);
        cr_grid_cell(&grid, text.s);
    }
    if (s->n_tags)
        cr_grid_print(&grid, out);
}

/* Grids of a name and what it is called. */
struct named {
    struct cr_grid grid;
};

static void begin_named(struct named *n, const struct cr_view *view, const char *heads)
{
    cr_grid_init(&n->grid, view, heads);
    n->grid.n_left = n->grid.n_columns;
}

static void add_named(struct named *n, const char *id, const char *value, const char *label)
{
    cr_grid_cell(&n->grid, id);
    if (value)
        cr_grid_cell(&n->grid, value);
    cr_grid_cell(&n->grid, label ? label : "");
}

static void end_named(struct named *n, struct cr_buf *out)
{
    if (n->grid.cells.n)
        cr_grid_print(&n->grid, out);
}

static void print_ends_and_actors(const struct cr_view *view, struct cr_buf *out)
{
    const struct cr_scenario *s = view->scenario;
    struct named n;
    begin_named(&n, view, "OUTCOME|WHAT IT IS");
    for (size_t i = 0; i < s->n_outcomes; i++)
        add_named(&n, s->outcomes[i].id, NULL, s->outcomes[i].label);
    end_named(&n, out);
    print_tags(view, out);
    begin_named(&n, view, "ACTOR|PAYOFF|WHO IT IS");
    for (size_t i = 0; i < s->n_actors; i++)
        add_named(&n, s->actors[i].id,
            s->actors[i].minimise     ? "less is better"
            : s->actors[i].has_payoff ? "more is better"
                                      : "none",
            s->actors[i].label);
    end_named(&n, out);
    begin_named(&n, view, "LENS|WHOSE EYES");
    for (size_t i = 0; i < s->n_lenses; i++)
        add_named(&n, s->lenses[i].id, NULL, s->lenses[i].label);
    end_named(&n, out);
}

static void print_numbers(const struct cr_view *view, struct cr_buf *out)
{
    const struct cr_scenario *s = view->scenario;
    struct named n;
    begin_named(&n, view, "PARAMETER|FILE SAYS|WHAT IT IS");
    for (size_t i = 0; i < s->n_parameters; i++)
        add_named(&n, s->parameters[i].id, cr_describe_value(view, &s->parameters[i].value, false),
            s->parameters[i].label);
    end_named(&n, out);
    begin_named(&n, view, "STATE|STARTS AT|WHAT IT IS");
    for (size_t i = 0; i < s->n_states; i++)
        add_named(&n, s->states[i].id, cr_describe_value(view, &s->states[i].start, false),
            s->states[i].label);
    end_named(&n, out);
    begin_named(&n, view, "MEASURE|WHAT IT IS");
    for (size_t i = 0; i < s->n_measures; i++)
        add_named(&n, s->measures[i].id, NULL, s->measures[i].label);
    end_named(&n, out);
    begin_named(&n, view, "STAGE|DATE|WHAT IT IS");
    for (size_t i = 0; i < s->n_stages; i++)
        add_named(&n, s->stages[i].id, s->stages[i].date ? s->stages[i].date : "no date",
            s->stages[i].label);
    end_named(&n, out);
}

static void print_page(const struct cr_view *view, const void *result, struct cr_buf *out)
{
    const struct cr_style *style = &view->style;
    (void)result;
    cr_text_title(out, view, cr_label_of(view->scenario->title, view->name), "names in the file");
    print_nodes(view, out);
    print_ends_and_actors(view, out);
    print_numbers(view, out);
    print_signals(view, out);
    print_observations(view, out);
    if (style->quiet)
        return;
    cr_buf_char(out, '\n');
    cr_text_wrap(out, style,
        "--given takes QUESTION.BRANCH, SIGNAL and OBSERVATION; --do takes QUESTION.BRANCH; --set "
        "takes PARAMETER, STATE and QUESTION.BRANCH with a value; --lens takes LENS; --choose "
        "takes "
        "QUESTION=BRANCH of a decision; --ignore takes OBSERVATION; sensitivity --target takes "
        "OUTCOME, TAG, ACTOR, MEASURE and STATE.",
        0);
    cr_text_provenance(out, view, "",
        cr_arena_printf(view->arena, "crossroads show %s", cr_text_shell(view->arena, view->name)));
}

const struct cr_forms cr_forms_list = {
    "list", fields, sizeof fields / sizeof *fields, walk_fields, print_page, fill_facts};
