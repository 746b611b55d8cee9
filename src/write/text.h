/* The page in a terminal: glyphs, colours, numbers, and text that goes on below. */
#ifndef CR_WRITE_TEXT_H
#define CR_WRITE_TEXT_H

#include "write/view.h"

/* What is drawn with, in one place; ASCII with --ascii, words on a plain page. */
enum cr_glyph {
    CR_G_CHANCE,
    CR_G_DECISION,
    CR_G_RULE,
    CR_G_OUTCOME,
    CR_G_TEE,
    CR_G_CORNER,
    CR_G_PIPE,
    CR_G_ARROW,
    CR_G_FULL,
    CR_G_DARK,
    CR_G_LIGHT,
    CR_G_DOT,
    CR_G_CUT,
    CR_G_PLUSMINUS,
    CR_G_RULER,
    CR_G_UP,
    CR_G_DOWN,
    CR_N_GLYPHS
};
const char *cr_glyph(const struct cr_style *style, enum cr_glyph glyph);
enum cr_glyph cr_node_glyph(enum cr_node_kind kind);

enum cr_tint { CR_PLAIN, CR_BOLD, CR_DIM, CR_BLUE, CR_ORANGE };
/* Text between colour codes (none without colour); `text` is printed as it is. */
void cr_tinted(
    struct cr_buf *out, const struct cr_style *style, enum cr_tint tint, const char *text);

/* A text of the author's: escaped, in the arena. Line ends and runs of blanks become one blank. */
const char *cr_text_clean(struct cr_arena *arena, const char *text);
size_t cr_text_width(const char *text);
/* The text in exactly `width` columns: cut with an ellipsis, or filled up with blanks on the right
 * (left, right) side. */
void cr_text_left(struct cr_buf *out, const struct cr_style *style, const char *text, size_t width);
void cr_text_right(
    struct cr_buf *out, const struct cr_style *style, const char *text, size_t width);
/* The text cut to at most `width` columns, not filled. */
void cr_text_cut(struct cr_buf *out, const struct cr_style *style, const char *text, size_t width);
/* A paragraph wrapped to the page, each line after `indent` blanks. */
void cr_text_wrap(
    struct cr_buf *out, const struct cr_style *style, const char *text, size_t indent);
/* As cr_text_wrap, in a tint. */
void cr_text_note(struct cr_buf *out, const struct cr_style *style, enum cr_tint tint,
    const char *text, size_t indent);

/* A paragraph of which only the first line stands at `first`. */
void cr_text_hanging(struct cr_buf *out, const struct cr_style *style, enum cr_tint tint,
    const char *text, size_t first, size_t indent);
/* An item of a list, set in where it goes on; on a plain page one line. */
void cr_text_item(
    struct cr_buf *out, const struct cr_style *style, const char *text, size_t indent);
/* Ends a line without trailing blanks. */
void cr_text_end_line(struct cr_buf *out);

/* "seed 1", and the generator where it was asked for: "seed 1, rng mt19937". */
const char *cr_text_luck(struct cr_arena *arena, const struct cr_luck *luck);
/* 1,234,567 */
const char *cr_text_whole(struct cr_arena *arena, double x);
/* "31.2%"; "<0.1%" and ">99.9%" for what is neither 0 nor 1; "-" for NaN. */
const char *cr_text_percent(struct cr_arena *arena, double p);
/* The same, but 1.2e-05 where it is too small for that: how probable what was seen was. */
const char *cr_text_chance(struct cr_arena *arena, double p);
/* A number with its 95% error, both to the decimals that the error is worth but no more than
 * `most`: "12.5% ±0.3", "1.10 ±0.12"; without an error (0 or NaN) the number alone, to `plain`
 * decimals. `unit` stands behind the number. */
const char *cr_text_estimate(
    const struct cr_view *view, double x, double half, const char *unit, int most, int plain);
/* A number to so many decimals, thousands parted; numbers too large or too small for
 * that as 1.2e+12. */
const char *cr_text_number(struct cr_arena *arena, double x, int decimals);
/* Upwards to two digits. */
double cr_text_rounded_up(double p);
/* A simulated share as cr_text_percent has it; where no run met it (or all did), its bound:
 * "<0.003%". */
const char *cr_text_share(struct cr_arena *arena, const struct cr_share *share);
/* A 95 % error (half the width of an interval) behind its sign, never rounded to 0: "±0.3",
 * "±<0.1";
 * "" where there is none. */
const char *cr_text_error(const struct cr_view *view, double half, int decimals);
/* Decimals that suit values up to this size. */
int cr_text_decimals(double size);

/* What a payoff's number is, for n actors who have one: its scale, and what must not be compared.
 */
const char *cr_text_about_payoffs(const struct cr_view *view, size_t n);

/* Title on the left, facts on the right, on one line if they fit. */
void cr_text_title(
    struct cr_buf *out, const struct cr_view *view, const char *title, const char *facts);
/* The evidence that the result takes for given, by name, and how probable it was (in words);
 * nothing where there is none. */
void cr_text_given(struct cr_buf *out, const struct cr_view *view, double probability);
/* program, file, hash, seed, ... and the commands again: and next:. `next` may be NULL. */
void cr_text_provenance(
    struct cr_buf *out, const struct cr_view *view, const char *facts, const char *next);
/* "kazakhstan" as a word of a shell command. */
const char *cr_text_shell(struct cr_arena *arena, const char *word);

#endif
