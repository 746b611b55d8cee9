/* Counts futures that took the same branches.
 *
 * The walk records which lanes took which branch; from that a hash of every lane's path is kept
 * up and counted in a table. The first half of the runs says which futures are frequent, the
 * second half how frequent they are. */
#include "engine/walk/paths.h"

#include "base/map.h"
#include "engine/walk/tally.h"
#include "engine/walk/walk.h"
#include "program/evidence.h"
#include "program/fault.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A table from the hash of a path to its count. Two paths of one hash would be counted as one: with
 * 64 bits and a million paths that happens once in 10^7 calls. */
struct entry {
    uint64_t hash;
    struct cr_path_count count;
};
struct table {
    struct cr_arena *arena;
    struct entry *at; /* count.n 0: free */
    size_t size, used;
};

static struct entry *slot_for(const struct table *t, uint64_t hash)
{
    size_t i = (size_t)hash & (t->size - 1);
    while (t->at[i].count.n && t->at[i].hash != hash)
        i = (i + 1) & (t->size - 1);
    return &t->at[i];
}

static void grow(struct table *t)
{
    struct table larger = {t->arena, NULL, t->size ? 2 * t->size : 4096, t->used};
    larger.at = CR_NEW(t->arena, struct entry, larger.size);
    for (size_t i = 0; i < t->size; i++) {
        if (t->at[i].count.n)
            *slot_for(&larger, t->at[i].hash) = t->at[i];
    }
    *t = larger;
}

static struct cr_path_count *entry_for(struct table *t, uint64_t hash, uint64_t run)
{
    if (2 * (t->used + 1) > t->size)
        grow(t);
    struct entry *e = slot_for(t, hash);
    if (!e->count.n) {
        e->hash = hash;
        e->count.run = run;
        t->used++;
    }
    e->count.n++;
    return &e->count;
}

/* Every lane's branches in the order in which it took them. */
static void hash_lanes(const struct cr_walk *w, uint64_t *hash)
{
    memset(hash, 0, CR_BLOCK * sizeof *hash);
    for (size_t at = 0; at < w->taken.n;) {
        int branch = w->taken.at[at], n = w->taken.at[at + 1];
        for (int i = 0; i < n; i++) {
            uint64_t *h = &hash[w->taken.at[at + 2 + (size_t)i]];
            *h = cr_hash64(&branch, sizeof branch, *h);
        }
        at += 2 + (size_t)n;
    }
}

static int chosen_first(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->count.chosen != y->count.chosen)
        return x->count.chosen > y->count.chosen ? -1 : 1;
    return (x->count.run > y->count.run) - (x->count.run < y->count.run);
}

static int larger_first(const void *a, const void *b)
{
    const struct cr_path_count *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight > y->weight ? -1 : 1;
    if (x->chosen != y->chosen)
        return x->chosen > y->chosen ? -1 : 1;
    return (x->run > y->run) - (x->run < y->run);
}

/* ---- Two halves ---- */

struct halves {
    struct cr_arena *arena;
    const struct cr_program *program;
    const struct cr_run_options *options;
    size_t most;
    struct table table;
    uint64_t *chosen; /* [counts->n] hashes of the paths whose clusters are counted */
    struct cr_path_counts *counts;
};

/* Clusters of at most that many numbers in all. */
static size_t clusters_for(const struct halves *h, size_t paths)
{
    uint64_t worlds = h->counts->worlds;
    if (worlds == 1)
        return h->program->has_evidence ? CR_GROUPS : 1;
    bool few = worlds <= CR_GROUPS ||
               (worlds <= CR_MAX_CLUSTERS && worlds * (paths + 1) <= (uint64_t)CR_MOST_SUMS);
    return few ? (size_t)worlds : CR_GROUPS;
}

/* Behind the first half: the paths that are to be counted by clusters. */
static void choose(struct halves *h)
{
    struct table *t = &h->table;
    struct entry *all = CR_NEW(h->arena, struct entry, t->used);
    size_t n = 0;
    for (size_t i = 0; i < t->size; i++) {
        if (t->at[i].count.n)
            all[n++] = t->at[i];
    }
    if (n > 1)
        qsort(all, n, sizeof *all, chosen_first);
    n = n < h->most ? n : h->most;
    h->counts->n = n;
    h->counts->n_clusters = clusters_for(h, n);
    h->counts->clusters = CR_NEW(h->arena, double, h->counts->n_clusters);
    h->chosen = CR_NEW(h->arena, uint64_t, n);
    for (size_t i = 0; i < n; i++) {
        h->chosen[i] = all[i].hash;
        slot_for(t, all[i].hash)->count.clusters = CR_NEW(h->arena, double, h->counts->n_clusters);
    }
}

static void add(struct halves *h, uint64_t hash, uint64_t run, double weight)
{
    struct cr_path_counts *counts = h->counts;
    struct cr_path_count *path = entry_for(&h->table, hash, run);
    counts->total += weight;
    if (run < h->options->spec.runs / 2) {
        path->chosen += weight;
        return;
    }
    size_t cluster =
        (size_t)((counts->worlds == 1 ? run : run % counts->worlds) % (uint64_t)counts->n_clusters);
    path->weight += weight;
    if (path->clusters)
        path->clusters[cluster] += weight;
    counts->clusters[cluster] += weight;
    counts->weight += weight;
    counts->squares += weight * weight;
}

static enum cr_status count_all(struct halves *h, struct cr_walk *w, struct cr_fault *fault)
{
    const struct cr_run_options *o = h->options;
    uint64_t *hash = CR_NEW(h->arena, uint64_t, CR_BLOCK);
    for (uint64_t run = 0; run < o->spec.runs; run += CR_BLOCK) {
        int n = o->spec.runs - run < CR_BLOCK ? (int)(o->spec.runs - run) : CR_BLOCK;
        if (cr_walk_block(w, run, n) != CR_OK) {
            *fault = w->fault;
            return CR_INPUT;
        }
        hash_lanes(w, hash);
        for (int i = 0; i < n; i++) {
            if (run + (uint64_t)i == o->spec.runs / 2)
                choose(h);
            if (w->weight[i] > 0)
                add(h, hash[i], run + (uint64_t)i, w->weight[i]);
        }
        h->counts->runs = run + (uint64_t)n;
        if (o->spec.progress && o->spec.progress(o->spec.progress_context, (double)h->counts->runs,
                                    (double)o->spec.runs))
            return CR_INTERRUPTED;
    }
    return CR_OK;
}

static void list_counts(const struct halves *h)
{
    struct cr_path_counts *counts = h->counts;
    counts->distinct = (double)h->table.used;
    counts->at = CR_NEW(h->arena, struct cr_path_count, counts->n);
    for (size_t i = 0; i < counts->n; i++)
        counts->at[i] = slot_for(&h->table, h->chosen[i])->count;
    if (counts->n > 1)
        qsort(counts->at, counts->n, sizeof *counts->at, larger_first);
}

enum cr_status cr_engine_path_counts(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *o, size_t most, struct cr_path_counts *counts,
    struct cr_fault *fault)
{
    struct cr_policy policy = {0};
    bool worlds = program->n_uncertain || program->pool_weights;
    enum cr_status status = cr_policy_for_run(arena, program, o, &policy, fault);
    if (status != CR_OK)
        return status;
    struct cr_walk_job job = {.program = program,
        .plan = cr_plan_new(arena, program),
        .policy = &policy,
        .luck = o->spec.luck,
        .luck_divisor = 1,
        .record = true};
    job.worlds.spec =
        (struct cr_world_spec){o->spec.luck, worlds ? o->spec.worlds : 1, o->spec.sampling, false};
    *counts = (struct cr_path_counts){.worlds = job.worlds.spec.worlds,
        .designs = cr_world_designs(o->spec.sampling, job.worlds.spec.worlds)};
    struct halves halves = {arena, program, o, most, {.arena = arena}, NULL, counts};
    status = count_all(&halves, cr_walk_new(arena, &job), fault);
    if (status != CR_OK)
        return status;
    if (halves.table.used == 0) {
        cr_fault_set(fault, CR_E_EVIDENCE_IMPOSSIBLE, cr_evidence_place(program), 0,
            "none of %.0f runs agrees with the evidence", (double)o->spec.runs);
        fault->refused = true;
        return CR_INPUT;
    }
    list_counts(&halves);
    return CR_OK;
}
