#include "stats/interval.h"

#include "stats/widest.h"

#include <math.h>

/* Wilson 1927: the p for which k is z standard errors off. */
void cr_wilson(double k, double n, double z, double *low, double *high)
{
    if (!(n > 0)) {
        *low = 0;
        *high = 1;
        return;
    }
    double p = k / n, z2 = z * z, whole = 1 + z2 / n;
    double centre = p + z2 / (2 * n);
    double half = z * sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    /* The two ends multiply to p^2 / whole: so the lower one never comes from a difference. */
    double upper = (centre + half) / whole;
    *low = k <= 0 ? 0 : p / (centre + half) * p;
    *high = k >= n ? 1 : fmin(upper, 1);
}

/* Cochran, Sampling Techniques, 3rd ed. 1977, eq. 6.13: residuals y - R w over clusters. */
/* Eight sums side by side do not wait for each other. */
enum { SUMS = 8 };

static double whole(const double sum[SUMS])
{
    return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
}

CR_WIDEST double cr_sum(const double *x, size_t n)
{
    double sum[SUMS] = {0};
    size_t i = 0;
    for (; i + SUMS <= n; i += SUMS) {
        for (size_t k = 0; k < SUMS; k++)
            sum[k] += x[i + k];
    }
    for (size_t k = 0; i < n; i++, k++)
        sum[k] += x[i];
    return whole(sum);
}

CR_WIDEST static double squared_residuals(const double *y, const double *w, double ratio, size_t n)
{
    double sum[SUMS] = {0};
    size_t i = 0;
    for (; i + SUMS <= n; i += SUMS) {
        for (size_t k = 0; k < SUMS; k++) {
            double residual = y[i + k] - ratio * w[i + k];
            sum[k] += residual * residual;
        }
    }
    for (size_t k = 0; i < n; i++, k++) {
        double residual = y[i] - ratio * w[i];
        sum[k] += residual * residual;
    }
    return whole(sum);
}

double cr_cluster_se(const double *y, const double *w, size_t clusters)
{
    return cr_cluster_se_of(y, cr_sum(y, clusters), w, cr_sum(w, clusters), clusters);
}

double cr_cluster_se_of(
    const double *y, double total_y, const double *w, double total_w, size_t clusters)
{
    double count = (double)clusters;
    if (clusters < 2 || !(total_w > 0))
        return NAN;
    double square = squared_residuals(y, w, total_y / total_w, clusters);
    return sqrt(square * (count / (count - 1))) / total_w;
}

/* Linearised: each cluster moves the first ratio by (ya - Ra wa) / sum(wa), the second likewise,
 * and the variance is that of the differences of these moves (Cochran 1977, section 6.13). */
double cr_cluster_difference_se(
    const double *ya, const double *wa, const double *yb, const double *wb, size_t clusters)
{
    double all_a = cr_sum(wa, clusters), all_b = cr_sum(wb, clusters), square = 0;
    double count = (double)clusters;
    if (clusters < 2 || !(all_a > 0 && all_b > 0))
        return NAN;
    double a = cr_sum(ya, clusters) / all_a, b = cr_sum(yb, clusters) / all_b;
    for (size_t g = 0; g < clusters; g++) {
        double move = (ya[g] - a * wa[g]) / all_a - (yb[g] - b * wb[g]) / all_b;
        square += move * move;
    }
    return sqrt(square * (count / (count - 1)));
}

/* The observed spread of the shares over worlds is true spread plus binomial noise. p (1 - p) / (n
 * - 1) estimates the noise of one share without bias. */
void cr_deconvolve_shares(const double *k, const double *n, size_t worlds, double *out)
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
        noise += n[g] > 1 ? p * (1 - p) / (n[g] - 1) : p * (1 - p);
    }
    observed = used > 1 ? observed / (used - 1) : 0;
    noise = used > 0 ? noise / used : 0;
    double factor = observed > 0 ? sqrt(fmax(0, 1 - noise / observed)) : 0;
    /* A world without a run tells nothing: it gets the mean. */
    for (size_t g = 0; g < worlds; g++)
        out[g] = n[g] > 0 ? mean + factor * (k[g] / n[g] - mean) : mean;
}
