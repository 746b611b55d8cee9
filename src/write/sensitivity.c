/* `sensitivity` by any of its methods, as a document and as tables; sensitivity.def lists the
 * fields. Rows of JSON stand in the order of the file, those of tables by size. */
#include "write/forms.h"
#include "write/groups.h"
#include "write/inputs.h"
#include "write/names.h"
#include "write/pages.h"
#include "write/text_sensitivity.h"

#include <math.h>

static const char *option_name(const struct cr_view *view, int node, int branch)
{
    return branch < 0 ? NULL : view->scenario->nodes[node].branches[branch].name;
}

static const char *const methods[] = {
    "tornado", "sobol", "morris", "twoway", "threshold", "discover"};

static uint64_t worlds_of(const struct cr_sensitivity *s)
{
    return s->kind == CR_SENSITIVITY_DISCOVERY ? s->discovery.worlds : 0;
}

static const struct cr_analysis_input *input_at(const struct cr_sensitivity *s, size_t i)
{
    return s->kind == CR_SENSITIVITY_TORNADO ? &s->tornado.rows[i].input
           : s->kind == CR_SENSITIVITY_SOBOL ? &s->sobol.rows[i].input
                                             : &s->morris.rows[i].input;
}

static size_t input_count(const struct cr_sensitivity *s)
{
    return s->kind == CR_SENSITIVITY_TORNADO  ? s->tornado.n
           : s->kind == CR_SENSITIVITY_SOBOL  ? s->sobol.n
           : s->kind == CR_SENSITIVITY_MORRIS ? s->morris.n
                                              : 0;
}

/* "drill after test.sound: no, above it yes" */
static const char *switch_text(const struct cr_view *view, const struct cr_switch *s)
{
    const char *path = cr_switch_path(view->arena, view->scenario, s);
    return cr_arena_printf(view->arena, "%s%s%s: %s, above it %s",
        view->scenario->nodes[s->node].id, *path ? " after " : "", path,
        option_name(view, s->node, s->from), option_name(view, s->node, s->to));
}

static const struct cr_field fields[] = {
#include "write/as_list.def"
#include "write/sensitivity.def"
#include "write/as_nothing.def"
};

static void walk_fields(struct cr_out *o, const struct cr_view *view, const void *result)
{
#include "write/as_code.def"
#include "write/sensitivity.def"
#include "write/as_nothing.def"
}

static void fill_facts(struct cr_facts *facts, const struct cr_view *view, const void *result)
{
    const struct cr_sensitivity *s = result;
    const struct cr_sensitivity_head *head = cr_sensitivity_head(s);
    cr_facts_luck(facts, view, &head->luck, head->runs, worlds_of(s), head->engine);
}

const struct cr_forms cr_forms_sensitivity = {"sensitivity", fields, sizeof fields / sizeof *fields,
    walk_fields, cr_text_sensitivity, fill_facts};
