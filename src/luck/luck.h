/* Luck: a generator of GSL's kind and a seed. Every draw of the program comes from here.
 *
 * philox4x32 is luck by address: a draw depends on what it is for and on nothing else, so it is the
 * same under another lens or policy, in any order, and alone (luck/stream.h). Every other generator
 * is a sequence. A sequence begins anew at each stretch (a superblock of runs, a thousand worlds,
 * ...) from a seed of that stretch, and its numbers go to whoever asks next; so within a stretch
 * all must be asked for in a fixed order, and stretches may be drawn by anybody. */
#ifndef CR_LUCK_LUCK_H
#define CR_LUCK_LUCK_H

#include "base/arena.h"
#include "luck/stream.h"

struct cr_luck {
    uint64_t seed;
    const gsl_rng_type *type; /* NULL: philox4x32 */
};

const char *cr_luck_name(const struct cr_luck *luck);
/* Whether any draw can be had alone. */
bool cr_luck_addressed(const struct cr_luck *luck);
/* The luck of the k-th of several designs that must not be alike; k = 0: the same. */
struct cr_luck cr_luck_apart(const struct cr_luck *luck, uint64_t k);
/* The key of its designs (luck/sobol.h): the seed, or 64 bits of the sequence. */
uint64_t cr_luck_design(const struct cr_luck *luck, struct cr_arena *scratch);

/* What one thread draws from. */
struct cr_luck_stream {
    struct cr_luck luck;
    void (*fill)(struct cr_luck_stream *stream, const uint64_t *runs, uint32_t event,
        enum cr_domain domain, const uint32_t *visits, double *out, size_t n);
    gsl_rng rng;           /* of a sequence */
    uint32_t seeds, start; /* seeds that it tells apart; that of the stretch */
};
struct cr_luck_stream *cr_luck_stream_new(struct cr_arena *arena, const struct cr_luck *luck);
/* Goes to the beginning of a stretch; draws of different purposes have stretches of their own. */
void cr_luck_begin(struct cr_luck_stream *stream, enum cr_domain purpose, uint64_t stretch);

/* n uniforms on (0, 1), out[i] for run runs[i] at its visit visits[i] (NULL: 0 for all). */
static inline void cr_luck_fill(struct cr_luck_stream *stream, const uint64_t *runs, uint32_t event,
    enum cr_domain domain, const uint32_t *visits, double *out, size_t n)
{
    stream->fill(stream, runs, event, domain, visits, out, n);
}
double cr_luck_one(struct cr_luck_stream *stream, uint64_t run, uint32_t event,
    enum cr_domain domain, uint32_t visit);

/* The generator itself, seeded with the seed, for what wants one of GSL's; it lives in the arena.
 */
gsl_rng *cr_luck_rng(struct cr_arena *arena, const struct cr_luck *luck);

/* Worlds of a sequence, world after world, `columns` uniforms each: out[column * n + i] is one of
 * world first + i. */
enum { CR_LUCK_WORLDS = 1024 }; /* of a stretch */
void cr_luck_worlds(const struct cr_luck *luck, uint64_t first, size_t n, size_t columns,
    double *out, struct cr_arena *scratch);

#endif
