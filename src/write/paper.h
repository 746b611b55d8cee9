/* A document for paper: headings, paragraphs, lists, tables, new pages; as Markdown or as one HTML
 * file without scripts. Whatever writes a document says what stands there, not how it looks. Texts
 * are escaped here; line ends in them become blanks. */
#ifndef CR_WRITE_PAPER_H
#define CR_WRITE_PAPER_H

#include "base/buf.h"

#include <stdbool.h>

enum cr_paper_kind { CR_PAPER_MD, CR_PAPER_HTML };
struct cr_paper {
    enum cr_paper_kind kind;
    struct cr_buf *out;
    bool in_list, in_table; /* what is open in HTML */
};

void cr_paper_begin(
    struct cr_paper *paper, enum cr_paper_kind kind, const char *title, struct cr_buf *out);
void cr_paper_end(struct cr_paper *paper);
/* level 1 to 3 */
void cr_paper_heading(struct cr_paper *paper, int level, const char *text);
void cr_paper_text(struct cr_paper *paper, const char *text);
/* A paragraph that begins with a word in bold. */
void cr_paper_named(struct cr_paper *paper, const char *name, const char *text);
void cr_paper_item(struct cr_paper *paper, const char *text);
/* Columns, then rows of as many cells; an empty cell is a box to write in. */
void cr_paper_columns(struct cr_paper *paper, const char *const *heads, size_t n);
void cr_paper_row(struct cr_paper *paper, const char *const *cells, size_t n);
/* What follows stands on a page of its own. */
void cr_paper_page(struct cr_paper *paper);

#endif
