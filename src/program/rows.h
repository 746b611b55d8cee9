/* Loops over the lanes of a block, compiled once for each instruction set (base/kernel.h). Every
 * value goes through the same operations in each, sums in the same order: equal bits. */
#ifndef CR_PROGRAM_ROWS_H
#define CR_PROGRAM_ROWS_H

#include "expr/expr.h"

#include <stddef.h>
#include <stdint.h>

/* Lists of lanes are written in whole vectors: they need this much room behind their end. */
#define CR_ROWS_SLACK 16

/* out[i] = row[lanes[i]]; and back. */
void cr_rows_read_at(const double *row, const int *lanes, size_t n, double *out);
void cr_rows_read_words_at(const uint64_t *row, const int *lanes, size_t n, uint64_t *out);
void cr_rows_read_ints_at(const int *row, const int *lanes, size_t n, int *out);
void cr_rows_put(double *row, const int *lanes, size_t n, const double *x);
void cr_rows_put_ints(int *row, const int *lanes, size_t n, int x);
/* to[lane] = from[lane] */
void cr_rows_copy(const double *from, const int *lanes, size_t n, double *to);
/* Lists lanes[i] (lanes NULL: i) for every i with key[i] == wanted, in order. Returns how many. */
size_t cr_rows_find(const int *key, int wanted, const int *lanes, size_t n, int *out);
/* The first i with x[i] outside [low, high] or NaN; n if there is none. */
size_t cr_rows_outside(const double *x, size_t n, double low, double high);
/* The sum of x at some lanes, in eight interleaved sums. */
double cr_rows_sum(const double *x, const int *lanes, size_t n);

/* Shares p[b * n + i]. The branch whose stretch of [0, total) holds u[i]; a share of 0 is never
 * taken, and beyond the total the last one above 0 is. */
void cr_rows_pick(const double *p, int n_branches, const double *u, size_t n, int *choice);
/* The same where all lanes have the shares p[b]. */
void cr_rows_pick_alike(const double *p, int n_branches, const double *u, size_t n, int *choice);
/* Every lane to total 1. Returns the first lane whose total is not above 0 and finite or which has
 * a share below 0, its total in *bad; n if there is none. */
size_t cr_rows_normalise(double *p, int n_branches, size_t n, double *bad);
/* open[b * n + i]: whether the branch exists. All of p to the first that does; or p to 0 where
 * there is none, and to equal shares of those there are if `equal`. Returns the first lane without
 * any branch; n if there is none. */
size_t cr_rows_first_open(const unsigned char *open, int n_branches, size_t n, double *p);
size_t cr_rows_close(const unsigned char *open, int n_branches, size_t n, bool equal, double *p);
/* p[i] times factor[i]; times `factor` where taken[i] > 0. */
void cr_rows_times(double *p, const double *factor, size_t n);
void cr_rows_times_where(double *p, const double *taken, double factor, size_t n);
/* sum[i] += x[i]; sum[i] += a[i] * b[i]; the same where a[i] > 0; out[i] = a[i] * b[i] */
void cr_rows_add(double *sum, const double *x, size_t n);
void cr_rows_add_product(double *sum, const double *a, const double *b, size_t n);
void cr_rows_add_product_where(double *sum, const double *a, const double *b, size_t n);
void cr_rows_product(const double *a, const double *b, size_t n, double *out);
/* The same into both rows; the same, and sum[i] += out[i]. */
void cr_rows_product_both(const double *a, const double *b, size_t n, double *out, double *too);
void cr_rows_product_add(double *sum, const double *a, const double *b, size_t n, double *out);
/* to[i] += from[i] * share[i] * factor, where from[i] > 0: probability on its way along an arc. */
void cr_rows_pass(double *to, const double *from, const double *share, double factor, size_t n);
/* The same into to[i] = 0 + ...: the first to arrive. */
void cr_rows_pass_first(
    double *to, const double *from, const double *share, double factor, size_t n);
/* out[i]: the sum of rows[which[k] * n + i] over k, in that order. */
void cr_rows_gather(const double *rows, const int *which, size_t n_rows, size_t n, double *out);
enum { CR_NEAR_ROWS = 64 };
/* Values, each with the list of the rows in which its mass stands. */
struct cr_row_groups {
    const int *values;   /* [n_values] rows of values */
    const int *members;  /* rows of mass: those of value k are first[k] .. first[k + 1] */
    const size_t *first; /* [n_values + 1] */
    size_t n_values;
    double *sum; /* where cr_rows_expect adds */
    /* The same for all groups that go together, where there are at most CR_NEAR_ROWS rows of mass:
     * these are copied to where they are near each other. */
    const int *rows; /* [n_rows]; NULL: there are more */
    size_t n_rows;
    const int *near; /* members by their place in `rows` */
};
/* For each group sum[i] += the sum over k of mass * value where the mass of value k, as
 * cr_rows_gather has it, is above 0. */
void cr_rows_expect(const double *mass, const double *values, const struct cr_row_groups *groups,
    size_t n_groups, size_t n);
/* The sum of mass * share * factor * behind over the lanes where that is above 0, in eight
 * interleaved sums. `share`, `behind`: NULL for all 1. */
double cr_rows_flow(
    const double *mass, const double *share, double factor, const double *behind, size_t n);
/* out[i] = rate * (x[i] - from) */
void cr_rows_line(const double *x, double rate, double from, size_t n, double *out);

/* An operand: `step` 1, or 0 for a constant. */
struct cr_operand {
    const double *at;
    size_t step;
};

/* x[i] = from[i] (which may be x) moved by d within soft bounds (language: `bounds: soft`); moved
 * and then held within hard ones. Both return the first i whose result is not finite, n if there is
 * none; all are written. x[i] = from[i] held within them. */
size_t cr_rows_soft(
    const double *from, struct cr_operand d, double low, double high, size_t n, double *x);
size_t cr_rows_move(
    const double *from, struct cr_operand d, double low, double high, size_t n, double *x);
void cr_rows_clamp(const double *from, double low, double high, size_t n, double *x);

/* At some lanes of a row, in place: the same x for all; d added; moved by d within bounds, where
 * the first place in the list whose result is not finite is returned, n if there is none. */
void cr_rows_put_all(double *row, const int *lanes, size_t n, double x);
void cr_rows_add_at(double *row, const int *lanes, size_t n, struct cr_operand d);
size_t cr_rows_soft_at(
    double *row, const int *lanes, size_t n, struct cr_operand d, double low, double high);
size_t cr_rows_move_at(
    double *row, const int *lanes, size_t n, struct cr_operand d, double low, double high);

/* out[i] = op(args[0][i], ...) as cr_op_apply has it, for the operators that run in rows; 0: not
 * one of them. `n_args`: how many the operator has, 1 to 3. */
bool cr_rows_apply(enum cr_op op, const struct cr_operand *args, int n_args, size_t n, double *out);

#endif
