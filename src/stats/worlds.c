/* The spread of a probability over worlds, without the luck of the runs in each: shares are
 * moved towards their mean by one factor, from the variance observed and the variance that runs
 * alone would give. */
#include "stats/worlds.h"

#include "random/quantile.h"
#include "stats/quantile.h"

#include <math.h>

/* Fewer than so many a world, on average, of what is counted (or of all else): many worlds have
 * none, and moved shares would all begin where 0 has been moved to. */
#define FEW_A_WORLD 5

/* p (1 - p) / (n - 1) estimates the noise of one share without bias. */
static double noise_of(double p, double n)
{
    return n > 1 ? p * (1 - p) / (n - 1) : p * (1 - p);
}

/* The observed spread of the shares over worlds is true spread plus binomial noise. */
double cr_deconvolve_shares(const double *k, const double *n, size_t worlds, double *out)
{
    double mean = 0, observed = 0, noise = 0, used = 0;

    for (size_t g = 0; g < worlds; g++) {
        if (n[g] > 0) {
            mean += k[g] / n[g];
            used++;
        }
    }
    mean = used > 0 ? mean / used : NAN;
    for (size_t g = 0; g < worlds; g++) {
        if (!(n[g] > 0))
            continue;
        double p = k[g] / n[g];
        observed += (p - mean) * (p - mean);
        noise += noise_of(p, n[g]);
    }
    observed = used > 1 ? observed / (used - 1) : 0;
    noise = used > 0 ? noise / used : 0;
    double factor = observed > 0 ? sqrt(fmax(0, 1 - noise / observed)) : 0;
    /* A world without a run tells nothing: it gets the mean. */
    for (size_t g = 0; g < worlds; g++)
        out[g] = n[g] > 0 ? mean + factor * (k[g] / n[g] - mean) : mean;
    return factor;
}

/* Weighted mean of the shares and their variance without the noise, 0 where that may be noise as
 * well; *least: of what is rarer, how many a world. */
static void moments_of(const double *k, const double *n, const double *weight, size_t worlds,
    double *mean, double *variance, double *least)
{
    double all = 0, share = 0, seen = 0, observed = 0, noise = 0, met = 0, runs = 0;
    for (size_t g = 0; g < worlds; g++) {
        if (!(n[g] > 0))
            continue;
        all += weight[g];
        share += weight[g] * (k[g] / n[g]);
        met += k[g];
        runs += n[g];
        seen++;
    }
    *mean = share / all;
    for (size_t g = 0; g < worlds; g++) {
        if (!(n[g] > 0))
            continue;
        double p = k[g] / n[g];
        observed += weight[g] * (p - *mean) * (p - *mean);
        noise += weight[g] * noise_of(p, n[g]);
    }
    observed *= seen / (seen - 1);
    /* The sum of so many squares of noise is off by sqrt(2 / (n - 1)) of it. */
    bool told = observed > noise * (1 + 1.645 * sqrt(2 / (seen - 1)));
    *variance = told ? (observed - noise) / all : 0;
    *least = fmin(met, runs - met) / seen;
}

static void beta_quantiles(double mean, double variance, const double *levels, double q[5])
{
    double both = mean * (1 - mean) / variance - 1;
    for (int i = 0; i < 5; i++)
        q[i] = cr_beta_quantile(mean * both, (1 - mean) * both, levels[i]);
}

bool cr_quantiles_of_worlds(struct cr_arena *scratch, double *k, const double *n,
    const double *weight, size_t worlds, double q[5])
{
    static const double levels[5] = {0.05, 0.25, 0.5, 0.75, 0.95};
    double mean, variance, least;
    moments_of(k, n, weight, worlds, &mean, &variance, &least);
    if (!(variance > 0))
        return false;
    if (least < FEW_A_WORLD && variance < mean * (1 - mean)) {
        beta_quantiles(mean, variance, levels, q);
        return true;
    }
    if (!(cr_deconvolve_shares(k, n, worlds, k) > 0))
        return false;
    for (size_t w = 0; w < worlds; w++)
        k[w] = fmin(1, fmax(0, k[w]));
    cr_quantiles(scratch, k, weight, worlds, levels, 5, q);
    return true;
}
