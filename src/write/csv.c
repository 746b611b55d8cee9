/* Tables for a spreadsheet (RFC 4180, lines end with CR LF). All tables stand in one, with the
 * table's name in the first column, every column that any of them has, and the provenance as its
 * first rows; --table NAME gives one table alone. A missing number is an empty cell. */
#include "write/escape.h"
#include "write/pages.h"
#include "write/table.h"
#include "write/table_forms.h"

#include <math.h>
#include <string.h>

struct columns {
    const char *at[64];
    size_t n;
};

static void add_column(struct columns *columns, const char *name)
{
    for (size_t i = 0; i < columns->n; i++)
        if (!strcmp(columns->at[i], name))
            return;
    if (columns->n < sizeof columns->at / sizeof *columns->at)
        columns->at[columns->n++] = name;
}

static void write_number(double x, int digits, struct cr_buf *out)
{
    if (!isfinite(x))
        return;
    if (digits > 0 && digits < 17)
        cr_buf_printf(out, "%.*g", digits, x == 0 ? 0.0 : x);
    else
        cr_buf_num(out, x);
}

static void write_cell(const struct cr_cell *c, int digits, struct cr_buf *out)
{
    if (c->text)
        cr_escape_csv(out, c->text, 1);
    else
        write_number(c->x, digits, out);
}

static void write_header(const struct columns *columns, struct cr_buf *out)
{
    for (size_t i = 0; i < columns->n; i++)
        cr_buf_printf(out, "%s%s", i ? "," : "", columns->at[i]);
    cr_buf_str(out, "\r\n");
}

static void write_row(const struct columns *columns, const struct cr_table *table,
    const struct cr_table_row *r, int digits, struct cr_buf *out)
{
    for (size_t i = 0; i < columns->n; i++) {
        if (i)
            cr_buf_char(out, ',');
        if (!strcmp(columns->at[i], "table"))
            cr_buf_str(out, table->name);
        for (size_t c = 0; c < table->n_columns; c++)
            if (!strcmp(columns->at[i], table->columns[c]))
                write_cell(&r->cells[c], digits, out);
    }
    cr_buf_str(out, "\r\n");
}

static void write_table(const struct cr_table *table, int digits, struct cr_buf *out)
{
    struct columns columns = {.n = 0};
    for (size_t c = 0; c < table->n_columns; c++)
        add_column(&columns, table->columns[c]);
    write_header(&columns, out);
    for (size_t r = 0; r < table->rows.n; r++)
        write_row(&columns, table, &table->rows.at[r], digits, out);
}

void cr_csv_provenance(struct cr_tables *tables, const struct cr_facts *facts)
{
    struct cr_table *table = cr_table_add(tables, "provenance", NULL, "id label");
    for (size_t i = 0; i < facts->n; i++) {
        struct cr_buf text; /* a file's name may hold anything */
        cr_buf_init(&text, tables->arena);
        cr_buf_escaped(&text, facts->at[i].text, strlen(facts->at[i].text));
        cr_table_row(tables, table, facts->at[i].id, NULL, 0, text.s);
    }
}

void cr_csv_tables(const struct cr_view *view, const struct cr_tables *tables, struct cr_buf *out)
{
    struct columns columns = {.n = 0};
    for (size_t i = 0; view->style.table && i < tables->all.n; i++)
        if (!strcmp(tables->all.at[i].name, view->style.table))
            write_table(&tables->all.at[i], view->style.digits, out);
    if (view->style.table)
        return;
    add_column(&columns, "table");
    for (size_t i = 0; i < tables->all.n; i++)
        for (size_t c = 0; c < tables->all.at[i].n_columns; c++)
            if (strcmp(tables->all.at[i].columns[c], "label") != 0)
                add_column(&columns, tables->all.at[i].columns[c]);
    add_column(&columns, "label");
    write_header(&columns, out);
    for (size_t i = 0; i < tables->all.n; i++)
        for (size_t r = 0; r < tables->all.at[i].rows.n; r++)
            write_row(&columns, &tables->all.at[i], &tables->all.at[i].rows.at[r],
                view->style.digits, out);
}
