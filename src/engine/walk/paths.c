#include "engine/walk/paths.h"

#include "base/map.h"
#include "engine/walk/walk.h"

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

static void add(struct table *t, uint64_t hash, uint64_t run, double weight, bool choosing)
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
    *(choosing ? &e->count.chosen : &e->count.weight) += weight;
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
    const struct cr_path_count *x = a, *y = b;
    if (x->chosen != y->chosen)
        return x->chosen > y->chosen ? -1 : 1;
    return (x->run > y->run) - (x->run < y->run);
}

static int larger_first(const void *a, const void *b)
{
    const struct cr_path_count *x = a, *y = b;
    return x->weight != y->weight ? (x->weight > y->weight ? -1 : 1) : chosen_first(a, b);
}

static void give(
    struct cr_arena *arena, const struct table *t, size_t most, struct cr_path_counts *counts)
{
    struct cr_path_count *all = CR_NEW(arena, struct cr_path_count, t->used);
    size_t n = 0;
    for (size_t i = 0; i < t->size; i++) {
        if (t->at[i].count.n)
            all[n++] = t->at[i].count;
    }
    if (n > 1)
        qsort(all, n, sizeof *all, chosen_first);
    counts->distinct = (double)n;
    counts->n = n < most ? n : most;
    if (counts->n > 1)
        qsort(all, counts->n, sizeof *all, larger_first);
    counts->at = all;
}

static enum cr_status count_all(struct cr_arena *arena, struct cr_walk *w,
    const struct cr_run_options *o, struct table *t, struct cr_path_counts *counts,
    struct cr_fault *fault)
{
    uint64_t *hash = CR_NEW(arena, uint64_t, CR_BLOCK);
    for (uint64_t run = 0; run < o->runs; run += CR_BLOCK) {
        int n = o->runs - run < CR_BLOCK ? (int)(o->runs - run) : CR_BLOCK;
        if (!cr_walk_block(w, run, n)) {
            *fault = w->fault;
            return CR_INPUT;
        }
        hash_lanes(w, hash);
        for (int i = 0; i < n; i++) {
            if (!(w->weight[i] > 0))
                continue;
            bool choosing = run + (uint64_t)i < o->runs / 2;
            add(t, hash[i], run + (uint64_t)i, w->weight[i], choosing);
            counts->total += w->weight[i];
            counts->weight += choosing ? 0 : w->weight[i];
            counts->squares += choosing ? 0 : w->weight[i] * w->weight[i];
        }
        counts->runs = run + (uint64_t)n;
        if (o->progress && o->progress(o->progress_context, (double)counts->runs, (double)o->runs))
            return CR_INTERRUPTED;
    }
    return CR_OK;
}

enum cr_status cr_engine_path_counts(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_run_options *o, size_t most, struct cr_path_counts *counts,
    struct cr_fault *fault)
{
    struct cr_policy policy = {0};
    bool worlds = program->n_uncertain || program->pool_weights;
    struct cr_solve_options solve = {.luck = o->luck,
        .worlds = !program->n_uncertain          ? 0
                  : o->worlds < CR_POLICY_WORLDS ? o->worlds
                                                 : CR_POLICY_WORLDS,
        .sampling = o->sampling,
        .threads = o->threads,
        .max_positions = o->max_positions};
    enum cr_status status = cr_policy_solve(arena, program, &solve, &policy, fault);
    if (status != CR_OK)
        return status;
    struct cr_walk_job job = {.program = program,
        .plan = cr_plan_new(arena, program),
        .policy = &policy,
        .luck = o->luck,
        .luck_divisor = 1,
        .record = true};
    job.worlds.spec = (struct cr_world_spec){o->luck, worlds ? o->worlds : 1, o->sampling, false};
    struct table table = {.arena = arena};
    *counts = (struct cr_path_counts){.worlds = job.worlds.spec.worlds};
    status = count_all(arena, cr_walk_new(arena, &job), o, &table, counts, fault);
    if (status != CR_OK)
        return status;
    if (table.used == 0) {
        cr_fault_set(fault, CR_E_EVIDENCE_IMPOSSIBLE, cr_evidence_place(program), 0,
            "none of %.0f runs agrees with the evidence", (double)o->runs);
        fault->refused = true;
        return CR_INPUT;
    }
    give(arena, &table, most, counts);
    return CR_OK;
}
