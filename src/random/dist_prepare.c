/* Derived numbers of a distribution: what the quantile needs, support, mean and standard deviation.
 */
#include "random/dist_prepare.h"

#include "base/fmath.h"
#include "numeric/sample.h"
#include "numeric/trouble.h"
#include "random/dist_impl.h"
#include "random/table.h"

#include <math.h>

/* Bounds of u for the uniforms of a stream. */
#define LEAST_U 0x1p-53

static double *new_work(struct cr_arena *arena, struct cr_dist *dist, int n)
{
    double *work = CR_NEW(arena, double, n);
    dist->work = work;
    dist->n_work = n;
    return work;
}

static void work_pair(struct cr_arena *arena, struct cr_dist *dist, double place, double scale)
{
    double *work = new_work(arena, dist, 2);
    work[0] = place;
    work[1] = scale;
}

static void work_law(
    struct cr_arena *arena, struct cr_dist *dist, double low, double width, struct cr_law law)
{
    double *work = new_work(arena, dist, CR_WORK_LAW_SIZE);
    work[0] = low;
    work[1] = width;
    work[CR_WORK_LAW] = law.a;
    work[CR_WORK_LAW + 1] = law.b;
    work[CR_WORK_LAW + 2] = law.log_c;
    if (dist->kind != CR_DIST_STUDENT_T)
        dist->table = cr_quantile_table_new(arena, law);
}

/* Vose's form of PERT, shape 4: a + b = 6 whatever the mode. */
static void work_pert(struct cr_arena *arena, struct cr_dist *dist)
{
    const double *args = dist->args;
    double width = args[2] - args[0];
    work_law(arena, dist, args[0], width,
        cr_beta_law(1 + 4 * ((args[1] - args[0]) / width), 1 + 4 * ((args[2] - args[1]) / width)));
}

static int by_value(const void *a, const void *b)
{
    const double *x = a, *y = b;
    int k = x[0] == y[0]; /* of equal values that with less weight first */
    return (x[k] > y[k]) - (x[k] < y[k]);
}

/* Values sorted, equal ones put together, those of weight 0 left out; sums from both ends, so that
 * a rare value keeps its probability to the last bit at either end. */
static void work_choice(struct cr_arena *arena, struct cr_dist *dist)
{
    int pairs = dist->n_args / 2, m = 0;
    double *sorted = CR_NEW(arena, double, 2 * pairs);

    for (int i = 0; i < 2 * pairs; i++)
        sorted[i] = dist->args[i];
    cr_sort(sorted, (size_t)pairs, 2 * sizeof *sorted, by_value);
    for (int i = 0; i < pairs; i++) {
        if (sorted[2 * i + 1] == 0)
            continue;
        if (m && sorted[2 * (m - 1)] == sorted[2 * i]) {
            sorted[2 * m - 1] += sorted[2 * i + 1];
            continue;
        }
        sorted[2 * m] = sorted[2 * i];
        sorted[2 * m + 1] = sorted[2 * i + 1];
        m++;
    }
    double *value = new_work(arena, dist, 3 * m), *lower = value + m, *upper = lower + m;
    double total = 0, rest = 0;
    for (int i = 0; i < m; i++) {
        value[i] = sorted[2 * i];
        total += sorted[2 * i + 1];
        lower[i] = total;
    }
    for (int i = m - 1; i >= 0; i--) {
        upper[i] = rest / total;
        rest += sorted[2 * i + 1];
        lower[i] /= total;
    }
}

static const char *work_truncated(struct cr_arena *arena, struct cr_dist *dist)
{
    if (!dist->inner)
        return "truncated needs a distribution to cut";
    struct cr_dist *inner = CR_NEW(arena, struct cr_dist, 1);
    *inner = *dist->inner;
    const char *text = cr_dist_prepare(arena, inner);
    if (text)
        return text;
    if (inner->discrete)
        return cr_arena_printf(arena, "truncated cuts continuous distributions only; %s is not one",
            cr_dists[inner->kind].text);
    struct cr_tails low = cr_dist_tails(inner, dist->args[0]);
    struct cr_tails high = cr_dist_tails(inner, dist->args[1]);
    /* By differences of whichever tails are small. */
    double mass = high.p <= 0.5  ? high.p - low.p
                  : low.q <= 0.5 ? low.q - high.q
                                 : 1 - low.p - high.q;
    if (!(mass > 0))
        return "the distribution has nothing between low and high";
    double *work = new_work(arena, dist, 3);
    work[0] = low.p;
    work[1] = high.q;
    work[2] = mass;
    dist->inner = inner;
    return NULL;
}

static void work_by_mean(struct cr_arena *arena, struct cr_dist *dist)
{
    double m = dist->args[0], sd = dist->args[1], ratio = sd / m;

    if (dist->kind == CR_DIST_BETA_MEAN) {
        double n = m * (1 - m) / (sd * sd) - 1;
        work_law(arena, dist, 0, 1, cr_beta_law(n * m, n * (1 - m)));
    } else if (dist->kind == CR_DIST_GAMMA_MEAN) {
        work_law(arena, dist, 0, sd * ratio, cr_gamma_law(1 / (ratio * ratio)));
    } else {
        double variance = cr_log1p(ratio * ratio);
        work_pair(arena, dist, cr_log(m) - variance / 2, sqrt(variance));
    }
}

/* Fills `work`; a sentence where that shows a fault. */
static const char *derive(struct cr_arena *arena, struct cr_dist *dist)
{
    const double *args = dist->args;

    switch (dist->kind) {
    case CR_DIST_NORMAL:
    case CR_DIST_LOGNORMAL:
    case CR_DIST_LOGITNORMAL:
        work_pair(arena, dist, args[0], args[1]);
        break;
    case CR_DIST_BETA:
        work_law(arena, dist, 0, 1, cr_beta_law(args[0], args[1]));
        break;
    case CR_DIST_COUNTS:
        work_law(arena, dist, 0, 1, cr_beta_law(args[0] + 0.5, args[1] - args[0] + 0.5));
        break;
    case CR_DIST_GAMMA:
        work_law(arena, dist, 0, args[1], cr_gamma_law(args[0]));
        break;
    case CR_DIST_STUDENT_T:
        work_law(arena, dist, 0, 1, cr_beta_law(args[0] / 2, 0.5));
        break;
    case CR_DIST_PERT:
        work_pert(arena, dist);
        break;
    case CR_DIST_BETA_MEAN:
    case CR_DIST_GAMMA_MEAN:
    case CR_DIST_LOGNORMAL_MEAN:
        work_by_mean(arena, dist);
        break;
    case CR_DIST_CHOICE:
        work_choice(arena, dist);
        break;
    case CR_DIST_QUANTILES:
        return cr_metalog_fit(args, dist->n_args / 2, new_work(arena, dist, dist->n_args / 2));
    case CR_DIST_TRUNCATED:
        return work_truncated(arena, dist);
    default:
        break;
    }
    return NULL;
}

const char *cr_dist_prepare(struct cr_arena *arena, struct cr_dist *dist)
{
    if ((unsigned)dist->kind >= CR_N_DISTS)
        return "there is no such distribution";
    const char *text = cr_dist_check(arena, dist);
    if (!text)
        text = derive(arena, dist);
    if (text)
        return text;
    cr_dist_describe(dist);
    /* What passes the checks one by one may still leave the range of numbers, e.g. lognormal(0,
     * 100). */
    if (!isfinite(cr_dist_at(dist, LEAST_U, 1 - LEAST_U)) ||
        !isfinite(cr_dist_at(dist, 1 - LEAST_U, LEAST_U)))
        return "its extreme draws would be beyond the range of numbers (1e308)";
    if (isinf(dist->mean))
        return "its mean is beyond the range of numbers (1e308)";
    struct cr_trouble trouble;
    if (cr_trouble_fetch(&trouble) && cr_trouble_is_shortage(&trouble))
        cr_shortage();
    return trouble.code ? cr_arena_printf(arena, "it cannot be computed: %s", trouble.text) : NULL;
}
