/* How decisions were played (write/decisions.c). */
#ifndef CR_WRITE_DECISIONS_H
#define CR_WRITE_DECISIONS_H

#include "write/view.h"

/* A sentence of the author's names as they are; NULL: nobody decides. */
const char *cr_decisions_text(const struct cr_view *view);
void cr_text_decisions(struct cr_buf *out, const struct cr_view *view);

#endif
