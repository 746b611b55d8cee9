#include "numeric/sample.h"

#include <gsl/gsl_heapsort.h>
#include <gsl/gsl_sort_double.h>
#include <gsl/gsl_statistics_double.h>

void cr_sort_numbers(double *x, size_t n)
{
    gsl_sort(x, 1, n);
}

void cr_sort(void *array, size_t n, size_t size, int (*compare)(const void *a, const void *b))
{
    gsl_heapsort(array, n, size, compare);
}

double cr_sample_mean(const double *x, size_t n)
{
    return gsl_stats_mean(x, 1, n);
}

double cr_sample_sd(const double *x, size_t n)
{
    return gsl_stats_sd(x, 1, n);
}
