/* The page of `solve`. */
#ifndef CR_WRITE_TEXT_SOLVE_H
#define CR_WRITE_TEXT_SOLVE_H

#include "write/view.h"

/* result: struct cr_solve_result */
void cr_text_solve(const struct cr_view *view, const void *result, struct cr_buf *out);

#endif
