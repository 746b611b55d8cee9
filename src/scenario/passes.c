/* Nodes that every path passes, and passes once; nodes to which a path can come back.
 *
 * One path from the start to an outcome is found first: what every path passes lies on it. Going
 * along it, the farthest place on it that can be reached by other ways is kept up; a node from
 * before which nothing leads beyond it cannot be avoided. Of those nodes, in their order v0, v1,
 * ..., each one's `level` is the last one from which it can be reached; a way into v[i] from a node
 * of level i or more leads back. All of it takes time in proportion to the graph. */
#include "scenario/scenario.h"

struct passes {
    const struct cr_scenario *s;
    int *stack, *from, *place; /* [n_nodes] `place` on the path, or -1 */
    int *level;
    int *path, n_path, *sure, n_sure;
    unsigned char *seen;
};

/* The k-th way out of a node, or NULL: its branches, then `after`. */
static const struct cr_target *way_out(const struct cr_node *node, size_t k)
{
    if (k < node->n_branches)
        return &node->branches[k].then;
    return k == node->n_branches && node->at_most > 0 ? &node->after : NULL;
}

/* The last node before an outcome, breadth first, with the node each was reached from; or -1. */
static int find_end(struct passes *p)
{
    int tail = 0;
    if (p->s->start.node < 0)
        return -1;
    p->from[p->s->start.node] = -1;
    p->seen[p->s->start.node] = 1;
    p->stack[tail++] = p->s->start.node;
    for (int head = 0; head < tail; head++) {
        const struct cr_target *way;
        for (size_t k = 0; (way = way_out(&p->s->nodes[p->stack[head]], k)); k++) {
            if (way->outcome >= 0)
                return p->stack[head];
            if (way->node < 0 || p->seen[way->node])
                continue;
            p->seen[way->node] = 1;
            p->from[way->node] = p->stack[head];
            p->stack[tail++] = way->node;
        }
    }
    return -1;
}

static void keep_path(struct passes *p, int end)
{
    for (size_t i = 0; i < p->s->n_nodes; i++)
        p->place[i] = -1;
    for (int at = end; at >= 0; at = p->from[at])
        p->n_path++;
    for (int at = end, i = p->n_path; at >= 0; at = p->from[at]) {
        p->path[--i] = at;
        p->place[at] = i;
    }
}

/* How far along the path one comes from its place i by ways beside it. */
static int farthest(struct passes *p, int i)
{
    int far = 0, depth = 0;
    p->stack[depth++] = p->path[i];
    while (depth > 0) {
        const struct cr_node *node = &p->s->nodes[p->stack[--depth]];
        const struct cr_target *way;
        for (size_t k = 0; (way = way_out(node, k)); k++) {
            int place = way->outcome >= 0 ? p->n_path : way->node >= 0 ? p->place[way->node] : 0;
            far = place > far ? place : far;
            if (place >= 0 || p->seen[way->node])
                continue;
            p->seen[way->node] = 1;
            p->stack[depth++] = way->node;
        }
    }
    return far;
}

static void find_sure(struct passes *p)
{
    for (size_t i = 0; i < p->s->n_nodes; i++)
        p->seen[i] = 0;
    for (int i = 0, far = 0; i < p->n_path; i++) {
        if (far <= i)
            p->sure[p->n_sure++] = p->path[i];
        int next = farthest(p, i);
        far = next > far ? next : far;
    }
}

static void set_level(struct passes *p, int level)
{
    int depth = 0;
    if (p->level[p->sure[level]] >= 0)
        return;
    p->level[p->sure[level]] = level;
    p->stack[depth++] = p->sure[level];
    while (depth > 0) {
        const struct cr_node *node = &p->s->nodes[p->stack[--depth]];
        const struct cr_target *way;
        for (size_t k = 0; (way = way_out(node, k)); k++) {
            if (way->node < 0 || p->level[way->node] >= 0)
                continue;
            p->level[way->node] = level;
            p->stack[depth++] = way->node;
        }
    }
}

unsigned char *cr_scenario_passed_once(struct cr_arena *arena, const struct cr_scenario *s)
{
    size_t n = s->n_nodes;
    unsigned char *once = CR_NEW(arena, unsigned char, n);
    struct passes p = {s, CR_NEW(arena, int, n), CR_NEW(arena, int, n), CR_NEW(arena, int, n),
        CR_NEW(arena, int, n), CR_NEW(arena, int, n), 0, CR_NEW(arena, int, n), 0,
        CR_NEW(arena, unsigned char, n)};
    int end = find_end(&p);
    if (end < 0)
        return once;
    keep_path(&p, end);
    find_sure(&p);
    for (size_t i = 0; i < n; i++)
        p.level[i] = -1;
    for (int i = p.n_sure - 1; i >= 0; i--)
        set_level(&p, i);
    for (int i = 0; i < p.n_sure; i++) {
        once[p.sure[i]] = 1;
        p.place[p.sure[i]] = i;
    }
    for (size_t i = 0; i < n; i++) {
        const struct cr_target *way;
        for (size_t k = 0; (way = way_out(&s->nodes[i], k)); k++)
            if (way->node >= 0 && once[way->node] && p.level[i] >= p.place[way->node])
                once[way->node] = 0;
    }
    return once;
}

bool cr_scenario_comes_back(struct cr_arena *arena, const struct cr_scenario *s, int node)
{
    unsigned char *seen = CR_NEW(arena, unsigned char, s->n_nodes);
    int *stack = CR_NEW(arena, int, s->n_nodes + 1), depth = 0;
    stack[depth++] = node;
    while (depth > 0 && !seen[node]) {
        const struct cr_node *at = &s->nodes[stack[--depth]];
        const struct cr_target *way;
        for (size_t k = 0; (way = way_out(at, k)); k++) {
            if (way->node < 0 || seen[way->node])
                continue;
            seen[way->node] = 1;
            stack[depth++] = way->node;
        }
    }
    return seen[node];
}
