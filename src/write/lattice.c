/* Lays out the graph of questions in layers, as Sugiyama, Tagawa and Toda (1981) do: nodes are
 * ranked by their longest way from the start (branches that lead back in a loop are left out of
 * that), ways that cross several layers get a bend in each; spots of a layer are ordered by the
 * mean place of their neighbours, in sweeps to and fro; then each layer is moved towards those
 * means by least squares, keeping order and room. At last ribbons are docked side by side at every
 * spot. */
#include "write/lattice.h"

#include <math.h>
#include <string.h>

enum { LEAVES = 20, SWEEPS = 8, ROUNDS = 60 };
#define WIDEST 1.15 /* rows of the widest ribbon */

struct work {
    struct cr_lattice *l;
    struct cr_arena *arena;
    const struct cr_scenario *s;
    const struct cr_run_result *r;
    double threshold;
    const bool *free;
    int depth, start;
    int *rank;  /* of each node, -1: not drawn */
    int *state; /* of the search: 0 new, 1 on the way, 2 done */
    int *order, n_order;
    int *spot_of; /* of each node */
    int *spot_of_outcome;
    int **at; /* spots of each layer, top to bottom */
    int *n_at;
};

static double flow(const struct work *w, int node, size_t b)
{
    const struct cr_node_result *r = &w->r->nodes[node];
    double p = r->reach * r->shares[b];
    return isfinite(p) && p > 0 ? p : 0;
}

/* An option that nobody takes, or what would follow from one: a question that nobody comes to is
 * only looked at on such a way. */
static bool is_untaken(const struct work *w, int node, size_t b)
{
    bool reached = w->r->nodes[node].reach > 0;
    return w->free && (w->free[node] || !reached) && !(flow(w, node, b) > 0);
}

static bool is_drawn(const struct work *w, int node, size_t b)
{
    if (is_untaken(w, node, b))
        return true;
    return flow(w, node, b) > 0 && flow(w, node, b) >= w->threshold;
}

/* ------------------------------------------------------------------ layers */

/* Depth first, with a stack of its own; `order` gets the nodes in reverse topological order of the
 * graph without its backward branches. */
static void search_depth_first(struct work *w, int start)
{
    size_t n = w->s->n_nodes;
    int *stack = CR_NEW(w->arena, int, n + 1), depth = 0;
    size_t *next = CR_NEW(w->arena, size_t, n + 1);
    stack[depth++] = start;
    w->state[start] = 1;
    while (depth) {
        int node = stack[depth - 1];
        if (next[node] == w->s->nodes[node].n_branches) {
            w->state[node] = 2;
            w->order[w->n_order++] = node;
            depth--;
            continue;
        }
        size_t b = next[node]++;
        int to = w->s->nodes[node].branches[b].then.node;
        if (to >= 0 && !w->state[to] && is_drawn(w, node, b)) {
            w->state[to] = 1;
            stack[depth++] = to;
        }
    }
}

/* Position in topological order; a branch to a smaller one goes backwards. */
static int *number_nodes(const struct work *w)
{
    int *position = CR_NEW(w->arena, int, w->s->n_nodes + 1);
    for (int i = 0; i < w->n_order; i++)
        position[w->order[i]] = w->n_order - i;
    return position;
}

/* Longest way from the start; 1 + the largest. */
static int rank_nodes(struct work *w, int start)
{
    int *position = number_nodes(w), most = 0;
    for (size_t i = 0; i < w->s->n_nodes; i++)
        w->rank[i] = -1;
    w->rank[start] = 0;
    for (int i = w->n_order - 1; i >= 0; i--) {
        int node = w->order[i];
        for (size_t b = 0; w->rank[node] >= 0 && b < w->s->nodes[node].n_branches; b++) {
            int to = w->s->nodes[node].branches[b].then.node;
            if (to < 0 || !is_drawn(w, node, b) || position[to] <= position[node])
                continue;
            if (w->depth && w->rank[node] + 1 >= w->depth)
                continue;
            if (w->rank[to] < w->rank[node] + 1)
                w->rank[to] = w->rank[node] + 1;
        }
        most = w->rank[node] > most ? w->rank[node] : most;
    }
    return most + 1;
}

/* ------------------------------------------------------------------ spots and links */

static int add_spot(struct work *w, struct cr_spot spot)
{
    cr_vec_push(w->arena, &w->l->spots, spot);
    return (int)w->l->spots.n - 1;
}

static void add_link(struct work *w, int from, int to, int ribbon, double p)
{
    struct cr_link link = {.from = from, .to = to, .ribbon = ribbon, .p = p};
    cr_vec_push(w->arena, &w->l->links, link);
}

/* A way from a spot to another that stands some layers on: a bend in each layer between. */
static void add_way(struct work *w, int from, int to, int ribbon, double p)
{
    int last = w->l->spots.at[to].layer;
    for (int layer = w->l->spots.at[from].layer + 1; layer < last; layer++) {
        int bend = add_spot(w, (struct cr_spot){.kind = CR_SPOT_BEND,
                                   .layer = layer,
                                   .node = -1,
                                   .branch = -1,
                                   .outcome = -1,
                                   .p = p});
        add_link(w, from, bend, ribbon, p);
        from = bend;
    }
    add_link(w, from, to, ribbon, p);
}

/* An outcome that stands once is as likely as the result says; else as its branch. */
static int find_outcome_spot(struct work *w, int outcome, double p)
{
    if (w->l->merged && w->spot_of_outcome[outcome] >= 0)
        return w->spot_of_outcome[outcome];
    struct cr_spot spot = {.kind = CR_SPOT_OUTCOME,
        .layer = w->l->n_layers - 1,
        .node = -1,
        .branch = -1,
        .outcome = outcome,
        .p = w->l->merged ? w->r->outcomes[outcome].share : p};
    return w->spot_of_outcome[outcome] = add_spot(w, spot);
}

static bool is_forward(const struct work *w, int node, int to)
{
    return to >= 0 && w->rank[to] > w->rank[node];
}

static void add_branch(struct work *w, int node, size_t b)
{
    const struct cr_target *then = &w->s->nodes[node].branches[b].then;
    double p = flow(w, node, b);
    bool forward = is_forward(w, node, then->node);
    int spot = add_spot(w, (struct cr_spot){.kind = CR_SPOT_BRANCH,
                               .layer = 2 * w->rank[node] + 1,
                               .node = node,
                               .branch = (int)b,
                               .outcome = -1,
                               .p = p});
    bool back = then->node >= 0 && !forward && w->rank[then->node] >= 0;
    w->l->spots.at[spot].back = back ? then->node : -1;
    int ribbon = w->l->n_ribbons++;
    w->l->untaken += is_untaken(w, node, b);
    add_link(w, w->spot_of[node], spot, ribbon, p);
    if (then->outcome >= 0)
        add_way(w, spot, find_outcome_spot(w, then->outcome, p), ribbon, p);
    else if (forward)
        add_way(w, spot, w->spot_of[then->node], ribbon, p);
}

/* Where a loop ends by `after`, no branch leads; its outcome is to be seen all the same. A link
 * that is not drawn keeps it near the question it comes from. */
static void add_lost_outcomes(struct work *w)
{
    for (size_t i = 0; i < w->s->n_outcomes && w->l->loops; i++) {
        double share = w->r->outcomes[i].share;
        int from = w->start;
        if (w->spot_of_outcome[i] >= 0 || !(share > 0) || share < w->threshold)
            continue;
        for (size_t k = 0; k < w->s->n_nodes; k++)
            if (w->rank[k] >= 0 && w->s->nodes[k].at_most > 0 &&
                w->s->nodes[k].after.outcome == (int)i)
                from = (int)k;
        add_link(w, w->spot_of[from], find_outcome_spot(w, (int)i, 0), -1, 0);
    }
}

static void add_other(struct work *w, int node)
{
    struct cr_spot other = {.kind = CR_SPOT_OTHER,
        .layer = 2 * w->rank[node] + 1,
        .node = node,
        .branch = -1,
        .outcome = -1};
    for (size_t b = 0; b < w->s->nodes[node].n_branches; b++)
        if (!is_drawn(w, node, b) && flow(w, node, b) > 0) {
            other.gathered++;
            other.p += flow(w, node, b);
        }
    if (!other.gathered)
        return;
    w->l->gathered += other.gathered;
    int spot = add_spot(w, other);
    add_link(w, w->spot_of[node], spot, w->l->n_ribbons++, other.p);
}

/* Questions in topological order, ties by the file: what is above in the file is above in the
 * picture. */
static void add_spots(struct work *w)
{
    int leaves = 0, *ways = CR_NEW(w->arena, int, w->s->n_outcomes + 1);
    for (size_t i = 0; i < w->s->n_nodes; i++)
        for (size_t b = 0; w->rank[i] >= 0 && b < w->s->nodes[i].n_branches; b++)
            if (w->s->nodes[i].branches[b].then.outcome >= 0 && is_drawn(w, (int)i, b)) {
                leaves++; /* an ending that comes up again stands once, with its sum */
                w->l->merged = ways[w->s->nodes[i].branches[b].then.outcome]++ > 0 || w->l->merged;
            }
    for (size_t i = 0; i < w->s->n_nodes; i++)
        w->l->loops |= w->s->nodes[i].at_most > 0 && w->rank[i] >= 0;
    w->l->merged = w->l->merged || leaves > LEAVES || w->l->loops;
    for (int i = w->n_order - 1; i >= 0; i--) {
        int node = w->order[i];
        if (w->rank[node] >= 0)
            w->spot_of[node] = add_spot(w, (struct cr_spot){.kind = CR_SPOT_NODE,
                                               .layer = 2 * w->rank[node],
                                               .node = node,
                                               .branch = -1,
                                               .outcome = -1,
                                               .p = fmin(1, w->r->nodes[node].reach)});
    }
    for (int i = w->n_order - 1; i >= 0; i--) {
        int node = w->order[i];
        for (size_t b = 0; w->rank[node] >= 0 && b < w->s->nodes[node].n_branches; b++)
            if (is_drawn(w, node, b))
                add_branch(w, node, b);
        if (w->rank[node] >= 0)
            add_other(w, node);
    }
    add_lost_outcomes(w);
}

static double half_height(const struct cr_lattice *l, const struct cr_spot *spot)
{
    static const double rooms[] = {[CR_SPOT_NODE] = 0.62,
        [CR_SPOT_BRANCH] = 0.36,
        [CR_SPOT_OTHER] = 0.36,
        [CR_SPOT_OUTCOME] = 0.52,
        [CR_SPOT_BEND] = 0.14};
    double half = l->scale * spot->p / 2, own = rooms[spot->kind];
    return spot->kind == CR_SPOT_NODE ? half + own : half + 0.1 > own ? half + 0.1 : own;
}

/* ------------------------------------------------------------------ order in a layer */

static void collect_layers(struct work *w)
{
    struct cr_lattice *l = w->l;
    w->at = CR_NEW(w->arena, int *, l->n_layers);
    w->n_at = CR_NEW(w->arena, int, l->n_layers);
    for (size_t i = 0; i < l->spots.n; i++)
        w->n_at[l->spots.at[i].layer]++;
    for (int k = 0; k < l->n_layers; k++) {
        w->at[k] = CR_NEW(w->arena, int, w->n_at[k] + 1);
        w->n_at[k] = 0;
    }
    for (size_t i = 0; i < l->spots.n; i++)
        w->at[l->spots.at[i].layer][w->n_at[l->spots.at[i].layer]++] = (int)i;
}

/* The mean place of a spot's neighbours: before (side -1), behind (1), both (0); its own where it
 * has none. */
static double pull(const struct work *w, int spot, int side)
{
    double sum = 0, weight = 0;
    for (size_t i = 0; i < w->l->links.n; i++) {
        const struct cr_link *link = &w->l->links.at[i];
        int other = link->to == spot && side <= 0     ? link->from
                    : link->from == spot && side >= 0 ? link->to
                                                      : -1;
        if (other < 0)
            continue;
        int bends = (w->l->spots.at[spot].kind == CR_SPOT_BEND) +
                    (w->l->spots.at[other].kind == CR_SPOT_BEND);
        double strength = (0.05 + link->p) * (bends == 2 ? 8
                                                 : bends ? 2
                                                         : 1); /* long ways are to be straight */
        sum += strength * w->l->spots.at[other].y;
        weight += strength;
    }
    return weight > 0 ? sum / weight : w->l->spots.at[spot].y;
}

static void sort_layer(struct work *w, int layer, int side)
{
    int *at = w->at[layer], n = w->n_at[layer];
    double *key = CR_NEW(w->arena, double, n + 1);
    for (int i = 0; i < n; i++)
        key[i] = pull(w, at[i], side);
    for (int i = 1; i < n; i++) {
        int spot = at[i], k = i;
        double own = key[i];
        for (; k && key[k - 1] > own + 1e-9; k--) {
            at[k] = at[k - 1];
            key[k] = key[k - 1];
        }
        at[k] = spot;
        key[k] = own;
    }
    for (int i = 0; i < n; i++)
        w->l->spots.at[at[i]].y = i - 0.5 * (n - 1);
}

static void sort_layers(struct work *w)
{
    for (int k = 0; k < w->l->n_layers; k++)
        for (int i = 0; i < w->n_at[k]; i++)
            w->l->spots.at[w->at[k][i]].y = i - 0.5 * (w->n_at[k] - 1);
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
        for (int k = 1; k < w->l->n_layers; k++)
            sort_layer(w, k, -1);
        for (int k = w->l->n_layers - 2; k > 0 && sweep + 1 < SWEEPS; k--)
            sort_layer(w, k, 1);
    }
}

/* ------------------------------------------------------------------ places */

/* The places nearest to the wishes (least squares) that keep the order and the room: with the room
 * taken out, what is left is an isotonic regression, solved by pooling neighbours that are out of
 * order. */
static void settle_places(struct work *w, int layer, const double *wish)
{
    int n = w->n_at[layer], blocks = 0;
    double *mean = CR_NEW(w->arena, double, n + 1), *offset = CR_NEW(w->arena, double, n + 1);
    int *size = CR_NEW(w->arena, int, n + 1);
    struct cr_spot *spots = w->l->spots.at;
    for (int i = 0; i < n; i++) {
        offset[i] =
            i ? offset[i - 1] + spots[w->at[layer][i - 1]].space + spots[w->at[layer][i]].space : 0;
        mean[blocks] = wish[i] - offset[i];
        size[blocks++] = 1;
        while (blocks > 1 && mean[blocks - 2] > mean[blocks - 1]) {
            int a = size[blocks - 2], b = size[blocks - 1];
            mean[blocks - 2] = (mean[blocks - 2] * a + mean[blocks - 1] * b) / (a + b);
            size[blocks - 2] = a + b;
            blocks--;
        }
    }
    for (int i = 0, block = 0, left = n ? size[0] : 0; i < n; i++, left--) {
        if (!left)
            left = size[++block];
        spots[w->at[layer][i]].y = mean[block] + offset[i];
    }
}

static void settle_layer(struct work *w, int layer, int side)
{
    double *wish = CR_NEW(w->arena, double, w->n_at[layer] + 1);
    for (int i = 0; i < w->n_at[layer]; i++)
        wish[i] = pull(w, w->at[layer][i], side);
    settle_places(w, layer, wish);
}

static void place_spots(struct work *w)
{
    struct cr_lattice *l = w->l;
    for (size_t i = 0; i < l->spots.n; i++)
        l->spots.at[i].space = half_height(l, &l->spots.at[i]);
    for (int round = 0; round < ROUNDS; round++) {
        int side = round + 6 < ROUNDS ? round % 2 ? 1 : -1 : 0;
        for (int k = 0; k < l->n_layers; k++)
            settle_layer(w, side > 0 ? l->n_layers - 1 - k : k, side);
    }
    double top = INFINITY, bottom = -INFINITY;
    for (size_t i = 0; i < l->spots.n; i++) {
        top = fmin(top, l->spots.at[i].y - l->spots.at[i].space);
        bottom = fmax(bottom, l->spots.at[i].y + l->spots.at[i].space);
    }
    for (size_t i = 0; i < l->spots.n; i++)
        l->spots.at[i].y -= top;
    l->rows = isfinite(top) ? bottom - top : 1;
}

/* Ribbons leave and arrive beside each other, in the order of their other ends. */
static void dock_ribbons(struct work *w, int spot, bool arriving)
{
    struct cr_lattice *l = w->l;
    CR_VEC(int) list = {0};
    double total = 0;
    for (size_t i = 0; i < l->links.n; i++)
        if ((arriving ? l->links.at[i].to : l->links.at[i].from) == spot) {
            cr_vec_push(w->arena, &list, (int)i);
            total += l->links.at[i].p;
        }
    for (size_t i = 1; i < list.n; i++) {
        int link = list.at[i];
        size_t k = i;
#define OTHER_END(n) l->spots.at[arriving ? l->links.at[n].from : l->links.at[n].to].y
        for (; k && OTHER_END(list.at[k - 1]) > OTHER_END(link); k--)
            list.at[k] = list.at[k - 1];
#undef OTHER_END
        list.at[k] = link;
    }
    double y = l->spots.at[spot].y - l->scale * total / 2;
    for (size_t i = 0; i < list.n; i++) {
        struct cr_link *link = &l->links.at[list.at[i]];
        *(arriving ? &link->to_y : &link->from_y) = y + l->scale * link->p / 2;
        y += l->scale * link->p;
    }
}

/* The largest probability of a question that is drawn. */
static double widest(const struct work *w)
{
    double most = 0;
    for (size_t i = 0; i < w->s->n_nodes && w->start >= 0; i++)
        if (w->rank[i] >= 0 && w->r->nodes[i].reach > most)
            most = w->r->nodes[i].reach;
    return most > 0 ? most : 1;
}

void cr_lattice_build(struct cr_lattice *l, struct cr_arena *arena, const struct cr_scenario *s,
    const struct cr_run_result *r, double threshold, int depth, int from, const bool *free)
{
    struct work w = {.l = l,
        .arena = arena,
        .s = s,
        .r = r,
        .threshold = threshold,
        .free = free,
        .depth = depth,
        .start = from >= 0 ? from : s->start.node};
    memset(l, 0, sizeof *l);
    w.rank = CR_NEW(arena, int, s->n_nodes + 1);
    w.state = CR_NEW(arena, int, s->n_nodes + 1);
    w.order = CR_NEW(arena, int, s->n_nodes + 1);
    w.spot_of = CR_NEW(arena, int, s->n_nodes + 1);
    w.spot_of_outcome = CR_NEW(arena, int, s->n_outcomes + 1);
    memset(w.spot_of_outcome, -1, (s->n_outcomes + 1) * sizeof *w.spot_of_outcome);
    if (w.start < 0) {
        l->n_layers = 1;
        find_outcome_spot(&w, s->start.outcome, 1);
    } else {
        search_depth_first(&w, w.start);
        l->n_layers = 2 * rank_nodes(&w, w.start) + 1;
        add_spots(&w);
    }
    l->scale = WIDEST / widest(&w);
    collect_layers(&w);
    sort_layers(&w);
    place_spots(&w);
    for (size_t i = 0; i < l->spots.n; i++) {
        dock_ribbons(&w, (int)i, 0);
        dock_ribbons(&w, (int)i, 1);
    }
}
