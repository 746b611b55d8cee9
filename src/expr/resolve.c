/* Names get their meaning; what is not known, or not known yet, is reported. */
#include "expr/inside.h"

#include <string.h>

void cr_expr_each(
    const struct cr_expr *expr, void (*fn)(void *context, const struct cr_expr *e), void *context)
{
    const struct cr_expr *e = expr;
    fn(context, e);
    while (cr_expr_linked(e)) {
        e = e->args[0];
        fn(context, e);
    }
    for (int i = 0; i < e->n_args; i++)
        cr_expr_each(e->args[i], fn, context);
    while (e != expr) {
        e = e->up;
        cr_expr_each(e->args[1], fn, context);
    }
}

struct resolver {
    const struct cr_expr_scope *scope;
    struct cr_diags *diags;
    int faults;
};

static const char *scope_name(const struct resolver *r)
{
    return r->scope->where ? r->scope->where : "this place";
}

/* A name for a message, cut where it is absurdly long. */
static const char *shown(struct resolver *r, const char *name)
{
    enum { LONGEST = 64 };
    size_t n = strlen(name);
    if (n <= LONGEST)
        return name;
    for (n = LONGEST; n > 0 && ((unsigned char)name[n] & 0xC0) == 0x80;)
        n--;
    return cr_arena_printf(r->diags->arena, "%.*s...", (int)n, name);
}

/* "did you mean 'grip'?", or the names there are if they are few, or NULL. */
static const char *nearest(struct resolver *r, const char *word, const char *const *names, size_t n)
{
    enum { FEW = 8 };
    const char *near = cr_suggest(word, names, n);
    if (near)
        return cr_hint(r->diags, "did you mean '%s'?", near);
    if (n == 0 || n > FEW)
        return NULL;
    struct cr_buf list;
    cr_buf_init(&list, r->diags->arena);
    for (size_t i = 0; i < n; i++)
        cr_buf_printf(&list, "%s'%s'",
            i       ? ", "
            : n > 1 ? "known here are "
                    : "known here is ",
            names[i]);
    return list.s;
}

/* Reports what the place does not permit: early, what is settled only later. */
static void refuse(struct resolver *r, const struct cr_expr *e, const char *what, const char *hint)
{
    r->faults++;
    cr_diag(
        r->diags, CR_E_EXPR_PLACE, e->place, hint, "%s cannot be used in %s", what, scope_name(r));
}

static bool is_node(const struct resolver *r, const char *name)
{
    int ref;
    return r->scope->node && r->scope->node(r->scope->context, name, &ref);
}

static void unknown_name(struct resolver *r, const struct cr_expr *e)
{
    const struct cr_expr_scope *s = r->scope;
    const char *hint = nearest(r, e->name, s->names, s->n_names);
    const char *name = shown(r, e->name), *near = cr_suggest(e->name, s->names, s->n_names);
    r->faults++;
    if (is_node(r, e->name)) {
        if (s->allow_path)
            hint = cr_hint(r->diags, "whether it was visited: visits(%s) > 0", name);
        cr_diag(r->diags, CR_E_EXPR_NAME, e->place, hint, "'%s' is a node and has no value", name);
    } else if (cr_word_distribution(e->name)) {
        cr_diag(r->diags, CR_E_EXPR_NAME, e->place,
            "a distribution is a whole value, with arguments",
            "'%s' is a distribution and has no value", name);
    } else if (near || !s->told || !s->told(s->context, e->name)) {
        if (!near && s->told)
            hint = cr_hint(r->diags, "%s%sadd it under %s", hint ? hint : "", hint ? "; or " : "",
                s->allow_state ? "'state', or under 'parameters' if no branch changes it"
                               : "'parameters'");
        cr_diag(r->diags, CR_E_EXPR_NAME, e->place, hint,
            s->allow_state ? "no parameter or state variable is called '%s'"
                           : "no parameter is called '%s'",
            name);
    }
}

static void resolve_name(struct resolver *r, struct cr_expr *e)
{
    const struct cr_expr_scope *s = r->scope;
    if (!s->name || !s->name(s->context, e->name, &e->kind, &e->ref))
        unknown_name(r, e);
    else if (e->kind == CR_NAME_STATE && !s->allow_state)
        refuse(r, e, cr_hint(r->diags, "the state variable '%s'", shown(r, e->name)),
            "state changes along the path; only what is fixed for the whole world is known here");
}

static void resolve_took(struct resolver *r, struct cr_expr *e)
{
    const struct cr_expr_scope *s = r->scope;
    const char *dot = strchr(e->name, '.');
    if (!s->allow_path) {
        refuse(r, e, "took(...)", "no path has begun here, so no branch is taken yet");
        return;
    }
    const char *node = cr_arena_strndup(r->diags->arena, e->name, (size_t)(dot - e->name));
    if (s->branch && s->branch(s->context, node, dot + 1, &e->ref, &e->ref2))
        return;
    r->faults++;
    if (s->node && !is_node(r, node))
        cr_diag(r->diags, CR_E_EXPR_BRANCH, e->place, nearest(r, node, s->nodes, s->n_nodes),
            "no node is called '%s'", shown(r, node));
    else
        cr_diag(r->diags, CR_E_EXPR_BRANCH, e->place,
            nearest(r, e->name, s->branches, s->n_branches), "node '%s' has no branch '%s'", node,
            dot + 1);
}

static void resolve_visits(struct resolver *r, struct cr_expr *e)
{
    const struct cr_expr_scope *s = r->scope;
    if (!s->allow_path) {
        refuse(r, e, "visits(...)", "no path has begun here, so no node is visited yet");
        return;
    }
    if (s->node && s->node(s->context, e->name, &e->ref))
        return;
    r->faults++;
    cr_diag(r->diags, CR_E_EXPR_NODE, e->place, nearest(r, e->name, s->nodes, s->n_nodes),
        "no node is called '%s'", shown(r, e->name));
}

static void resolve_leaf(struct resolver *r, struct cr_expr *e)
{
    if (e->op == CR_OP_NAME)
        resolve_name(r, e);
    else if (e->op == CR_OP_TOOK)
        resolve_took(r, e);
    else if (e->op == CR_OP_VISITS)
        resolve_visits(r, e);
    else if (e->op == CR_OP_STAGE && !r->scope->allow_path)
        refuse(r, e, "'stage'", "no path has begun here, so there is no stage yet");
    else if (e->op == CR_OP_PAYOFF && !r->scope->allow_payoff)
        refuse(r, e, "'payoff'",
            "'payoff' is an actor's total and known only in the actor's 'utility'");
}

static void resolve(struct resolver *r, struct cr_expr *top)
{
    struct cr_expr *e = cr_expr_foot(top);
    resolve_leaf(r, e);
    for (int i = 0; i < e->n_args; i++)
        resolve(r, e->args[i]);
    while (e != top) {
        e = e->up;
        resolve(r, e->args[1]);
    }
}

enum cr_status cr_expr_resolve(
    struct cr_expr *expr, const struct cr_expr_scope *scope, struct cr_diags *diags)
{
    struct resolver r = {scope, diags, 0};
    resolve(&r, expr);
    return r.faults == 0 ? CR_OK : CR_INPUT;
}
