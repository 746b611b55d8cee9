/* For tests that start from a scenario: its text or file, read and built into a program. Everything
 * lives in one arena. What goes wrong is printed as a user would see it. */
#ifndef CR_TESTS_SUPPORT_H
#define CR_TESTS_SUPPORT_H

#include "base/seam.h"
#include "engine/engine.h"
#include "program/compile.h"
#include "program/fault.h"

#include <stdio.h>
#include <string.h>

/* The top of the source tree; meson gives it. */
#ifndef CR_ROOT
#define CR_ROOT "."
#endif

struct support {
    struct cr_arena *arena;
    struct cr_source source;
    struct cr_diags diags;
    struct cr_scenario *scenario;
    struct cr_setup setup; /* none: the file as written, decisions as the language defaults */
    struct cr_program *program;
};

static inline void support_release(struct support *s)
{
    cr_arena_free(s->arena);
    *s = (struct support){0};
}

static inline void support_complain(const struct support *s, const char *what)
{
    struct cr_buf out;
    cr_buf_init(&out, s->arena);
    cr_diags_print(&s->diags, &out, 0, 20);
    printf("%s: %s\n%s\n", s->source.name, what, out.s);
}

/* Reads a scenario from text. 1, or 0 after saying why. */
static inline int support_text(struct support *s, const char *name, const char *text)
{
    *s = (struct support){.arena = cr_arena_new()};
    if (!s->arena)
        return 0;
    size_t n = strlen(text);
    cr_source_init(&s->source, s->arena, name, cr_arena_strndup(s->arena, text, n), n);
    cr_diags_init(&s->diags, s->arena, &s->source);
    s->scenario = cr_scenario_read(s->arena, &s->source, 0, &s->diags);
    if (!s->scenario)
        support_complain(s, "the scenario was refused");
    return s->scenario != NULL;
}

/* The same from a file below the top of the source tree: "scenarios/classics/coin.yaml". */
static inline int support_file(struct support *s, const char *path)
{
    char whole[1024], problem[256], *bytes;
    size_t n;
    snprintf(whole, sizeof whole, "%s/%s", CR_ROOT, path);
    if (cr_seam_read(whole, (size_t)1 << 24, &bytes, &n, problem) != CR_OK) {
        printf("%s: %s\n", whole, problem);
        return 0;
    }
    int ok = support_text(s, path, bytes);
    cr_seam_free(bytes);
    return ok;
}

/* Builds the program under s->setup. 1, or 0 after saying why. */
static inline int support_build(struct support *s)
{
    s->program = cr_program_build(s->arena, s->scenario, &s->setup, &s->diags);
    if (!s->program)
        support_complain(s, "the program was refused");
    return s->program != NULL;
}

/* ---- Pieces of a setup, by name; what does not exist is a fault of the test ---- */

static inline void support_choose(struct support *s, enum cr_choose_kind kind, double lambda)
{
    s->setup.choose = (struct cr_choose){.kind = kind, .lambda = lambda, .option = -1};
}

static inline void support_lens(struct support *s, const char *name, double strength)
{
    size_t n = s->setup.n_lenses;
    struct cr_setup_lens *list = CR_NEW(s->arena, struct cr_setup_lens, n + 1);
    for (size_t i = 0; i < n; i++)
        list[i] = s->setup.lenses[i];
    list[n] =
        (struct cr_setup_lens){name ? cr_map_find(s->scenario->lens_map, name) : -1, strength};
    s->setup.lenses = list;
    s->setup.n_lenses = n + 1;
}

/* --set node.branch=TEXT. 1 if both can be read. */
static inline int support_set(struct support *s, const char *branch, const char *text)
{
    size_t n = s->setup.n_sets;
    struct cr_setup_set *list = CR_NEW(s->arena, struct cr_setup_set, n + 1);
    for (size_t i = 0; i < n; i++)
        list[i] = s->setup.sets[i];
    list[n] = (struct cr_setup_set){.parameter = -1, .state = -1};
    s->setup.sets = list;
    s->setup.n_sets = n + 1;
    if (!cr_scenario_branch(s->scenario, branch, &list[n].node, &list[n].branch))
        return 0;
    enum cr_value_place place = s->scenario->nodes[list[n].node].mode == CR_MODE_RELATIVE
                                    ? CR_AT_WEIGHT
                                    : CR_AT_PROBABILITY;
    return cr_value_read_text(s->arena, s->scenario, text, place, &list[n].value, &s->diags) ==
           CR_OK;
}

/* All lenses of the file, and the file itself, as a pool. */
static inline void support_pool(struct support *s)
{
    for (size_t i = 0; i < s->scenario->n_lenses; i++)
        support_lens(s, s->scenario->lenses[i].id, 1);
    if (s->scenario->pool_as_written > 0)
        support_lens(s, NULL, 1);
    s->setup.pool = true;
}

static inline void support_add_evidence(struct support *s, struct cr_setup_evidence evidence)
{
    size_t n = s->setup.n_evidence;
    struct cr_setup_evidence *list = CR_NEW(s->arena, struct cr_setup_evidence, n + 1);
    for (size_t i = 0; i < n; i++)
        list[i] = s->setup.evidence[i];
    list[n] = evidence;
    s->setup.evidence = list;
    s->setup.n_evidence = n + 1;
}

/* "node.branch", "node.signal" or the id of an observation. 1 if there is such a thing. */
static inline int support_given(struct support *s, const char *text)
{
    struct cr_setup_evidence e = {.branch = -1, .signal = -1, .name = text, .observation = -1};
    e.observation = cr_map_find(s->scenario->observation_map, text);
    if (e.observation >= 0) {
        const struct cr_observation *o = &s->scenario->observations[e.observation];
        if (o->saw_node >= 0) {
            e.node = o->saw_node;
            e.branch = o->saw_branch;
            e.signal = o->saw_signal;
            support_add_evidence(s, e);
        }
        for (size_t i = 0; i < o->n_informs; i++) {
            struct cr_setup_evidence soft = e;
            soft.node = o->informs[i].node;
            soft.branch = soft.signal = -1;
            soft.likelihood = o->informs[i].likelihood;
            support_add_evidence(s, soft);
        }
        return 1;
    }
    if (!cr_scenario_branch(s->scenario, text, &e.node, &e.branch)) {
        e.branch = -1;
        if (!cr_scenario_signal(s->scenario, text, &e.node, &e.signal))
            return 0;
    }
    support_add_evidence(s, e);
    return 1;
}

/* --do node.branch; once a setup. */
static inline int support_do(struct support *s, const char *text)
{
    int(*forced)[2] = cr_arena_alloc(s->arena, 1, sizeof *forced);
    if (!cr_scenario_branch(s->scenario, text, &forced[0][0], &forced[0][1]))
        return 0;
    s->setup.forced = (const int(*)[2])forced;
    s->setup.n_forced = 1;
    return 1;
}

static inline void support_fault(const struct support *s, const struct cr_fault *fault)
{
    uint32_t line = 0, column = 0;
    if (fault->place.at != UINT32_MAX)
        cr_source_locate(&s->source, fault->place.at, &line, &column);
    printf("%s:%u:%u: %s [%s] (world %llu, run %llu)\n", s->source.name, line, column, fault->text,
        fault->set ? cr_codes[fault->code].id : "no fault", (unsigned long long)fault->world,
        (unsigned long long)fault->run);
}

#endif
