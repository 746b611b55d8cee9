/* Numbers inside expressions, and what people write for them elsewhere. */
#include "expr/inside.h"

#include "base/num.h"

#include <string.h>

struct span {
    size_t at, end; /* the longest stretch that looks like a number of the language */
    size_t all;     /* the whole stretch of letters, digits, points and underscores from `at` */
};

static bool digit_at(const struct cr_expr_text *text, size_t i)
{
    return i < text->n && text->s[i] >= '0' && text->s[i] <= '9';
}

static bool word_at(const struct cr_expr_text *text, size_t i)
{
    if (i >= text->n)
        return false;
    char c = text->s[i];
    return digit_at(text, i) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool byte_at(const struct cr_expr_text *text, size_t i, char c)
{
    return i < text->n && text->s[i] == c;
}

static struct span measure(const struct cr_expr_text *text, size_t at)
{
    struct span span = {at, at, at};
    while (digit_at(text, span.end))
        span.end++;
    if (span.end > at && byte_at(text, span.end, '.') && digit_at(text, span.end + 1))
        for (span.end++; digit_at(text, span.end);)
            span.end++;
    size_t e = span.end;
    if (e > at && (byte_at(text, e, 'e') || byte_at(text, e, 'E'))) {
        e += byte_at(text, e + 1, '+') || byte_at(text, e + 1, '-') ? 2 : 1;
        if (digit_at(text, e))
            for (span.end = e; digit_at(text, span.end);)
                span.end++;
    }
    span.all = span.end;
    while (word_at(text, span.all) || byte_at(text, span.all, '.'))
        span.all++;
    return span;
}

/* The digits that stand directly before `at`, as in the 1 of 1,000. */
static size_t digits_before(const struct cr_expr_text *text, size_t at)
{
    size_t from = at;
    while (from && digit_at(text, from - 1))
        from--;
    return from;
}

static size_t refuse(
    struct cr_lexer *lexer, struct span span, enum cr_num_fault fault, const char *hint)
{
    cr_diag(lexer->diags, CR_E_EXPR_NUMBER, cr_lex_place(lexer, span.at, span.all), hint,
        "'%s': %s", cr_lex_quote(lexer, span.at, span.all), cr_num_fault_text(fault));
    return 0;
}

/* .5, 5., 1.2.3, and a point on its own. */
static size_t refuse_point(struct cr_lexer *lexer, struct span span)
{
    const struct cr_expr_text *text = lexer->text;
    const char *s = text->s;
    if (span.end == span.at && !word_at(text, span.at + 1)) {
        cr_diag(lexer->diags, CR_E_EXPR_CHARACTER, cr_lex_place(lexer, span.at, span.at + 1), NULL,
            "a point on its own means nothing");
        return 0;
    }
    if (span.end == span.at && digit_at(text, span.at + 1))
        return refuse(lexer, span, CR_NUM_DOT,
            cr_hint(lexer->diags, "write 0%s", cr_lex_quote(lexer, span.at, span.all)));
    if (span.end == span.at)
        return refuse(lexer, span, CR_NUM_NOT, NULL);
    if (memchr(s + span.at, '.', span.end - span.at)) {
        cr_diag(lexer->diags, CR_E_EXPR_NUMBER, cr_lex_place(lexer, span.at, span.all), NULL,
            "'%s': a number has one decimal point", cr_lex_quote(lexer, span.at, span.all));
        return 0;
    }
    return refuse(lexer, span, CR_NUM_DOT,
        cr_hint(lexer->diags, "write %s", cr_lex_quote(lexer, span.at, span.end)));
}

/* 0x1F, 1_000, 5kg. */
static size_t refuse_letters(struct cr_lexer *lexer, struct span span)
{
    const struct cr_expr_text *text = lexer->text;
    const char *s = text->s;
    if (span.end == span.at + 1 && s[span.at] == '0' && strchr("xXoObB", s[span.end]) &&
        digit_at(text, span.end + 1))
        return refuse(lexer, span, CR_NUM_HEX, NULL);
    if (s[span.end] == '_')
        return refuse(lexer, span, CR_NUM_UNDERSCORE, NULL);
    const char *number = cr_lex_quote(lexer, span.at, span.end);
    const char *unit = cr_lex_quote(lexer, span.end, span.all);
    cr_diag(lexer->diags, CR_E_EXPR_UNIT, cr_lex_place(lexer, span.at, span.all),
        cr_hint(lexer->diags, "write %s, or %s * %s if '%s' is a name", number, number, unit, unit),
        "'%s': a number has no unit and no letters after it",
        cr_lex_quote(lexer, span.at, span.all));
    return 0;
}

/* 010, and the 000 of min(1,000, x), which is a thousand to its author. */
static size_t refuse_zero(struct cr_lexer *lexer, struct span span)
{
    const struct cr_expr_text *text = lexer->text;
    size_t from = span.at ? digits_before(text, span.at - 1) : 0;
    if (!span.at || text->s[span.at - 1] != ',' || from == span.at - 1)
        return refuse(lexer, span, CR_NUM_LEADING_ZERO, NULL);
    const char *whole = cr_lex_quote(lexer, from, span.at - 1);
    const char *rest = cr_lex_quote(lexer, span.at, span.all);
    cr_diag(lexer->diags, CR_E_EXPR_COMMA, cr_lex_place(lexer, from, span.all),
        cr_hint(lexer->diags, "write %s%s", whole, rest), "'%s,%s': thousands take no comma", whole,
        rest);
    return 0;
}

size_t cr_lex_number(struct cr_lexer *lexer, struct cr_token *token)
{
    const struct cr_expr_text *text = lexer->text;
    const char *s = text->s;
    struct span span = measure(text, token->at);
    if (span.end == span.at || byte_at(text, span.end, '.'))
        return refuse_point(lexer, span);
    if (word_at(text, span.end))
        return refuse_letters(lexer, span);
    if (s[span.at] == '0' && digit_at(text, span.at + 1))
        return refuse_zero(lexer, span);
    enum cr_num_fault fault = cr_num_read(s + span.at, span.end - span.at, &token->number);
    if (fault != CR_NUM_OK)
        return refuse(lexer, span, fault, NULL);
    token->kind = CR_TOKEN_NUMBER;
    if (!byte_at(text, span.end, '%'))
        return span.end;
    token->percent = 1;
    double x = token->number / 100;
    if (x == 0 && token->number != 0)
        return refuse(lexer, span, CR_NUM_UNDERFLOW, NULL);
    token->number = x;
    return span.end + 1;
}
