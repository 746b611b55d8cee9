/* Tables for people: shares with bars, quantities with intervals. */
#ifndef CR_WRITE_TEXT_TABLES_H
#define CR_WRITE_TEXT_TABLES_H

#include "write/text.h"

struct cr_text_row {
    const char *label; /* clean */
    const struct cr_share *share;
    const struct cr_quantity *quantity;
};

/* Rows by share, the largest first (sorted in place; ties stay in order), with their interval over
 * worlds and a bar: solid to the 5th percentile, dark to the mean, light to the 95th. */
void cr_text_shares(struct cr_buf *out, const struct cr_view *view, const char *title,
    struct cr_text_row *rows, size_t n);
/* Rows in the order given, with mean and 90% of futures. */
void cr_text_quantities(struct cr_buf *out, const struct cr_view *view, const char *title,
    const struct cr_text_row *rows, size_t n);
/* Ends a line without trailing blanks. */
void cr_text_end_line(struct cr_buf *out);

#endif
