/* check --strict, the part that needs a simulation: outcomes in which nothing ends, and numeric
 * faults that some world holds in store. */
#include "cli/cli.h"

enum { FUTURES = 100000, WORLDS = 1000 };

static void tell_never(struct crossroads_scenario *s, const struct crossroads_result *result)
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

void cr_review(struct crossroads_scenario *s)
{
    /* Evidence and good choices may rightly rule an outcome out; a mistake rules it out without
     * them. */
    static const char *const uniform[] = {"uniform"}, *const all[] = {"all"};
    struct crossroads_options options;
    struct crossroads_result *result;

    crossroads_options_init(&options);
    options.runs = FUTURES;
    options.worlds = WORLDS;
    options.chooses = uniform;
    options.n_chooses = 1;
    options.ignores = all;
    options.n_ignores = s->scenario->n_observations > 0;
    enum crossroads_status status = crossroads_run(s, &options, &result);
    if (setjmp(*cr_arena_catch(s->arena)) == 0) {
        if (status == CROSSROADS_OK)
            tell_never(s, result);
        for (size_t i = 0; status == CROSSROADS_INPUT && i < result->diags.problems.n; i++) {
            const struct cr_problem *p = &result->diags.problems.at[i];
            const char *hint = p->hint ? cr_arena_strdup(s->arena, p->hint) : NULL;
            cr_diag(&s->diags, p->code, p->place, hint, "%s", p->message);
        }
        cr_diags_sort(&s->diags);
    }
    crossroads_result_free(result);
}
