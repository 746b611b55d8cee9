/* What the files of this room share and nobody else needs. */
#ifndef CR_EXPR_INSIDE_H
#define CR_EXPR_INSIDE_H

#include "expr/expr.h"

/* ---- operators (ops.c) ---- */

/* The function with this name, CR_N_OPS if there is none. took and visits are functions too. */
enum cr_op cr_op_function(const char *word);
/* The infix operator that the text begins with (symbols only), CR_N_OPS if none; *n: its length. */
enum cr_op cr_op_symbol(const char *text, size_t left, size_t *n);
/* How a function is called: "clamp(x, low, high)". */
const char *cr_op_signature(enum cr_op op);
/* Whether a word names a distribution: text for messages only, the distributions are another
 * room's. */
bool cr_word_distribution(const char *word);

static inline bool cr_op_compares(enum cr_op op)
{
    return op >= CR_OP_LT && op <= CR_OP_NE;
}

static inline bool cr_expr_infix(const struct cr_expr *e)
{
    return e->n_args == 2 && cr_ops[e->op].binding > 0;
}

/* Whether the way from e down its left side can be climbed back. */
static inline bool cr_expr_linked(const struct cr_expr *e)
{
    return cr_expr_infix(e) && e->args[0]->up == e;
}

/* The lowest node of the chain that leans left from e: from there `up` leads back to e. */
static inline struct cr_expr *cr_expr_foot(struct cr_expr *e)
{
    while (cr_expr_linked(e))
        e = e->args[0];
    return e;
}

/* ---- tokens (lex.c) ---- */

enum cr_token_kind {
    CR_TOKEN_END,
    CR_TOKEN_NUMBER,
    CR_TOKEN_WORD,   /* a name, a function or a reserved word */
    CR_TOKEN_DOTTED, /* words with dots between, as in node.branch */
    CR_TOKEN_STRING, /* in quotes */
    CR_TOKEN_OP,     /* infix or prefix: op */
    CR_TOKEN_OPEN,
    CR_TOKEN_CLOSE,
    CR_TOKEN_COMMA,
    CR_TOKEN_FAULT /* reported already */
};

struct cr_token {
    enum cr_token_kind kind;
    enum cr_op op;
    size_t at, end; /* bytes of the text */
    double number;
    bool percent;
    const char *word; /* WORD, DOTTED, and STRING without its quotes */
};

struct cr_lexer {
    struct cr_arena *arena;
    const struct cr_expr_text *text;
    struct cr_diags *diags;
    size_t at;
};

/* The place of bytes at to end of the text (lex_text.c). */
struct cr_place cr_lex_place(const struct cr_lexer *lexer, size_t at, size_t end);
/* The author's own words for a message, cut where they are long (lex_text.c). */
const char *cr_lex_quote(const struct cr_lexer *lexer, size_t at, size_t end);

/* The next token. A text that is none is reported, with a sentence of its own where one can be
 * guessed. */
void cr_lex(struct cr_lexer *lexer, struct cr_token *token);

/* Reads a number; returns its end, or 0 after reporting what is wrong with it (lex_number.c). */
size_t cr_lex_number(struct cr_lexer *lexer, struct cr_token *token);
/* Whether a character or an operator that the language does not have stands here; it is reported
 * (lex_foreign.c). */
bool cr_lex_foreign(struct cr_lexer *lexer, size_t at);

/* ---- the parser and its complaints (parse.c, complain.c) ---- */

struct cr_parser {
    struct cr_lexer lexer;
    struct cr_token token;    /* the one to be read next */
    struct cr_token previous; /* the one read last */
    int level;                /* of recursion */
    int n_open;               /* parentheses not closed yet */
    size_t n_nodes;
};

/* Each reports why the parser cannot go on at its token, and returns NULL. A FAULT token is
 * reported already. */
struct cr_expr *cr_complain_value(struct cr_parser *parser);    /* a value is missing here */
struct cr_expr *cr_complain_operator(struct cr_parser *parser); /* an operator is missing here */
/* Something else than `)` here; `open` is the place of its partner. */
struct cr_expr *cr_complain_close(struct cr_parser *parser, const struct cr_token *open);
/* A word that is a form around expressions, or a number elsewhere; returns whether it was (then it
 * is reported). */
bool cr_complain_word(struct cr_parser *parser, const struct cr_token *token);
struct cr_expr *cr_complain_function(struct cr_parser *parser, const struct cr_token *token);

/* ---- printing (print.c) ---- */

/* Prints into at most `size` bytes and a NUL, cut with "..." between characters. */
void cr_expr_print_cut(const struct cr_expr *expr, char *out, size_t size);

/* ---- faults (fault.c) ---- */

/* Why op is not defined on these values: the sentence, the place, and the code. */
enum cr_code_id cr_expr_why(
    const struct cr_expr *e, const double *args, int n, struct cr_expr_fault *fault);

#endif
