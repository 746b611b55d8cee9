/* Sobol's indices of every input by designs of Saltelli and others (2010) on scrambled Sobol
 * points.
 *
 * With base points A and B and A_B^i = A with input i from B:
 *   first order  S_i  V = E[(f(B) - f0) (f(A_B^i) - f(A))]   (Saltelli et al. 2010, table 2 b)
 *   total        ST_i V = E[(f(A) - f(A_B^i))^2] / 2          (Jansen 1999)
 * Where the target is nearly a sum, f(B) is mostly noise of the other inputs to S_i. A linear guess
 * L at what they contribute is taken off it: L has mean 0 and depends on neither input i nor A, so
 * the product's mean stays what it is (a control variate), and its error falls manyfold.
 * Sixteen scrambles of the points are sixteen independent samples; errors are those of the ratios,
 * by resampling the scrambles (bootstrap). */
#include "analysis/sensitivity.h"

#include "analysis/evaluate.h"
#include "analysis/notes.h"
#include "numeric/least.h"
#include "random/quantile.h"
#include "luck/sobol.h"
#include "luck/stream.h"

#include <math.h>

#define SCRAMBLES 16
#define RESAMPLES 400

/* ---- The design ---- */

struct plan {
    const struct cr_program *program;
    const struct cr_analysis_inputs *inputs;
    struct cr_design design;
    size_t size;   /* base points of a scramble */
    int *input_of; /* [n_slots] number of the input, -1 */
    double *slope; /* [n_inputs] of the linear guess */
    struct cr_luck luck;
    uint64_t designs[2 * SCRAMBLES]; /* keys of the designs: A and B of each scramble */
};

/* Points stand by base point: A, B, then A_B^i for every input. */
static size_t point_at(const struct plan *p, size_t base, size_t k)
{
    return base * (p->inputs->n + 2) + k;
}

/* A and B are one sequence in twice as many dimensions. */
static double coordinate(const struct plan *p, size_t input, bool in_b, size_t base)
{
    unsigned dim = (unsigned)(in_b ? p->inputs->n + input : input);
    uint32_t event = p->program->slots[p->inputs->at[input].slot].event;
    size_t scramble = 2 * (base / p->size) + (size_t)in_b;
    return cr_sobol_scrambled(p->designs[scramble], event, dim, base % p->size);
}

/* A Dirichlet set by breaking a stick: each share is a beta part of what the ones before leave. */
static void draw_shares(struct plan *p, const struct cr_slot *first, bool in_b, size_t base)
{
    const struct cr_slot *slots = p->program->slots;
    double kappa = p->inputs->base[first->confidence], rest = 1, behind = 1;
    for (int k = first->first_share; k < first->first_share + first->n_shares; k++) {
        double *at = &p->design.slots[(size_t)k * p->design.n + point_at(p, base, (size_t)in_b)];
        double a = kappa * slots[k].share;
        behind -= slots[k].share;
        double b = kappa * behind;
        *at = a > 0 ? rest : 0;
        if (a > 0 && b > 1e-9 * a)
            *at *= cr_beta_quantile(a, b, coordinate(p, (size_t)p->input_of[k], in_b, base));
        rest -= *at;
    }
}

static void draw(struct plan *p, bool in_b, size_t base)
{
    for (size_t i = 0; i < p->inputs->n; i++) {
        const struct cr_analysis_input *input = &p->inputs->at[i];
        const struct cr_slot *slot = &p->program->slots[input->slot];
        size_t point = point_at(p, base, (size_t)in_b);
        if (!input->share)
            p->design.slots[(size_t)input->slot * p->design.n + point] =
                cr_input_quantile(p->program, input, coordinate(p, i, in_b, base));
        else if (i == 0 || p->inputs->at[i - 1].slot < slot->first_share ||
                 p->inputs->at[i - 1].slot >= input->slot)
            draw_shares(p, slot, in_b, base);
    }
}

static void fill_design(struct plan *p)
{
    for (size_t base = 0; base < SCRAMBLES * p->size; base++) {
        draw(p, 0, base);
        draw(p, 1, base);
        for (size_t i = 0; i < p->inputs->n; i++) {
            const struct cr_analysis_input *input = &p->inputs->at[i];
            const double *row = &p->design.slots[(size_t)input->slot * p->design.n];
            cr_design_copy(&p->design, point_at(p, base, 2 + i), point_at(p, base, 0));
            cr_design_move(&p->design, point_at(p, base, 2 + i), input, row[point_at(p, base, 1)]);
        }
    }
}

/* ---- A linear guess ---- */

static double input_at(const struct plan *p, size_t i, size_t base, bool in_b)
{
    const struct cr_analysis_input *input = &p->inputs->at[i];
    return p->design.slots[(size_t)input->slot * p->design.n + point_at(p, base, (size_t)in_b)];
}

/* Slopes from the steps of the design. A share s of mean p that moves with its siblings in
 * proportion changes a linear f by (beta - mean of beta) / (1 - p) a unit, so that beta - mean of
 * beta, which is what the set as a whole needs, is (1 - p) times the slope. */
static void find_slopes(struct cr_arena *scratch, struct plan *p, const double *f)
{
    size_t n = SCRAMBLES * p->size;
    double *dx = CR_NEW(scratch, double, n), *dy = CR_NEW(scratch, double, n);
    for (size_t i = 0; i < p->inputs->n; i++) {
        for (size_t k = 0; k < n; k++) {
            dx[k] = input_at(p, i, k, 1) - input_at(p, i, k, 0);
            dy[k] = f[point_at(p, k, 2 + i)] - f[point_at(p, k, 0)];
        }
        p->slope[i] = cr_slope_through_zero(dx, dy, n);
        if (p->inputs->at[i].share)
            p->slope[i] *= 1 - p->inputs->at[i].base;
    }
}

/* guess[i]: of what all inputs but i (and, for a share, its siblings) contribute to f(B). */
static void fill_guess(const struct plan *p, size_t base, double *part, double *guess)
{
    size_t n = p->inputs->n;
    double all = 0;
    for (size_t i = 0; i < n; i++) {
        part[i] = p->slope[i] * (input_at(p, i, base, 1) - p->inputs->at[i].base);
        all += part[i];
    }
    for (size_t i = 0; i < n; i++) {
        const struct cr_slot *slot = &p->program->slots[p->inputs->at[i].slot];
        guess[i] = all - part[i];
        if (!p->inputs->at[i].share)
            continue;
        guess[i] = all;
        for (int k = slot->first_share; k < slot->first_share + slot->n_shares; k++)
            guess[i] -= p->input_of[k] < 0 ? 0 : part[p->input_of[k]];
    }
}

/* ---- The indices ---- */

struct sums {        /* means over the points of one scramble, values less the overall mean */
    double m, v;     /* of A and B: first and second moment */
    double *product; /* [n] (f(B) - L(B)) (f(A_B^i) - f(A)) */
    double *step;    /* [n] f(A_B^i) - f(A) */
    double *jansen;  /* [n] (f(A_B^i) - f(A))^2 / 2 */
};

static struct sums sum_scramble(
    struct cr_arena *arena, const struct plan *p, const double *f, double centre, size_t scramble)
{
    size_t n = p->inputs->n;
    struct sums s = {.product = CR_NEW(arena, double, n),
        .step = CR_NEW(arena, double, n),
        .jansen = CR_NEW(arena, double, n)};
    double *part = CR_NEW(arena, double, n), *guess = CR_NEW(arena, double, n);
    double each = 1.0 / (double)p->size;
    for (size_t k = scramble * p->size; k < (scramble + 1) * p->size; k++) {
        double a = f[point_at(p, k, 0)] - centre, b = f[point_at(p, k, 1)] - centre;
        s.m += each * (a + b) / 2;
        s.v += each * (a * a + b * b) / 2;
        fill_guess(p, k, part, guess);
        for (size_t i = 0; i < n; i++) {
            double step = f[point_at(p, k, 2 + i)] - centre - a;
            s.product[i] += each * (b - guess[i]) * step;
            s.step[i] += each * step;
            s.jansen[i] += each * step * step / 2;
        }
    }
    return s;
}

/* The indices from a choice of scrambles: first[n], total[n]; returns the variance. */
static double indices(
    const struct sums *s, const int *chosen, size_t n, double *first, double *total)
{
    double m = 0, v = 0;
    for (int r = 0; r < SCRAMBLES; r++) {
        m += s[chosen[r]].m / SCRAMBLES;
        v += s[chosen[r]].v / SCRAMBLES;
    }
    v -= m * m;
    for (size_t i = 0; i < n; i++) {
        double product = 0, step = 0, jansen = 0;
        for (int r = 0; r < SCRAMBLES; r++) {
            product += s[chosen[r]].product[i] / SCRAMBLES;
            step += s[chosen[r]].step[i] / SCRAMBLES;
            jansen += s[chosen[r]].jansen[i] / SCRAMBLES;
        }
        first[i] = v > 0 ? (product - m * step) / v : NAN;
        total[i] = v > 0 ? jansen / v : NAN;
    }
    return v;
}

/* The spread of the indices over resampled scrambles; that of 16 is too small by sqrt(15/16). */
static void bootstrap(
    struct cr_arena *arena, const struct plan *p, const struct sums *s, struct cr_sobol *result)
{
    size_t n = p->inputs->n;
    uint32_t event = cr_event("sobol");
    struct cr_luck_stream *luck = cr_luck_stream_new(arena, &p->luck);
    double *first = CR_NEW(arena, double, n), *total = CR_NEW(arena, double, n);
    cr_luck_begin(luck, CR_DOMAIN_BOOTSTRAP, event);
    for (size_t i = 0; i < n; i++)
        result->rows[i].first_se = result->rows[i].total_se = 0;
    for (int k = 0; k < RESAMPLES; k++) {
        int chosen[SCRAMBLES];
        for (int r = 0; r < SCRAMBLES; r++)
            chosen[r] = (int)(SCRAMBLES * cr_luck_one(luck, (uint64_t)k, event, CR_DOMAIN_BOOTSTRAP,
                                              (uint32_t)r));
        indices(s, chosen, n, first, total);
        for (size_t i = 0; i < n; i++) {
            struct cr_sobol_row *row = &result->rows[i];
            row->first_se += (first[i] - row->first) * (first[i] - row->first);
            row->total_se += (total[i] - row->total) * (total[i] - row->total);
        }
    }
    double factor = 1.0 / RESAMPLES * SCRAMBLES / (SCRAMBLES - 1);
    for (size_t i = 0; i < n; i++) {
        result->rows[i].first_se = sqrt(factor * result->rows[i].first_se);
        result->rows[i].total_se = sqrt(factor * result->rows[i].total_se);
    }
}

static double mean_of_bases(const struct plan *p, const double *f)
{
    double total = 0, n = 2.0 * SCRAMBLES * (double)p->size;
    for (size_t k = 0; k < SCRAMBLES * p->size; k++)
        total += f[point_at(p, k, 0)] / n + f[point_at(p, k, 1)] / n;
    return total;
}

static void estimate(
    struct cr_arena *arena, struct plan *p, const double *f, struct cr_sobol *result)
{
    size_t n = p->inputs->n;
    struct sums s[SCRAMBLES];
    int all[SCRAMBLES];
    double *first = CR_NEW(arena, double, n), *total = CR_NEW(arena, double, n);
    result->mean = mean_of_bases(p, f);
    find_slopes(arena, p, f);
    for (int r = 0; r < SCRAMBLES; r++) {
        s[r] = sum_scramble(arena, p, f, result->mean, (size_t)r);
        all[r] = r;
    }
    double variance = indices(s, all, n, first, total);
    double least = 1e-12 * fabs(result->mean); /* less is rounding: nothing moves the target */
    bool moves = sqrt(fmax(variance, 0)) > least;
    result->sd = moves ? sqrt(variance) : 0;
    for (size_t i = 0; i < n; i++) {
        result->rows[i].first = moves ? first[i] : NAN;
        result->rows[i].total = moves ? total[i] : NAN;
    }
    bootstrap(arena, p, s, result);
    result->order = cr_order_by(arena, moves ? total : CR_NEW(arena, double, n), n);
}

/* ---- All of it ---- */

static void plan_init(struct cr_arena *arena, struct plan *p)
{
    size_t points = SCRAMBLES * p->size * (p->inputs->n + 2);
    p->design = cr_design_new(arena, p->program, p->inputs, points);
    p->slope = CR_NEW(arena, double, p->inputs->n);
    p->input_of = CR_NEW(arena, int, p->program->n_slots);
    for (int s = 0; s < p->program->n_slots; s++)
        p->input_of[s] = -1;
    for (size_t i = 0; i < p->inputs->n; i++)
        p->input_of[p->inputs->at[i].slot] = (int)i;
    fill_design(p);
}

static bool has_shares(const struct cr_analysis_inputs *inputs)
{
    for (size_t i = 0; i < inputs->n; i++) {
        if (inputs->at[i].share)
            return true;
    }
    return false;
}

static void describe(struct cr_arena *arena, const struct cr_aim *target,
    const struct cr_analysis_inputs *inputs, struct cr_sensitivity_head *head)
{
    head->about = cr_arena_printf(arena,
        "Of the variance of %s over worlds (what we do not know), 'first' is the share that would "
        "go if this input were known, 'total' the share that would stay if it alone were not; the "
        "errors are those of the sampling.",
        cr_aim_phrase(arena, target));
    if (has_shares(inputs))
        cr_analysis_note(arena, &head->notes, &head->n_notes,
            "Shares of a node with `confidence` are moved with their siblings in proportion; "
            "those of one node overlap, so that first orders can add up to more than 1.");
}

enum cr_status cr_sobol_indices(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_aim *target, uint64_t size, const struct cr_analysis_options *options,
    struct cr_sobol *result, struct cr_fault *fault)
{
    struct cr_analysis_inputs inputs;
    struct cr_evaluated out;
    enum cr_status status = cr_inputs_find(arena, program, &inputs, fault);
    if (status != CR_OK)
        return status;
    double base;
    size_t positions, most = size ? (size_t)size : 256;
    const struct cr_analysis_options sized = cr_design_options(options);
    options = &sized;
    status = cr_base_value(arena, program, &inputs, target, options, &base, &positions, fault);
    if (status != CR_OK)
        return status;
    struct plan plan = {.program = program,
        .inputs = &inputs,
        .size =
            size ? most : cr_design_size(most, 2, SCRAMBLES * (inputs.n + 2), positions, options),
        .luck = options->spec.luck};
    for (uint64_t k = 0; k < 2 * SCRAMBLES; k++) {
        struct cr_luck luck = cr_luck_apart(&plan.luck, k + 1);
        plan.designs[k] = cr_luck_design(&luck, arena);
    }
    plan_init(arena, &plan);
    if (cr_design_finish(arena, &plan.design, fault) != CR_OK)
        return CR_INPUT;
    status = cr_design_evaluate(arena, &plan.design, target->index, options, &out, fault);
    if (status != CR_OK)
        return status;
    *result = (struct cr_sobol){.n = inputs.n, .scrambles = SCRAMBLES, .size = plan.size};
    result->rows = CR_NEW(arena, struct cr_sobol_row, inputs.n);
    for (size_t i = 0; i < inputs.n; i++)
        result->rows[i].input = inputs.at[i];
    estimate(arena, &plan, out.value, result);
    cr_sensitivity_head_init(
        arena, &result->head, program, &inputs, target, options, &out, plan.design.n);
    describe(arena, target, &inputs, &result->head);
    const char *cut =
        cr_design_cut(arena, plan.size, most, " in each of 16 scrambles", &out, options);
    if (cut)
        cr_analysis_note(arena, &result->head.notes, &result->head.n_notes, cut);
    result->head.base = base;
    return CR_OK;
}
