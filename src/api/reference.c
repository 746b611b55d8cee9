/* Texts that belong to no scenario and no result: pages of codes, the schema, generators, and what
 * was read of several files. They are handed out in memory of their own. */
#include "api/handle.h"
#include "api/style.h"

#include "base/seam.h"
#include "luck/generators.h"

#include <math.h>
#include <string.h>

/* What is written in an arena of its own and then handed out. */
struct page {
    struct cr_style style;
    struct crossroads_scenario *const *scenarios;
    size_t n_scenarios;
    const char *word; /* a code or a format */
};
typedef bool write_page(const struct page *page, struct cr_buf *out);

struct handing {
    write_page *function;
    const struct page *page;
    char **bytes;
    size_t *n;
};

static enum cr_status write_and_copy(struct cr_arena *work, struct cr_arena *arena, void *context)
{
    const struct handing *h = context;
    struct cr_buf out;
    (void)arena;
    cr_buf_init(&out, work);
    if (!h->function(h->page, &out))
        return CR_USAGE;
    *h->n = out.n;
    *h->bytes = cr_seam_alloc(out.n + 1);
    if (!*h->bytes)
        return CR_MEMORY;
    memcpy(*h->bytes, out.s, out.n);
    return CR_OK;
}

static enum crossroads_status hand_out(
    write_page *function, const struct page *page, char **bytes, size_t *n)
{
    struct handing handing = {function, page, bytes, n};
    if (!bytes || !n)
        return CROSSROADS_USAGE;
    *bytes = NULL;
    return (enum crossroads_status)cr_with_work(NULL, write_and_copy, &handing);
}

/* ------------------------------------------------------------------ codes and the schema */

static bool write_codes(const struct page *page, struct cr_buf *out)
{
    const struct cr_code_info *code = cr_code_find(page->word);
    bool all = !strcmp(page->word, "all");
    for (size_t i = 0; i < CR_N_CODES && all; i++) {
        cr_buf_str(out, i ? "\n\n" : "");
        cr_text_code(&cr_codes[i], &page->style, out);
    }
    if (!all && code)
        cr_text_code(code, &page->style, out);
    return all || code;
}

enum crossroads_status crossroads_explain(
    const char *code, const struct crossroads_write_options *options, char **bytes, size_t *n)
{
    struct page page = {.word = code};
    return code && cr_read_style(options, &page.style) ? hand_out(write_codes, &page, bytes, n)
                                                       : CROSSROADS_USAGE;
}

static bool write_schema(const struct page *page, struct cr_buf *out)
{
    if (page->word)
        return cr_write_schema(page->word, out);
    cr_json_schema(NULL, NULL, out);
    return true;
}

enum crossroads_status crossroads_schema(const char *result, char **bytes, size_t *n)
{
    return hand_out(write_schema, &(struct page){.word = result}, bytes, n);
}

/* ------------------------------------------------------------------ what was read */

static bool write_check(const struct page *page, struct cr_buf *out)
{
    struct cr_checked *checked = CR_NEW(out->arena, struct cr_checked, page->n_scenarios + 1);
    bool json = !strcmp(page->word, "json");
    for (size_t i = 0; i < page->n_scenarios; i++) {
        const struct crossroads_scenario *s = page->scenarios[i];
        struct cr_view view;
        checked[i] = (struct cr_checked){s->shown, &s->diags};
        cr_view_init(&view, out->arena, s, NULL, &page->style);
        if (!json && s->scenario)
            cr_text_check(&view, out);
    }
    if (json)
        cr_json_check(checked, page->n_scenarios, crossroads_version(), out->arena, out);
    return json || !strcmp(page->word, "text");
}

enum crossroads_status crossroads_write_check(struct crossroads_scenario *const *scenarios,
    size_t n_scenarios, const char *format, const struct crossroads_write_options *options,
    char **bytes, size_t *n)
{
    struct page page = {.scenarios = scenarios, .n_scenarios = n_scenarios, .word = format};
    if (!format || (n_scenarios && !scenarios) || !cr_read_style(options, &page.style))
        return CROSSROADS_USAGE;
    for (size_t i = 0; i < n_scenarios; i++)
        if (!scenarios[i])
            return CROSSROADS_USAGE;
    return hand_out(write_check, &page, bytes, n);
}

/* ------------------------------------------------------------------ generators, files */

enum crossroads_status crossroads_get_generator(size_t i, struct crossroads_generator *generator)
{
    struct cr_generator g;
    if (!generator || !cr_generator_get(i, &g))
        return CROSSROADS_USAGE;
    *generator = (struct crossroads_generator){g.name, g.least, g.most, g.size, g.weak};
    return CROSSROADS_OK;
}

struct timing {
    struct cr_generator generator;
    double speed;
};

static enum cr_status time_generator(struct cr_arena *work, struct cr_arena *arena, void *context)
{
    struct timing *timing = context;
    (void)arena;
    timing->speed = cr_generator_speed(&timing->generator, work);
    return CR_OK;
}

double crossroads_generator_speed(const char *name)
{
    struct timing timing;
    bool known = name && cr_generator_find(name, &timing.generator);
    return known && cr_with_work(NULL, time_generator, &timing) == CR_OK ? timing.speed : NAN;
}

enum crossroads_origin crossroads_origin_of(const char *bytes, size_t n)
{
    int script = cr_plot_script_state(bytes, n);
    if (script == 0)
        return CROSSROADS_EDITED;
    return n == 0 || script == 1 || cr_write_is_ours(bytes, n) ? CROSSROADS_OURS
                                                               : CROSSROADS_FOREIGN;
}
