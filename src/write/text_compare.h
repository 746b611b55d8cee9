/* The page of `compare`. */
#ifndef CR_WRITE_TEXT_COMPARE_H
#define CR_WRITE_TEXT_COMPARE_H

#include "write/view.h"

/* result: struct cr_compare_result */
void cr_text_compare(const struct cr_view *view, const void *result, struct cr_buf *out);

#endif
