/* Tables in Markdown with the columns of dat and csv; the provenance stands below. For a reader:
 * md_page.c. */
#include "write/escape.h"
#include "write/pages.h"
#include "write/table.h"
#include "write/table_forms.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

static void write_cell(const struct cr_cell *c, int digits, struct cr_buf *out)
{
    if (c->text)
        cr_escape_md(out, c->text);
    else if (isfinite(c->x))
        cr_buf_printf(out, "%.*g", digits > 0 ? digits : 4, c->x == 0 ? 0.0 : c->x);
}

static bool is_text(const struct cr_table *table, size_t column)
{
    return column == 0 || !strcmp(table->columns[column], "label");
}

static void write_table(
    const struct cr_view *view, const struct cr_table *table, struct cr_buf *out)
{
    cr_buf_str(out, "\n## ");
    cr_escape_md(out, table->name);
    cr_buf_str(out, "\n\n|");
    for (size_t c = 0; c < table->n_columns; c++) {
        cr_buf_char(out, ' ');
        cr_escape_md(out, table->columns[c]);
        cr_buf_str(out, " |");
    }
    cr_buf_str(out, "\n|");
    for (size_t c = 0; c < table->n_columns; c++)
        cr_buf_str(out, is_text(table, c) ? " --- |" : " ---: |");
    cr_buf_char(out, '\n');
    for (size_t r = 0; r < table->rows.n; r++) {
        cr_buf_char(out, '|');
        for (size_t c = 0; c < table->n_columns; c++) {
            cr_buf_char(out, ' ');
            write_cell(&table->rows.at[r].cells[c], view->style.digits, out);
            cr_buf_str(out, " |");
        }
        cr_buf_char(out, '\n');
    }
}

void cr_md_tables(const struct cr_view *view, const struct cr_facts *facts,
    const struct cr_tables *tables, struct cr_buf *out)
{
    cr_buf_str(out, "# ");
    cr_escape_md(out, view->scenario->title ? view->scenario->title : view->name);
    cr_buf_char(out, '\n');
    for (size_t i = 0; i < tables->all.n; i++) {
        const struct cr_table *table = &tables->all.at[i];
        if (view->style.table ? !strcmp(view->style.table, table->name) : table->rows.n > 0)
            write_table(view, table, out);
    }
    cr_buf_str(out, "\n");
    for (size_t i = 0; i < facts->n; i++) {
        cr_buf_printf(out, "%s%s ", i ? ", " : "", i ? facts->at[i].id : "Made by");
        cr_escape_md(out, facts->at[i].text);
    }
    cr_buf_str(out, ".\n");
}
