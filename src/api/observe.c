/* What was seen and what follows, and how forecasts did.
 *
 * An observation is the same scenario under two setups: as the options give it, and with what was
 * seen among what is given. */
#include "api/spec.h"
#include "api/setup.h"
#include "api/work.h"

#include "analysis/observe.h"
#include "analysis/score.h"

#include <string.h>

static enum cr_status check_until(struct crossroads_result *r, const char *until)
{
    const char *fault = until ? cr_date_fault(until) : NULL;
    if (!fault)
        return CR_OK;
    r->message =
        cr_arena_printf(r->arena, "--until takes a date, and '%s' is not one: %s", until, fault);
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
static struct crossroads_options add_seen(struct crossroads_result *r,
    const struct crossroads_options *o, const struct crossroads_seen *seen)
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
    struct crossroads_options all = *o;
    all.given = given;
    all.n_given = n;
    return all;
}

/* What to say where nothing was seen that was not known before. */
static const char *nothing_new(
    struct crossroads_result *r, const struct crossroads_seen *seen, bool some_given)
{
    if (some_given)
        return "All of this was known before: the file holds it among its facts up to as_of, or it "
               "was given.";
    return seen->until
               ? cr_arena_printf(r->arena,
                     "Nothing was seen up to %s that the file does not know as of its own date: "
                     "before and after are the same.",
                     seen->until)
               : "Nothing was seen: before and after are the same.";
}

static enum cr_status observe(
    struct crossroads_result *r, const struct crossroads_options *o, void *context)
{
    const struct crossroads_seen *seen = context;
    struct crossroads_result second = *r;
    struct cr_run_options run = cr_spec_run(o);
    struct cr_observe_result *observed = CR_NEW(r->arena, struct cr_observe_result, 1);
    enum cr_status status = check_until(r, seen->until);
    if (status != CR_OK)
        return status;
    struct crossroads_options all = add_seen(r, o, seen);
    second.setup = (struct cr_setup){0};
    status = cr_setup_read(&second, &all);
    r->diags = second.diags;
    r->message = second.message;
    if (status != CR_OK)
        return status;
    struct cr_setup *after = CR_NEW(r->arena, struct cr_setup, 1);
    *after = second.setup;
    struct cr_observe_ask ask = {
        &r->setup, after, &run, true, nothing_new(r, seen, all.n_given > o->n_given)};
    status = cr_observe(r->arena, r->from->scenario, &ask, observed, &r->diags, &r->fault);
    cr_set_found(r, status, &cr_forms_observe, observed);
    return status;
}

void crossroads_seen_init(struct crossroads_seen *seen)
{
    *seen = (struct crossroads_seen){.size = sizeof *seen};
}

enum crossroads_status crossroads_observe(struct crossroads_scenario *s,
    const struct crossroads_options *options, const struct crossroads_seen *given,
    struct crossroads_result **result)
{
    struct crossroads_seen seen;
    crossroads_seen_init(&seen);
    return cr_copy_sized(&seen, sizeof seen, given)
               ? cr_work(
                     s, options, &(struct cr_work){.function = observe, .context = &seen}, result)
               : cr_refuse_call(result);
}

/* ------------------------------------------------------------------ scores */

static enum cr_status score(
    struct crossroads_result *r, const struct crossroads_options *o, void *context)
{
    const struct crossroads_seen *seen = context;
    struct cr_run_options run = cr_spec_run(o);
    struct cr_score_ask ask = {&r->setup, &run, seen->until, true};
    struct cr_score_result *scored = CR_NEW(r->arena, struct cr_score_result, 1);
    enum cr_status status = check_until(r, seen->until);
    if (status == CR_OK && o->n_lenses)
        status = cr_refuse(r, "--score asks every lens of the file: leave --lens out", NULL);
    if (status == CR_OK)
        status = cr_score(r->arena, r->from->scenario, &ask, scored, &r->diags, &r->fault);
    cr_set_found(r, status, &cr_forms_score, scored);
    return status;
}

enum crossroads_status crossroads_score(struct crossroads_scenario *s,
    const struct crossroads_options *options, const struct crossroads_seen *given,
    struct crossroads_result **result)
{
    struct crossroads_seen seen;
    crossroads_seen_init(&seen);
    return cr_copy_sized(&seen, sizeof seen, given) && !seen.n
               ? cr_work(s, options, &(struct cr_work){.function = score, .context = &seen}, result)
               : cr_refuse_call(result);
}
