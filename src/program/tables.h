/* The tables of quantiles that a program draws from. */
#ifndef CR_PROGRAM_TABLES_H
#define CR_PROGRAM_TABLES_H

#include "program/program.h"

/* A hash of the tables of quantiles: two machines where it is equal draw the same bits by them. */
uint64_t cr_program_tables_hash(const struct cr_program *program);

/* Shares of nodes with `confidence` take the tables that `from` has of the same laws, so that
 * programs of one scenario work them out once. `from` must live as long; no draw changes a bit. */
void cr_program_share_tables(struct cr_program *program, const struct cr_program *from);

#endif
