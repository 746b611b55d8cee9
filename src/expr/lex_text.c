/* Where a stretch of the text is, and the author's own words for a message: what the lexer, the
 * parser and their complaints all need. */
#include "expr/inside.h"

struct cr_place cr_lex_place(const struct cr_lexer *lexer, size_t at, size_t end)
{
    const struct cr_expr_text *text = lexer->text;
    if (!text->direct)
        return text->base;
    return (struct cr_place){text->base.at + (uint32_t)at, text->base.at + (uint32_t)end};
}

const char *cr_lex_quote(const struct cr_lexer *lexer, size_t at, size_t end)
{
    enum { LONGEST = 48 };
    const char *s = lexer->text->s;
    if (end - at <= LONGEST)
        return cr_arena_strndup(lexer->arena, s + at, end - at);
    size_t n = LONGEST - 3;
    while (n && ((unsigned char)s[at + n] & 0xC0) == 0x80)
        n--;
    return cr_arena_printf(lexer->arena, "%.*s...", (int)n, s + at);
}
