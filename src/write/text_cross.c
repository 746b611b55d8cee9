/* Outcomes as a grid. Where a file crosses two questions (which way does the alliance go, which way
 * the country), its outcomes bear tags of two families. A family is found as tags that share out
 * the outcomes among them; two families that meet in exactly one outcome at every pair make a grid.
 */
#include "write/text_cross.h"

#include "write/fold.h"
#include "write/grid.h"
#include "write/names.h"
#include "write/text.h"
#include "write/text_tables.h"

#include <string.h>

enum { MOST_OUTCOMES = 64, MOST_TAGS = 32, MOST_FAMILIES = 64, LEAST_OUTCOMES = 6 };

struct search {
    uint64_t of[MOST_TAGS]; /* the outcomes of each tag, as bits */
    size_t n_tags, n_outcomes;
    uint32_t families[MOST_FAMILIES]; /* tags, as bits */
    size_t n_families, steps;
};

static uint64_t all_outcomes(const struct search *s)
{
    return s->n_outcomes == 64 ? ~0ull : (1ull << s->n_outcomes) - 1;
}

/* Every family that covers what is open, with the tags that were taken. */
static void find_families(struct search *s, uint64_t covered, uint32_t taken)
{
    size_t next = 0;
    if (s->n_families == MOST_FAMILIES || s->steps++ > 100000)
        return;
    if (covered == all_outcomes(s)) {
        s->families[s->n_families++] = taken;
        return;
    }
    while (covered >> next & 1)
        next++;
    for (size_t t = 0; t < s->n_tags; t++)
        if (s->of[t] >> next & 1 && !(s->of[t] & covered))
            find_families(s, covered | s->of[t], taken | 1u << t);
}

static int *list_tags(struct cr_arena *arena, uint32_t family, size_t *n)
{
    int *list = CR_NEW(arena, int, MOST_TAGS);
    *n = 0;
    for (int t = 0; t < MOST_TAGS; t++)
        if (family >> t & 1)
            list[(*n)++] = t;
    return list;
}

/* The outcome of a set of one; -1 else. */
static int only_outcome(uint64_t set)
{
    int n = 0;
    if (!set || set & (set - 1))
        return -1;
    while (!(set >> n & 1))
        n++;
    return n;
}

static bool cross(struct cr_arena *arena, const struct search *s, uint32_t rows, uint32_t columns,
    struct cr_cross *found)
{
    found->rows = list_tags(arena, rows, &found->n_rows);
    found->columns = list_tags(arena, columns, &found->n_columns);
    if (found->n_rows < 2 || found->n_columns < 2 ||
        found->n_rows * found->n_columns != s->n_outcomes)
        return false;
    found->outcomes = CR_NEW(arena, int, s->n_outcomes);
    for (size_t r = 0; r < found->n_rows; r++)
        for (size_t c = 0; c < found->n_columns; c++) {
            int *cell = &found->outcomes[r * found->n_columns + c];
            *cell = only_outcome(s->of[found->rows[r]] & s->of[found->columns[c]]);
            if (*cell < 0)
                return false;
        }
    return true;
}

bool cr_cross_find(
    struct cr_arena *arena, const struct cr_scenario *scenario, struct cr_cross *found)
{
    struct search s = {.n_tags = scenario->n_tags, .n_outcomes = scenario->n_outcomes};
    if (s.n_tags > MOST_TAGS || s.n_outcomes > MOST_OUTCOMES || s.n_outcomes < LEAST_OUTCOMES)
        return false;
    for (size_t o = 0; o < s.n_outcomes; o++)
        for (size_t t = 0; t < scenario->outcomes[o].n_tags; t++)
            s.of[scenario->outcomes[o].tags[t]] |= 1ull << o;
    find_families(&s, 0, 0);
    for (size_t a = 0; a < s.n_families; a++)
        for (size_t b = a + 1; b < s.n_families; b++) {
            if (cross(arena, &s, s.families[a], s.families[b], found))
                return true;
        }
    return false;
}

static const char *label_of(const struct cr_view *view, int outcome)
{
    const struct cr_outcome *o = &view->scenario->outcomes[outcome];
    return cr_label_of(o->label, o->id);
}

static bool others_begin_so(const struct cr_view *view, int outcome, const char *text, size_t n)
{
    for (int o = 0; o < (int)view->scenario->n_outcomes; o++)
        if (o != outcome && !strncmp(label_of(view, o), text, n))
            return true;
    return false;
}

/* The name without what explains it: up to the first stop behind two words that are its own. */
static const char *short_name(const struct cr_view *view, int outcome)
{
    const char *label = label_of(view, outcome);
    for (size_t n = 1; label[n]; n++)
        if (strchr(",:;", label[n]) && memchr(label, ' ', n) &&
            !others_begin_so(view, outcome, label, n))
            return cr_arena_strndup(view->arena, label, n);
    return label;
}

void cr_text_cross(struct cr_buf *out, const struct cr_view *view, const struct cr_cross *x,
    const struct cr_share *outcomes, const struct cr_share *tags)
{
    const struct cr_scenario *s = view->scenario;
    struct cr_grid grid;
    struct cr_buf heads;
    bool names = view->style.plain || (size_t)view->style.width >= 24 + 14 * x->n_columns;
    cr_buf_init(&heads, view->arena);
    cr_buf_str(&heads, "BY TWO TAGS");
    for (size_t c = 0; c < x->n_columns; c++)
        cr_buf_printf(&heads, "|%s", cr_text_clean(view->arena, s->tags[x->columns[c]]));
    cr_buf_str(&heads, "|TOGETHER");
    cr_grid_init(&grid, view, heads.s);
    grid.n_left = names ? grid.n_columns : 1;
    for (size_t r = 0; r < x->n_rows; r++) {
        cr_grid_cell(&grid, s->tags[x->rows[r]]);
        for (size_t c = 0; c < x->n_columns; c++) {
            int o = x->outcomes[r * x->n_columns + c];
            const char *share = cr_text_share(view->arena, &outcomes[o]);
            cr_grid_cell(&grid,
                names ? cr_arena_printf(view->arena, "%s" CR_GLUE "%s", short_name(view, o), share)
                      : share);
        }
        cr_grid_cell(&grid, cr_text_share(view->arena, &tags[x->rows[r]]));
    }
    cr_grid_cell(&grid, "TOGETHER");
    for (size_t c = 0; c < x->n_columns; c++)
        cr_grid_cell(&grid, cr_text_share(view->arena, &tags[x->columns[c]]));
    cr_grid_cell(&grid, "100%");
    cr_grid_print(&grid, out);
}
