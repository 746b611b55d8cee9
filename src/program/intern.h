/* Interning: words to small numbers, equal words to equal numbers, in the order in which they first
 * came. */
#ifndef CR_PROGRAM_INTERN_H
#define CR_PROGRAM_INTERN_H

#include "base/arena.h"

#include <stdbool.h>

struct cr_intern {
    struct cr_arena *arena;
    int32_t *words; /* of all entries, one behind the other */
    size_t n_words, cap_words;
    size_t *end; /* [n]: where an entry's words end */
    uint32_t *hash;
    size_t n, cap;
    uint32_t *table; /* open addressing, entry + 1; size is a power of two */
    size_t table_size;
};

void cr_intern_init(struct cr_intern *in, struct cr_arena *arena);
/* The number of these words; *is_new says whether they came for the first time. At most 2^31 - 2
 * entries. */
int cr_intern_get(struct cr_intern *in, const int32_t *words, size_t n, bool *is_new);

#endif
