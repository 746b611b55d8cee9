/* Picks, once, the kernels that this processor can run (base/kernel.h), and calls them. */
#include "program/rows.h"

#include "base/kernel.h"

/* Declares a kernel's three variants, and the function that calls the one picked. */
#define ROWS(type, name, params, args)                                                             \
    type name##_plain params;                                                                      \
    type name##_avx2 params;                                                                       \
    type name##_avx512 params;                                                                     \
    type name params                                                                               \
    {                                                                                              \
        return CR_KERNEL_CALL(name, CR_ROWS_UNPACK args);                                          \
    }
#define CR_ROWS_UNPACK(...) __VA_ARGS__
#define ROWS_VOID(name, params, args)                                                              \
    void name##_plain params;                                                                      \
    void name##_avx2 params;                                                                       \
    void name##_avx512 params;                                                                     \
    void name params                                                                               \
    {                                                                                              \
        CR_KERNEL_CALL(name, CR_ROWS_UNPACK args);                                                 \
    }

ROWS_VOID(cr_rows_read_at, (const double *row, const int *lanes, size_t n, double *out),
    (row, lanes, n, out))
ROWS_VOID(cr_rows_read_words_at, (const uint64_t *row, const int *lanes, size_t n, uint64_t *out),
    (row, lanes, n, out))
ROWS_VOID(cr_rows_read_ints_at, (const int *row, const int *lanes, size_t n, int *out),
    (row, lanes, n, out))
ROWS_VOID(
    cr_rows_put, (double *row, const int *lanes, size_t n, const double *x), (row, lanes, n, x))
ROWS_VOID(cr_rows_put_ints, (int *row, const int *lanes, size_t n, int x), (row, lanes, n, x))
ROWS_VOID(cr_rows_copy, (const double *from, const int *lanes, size_t n, double *to),
    (from, lanes, n, to))
ROWS(size_t, cr_rows_find, (const int *key, int wanted, const int *lanes, size_t n, int *out),
    (key, wanted, lanes, n, out))
ROWS(size_t, cr_rows_outside, (const double *x, size_t n, double low, double high),
    (x, n, low, high))
ROWS(double, cr_rows_sum, (const double *x, const int *lanes, size_t n), (x, lanes, n))
ROWS_VOID(cr_rows_pick, (const double *p, int n_branches, const double *u, size_t n, int *choice),
    (p, n_branches, u, n, choice))
ROWS_VOID(cr_rows_pick_alike,
    (const double *p, int n_branches, const double *u, size_t n, int *choice),
    (p, n_branches, u, n, choice))
ROWS(size_t, cr_rows_normalise, (double *p, int n_branches, size_t n, double *bad),
    (p, n_branches, n, bad))
ROWS(size_t, cr_rows_first_open, (const unsigned char *open, int n_branches, size_t n, double *p),
    (open, n_branches, n, p))
ROWS(size_t, cr_rows_close,
    (const unsigned char *open, int n_branches, size_t n, bool equal, double *p),
    (open, n_branches, n, equal, p))
ROWS_VOID(cr_rows_times, (double *p, const double *factor, size_t n), (p, factor, n))
ROWS_VOID(cr_rows_times_where, (double *p, const double *taken, double factor, size_t n),
    (p, taken, factor, n))
ROWS_VOID(cr_rows_add, (double *sum, const double *x, size_t n), (sum, x, n))
ROWS_VOID(cr_rows_add_product_where, (double *sum, const double *a, const double *b, size_t n),
    (sum, a, b, n))
ROWS_VOID(
    cr_rows_product, (const double *a, const double *b, size_t n, double *out), (a, b, n, out))
ROWS_VOID(cr_rows_pass,
    (double *to, const double *from, const double *share, double factor, size_t n),
    (to, from, share, factor, n))
ROWS_VOID(cr_rows_expect,
    (const double *mass, const double *values, const struct cr_row_groups *groups, size_t n_groups,
        size_t n),
    (mass, values, groups, n_groups, n))
ROWS_VOID(cr_rows_product_both,
    (const double *a, const double *b, size_t n, double *out, double *too), (a, b, n, out, too))
ROWS_VOID(cr_rows_product_add,
    (double *sum, const double *a, const double *b, size_t n, double *out), (sum, a, b, n, out))
ROWS_VOID(cr_rows_pass_first,
    (double *to, const double *from, const double *share, double factor, size_t n),
    (to, from, share, factor, n))
ROWS_VOID(cr_rows_gather,
    (const double *rows, const int *which, size_t n_rows, size_t n, double *out),
    (rows, which, n_rows, n, out))
ROWS(double, cr_rows_flow,
    (const double *mass, const double *share, double factor, const double *behind, size_t n),
    (mass, share, factor, behind, n))
ROWS_VOID(
    cr_rows_add_product, (double *sum, const double *a, const double *b, size_t n), (sum, a, b, n))
ROWS_VOID(cr_rows_line, (const double *x, double rate, double from, size_t n, double *out),
    (x, rate, from, n, out))
ROWS(size_t, cr_rows_soft,
    (const double *from, struct cr_operand d, double low, double high, size_t n, double *x),
    (from, d, low, high, n, x))
ROWS(size_t, cr_rows_move,
    (const double *from, struct cr_operand d, double low, double high, size_t n, double *x),
    (from, d, low, high, n, x))
ROWS_VOID(cr_rows_clamp, (const double *from, double low, double high, size_t n, double *x),
    (from, low, high, n, x))
ROWS_VOID(cr_rows_put_all, (double *row, const int *lanes, size_t n, double x), (row, lanes, n, x))
ROWS_VOID(cr_rows_add_at, (double *row, const int *lanes, size_t n, struct cr_operand d),
    (row, lanes, n, d))
ROWS(size_t, cr_rows_soft_at,
    (double *row, const int *lanes, size_t n, struct cr_operand d, double low, double high),
    (row, lanes, n, d, low, high))
ROWS(size_t, cr_rows_move_at,
    (double *row, const int *lanes, size_t n, struct cr_operand d, double low, double high),
    (row, lanes, n, d, low, high))
ROWS(bool, cr_rows_apply,
    (enum cr_op op, const struct cr_operand *args, int n_args, size_t n, double *out),
    (op, args, n_args, n, out))
