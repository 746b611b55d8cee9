/* The result of `run`: its document and its tables. The page stands in text_run.c. */
#include "write/decisions.h"
#include "write/forms.h"
#include "write/groups.h"
#include "write/names.h"
#include "write/pages.h"
#include "write/text_run.h"

#include <math.h>

static const struct cr_field fields[] = {
#include "write/as_list.def"
#include "write/run.def"
#include "write/as_nothing.def"
};

static void walk_fields(struct cr_out *o, const struct cr_view *view, const void *result)
{
#include "write/as_code.def"
#include "write/run.def"
#include "write/as_nothing.def"
}

static void fill_facts(struct cr_facts *facts, const struct cr_view *view, const void *result)
{
    cr_facts_run(facts, view, result);
}

const struct cr_forms cr_forms_run = {
    "run", fields, sizeof fields / sizeof *fields, walk_fields, cr_text_run, fill_facts};
