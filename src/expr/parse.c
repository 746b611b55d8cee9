/* Tokens to a tree, by binding powers (Pratt). The recursion is as deep as the text nests to the
 * right: parentheses, functions, prefixes and right-hand sides; it is counted and refused beyond
 * CR_EXPR_LEVELS. What leans to the left, a + b + c, is a loop. */
#include "expr/inside.h"

#include <string.h>

enum { MOST_NODES = 1000000 }; /* as many as a file may have YAML nodes */

static struct cr_expr *parse_level(struct cr_parser *parser, int least);

static void advance(struct cr_parser *parser)
{
    parser->previous = parser->token;
    parser->n_open += parser->token.kind == CR_TOKEN_OPEN;
    parser->n_open -= parser->token.kind == CR_TOKEN_CLOSE;
    cr_lex(&parser->lexer, &parser->token);
}

static struct cr_expr *fault(struct cr_parser *parser, enum cr_code_id code,
    const struct cr_token *at, const char *hint, const char *message)
{
    cr_diag(parser->lexer.diags, code, cr_lex_place(&parser->lexer, at->at, at->end), hint, "%s",
        message);
    return NULL;
}

static struct cr_expr *too_deep(
    struct cr_parser *parser, const struct cr_token *at, const char *message)
{
    return fault(parser, CR_E_EXPR_DEPTH, at,
        "make a part of it a parameter, and use its name here", message);
}

/* A node whose text reaches from `at` to what was read last. NULL when the tree gets too large. */
static struct cr_expr *node(
    struct cr_parser *parser, enum cr_op op, size_t at, struct cr_expr **args, int n_args)
{
    struct cr_expr *e = CR_NEW(parser->lexer.arena, struct cr_expr, 1);
    e->op = op;
    e->place = cr_lex_place(&parser->lexer, at, parser->previous.end);
    e->args = args;
    e->n_args = n_args;
    for (int i = 0; i < n_args; i++)
        e->depth = args[i]->depth > e->depth ? args[i]->depth : e->depth;
    e->depth++;
    if (e->depth > CR_EXPR_DEEP || ++parser->n_nodes > MOST_NODES)
        return too_deep(parser, &parser->previous,
            e->depth > CR_EXPR_DEEP ? "an expression may have 10000 operators in a row, not more"
                                    : "an expression may have 1000000 parts, not more");
    return e;
}

static struct cr_expr *node_of(
    struct cr_parser *parser, enum cr_op op, size_t at, struct cr_expr *a, struct cr_expr *b)
{
    struct cr_expr **args = CR_NEW(parser->lexer.arena, struct cr_expr *, 2);
    args[0] = a;
    args[1] = b;
    return node(parser, op, at, args, b ? 2 : 1);
}

static struct cr_expr *parse_paren(struct cr_parser *parser)
{
    struct cr_token open = parser->token;
    advance(parser);
    struct cr_expr *e = parse_level(parser, 0);
    if (!e)
        return NULL;
    if (parser->token.kind != CR_TOKEN_CLOSE)
        return cr_complain_close(parser, &open);
    advance(parser);
    return e;
}

static struct cr_expr *wrong_count(
    struct cr_parser *parser, enum cr_op op, const struct cr_token *word, size_t n)
{
    int arity = cr_ops[op].arity;
    struct cr_lexer *lexer = &parser->lexer;
    struct cr_place place = cr_lex_place(lexer, word->at, parser->previous.end);
    const char *hint = cr_hint(lexer->diags, "%s: %s", cr_op_signature(op), cr_ops[op].help);
    if (op == CR_OP_IF || op == CR_OP_CLAMP)
        hint = cr_ops[op].help; /* it begins with the signature */
    if (arity < 0)
        cr_diag(lexer->diags, CR_E_EXPR_ARGUMENTS, place, hint,
            "%s takes one argument or more, and has none here", cr_op_signature(op));
    else
        cr_diag(lexer->diags, CR_E_EXPR_ARGUMENTS, place, hint,
            "%s takes %d argument%s, here %s %zu", cr_op_signature(op), arity,
            arity == 1 ? "" : "s", n == 1 ? "is" : "are", n);
    return NULL;
}

/* took('node.branch') */
static struct cr_expr *parse_took(
    struct cr_parser *parser, const struct cr_token *word, const struct cr_token *open)
{
    struct cr_token what = parser->token;
    const char *dot = what.kind == CR_TOKEN_STRING ? strchr(what.word, '.') : NULL;
    if (what.kind == CR_TOKEN_DOTTED)
        return fault(parser, CR_E_EXPR_PATH, &what,
            cr_hint(parser->lexer.diags, "write took('%s')", what.word),
            "the branch that took asks about goes in quotes");
    if (what.kind == CR_TOKEN_FAULT)
        return NULL;
    if (!dot || dot == what.word || !dot[1] || strchr(dot + 1, '.'))
        return fault(parser, CR_E_EXPR_PATH, what.kind == CR_TOKEN_END ? word : &what,
            "write took('node.branch'), such as took('palace.reform')",
            "took asks about one branch, named by its node, a dot and the branch");
    advance(parser);
    if (parser->token.kind != CR_TOKEN_CLOSE)
        return parser->token.kind == CR_TOKEN_COMMA ? wrong_count(parser, CR_OP_TOOK, word, 2)
                                                    : cr_complain_close(parser, open);
    advance(parser);
    struct cr_expr *e = node(parser, CR_OP_TOOK, word->at, NULL, 0);
    if (e)
        e->name = what.word;
    return e;
}

/* visits(node); a node may be called as anything, so the word is not looked at. */
static struct cr_expr *parse_visits(
    struct cr_parser *parser, const struct cr_token *word, const struct cr_token *open)
{
    struct cr_token what = parser->token;
    if (what.kind == CR_TOKEN_STRING)
        return fault(parser, CR_E_EXPR_PATH, &what,
            cr_hint(parser->lexer.diags, "write visits(%s)", what.word),
            "the node that visits asks about goes without quotes");
    if (what.kind == CR_TOKEN_FAULT)
        return NULL;
    if (what.kind != CR_TOKEN_WORD && !(what.kind == CR_TOKEN_OP && what.word))
        return fault(parser, CR_E_EXPR_PATH, what.kind == CR_TOKEN_END ? word : &what,
            "write visits(node), such as visits(palace)", "visits asks about one node");
    advance(parser);
    if (parser->token.kind != CR_TOKEN_CLOSE)
        return parser->token.kind == CR_TOKEN_COMMA ? wrong_count(parser, CR_OP_VISITS, word, 2)
                                                    : cr_complain_close(parser, open);
    advance(parser);
    struct cr_expr *e = node(parser, CR_OP_VISITS, word->at, NULL, 0);
    if (e)
        e->name = what.word;
    return e;
}

/* The arguments of a function up to and with its `)`. */
static struct cr_expr *parse_arguments(struct cr_parser *parser, enum cr_op op,
    const struct cr_token *word, const struct cr_token *open)
{
    CR_VEC(struct cr_expr *) args = {0};
    while (parser->token.kind != CR_TOKEN_CLOSE || args.n) {
        struct cr_expr *arg = parse_level(parser, 0);
        if (!arg)
            return NULL;
        cr_vec_push(parser->lexer.arena, &args, arg);
        if (parser->token.kind == CR_TOKEN_CLOSE)
            break;
        if (parser->token.kind != CR_TOKEN_COMMA)
            return cr_complain_close(parser, open);
        advance(parser);
    }
    advance(parser);
    int arity = cr_ops[op].arity;
    if (!args.n || (arity > 0 && args.n != (size_t)arity))
        return wrong_count(parser, op, word, args.n);
    return node(parser, op, word->at, args.at, (int)args.n);
}

static struct cr_expr *parse_call(struct cr_parser *parser, enum cr_op op)
{
    struct cr_token word = parser->previous, open = parser->token;
    if (open.kind == CR_TOKEN_FAULT)
        return NULL;
    if (open.kind != CR_TOKEN_OPEN)
        return fault(parser, CR_E_EXPR_CALL, &word,
            cr_hint(parser->lexer.diags, "write %s", cr_op_signature(op)),
            cr_hint(parser->lexer.diags, "'%s' is a function and needs parentheses", word.word));
    advance(parser);
    if (op == CR_OP_TOOK)
        return parse_took(parser, &word, &open);
    if (op == CR_OP_VISITS)
        return parse_visits(parser, &word, &open);
    return parse_arguments(parser, op, &word, &open);
}

static struct cr_expr *parse_word(struct cr_parser *parser)
{
    struct cr_token word = parser->token;
    enum cr_op op = cr_op_function(word.word);
    advance(parser);
    if (op != CR_N_OPS)
        return parse_call(parser, op);
    if (!strcmp(word.word, cr_ops[CR_OP_STAGE].text))
        return node(parser, CR_OP_STAGE, word.at, NULL, 0);
    if (!strcmp(word.word, cr_ops[CR_OP_PAYOFF].text))
        return node(parser, CR_OP_PAYOFF, word.at, NULL, 0);
    if (cr_complain_word(parser, &word))
        return NULL;
    if (parser->token.kind == CR_TOKEN_OPEN)
        return cr_complain_function(parser, &word);
    struct cr_expr *e = node(parser, CR_OP_NAME, word.at, NULL, 0);
    if (e) {
        e->name = word.word;
        e->ref = e->ref2 = -1;
    }
    return e;
}

static struct cr_expr *parse_number(struct cr_parser *parser)
{
    struct cr_token number = parser->token;
    advance(parser);
    struct cr_expr *e = node(parser, CR_OP_NUMBER, number.at, NULL, 0);
    if (e) {
        e->number = number.number;
        e->percent = number.percent;
    }
    return e;
}

/* - and not; + leaves no trace. `least`: the binding power of what stands before, which `not` must
 * not weaken. */
static struct cr_expr *parse_prefix(struct cr_parser *parser, int least)
{
    struct cr_token sign = parser->token;
    enum cr_op op = sign.op == CR_OP_SUB ? CR_OP_NEG : sign.op;
    if (op == CR_OP_NOT && least > cr_ops[CR_OP_NOT].binding)
        return fault(parser, CR_E_EXPR_OPERAND, &sign, "put it into parentheses: (not ...)",
            "'not' binds more weakly than the operator before it");
    if (op != CR_OP_NOT && op != CR_OP_NEG && op != CR_OP_ADD)
        return cr_complain_value(parser);
    advance(parser);
    struct cr_expr *e =
        parse_level(parser, cr_ops[op == CR_OP_NOT ? CR_OP_NOT : CR_OP_NEG].binding);
    return e && op != CR_OP_ADD ? node_of(parser, op, sign.at, e, NULL) : e;
}

static struct cr_expr *parse_operand(struct cr_parser *parser, int least)
{
    switch (parser->token.kind) {
    case CR_TOKEN_NUMBER:
        return parse_number(parser);
    case CR_TOKEN_WORD:
        return parse_word(parser);
    case CR_TOKEN_OPEN:
        return parse_paren(parser);
    case CR_TOKEN_OP:
        return parse_prefix(parser, least);
    default:
        return cr_complain_value(parser);
    }
}

/* a < b < c: reads c too, for a hint that the author can copy. */
static struct cr_expr *refuse_chain(
    struct cr_parser *parser, size_t at, const struct cr_token *sign, size_t middle)
{
    struct cr_lexer *lexer = &parser->lexer;
    struct cr_token second = parser->token;
    size_t left_end = sign->at;
    while (strchr(" \t\r\n", lexer->text->s[left_end - 1]))
        left_end--;
    const char *left = cr_lex_quote(lexer, at, left_end);
    const char *b = cr_lex_quote(lexer, middle, parser->previous.end);
    advance(parser);
    size_t last = parser->token.at;
    if (!parse_level(parser, cr_ops[CR_OP_ADD].binding))
        return NULL;
    size_t end = parser->previous.end;
    cr_diag(lexer->diags, CR_E_EXPR_CHAIN, cr_lex_place(lexer, second.at, second.end),
        cr_hint(lexer->diags, "did you mean '%s %s %s and %s %s %s'?", left, cr_ops[sign->op].text,
            b, b, cr_ops[second.op].text, cr_lex_quote(lexer, last, end)),
        "comparisons do not chain");
    return NULL;
}

/* The operator at the token and its right side; `at`: where the left side begins. */
static struct cr_expr *parse_right(struct cr_parser *parser, struct cr_expr *left, size_t at)
{
    struct cr_token sign = parser->token;
    int binding = cr_ops[sign.op].binding;
    advance(parser);
    size_t middle = parser->token.at;
    struct cr_expr *right = parse_level(parser, sign.op == CR_OP_POW ? binding : binding + 1);
    if (!right)
        return NULL;
    struct cr_expr *e = node_of(parser, sign.op, at, left, right);
    if (e)
        left->up = e;
    if (e && cr_op_compares(sign.op) && parser->token.kind == CR_TOKEN_OP &&
        cr_op_compares(parser->token.op))
        return refuse_chain(parser, at, &sign, middle);
    return e;
}

static bool continues(const struct cr_token *token, int least)
{
    return token->kind == CR_TOKEN_OP && token->op != CR_OP_NOT &&
           cr_ops[token->op].binding >= least;
}

/* Everything that binds at least as strongly as `least`. */
static struct cr_expr *parse_level(struct cr_parser *parser, int least)
{
    if (parser->level == CR_EXPR_LEVELS && parser->token.kind != CR_TOKEN_FAULT)
        return too_deep(
            parser, &parser->token, "an expression may nest 256 levels deep, not deeper");
    parser->level++;
    size_t at = parser->token.at;
    struct cr_expr *e = parse_operand(parser, least);
    while (e && continues(&parser->token, least))
        e = parse_right(parser, e, at);
    parser->level--;
    return e;
}

struct cr_expr *cr_expr_parse(
    struct cr_arena *arena, const struct cr_expr_text *text, struct cr_diags *diags)
{
    struct cr_parser parser = {.lexer = {.arena = arena, .text = text, .diags = diags}};
    advance(&parser);
    if (parser.token.kind == CR_TOKEN_END) {
        cr_diag(diags, CR_E_EXPR_EMPTY, cr_lex_place(&parser.lexer, 0, text->n), NULL,
            "an expression is missing here");
        return NULL;
    }
    struct cr_expr *e = parse_level(&parser, 0);
    if (e && parser.token.kind != CR_TOKEN_END)
        return cr_complain_operator(&parser);
    return e;
}
