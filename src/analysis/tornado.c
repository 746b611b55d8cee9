/* One input at a time from its low to its high quantile, the others at the base case. */
#include "analysis/sensitivity.h"

#include "analysis/evaluate.h"
#include "analysis/notes.h"
#include "numeric/sample.h"

#include <math.h>
#include <stdlib.h>

const double cr_tornado_levels[CR_TORNADO_POINTS] = {0.05, 0.275, 0.5, 0.725, 0.95};

const double cr_tornado_steps[CR_TORNADO_POINTS] = {0, 0.25, 0.5, 0.75, 1};

/* ---- Shared with the other analyses ---- */

struct sized {
    double size;
    int index;
};

static int larger_first(const void *a, const void *b)
{
    const struct sized *x = a, *y = b;
    double p = isnan(x->size) ? -INFINITY : x->size, q = isnan(y->size) ? -INFINITY : y->size;
    if (p != q)
        return p > q ? -1 : 1;
    return x->index - y->index;
}

int *cr_order_by(struct cr_arena *arena, const double *size, size_t n)
{
    struct sized *list = CR_NEW(arena, struct sized, n);
    int *order = CR_NEW(arena, int, n);
    for (size_t i = 0; i < n; i++)
        list[i] = (struct sized){size[i], (int)i};
    if (n > 1)
        cr_sort(list, n, sizeof *list, larger_first);
    for (size_t i = 0; i < n; i++)
        order[i] = list[i].index;
    return order;
}

void cr_sensitivity_head_init(struct cr_arena *arena, struct cr_sensitivity_head *head,
    const struct cr_program *program, const struct cr_analysis_inputs *inputs,
    const struct cr_aim *target, const struct cr_analysis_options *options,
    const struct cr_evaluated *out, size_t points)
{
    bool walked = out->engine == CR_ENGINE_WALK;
    *head = (struct cr_sensitivity_head){.target = *target,
        .base = NAN,
        .engine = out->engine,
        .luck = options->spec.luck,
        .runs = !walked              ? 0
                : options->spec.runs ? options->spec.runs
                                     : CR_ANALYSIS_RUNS,
        .points = points,
        .by = options->by};
    cr_analysis_notes(
        arena, program, inputs, &options->spec.luck, out->engine, &head->notes, &head->n_notes);
}

/* ---- Tornado ---- */

/* Whether the values go up somewhere and down elsewhere, by more than rounding or, walked, than the
 * error of a value. */
static bool is_bent(const double *y, double slack)
{
    double up = 0, down = 0, highest = y[0], lowest = y[0];
    for (int k = 1; k < CR_TORNADO_POINTS; k++) {
        up = fmax(up, y[k] - lowest);
        down = fmax(down, highest - y[k]);
        highest = fmax(highest, y[k]);
        lowest = fmin(lowest, y[k]);
    }
    return up > slack && down > slack;
}

static void finish_row(struct cr_tornado_row *row, const double *value, const double *se)
{
    double low = INFINITY, high = -INFINITY, error = 0, size = 0;
    for (int k = 0; k < CR_TORNADO_POINTS; k++) {
        row->y[k] = value[k];
        low = fmin(low, value[k]);
        high = fmax(high, value[k]);
        error = fmax(error, se[k]);
        size = fmax(size, fabs(value[k]));
    }
    row->swing = high - low;
    row->bend = is_bent(row->y, fmax(1e-9 * size, error));
}

static void fill_rows(struct cr_arena *arena, struct cr_tornado *t, const struct cr_evaluated *out)
{
    double *swing = CR_NEW(arena, double, t->n);
    for (size_t i = 0; i < t->n; i++) {
        size_t first = 1 + i * CR_TORNADO_POINTS;
        finish_row(&t->rows[i], &out->value[first], &out->se[first]);
        swing[i] = t->rows[i].swing;
    }
    t->order = cr_order_by(arena, swing, t->n);
}

static const char *about(struct cr_arena *arena, const struct cr_aim *target, double by)
{
    const char *aim = cr_aim_phrase(arena, target);
    if (by > 0)
        return cr_arena_printf(arena,
            "Each row shows how far %s moves when the effects or multipliers of one name go from "
            "x%.4g to x%.4g of their size and all else stays at base: an effect times so much, a "
            "multiplier to that power. The file says nothing of how sure these sizes are; the "
            "factor is a question, not a finding (--by asks another).",
            aim, 1 / by, by);
    return cr_arena_printf(arena,
        "Each row shows how far %s moves when one input goes from its 5th to its 95th percentile "
        "and the others stay at base: it speaks of what we do not know, not of chance.",
        aim);
}

enum cr_status cr_tornado(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_aim *target, const struct cr_analysis_options *options,
    struct cr_tornado *result, struct cr_fault *fault)
{
    struct cr_analysis_inputs inputs;
    struct cr_evaluated out;
    enum cr_status status = cr_inputs_find(arena, program, &inputs, fault);
    if (status != CR_OK)
        return status;
    const double *levels = options->by > 0 ? cr_tornado_steps : cr_tornado_levels;
    if (options->by > 0)
        cr_inputs_find_sizes(arena, program, options->by, &inputs);
    *result = (struct cr_tornado){.n = inputs.n};
    result->rows = CR_NEW(arena, struct cr_tornado_row, inputs.n);
    struct cr_design design =
        cr_design_new(arena, program, &inputs, 1 + inputs.n * CR_TORNADO_POINTS);
    for (size_t i = 0; i < inputs.n; i++) {
        result->rows[i].input = inputs.at[i];
        for (int k = 0; k < CR_TORNADO_POINTS; k++) {
            double x = cr_input_quantile(program, &inputs.at[i], levels[k]);
            result->rows[i].x[k] = x;
            cr_design_move(&design, 1 + i * CR_TORNADO_POINTS + (size_t)k, &inputs.at[i], x);
        }
    }
    if (cr_design_finish(arena, &design, fault) != CR_OK)
        return CR_INPUT;
    status = cr_design_evaluate(arena, &design, target->index, options, &out, fault);
    if (status != CR_OK)
        return status;
    fill_rows(arena, result, &out);
    struct cr_sensitivity_head *head = &result->head;
    cr_sensitivity_head_init(arena, head, program, &inputs, target, options, &out, design.n);
    head->base = out.value[0];
    head->about = about(arena, target, options->by);
    return CR_OK;
}
