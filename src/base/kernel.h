/* Kernels: a few files of plain C are compiled once for each instruction set; the fitting one is
 * picked at start-up. The arithmetic is the same + - * / in each (no contraction:
 * -ffp-contract=off), so the bits are too; tests compare them. */
#ifndef CR_BASE_KERNEL_H
#define CR_BASE_KERNEL_H

#include <stdbool.h>

enum cr_kernel { CR_KERNEL_PLAIN, CR_KERNEL_AVX2, CR_KERNEL_AVX512, CR_N_KERNELS };

/* The best that this processor has; CROSSROADS_KERNEL=plain|avx2|avx512 in the environment asks for
 * less. */
enum cr_kernel cr_kernel_pick(void);
/* For tests: use this one from now on, if the processor has it (else false is returned and nothing
 * changes). */
bool cr_kernel_use(enum cr_kernel kernel);

/* In a kernel file CR_KERNEL is plain, avx2 or avx512, and CR_KERNEL_NAME(cr_exp_rows) is
 * cr_exp_rows_avx2, ... */
#define CR_KERNEL_PASTE2(name, suffix) name##_##suffix
#define CR_KERNEL_PASTE(name, suffix) CR_KERNEL_PASTE2(name, suffix)
#define CR_KERNEL_NAME(name) CR_KERNEL_PASTE(name, CR_KERNEL)

/* Declares the three variants of a kernel and, with CR_KERNEL_CALL, calls the picked one. Where the
 * compiler does not know these instruction sets (CR_ONE_KERNEL) all three are the plain one. */
#ifdef CR_ONE_KERNEL
#define CR_KERNEL_CALL(name, ...) name##_plain(__VA_ARGS__)
#else
#define CR_KERNEL_CALL(name, ...)                                                                  \
    (cr_kernel_pick() == CR_KERNEL_AVX512    ? name##_avx512(__VA_ARGS__)                          \
        : cr_kernel_pick() == CR_KERNEL_AVX2 ? name##_avx2(__VA_ARGS__)                            \
                                             : name##_plain(__VA_ARGS__))
#endif

#endif
