/* Results in all their forms: a page for people, a JSON document, and tables, which dat, csv and md
 * share. Document and tables are made from one description (fields.h). */
#ifndef CR_WRITE_FORMS_H
#define CR_WRITE_FORMS_H

#include "write/fields.h"

struct cr_forms {
    const char *name;              /* "run": its document is a crossroads.run/1 */
    const struct cr_field *fields; /* of the document and the tables */
    size_t n_fields;               /* how many there are */
    /* Hands every field of a result on. */
    void (*walk)(struct cr_out *out, const struct cr_view *view, const void *result);
    /* The page; NULL: there is none. */
    void (*text)(const struct cr_view *view, const void *result, struct cr_buf *out);
    /* What the tables say about themselves; NULL: there are none. */
    void (*facts)(struct cr_facts *facts, const struct cr_view *view, const void *result);
};

/* Writes a result; false if there is no such format. */
bool cr_forms_write(const struct cr_forms *forms, const char *format, const struct cr_view *view,
    const void *result, struct cr_buf *out);
void cr_forms_json(const struct cr_forms *forms, const struct cr_view *view, const void *result,
    struct cr_buf *out);
void cr_forms_tables(const struct cr_forms *forms, const struct cr_view *view, const void *result,
    struct cr_tables *tables);
/* Whether the result has a table of this name; else *which says which
 * there are (cr_candidates). */
bool cr_forms_has_table(const struct cr_forms *forms, const struct cr_view *view,
    const void *result, const char *name, const char **which);
/* The name of the i-th table that has rows; NULL behind the last. */
const char *cr_forms_table(
    const struct cr_forms *forms, const struct cr_view *view, const void *result, size_t i);

#endif
