/* Tables in Markdown for a reader: the label in place of the id, probabilities in per cent, an
 * estimate with its error in one cell, and the 90% interval in place of five quantiles.
 *
 * The columns are those of dat and csv; what they are is told by their names and units. Columns
 * without a number, and what another cell says already, are left out. */
#include "write/escape.h"
#include "write/table.h"
#include "write/table_forms.h"

#include "base/fmath.h"
#include "stats/error.h"

#include <math.h>
#include <string.h>

static int column_of(const struct cr_table *table, const char *name)
{
    for (size_t c = 0; c < table->n_columns; c++)
        if (!strcmp(table->columns[c], name))
            return (int)c;
    return -1;
}

static double cell_number(const struct cr_table *table, size_t row, int column)
{
    return column < 0 ? NAN : table->rows.at[row].cells[column].x;
}

static bool is_probability(const struct cr_table *table, int column)
{
    return column >= 0 && table->units[column] && !strcmp(table->units[column], "probability");
}

/* How exactly a number is shown that is known to within `half`; probabilities are in points. */
static int decimals(double x, double half, bool percent)
{
    double size = half > 0 ? half : fabs(x);
    if (percent && !(half > 0))
        return 1;
    if (!(size > 0))
        return percent ? 1 : 0;
    int d = half > 0 ? (int)ceil(-cr_log10(size)) : 3 - (int)ceil(cr_log10(size));
    return d < 0 ? 0 : d > 6 ? 6 : d;
}

static void print_number(double x, int d, bool percent, struct cr_buf *out)
{
    cr_buf_printf(out, "%.*f%s", d, x == 0 ? 0.0 : x, percent ? "%" : "");
}

/* What a reader sees of a table. */
struct page {
    const struct cr_table *table;
    int main, se, low, high; /* the estimate and its error; -1: none */
    int q05, q95;
    bool shown[CR_TABLE_COLUMNS];
    bool by_label; /* labels tell the rows apart */
};

static bool has_numbers(const struct cr_table *table, size_t column)
{
    for (size_t r = 0; r < table->rows.n; r++) {
        const struct cr_cell *cell = &table->rows.at[r].cells[column];
        if (cell->text ? *cell->text : isfinite(cell->x))
            return true;
    }
    return false;
}

/* Every row has a label, and no two of them the same. */
static bool labels_differ(const struct cr_table *table, int label)
{
    for (size_t r = 0; label >= 0 && r < table->rows.n; r++) {
        const char *text = table->rows.at[r].cells[label].text;
        const char *id = table->rows.at[r].cells[0].text;
        if (!text || !*text || r >= 200 || (id && strchr(id, '.')))
            return false; /* NODE.BRANCH says of which question it is */
        for (size_t k = 0; k < r; k++)
            if (!strcmp(text, table->rows.at[k].cells[label].text))
                return false;
    }
    return label >= 0;
}

static struct page page_of(const struct cr_table *table)
{
    static const char *const estimates[] = {"share", "probability", "mean", "value", "difference"};
    static const char *const said[] = {
        "se", "low", "high", "q05", "q25", "q50", "q75", "q95", "sd"};
    struct page p = {.table = table, .main = -1};
    p.se = column_of(table, "se");
    p.low = column_of(table, "low");
    p.high = column_of(table, "high");
    p.q05 = column_of(table, "q05");
    p.q95 = column_of(table, "q95");
    for (size_t i = 0; i < sizeof estimates / sizeof *estimates && p.main < 0; i++)
        p.main = column_of(table, estimates[i]);
    p.by_label = labels_differ(table, column_of(table, "label"));
    for (size_t c = 1; c < table->n_columns; c++)
        p.shown[c] = has_numbers(table, c) && !(p.by_label && !strcmp(table->columns[c], "label"));
    for (size_t i = 0; p.main >= 0 && i < sizeof said / sizeof *said; i++) {
        int c = column_of(table, said[i]);
        if (c >= 0 && c != p.main)
            p.shown[c] = false;
    }
    return p;
}

static bool has_interval(const struct page *p)
{
    return p->main >= 0 && p->q05 >= 0 && p->q95 >= 0 &&
           (has_numbers(p->table, (size_t)p->q05) || has_numbers(p->table, (size_t)p->q95));
}

static double half_of(const struct page *p, size_t row, double scale)
{
    double x = cell_number(p->table, row, p->main), low = cell_number(p->table, row, p->low),
           high = cell_number(p->table, row, p->high), se = cell_number(p->table, row, p->se);
    if (isfinite(low) && isfinite(high))
        return scale * cr_error_half(x, low, high);
    return isfinite(se) ? 1.96 * scale * se : NAN;
}

static void write_estimate(const struct page *p, size_t row, struct cr_buf *out)
{
    bool percent = is_probability(p->table, p->main);
    double scale = percent ? 100 : 1, x = scale * cell_number(p->table, row, p->main);
    double half = half_of(p, row, scale), high = scale * cell_number(p->table, row, p->high);
    if (!isfinite(x))
        return;
    if (percent && x == 0 && high > 0) { /* nothing met it: a bound */
        cr_buf_printf(out, "<%.2g%%", high);
        return;
    }
    int d = decimals(x, half, percent);
    print_number(x, d, percent, out);
    if (half > 0) {
        cr_buf_str(out, " ± ");
        print_number(half, d, false, out);
    }
}

static void write_interval(const struct page *p, size_t row, struct cr_buf *out)
{
    bool percent = is_probability(p->table, p->main);
    double scale = percent ? 100 : 1, low = scale * cell_number(p->table, row, p->q05),
           high = scale * cell_number(p->table, row, p->q95);
    if (!isfinite(low) || !isfinite(high))
        return;
    int d = percent ? 1 : decimals(high - low, NAN, false);
    print_number(low, d, percent, out);
    cr_buf_str(out, " to ");
    print_number(high, d, percent, out);
}

static void write_cell(const struct page *p, size_t row, size_t column, struct cr_buf *out)
{
    const struct cr_cell *cell = &p->table->rows.at[row].cells[column];
    bool percent = is_probability(p->table, (int)column);
    if (cell->text)
        cr_escape_md(out, cell->text);
    else if ((int)column == p->main)
        write_estimate(p, row, out);
    else if (isfinite(cell->x) && percent)
        print_number(100 * cell->x, 1, true, out);
    else if (isfinite(cell->x))
        cr_buf_printf(out, "%.4g", cell->x == 0 ? 0.0 : cell->x);
}

static void write_head(const struct page *p, struct cr_buf *out)
{
    const struct cr_table *table = p->table;
    cr_buf_str(out, "\n\n| |");
    for (size_t c = 1; c < table->n_columns; c++) {
        if (!p->shown[c])
            continue;
        cr_buf_char(out, ' ');
        for (const char *s = table->columns[c]; *s; s++)
            cr_buf_char(out, *s == '_' ? ' ' : *s);
        cr_buf_str(out, " |");
        if ((int)c == p->main && has_interval(p))
            cr_buf_str(out, " 90% interval |");
    }
    cr_buf_str(out, "\n| --- |");
    for (size_t c = 1; c < table->n_columns; c++) {
        if (p->shown[c])
            cr_buf_str(out, strcmp(table->columns[c], "label") ? " ---: |" : " --- |");
        if (p->shown[c] && (int)c == p->main && has_interval(p))
            cr_buf_str(out, " ---: |");
    }
    cr_buf_char(out, '\n');
}

/* Whether a row says no more than an earlier one under another name: two tags of the same outcomes.
 */
static bool same_numbers(const struct cr_table *table, size_t a, size_t b)
{
    for (size_t c = 1; c < table->n_columns; c++) {
        const struct cr_cell *x = &table->rows.at[a].cells[c], *y = &table->rows.at[b].cells[c];
        bool both_missing = isnan(x->x) && isnan(y->x);
        if (!x->text && !y->text && !both_missing && x->x != y->x)
            return false;
    }
    return true;
}

static bool is_folded(const struct cr_table *table, size_t row)
{
    for (size_t k = 0; !strcmp(table->name, "tags") && k < row; k++)
        if (same_numbers(table, k, row))
            return true;
    return false;
}

/* The name of a row, and of those that are folded into it. */
static void write_name(const struct page *p, size_t row, struct cr_buf *out)
{
    const struct cr_table *table = p->table;
    int column = p->by_label ? column_of(table, "label") : 0;
    for (size_t k = row; k < table->rows.n; k++) {
        const char *name = table->rows.at[k].cells[column].text;
        if (k > row && (strcmp(table->name, "tags") != 0 || !same_numbers(table, row, k)))
            continue;
        cr_buf_str(out, k > row ? ", " : "");
        cr_escape_md(out, name ? name : "");
        if (strcmp(table->name, "tags") != 0)
            return;
    }
}

static void write_table(const struct cr_table *table, struct cr_buf *out)
{
    struct page p = page_of(table);
    cr_buf_str(out, "\n## ");
    cr_escape_md(out, table->name);
    write_head(&p, out);
    for (size_t r = 0; r < table->rows.n; r++) {
        if (is_folded(table, r))
            continue;
        cr_buf_str(out, "| ");
        write_name(&p, r, out);
        cr_buf_str(out, " |");
        for (size_t c = 1; c < table->n_columns; c++) {
            if (!p.shown[c])
                continue;
            cr_buf_char(out, ' ');
            write_cell(&p, r, c, out);
            cr_buf_str(out, " |");
            if ((int)c == p.main && has_interval(&p)) {
                cr_buf_char(out, ' ');
                write_interval(&p, r, out);
                cr_buf_str(out, " |");
            }
        }
        cr_buf_char(out, '\n');
    }
}

void cr_md_page(const struct cr_view *view, const struct cr_facts *facts,
    const struct cr_tables *tables, struct cr_buf *out)
{
    cr_buf_str(out, "# ");
    cr_escape_md(out, view->scenario->title ? view->scenario->title : view->name);
    cr_buf_char(out, '\n');
    for (size_t i = 0; i < tables->all.n; i++) {
        const struct cr_table *table = &tables->all.at[i];
        if (view->style.table ? !strcmp(view->style.table, table->name) : table->rows.n > 0)
            write_table(table, out);
    }
    cr_buf_str(out, "\nAn estimate stands with its error (±, 95%), where it has one; a 90% "
                    "interval is over what the file "
                    "leaves open, and of payoffs and measures over futures.\n\n");
    for (size_t i = 0; i < facts->n; i++) {
        cr_buf_printf(out, "%s%s ", i ? ", " : "", i ? facts->at[i].id : "Made by");
        cr_escape_md(out, facts->at[i].text);
    }
    cr_buf_str(out, ".\n");
}
