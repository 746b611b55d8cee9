/* The graph of nodes: loops, what is never reached, shifts that come too late. Nothing here
 * recurses: a chain may be as long as the file. */
#include "scenario/reader.h"

#include <string.h>

enum { NEW, OPEN, DONE };
#define CR_MAX_WALKS 1000 /* cycles followed back at most, so that a file of loops stays linear */

/* The k-th way out of a node, or NULL: its branches, then `after`. */
static const struct cr_target *way_out(const struct cr_node *node, size_t k)
{
    if (k < node->n_branches)
        return &node->branches[k].then;
    return k == node->n_branches && node->at_most > 0 ? &node->after : NULL;
}

/* A path without end passes bounded nodes only finitely often before each arrival there is sent on
 * to `after`. So it exists only if there is a cycle among the branches of unbounded nodes and the
 * `after` of bounded ones. */
static const struct cr_target *endless_way(const struct cr_node *node, size_t k)
{
    if (node->at_most > 0)
        return k == 0 ? &node->after : NULL;
    return k < node->n_branches ? &node->branches[k].then : NULL;
}

struct loops {
    struct cr_reader *r;
    unsigned char *mark, *told;
    size_t *next, depth;
    int *path, walks;
};

/* The open path from `to` down to its end is a cycle: told once for each set of nodes. */
static void report_loop(struct loops *l, int to, struct cr_place place)
{
    const struct cr_node *nodes = l->r->names->nodes;
    size_t from = l->depth, n;
    const char **names, *hint = "give one of its nodes 'at_most' and 'after'";

    if (l->told[to] || l->told[l->path[l->depth - 1]] || l->walks++ > CR_MAX_WALKS)
        return;
    while (l->path[from - 1] != to)
        from--;
    n = l->depth - (from - 1);
    names = CR_NEW(l->r->arena, const char *, n);
    for (size_t i = 0; i < n; i++) {
        int node = l->path[from - 1 + i];
        names[i] = nodes[node].id;
        l->told[node] = 1;
        if (nodes[node].at_most > 0)
            hint = cr_hint(l->r->diags, "let the 'after' of '%s' lead out of it", nodes[node].id);
    }
    cr_diag(l->r->diags, CR_E_LOOP, place, hint, "a path can go round for ever: %s",
        cr_cycle_text(l->r->arena, names, n));
}

static void follow_loops(struct loops *l, int root)
{
    const struct cr_node *nodes = l->r->names->nodes;

    l->path[l->depth++] = root;
    l->mark[root] = OPEN;
    while (l->depth > 0) {
        int at = l->path[l->depth - 1];
        const struct cr_target *way = endless_way(&nodes[at], l->next[at]);
        if (!way) {
            l->mark[at] = DONE;
            l->depth--;
            continue;
        }
        l->next[at]++;
        if (way->node < 0)
            continue;
        if (l->mark[way->node] == OPEN)
            report_loop(l, way->node, way->place);
        if (l->mark[way->node] == NEW) {
            l->mark[way->node] = OPEN;
            l->path[l->depth++] = way->node;
        }
    }
}

static void check_loops(struct cr_reader *r)
{
    size_t n = r->names->n_nodes;
    struct loops l = {.r = r};

    l.mark = CR_NEW(r->arena, unsigned char, n);
    l.told = CR_NEW(r->arena, unsigned char, n);
    l.next = CR_NEW(r->arena, size_t, n);
    l.path = CR_NEW(r->arena, int, n);
    for (size_t i = 0; i < n; i++)
        if (l.mark[i] == NEW)
            follow_loops(&l, (int)i);
}

/* What can be reached from the start, breadth first. */
struct reach {
    unsigned char *node, *outcome;
    int *queue;
    size_t tail;
};

static void arrive(struct reach *reach, const struct cr_target *way)
{
    if (way->outcome >= 0)
        reach->outcome[way->outcome] = 1;
    if (way->node >= 0 && !reach->node[way->node]) {
        reach->node[way->node] = 1;
        reach->queue[reach->tail++] = way->node;
    }
}

static void check_reach(struct cr_reader *r)
{
    const struct cr_scenario *s = r->names;
    struct reach reach = {CR_NEW(r->arena, unsigned char, s->n_nodes),
        CR_NEW(r->arena, unsigned char, s->n_outcomes), CR_NEW(r->arena, int, s->n_nodes), 0};
    const struct cr_target *way;

    arrive(&reach, &s->start);
    for (size_t head = 0; head < reach.tail; head++)
        for (size_t k = 0; (way = way_out(&s->nodes[reach.queue[head]], k)); k++)
            arrive(&reach, way);
    for (size_t i = 0; i < s->n_nodes; i++)
        if (!reach.node[i])
            cr_diag(r->diags, CR_W_UNREACHABLE, s->nodes[i].place,
                "perhaps a 'then' points past it", "no path reaches the node '%s'", s->nodes[i].id);
    for (size_t i = 0; i < s->n_outcomes; i++)
        if (!reach.outcome[i])
            cr_diag(r->diags, CR_W_NO_WAY, s->outcomes[i].place, "perhaps a 'then' points past it",
                "no path ends in the outcome '%s'", s->outcomes[i].id);
}

/* The ways that lead to each node, turned round: sources.at[from[i] .. from[i + 1]). */
struct back {
    size_t *from;
    struct back_way {
        int node, branch; /* branch n_branches: by `after` */
    } * ways;
};

static struct back reverse_ways(struct cr_reader *r)
{
    const struct cr_scenario *s = r->names;
    struct back back = {CR_NEW(r->arena, size_t, s->n_nodes + 2), NULL};
    const struct cr_target *way;
    size_t n = 0;

    for (size_t i = 0; i < s->n_nodes; i++)
        for (size_t k = 0; (way = way_out(&s->nodes[i], k)); k++)
            if (way->node >= 0 && ++n)
                back.from[way->node + 2]++;
    for (size_t i = 0; i < s->n_nodes; i++)
        back.from[i + 2] += back.from[i + 1];
    back.ways = CR_NEW(r->arena, struct back_way, n);
    for (size_t i = 0; i < s->n_nodes; i++)
        for (size_t k = 0; (way = way_out(&s->nodes[i], k)); k++)
            if (way->node >= 0)
                back.ways[back.from[way->node + 1]++] = (struct back_way){(int)i, (int)k};
    return back;
}

struct before {
    const struct back *back;
    uint32_t *seen; /* the round in which a node was seen to lead here */
    uint32_t round;
    int *queue;
    size_t
        budget; /* ways still allowed to be followed: many shifts in a large file stay affordable */
};

/* Marks every node from which `node` can be reached, itself if on a loop. 0 when the budget is
 * spent. */
static bool mark_before(struct before *b, int node)
{
    size_t tail = 0;

    b->round++;
    b->queue[tail++] = node;
    for (size_t head = 0; head < tail; head++) {
        int at = b->queue[head];
        for (size_t k = b->back->from[at]; k < b->back->from[at + 1]; k++) {
            int from = b->back->ways[k].node;
            if (b->budget-- == 0)
                return false;
            if (b->seen[from] == b->round)
                continue;
            b->seen[from] = b->round;
            if (from != node)
                b->queue[tail++] = from;
        }
    }
    return true;
}

static void check_late(struct cr_reader *r, struct before *b, int at, const struct cr_shift *shift)
{
    const struct cr_scenario *s = r->names;
    const struct cr_node *cause;
    const struct cr_target *then;

    if (shift->node < 0)
        return;
    cause = &s->nodes[shift->node];
    then = &cause->branches[shift->branch].then;
    if (then->node >= 0 && (then->node == at || b->seen[then->node] == b->round))
        return;
    cr_diag(r->diags, CR_W_SHIFT_LATE, shift->place,
        "a shift asks for something earlier on the path",
        "no path leads from '%s.%s' to '%s', so this shift never acts", cause->id,
        cause->branches[shift->branch].name, s->nodes[at].id);
}

void cr_check_shifts(struct cr_reader *r)
{
    const struct cr_scenario *s = r->names;
    struct before b = {.budget = 50000000};
    struct back back;

    if (r->bad_targets > 0)
        return;
    back = reverse_ways(r);
    b.back = &back;
    b.seen = CR_NEW(r->arena, uint32_t, s->n_nodes);
    b.queue = CR_NEW(r->arena, int, s->n_nodes + 1);
    for (size_t i = 0; i < s->n_nodes; i++) {
        bool marked = false;
        for (size_t k = 0; k < s->nodes[i].n_branches; k++) {
            const struct cr_branch_item *branch = &s->nodes[i].branches[k];
            if (branch->n_shifts > 0 && !marked && !(marked = mark_before(&b, (int)i)))
                return;
            for (size_t j = 0; j < branch->n_shifts; j++)
                check_late(r, &b, (int)i, &branch->shifts[j]);
        }
    }
}

void cr_check_graph(struct cr_reader *r)
{
    check_loops(r);
    if (r->bad_targets == 0)
        check_reach(r);
}
