/* What documents of `run` and of `compare` say of one run. */
#ifndef CR_WRITE_JSON_RESULT_H
#define CR_WRITE_JSON_RESULT_H

#include "write/json.h"
#include "write/view.h"

/* Everything that a document of `run` says of one run, in the object that is open. */
void cr_json_run_members(
    struct cr_json *json, const struct cr_view *view, const struct cr_run_result *result);

#endif
