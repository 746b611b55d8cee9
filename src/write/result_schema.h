/* The schema of a result's JSON document. */
#ifndef CR_WRITE_RESULT_SCHEMA_H
#define CR_WRITE_RESULT_SCHEMA_H

#include "write/forms.h"

/* Writes it, with the columns of its tables under `tables`. */
void cr_result_schema(const struct cr_forms *forms, struct cr_buf *out);

#endif
