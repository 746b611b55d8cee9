/* What is in a scenario, without any computation: its names, and its notes for teaching. */
#include "api/work.h"

#include "write/pages.h"

static enum cr_status list_names(
    struct crossroads_result *r, const struct crossroads_options *o, void *context)
{
    (void)o;
    (void)context;
    cr_set_found(r, CR_OK, &cr_forms_list, NULL);
    return CR_OK;
}

static enum cr_status find_lesson(
    struct crossroads_result *r, const struct crossroads_options *o, void *context)
{
    (void)o;
    (void)context;
    cr_set_found(r, CR_OK, &cr_forms_lesson, NULL);
    return CR_OK;
}

enum crossroads_status crossroads_list(struct crossroads_scenario *s,
    const struct crossroads_options *options, struct crossroads_result **result)
{
    return cr_work(s, options, &(struct cr_work){.function = list_names}, result);
}

enum crossroads_status crossroads_lesson(struct crossroads_scenario *s,
    const struct crossroads_options *options, struct crossroads_result **result)
{
    return cr_work(s, options, &(struct cr_work){.function = find_lesson}, result);
}
