/* Results and scenarios to bytes, which belong to what they show.
 *
 * Runs and solutions are written by the table of formats (write/writers.def), analyses by the forms
 * that came with their numbers, single futures and scenarios by pages of their own. */
#include "api/handle.h"
#include "api/style.h"

#include "engine/tree/tree.h"
#include "program/compile.h"
#include "write/decisions.h"

#include <string.h>

static const char *const plain_formats[] = {"dat", "csv", "md", "md-data"};

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
    *format = (struct crossroads_format){
        w->name, w->extension, w->help, w->results, w->scenario && w->scenario != cr_json_schema};
    return CROSSROADS_OK;
}

/* ------------------------------------------------------------------ tables */

/* The tables of run, solve and the value of information, which stands last. */
static const char *const tables[] = {
    "outcomes", "tags", "payoffs", "measures", "nodes", "policy", "value", "voi"};

struct question {
    struct crossroads_scenario *scenario;
    enum crossroads_kind kind;
    const char *table, *problem;
};

static enum cr_status find_table(void *what)
{
    struct question *q = what;
    const struct cr_scenario *s = q->scenario->scenario;
    size_t n = sizeof tables / sizeof *tables - (q->kind != CROSSROADS_OF_VOI);
    for (size_t i = 0; i < n; i++)
        if (!strcmp(tables[i], q->table))
            return CR_OK;
    if (cr_map_find(s->state_map, q->table) >= 0 && s->n_stages)
        return CR_OK;
    q->problem = cr_arena_printf(q->scenario->arena, "there is no table '%s'%s", q->table,
        cr_candidates(q->scenario->arena, q->table, tables, n));
    return CR_USAGE;
}

enum crossroads_status crossroads_writable(struct crossroads_scenario *scenario,
    enum crossroads_kind kind, const char *format, const char *table, const char **problem)
{
    const struct cr_writer *writer = format ? cr_writer_find(format) : NULL;
    if (!scenario || !scenario->scenario || !problem)
        return CROSSROADS_USAGE;
    *problem = NULL;
    if (!writer || !writer->results)
        *problem = "there is no such format of a result";
    else if (table && !has_tables(format))
        *problem = "--table goes with dat, csv, md and md-data";
    if (*problem || !table)
        return *problem ? CROSSROADS_USAGE : CROSSROADS_OK;
    struct question question = {scenario, kind, table, NULL};
    enum cr_status status = cr_try(find_table, &question);
    *problem = question.problem;
    return (enum crossroads_status)status;
}

/* ------------------------------------------------------------------ results */

/* Whether the decisions of what was run are too many to be solved, as far as a glance shows. */
static bool is_hopeless(struct crossroads_result *r)
{
    struct cr_diags diags;
    struct cr_setup *setup = CR_NEW(r->arena, struct cr_setup, 1);
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
    if (!writer || !writer->results)
        return CROSSROADS_USAGE;
    view->voi = r->voi;
    view->hopeless = r->of == CR_OF_RUN && !strcmp(writer->name, "text") && !view->style.quiet &&
                     cr_decisions_text(view) && is_hopeless(r);
    bool run = r->of == CR_OF_RUN;
    cr_forms_write(run ? &cr_forms_run : &cr_forms_solve, writer->name, view,
        run ? (const void *)&r->run : &r->solve, out);
    return CROSSROADS_OK;
}

static enum crossroads_status write_found(
    struct crossroads_result *r, const char *format, const struct cr_view *view, struct cr_buf *out)
{
    const char *table = view->style.table, *which = "";
    if (r->pooled && !strcmp(format, "yaml")) {
        cr_scenario_print(r->pooled, out);
        return CROSSROADS_OK;
    }
    if (table && !has_tables(format))
        return (enum crossroads_status)cr_refuse(
            r, "--table goes with dat, csv, md and md-data", NULL);
    bool provenance = table && !strcmp(format, "csv") && !strcmp(table, "provenance");
    if (table && !provenance && !cr_forms_has_table(r->forms, view, r->found, table, &which))
        return (enum crossroads_status)cr_refuse(
            r, cr_arena_printf(r->arena, "there is no table '%s'%s", table, which), NULL);
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

/* What is written, how, and where the bytes go. */
struct writing {
    struct crossroads_result *result;
    struct crossroads_scenario *scenario;
    const char *format, *id, *command;
    struct cr_style style;
    const char **bytes;
    size_t *n;
};

static enum crossroads_status write_sheet(const struct crossroads_result *r, const char *format,
    const struct cr_view *view, struct cr_buf *out)
{
    bool html = !strcmp(format, "html");
    if (!html && strcmp(format, "md") != 0)
        return CROSSROADS_USAGE;
    cr_handout_write(view, &r->run, r->sheet.kind, r->sheet.only, r->sheet.n,
        html ? CR_PAPER_HTML : CR_PAPER_MD, out);
    return CROSSROADS_OK;
}

static enum cr_status hand_over(
    const struct writing *w, enum crossroads_status status, const struct cr_buf *out)
{
    if (status == CROSSROADS_OK) {
        *w->bytes = out->s;
        *w->n = out->n;
    }
    return (enum cr_status)status;
}

static enum cr_status write_result(void *what)
{
    const struct writing *w = what;
    struct crossroads_result *r = w->result;
    struct cr_view view;
    struct cr_buf out;
    enum crossroads_status status = CROSSROADS_USAGE;
    cr_view_init(&view, r->arena, r->from, r, &w->style);
    cr_buf_init(&out, r->arena);
    if (r->of == CR_OF_RUN || r->of == CR_OF_SOLVE)
        status = write_numbers(r, cr_writer_find(w->format), &view, &out);
    else if (r->of == CR_OF_PATH)
        status = write_path(r, w->format, &view, &out);
    else if (r->of == CR_OF_ANALYSIS)
        status = write_found(r, w->format, &view, &out);
    else if (r->of == CR_OF_HANDOUT)
        status = write_sheet(r, w->format, &view, &out);
    return hand_over(w, status, &out);
}

enum crossroads_status crossroads_write(struct crossroads_result *r, const char *format,
    const struct crossroads_write_options *options, const char **bytes, size_t *n)
{
    struct writing w = {.result = r, .format = format, .bytes = bytes, .n = n};
    if (!r || !format || !bytes || !n || !cr_read_style(options, &w.style))
        return CROSSROADS_USAGE;
    return (enum crossroads_status)cr_try(write_result, &w);
}

struct listing {
    struct crossroads_result *result;
    struct cr_style style;
    size_t i;
    const char *name;
};

static enum cr_status find_listed(void *what)
{
    struct listing *l = what;
    struct crossroads_result *r = l->result;
    struct cr_view view;
    const struct cr_forms *forms = r->of == CR_OF_RUN     ? &cr_forms_run
                                   : r->of == CR_OF_SOLVE ? &cr_forms_solve
                                                          : r->forms;
    const void *numbers = r->of == CR_OF_RUN     ? (const void *)&r->run
                          : r->of == CR_OF_SOLVE ? (const void *)&r->solve
                                                 : r->found;
    if (r->of != CR_OF_RUN && r->of != CR_OF_SOLVE && r->of != CR_OF_ANALYSIS)
        return CR_USAGE;
    cr_view_init(&view, r->arena, r->from, r, &l->style);
    view.voi = r->voi;
    l->name = cr_forms_table(forms, &view, numbers, l->i);
    return l->name ? CR_OK : CR_USAGE;
}

enum crossroads_status crossroads_table(
    struct crossroads_result *result, size_t i, const char **name)
{
    struct listing l = {.result = result, .i = i};
    if (!result || !name || !cr_read_style(NULL, &l.style))
        return CROSSROADS_USAGE;
    enum cr_status status = cr_try(find_listed, &l);
    *name = l.name;
    return (enum crossroads_status)status;
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

struct scenario_writing {
    struct writing common;
    const struct crossroads_result *run;
    const struct cr_writer *writer;
};

static enum cr_status write_scenario(void *what)
{
    const struct scenario_writing *sw = what;
    const struct writing *w = &sw->common;
    struct crossroads_scenario *s = w->scenario;
    struct cr_view view;
    struct cr_buf out;
    const struct cr_run_result *numbers =
        sw->run && sw->run->of == CR_OF_RUN ? &sw->run->run : NULL;
    bool json = !strcmp(w->format, "json"), page = json || !strcmp(w->format, "text");
    enum crossroads_status status = CROSSROADS_OK;
    cr_view_init(&view, s->arena, s, sw->run, &w->style);
    view.command = w->command;
    cr_buf_init(&out, s->arena);
    if (page)
        status = show(&view, numbers, w->id, json, &out);
    else if (w->id || !sw->writer->scenario || sw->writer->scenario == cr_json_schema)
        status = CROSSROADS_USAGE;
    else
        sw->writer->scenario(&view, numbers, &out);
    return hand_over(w, status, &out);
}

enum crossroads_status crossroads_write_scenario(struct crossroads_scenario *s,
    const struct crossroads_result *run, const char *id, const char *command, const char *format,
    const struct crossroads_write_options *options, const char **bytes, size_t *n)
{
    struct scenario_writing w = {
        {.scenario = s, .format = format, .id = id, .command = command, .bytes = bytes, .n = n},
        run, format ? cr_writer_find(format) : NULL};
    if (!s || !s->scenario || !w.writer || !bytes || !n || !cr_read_style(options, &w.common.style))
        return CROSSROADS_USAGE;
    return (enum crossroads_status)cr_try(write_scenario, &w);
}
