#include "api/pictures.h"

struct call {
    const struct cr_picture_ask *ask;
    struct cr_picture *picture;
};

static enum cr_status work(
    struct crossroads_result *r, const struct crossroads_options *o, void *context)
{
    struct call *call = context;
    struct cr_picture_ask ask = *call->ask;
    struct cr_run_options options = cr_api_run_options(o);
    ask.scenario = r->from->scenario;
    ask.setup = &r->setup;
    ask.diags = &r->diags;
    r->of = CR_OF_ANALYSIS;
    return cr_picture_make(r->arena, r->program, &ask, &options, call->picture, &r->fault);
}

enum crossroads_status crossroads_picture(struct crossroads_scenario *scenario,
    const struct crossroads_options *options, const struct cr_picture_ask *ask,
    struct cr_picture *picture, struct crossroads_result **result)
{
    struct call call = {ask, picture};
    return crossroads_analyse(scenario, options, work, &call, result);
}
