/* UTF-8: checking, and how many terminal columns a text takes. */
#ifndef CR_BASE_UTF8_H
#define CR_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decodes one code point; returns its length in bytes, 0 when the bytes are not UTF-8. */
size_t cr_utf8_decode(const char *s, size_t n, uint32_t *code);
/* Offset of the first byte that is not UTF-8, or n. */
size_t cr_utf8_check(const char *s, size_t n);
/* Columns of one code point: 0, 1 or 2; control characters 0. */
size_t cr_utf8_columns(uint32_t code);
/* Columns of a text in a terminal (wcwidth rules, own table; combining 0, East Asian wide and emoji
 * 2). */
size_t cr_utf8_width(const char *s, size_t n);
/* The longest prefix of at most `columns` columns; returns its bytes. */
size_t cr_utf8_fit(const char *s, size_t n, size_t columns);
/* Whether a code point may stand in text we print: no C0 (but tab, newline), DEL, C1, bidi
 * controls. */
bool cr_utf8_printable(uint32_t code);
/* What a blank is called that is not the keyboard's ("a no-break space"), or NULL. */
const char *cr_utf8_blank(uint32_t code);
/* The bytes before the first such blank, or n; *code: which it is. */
size_t cr_utf8_find_blank(const char *s, size_t n, uint32_t *code);
/* Whether it is a quotation mark of typesetters: those of the keyboard are ' and ". */
bool cr_utf8_quote(uint32_t code);

#endif
