/* What the tests of exact evaluation share: from a scenario's text to a solved tree, and its rows
 * by name. */
#ifndef CR_TESTS_TREE_HELP_H
#define CR_TESTS_TREE_HELP_H

#include "base/seam.h"
#include "engine/tree/exact.h"
#include "engine/tree/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "engine/engine.h"
#include "program/compile.h"
#include "program/fault.h"
#include "near.h"

/* Not every test file needs every helper. */
#define SHARED __attribute__((unused)) static

struct bench {
    struct cr_arena *arena;
    struct cr_scenario *s;
    struct cr_program *p;
    struct cr_setup setup;
    struct cr_setup_evidence evidence[8];
    struct cr_setup_lens lenses[8];
    int forced[8][2];
    struct cr_solve_result r;
    struct cr_run_result run;
    struct cr_fault fault;
};
static struct bench b;

SHARED int open_bench(void **state)
{
    (void)state;
    b = (struct bench){.arena = cr_arena_new()};
    b.setup.choose.kind = CR_CHOOSE_BEST;
    return b.arena ? 0 : -1;
}

SHARED int close_bench(void **state)
{
    (void)state;
    cr_arena_free(b.arena);
    return 0;
}

/* ---- Reading ---- */

SHARED void read_bytes(const char *name, const char *text, size_t n)
{
    struct cr_source *source = CR_NEW(b.arena, struct cr_source, 1);
    struct cr_diags diags;
    cr_source_init(source, b.arena, name, text, n);
    cr_diags_init(&diags, b.arena, source);
    b.s = cr_scenario_read(b.arena, source, 0, &diags);
    if (!b.s) {
        struct cr_buf out;
        cr_buf_init(&out, b.arena);
        cr_diags_print(&diags, &out, 0, 20);
        fail_msg("%s", out.s);
    }
}

/* Several pieces of text, NULL last. */
SHARED void scenario(const char *text)
{
    char *copy = cr_arena_strdup(b.arena, text);
    read_bytes("test.yaml", copy, strlen(copy));
}

/* One of the scenarios that come with the program. */
SHARED void bundled(const char *name)
{
    const char *slash = strrchr(__FILE__, '/');
    const char *path = cr_arena_printf(
        b.arena, "%.*s/../../scenarios/%s.yaml", (int)(slash - __FILE__), __FILE__, name);
    char problem[256], *bytes;
    size_t n;
    if (cr_seam_read(path, 1 << 24, &bytes, &n, problem) != CR_OK)
        fail_msg("%s: %s", path, problem);
    char *copy = cr_arena_strndup(b.arena, bytes, n);
    cr_seam_free(bytes);
    read_bytes(name, copy, n);
}

SHARED void saw(const char *what)
{
    struct cr_setup_evidence *seen = &b.evidence[b.setup.n_evidence++];
    *seen = (struct cr_setup_evidence){.branch = -1, .signal = -1, .name = what, .observation = -1};
    if (!cr_scenario_branch(b.s, what, &seen->node, &seen->branch)) {
        seen->branch = -1;
        assert_true(cr_scenario_signal(b.s, what, &seen->node, &seen->signal));
    }
    b.setup.evidence = b.evidence;
}

SHARED void force(const char *what)
{
    int *pair = b.forced[b.setup.n_forced++];
    assert_true(cr_scenario_branch(b.s, what, &pair[0], &pair[1]));
    b.setup.forced = (const int(*)[2])b.forced;
}

SHARED void forget_setup(void)
{
    enum cr_choose_kind kind = b.setup.choose.kind;
    b.setup = (struct cr_setup){.choose = {.kind = kind, .option = -1}};
}

SHARED void compile(void)
{
    struct cr_diags diags;
    cr_diags_init(&diags, b.arena, NULL);
    struct cr_setup *setup = CR_NEW(b.arena, struct cr_setup, 1);
    *setup = b.setup;
    b.p = cr_program_build(b.arena, b.s, setup, &diags);
    if (!b.p)
        fail_msg("%s", diags.problems.at[0].message);
    b.fault = (struct cr_fault){0};
}

/* ---- Solving ---- */

SHARED enum cr_status try_solve(uint64_t worlds)
{
    struct cr_run_spec options = {.luck.seed = 1, .worlds = worlds};
    compile();
    return cr_engine_solve(b.arena, b.p, &options, &b.r, &b.fault);
}

SHARED void solve_worlds(uint64_t worlds)
{
    if (try_solve(worlds) != CR_OK)
        fail_msg("%s", b.fault.text);
}

SHARED void solve(void)
{
    solve_worlds(0);
}

SHARED void run_with(enum cr_engine engine, uint64_t runs, uint64_t worlds)
{
    struct cr_run_options options = {.spec.luck.seed = 1,
        .spec.runs = runs,
        .spec.worlds = worlds,
        .spec.engine = engine,
        .spec.threads = 1};
    compile();
    if (cr_engine_run(b.arena, b.p, &options, &b.run, &b.fault) != CR_OK)
        fail_msg("%s", b.fault.text);
}

/* ---- By name ---- */

SHARED int outcome_of(const char *id)
{
    int i = cr_map_find(b.s->outcome_map, id);
    assert_true(i >= 0);
    return i;
}

SHARED double chance_of(const char *id)
{
    return b.r.outcomes[outcome_of(id)];
}

SHARED int actor_of(const char *id)
{
    int i = cr_map_find(b.s->actor_map, id);
    assert_true(i >= 0);
    return i;
}

SHARED double value_of(const char *id)
{
    return b.r.value[actor_of(id)];
}

/* Measures first, then state variables. */
SHARED int row_of(const char *id)
{
    int i = cr_map_find(b.s->measure_map, id);
    if (i >= 0)
        return i;
    i = cr_map_find(b.s->state_map, id);
    assert_true(i >= 0);
    return (int)b.s->n_measures + i;
}

/* The information set at a node after these visible branches ("a.b c.d"). */
SHARED const struct cr_decision_result *find_decision(const char *node, const char *path)
{
    int wanted = cr_map_find(b.s->node_map, node);
    for (size_t i = 0; i < b.r.n_policy; i++) {
        const struct cr_decision_result *d = &b.r.policy[i];
        struct cr_buf text;
        cr_buf_init(&text, b.arena);
        for (int k = 0; k < d->n_path; k++)
            cr_buf_printf(&text, "%s%s", k > 0 ? " " : "",
                cr_scenario_branch_name(b.arena, b.s, d->path_nodes[k], d->path_branches[k]));
        if (d->node == wanted && strcmp(text.s, path) == 0)
            return d;
    }
    return NULL;
}

SHARED const struct cr_decision_result *decision(const char *node, const char *path)
{
    const struct cr_decision_result *d = find_decision(node, path);
    if (!d)
        fail_msg("no decision at %s after [%s]", node, path);
    return d;
}

SHARED const char *choice(const char *node, const char *path)
{
    const struct cr_decision_result *d = decision(node, path);
    return d->choice < 0 ? "(mixed)" : b.s->nodes[d->node].branches[d->choice].name;
}

SHARED const struct cr_option_result *option(const char *node, const char *path, const char *name)
{
    const struct cr_decision_result *d = decision(node, path);
    for (int k = 0; k < d->n_options; k++) {
        if (strcmp(b.s->nodes[d->node].branches[d->options[k].option].name, name) == 0)
            return &d->options[k];
    }
    fail_msg("no option %s", name);
    return NULL;
}

#endif
