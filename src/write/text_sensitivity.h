/* The page of `sensitivity`. */
#ifndef CR_WRITE_SENSITIVITY_H
#define CR_WRITE_SENSITIVITY_H

#include "write/view.h"

/* result: struct cr_sensitivity */
void cr_text_sensitivity(const struct cr_view *view, const void *result, struct cr_buf *out);

#endif
