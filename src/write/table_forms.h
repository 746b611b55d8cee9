/* Tables as bytes: the forms that all results share. */
#ifndef CR_WRITE_TABLE_FORMS_H
#define CR_WRITE_TABLE_FORMS_H

#include "write/table.h"

void cr_dat_tables(const struct cr_view *view, const struct cr_facts *facts,
    const struct cr_tables *tables, struct cr_buf *out);
void cr_csv_provenance(struct cr_tables *tables, const struct cr_facts *facts);
/* `tables` holds the provenance first. */
void cr_csv_tables(const struct cr_view *view, const struct cr_tables *tables, struct cr_buf *out);
/* For programs and for readers (md_page.c). */
void cr_md_tables(const struct cr_view *view, const struct cr_facts *facts,
    const struct cr_tables *tables, struct cr_buf *out);
void cr_md_page(const struct cr_view *view, const struct cr_facts *facts,
    const struct cr_tables *tables, struct cr_buf *out);
/* The `#` lines that open a data file. */
void cr_dat_header(const struct cr_facts *facts, struct cr_buf *out);
void cr_dat_table(const struct cr_table *table, int digits, struct cr_buf *out);

#endif
