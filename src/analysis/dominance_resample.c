/* Draws worlds (or runs) anew with replacement and asks dominance.c again. */
#include "analysis/dominance_resample.h"

#include "luck/luck.h"

#include <math.h>
#include <stdlib.h>

enum { RESAMPLES = 200, FEW = RESAMPLES / 20, FEWEST_WORLDS = 20 };

struct item {
    double x, w;
    size_t world;
};
struct option {
    struct item *at; /* by value */
    size_t n;
    struct cr_lottery again;
};

static int by_value(const void *a, const void *b)
{
    const struct item *x = a, *y = b;
    return (x->x > y->x) - (x->x < y->x);
}

static struct option sorted(struct cr_arena *arena, const struct cr_sample *sample, double sign)
{
    struct option o = {CR_NEW(arena, struct item, sample->n), sample->n,
        {CR_NEW(arena, double, sample->n), CR_NEW(arena, double, sample->n), 0}};
    for (size_t i = 0; i < o.n; i++)
        o.at[i] = (struct item){sign * sample->values[i], sample->weights ? sample->weights[i] : 1,
            sample->worlds ? (size_t)sample->worlds[i] : i % sample->n_worlds};
    qsort(o.at, o.n, sizeof *o.at, by_value);
    return o;
}

/* The lottery in which world w counts times[w] times. */
static void resample(struct option *o, const unsigned *times)
{
    double total = 0;
    o->again.n = 0;
    for (size_t i = 0; i < o->n; i++) {
        double w = o->at[i].w * times[o->at[i].world];
        if (!(w > 0))
            continue;
        total += w;
        o->again.x[o->again.n] = o->at[i].x;
        o->again.w[o->again.n++] = w;
    }
    for (size_t i = 0; i < o->again.n; i++)
        o->again.w[i] /= total;
}

/* The rows come in pairs: of the same options, first and second order. */
static void count_pair(const struct option *options, const struct cr_dominance_row *rows,
    double floor, int held[2], int failed[2])
{
    bool open = false;
    for (int order = 0; order < 2; order++)
        open |= held[order] <= FEW || failed[order] <= FEW;
    if (!open)
        return;
    struct cr_margins m =
        cr_dominance_margins_above(&options[rows->a].again, &options[rows->b].again, floor);
    held[0] += m.first >= floor;
    failed[0] += !(m.first >= floor);
    held[1] += m.second >= floor;
    failed[1] += !(m.second >= floor);
}

void cr_dominance_decide(struct cr_arena *arena, const struct cr_sample *const *samples, size_t n,
    double sign, const struct cr_luck *luck, double floor, struct cr_dominance_row *rows,
    size_t n_rows)
{
    struct option *options = CR_NEW(arena, struct option, n);
    size_t worlds = samples[0]->n_worlds;
    int(*held)[2] = cr_arena_alloc(arena, n_rows / 2, sizeof *held);
    int(*failed)[2] = cr_arena_alloc(arena, n_rows / 2, sizeof *failed);
    for (size_t i = 0; i < n; i++)
        if (samples[i]->n == 0 || samples[i]->n_worlds != worlds || worlds < FEWEST_WORLDS)
            return;
    for (size_t i = 0; i < n; i++)
        options[i] = sorted(arena, samples[i], sign);
    unsigned *times = CR_NEW(arena, unsigned, worlds);
    uint32_t event = cr_event("dominance");
    struct cr_luck_stream *stream = cr_luck_stream_new(arena, luck);
    cr_luck_begin(stream, CR_DOMAIN_BOOTSTRAP, event);
    for (uint32_t k = 0; k < RESAMPLES; k++) {
        for (size_t w = 0; w < worlds; w++)
            times[w] = 0;
        for (size_t w = 0; w < worlds; w++)
            times[(
                size_t)((double)worlds * cr_luck_one(stream, w, event, CR_DOMAIN_BOOTSTRAP, k))]++;
        for (size_t i = 0; i < n; i++)
            resample(&options[i], times);
        for (size_t p = 0; p < n_rows / 2; p++)
            count_pair(options, &rows[2 * p], floor, held[p], failed[p]);
    }
    for (size_t i = 0; i < n_rows; i++) {
        struct cr_dominance_row *row = &rows[i];
        bool holds = row->margin >= floor;
        row->decided = (holds ? failed : held)[i / 2][i % 2] <= FEW;
        row->holds = holds && row->decided;
    }
}
