#include "base/kernel.h"
#include "random/table_rows.h"

#define DECLARE(kernel)                                                                            \
    void cr_piece_rows_##kernel(const double *terms, const double *z, double *out, size_t n);      \
    unsigned cr_piece_find_##kernel(const double *z, size_t n);                                    \
    void cr_gamma_rows_##kernel(                                                                   \
        const double *small, double place, double scale, double *out, size_t n);                   \
    void cr_beta_rows_##kernel(const double *log, const double *small, double place, double scale, \
        double high, double *out, size_t n);
DECLARE(plain)
DECLARE(avx2)
DECLARE(avx512)

void cr_piece_rows(const double *terms, const double *z, double *out, size_t n)
{
    CR_KERNEL_CALL(cr_piece_rows, terms, z, out, n);
}

unsigned cr_piece_find(const double *z, size_t n)
{
    return CR_KERNEL_CALL(cr_piece_find, z, n);
}

void cr_gamma_rows(const double *small, double place, double scale, double *out, size_t n)
{
    CR_KERNEL_CALL(cr_gamma_rows, small, place, scale, out, n);
}

void cr_beta_rows(const double *log, const double *small, double place, double scale, double high,
    double *out, size_t n)
{
    CR_KERNEL_CALL(cr_beta_rows, log, small, place, scale, high, out, n);
}
