#include "base/kernel.h"
#include "luck/stream.h"

#define DECLARE(kernel)                                                                            \
    void cr_uniform_rows_##kernel(uint64_t seed, const uint64_t *runs, uint32_t event,             \
        enum cr_domain domain, const uint32_t *draws, double *out, size_t n);                      \
    void cr_fork_rows_##kernel(const struct cr_fork *fork, const int *lanes, size_t n,             \
        int *const *lists, size_t *counts);
DECLARE(plain)
DECLARE(avx2)
DECLARE(avx512)

void cr_uniform_rows(uint64_t seed, const uint64_t *runs, uint32_t event, enum cr_domain domain,
    const uint32_t *draws, double *out, size_t n)
{
    CR_KERNEL_CALL(cr_uniform_rows, seed, runs, event, domain, draws, out, n);
}

void cr_fork_rows(
    const struct cr_fork *fork, const int *lanes, size_t n, int *const *lists, size_t *counts)
{
    CR_KERNEL_CALL(cr_fork_rows, fork, lanes, n, lists, counts);
}
