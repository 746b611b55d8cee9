#include "base/kernel.h"

#include <stdlib.h>
#include <string.h>

static bool supported(enum cr_kernel kernel)
{
#if defined(__x86_64__) && !defined(CR_ONE_KERNEL)
    __builtin_cpu_init();
    if (kernel == CR_KERNEL_AVX512)
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512cd");
    if (kernel == CR_KERNEL_AVX2)
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
               __builtin_cpu_supports("bmi2");
#endif
    return kernel == CR_KERNEL_PLAIN;
}

static enum cr_kernel asked(void)
{
    static const char *const names[CR_N_KERNELS] = {"plain", "avx2", "avx512"};
    const char *name = getenv("CROSSROADS_KERNEL");
    for (int k = 0; name && k < CR_N_KERNELS; k++) {
        if (strcmp(name, names[k]) == 0)
            return (enum cr_kernel)k;
    }
    return CR_KERNEL_AVX512;
}

static int picked = -1; /* atomic: every thread would find the same */

enum cr_kernel cr_kernel_pick(void)
{
    int now = __atomic_load_n(&picked, __ATOMIC_RELAXED);
    if (now < 0) {
        now = (int)asked();
        while (!supported((enum cr_kernel)now))
            now--;
        __atomic_store_n(&picked, now, __ATOMIC_RELAXED);
    }
    return (enum cr_kernel)now;
}

bool cr_kernel_use(enum cr_kernel kernel)
{
    if (!supported(kernel))
        return false;
    __atomic_store_n(&picked, (int)kernel, __ATOMIC_RELAXED);
    return true;
}
