/* GSL's generators by name, ours in front, with those that are known to be weak (luck/weak.def). */
#include "luck/generators.h"

#include "base/diag.h"
#include "base/seam.h"
#include "luck/stream.h"

#include <string.h>

static const struct weak {
    const char *name;
    int bits;
    const char *why;
} weak[] = {
#define CR_WEAK(name, bits, why) {name, bits, why},
#include "luck/weak.def"
#undef CR_WEAK
};

bool cr_generator_get(size_t i, struct cr_generator *g)
{
    const gsl_rng_type *type = i == 0 ? cr_rng_philox4x32 : gsl_rng_types_setup()[i - 1];
    if (!type)
        return false;
    *g =
        (struct cr_generator){type, type->name, type->min, type->max, type->size, UINT32_MAX, NULL};
    for (size_t k = 0; k < sizeof weak / sizeof *weak; k++) {
        if (!strcmp(weak[k].name, type->name)) {
            g->seeds = UINT32_MAX >> (32 - weak[k].bits);
            g->weak = weak[k].why;
        }
    }
    return true;
}

bool cr_generator_find(const char *name, struct cr_generator *g)
{
    for (size_t i = 0; cr_generator_get(i, g); i++)
        if (!strcmp(g->name, name))
            return true;
    return false;
}

const char *cr_generator_suggest(struct cr_arena *arena, const char *name)
{
    CR_VEC(const char *) names = {0};
    struct cr_generator g;
    for (size_t i = 0; cr_generator_get(i, &g); i++)
        cr_vec_push(arena, &names, g.name);
    return cr_suggest(name, names.at, names.n);
}

double cr_generator_speed(const struct cr_generator *g, struct cr_arena *scratch)
{
    enum { WORDS = 10000 };
    const double least = 0.004; /* seconds */
    gsl_rng rng = {g->type, cr_arena_alloc(scratch, g->size, 1)};
    volatile unsigned long last = 0;
    double from = cr_seam_clock(), took, words = 0;
    gsl_rng_set(&rng, 1);
    do {
        for (int k = 0; k < WORDS; k++)
            last = gsl_rng_get(&rng);
        words += WORDS;
        took = cr_seam_clock() - from;
    } while (took < least);
    (void)last;
    return words / took;
}
