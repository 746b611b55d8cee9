/* Gives whoever asks its uniforms, by address or in order: the one place that knows which of the
 * two a generator is. A sequence is seeded anew at every stretch, by a hash of seed, purpose and
 * the stretch's number. */
#include "luck/luck.h"

#include "luck/generators.h"

#include <assert.h>

#define GOLDEN UINT64_C(0x9e3779b97f4a7c15) /* parts seeds */
/* Zeros in a row after which a generator stands still: some do so from some seeds. */
enum { STILL = 64 };

bool cr_luck_addressed(const struct cr_luck *luck)
{
    return !luck->type || luck->type == cr_rng_philox4x32;
}

const char *cr_luck_name(const struct cr_luck *luck)
{
    return (luck->type ? luck->type : cr_rng_philox4x32)->name;
}

struct cr_luck cr_luck_apart(const struct cr_luck *luck, uint64_t k)
{
    return (struct cr_luck){luck->seed + GOLDEN * k, luck->type};
}

static double next_uniform(struct cr_luck_stream *s)
{
    for (int zeros = 0;; zeros++) {
        double u = s->rng.type->get_double(s->rng.state);
        if (u > 0)
            return u;
        if (zeros == STILL) {
            s->start = (s->start + 1) & s->seeds;
            gsl_rng_set(&s->rng, s->start);
            zeros = 0;
        }
    }
}

static void fill_by_address(struct cr_luck_stream *s, const uint64_t *runs, uint32_t event,
    enum cr_domain domain, const uint32_t *visits, double *out, size_t n)
{
    cr_uniform_rows(s->luck.seed, runs, event, domain, visits, out, n);
}

static void fill_in_order(struct cr_luck_stream *s, const uint64_t *runs, uint32_t event,
    enum cr_domain domain, const uint32_t *visits, double *out, size_t n)
{
    (void)runs, (void)event, (void)domain, (void)visits;
    for (size_t i = 0; i < n; i++)
        out[i] = next_uniform(s);
}

struct cr_luck_stream *cr_luck_stream_new(struct cr_arena *arena, const struct cr_luck *luck)
{
    struct cr_luck_stream *s = CR_NEW(arena, struct cr_luck_stream, 1);
    *s = (struct cr_luck_stream){.luck = *luck, .fill = fill_by_address};
    if (!cr_luck_addressed(luck)) {
        s->fill = fill_in_order;
        struct cr_generator g;
        s->rng = (gsl_rng){luck->type, cr_arena_alloc(arena, luck->type->size, 1)};
        s->seeds = cr_generator_find(luck->type->name, &g) ? g.seeds : UINT32_MAX;
    }
    return s;
}

void cr_luck_begin(struct cr_luck_stream *s, enum cr_domain purpose, uint64_t stretch)
{
    uint32_t words[4];
    if (cr_luck_addressed(&s->luck))
        return;
    cr_stream_words(s->luck.seed, stretch, UINT32_MAX, purpose, 0, words);
    s->start = words[0] & s->seeds;
    gsl_rng_set(&s->rng, s->start);
}

double cr_luck_one(
    struct cr_luck_stream *s, uint64_t run, uint32_t event, enum cr_domain domain, uint32_t visit)
{
    return cr_luck_addressed(&s->luck) ? cr_uniform(s->luck.seed, run, event, domain, visit)
                                       : next_uniform(s);
}

uint64_t cr_luck_design(const struct cr_luck *luck, struct cr_arena *scratch)
{
    if (cr_luck_addressed(luck))
        return luck->seed;
    struct cr_luck_stream *s = cr_luck_stream_new(scratch, luck);
    cr_luck_begin(s, CR_DOMAIN_DESIGN, 0);
    uint64_t high = (uint64_t)(next_uniform(s) * 0x1p32);
    return high << 32 | (uint64_t)(next_uniform(s) * 0x1p32);
}

void cr_luck_worlds(const struct cr_luck *luck, uint64_t first, size_t n, size_t columns,
    double *out, struct cr_arena *scratch)
{
    struct cr_luck_stream *s = cr_luck_stream_new(scratch, luck);
    assert(!cr_luck_addressed(luck));
    cr_luck_begin(s, CR_DOMAIN_WORLD, first / CR_LUCK_WORLDS);
    for (size_t skip = (size_t)(first % CR_LUCK_WORLDS) * columns; skip > 0; skip--)
        next_uniform(s);
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && (first + i) % CR_LUCK_WORLDS == 0)
            cr_luck_begin(s, CR_DOMAIN_WORLD, (first + i) / CR_LUCK_WORLDS);
        for (size_t k = 0; k < columns; k++)
            out[k * n + i] = next_uniform(s);
    }
}

gsl_rng *cr_luck_rng(struct cr_arena *arena, const struct cr_luck *luck)
{
    const gsl_rng_type *type = luck->type ? luck->type : cr_rng_philox4x32;
    gsl_rng *rng = CR_NEW(arena, gsl_rng, 1);
    *rng = (gsl_rng){type, cr_arena_alloc(arena, type->size, 1)};
    gsl_rng_set(rng, luck->seed);
    return rng;
}
