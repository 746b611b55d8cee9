/* Expressions: text to a checked tree, its evaluation for one case, and its text. Knows no YAML and
 * no scenario: names are given their meaning by a resolver. */
#ifndef CR_EXPR_EXPR_H
#define CR_EXPR_EXPR_H

#include "base/diag.h"

/* Every operator and function: CR_OP(name, text, arity, kind, help); see expr/ops.def. */
enum cr_op {
#define CR_OP(name, text, arity, binding, help) CR_OP_##name,
#include "expr/ops.def"
#undef CR_OP
    CR_N_OPS
};

struct cr_op_info {
    const char *name, *text; /* "ADD", "+"; "SQRT", "sqrt" */
    int arity;               /* -1: one or more (min, max) */
    int binding;             /* binding power of an infix operator; 0: function or leaf */
    const char *help;
};
extern const struct cr_op_info cr_ops[CR_N_OPS];

/* What a name stands for; the resolver fills in kind and index. */
enum cr_name_kind { CR_NAME_UNRESOLVED, CR_NAME_PARAMETER, CR_NAME_STATE };

struct cr_expr {
    enum cr_op op;
    struct cr_place place; /* the whole stretch, without parentheses around it */
    double number;         /* CR_OP_NUMBER */
    bool percent;          /* the number was written with % */
    const char *name; /* CR_OP_NAME; CR_OP_TOOK: "node.branch" as written; CR_OP_VISITS: the node */
    enum cr_name_kind kind; /* CR_OP_NAME */
    int ref, ref2;          /* NAME: index; TOOK: node, branch; VISITS: node */
    int n_args;
    struct cr_expr **args;
    int depth; /* levels of the parsed tree from here down: 1 for a leaf, at most CR_EXPR_DEEP */
    /* For a left side of an infix operator: that operator's node, else NULL. `a + b + c + ...`
     * leans to the left as deep as it is long; walkers climb along `up` instead of recursing there.
     * A tree made by hand may leave it NULL (it is then walked by recursion). */
    struct cr_expr *up;
};

/* What is refused: more levels of parentheses, functions, prefixes and right-hand sides (the
 * recursion of every walker of this room), and a deeper tree (what a plain recursive walker
 * elsewhere has to bear). */
#define CR_EXPR_LEVELS 256
#define CR_EXPR_DEEP 10000

/* Where the text of an expression stands, so that faults inside it can be pointed at: byte k of the
 * text is byte base.at + k of the source if `direct`, else every place is `base`. */
struct cr_expr_text {
    const char *s;
    size_t n;
    struct cr_place base;
    int direct;
};

/* Parses a whole text. NULL when it is faulty; its first fault is added, and the next
 * one too if it stands right behind. More than CR_EXPR_LEVELS
 * levels are refused (no recursion on the C stack beyond that), and so is a chain of operators
 * deeper than CR_EXPR_DEEP. Suggests for misspelt functions; sentences of their own for =, &&, ||,
 * !, ?:, unit suffixes, 1,000. */
struct cr_expr *cr_expr_parse(
    struct cr_arena *arena, const struct cr_expr_text *text, struct cr_diags *diags);

/* Gives names their meaning. Each callback says whether it knows the name and sets the indices; for
 * an unknown name the caller of the callback reports it with the nearest of `names`.
 * `allow_payoff`, `allow_path` (took, visits, stage), `allow_state`: what the place in the file
 * permits. A fault is reported. */
struct cr_expr_scope {
    void *context;
    bool (*name)(void *context, const char *name, enum cr_name_kind *kind, int *ref);
    bool (*branch)(void *context, const char *node, const char *branch, int *ref, int *ref2);
    bool (*node)(void *context, const char *node, int *ref);
    const char *const *names; /* for suggestions: every parameter and state variable */
    size_t n_names;
    const char *const *branches; /* "node.branch" of every branch */
    size_t n_branches;
    const char *const *nodes;
    size_t n_nodes;
    bool allow_state, allow_path, allow_payoff;
    const char *where; /* "a parameter", "a measure", ... for messages */
    /* Whether this name without a declaration was told before: then it is not told again. May be
     * NULL. */
    bool (*told)(void *context, const char *name);
};
enum cr_status cr_expr_resolve(
    struct cr_expr *expr, const struct cr_expr_scope *scope, struct cr_diags *diags) CR_MUST_USE;

/* Folds constant subtrees, in place; a constant fault (1/0) is reported at its place. Returns NULL
 * after a fault. The sides of `if`, `and`, `or` that are known not to be needed may be
 * faulty; one that some values may need may not. */
struct cr_expr *cr_expr_fold(struct cr_arena *arena, struct cr_expr *expr, struct cr_diags *diags);
/* Whether it is a number after folding. */
bool cr_expr_is_number(const struct cr_expr *expr, double *x);

/* One case: what the names are worth. Any callback may be NULL if the expression cannot need it. */
struct cr_expr_env {
    const double *parameters, *state; /* by index */
    void *context;
    bool (*took)(void *context, int node, int branch);
    double (*visits)(void *context, int node);
    double stage, payoff;
};
/* The fault met in an evaluation: where, and a sentence with the values ("division by zero:
 * cohesion - 5 is 0"). */
struct cr_expr_fault {
    struct cr_place place;
    char text[192];
};
/* CR_OK and *x (finite), or CR_INPUT and the fault. Uses base/fmath.h only, so the bits are the
 * same everywhere. */
enum cr_status cr_expr_eval(const struct cr_expr *expr, const struct cr_expr_env *env, double *x,
    struct cr_expr_fault *fault) CR_MUST_USE;
/* One operator on values (finite), the definition that every evaluator shares; NaN where it is not
 * defined or the result is not finite. For SELECT (if), AND, OR give all arguments; NaN in an
 * argument not needed is fine. */
double cr_op_apply(enum cr_op op, const double *args, int n);

/* Canonical text: fewest parentheses that parse back to the same tree. */
void cr_expr_print(const struct cr_expr *expr, struct cr_buf *out);

/* Calls fn for every subtree, parents first. */
void cr_expr_each(
    const struct cr_expr *expr, void (*fn)(void *context, const struct cr_expr *e), void *context);
/* Whether `word` is a reserved word of expressions or of the forms around them (rest, to, if,
 * likely, ...). */
bool cr_expr_reserved(const char *word);

#endif
