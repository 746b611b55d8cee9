/* Moments without a closed form. */
#include "random/dist_impl.h"

#include "base/fmath.h"

#include <math.h>

/* One level of the double exponential rule over (0, 1) (Takahasi and Mori 1974): u = logistic(pi
 * sinh t), the steps t = offset + k step. The integrand is (x - centre)^power. */
static double level_sum(
    const struct cr_dist *dist, double offset, double step, double centre, int power)
{
    const double pi = 3.14159265358979323846;
    double sum = 0;

    for (double t = offset - 6; t <= 6; t += step) {
        double up = cr_exp(t), down = 1 / up, s = pi * 0.5 * (up - down);
        double u = cr_logistic(s), v = cr_logistic(-s);
        /* As far out as doubles go: a heavy tail that is cut at 1e300 has its mean there. */
        double x = cr_dist_at(dist, u, v) - centre;
        sum += pi * 0.5 * (up + down) * u * v * (power == 2 ? x * x : x);
    }
    return sum;
}

/* Halves the step until two levels agree; the error of the last is about the square of that. */
static double expectation(const struct cr_dist *dist, double centre, int power, double scale)
{
    double step = 0.125, sum = level_sum(dist, 0, step, centre, power), value = sum * step;

    for (int level = 0; level < 8; level++) {
        double before = value;
        sum += level_sum(dist, step / 2, step, centre, power);
        step /= 2;
        value = sum * step;
        if (fabs(value - before) <= 1e-13 * fmax(fabs(value), scale))
            break;
    }
    return value;
}

void cr_dist_integrate(const struct cr_dist *dist, double *mean, double *sd)
{
    /* Measured from the median and in units of the quartiles' distance: neither place nor size
     * costs digits. */
    double median = cr_dist_at(dist, 0.5, 0.5);
    double spread = cr_dist_at(dist, 0.75, 0.25) - cr_dist_at(dist, 0.25, 0.75);
    *mean = median + expectation(dist, median, 1, 1e-2 * spread);
    *sd = sqrt(expectation(dist, *mean, 2, 0));
}

/* Trapezoids over z, the integrand analytic within pi / sigma of the real line; the sum's error is
 * then below exp(-2 pi^2 / (sigma step)). For sigma up to 4. centre NaN: E[S], else E[(S -
 * centre)^2]. */
static double over_z(double mu, double sigma, double centre)
{
    double step = fmin(0.25, 0.5 / sigma), sum = 0, low = -9 - (isnan(centre) ? 0 : 1),
           high = 10 + 2 * sigma;
    int n = (int)((high - low) / step);

    for (int k = 0; k <= n; k++) {
        double z = low + k * step, share = cr_logistic(mu + sigma * z);
        double weight = cr_exp(-0.5 * z * z);
        sum += weight * (isnan(centre) ? share : (share - centre) * (share - centre));
    }
    return sum * step * 0.39894228040143267794;
}

/* For larger sigma: E[g(S)] by parts, the integral of g'(S(l)) S'(l) P(normal > l); analytic within
 * pi of the real line. g = S (power 1) or S^2 (power 2). */
static double over_logit(double mu, double sigma, int power)
{
    const double step = 0.25;
    /* Far below 0 the integrand peaks at mu + sigma^2 (twice that for squares). */
    double low = fmax(fmin(-50, mu + sigma * sigma - 10 * sigma), -750), sum = 0;

    for (int k = (int)(low / step); k <= 200; k++) {
        double l = k * step, share = cr_logistic(l), slope = share * cr_logistic(-l);
        sum += slope * (power == 2 ? 2 * share : 1) * cr_normal_cdf((mu - l) / sigma);
    }
    return sum * step;
}

void cr_logitnormal_moments(double mu, double sigma, double *mean, double *sd)
{
    /* The law of 1 - S has -mu: work where S is the smaller. */
    double side = -fabs(mu), m;

    if (sigma <= 4) {
        m = over_z(side, sigma, NAN);
        *sd = sqrt(over_z(side, sigma, m));
    } else {
        m = over_logit(side, sigma, 1);
        *sd = sqrt(fmax(over_logit(side, sigma, 2) - m * m, 0));
    }
    *mean = mu <= 0 ? m : 1 - m;
}
