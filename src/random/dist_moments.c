/* Mean, standard deviation and support. */
#include "random/dist_impl.h"

#include "base/fmath.h"
#include "numeric/special.h"

#include <math.h>

/* log Gamma(1 + 2x) - 2 log Gamma(1 + x), x > 0: log of 1 + the squared coefficient of variation of
 * a Weibull law of shape 1 / x. By the series of log Gamma at 1 (DLMF 5.7.3) where the difference
 * would cancel. */
static double weibull_log_ratio(double x)
{
    double sum = 0, power = x, two = 2;

    if (x > 0.25)
        return cr_lgamma(1 + 2 * x) - 2 * cr_lgamma(1 + x);
    for (int n = 2; n <= 60; n++) {
        power *= -x;
        two *= 2;
        sum += cr_zeta(n) * (two - 2) / n * -power;
    }
    return sum;
}

static void describe_weibull(struct cr_dist *dist)
{
    double x = 1 / dist->args[1];
    double mean = cr_exp(cr_lgamma(1 + x));
    dist->mean = dist->args[0] * mean;
    dist->sd = dist->args[0] * (mean * sqrt(cr_expm1(weibull_log_ratio(x))));
}

static void describe_law(struct cr_dist *dist)
{
    double low = dist->work[0], width = dist->work[1];
    double a = dist->work[CR_WORK_LAW], b = dist->work[CR_WORK_LAW + 1], n = a + b;

    dist->low = low;
    if (b == 0) {
        dist->mean = a * width;
        dist->sd = sqrt(a) * width;
        return;
    }
    dist->high = dist->kind == CR_DIST_PERT ? dist->args[2] : 1;
    dist->mean = low + width * (a / n);
    dist->sd = width * sqrt(a / n * (b / n) / (n + 1));
}

static void describe_student(struct cr_dist *dist)
{
    double df = dist->args[0];
    dist->mean = df > 1 ? 0 : NAN;
    dist->sd = df > 2 ? sqrt(df / (df - 2)) : df > 1 ? INFINITY : NAN;
}

static void describe_triangular(struct cr_dist *dist)
{
    const double *args = dist->args;
    double width = args[2] - args[0], left = (args[1] - args[0]) / width;
    dist->low = args[0];
    dist->high = args[2];
    dist->mean = args[0] + width * (1 + left) / 3;
    dist->sd = width * sqrt((1 - left * (1 - left)) / 18);
}

static void describe_choice(struct cr_dist *dist)
{
    int m = dist->n_work / 3;
    const double *value = dist->work, *lower = value + m, *upper = lower + m;
    double mean = 0, variance = 0;

    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < m; i++) {
            /* Each probability from the end that knows it better. */
            double p =
                i && lower[i] > 0.5 ? upper[i - 1] - upper[i] : lower[i] - (i ? lower[i - 1] : 0);
            if (pass == 0)
                mean += p * (value[i] - value[0]);
            else
                variance += p * (value[i] - value[0] - mean) * (value[i] - value[0] - mean);
        }
    }
    dist->discrete = true;
    dist->low = value[0];
    dist->high = value[m - 1];
    dist->mean = value[0] + mean;
    dist->sd = sqrt(variance);
}

static void describe_count(struct cr_dist *dist)
{
    const double *args = dist->args;
    double n = dist->kind == CR_DIST_BINOMIAL ? args[0] : 1;
    double p = dist->kind == CR_DIST_BINOMIAL ? args[1] : args[0];

    dist->discrete = true;
    dist->low = 0;
    if (dist->kind == CR_DIST_POISSON) {
        dist->mean = args[0];
        dist->sd = sqrt(args[0]);
        return;
    }
    dist->high = p > 0 ? n : 0;
    dist->mean = n * p;
    dist->sd = sqrt(n * p * (1 - p));
    if (p >= 1)
        dist->low = n;
}

static void describe_lognormal(struct cr_dist *dist)
{
    double mu = dist->work[0], sigma = dist->work[1];
    dist->low = 0;
    dist->mean = cr_exp(mu + sigma * sigma / 2);
    dist->sd = dist->mean * sqrt(cr_expm1(sigma * sigma));
    if (dist->kind == CR_DIST_LOGNORMAL_MEAN) {
        dist->mean = dist->args[0];
        dist->sd = dist->args[1];
    }
}

static void describe_truncated(struct cr_dist *dist)
{
    dist->low = fmax(dist->args[0], dist->inner->low);
    dist->high = fmin(dist->args[1], dist->inner->high);
    cr_dist_integrate(dist, &dist->mean, &dist->sd);
}

static void describe_metalog(struct cr_dist *dist)
{
    double mean;
    cr_dist_integrate(dist, &mean, &dist->sd);
    dist->mean = cr_metalog_mean(dist->work, dist->n_work);
}

void cr_dist_describe(struct cr_dist *dist)
{
    const double *args = dist->args;

    dist->discrete = false;
    dist->low = -INFINITY;
    dist->high = INFINITY;
    switch (dist->kind) {
    case CR_DIST_NORMAL:
        dist->mean = args[0];
        dist->sd = args[1];
        break;
    case CR_DIST_LOGNORMAL:
    case CR_DIST_LOGNORMAL_MEAN:
        describe_lognormal(dist);
        break;
    case CR_DIST_LOGITNORMAL:
        dist->low = 0;
        dist->high = 1;
        cr_logitnormal_moments(args[0], args[1], &dist->mean, &dist->sd);
        break;
    case CR_DIST_UNIFORM:
        dist->low = args[0];
        dist->high = args[1];
        dist->mean = args[0] + (args[1] - args[0]) / 2;
        dist->sd = (args[1] - args[0]) / sqrt(12);
        break;
    case CR_DIST_TRIANGULAR:
        describe_triangular(dist);
        break;
    case CR_DIST_STUDENT_T:
        describe_student(dist);
        break;
    case CR_DIST_EXPONENTIAL:
        dist->low = 0;
        dist->mean = dist->sd = args[0];
        break;
    case CR_DIST_WEIBULL:
        dist->low = 0;
        describe_weibull(dist);
        break;
    case CR_DIST_POISSON:
    case CR_DIST_BINOMIAL:
    case CR_DIST_BERNOULLI:
        describe_count(dist);
        break;
    case CR_DIST_CHOICE:
        describe_choice(dist);
        break;
    case CR_DIST_QUANTILES:
        describe_metalog(dist);
        break;
    case CR_DIST_TRUNCATED:
        describe_truncated(dist);
        break;
    default:
        describe_law(dist);
        break;
    }
}
