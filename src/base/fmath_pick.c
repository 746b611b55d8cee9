#include "base/fmath.h"
#include "base/kernel.h"

#define DECLARE(kernel)                                                                            \
    void cr_exp_rows_##kernel(const double *x, double *out, size_t n);                             \
    void cr_logistic_rows_##kernel(const double *x, double *out, size_t n);
DECLARE(plain)
DECLARE(avx2)
DECLARE(avx512)

void cr_exp_rows(const double *x, double *out, size_t n)
{
    CR_KERNEL_CALL(cr_exp_rows, x, out, n);
}

void cr_logistic_rows(const double *x, double *out, size_t n)
{
    CR_KERNEL_CALL(cr_logistic_rows, x, out, n);
}
