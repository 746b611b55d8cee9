/* The generators there are: philox4x32, and all that this GSL brings. */
#ifndef CR_LUCK_GENERATORS_H
#define CR_LUCK_GENERATORS_H

#include "base/arena.h"

#include <gsl/gsl_rng.h>
#include <stdbool.h>
#include <stdint.h>

struct cr_generator {
    const gsl_rng_type *type;
    const char *name;
    uint64_t least, most; /* the smallest and the largest of its words */
    size_t size;          /* size of its state, in bytes */
    uint32_t seeds;       /* the largest seed up to which all give different sequences */
    const char *weak;     /* why no result should rest on it; NULL: nothing is known against it */
};
/* The i-th, from 0; false behind the last. */
bool cr_generator_get(size_t i, struct cr_generator *generator);
/* By its name; false if there is none. */
bool cr_generator_find(const char *name, struct cr_generator *generator);
/* The nearest name, or NULL. */
const char *cr_generator_suggest(struct cr_arena *arena, const char *name);
/* Words a second, here and now. */
double cr_generator_speed(const struct cr_generator *generator, struct cr_arena *scratch);

#endif
