/* The value of information and control: a part of the page of `solve`. */
#ifndef CR_WRITE_VOI_H
#define CR_WRITE_VOI_H

#include "analysis/voi.h"
#include "write/view.h"

void cr_text_voi(const struct cr_view *view, const struct cr_voi *voi, struct cr_buf *out);

#endif
