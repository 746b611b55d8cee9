/* docs/reference/errors.md, made from the table of codes. */
#include "cli/help.h"

#include "base/diag.h"

#include <string.h>

static void example(struct cr_buf *out, const char *head, const char *text)
{
    if (text && *text)
        cr_buf_printf(out, "%s:\n\n```\n%s\n```\n\n", head, text);
}

/* Ids of one letter and hundreds stand together; within, by number. */
static void pages(struct cr_buf *out, const char *title, const char *from, const char *to)
{
    const struct cr_code_info *last = NULL;

    cr_buf_printf(out, "## %s\n\n", title);
    for (;;) {
        const struct cr_code_info *next = NULL;
        for (size_t i = 0; i < CR_N_CODES; i++) {
            const struct cr_code_info *c = &cr_codes[i];
            if (strcmp(c->id, from) < 0 || strcmp(c->id, to) > 0)
                continue;
            if ((!last || strcmp(c->id, last->id) > 0) && (!next || strcmp(c->id, next->id) < 0))
                next = c;
        }
        if (!next)
            return;
        cr_buf_printf(out, "### %s: %s\n\n%s\n\n", next->id, next->title, next->why);
        example(out, "Wrong", next->wrong);
        example(out, "Right", next->right);
        last = next;
    }
}

void cr_help_errors(struct cr_buf *out)
{
    cr_buf_str(out,
        "# Errors and warnings\n\n<!-- Made by `crossroads --help-errors` from the table of codes; "
        "a "
        "test keeps it current. -->\n\n"
        "Every message carries an id that never changes its meaning. `crossroads check --explain "
        "E003` prints one of these pages in a terminal. Errors (E) stop a command; warnings (W) do "
        "not. The examples are stretches of a file; `...` stands for what does not matter.\n\n");
    pages(out, "The file and its YAML", "E001", "E049");
    pages(out, "Expressions", "E050", "E079");
    pages(out, "What the scenario means", "E080", "E199");
    pages(out, "Met while computing", "E200", "E999");
    pages(out, "Warnings", "W000", "W999");
    while (out->n > 1 && out->s[out->n - 1] == '\n' && out->s[out->n - 2] == '\n')
        out->s[--out->n] = '\0';
}
