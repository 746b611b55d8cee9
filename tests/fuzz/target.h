/* A fuzz target: what libFuzzer calls with bytes of its own, and main.c with those of files. A
 * target ends the process (abort) where a promise is broken; it never fails quietly. */
#ifndef CR_FUZZ_TARGET_H
#define CR_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);
int LLVMFuzzerInitialize(int *argc, char ***argv);

#endif
