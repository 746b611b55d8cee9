/* The table of distributions, their quantiles and distribution functions. */
#include "random/dist_impl.h"

#include "base/fmath.h"
#include "numeric/normal.h"
#include "numeric/normal_draw.h"
#include "random/table.h"
#include "random/table_rows.h"

#include <math.h>
#include <string.h>

const struct cr_dist_info cr_dists[CR_N_DISTS] = {
#define CR_DIST(name, text, params, min_args, max_args, help)                                      \
    {#name, text, params, min_args, max_args, help},
#include "random/dist.def"
#undef CR_DIST
};

int cr_dist_find(const char *text)
{
    for (int i = 0; i < CR_N_DISTS; i++)
        if (!strcmp(cr_dists[i].text, text))
            return i;
    return -1;
}

void cr_dist_print(const struct cr_dist *dist, struct cr_buf *out)
{
    cr_buf_str(out, cr_dists[dist->kind].text);
    cr_buf_char(out, '(');
    if (dist->inner)
        cr_dist_print(dist->inner, out);
    for (int i = 0; i < dist->n_args; i++) {
        if (i || dist->inner)
            cr_buf_str(out, ", ");
        cr_buf_num(out, dist->args[i]);
    }
    cr_buf_char(out, ')');
}

struct cr_law cr_dist_law(const struct cr_dist *dist)
{
    const double *w = dist->work + CR_WORK_LAW;
    return (struct cr_law){w[0], w[1], w[2]};
}

static double normal_at(double u, double v)
{
    return u <= v ? cr_normal_quantile(u) : -cr_normal_quantile(v);
}

/* The standard exponential quantile, -log(1 - u). */
static double waiting_at(double u, double v)
{
    return u <= v ? -cr_log1p(-u) : -cr_log(v);
}

static double triangular_at(const double *args, double u, double v)
{
    double width = args[2] - args[0], left = args[1] - args[0], right = args[2] - args[1];

    if (u * width <= left)
        return args[0] + sqrt(u) * sqrt(width) * sqrt(left);
    return args[2] - sqrt(v) * sqrt(width) * sqrt(right);
}

/* A beta on [low, low + width], measured from the nearer end. */
static double beta_at(const struct cr_dist *dist, double u, double v)
{
    struct cr_law law = cr_dist_law(dist);
    struct cr_quantile at = cr_law_quantile(&law, u, v);
    return at.x <= at.y ? dist->low + dist->work[1] * at.x : dist->high - dist->work[1] * at.y;
}

static double choice_at(const struct cr_dist *dist, double u, double v)
{
    int m = dist->n_work / 3, low = 0, high = m - 1;
    const double *lower = dist->work + m, *upper = lower + m;

    while (low < high) {
        int middle = (low + high) / 2;
        if (u <= v ? lower[middle] >= u : upper[middle] <= v)
            high = middle;
        else
            low = middle + 1;
    }
    return dist->work[low];
}

static double truncated_at(const struct cr_dist *dist, double u, double v)
{
    double below = dist->work[0], above = dist->work[1], mass = dist->work[2];
    double x = cr_dist_at(dist->inner, below + u * mass, above + v * mass);
    return fmin(fmax(x, dist->low), dist->high);
}

double cr_dist_at(const struct cr_dist *dist, double u, double v)
{
    const double *args = dist->args, *work = dist->work;

    switch (dist->kind) {
    case CR_DIST_NORMAL:
        return work[0] + work[1] * normal_at(u, v);
    case CR_DIST_LOGNORMAL:
    case CR_DIST_LOGNORMAL_MEAN:
        return cr_exp(work[0] + work[1] * normal_at(u, v));
    case CR_DIST_LOGITNORMAL:
        return cr_logistic(work[0] + work[1] * normal_at(u, v));
    case CR_DIST_UNIFORM:
        return u <= v ? args[0] + u * (args[1] - args[0]) : args[1] - v * (args[1] - args[0]);
    case CR_DIST_TRIANGULAR:
        return triangular_at(args, u, v);
    case CR_DIST_PERT:
    case CR_DIST_BETA:
    case CR_DIST_COUNTS:
    case CR_DIST_BETA_MEAN:
        return beta_at(dist, u, v);
    case CR_DIST_GAMMA:
    case CR_DIST_GAMMA_MEAN: {
        struct cr_law law = cr_dist_law(dist);
        return work[1] * cr_law_quantile(&law, u, v).x;
    }
    case CR_DIST_STUDENT_T: {
        struct cr_law law = cr_dist_law(dist);
        return cr_student_of(&law, u, v);
    }
    case CR_DIST_EXPONENTIAL:
        return args[0] * waiting_at(u, v);
    case CR_DIST_WEIBULL:
        return args[0] * cr_pow(waiting_at(u, v), 1 / args[1]);
    case CR_DIST_POISSON:
        return cr_poisson_quantile(args[0], u, v);
    case CR_DIST_BINOMIAL:
        return cr_binomial_quantile(args[0], args[1], u, v);
    case CR_DIST_BERNOULLI:
        return v < args[0];
    case CR_DIST_CHOICE:
        return choice_at(dist, u, v);
    case CR_DIST_QUANTILES:
        return cr_metalog_quantile(work, dist->n_work, u, v);
    case CR_DIST_TRUNCATED:
        return truncated_at(dist, u, v);
    case CR_N_DISTS:
        break;
    }
    return NAN;
}

static struct cr_tails make_tails(double p, double q)
{
    return (struct cr_tails){.p = p, .q = q};
}

static struct cr_tails normal_tails(double z)
{
    return make_tails(cr_normal_cdf(z), cr_normal_cdf(-z));
}

/* exp(-t) of a standard exponential and its complement. */
static struct cr_tails waiting_tails(double t)
{
    return make_tails(-cr_expm1(-t), cr_exp(-t));
}

static struct cr_tails triangular_tails(const double *args, double x)
{
    double width = args[2] - args[0];

    if (x < args[1]) {
        double p = (x - args[0]) / width * ((x - args[0]) / (args[1] - args[0]));
        return make_tails(p, 1 - p);
    }
    if (args[1] == args[2])
        return make_tails(1, 0);
    double q = (args[2] - x) / width * ((args[2] - x) / (args[2] - args[1]));
    return make_tails(1 - q, q);
}

static struct cr_tails choice_tails(const struct cr_dist *dist, double x)
{
    int m = dist->n_work / 3, i = m - 1;

    while (i >= 0 && dist->work[i] > x)
        i--;
    return i < 0 ? make_tails(0, 1) : make_tails(dist->work[m + i], dist->work[2 * m + i]);
}

static struct cr_tails truncated_tails(const struct cr_dist *dist, double x)
{
    struct cr_tails inner = cr_dist_tails(dist->inner, x);
    double p = (inner.p - dist->work[0]) / dist->work[2];
    double q = (inner.q - dist->work[1]) / dist->work[2];

    /* The side nearer to its end of D lost less. */
    if (inner.p <= inner.q)
        return make_tails(fmin(fmax(p, 0), 1), fmin(fmax(1 - p, 0), 1));
    return make_tails(fmin(fmax(1 - q, 0), 1), fmin(fmax(q, 0), 1));
}

/* x strictly inside the support; `scaled` = (x - place) / scale where the kind has one. */
static struct cr_tails law_tails(const struct cr_dist *dist, double x)
{
    struct cr_law law = cr_dist_law(dist);

    if (dist->kind == CR_DIST_STUDENT_T)
        return cr_student_tails(&law, x);
    double scaled = (x - dist->work[0]) / dist->work[1];
    return cr_law_tails(&law, (struct cr_spot){scaled, (dist->high - x) / dist->work[1]});
}

static struct cr_tails inner_tails(const struct cr_dist *dist, double x)
{
    const double *args = dist->args, *work = dist->work;

    switch (dist->kind) {
    case CR_DIST_NORMAL:
        return normal_tails((x - work[0]) / work[1]);
    case CR_DIST_LOGNORMAL:
    case CR_DIST_LOGNORMAL_MEAN:
        return normal_tails((cr_log(x) - work[0]) / work[1]);
    case CR_DIST_LOGITNORMAL:
        return normal_tails((cr_logit(x) - work[0]) / work[1]);
    case CR_DIST_UNIFORM:
        return make_tails((x - args[0]) / (args[1] - args[0]), (args[1] - x) / (args[1] - args[0]));
    case CR_DIST_TRIANGULAR:
        return triangular_tails(args, x);
    case CR_DIST_EXPONENTIAL:
        return waiting_tails(x / args[0]);
    case CR_DIST_WEIBULL:
        return waiting_tails(cr_pow(x / args[0], args[1]));
    case CR_DIST_POISSON:
        return cr_poisson_tails(args[0], floor(x));
    case CR_DIST_BINOMIAL:
        return args[1] >= 1 ? make_tails(0, 1) : cr_binomial_tails(args[0], args[1], floor(x));
    case CR_DIST_BERNOULLI:
        return make_tails(1 - args[0], args[0]);
    case CR_DIST_CHOICE:
        return choice_tails(dist, x);
    case CR_DIST_QUANTILES:
        return cr_metalog_tails(work, dist->n_work, x);
    case CR_DIST_TRUNCATED:
        return truncated_tails(dist, x);
    default:
        return law_tails(dist, x);
    }
}

struct cr_tails cr_dist_tails(const struct cr_dist *dist, double x)
{
    if (isnan(x))
        return make_tails(NAN, NAN);
    if (x >= dist->high)
        return make_tails(1, 0);
    /* A count of 0 has probability; a continuous law's lowest point has none. */
    if (x < dist->low || (x == dist->low && !dist->discrete))
        return make_tails(0, 1);
    return inner_tails(dist, x);
}

double cr_dist_quantile(const struct cr_dist *dist, double u)
{
    return cr_dist_at(dist, u, 1 - u);
}

double cr_dist_cdf(const struct cr_dist *dist, double x)
{
    return cr_dist_tails(dist, x).p;
}

static bool is_lognormal(const struct cr_dist *dist)
{
    return dist->kind == CR_DIST_LOGNORMAL || dist->kind == CR_DIST_LOGNORMAL_MEAN;
}

static void table_draws(const struct cr_dist *dist, const double *u, double *out, size_t n)
{
    enum { CHUNK = 256 };
    bool gamma = dist->work[CR_WORK_LAW + 1] == 0;
    double place = dist->work[0], scale = dist->work[1];
    for (size_t from = 0; from < n; from += CHUNK) {
        size_t some = n - from < CHUNK ? n - from : CHUNK;
        double log[CHUNK], small[CHUNK];
        cr_quantile_table_logs(dist->table, &u[from], log, some);
        for (size_t i = 0; i < some; i++)
            small[i] = gamma ? log[i] : -fabs(log[i]);
        cr_exp_rows(small, small, some);
        if (gamma)
            cr_gamma_rows(small, place, scale, &out[from], some);
        else
            cr_beta_rows(log, small, place, scale, dist->high, &out[from], some);
    }
}

void cr_dist_draws(const struct cr_dist *dist, const double *u, double *out, size_t n)
{
    if (dist->kind == CR_DIST_NORMAL || is_lognormal(dist)) { /* by far the most frequent */
        cr_normal_draw_rows(u, dist->work[0], dist->work[1], out, n);
        if (dist->kind != CR_DIST_NORMAL)
            cr_exp_rows(out, out, n);
        return;
    }
    if (dist->kind == CR_DIST_UNIFORM) {
        double low = dist->args[0], high = dist->args[1], width = high - low;
        for (size_t i = 0; i < n; i++) {
            double v = 1 - u[i];
            out[i] = u[i] <= v ? low + u[i] * width : high - v * width;
        }
        return;
    }
    if (dist->table) {
        table_draws(dist, u, out, n);
        return;
    }
    for (size_t i = 0; i < n; i++)
        out[i] = cr_dist_at(dist, u[i], 1 - u[i]);
}

double cr_dist_draw(const struct cr_dist *dist, double u)
{
    double x;
    cr_dist_draws(dist, &u, &x, 1);
    return x;
}
