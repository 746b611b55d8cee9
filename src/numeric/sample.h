/* Order, mean and spread of few numbers without weights, by GSL (manual, chapters "Sorting" and
 * "Statistics"). What is merged from many threads or weighted is in the room `stats`, which GSL has
 * no counterpart for. */
#ifndef CR_NUMERIC_SAMPLE_H
#define CR_NUMERIC_SAMPLE_H

#include <stddef.h>

/* Ascending (gsl_sort). */
void cr_sort_numbers(double *x, size_t n);
/* As qsort does, but the same order on every system where the comparison leaves some open, and
 * without memory of its own (gsl_heapsort). */
void cr_sort(void *array, size_t n, size_t size, int (*compare)(const void *a, const void *b));

double cr_sample_mean(const double *x, size_t n);
/* With n - 1 below the sum; NaN for one number. */
double cr_sample_sd(const double *x, size_t n);

#endif
