/* Tables in memory, and what they say about themselves: who made them, of which file, by which
 * seed, worlds, runs, engine and command. */
#include "write/table.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

struct cr_table *cr_table_add(
    struct cr_tables *tables, const char *name, const char *about, const char *columns)
{
    struct cr_table table = {.name = name, .about = about};
    for (const char *s = columns; *s;) {
        size_t n = strcspn(s, " ");
        assert(table.n_columns < CR_TABLE_COLUMNS);
        table.columns[table.n_columns++] = cr_arena_strndup(tables->arena, s, n);
        s += n + strspn(s + n, " ");
    }
    cr_vec_push(tables->arena, &tables->all, table);
    return &tables->all.at[tables->all.n - 1];
}

struct cr_table_row *cr_table_row(struct cr_tables *tables, struct cr_table *table, const char *id,
    const double *numbers, size_t n, const char *label)
{
    struct cr_table_row row = {0};
    size_t at = 0;
    row.cells[at++].text = id;
    for (size_t i = 0; i < n; i++)
        row.cells[at++].x = numbers[i];
    if (label)
        row.cells[at++].text = label;
    assert(at <= table->n_columns);
    while (at < table->n_columns)
        row.cells[at++].x = NAN;
    cr_vec_push(tables->arena, &table->rows, row);
    return &table->rows.at[table->rows.n - 1];
}

static void add_fact(struct cr_facts *facts, const char *id, const char *text)
{
    assert(facts->n < sizeof facts->at / sizeof *facts->at);
    facts->at[facts->n++] = (struct cr_fact){id, text};
}

static void add_whole(
    struct cr_facts *facts, const struct cr_view *view, const char *id, uint64_t x)
{
    add_fact(facts, id, cr_arena_printf(view->arena, "%" PRIu64, x));
}

static void add_luck(struct cr_facts *facts, const struct cr_view *view, const struct cr_luck *luck)
{
    add_whole(facts, view, "seed", luck->seed);
    if (luck->type)
        add_fact(facts, "rng", cr_luck_name(luck));
}

static void add_file_facts(struct cr_facts *facts, const struct cr_view *view)
{
    const struct cr_source *source = view->scenario->source;
    facts->n = 0;
    add_fact(facts, "program", cr_arena_printf(view->arena, "crossroads %s", view->version));
    add_fact(facts, "file", source->name);
    if (view->scenario->title)
        add_fact(facts, "title", view->scenario->title);
    add_fact(facts, "sha256", source->sha256);
}

void cr_facts_file(struct cr_facts *facts, const struct cr_view *view)
{
    add_file_facts(facts, view);
    if (view->command)
        add_fact(facts, "command", view->command);
}

void cr_facts_run(
    struct cr_facts *facts, const struct cr_view *view, const struct cr_run_result *result)
{
    add_file_facts(facts, view);
    add_luck(facts, view, &result->luck);
    add_whole(facts, view, "worlds", result->worlds);
    add_whole(facts, view, "runs", result->runs);
    add_fact(facts, "engine", cr_engine_name(result->engine));
    if (!result->complete)
        add_fact(facts, "complete", "no: interrupted");
    if (view->command)
        add_fact(facts, "command", view->command);
}

void cr_facts_solve(
    struct cr_facts *facts, const struct cr_view *view, const struct cr_solve_result *result)
{
    add_file_facts(facts, view);
    add_luck(facts, view, &result->luck);
    add_whole(facts, view, "worlds", result->worlds);
    add_fact(facts, "runs", "0");
    add_fact(facts, "engine", cr_engine_name(result->engine));
    if (result->rule)
        add_fact(facts, "rule", cr_rule_name(result->rule));
    if (view->command)
        add_fact(facts, "command", view->command);
}

void cr_facts_luck(struct cr_facts *facts, const struct cr_view *view, const struct cr_luck *luck,
    uint64_t runs, uint64_t worlds, enum cr_engine engine)
{
    struct cr_run_result run = {.luck = *luck, .runs = runs, .worlds = worlds, .engine = engine};
    run.complete = true;
    cr_facts_run(facts, view, &run);
}
