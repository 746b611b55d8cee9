/* What two machines must have in common to draw the same bits. */
#ifndef CR_PROGRAM_TABLES_H
#define CR_PROGRAM_TABLES_H

#include "program/program.h"

/* A hash of the tables of quantiles: two machines where it is equal draw the same bits by them. */
uint64_t cr_program_tables_hash(const struct cr_program *program);

#endif
