/* Morris' screening (1991) with mu* of Campolongo, Cariboni and Saltelli (2007), in radial designs
 * (Campolongo, Saltelli, Cariboni 2011): from every base point each input alone takes one step.
 *
 * Levels u of the laws run from 5 to 95 %. An input's step is half of that range, up from the lower
 * half and down from the upper, so an effect is comparable to a bar of the tornado:
 *   EE_i = (f(u + step) - f(u)) / (share of the range stepped over). */
#include "analysis/sensitivity.h"

#include "analysis/evaluate.h"
#include "analysis/notes.h"
#include "luck/sobol.h"
#include "numeric/sample.h"

#include <math.h>

#define LOW 0.05
#define RANGE 0.9

struct plan {
    const struct cr_program *program;
    const struct cr_analysis_inputs *inputs;
    struct cr_design design;
    size_t size;
    size_t *from, *to; /* [n_inputs] points of a step, behind the base point */
    size_t stride;     /* points of a base point and its steps */
    double *v;         /* [size * n_inputs] place in the range, 0 to 1 */
};

static double value_at(const struct plan *p, size_t i, double v)
{
    return cr_input_quantile(p->program, &p->inputs->at[i], LOW + RANGE * v);
}

static double stepped(double v)
{
    return v < 0.5 ? v + 0.5 : v - 0.5;
}

/* The base point, and for each input where its step ends. A share of the base point has been pushed
 * by its siblings, so its step starts from a point of its own, where it is at its level. */
static void lay_out(struct cr_arena *arena, struct plan *p)
{
    size_t n = p->inputs->n;
    p->from = CR_NEW(arena, size_t, n);
    p->to = CR_NEW(arena, size_t, n);
    p->stride = 1;
    for (size_t i = 0; i < n; i++) {
        if (p->inputs->at[i].share)
            p->from[i] = p->stride++;
        p->to[i] = p->stride++;
    }
}

static void fill_base(struct plan *p, uint64_t design, size_t k)
{
    size_t n = p->inputs->n, base = k * p->stride;
    for (size_t i = 0; i < n; i++) {
        const struct cr_slot *slot = &p->program->slots[p->inputs->at[i].slot];
        p->v[k * n + i] = cr_sobol_scrambled(design, slot->event, (unsigned)i, k);
        cr_design_move(&p->design, base, &p->inputs->at[i], value_at(p, i, p->v[k * n + i]));
    }
    for (size_t i = 0; i < n; i++) {
        const struct cr_analysis_input *input = &p->inputs->at[i];
        double v = p->v[k * n + i];
        if (input->share) {
            cr_design_copy(&p->design, base + p->from[i], base);
            cr_design_move(&p->design, base + p->from[i], input, value_at(p, i, v));
        }
        cr_design_copy(&p->design, base + p->to[i], base);
        cr_design_move(&p->design, base + p->to[i], input, value_at(p, i, stepped(v)));
    }
}

/* Means of the effects and of their sizes, with the error of the latter; effect[size], way[size]
 * are scratch. */
static void fill_row(const struct plan *p, const double *f, size_t i, double *effect, double *way,
    struct cr_morris_row *row)
{
    for (size_t k = 0; k < p->size; k++) {
        double v = p->v[k * p->inputs->n + i];
        effect[k] =
            (f[k * p->stride + p->to[i]] - f[k * p->stride + p->from[i]]) / (stepped(v) - v);
        way[k] = fabs(effect[k]);
    }
    row->mu = cr_sample_mean(effect, p->size);
    row->mu_star = cr_sample_mean(way, p->size);
    row->sigma = cr_sample_sd(effect, p->size);
    row->mu_star_se = cr_sample_sd(way, p->size) / sqrt((double)p->size);
}

enum cr_status cr_morris(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_aim *target, uint64_t size, const struct cr_analysis_options *options,
    struct cr_morris *result, struct cr_fault *fault)
{
    struct cr_analysis_inputs inputs;
    struct cr_evaluated out;
    enum cr_status status = cr_inputs_find(arena, program, &inputs, fault);
    if (status != CR_OK)
        return status;
    const struct cr_analysis_options sized = cr_design_options(options);
    options = &sized;
    double base;
    size_t positions, most = size ? (size_t)size : 64;
    status = cr_base_value(arena, program, &inputs, target, options, &base, &positions, fault);
    if (status != CR_OK)
        return status;
    struct plan plan = {.program = program, .inputs = &inputs};
    lay_out(arena, &plan);
    plan.size = size ? most : cr_design_size(most, 8, plan.stride, positions, options);
    plan.design = cr_design_new(arena, program, &inputs, plan.size * plan.stride);
    plan.v = CR_NEW(arena, double, plan.size *inputs.n);
    uint64_t design = cr_luck_design(&options->spec.luck, arena);
    for (size_t k = 0; k < plan.size; k++)
        fill_base(&plan, design, k);
    if (cr_design_finish(arena, &plan.design, fault) != CR_OK)
        return CR_INPUT;
    status = cr_design_evaluate(arena, &plan.design, target->index, options, &out, fault);
    if (status != CR_OK)
        return status;
    *result = (struct cr_morris){.n = inputs.n, .size = plan.size};
    result->rows = CR_NEW(arena, struct cr_morris_row, inputs.n);
    double *star = CR_NEW(arena, double, inputs.n);
    double *effect = CR_NEW(arena, double, plan.size), *way = CR_NEW(arena, double, plan.size);
    for (size_t i = 0; i < inputs.n; i++) {
        result->rows[i].input = inputs.at[i];
        fill_row(&plan, out.value, i, effect, way, &result->rows[i]);
        star[i] = result->rows[i].mu_star;
    }
    result->order = cr_order_by(arena, star, inputs.n);
    cr_sensitivity_head_init(
        arena, &result->head, program, &inputs, target, options, &out, plan.design.n);
    result->head.about = cr_arena_printf(arena,
        "'mu*' is how far %s moves on average when one input crosses its range from the 5th to the "
        "95th percentile, wherever the others are in theirs; a 'sigma' as large says that it "
        "depends on where they are. Both speak of what we do not know.",
        cr_aim_phrase(arena, target));
    const char *cut = cr_design_cut(arena, plan.size, most, "", &out, options);
    if (cut)
        cr_analysis_note(arena, &result->head.notes, &result->head.n_notes, cut);
    result->head.base = base;
    return CR_OK;
}
