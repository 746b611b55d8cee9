/* Words for people and for shells. */
#ifndef CR_CLI_WORDS_H
#define CR_CLI_WORDS_H

#include "base/shell.h"

/* 1,234,567 */
const char *cr_whole_text(struct cr_arena *arena, uint64_t x);
/* A word of a shell command. */
const char *cr_shell_word(struct cr_arena *arena, const char *text);

#endif
