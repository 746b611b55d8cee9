/* What the tests of analyses share: programs from texts and from files beside the tests. */
#ifndef CR_TESTS_ANALYSIS_HELP_H
#define CR_TESTS_ANALYSIS_HELP_H

#include "analysis/sensitivity.h"
#include "base/seam.h"

#include "program/compile.h"
#include "program/fault.h"
#include "near.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static struct cr_arena *arena;
static const struct cr_scenario *scenario;
static struct cr_setup setup;
static struct cr_fault fault;
static char *file_bytes;

static int open_arena(void **state)
{
    (void)state;
    arena = cr_arena_new();
    setup = (struct cr_setup){0};
    fault = (struct cr_fault){0};
    return arena ? 0 : -1;
}

static int close_arena(void **state)
{
    (void)state;
    cr_arena_free(arena);
    cr_seam_free(file_bytes);
    file_bytes = NULL;
    return 0;
}

static const struct cr_program *compile(const char *name, const char *text, size_t n)
{
    struct cr_source *source = CR_NEW(arena, struct cr_source, 1);
    struct cr_diags *diags = CR_NEW(arena, struct cr_diags, 1);
    const struct cr_program *program = NULL;
    struct cr_buf out;
    cr_source_init(source, arena, name, text, n);
    cr_diags_init(diags, arena, source);
    scenario = cr_scenario_read(arena, source, 0, diags);
    if (scenario)
        program = cr_program_build(arena, scenario, &setup, diags);
    if (!program) {
        cr_buf_init(&out, arena);
        cr_diags_print(diags, &out, 0, 20);
        fail_msg("%s", out.s);
    }
    return program;
}

static inline const struct cr_program *of_text(const char *text)
{
    return compile("test.yaml", text, strlen(text));
}

/* scenarios/NAME.yaml, solved unless the setup says otherwise. */
static inline const struct cr_program *of_file(const char *name)
{
    char problem[256], *slash = strrchr(__FILE__, '/');
    const char *path = cr_arena_printf(arena, "%.*s/../../scenarios/%s.yaml",
        slash ? (int)(slash - __FILE__) : 1, slash ? __FILE__ : ".", name);
    size_t n;
    if (cr_seam_read(path, 1 << 24, &file_bytes, &n, problem) != CR_OK)
        fail_msg("%s: %s", path, problem);
    return compile(path, file_bytes, n);
}

static inline const struct cr_program *solved(const char *name)
{
    setup.choose.kind = CR_CHOOSE_BEST;
    return of_file(name);
}

static inline struct cr_aim aim_at(const struct cr_program *program, const char *name)
{
    struct cr_aim aim;
    if (!cr_aim_find(program, name, &aim))
        fail_msg("no target %s", name);
    return aim;
}

static inline void check_ok(enum cr_status status)
{
    if (status != CR_OK)
        fail_msg("status %d: %s", (int)status, fault.text);
}

#endif
