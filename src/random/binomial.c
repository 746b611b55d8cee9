#include "random/binomial.h"

#include "base/fmath.h"
#include "random/quantile.h"

#include <assert.h>

/* Means up to which probabilities are added from 0 on: cheaper than one tail, and q^n is no less
 * than 2^-64. */
#define FEW 32

/* Adds P(X = k) = P(X = k - 1) (n - k + 1) / k * p / q until u is reached; p <= 1/2. */
static uint64_t add_up(double n, double p, double u)
{
    const double least = 0x1p-64, odds = p / (1 - p);
    double mass = cr_exp(n * cr_log1p(-p)), total = mass, k = 0;
    /* Rounding may leave the total below a u next to 1: masses that change nothing end it. */
    while (total < u && k < n && (mass > least || k < n * p)) {
        k++;
        mass *= (n - k + 1) / k * odds;
        total += mass;
    }
    return (uint64_t)k;
}

uint64_t cr_binomial_count(uint64_t n, double a, double b, double u)
{
    assert(n <= UINT64_C(1) << 53 && a >= 0 && b >= 0 && a + b > 0);
    if (a > b) /* the rarer side is counted; both grow the same way with u */
        return n - cr_binomial_count(n, b, a, 1 - u);
    double p = a / (a + b), most = (double)n;
    if (n == 0 || !(p > 0))
        return 0;
    if (most * p <= FEW)
        return add_up(most, p, u);
    return (uint64_t)cr_binomial_quantile(most, p, u, 1 - u);
}
