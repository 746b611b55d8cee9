/* Numbers to text and back, without locale. */
#ifndef CR_BASE_NUM_H
#define CR_BASE_NUM_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

enum cr_num_fault {
    CR_NUM_OK,
    CR_NUM_NOT,          /* not a number at all */
    CR_NUM_LEADING_ZERO, /* 010 */
    CR_NUM_COMMA,        /* 1,5 or 1,000 */
    CR_NUM_UNDERSCORE,   /* 1_000 */
    CR_NUM_HEX,          /* 0x1F, 0o7 */
    CR_NUM_DOT,          /* .5 or 5. */
    CR_NUM_NOT_FINITE,   /* inf, nan, 1e400 */
    CR_NUM_UNDERFLOW     /* 1e-400 */
};

/* Reads [+-]?(0|[1-9][0-9]*)([.][0-9]+)?([eE][+-]?[0-9]+)? over all n bytes; correctly rounded. */
enum cr_num_fault cr_num_read(const char *text, size_t n, double *x) CR_MUST_USE;
/* The longest prefix that is a number by that grammar (no sign); returns its length, 0 if none.
 * Where it goes on as a number of another language would (010, 0x1F, 1_000, 5., .5), the length
 * covers that too, `fault` names it and x is 0. A comma ends the number: it may part the arguments
 * of a function. */
size_t cr_num_prefix(const char *text, size_t n, double *x, enum cr_num_fault *fault);
/* Whole numbers 0 .. 2^64-1, exact to the last digit; "1e6" and "1.5e3" are whole too. Others:
 * CR_NUM_NOT. */
enum cr_num_fault cr_num_read_u64(const char *text, size_t n, uint64_t *x) CR_MUST_USE;
/* What is wrong and how to mend it, for messages, e.g. "a number takes no leading zero". */
const char *cr_num_fault_text(enum cr_num_fault fault);

/* The shortest decimal that reads back as the same double (at some powers of two, one digit more),
 * in the forms of JSON: 0.1, 1000000, 1e+21, 1e-7; -0 is 0. NaN: "NA"; infinities: "Inf", "-Inf".
 */
void cr_num_print(char out[32], double x);

#endif
