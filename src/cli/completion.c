/* The completion scripts of the shells, which the program carries: the files of cli/shells. */
#include "cli/help.h"

#include <string.h>

static const char *const bash[] = {
#include "cli/crossroads_bash.h"
    NULL};
static const char *const zsh[] = {
#include "cli/crossroads_zsh.h"
    NULL};
static const char *const fish[] = {
#include "cli/crossroads_fish.h"
    NULL};

void cr_help_completion(const char *shell, struct cr_buf *out)
{
    const char *const *line = !strcmp(shell, "zsh") ? zsh : !strcmp(shell, "fish") ? fish : bash;
    for (; *line; line++)
        cr_buf_printf(out, "%s\n", *line);
}
