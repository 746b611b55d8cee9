/* Quantiles by Newton's method on the logarithm of the nearer tail, from a first guess by the
 * literature; both log tails are concave, so it cannot run away. */
#include "random/quantile.h"

#include "base/fmath.h"
#include "numeric/normal.h"

#include <math.h>
#include <stdbool.h>

static struct cr_spot move_spot(const struct cr_law *law, struct cr_spot at, double dt)
{
    if (law->b == 0)
        return (struct cr_spot){at.x + at.x * cr_expm1(dt), 0};
    /* The smaller of the two is stepped, by adding: shapes of 1e15 need every bit. */
    if (at.x <= at.y) {
        double growth = cr_expm1(dt);
        at.x += at.x * at.y * growth / (1 + at.x * growth);
        return (struct cr_spot){at.x, 1 - at.x};
    }
    double growth = cr_expm1(-dt);
    at.y += at.x * at.y * growth / (1 + at.y * growth);
    return (struct cr_spot){1 - at.y, at.y};
}

/* Solves tail(t) = target on the log scale. Both log tails are concave in t, so Newton's method
 * converges from anywhere; Halley's third-order correction, held between a half and twice the step,
 * saves one evaluation or two. */
static struct cr_spot solve(const struct cr_law *law, double u, double v, struct cr_spot at)
{
    bool lower = u <= v;
    double target = cr_log(lower ? u : v);

    for (int round = 0; round < 100; round++) {
        struct cr_tails tails = cr_law_tails(law, at);
        double log_tail = lower ? tails.log_p : tails.log_q;
        double slope = cr_exp(tails.log_density - log_tail);
        double lean = law->b == 0 ? law->a - at.x : law->a * at.y - law->b * at.x;
        double dt, bend;
        if (isfinite(log_tail) && slope > 0) {
            dt = (lower ? target - log_tail : log_tail - target) / slope;
            bend = 1 + 0.5 * dt * (lower ? lean - slope : lean + slope);
            dt /= fmin(fmax(bend, 0.5), 2);
        } else {
            dt = lower == isfinite(log_tail) ? 1 : -1;
        }
        dt = fmin(fmax(dt, -5), 5);
        at = move_spot(law, at, dt);
        /* The next error would be about the cube of this step in units of the tail. */
        if (fabs(dt) * (slope + fabs(lean)) < 3e-6 || fabs(dt) < 1e-17)
            break;
    }
    return at;
}

/* A first guess for the gamma law: Wilson and Hilferty 1931, or the tail forms for small shapes. */
static double gamma_guess(double a, double u, double v, double log_small)
{
    if (a >= 0.5) {
        double z = u <= v ? cr_normal_quantile(u) : -cr_normal_quantile(v);
        double root = 1 - 1 / (9 * a) + z / (3 * sqrt(a));
        if (root > 0.3)
            return a * root * root * root;
    }
    if (log_small < -0.5)
        return cr_exp(log_small);
    double far = cr_log(a / v);
    return far > 2 ? far + (a - 1) * cr_log(far) : 0.7;
}

static struct cr_quantile gamma_quantile(const struct cr_law *law, double u, double v)
{
    double a = law->a;
    /* P(x) = x^a / Gamma(a + 1) (1 - a x / (a + 1) + ...). */
    double log_small = (cr_log(u) + cr_log(a) + cr_law_log_constant(law)) / a;

    if (log_small < -42)
        return (struct cr_quantile){cr_exp(log_small), 0, log_small, 0};
    double x = solve(law, u, v, (struct cr_spot){gamma_guess(a, u, v, log_small), 0}).x;
    return (struct cr_quantile){x, 0, cr_log(x), 0};
}

/* A first guess for the beta law, both shapes at least 1: Abramowitz and Stegun 26.5.22. */
static struct cr_spot beta_guess(double a, double b, double u, double v)
{
    double z = u <= v ? -cr_normal_quantile(u) : cr_normal_quantile(v);
    double r = 1 / (2 * a - 1), s = 1 / (2 * b - 1);
    double lambda = (z * z - 3) / 6, h = 2 / (r + s);
    double w = z * sqrt(h + lambda) / h - (s - r) * (lambda + 5.0 / 6 - 2 / (3 * h));
    double ratio = b / a * cr_exp(fmin(fmax(2 * w, -300), 300));
    return (struct cr_spot){1 / (1 + ratio), ratio / (1 + ratio)};
}

/* Where a shape is below 1: each tail as a power, split in proportion to their masses. */
static struct cr_spot beta_power_guess(double a, double b, double u, double v)
{
    double lower = cr_exp(-a * cr_log1p(b / a)) / a, upper = cr_exp(-b * cr_log1p(a / b)) / b;
    double whole = lower + upper;

    if (u <= lower / whole) {
        double x = cr_exp(fmin(cr_log(a * whole * u) / a, -0.05));
        return (struct cr_spot){x, 1 - x};
    }
    double y = cr_exp(fmin(cr_log(b * whole * v) / b, -0.05));
    return (struct cr_spot){1 - y, y};
}

static struct cr_quantile beta_quantile(const struct cr_law *law, double u, double v)
{
    double a = law->a, b = law->b, log_beta = cr_law_log_constant(law);
    /* P(x) = x^a / (a B) (1 + (1 - b) a x / (a + 1) + ...), and its mirror image. */
    double log_x = (cr_log(u) + cr_log(a) + log_beta) / a;
    double log_y = (cr_log(v) + cr_log(b) + log_beta) / b;

    if (log_x < -42 - cr_log1p(b))
        return (struct cr_quantile){cr_exp(log_x), 1, log_x, 0};
    if (log_y < -42 - cr_log1p(a))
        return (struct cr_quantile){1, cr_exp(log_y), 0, log_y};
    bool tame = a >= 1 && b >= 1;
    struct cr_spot at =
        solve(law, u, v, tame ? beta_guess(a, b, u, v) : beta_power_guess(a, b, u, v));
    return (struct cr_quantile){at.x, at.y, cr_log(at.x), cr_log(at.y)};
}

struct cr_quantile cr_law_quantile(const struct cr_law *law, double u, double v)
{
    return law->b == 0 ? gamma_quantile(law, u, v) : beta_quantile(law, u, v);
}

double cr_gamma_quantile(double shape, double u)
{
    struct cr_law law = cr_gamma_law(shape);
    return gamma_quantile(&law, u, 1 - u).x;
}

double cr_log_gamma_quantile(double shape, double u)
{
    struct cr_law law = cr_gamma_law(shape);
    return gamma_quantile(&law, u, 1 - u).log_x;
}

double cr_beta_quantile(double a, double b, double u)
{
    struct cr_law law = cr_beta_law(a, b);
    return beta_quantile(&law, u, 1 - u).x;
}

/* 2 P(T < -t) = I_x(df / 2, 1 / 2) at x = df / (df + t^2); so t^2 = df y / x. */
double cr_student_of(const struct cr_law *law, double u, double v)
{
    double tail = u <= v ? u : v, df = 2 * law->a;

    if (u == v)
        return 0;
    struct cr_quantile at = beta_quantile(law, 2 * tail, u <= v ? v - u : u - v);
    double t = cr_exp(0.5 * (cr_log(df) + at.log_y - at.log_x));
    if (at.x > 1e-200 && at.y > 1e-200)
        t = sqrt(df * (at.y / at.x));
    return u <= v ? -t : t;
}

double cr_student_quantile(double df, double u)
{
    struct cr_law law = cr_beta_law(df / 2, 0.5);
    return cr_student_of(&law, u, 1 - u);
}
