/* Two files of one scenario on the same luck.
 *
 * The words come from scenario/diff.c. The second file is played by the names of the first, so that
 * a question that was only renamed meets the same luck; rows are then those of `compare`, with what
 * only one of the files has beside them. */
#include "analysis/diff.h"

#include "analysis/notes.h"

#include <math.h>
#include <string.h>

void cr_diff_words(struct cr_arena *arena, const struct cr_scenario *a, struct cr_scenario *b,
    struct cr_diff_result *r)
{
    cr_scenario_compare(arena, a, b, &r->diff);
    if (!r->diff.n)
        r->about = "Nothing differs: the two files say the same, whatever their order, blanks and "
                   "comments.";
    else if (!r->diff.n_common)
        r->about = "The two files have no question in common: they are two scenarios and not two "
                   "versions of one, so that no difference of outcomes would mean anything.";
    else if (!cr_diff_matters(r))
        r->about = "Only names and words differ, and no number comes from them: every result is "
                   "the same.";
}

bool cr_diff_matters(const struct cr_diff_result *r)
{
    bool numbers = false;
    for (size_t i = 0; i < r->diff.n; i++) {
        const struct cr_change *c = &r->diff.changes[i];
        bool item = c->topic == CR_TOPIC_ITEMS,
             mention = item && (!strcmp(c->what, "source") || !strcmp(c->what, "stage"));
        numbers |= c->topic != CR_TOPIC_WORDS && c->kind != CR_RENAMED && !mention;
    }
    return numbers && r->diff.n_common > 0;
}

static struct cr_diff_side of_share(const struct cr_share *s)
{
    return (struct cr_diff_side){s->share, s->se, s->low, s->high};
}

static struct cr_diff_side of_mean(const struct cr_quantity *q)
{
    return (struct cr_diff_side){q->mean, q->se, q->low, q->high};
}

static const struct cr_diff_side none = {NAN, NAN, NAN, NAN};

/* The i-th row of a column: its names and number. False: there is none. */
static bool row_at(const struct cr_compare_column *c, enum cr_compared what, size_t i,
    struct cr_diff_row *row, struct cr_diff_side *side)
{
    const struct cr_scenario *s = c->program->scenario;
    row->what = what;
    switch (what) {
    case CR_COMPARED_OUTCOME:
        row->id = s->outcomes[i].id;
        row->label = s->outcomes[i].label;
        *side = of_share(&c->run.outcomes[i]);
        return true;
    case CR_COMPARED_TAG:
        row->id = row->label = s->tags[i];
        *side = of_share(&c->run.tags[i]);
        return true;
    case CR_COMPARED_PAYOFF:
        row->id = s->actors[i].id;
        row->label = s->actors[i].label;
        *side = of_mean(&c->run.payoffs[i]);
        return s->actors[i].has_payoff;
    case CR_COMPARED_MEASURE:
        break;
    }
    bool measure = i < s->n_measures;
    row->id = measure ? s->measures[i].id : s->states[i - s->n_measures].id;
    row->label = measure ? s->measures[i].label : s->states[i - s->n_measures].label;
    *side = of_mean(&c->run.measures[i]);
    return true;
}

static size_t count_of(const struct cr_compare_column *c, enum cr_compared what)
{
    const struct cr_scenario *s = c->program->scenario;
    return what == CR_COMPARED_OUTCOME  ? s->n_outcomes
           : what == CR_COMPARED_TAG    ? s->n_tags
           : what == CR_COMPARED_PAYOFF ? s->n_actors
                                        : s->n_measures + s->n_states;
}

/* The row of the same kind and name among those that there are, or NULL. */
static struct cr_diff_row *find_row(struct cr_diff_result *r, enum cr_compared what, const char *id)
{
    for (size_t i = 0; i < r->n_rows; i++)
        if (r->rows[i].what == what && !strcmp(r->rows[i].id, id))
            return &r->rows[i];
    return NULL;
}

static void fill_kind(struct cr_diff_result *r, enum cr_compared what)
{
    for (int c = 0; c < 2; c++)
        for (size_t i = 0; i < count_of(&r->compared.columns[c], what); i++) {
            struct cr_diff_row row = {.before = none, .after = none};
            struct cr_diff_side side;
            if (!row_at(&r->compared.columns[c], what, i, &row, &side))
                continue;
            struct cr_diff_row *known = c ? find_row(r, what, row.id) : NULL;
            struct cr_diff_row *to = known ? known : &r->rows[r->n_rows++];
            if (!known)
                *to = row;
            *(c ? &to->after : &to->before) = side;
        }
}

static const char *renamed(const struct cr_diff_result *r, const struct cr_diff_row *row)
{
    static const char *const nouns[] = {"outcome", "", "actor", "measure"};
    for (size_t i = 0; i < r->diff.n_renames; i++) {
        const struct cr_rename *n = &r->diff.renames[i];
        bool kind = !strcmp(n->what, nouns[row->what]) ||
                    (row->what == CR_COMPARED_MEASURE && !strcmp(n->what, "state variable"));
        if (kind && !strcmp(n->was, row->id))
            return n->now;
    }
    return NULL;
}

/* What holds for both is said once. */
static void merge_notes(struct cr_arena *arena, struct cr_diff_result *r)
{
    static const char before[] = "before: ", after[] = "after: ";
    const struct cr_compare_result *c = &r->compared;
    for (size_t i = 0; i < c->n_notes; i++) {
        const char *note = c->notes[i], *rest = note + sizeof before - 1;
        bool both = false, said = false;
        for (size_t k = 0; k < c->n_notes; k++) {
            const char *other = c->notes[k];
            both |= !strncmp(note, before, sizeof before - 1) &&
                    !strncmp(other, after, sizeof after - 1) &&
                    !strcmp(rest, other + sizeof after - 1);
            said |= !strncmp(note, after, sizeof after - 1) &&
                    !strncmp(other, before, sizeof before - 1) &&
                    !strcmp(note + sizeof after - 1, other + sizeof before - 1);
        }
        if (!said)
            cr_analysis_note(arena, &r->notes, &r->n_notes,
                both ? cr_arena_printf(arena, "Both: %s", rest) : note);
    }
}

enum cr_status cr_diff_play(struct cr_arena *arena, const struct cr_compare_ask *ask,
    struct cr_diff_result *r, struct cr_diags *diags, struct cr_fault *fault)
{
    size_t n = 0;
    enum cr_status status = cr_compare(arena, ask, &r->compared, diags, fault);
    if (status != CR_OK)
        return status;
    r->played = true;
    for (int what = 0; what <= CR_COMPARED_MEASURE; what++)
        for (int c = 0; c < 2; c++)
            n += count_of(&r->compared.columns[c], (enum cr_compared)what);
    r->rows = CR_NEW(arena, struct cr_diff_row, n);
    for (int what = 0; what <= CR_COMPARED_MEASURE; what++)
        fill_kind(r, (enum cr_compared)what);
    for (size_t i = 0; i < r->compared.n_differences; i++) {
        const struct cr_difference *d = &r->compared.differences[i];
        struct cr_diff_row *row = find_row(r, d->what, d->id);
        if (row)
            row->difference = d;
    }
    for (size_t i = 0; i < r->n_rows; i++)
        r->rows[i].now = renamed(r, &r->rows[i]);
    const struct cr_run_result *x = &r->compared.columns[0].run, *y = &r->compared.columns[1].run;
    r->about = x->engine == CR_ENGINE_EXACT && y->engine == CR_ENGINE_EXACT
                   ? "Both files are evaluated exactly: the differences have no error."
                   : r->compared.about;
    merge_notes(arena, r);
    return CR_OK;
}
