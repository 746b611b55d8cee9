/* The likeliest futures, by best-first search over the tree: a way is extended while the most
 * that any future behind it can weigh (one sweep backwards) is above what the list has already.
 * Where there is no tree to search, equal futures of a walk are counted. */
#include "analysis/paths.h"

#include "analysis/inputs.h"
#include "analysis/notes.h"
#include "engine/run_report.h"
#include "engine/tree/parts.h"
#include "engine/tree/tree.h"
#include "engine/walk/paths.h"
#include "program/evidence.h"
#include "program/fault.h"
#include "program/worlds.h"
#include "stats/error.h"

#include <math.h>
#include <string.h>

enum {
    LANES = 256,         /* worlds of a search */
    POSITIONS = 1 << 17, /* of a search over worlds */
    NUMBERS = 1 << 24    /* doubles that a search may keep */
};

/* ---- The list ---- */

/* Where a probability comes from: totals by cluster. */
struct clusters {
    const double *weight; /* [n] */
    double *together;     /* [n] of all ways so far */
    double total;         /* of the weights */
    size_t n, designs;
    double effective, worlds; /* runs: of counted futures; 0 where a world knows its own */
    bool exact;               /* nothing is sampled */
};
struct call {
    const struct cr_program *program;
    size_t most;
    const struct cr_run_options *options;
    struct cr_paths_result *result;
    struct cr_fault *fault;
    struct clusters clusters;
    bool gave_up; /* too much to keep */
};

static struct cr_error error_of(const struct clusters *c, double share, const double *y)
{
    if (c->exact)
        return cr_error_exact(share);
    struct cr_error e = c->effective > 0 && c->n == 1
                            ? cr_counted_error(share, c->effective)
                            : cr_ratio_error(y, c->weight, c->n, c->designs);
    return c->effective > 0 ? cr_share_error(share, c->effective, c->worlds, &e) : e;
}

static double probability(const struct clusters *c, const double *y)
{
    return c->total > 0 ? cr_share_of(cr_sum(y, c->n), c->total) : NAN;
}

/* y: [n] of the way, cluster by cluster. */
static void append_path(
    struct call *call, struct cr_arena *arena, struct cr_likely_path path, const double *y)
{
    struct cr_paths_result *r = call->result;
    struct clusters *c = &call->clusters;
    for (size_t g = 0; g < c->n; g++)
        c->together[g] += y[g];
    path.probability = probability(c, y);
    path.error = error_of(c, path.probability, y);
    path.cumulative = probability(c, c->together);
    path.cumulative_error = error_of(c, path.cumulative, c->together);
    r->paths = cr_arena_grow(arena, r->paths, r->n, r->n + 1, sizeof *r->paths);
    r->paths[r->n++] = path;
}

/* ---- Best-first search ---- */

/* A way to a position, with its probability in every world. */
struct way {
    double bound; /* of every future that begins so: its weight with the best end in every world */
    int position, parent, branch; /* parent: a way, or -1; branch of the program */
    double *p;                    /* [lanes] weight of the evidence included */
};
struct search {
    struct cr_arena *arena;
    struct cr_tree *tree;
    struct cr_tree_block *block;
    double *best;   /* [position * n] the best end from there on, in every lane by itself */
    double *behind; /* [position * n] all ends together */
    double *shares; /* [max_branches * n] scratch */
    CR_VEC(struct way) ways;
    CR_VEC(int) heap; /* ways, the largest bound first; ties: the earlier way */
    double evidence;  /* total weight */
};

static bool before(const struct search *s, int a, int b)
{
    double x = s->ways.at[a].bound, y = s->ways.at[b].bound;
    return x != y ? x > y : a < b;
}

static void heap_push(struct search *s, int way)
{
    cr_vec_push(s->arena, &s->heap, way);
    int *h = s->heap.at;
    for (size_t i = s->heap.n - 1; i > 0 && before(s, h[i], h[(i - 1) / 2]); i = (i - 1) / 2) {
        int swap = h[i];
        h[i] = h[(i - 1) / 2];
        h[(i - 1) / 2] = swap;
    }
}

static int heap_pop(struct search *s)
{
    int *h = s->heap.at, top = h[0];
    h[0] = h[--s->heap.n];
    for (size_t i = 0, k; (k = 2 * i + 1) < s->heap.n; i = k) {
        k += k + 1 < s->heap.n && before(s, h[k + 1], h[k]);
        if (!before(s, h[k], h[i]))
            break;
        int swap = h[i];
        h[i] = h[k];
        h[k] = swap;
    }
    return top;
}

static size_t lanes(const struct search *s)
{
    return (size_t)s->block->n;
}

/* The most that any single future can weigh from a position on: backwards over the positions. */
static void find_best(struct search *s)
{
    const struct cr_unroll *u = s->tree->u;
    size_t n = lanes(s);
    s->best = CR_NEW(s->arena, double, (size_t)u->n_positions *n);
    for (int k = u->n_positions; k-- > 0;) {
        int position = s->tree->order[k];
        const struct cr_position *at = &u->positions[position];
        double *best = &s->best[(size_t)position * n];
        for (size_t i = 0; at->outcome >= 0 && i < n; i++)
            best[i] = at->dead ? 0 : 1;
        if (at->outcome >= 0)
            continue;
        const double *shares = cr_tree_shares(s->tree, s->block, position, s->shares);
        for (int a = 0; a < at->n_arcs; a++) {
            const struct cr_arc *arc = &u->arcs[at->first_arc + (size_t)a];
            const double *share = cr_tree_seen_share_of(s->tree, s->block, shares, arc, n),
                         *rest = &s->best[(size_t)arc->to * n];
            for (size_t i = 0; i < n; i++) {
                double x = share[i] > 0 ? share[i] * arc->likelihood * rest[i] : 0;
                best[i] = x > best[i] ? x : best[i];
            }
        }
    }
}

static void add_way(struct search *s, int position, int parent, int branch, double *p)
{
    const double *best = &s->best[(size_t)position * lanes(s)];
    struct way way = {0, position, parent, branch, p};
    for (size_t i = 0; i < lanes(s); i++)
        way.bound += s->block->weight[i] * p[i] * best[i];
    if (!(way.bound > 0))
        return;
    cr_vec_push(s->arena, &s->ways, way);
    heap_push(s, (int)s->ways.n - 1);
}

static void expand(struct search *s, int index)
{
    const struct cr_unroll *u = s->tree->u;
    struct way way = s->ways.at[index];
    const struct cr_position *at = &u->positions[way.position];
    size_t n = lanes(s);
    const double *shares = cr_tree_shares(s->tree, s->block, way.position, s->shares);
    for (int a = 0; a < at->n_arcs; a++) {
        const struct cr_arc *arc = &u->arcs[at->first_arc + (size_t)a];
        const double *share = cr_tree_seen_share_of(s->tree, s->block, shares, arc, n);
        double *p = CR_NEW(s->arena, double, n);
        for (size_t i = 0; i < n; i++)
            p[i] = share[i] > 0 ? way.p[i] * share[i] * arc->likelihood : 0;
        add_way(s, arc->to, index, arc->branch, p);
    }
}

/* What is behind a way, evidence included: its probability is this over all evidence. */
static double mass(const struct search *s, const struct way *way)
{
    const double *behind = &s->behind[(size_t)way->position * lanes(s)];
    double sum = 0;
    for (size_t i = 0; i < lanes(s); i++)
        sum += s->block->weight[i] * way->p[i] * behind[i];
    return sum;
}

static struct cr_likely_path path_of(const struct search *s, struct cr_arena *arena, int end)
{
    const struct way *last = &s->ways.at[end];
    struct cr_likely_path path = {
        .outcome = s->tree->u->positions[last->position].outcome, .count = NAN};
    for (int w = end; s->ways.at[w].parent >= 0; w = s->ways.at[w].parent)
        path.n_steps++;
    path.steps = CR_NEW(arena, struct cr_likely_step, path.n_steps);
    size_t at = path.n_steps;
    for (int w = end; s->ways.at[w].parent >= 0; w = s->ways.at[w].parent) {
        const struct way *way = &s->ways.at[w];
        const struct cr_branch *branch = &s->tree->program->branches[way->branch];
        path.steps[--at] = (struct cr_likely_step){
            branch->node, branch->local, mass(s, way) / mass(s, &s->ways.at[way->parent])};
    }
    return path;
}

/* Of a future in every world. */
static double *masses(const struct search *s, const struct way *end)
{
    double *y = CR_NEW(s->arena, double, lanes(s));
    for (size_t i = 0; i < lanes(s); i++)
        y[i] = s->block->weight[i] * end->p[i];
    return y;
}

static enum cr_status run_search(struct search *s, struct cr_arena *arena, struct call *call)
{
    size_t n = lanes(s);
    double *start = CR_NEW(s->arena, double, n);
    for (size_t i = 0; i < n; i++)
        start[i] = 1;
    add_way(s, 0, -1, -1, start);
    while (s->heap.n > 0 && call->result->n < call->most) {
        int way = heap_pop(s);
        if (s->tree->u->positions[s->ways.at[way].position].outcome >= 0)
            append_path(call, arena, path_of(s, arena, way), masses(s, &s->ways.at[way]));
        else
            expand(s, way);
        call->gave_up = s->ways.n * n > NUMBERS;
        if (call->gave_up)
            return CR_OK;
        const struct cr_run_options *o = call->options;
        if (s->ways.n % 1024 == 0 && o->spec.progress &&
            o->spec.progress(o->spec.progress_context, (double)call->result->n, (double)call->most))
            return CR_INTERRUPTED;
    }
    return CR_OK;
}

static enum cr_status search(struct cr_arena *work, struct cr_arena *arena, void *context)
{
    struct call *call = context;
    const struct cr_run_options *o = call->options;
    const struct cr_program *program = call->program;
    struct search s = {.arena = work};
    bool over_worlds = program->n_uncertain || program->pool_weights;
    struct cr_world_spec spec = {
        o->spec.luck, o->spec.worlds < LANES ? o->spec.worlds : LANES, o->spec.sampling, false};
    struct cr_tree_worlds worlds = {.n = spec.worlds, .spec = &spec};
    uint64_t most = o->spec.max_positions ? o->spec.max_positions : 1000000;
    struct cr_tree_options options = {
        .max_positions = over_worlds && most > POSITIONS ? POSITIONS : most, .block = LANES};
    if (!over_worlds && cr_tree_base_worlds(work, program, &worlds, call->fault) != CR_OK)
        return CR_INPUT;
    enum cr_status status = cr_tree_build(work, program, &worlds, &options, &s.tree, call->fault);
    if (status == CR_OK)
        status = cr_tree_settle(s.tree, call->fault);
    if (status != CR_OK)
        return status;
    s.block = s.tree->shared;
    if (cr_tree_load(s.tree, s.block, 0, call->fault) != CR_OK ||
        cr_tree_forward(s.tree, s.block, call->fault) !=
            CR_OK) /* ways that are not defined are told */
        return CR_INPUT;
    size_t n = lanes(&s);
    s.shares = CR_NEW(work, double, (size_t)program->max_branches *n);
    s.behind = CR_NEW(work, double, (size_t)s.tree->u->n_positions *n);
    cr_tree_sweep(s.tree, s.block, s.behind, NULL, 0, 0);
    double total = 0, *weight = CR_NEW(work, double, n);
    for (size_t i = 0; i < n; i++) {
        weight[i] = s.block->weight[i] * s.behind[i];
        s.evidence += weight[i];
        total += s.block->weight[i];
    }
    call->clusters = (struct clusters){.weight = weight,
        .together = CR_NEW(work, double, n),
        .total = s.evidence,
        .n = n,
        .designs = cr_world_designs(spec.sampling, spec.worlds),
        .exact = !over_worlds};
    if (!(s.evidence > 0)) {
        cr_fault_set(call->fault, CR_E_EVIDENCE_IMPOSSIBLE, cr_evidence_place(program), 0,
            "no future agrees with the evidence");
        return CR_INPUT;
    }
    find_best(&s);
    call->result->worlds = n;
    call->result->engine = over_worlds ? CR_ENGINE_ROLLBACK : CR_ENGINE_EXACT;
    call->result->evidence_probability = program->has_evidence ? s.evidence / total : NAN;
    return run_search(&s, arena, call);
}

/* ---- Counting ---- */

/* A path that was met, step by step, by replaying the first run that took it. */
static enum cr_status replay(struct cr_arena *arena, const struct call *call,
    const struct cr_path_count *count, struct cr_likely_path *path)
{
    struct cr_path future;
    enum cr_status status =
        cr_engine_replay(arena, call->program, call->options, count->run, &future, call->fault);
    if (status != CR_OK)
        return status;
    *path = (struct cr_likely_path){
        .n_steps = future.n_steps, .outcome = future.outcome, .count = (double)count->n};
    path->steps = CR_NEW(arena, struct cr_likely_step, future.n_steps);
    for (size_t i = 0; i < future.n_steps; i++)
        path->steps[i] = (struct cr_likely_step){future.steps[i].node, future.steps[i].branch, NAN};
    return CR_OK;
}

static enum cr_status count(struct cr_arena *arena, struct call *call)
{
    struct cr_paths_result *r = call->result;
    struct cr_path_counts counts;
    enum cr_status status = cr_engine_path_counts(
        arena, call->program, call->options, call->most, &counts, call->fault);
    if (status != CR_OK)
        return status;
    double worlds = (double)counts.worlds;
    call->clusters = (struct clusters){.weight = counts.clusters,
        .together = CR_NEW(arena, double, counts.n_clusters),
        .total = counts.weight,
        .n = counts.n_clusters,
        .designs = counts.designs,
        .effective = counts.weight > 0 ? counts.weight * counts.weight / counts.squares : 0,
        .worlds = fmin(worlds, (double)(counts.runs - counts.runs / 2))};
    for (size_t i = 0; status == CR_OK && i < counts.n; i++) {
        struct cr_likely_path path = {0};
        status = replay(arena, call, &counts.at[i], &path);
        if (status == CR_OK)
            append_path(call, arena, path, counts.at[i].clusters);
    }
    if (status != CR_OK)
        return status;
    r->engine = CR_ENGINE_WALK;
    r->runs = counts.runs;
    r->worlds = counts.worlds;
    r->distinct = counts.distinct;
    r->evidence_probability =
        call->program->has_evidence ? counts.total / (double)counts.runs : NAN;
    if (r->n && r->paths[0].count < 30)
        cr_analysis_note(arena, &r->notes, &r->n_notes,
            cr_arena_printf(arena,
                "Hardly two of the futures are alike (%.0f different ones): none of them is "
                "likely, and which come first is largely chance.",
                counts.distinct));
    return CR_OK;
}

/* ---- All of it ---- */

static void fill_words(const struct call *call)
{
    struct cr_paths_result *r = call->result;
    r->about =
        r->engine == CR_ENGINE_EXACT
            ? "Each probability is that of the whole path, exactly; the rest is the probability of "
              "all other ways."
        : r->engine == CR_ENGINE_ROLLBACK
            ? "Each probability is that of the whole path, exact within a world and averaged over "
              "worlds; its error (se) comes from how few worlds there are, not from chance within "
              "them."
            : "The first half of the runs chose the ways; each probability is the share of the "
              "second half that went exactly this way, so that none is chosen for its luck. Its "
              "error (se) is that of the simulation.";
}

enum cr_status cr_paths(struct cr_arena *arena, const struct cr_program *program, size_t most,
    const struct cr_run_options *options, struct cr_paths_result *r, struct cr_fault *fault)
{
    struct call call = {program, most, options, r, fault, {0}, false};
    *r = (struct cr_paths_result){
        .luck = options->spec.luck, .distinct = NAN, .evidence_probability = NAN};
    bool automatic = options->spec.engine == CR_ENGINE_AUTO,
         walked = options->spec.engine == CR_ENGINE_WALK;
    enum cr_status status = CR_OK;
    if (!walked && !program->random_effects)
        status = cr_with_work(arena, search, &call);
    else
        walked = true;
    if (status == CR_INPUT && automatic && fault->code == CR_E_POSITIONS) {
        *fault = (struct cr_fault){0};
        status = CR_OK;
        walked = true;
    }
    if (call.gave_up) {
        r->n = 0;
        r->paths = NULL;
        walked = true;
    }
    if (status == CR_OK && walked)
        status = count(arena, &call);
    fill_words(&call);
    return status;
}
