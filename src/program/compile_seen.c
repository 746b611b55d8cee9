/* Who learns which branch was taken, as far as it matters: to those who decide behind it.
 *
 * A node that all of them see is as open as one without `seen_by`, and one that none of them sees
 * is hidden. What is left is private information: known to one and unknown to another who decides
 * later. Whoever decides knows his own choice. */
#include "program/compile_inside.h"

#include <string.h>

/* [n_points * n_actors] who decides at the node or behind it; swept until nothing is new. */
static bool *find_deciders(const struct cr_compiler *c)
{
    const struct cr_program *p = c->program;
    size_t n = (size_t)p->n_actors;
    bool *decides = CR_NEW(c->arena, bool, (size_t)p->n_points *n);
    int *list = CR_NEW(c->arena, int, p->n_points);
    for (int k = 0; k < p->n_points; k++) {
        list[p->n_points - 1 - p->points[k].order] = k;
        if (p->points[k].kind == CR_DECISION)
            decides[(size_t)k * n + (size_t)p->points[k].actor] = true;
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (int i = 0; i < p->n_points; i++) {
            const struct cr_point *point = &p->points[list[i]];
            bool *row = &decides[(size_t)list[i] * n];
            for (int b = 0; b <= point->n_branches; b++) {
                int to = b < point->n_branches ? p->branches[point->first_branch + b].next
                                               : point->after_next;
                for (size_t a = 0; to >= 0 && a < n; a++) {
                    changed |= decides[(size_t)to * n + a] && !row[a];
                    row[a] |= decides[(size_t)to * n + a];
                }
            }
        }
    }
    return decides;
}

/* Whether an actor decides somewhere behind the node. */
static bool decides_later(
    const struct cr_program *p, const bool *decides, const struct cr_point *point, int actor)
{
    bool later = point->after_next >= 0 &&
                 decides[(size_t)point->after_next * (size_t)p->n_actors + (size_t)actor];
    for (int b = point->first_branch; b < point->first_branch + point->n_branches; b++) {
        int to = p->branches[b].next;
        later |= to >= 0 && decides[(size_t)to * (size_t)p->n_actors + (size_t)actor];
    }
    return later;
}

static void sort_out(struct cr_compiler *c, const bool *decides, int n)
{
    const struct cr_node *node = &c->scenario->nodes[n];
    struct cr_program *p = c->program;
    struct cr_point *point = &p->points[n];
    bool *seen = CR_NEW(c->arena, bool, p->n_actors), all = true, any = false;
    for (size_t k = 0; k < node->n_seen_by; k++)
        seen[node->seen_by[k]] = true;
    if (point->kind == CR_DECISION)
        seen[point->actor] = any = true;
    for (int a = 0; a < p->n_actors; a++) {
        if (!decides_later(p, decides, point, a))
            continue;
        all &= seen[a];
        any |= seen[a];
    }
    point->hidden = !any && !all;
    point->seen = any && !all ? seen : NULL;
}

/* Marks the decisions, behind a node that not all see, of those who see it. */
static void inform(struct cr_compiler *c, int from, bool *met, int *queue)
{
    struct cr_program *p = c->program;
    int tail = 0;
    memset(met, 0, (size_t)p->n_points * sizeof *met);
    queue[tail++] = from;
    for (int head = 0; head < tail; head++) {
        const struct cr_point *at = &p->points[queue[head]];
        for (int b = 0; b <= at->n_branches; b++) {
            int to = b < at->n_branches ? p->branches[at->first_branch + b].next : at->after_next;
            if (to < 0 || met[to])
                continue;
            met[to] = true;
            queue[tail++] = to;
            p->points[to].informed |=
                p->points[to].kind == CR_DECISION && p->points[from].seen[p->points[to].actor];
        }
    }
}

void cr_compile_seen(struct cr_compiler *c)
{
    struct cr_program *p = c->program;
    const bool *decides = NULL;
    for (int n = 0; n < p->n_points; n++) {
        const struct cr_node *node = &c->scenario->nodes[n];
        p->points[n].hidden = node->hidden != 0;
        if (node->private_seen) {
            decides = decides ? decides : find_deciders(c);
            sort_out(c, decides, n);
        }
        p->has_hidden |= p->points[n].hidden;
        p->has_private |= p->points[n].seen != NULL;
    }
    bool *met = CR_NEW(c->arena, bool, p->has_private ? p->n_points : 0);
    int *queue = CR_NEW(c->arena, int, p->has_private ? p->n_points + 1 : 0);
    for (int n = 0; n < p->n_points; n++) {
        if (p->points[n].seen)
            inform(c, n, met, queue);
    }
}
