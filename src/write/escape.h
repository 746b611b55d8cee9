/* Text of the author's in the targets we write: one function a target, all in one file. None of
 * them can fail; bytes that are not UTF-8 (only file names can hold any) appear as U+FFFD or '?'.
 */
#ifndef CR_WRITE_ESCAPE_H
#define CR_WRITE_ESCAPE_H

#include "base/shell.h"

#include <stdbool.h>

/* "..." with the escapes of RFC 8259; also safe inside a <script> element (</ and U+2028 are
 * escaped). */
void cr_escape_json(struct cr_buf *out, const char *text);
/* A CSV cell, quoted where RFC 4180 asks for it. `label`: a text that a spreadsheet might run (it
 * begins with = + - @, tab or return) gets an apostrophe in front. */
void cr_escape_csv(struct cr_buf *out, const char *text, bool label);
/* "..." for a column of a gnuplot data file: " becomes ', control characters a blank, nothing else
 * changes. */
void cr_escape_dat(struct cr_buf *out, const char *text);
/* A word of a data file: as it is where that reads back as one column, else as cr_escape_dat. */
void cr_escape_dat_id(struct cr_buf *out, const char *text);
/* '...' of a gnuplot script: the only form in which gnuplot runs nothing. ' is doubled, line ends
 * become blanks. An expression of several strings where quotes stand side by side
 * or at the beginning. */
void cr_escape_gnuplot(struct cr_buf *out, const char *text);
/* Inside an element of XML. */
void cr_escape_xml(struct cr_buf *out, const char *text);
/* "..." of the dot language. */
void cr_escape_dot(struct cr_buf *out, const char *text);
/* "..." of Mermaid, with its #code; entities. */
void cr_escape_mermaid(struct cr_buf *out, const char *text);
/* Text of an HTML element, or of an attribute in quotes. */
void cr_escape_html(struct cr_buf *out, const char *text);
/* A cell of a Markdown table. */
void cr_escape_md(struct cr_buf *out, const char *text);
/* For a comment line: control characters become blanks. */
void cr_escape_comment(struct cr_buf *out, const char *text);

#endif
