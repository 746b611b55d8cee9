/* The value of information and control: parts of what `solve` writes. */
#ifndef CR_WRITE_VOI_H
#define CR_WRITE_VOI_H

#include "analysis/voi.h"
#include "write/json.h"
#include "write/table.h"

void cr_text_voi(const struct cr_view *view, const struct cr_voi *voi, struct cr_buf *out);
void cr_json_voi(const struct cr_view *view, const struct cr_voi *voi, struct cr_json *json);
void cr_tables_voi(struct cr_tables *tables, const struct cr_view *view, const struct cr_voi *voi);

#endif
