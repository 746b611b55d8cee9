/* Results and scenarios to bytes, which belong to what they show. */
#include "api/handle.h"
#include "api/style.h"

#include "engine/tree/tree.h"
#include "program/compile.h"
#include "write/decisions.h"

#include <string.h>

static const char *const plain_formats[] = {"dat", "csv", "md"};

static bool has_tables(const char *format)
{
    for (size_t i = 0; i < sizeof plain_formats / sizeof *plain_formats; i++)
        if (!strcmp(format, plain_formats[i]))
            return true;
    return false;
}

enum crossroads_status crossroads_get_format(size_t i, struct crossroads_format *format)
{
    if (!format || i >= cr_n_writers)
        return CROSSROADS_USAGE;
    const struct cr_writer *w = &cr_writers[i];
    *format = (struct crossroads_format){w->name, w->extension, w->help, w->run != NULL,
        w->scenario && w->scenario != cr_json_schema};
    return CROSSROADS_OK;
}

/* ------------------------------------------------------------------ tables */

/* The tables of run, solve and the value of information, which stands last. */
static const char *const tables[] = {
    "outcomes", "tags", "payoffs", "measures", "nodes", "policy", "value", "voi"};

enum crossroads_status crossroads_writable(struct crossroads_scenario *scenario,
    enum crossroads_kind kind, const char *format, const char *table, const char **problem)
{
    const struct cr_writer *writer = format ? cr_writer_find(format) : NULL;
    if (!scenario || !scenario->scenario || !problem)
        return CROSSROADS_USAGE;
    *problem = NULL;
    if (setjmp(*cr_arena_catch(scenario->arena)))
        return CROSSROADS_MEMORY;
    if (!writer || !writer->run)
        *problem = "there is no such format of a result";
    else if (table && !has_tables(format))
        *problem = "--table goes with dat, csv and md";
    if (*problem || !table)
        return *problem ? CROSSROADS_USAGE : CROSSROADS_OK;
    const struct cr_scenario *s = scenario->scenario;
    size_t n = sizeof tables / sizeof *tables - (kind != CROSSROADS_OF_VOI);
    for (size_t i = 0; i < n; i++)
        if (!strcmp(tables[i], table))
            return CROSSROADS_OK;
    if (cr_map_find(s->state_map, table) >= 0 && s->n_stages)
        return CROSSROADS_OK;
    const char *near = cr_suggest(table, tables, n);
    *problem = cr_arena_printf(scenario->arena, "there is no table '%s'%s%s%s", table,
        near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    return CROSSROADS_USAGE;
}

/* ------------------------------------------------------------------ results */

/* Whether the decisions of what was run are too many to be solved, as far as a glance shows. */
static bool is_hopeless(struct crossroads_result *r)
{
    struct cr_setup *setup;
    struct cr_diags diags;
    setup = CR_NEW(r->arena, struct cr_setup, 1);
    *setup = r->setup;
    if (setup->choose.kind == CR_CHOOSE_DEFAULT)
        setup->choose.kind = CR_CHOOSE_BEST; /* as crossroads_solve does */
    cr_diags_init(&diags, r->arena, r->from->scenario->source);
    const struct cr_program *program = cr_program_build(r->arena, r->from->scenario, setup, &diags);
    return program && cr_tree_hopeless(r->arena, program);
}

static enum crossroads_status write_numbers(struct crossroads_result *r,
    const struct cr_writer *writer, struct cr_view *view, struct cr_buf *out)
{
    if (!writer || !writer->run)
        return CROSSROADS_USAGE;
    view->voi = r->voi;
    view->hopeless = r->of == CR_OF_RUN && !strcmp(writer->name, "text") && !view->style.quiet &&
                     cr_decisions_text(view) && is_hopeless(r);
    if (r->of == CR_OF_RUN)
        writer->run(view, &r->run, out);
    else
        writer->solve(view, &r->solve, out);
    return CROSSROADS_OK;
}

static enum crossroads_status write_found(
    struct crossroads_result *r, const char *format, const struct cr_view *view, struct cr_buf *out)
{
    const char *table = view->style.table, *near = NULL;
    if (r->pooled && !strcmp(format, "yaml")) {
        cr_scenario_print(r->pooled, out);
        return CROSSROADS_OK;
    }
    if (table && !has_tables(format))
        return (enum crossroads_status)cr_refuse(r, "--table goes with dat, csv and md", NULL);
    if (table && !cr_forms_has_table(r->forms, view, r->found, table, &near))
        return (enum crossroads_status)cr_refuse(
            r, cr_arena_printf(r->arena, "there is no table '%s'", table), near);
    if (strcmp(format, "text") != 0 && strcmp(format, "json") != 0 && !has_tables(format))
        return CROSSROADS_USAGE;
    cr_forms_write(r->forms, format, view, r->found, out);
    return CROSSROADS_OK;
}

static enum crossroads_status write_path(const struct crossroads_result *r, const char *format,
    const struct cr_view *view, struct cr_buf *out)
{
    if (!strcmp(format, "json"))
        cr_json_path(view, &r->path, r->path_run, out);
    else if (!strcmp(format, "text"))
        cr_text_path(view, &r->path, r->path_run, out);
    else
        return CROSSROADS_USAGE;
    return CROSSROADS_OK;
}

enum crossroads_status crossroads_write(struct crossroads_result *r, const char *format,
    const struct crossroads_write_options *options, const char **bytes, size_t *n)
{
    struct cr_style style;
    struct cr_view view;
    struct cr_buf out;
    enum crossroads_status status = CROSSROADS_USAGE;
    if (!r || !format || !bytes || !n || !cr_read_style(options, &style))
        return CROSSROADS_USAGE;
    if (setjmp(*cr_arena_catch(r->arena)))
        return CROSSROADS_MEMORY;
    cr_view_init(&view, r->arena, r->from, r, &style);
    cr_buf_init(&out, r->arena);
    if (r->of == CR_OF_RUN || r->of == CR_OF_SOLVE)
        status = write_numbers(r, cr_writer_find(format), &view, &out);
    else if (r->of == CR_OF_PATH)
        status = write_path(r, format, &view, &out);
    else if (r->of == CR_OF_ANALYSIS)
        status = write_found(r, format, &view, &out);
    if (status == CROSSROADS_OK) {
        *bytes = out.s;
        *n = out.n;
    }
    return status;
}

/* ------------------------------------------------------------------ scenarios */

static enum crossroads_status show(const struct cr_view *view, const struct cr_run_result *run,
    const char *id, bool json, struct cr_buf *out)
{
    const struct cr_scenario *s = view->scenario;
    int node = id ? cr_map_find(s->node_map, id) : -1;
    int outcome = id && node < 0 ? cr_map_find(s->outcome_map, id) : -1;
    if (id && node < 0 && outcome < 0)
        return CROSSROADS_USAGE;
    if (json)
        cr_json_show(view, run, node, out);
    else if (node >= 0)
        cr_text_show_node(view, run, node, out);
    else if (outcome >= 0)
        cr_text_show_outcome(view, run, outcome, out);
    else
        cr_text_show(view, run, out);
    return CROSSROADS_OK;
}

enum crossroads_status crossroads_write_scenario(struct crossroads_scenario *s,
    const struct crossroads_result *run, const char *id, const char *command, const char *format,
    const struct crossroads_write_options *options, const char **bytes, size_t *n)
{
    struct cr_style style;
    struct cr_view view;
    struct cr_buf out;
    const struct cr_writer *writer = format ? cr_writer_find(format) : NULL;
    if (!s || !s->scenario || !writer || !bytes || !n || !cr_read_style(options, &style))
        return CROSSROADS_USAGE;
    const struct cr_run_result *numbers = run && run->of == CR_OF_RUN ? &run->run : NULL;
    bool json = !strcmp(format, "json"), page = json || !strcmp(format, "text");
    enum crossroads_status status = CROSSROADS_OK;
    if (setjmp(*cr_arena_catch(s->arena)))
        return CROSSROADS_MEMORY;
    cr_view_init(&view, s->arena, s, run, &style);
    view.command = command;
    cr_buf_init(&out, s->arena);
    if (page)
        status = show(&view, numbers, id, json, &out);
    else if (id || !writer->scenario || writer->scenario == cr_json_schema)
        status = CROSSROADS_USAGE;
    else
        writer->scenario(&view, numbers, &out);
    if (status == CROSSROADS_OK) {
        *bytes = out.s;
        *n = out.n;
    }
    return status;
}
