/* A hidden cause that looks like the type of an actor: only this actor's payoffs depend on it, and
 * the actor decides later, as somebody else does. In life one mostly knows one's own mind, and
 * `hidden: true` says that one does not.
 *
 * Payoffs depend on a branch by took(...), or by a state variable that its effects move. */
#include "scenario/reader.h"

#include <string.h>

struct asking {
    const struct cr_node *node;
    int index;
    bool found;
};

static bool moves_state(const struct cr_node *node, int state)
{
    bool moves = false;
    for (size_t b = 0; b < node->n_branches; b++) {
        const struct cr_branch_item *branch = &node->branches[b];
        for (size_t i = 0; i < branch->n_sets; i++)
            moves |= branch->sets[i].state == state;
        for (size_t i = 0; i < branch->n_changes; i++)
            moves |= branch->changes[i].state == state;
    }
    return moves;
}

static void check_expr(void *context, const struct cr_expr *e)
{
    struct asking *asking = context;
    if (e->op == CR_OP_TOOK)
        asking->found |= e->ref == asking->index;
    if (e->op == CR_OP_NAME && e->kind == CR_NAME_STATE)
        asking->found |= moves_state(asking->node, e->ref);
}

static bool asks(const struct cr_scenario *s, int node, const struct cr_expr *e)
{
    struct asking asking = {&s->nodes[node], node, false};
    if (e)
        cr_expr_each(e, check_expr, &asking);
    return asking.found;
}

static void find_paid(
    const struct cr_scenario *s, int node, const struct cr_pay *pays, size_t n, unsigned char *paid)
{
    for (size_t i = 0; i < n; i++) {
        if (pays[i].value.kind == CR_VALUE_EXPR && asks(s, node, pays[i].value.expr))
            paid[pays[i].actor] = 1;
    }
}

/* The one actor whose payoffs depend on the branch of a node; -1: nobody's, or those of several. */
static int whose_payoff(const struct cr_scenario *s, int node, unsigned char *paid)
{
    int found = -1;
    memset(paid, 0, s->n_actors);
    for (size_t i = 0; i < s->n_nodes; i++) {
        for (size_t b = 0; b < s->nodes[i].n_branches; b++)
            find_paid(s, node, s->nodes[i].branches[b].pays, s->nodes[i].branches[b].n_pays, paid);
    }
    for (size_t b = 0; b < s->nodes[node].n_branches; b++) {
        for (size_t i = 0; i < s->nodes[node].branches[b].n_pays; i++)
            paid[s->nodes[node].branches[b].pays[i].actor] = 1;
    }
    for (size_t o = 0; o < s->n_outcomes; o++)
        find_paid(s, node, s->outcomes[o].pays, s->outcomes[o].n_pays, paid);
    for (size_t a = 0; a < s->n_actors; a++)
        paid[a] |= (unsigned char)asks(s, node, s->actors[a].payoff);
    for (size_t a = 0; a < s->n_actors; a++) {
        if (paid[a] && found >= 0)
            return -1;
        found = paid[a] ? (int)a : found;
    }
    return found;
}

/* Marks who decides behind a node. */
static void find_later(
    const struct cr_scenario *s, int node, int *queue, unsigned char *seen, unsigned char *decides)
{
    size_t tail = 0;
    memset(seen, 0, s->n_nodes);
    memset(decides, 0, s->n_actors);
    queue[tail++] = node;
    for (size_t head = 0; head < tail; head++) {
        const struct cr_node *at = &s->nodes[queue[head]];
        for (size_t b = 0; b <= at->n_branches; b++) {
            int to = b < at->n_branches ? at->branches[b].then.node
                     : at->at_most > 0  ? at->after.node
                                        : -1;
            if (to < 0 || seen[to])
                continue;
            seen[to] = 1;
            if (s->nodes[to].actor >= 0)
                decides[s->nodes[to].actor] = 1;
            queue[tail++] = to;
        }
    }
}

void cr_check_types(struct cr_reader *r)
{
    const struct cr_scenario *s = r->names;
    size_t budget = 2000; /* hidden nodes looked at: each reads the whole file */

    if (!cr_is_faultless(r))
        return;
    unsigned char *paid = CR_NEW(r->arena, unsigned char, s->n_actors),
                  *decides = CR_NEW(r->arena, unsigned char, s->n_actors),
                  *seen = CR_NEW(r->arena, unsigned char, s->n_nodes);
    int *queue = CR_NEW(r->arena, int, s->n_nodes + 1);
    for (size_t i = 0; i < s->n_nodes && budget > 0; i++) {
        if (!s->nodes[i].hidden)
            continue;
        budget--;
        int actor = whose_payoff(s, (int)i, paid), others = 0;
        if (actor < 0)
            continue;
        find_later(s, (int)i, queue, seen, decides);
        for (size_t a = 0; a < s->n_actors; a++)
            others += decides[a] && (int)a != actor;
        if (decides[actor] && others > 0)
            cr_diag(r->diags, CR_W_OWN_TYPE, s->nodes[i].place,
                cr_hint(r->diags, "does '%s' know it? then write 'seen_by: [%s]'",
                    s->actors[actor].id, s->actors[actor].id),
                "'%s' is hidden from everybody, and only the payoffs of '%s', who decides later, "
                "depend on it",
                s->nodes[i].id, s->actors[actor].id);
    }
}
