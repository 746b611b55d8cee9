/* The likeliest futures. */
#include "api/spec.h"
#include "api/work.h"

#include "analysis/paths.h"

enum { MOST_PATHS = 10000 };

static enum cr_status find_paths(
    struct crossroads_result *r, const struct crossroads_options *o, void *context)
{
    const size_t *most = context;
    struct cr_run_options run = cr_spec_run(o);
    struct cr_paths_result *found = CR_NEW(r->arena, struct cr_paths_result, 1);
    enum cr_status status = cr_paths(r->arena, r->program, *most, &run, found, &r->fault);
    cr_set_found(r, status, &cr_forms_paths, found);
    return status;
}

enum crossroads_status crossroads_paths(struct crossroads_scenario *s,
    const struct crossroads_options *options, size_t most, struct crossroads_result **result)
{
    if (!most || most > MOST_PATHS)
        return cr_refuse_call(result);
    return cr_work(s, options, &(struct cr_work){.function = find_paths, .context = &most}, result);
}
