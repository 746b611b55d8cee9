/* What the tests of scenarios share: an arena a test, texts read and printed, folders of files. */
#ifndef CR_TESTS_SCENARIO_HELP_H
#define CR_TESTS_SCENARIO_HELP_H

#include "base/fmath.h"
#include "base/seam.h"
#include "scenario/keys.h"
#include "scenario/scenario.h"

#include "near.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static struct cr_arena *arena;
static struct cr_diags diags;

static int open_arena(void **state)
{
    (void)state;
    arena = cr_arena_new();
    return arena ? 0 : -1;
}

static int close_arena(void **state)
{
    (void)state;
    cr_arena_free(arena);
    return 0;
}

static struct cr_scenario *read_named(const char *name, const char *text, size_t n, int strict)
{
    struct cr_source *source = CR_NEW(arena, struct cr_source, 1);

    cr_source_init(source, arena, name, text, n);
    cr_diags_init(&diags, arena, source);
    return cr_scenario_read(arena, source, strict, &diags);
}

static struct cr_scenario *read_text(const char *text)
{
    return read_named("test.yaml", text, strlen(text), 0);
}

static char *print_text(const struct cr_scenario *s)
{
    struct cr_buf out;
    cr_buf_init(&out, arena);
    cr_scenario_print(s, &out);
    return out.s;
}

/* "LINE:COL: error[E003]: message" lines, the form of tests/data/bad/NAME.err. */
static char *problems(void)
{
    struct cr_buf out;

    cr_buf_init(&out, arena);
    for (size_t i = 0; i < diags.problems.n; i++) {
        const struct cr_problem *p = &diags.problems.at[i];
        uint32_t line = 0, column = 0;
        if (p->place.at != UINT32_MAX)
            cr_source_locate(diags.source, p->place.at, &line, &column);
        cr_buf_printf(&out, "%u:%u: %s[%s]: %s\n", (unsigned)line, (unsigned)column,
            cr_codes[p->code].severity == CR_ERROR ? "error" : "warning", cr_codes[p->code].id,
            p->message);
    }
    return out.s;
}

static struct cr_scenario *must_read(const char *text)
{
    struct cr_scenario *s = read_text(text);
    if (!s)
        fail_msg("%s", problems());
    return s;
}

/* A path beside this file. */
static const char *beside(const char *path)
{
    const char *slash = strrchr(__FILE__, '/');
    return cr_arena_printf(arena, "%.*s/%s", (int)(slash - __FILE__), __FILE__, path);
}

static char *read_file(const char *path, size_t *n)
{
    char problem[256], *bytes, *copy;

    if (cr_seam_read(path, 1 << 24, &bytes, n, problem) != CR_OK)
        fail_msg("%s: %s", path, problem);
    copy = cr_arena_strndup(arena, bytes, *n);
    if (strlen(copy) < *n) { /* not text: keep all bytes */
        copy = CR_NEW(arena, char, *n + 1);
        memcpy(copy, bytes, *n);
    }
    cr_seam_free(bytes);
    return copy;
}

static int ends_in(const char *name, const char *ending)
{
    size_t n = strlen(name), k = strlen(ending);
    return n > k && strcmp(name + n - k, ending) == 0;
}

/* Calls `each` for every .yaml of a folder. */
static size_t for_each_yaml(const char *folder, void (*each)(const char *folder, const char *name))
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    size_t n = 0;

    assert_non_null(dir);
    while ((entry = readdir(dir)))
        if (ends_in(entry->d_name, ".yaml")) {
            each(folder, entry->d_name);
            n++;
        }
    closedir(dir);
    return n;
}

#endif
