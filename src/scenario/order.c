/* The order in which parameters can be worked out, and their base values.
 *
 * A depth-first walk over "uses" gives the order, with a stack of its own since a chain may be as
 * long as the file; a name that is met again while it is open closes a cycle, which is reported
 * with all its names. */
#include "scenario/reader.h"

#include <math.h>
#include <string.h>

#define CR_MAX_CYCLES 20 /* told of one file */

/* The parameters that each value uses: uses.at[from[i] .. from[i + 1]). */
struct uses {
    struct cr_arena *arena;
    CR_VEC(int) refs;
    size_t *from;
};

static void add_use(void *context, const struct cr_expr *e)
{
    struct uses *uses = context;

    if (e->op == CR_OP_NAME && e->kind == CR_NAME_PARAMETER)
        cr_vec_push(uses->arena, &uses->refs, e->ref);
}

static void collect(struct uses *uses, const struct cr_value *const *values, size_t n)
{
    uses->from = CR_NEW(uses->arena, size_t, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (values[i]->kind == CR_VALUE_EXPR)
            cr_expr_each(values[i]->expr, add_use, uses);
        uses->from[i + 1] = uses->refs.n;
    }
}

enum { NEW, OPEN, DONE };

/* Depth first without recursion. `path` holds the open items, `next` the use each will look at. */
struct walk {
    const struct uses *uses;
    unsigned char *mark;
    size_t *next;
    int *path;
    size_t depth, n_done;
};

/* Follows one root; -1, or the item at which the path closes on itself. */
static int follow(struct walk *w, int root, int *order)
{
    if (w->mark[root] != NEW)
        return -1;
    w->path[w->depth++] = root;
    w->mark[root] = OPEN;
    while (w->depth > 0) {
        int at = w->path[w->depth - 1];
        if (w->next[at] == w->uses->from[at + 1]) {
            w->mark[at] = DONE;
            order[w->n_done++] = at;
            w->depth--;
            continue;
        }
        int to = w->uses->refs.at[w->next[at]++];
        if (w->mark[to] == OPEN)
            return to;
        if (w->mark[to] == NEW) {
            w->mark[to] = OPEN;
            w->path[w->depth++] = to;
        }
    }
    return -1;
}

int cr_scenario_order(
    struct cr_arena *arena, const struct cr_value *const *values, size_t n, int *order)
{
    struct uses uses = {.arena = arena};
    struct walk w = {.uses = &uses};

    collect(&uses, values, n);
    w.mark = CR_NEW(arena, unsigned char, n);
    w.path = CR_NEW(arena, int, n);
    w.next = CR_NEW(arena, size_t, n);
    memcpy(w.next, uses.from, n * sizeof *w.next);
    for (size_t i = 0; i < n; i++) {
        int closing = follow(&w, (int)i, order);
        size_t from = w.depth, k = 0;
        if (closing < 0)
            continue;
        while (w.path[from - 1] != closing)
            from--;
        for (size_t j = from - 1; j < w.depth; j++)
            order[k++] = w.path[j];
        if (k < n)
            order[k] = -1;
        return closing;
    }
    return -1;
}

void cr_scenario_base(const struct cr_scenario *s, double *parameter_means, double *state_starts)
{
    struct cr_expr_env env = {.parameters = parameter_means, .stage = -1};
    struct cr_expr_fault fault;

    for (size_t k = 0; k < s->n_parameters; k++) {
        int i = s->parameter_order[k];
        const struct cr_value *value = &s->parameters[i].value;
        parameter_means[i] = cr_value_mean(value);
        if (value->kind == CR_VALUE_EXPR &&
            cr_expr_eval(value->expr, &env, &parameter_means[i], &fault) != CR_OK)
            parameter_means[i] = NAN;
    }
    for (size_t i = 0; i < s->n_states; i++) {
        const struct cr_value *value = &s->states[i].start;
        state_starts[i] = cr_value_mean(value);
        if (value->kind == CR_VALUE_EXPR &&
            cr_expr_eval(value->expr, &env, &state_starts[i], &fault) != CR_OK)
            state_starts[i] = NAN;
    }
}

/* "a -> b -> a" of a cycle, its middle left out where it is long. */
const char *cr_cycle_text(struct cr_arena *arena, const char *const *names, size_t n)
{
    struct cr_buf text;
    size_t skip = n > 12 ? n - 10 : 0;

    cr_buf_init(&text, arena);
    for (size_t i = 0; i < n; i++) {
        if (skip && i == 6) {
            cr_buf_printf(&text, "(%u more) -> ", (unsigned)skip);
            i += skip - 1;
            continue;
        }
        cr_buf_printf(&text, "%s -> ", names[i]);
    }
    cr_buf_str(&text, names[0]);
    return text.s;
}

static void report_cycle(
    struct cr_reader *r, const struct cr_value *const *values, const int *order, const char *under)
{
    const struct cr_scenario *s = r->names;
    const char **names = CR_NEW(r->arena, const char *, s->n_parameters);
    size_t n = 0, first = 0;
    const struct cr_value *last;

    while (n < s->n_parameters && order[n] >= 0)
        n++;
    /* The cycle is told from its first parameter in the file on. */
    for (size_t i = 1; i < n; i++)
        if (order[i] < order[first])
            first = i;
    for (size_t i = 0; i < n; i++)
        names[i] = s->parameters[order[(first + i) % n]].id;
    last = values[order[first]];
    cr_diag(r->diags, CR_E_PARAMETER_CYCLE, last->place, "give one of them a value of its own",
        n == 1 ? "the parameter %s is made of itself%s" : "parameters are made of each other: %s%s",
        n == 1 ? names[0] : cr_cycle_text(r->arena, names, n), under);
}

/* The parameters as a lens sees them. */
static enum cr_status check_lens(
    struct cr_reader *r, const struct cr_value **values, const struct cr_lens *lens, int *order)
{
    const struct cr_scenario *s = r->names;
    int found;
    bool has_expr = false;

    for (size_t k = 0; k < lens->n_parameters; k++)
        has_expr |= lens->parameters[k].value.kind == CR_VALUE_EXPR;
    if (!has_expr)
        return CR_OK;
    for (size_t k = 0; k < lens->n_parameters; k++)
        values[lens->parameters[k].index] = &lens->parameters[k].value;
    found = cr_scenario_order(r->arena, values, s->n_parameters, order);
    if (found >= 0)
        report_cycle(r, values, order, cr_hint(r->diags, " under the lens '%s'", lens->id));
    for (size_t k = 0; k < lens->n_parameters; k++)
        values[lens->parameters[k].index] = &s->parameters[lens->parameters[k].index].value;
    return found < 0 ? CR_OK : CR_INPUT;
}

struct fixed_check {
    struct cr_reader *r;
    const unsigned char *fixed;
};

static void check_fixed(void *context, const struct cr_expr *e)
{
    struct fixed_check *c = context;

    if (e->op == CR_OP_NAME && e->kind == CR_NAME_PARAMETER && !c->fixed[e->ref])
        cr_diag(c->r->diags, CR_E_UTILITY_NAME, e->place,
            cr_hint(c->r->diags,
                "give it a number; `sensitivity --threshold %s=LOW..HIGH` asks how much depends on "
                "it",
                e->name),
            "a utility cannot use '%s': it is uncertain", e->name);
}

static void and_fixed(void *context, const struct cr_expr *e)
{
    struct fixed_check *c = context;
    if (e->op == CR_OP_NAME && e->kind == CR_NAME_PARAMETER && !c->fixed[e->ref])
        c->r = NULL;
}

/* A utility may use parameters that are the same in every world: numbers, and expressions of such.
 */
static void check_utilities(struct cr_reader *r)
{
    const struct cr_scenario *s = r->names;
    unsigned char *fixed = CR_NEW(r->arena, unsigned char, s->n_parameters);

    for (size_t k = 0; k < s->n_parameters; k++) {
        int i = s->parameter_order[k];
        const struct cr_value *value = &s->parameters[i].value;
        struct fixed_check c = {r, fixed};
        if (value->kind == CR_VALUE_EXPR)
            cr_expr_each(value->expr, and_fixed, &c);
        fixed[i] = value->kind != CR_VALUE_DIST && c.r != NULL;
    }
    for (size_t i = 0; i < s->n_actors; i++) {
        struct fixed_check c = {r, fixed};
        if (s->actors[i].utility)
            cr_expr_each(s->actors[i].utility, check_fixed, &c);
    }
}

void cr_check_parameters(struct cr_reader *r)
{
    static const struct cr_value cut = {.kind = CR_VALUE_NONE};
    struct cr_scenario *s = r->s;
    const struct cr_value **values = CR_NEW(r->arena, const struct cr_value *, s->n_parameters);
    int *order = CR_NEW(r->arena, int, s->n_parameters);
    int closing, faults = 0;

    for (size_t i = 0; i < s->n_parameters; i++)
        values[i] = &s->parameters[i].value;
    /* Each cycle is cut where it closes, so that the next one shows as well. */
    while (faults < CR_MAX_CYCLES &&
           (closing = cr_scenario_order(r->arena, values, s->n_parameters, order)) >= 0) {
        report_cycle(r, values, order, "");
        values[closing] = &cut;
        faults++;
    }
    if (faults > 0)
        return;
    s->parameter_order = order;
    check_utilities(r);
    order = CR_NEW(r->arena, int, s->n_parameters);
    for (size_t i = 0; i < s->n_lenses; i++)
        check_lens(r, values, &s->lenses[i], order);
}
