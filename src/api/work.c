/* From options to a result, whatever is computed: see work.h.
 *
 * Memory that runs out anywhere below ends here, and the result is dropped. What GSL complains of
 * during the work is a fault of ours: no number of that call is used. */
#include "api/work.h"

#include "api/setup.h"
#include "api/spec.h"
#include "program/compile.h"
#include "luck/generators.h"
#include "numeric/trouble.h"

/* A numeric fault reads like any other problem of the file: place, line, caret, and how to see it
 * happen. */
static void add_fault(struct crossroads_result *r)
{
    const char *hint = NULL;
    if (r->fault.run != UINT64_MAX)
        hint = cr_arena_printf(r->arena, "it happens in future %llu, world %llu",
            (unsigned long long)r->fault.run, (unsigned long long)r->fault.world);
    else if (r->fault.world != UINT64_MAX)
        hint = cr_arena_printf(
            r->arena, "it happens in world %llu", (unsigned long long)r->fault.world);
    cr_diag(&r->diags, r->fault.code, r->fault.place, hint, "%s", r->fault.text);
}

static void set_message(struct crossroads_result *r)
{
    struct cr_buf text;
    if (r->message)
        return;
    if (r->fault.set)
        add_fault(r);
    cr_buf_init(&text, r->arena);
    if (r->diags.problems.n)
        cr_diags_print(&r->diags, &text, 0, 20);
    r->message = text.s;
}

static enum cr_status find_generator(
    struct crossroads_result *r, const struct crossroads_options *o)
{
    struct cr_generator g;
    if (!o->rng || cr_generator_find(o->rng, &g))
        return CR_OK;
    const char *near = cr_generator_suggest(r->arena, o->rng);
    return cr_refuse(r, cr_arena_printf(r->arena, "there is no generator '%s'", o->rng), near);
}

struct doing {
    struct crossroads_result *result;
    const struct crossroads_options *options;
    const struct cr_work *work;
};

static enum cr_status do_work(void *what)
{
    const struct doing *doing = what;
    struct crossroads_result *r = doing->result;
    const struct crossroads_options *o = doing->options;
    const struct cr_work *work = doing->work;
    struct cr_trouble trouble;
    cr_trouble_begin();
    enum cr_status status = find_generator(r, o);
    if (!status)
        status = cr_setup_read(r, o);
    if (work->solves && r->setup.choose.kind == CR_CHOOSE_DEFAULT)
        r->setup.choose.kind = CR_CHOOSE_BEST;
    if (!status) {
        r->program = cr_program_build(r->arena, r->from->scenario, &r->setup, &r->diags);
        status = r->program ? work->function(r, o, work->context) : CR_INPUT;
    }
    if (status == CR_USAGE && r->fault.set && !r->message && !work->coded)
        r->message = r->fault.text;
    if (cr_trouble_fetch(&trouble)) {
        r->of = CR_OF_NOTHING;
        r->message = cr_arena_printf(r->arena, CR_COMPLAINT, trouble.text);
        return cr_trouble_is_shortage(&trouble) ? CR_MEMORY : CR_BUG;
    }
    set_message(r);
    if (status == CR_INPUT && r->fault.set && r->fault.refused)
        status = CR_REFUSED;
    return status;
}

enum crossroads_status cr_work(struct crossroads_scenario *s,
    const struct crossroads_options *options, const struct cr_work *work,
    struct crossroads_result **out)
{
    struct crossroads_options o;
    if (!out)
        return CROSSROADS_USAGE;
    *out = NULL;
    if (!s || !cr_spec_copy(&o, options))
        return CROSSROADS_USAGE;
    if (!s->scenario)
        return CROSSROADS_INPUT;
    if (o.runs > (1ull << 53) || (!work->solves && o.runs && o.worlds > o.runs))
        return CROSSROADS_USAGE;
    struct crossroads_result *r = cr_new_result(s, o.command);
    if (!r)
        return CROSSROADS_MEMORY;
    struct doing doing = {r, &o, work};
    enum cr_status status = cr_try(do_work, &doing);
    if (status == CR_MEMORY) {
        crossroads_result_free(r);
        r = NULL;
    }
    *out = r;
    return (enum crossroads_status)status;
}

enum crossroads_status cr_refuse_call(struct crossroads_result **result)
{
    if (result)
        *result = NULL;
    return CROSSROADS_USAGE;
}
