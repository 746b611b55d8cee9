/* The page of `run`. */
#ifndef CR_WRITE_TEXT_RUN_H
#define CR_WRITE_TEXT_RUN_H

#include "write/view.h"

/* result: struct cr_run_result */
void cr_text_run(const struct cr_view *view, const void *result, struct cr_buf *out);

#endif
