/* Philox in GSL's clothes. The state holds no pointer to itself, so that gsl_rng_memcpy,
 * gsl_rng_clone, gsl_rng_fread and gsl_rng_fwrite work on it byte for byte. */
#include "luck/stream.h"

struct philox_state {
    uint32_t key[2];
    uint32_t counter[4]; /* number of the next block, 128 bits, low word first */
    uint32_t words[4];   /* the present block */
    uint32_t used;       /* how many words of the present block are used up */
};

static void philox_set(void *state, unsigned long int seed)
{
    uint64_t key = seed;
    *(struct philox_state *)state =
        (struct philox_state){.key = {(uint32_t)key, (uint32_t)(key >> 32)}, .used = 4};
}

static unsigned long int philox_get(void *state)
{
    struct philox_state *s = state;

    if (s->used == 4) {
        cr_philox(s->key, s->counter, s->words);
        for (int i = 0; i < 4 && ++s->counter[i] == 0; i++) {
        }
        s->used = 0;
    }
    return s->words[s->used++];
}

/* In (0, 1), from two words; GSL asks for [0, 1). */
static double philox_get_double(void *state)
{
    uint32_t high = (uint32_t)philox_get(state);
    return cr_uniform_of(high, (uint32_t)philox_get(state));
}

static const gsl_rng_type philox_type = {"philox4x32", 0xffffffffUL, 0, sizeof(struct philox_state),
    philox_set, philox_get, philox_get_double};
const gsl_rng_type *const cr_rng_philox4x32 = &philox_type;
