/* Other programs (cli/child.c). */
#ifndef CR_CLI_CHILD_H
#define CR_CLI_CHILD_H

/* Runs a program found in PATH with arguments (NULL at the end), its output thrown away. The exit
 * code; -1: not found; -2: could not be started; 128 + n: ended by signal n. */
int cr_spawn(const char *const *arguments);

#endif
