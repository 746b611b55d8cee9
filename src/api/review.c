/* What a reviewer finds by simulation: outcomes in which nothing ends, numeric faults that some
 * world holds in store, and choices that one uncertain number decides. Each becomes a problem of
 * the scenario. */
#include "api/handle.h"

#include <string.h>

enum { FUTURES = 100000, WORLDS = 1000 };

static void add_never_reached(struct crossroads_scenario *s, const struct crossroads_result *result)
{
    struct crossroads_share share;

    for (size_t i = 0; i < s->scenario->n_outcomes; i++) {
        const struct cr_outcome *outcome = &s->scenario->outcomes[i];
        bool known = false; /* that no path leads there was told when the file was read */
        if (crossroads_outcome(result, i, &share) != CROSSROADS_OK || share.share > 0)
            continue;
        for (size_t k = 0; k < s->diags.problems.n; k++)
            known |= s->diags.problems.at[k].code == CR_W_NO_WAY &&
                     s->diags.problems.at[k].place.at == outcome->place.at;
        if (!known)
            cr_diag(&s->diags, CR_W_NEVER_REACHED, outcome->place,
                "perhaps a condition on the way there never holds",
                "no simulated future ends in the outcome '%s'", outcome->id);
    }
}

/* A decision that its author says nothing about, although one number within its range turns it. */
static void add_switches(struct crossroads_scenario *s, const struct crossroads_result *result,
    const struct cr_switches *switches)
{
    bool *told = CR_NEW(s->arena, bool, s->scenario->n_nodes);
    memset(told, 0, s->scenario->n_nodes * sizeof *told);
    for (size_t i = 0; i < switches->n; i++) {
        const struct cr_switch *at = &switches->rows[i];
        const struct cr_node *node = &s->scenario->nodes[at->node];
        double low = cr_input_quantile(result->program, &at->input, 0.05),
               high = cr_input_quantile(result->program, &at->input, 0.95);
        if (told[at->node] || !at->on_way || node->about || node->because.n || at->at < low ||
            at->at > high)
            continue;
        told[at->node] = true;
        cr_diag(&s->diags, CR_W_SWITCH, node->place,
            "say under 'about' what speaks for either; `sensitivity FILE --threshold` shows all",
            "what is best at '%s' turns from '%s' to '%s' at %s = %.3g, and its range goes from "
            "%.3g to %.3g",
            node->id, node->branches[at->from].name, node->branches[at->to].name, at->input.id,
            at->at, low, high);
    }
}

/* The two results are freed even if memory runs out while they are told of. */
struct review {
    struct crossroads_scenario *s;
    struct crossroads_result *run, *choices;
};

/* Where the tree is too large to be solved there is nothing to tell. */
static void review_choices(struct review *review)
{
    struct crossroads_sensitivity_options ask;

    crossroads_sensitivity_options_init(&ask);
    ask.method = CROSSROADS_METHOD_THRESHOLD;
    enum crossroads_status status = crossroads_sensitivity(review->s, NULL, &ask, &review->choices);
    if (status != CROSSROADS_OK)
        return;
    const struct cr_sensitivity *found = review->choices->found;
    add_switches(review->s, review->choices, &found->switches);
}

/* Problems of the run, for the scenario to keep. */
static void add_problems(struct crossroads_scenario *s, const struct crossroads_result *result)
{
    for (size_t i = 0; i < result->diags.problems.n; i++) {
        const struct cr_problem *p = &result->diags.problems.at[i];
        const char *hint = p->hint ? cr_arena_strdup(s->arena, p->hint) : NULL;
        cr_diag(&s->diags, p->code, p->place, hint, "%s", p->message);
    }
}

/* Evidence and good choices may rightly rule an outcome out; a mistake rules it out without them.
 */
static void set_review_options(
    struct crossroads_options *options, const struct crossroads_scenario *s)
{
    static const char *const uniform[] = {"uniform"}, *const all[] = {"all"};
    crossroads_options_init(options);
    options->runs = FUTURES;
    options->worlds = WORLDS;
    options->chooses = uniform;
    options->n_chooses = 1;
    options->ignores = all;
    options->n_ignores = s->scenario->n_observations > 0;
}

static enum cr_status review_all(void *what)
{
    struct review *review = what;
    struct crossroads_scenario *s = review->s;
    struct crossroads_options options;
    set_review_options(&options, s);
    enum crossroads_status status = crossroads_run(s, &options, &review->run);
    if (status == CROSSROADS_OK) {
        add_never_reached(s, review->run);
        review_choices(review);
    }
    if (status == CROSSROADS_INPUT)
        add_problems(s, review->run);
    cr_diags_sort(&s->diags);
    return s->diags.n_errors ? CR_INPUT : CR_OK;
}

enum crossroads_status crossroads_review(struct crossroads_scenario *s)
{
    struct review review = {.s = s};
    if (!s)
        return CROSSROADS_USAGE;
    if (!s->scenario)
        return CROSSROADS_INPUT;
    enum cr_status status = cr_try(review_all, &review);
    crossroads_result_free(review.choices);
    crossroads_result_free(review.run);
    return (enum crossroads_status)status;
}
