/* The page of `compare`. */
#ifndef CR_WRITE_TEXT_COMPARE_H
#define CR_WRITE_TEXT_COMPARE_H

#include "analysis/compare.h"
#include "write/view.h"

/* result: struct cr_compare_result */
/* "+1.2 ± 0.1": a difference with its error, in points where it is one of shares. */
const char *cr_text_difference(const struct cr_view *view, const struct cr_difference *d);
void cr_text_compare(const struct cr_view *view, const void *result, struct cr_buf *out);

#endif
