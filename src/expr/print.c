/* A tree to its canonical text: the fewest parentheses that parse back to the same tree. */
#include "expr/inside.h"

#include "base/num.h"

#include <math.h>
#include <string.h>

enum { LEAF = 100 }; /* binds more strongly than any operator */

struct printer {
    struct cr_buf *buf; /* where text goes; NULL: to `out` */
    char *out;          /* [size] where text goes without a buffer */
    size_t n, size;
    bool cut;
};

static void put(struct printer *p, const char *text, size_t n)
{
    if (p->buf) {
        cr_buf_add(p->buf, text, n);
        return;
    }
    size_t room = p->size - 1 - p->n;
    if (n > room) {
        p->cut = true;
        n = room;
    }
    memcpy(p->out + p->n, text, n);
    p->n += n;
}

static void put_str(struct printer *p, const char *text)
{
    put(p, text, strlen(text));
}

/* The shortest decimal that, divided by 100, is x again; 0 if there is none (a tree made by hand).
 */
static bool percent_text(double x, char best[32])
{
    enum { STEPS = 4 };
    double y = x * 100;
    best[0] = '\0';
    for (int i = 0; i < STEPS; i++)
        y = nextafter(y, -INFINITY);
    for (int i = -STEPS; i <= STEPS; i++, y = nextafter(y, INFINITY)) {
        char text[32];
        if (y / 100 != x)
            continue;
        cr_num_print(text, y);
        if (!best[0] || strlen(text) < strlen(best))
            memcpy(best, text, sizeof text);
    }
    return best[0] != '\0';
}

static void put_number(struct printer *p, const struct cr_expr *e)
{
    char text[32];
    if (e->percent && percent_text(e->number, text)) {
        put_str(p, text);
        put_str(p, "%");
        return;
    }
    cr_num_print(text, e->number);
    put_str(p, text);
}

/* took('node.branch'), with the quote that the branch does not have. */
static void put_took(struct printer *p, const char *name)
{
    const char *quote = strchr(name, '\'') && !strchr(name, '"') ? "\"" : "'";
    put_str(p, "took(");
    put_str(p, quote);
    for (const char *c = name; *c; c++) {
        if (*c == *quote)
            put_str(p, quote);
        put(p, c, 1);
    }
    put_str(p, quote);
    put_str(p, ")");
}

static int binding(const struct cr_expr *e)
{
    if (e->op == CR_OP_NUMBER &&
        signbit(e->number)) /* only after folding: it is read as a minus and a number */
        return cr_ops[CR_OP_NEG].binding;
    return cr_ops[e->op].binding ? cr_ops[e->op].binding : LEAF;
}

/* Whether the i-th argument of an operator stands in parentheses. */
static bool enclosed(const struct cr_expr *e, int i)
{
    int mine = binding(e), its = binding(e->args[i]);
    if (e->n_args == 1)
        return its < mine;
    if (e->op == CR_OP_POW && i == 1 && its == cr_ops[CR_OP_NEG].binding)
        return false; /* 2^-x */
    if (e->op == CR_OP_POW)
        return i == 0 ? its <= mine : its < mine;
    return i == 0 && !cr_op_compares(e->op) ? its < mine : its <= mine;
}

static void print(struct printer *p, const struct cr_expr *top);

static void print_argument(struct printer *p, const struct cr_expr *e, int i)
{
    bool parens = enclosed(e, i);
    if (parens)
        put_str(p, "(");
    print(p, e->args[i]);
    if (parens)
        put_str(p, ")");
}

static void print_right(struct printer *p, const struct cr_expr *e)
{
    const char *blank = e->op == CR_OP_POW ? "" : " ";
    put_str(p, blank);
    put_str(p, cr_ops[e->op].text);
    put_str(p, blank);
    print_argument(p, e, 1);
}

static void print_function(struct printer *p, const struct cr_expr *e)
{
    put_str(p, cr_ops[e->op].text);
    put_str(p, "(");
    for (int i = 0; i < e->n_args && !p->cut; i++) {
        if (i)
            put_str(p, ", ");
        print(p, e->args[i]);
    }
    put_str(p, ")");
}

/* Everything but the infix operators whose left sides are climbed. */
static void print_foot(struct printer *p, const struct cr_expr *e)
{
    if (e->op == CR_OP_NUMBER) {
        put_number(p, e);
    } else if (e->op == CR_OP_NAME) {
        put_str(p, e->name);
    } else if (e->op == CR_OP_TOOK) {
        put_took(p, e->name);
    } else if (e->op == CR_OP_VISITS) {
        put_str(p, "visits(");
        put_str(p, e->name);
        put_str(p, ")");
    } else if (e->op == CR_OP_NEG || e->op == CR_OP_NOT) {
        put_str(p, e->op == CR_OP_NEG ? "-" : "not ");
        print_argument(p, e, 0);
    } else if (cr_expr_infix(e)) {
        print_argument(p, e, 0);
        print_right(p, e);
    } else if (e->n_args) {
        print_function(p, e);
    } else {
        put_str(p, cr_ops[e->op].text);
    }
}

static void print(struct printer *p, const struct cr_expr *top)
{
    const struct cr_expr *e = top;
    for (; cr_expr_linked(e); e = e->args[0])
        if (enclosed(e, 0))
            put_str(p, "(");
    print_foot(p, e);
    while (e != top && !p->cut) {
        e = e->up;
        if (enclosed(e, 0))
            put_str(p, ")");
        print_right(p, e);
    }
}

void cr_expr_print(const struct cr_expr *expr, struct cr_buf *out)
{
    struct printer p = {.buf = out};
    print(&p, expr);
}

void cr_expr_print_cut(const struct cr_expr *expr, char *out, size_t size)
{
    struct printer p = {.out = out, .size = size};
    print(&p, expr);
    if (p.cut) {
        while (p.n > size - 4 || ((unsigned char)out[p.n] & 0xC0) == 0x80)
            p.n--;
        memcpy(out + p.n, "...", 3);
        p.n += 3;
    }
    out[p.n] = '\0';
}
