/* Words of a shell command. */
#ifndef CR_BASE_SHELL_H
#define CR_BASE_SHELL_H

#include "base/buf.h"

/* A word of a shell command, in one line; bare where that is safe, $'...' (bash, zsh, ksh) where
 * '...' would hold characters that cannot be seen. */
void cr_escape_shell(struct cr_buf *out, const char *text);

#endif
