/* Random trees, the same in every run, and whether two trees are the same. */
#ifndef CR_TESTS_EXPR_RANDOM_H
#define CR_TESTS_EXPR_RANDOM_H

#include "expr/expr.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static uint64_t dice_state;

static uint32_t dice(uint32_t n)
{
    dice_state = dice_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((dice_state >> 33) % n);
}

static const char *const dice_names[] = {"x", "y", "grip", "a_1"};
static const double dice_worth[] = {3, -0.5, 0, 42};

static double worth(const char *word, size_t n)
{
    for (int i = 0; i < 4; i++)
        if (strlen(dice_names[i]) == n && !memcmp(dice_names[i], word, n))
            return dice_worth[i];
    fail();
    return 0;
}

static struct cr_expr *random_leaf(struct cr_arena *arena, int path)
{
    static const double numbers[] = {0, 1, 2, 0.5, 0.29, 1e6, 7.25, 1e21};
    static const char *const branches[] = {
        "palace.reform", "rule.Moscow's", "a.say \"no\"", "b.both ' and \""};
    struct cr_expr *e = CR_NEW(arena, struct cr_expr, 1);
    uint32_t kind = dice(path ? 8 : 4);
    if (kind < 2) {
        e->op = CR_OP_NUMBER;
        e->number = numbers[dice(8)];
        e->percent = dice(4) == 0;
        if (e->percent)
            e->number /= 100;
    } else if (kind < 6) {
        e->op = CR_OP_NAME;
        e->name = dice_names[dice(4)];
    } else {
        e->op = kind == 6 ? CR_OP_TOOK : dice(2) ? CR_OP_STAGE : CR_OP_VISITS;
        e->name = e->op == CR_OP_TOOK ? branches[dice(4)] : "palace";
    }
    return e;
}

/* A tree without links, as another room might make one. */
static struct cr_expr *random_tree(struct cr_arena *arena, int depth, int path)
{
    if (depth == 0 || dice(6) == 0)
        return random_leaf(arena, path);
    struct cr_expr *e = CR_NEW(arena, struct cr_expr, 1);
    e->op = (enum cr_op)(CR_OP_OR + (int)dice(CR_N_OPS - CR_OP_OR));
    if (dice(2))
        e->op = (enum cr_op)(CR_OP_OR + (int)dice(CR_OP_IF - CR_OP_OR));
    e->n_args = cr_ops[e->op].arity < 0 ? 1 + (int)dice(4) : cr_ops[e->op].arity;
    e->args = CR_NEW(arena, struct cr_expr *, e->n_args);
    for (int i = 0; i < e->n_args; i++)
        e->args[i] = random_tree(arena, depth - 1, path);
    return e;
}

static int same(const struct cr_expr *a, const struct cr_expr *b)
{
    if (a->op != b->op || a->n_args != b->n_args || a->percent != b->percent)
        return 0;
    if (a->op == CR_OP_NUMBER && memcmp(&a->number, &b->number, sizeof a->number) != 0)
        return 0;
    if ((a->op == CR_OP_NAME || a->op == CR_OP_TOOK || a->op == CR_OP_VISITS) &&
        strcmp(a->name, b->name) != 0)
        return 0;
    for (int i = 0; i < a->n_args; i++)
        if (!same(a->args[i], b->args[i]))
            return 0;
    return 1;
}

#endif
