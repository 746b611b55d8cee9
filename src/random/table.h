/* Quantiles of a gamma or beta law from a table: for the many draws of worlds and runs. */
#ifndef CR_RANDOM_TABLE_H
#define CR_RANDOM_TABLE_H

#include "base/arena.h"
#include "numeric/law.h"

#include <stdint.h>

/* log x (gamma) or logit x (beta) as a function of z, the normal quantile of u: polynomials on
 * pieces of z, each made when a draw first falls into it, from exact quantiles (random/quantile.h),
 * and used only if it proves itself between them. A piece depends on the law alone, so that neither
 * the number of draws nor the threads change a bit. */
struct cr_quantile_table;
struct cr_quantile_table *cr_quantile_table_new(struct cr_arena *arena, struct cr_law law);

struct cr_law cr_quantile_table_law(const struct cr_quantile_table *table);

/* out[i]: log x or logit x at u[i] in (0, 1); the probability below it is within 1e-12 of u[i], and
 * beyond 4 standard deviations it is exact. out may be u. Threads may share a table. */
void cr_quantile_table_logs(
    struct cr_quantile_table *table, const double *u, double *out, size_t n);

/* A hash, onto `hash`, of the polynomials within two standard deviations: other machines may have
 * them other by the last bits. */
uint64_t cr_quantile_table_hash(struct cr_quantile_table *table, uint64_t hash);

#endif
