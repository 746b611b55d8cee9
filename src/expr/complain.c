/* Why the parser cannot go on: the sentences. */
#include "expr/inside.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *quote(struct cr_parser *parser, const struct cr_token *token)
{
    return cr_lex_quote(&parser->lexer, token->at, token->end);
}

static struct cr_place token_place(struct cr_parser *parser, const struct cr_token *token)
{
    return cr_lex_place(&parser->lexer, token->at, token->end);
}

static struct cr_expr *say(struct cr_parser *parser, enum cr_code_id code,
    const struct cr_token *token, const char *hint, const char *message)
{
    cr_diag(parser->lexer.diags, code, token_place(parser, token), hint, "%s", message);
    return NULL;
}

static struct cr_expr *quotes(struct cr_parser *parser, const struct cr_token *token)
{
    return say(parser, CR_E_EXPR_QUOTES, token, "names are written without quotes",
        "only took('node.branch') has text in quotes");
}

static struct cr_expr *dotted(struct cr_parser *parser, const struct cr_token *token)
{
    return say(parser, CR_E_EXPR_DOT, token,
        cr_hint(parser->lexer.diags, "whether a branch was taken on this path: took('%s')",
            quote(parser, token)),
        cr_hint(parser->lexer.diags, "'%s' has no value: names in expressions have no dot",
            quote(parser, token)));
}

static struct cr_expr *stray(struct cr_parser *parser)
{
    return say(parser, CR_E_EXPR_PAREN, &parser->token, "take it away, or open one before",
        "this parenthesis closes nothing");
}

struct cr_expr *cr_complain_value(struct cr_parser *parser)
{
    struct cr_lexer *lexer = &parser->lexer;
    const struct cr_token *token = &parser->token, *previous = &parser->previous;
    bool first = !previous->end; /* nothing was read yet */
    if (token->kind == CR_TOKEN_FAULT)
        return NULL;
    if (token->kind == CR_TOKEN_STRING)
        return quotes(parser, token);
    if (token->kind == CR_TOKEN_DOTTED)
        return dotted(parser, token);
    if (token->kind == CR_TOKEN_CLOSE && !parser->n_open)
        return stray(parser);
    if (token->kind == CR_TOKEN_END)
        return say(parser, CR_E_EXPR_OPERAND, previous, NULL,
            cr_hint(lexer->diags, "a value is missing after '%s'", quote(parser, previous)));
    if (token->kind == CR_TOKEN_CLOSE && previous->kind == CR_TOKEN_OPEN)
        return say(
            parser, CR_E_EXPR_OPERAND, token, NULL, "there is nothing between the parentheses");
    if (token->kind == CR_TOKEN_OP && cr_op_compares(token->op) && previous->kind == CR_TOKEN_OP &&
        cr_op_compares(previous->op))
        return say(parser, CR_E_EXPR_FOREIGN, token, "the comparisons are < <= > >= == !=",
            cr_hint(lexer->diags, "'%s%s' is not a comparison", quote(parser, previous),
                quote(parser, token)));
    return say(parser, CR_E_EXPR_OPERAND, token, NULL,
        first ? cr_hint(lexer->diags, "a value is missing before '%s'", quote(parser, token))
              : cr_hint(lexer->diags, "a value is missing between '%s' and '%s'",
                    quote(parser, previous), quote(parser, token)));
}

/* A comma outside a function: 1,000 or 1,5, or just a comma. */
static struct cr_expr *comma(struct cr_parser *parser)
{
    struct cr_lexer *lexer = &parser->lexer;
    struct cr_token before = parser->previous, comma = parser->token;
    const struct cr_expr_text *text = lexer->text;
    size_t end = comma.end;
    while (end < text->n && text->s[end] >= '0' && text->s[end] <= '9')
        end++;
    if (before.kind != CR_TOKEN_NUMBER || before.percent || end == comma.end)
        return say(parser, CR_E_EXPR_COMMA, &comma, NULL,
            "a comma goes only between the arguments of a function");
    const char *whole = quote(parser, &before), *rest = cr_lex_quote(lexer, comma.end, end);
    const char *hint = end - comma.end == 3
                           ? cr_hint(lexer->diags, "write %s%s, or %s.%s", whole, rest, whole, rest)
                           : cr_hint(lexer->diags, "write %s.%s", whole, rest);
    cr_diag(lexer->diags, CR_E_EXPR_COMMA, cr_lex_place(lexer, before.at, end), hint,
        "'%s,%s': a number has no comma", whole, rest);
    return NULL;
}

/* `and` in capitals, and words that belong to forms around expressions. */
static bool misplaced_word(struct cr_parser *parser)
{
    static const char *const lower[] = {"and", "or", "AND", "OR", "And", "Or"};
    struct cr_token token = parser->token;
    if (token.kind != CR_TOKEN_WORD)
        return false;
    for (size_t i = 2; i < COUNT(lower); i++)
        if (!strcmp(token.word, lower[i])) {
            say(parser, CR_E_EXPR_OPERATOR, &token,
                cr_hint(parser->lexer.diags, "write '%s'", lower[i % 2]),
                cr_hint(parser->lexer.diags, "'%s' is written in small letters",
                    quote(parser, &token)));
            return true;
        }
    return cr_complain_word(parser, &token);
}

struct cr_expr *cr_complain_operator(struct cr_parser *parser)
{
    struct cr_lexer *lexer = &parser->lexer;
    const struct cr_token *token = &parser->token, *previous = &parser->previous;
    if (token->kind == CR_TOKEN_FAULT || misplaced_word(parser))
        return NULL;
    if (token->kind == CR_TOKEN_COMMA)
        return comma(parser);
    if (token->kind == CR_TOKEN_CLOSE)
        return stray(parser);
    if (token->kind == CR_TOKEN_STRING)
        return quotes(parser, token);
    const char *before = quote(parser, previous), *here = quote(parser, token);
    const char *hint = NULL;
    if (token->kind == CR_TOKEN_OP) /* only `not` gets here */
        hint = "write 'and not', or 'or not'";
    else if (token->kind == CR_TOKEN_NUMBER || token->kind == CR_TOKEN_WORD ||
             token->kind == CR_TOKEN_OPEN)
        hint = cr_hint(lexer->diags, "a product is written '%s * %s'", before,
            token->kind == CR_TOKEN_OPEN ? "(...)" : here);
    return say(parser, CR_E_EXPR_OPERATOR, token, hint,
        cr_hint(lexer->diags, "an operator is missing between '%s' and '%s'", before, here));
}

struct cr_expr *cr_complain_close(struct cr_parser *parser, const struct cr_token *open)
{
    if (parser->token.kind == CR_TOKEN_END)
        return say(
            parser, CR_E_EXPR_PAREN, open, "close it with )", "this parenthesis is never closed");
    return cr_complain_operator(parser);
}

/* inf, nan, true and false. */
static bool constant_word(struct cr_parser *parser, const struct cr_token *token)
{
    static const char *const words[] = {
        "inf", "Inf", "INF", "infinity", "Infinity", "nan", "NaN", "NAN"};
    static const char *const truths[] = {"true", "True", "TRUE", "false", "False", "FALSE"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (!strcmp(token->word, words[i])) {
            say(parser, CR_E_EXPR_NUMBER, token, NULL,
                cr_hint(parser->lexer.diags, "'%s' is not a number to compute with",
                    quote(parser, token)));
            return true;
        }
    for (size_t i = 0; i < COUNT(truths); i++)
        if (!strcmp(token->word, truths[i])) {
            say(parser, CR_E_EXPR_RESERVED, token, i < 3 ? "write 1" : "write 0",
                cr_hint(parser->lexer.diags, "true is 1 and false is 0; there is no word '%s'",
                    token->word));
            return true;
        }
    return false;
}

bool cr_complain_word(struct cr_parser *parser, const struct cr_token *token)
{
    static const char *const forms[] = {"rest", "to", "from", "per"};
    if (constant_word(parser, token))
        return true;
    if (!cr_expr_reserved(token->word) || cr_op_function(token->word) != CR_N_OPS ||
        !strcmp(token->word, "stage") || !strcmp(token->word, "payoff"))
        return false;
    const char *hint = "write a probability, such as 70%";
    for (size_t i = 0; i < COUNT(forms); i++)
        if (!strcmp(token->word, forms[i]))
            hint = i == 0   ? "write 'rest' alone as the weight of a branch"
                   : i == 1 ? "a range is a whole value; make it a parameter, and use its name here"
                            : "a shift such as 'x1.5 per 10 from 50' is a whole value";
    say(parser, CR_E_EXPR_RESERVED, token, hint,
        cr_hint(parser->lexer.diags,
            "'%s' is a word of the language and cannot be used inside an expression",
            quote(parser, token)));
    return true;
}

/* What other languages call it. */
static const char *other_name(const char *word)
{
    static const char *const names[][2] = {{"ln", "the natural logarithm is log(x)"},
        {"log2", "write log(x) / log(2)"}, {"pow", "a power is written x^y"},
        {"power", "a power is written x^y"}, {"sigmoid", "write logistic(x)"},
        {"ceiling", "write ceil(x)"}, {"iif", "write if(c, a, b)"}, {"ifelse", "write if(c, a, b)"},
        {"mod", "there is no remainder"}, {"sum", "write a + b"}, {"mean", "write (a + b) / 2"},
        {"avg", "write (a + b) / 2"}, {"minimum", "write min(a, b)"},
        {"maximum", "write max(a, b)"}, {"int", "write floor(x), ceil(x) or round(x)"},
        {"trunc", "write floor(x), ceil(x) or round(x)"}};
    for (size_t i = 0; i < COUNT(names); i++)
        if (!strcmp(word, names[i][0]))
            return names[i][1];
    return NULL;
}

struct cr_expr *cr_complain_function(struct cr_parser *parser, const struct cr_token *token)
{
    struct cr_diags *diags = parser->lexer.diags;
    const char *functions[CR_N_OPS];
    size_t n = 0;
    if (cr_word_distribution(token->word))
        return say(parser, CR_E_EXPR_DISTRIBUTION, token,
            "a distribution is a whole value; make it a parameter, and use its name here",
            cr_hint(diags, "'%s' is a distribution and cannot be used inside an expression",
                quote(parser, token)));
    for (int op = 0; op < CR_N_OPS; op++)
        if (cr_op_function(cr_ops[op].text) == (enum cr_op)op)
            functions[n++] = cr_ops[op].text;
    const char *hint = other_name(token->word), *near = cr_suggest(token->word, functions, n);
    if (!hint && near)
        hint = cr_hint(diags, "did you mean '%s'?", near);
    if (!hint)
        hint = cr_hint(diags, "if a product is meant: %s * (...)", quote(parser, token));
    return say(parser, CR_E_EXPR_FUNCTION, token, hint,
        cr_hint(diags, "there is no function '%s'", quote(parser, token)));
}
