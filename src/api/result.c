/* Results for the caller: the numbers in them, and how they came about.
 *
 * Runs and solutions share one form of shares and payoffs; what one of them does not know is NaN.
 * Nothing is computed here but the largest error. */
#include "api/handle.h"

#include "stats/error.h"

#include <math.h>
#include <string.h>

size_t crossroads_outcome_count(const struct crossroads_result *r)
{
    return r && (r->of == CR_OF_RUN || r->of == CR_OF_SOLVE) ? r->from->scenario->n_outcomes : 0;
}

enum crossroads_status crossroads_outcome(
    const struct crossroads_result *r, size_t i, struct crossroads_share *out)
{
    if (!out || i >= crossroads_outcome_count(r))
        return CROSSROADS_USAGE;
    const struct cr_outcome *o = &r->from->scenario->outcomes[i];
    const struct cr_share none = {
        .low = NAN, .high = NAN, .q05 = NAN, .q25 = NAN, .q50 = NAN, .q75 = NAN, .q95 = NAN};
    const struct cr_share *s = r->of == CR_OF_RUN        ? &r->run.outcomes[i]
                               : r->solve.outcome_shares ? &r->solve.outcome_shares[i]
                                                         : &none;
    double share = r->of == CR_OF_RUN ? s->share : r->solve.outcomes[i];
    *out = (struct crossroads_share){
        o->id, o->label, share, s->se, s->q05, s->q25, s->q50, s->q75, s->q95, s->low, s->high};
    return CROSSROADS_OK;
}

size_t crossroads_payoff_count(const struct crossroads_result *r)
{
    return r && (r->of == CR_OF_RUN || r->of == CR_OF_SOLVE) ? r->from->scenario->n_actors : 0;
}

enum crossroads_status crossroads_payoff(
    const struct crossroads_result *r, size_t i, struct crossroads_payoff *out)
{
    if (!out || i >= crossroads_payoff_count(r))
        return CROSSROADS_USAGE;
    const struct cr_actor *a = &r->from->scenario->actors[i];
    const struct cr_quantity *q = r->of == CR_OF_RUN ? &r->run.payoffs[i] : &r->solve.payoffs[i];
    double mean = r->of == CR_OF_RUN ? q->mean : r->solve.value[i];
    *out = (struct crossroads_payoff){a->id, a->label, a->has_payoff ? mean : NAN, q->se, q->sd,
        q->q05, q->q25, q->q50, q->q75, q->q95, q->low, q->high};
    return CROSSROADS_OK;
}

int crossroads_has_numbers(const struct crossroads_result *r)
{
    return r && r->of != CR_OF_NOTHING && (r->of != CR_OF_RUN || r->run.runs > 0);
}

enum crossroads_status crossroads_failed_run(const struct crossroads_result *r, uint64_t *run)
{
    if (!r || !run || !r->fault.set || (r->fault.run == UINT64_MAX && r->fault.world == UINT64_MAX))
        return CROSSROADS_USAGE;
    /* run r lives in world r mod W */
    *run = r->fault.run == UINT64_MAX ? r->fault.world : r->fault.run;
    return CROSSROADS_OK;
}

static double largest_error(const struct crossroads_result *r)
{
    double error = 0;
    for (size_t o = 0; o < r->from->scenario->n_outcomes; o++) {
        const struct cr_share *s = &r->run.outcomes[o];
        error = fmax(error, cr_error_half(s->share, s->low, s->high));
    }
    return error;
}

enum crossroads_status crossroads_get_account(
    const struct crossroads_result *r, struct crossroads_account *account)
{
    if (!r || !account)
        return CROSSROADS_USAGE;
    *account = (struct crossroads_account){.engine = "",
        .complete = r->of != CR_OF_NOTHING,
        .saved_runs = r->kept.saved_runs,
        .remark = r->remark,
        .command = r->command};
    if (r->of == CR_OF_RUN || r->of == CR_OF_NOTHING) {
        account->engine = r->of == CR_OF_RUN ? cr_engine_name(r->run.engine) : "";
        account->runs = r->run.runs;
        account->worlds = r->run.worlds;
        account->seconds = r->run.seconds;
        account->complete = r->run.complete;
    }
    if (r->of == CR_OF_RUN)
        account->error = largest_error(r);
    if (r->of == CR_OF_SOLVE) {
        account->engine = cr_engine_name(r->solve.engine);
        account->worlds = r->solve.worlds;
        account->positions = r->solve.positions;
        account->seconds = r->solve.seconds;
    }
    return CROSSROADS_OK;
}

struct naming {
    struct crossroads_result *result;
    const char *command;
};

static enum cr_status set_command(void *what)
{
    const struct naming *n = what;
    n->result->command = n->command ? cr_arena_strdup(n->result->arena, n->command) : NULL;
    return CR_OK;
}

enum crossroads_status crossroads_set_command(struct crossroads_result *r, const char *command)
{
    struct naming naming = {r, command};
    return r ? (enum crossroads_status)cr_try(set_command, &naming) : CROSSROADS_USAGE;
}
