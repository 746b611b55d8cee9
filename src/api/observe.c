#include "api/analyses.h"

#include <string.h>

/* YYYY, YYYY-MM or YYYY-MM-DD, as the language writes dates. */
static bool is_date(const char *text)
{
    static const char form[] = "dddd-dd-dd";
    size_t n = strlen(text);
    if (n != 4 && n != 7 && n != 10)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
            return false;
    }
    return true;
}

static enum cr_status check_until(struct crossroads_result *r, const char *until)
{
    if (!until || is_date(until))
        return CR_OK;
    r->message = cr_arena_printf(
        r->arena, "--until takes a day such as 2022-12-31, or 2022-12 or 2022, not '%s'", until);
    return CR_USAGE;
}

static bool ignored(const struct crossroads_options *o, const char *id)
{
    for (size_t i = 0; i < o->n_ignores; i++) {
        if (!strcmp(o->ignores[i], id) || !strcmp(o->ignores[i], "all"))
            return true;
    }
    return false;
}

/* The options with everything that was seen among what is given. */
static enum cr_status with_seen(struct crossroads_result *r, const struct crossroads_options *o,
    const struct cr_seen *seen, struct crossroads_options *all)
{
    const struct cr_scenario *s = r->from->scenario;
    size_t n = 0, n_dated = 0;
    int *dated = seen->until ? cr_observations_until(r->arena, s, seen->until, &n_dated) : NULL;
    const char **given = CR_NEW(r->arena, const char *, o->n_given + seen->n + n_dated);
    for (size_t i = 0; i < o->n_given; i++)
        given[n++] = o->given[i];
    for (size_t i = 0; i < n_dated; i++) {
        if (!ignored(o, s->observations[dated[i]].id))
            given[n++] = s->observations[dated[i]].id;
    }
    for (size_t i = 0; i < seen->n; i++)
        given[n++] = seen->names[i];
    *all = *o;
    all->given = given;
    all->n_given = n;
    if (n > o->n_given)
        return CR_OK;
    r->message = cr_arena_printf(r->arena,
        seen->until ? "the file has no dated observation after its as_of and up to %s"
                    : "say what was seen: a branch, a signal, an observation, or --until DATE",
        seen->until);
    return CR_USAGE;
}

struct observe_call {
    const struct cr_seen *seen;
    struct cr_observe_result *observed;
};

static enum cr_status observe(
    struct crossroads_result *r, const struct crossroads_options *o, void *context)
{
    struct observe_call *call = context;
    struct crossroads_options all;
    struct crossroads_result second = *r;
    struct cr_run_options run = cr_api_run_options(o);
    enum cr_status status = check_until(r, call->seen->until);
    if (status == CR_OK)
        status = with_seen(r, o, call->seen, &all);
    if (status != CR_OK)
        return status;
    second.setup = (struct cr_setup){0};
    status = cr_setup_read(&second, &all);
    if (status != CR_OK) {
        r->message = second.message;
        return status;
    }
    struct cr_setup *after = CR_NEW(r->arena, struct cr_setup, 1);
    *after = second.setup;
    struct cr_observe_ask ask = {&r->setup, after, &run, true};
    status = cr_observe(r->arena, r->from->scenario, &ask, call->observed, &r->diags, &r->fault);
    r->of = status == CR_OK ? CR_OF_ANALYSIS : CR_OF_NOTHING;
    return status;
}

enum crossroads_status crossroads_observe(struct crossroads_scenario *s,
    const struct crossroads_options *options, const struct cr_seen *seen,
    struct cr_observe_result *observed, struct crossroads_result **result)
{
    struct observe_call call = {seen, observed};
    return crossroads_analyse(s, options, observe, &call, result);
}

/* ------------------------------------------------------------------ scores */

struct score_call {
    const char *until;
    struct cr_score_result *scored;
};

static enum cr_status score(
    struct crossroads_result *r, const struct crossroads_options *o, void *context)
{
    struct score_call *call = context;
    struct cr_run_options run = cr_api_run_options(o);
    struct cr_score_ask ask = {&r->setup, &run, call->until, true};
    enum cr_status status = check_until(r, call->until);
    if (status == CR_OK && o->n_lenses) {
        r->message = "--score asks every lens of the file: leave --lens out";
        status = CR_USAGE;
    }
    if (status == CR_OK)
        status = cr_score(r->arena, r->from->scenario, &ask, call->scored, &r->diags, &r->fault);
    r->of = status == CR_OK ? CR_OF_ANALYSIS : CR_OF_NOTHING;
    return status;
}

enum crossroads_status crossroads_score(struct crossroads_scenario *s,
    const struct crossroads_options *options, const char *until, struct cr_score_result *scored,
    struct crossroads_result **result)
{
    struct score_call call = {until, scored};
    return crossroads_analyse(s, options, score, &call, result);
}
