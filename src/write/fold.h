/* Texts on several lines of a column. */
#ifndef CR_WRITE_FOLD_H
#define CR_WRITE_FOLD_H

#include "base/arena.h"

struct cr_lines {
    CR_VEC(const char *) at;
};
/* A blank at which no line ends (U+00A0); it is printed as a blank. */
#define CR_GLUE "\xc2\xa0"
/* The text on lines of at most `width` columns: broken at blanks, then behind the dots, strokes and
 * underscores of a name, and within a word only where nothing else is left. */
struct cr_lines cr_fold(struct cr_arena *arena, const char *text, size_t width);
/* The columns of the longest piece that cr_fold would rather not break. */
size_t cr_fold_least(const char *text);

#endif
