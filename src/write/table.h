/* Results as plain tables: what dat, csv and md have in common. */
#ifndef CR_WRITE_TABLE_H
#define CR_WRITE_TABLE_H

#include "write/view.h"

#define CR_TABLE_COLUMNS 20

struct cr_cell {
    const char *text; /* an id or a label; NULL: a number */
    double x;         /* NaN: missing */
};
struct cr_table_row {
    struct cr_cell cells[CR_TABLE_COLUMNS];
};
struct cr_table {
    const char *name;  /* of the block: "outcomes", or a state variable */
    const char *about; /* one line, or NULL */
    const char
        *columns[CR_TABLE_COLUMNS]; /* the first is an id; "label" is the last where there is one */
    const char *units[CR_TABLE_COLUMNS]; /* "probability", ...; NULL: not said */
    size_t n_columns;
    size_t grid; /* rows a line of a grid, parted by a blank line in dat; 0: no grid */
    CR_VEC(struct cr_table_row) rows;
};
struct cr_tables {
    struct cr_arena *arena;
    CR_VEC(struct cr_table) all;
};

/* Adds a table; columns are parted by blanks. */
struct cr_table *cr_table_add(
    struct cr_tables *tables, const char *name, const char *about, const char *columns);
/* Adds a row: `id`, then numbers, then a label (NULL: none). */
struct cr_table_row *cr_table_row(struct cr_tables *tables, struct cr_table *table, const char *id,
    const double *numbers, size_t n, const char *label);
/* What the tables say about themselves: program, file, hash, seed, worlds, runs, engine, command.
 */
struct cr_fact {
    const char *id, *text;
};
struct cr_facts {
    struct cr_fact at[12];
    size_t n;
};
void cr_facts_file(struct cr_facts *facts, const struct cr_view *view); /* of no computation */
void cr_facts_run(
    struct cr_facts *facts, const struct cr_view *view, const struct cr_run_result *result);
void cr_facts_solve(
    struct cr_facts *facts, const struct cr_view *view, const struct cr_solve_result *result);
void cr_facts_luck(struct cr_facts *facts, const struct cr_view *view, const struct cr_luck *luck,
    uint64_t runs, uint64_t worlds, enum cr_engine engine);

#endif
