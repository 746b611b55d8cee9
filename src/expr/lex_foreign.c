/* Operators of other languages and signs from documents: each gets its own sentence. */
#include "expr/inside.h"

#include "base/utf8.h"

#include <string.h>

/* Longer texts first where one begins with the other. */
static const struct foreign {
    const char *text;
    enum cr_code_id code;
    const char *hint;
} foreign[] = {
    {"===", CR_E_EXPR_FOREIGN, "equality is written =="},
    {"!==", CR_E_EXPR_FOREIGN, "inequality is written !="},
    {"=>", CR_E_EXPR_FOREIGN, "'at least' is written >="},
    {"=<", CR_E_EXPR_FOREIGN, "'at most' is written <="},
    {"<>", CR_E_EXPR_FOREIGN, "inequality is written !="},
    {"**", CR_E_EXPR_FOREIGN, "a power is written ^, as in 2^3"},
    {"&&", CR_E_EXPR_FOREIGN, "write 'and'"},
    {"&", CR_E_EXPR_FOREIGN, "write 'and'"},
    {"||", CR_E_EXPR_FOREIGN, "write 'or'"},
    {"|", CR_E_EXPR_FOREIGN, "write 'or', and abs(x) for an absolute value"},
    {"?", CR_E_EXPR_FOREIGN, "write if(c, a, b): a where c holds, else b"},
    {":", CR_E_EXPR_FOREIGN, "a choice is written if(c, a, b)"},
    {";", CR_E_EXPR_FOREIGN,
        "a whole expression is one formula; arguments are separated by commas"},
    {"%", CR_E_EXPR_PERCENT, "write 40% without a space; there is no remainder operator"},
    {"[", CR_E_EXPR_CHARACTER, "only round parentheses ( ) group"},
    {"]", CR_E_EXPR_CHARACTER, "only round parentheses ( ) group"},
    {"{", CR_E_EXPR_CHARACTER, "only round parentheses ( ) group"},
    {"}", CR_E_EXPR_CHARACTER, "only round parentheses ( ) group"},
    {"\xC3\x97", CR_E_EXPR_CHARACTER, "a product is written *"},
    {"\xC2\xB7", CR_E_EXPR_CHARACTER, "a product is written *"},
    {"\xC3\xB7", CR_E_EXPR_CHARACTER, "a quotient is written /"},
    {"\xE2\x88\x92", CR_E_EXPR_CHARACTER, "minus is the sign - of the keyboard"},
    {"\xE2\x80\x93", CR_E_EXPR_CHARACTER, "minus is the sign - of the keyboard"},
    {"\xE2\x80\x94", CR_E_EXPR_CHARACTER, "minus is the sign - of the keyboard"},
    {"\xE2\x89\xA4", CR_E_EXPR_CHARACTER, "'at most' is written <="},
    {"\xE2\x89\xA5", CR_E_EXPR_CHARACTER, "'at least' is written >="},
    {"\xE2\x89\xA0", CR_E_EXPR_CHARACTER, "inequality is written !="},
    {"\xC2\xB2", CR_E_EXPR_CHARACTER, "a square is written x^2"},
    {"\xC2\xB3", CR_E_EXPR_CHARACTER, "a cube is written x^3"},
    {"\xE2\x88\x9A", CR_E_EXPR_CHARACTER, "a square root is written sqrt(x)"},
    {"\xE2\x80\x98", CR_E_EXPR_CHARACTER, "write the straight quote ' of the keyboard"},
    {"\xE2\x80\x99", CR_E_EXPR_CHARACTER, "write the straight quote ' of the keyboard"},
    {"\xE2\x80\x9C", CR_E_EXPR_CHARACTER, "write the straight quote ' of the keyboard"},
    {"\xE2\x80\x9D", CR_E_EXPR_CHARACTER, "write the straight quote ' of the keyboard"},
    {"\xC2\xA0", CR_E_EXPR_CHARACTER, "this is a no-break space; write a plain one"},
    {"\xE2\x82\xAC", CR_E_EXPR_CHARACTER, "a number has no unit; put it into the label"},
};

static bool begins(const struct cr_expr_text *text, size_t at, const char *with)
{
    size_t n = strlen(with);
    return n <= text->n - at && !memcmp(text->s + at, with, n);
}

static void report(struct cr_lexer *lexer, size_t at, const struct foreign *f)
{
    struct cr_place place = cr_lex_place(lexer, at, at + strlen(f->text));
    if (f->code == CR_E_EXPR_PERCENT)
        cr_diag(lexer->diags, f->code, place, f->hint, "%% may only follow a number directly");
    else if (f->code == CR_E_EXPR_FOREIGN)
        cr_diag(lexer->diags, f->code, place, f->hint, "expressions have no '%s'", f->text);
    else
        cr_diag(
            lexer->diags, f->code, place, f->hint, "'%s' cannot be used in an expression", f->text);
}

/* = and !, which also begin == and !=. */
static bool lone_sign(struct cr_lexer *lexer, size_t at)
{
    const struct cr_expr_text *text = lexer->text;
    struct cr_place place = cr_lex_place(lexer, at, at + 1);
    if (begins(text, at, "==") || begins(text, at, "!="))
        return false;
    if (begins(text, at, "="))
        cr_diag(lexer->diags, CR_E_EXPR_ASSIGN, place, "equality is written ==",
            "one = does not compare, and nothing is assigned in an expression");
    else if (begins(text, at, "!"))
        cr_diag(lexer->diags, CR_E_EXPR_FOREIGN, place, "write 'not'", "expressions have no '!'");
    else
        return false;
    return true;
}

static void report_character(struct cr_lexer *lexer, size_t at)
{
    const struct cr_expr_text *text = lexer->text;
    uint32_t code = 0;
    size_t n = cr_utf8_decode(text->s + at, text->n - at, &code);
    struct cr_place place = cr_lex_place(lexer, at, at + (n ? n : 1));
    if (!n)
        cr_diag(lexer->diags, CR_E_EXPR_CHARACTER, place, NULL, "the byte 0x%02X is not UTF-8",
            (unsigned)(unsigned char)text->s[at]);
    else if (code < 0x20 || !cr_utf8_printable(code))
        cr_diag(lexer->diags, CR_E_EXPR_CHARACTER, place, NULL,
            "the invisible character U+%04X cannot be used in an expression", (unsigned)code);
    else
        cr_diag(lexer->diags, CR_E_EXPR_CHARACTER, place,
            code < 0x80 ? NULL : "names take the letters a to z, A to Z, digits and _",
            "'%.*s' cannot be used in an expression", (int)n, text->s + at);
}

bool cr_lex_foreign(struct cr_lexer *lexer, size_t at)
{
    const struct cr_expr_text *text = lexer->text;
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++)
        if (begins(text, at, foreign[i].text)) {
            report(lexer, at, &foreign[i]);
            return true;
        }
    if (lone_sign(lexer, at))
        return true;
    size_t n;
    if (strchr("(),", text->s[at]) && text->s[at])
        return false;
    if (cr_op_symbol(text->s + at, text->n - at, &n) != CR_N_OPS)
        return false;
    report_character(lexer, at);
    return true;
}
