/* PRIM, the patient rule induction method (Friedman and Fisher 1999), as scenario discovery uses it
 * (Bryant and Lempert 2010): boxes of inputs in which what is looked for mostly happens.
 *
 * A box starts as the whole and is peeled: again and again the twentieth of its worlds at one end
 * of one input is cut off, that whose loss raises the density most. Of all boxes on the way the
 * best is taken (see `gain`); its ends are let out again where that does not cost density
 * (pasting); limits that chance would give as easily (quasi-p-value above 0.05) are dropped. The
 * next box is sought among the worlds outside. Worlds count by y: 1 or 0, or the probability of
 * what is looked for. */
#include "analysis/sensitivity.h"

#include "analysis/evaluate.h"
#include "base/fmath.h"
#include "numeric/normal.h"
#include "program/worlds.h"
#include "random/quantile.h"
#include "stats/quantile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PEEL 0.05
#define LEAST 0.03  /* support of a box, at least */
#define LIKELY 0.05 /* quasi-p-values above it: chance would do as well */

struct prim {
    struct cr_arena *arena;
    size_t n, n_inputs;
    const double *const *x; /* [n_inputs] -> [n] */
    const double *y;
    const int *const *sorted; /* [n_inputs] -> worlds by that input */
    unsigned char *covered;   /* [n] by an earlier box */
    double total;             /* of y, over all worlds */
    bool binary;
};
struct box {
    double *low, *high; /* [n_inputs] -inf, +inf without a limit */
};

/* ---- Boxes ---- */

static struct box box_new(struct cr_arena *arena, size_t n)
{
    struct box box = {CR_NEW(arena, double, n), CR_NEW(arena, double, n)};
    for (size_t i = 0; i < n; i++) {
        box.low[i] = -INFINITY;
        box.high[i] = INFINITY;
    }
    return box;
}

static void box_copy(const struct prim *p, struct box *to, const struct box *from)
{
    memcpy(to->low, from->low, p->n_inputs * sizeof *to->low);
    memcpy(to->high, from->high, p->n_inputs * sizeof *to->high);
}

static bool inside(const struct prim *p, const struct box *box, size_t world)
{
    for (size_t i = 0; i < p->n_inputs; i++) {
        if (p->x[i][world] < box->low[i] || p->x[i][world] > box->high[i])
            return false;
    }
    return true;
}

struct count {
    double n, y, y2;
};

/* Of the worlds that no earlier box has; `all`: of every world. */
static struct count count_box(const struct prim *p, const struct box *box, bool all)
{
    struct count c = {0, 0, 0};
    for (size_t w = 0; w < p->n; w++) {
        if ((!all && p->covered[w]) || !inside(p, box, w))
            continue;
        c.n += 1;
        c.y += p->y[w];
        c.y2 += p->y[w] * p->y[w];
    }
    return c;
}

/* ---- Peeling ---- */

/* Where the least (or largest) twentieth of the box ends in an input: *limit is the first value
 * that stays. Returns what would be left, n 0 where nothing or everything would go. */
static struct count peel_end(const struct prim *p, const unsigned char *in, struct count now,
    size_t i, bool upper, double *limit)
{
    double want = fmax(1, floor(PEEL * now.n));
    struct count left = now;
    bool started = false;
    double last = 0;
    for (size_t k = 0; k < p->n; k++) {
        size_t w = (size_t)p->sorted[i][upper ? p->n - 1 - k : k];
        if (!in[w])
            continue;
        double x = p->x[i][w];
        if (started && x != last && now.n - left.n >= want) { /* equal values stay together */
            *limit = x;
            return left;
        }
        started = true;
        last = x;
        left.n -= 1;
        left.y -= p->y[w];
        left.y2 -= p->y[w] * p->y[w];
    }
    return (struct count){0, 0, 0};
}

static double density(struct count c)
{
    return c.n > 0 ? c.y / c.n : -INFINITY;
}

static void mark(const struct prim *p, const struct box *box, unsigned char *in)
{
    for (size_t w = 0; w < p->n; w++)
        in[w] = !p->covered[w] && inside(p, box, w);
}

/* Cuts the best twentieth off; 0 when there is none left to cut. */
static bool peel(const struct prim *p, struct box *box, unsigned char *in, struct count *now)
{
    struct count best = {0, 0, 0};
    size_t best_input = 0;
    bool best_upper = false;
    double best_limit = 0, limit = 0;
    for (size_t i = 0; i < p->n_inputs; i++) {
        for (int upper = 0; upper < 2; upper++) {
            struct count left = peel_end(p, in, *now, i, upper != 0, &limit);
            if (left.n < LEAST * (double)p->n || density(left) <= density(best))
                continue;
            best = left;
            best_input = i;
            best_upper = upper != 0;
            best_limit = limit;
        }
    }
    if (!(best.n > 0) || !(density(best) > density(*now)))
        return false;
    *(best_upper ? &box->high[best_input] : &box->low[best_input]) = best_limit;
    mark(p, box, in);
    *now = best;
    return true;
}

/* How good a box is among the worlds left, `all`: of 0 and 1 the harmonic mean of coverage and
 * density, 2 y / (n + Y); of probabilities what the box gains over chance. */
static double gain(const struct prim *p, struct count c, struct count all)
{
    if (p->binary)
        return 2 * c.y / (c.n + all.y);
    return c.n / (double)p->n * (density(c) - density(all));
}

/* The box of the largest gain on the way down. */
static struct count peel_down(struct prim *p, struct box *best, unsigned char *in)
{
    struct box box = box_new(p->arena, p->n_inputs);
    struct count all = count_box(p, &box, false), now = all, top = all;
    double highest = gain(p, all, all);
    mark(p, &box, in);
    box_copy(p, best, &box);
    while (peel(p, &box, in, &now)) {
        if (gain(p, now, all) <= highest)
            continue;
        highest = gain(p, now, all);
        top = now;
        box_copy(p, best, &box);
    }
    return top;
}

/* ---- Pasting ---- */

/* Lets each end out as far as that does not lower the gain. */
static void paste(const struct prim *p, struct box *box, struct count all)
{
    struct count now = count_box(p, box, false);
    for (size_t i = 0; i < p->n_inputs; i++) {
        for (int upper = 0; upper < 2; upper++) {
            double *end = upper ? &box->high[i] : &box->low[i], kept = *end;
            if (isinf(kept))
                continue;
            *end = upper ? INFINITY : -INFINITY;
            struct count without = count_box(p, box, false);
            if (gain(p, without, all) >= gain(p, now, all))
                now = without;
            else
                *end = kept;
        }
    }
}

/* ---- Quasi-p-values ---- */

/* How easily chance would make the box as dense if this limit did nothing: of y = 0 or 1 a binomial
 * tail at the density of the box without it (Bryant and Lempert 2010), else a normal one. */
static double quasi_p(const struct prim *p, struct count with, struct count without)
{
    double rate = density(without);
    if (!(rate > 0) || rate >= 1)
        return 1;
    if (p->binary) {
        double k = with.y - 1;
        return k < 0 ? 1 : cr_binomial_tails(with.n, rate, k).q;
    }
    double variance = without.y2 / without.n - rate * rate;
    if (!(variance > 0))
        return 1;
    return cr_normal_cdf((rate - with.y / with.n) / sqrt(variance / with.n));
}

static double limit_qp(const struct prim *p, struct box *box, size_t i)
{
    double low = box->low[i], high = box->high[i];
    struct count with = count_box(p, box, false);
    box->low[i] = -INFINITY;
    box->high[i] = INFINITY;
    struct count without = count_box(p, box, false);
    box->low[i] = low;
    box->high[i] = high;
    return quasi_p(p, with, without);
}

static bool limited(const struct box *box, size_t i)
{
    return !isinf(box->low[i]) || !isinf(box->high[i]);
}

/* Drops the limits that chance would give as easily, the worst first. */
static void drop_chance(const struct prim *p, struct box *box, double *qp)
{
    for (;;) {
        size_t worst = p->n_inputs;
        for (size_t i = 0; i < p->n_inputs; i++) {
            qp[i] = limited(box, i) ? limit_qp(p, box, i) : 0;
            if (limited(box, i) && qp[i] > LIKELY && (worst == p->n_inputs || qp[i] > qp[worst]))
                worst = i;
        }
        if (worst == p->n_inputs)
            return;
        box->low[worst] = -INFINITY;
        box->high[worst] = INFINITY;
    }
}

/* ---- One box after the other ---- */

static void fill_box(const struct prim *p, const struct cr_analysis_inputs *inputs,
    const struct box *box, const double *qp, struct cr_box *out)
{
    struct count c = count_box(p, box, true);
    out->limits = CR_NEW(p->arena, struct cr_box_limit, p->n_inputs);
    for (size_t i = 0; i < p->n_inputs; i++) {
        if (!limited(box, i))
            continue;
        out->limits[out->n++] = (struct cr_box_limit){.input = inputs->at[i],
            .low = isinf(box->low[i]) ? NAN : box->low[i],
            .high = isinf(box->high[i]) ? NAN : box->high[i],
            .qp = qp[i]};
    }
    out->coverage = c.y / p->total;
    out->density = c.y / c.n;
    out->support = c.n / (double)p->n;
}

static void find_boxes(
    struct prim *p, const struct cr_analysis_inputs *inputs, int most, struct cr_discovery *result)
{
    unsigned char *in = CR_NEW(p->arena, unsigned char, p->n);
    double *qp = CR_NEW(p->arena, double, p->n_inputs);
    struct box whole = box_new(p->arena, p->n_inputs);
    result->boxes = CR_NEW(p->arena, struct cr_box, most);
    while ((int)result->n < most) {
        struct box box = box_new(p->arena, p->n_inputs);
        struct count all = count_box(p, &whole, false);
        peel_down(p, &box, in);
        paste(p, &box, all);
        drop_chance(p, &box, qp);
        struct cr_box *out = &result->boxes[result->n];
        *out = (struct cr_box){0};
        fill_box(p, inputs, &box, qp, out);
        if (out->n == 0 || out->density <= p->total / (double)p->n)
            return;
        result->n++;
        for (size_t w = 0; w < p->n; w++)
            p->covered[w] |= inside(p, &box, w);
        if (count_box(p, &whole, false).n < 2 * LEAST * (double)p->n)
            return;
    }
}

/* ---- The worlds ---- */

struct keyed {
    double x;
    int world;
};

static int by_value(const void *a, const void *b)
{
    const struct keyed *p = a, *q = b;
    if (p->x != q->x)
        return p->x < q->x ? -1 : 1;
    return p->world - q->world;
}

static int *sort_worlds(struct cr_arena *arena, const double *x, size_t n)
{
    struct keyed *list = CR_NEW(arena, struct keyed, n);
    int *order = CR_NEW(arena, int, n);
    for (size_t w = 0; w < n; w++)
        list[w] = (struct keyed){x[w], (int)w};
    qsort(list, n, sizeof *list, by_value);
    for (size_t w = 0; w < n; w++)
        order[w] = list[w].world;
    return order;
}

/* Which worlds are of interest: by a threshold, or where the target is a probability by itself. */
static double *interest(struct cr_arena *arena, const struct cr_discovery_options *how,
    const struct cr_aim *target, bool minimise, const double *value, size_t n,
    struct cr_discovery *result)
{
    double *y = CR_NEW(arena, double, n), level = 0.1;
    bool given = !isnan(how->below) || !isnan(how->above);
    result->probability = !given && (target->kind == CR_AIM_OUTCOME || target->kind == CR_AIM_TAG);
    result->below = given ? !isnan(how->below) : !minimise;
    result->threshold = result->below ? how->below : how->above;
    if (!given) { /* the worst tenth */
        level = result->below ? 0.1 : 0.9;
        cr_quantiles(arena, value, NULL, n, &level, 1, &result->threshold);
    }
    if (result->probability)
        result->threshold = NAN;
    for (size_t w = 0; w < n; w++) {
        bool counts = result->below ? value[w] <= result->threshold : value[w] >= result->threshold;
        y[w] = result->probability ? value[w] : counts;
    }
    return y;
}

static enum cr_status draw_worlds(struct cr_arena *arena, const struct cr_program *program,
    uint64_t n, const struct cr_luck *luck, struct cr_design *design, struct cr_fault *fault)
{
    struct cr_world_spec spec = {*luck, n, CR_SAMPLING_SOBOL, true};
    *design = (struct cr_design){.program = program,
        .n = (size_t)n,
        .slots = CR_NEW(arena, double, n *(uint64_t)program->n_slots)};
    return cr_worlds_fill(program, &spec, 0, (int)n, design->slots, (size_t)n, NULL, arena, fault);
}

static struct prim prim_new(struct cr_arena *arena, const struct cr_design *design,
    const struct cr_analysis_inputs *inputs, const double *y, bool binary)
{
    const double **x = CR_NEW(arena, const double *, inputs->n);
    const int **sorted = CR_NEW(arena, const int *, inputs->n);
    struct prim p = {.arena = arena,
        .n = design->n,
        .n_inputs = inputs->n,
        .x = x,
        .sorted = sorted,
        .y = y,
        .covered = CR_NEW(arena, unsigned char, design->n),
        .binary = binary};
    for (size_t i = 0; i < inputs->n; i++) {
        x[i] = &design->slots[(size_t)inputs->at[i].slot * design->n];
        sorted[i] = sort_worlds(arena, x[i], design->n);
    }
    for (size_t w = 0; w < design->n; w++)
        p.total += y[w];
    return p;
}

static const char *sentence(
    struct cr_arena *arena, const struct cr_aim *target, const struct cr_discovery *r)
{
    const char *what = cr_aim_phrase(arena, target);
    const char *which = r->probability
                            ? cr_arena_printf(arena, "worlds count by %s", what)
                            : cr_arena_printf(arena, "worlds with %s %s %.6g are looked for", what,
                                  r->below ? "at most" : "at least", r->threshold);
    return cr_arena_printf(arena,
        "A box is a set of worlds in which it mostly happens: %s; 'coverage' is the share of "
        "all of that which lies in the box, 'density' its share of the box.",
        which);
}

enum cr_status cr_discover(struct cr_arena *arena, const struct cr_program *program,
    const struct cr_aim *target, const struct cr_discovery_options *how,
    const struct cr_analysis_options *options, struct cr_discovery *result, struct cr_fault *fault)
{
    struct cr_analysis_inputs inputs;
    struct cr_design design;
    struct cr_evaluated out;
    *result = (struct cr_discovery){.worlds = how->worlds ? how->worlds : 4096};
    enum cr_status status = cr_inputs_find(arena, program, &inputs, fault);
    if (status == CR_OK)
        status = draw_worlds(arena, program, result->worlds, &options->spec.luck, &design, fault);
    if (status == CR_OK)
        status = cr_design_evaluate(arena, &design, target->index, options, &out, fault);
    if (status != CR_OK)
        return status;
    bool minimise =
        target->kind == CR_AIM_PAYOFF && program->scenario->actors[target->item].minimise != 0;
    double *y = interest(arena, how, target, minimise, out.value, design.n, result);
    struct prim p = prim_new(arena, &design, &inputs, y, !result->probability);
    result->rate = p.total / (double)p.n;
    if (p.total > 0)
        find_boxes(&p, &inputs, how->boxes > 0 ? how->boxes : 3, result);
    cr_sensitivity_head_init(
        arena, &result->head, program, &inputs, target, options, &out, design.n);
    result->head.about = sentence(arena, target, result);
    return cr_base_value(arena, program, &inputs, target, options, &result->head.base, NULL, fault);
}
