/* The two objects behind the interface: made, freed, and asked for what is wrong with them.
 *
 * A scenario and a result each live in an arena of their own, which holds them as well; freeing is
 * dropping the arena. Shortage of memory while one is being made leaves nothing behind. */
#include "api/handle.h"

#include "base/seam.h"

#include <string.h>

enum { SHOWN_PROBLEMS = 20 };

const char *crossroads_version(void)
{
    return CROSSROADS_VERSION;
}

const char *crossroads_status_text(enum crossroads_status status)
{
    return cr_status_text((enum cr_status)status);
}

void crossroads_free(char *bytes)
{
    cr_seam_free(bytes);
}

/* ------------------------------------------------------------------ made and freed */

/* One of the two objects while it is being made. */
struct making {
    struct cr_arena *arena;
    const char *name, *shown, *command;
    const struct crossroads_scenario *from;
    void *made;
};

/* Makes it in an arena of its own; NULL, and no arena, when memory is short. */
static void *make(enum cr_status (*fill)(void *making), struct making *making)
{
    making->arena = cr_arena_new();
    if (making->arena && cr_try(fill, making) == CR_OK)
        return making->made;
    cr_arena_free(making->arena);
    return NULL;
}

static enum cr_status make_scenario(void *making)
{
    struct making *m = making;
    struct crossroads_scenario *s = CR_NEW(m->arena, struct crossroads_scenario, 1);
    s->arena = m->arena;
    s->name = cr_arena_strdup(m->arena, m->name);
    s->shown = cr_arena_strdup(m->arena, strcmp(m->shown, "-") ? m->shown : "<stdin>");
    m->made = s;
    return CR_OK;
}

struct crossroads_scenario *cr_new_scenario(const char *name, const char *shown)
{
    struct making making = {.name = name, .shown = shown};
    return make(make_scenario, &making);
}

static enum cr_status make_result(void *making)
{
    struct making *m = making;
    struct crossroads_result *r = CR_NEW(m->arena, struct crossroads_result, 1);
    r->arena = m->arena;
    r->from = m->from;
    r->lock = -1;
    r->command = m->command ? cr_arena_strdup(m->arena, m->command) : NULL;
    cr_diags_init(&r->diags, m->arena, &m->from->source);
    m->made = r;
    return CR_OK;
}

struct crossroads_result *cr_new_result(const struct crossroads_scenario *s, const char *command)
{
    struct making making = {.from = s, .command = command};
    return make(make_result, &making);
}

void crossroads_scenario_free(struct crossroads_scenario *s)
{
    if (!s)
        return;
    cr_seam_free(s->bytes);
    cr_arena_free(s->arena); /* s itself lives in it */
}

void crossroads_result_free(struct crossroads_result *result)
{
    if (result)
        cr_arena_free(result->arena);
}

void cr_set_found(
    struct crossroads_result *r, enum cr_status status, const struct cr_forms *forms, void *found)
{
    r->of = status == CR_OK ? CR_OF_ANALYSIS : CR_OF_NOTHING;
    r->forms = forms;
    r->found = found;
}

bool cr_copy_sized(void *to, size_t size, const void *from)
{
    size_t given = 0;
    if (!from)
        return true;
    memcpy(&given, from, sizeof given);
    if (given > size)
        return false;
    memcpy(to, from, given ? given : size);
    memcpy(to, &size, sizeof size);
    return true;
}

void cr_view_init(struct cr_view *view, struct cr_arena *arena, const struct crossroads_scenario *s,
    const struct crossroads_result *r, const struct cr_style *style)
{
    *view = (struct cr_view){.arena = arena,
        .scenario = s->scenario,
        .program = r ? r->program : NULL,
        .version = crossroads_version(),
        .command = r ? r->command : NULL,
        .name = s->name,
        .style = *style};
}

/* ------------------------------------------------------------------ what is wrong */

static enum crossroads_status get_problem(const struct cr_diags *diags,
    const struct cr_source *source, size_t i, struct crossroads_problem *out)
{
    if (!out || i >= diags->problems.n)
        return CROSSROADS_USAGE;
    const struct cr_problem *p = &diags->problems.at[i];
    uint32_t line = 0, column = 0;
    if (p->place.at != CR_NOWHERE.at)
        cr_source_locate(source, p->place.at, &line, &column);
    *out = (struct crossroads_problem){cr_codes[p->code].id,
        (enum crossroads_severity)cr_codes[p->code].severity, line, column, p->message, p->hint};
    return CROSSROADS_OK;
}

struct printing {
    struct cr_arena *arena;
    const struct cr_diags *diags;
    bool color;
    const char *text;
};

static enum cr_status print_all(void *what)
{
    struct printing *p = what;
    struct cr_buf text;
    cr_buf_init(&text, p->arena);
    if (p->diags->problems.n)
        cr_diags_print(p->diags, &text, p->color, SHOWN_PROBLEMS);
    p->text = text.s;
    return CR_OK;
}

static const char *print_problems(struct cr_arena *arena, const struct cr_diags *diags, bool color)
{
    struct printing printing = {arena, diags, color, NULL};
    return cr_try(print_all, &printing) == CR_OK ? printing.text : "out of memory\n";
}

const char *crossroads_problems(struct crossroads_scenario *s)
{
    return !s ? "" : s->problem[0] ? s->problem : print_problems(s->arena, &s->diags, false);
}

const char *crossroads_problems_colored(struct crossroads_scenario *s)
{
    return !s ? "" : s->problem[0] ? s->problem : print_problems(s->arena, &s->diags, true);
}

size_t crossroads_problem_count(const struct crossroads_scenario *s)
{
    return s ? s->diags.problems.n : 0;
}

enum crossroads_status crossroads_problem(
    const struct crossroads_scenario *s, size_t i, struct crossroads_problem *out)
{
    return s ? get_problem(&s->diags, &s->source, i, out) : CROSSROADS_USAGE;
}

const char *crossroads_message(const struct crossroads_result *result)
{
    return result && result->message ? result->message : "";
}

size_t crossroads_result_problem_count(const struct crossroads_result *r)
{
    return r ? r->diags.problems.n : 0;
}

enum crossroads_status crossroads_result_problem(
    const struct crossroads_result *r, size_t i, struct crossroads_problem *out)
{
    return r ? get_problem(&r->diags, r->diags.source, i, out) : CROSSROADS_USAGE;
}

const char *crossroads_result_problems(struct crossroads_result *r, int color)
{
    return r ? print_problems(r->arena, &r->diags, color != 0) : "";
}

enum cr_status cr_refuse(struct crossroads_result *r, const char *message, const char *near)
{
    r->message =
        near ? cr_arena_printf(r->arena, "%s; did you mean '%s'?", message, near) : message;
    return CR_USAGE;
}
