/* What the mean of a state variable is in each world, without the luck of its futures. */
#include "analysis/pictures_inside.h"

#include "stats/quantile.h"

#include <math.h>

/* Sums over the futures of each world. */
struct worlds {
    size_t n;
    double *weight, *square; /* of weights, of their squares */
    double *x, *xx;          /* of one variable at one stage */
    double *mean;
};

static void sum_weights(const struct cr_futures *f, struct worlds *w)
{
    for (size_t i = 0; i < f->n; i++) {
        size_t g = (size_t)(f->at[i].run % w->n);
        w->weight[g] += f->at[i].weight;
        w->square[g] += f->at[i].weight * f->at[i].weight;
    }
}

static void sum_values(const struct cr_futures *f, size_t at, struct worlds *w)
{
    for (size_t g = 0; g < w->n; g++)
        w->x[g] = w->xx[g] = 0;
    for (size_t i = 0; i < f->n; i++) {
        size_t g = (size_t)(f->at[i].run % w->n);
        double x = f->at[i].stages[at];
        w->x[g] += f->at[i].weight * x;
        w->xx[g] += f->at[i].weight * x * x;
    }
}

/* The share of the observed spread of means that is not luck, as cr_deconvolve_shares has it: a
 * mean of n futures is off by their variance over n, n counted by weight. */
static double not_luck(const struct worlds *w, double mean, double total)
{
    double observed = 0, noise = 0;
    for (size_t g = 0; g < w->n; g++) {
        if (!(w->weight[g] > 0))
            continue;
        double m = w->x[g] / w->weight[g], n = w->weight[g] * w->weight[g] / w->square[g];
        double variance = fmax(0, w->xx[g] / w->weight[g] - m * m);
        observed += w->weight[g] / total * (m - mean) * (m - mean);
        noise += w->weight[g] / total * (n > 1.5 ? variance / (n - 1) : variance);
    }
    return observed > 0 ? sqrt(fmax(0, 1 - noise / observed)) : 0;
}

static void quantiles(struct cr_arena *arena, struct worlds *w, double *low, double *high)
{
    static const double levels[] = {0.05, 0.95};
    double total = 0, sum = 0, q[2];
    for (size_t g = 0; g < w->n; g++) {
        total += w->weight[g];
        sum += w->x[g];
    }
    double mean = sum / total, factor = not_luck(w, mean, total);
    for (size_t g = 0; g < w->n; g++)
        w->mean[g] = w->weight[g] > 0 ? mean + factor * (w->x[g] / w->weight[g] - mean) : mean;
    cr_quantiles(arena, w->mean, w->weight, w->n, levels, 2, q);
    *low = q[0];
    *high = q[1];
}

enum cr_status cr_picture_fan(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_picture_ask *ask, const struct cr_run_options *options,
    struct cr_picture *picture, struct cr_fault *fault)
{
    struct cr_futures futures;
    struct cr_fan *fan = &picture->fan;
    size_t n_states = (size_t)program->n_states, n = (size_t)program->n_stages * n_states;
    (void)ask;
    enum cr_status status = cr_engine_futures(arena, program, options, &futures, fault);
    if (status != CR_OK)
        return status;
    fan->low = CR_NEW(arena, double, n + 1);
    fan->high = CR_NEW(arena, double, n + 1);
    struct worlds w = {.n = (size_t)futures.worlds};
    w.weight = CR_NEW(arena, double, w.n);
    w.square = CR_NEW(arena, double, w.n);
    w.x = CR_NEW(arena, double, w.n);
    w.xx = CR_NEW(arena, double, w.n);
    w.mean = CR_NEW(arena, double, w.n);
    sum_weights(&futures, &w);
    for (size_t i = 0; i < n; i++) {
        sum_values(&futures, n_states + i, &w);
        quantiles(arena, &w, &fan->low[i], &fan->high[i]);
    }
    return CR_OK;
}
