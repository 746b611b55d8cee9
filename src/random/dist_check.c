/* What arguments a distribution takes: one sentence for the first fault found. */
#include "random/dist_impl.h"

#include "base/num.h"

#include <math.h>

static const char *refuse(struct cr_arena *arena, const char *text, double x)
{
    char number[32];
    cr_num_print(number, x);
    return cr_arena_printf(arena, "%s, not %s", text, number);
}

static const char *check_count(struct cr_arena *arena, const struct cr_dist *dist)
{
    const struct cr_dist_info *info = &cr_dists[dist->kind];
    int written = dist->n_args + (dist->kind == CR_DIST_TRUNCATED);

    if (info->max_args < 0 && (written < info->min_args || written % 2))
        return cr_arena_printf(arena, "%s takes pairs (%s)", info->text, info->params);
    if (written < info->min_args || (info->max_args >= 0 && written > info->max_args))
        return cr_arena_printf(arena, "%s takes %d argument%s (%s), not %d", info->text,
            info->min_args, info->min_args == 1 ? "" : "s", info->params, written);
    for (int i = 0; i < dist->n_args; i++)
        if (!isfinite(dist->args[i]))
            return cr_arena_printf(
                arena, "argument %d of %s is not a finite number", i + 1, info->text);
    return NULL;
}

static const char *check_shape(struct cr_arena *arena, const char *name, double x)
{
    if (x >= CR_SHAPE_LEAST && x <= CR_SHAPE_LIMIT)
        return NULL;
    return refuse(arena,
        cr_arena_printf(arena, x > 0 ? "%s must be from 1e-9 to 1e15" : "%s must be above 0", name),
        x);
}

static const char *check_above_zero(struct cr_arena *arena, const char *name, double x)
{
    return x > 0 ? NULL : refuse(arena, cr_arena_printf(arena, "%s must be above 0", name), x);
}

static const char *check_range(double low, double high)
{
    if (low > high)
        return "low must be below high; the two are the wrong way round";
    if (low == high)
        return "low and high are the same; write the number alone instead";
    return isfinite(high - low) ? NULL : "low and high are too far apart";
}

static const char *check_mode(struct cr_arena *arena, const double *args)
{
    const char *text = check_range(args[0], args[2]);
    if (text || (args[1] >= args[0] && args[1] <= args[2]))
        return text;
    return refuse(arena, "the mode must lie between low and high", args[1]);
}

static const char *check_probability(struct cr_arena *arena, double p)
{
    return p >= 0 && p <= 1 ? NULL : refuse(arena, "the probability must be from 0 to 1", p);
}

static const char *check_binomial(struct cr_arena *arena, const double *args)
{
    double n = args[0];
    if (!(n >= 1 && n == floor(n)))
        return refuse(arena, "the number of tries must be a whole number, at least 1", n);
    if (n > CR_WHOLE_LIMIT)
        return refuse(arena, "the number of tries must be at most 2^53", n);
    return check_probability(arena, args[1]);
}

static const char *check_counts(struct cr_arena *arena, double k, double n)
{
    if (!(n > 0))
        return refuse(arena, "the number of cases must be above 0", n);
    if (n > CR_SHAPE_LIMIT)
        return refuse(arena, "the number of cases must be at most 1e15", n);
    if (!(k >= 0 && k <= n))
        return refuse(arena, "the cases in which it happened must be from 0 to all of them", k);
    return NULL;
}

static const char *check_choice(struct cr_arena *arena, const struct cr_dist *dist)
{
    double total = 0;
    for (int i = 1; i < dist->n_args; i += 2) {
        if (dist->args[i] < 0)
            return refuse(arena, "the weight of a choice must be at least 0", dist->args[i]);
        total += dist->args[i];
    }
    if (!(total > 0))
        return "all weights of the choice are 0";
    return isfinite(total) ? NULL : "the weights of the choice are too large to add";
}

static const char *check_quantiles(struct cr_arena *arena, const struct cr_dist *dist)
{
    if (dist->n_args > 2 * CR_METALOG_TERMS)
        return "quantiles takes at most 16 pairs";
    for (int i = 0; i < dist->n_args; i += 2) {
        if (!(dist->args[i] > 0 && dist->args[i] < 1))
            return refuse(arena, "the level of a quantile must lie between 0 and 1", dist->args[i]);
        if (i && !(dist->args[i] > dist->args[i - 2]))
            return refuse(arena, "the levels must rise from pair to pair", dist->args[i]);
        if (i && !(dist->args[i + 1] > dist->args[i - 1]))
            return refuse(arena, "the quantiles must rise with their levels", dist->args[i + 1]);
    }
    double spread = dist->args[dist->n_args - 1] - dist->args[1];
    return isfinite(spread) ? NULL : "the quantiles are too far apart";
}

static const char *check_beta_mean(struct cr_arena *arena, double m, double sd)
{
    if (!(m > 0 && m < 1))
        return refuse(arena, "the mean must lie between 0 and 1", m);
    if (!(sd > 0))
        return refuse(arena, "the standard deviation must be above 0", sd);
    if (!(sd * sd < m * (1 - m))) {
        char most[32];
        cr_num_print(most, sqrt(m * (1 - m)));
        return refuse(arena,
            cr_arena_printf(arena, "with this mean the standard deviation must be below %s", most),
            sd);
    }
    double n = m * (1 - m) / (sd * sd) - 1;
    if (!(n * m <= CR_SHAPE_LIMIT && n * (1 - m) <= CR_SHAPE_LIMIT &&
            n * fmin(m, 1 - m) >= CR_SHAPE_LEAST))
        return refuse(
            arena, "the standard deviation is out of reach for a beta with this mean", sd);
    return NULL;
}

static const char *check_mean_sd(struct cr_arena *arena, double m, double sd)
{
    const char *text = check_above_zero(arena, "the mean", m);
    if (!text)
        text = check_above_zero(arena, "the standard deviation", sd);
    if (!text && !(m / sd > 0x1p-500 && m / sd < 0x1p500))
        text = "mean and standard deviation are too far apart in size";
    return text;
}

static const char *first(const char *a, const char *b)
{
    return a ? a : b;
}

const char *cr_dist_check(struct cr_arena *arena, const struct cr_dist *dist)
{
    const double *a = dist->args;
    const char *text = check_count(arena, dist);
    if (text)
        return text;

    switch (dist->kind) {
    case CR_DIST_NORMAL:
        return check_above_zero(arena, "the standard deviation", a[1]);
    case CR_DIST_LOGNORMAL:
    case CR_DIST_LOGITNORMAL:
        return check_above_zero(arena, "sigma", a[1]);
    case CR_DIST_UNIFORM:
        return check_range(a[0], a[1]);
    case CR_DIST_TRIANGULAR:
    case CR_DIST_PERT:
        return check_mode(arena, a);
    case CR_DIST_BETA:
        return first(check_shape(arena, "a", a[0]), check_shape(arena, "b", a[1]));
    case CR_DIST_GAMMA:
        return first(
            check_shape(arena, "the shape", a[0]), check_above_zero(arena, "the scale", a[1]));
    case CR_DIST_EXPONENTIAL:
        return check_above_zero(arena, "the mean", a[0]);
    case CR_DIST_STUDENT_T:
        return check_shape(arena, "df", a[0]);
    case CR_DIST_WEIBULL:
        return first(
            check_above_zero(arena, "the scale", a[0]), check_shape(arena, "the shape", a[1]));
    case CR_DIST_POISSON:
        text = check_above_zero(arena, "the mean", a[0]);
        return text || a[0] <= CR_SHAPE_LIMIT
                   ? text
                   : refuse(arena, "the mean must be at most 1e15", a[0]);
    case CR_DIST_BINOMIAL:
        return check_binomial(arena, a);
    case CR_DIST_BERNOULLI:
        return check_probability(arena, a[0]);
    case CR_DIST_CHOICE:
        return check_choice(arena, dist);
    case CR_DIST_COUNTS:
        return check_counts(arena, a[0], a[1]);
    case CR_DIST_BETA_MEAN:
        return check_beta_mean(arena, a[0], a[1]);
    case CR_DIST_GAMMA_MEAN:
        text = check_mean_sd(arena, a[0], a[1]);
        return text ? text : check_shape(arena, "(mean / sd)^2", a[0] / a[1] * (a[0] / a[1]));
    case CR_DIST_LOGNORMAL_MEAN:
        return check_mean_sd(arena, a[0], a[1]);
    case CR_DIST_QUANTILES:
        return check_quantiles(arena, dist);
    case CR_DIST_TRUNCATED:
        return check_range(a[0], a[1]);
    case CR_N_DISTS:
        break;
    }
    return "there is no such distribution";
}
