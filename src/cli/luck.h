/* --seed and --rng, or what the environment says in their place. */
#ifndef CR_CLI_LUCK_H
#define CR_CLI_LUCK_H

#include "cli/options.h"

struct cr_chosen_luck {
    uint64_t seed;
    bool random;          /* any seed will do */
    const char *rng;      /* NULL: the default */
    const char *notes[3]; /* what is to be said about it */
    size_t n_notes;
};
/* What a command draws from. The problem in words, or NULL. */
const char *cr_read_luck(struct cr_args *args, struct cr_chosen_luck *luck);
/* --rng list. */
void cr_list_generators(struct cr_arena *arena, struct cr_buf *out);

#endif
