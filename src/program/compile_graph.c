/* The topological order of the nodes, in which engines play them, and which nodes a path can
 * visit more than once. */
#include "program/compile_inside.h"

/* Depth-first search on an explicit stack: finishing order gives a topological order, and an arrow
 * to a node that is still open closes a cycle. Every node that lies on a cycle gets a visit
 * counter, for its draws are numbered by visit. Cycles are found exactly by Tarjan's strongly
 * connected components (SIAM J. Comput. 1, 1972). */

struct frame {
    int node, edge;
};

struct search {
    struct cr_compiler *c;
    struct frame *stack;
    int n_stack;
    int *index, *low, *component_stack, *order;
    unsigned char *on_stack;
    int n_index, n_component_stack, n_finished;
};

/* The k-th arrow of a node: its branches, then `after`; -1 for an outcome, -2 behind the last. */
static int arrow(const struct cr_compiler *c, int node, int k)
{
    const struct cr_node *item = &c->scenario->nodes[node];
    if (k < (int)item->n_branches)
        return item->branches[k].then.node;
    if (k == (int)item->n_branches && item->at_most)
        return item->after.node;
    return -2;
}

static void mark_component(struct search *s, int root)
{
    int size = 0, at = s->n_component_stack;
    do {
        at--;
        size++;
    } while (s->component_stack[at] != root);
    bool self = false;
    for (int k = 0; arrow(s->c, root, k) != -2; k++)
        self |= arrow(s->c, root, k) == root;
    for (int i = at; i < s->n_component_stack; i++) {
        int node = s->component_stack[i];
        s->on_stack[node] = 0;
        if (size > 1 || self) {
            s->c->wants_visits[node] = s->c->on_cycle[node] = 1;
            s->c->program->loops = true;
        }
    }
    s->n_component_stack = at;
}

static void open_node(struct search *s, int node)
{
    s->index[node] = s->low[node] = ++s->n_index;
    s->component_stack[s->n_component_stack++] = node;
    s->on_stack[node] = 1;
    s->stack[s->n_stack++] = (struct frame){node, 0};
}

static void step(struct search *s)
{
    struct frame *top = &s->stack[s->n_stack - 1];
    int node = top->node, next = arrow(s->c, node, top->edge++);
    if (next == -1)
        return;
    if (next >= 0) {
        if (!s->index[next])
            open_node(s, next);
        else if (s->on_stack[next] && s->index[next] < s->low[node])
            s->low[node] = s->index[next];
        return;
    }
    s->n_stack--;
    s->order[node] = s->n_finished++;
    if (s->n_stack > 0) {
        int parent = s->stack[s->n_stack - 1].node;
        if (s->low[node] < s->low[parent])
            s->low[parent] = s->low[node];
    }
    if (s->low[node] == s->index[node])
        mark_component(s, node);
}

void cr_compile_graph(struct cr_compiler *c)
{
    int n = c->program->n_points;
    struct search s = {.c = c,
        .stack = CR_NEW(c->arena, struct frame, n),
        .index = CR_NEW(c->arena, int, n),
        .low = CR_NEW(c->arena, int, n),
        .component_stack = CR_NEW(c->arena, int, n),
        .order = CR_NEW(c->arena, int, n),
        .on_stack = CR_NEW(c->arena, unsigned char, n)};
    for (int k = -1; k < n; k++) { /* the start first, then whatever it does not reach */
        int node = k < 0 ? c->program->start_point : k;
        if (node < 0 || s.index[node])
            continue;
        open_node(&s, node);
        while (s.n_stack > 0)
            step(&s);
    }
    for (int k = 0; k < n; k++)
        c->program->points[k].order = n - 1 - s.order[k];
}
