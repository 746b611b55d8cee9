/* Poisson and binomial quantiles: one accurate tail near the answer, then steps of probability
 * mass. */
#include "random/quantile.h"

#include "base/fmath.h"

#include <math.h>

/* P(X <= k) = Q(k + 1, mean), DLMF 8.4.9. */
struct cr_tails cr_poisson_tails(double mean, double k)
{
    if (k < 0)
        return (struct cr_tails){.p = 0, .q = 1};
    struct cr_law law = cr_gamma_law(k + 1);
    struct cr_tails gamma = cr_law_tails(&law, (struct cr_spot){mean, 0});
    return (struct cr_tails){gamma.log_q, gamma.log_p, gamma.q, gamma.p, gamma.log_density};
}

/* P(X <= k) = I_{1 - p}(n - k, k + 1), DLMF 8.17.5. */
struct cr_tails cr_binomial_tails(double n, double p, double k)
{
    if (k < 0)
        return (struct cr_tails){.p = 0, .q = 1};
    if (k >= n)
        return (struct cr_tails){.p = 1, .q = 0};
    struct cr_law law = cr_beta_law(n - k, k + 1);
    return cr_law_tails(&law, (struct cr_spot){1 - p, p});
}

/* The smallest whole k in (-1, most] with P(X <= k) >= u. Newton's steps on the logarithm of the
 * smaller tail, which is concave in k, inside a bracket; each visited k is judged by its tail
 * itself, so k and k - 1 both have been seen. */
static double search(double n, double p, double guess, double most, double u, double v)
{
    int lower = u <= v;
    double below = -1, reached = most, target = cr_log(lower ? u : v);
    double k = fmin(fmax(ceil(guess), 0), most);

    for (int round = 0; reached - below > 1; round++) {
        if (!(k > below && k < reached))
            k = k >= reached ? reached - 1 : below + 1;
        /* A walk of single steps or a wild leap: halve instead (never seen to be needed). */
        if (round > 40 && isfinite(reached))
            k = floor(below + (reached - below) / 2);
        struct cr_tails tails = n == 0 ? cr_poisson_tails(p, k) : cr_binomial_tails(n, p, k);
        int enough = lower ? tails.p >= u : tails.q <= v;
        if (enough)
            reached = k;
        else
            below = k;
        double log_tail = lower ? tails.log_p : tails.log_q;
        double log_mass = tails.log_density - cr_log(n == 0 ? p : (n - k) * p);
        double step = (lower ? target - log_tail : log_tail - target) * cr_exp(log_tail - log_mass);
        if (!isfinite(step))
            step = enough ? -1 : 1;
        k = ceil(k + step);
    }
    return reached;
}

/* The first guess: Cornish and Fisher 1937 with the skewness term. */
static double bell_guess(double mean, double sd, double skew_sd, double u, double v)
{
    double z = u <= v ? cr_normal_quantile(u) : -cr_normal_quantile(v);
    return mean + sd * z + skew_sd * (z * z - 1) / 6 - 0.5;
}

double cr_poisson_quantile(double mean, double u, double v)
{
    return search(0, mean, bell_guess(mean, sqrt(mean), 1, u, v), INFINITY, u, v);
}

double cr_binomial_quantile(double n, double p, double u, double v)
{
    if (p <= 0 || p >= 1 || n <= 0)
        return p >= 1 ? n : 0;
    double q = 1 - p;
    return search(n, p, bell_guess(n * p, sqrt(n * p * q), q - p, u, v), n, u, v);
}
