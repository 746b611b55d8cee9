/* Results of analyses: each has a page for people, a JSON document, and tables, which dat, csv and
 * md share. */
#ifndef CR_WRITE_FORMS_H
#define CR_WRITE_FORMS_H

#include "write/table.h"

struct cr_forms {
    void (*text)(const struct cr_view *view, const void *result, struct cr_buf *out);
    void (*json)(const struct cr_view *view, const void *result, struct cr_buf *out);
    void (*tables)(struct cr_tables *tables, const struct cr_view *view, const void *result);
    void (*facts)(struct cr_facts *facts, const struct cr_view *view, const void *result);
};

/* Writes a result; 0 if there is no such format. */
int cr_forms_write(const struct cr_forms *forms, const char *format, const struct cr_view *view,
    const void *result, struct cr_buf *out);
/* Whether the result has a table of this name; else *near is the nearest name, or NULL. */
int cr_forms_has_table(const struct cr_forms *forms, const struct cr_view *view, const void *result,
    const char *name, const char **near);

#endif
