/* What a class answered: rows `who,question,branch,percent` of a table as text, each with its line.
 *
 * The first row names the columns, in any order: who, question, branch and percent; round (a whole
 * number from 1, 1 where it is missing) if questions were asked again. Other columns are skipped.
 * Columns are parted by commas, semicolons or tabs, whichever the first row uses; fields may stand
 * in double quotes (RFC 4180). A percent may end in '%', and has a decimal comma where columns are
 * not parted by commas. Nothing here knows what the questions are. */
#ifndef CR_ANSWERS_ANSWERS_H
#define CR_ANSWERS_ANSWERS_H

#include "base/arena.h"

struct cr_answer {
    size_t line;                         /* of the text, from 1 */
    const char *who, *question, *branch; /* "" where it is missing or cannot be printed */
    int round;
    double percent;  /* 0 to 100 */
    const char *why; /* why the row cannot be used, in a clause; NULL: it can */
};
struct cr_answers {
    struct cr_answer *rows; /* in the order of the text; empty lines are left out */
    size_t n;
};

/* Reads n bytes of text, which is not kept. CR_INPUT with *why (a sentence without its full stop):
 * no UTF-8, no columns of these names, no row, or more rows than anybody answered (a million). */
enum cr_status cr_answers_read(struct cr_arena *arena, const char *text, size_t n,
    struct cr_answers *answers, const char **why) CR_MUST_USE;

#endif
