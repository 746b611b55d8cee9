#include "numeric/normal_draw.h"

#include "base/kernel.h"

#define DECLARE(kernel)                                                                            \
    void cr_normal_draw_rows_##kernel(                                                             \
        const double *u, double middle, double scale, double *out, size_t n);
DECLARE(plain)
DECLARE(avx2)
DECLARE(avx512)

void cr_normal_draw_rows(const double *u, double middle, double scale, double *out, size_t n)
{
    CR_KERNEL_CALL(cr_normal_draw_rows, u, middle, scale, out, n);
}
