/* Results for the caller: numbers out of the handles, and bytes. */
#include "api/api.h"

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

void crossroads_write_options_init(struct crossroads_write_options *options)
{
    memset(options, 0, sizeof *options);
    options->size = sizeof *options;
    options->width = 80;
}

void cr_view_init(struct cr_view *view, struct cr_arena *arena, const struct crossroads_scenario *s,
    const struct crossroads_result *r, const struct cr_style *style)
{
    *view = (struct cr_view){.arena = arena,
        .scenario = s->scenario,
        .program = r ? r->program : NULL,
        .version = crossroads_version(),
        .command = r ? r->command : NULL,
        .name = s->name,
        .style = *style};
}

static struct cr_style style_of(const struct crossroads_write_options *options)
{
    struct crossroads_write_options o;
    crossroads_write_options_init(&o);
    if (options)
        memcpy(&o, options, options->size && options->size < sizeof o ? options->size : sizeof o);
    int width = o.width < CR_WIDTH_MIN   ? CR_WIDTH_MIN
                : o.width > CR_WIDTH_MAX ? CR_WIDTH_MAX
                                         : o.width;
    return (struct cr_style){.width = width,
        .color = o.color != 0,
        .ascii = o.ascii != 0,
        .quiet = o.quiet != 0,
        .verbose = o.verbose != 0,
        .digits = o.digits,
        .table = o.table};
}

enum crossroads_status crossroads_write(struct crossroads_result *r, const char *format,
    const struct crossroads_write_options *options, const char **bytes, size_t *n)
{
    if (!r || !format || !bytes || !n)
        return CROSSROADS_USAGE;
    const struct cr_writer *writer = cr_writer_find(format);
    if (!writer || (r->of == CR_OF_RUN ? !writer->run : r->of == CR_OF_SOLVE ? !writer->solve : 1))
        return CROSSROADS_USAGE;
    if (setjmp(*cr_arena_catch(r->arena)))
        return CROSSROADS_MEMORY;
    struct cr_style style = style_of(options);
    struct cr_view view;
    struct cr_buf out;
    cr_view_init(&view, r->arena, r->from, r, &style);
    cr_buf_init(&out, r->arena);
    if (r->of == CR_OF_RUN)
        writer->run(&view, &r->run, &out);
    else
        writer->solve(&view, &r->solve, &out);
    *bytes = out.s;
    *n = out.n;
    return CROSSROADS_OK;
}
