/* The value of knowing one parameter: by the way that suits who decides, and by nested simulation
 * to check it. */
#include "analysis/voi_inside.h"

#include <math.h>

/* ---- One parameter, nested: to check ---- */

#define OUTER 64

/* At 64 values of the parameter, in the middle of equal parts of its law, the others as they are in
 * the worlds: E[max] against max E, the plan made anew each time. */
static enum cr_status nested(struct cr_voi_worlds *w, size_t input, double *value, double *se)
{
    const struct cr_analysis_input *at = &w->job->inputs.at[input];
    size_t n = w->n < 512 ? w->n : 512;
    struct cr_voi_moved moved = cr_voi_moved_new(w, n);
    double *best = CR_NEW(w->job->work, double, n), mean = 0, steps = 0, before = 0;
    for (int o = 0; o < OUTER; o++) {
        struct cr_voi_plan plan = {0};
        double gain = 0;
        enum cr_status status = cr_voi_move(
            &moved, w, input, cr_input_quantile(w->job->program, at, (o + 0.5) / OUTER));
        if (status == CR_OK)
            status = cr_voi_settle(w, moved.slots, n, n);
        if (status != CR_OK)
            return status;
        cr_voi_remember(w, &plan);
        status = cr_voi_value(w, &plan, moved.slots, n, n, best);
        for (size_t i = 0; i < n && status == CR_OK; i++)
            gain += best[i] / (double)n;
        if (status == CR_OK)
            status = cr_voi_value(w, &w->base, moved.slots, n, n, best);
        for (size_t i = 0; i < n && status == CR_OK; i++)
            gain -= best[i] / (double)n;
        if (status != CR_OK)
            return status;
        mean += gain / OUTER;
        steps += o > 0 ? (gain - before) * (gain - before) / 2 : 0;
        before = gain;
    }
    *value = mean;
    *se = sqrt(steps / (OUTER - 1) / OUTER); /* of equal parts: by the steps between neighbours */
    return CR_OK;
}

/* ---- All of it ---- */

static enum cr_status value_parameter(
    struct cr_voi_worlds *w, size_t input, struct cr_voi_parameter *out)
{
    double value, se, none, base;
    enum cr_status status = CR_OK;
    base = cr_regress_mean(w->job->work, &w->regress, w->base.value, &none);
    *out = (struct cr_voi_parameter){
        .input = w->job->inputs.at[input], .nested = NAN, .nested_se = NAN};
    if (w->job->one_decides)
        cr_voi_by_regression(w, input, &value, &se);
    else
        status = cr_voi_in_game(w, input, &value, &se);
    if (status != CR_OK)
        return status;
    out->value = cr_voi_gain(w->job, base, value);
    out->se = cr_voi_gain_se(w->job, base, value, se);
    if (!w->job->options->nested)
        return CR_OK;
    status = nested(w, input, &value, &se);
    out->nested = cr_voi_gain(w->job, base, value);
    out->nested_se = cr_voi_gain_se(w->job, base, value, se);
    return status;
}

enum cr_status cr_voi_parameters(struct cr_voi_worlds *w)
{
    struct cr_voi *r = w->job->result;
    enum cr_status status = w->job->one_decides ? cr_voi_find_plans(w) : CR_OK;
    r->parameters = CR_NEW(w->job->arena, struct cr_voi_parameter, w->job->inputs.n);
    for (size_t i = 0; i < w->job->inputs.n && status == CR_OK; i++) {
        status = value_parameter(w, i, &r->parameters[r->n_parameters++]);
        if (cr_voi_tick(w->job, (double)i, (double)w->job->inputs.n))
            return CR_INTERRUPTED;
    }
    return status;
}
