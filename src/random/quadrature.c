/* Moments without a closed form. */
#include "random/dist_impl.h"

#include "base/fmath.h"
#include "numeric/integral.h"

#include <math.h>

struct moment {
    const struct cr_dist *dist; /* NULL: `mu` and `sigma` of a logit are given */
    double mu, sigma;
    double centre;
    int power; /* 1 or 2 */
};

static double power_of(const struct moment *m, double x)
{
    return m->power == 2 ? (x - m->centre) * (x - m->centre) : x - m->centre;
}

/* E[(X - centre)^power] over u = logistic(pi sinh t), which tames both ends (Takahasi and Mori
 * 1974); as far out as doubles go: a heavy tail that is cut at 1e300 has its mean there. */
static double over_quantile(double t, void *context)
{
    const double pi = 3.14159265358979323846;
    const struct moment *m = context;
    double up = cr_exp(t), down = 1 / up, s = pi * 0.5 * (up - down);
    double u = cr_logistic(s), v = cr_logistic(-s);
    return pi * 0.5 * (up + down) * u * v * power_of(m, cr_dist_at(m->dist, u, v));
}

void cr_dist_integrate(const struct cr_dist *dist, double *mean, double *sd)
{
    /* Measured from the median and in units of the quartiles' distance: neither place nor size
     * costs digits. */
    double median = cr_dist_at(dist, 0.5, 0.5);
    double spread = cr_dist_at(dist, 0.75, 0.25) - cr_dist_at(dist, 0.25, 0.75);
    struct moment m = {.dist = dist, .centre = median, .power = 1};
    *mean = median + cr_integral(over_quantile, &m, -6, 6, 1e-15 * spread);
    m.centre = *mean;
    m.power = 2;
    *sd = sqrt(cr_integral(over_quantile, &m, -6, 6, 0));
}

static double over_normal(double z, void *context)
{
    const struct moment *m = context;
    return 0.39894228040143267794 * cr_exp(-0.5 * z * z) *
           power_of(m, cr_logistic(m->mu + m->sigma * z));
}

/* In two parts, so that the logistic's step stands at an end. */
static double logit_moment(struct moment *m)
{
    double low = -10, high = fmin(10 + 2 * m->sigma, 39), step = fmin(-m->mu / m->sigma, high);
    double above = 0;
    if (step < high)
        above = cr_integral(over_normal, m, step, high, 0);
    return cr_integral(over_normal, m, low, step, 0) + above;
}

void cr_logitnormal_moments(double mu, double sigma, double *mean, double *sd)
{
    /* The law of 1 - S has -mu: work where S is the smaller. */
    struct moment m = {.mu = -fabs(mu), .sigma = sigma, .power = 1};
    double first = logit_moment(&m);
    m.centre = first;
    m.power = 2;
    *sd = sqrt(logit_moment(&m));
    *mean = mu <= 0 ? first : 1 - first;
}
