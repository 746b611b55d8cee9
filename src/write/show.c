/* `show --json`: the graph with reach and shares (show.def), or one future (path.def). */
#include "write/decisions.h"
#include "write/describe.h"
#include "write/forms.h"
#include "write/groups.h"
#include "write/names.h"
#include "write/pages.h"

#include <math.h>

static const char *const kinds[] = {"chance", "decision", "rule"};

struct shown {
    const struct cr_run_result *run; /* or NULL */
    int node;                        /* this one alone; -1: all */
};

static const struct cr_field show_fields[] = {
#include "write/as_list.def"
#include "write/show.def"
#include "write/as_nothing.def"
};

static void walk_show(struct cr_out *o, const struct cr_view *view, const void *result)
{
#include "write/as_code.def"
#include "write/show.def"
#include "write/as_nothing.def"
}

const struct cr_forms cr_forms_show = {
    "show", show_fields, sizeof show_fields / sizeof *show_fields, walk_show, NULL, NULL};

void cr_json_show(
    const struct cr_view *view, const struct cr_run_result *result, int node, struct cr_buf *out)
{
    cr_forms_json(&cr_forms_show, view, &(struct shown){result, node}, out);
}

struct future {
    const struct cr_path *path;
    uint64_t run; /* its number */
};

static const struct cr_field path_fields[] = {
#include "write/as_list.def"
#include "write/path.def"
#include "write/as_nothing.def"
};

static void walk_path(struct cr_out *o, const struct cr_view *view, const void *result)
{
#include "write/as_code.def"
#include "write/path.def"
#include "write/as_nothing.def"
}

const struct cr_forms cr_forms_path = {
    "path", path_fields, sizeof path_fields / sizeof *path_fields, walk_path, NULL, NULL};

void cr_json_path(
    const struct cr_view *view, const struct cr_path *path, uint64_t run, struct cr_buf *out)
{
    cr_forms_json(&cr_forms_path, view, &(struct future){path, run}, out);
}
