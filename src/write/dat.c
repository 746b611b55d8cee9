/* Data for gnuplot, awk, R and readers: columns aligned with blanks, `id` first, numbers, the
 * quoted label last. Each block stands under a comment line with its name and has a header row; two
 * blank lines part blocks. Missing: NA. */
#include "base/num.h"
#include "base/utf8.h"
#include "write/escape.h"
#include "write/pages.h"
#include "write/table.h"
#include "write/table_forms.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void cr_dat_header(const struct cr_facts *facts, struct cr_buf *out)
{
    cr_buf_printf(out, "# %s", facts->at[0].text);
    for (size_t i = 1; i < facts->n; i++) {
        if (!strcmp(facts->at[i].id, "title") || !strcmp(facts->at[i].id, "command"))
            continue;
        cr_buf_printf(out, "  %s ", facts->at[i].id);
        cr_escape_comment(out, facts->at[i].text);
    }
    cr_buf_char(out, '\n');
    for (size_t i = 1; i < facts->n; i++) {
        if (strcmp(facts->at[i].id, "title") && strcmp(facts->at[i].id, "command"))
            continue;
        cr_buf_printf(out, "# %s: ", facts->at[i].id);
        cr_escape_comment(out, facts->at[i].text);
        cr_buf_char(out, '\n');
    }
}

static void write_number(double x, int digits, struct cr_buf *out)
{
    if (!isfinite(x))
        cr_buf_str(out, "NA");
    else if (digits >= 17)
        cr_buf_num(out, x);
    else
        cr_buf_printf(out, "%.*g", digits > 0 ? digits : CR_WRITE_DIGITS, x == 0 ? 0.0 : x);
}

static const char *cell_text(const struct cr_table *table, const struct cr_cell *cell,
    size_t column, int digits, struct cr_buf *text)
{
    cr_buf_clear(text);
    if (!cell->text)
        write_number(cell->x, digits, text);
    else if (!strcmp(table->columns[column], "label"))
        cr_escape_dat(text, cell->text);
    else
        cr_escape_dat_id(text, cell->text);
    return text->s;
}

void cr_dat_table(const struct cr_table *table, int digits, struct cr_buf *out)
{
    size_t widths[CR_TABLE_COLUMNS] = {0};
    struct cr_buf text;
    cr_buf_init(&text, out->arena);
    for (size_t c = 0; c < table->n_columns; c++) {
        widths[c] = strlen(table->columns[c]);
        for (size_t r = 0; r < table->rows.n; r++) {
            cell_text(table, &table->rows.at[r].cells[c], c, digits, &text);
            size_t width = cr_utf8_width(text.s, text.n);
            widths[c] = width > widths[c] ? width : widths[c];
        }
    }
    for (size_t r = 0; r <= table->rows.n; r++) {
        if (table->grid && r > 1 && (r - 1) % table->grid == 0)
            cr_buf_char(out, '\n');
        for (size_t c = 0; c < table->n_columns; c++) {
            const char *s =
                r == 0 ? table->columns[c]
                       : cell_text(table, &table->rows.at[r - 1].cells[c], c, digits, &text);
            cr_buf_str(out, s);
            if (c + 1 < table->n_columns)
                cr_buf_repeat(out, " ", widths[c] - cr_utf8_width(s, strlen(s)) + 2);
        }
        cr_buf_char(out, '\n');
    }
}

void cr_dat_tables(const struct cr_view *view, const struct cr_facts *facts,
    const struct cr_tables *tables, struct cr_buf *out)
{
    bool first = true;
    cr_dat_header(facts, out);
    for (size_t i = 0; i < tables->all.n; i++) {
        const struct cr_table *table = &tables->all.at[i];
        if (view->style.table ? strcmp(view->style.table, table->name) != 0 : table->rows.n == 0)
            continue;
        cr_buf_str(out, first ? "\n" : "\n\n");
        first = false;
        if (table->about) {
            cr_buf_str(out, "# ");
            cr_escape_comment(out, table->about);
            cr_buf_char(out, '\n');
        }
        cr_buf_printf(out, "# %s\n", table->name);
        cr_dat_table(table, view->style.digits, out);
    }
}
