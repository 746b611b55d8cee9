/* Our generators in GSL's clothes. The states hold no pointer to themselves, so that
 * gsl_rng_memcpy, gsl_rng_clone, gsl_rng_fread and gsl_rng_fwrite work on them byte for byte. */
#include "random/stream.h"

struct philox_state {
    uint32_t key[2];
    uint32_t counter[4]; /* of the next block, a 128-bit number, low word first */
    uint32_t words[4];   /* the present block */
    uint32_t used;       /* how many of its words are gone */
};

static void philox_start(struct philox_state *s, uint64_t seed)
{
    *s = (struct philox_state){.key = {(uint32_t)seed, (uint32_t)(seed >> 32)}, .used = 4};
}

static void philox_set(void *state, unsigned long int seed)
{
    philox_start(state, (uint32_t)seed);
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

static const gsl_rng_type philox_type = {"cr_philox4x32_10", 0xffffffffUL, 0,
    sizeof(struct philox_state), philox_set, philox_get, philox_get_double};
const gsl_rng_type *cr_gsl_philox = &philox_type;

void cr_gsl_philox_seed(gsl_rng *rng, uint64_t seed)
{
    philox_start(rng->state, seed);
}

/* The caller keeps the uniforms; a cloned generator reads the same ones from where it stands. */
struct script_state {
    const double *uniforms;
    size_t n, next;
};

static void script_set(void *state, unsigned long int seed)
{
    struct script_state *s = state;
    s->next = s->n ? seed % s->n : 0;
}

/* Without a script: always one half (gsl_rng_alloc zeroes the state). */
static double script_get_double(void *state)
{
    struct script_state *s = state;

    if (!s->n)
        return 0.5;
    double u = s->uniforms[s->next];
    s->next = (s->next + 1) % s->n;
    return u;
}

static unsigned long int script_get(void *state)
{
    double scaled = script_get_double(state) * 0x1p32;
    return scaled >= 0x1p32 ? 0xffffffffUL : scaled > 0 ? (unsigned long int)scaled : 0;
}

static const gsl_rng_type script_type = {"cr_scripted", 0xffffffffUL, 0,
    sizeof(struct script_state), script_set, script_get, script_get_double};
const gsl_rng_type *cr_gsl_scripted = &script_type;

void cr_gsl_script(gsl_rng *rng, const double *uniforms, size_t n)
{
    *(struct script_state *)rng->state = (struct script_state){uniforms, n, 0};
}
