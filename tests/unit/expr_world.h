/* Names with values for the tests of expressions, and the way from text to tree in such a world. */
#ifndef CR_TESTS_EXPR_WORLD_H
#define CR_TESTS_EXPR_WORLD_H

#include "base/num.h"
#include "expr/expr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 16 };

struct names {
    const char *at[MOST];
    double worth[MOST];
    size_t n;
};

struct world {
    struct cr_arena *arena;
    struct cr_diags diags;
    struct names parameters, state, took, visits, nodes, all;
    double stage;
    const char *place; /* "parameter", "utility", or NULL for a measure */
};

static int index_of(const struct names *names, const char *name)
{
    for (size_t i = 0; i < names->n; i++)
        if (!strcmp(names->at[i], name))
            return (int)i;
    return -1;
}

static void add(struct names *names, const char *name, double worth)
{
    if (index_of(names, name) >= 0)
        return;
    assert_true(names->n < MOST);
    names->at[names->n] = name;
    names->worth[names->n++] = worth;
}

static bool find_name(void *context, const char *name, enum cr_name_kind *kind, int *ref)
{
    const struct world *w = context;
    *kind = CR_NAME_PARAMETER;
    *ref = index_of(&w->parameters, name);
    if (*ref >= 0)
        return true;
    *kind = CR_NAME_STATE;
    *ref = index_of(&w->state, name);
    return *ref >= 0;
}

static bool find_node(void *context, const char *node, int *ref)
{
    *ref = index_of(&((const struct world *)context)->nodes, node);
    return *ref >= 0;
}

static bool find_branch(void *context, const char *node, const char *branch, int *ref, int *ref2)
{
    struct world *w = context;
    *ref = index_of(&w->nodes, node);
    *ref2 = index_of(&w->took, cr_arena_printf(w->arena, "%s.%s", node, branch));
    return *ref >= 0 && *ref2 >= 0;
}

static bool took(void *context, int node, int branch)
{
    assert_true(node >= 0);
    return ((const struct world *)context)->took.worth[branch] != 0;
}

static double visits(void *context, int node)
{
    const struct world *w = context;
    return w->visits.worth[index_of(&w->visits, w->nodes.at[node])];
}

static struct cr_expr_env env_of(struct world *w)
{
    return (struct cr_expr_env){w->parameters.worth, w->state.worth, w, took, visits, w->stage, 0};
}

static void world_open(struct world *w)
{
    memset(w, 0, sizeof *w);
    w->arena = cr_arena_new();
    assert_non_null(w->arena);
    cr_diags_init(&w->diags, w->arena, NULL);
}

static struct cr_expr *parse_at(struct world *w, const char *text, uint32_t at)
{
    struct cr_expr_text t = {text, strlen(text), {at, at + (uint32_t)strlen(text)}, 1};
    return cr_expr_parse(w->arena, &t, &w->diags);
}

static struct cr_expr *parse(struct world *w, const char *text)
{
    return parse_at(w, text, 0);
}

static const char *print(struct world *w, const struct cr_expr *e)
{
    struct cr_buf out;
    cr_buf_init(&out, w->arena);
    cr_expr_print(e, &out);
    return out.s;
}

static int resolve(struct world *w, struct cr_expr *e)
{
    int in_parameter = w->place && !strcmp(w->place, "parameter");
    int in_utility = w->place && !strcmp(w->place, "utility");
    struct cr_expr_scope scope = {w, find_name, find_branch, find_node, w->all.at, w->all.n,
        w->took.at, w->took.n, w->nodes.at, w->nodes.n, !in_parameter && !in_utility,
        !in_parameter && !in_utility, in_utility,
        in_parameter ? "a parameter"
        : in_utility ? "a utility"
                     : "a measure",
        NULL};
    return cr_expr_resolve(e, &scope, &w->diags) == CR_OK;
}

#endif
