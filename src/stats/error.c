/* Errors of estimates from clusters: what belongs together (the runs of a world) is one number,
 * and the spread of those numbers tells the error.
 *
 * Shares and means are ratios of sums over clusters, linearised; of stratified worlds a whole
 * design is one cluster. The interval is Student's, with degrees of freedom from the kurtosis of
 * the parts and a correction for their skewness. */
#include "stats/error.h"

#include "base/fmath.h"
#include "random/quantile.h"
#include "stats/widest.h"

#include <math.h>

#define UPPER 0.975 /* of 95 % on both sides */

/* Eight sums side by side do not wait for each other. */
enum { SUMS = 8 };

static double sum_lanes(const double sum[SUMS])
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
    return sum_lanes(sum);
}

/* ---- From residuals to an interval ---- */

struct cr_error cr_error_unknown(void)
{
    return (struct cr_error){NAN, NAN, NAN, NAN, NAN};
}

struct cr_error cr_error_exact(double estimate)
{
    return (struct cr_error){0, estimate, estimate, NAN, NAN};
}

double cr_error_half(double estimate, double low, double high)
{
    return fmax(high - estimate, estimate - low);
}

/* Of the spread s2 / (n - 1): its own variance is (kurtosis - 1) s2^2 / n^3 or so, and that of a
 * chi-square number with d degrees of freedom 2 / d of its square. */
static double degrees(const struct cr_parts *p)
{
    double kurtosis = p->n * p->s4 / (p->s2 * p->s2), most = p->n - 1;
    return kurtosis > 1 ? fmin(most, 2 * p->n / (kurtosis - 1)) : most;
}

/* Hall 1992, On the removal of skewness by transformation: where the studentised mean is, given
 * that it is transformed to q; a is the skewness of the mean. */
static double skewed(double q, double a)
{
    double cube = 1 + a * (q - a / 6), root = copysign(cr_pow(fabs(cube), 1.0 / 3), cube);
    return fabs(a) < 1e-6 ? q : 3 / a * (root - 1);
}

/* What is alike everywhere differs by rounding alone, of numbers of that size. */
static double rounding(double parts, double size)
{
    return 1e-15 * sqrt(parts) * size;
}

struct cr_error cr_error_of_parts(double estimate, double scale, const struct cr_parts *p)
{
    struct cr_error error = cr_error_unknown();
    if (!(p->n >= 2) || isnan(estimate) || !isfinite(p->s2))
        return error;
    error.parts = p->n;
    error.se = sqrt(p->s2 / (p->n - 1) * p->n) / scale;
    if (!(error.se > rounding(p->n, fabs(estimate)))) {
        error.se = 0;
        error.low = error.high = estimate;
        return error;
    }
    if (!isfinite(p->s4)) { /* how long the tails are is not known */
        error.low = error.high = NAN;
        return error;
    }
    double t = cr_student_quantile(degrees(p), UPPER), a = p->s3 / (p->s2 * sqrt(p->s2));
    error.low = estimate - skewed(t, a) * error.se;
    error.high = estimate - skewed(-t, a) * error.se;
    error.carriers = p->s2 * p->s2 / p->s4;
    return error;
}

/* ---- Clusters ---- */

CR_WIDEST static struct cr_parts residuals(const double *y, const double *w, double ratio, size_t n)
{
    double s2[SUMS] = {0}, s3[SUMS] = {0}, s4[SUMS] = {0};
    size_t i = 0;
    for (; i + SUMS <= n; i += SUMS) {
        for (size_t k = 0; k < SUMS; k++) {
            double e = y[i + k] - ratio * w[i + k], square = e * e;
            s2[k] += square;
            s3[k] += square * e;
            s4[k] += square * square;
        }
    }
    for (size_t k = 0; i < n; i++, k++) {
        double e = y[i] - ratio * w[i], square = e * e;
        s2[k] += square;
        s3[k] += square * e;
        s4[k] += square * square;
    }
    return (struct cr_parts){(double)n, sum_lanes(s2), sum_lanes(s3), sum_lanes(s4)};
}

static void add_part(struct cr_parts *p, double e)
{
    p->n += 1;
    p->s2 += e * e;
    p->s3 += e * e * e;
    p->s4 += e * e * e * e;
}

/* Of a design: what its clusters have together. */
static double residual_of(
    const double *y, const double *w, double ratio, size_t n, size_t sets, size_t design)
{
    double e = 0;
    for (size_t g = design; g < n; g += sets)
        e += y[g] - ratio * w[g];
    return e;
}

/* Fourth powers leave the range of doubles beyond 1e77 and below 1e-77. */
static bool powers_fit(const struct cr_parts *p)
{
    return isfinite(p->s4) && p->s4 > 1e-290;
}

/* Residuals of designs in units of *unit, which is 1 unless the powers need another: then the
 * largest residual. */
static struct cr_parts by_design(
    const double *y, const double *w, double ratio, size_t n, size_t sets, double *unit)
{
    struct cr_parts parts = {0};
    double most = 0;
    *unit = 1;
    for (size_t s = 0; s < sets; s++) {
        double e = residual_of(y, w, ratio, n, sets, s);
        add_part(&parts, e);
        most = fmax(most, fabs(e));
    }
    if (powers_fit(&parts) || !(most > 0 && isfinite(most)))
        return parts;
    *unit = most;
    parts = (struct cr_parts){0};
    for (size_t s = 0; s < sets; s++)
        add_part(&parts, residual_of(y, w, ratio, n, sets, s) / most);
    return parts;
}

struct cr_error cr_ratio_error_of(
    const double *y, double total_y, const double *w, double total_w, size_t clusters, size_t sets)
{
    if (clusters < 2 || !(total_w > 0))
        return cr_error_unknown();
    double ratio = total_y / total_w, unit = 1;
    struct cr_parts parts = residuals(y, w, ratio, clusters);
    if (!powers_fit(&parts))
        parts = by_design(y, w, ratio, clusters, clusters, &unit);
    struct cr_error error = cr_error_of_parts(ratio, total_w / unit, &parts);
    if (sets == 0)
        return error;
    double carriers = error.carriers;
    parts = by_design(y, w, ratio, clusters, sets, &unit);
    error = cr_error_of_parts(ratio, total_w / unit, &parts);
    error.carriers = carriers;
    return error;
}

struct cr_error cr_ratio_error(const double *y, const double *w, size_t clusters, size_t sets)
{
    return cr_ratio_error_of(y, cr_sum(y, clusters), w, cr_sum(w, clusters), clusters, sets);
}

/* Linearised: each cluster moves the first ratio by (ya - Ra wa) / sum(wa), the second likewise,
 * and the parts are the differences of these moves (Cochran 1977, section 6.13). */
struct cr_error cr_ratio_difference_error(const double *ya, const double *wa, const double *yb,
    const double *wb, size_t clusters, size_t sets)
{
    double all_a = cr_sum(wa, clusters), all_b = cr_sum(wb, clusters);
    if (clusters < 2 || !(all_a > 0 && all_b > 0))
        return cr_error_unknown();
    double a = cr_sum(ya, clusters) / all_a, b = cr_sum(yb, clusters) / all_b;
    struct cr_parts parts = {0};
    size_t n = sets ? sets : clusters;
    double unit = fmax(fabs(a), fabs(b));
    unit = unit > 1e-60 && unit < 1e60 ? 1 : unit; /* fourth powers are to stay numbers */
    for (size_t s = 0; s < n; s++) {
        double move = 0;
        for (size_t g = s; g < clusters; g += n)
            move += (ya[g] - a * wa[g]) / all_a - (yb[g] - b * wb[g]) / all_b;
        add_part(&parts, unit > 0 ? move / unit : move);
    }
    struct cr_error error = cr_error_of_parts(a - b, unit > 0 ? 1 / unit : 1, &parts);
    return error.se > rounding(parts.n, fmax(fabs(a), fabs(b)))
               ? error
               : (struct cr_error){0, a - b, a - b, parts.n, NAN};
}

struct cr_error cr_error_apart(
    double x, const struct cr_error *x_error, double y, const struct cr_error *y_error)
{
    double d = y - x;
    struct cr_error e = cr_error_unknown();
    e.se = sqrt(x_error->se * x_error->se + y_error->se * y_error->se);
    double down = y - y_error->low, up = y_error->high - y, x_up = x_error->high - x,
           x_down = x - x_error->low;
    e.low = d - sqrt(down * down + x_up * x_up);
    e.high = d + sqrt(up * up + x_down * x_down);
    return e;
}

/* ---- Shares ---- */

/* Runs that tell of a share; below, its interval is that of a count. */
enum { FEW = 20 };

/* (1 - p)^runs = 5 %. With few worlds, whose probabilities spread as widely as an exponential law:
 * (1 + p runs / worlds)^-worlds = 5 %. */
double cr_unmet_bound(double runs, double worlds)
{
    double bound = -cr_expm1(cr_log(0.05) / runs);
    if (worlds > 1)
        bound = fmax(bound, worlds / runs * cr_expm1(cr_log(20) / worlds));
    return fmin(bound, 1);
}

struct cr_error cr_counted_error(double share, double runs)
{
    double p = share, q = 1 - share, s2 = runs * p * q;
    struct cr_parts parts = {runs, s2, s2 * (q - p), s2 * (q * q * q + p * p * p)};
    return cr_error_of_parts(share, runs, &parts);
}

bool cr_share_is_rare(double share, double runs)
{
    return !(fmin(share, 1 - share) * runs >= FEW);
}

static void clopper_pearson(double share, double runs, struct cr_error *e)
{
    double k = share * runs;
    e->low = cr_beta_quantile(k, runs - k + 1, 1 - UPPER);
    e->high = cr_beta_quantile(k + 1, runs - k, UPPER);
}

struct cr_error cr_share_error(
    double share, double runs, double worlds, const struct cr_error *clusters)
{
    struct cr_error e = *clusters;
    double met = fmin(share, 1 - share) * runs, bound;
    if (!(runs > 0) || isnan(share))
        return cr_error_unknown();
    if (!(met > 1e-9)) {
        bound = cr_unmet_bound(runs, worlds);
        e.se = NAN;
        e.low = share < 0.5 ? 0 : 1 - bound;
        e.high = share < 0.5 ? bound : 1;
        return e;
    }
    if (!cr_share_is_rare(share, runs) && e.se > 0) {
        e.low = fmax(e.low, 0);
        e.high = fmin(e.high, 1);
        return e;
    }
    double independent = runs;
    if (e.se > 0 && e.parts < runs) {
        double t = cr_student_quantile(e.parts - 1, UPPER) / 1.959963984540054;
        independent = fmin(runs, share * (1 - share) / (e.se * e.se * t * t));
    }
    clopper_pearson(share, independent, &e);
    return e;
}
