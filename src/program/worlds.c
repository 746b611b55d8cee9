/* Worlds: the value of every slot, for a block of worlds at a time.
 *
 * Each uncertain number has one uniform a world: by address, from a design that fills the cube
 * evenly (each design scrambled by itself), or from a sequence. Correlated ones pass through the
 * copula first. Slots are then filled in the order in which they need one another: quantiles of
 * laws, code over earlier slots, and Dirichlet sets as normalised gammas, in logarithms, since
 * shapes far below 1 are usual. */
#include "program/worlds.h"

#include "base/fmath.h"
#include "program/rows.h"
#include "random/copula.h"
#include "random/quantile.h"
#include "luck/sobol.h"
#include "luck/stream.h"
#include "random/table.h"

#include <math.h>
#include <string.h>

/* One block of worlds being filled: slot s of world first + i stands at out[s * stride + i]. */
struct filling {
    const struct cr_program *program;
    const struct cr_world_spec *spec;
    uint64_t first;
    int n;
    double *out;
    size_t stride;
    const int *lens_of;
    const uint64_t *worlds;             /* [n] their numbers */
    double *uniforms;                   /* [n_copula * n], correlated, or NULL */
    uint64_t designs[CR_WORLD_DESIGNS]; /* keys of stratified points */
    struct cr_lhs_memo *memo;           /* [CR_WORLD_DESIGNS] of a Latin hypercube, or NULL */
    const double *drawn;                /* [column * n + i] of a sequence, or NULL: by address */
    const double *points;               /* [(point - first_point) * dimensions + column], or NULL */
    uint64_t first_point;
    unsigned dimensions;
    const double **columns; /* [n_slots] */
    double *regs;
    struct cr_fault *fault;
};

/* What a sequence gives to these worlds: each uncertain number in file order. */
static const double *draw_all(const struct filling *f, struct cr_arena *scratch)
{
    const struct cr_program *p = f->program;
    double *out = CR_NEW(scratch, double, (size_t)p->n_uncertain *(size_t)f->n);
    cr_luck_worlds(&f->spec->luck, f->first, (size_t)f->n, (size_t)p->n_uncertain, out, scratch);
    return out;
}

const char *cr_sampling_name(enum cr_sampling sampling)
{
    static const char *const names[] = {"random", "lhs", "sobol", "halton", "niederreiter"};
    return names[sampling];
}

size_t cr_world_designs(enum cr_sampling sampling, uint64_t worlds)
{
    if (sampling == CR_SAMPLING_RANDOM || worlds < 2)
        return 0;
    return worlds < CR_WORLD_DESIGNS ? (size_t)worlds : CR_WORLD_DESIGNS;
}

/* The uniform of an uncertain number at a stratified point: by its address and dimension. */
static double stratified(const struct filling *f, struct cr_lhs_memo *memo, uint32_t event,
    int dimension, uint64_t world)
{
    const struct cr_world_spec *spec = f->spec;
    uint64_t n = spec->whole ? 1 : CR_WORLD_DESIGNS, mine = world % n, key = f->designs[mine];
    if (spec->sampling == CR_SAMPLING_LHS)
        return cr_lhs_again(
            memo ? &memo[mine] : NULL, key, event, world / n, (spec->worlds - mine + n - 1) / n);
    return cr_sobol_scrambled(key, event, (uint32_t)dimension, world / n);
}

/* The sequence's points that these worlds take; coordinates beyond its dimensions are drawn. */
static void make_points(struct filling *f, struct cr_arena *scratch)
{
    enum cr_quasi kind = cr_sampling_quasi(f->spec->sampling);
    uint64_t parts = f->spec->whole ? 1 : CR_WORLD_DESIGNS;
    uint64_t end = (f->first + (uint64_t)f->n - 1) / parts + 1;
    f->first_point = f->first / parts;
    f->dimensions = cr_quasi_dimensions(kind, (unsigned)f->program->n_uncertain);
    double *out = CR_NEW(scratch, double, (end - f->first_point) * f->dimensions);
    if (f->dimensions > 0)
        cr_quasi_points(kind, f->dimensions, f->first_point, end - f->first_point, out);
    f->points = out;
}

static void quasi_uniforms(const struct filling *f, const struct cr_slot *slot, double *u)
{
    uint64_t parts = f->spec->whole ? 1 : CR_WORLD_DESIGNS;
    for (int i = 0; i < f->n; i++) {
        uint64_t at = f->worlds[i] / parts - f->first_point;
        u[i] = cr_quasi_shift(f->points[at * f->dimensions + (unsigned)slot->column],
            f->designs[f->worlds[i] % parts], slot->event);
    }
}

/* One for each world, before any correlation. */
static void own_uniforms(const struct filling *f, int slot, double *u)
{
    uint32_t event = f->program->slots[slot].event;
    size_t n = (size_t)f->n;
    const struct cr_slot *own = &f->program->slots[slot];
    if (f->points && (unsigned)own->column < f->dimensions) {
        quasi_uniforms(f, own, u);
    } else if (f->spec->sampling != CR_SAMPLING_RANDOM && !f->points) {
        for (int k = 0; k < CR_WORLD_DESIGNS && f->memo; k++)
            memset(f->memo[k].known, 0, sizeof f->memo[k].known);
        for (int i = 0; i < f->n; i++)
            u[i] = stratified(f, f->memo, event, slot, f->worlds[i]);
    } else if (f->drawn) {
        memcpy(u, &f->drawn[(size_t)f->program->slots[slot].column * n], n * sizeof *u);
    } else {
        cr_uniform_rows(f->spec->luck.seed, f->worlds, event, CR_DOMAIN_WORLD, NULL, u, n);
    }
}

static void slot_uniforms(const struct filling *f, int slot, double *u)
{
    const struct cr_slot *s = &f->program->slots[slot];
    if (s->correlated >= 0 && f->uniforms)
        memcpy(u, &f->uniforms[s->correlated * f->n], (size_t)f->n * sizeof *u);
    else
        own_uniforms(f, slot, u);
}

static void correlate(struct filling *f, struct cr_arena *scratch)
{
    const struct cr_program *p = f->program;
    if (!p->copula)
        return;
    double *u = CR_NEW(scratch, double, p->n_copula);
    double *all = CR_NEW(scratch, double, (size_t)p->n_copula *(size_t)f->n);
    for (int k = 0; k < p->n_copula; k++)
        own_uniforms(f, p->copula_slots[k], &all[k * f->n]);
    for (int i = 0; i < f->n; i++) {
        for (int k = 0; k < p->n_copula; k++)
            u[k] = all[k * f->n + i];
        cr_copula_apply(p->copula, u);
        for (int k = 0; k < p->n_copula; k++)
            all[k * f->n + i] = u[k];
    }
    f->uniforms = all;
}

static double bounded(const struct cr_slot *slot, double x)
{
    return x < slot->low ? slot->low : x > slot->high ? slot->high : x;
}

/* The draws of all laws at the world's uniform, added up, and what is computed beside them. */
static void draw(const struct filling *f, int slot, const struct cr_slot_value *value, double *out)
{
    size_t n = (size_t)f->n;
    double *u = out + n, *part = u + n;
    slot_uniforms(f, slot, out);
    if (value->n_laws == 1 && value->laws[0].factor == 1 && !value->code) {
        cr_dist_draws(value->laws[0].dist, out, out, n);
        return;
    }
    memcpy(u, out, n * sizeof *u);
    for (int k = 0; k < value->n_laws; k++) {
        cr_dist_draws(value->laws[k].dist, u, part, n);
        for (size_t i = 0; i < n; i++)
            out[i] = (k > 0 ? out[i] : 0) + value->laws[k].factor * part[i];
    }
    if (!value->code)
        return;
    struct cr_lanes lanes = {.slots = f->columns, .n = f->n};
    cr_code_run(value->code, &lanes, f->regs, part);
    for (size_t i = 0; i < n; i++)
        out[i] += part[i];
}

static enum cr_status fill_value(
    struct filling *f, int slot, const struct cr_slot_value *value, int only_lens)
{
    const struct cr_slot *s = &f->program->slots[slot];
    double *out = &f->out[(size_t)slot * f->stride], *drawn = NULL;
    if (value->kind == CR_FROM_CODE || value->kind == CR_FROM_DIST)
        drawn = f->regs + (size_t)f->program->max_regs * (size_t)f->n;
    if (value->kind == CR_FROM_CODE) {
        struct cr_lanes lanes = {.slots = f->columns, .n = f->n};
        cr_code_run(value->code, &lanes, f->regs, drawn);
    }
    if (value->kind == CR_FROM_DIST)
        draw(f, slot, value, drawn);
    if (only_lens < 0 && value->kind == CR_FROM_DIST && !value->code) { /* which is never NaN */
        struct cr_operand offset = {&value->offset, 0};
        cr_rows_move(drawn, offset, s->low, s->high, (size_t)f->n, out);
        return CR_OK;
    }
    if (only_lens < 0 && !drawn) {
        double x = bounded(s, value->number + value->offset);
        for (int i = 0; i < f->n; i++)
            out[i] = x;
        return CR_OK;
    }
    for (int i = 0; i < f->n; i++) {
        if (only_lens >= 0 && f->lens_of[i] != only_lens)
            continue;
        double x = value->number;
        if (drawn)
            x = drawn[i];
        if (value->code && isnan(x)) {
            struct cr_lanes lanes = {.slots = f->columns, .n = f->n};
            struct cr_expr_fault why;
            cr_code_explain(f->program, value->code, &lanes, i, &why);
            cr_fault_set(f->fault, CR_E_WORLD_EXPR, why.place, i, "%s", why.text);
            f->fault->world = f->first + (uint64_t)i;
            return CR_INPUT;
        }
        out[i] = bounded(s, x + value->offset);
    }
    return CR_OK;
}

static enum cr_status fill_slot(struct filling *f, int slot)
{
    const struct cr_slot *s = &f->program->slots[slot];
    if (!s->by_lens || !f->lens_of)
        return fill_value(f, slot, &s->value, -1);
    for (int k = 0; k < (int)f->program->setup->n_lenses; k++) {
        if (fill_value(f, slot, &s->by_lens[k], k) != CR_OK)
            return CR_INPUT;
    }
    return CR_OK;
}

/* Logs of gammas, each of its shape: from the table where kappa is what the table was made for, in
 * each world by itself, so that blocks change nothing. */
static void fill_gammas(struct filling *f, int slot, const double *kappa)
{
    const struct cr_slot *s = &f->program->slots[slot];
    double *out = &f->out[(size_t)slot * f->stride];
    double known = s->table ? cr_quantile_table_law(s->table).a : NAN;
    bool alike = true;
    slot_uniforms(f, slot, out);
    for (int i = 0; alike && i < f->n; i++)
        alike = kappa[i] * s->cases == known;
    if (alike) { /* the same bits, faster */
        cr_quantile_table_logs(s->table, out, out, (size_t)f->n);
        return;
    }
    for (int i = 0; i < f->n; i++) {
        double shape = kappa[i] * s->cases;
        if (!(shape > 0))
            out[i] = -INFINITY;
        else if (shape != known)
            out[i] = cr_log_gamma_quantile(shape, out[i]);
        else
            cr_quantile_table_logs(s->table, &out[i], &out[i], 1);
    }
}

/* A Dirichlet set by normalised gammas, in logarithms: shapes far below 1 are usual. */
static enum cr_status fill_shares(struct filling *f, int first)
{
    const struct cr_slot *s = &f->program->slots[first];
    const double *kappa = &f->out[(size_t)s->confidence * f->stride];
    for (int i = 0; i < f->n; i++) {
        if (!(kappa[i] > 0)) {
            cr_fault_set(f->fault, CR_E_WORLD_WEIGHT, s->place, i,
                "the confidence is %.6g here; it must be above 0", kappa[i]);
            f->fault->world = f->first + (uint64_t)i;
            return CR_INPUT;
        }
    }
    for (int k = 0; k < s->n_shares; k++)
        fill_gammas(f, first + k, kappa);
    double *x = &f->out[(size_t)first * f->stride];
    for (int i = 0; i < f->n; i++) {
        double top = -INFINITY, total = 0;
        for (int k = 0; k < s->n_shares; k++)
            top = x[(size_t)k * f->stride + (size_t)i] > top ? x[(size_t)k * f->stride + (size_t)i]
                                                             : top;
        for (int k = 0; k < s->n_shares; k++) {
            double *share = &x[(size_t)k * f->stride + (size_t)i];
            *share = *share == -INFINITY ? 0 : cr_exp(*share - top);
            total += *share;
        }
        for (int k = 0; k < s->n_shares; k++)
            x[(size_t)k * f->stride + (size_t)i] *= s->whole / total;
    }
    return CR_OK;
}

/* Worlds are shared out among lenses in proportion: shuffled, the first stretch is the first
 * lens's.
 */
static void share_out_lenses(const struct filling *f, int *lens_of)
{
    const struct cr_program *p = f->program;
    uint64_t n = f->spec->worlds < CR_LHS_MOST ? f->spec->worlds : CR_LHS_MOST;
    for (int i = 0; i < f->n; i++) {
        uint64_t cell =
            cr_lhs_cell(f->designs[0], cr_event("the lens of a world"), f->worlds[i] % n, n);
        double u = ((double)cell + 0.5) / (double)n;
        int k = 0;
        for (double sum = p->pool_weights[0]; k + 1 < (int)p->setup->n_lenses && u >= sum;
             sum += p->pool_weights[k])
            k++;
        lens_of[i] = k;
    }
}

/* Every slot, once it is known where the uniforms come from. */
static enum cr_status fill_slots(struct filling *f, struct cr_arena *scratch)
{
    const struct cr_program *program = f->program;
    f->columns = CR_NEW(scratch, const double *, program->n_slots);
    for (int s = 0; s < program->n_slots; s++)
        f->columns[s] = &f->out[(size_t)s * f->stride];
    f->regs = CR_NEW(scratch, double, (size_t)(program->max_regs + 3) * (size_t)f->n);
    correlate(f, scratch);
    for (int k = 0; k < program->n_slots; k++) {
        int slot = program->slot_order[k];
        const struct cr_slot *s = &program->slots[slot];
        if (s->kind == CR_SLOT_SHARE) {
            if (slot == s->first_share && fill_shares(f, slot) != CR_OK)
                return CR_INPUT;
        } else if (fill_slot(f, slot) != CR_OK) {
            return CR_INPUT;
        }
    }
    return CR_OK;
}

enum cr_status cr_worlds_fill(const struct cr_program *program, const struct cr_world_spec *spec,
    uint64_t first, int n, double *out, size_t stride, int *lens_of, struct cr_arena *scratch,
    struct cr_fault *fault)
{
    struct filling f = {.program = program,
        .spec = spec,
        .first = first,
        .n = n,
        .out = out,
        .stride = stride,
        .fault = fault};
    uint64_t *worlds = CR_NEW(scratch, uint64_t, n);
    for (int i = 0; i < n; i++)
        worlds[i] = first + (uint64_t)i;
    f.worlds = worlds;
    uint64_t designs = spec->sampling == CR_SAMPLING_RANDOM ? 1 : CR_WORLD_DESIGNS;
    for (uint64_t k = 0; k < designs; k++) {
        struct cr_luck luck = cr_luck_apart(&spec->luck, k);
        f.designs[k] = cr_luck_design(&luck, scratch);
    }
    if (spec->sampling == CR_SAMPLING_LHS)
        f.memo = CR_NEW(scratch, struct cr_lhs_memo, CR_WORLD_DESIGNS);
    if (!cr_luck_addressed(&spec->luck))
        f.drawn = draw_all(&f, scratch);
    if (program->pool_weights && lens_of) {
        share_out_lenses(&f, lens_of);
        f.lens_of = lens_of;
    }
    if (cr_sampling_is_quasi(spec->sampling))
        make_points(&f, scratch);
    return fill_slots(&f, scratch);
}

enum cr_status cr_worlds_at(const struct cr_program *program, const double *point, double *out,
    struct cr_arena *scratch, struct cr_fault *fault)
{
    static const uint64_t world = 0;
    struct cr_world_spec spec = {.worlds = 1};
    struct filling f = {.program = program,
        .spec = &spec,
        .n = 1,
        .out = out,
        .stride = 1,
        .worlds = &world,
        .drawn = point,
        .fault = fault};
    return fill_slots(&f, scratch);
}

double cr_slot_quantile(const struct cr_slot *slot, double u)
{
    const struct cr_slot_value *value = &slot->value;
    double x = value->offset;
    for (int k = 0; k < value->n_laws; k++)
        x += value->laws[k].factor * cr_dist_quantile(value->laws[k].dist, u);
    return bounded(slot, x);
}

enum cr_status cr_worlds_base(
    const struct cr_program *program, int lens, double *out, struct cr_fault *fault)
{
    struct cr_arena *arena = cr_arena_scratch();
    const double **columns = CR_NEW(arena, const double *, program->n_slots);
    double *regs = CR_NEW(arena, double, program->max_regs + 1);
    struct cr_lanes lanes = {.slots = columns, .n = 1};
    enum cr_status status = CR_OK;
    for (int s = 0; s < program->n_slots; s++)
        columns[s] = &out[s];
    for (int k = 0; k < program->n_slots && status == CR_OK; k++) {
        int slot = program->slot_order[k];
        const struct cr_slot *s = &program->slots[slot];
        const struct cr_slot_value *value = s->by_lens && lens >= 0 ? &s->by_lens[lens] : &s->value;
        double x = s->kind == CR_SLOT_SHARE ? s->share : value->number, computed = 0;
        if (value->code)
            cr_code_run(value->code, &lanes, regs, &computed);
        x += computed;
        if (isnan(x)) {
            struct cr_expr_fault why = {.place = s->place, .text = "it has no mean"};
            if (isnan(computed))
                cr_code_explain(program, value->code, &lanes, 0, &why);
            status = cr_fault_set(fault, CR_E_WORLD_EXPR, why.place, 0, "the base case of '%s': %s",
                s->name, why.text);
        }
        out[slot] = bounded(s, x + value->offset);
    }
    cr_arena_free(arena);
    return status;
}
