/* Text to tokens. Places count bytes; nothing is copied but words. */
#include "expr/inside.h"

#include "base/utf8.h"

#include <string.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
    return is_letter(c) || is_digit(c) || c == '_';
}

/* A name, a word of the language, or names with dots between, which have no value here but deserve
 * a sentence. */
static size_t lex_word(struct cr_lexer *lexer, struct cr_token *token)
{
    const char *s = lexer->text->s;
    size_t n = lexer->text->n, end = token->at;
    token->kind = CR_TOKEN_WORD;
    while (end < n && is_word(s[end]))
        end++;
    while (end + 1 < n && s[end] == '.' && is_word(s[end + 1])) {
        token->kind = CR_TOKEN_DOTTED;
        for (end++; end < n && is_word(s[end]);)
            end++;
    }
    token->word = cr_arena_strndup(lexer->arena, s + token->at, end - token->at);
    static const enum cr_op words[] = {CR_OP_OR, CR_OP_AND, CR_OP_NOT};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (!strcmp(token->word, cr_ops[words[i]].text)) {
            token->kind = CR_TOKEN_OP;
            token->op = words[i];
        }
    return end;
}

/* Text in quotes; the quote itself is written twice inside. */
static size_t lex_string(struct cr_lexer *lexer, struct cr_token *token)
{
    const char *s = lexer->text->s;
    size_t n = lexer->text->n, end = token->at + 1;
    struct cr_buf word;
    cr_buf_init(&word, lexer->arena);
    for (; end < n; end++) {
        if (s[end] == s[token->at]) {
            if (end + 1 == n || s[end + 1] != s[end])
                break;
            end++;
        }
        cr_buf_char(&word, s[end]);
    }
    if (end == n) {
        cr_diag(lexer->diags, CR_E_EXPR_QUOTES, cr_lex_place(lexer, token->at, token->at + 1), NULL,
            "the quote that opens here is never closed");
        return 0;
    }
    token->kind = CR_TOKEN_STRING;
    token->word = word.s;
    return end + 1;
}

static size_t lex_symbol(struct cr_lexer *lexer, struct cr_token *token)
{
    const char *s = lexer->text->s + token->at;
    size_t n;
    if (cr_lex_foreign(lexer, token->at))
        return 0;
    if (*s == '(' || *s == ')' || *s == ',') {
        token->kind = *s == '(' ? CR_TOKEN_OPEN : *s == ')' ? CR_TOKEN_CLOSE : CR_TOKEN_COMMA;
        return token->at + 1;
    }
    token->kind = CR_TOKEN_OP;
    token->op = cr_op_symbol(s, lexer->text->n - token->at, &n);
    return token->at + n;
}

void cr_lex(struct cr_lexer *lexer, struct cr_token *token)
{
    const char *s = lexer->text->s;
    size_t n = lexer->text->n, end;
    while (lexer->at < n && strchr(" \t\r\n", s[lexer->at]) && s[lexer->at])
        lexer->at++;
    memset(token, 0, sizeof *token);
    token->at = token->end = lexer->at;
    if (lexer->at == n)
        return;
    char c = s[lexer->at];
    if (is_letter(c) || c == '_')
        end = lex_word(lexer, token);
    else if (is_digit(c) || c == '.')
        end = cr_lex_number(lexer, token);
    else if (c == '\'' || c == '"')
        end = lex_string(lexer, token);
    else
        end = lex_symbol(lexer, token);
    if (!end) {
        token->kind = CR_TOKEN_FAULT;
        end = lexer->at;
    }
    lexer->at = token->end = end;
}
