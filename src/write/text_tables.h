/* Tables for people: shares with bars, quantities with intervals. */
#ifndef CR_WRITE_TEXT_TABLES_H
#define CR_WRITE_TEXT_TABLES_H

#include "write/text.h"

struct cr_text_row {
    const char *label; /* clean */
    const struct cr_share *share;
    const struct cr_quantity *quantity;
};
struct cr_text_table {
    const char *title;
    struct cr_text_row *rows;
    size_t n;
};

/* Tables of shares, each with the largest first (sorted in place; ties stay in order), with their
 * intervals over worlds and bars: solid to the 5th percentile, dark to the mean, light to the 95th.
 * All tables of a page have one scale and one layout; the scale stands over the bars. */
void cr_text_shares(
    struct cr_buf *out, const struct cr_view *view, const struct cr_text_table *tables, size_t n);
/* Whether any of the shares has an interval over worlds. */
bool cr_text_has_interval(const struct cr_share *shares, size_t n);
/* Whether the page has room for the bars of cr_text_shares. */
bool cr_text_has_bars(const struct cr_view *view);
/* "44.0 to 91.4", "" without. */
const char *cr_text_interval(struct cr_arena *arena, const struct cr_share *share);
/* The ends of the scale over bars of so many columns. */
const char *cr_text_ruler(
    const struct cr_view *view, size_t width, const char *low, const char *high);
/* Rows in the order given, with mean, its error and 90% of futures. */
void cr_text_quantities(struct cr_buf *out, const struct cr_view *view, const char *title,
    const struct cr_text_row *rows, size_t n);

#endif
