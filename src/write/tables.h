/* What the engines found, as tables. */
#ifndef CR_WRITE_TABLES_H
#define CR_WRITE_TABLES_H

#include "write/table.h"

void cr_tables_run(
    struct cr_tables *tables, const struct cr_view *view, const struct cr_run_result *result);
void cr_tables_solve(
    struct cr_tables *tables, const struct cr_view *view, const struct cr_solve_result *result);

#endif
