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

static void fact(struct cr_facts *facts, const char *id, const char *text)
{
    assert(facts->n < sizeof facts->at / sizeof *facts->at);
    facts->at[facts->n++] = (struct cr_fact){id, text};
}

static void whole(struct cr_facts *facts, const struct cr_view *view, const char *id, uint64_t x)
{
    fact(facts, id, cr_arena_printf(view->arena, "%" PRIu64, x));
}

static void luck(struct cr_facts *facts, const struct cr_view *view, const struct cr_luck *luck)
{
    whole(facts, view, "seed", luck->seed);
    if (luck->type)
        fact(facts, "rng", cr_luck_name(luck));
}

static void facts_of_file(struct cr_facts *facts, const struct cr_view *view)
{
    const struct cr_source *source = view->scenario->source;
    facts->n = 0;
    fact(facts, "program", cr_arena_printf(view->arena, "crossroads %s", view->version));
    fact(facts, "file", source->name);
    if (view->scenario->title)
        fact(facts, "title", view->scenario->title);
    fact(facts, "sha256", source->sha256);
}

void cr_facts_run(
    struct cr_facts *facts, const struct cr_view *view, const struct cr_run_result *result)
{
    facts_of_file(facts, view);
    luck(facts, view, &result->luck);
    whole(facts, view, "worlds", result->worlds);
    whole(facts, view, "runs", result->runs);
    fact(facts, "engine", cr_engine_name(result->engine));
    if (!result->complete)
        fact(facts, "complete", "no: interrupted");
    if (view->command)
        fact(facts, "command", view->command);
}

void cr_facts_solve(
    struct cr_facts *facts, const struct cr_view *view, const struct cr_solve_result *result)
{
    facts_of_file(facts, view);
    luck(facts, view, &result->luck);
    whole(facts, view, "worlds", result->worlds);
    fact(facts, "runs", "0");
    fact(facts, "engine", cr_engine_name(result->engine));
    if (result->rule)
        fact(facts, "rule", cr_rule_name(result->rule));
    if (view->command)
        fact(facts, "command", view->command);
}

void cr_facts_luck(struct cr_facts *facts, const struct cr_view *view, const struct cr_luck *luck,
    uint64_t runs, uint64_t worlds, enum cr_engine engine)
{
    struct cr_run_result run = {.luck = *luck, .runs = runs, .worlds = worlds, .engine = engine};
    run.complete = true;
    cr_facts_run(facts, view, &run);
}
